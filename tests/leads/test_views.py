"""Views: lists that a member keeps under a name, alone or for all, and has back when they were deleted."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.housekeeping import actions as housekeeping
from filon.leads.models import Lead
from filon.leads.views import KEPT_DELETED, MOST_KEPT, View
from filon.tenants import members
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite, submission

VIEWS = "/app/prospects/views"
DEAR = {"status": "all", "where": "amount:over:50000", "sort": "amount"}


def keep(browser: FlaskClient, name: str, **more: str) -> str:
    """The id of a new view."""
    answer = browser.post(VIEWS, data={**DEAR, "name": name, **more})
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["view"][0]


def tabs(browser: FlaskClient) -> list[str]:
    """The names of the views among the tabs."""
    html = browser.get("/app/prospects").text
    return re.findall(r'<a href="[^"]*view=[^"]*"[^>]*><bdi>(.*?)</bdi>', html)


def test_it_works(alice: PairedSite) -> None:
    browser = signed_in(alice)
    view = keep(browser, "Devis de plus de 50 000")
    assert tabs(browser) == ["Devis de plus de 50 000"]
    html = browser.get("/app/prospects").text
    link = re.search(rf'href="([^"]*view={view}[^"]*)"', html)
    assert link
    shown = browser.get(link.group(1).replace("&amp;", "&")).text
    assert "plus de 50\u202f000" in shown
    assert re.search(r'aria-current="page"><bdi>Devis', shown)


def test_a_private_view_is_its_members_alone(alice: PairedSite, charlie: PairedSite) -> None:
    browser, bob = signed_in(alice), signed_in(alice, "agent")
    mine, ours = keep(browser, "À moi"), keep(browser, "À tous", shared="1")
    assert tabs(browser) == ["À tous", "À moi"], "shared ones first"
    assert tabs(bob) == ["À tous"]
    for path in ("", "/list", "/place", "/deletion"):
        assert bob.post(f"{VIEWS}/{mine}{path}", data={"name": "x"}).status_code == 404
        assert bob.post(f"{VIEWS}/{ours}{path}", data={"name": "x"}).status_code == 403
        assert signed_in(charlie).post(f"{VIEWS}/{ours}{path}", data={"name": "x"}).status_code == 404
    assert bob.post(VIEWS, data={**DEAR, "name": "x", "shared": "1"}).status_code == 403
    assert tabs(browser) == ["À tous", "À moi"]


def test_it_is_renamed_shared_and_shows_something_else(alice: PairedSite) -> None:
    browser, manager = signed_in(alice), signed_in(alice, "manager")
    view = keep(browser, "Devis")
    browser.post(f"{VIEWS}/{view}", data={"name": "  Gros   devis ", "sharing": "1", "shared": "1"})
    assert tabs(manager) == ["Gros devis"]
    manager.post(f"{VIEWS}/{view}/list", data={"status": "won", "columns": "amount,owner"})
    with alice.filon.inside(alice.tenant, write=False):
        assert View.get().asked == {"status": "won", "columns": "amount,owner"}


def test_they_stand_in_the_order_that_is_chosen(alice: PairedSite) -> None:
    browser = signed_in(alice)
    first, _second, third = (keep(browser, name) for name in "abc")
    browser.post(f"{VIEWS}/{third}/place", data={"later": "0"})
    assert tabs(browser) == ["a", "c", "b"]
    browser.post(f"{VIEWS}/{first}/place", data={"later": "0"})
    assert tabs(browser) == ["a", "c", "b"]
    browser.post(f"{VIEWS}/{first}/place", data={"later": "1"})
    assert tabs(browser) == ["c", "a", "b"]


def test_a_deleted_view_can_be_had_back(alice: PairedSite) -> None:
    browser = signed_in(alice)
    view = keep(browser, "Devis")
    answer = browser.post(f"{VIEWS}/{view}/deletion")
    assert tabs(browser) == []
    assert f"{VIEWS}/{view}/restoration" in browser.get(answer.headers["Location"]).text
    browser.post(f"{VIEWS}/{view}/restoration")
    assert tabs(browser) == ["Devis"]
    browser.post(f"{VIEWS}/{view}/deletion")
    with clock.standing_at(clock.now() + 2 * KEPT_DELETED):
        later = signed_in(alice)
        later.post(f"{VIEWS}/{keep(later, 'x')}/deletion")
        assert later.post(f"{VIEWS}/{view}/restoration").status_code == 404


def test_what_is_no_name_is_refused_and_thirty_are_enough(alice: PairedSite) -> None:
    browser = signed_in(alice)
    for name in ("", "  ", "x" * 61):
        assert browser.post(VIEWS, data={**DEAR, "name": name}).status_code == 422
    for n in range(MOST_KEPT):
        keep(browser, f"Vue {n}")
    assert browser.post(VIEWS, data={**DEAR, "name": "de trop"}).status_code == 409


def test_a_removed_members_private_views_go_and_shared_ones_stay(filon: Filon, alice: PairedSite) -> None:
    manager = signed_in(alice, "manager")
    keep(manager, "À Bob")
    keep(manager, "De Bob, pour tous", shared="1")
    with filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner").id
    with filon.inside(alice.tenant, Actor("owner", owner, "Alice")):
        members.remove(Member.get(Member.name == "Bob"))
    with clock.standing_at(clock.now() + timedelta(hours=1)):  # when Bob can be brought back no more
        filon.work()
    with filon.inside(alice.tenant, write=False):
        assert [view.name for view in View.select()] == ["De Bob, pour tous"]
    assert tabs(signed_in(alice)) == ["De Bob, pour tous"]


def test_what_a_view_names_may_be_gone(alice: PairedSite) -> None:
    browser = signed_in(alice)
    keep(browser, "Ancienne")
    with alice.filon.inside(alice.tenant):
        View.update(query="status=all&where=custom.gone:is:x;amount:over:1").execute()
    html = browser.get("/app/prospects").text
    link = re.search(r'href="([^"]*view=[^"]*)"', html)
    assert link
    shown = browser.get(link.group(1).replace("&amp;", "&")).text
    assert "n’existe pas, ou plus" in shown
    assert "plus de 1" in shown


def test_an_erased_person_is_named_by_no_view(alice: PairedSite) -> None:
    assert alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"})).status_code == 200
    browser = signed_in(alice)
    for where in (
        "name:has:sálma bennani",
        "phone:has:661234567",
        "phone:is:+212661234567",
        "company:has:atlas",
    ):
        keep(browser, "Vue", where=where)
    keep(browser, "Pour Salma BENNANI")
    with alice.filon.inside(alice.tenant, Actor("owner")):
        housekeeping.erase_lead(Lead.by_number(1))
    with alice.filon.inside(alice.tenant, write=False):
        left = [view.asked["where"] for view in View.select()]
    assert left == ["company:has:atlas"]


def test_hostile_names_stay_text(alice: PairedSite) -> None:
    browser = signed_in(alice)
    keep(browser, "<script>x</script>\u202e\0")
    assert "<script>x" not in browser.get("/app/prospects").text
