"""A site changes its secret without a stop: both are good until the new one is used, then the old one is dead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
from werkzeug.test import TestResponse

from filon.foundation import clock, secrets
from filon.foundation.config import load
from filon.foundation.database import is_postgresql
from filon.tenants import actions, site_secrets
from filon.tenants.models import Site
from filon.tenants.site_secrets import OVERLAP_SECONDS
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.wordpress_user import enter


def ask(site: PairedSite) -> TestResponse:
    return site.call("/api/v1/sites/secret", b"{}", timestamp=clock.unix())


def delivers(site: PairedSite) -> bool:
    return site.deliver(submission(), timestamp=clock.unix()).status_code == 200


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        actions.ask_for_rotation(Site.get())
    told = alice.deliver(submission())
    assert told.headers["Filon-Rotate"] == "1"

    answer = ask(alice)
    assert answer.json["overlap_seconds"] == OVERLAP_SECONDS
    old = alice.secret
    assert delivers(alice), "the old secret is good until the new one was used"
    alice.take(alice.id, answer.json["secret"])
    assert delivers(alice)
    after = alice.deliver(submission())
    assert "Filon-Rotate" not in after.headers
    alice.take(alice.id, old)
    assert not delivers(alice), "and dead from then on"


def test_a_lost_answer_is_asked_for_again_and_is_the_same(alice: PairedSite) -> None:
    first, second = ask(alice), ask(alice)
    assert first.json == second.json
    alice.take(alice.id, first.json["secret"])
    assert delivers(alice)


def test_the_next_rotation_gives_another_secret(alice: PairedSite) -> None:
    secrets = [alice.secret]
    for _ in range(3):
        secrets.append(ask(alice).json["secret"])
        alice.take(alice.id, secrets[-1])
        assert delivers(alice)
    assert len(set(secrets)) == 4


def test_neither_lapses_by_time(alice: PairedSite) -> None:
    """A quiet site may first sign days later, with the new one or, if the answer was lost, with the old."""
    offered = ask(alice).json["secret"]
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert delivers(alice)
        assert ask(alice).json["secret"] == offered
        old = alice.secret
        alice.take(alice.id, offered)
        assert delivers(alice)
        alice.take(alice.id, old)
        assert not delivers(alice)


def test_both_keys_open_the_dashboard_meanwhile(alice: PairedSite) -> None:
    offered = ask(alice).json["secret"]
    assert enter(alice).status_code == 201
    alice.take(alice.id, offered)
    assert enter(alice).status_code == 201


def test_revoking_ends_both(filon: Filon, alice: PairedSite) -> None:
    offered = ask(alice).json["secret"]
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.get())
    assert not delivers(alice)
    alice.take(alice.id, offered)
    assert not delivers(alice)


def test_nobody_else_can_ask_for_it(alice: PairedSite, charlie: PairedSite) -> None:
    answer = charlie.call("/api/v1/sites/secret", b"{}", headers={"Filon-Site": alice.id})
    assert answer.status_code == 401
    assert "secret" not in answer.json


def test_sealing_again_while_a_secret_changes_loses_neither(filon: Filon, alice: PairedSite) -> None:
    """Then the old sealing key is dropped: whatever it still sealed would be lost with the site's connection."""
    offered = ask(alice).json["secret"]
    new_key, old_key = "k2:" + "B" * 43, filon.environ["FILON_KEYS"]
    secrets.use_keys(load({**filon.environ, "FILON_KEYS": f"{new_key},{old_key}"}).keys)

    def seal_again() -> int:
        try:
            with filon.inside(alice.tenant):
                return site_secrets.reseal_all()
        finally:
            filon.close()

    with ThreadPoolExecutor(1) as keeper:
        with filon.inside(alice.tenant):
            site_secrets.promote_next_secret(Site.get())
            sealing = keeper.submit(seal_again)
            # On SQLite it can't even begin; on PostgreSQL it has looked and waits for this row.
            until(lambda: not is_postgresql() or _somebody_waits(filon), "the other to wait for the row")
            newest = site_secrets.next_secret(Site.get())
        assert sealing.result(timeout=10) == 1
    secrets.use_keys(load({**filon.environ, "FILON_KEYS": new_key}).keys)
    alice.take(alice.id, offered)
    assert delivers(alice)
    alice.take(alice.id, newest)
    assert delivers(alice)


def _somebody_waits(filon: Filon) -> bool:
    with psycopg.connect(filon.settings.database) as connection:
        return connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None
