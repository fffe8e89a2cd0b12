"""Booking online in a known prospect's name: it opens nothing of theirs, and says nothing about them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.appointments import links
from filon.appointments.models import Appointment, Participant
from filon.desk import online
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.test_online import form_at, said, send
from tests.leads.plans import noted
from tests.parts.smtp import Mailbox

AT = ("20260427T0800Z", "20260427T0900Z", "20260427T1000Z", "20260427T1300Z")


@pytest.fixture
def workshop(mailbox: Mailbox, workshop: Workshop) -> Workshop:
    """Mails have somewhere to go."""
    return workshop


@pytest.fixture
def visitor(workshop: Workshop) -> FlaskClient:
    return workshop.site.filon.client


def contacts(workshop: Workshop) -> tuple[Any, ...]:
    """Salma's, as the business knows her."""
    with workshop.inside():
        lead = Lead.by_number(1)
        return lead.phone, lead.phone_typed, lead.email, lead.email_key


def be_known_by(workshop: Workshop, **columns: Any) -> None:
    with workshop.inside():
        Lead.update(
            **{"email": None, "email_key": None, "phone": None, "phone_typed": None, **columns}
        ).execute()


def told(
    workshop: Workshop, mailbox: Mailbox, after: timedelta = timedelta(minutes=1)
) -> dict[str, list[UUID]]:
    """What leaves until then for others than the team: each address with the appointments that its links open."""
    mailbox.mails.clear()
    with clock.standing_at(clock.now() + after):
        workshop.site.filon.work()
    found: dict[str, list[UUID]] = {}
    for mail in mailbox.mails:
        if "@atlas.example" not in mail.recipients[0]:
            tokens = set(re.findall(r"/rendez-vous/([\w.-]+)", mail.text))
            found.setdefault(mail.recipients[0], []).extend(links.read_token(one)[1] for one in tokens)
    return found


def test_it_works(workshop: Workshop, visitor: FlaskClient, mailbox: Mailbox) -> None:
    """Who types a known number and a mail of their own hears of this appointment there, and of no other."""
    be_known_by(workshop, phone="+212662112233", phone_typed="06 62 11 22 33")
    before = contacts(workshop)
    kind = workshop.offer(is_online=True)
    done = send(visitor, form_at(workshop, kind, AT[0]), email="other@example.net")
    assert done.status_code == 303
    assert contacts(workshop) == before, "nothing of what was typed is hers from now on"
    [booked] = booked_with(workshop)
    assert told(workshop, mailbox) == {"other@example.net": [booked.id]}
    with workshop.inside():
        request = Interaction.of(Lead.by_number(1).id, kind="request").first()
        assert {"label": "Mail", "value": "other@example.net"} in request.details["fields"]
        assert [one.name for one in guests(booked)] == ["Younes El Idrissi"]
    assert send(visitor, form_at(workshop, kind, "20260428T0800Z")).status_code == 303
    assert told(workshop, mailbox) == {}, "the next one is nothing to that address"
    soon = workshop.at("2026-04-28 07:30") - clock.now()
    assert told(workshop, mailbox, soon) == {}, "nor is its reminder"


def test_a_known_client_with_another_mail_is_told_there(
    workshop: Workshop, visitor: FlaskClient, mailbox: Mailbox
) -> None:
    be_known_by(
        workshop,
        phone="+212662112233",
        phone_typed="06 62 11 22 33",
        email="old@example.com",
        email_key="old@example.com",
    )
    kind = workshop.offer(is_online=True)
    assert send(visitor, form_at(workshop, kind, AT[0]), email="new@example.com").status_code == 303
    [first] = booked_with(workshop)
    assert told(workshop, mailbox) == {"new@example.com": [first.id]}
    # Whoever types the address that is known is told there as ever.
    assert send(visitor, form_at(workshop, kind, AT[1]), email="OLD@example.com").status_code == 303
    assert list(told(workshop, mailbox)) == ["old@example.com"]


def test_a_number_that_is_not_theirs_stays_with_the_appointment(
    workshop: Workshop, visitor: FlaskClient, mailbox: Mailbox
) -> None:
    be_known_by(workshop, email="salma@example.com", email_key="salma@example.com")
    before = contacts(workshop)
    kind = workshop.offer(is_online=True, place_kind="phone")
    assert send(visitor, form_at(workshop, kind, AT[0]), email="salma@example.com").status_code == 303
    assert contacts(workshop) == before
    [booked] = booked_with(workshop)
    assert told(workshop, mailbox) == {"salma@example.com": [booked.id]}
    with workshop.inside():
        assert [(one.email, one.phone) for one in guests(booked)] == [(None, "06 62 11 22 33")]


def test_a_host_who_may_not_see_them_is_met_all_the_same(workshop: Workshop, visitor: FlaskClient) -> None:
    """Whose prospect somebody is, no hour of the page tells."""
    [bob] = workshop.hire("Bob")
    be_known_by(workshop, phone="+212662112233", owner_id=workshop.alice)
    with workshop.inside():
        Member.update(only_own=True).where(Member.id == bob).execute()
    kind = workshop.offer(bob, is_online=True)
    for at in AT[: online.MOST_OPEN]:
        assert send(visitor, form_at(workshop, kind, at)).status_code == 303
    workshop.site.filon.work()
    assert len(booked_with(workshop)) == online.MOST_OPEN
    with workshop.inside():
        assert Lead.by_number(1).owner_id == workshop.alice, "she stays whose she was"
    refused = send(visitor, form_at(workshop, kind, AT[3]))
    assert refused.status_code == 422
    assert "Cette heure ne peut pas être réservée en ligne" in said(refused)
    assert not re.search(r"\b3 rendez-vous", said(refused))
    assert send(visitor, form_at(workshop, kind, AT[0])).status_code == 409, (
        "a taken hour is that first of all"
    )


def test_as_many_statements_however_many_kinds(workshop: Workshop, visitor: FlaskClient) -> None:
    asked = []
    for _time in range(2):
        workshop.offer(is_online=True)
        first = workshop.offer(is_online=True)
        visitor.get(form_at(workshop, first))
        with noted() as statements:
            visitor.get(form_at(workshop, first))
        asked.append(len(statements))
    assert asked[0] == asked[1] > 0


def booked_with(workshop: Workshop) -> list[Any]:
    with workshop.inside():
        return list(Appointment.of_lead(Lead.by_number(1).id))


def guests(appointment: Any) -> list[Any]:
    return [one for one in Participant.of([appointment.id])[appointment.id] if one.member_id is None]
