"""What led people to the site comes back with our own export, campaigns and clicks included."""

from __future__ import annotations

from typing import Any

import pytest

from filon.foundation import storage
from filon.foundation.i18n import LANGUAGES, speaking
from filon.leads import touches
from filon.leads.models import Lead
from tests.intake.imports.bringing import bring, choose, leads, run, undo
from tests.intake.imports.test_round_trip import add, exported
from tests.parts.service import Filon, PairedSite
from tests.reports.reading import rows_of_csv

FIRST = {"at": "2026-02-01T10:15:30Z", "landing": "/cuisine/", "referrer": "https://www.google.com/"}
LAST = {
    "utm_source": "google",
    "utm_campaign": "Soldes d’été 20 % & plus\n=1+1",
    "gclid": "CjwK+x=",
    "utm_term": None,
}
ALL: list[dict[str, Any]] = [
    {"consent": "given", "first": FIRST, "last": LAST},
    {"consent": "refused", "first": None, "last": None},
    {"first": {}, "last": LAST},
    {},
]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, format: str, language: str) -> None:
    add(
        filon,
        alice,
        [{"last_name": f"N{n}", "name_key": "n", "attribution": one} for n, one in enumerate(ALL)],
    )
    one = bring(filon, charlie, exported(filon, alice, format, language), f"prospects.{format}")
    assert run(filon, charlie, one).counts.get("faulty", 0) == 0
    assert [lead.attribution for lead in leads(filon, charlie)] == ALL
    back = run(
        filon, alice, bring(filon, alice, exported(filon, charlie, format, language)), policy="overwrite"
    )
    assert back.counts["changed"] == 0


def test_a_person_can_read_it(filon: Filon, alice: PairedSite) -> None:
    add(
        filon,
        alice,
        [{"last_name": "Salma", "attribution": {"consent": "unasked", "first": None, "last": FIRST}}],
    )
    (row,) = rows_of_csv(exported(filon, alice, "csv"))
    assert row["Visites"].split("\n") == [
        "Première visite",
        "Dernière visite · at=2026-02-01T10:15:30Z&landing=/cuisine/&referrer=https://www.google.com/",
        "Suivi publicitaire · pas demandé",
    ]


@pytest.mark.parametrize(("policy", "place"), [("skip", 0), ("fill", 0), ("overwrite", 1)])
def test_whoever_has_visits_keeps_them_unless_they_are_replaced(
    filon: Filon, alice: PairedSite, policy: str, place: int
) -> None:
    theirs = {"first": {"utm_source": "tiktok"}, "last": None}
    add(
        filon,
        alice,
        [{"last_name": "Salma", "attribution": ALL[0]}, {"last_name": "Zoé", "attribution": ALL[0]}],
    )
    content = exported(filon, alice, "csv")
    with filon.inside(alice.tenant):
        Lead.update(attribution=theirs).where(Lead.number == 1).execute()
        Lead.update(attribution={}).where(Lead.number == 2).execute()
    one = run(filon, alice, bring(filon, alice, content), policy=policy)
    salma, zoe = leads(filon, alice)
    assert salma.attribution == (theirs, ALL[0])[place]
    assert zoe.attribution == ({} if policy == "skip" else ALL[0])
    undo(filon, alice, one)
    assert [lead.attribution for lead in leads(filon, alice)] == [theirs, {}]


def test_what_is_no_visit_is_told(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    add(filon, alice, [{"last_name": "Salma", "attribution": {"consent": "given"}}])
    content = exported(filon, alice, "csv").decode("utf-8-sig")
    for wrong in ("Hier", "Dernière visite · x=" + "y" * 2_001, "Suivi publicitaire · peut-être"):
        brought = bring(filon, charlie, content.replace("Suivi", f"{wrong}\nSuivi"))
        one = choose(filon, charlie, brought)
        with filon.inside(charlie.tenant, write=False), storage.open_derived(one.faults_file) as file:
            told = file.read().decode("utf-8-sig").replace("\u00a0", " ")
        assert f"Visites : « {wrong[:20]}" in told
    run(filon, charlie, one)
    assert leads(filon, charlie)[0].attribution == {"consent": "given"}


def test_each_language_reads_the_others() -> None:
    for language in LANGUAGES:
        with speaking(language):
            assert [touches.read(touches.said(one)) for one in ALL] == [(one, "") for one in ALL]
            said = touches.said(ALL[0])
        assert touches.read(said) == (ALL[0], "")
