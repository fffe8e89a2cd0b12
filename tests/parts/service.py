"""The service inside the test's own process, on SQLite or PostgreSQL, and a paired site that signs its calls."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon import app as filon_app
from filon import schedule
from filon.appointments import push_api
from filon.desk import visitors
from filon.foundation import config, ids, limits, searching
from filon.foundation.access import SYSTEM, Actor
from filon.foundation.database import database
from filon.foundation.fields import in_seconds
from filon.foundation.leases import Lease
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.signatures import SiteKeys, read_connection_code, sign
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.intake import floods, ledger_api
from filon.tenants import actions, api, doorplates, feeds, keys, signed, site_calls
from filon.worker.events import claim, run

KEY = "k1:" + "A" * 43
# Production takes no key that is a pattern.
DRAWN_KEY = "k1:tM9GvQ3kYwZpJ4xN7cRsB2hLfU8aE5dKoW1iXyVq6Ts"
ADDRESS = "http://127.0.0.1:8000"
# What a killed worker had in hand waits no longer for another.
LONGEST_LEASE_SECONDS = 15


def environment(database_url: str, *, operator: str = "", owner: str = "", **more: str) -> dict[str, str]:
    """Settings of a service for tests, as environment variables."""
    return {
        "FILON_ENVIRONMENT": "development",
        "FILON_ADDRESS": ADDRESS,
        "FILON_KEYS": KEY,
        "FILON_DATABASE": database_url,
        "FILON_DATABASE_OPERATOR": operator,
        "FILON_DATABASE_OWNER": owner,
        "FILON_ALLOW_PRIVATE_HOSTS": "yes",
        **{f"FILON_{name.upper()}": value for name, value in more.items()},
    }


@dataclass
class Filon:
    """A service in this process. Alice owns the first client; Charlie the second."""

    # An app and its compiled templates cost more than most tests: one serves all tests of a kind, and asks for what
    # is each test's own when it needs it.
    _apps: ClassVar[dict[config.Settings, Any]] = {}
    # And those with an address more, by that address.
    _longer_apps: ClassVar[dict[tuple[config.Settings, str], Any]] = {}
    # And PostgreSQL's connections: a server's process that knows no table yet costs as much.
    engines: ClassVar[dict[str, Any]] = {}

    environ: dict[str, str]
    is_empty: bool = field(init=False, default=True)
    settings: config.Settings = field(init=False)
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.settings = config.load(self.environ)
        doorplates.forget()
        # And who asked often at the services before.
        of_strangers = (
            *(limits._storm, keys._strangers, signed._strangers, visitors._looks, feeds._strangers),
            push_api._strangers,
        )
        of_known = (
            keys._calls,
            feeds._readers,
            api._exchanges,
            signed._known_sites,
            site_calls._measures,
            ledger_api._floods,
        )
        for flood in (*of_strangers, *of_known):
            flood._buckets.clear()
        floods._counts.clear()
        searching._numbers.clear()
        if self.kind in self._apps:
            self.app = self._apps[self.kind]
            self.app.config["FILON"] = start(self.settings)  # what start_checked() adds has tests of its own
        else:
            self.app = self._apps[self.kind] = filon_app.create_app(self.settings)
        if self.settings.engine == "postgresql":
            database.initialize(self.engines.setdefault(self.settings.database, database.obj))

    @property
    def kind(self) -> config.Settings:
        """What services have in common that differ only by what each test has of its own."""
        own = {
            "database": "",
            "database_owner": "",
            "database_operator": "",
            "smtp": "",
            "files": "",
            "scan": "",
        }
        vendors: dict[str, Any] = {"google": None, "microsoft": None}
        return replace(self.settings, **(own | vendors))

    def serve_also(self, rule: str, view: Callable[..., Any]) -> None:
        """Answer at one more address, with an app that only tests of this address get: each gives it a view."""
        kept = self._longer_apps.get((self.kind, rule))
        if kept is not None:
            self.app = kept
            self.app.config["FILON"] = self.settings
            self.app.view_functions[rule] = view
            return
        if self.app in self._apps.values():
            self.app = filon_app.create_app(self.settings)
        self.app.add_url_rule(rule, rule, view)
        self._longer_apps[self.kind, rule] = self.app

    @property
    def client(self) -> FlaskClient:
        client: FlaskClient = self.app.test_client()
        return client

    def add_client(
        self, name: str = "Menuiserie Atlas", owner: str = "alice@atlas.example", **how: str
    ) -> PairedSite:
        """A client whose site is paired."""
        self.is_empty = False
        site = how.pop("site", f"https://{name.split()[-1].lower()}.example")
        how = {"region": "MA", "currency": "MAD", "zone": "Africa/Casablanca", "language": "fr", **how}
        new = actions.add_client(service=ADDRESS, name=name, site_url=site, owner_email=owner, **how)
        return PairedSite(self, new.tenant, site, new.code)

    @contextmanager
    def inside(self, tenant: UUID, who: Actor = SYSTEM, *, write: bool = True) -> Iterator[None]:
        """A transaction in a tenant's context."""
        with acting_for(tenant, who), transaction(write=write):
            yield

    def work(self) -> int:
        """Run what follows, as a worker would, until nothing is due; returns how many events were run."""
        count = 0
        while events := claim(Event.name.is_null(False), "test"):
            for event in events:
                run(event, self.settings)
                count += 1
        return count

    def outlast_leases(self) -> None:
        """Let time pass until every lease that nobody renews is over, and free what was under it."""
        end_leases()
        schedule.free_events_left_behind(self.settings)

    def close(self) -> None:
        database.obj.close()


