"""Finding prospects by parts of what is known of them: the same on both engines, and only one's own."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden
from filon.foundation.transactions import savepoint
from filon.leads import actions, search
from filon.leads.models import Lead
from tests.parts.service import Filon, PairedSite

PEOPLE: dict[str, dict[str, Any]] = {
    "Salma": {"first_name": "Salma", "last_name": "Bennani", "email": "salma.b@example.com"},
    "Zoé": {"first_name": "Zoé", "last_name": "Œuvré-L’Hôte", "company": "Straße & Söhne"},
    "Younès": {"last_name": "Younès El Idrissi", "phone": "+212661234567", "phone_typed": "06 61-23-45-67"},
    "Ahmed": {"last_name": "أحمد العَلَوي", "phone": "+33612345678"},
    "Fatima": {"last_name": "فـــاطمة الزهراء", "phone_typed": "pas de numéro 0522"},
    "Emoji": {"last_name": '🎉 Karim ✂ 100% _real_* "O\'Hara" NEAR(x)'},
    "Nobody": {"email": "info@riad-les-orangers.ma"},
}

TYPED: dict[str, list[str]] = {
    # Accents, capitals, ligatures, letters that are written in several ways.
    "ZOE": ["Zoé"],
    "oeuvre": ["Zoé"],
    "Œuvré": ["Zoé"],
    "l'hote": ["Zoé"],
    "strasse": ["Zoé"],
    "sohne": ["Zoé"],
    "younes": ["Younès"],
    "احمد": ["Ahmed"],
    "أحمد علوى": ["Ahmed"],
    "فاطمه": ["Fatima"],
    "فاطمة": ["Fatima"],
    # Phones as they are written, and in Arabic digits.
    "06 61-23": ["Younès"],
    "0661234567": ["Younès"],
    "+212661": ["Younès"],
    "00212 661 23": ["Younès"],
    "+212 (0)6 61": ["Younès"],
    "661.234": ["Younès"],
    "٠٦٦١": ["Younès"],
    "0612345678": ["Ahmed"],
    "+33 6 12": ["Ahmed"],
    "0522": ["Fatima"],
    "idrissi 06 61": ["Younès"],
    # Beginnings of words, when there are one or two letters.
    "sa": ["Salma"],
    "be": ["Salma"],
    "nn": [],
    "z": ["Zoé"],
    "s": ["Zoé", "Salma"],
    "sa be": ["Salma"],
    # Addresses and numbers.
    "salma.b@example.com": ["Salma"],
    "example": ["Salma"],
    "riad-les": ["Nobody"],
    "7": ["Nobody"],
    "n° 7": ["Nobody"],
    "N°\u00a07": ["Nobody"],
    "no. 7": ["Nobody"],
    "رقم 7": ["Nobody"],
    "#7": ["Nobody"],
    "riad n° 7": ["Nobody"],
    # What is neither letter nor digit only parts words.
    "🎉": [],
    "karim 🎉": ["Emoji"],
    "100%": ["Emoji"],
    "%": [],
    "_": [],
    "*": [],
    '"': [],
    "o'hara": ["Emoji"],
    '"karim': ["Emoji"],
    "kar*": ["Emoji"],
    "k_rim": ["Emoji"],
    "k%m": [],
    "karim OR salma": [],
    "NOT karim": [],
    "NEAR(karim)": ["Emoji"],
    "text:karim": [],
    "^karim": ["Emoji"],
    "'; DROP TABLE lead; --": [],
    "": [],
    "   ": [],
    "x" * 500: [],
    "salma " * 100: ["Salma"],
    "\x00salma\ud800": ["Salma"],
}


@pytest.fixture
def atlas(filon: Filon, alice: PairedSite) -> PairedSite:
    """Alice's business, which knows the people above."""
    with filon.inside(alice.tenant):
        for values in PEOPLE.values():
            actions.record_lead(actions.Request(source="site", asked_at=clock.now(), **values))
    filon.work()
    return alice


def found(site: PairedSite, typed: str, **how: Any) -> list[str]:
    with site.filon.inside(site.tenant, Actor("reader"), write=False):
        return [list(PEOPLE)[number - 1] for number in search.find(typed, limit=how.pop("limit", 50), **how)]


def test_it_works(atlas: PairedSite) -> None:
    assert found(atlas, "bennani") == ["Salma"]
    assert found(atlas, "enna") == ["Salma"]
    assert found(atlas, "Idrissi younes") == ["Younès"]
    assert found(atlas, "benali") == []


