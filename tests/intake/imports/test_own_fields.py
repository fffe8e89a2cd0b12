"""What a business made its own comes with a file: fields of every kind, tags, stages; and goes with the import."""

from __future__ import annotations

from typing import Any

import pytest

from filon.leads import arranging, custom_fields, tags
from filon.leads.fields import KINDS, Field
from filon.leads.labels import Label, LeadTag, stage_names, tags_of
from filon.leads.models import Lead
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.intake.imports.bringing import again, bring, choose, leads, run, undo
from tests.intake.imports.test_round_trip import exported
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite

OPTIONS = ("Chêne, massif", "Hêtre", 'Dit "Noyer"')
# What two of three leads have; the third has nothing.
TYPED = {
    "text": ("=1+1; Maârif", "Anfa"),
    "lines": ("Une,\nDeux", "'Trois"),
    "number": ("-2,5", "12345678901,123"),
    "money": ("1250,5", "999999999999"),
    "date": ("1950-02-03", "2026-12-31"),
    "yes_no": ("yes", "no"),
    "choice": ("Chêne, massif", 'Dit "Noyer"'),
    "choices": ('Chêne, massif\nDit "Noyer"', "Hêtre"),
    "phone": ("+33612345678", "0522001122"),
    "email": ("A@x.ma", "b@x.ma"),
    "link": ("a.ma/?x=1;2", "http://b.ma"),
}


def define(filon: Filon, site: PairedSite) -> None:
    """A field of each kind and one that is called as a column of all businesses is; stages, a source and a reason."""
    for kind in KINDS:
        add_field(site, f"Ma {kind}", kind, OPTIONS)
    add_field(site, "Note", "text")
    with filon.inside(site.tenant):
        for within in ("new", "open"):
            arranging.add("stage", "Devis", within)
        arranging.add("source", "Salon de l’habitat")
        arranging.add("reason", "Hors zone")


def fill(filon: Filon, site: PairedSite) -> None:
    with filon.inside(site.tenant):
        stages = {stage.within: stage.id for stage in Label.stages()}
        more: list[dict[str, Any]] = [
            {"status": "open", "stage_id": stages["open"]},
            {"status": "lost", "lost_reason": "hors-zone", "source": "salon-de-l-habitat"},
            {"status": "lost", "lost_reason": "un mot d’un programme"},
        ]
        for number, columns in enumerate(more, 1):
            Lead.add(
                **{
                    "number": number,
                    "last_name": f"N{number}",
                    "name_key": "n",
                    "source": "site",
                    "currency": "MAD",
                    **columns,
                }
            )
        for number in (1, 2):
            lead = Lead.by_number(number)
            for field in Field.visible():
                typed = TYPED[field.kind][number - 1] if field.label != "Note" else "À moi"
                custom_fields.change_value(lead, field, typed, "MA")
            for name in ("VIP", 'Chaud; "très"', "=2+2")[: number + 1]:
                tags.add_tag(lead, tags.tag_named(name))


def own(filon: Filon, site: PairedSite) -> list[Any]:
    """Of each lead all that its business made its own, as a person reads it."""
    found = leads(filon, site)
    with filon.inside(site.tenant, write=False):
        values, had, stages = custom_fields.values_of(found), tags_of(found), stage_names()
    return [
        (
            [value.said for value in values[lead.id]],
            [tag.name for tag in had[lead.id]],
            stages.get(lead.stage_id),
            (lead.status, lead.lost_reason, lead.source),
        )
        for lead in found
    ]


@pytest.mark.parametrize(("format", "language"), [("csv", "fr"), ("csv", "en"), ("xlsx", "ar")])
def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, format: str, language: str) -> None:
    for site in (alice, charlie):
        define(filon, site)
    fill(filon, alice)
    content = exported(filon, alice, format, language)
    done = run(filon, charlie, bring(filon, charlie, content, f"prospects.{format}"))
    assert (done.state, done.counts) == ("done", {"new": 3, "changed": 0})
    assert own(filon, charlie) == own(filon, alice)
    assert exported(filon, charlie, format, language) == content or format == "xlsx"


CLIENTS = """Nom;Téléphone;Surface;Essence;Étiquettes;Étape
Salma;0661234567;85,5;Pin;VIP, Chaud;Devis
Younes;0662345678;grande;Hêtre;vip;Inconnue
"""


