"""Nobody has answered so long after it was promised: others hear of it, one by one, and may have the prospect then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID

import pytest

from filon import schedule
from filon.foundation import clock, ids
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.interactions import edits
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants import business, presence
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.interactions.test_assigned import given, rule, team
from tests.leads.test_answering import FRIDAY, ask, at, open_on_weekdays, set_up
from tests.parts.service import PairedSite
from tests.parts.smtp import Mailbox

# Asked ten minutes before the weekend: promised for Monday 9:20, half an hour of work later is 9:50.
DUE, TOLD = at("2026-05-18 09:20"), at("2026-05-18 09:50")


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with clock.standing_at(FRIDAY):
        yield


def run(site: PairedSite, moment: datetime, times: int = 1) -> None:
    """What the worker does by itself at this moment."""
    with clock.standing_at(moment):
        for _time in range(times):
            schedule.escalate_unanswered_leads(site.filon.settings)
            site.filon.work()


def owner_of(site: PairedSite) -> UUID:
    with site.filon.inside(site.tenant, write=False):
        owner: UUID = Lead.by_number(1).owner_id
    return owner


def told(mailbox: Mailbox) -> list[str]:
    """Who was told that somebody still waits."""
    return sorted(
        mail.message["To"] for mail in mailbox.mails if "attend toujours" in mail.message["Subject"]
    )


def test_it_works(alice: PairedSite, charlie: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    bob, dina = team(alice, "Bob", "Dina").values()
    rule(alice, "Toutes", [bob, dina])
    set_up(alice, lambda: business.escalate_after("30", passes=False))
    for site in (alice, charlie):
        ask(site)
    alice.filon.work()
    assert given(alice) == {bob: 1}
    run(alice, TOLD - timedelta(minutes=1))
    assert told(mailbox) == []
    run(alice, TOLD, times=3)
    assert told(mailbox) == ["bob@atlas.example", "dina@atlas.example"], "once each"
    run(alice, TOLD + timedelta(hours=3), times=2)
    assert len(told(mailbox)) == 2, "nobody is left who has not heard"
    assert given(alice) == {bob: 1}, "it stays whose it is"
    with clock.standing_at(TOLD):
        page = unescape(signed_in(alice).get("/app/prospects/1").text)
        moments = at_the_api(signed_in(alice)).get("/api/v1/leads/1/timeline").json["timeline"]
    assert moments[0]["kind"] == "turn"
    assert moments[0]["details"] == {"why": "told", "minutes": 30, "told": ["Bob", "Dina"]}
    assert (moments[1]["details"]["why"], moments[1]["details"]["rule"]) == ("turn", "Toutes")
    assert "Sans réponse 30 min après le délai : mail à Bob, Dina" in page.replace("\u00a0", " ")


def test_it_passes_to_the_next_who_is_there(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    bob, dina = team(alice, "Bob", "Dina").values()
    rule(alice, "Toutes", [bob, dina])
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    ask(alice)
    alice.filon.work()
    run(alice, TOLD, times=2)
    assert given(alice) == {dina: 1}
    assert told(mailbox) == ["bob@atlas.example", "dina@atlas.example"]
    with clock.standing_at(TOLD):
        page = unescape(signed_in(alice).get("/app/prospects/1").text).replace("\u00a0", " ")
    assert "Passé à Dina : sans réponse 30 min après le délai" in page


def test_from_whom_it_was_taken_hears_nothing_of_whom_they_see_no_more(
    alice: PairedSite, mailbox: Mailbox
) -> None:
    open_on_weekdays(alice)
    bob, dina = team(alice, "Bob", "Dina").values()
    rule(alice, "Toutes", [bob, dina])
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    with alice.filon.inside(alice.tenant):
        Member.update(only_own=True).where(Member.id.in_([bob, dina])).execute()
    ask(alice)
    alice.filon.work()
    assert given(alice) == {bob: 1}
    run(alice, TOLD)
    assert given(alice) == {dina: 1}
    assert told(mailbox) == ["dina@atlas.example"]


def test_without_a_rule_those_who_run_the_business_hear(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    signed_in(alice)
    team(alice, "Bob")
    set_up(alice, lambda: business.escalate_after("30", passes=False))
    ask(alice)
    run(alice, TOLD)
    assert told(mailbox) == ["alice@atlas.example"]


def test_whoever_was_answered_is_told_of_no_more_until_they_wait_again(
    alice: PairedSite, mailbox: Mailbox
) -> None:
    open_on_weekdays(alice)
    signed_in(alice)
    set_up(alice, lambda: business.escalate_after("30", passes=False))
    ask(alice)
    with clock.standing_at(DUE), alice.filon.inside(alice.tenant, Actor("agent", None, "Bob")):
        interactions.log_call(Lead.by_number(1), "answered")
        assert Lead.by_number(1).answered_in_time
    run(alice, TOLD)
    assert told(mailbox) == []
    with clock.standing_at(TOLD):
        ask(alice)
    run(alice, TOLD + timedelta(hours=1))
    assert told(mailbox) == ["alice@atlas.example"]
    run(alice, TOLD + timedelta(hours=1))
    assert len(told(mailbox)) == 1


def test_it_goes_on_to_a_third_and_to_those_who_run_the_business(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    signed_in(alice)
    bob, dina, emma = team(alice, "Bob", "Dina", "Emma").values()
    rule(alice, "Toutes", [bob, dina, emma])
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    ask(alice)
    alice.filon.work()
    run(alice, TOLD, times=2)
    assert given(alice) == {dina: 1}
    run(alice, TOLD + timedelta(minutes=29))
    assert given(alice) == {dina: 1}
    run(alice, TOLD + timedelta(minutes=30), times=2)
    assert given(alice) == {emma: 1}
    heard = ["bob@atlas.example", "dina@atlas.example", "emma@atlas.example"]
    assert told(mailbox) == heard
    run(alice, TOLD + timedelta(minutes=60), times=2)
    assert told(mailbox) == ["alice@atlas.example", *heard], "when the rule has nobody left"
    run(alice, TOLD + timedelta(hours=5), times=2)
    assert len(told(mailbox)) == 4, "each once"
    with clock.standing_at(TOLD + timedelta(hours=5)):
        page = unescape(signed_in(alice).get("/app/prospects/1").text).replace("\u00a0", " ")
        moments = at_the_api(signed_in(alice)).get("/api/v1/leads/1/timeline").json["timeline"]
    assert "Passé à Dina : sans réponse 30 min après le délai" in page
    assert "Passé à Emma : toujours sans réponse" in page
    late = [one["details"]["minutes"] for one in moments if one["details"].get("why") == "late"]
    assert late == [90, 60, 30]


def test_a_call_ends_it(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    bob, dina, emma = team(alice, "Bob", "Dina", "Emma").values()
    rule(alice, "Toutes", [bob, dina, emma])
    set_up(alice, lambda: business.escalate_after("30", passes=False))
    ask(alice)
    alice.filon.work()
    run(alice, TOLD)
    with clock.standing_at(TOLD), alice.filon.inside(alice.tenant, Actor("agent", bob, "Bob")):
        interactions.log_call(Lead.by_number(1), "voicemail")
    run(alice, TOLD + timedelta(hours=2))
    assert told(mailbox) == ["bob@atlas.example", "dina@atlas.example"]


def test_when_nobody_was_there_it_is_tried_again(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    [bob] = team(alice, "Bob").values()
    rule(alice, "Toutes", [bob])
    set_up(alice, lambda: presence.note_absence(Member.find(bob), "2026-05-15", "2026-05-18"))
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    ask(alice)
    alice.filon.work()
    run(alice, TOLD, times=2)
    run(alice, TOLD + timedelta(hours=1), times=2)
    assert told(mailbox) == []
    with clock.standing_at(TOLD):
        page = unescape(signed_in(alice).get("/app/prospects/1").text).replace("\u00a0", " ")
    assert page.count("Sans réponse 30 min après le délai : personne à prévenir") == 1
    run(alice, at("2026-05-19 09:00"), times=2)
    assert (told(mailbox), given(alice)) == (["bob@atlas.example"], {bob: 1})
    moments = at_the_api(signed_in(alice)).get("/api/v1/leads/1/timeline").json["timeline"]
    late = [one["details"]["minutes"] for one in moments if one["details"].get("why") == "late"]
    assert late == [8 * 60 + 40], "as long as the workshop was open since 9:20"


def test_whoever_is_away_for_long_is_waited_for(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    [bob] = team(alice, "Bob").values()
    rule(alice, "Toutes", [bob])
    set_up(alice, lambda: presence.note_absence(Member.find(bob), "2026-05-15", "2026-05-29"))
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    ask(alice)
    alice.filon.work()
    for day in (TOLD, at("2026-05-28 10:00"), at("2026-05-29 10:00")):
        run(alice, day)
    assert told(mailbox) == []
    run(alice, at("2026-06-01 09:00"), times=2)
    assert (told(mailbox), given(alice)) == (["bob@atlas.example"], {bob: 1})


def passed_to_dina(site: PairedSite) -> tuple[UUID, UUID, UUID]:
    """Dina has it since TOLD; the ids of Bob, who had it before, hers, and Emma’s, who is next."""
    open_on_weekdays(site)
    bob, dina, emma = team(site, "Bob", "Dina", "Emma").values()
    rule(site, "Toutes", [bob, dina, emma])
    set_up(site, lambda: business.escalate_after("30", passes=True))
    ask(site)
    site.filon.work()
    run(site, TOLD)
    assert given(site) == {dina: 1}
    return bob, dina, emma


def test_whoever_has_just_taken_it_has_as_long_as_the_others_had(alice: PairedSite, mailbox: Mailbox) -> None:
    _bob, _dina, emma = passed_to_dina(alice)
    [fares] = team(alice, "Fares").values()
    taken_at = TOLD + timedelta(minutes=25)
    with clock.standing_at(taken_at), alice.filon.inside(alice.tenant, Actor("agent", fares, "Fares")):
        edits.change_field(Lead.by_number(1), "owner", str(fares), "MA")
    run(alice, TOLD + timedelta(minutes=54), times=2)
    assert given(alice) == {fares: 1}
    run(alice, TOLD + timedelta(minutes=55), times=2)
    assert given(alice) == {emma: 1}
    assert told(mailbox) == [f"{name}@atlas.example" for name in ("bob", "dina", "emma", "fares")]


def test_many_who_were_called_keep_nobody_waiting(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    bob, dina, emma = team(alice, "Bob", "Dina", "Emma").values()
    rule(alice, "Toutes", [bob, dina, emma])
    set_up(alice, lambda: business.escalate_after("30", passes=True))
    ask(alice)
    alice.filon.work()
    with clock.standing_at(FRIDAY + timedelta(seconds=60)):
        ask(alice, "Prospect 0", "0661200000")
    with clock.standing_at(DUE), alice.filon.inside(alice.tenant, Actor("agent", bob, "Bob")):
        interactions.log_call(Lead.by_number(2), "voicemail")
        [asked] = Lead.select().where(Lead.number == 2).dicts()
        [call] = Interaction.select().where(Interaction.kind == "call").dicts()
        for n in range(1, 205):  # more than are looked at in one go, each as the one who was just called
            Lead.insert(**asked | {"id": (other := ids.new_id()), "number": 2 + n}).execute()
            Interaction.insert(**call | {"id": ids.new_id(), "lead_id": other}).execute()
    run(alice, TOLD + timedelta(minutes=2))  # they are as late, and come first
    assert owner_of(alice) == dina
    run(alice, TOLD + timedelta(minutes=33))
    assert owner_of(alice) == emma


def test_nobody_hears_while_the_business_has_closed_meanwhile(alice: PairedSite) -> None:
    _bob, dina, emma = passed_to_dina(alice)
    with clock.standing_at(TOLD + timedelta(minutes=5)):
        set_up(alice, lambda: business.close("2026-05-18", "2026-05-18"))
    run(alice, TOLD + timedelta(minutes=30), times=2)
    assert given(alice) == {dina: 1}
    run(alice, at("2026-05-19 09:00"), times=2)
    assert given(alice) == {emma: 1}


def test_what_was_switched_off_goes_on_no_more(alice: PairedSite) -> None:
    _bob, dina, _emma = passed_to_dina(alice)
    with clock.standing_at(TOLD + timedelta(minutes=5)):
        set_up(alice, lambda: business.escalate_after("", passes=True))
    with clock.standing_at(TOLD + timedelta(hours=1)):
        set_up(alice, lambda: business.escalate_after("30", passes=True))
    run(alice, TOLD + timedelta(hours=1), times=2)
    run(alice, TOLD + timedelta(hours=2), times=2)
    assert given(alice) == {dina: 1}


def test_another_time_counts_from_its_setting_on(alice: PairedSite) -> None:
    _bob, dina, emma = passed_to_dina(alice)
    with clock.standing_at(TOLD + timedelta(minutes=10)):
        set_up(alice, lambda: business.escalate_after("60", passes=True))
    run(alice, TOLD + timedelta(minutes=69), times=2)
    assert given(alice) == {dina: 1}
    run(alice, TOLD + timedelta(minutes=70), times=2)
    assert given(alice) == {emma: 1}