def test_what_is_typed_finds(atlas: PairedSite, subtests: pytest.Subtests) -> None:
    for typed, who in TYPED.items():
        with subtests.test(typed=typed):
            assert found(atlas, typed) == who


def test_numbers_of_a_name_are_found_in_pieces_and_phones_in_any_spelling(
    filon: Filon, alice: PairedSite
) -> None:
    people: tuple[dict[str, Any], ...] = (
        *({"company": "24/7 Dépannage"}, {"company": "Riad 12 34"}, {"company": "Zoning 1234"}),
        {"last_name": "A", "phone": "+212661247000"},
    )
    with filon.inside(alice.tenant):
        for values in people:
            actions.record_lead(actions.Request(source="site", asked_at=clock.now(), **values))
    filon.work()
    expected = {
        **{"24/7": [4, 1], "24 7": [4, 1], "24/7 dépannage": [1], "dépannage 24-7": [1], "247": [4]},
        **{"riad 12 34": [2], "12 34": [3, 2], "1234": [3], "06 61 24 70 00": [4], "61 24 70 00": [4]},
        **{"06 61": [4], "+212 661": [4], "661 247": [4], "24 8": []},
    }
    for limit in (1, 50):
        with filon.inside(alice.tenant, Actor("reader"), write=False):
            assert {typed: search.find(typed, limit=limit) for typed in expected} == {
                typed: who[:limit] for typed, who in expected.items()
            }


def test_the_newest_come_first_and_the_next_page_goes_on(atlas: PairedSite) -> None:
    everybody = list(PEOPLE)[::-1]
    with atlas.filon.inside(atlas.tenant):
        for lead in Lead.select():
            actions.change(lead, {"company": "Atlas"})
    assert found(atlas, "atlas") == everybody
    assert found(atlas, "atlas", limit=3) == everybody[:3]
    assert found(atlas, "atlas", limit=3, before=5) == everybody[3:6]


def test_what_changes_is_found_by_what_it_is_now(atlas: PairedSite) -> None:
    with atlas.filon.inside(atlas.tenant):
        lead = Lead.by_number(1)
        asked = actions.Request(
            "site", clock.now(), email=lead.email, phone="+212522001122", company="Zellige"
        )
        actions.record_lead(asked)
    assert found(atlas, "zellige 0522 0011") == ["Salma"]


def test_what_is_undone_is_not_found(atlas: PairedSite) -> None:
    with atlas.filon.inside(atlas.tenant), suppress(ZeroDivisionError), savepoint():
        actions.change(Lead.by_number(1), {"company": "Zellige"})
        assert search.find("zellige", limit=5) == [1], "found within its own transaction"
        raise ZeroDivisionError
    assert found(atlas, "zellige") == []
    assert found(atlas, "salma") == ["Salma"]


def test_what_was_changed_before_a_worker_came_is_found_as_it_is(filon: Filon, alice: PairedSite) -> None:
    for name in ("Salma", "Zellige"):
        with filon.inside(alice.tenant):
            actions.record_lead(actions.Request("site", clock.now(), email="s@example.com", company=name))
    assert found(alice, "example") == []
    filon.work()
    filon.work()
    assert found(alice, "salma") == ["Salma"]


def test_charlies_are_not_to_be_found(filon: Filon, atlas: PairedSite, charlie: PairedSite) -> None:
    with filon.inside(charlie.tenant):
        actions.record_lead(actions.Request("site", clock.now(), first_name="Salma", last_name="Sqalli"))
    filon.work()
    assert found(atlas, "salma") == ["Salma"]
    assert found(atlas, "sqalli") == []
    with filon.inside(charlie.tenant, write=False):
        assert search.find("salma", limit=5) == [1]
        assert search.find("bennani", limit=5) == []


def test_nobody_searches_without_being_somebody(atlas: PairedSite) -> None:
    with atlas.filon.inside(atlas.tenant, Actor("reader"), write=False):
        assert search.find("salma", limit=5) == [1]
    with pytest.raises(ValueError, match="not in tuple"), atlas.filon.inside(atlas.tenant, Actor("visitor")):
        search.find("salma", limit=5)
    with pytest.raises(Forbidden), atlas.filon.inside(atlas.tenant, Actor("reader")):
        search.SearchText.update(text="x").execute()
