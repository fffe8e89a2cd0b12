"""What forms call their fields is read as a person reads it, in French, English, Arabic and Darija, never wrongly.

field_names.tsv holds names and labels out of form plugins' templates, demonstration forms and translations. The words
of the dictionary were chosen by its "seen" part; "unseen" was collected afterwards, to judge them by. "audit" was
written later still, with form plugins' default names and many traps, and the dictionary mended by what it showed.
`expected` is a slot, two that the value decides between, "?slot" where a person has to look, or nothing.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from filon.intake.meaning import Meaning, meaning_of

ROWS = list(csv.DictReader((Path(__file__).parent / "field_names.tsv").open(), delimiter="\t"))


def _read(row: dict[str, str]) -> Meaning:
    return meaning_of(row["name"], row["label"] or None, row["type"])


def _surely(row: dict[str, str]) -> str:
    """The slots that the row's field is surely for, as the table writes them."""
    meaning = _read(row)
    return "|".join(meaning.slots) if meaning.is_sure else ""


def _is_right(row: dict[str, str]) -> bool:
    expected = row["expected"]
    return _surely(row) == ("" if expected.startswith("?") else expected)


def test_it_works() -> None:
    assert len({(row["label"] or row["name"]).casefold().strip(" *:") for row in ROWS}) > 700
    assert {row["language"] for row in ROWS} == {"fr", "en", "ar", "ary"}


def test_no_field_is_surely_something_that_it_is_not() -> None:
    wrong = [
        (row["label"] or row["name"], _surely(row)) for row in ROWS if _surely(row) and not _is_right(row)
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "part"), sorted({(row["language"], row["part"]) for row in ROWS}))
def test_most_fields_are_known(language: str, part: str) -> None:
    rows = [row for row in ROWS if (row["language"], row["part"]) == (language, part)]
    missed = [row["label"] or row["name"] for row in rows if not _is_right(row)]
    assert len(missed) <= len(rows) * 0.04, missed


@pytest.mark.parametrize(
    ("label", "slot"),
    [
        ("NOM", "name"),
        ("  * Votre Nom & Prénom :  ", "name"),
        ("<strong>E-mail</strong><span>*</span>", "email"),
        ("E‑MAIL", "email"),
        ("téléphone", "phone"),
        ("Te\u0301le\u0301phone", "phone"),
        ("ＴＥＬ", "phone"),
        ("البَرِيدُ الإلِكتُرُونِيّ", "email"),
        ("البـــريد الالكترونى", "email"),
        ("Raison sociale", "company"),
    ],
)
def test_however_it_is_written(label: str, slot: str) -> None:
    assert meaning_of("field_1", label, "text") == Meaning((slot,), is_sure=True)


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("your-name", "name"),
        ("firstName", "first_name"),
        ("LAST_NAME", "last_name"),
        ("emailAddress", "email"),
        ("wpforms[fields][phone]", "phone"),
        ("names[first_name]", "first_name"),
        ("nomEntreprise", "company"),
        ("userEmail", "email"),
        ("et_pb_contact_message_0", "message"),
        ("g12-telephone", "phone"),
    ],
)
def test_a_name_that_programs_gave(name: str, slot: str) -> None:
    assert meaning_of(name, None, "text").slots == (slot,)
    assert meaning_of(name, None, None).is_sure


@pytest.mark.parametrize(
    "label",
    [
        "Email du parrain",
        "E-mail de votre ami",
        "Confirmez votre e-mail",
        "Retype your email",
        "Emergency contact phone",
        "Téléphone du conjoint",
        "Nom du médecin",
        "Child's name",
        "رقم هاتف ولي الأمر",
        "اسم الطفل",
    ],
)
@pytest.mark.parametrize("kind", ["text", "email", "tel"])
def test_what_is_somebody_elses_is_nobodys_here(label: str, kind: str) -> None:
    assert meaning_of("your-email", label, kind).is_refused


@pytest.mark.parametrize("length", [0, 1, 500, 100_000])
@pytest.mark.parametrize("letter", ["a", "و", "ال", "'", "<", "(", " ", "\x00", "\ud800", "é", "A", "_"])
def test_any_label(letter: str, length: int) -> None:
    meaning_of(letter * length, letter * length + " x", letter * length)
