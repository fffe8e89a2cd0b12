"""What people say of a form's fields is remembered for that form, and comes before every other reading of them."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden, Invalid
from filon.intake import form_maps
from filon.intake.models import FormMap
from filon.intake.reading import read_line
from tests.intake.door import deliver, lead_of
from tests.intake.test_reading_forms import Field
from tests.parts.service import PairedSite, submission

MANAGER = Actor("manager", None, "Alice")
AGENT = Actor("agent", None, "Bob")
SYNDIC: tuple[Field, ...] = (
    ("f1", "Résidence", "text", "Les Palmiers"),
    ("f2", "Téléphone du syndic", "tel", "0522334455"),
)


_times = itertools.count(1)


def sent_by(*fields: Field, **more: Any) -> dict[str, Any]:
    """A submission with these fields: (id, label, type, value). Each a while before the last: no double clicks."""
    names = ("id", "label", "type", "value")
    sent_at = clock.now() - timedelta(minutes=10) * next(_times)
    written = {
        "fields": [dict(zip(names, field, strict=True)) for field in fields],
        "submitted_at": sent_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return submission({}, **more) | written


def say(site: PairedSite, sent: dict[str, Any], field: str, slot: str | None, who: Actor = MANAGER) -> Any:
    """A member says what a field of the form is."""
    content = read_line(1, json.dumps(sent).encode()).content
    assert content
    with site.filon.inside(site.tenant, who):
        return form_maps.correct_field(UUID(site.id), content, field, slot)


def the_map(site: PairedSite, form: str = "contact", source: str = "filon") -> Any:
    with site.filon.inside(site.tenant, write=False):
        return FormMap.get_or_none((FormMap.form == form) & (FormMap.source == source))


def test_it_works(alice: PairedSite) -> None:
    sent = sent_by(*SYNDIC)
    deliver(alice, sent)
    assert lead_of(alice).phone is None
    say(alice, sent, "f2", "phone")
    say(alice, sent, "f1", "company")
    deliver(alice, sent_by(*SYNDIC))
    lead = lead_of(alice, 2)
    assert (lead.phone, lead.company, lead.unsure) == ("+212522334455", "Les Palmiers", [])


def test_it_comes_before_labels_types_and_suggestions(alice: PairedSite) -> None:
    fields: tuple[Field, ...] = (
        ("mail", "E-mail", "email", "site@example.com"),
        ("mail2", "Confirmez l’e-mail", "email", "salma@example.com"),
    )
    sent = sent_by(*fields, suggestions={"mail": "email"})
    deliver(alice, sent)
    assert lead_of(alice).email == "site@example.com"
    say(alice, sent, "mail", form_maps.IGNORE)
    say(alice, sent, "mail2", "email")
    deliver(alice, sent_by(*fields, suggestions={"mail": "email"}))
    assert lead_of(alice, 2).email == "salma@example.com"


def test_an_ignored_field_is_nobodys(alice: PairedSite) -> None:
    sent = sent_by(("f", "Téléphone", "tel", "0661234567"))
    deliver(alice, sent)
    say(alice, sent, "f", form_maps.IGNORE)
    deliver(alice, sent_by(("f", "Téléphone", "tel", "0661234567")))
    lead = lead_of(alice, 2)
    assert (lead.phone, lead.phone_typed, lead.unsure) == (None, None, [])


def test_the_corrected_address_finds_who_is_known(alice: PairedSite) -> None:
    """The first look for the same person went by another address than the form's map says."""
    fields: tuple[Field, ...] = (("a", "Contact 1", "text", "salma@example.com"),)
    sent = sent_by(*fields)
    deliver(alice, sent, sent_by(("e", "E-mail", "email", "salma@example.com"), form={"id": "other"}))
    assert lead_of(alice, 1).email is None
    say(alice, sent, "a", "email")
    (answer,) = deliver(alice, sent_by(*fields))
    assert (answer["answer"], answer["number"]) == ("joined", 2)


