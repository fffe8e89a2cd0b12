"""Requests are given to the team by the business's rules, in turn; each says on its timeline why."""

from __future__ import annotations

from collections import Counter
from html import unescape
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import edits
from filon.interactions.models import Interaction
from filon.leads import assigning
from filon.leads.models import Lead
from filon.tenants import actions, members, presence
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

OWNER = Actor("owner", None, "Alice")


def team(site: PairedSite, *names: str) -> dict[str, UUID]:
    """Members who have come in, by name; nobody is mailed of each request."""
    with site.filon.inside(site.tenant):
        Member.update(told_of_requests=False).execute()
        made = {
            name: actions.add_member(
                name=name, email=f"{name.lower()}@atlas.example", role="agent", language="fr"
            ).id
            for name in names
        }
        Member.update(joined_at=clock.now()).where(Member.id.in_(list(made.values()))).execute()
    return made


def rule(site: PairedSite, name: str, to: list[UUID], **conditions: str) -> UUID:
    with site.filon.inside(site.tenant, OWNER):
        made: UUID = assigning.add(name, conditions, to).about_id
    return made


def ask(site: PairedSite, count: int = 1, **more: Any) -> None:
    """So many people ask; nothing has followed yet."""
    with site.filon.inside(site.tenant, write=False):
        first = Lead.select().count()
    fields = more.pop("fields", {})
    for at in range(first, first + count):
        person = {"name": f"Prospect {at}", "phone": f"06612{at:05}", **fields}
        answer = site.deliver(submission(person, **more))
        assert answer.json["answers"][0]["answer"] == "recorded", answer.text


def given(site: PairedSite) -> Counter[UUID | None]:
    with site.filon.inside(site.tenant, write=False):
        return Counter(lead.owner_id for lead in Lead.select())


def page(site: PairedSite, number: int = 1) -> str:
    return unescape(signed_in(site).get(f"/app/prospects/{number}").text).replace("\u00a0", " ")


def test_it_works(alice: PairedSite, charlie: PairedSite, mailbox: Mailbox) -> None:
    bob, dina, emma = team(alice, "Bob", "Dina", "Emma").values()
    rule(alice, "Google Ads", [bob, dina, emma])
    ask(alice, 3)
    ask(charlie)
    alice.filon.work()
    told = {mail.message["To"] for mail in mailbox.mails if "C’est à vous de répondre." in mail.text}
    assert told == {f"{name}@atlas.example" for name in ("bob", "dina", "emma")}, "each hears of theirs alone"
    ask(alice, 21)
    alice.filon.work()
    assert given(alice) == {bob: 8, dina: 8, emma: 8}
    assert given(charlie) == {None: 1}, "another business has no rules"
    assert "Attribué à Bob par la règle « Google Ads », à tour de rôle" in page(alice)


def test_workers_at_the_same_time_share_as_fairly(alice: PairedSite, mailbox: Mailbox) -> None:
    them = team(alice, "Bob", "Dina", "Emma").values()
    rule(alice, "Toutes", list(them))
    ask(alice, 24)
    workers = [Thread(target=alice.filon.work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert given(alice) == dict.fromkeys(them, 8)


def test_who_is_away_is_passed_over_and_the_next_rule_asked(alice: PairedSite, mailbox: Mailbox) -> None:
    bob, dina = team(alice, "Bob", "Dina").values()
    rule(alice, "Google Ads", [bob, dina])
    rule(alice, "Secours", [dina])
    with alice.filon.inside(alice.tenant, Actor("agent", bob, "Bob")):
        today = presence.today().isoformat()  # of the business, which may be the next one already
        presence.note_absence(Member.find(bob), today, "")
    ask(alice, 2)
    alice.filon.work()
    assert given(alice) == {dina: 2}
    with alice.filon.inside(alice.tenant, OWNER):
        absence = presence.note_absence(Member.find(dina), today, "")
    ask(alice)
    alice.filon.work()
    assert given(alice) == {dina: 2, None: 1}
    assert "Personne n’est là pour la règle « Google Ads » : à attribuer à la main" in page(alice, 3)
    with alice.filon.inside(alice.tenant, OWNER):
        presence.undo(absence)
    with alice.filon.inside(alice.tenant):
        members.remove(Member.find(bob))
    ask(alice, 2)
    alice.filon.work()
    assert given(alice)[dina] == 4, "a removed member is given nothing"


@pytest.mark.parametrize(
    ("conditions", "asked", "fits"),
    [
        ({"source": "site"}, {}, True),
        ({"source": "meta"}, {}, False),
        ({"campaign": "Été 2026, cuisines"}, {"attribution": {"last": {"utm_campaign": "CUISINES"}}}, True),
        ({"campaign": "cuisines"}, {"attribution": {"last": {"utm_campaign": "cuisines-2"}}}, False),
        ({"area": "20, Rabat"}, {"fields": {"Code postal": "20250"}}, True),
        ({"area": "20, Rabat"}, {"fields": {"Ville": "RABAT Agdal"}}, True),
        ({"area": "20, Rabat"}, {"fields": {"Ville": "Casablanca", "Étage": "20"}}, False),
        ({"form": "contact"}, {}, True),
        ({"form": "Devis"}, {}, False),
        ({"form": "contact", "source": "meta"}, {}, False),
    ],
)
def test_a_rule_asks_whence_through_what_and_from_where(
    alice: PairedSite, conditions: dict[str, str], asked: dict[str, Any], fits: bool, mailbox: Mailbox
) -> None:
    (bob,) = team(alice, "Bob").values()
    rule(alice, "Règle", [bob], **conditions)
    ask(alice, **asked)
    alice.filon.work()
    assert given(alice) == {bob if fits else None: 1}


def test_what_a_person_has_given_stays_theirs(alice: PairedSite, filon: Filon, mailbox: Mailbox) -> None:
    bob, dina = team(alice, "Bob", "Dina").values()
    rule(alice, "Toutes", [bob])
    ask(alice, 2)
    with filon.inside(alice.tenant, Actor("agent", dina, "Dina")):
        edits.change_field(Lead.by_number(1), "owner", str(dina), "MA")
        edits.change_field(Lead.by_number(2), "owner", str(dina), "MA")
        edits.change_field(Lead.by_number(2), "owner", "", "MA")
    filon.work()
    assert given(alice) == {dina: 1, None: 1}, "nobody's, where a person has said so"


def test_who_asks_again_is_given_too_and_it_can_be_taken_back(
    alice: PairedSite, filon: Filon, mailbox: Mailbox
) -> None:
    ask(alice)
    filon.work()
    (bob,) = team(alice, "Bob").values()
    rule(alice, "Toutes", [bob])
    alice.deliver(submission({"name": "Prospect 0", "phone": "0661200000", "message": "Encore moi"}))
    filon.work()
    assert given(alice) == {bob: 1}
    with filon.inside(alice.tenant, write=False):
        change = Interaction.get(Interaction.kind == "change")
    answer = signed_in(alice).post(f"/app/prospects/1/changes/{change.id}/undoing")
    assert answer.status_code == 303
    assert given(alice) == {None: 1}
