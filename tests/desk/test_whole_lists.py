"""Changing all that a list shows: in the background, piece by piece, seen while it goes on, and taken back whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
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
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.interactions import bulk, bulk_running
from filon.interactions.bulk_running import PIECE
from filon.interactions.models import Interaction
from filon.leads import bulk_changes, labels, tags
from filon.leads.bulk_changes import FORGOTTEN_AT_ONCE, BulkChange, BulkChangeLead
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.choice import Choice
from filon.leads.counting import MOST_COUNTED
from filon.leads.models import Lead
from filon.tenants import actions, members
from filon.tenants.models import Member, Tenant
from tests.dashboard.people import signed_in
from tests.desk.test_bulk import BULK, of_each, toast
from tests.desk.test_own_fields import text_of
from tests.parts.service import Filon, PairedSite

ALL = 2 * PIECE + 10


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with prospects for three pieces of a worker's; every tenth is said to be a neighbour."""
    crowd(alice, ALL)
    return signed_in(alice)


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


def killed_after(
    site: PairedSite, pieces: int, work: Callable[[Any], Iterator[None]] = bulk_running.changing
) -> None:
    """A worker did so many pieces, and was seen no more."""
    one = the_one(site)
    with acting_for(site.tenant, Actor("system", one.member_id, one.member_name)):
        for _piece in islice(work(one), pieces):
            pass


def remove(site: PairedSite, name: str) -> None:
    """Alice takes somebody's access away."""
    with site.filon.inside(site.tenant, write=False):
        me = Member.get(Member.role == "owner").id
    with site.filon.inside(site.tenant, Actor("owner", me, "Alice")):
        members.remove(Member.get(Member.name == name))


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    page = browser.get("/app/prospects?status=all").text
    offered = re.search(r'hx-get="(/app/prospects/whole[^"]*)"', page)
    assert offered
    assert f"Les {ALL} prospects de cette liste" in text_of(browser.get(offered[1]).text)
    asked = do(browser, "reason", value="price")
    where = asked.headers["Location"]
    assert where.startswith(BULK)
    assert "<progress" in browser.get(where).text
    assert "Voir où il en est" in browser.get("/app/prospects").text
    alice.filon.work()
    done = text_of(browser.get(where).text)
    assert "Changement terminé" in done
    assert f"{ALL} prospects changés" in done
    assert of_each(alice, "status") == ["lost"] * ALL
    assert of_each(alice, "lost_reason") == ["price"] * ALL
    assert "Nouveau → Abandonné" in text_of(browser.get("/app/prospects/7").text)
    browser.post("/app/prospects/7/status", data={"status": "won"})
    undoing = browser.post(f"{where}/undoing")
    assert undoing.headers["Location"] == where
    assert "Annulation en cours" in browser.get(where).text
    alice.filon.work()
    undone = text_of(browser.get(where).text)
    assert f"{ALL - 1} remis comme avant" in undone
    assert "1 laissé : changé depuis" in undone
    assert of_each(alice, "status") == ["won" if number == 7 else "new" for number in range(1, ALL + 1)]
    assert of_each(alice, "is_waiting") == [number != 7 for number in range(1, ALL + 1)]
    assert browser.post(f"{where}/undoing").status_code == 409


@pytest.mark.parametrize("kind", ["owner", "tag", "trash"])
def test_a_worker_that_is_killed_midway_costs_nothing(
    alice: PairedSite, browser: FlaskClient, kind: str
) -> None:
    with alice.filon.inside(alice.tenant, write=False):
        me = Member.get(Member.role == "owner").id
    do(browser, kind, value=str(me), tag="VIP")
    killed_after(alice, 1)
    assert (the_one(alice).state, the_one(alice).rows) == ("running", PIECE)
    alice.filon.work()
    one = the_one(alice)
    assert (one.state, one.changed, one.skipped, one.missed) == ("done", ALL, 0, 0)
    assert marks(alice, kind, me) == ALL
    with alice.filon.inside(alice.tenant, write=False):
        assert BulkChangeLead.select().count() == ALL
        traces = Interaction.select().where(Interaction.kind == "change").count()
    assert traces == (0 if kind == "trash" else ALL), "each once"
    with alice.filon.inside(alice.tenant, Actor("owner", me, "Alice")):
        bulk.undo(one)
    killed_after(alice, 1, bulk_running.putting_back)
    assert 0 < marks(alice, kind, me) < ALL
    alice.filon.work()
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


