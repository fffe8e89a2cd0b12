"""The list by what came with a request: the campaign that led to it, the form it was sent by, and what was ticked."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from filon.intake.models import FormMap
from filon.leads.conditions import read
from filon.leads.listing import Choice
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.leads.test_listing import everything, narrow_windows
from tests.parts.service import PairedSite, submission

LIST = "/app/prospects"
LETTER = "Je veux recevoir\u00a0la lettre, \u00ab\u00a0Bois\u00a0\u00bb (une fois par mois).\nOui !"
LETTER_SHOWN = "Je veux recevoir la lettre, \u00ab Bois \u00bb (une fois par mois). Oui !"
LONG = "J’accepte que mes informations servent à répondre à ma demande. " * 5


@pytest.fixture
def site(alice: PairedSite) -> PairedSite:
    """Three prospects: the first two by the contact form, the third by "Devis"."""

    def sent(at: int, form: str, campaign: str | None, *ticked: tuple[str, bool]) -> dict[str, object]:
        touch = {"utm_source": "google", "utm_campaign": campaign} if campaign else {}
        return submission(
            {"name": f"Prospect {'ABCD'[at]}", "phone": f"06612{at:05}"},
            form={"id": form, "title": form.capitalize()},
            attribution={"consent": "given", "first": touch, "last": {}},
            consents=[
                {"field_id": f"c{n}", "text": text, "given": yes} for n, (text, yes) in enumerate(ticked)
            ],
        )

    delivered = alice.deliver(
        sent(0, "contact", 'Été "20%" \\ d+é', (LETTER, True), (LONG, True)),
        sent(1, "contact", "printemps", (LETTER, False), (LONG, True)),
        sent(2, "devis", "Printemps 2"),
    )
    assert [answer["answer"] for answer in delivered.json["answers"]] == ["recorded"] * 3
    return alice


def shown(browser: FlaskClient, where: str) -> list[str]:
    answer = browser.get(LIST, query_string={"status": "all", "sort": "name", "where": where})
    assert answer.status_code == 200
    assert 'class="notice"' not in answer.text, where
    return [name[-1] for name in re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', answer.text)]


def offered(browser: FlaskClient, field: str) -> dict[str, str]:
    """What is offered: each word, and the value it stands for."""
    html = browser.get(f"{LIST}/condition?field={field}").text
    found = re.findall(r'name="v-is" value="([^"]*)"[^>]*><span><bdi>(.*?)</bdi>', html, re.DOTALL)
    return {unescape(word): unescape(value) for value, word in found}


def asked(browser: FlaskClient, field: str, op: str, *values: str) -> list[str]:
    """Whom the form of that condition leads to."""
    answer = browser.get(
        f"{LIST}/narrowed",
        query_string={"status": "all", "sort": "name", "field": field, "op": op, f"v-{op}": list(values)},
    )
    assert answer.status_code == 303, answer.text
    html = browser.get(answer.headers["Location"]).text
    assert 'class="notice"' not in html
    return [name[-1] for name in re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', html)]


def test_it_works(site: PairedSite) -> None:
    browser = signed_in(site)
    assert list(offered(browser, "campaign")) == ["Printemps 2", "printemps", 'Été "20%" \\ d+é']
    assert asked(browser, "campaign", "is", "printemps") == ["B"], "a campaign is one whole name"
    assert asked(browser, "campaign", "is", "printemps", 'Été "20%" \\ d+é') == ["A", "B"]
    assert list(offered(browser, "form")) == ["Contact", "Devis"]
    assert asked(browser, "form", "is", offered(browser, "form")["Contact"]) == ["A", "B"]
    assert LETTER_SHOWN in offered(browser, "consent")
    assert asked(browser, "consent", "is", LETTER_SHOWN) == ["A"], "who did not tick it has not agreed"


def test_a_long_sentence_is_found_by_how_it_begins(site: PairedSite) -> None:
    browser = signed_in(site)
    [value] = [value for value in offered(browser, "consent").values() if value.startswith("J’accepte")]
    assert len(value) == 200
    assert asked(browser, "consent", "is", value) == ["A", "B"]
    assert asked(browser, "consent", "not", value) == ["C"]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("campaign:is:printemps", ["B"]),
        ("campaign:not:printemps", ["A", "C"]),
        ("campaign:empty", []),
        ("campaign:filled", ["A", "B", "C"]),
        ("consent:filled", ["A", "B"]),
        ("consent:empty", ["C"]),
        ("form:is:devis", ["C"]),
        ("form:not:Devis", ["A", "B"]),
        ("form:filled", ["A", "B", "C"]),
        ("form:is:contact;campaign:is:printemps", ["B"]),
        ("any(form:is:devis;campaign:is:printemps)", ["B", "C"]),
        ("campaign:is:.*", []),
        ("campaign:is:printemps 2", []),
    ],
)
def test_what_each_finds(site: PairedSite, where: str, names: list[str]) -> None:
    browser = signed_in(site)
    assert shown(browser, where) == names
    answer = at_the_api(browser).get("/api/v1/leads", query_string={"where": where})
    assert len(answer.json["leads"]) == len(names)


def test_every_window_says_the_same(site: PairedSite) -> None:
    """Also when hardly any pass, and when a page ends before it is full."""
    asked = {
        "campaign:is:printemps": [2],
        "consent:empty": [3],
        "form:is:contact": [1, 2],
        "form:not:contact": [3],
    }
    for bounds in ({"NEAR": 1}, {"NEAR": 1, "RARE": 1, "LONGEST_SECONDS": 0.0}):
        for where, numbers in asked.items():
            with narrow_windows(**bounds):
                assert sorted(everything(site, Choice(where=read(where)))) == numbers, where


def test_a_neighbours_words_are_not_offered(site: PairedSite, charlie: PairedSite) -> None:
    for field in ("campaign", "form", "consent"):
        assert offered(signed_in(charlie), field) == {}
    with site.filon.inside(site.tenant, write=False):
        id = FormMap.get(FormMap.form == "devis").id
        assert Lead.select().count() == 3
    html = signed_in(charlie).get(LIST, query_string={"where": f"form:is:{id}"}).text
    assert "Cette valeur ne convient pas" in html


def test_forms_of_two_plugins_with_one_id_are_one_choice(site: PairedSite) -> None:
    """A request says no more than the id: what tells them apart nobody knows."""
    others = submission(
        {"name": "Prospect E", "phone": "0661200099"},
        source="wpforms",
        form={"id": "contact", "title": "Rappelez-moi"},
    )
    assert site.deliver(others).json["answers"][0]["answer"] == "recorded"
    browser = signed_in(site)
    assert list(offered(browser, "form")) == ["Contact / Rappelez-moi", "Devis"]
    with site.filon.inside(site.tenant, write=False):
        ids = [form.id for form in FormMap.select().where(FormMap.form == "contact")]
    for said in (*ids, "contact", "Rappelez-moi", "contact / rappelez-moi"):
        assert shown(browser, f"form:is:{said}") == ["A", "B", "E"], "kept addresses name one of them"


def test_two_forms_of_one_title_are_told_apart(site: PairedSite) -> None:
    again = submission({"name": "Prospect F", "phone": "0661200098"}, form={"id": "7", "title": "Contact"})
    assert site.deliver(again).json["answers"][0]["answer"] == "recorded"
    browser = signed_in(site)
    forms = offered(browser, "form")
    [first, second] = (name for name in forms if name.startswith("Contact"))
    assert (first.endswith(" · 7"), second.endswith(" · contact")) == (True, True)
    assert asked(browser, "form", "is", forms[first]) == asked(browser, "form", "is", first) == ["F"]
    assert asked(browser, "form", "is", forms[second]) == ["A", "B"]
    both = browser.get(LIST, query_string={"where": "form:is:contact"})
    assert "Cette valeur ne convient pas" in both.text, "which of them nobody has said"


def test_signs_that_nobody_sees_neither_hide_nor_divide(site: PairedSite) -> None:
    """A soft hyphen, a mark of direction, a space of no width; and a name that ends as if it were cut."""
    for at, campaign in enumerate(
        ("prin\u00adtemps", "\u200fprintemps\u200e", "prin\u200btemps 2", "print…")
    ):
        sent = submission(
            {"name": f"Prospect {'EFGH'[at]}", "phone": f"06612100{at:02}"},
            attribution={"consent": "given", "first": {"utm_campaign": campaign}, "last": {}},
        )
        assert site.deliver(sent).json["answers"][0]["answer"] == "recorded"
    browser = signed_in(site)
    assert list(offered(browser, "campaign")) == [
        *("Printemps 2", "printemps", "printemps 2", "print…", 'Été "20%" \\ d+é')
    ]
    assert shown(browser, "campaign:is:printemps") == ["B", "E", "F"]
    assert shown(browser, "campaign:is:printemps 2") == ["G"]
    assert shown(browser, "campaign:is:print…") == ["H"]


def test_long_sentences_that_begin_alike_are_one(site: PairedSite) -> None:
    for at, end in enumerate(("une fois", "deux fois")):
        person = {"name": "Prospect E", "phone": f"06612200{at:02}"}
        sent = submission(person, consents=[{"field_id": "c", "text": f"{LONG} {end}", "given": True}])
        assert site.deliver(sent).json["answers"][0]["answer"] == "recorded"
    assert sum(word.startswith("J’accepte") for word in offered(signed_in(site), "consent")) == 1
