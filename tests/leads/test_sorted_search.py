"""What is searched for in the order of a column, while those who are found are few enough; else the newest first."""

from __future__ import annotations

import re

import pytest

from filon.foundation.access import SYSTEM, Actor
from filon.leads import listing, looking, search
from filon.leads.conditions import read
from filon.leads.listing import SORTS, Choice, can_begin, page_of
from filon.leads.models import Lead
from filon.tenants.actions import add_member
from filon.tenants.models import Member
from tests.bench.crowd import COMMON, RARE, RARE_LEADS
from tests.dashboard.people import at_the_api, signed_in
from tests.foundation.neighbours import record
from tests.leads.plans import noted
from tests.leads.test_search_of_many import many
from tests.parts.service import Filon, PairedSite

__all__ = ["many"]

LIST = "/app/prospects"


def numbers(site: PairedSite, choice: Choice, who: Actor = SYSTEM, limit: int = 20) -> list[int]:
    """All that the list shows, page by page."""
    found: list[int] = []
    after: str | None = None
    while True:
        with site.filon.inside(site.tenant, who, write=False):
            assert after is None or can_begin(choice, after)
            page = page_of(choice, after, limit)
        assert page.is_sorted == (not choice.typed or choice.sort != "todo")
        found += [lead.number for lead in page.leads]
        after = page.after
        if after is None:
            return found


def test_it_works(many: PairedSite) -> None:
    with many.filon.inside(many.tenant, write=False):
        who = [lead for lead in Lead.kept() if RARE in (lead.first_name, lead.last_name)]
        named = [lead for lead in Lead.kept() if "Aïcha" in (lead.first_name, lead.last_name)]
    assert len(who) == RARE_LEADS
    assert 20 < len(named) < listing.MOST_SORTED_HITS
    for typed, found in ((RARE, who), ("aïcha", named)):
        assert numbers(many, Choice(typed=typed, sort="number")) == sorted(
            (lead.number for lead in found), reverse=True
        )
        by_name = sorted(found, key=lambda lead: (lead.name_key, lead.number))
        assert numbers(many, Choice(typed=typed, sort="name")) == [lead.number for lead in by_name]
        assert numbers(many, Choice(typed=typed, sort="-name")) == [lead.number for lead in by_name[::-1]]
        won = [lead.number for lead in by_name if lead.status == "won"]
        assert numbers(many, Choice(typed=typed, sort="name", where=read("status:is:won"))) == won


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_has_all_who_are_found(many: PairedSite, sort: str) -> None:
    plain = numbers(many, Choice(typed="aïcha"))
    found = numbers(many, Choice(typed="aïcha", sort=sort))
    assert sorted(found, reverse=True) == plain
    # As they stand among all; what is searched for comes as it is found where that is asked for, and in the board.
    all_of_them = numbers(many, Choice(sort=sort), limit=500)
    among = [number for number in all_of_them if number in set(found)]
    assert found == (plain if sort in ("received", "todo") else among)
    assert numbers(many, Choice(typed="nobodyatall", sort=sort)) == []


def test_among_more_the_newest_come_first_and_it_says_so(many: PairedSite) -> None:
    browser = signed_in(many)
    most, listing.MOST_SORTED_HITS = listing.MOST_SORTED_HITS, 10
    try:
        with many.filon.inside(many.tenant, write=False):
            page = page_of(Choice(typed=COMMON, sort="name"), limit=50)
        html = browser.get(LIST, query_string={"q": COMMON, "sort": "name"}).text
    finally:
        listing.MOST_SORTED_HITS = most
    assert not page.is_sorted
    shown = [lead.number for lead in page.leads]
    assert shown == sorted(shown, reverse=True)
    assert "Trop de personnes correspondent" in html
    assert "aria-sort" not in html


def test_a_head_sorts_what_is_found(many: PairedSite) -> None:
    browser = signed_in(many)
    html = browser.get(LIST, query_string={"q": RARE}).text
    link = re.search(r'<a href="([^"]*sort=name[^"]*)">Nom', html)
    assert link
    html = browser.get(link[1].replace("&amp;", "&")).text
    assert 'aria-sort="ascending"' in html
    assert "Trop de personnes" not in html
    names = re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', html)
    assert len(names) == RARE_LEADS
    found = (
        at_the_api(browser).get("/api/v1/leads", query_string={"q": RARE, "sort": "-number"}).json["leads"]
    )
    assert [lead["number"] for lead in found] == sorted(lead["number"] for lead in found)


def test_whoever_sees_their_own_finds_and_sorts_no_more(many: PairedSite) -> None:
    limited = Actor("agent", many.tenant, only_own=True)
    with many.filon.inside(many.tenant, write=False):
        mine = sorted(
            (lead.name_key, lead.number)
            for lead in Lead.kept()
            if RARE in (lead.first_name, lead.last_name) and lead.owner_id is None
        )
    assert numbers(many, Choice(typed=RARE, sort="name"), limited) == [number for _name, number in mine]


