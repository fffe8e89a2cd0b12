"""Changing all that a list shows: in the background, piece by piece, seen while it goes on, and taken back whole."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.database import database
from filon.foundation.errors import Conflict
from filon.interactions import bulk, bulk_pieces, bulk_running
from filon.interactions.models import Interaction
from filon.leads import labels, tags
from filon.leads.bulk_changes import BulkChange, BulkChangeLead
from filon.leads.choice import Choice
from filon.leads.models import Lead
from filon.tenants import actions, members
from filon.tenants.models import Member, Tenant
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_bulk import BULK, of_each, toast
from tests.desk.test_own_fields import text_of
from tests.parts.service import Filon, PairedSite

ALL = 230


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with more prospects than can be chosen one by one; every tenth is said to be a neighbour."""
    crowd(alice, ALL)
    return signed_in(alice)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pieces of few leads."""
    monkeypatch.setattr(bulk_running, "PIECE", 20)
    monkeypatch.setattr(bulk_running, "LISTED", 50)


def crowd(site: PairedSite, size: int) -> None:
    with site.filon.inside(site.tenant):
        Lead.add_many([person(number) for number in range(1, size + 1)])
        Tenant.update(last_lead_number=size).execute()


def person(number: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "number": number,
        "last_name": f"Client {number}",
        "name_key": f"client {number}",
        "source": "site",
        "currency": "MAD",
        "company": "Voisin" if number % 10 == 0 else "",
        "to_call_since": now,
        "answer_due_at": now,
        "last_activity_at": now,
        "created_at": now,
    }


def do(browser: FlaskClient, kind: str, **form: str) -> TestResponse:
    return browser.post(f"{BULK}/{kind}", data={"whole": "1", "status": "all", **form})


def the_one(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return BulkChange.shown().first()


def stopped_after(pieces: int, monkeypatch: pytest.MonkeyPatch, what: str = "change") -> None:
    """Let the worker's machine go down after so many pieces, once."""
    whole, left = getattr(bulk_pieces, what), [pieces]

    def work(*given: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            monkeypatch.setattr(bulk_pieces, what, whole)
            raise SystemExit
        return whole(*given)

    monkeypatch.setattr(bulk_pieces, what, work)


def go_on(site: PairedSite) -> None:
    """Work until the machine goes down, then again when its leases are over."""
    with pytest.raises(SystemExit):
        site.filon.work()
    site.filon.outlast_leases()


def remove(site: PairedSite, name: str) -> None:
    """Alice takes somebody's access away."""
    with site.filon.inside(site.tenant, write=False):
        me = Member.get(Member.role == "owner").id
    with site.filon.inside(site.tenant, Actor("owner", me, "Alice")):
        members.remove(Member.get(Member.name == name))


def work_now(site: PairedSite) -> None:
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        site.filon.work()


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    page = browser.get("/app/prospects?status=all").text
    offered = re.search(r'hx-get="(/app/prospects/whole[^"]*)"', page)
    assert offered
    assert "Les 230 prospects de cette liste" in text_of(browser.get(offered[1]).text)
    asked = do(browser, "reason", value="price")
    where = asked.headers["Location"]
    assert where.startswith(BULK)
    assert "<progress" in browser.get(where).text
    assert "Voir où il en est" in browser.get("/app/prospects").text
    alice.filon.work()
    done = text_of(browser.get(where).text)
    assert "Changement terminé" in done
    assert "230 prospects changés" in done
    assert of_each(alice, "status") == ["lost"] * ALL
    assert of_each(alice, "lost_reason") == ["price"] * ALL
    assert "Nouveau → Abandonné" in text_of(browser.get("/app/prospects/7").text)
    browser.post("/app/prospects/7/status", data={"status": "won"})
    undoing = browser.post(f"{where}/undoing")
    assert undoing.headers["Location"] == where
    assert "Annulation en cours" in browser.get(where).text
    alice.filon.work()
    undone = text_of(browser.get(where).text)
    assert "229 remis comme avant" in undone
    assert "1 laissé : changé depuis" in undone
    assert of_each(alice, "status") == ["won" if number == 7 else "new" for number in range(1, ALL + 1)]
    assert of_each(alice, "is_waiting") == [number != 7 for number in range(1, ALL + 1)]
    assert browser.post(f"{where}/undoing").status_code == 409


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("kind", ["owner", "tag", "trash"])
def test_a_worker_that_is_killed_midway_costs_nothing(
    alice: PairedSite, browser: FlaskClient, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alice.filon.inside(alice.tenant, write=False):
        me = Member.get(Member.role == "owner").id
    do(browser, kind, value=str(me), tag="VIP")
    stopped_after(4, monkeypatch)
    go_on(alice)
    assert (the_one(alice).state, the_one(alice).rows) == ("running", 80)
    work_now(alice)
    one = the_one(alice)
    assert (one.state, one.changed, one.skipped, one.missed) == ("done", ALL, 0, 0)
    assert marks(alice, kind, me) == ALL
    with alice.filon.inside(alice.tenant, write=False):
        assert BulkChangeLead.select().count() == ALL
        traces = Interaction.select().where(Interaction.kind == "change").count()
    assert traces == (0 if kind == "trash" else ALL), "each once"
    with alice.filon.inside(alice.tenant, Actor("owner", me, "Alice")):
        bulk.undo(one)
    stopped_after(4, monkeypatch, "put_back")
    go_on(alice)
    assert 0 < marks(alice, kind, me) < ALL
    work_now(alice)
    one = the_one(alice)
    assert (one.state, one.restored, one.left) == ("undone", ALL, 0)
    assert marks(alice, kind, me) == 0


def marks(site: PairedSite, kind: str, owner: UUID) -> int:
    """How many leads are as the change wants them."""
    with site.filon.inside(site.tenant, write=False):
        if kind == "tag":
            return labels.LeadTag.select().count()
        is_so = Lead.owner_id == owner if kind == "owner" else Lead.trashed_at.is_null(False)
        return Lead.select().where(is_so).count()


@pytest.mark.usefixtures("small_pieces")
def test_who_no_longer_fits_the_list_is_left_alone(
    alice: PairedSite, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(browser, "tag", tag="VIP", status="new", where="name:has:client")
    stopped_after(0, monkeypatch)
    go_on(alice)
    browser.post("/app/prospects/9/status", data={"status": "won"})
    browser.post("/app/prospects/8/trash")
    browser.post("/app/prospects/7/tags", data={"value": "VIP"})
    work_now(alice)
    one = the_one(alice)
    assert (one.state, one.changed, one.skipped, one.missed) == ("done", ALL - 3, 1, 2)
    assert one.query == "", "it may name a person"
    said = text_of(browser.get(f"{BULK}/{one.id}").text)
    assert "2 laissés : ils ont changé entre-temps et n’étaient plus dans la liste" in said


@pytest.mark.usefixtures("small_pieces")
def test_it_is_stopped_midway_and_all_is_as_before(
    alice: PairedSite, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = do(browser, "status", value="open").headers["Location"]
    stopped_after(3, monkeypatch)
    go_on(alice)
    assert of_each(alice, "status").count("open") == 60
    assert "Arrêter et remettre comme avant" in text_of(browser.get(where).text)
    browser.post(f"{where}/undoing")
    work_now(alice)
    assert of_each(alice, "status") == ["new"] * ALL
    assert (the_one(alice).state, the_one(alice).restored) == ("undone", 60)


@pytest.mark.usefixtures("small_pieces")
def test_a_member_who_leaves_meanwhile(
    alice: PairedSite, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alice.filon.inside(alice.tenant):
        bob = actions.add_member(name="Bob", email="bob@bob.example", role="agent", language="fr")
    do(browser, "owner", value=str(bob.id))
    stopped_after(3, monkeypatch)
    go_on(alice)
    remove(alice, "Bob")
    work_now(alice)
    one = the_one(alice)
    assert (one.state, one.failure, one.changed) == ("failed", "owner", 60)
    said = text_of(browser.get(f"{BULK}/{one.id}").text)
    assert "Cette personne ne fait plus partie de l’équipe" in said
    assert of_each(alice, "owner_id") == [None] * ALL, "nobody is left with who is gone"
    again = do(browser, "status", value="open")
    assert again.status_code == 303, "what has stopped keeps nobody waiting"


@pytest.mark.usefixtures("small_pieces")
def test_what_somebody_asked_for_who_left_goes_no_further(
    alice: PairedSite, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bobs = signed_in(alice, "agent")
    do(bobs, "trash")
    stopped_after(2, monkeypatch)
    go_on(alice)
    remove(alice, "Bob")
    work_now(alice)
    one = the_one(alice)
    assert (one.state, one.failure, one.changed) == ("failed", "member", 40)
    browser.post(f"{BULK}/{one.id}/undoing")
    assert of_each(alice, "trashed_at") == [None] * ALL, "few are put back at once"


def test_two_who_begin_at_once(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    begin = Barrier(2)

    def lane(status: str) -> str:
        begin.wait()
        try:
            with filon.inside(alice.tenant):
                bulk.change_list(Choice(), {}, bulk.Wanted("status", status), "MA")
            return "begun"
        except Conflict:
            return "refused"
        finally:
            database.obj.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lane, ("open", "won"))) == ["begun", "refused"]
    refused = do(browser, "trash")
    assert refused.status_code == 409
    assert "Un autre changement est en cours" in text_of(refused.text)
    filon.work()
    assert do(browser, "trash").status_code == 303


def test_a_short_list_is_changed_at_once(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "status", value="open", where="company:filled")
    assert toast(browser, answer) == "23 prospects : En cours."
    assert of_each(alice, "status").count("open") == 23
    nobody = do(browser, "status", value="won", where="company:has:personne")
    assert nobody.status_code == 422


def test_who_has_as_many_tags_as_can_be_is_left(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        for n in range(tags.MOST_OF_A_LEAD):
            tags.add_tag(Lead.by_number(1), tags.tag_named(f"Étiquette {n}"))
    do(browser, "tag", tag="VIP")
    alice.filon.work()
    assert (the_one(alice).changed, the_one(alice).skipped) == (ALL - 1, 1)


def test_the_whole_list_is_exported(alice: PairedSite, browser: FlaskClient) -> None:
    form = {"whole": "1", "number": ["1"], "status": "all", "where": "company:filled", "format": "csv"}
    answer = browser.post("/app/exports/chosen", data=form)
    alice.filon.work()
    assert "23 prospects" in text_of(browser.get(answer.headers["Location"]).text)


def test_programs_change_whole_lists(alice: PairedSite, browser: FlaskClient) -> None:
    api, changes = at_the_api(browser), "/api/v1/leads/bulk-changes"
    asked = api.post(changes, json={"list": {"status": "new"}, "change": {"status": "open"}})
    assert asked.status_code == 201, asked.text
    assert asked.json["state"] == "listing"
    again = api.post(changes, json={"list": {}, "change": {"trash": True}})
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    alice.filon.work()
    done = api.get(asked.headers["Location"]).json
    assert (done["state"], done["total"], done["changed"]) == ("done", ALL, ALL)
    assert [one["id"] for one in api.get(changes).json["changes"]] == [done["id"]]
    assert api.delete(asked.headers["Location"]).json["state"] == "undoing"
    alice.filon.work()
    assert api.get(asked.headers["Location"]).json["restored"] == ALL
    few = api.post(changes, json={"numbers": [1, 2, 999], "change": {"tag": "VIP"}}).json
    assert (few["state"], few["changed"], few["skipped"]) == ("done", 2, 1)
    assert api.delete(f"{changes}/{few['id']}").json["restored"] == 2
    for wrong, field in (
        ({"change": {"status": "open"}}, "json.numbers"),
        ({"list": {}, "numbers": [1], "change": {"status": "open"}}, "json.numbers"),
        ({"list": {"after": "x"}, "change": {"status": "open"}}, "json.list"),
        ({"list": {"where": "name:sings"}, "change": {"status": "open"}}, "json.list"),
    ):
        refused = api.post(changes, json=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field]), wrong


def test_charlies_lists_are_his(alice: PairedSite, charlie: PairedSite, browser: FlaskClient) -> None:
    crowd(charlie, ALL)
    where = do(browser, "trash").headers["Location"]
    his = signed_in(charlie)
    assert his.get(where).status_code == 404
    assert his.post(f"{where}/undoing").status_code == 404
    assert do(his, "status", value="open").status_code == 303, "he need not wait for Alice"
    alice.filon.work()
    assert None not in of_each(alice, "trashed_at")
    assert of_each(charlie, "trashed_at") == [None] * ALL
    assert of_each(charlie, "status") == ["open"] * ALL