def test_who_no_longer_fits_the_list_is_left_alone(alice: PairedSite, browser: FlaskClient) -> None:
    do(browser, "tag", tag="VIP", status="new", where="name:has:client")
    killed_after(alice, 1)
    browser.post("/app/prospects/509/status", data={"status": "won"})
    browser.post("/app/prospects/508/trash")
    browser.post("/app/prospects/507/tags", data={"value": "VIP"})
    alice.filon.work()
    one = the_one(alice)
    assert (one.state, one.changed, one.skipped, one.missed) == ("done", ALL - 3, 1, 2)
    assert one.query == "", "it may name a person"
    said = text_of(browser.get(f"{BULK}/{one.id}").text)
    assert "2 laissés : ils ont changé entre-temps et n’étaient plus dans la liste" in said


def test_it_is_stopped_midway_and_all_is_as_before(alice: PairedSite, browser: FlaskClient) -> None:
    where = do(browser, "status", value="open").headers["Location"]
    killed_after(alice, 1)
    assert of_each(alice, "status").count("open") == PIECE
    assert "Arrêter et remettre comme avant" in text_of(browser.get(where).text)
    browser.post(f"{where}/undoing")
    alice.filon.work()
    assert of_each(alice, "status") == ["new"] * ALL
    assert (the_one(alice).state, the_one(alice).restored) == ("undone", PIECE)


def test_a_member_who_leaves_meanwhile(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        bob = actions.add_member(name="Bob", email="bob@bob.example", role="agent", language="fr")
    do(browser, "owner", value=str(bob.id))
    killed_after(alice, 1)
    remove(alice, "Bob")
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        alice.filon.work()
    one = the_one(alice)
    assert (one.state, one.failure, one.changed) == ("failed", "owner", PIECE)
    said = text_of(browser.get(f"{BULK}/{one.id}").text)
    assert "Cette personne ne fait plus partie de l’équipe" in said
    assert of_each(alice, "owner_id") == [None] * ALL, "nobody is left with who is gone"
    again = do(browser, "status", value="open")
    assert again.status_code == 303, "what has stopped keeps nobody waiting"


def test_what_somebody_asked_for_who_left_goes_no_further(alice: PairedSite, browser: FlaskClient) -> None:
    bobs = signed_in(alice, "agent")
    do(bobs, "trash")
    killed_after(alice, 1)
    remove(alice, "Bob")
    alice.filon.work()
    one = the_one(alice)
    assert (one.state, one.failure, one.changed) == ("failed", "member", PIECE)
    browser.post(f"{BULK}/{one.id}/undoing")
    alice.filon.work()
    assert of_each(alice, "trashed_at") == [None] * ALL


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


def test_no_list_is_counted_to_its_end_while_somebody_waits(alice: PairedSite) -> None:
    crowd(alice, MOST_COUNTED + 1)
    offered = text_of(signed_in(alice).get("/app/prospects/whole?status=all").text)
    assert "Toute la liste (plus de 1 000)" in offered


def test_a_short_list_is_changed_at_once(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "status", value="open", where="company:filled")
    assert toast(browser, answer) == f"{ALL // 10} prospects : En cours."
    assert of_each(alice, "status").count("open") == ALL // 10
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
    assert f"{ALL // 10} prospects" in text_of(browser.get(answer.headers["Location"]).text)


def test_a_long_one_is_forgotten_piece_by_piece(alice: PairedSite, browser: FlaskClient) -> None:
    do(browser, "status", value="open")
    alice.filon.work()
    left = []
    with clock.standing_at(clock.now() + KEPT_IN_TRASH), acting_for(alice.tenant):
        while not bulk_changes.forget_old():
            with transaction(write=False):
                left.append((BulkChange.select().count(), BulkChangeLead.select().count()))
    assert left == [(1, ALL - FORGOTTEN_AT_ONCE), (0, 0)]


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
