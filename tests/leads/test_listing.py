"""Which prospects a list shows: every filter with every order against the plain truth, page by page."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.database import database
from filon.leads import looking
from filon.leads.labels import Label
from filon.leads.listing import NOBODY, SORTS, WAITING, Choice, page_of
from filon.leads.models import STATUSES, Lead
from filon.leads.orders import write_cursor
from filon.tenants.models import Member
from tests.foundation.neighbours import is_refused
from tests.leads.plans import noted, plan
from tests.parts.service import Filon, PairedSite

NAMES = ["Zoé", "adam", "Élodie", "Bob", "", "çelik", "أحمد", "adam"]
SOURCES = ["site", "google", "meta"]
NOW = clock.now().replace(microsecond=0)


@pytest.fixture
def atlas(filon: Filon, alice: PairedSite) -> PairedSite:
    """Alice's business with forty leads of all kinds; one is in the trash."""
    with filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner").id
        for at, (status, name) in enumerate([("open", "Devis"), ("new", "Appelé"), ("open", "Visite")]):
            Label.add(kind="stage", within=status, code=name, name=name, key=name, position=at)
        (of_new,) = [label.id for label in Label.of("stage", "new")]
        of_open = [label.id for label in Label.of("stage", "open")]
        for n in range(1, 41):
            Lead.add(
                number=n,
                first_name=NAMES[n % 8],
                name_key=f"{n % 8} {n % 3}",
                currency="MAD",
                status=STATUSES[n % 4],
                stage_id={"open": [*of_open, None][n % 3], "new": [of_new, None][n % 8 // 4]}.get(
                    STATUSES[n % 4]
                ),
                lost_reason=["price", "trop loin", None][n % 3] if STATUSES[n % 4] == "lost" else None,
                email_key=f"{'az_B-9'[n % 6]}{n % 5}@example.com" if n % 3 else None,
                source=SOURCES[n % 3],
                owner_id=owner if n % 5 == 0 else None,
                amount=Decimal(n % 7 * 1000) if n % 2 else None,
                to_call_since=NOW - timedelta(minutes=n % 11) if n % 4 < 2 else None,
                next_action_at=NOW + timedelta(days=n % 3) if n % 6 == 1 else None,
                last_activity_at=NOW - timedelta(hours=n % 9),
                company=f"Atelier {n}" if n % 4 == 0 else "",
                company_key=f"atelier {n}" if n % 4 == 0 else None,
                message="Une cuisine" if n % 10 == 3 else "Un escalier",
                created_at=NOW - timedelta(hours=n % 13),
                trashed_at=NOW if n == 17 else None,
            )
    return alice


# Sees nobody's leads, and has none.
LIMITED = Actor("agent", UUID(int=7), only_own=True)
READER = Actor("reader")


def everything(site: PairedSite, choice: Choice, limit: int = 7, who: Actor = READER) -> list[int]:
    """Numbers of all pages, one after the other."""
    numbers: list[int] = []
    after = None
    for _page in range(100):
        with site.filon.inside(site.tenant, who, write=False):
            page = page_of(choice, after, limit)
        assert len(page.leads) <= limit
        numbers += [lead.number for lead in page.leads]
        after = page.after
        if after is None:
            return numbers
    raise AssertionError("the pages never end")


def truth(site: PairedSite, choice: Choice, passes: Callable[[Any], bool] | None = None) -> list[int]:
    """The same, by reading all leads; `passes` says in Python what the conditions ask."""
    return true_of(kept_and_members(site), choice, passes)


def kept_and_members(site: PairedSite) -> tuple[list[Any], list[Any]]:
    """The leads that are not in the trash; ids of members by name and of stages, codes of reasons: for many choices."""
    with site.filon.inside(site.tenant, write=False):
        members = [member.id for member in Member.select().order_by(Member.name)]
        stages = [label.id for status in STATUSES for label in Label.of("stage", status)]
        reasons = [label.code for label in Label.of("reason")]
        return list(Lead.kept()), [*members, *stages, *reasons, "trop loin"]


def true_of(
    there: tuple[list[Any], list[Any]], choice: Choice, passes: Callable[[Any], bool] | None = None
) -> list[int]:
    """What of these leads is to be in the list, in its order."""
    leads, ranks = there

    def is_chosen(lead: Any) -> bool:
        return (
            (choice.status in ("", lead.status) or (choice.status == WAITING and lead.is_waiting))
            and choice.source in ("", lead.source)
            and (choice.owner is None or (lead.owner_id or NOBODY) == choice.owner)
            and (choice.since is None or lead.created_at >= choice.since)
            and (choice.until is None or lead.created_at < choice.until)
            and (passes is None or passes(lead))
        )

    return in_order([lead for lead in leads if is_chosen(lead)], choice.sort, ranks)


def in_order(leads: list[Any], sort: str, ranks: list[Any]) -> list[int]:
    """As the list says that it sorts: by rank, and in a rank the newest first, or by name.

    Whoever has nothing to be sorted by comes last, also when it is turned. `ranks` are ids and codes in their order.
    """
    name, turned = sort.removeprefix("-"), sort.startswith("-")

    def newest(lead: Any) -> tuple[float, int]:
        return -lead.created_at.timestamp(), -lead.number

    keys: dict[str, Any] = {
        "received": newest,
        "number": lambda lead: -lead.number,
        "company": lambda lead: (lead.company_key, lead.number),
        "email": lambda lead: (lead.email_key, lead.number),
        "stage": lambda lead: (ranks.index(lead.stage_id), *newest(lead)),
        "reason": lambda lead: (ranks.index(lead.lost_reason), *newest(lead)),
        "name": lambda lead: (lead.name_key, lead.number),
        "waiting": lambda lead: (lead.to_call_since, lead.number),
        "amount": lambda lead: (-lead.amount, -lead.number),
        "activity": lambda lead: (-lead.last_activity_at.timestamp(), -lead.number),
        "status": lambda lead: (STATUSES.index(lead.status), *newest(lead)),
        "owner": lambda lead: ([*ranks, None].index(lead.owner_id), *newest(lead)),
        "source": lambda lead: (lead.source, STATUSES.index(lead.status), lead.name_key, lead.number),
        "next": lambda lead: (
            (0, lead.next_action_at.timestamp(), lead.number) if lead.next_action_at else (1, *newest(lead))
        ),
        "todo": lambda lead: (
            (0, lead.to_call_since.timestamp(), lead.number)
            if lead.to_call_since
            else (1, lead.next_action_at.timestamp(), lead.number)
            if lead.next_action_at
            else (2, *newest(lead))
        ),
    }
    column = {
        "waiting": "to_call_since",
        "amount": "amount",
        "company": "company_key",
        "email": "email_key",
        "stage": "stage_id",
        "reason": "lost_reason",
    }.get(name)
    without = [lead for lead in leads if column and getattr(lead, column) is None]
    rest = [lead for lead in leads if lead not in without]
    ordered = [*sorted(rest, key=keys[name], reverse=turned), *sorted(without, key=newest)]
    return [lead.number for lead in ordered]


def owner_of(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Member.get(Member.role == "owner").id


def test_it_works(atlas: PairedSite) -> None:
    first = truth(atlas, Choice())
    assert everything(atlas, Choice()) == first
    assert len(first) == 39
    assert 17 not in first


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_filter_with_every_order(atlas: PairedSite, sort: str) -> None:
    statuses = ["", "won", WAITING]
    owners = [None, NOBODY, owner_of(atlas)]
    dates = [(None, None), (NOW - timedelta(hours=9), NOW - timedelta(hours=2))]
    there = kept_and_members(atlas)
    for status, source, owner, (since, until) in itertools.product(statuses, ["", "meta"], owners, dates):
        choice = Choice(status, source, owner, since, until, sort=sort)
        expected = true_of(there, choice)
        assert everything(atlas, choice) == expected, choice
        if owner == NOBODY and not status:
            # Whoever is limited to leads of their own sees so many at once, or more than one look brings.
            for rare in (looking.RARE, 3):
                with narrow_windows(WINDOW=looking.WINDOW, RARE=rare):
                    assert everything(atlas, replace(choice, owner=None), who=LIMITED) == expected, choice


@contextmanager
def narrow_windows(**bounds: float) -> Iterator[None]:
    """Windows of three rows; and other bounds of a look, so that forty leads meet what a million would."""
    bounds = {"WINDOW": 3, **bounds}
    wide = {name: getattr(looking, name) for name in bounds}
    vars(looking).update(bounds)
    try:
        yield
    finally:
        vars(looking).update(wide)


def test_a_window_that_ends_before_the_page_is_full_goes_on(atlas: PairedSite) -> None:
    choice = Choice("won", owner=owner_of(atlas), sort="name")
    with narrow_windows():
        assert everything(atlas, choice) == truth(atlas, choice) != []


def test_names_are_in_one_order_on_both_engines(filon: Filon, alice: PairedSite) -> None:
    keys = ["zoe", "zoe b", "a", "ab", "a b", "9", "احمد", "çelik".upper(), "b", ""]
    with filon.inside(alice.tenant):
        for number, key in enumerate(keys, 1):
            Lead.add(number=number, name_key=key, source="site", currency="MAD")
    assert everything(alice, Choice(sort="name"), 3) == [
        number for _key, number in sorted((key, number) for number, key in enumerate(keys, 1))
    ]


def test_a_cursor_of_another_list_is_refused(atlas: PairedSite) -> None:
    with atlas.filon.inside(atlas.tenant, write=False):
        after = page_of(Choice(sort="name"), limit=4).after
        assert after is not None
        forged = [
            write_cursor("name", "\0", 1),
            write_cursor("name", "x", 0),
            write_cursor("name", "x", 2**31),
            write_cursor("received", "x", 1),
            write_cursor("received", "2026-01-01", 1),
            write_cursor("received", "0001-01-01T00:00:00+23:59", 1),  # in UTC it is before the first year
            write_cursor("waiting", "9999-12-31T23:59:59-23:59", 1),
            write_cursor("amount", "NaN", 1),
            write_cursor("amount", "1e999999999", 1),
            base64.urlsafe_b64encode(b'["name","\\ud800",1]').decode(),
            "bm9uZQ",
            "",
            "!",
            "é",
            "[" * 5000,
        ]
        for sort, cursor in [("received", after), *itertools.product(SORTS, forged)]:
            passed = not is_refused(partial(page_of, Choice(sort=sort), cursor), ValueError)
            assert not passed, (sort, cursor)


@pytest.mark.parametrize(
    ("choice", "index"),
    [
        (Choice(), "lead_looked_at"),
        (Choice("won"), "lead_tenant_id_status_created_at_number"),
        (Choice(source="meta"), "lead_looked_at"),
        (Choice(since=NOW, until=NOW), "lead_looked_at"),
        (Choice(sort="name"), "lead_tenant_id_name_key_number"),
        (Choice("won", "meta", sort="name"), "lead_tenant_id_source_status_name_key_number"),
        (Choice(sort="amount"), "lead_tenant_id_amount_number"),
        (Choice(sort="company"), "lead_tenant_id_company_key_number"),
        (Choice(sort="email"), "lead_tenant_id_email_key"),
        (Choice(owner=NOBODY, sort="name"), "lead_tenant_id_name_key_number"),
    ],
)
def test_each_order_is_read_from_its_index(atlas: PairedSite, choice: Choice, index: str) -> None:
    """In that order and from its beginning: nothing sorts a whole business."""
    with atlas.filon.inside(atlas.tenant, write=False):
        cursor = page_of(choice, limit=4).after
        with noted() as statements:
            page_of(choice, cursor, limit=4)
        said = plan(*statements[0])
    # Of a window the rows, few, are sorted once more.
    of_index = said if "of_window" not in statements[0][0] else ""
    if database.obj.name == "postgresql":
        # Which of two indexes it takes for forty rows is chance.
        assert "Index" in said, said
        assert "Seq Scan" not in said, said
        # Those of one address are put in order by their numbers.
        assert "Sort" not in of_index or "Presorted Key" in of_index, said
    else:
        assert index in said, said
        assert "SCAN lead" not in said
        assert "USE TEMP B-TREE FOR ORDER BY" not in of_index, said