def test_a_slot_has_one_field(alice: PairedSite) -> None:
    sent = sent_by(("a", "Tél. 1", "text", "1"), ("b", "Tél. 2", "text", "2"))
    say(alice, sent, "a", "phone")
    say(alice, sent, "b", "phone")
    assert the_map(alice).slots == {"b": "phone"}
    say(alice, sent, "b", None)
    assert the_map(alice).slots == {}


def test_it_is_this_forms_alone(alice: PairedSite, charlie: PairedSite) -> None:
    sent = sent_by(*SYNDIC)
    say(alice, sent, "f2", "phone")
    for other in (
        sent_by(*SYNDIC, form={"id": "devis"}),
        sent_by(*SYNDIC, source="cf7"),
    ):
        deliver(alice, other)
    deliver(charlie, sent_by(*SYNDIC))
    assert lead_of(alice, 1).phone is None
    assert lead_of(alice, 2).phone is None
    assert lead_of(charlie).phone is None
    assert the_map(charlie).slots == {}


def test_only_a_manager_says_it(alice: PairedSite) -> None:
    sent = sent_by(*SYNDIC)
    deliver(alice, sent)
    with pytest.raises(Forbidden):
        say(alice, sent, "f2", "phone", AGENT)
    with pytest.raises(Invalid):
        say(alice, sent, "f2", "shoe size")
    assert the_map(alice).slots == {}


def test_what_was_said_before_comes_back(alice: PairedSite) -> None:
    sent = sent_by(*SYNDIC)
    say(alice, sent, "f1", "phone")
    before = say(alice, sent, "f2", "phone")
    with alice.filon.inside(alice.tenant, MANAGER):
        form_maps.restore(UUID(alice.id), "filon", "contact", before)
    assert the_map(alice).slots == {"f1": "phone"}


def test_the_forms_fields_are_kept_as_last_seen(alice: PairedSite) -> None:
    deliver(
        alice,
        sent_by(("n", "Nom", "text", "Salma"), ("p", "Pièces", "checkbox", ["Cuisine", "Salon"])),
        sent_by(("n", "Nom", "text", "Omar"), ("t", "Téléphone", "tel", "0661234567")),
        sent_by(("n", "Nom", "text", "Lina"), ("p", "Pièces", "checkbox", "Salon")),
    )
    assert the_map(alice).title == "Contact"
    assert the_map(alice).fields == [
        {"id": "n", "label": "Nom", "type": "text", "many": False},
        {"id": "p", "label": "Pièces", "type": "checkbox", "many": True},
        {"id": "t", "label": "Téléphone", "type": "tel", "many": False},
    ], "also those that a later request left out"


def test_a_robot_that_makes_fields_up_does_not_fill_the_row(alice: PairedSite) -> None:
    for n in range(4):
        deliver(alice, sent_by(*[(f"f{n}-{place}", "x", "text", "y") for place in range(100)]))
    assert len(the_map(alice).fields) == form_maps.MOST_FIELDS


def test_spam_teaches_nothing(alice: PairedSite) -> None:
    deliver(alice, sent_by(*SYNDIC, spam={"by": "honeypot"}))
    assert the_map(alice) is None


def test_a_label_with_a_price_in_it_is_not_written_each_time(alice: PairedSite) -> None:
    for price in (1, 2, 3):
        deliver(alice, sent_by(("f", f"Total {price} MAD", "text", str(price))))
    assert [field["label"] for field in the_map(alice).fields] == ["Total 1 MAD"]


def test_forms_and_fields_of_strange_names(alice: PairedSite) -> None:
    """What no database keeps in a name is left out of the map, and the field is found all the same."""
    strange = "a\x00b\ud800✂" + "é" * 150
    for number, phone in ((1, None), (2, "+212522334455")):
        sent = sent_by((strange, "Le syndic", "text", "0522334455"), form={"id": strange, "title": strange})
        deliver(alice, json.dumps(sent).encode())
        assert lead_of(alice, number).phone == phone
        say(alice, sent, strange, "phone")
    assert the_map(alice, form="ab✂" + "é" * 150).slots == {"ab✂" + "é" * 150: "phone"}