@pytest.mark.parametrize("typed", [RARE, "nobodyatall"])
@pytest.mark.parametrize("where", ["message:has:a", "email:filled", "message:empty"])
def test_a_filter_without_an_index_looks_at_those_who_were_found_alone(
    many: PairedSite, typed: str, where: str
) -> None:
    """Not at the whole order until time is up."""
    plain = numbers(many, Choice(typed=typed, where=read(where)))
    before = looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS
    looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS = 1, 1, 0, 0.0
    try:
        with many.filon.inside(many.tenant, write=False):
            page = page_of(Choice(typed=typed, sort="name", where=read(where)), limit=50)
    finally:
        looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS = before
    assert page.after is None
    assert sorted((lead.number for lead in page.leads), reverse=True) == plain


def test_a_list_goes_on_as_it_began_when_others_are_found_meanwhile(many: PairedSite) -> None:
    """Sorted past the bound; and by the newest though there are few enough now."""
    choice = Choice(typed="aïcha", sort="name")
    whole = numbers(many, choice)
    most = listing.MOST_SORTED_HITS
    for at_first, later, sort in (
        (len(whole), len(whole) - 1, "name"),
        (len(whole) - 1, len(whole), "number"),
    ):
        try:
            listing.MOST_SORTED_HITS = at_first
            with many.filon.inside(many.tenant, write=False):
                first = page_of(choice, limit=20)
                listing.MOST_SORTED_HITS = later
                assert first.after
                assert can_begin(choice, first.after)
                second = page_of(choice, first.after, limit=len(whole))
        finally:
            listing.MOST_SORTED_HITS = most
        expected = whole if sort == "name" else sorted(whole, reverse=True)
        assert [lead.number for lead in (*first.leads, *second.leads)] == expected
        assert first.is_sorted == second.is_sorted == (sort == "name")


def test_a_page_looks_once_for_who_is_searched(many: PairedSite) -> None:
    """Also for whoever is limited to their own, who wait for no look through all that colleagues have."""
    choice = Choice(typed="aïcha", sort="name")
    for who in (SYSTEM, Actor("agent", many.tenant, only_own=True)):
        with many.filon.inside(many.tenant, who, write=False):
            first = page_of(choice, limit=20)
            assert first.after
            with noted() as asked:
                assert can_begin(choice, first.after)
                page_of(choice, first.after, limit=20)
        assert sum("lead_found" in sql or "find_leads" in sql for sql, _params in asked) == 1


def test_a_limited_agents_search_is_sorted_when_that_is_seen_soon(many: PairedSite) -> None:
    """In one look at what the business has; else the newest come first."""
    limited, few = Actor("agent", many.tenant, only_own=True), search._FEW
    try:
        search._FEW, listing.MOST_SORTED_HITS = 10, 10
        with many.filon.inside(many.tenant, limited, write=False), noted() as asked:
            page = page_of(Choice(typed=COMMON, sort="name"), limit=5)
    finally:
        search._FEW, listing.MOST_SORTED_HITS = few, 1_000
    assert not page.is_sorted
    shown = [lead.number for lead in page.leads]
    assert shown == sorted(shown, reverse=True)
    assert sum("lead_found" in sql or "find_leads" in sql for sql, _params in asked) == 2


def test_the_api_says_whether_it_is_sorted(many: PairedSite) -> None:
    api, most = at_the_api(signed_in(many)), listing.MOST_SORTED_HITS
    listing.MOST_SORTED_HITS = 10
    try:
        said = {
            (typed, sort): api.get("/api/v1/leads", query_string={"q": typed, "sort": sort}).json["is_sorted"]
            for typed, sort in ((COMMON, "name"), (RARE, "name"), (COMMON, "received"), (RARE, "todo"))
        }
    finally:
        listing.MOST_SORTED_HITS = most
    assert list(said.values()) == [False, RARE_LEADS <= 10, True, False]


def test_whoever_sees_a_few_has_them_sorted_among_however_many(filon: Filon, alice: PairedSite) -> None:
    """And hears of no more people than they may see."""
    record(filon, alice, *(f"Mohamed {last}" for last in "ZYXWVU"))
    filon.work()
    with filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner").id
        bob = add_member(name="Bob", email="bob@atlas.example", role="agent", language="fr").id
        Lead.update(owner_id=owner).execute()
        Lead.update(owner_id=bob).where(Lead.number.in_([1, 2])).execute()
    before = search._FEW, listing.MOST_SORTED_HITS
    search._FEW, listing.MOST_SORTED_HITS = 2, 3
    try:
        found = numbers(alice, Choice(typed="mohamed", sort="name"), Actor("agent", bob, only_own=True))
    finally:
        search._FEW, listing.MOST_SORTED_HITS = before
    assert found == [2, 1], "Y before Z"
