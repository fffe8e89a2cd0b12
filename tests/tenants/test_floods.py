"""A flood on one site, or in its name, delays nobody else: not its neighbours on the same host, nor who writes."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from filon.foundation.ids import new_id
from filon.tenants import signed, site_calls
from filon.tenants.models import Tenant
from tests.dashboard.people import base
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_forgeries import STATE, use_up_calls
from tests.tenants.wordpress_user import embed_token, enter

TOO_MANY = "Trop de demandes à la fois\u00a0: réessayez plus tard"


def left(site: PairedSite, lines: float) -> None:
    """As after a flood that left so many lines of the site's measure."""
    site_calls._measures._buckets[UUID(site.id).hex] = (lines, time.monotonic())


def test_it_works(alice: PairedSite, charlie: PairedSite) -> None:
    use_up_calls(alice)
    for _time in range(3):
        refused = alice.deliver(submission())
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) >= 1
        assert charlie.deliver(submission()).json["answers"][0]["answer"] in ("recorded", "joined")


def test_every_line_counts(alice: PairedSite) -> None:
    fifty = [submission({"name": f"Visitor {n}", "email": f"v{n}@example.com"}) for n in range(50)]
    # Looked at before a line is read: however slow the machine is, no more are left by then.
    left(alice, 45)
    assert alice.deliver(*fifty).status_code == 429
    left(alice, 45)
    assert alice.deliver(*fifty[:40]).status_code == 200, "there is room for these"


def test_what_is_refused_waits_for_nobody_who_writes(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    def flood() -> list[int]:
        try:
            return [alice.deliver(submission()).status_code for _time in range(5)]
        finally:
            filon.close()  # this thread's connection

    use_up_calls(alice)
    with ThreadPoolExecutor(1) as elsewhere, filon.inside(alice.tenant):
        Tenant.update(name="Atelier Atlas").execute()
        assert elsewhere.submit(flood).result(timeout=4) == [429] * 5


def test_a_last_line_needs_no_end_and_too_many_are_refused_as_such(alice: PairedSite) -> None:
    left(alice, 2.5)
    two = b"\n".join(json.dumps(submission({"name": name})).encode() for name in ("Salma", "Younes"))
    assert alice.call("/api/v1/submissions", two).status_code == 200
    left(alice, 1)  # again, as the measure fills up while the machine is busy
    assert alice.call("/api/v1/submissions", two).status_code == 429
    left(alice, 3000)
    refused = alice.call("/api/v1/submissions", b"\n" * 100_000)
    assert (refused.status_code, refused.json["code"]) == (422, "lines")


def test_an_address_that_asks_too_much_is_refused_before_anything_is_looked_at(alice: PairedSite) -> None:
    outdated = {"Filon-Version": "0.0.1"}
    assert alice.call(STATE, b"{}", headers=outdated).status_code == 426, "what is looked at first"
    spend_all_of_the_address(alice)
    assert alice.call(STATE, b"{}", headers=outdated).status_code == 429


def test_who_signs_is_served_whatever_a_neighbour_on_the_same_host_does(
    alice: PairedSite, charlie: PairedSite
) -> None:
    assert charlie.deliver(submission()).status_code == 200
    spend_all_of_the_address(charlie)
    assert alice.call(STATE, b"{}", key=b"x" * 32).status_code == 429, "nobody knows her there"
    assert charlie.deliver(submission()).status_code == 200
    late = charlie.call(STATE, b"{}", timestamp=1)
    assert (late.status_code, late.json["code"]) == (401, "clock_skew"), "and learns what time it is"


def test_too_many_exchanges_for_one_frame_hold_no_other_up(alice: PairedSite, charlie: PairedSite) -> None:
    """A taken-over site, or whoever knows its number, tries tokens as fast as it can."""
    statuses = []
    while 429 not in statuses:
        refused = enter(alice, "no token")
        statuses.append(refused.status_code)
        assert len(statuses) < 1000, "it is never too many"
    assert set(statuses[:-1]) == {401}
    assert len(statuses) > 100, "reloading a page of wp-admin is no flood"
    assert (refused.json["code"], refused.json["title"]) == ("too_many", TOO_MANY)
    assert int(refused.headers["Retry-After"]) >= 1
    assert enter(charlie).status_code == 201, "from the same host"
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    opened = alice.filon.client.post(
        f"{base(alice)}/session", json={"token": embed_token(alice)}, environ_overrides=elsewhere
    )
    assert opened.status_code == 201, "and from another host the site itself is served"


def spend_all_of_the_address(site: PairedSite) -> None:
    """As after a flood from the address that all these tests come from."""
    site.call(STATE, b"{}", headers={"Filon-Site": str(new_id())})
    [address] = signed._strangers._buckets
    signed._strangers._buckets[address] = (-1_000.0, time.monotonic())
