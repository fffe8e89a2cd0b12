"""Who may be the same person: by phone, by e-mail, by a name that was written otherwise, and who is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.leads import by_hand
from filon.leads.duplicates import Person, find_alike, reasons_for, same_name
from filon.leads.models import Lead
from tests.leads.plans import noted
from tests.parts.service import PairedSite

SALMA = Person("Salma El Fassi", "+212661234567", "salma.elfassi@gmail.com")


def test_it_works(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        by_hand.add_lead({"name": "El Fassi Salma", "phone": "0661234567"}, "MA")
        by_hand.add_lead({"name": "Salma Elfassi", "email": "salma.elfassi@gmial.com"}, "MA")
        by_hand.add_lead({"name": "Sàlma El Fasi"}, "MA")
        by_hand.add_lead({"name": "Karim Tazi", "phone": "0700000001"}, "MA")
        found = find_alike(SALMA)
        assert {(one.lead.number, one.reasons) for one in found} == {
            (1, ("phone", "name")),
            (2, ("email", "name")),
            (3, ("name",)),
        }
        assert found[-1].lead.number == 3, "a name alone comes last"
        assert find_alike(SALMA, but=found[0].lead.id)[0].lead.number != found[0].lead.number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Samira El Khattabi", "KHATTABI el Samira"),
        ("Hélène Martin", "helene martin"),
        ("Salma El Fassi", "Salma Elfassi"),
        ("Mme Salma Bennani", "Salma Bennani"),
        ("Khadija Berrada", "Khadidja Berrada"),
        ("Abdelkrim Benjelloun", "Abdelkarim Benjeloun"),
        ("خديجة المنصوري", "المنصورى خديجه"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Salma", "Salma"),
        ("Salma Bennani", "Karim Bennani"),
        ("Salma Bennani", "Salma Berrada"),
        ("Omar Ali", "Amar Alo"),
        ("", ""),
        ("El Ben", "Ben El"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (Person(phone="+33661234567"), ("phone",)),
        (Person("Salma El Fassi", "+212661234568"), ("name",)),
        (Person("Salma El Fassi", "+212770000000"), ()),
        (Person("Salma El Fassi", None, "autre@example.com"), ()),
        (Person("Salma El Fassi"), ("name",)),
        (Person("Karim", None, "Salma.ElFassi@gmail.com"), ("email",)),
        (Person("Karim", None, "salma.elfassi@gmail.co"), ("email",)),
        (Person("Karim", None, "salma.elfassi@orange.fr"), ()),
        (Person("Salma El Fassi", "+212770000000", "salma.elfasi@gmail.com"), ("email", "name")),
        (Person("", None, "slama.elfassi@gmail.com"), ("email",)),
        (Person("Samira El Fassi", None, "salma.elfasssi@gmail.com"), ()),
        (Person("", None, "selma.elfassi@gmail.com"), ()),
        (Person("", None, "salma.elfassi2@gmail.com"), ()),
    ],
)
def test_what_speaks_for_one_person_and_what_against(other: Person, reasons: tuple[str, ...]) -> None:
    assert reasons_for(SALMA, other) == reasons
    assert reasons_for(other, SALMA) == reasons


def test_a_slip_of_the_pen_is_found_among_many_of_that_name(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        by_hand.add_lead({"name": "Salma Bennani"}, "MA")
        by_hand.add_lead({"name": "", "email": "omar.benchekroun@example.com"}, "MA")
        for at in range(70):
            family = f"{chr(97 + at % 26)}{chr(97 + at // 26)}zoui"
            by_hand.add_lead({"name": f"Salma {family}", "email": f"omar.{family}@example.com"}, "MA")
        for misspelt in ("Salma Benani", "Benanni Salma", "Salma Bemnani", "Salma Bennanni"):
            assert [one.lead.number for one in find_alike(Person(misspelt))] == [1], misspelt
        found = find_alike(Person("", None, "omar.benchekrun@example.com"))
        assert [(one.lead.number, one.reasons) for one in found] == [(2, ("email",))]
        assert find_alike(Person("Salma Bennis")) == []


def test_an_address_of_one_word_is_looked_for_by_halves_that_say_something(alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant):
        by_hand.add_lead({"name": "", "email": "benchekroun@example.com"}, "MA")
        by_hand.add_lead({"name": "", "email": "boulangr@example.com"}, "MA")
        for typed, number in (("bencehkroun", 1), ("benchekrun", 1), ("bnechekroun", 1), ("boulanger", 2)):
            found = find_alike(Person("", None, f"{typed}@example.com"))
            assert [one.lead.number for one in found] == [number], typed
        for typed, pieces in (("contact", 1), ("boulange", 3)):
            with noted() as statements:
                find_alike(Person("", None, f"{typed}@example.com"))
            asked = [params for sql, params in statements if "lead_found" in sql or "find_leads" in sql]
            assert len(asked) == pieces, "as few looks as can find anybody"


def test_the_trash_and_the_neighbours_are_not_looked_at(alice: PairedSite, charlie: PairedSite) -> None:
    with charlie.filon.inside(charlie.tenant):
        by_hand.add_lead({"name": "Salma El Fassi", "phone": "0661234567"}, "MA")
    with alice.filon.inside(alice.tenant):
        lead = by_hand.add_lead({"name": "Salma El Fassi"}, "MA")
        assert [one.lead.id for one in find_alike(SALMA)] == [lead.id]
        by_hand.trash_lead(Lead.by_number(1))
        assert find_alike(SALMA) == []


_names = st.text(alphabet="abcdeéلم ", max_size=24)
_phones = st.none() | st.from_regex(r"\+2126[0-9]{8}", fullmatch=True)
_people = st.builds(Person, _names, _phones, st.none() | st.emails())


@given(_people, _people)
def test_it_does_not_matter_who_came_first(one: Person, other: Person) -> None:
    assert reasons_for(one, other) == reasons_for(other, one)


@given(_names)
def test_a_name_is_itself(name: str) -> None:
    assert same_name(name, name) == same_name(name, " ".join(reversed(name.split())))
