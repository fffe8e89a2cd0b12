"""The conditions of a list, from a person's form to the address and back, and what is made of nonsense."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.leads.conditions import Condition, Group, Unreadable, read, written
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.foundation.neighbours import is_refused
from tests.parts.service import PairedSite, submission

LIST = "/app/prospects"


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice with three prospects: Salma is hers, Mehdi is worth 12,000, Claire came from Google."""
    people = [
        submission({"name": name, "phone": f"06612{at:05}"})
        for at, name in enumerate(["Salma Bennani", "Mehdi Ouazzani", "Claire Dumas"])
    ]
    assert alice.deliver(*people).status_code == 200
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        owner = Member.get(Member.role == "owner").id
        Lead.update(owner_id=owner).where(Lead.number == 1).execute()
        message = "عربة أحمدَ. Ho\u0302tel à «\u00a0coeur\u00a0» ouvert [A-Z](x)\\"
        Lead.update(amount=12_000, status="won", message=message).where(Lead.number == 2).execute()
        Lead.update(source="google_ads", company="50 % & <b>fils</b>").where(Lead.number == 3).execute()
    return signed_in(alice)


def shown(browser: FlaskClient, where: str, **more: str) -> list[str]:
    answer = browser.get(LIST, query_string={"status": "all", "where": where, **more})
    assert answer.status_code == 200, where
    return re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', answer.text)


def add(browser: FlaskClient, field: str, op: str, *values: str, **state: str) -> str:
    """Send the form of one condition; the conditions that the list has then."""
    answer = browser.get(
        f"{LIST}/narrowed", query_string={**state, "field": field, "op": op, f"v-{op}": list(values)}
    )
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["where"][0]


def test_it_works(browser: FlaskClient) -> None:
    where = add(browser, "amount", "over", "10 000,50", status="all")
    assert where == "amount:over:10000.50"
    assert shown(browser, where) == ["Mehdi Ouazzani"]
    html = browser.get(LIST, query_string={"status": "all", "where": where}).text
    assert "Montant\u00a0: plus de 10\u202f000,5" in html
    where = add(browser, "source", "is", "google_ads", status="all", where=where)
    assert where == "amount:over:10000.50;source:is:google_ads"
    assert shown(browser, where) == []
    assert shown(browser, f"any({where})") == ["Claire Dumas", "Mehdi Ouazzani"]


def test_one_or_the_other_is_said_without_knowing_the_address(browser: FlaskClient) -> None:
    where = "amount:over:10000;created:last:7"
    form = browser.get(f"{LIST}/condition", query_string={"where": where, "field": "source"}).text
    ways = re.findall(r'name="beside" value="(\d*)".*?(?:<span>|>)([^<]+)<', form)
    assert ways == [
        ("", "Ce filtre, et tous les autres"),
        ("0", "Ou bien à la place de «\u00a0Montant\u00a0: plus de 10\u202f000\u00a0»"),
        ("1", "Ou bien à la place de «\u00a0Reçu\u00a0: 7 derniers jours\u00a0»"),
    ]
    where = add(browser, "source", "is", "google_ads", where=where, beside="0")
    assert where == "any(amount:over:10000;source:is:google_ads);created:last:7"
    assert shown(browser, where) == ["Claire Dumas", "Mehdi Ouazzani"]
    # A third joins the group; each is a chip of its own, and goes alone.
    where = add(browser, "owner", "is", "me", where=where, beside="0")
    assert shown(browser, where) == ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]
    assert chips(browser, where) == {
        "Montant\u00a0: plus de 10\u202f000": "any(source:is:google_ads;owner:is:me);created:last:7",
        "Provenance\u00a0: Google Ads": "any(amount:over:10000;owner:is:me);created:last:7",
        "Responsable\u00a0: moi": "any(amount:over:10000;source:is:google_ads);created:last:7",
        "Reçu\u00a0: 7 derniers jours": "any(amount:over:10000;source:is:google_ads;owner:is:me)",
    }
    assert chips(browser, "any(source:is:google_ads;owner:is:me);created:last:7")[
        "Responsable\u00a0: moi"
    ] == ("source:is:google_ads;created:last:7"), "one alone is no group any more"


