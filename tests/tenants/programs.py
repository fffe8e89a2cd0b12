"""Programs that use the API: each has a key of a business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from filon.foundation.access import SCOPES
from filon.tenants import keys
from tests.parts.service import PairedSite


class Program:
    """A program with a fresh key of the site's business, which may do all that keys can unless told otherwise."""

    def __init__(
        self,
        site: PairedSite,
        *scopes: str,
        name: str = "Agenda",
        expires_at: datetime | None = None,
    ) -> None:
        self.filon, self.tenant = site.filon, site.tenant
        with self.filon.inside(site.tenant):
            row, self.key = keys.add_key(name, scopes or list(SCOPES), expires_at)
        self.id: UUID = row.id

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Ask the API; `headers` come beside the key."""
        return self.filon.client.open(
            path,
            method=method,
            json=body,
            headers={**bearer(self.key), "Accept": "application/json", **headers},
        )

    @property
    def row(self) -> Any:
        """The key as it is kept."""
        with self.filon.inside(self.tenant, write=False):
            return keys.the_key(self.id)

    def revoke(self) -> None:
        with self.filon.inside(self.tenant):
            keys.revoke_key(keys.the_key(self.id))


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def codes(answers: Sequence[TestResponse]) -> list[tuple[int, str]]:
    """Status and problem code of each answer."""
    return [(answer.status_code, (answer.json or {}).get("code", "")) for answer in answers]
