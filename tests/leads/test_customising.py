"""The settings of what a business makes its own: each change is kept at once, announced, and taken back."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.leads import arranging, tags
from filon.leads.fields import MOST_FIELDS, Field
from filon.leads.labels import MOST, Label, LeadTag, tags_of
from filon.leads.models import Lead
from filon.leads.words import word_of
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.desk.test_own_fields import text_of
from tests.foundation.neighbours import record
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite

PAGE = "/app/reglages/prospects"


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    return signed_in(alice)


def post(browser: FlaskClient, path: str, **form: Any) -> str:
    """Change something, and the page that says so."""
    answer = browser.post(f"{PAGE}/{path}", data=form)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def undo(browser: FlaskClient, page: str) -> int:
    found = re.search(rf'action="({PAGE}/changements/[^"]+/annulation)"', page)
    assert found, "no message with Annuler"
    return browser.post(found[1]).status_code


def said(page: str) -> str:
    toast = re.search(r'<div class="toast"[^>]*>(.*?)<form', page, re.S)
    assert toast
    return text_of(toast[1])


def words(site: PairedSite, kind: str, within: str = "") -> list[str]:
    with site.filon.inside(site.tenant, write=False):
        return [word_of(label) for label in Label.in_use(kind, within)]


def fields(site: PairedSite) -> list[str]:
    with site.filon.inside(site.tenant, write=False):
        return [field.label for field in Field.visible()]


def id_of(site: PairedSite, kind: str, word: str) -> UUID:
    with site.filon.inside(site.tenant, write=False):
        found: UUID = next(label.id for label in Label.of(kind) if word_of(label) == word)
        return found


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    page = post(browser, "champs", label=" Surface  habitable ", kind="number")
    assert fields(alice) == ["Surface habitable"]
    assert said(page) == "« Surface habitable » est proposé."
    assert undo(browser, page) == 303
    assert fields(alice) == []


@pytest.mark.parametrize(
    ("what", "form", "column", "kept"),
    [
        ("label", {"label": "Surface au sol"}, "label", "Surface au sol"),
        ("is_required", {"on": "on"}, "is_required", True),
        ("is_asked", {"on": "on"}, "is_asked", True),
        ("seen_by", {"seen_by": "manager"}, "seen_by", "manager"),
        ("default", {"default": "12,50"}, "default", "12.5"),
    ],
)
def test_each_setting_of_a_field_is_kept_and_taken_back(
    alice: PairedSite, browser: FlaskClient, what: str, form: dict[str, str], column: str, kept: Any
) -> None:
    field = add_field(alice, "Surface", "number")
    before = getattr(field, column)
    page = post(browser, f"champs/{field.id}", what=what, **form)
    with alice.filon.inside(alice.tenant, write=False):
        assert getattr(Field.find(field.id), column) == kept
    assert undo(browser, page) == 303
    with alice.filon.inside(alice.tenant, write=False):
        assert getattr(Field.find(field.id), column) == before


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("champs", {"label": " ", "kind": "text"}, "Donnez un nom"),
        ("champs", {"label": "x" * 61, "kind": "text"}, "60 signes"),
        ("champs", {"label": "Essence", "kind": "sql"}, "Choisissez une sorte"),
        ("champs", {"label": "Essence", "kind": "choice", "options": " \n"}, "au moins un choix"),
        ("listes/tag", {"name": ""}, "Donnez un nom"),
        ("listes/tag", {"name": "\x00"}, "Donnez un nom"),
        ("listes/reason", {"name": "trop CHER"}, "déjà dans la liste"),
    ],
)
def test_what_can_not_be_is_said_where_it_stands(
    alice: PairedSite, browser: FlaskClient, path: str, form: dict[str, str], sentence: str
) -> None:
    answer = browser.post(f"{PAGE}/{path}", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields(alice) == []


def test_who_is_abandoned_has_a_reason_and_no_stage(alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post(f"{PAGE}/listes/stage", data={"name": "Visite", "within": "lost"})
    assert answer.status_code == 422
    assert words(alice, "stage", "lost") == []


def test_a_default_that_can_not_be_is_refused(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Surface", "number")
    answer = browser.post(f"{PAGE}/champs/{field.id}", data={"what": "default", "default": "grande"})
    assert answer.status_code == 422
    assert "Écrivez un nombre" in answer.text
    assert browser.post(f"{PAGE}/champs/{field.id}", data={"what": "key", "on": "on"}).status_code == 404


@pytest.mark.parametrize("kind", ["stage", "reason", "source", "tag"])
def test_a_word_is_added_renamed_archived_and_each_is_taken_back(
    alice: PairedSite, browser: FlaskClient, kind: str
) -> None:
    within = "open" if kind == "stage" else ""
    begin = words(alice, kind, within)
    page = post(browser, f"listes/{kind}", name="Chaud", within=within)
    assert words(alice, kind, within) == [*begin, "Chaud"]
    with alice.filon.inside(alice.tenant, write=False):
        label = Label.get(Label.name == "Chaud")
    renamed = post(browser, f"mots/{label.id}", name="Très chaud")
    assert (said(renamed), words(alice, kind, within)[-1]) == ("Nom : Très chaud.", "Très chaud")
    undo(browser, renamed)
    archived = post(browser, f"mots/{label.id}/retrait")
    assert words(alice, kind, within) == begin
    undo(browser, archived)
    assert words(alice, kind, within) == [*begin, "Chaud"]
    undo(browser, page)
    assert words(alice, kind, within) == begin


def test_a_built_in_reason_is_renamed_and_moved_as_any_other(alice: PairedSite, browser: FlaskClient) -> None:
    price = id_of(alice, "reason", "Trop cher")
    page = post(browser, f"mots/{price}", name="Hors budget")
    assert words(alice, "reason")[:2] == ["Hors budget", "A choisi quelqu’un d’autre"]
    moved = post(browser, f"mots/{price}/down")
    assert words(alice, "reason")[:2] == ["A choisi quelqu’un d’autre", "Hors budget"]
    assert said(moved) == "Ordre enregistré."
    undo(browser, moved)
    assert words(alice, "reason")[:2] == ["Hors budget", "A choisi quelqu’un d’autre"]
    undo(browser, page)
    assert words(alice, "reason")[0] == "Trop cher"
    assert "changed=" not in browser.post(f"{PAGE}/mots/{price}/up").headers["Location"], "it is the first"


def test_fields_are_moved(alice: PairedSite, browser: FlaskClient) -> None:
    made = [add_field(alice, label, "text") for label in ("Un", "Deux", "Trois")]
    page = post(browser, f"champs/{made[2].id}/up")
    assert fields(alice) == ["Un", "Trois", "Deux"]
    undo(browser, page)
    assert fields(alice) == ["Un", "Deux", "Trois"]


def test_an_order_that_was_changed_again_is_not_put_back(alice: PairedSite, browser: FlaskClient) -> None:
    made = [add_field(alice, label, "text") for label in ("Un", "Deux", "Trois")]
    page = post(browser, f"champs/{made[2].id}/up")
    post(browser, f"champs/{made[2].id}/up")
    assert undo(browser, page) == 409
    assert fields(alice) == ["Trois", "Un", "Deux"]


def test_two_tags_become_one_and_part_again(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    record(filon, alice, "Salma", "Younes", "Nadia")
    with filon.inside(alice.tenant):
        for name in ("Pressé", "Urgent"):
            arranging.add("tag", name)
        hasty, urgent = (Label.get(Label.name == name) for name in ("Pressé", "Urgent"))
        for number, tag in ((1, hasty), (2, hasty), (2, urgent), (3, urgent)):
            LeadTag.add(lead_id=Lead.by_number(number).id, number=number, tag_id=tag.id)

    def had() -> dict[int, list[str]]:
        with filon.inside(alice.tenant, write=False):
            leads = {lead.id: lead.number for lead in Lead.select()}
            return {leads[id]: [tag.name for tag in tags] for id, tags in tags_of(Lead.select()).items()}

    before = had()
    page = post(browser, f"mots/{hasty.id}/reunion", into=str(urgent.id))
    assert had() == {1: ["Urgent"], 2: ["Urgent"], 3: ["Urgent"]}
    assert words(alice, "tag") == ["Urgent"]
    undo(browser, page)
    assert had() == before
    assert browser.post(f"{PAGE}/mots/{hasty.id}/reunion", data={"into": str(hasty.id)}).status_code == 422


def test_a_tag_that_comes_back_is_itself_again(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    """However often two tags go up in each other, a word that is typed is a tag of the list."""

    def typed(name: str) -> str:
        with filon.inside(alice.tenant):
            return str(tags.tag_named(name).name)

    with filon.inside(alice.tenant):
        hasty, urgent = (tags.tag_named(name).id for name in ("Pressé", "Urgent"))
    post(browser, f"mots/{hasty}/reunion", into=str(urgent))
    assert typed("pressé") == "Urgent"
    back = post(browser, "listes/tag", name="Pressé")
    assert (typed("pressé"), words(alice, "tag")) == ("Pressé", ["Pressé", "Urgent"])
    post(browser, f"mots/{urgent}/reunion", into=str(hasty))
    assert typed("urgent") == "Pressé"
    assert undo(browser, back) == 409, "it would be a circle"
    page = post(browser, f"mots/{urgent}/retour")
    assert typed("urgent") == "Urgent"
    undo(browser, page)
    assert typed("urgent") == "Pressé"
    with filon.inside(alice.tenant):
        Label.update(merged_into_id=urgent).where(Label.id == hasty).execute()
        Label.update(merged_into_id=hasty).where(Label.id == urgent).execute()
    answer = browser.post(f"{PAGE}/mots/{urgent}/reunion", data={"into": str(hasty)})
    assert answer.status_code == 422
    assert typed("pressé") == "Urgent", "what has no end ends"


def test_lists_have_an_end(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        rows = [
            {"kind": "tag", "code": f"t{n}", "name": f"t{n}", "key": f"t{n}", "position": n}
            for n in range(MOST["tag"])
        ]
        Label.insert_many(rows).execute()
        Field.insert_many(
            [{"key": f"f{n}", "label": f"f{n}", "kind": "text", "position": n} for n in range(MOST_FIELDS)]
        ).execute()
    assert "La liste est pleine" in browser.post(f"{PAGE}/listes/tag", data={"name": "De trop"}).text
    answer = browser.post(f"{PAGE}/champs", data={"label": "De trop", "kind": "text"})
    assert "La liste est pleine" in answer.text


def test_programs_call_a_field_by_its_letters(alice: PairedSite, browser: FlaskClient) -> None:
    labels = ("Type de logement", "Type de logement !", "المساحة", "2e étage")
    keys = [add_field(alice, label, "text").key for label in labels]
    assert keys == ["type_de_logement", "type_de_logement_2", "field", "field_2e_etage"]


def test_nobody_hides_a_field_from_themselves(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Marge", "money")
    manager = signed_in(alice, "manager")
    answer = manager.post(f"{PAGE}/champs/{field.id}", data={"what": "seen_by", "seen_by": "owner"})
    assert answer.status_code == 422
    page = post(browser, f"champs/{field.id}", what="seen_by", seen_by="owner")
    assert "Marge" not in manager.get(PAGE).text
    way = re.search(rf'action="({PAGE}/changements/[^"]+/annulation)"', page)
    assert way
    assert manager.post(way[1]).status_code == 404
    assert manager.post(f"{PAGE}/champs/{field.id}/retrait").status_code == 404


@pytest.mark.parametrize("role", ["agent", "reader"])
def test_it_is_the_manager_s(alice: PairedSite, role: str) -> None:
    browser = signed_in(alice, role)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/listes/tag", data={"name": "x"}).status_code == 403


def test_inside_wp_admin(alice: PairedSite) -> None:
    header = frame_bearer(alice)
    answer = alice.filon.client.post(
        f"{base(alice)}/reglages/prospects/listes/tag", data={"name": "VIP"}, headers=header
    )
    assert answer.headers["Location"].startswith(f"{base(alice)}/reglages/prospects?changed=")
    assert words(alice, "tag") == ["VIP"]