def test_where_one_is_enough_two_can_be_needed_together(browser: FlaskClient) -> None:
    where = "any(owner:is:me;source:is:google_ads)"
    form = browser.get(f"{LIST}/condition", query_string={"where": where, "field": "amount"}).text
    assert "Ce filtre, ou l’un des autres" in form
    assert "En plus de «\u00a0Responsable\u00a0: moi\u00a0»" in form
    where = add(browser, "amount", "over", "1", where=where, beside="0")
    assert where == "any(all(owner:is:me;amount:over:1);source:is:google_ads)"
    assert shown(browser, where) == ["Claire Dumas"]
    for nowhere in ("9", "-1", "x"):
        assert add(browser, "amount", "over", "1", where="owner:is:me", beside=nowhere) == (
            "owner:is:me;amount:over:1"
        )


def test_a_filter_too_many_is_said_in_the_form(browser: FlaskClient) -> None:
    where = ";".join(f"amount:over:{at}" for at in range(12))
    asked = {"where": where, "field": "amount", "op": "over", "v-over": "50", "beside": "3"}
    answer = browser.get(f"{LIST}/narrowed", query_string=asked)
    assert answer.status_code == 422
    assert "Il y a trop de filtres" in answer.text


def chips(browser: FlaskClient, where: str) -> dict[str, str]:
    """What each chip says → the conditions without it."""
    html = browser.get(LIST, query_string={"status": "all", "where": where}).text
    off = re.findall(r'class="filter" href="([^"]+)" aria-label="Retirer le filtre\u00a0: ([^"]+)"', html)
    said = [(word, parse_qs(urlsplit(href.replace("&amp;", "&")).query)) for href, word in off]
    return {word: query["where"][0] for word, query in said}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("owner:is:me", ["Salma Bennani"]),
        ("owner:not:me", ["Claire Dumas", "Mehdi Ouazzani"]),
        ("created:last:7", ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]),
        ("created:older:1", []),
        ("company:has:50 % & <B>", ["Claire Dumas"]),
        ("company:has:_", []),
        # Accents, capitals and how they are written make no difference, signs mean nothing but themselves.
        ("company:has:FÎLS", ["Claire Dumas"]),
        ("company:is:50 % & <b>FILS</b>", ["Claire Dumas"]),
        ("company:begins:0 %", []),
        ("message:has:CŒUR", ["Mehdi Ouazzani"]),
        ("message:has:hotel a", ["Mehdi Ouazzani"]),
        ("message:begins:عربة احمد", ["Mehdi Ouazzani"]),
        ("message:has:h.tel", []),
        ("message:has:[a-z]!(x!)\\", ["Mehdi Ouazzani"]),
        ("name:has:BÉNN", ["Salma Bennani"]),
        ("email:empty", ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]),
    ],
)
def test_what_each_finds(browser: FlaskClient, where: str, names: list[str]) -> None:
    assert shown(browser, where) == names


TREES = [
    Group((Condition("status", "is", ("new", "open")),)),
    Group((Condition("a", "empty"), Condition("b", "has", ("x;y:(z),! é",))), any=True),
    Group((Condition("a", "empty"), Group((Condition("b", "yes"), Condition("c", "no")), any=True))),
    Group((Group((Condition("b", "yes"), Condition("c", "no"))), Condition("a", "empty")), any=True),
    Group(),
]


@pytest.mark.parametrize("tree", TREES)
def test_an_address_says_the_same_again(tree: Group) -> None:
    assert read(written(tree)) == tree