def end_leases() -> None:
    """As after so much time that every lease is over, the schedule's too: it is as short as who waits is told."""
    longest, over = in_seconds(LONGEST_LEASE_SECONDS), in_seconds(-1)
    with across_tenants("let a test's leases end"), transaction():
        assert not Event.select().where(Event.lease_until > longest).exists()
        assert not Lease.select().where(Lease.ends_at > longest).exists()
        Event.update(lease_until=over).where(Event.lease_until.is_null(False)).execute()
        Lease.update(ends_at=over).execute()


class PairedSite:
    """A site's plugin, as far as the wire shows: it pairs at once and signs its calls."""

    def __init__(self, filon: Filon, tenant: UUID, home_url: str, code: str) -> None:
        self.filon, self.tenant, self.home_url, self.code = filon, tenant, home_url, code
        answer = self.pair()
        assert answer.status_code == 200, answer.text
        paired: dict[str, str] = answer.json or {}
        self.take(paired["site_id"], paired["secret"])

    def take(self, site_id: str, secret: str) -> None:
        """Use this secret from now on."""
        self.id, self.secret = site_id, secret
        self.keys = SiteKeys.of(base64.urlsafe_b64decode(secret + "="))

    def pair(self, *, headers: dict[str, str] | None = None, **instead: str) -> TestResponse:
        """Send the connection code."""
        body = {
            "token": read_connection_code(self.code)[1],
            "nonce": "nonce-of-this-site",
            "home_url": self.home_url,
            "rest_url": f"{self.home_url}/wp-json/",
            "version": "0.1.0",
            **instead,
        }
        return self.filon.client.post("/api/v1/sites/pairing", json=body, headers=headers)

    def headers(self, path: str, body: bytes, **instead: Any) -> dict[str, str]:
        """Headers of a signed POST; `instead` replaces id, timestamp, key, method or target."""
        id = instead.get("id", f"msg_{ids.new_id().hex}")
        timestamp = instead.get("timestamp", int(time.time()))
        signature = sign(
            instead.get("key", self.keys.to_service),
            id=id,
            timestamp=timestamp,
            method=instead.get("method", "POST"),
            target=instead.get("target", path),
            body=body,
        )
        return {
            "Content-Type": "application/x-ndjson",
            "webhook-id": id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature,
            "Filon-Site": self.id,
            "Filon-Version": "0.1.0",
            "Filon-Waiting": "0",
        }

    def call(self, path: str, body: bytes, **instead: Any) -> TestResponse:
        """A signed POST; `instead` as in headers(), or `headers` to add and `sent_body` to send another body."""
        headers = {**self.headers(path, body, **instead), **instead.get("headers", {})}
        return self.filon.client.post(path, data=instead.get("sent_body", body), headers=headers)

    def deliver(self, *submissions: dict[str, Any] | bytes, **instead: Any) -> TestResponse:
        """POST /api/v1/submissions with these lines."""
        lines = [
            s if isinstance(s, bytes) else json.dumps(s, ensure_ascii=False).encode() for s in submissions
        ]
        return self.call("/api/v1/submissions", b"\n".join(lines) + b"\n", **instead)

    def hand_over(self, uuid: str, number: int, content: bytes, **instead: Any) -> TestResponse:
        """PUT a file of a submission, signed; `instead` as in headers()."""
        path = f"/api/v1/submissions/{uuid}/files/{number}"
        headers = self.headers(path, content, **{"method": "PUT", **instead})
        return self.filon.client.put(path, data=content, headers=headers)


def submission(fields: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A submission of the site's own form: Salma asks for a kitchen, unless told otherwise."""
    values = {
        "name": "Salma Bennani",
        "email": "salma@example.com",
        "phone": "06 61 23 45 67",
        "message": "Bonjour, je voudrais un devis pour une cuisine en L.",
    }
    values = values if fields is None else fields
    kinds = {"email": "email", "phone": "tel", "message": "textarea"}
    return {
        "uuid": str(ids.new_id()),
        "source": "filon",
        "form": {"id": "contact", "title": "Contact"},
        "page": "https://atlas.example/contact/",
        "submitted_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "fields": [
            {"id": k, "label": k, "type": kinds.get(k, "text"), "value": v} for k, v in values.items()
        ],
        "suggestions": {k: k for k in values if k in ("name", "email", "phone", "message", "company")},
        "locale": "fr_FR",
        **more,
    }
