"""Which of a form's answers is the lead's name, e-mail and phone; what is not sure stays empty and is marked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.door import deliver, lead_of, rows
from tests.parts.service import PairedSite, submission

Field = tuple[str, str | None, str | None, str | list[str]]


def ask(site: PairedSite, *fields: Field, **more: Any) -> Any:
    """The lead of a form with these fields: (id, label, type, value)."""
    sent = submission({}, **more)
    sent["fields"] = [
        {"id": id, "label": label, "type": kind, "value": value} for id, label, kind, value in fields
    ]
    (answer,) = deliver(site, sent)
    return lead_of(site, answer["number"])


def test_it_works(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("text-1", "Prénom", "text", "Salma"),
        ("text-2", "Nom de famille", "text", "Bennani"),
        ("text-3", "Raison sociale", "text", "Riad Salma"),
        ("text-4", "N° de téléphone", "text", "06 61 23 45 67"),
        ("text-5", "Courriel", "text", "salma@example.com"),
        ("area-1", "Décrivez votre projet", "textarea", "Une cuisine"),
    )
    assert (lead.first_name, lead.last_name, lead.company) == ("Salma", "Bennani", "Riad Salma")
    assert (lead.phone, lead.email, lead.message) == ("+212661234567", "salma@example.com", "Une cuisine")
    assert lead.unsure == []


def test_a_form_in_arabic(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("text-1", "الاسم الكامل", "text", "سلمى بناني"),
        ("text-2", "رقم الهاتف", "text", "٠٦٦١٢٣٤٥٦٧"),
        ("text-3", "بريدك الإلكتروني", "text", "salma@example.com"),
        ("area-1", "رسالتك", "textarea", "مطبخ"),
    )
    assert (lead.last_name, lead.phone) == ("سلمى بناني", "+212661234567")
    assert (lead.email, lead.message, lead.unsure) == ("salma@example.com", "مطبخ", [])


def test_somebody_elses_address_is_not_the_leads(alice: PairedSite) -> None:
    """Not even when the site's plugin, which looks at types, proposes it."""
    lead = ask(
        alice,
        ("email-1", "Email du parrain", "email", "parrain@example.com"),
        ("email-2", "Votre email", "email", "salma@example.com"),
        ("tel-1", "Téléphone de l’assurance", "tel", "0522000000"),
        suggestions={"email-1": "email", "tel-1": "phone"},
    )
    assert (lead.email, lead.phone, lead.phone_typed) == ("salma@example.com", None, None)
    assert lead.unsure == [], "surely somebody else's: there is nothing to check"


def test_the_same_address_typed_twice(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("email_confirm", "Confirmez l’e-mail", "email", "salma@exemple.com"),
        ("email", "E-mail", "email", "salma@example.com"),
    )
    assert lead.email == "salma@example.com"


def test_the_first_of_two_that_can_be_read(alice: PairedSite) -> None:
    fields = ("a", "E-mail", "text", "salma"), ("b", "E-mail", "text", "salma@example.com")
    assert ask(alice, *fields).email == "salma@example.com"
    assert ask(alice, ("a", "E-mail", "text", "1@example.com"), fields[1]).email == "1@example.com"


def test_two_fields_of_which_only_the_type_speaks(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("x", "Côté cour", "email", "cour@example.com"),
        ("y", "Côté jardin", "email", "jardin@example.com"),
    )
    assert (lead.email, lead.unsure) == (None, ["email"])
    assert ask(alice, ("x", "Côté cour", "email", "cour@example.com")).email == "cour@example.com"


def test_an_unknown_owner_is_marked(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("a", "Téléphone du syndic", "tel", "0522334455"),
        ("b", "Nom de la résidence", "text", "Les Palmiers"),
    )
    assert (lead.phone, lead.phone_typed, lead.last_name) == (None, None, "")
    assert lead.unsure == ["phone", "name"]
    assert "Téléphone du syndic : 0522334455" in lead.message, "the caller sees what came"


def test_a_plugin_that_looks_at_types_alone_does_not_make_it_sure(alice: PairedSite) -> None:
    """Site plugins propose each telephone field as the phone."""
    lead = ask(
        alice,
        ("tel-1", "Téléphone du syndic", "tel", "0522334455"),
        ("email-1", "E-mail de l’entreprise", "email", "contact@example.com"),
        suggestions={"tel-1": "phone", "email-1": "email"},
    )
    assert (lead.phone, lead.email, lead.unsure) == (None, None, ["email", "phone"])
    lead = ask(alice, ("tel-1", "Ton 06", "tel", "0661234567"), suggestions={"tel-1": "phone"})
    assert (lead.phone, lead.unsure) == ("+212661234567", [])