@pytest.mark.parametrize(
    "text",
    [
        *("a", "a:", ":", ";", "a:b;", "any(", "any()", "a:b)", "any(a:b", "!", "a:b:!", "A:b", "a:b:c(d)"),
        *(
            "any(all(any(a:b)))",
            "a:b:" + "x" * 201,
            "a:b:" + ",".join("x" * 21),
            "a:b;" * 12 + "a:b",
            "x" * 3001,
        ),
        *("\0", "a\0:b", "any" * 500 + "(", "(" * 900),
    ],
)
def test_nonsense_is_refused_and_a_page_goes_on_without(browser: FlaskClient, text: str) -> None:
    assert is_refused(lambda: read(text), Unreadable)
    assert len(shown(browser, text)) == 3


@pytest.mark.parametrize(
    "where",
    [
        *(
            "nothing:is:x",
            "amount:has:1",
            "amount:over:x",
            "amount:over:1e999",
            "amount:over:NaN",
            "amount:over",
        ),
        *(
            "created:last:0",
            "created:last:99999",
            "created:last:٣",
            "created:from:2026-02-30",
            "created:from:0001-01-01",
        ),
        *(
            "status:is:x",
            "owner:is:x",
            "source:is:\u200e",
            "source:is:\0",
            "amount:between:1",
            "waiting:yes:1",
        ),
    ],
)
def test_what_can_not_be_asked_is_said_and_left_out(browser: FlaskClient, where: str) -> None:
    html = browser.get(LIST, query_string={"status": "all", "where": f"{where};owner:is:me"}).text
    assert "Salma Bennani" in html
    assert "Claire Dumas" not in html, "what can be asked still is"
    assert 'class="notice"' in html


def test_a_form_without_a_value_comes_back_and_says_so(browser: FlaskClient) -> None:
    answer = browser.get(
        f"{LIST}/narrowed", query_string={"field": "amount", "op": "over", "v-over": "beaucoup"}
    )
    assert answer.status_code == 422
    assert "Il manque une valeur" in answer.text
    assert 'value="beaucoup"' in answer.text
    assert browser.get(f"{LIST}/narrowed?field=x&op=is&v-is=1").status_code == 422


def test_a_member_who_left_is_still_a_chip(browser: FlaskClient) -> None:
    html = browser.get(f"{LIST}?where=owner:is:00000000-0000-0000-0000-000000000009").text
    assert "Responsable\u00a0: une personne partie" in html


def test_programs_ask_the_same_and_hear_which_condition_is_wrong(browser: FlaskClient) -> None:
    at_the_api(browser)

    def ask(where: str) -> tuple[int, object]:
        answer = browser.get("/api/v1/leads", query_string={"where": where})
        found = answer.json
        return answer.status_code, found.get("errors") or [lead["number"] for lead in found["leads"]]

    assert ask("amount:over:10000") == (200, [2])
    status, errors = ask("owner:is:me;amount:over:x")
    assert status == 422
    assert "amount:over" in str(errors)


def test_columns_are_chosen_and_put_in_order(browser: FlaskClient) -> None:
    answer = browser.get(
        f"{LIST}/columns", query_string={"status": "all", "column": ["amount", "source", "x"]}
    )
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["columns"] == ["amount,source"]
    html = browser.get(answer.headers["Location"]).text
    heads = [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", html)]
    assert heads == ["Nom", "Appeler", "Montant", "Provenance"]
    assert "Google Ads" in html


def test_why_somebody_was_abandoned_is_a_column(browser: FlaskClient, alice: PairedSite) -> None:
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        Lead.update(status="lost", lost_reason="price").where(Lead.number == 1).execute()
    html = browser.get(LIST, query_string={"status": "all", "columns": "reason"}).text
    heads = [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", html)]
    assert heads == ["Nom", "Appeler", "Raison d’abandon"]
    assert html.count("Trop cher") == 1 + html.count('value="price"')


def test_the_list_says_how_many_there_are(browser: FlaskClient) -> None:
    assert "3 prospects" in browser.get(f"{LIST}/count?status=all").text
    assert "1 prospect<" in browser.get(f"{LIST}/count?status=all&where=owner:is:me").text.replace("\n", "")