@pytest.fixture
def atlas(filon: Filon, alice: PairedSite) -> PairedSite:
    add_field(alice, "Surface", "number")
    add_field(alice, "Essence", "choice", OPTIONS)
    with filon.inside(alice.tenant):
        arranging.add("stage", "Devis", "open")
    return alice


def mapped(one: Any) -> dict[str, str]:
    return {**one.choices["columns"], "5": "stage"}


def test_a_row_says_what_is_wrong_with_it(filon: Filon, atlas: PairedSite) -> None:
    one = bring(filon, atlas, CLIENTS)
    assert list(one.choices["columns"].values())[2:5] == ["fields.surface", "fields.essence", "tags"]
    checked = choose(filon, atlas, one, columns=mapped(one))
    faults = [sample["fault"] for sample in checked.profile["outcomes"]["faulty"]]
    assert faults == [
        "Essence : «\u00a0Pin\u00a0» n’est pas un choix de ce champ",
        "Étape : «\u00a0Inconnue\u00a0» n’est pas une étape connue; "
        "Surface : «\u00a0grande\u00a0» ne convient pas. Écrivez un nombre en chiffres, comme 12 ou 2,5.",
    ]
    run(filon, atlas, again(filon, atlas, one), columns=mapped(one))
    assert [(values, had, stage) for values, had, stage, _rest in own(filon, atlas)] == [
        (["85.5", ""], ["Chaud", "VIP"], "Devis"),
        (["", "Hêtre"], ["VIP"], None),
    ]


def test_new_choices_are_made_where_that_is_said_and_go_again(filon: Filon, atlas: PairedSite) -> None:
    with filon.inside(atlas.tenant):
        tags.tag_named("VIP")
    one = bring(filon, atlas, CLIENTS)
    page = signed_in(atlas).get(f"/app/import/{one.id}").text
    assert "Créer dans «\u00a0Essence\u00a0»" in page
    done = run(filon, atlas, one, columns=mapped(one), making=["fields.essence"])
    assert [values[1] for values, *_rest in own(filon, atlas)] == ["Pin", "Hêtre"]
    undo(filon, atlas, done)
    with filon.inside(atlas.tenant, write=False):
        assert [tag.name for tag in Label.in_use("tag")] == ["VIP"], "it was there before"
        assert "Pin" not in [
            option.name for option in Label.in_use("option", Field.get(Field.key == "essence").id.hex)
        ]


def test_an_undone_import_leaves_known_ones_as_they_were(filon: Filon, atlas: PairedSite) -> None:
    run(filon, atlas, bring(filon, atlas, "Nom;Téléphone;Surface;Étiquettes\nSalma;0661234567;12;Ancien\n"))
    before = own(filon, atlas)
    one = bring(filon, atlas, CLIENTS.replace("Pin", "Hêtre"))
    filled = run(filon, atlas, one, columns=mapped(one))
    assert own(filon, atlas)[0][:2] == (["12", "Hêtre"], ["Ancien", "Chaud", "VIP"]), "what is there stays"
    assert filled.counts["changed"] == 1
    undo(filon, atlas, filled)
    assert own(filon, atlas) == before
    one = bring(filon, atlas, CLIENTS.replace("Pin", "Hêtre"))
    replaced = run(filon, atlas, one, columns=mapped(one), policy="overwrite")
    assert own(filon, atlas)[0][:3] == (["85.5", "Hêtre"], ["Ancien", "Chaud", "VIP"], "Devis")
    with filon.inside(atlas.tenant):
        lead = next(lead for lead in Lead.kept() if lead.name == "Salma")
        LeadTag.delete().where(LeadTag.lead_id == lead.id).execute()
    assert undo(filon, atlas, replaced).counts["put_back"] == 1
    assert own(filon, atlas)[0] == (before[0][0], [], *before[0][2:]), (
        "a tag that somebody took away stays away"
    )


def test_a_hidden_field_is_no_target(filon: Filon, atlas: PairedSite) -> None:
    with filon.inside(atlas.tenant):
        Field.update(seen_by="owner").where(Field.key == "surface").execute()
    one = bring(filon, atlas, CLIENTS)
    assert "fields.surface" in signed_in(atlas).get(f"/app/import/{one.id}").text
    html = filon.client.get(f"{base(atlas)}/import/{one.id}", headers=frame_bearer(atlas)).text
    assert "fields.surface" not in html
    assert "fields.essence" in html
