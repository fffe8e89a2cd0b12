"""What people agreed to and refused comes back with our own export word for word; nobody else's "yes" is a proof."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.foundation import clock, storage
from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES, speaking
from filon.intake.imports import actions
from filon.leads import consents
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.intake.imports.bringing import again, bring, choose, leads, run, undo
from tests.intake.imports.test_round_trip import add, exported
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite, submission
from tests.reports.reading import rows_of_csv

SENTENCE = "J’accepte d’être rappelé(e)"
MAILS = {"text": "Je veux vos offres", "given": True, "at": "2026-03-01T09:00:00Z", "form": "contact"}
NO_MAILS = {**MAILS, "given": False, "at": "2026-05-01T09:00:00Z"}
# As a form, and a booking, keep them.
ALL = [
    {"text": SENTENCE, "given": True, "at": "2026-02-01T10:15:30Z", "form": "contact"},
    {
        "text": '=1+1;\n-2;\t\'"@«\u00a0x\u00a0»\r\n" · ',
        "given": False,
        "at": "2026-02-01T10:15:30.5Z",
        "form": '5" · x',
    },
    {
        "text": "أوافق على سياسة الخصوصية 🔒",
        "given": True,
        "at": "2026-02-03T10:15:30.123456+00:00",
        "form": "booking 0a",
    },
    {"text": "", "given": False, "at": "2026-02-04T10:15:30+01:00"},
    MAILS,
    NO_MAILS,
]


def agreed(filon: Filon, site: PairedSite) -> list[Any]:
    """Of each lead, by number, each entry as it is written."""
    return [[list(one.items()) for one in lead.consent] for lead in leads(filon, site)]


def set_consent(filon: Filon, site: PairedSite, *entries: dict[str, Any]) -> None:
    with filon.inside(site.tenant):
        Lead.update(consent=list(entries)).where(Lead.number == 1).execute()


def faults(filon: Filon, site: PairedSite, one: Any) -> str:
    with filon.inside(site.tenant, write=False), storage.open_derived(one.faults_file) as file:
        return file.read().decode("utf-8-sig").replace("\u00a0", " ")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, format: str, language: str) -> None:
    people = [
        {"last_name": f"N{n}", "name_key": "n", "consent": said} for n, said in enumerate((ALL, [], ALL[:1]))
    ]
    add(filon, alice, people)
    one = bring(filon, charlie, exported(filon, alice, format, language), f"prospects.{format}")
    assert one.profile["unsure"] == []
    done = run(filon, charlie, one)
    assert (done.state, done.counts.get("faulty", 0)) == ("done", 0)
    assert agreed(filon, charlie) == agreed(filon, alice)
    back = run(
        filon, alice, bring(filon, alice, exported(filon, charlie, format, language)), policy="overwrite"
    )
    assert back.counts["changed"] == 0


def test_a_person_can_read_it(filon: Filon, alice: PairedSite) -> None:
    add(filon, alice, [{"last_name": "Salma", "consent": [ALL[0], NO_MAILS]}])
    (row,) = rows_of_csv(exported(filon, alice, "csv"))
    assert row["Consentement"].split("\n") == [
        f'Accord · "{SENTENCE}" · 2026-02-01 10:15:30 UTC · Formulaire "contact"',
        'Refus · "Je veux vos offres" · 2026-05-01 09:00:00 UTC · Formulaire "contact"',
    ]
    one = bring(filon, alice, exported(filon, alice, "csv"))
    assert SENTENCE in signed_in(alice).get(f"/app/import/{one.id}").text


def test_what_a_site_sent_comes_back(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    said = [
        {"field_id": f"f{n}", "text": text, "given": not n} for n, text in enumerate((SENTENCE, "Offres"))
    ]
    alice.deliver(
        submission(consents=said),
        submission({"name": "Éric"}, consents=said, submitted_at="2126-02-03T10:00:00Z"),
    )
    filon.work()
    done = run(filon, charlie, bring(filon, charlie, exported(filon, alice, "csv")))
    assert done.counts.get("faulty", 0) == 0
    assert agreed(filon, charlie) == agreed(filon, alice)
    assert [len(entries) for entries in agreed(filon, charlie)] == [2, 2]


@pytest.mark.parametrize("policy", ["fill", "overwrite"])
def test_an_older_file_takes_nothing_away(filon: Filon, alice: PairedSite, policy: str) -> None:
    """The newest of each sentence and answer stays; whoever has refused since has still refused last."""
    add(filon, alice, [{"last_name": "Salma", "consent": [ALL[0], MAILS]}])
    content = exported(filon, alice, "csv")
    newer = {**ALL[0], "at": "2026-06-01T10:15:30Z"}
    set_consent(filon, alice, NO_MAILS, newer)
    one = run(filon, alice, bring(filon, alice, content), policy=policy)
    assert one.counts["changed"] == 1
    assert leads(filon, alice)[0].consent == [MAILS, NO_MAILS, newer]
    undone = undo(filon, alice, one)
    assert undone.counts["put_back"] == 1
    assert leads(filon, alice)[0].consent == [NO_MAILS, newer]


def test_whoever_is_passed_is_left_as_they_are(filon: Filon, alice: PairedSite) -> None:
    add(filon, alice, [{"last_name": "Salma", "consent": [MAILS]}])
    content = exported(filon, alice, "csv")
    set_consent(filon, alice, NO_MAILS)
    run(filon, alice, bring(filon, alice, content), policy="skip")
    assert leads(filon, alice)[0].consent == [NO_MAILS]


def test_undo_takes_back_its_own_and_leaves_what_came_since(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    filon.work()
    set_consent(filon, alice, ALL[0], MAILS)
    content = exported(filon, alice, "csv")
    older = {**ALL[0], "at": "2026-01-01T10:00:00Z"}
    set_consent(filon, alice, older)
    one = run(filon, alice, bring(filon, alice, content))
    assert leads(filon, alice)[0].consent == [ALL[0], MAILS]
    asked = {"email": "salma@example.com", "message": "Encore"}
    alice.deliver(submission(asked, consents=[{"field_id": "x", "text": "Autre", "given": True}]))
    filon.work()
    one = undo(filon, alice, one)
    first, last = leads(filon, alice)[0].consent
    assert (first, last["text"]) == (older, "Autre")
    assert (one.counts["put_back"], one.counts["partly"]) == (1, 0)


@pytest.mark.parametrize("head", ["Consentement", "Consent", "RGPD"])
def test_anybody_elses_yes_is_no_proof(filon: Filon, alice: PairedSite, head: str) -> None:
    one = bring(filon, alice, f"Nom;Mail;{head}\nSalma;salma@example.com;oui\n")
    assert "consent" not in one.choices["columns"].values()
    assert 'value="consent"' not in signed_in(alice).get(f"/app/import/{one.id}").text
    with pytest.raises(Invalid), filon.inside(alice.tenant):
        actions.choose(one.id, {"columns": {"0": "name", "2": "consent"}}, "MA")
    run(filon, alice, again(filon, alice, one))
    assert leads(filon, alice)[0].consent == []


def test_a_field_of_ones_own_may_be_called_so(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    for site in (alice, charlie):
        add_field(site, "Consentement", "yes_no")
    add(filon, alice, [{"last_name": "Salma", "consent": ALL}])
    one = bring(filon, charlie, exported(filon, alice, "csv"))
    assert list(one.choices["columns"].values())[-3:] == ["consent", "visits", "fields.consentement"]
    bought = bring(filon, alice, "Nom;Mail;Consentement\nZoé;zoe@example.com;oui\n")
    assert bought.choices["columns"]["2"] == "fields.consentement"


def with_cell(filon: Filon, site: PairedSite, cell: str) -> str:
    """An export of ours in which somebody has written this into the cell."""
    add(filon, site, [{"last_name": "Salma", "consent": [MAILS]}])
    written = consents.said([MAILS]).replace('"', '""')
    content = exported(filon, site, "csv").decode("utf-8-sig")
    assert written in content
    return content.replace(written, cell.replace('"', '""'))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("oui", "ne dit pas à quoi, quand et comment on a répondu"),
        ('Accord · "Tout" · 2126-01-01 10:00:00 UTC', "est daté du futur : 2126-01-01T10:00:00Z"),
        ('Accord · "Tout" · 2026-13-01 10:00:00 UTC', "ne dit pas à quoi"),
        ('Accord · "Tout" · 0001-01-01 00:00:00+23:59', "ne dit pas à quoi"),
        ('Peut-être · "Tout" · 2026-01-01 10:00:00 UTC', "ne dit pas à quoi"),
        ('Accord · "Tout · 2026-01-01 10:00:00 UTC', "ne dit pas à quoi"),
        (f'Accord · "{"x" * 5_001}" · 2026-01-01 10:00:00 UTC', "est trop long : 5 000 signes au plus"),
    ],
)
def test_what_proves_nothing_is_told_and_the_rest_is_imported(
    filon: Filon, alice: PairedSite, charlie: PairedSite, cell: str, sentence: str
) -> None:
    content = with_cell(filon, alice, f"{consents.said([ALL[0]])}\n{cell}")
    one = choose(filon, charlie, bring(filon, charlie, content))
    told = faults(filon, charlie, one)
    assert "Consentement : «" in told
    assert sentence in told
    done = run(filon, charlie, one)
    assert (done.counts["new"], done.counts["faulty"]) == (1, 1)
    assert leads(filon, charlie)[0].consent == [ALL[0]]


def test_thousands_of_answers_are_the_last_ones(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    many = [
        {"text": f"Phrase {n}", "given": True, "at": (begin + timedelta(minutes=n)).isoformat(), "form": "x"}
        for n in range(3_000)
    ]
    content = with_cell(filon, alice, consents.said(many).replace("\n", " \n "))
    one = choose(filon, charlie, bring(filon, charlie, content))
    assert "Plus de 200 réponses d’une personne : les 200 dernières sont gardées" in faults(
        filon, charlie, one
    )
    run(filon, charlie, one)
    assert leads(filon, charlie)[0].consent == many[-200:]
    assert consents.joined(many[:150], many) == many[:150] + many[-50:], "none that was there goes"


def test_a_cell_that_excel_cuts_is_told(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    long = [{**MAILS, "text": f"{n}" + "é" * 4_990} for n in range(8)]
    add(filon, alice, [{"last_name": "Salma", "consent": long}])
    one = choose(filon, charlie, bring(filon, charlie, exported(filon, alice, "xlsx"), "prospects.xlsx"))
    assert "ne dit pas à quoi" in faults(filon, charlie, one)
    run(filon, charlie, one)
    assert leads(filon, charlie)[0].consent == long[:6]


_SIGNS = st.text(
    st.sampled_from("\"'=+-@·:;,\n\r\t ()éس🔒\u00a0\u200f\u2028Z1") | st.characters(codec="utf-8"),
    max_size=30,
)
_AT = st.datetimes(datetime(1970, 1, 2), datetime(2026, 6, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  # UTC's
    lambda moment: moment.isoformat()
)
_ENTRIES = st.lists(
    st.tuples(_SIGNS, st.booleans(), _AT | _AT.map(lambda at: at.replace("+00:00", "Z")), st.none() | _SIGNS),
    max_size=5,
    unique=True,
)


@given(entries=_ENTRIES, language=st.sampled_from(LANGUAGES), read_in=st.sampled_from(LANGUAGES))
def test_any_answers_are_read_as_they_were_said(entries: list[Any], language: str, read_in: str) -> None:
    kept = [
        {"text": consents.clean(text), "given": is_given, "at": at}
        | ({"form": consents.clean(form)} if form and consents.clean(form) else {})
        for text, is_given, at, form in entries
    ]
    whole = [one for place, one in enumerate(kept) if one not in kept[:place]]
    with speaking(language):
        text = consents.said(whole)
    with speaking(read_in):
        assert consents.read(text, clock.now()) == (whole, "")


@given(text=st.text(st.sampled_from('Accord·" 2026-01:TUCZ+\n'), max_size=80))
def test_whatever_stands_there_is_read_or_told(text: str) -> None:
    entries, fault = consents.read(text, clock.now())
    assert bool(fault) or (consents.read(consents.said(entries), clock.now())[0] == entries)