def test_of_two_messages_the_one_that_surely_is(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("a", "Message sur la carte cadeau", "textarea", "Joyeux anniversaire"),
        ("b", "Votre message", "textarea", "Livrez-vous à Fès ?"),
    )
    assert lead.message == "Livrez-vous à Fès ?"
    assert ask(alice, ("a", "Notes de commande", "textarea", "Sonnez")).message == "Sonnez"


def test_first_name_and_family_name_in_the_maghreb(alice: PairedSite) -> None:
    lead = ask(alice, ("a", "الاسم واللقب", "text", "سلمى بناني"), ("b", "Nmra dyalek", "tel", "0661234567"))
    assert (lead.last_name, lead.phone, lead.unsure) == ("سلمى بناني", "+212661234567", [])


def test_what_is_sure_elsewhere_needs_no_check(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("a", "Téléphone du syndic", "tel", "0522334455"),
        ("b", "Votre téléphone", "tel", "0661234567"),
    )
    assert (lead.phone, lead.unsure) == ("+212661234567", [])


@pytest.mark.parametrize(
    ("value", "email", "phone"),
    [
        ("salma@example.com", "salma@example.com", None),
        ("06 61 23 45 67", None, "+212661234567"),
        ("+33 6 12 34 56 78", None, "+33612345678"),
        ("00212661234567", None, "+212661234567"),
        ("661234567", None, None),
        ("20000", None, None),
        ("0123456789", None, None),
        ("12/04/2026", None, None),
        ("Écrivez à salma@example.com", None, None),
    ],
)
def test_the_shape_of_a_nameless_answer(
    alice: PairedSite, value: str, email: str | None, phone: str | None
) -> None:
    """Only what can hardly be anything else."""
    lead = ask(alice, ("input_1_3", None, "text", value))
    assert (lead.email, lead.phone, lead.unsure) == (email, phone, [])
    assert lead.message == ("" if email or phone else f"input_1_3 : {value}")


def test_two_nameless_answers_of_one_shape(alice: PairedSite) -> None:
    lead = ask(alice, ("f1", None, "text", "a@example.com"), ("f2", None, "text", "b@example.com"))
    assert (lead.email, lead.unsure) == (None, ["email"])


def test_a_shape_in_a_field_that_asks_for_something_else(alice: PairedSite) -> None:
    lead = ask(alice, ("f1", "Votre mot préféré", "text", "a@example.com"))
    assert (lead.email, lead.unsure) == (None, ["email"])
    lead = ask(alice, ("f1", "N° de commande", "text", "0661234567"))
    assert (lead.phone, lead.unsure) == (None, [])


def test_a_field_for_either(alice: PairedSite) -> None:
    label = "Téléphone ou e-mail"
    assert ask(alice, ("f1", label, "text", "0661234567")).phone == "+212661234567"
    assert ask(alice, ("f1", label, "text", "a@example.com")).email == "a@example.com"
    assert ask(alice, ("f1", label, "text", "plus tard")).unsure == []


def test_boxes_are_never_a_contact(alice: PairedSite) -> None:
    lead = ask(
        alice,
        ("contact", "Téléphone", "checkbox", ["0661234567"]),
        ("mail", "Email", "select", "a@example.com"),
    )
    assert (lead.phone, lead.email, lead.unsure) == (None, None, [])


def test_a_later_request_marks_what_is_still_missing(alice: PairedSite) -> None:
    ask(alice, ("e", "E-mail", "email", "salma@example.com"))
    lead = ask(
        alice,
        ("e", "E-mail", "email", "salma@example.com"),
        ("a", "Téléphone du syndic", "tel", "0522334455"),
    )
    assert (lead.number, lead.unsure) == (1, ["phone"])
    lead = ask(alice, ("e", "E-mail", "email", "salma@example.com"), ("t", "Tél.", "tel", "0661234567"))
    assert (lead.number, lead.phone, lead.unsure) == (1, "+212661234567", [])


def test_every_field_may_be_strange(alice: PairedSite) -> None:
    strange = [(f"f{n}", "Email " * n, "text" * (n % 3), "a@b.c" * n) for n in range(1, 60)]
    lead = ask(alice, *strange)
    assert lead.number == 1
    assert rows(alice.filon, alice.tenant)["leads"] == 1
