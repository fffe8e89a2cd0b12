"""An agent who sees no prospects but their own and nobody's: on screen, in mails, files and what others hand them."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.leads.choice import MOST_CHOSEN
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_bulk import of_each
from tests.desk.test_whole_lists import ALL, crowd, do, killed_after, person, the_one
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.reports.reading import ask, export, links, rows_of_csv

TEAM = "/app/reglages/equipe"
OWNER = "/app/prospects/{}/fields/owner"


@pytest.fixture
def owner(filon: Filon, alice: PairedSite) -> FlaskClient:
    """Alice. Salma is hers, Younes is Bob's, Nadia nobody's."""
    record(filon, alice, "Salma", "Younes", "Nadia")
    return at_the_api(signed_in(alice))


@pytest.fixture
def bob(alice: PairedSite, owner: FlaskClient) -> FlaskClient:
    """Bob, an agent, not limited yet."""
    browser = at_the_api(signed_in(alice, "agent"))
    with alice.filon.inside(alice.tenant):
        for number, role in ((1, "owner"), (2, "agent")):
            Lead.update(owner_id=id_of(role)).where(Lead.number == number).execute()
    alice.filon.work()
    return browser


def id_of(role: str) -> str:
    return str(Member.get(Member.role == role).id)


def ids(site: PairedSite) -> tuple[str, str]:
    """Alice's and Bob's."""
    with site.filon.inside(site.tenant, write=False):
        return id_of("owner"), id_of("agent")


def limit(site: PairedSite, owner: FlaskClient, own: str | None = "on") -> TestResponse:
    form = {"own": own} if own else {}
    answer = owner.post(f"{TEAM}/{ids(site)[1]}/limite", data=form)
    assert answer.status_code == 303
    return answer


def more_of(site: PairedSite, owner: str, count: int) -> None:
    """So many prospects more, who all wait and are somebody's."""
    with site.filon.inside(site.tenant):
        Lead.add_many([{**person(number), "owner_id": UUID(owner)} for number in range(4, count + 4)])


def names_on(page: TestResponse) -> set[str]:
    return set(re.findall("Salma|Younes|Nadia", page.text))


def test_it_works(filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient) -> None:
    everything = "/app/prospects?status=all"
    assert names_on(bob.get(everything)) == {"Salma", "Younes", "Nadia"}
    said = owner.get(limit(alice, owner).headers["Location"]).text
    assert said.count("Ne voit que ses prospects.") == 2, "in the row, and announced"
    assert names_on(bob.get(everything)) == {"Younes", "Nadia"}, "at once, still signed in"
    assert bob.get("/app/prospects/1").status_code == 404
    me, her = ids(alice)[1], ids(alice)[0]
    assert bob.post(OWNER.format(3), data={"value": me, "seen": ""}).status_code == 303
    given = bob.post(OWNER.format(3), data={"value": her, "seen": me})
    assert "n’est plus parmi les vôtres" in bob.get(given.headers["Location"]).text
    assert bob.get("/app/prospects/3").status_code == 404
    assert owner.get("/app/prospects/3").status_code == 200
    undo = re.search(r'action="(/app/reglages/changements/[^"]+)"', said)
    assert undo
    assert bob.post(undo[1]).status_code == 403, "nobody frees themselves"
    assert owner.post(undo[1]).status_code == 303
    assert names_on(bob.get(everything)) == {"Salma", "Younes", "Nadia"}


def back(site: PairedSite) -> FlaskClient:
    """Bob, signed in again after a change of his role."""
    browser = site.filon.client
    with site.filon.inside(site.tenant):
        token = sessions.open_session(Member.get(Member.email == "agent@bob.example"))
    browser.set_cookie(COOKIE, token, path="/app")
    return at_the_api(browser)


def test_no_other_role_frees_him_but_that_of_who_runs_the_business(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    everything, (her, his) = "/app/prospects?status=all", ids(alice)

    def become(role: str) -> FlaskClient:
        assert owner.patch(f"/api/v1/members/{his}", json={"role": role}).status_code == 200
        filon.work()
        return back(alice)

    limit(alice, owner)
    assert names_on(become("reader").get(everything)) == {"Younes", "Nadia"}
    manager = become("manager")
    assert names_on(manager.get(everything)) == {"Salma", "Younes", "Nadia"}
    assert manager.post("/api/v1/tasks", json={"when": "demain 9 h", "lead": 1}).status_code == 201
    assert names_on(become("agent").get(everything)) == {"Younes", "Nadia"}, "the limit has only slept"
    with filon.inside(alice.tenant, write=False):
        assert [str(task.owner_id) for task in Task.of_lead(Lead.by_number(1).id)] == [her]


def test_programs_of_a_manager_limit_nobody_who_runs_the_business(
    alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    her, his = (f"/api/v1/members/{id}" for id in ids(alice))
    assert owner.patch(her, json={"only_own": True}).status_code == 422
    assert bob.patch(his, json={"only_own": False}).status_code == 403
    assert owner.patch(his, json={"only_own": True}).json["only_own"] is True
    changed = bob.patch("/api/v1/leads/2", json={"owner": ids(alice)[0], "note": "Chez Alice"})
    assert (changed.status_code, changed.json["note"]) == (200, "Chez Alice"), "whatever comes first"
    assert bob.get("/api/v1/leads/2").status_code == 404
    chosen = {"numbers": [1, 2, 3], "change": {"status": "open"}}
    assert bob.post("/api/v1/leads/bulk-changes", json=chosen).json["changed"] == 1


def test_where_a_colleagues_prospect_came_from_he_is_not_told(
    alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    with alice.filon.inside(alice.tenant):
        for number, source in enumerate(("Salma", "Instagram", "Radio"), start=1):
            Lead.update(source=source).where(Lead.number == number).execute()
    limit(alice, owner)
    for path in ("/app/prospects?status=all", "/app/prospects/2"):
        seen, hers = bob.get(path).text, owner.get(path).text
        assert ["Salma" in seen, "Instagram" in seen, "Radio" in seen] == [False, True, True], path
        assert "Salma" in hers, path


def test_whom_he_adds_is_his_and_whom_a_colleague_has_he_is_told(
    alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    limit(alice, owner)
    known = bob.get("/app/prospects/known?phone=&email=salma@example.com")
    assert "Déjà suivi par un collègue : Alice." in " ".join(
        re.sub("<[^>]+>", "", unescape(known.text)).split()
    )
    assert "/prospects/1" not in known.text
    assert "/prospects/2" in bob.get("/app/prospects/known?phone=&email=younes@example.com").text
    added = bob.post("/app/prospects", data={"name": "Salma", "email": "salma@example.com"})
    assert names_on(bob.get(added.headers["Location"])) == {"Salma"}
    with alice.filon.inside(alice.tenant, write=False):
        assert str(Lead.by_number(4).owner_id) == ids(alice)[1]
        assert Lead.by_number(4).duplicate_of_id is None


def test_a_file_holds_what_he_sees_when_it_is_made(
    alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    assert len(rows_of_csv(export(alice, bob, status="all").data)) == 3
    (before,) = links(bob)
    ask(bob, "csv", status="all", sort="name")
    limit(alice, owner)
    alice.filon.work()
    assert bob.get(before).status_code == 404, "what he saw until now is not left lying about"
    mails = {row["Mail"] for row in rows_of_csv(export(alice, bob, status="all").data)}
    assert mails == {"younes@example.com", "nadia@example.com"}


def test_a_whole_list_is_changed_and_put_back_as_far_as_he_sees(alice: PairedSite) -> None:
    crowd(alice, ALL)
    browser, bobs = signed_in(alice), signed_in(alice, "agent")
    her, his = ids(alice)
    first = do(bobs, "status", value="open").headers["Location"]
    alice.filon.work()
    with alice.filon.inside(alice.tenant):
        Lead.update(owner_id=her).where(Lead.number <= 40).execute()
        Member.update(only_own=True).where(Member.id == his).execute()
    assert do(browser, "tag", tag="VIP").status_code == 303
    assert do(bobs, "trash").status_code == 409, "there are never two, whosever they are"
    alice.filon.work()
    assert bobs.post(f"{first}/undoing").status_code == 303
    alice.filon.work()
    assert of_each(alice, "status") == ["open"] * 40 + ["new"] * (ALL - 40)
    do(bobs, "status", value="won")
    killed_after(alice, 1)
    with alice.filon.inside(alice.tenant):
        Lead.update(owner_id=her).where(Lead.number > ALL - 5).execute()
    alice.filon.work()
    done = the_one(alice)
    assert (done.state, done.rows, done.total) == ("done", ALL - 40, ALL - 40)
    assert (done.changed, done.missed) == (ALL - 45, 5), "whom he sees no more is left, and counted"


def test_what_he_had_to_do_for_others_is_theirs_to_do(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    her, his = ids(alice)
    tasks = "/api/v1/tasks"

    def plan(**what: object) -> TestResponse:
        return owner.post(tasks, json={"when": "demain 9 h", "owner": his, **what})

    assert [plan(lead=number).status_code for number in (1, 2, 3)] == [201] * 3
    assert plan(title="Ranger", owner=her).status_code == 201
    limit(alice, owner)
    filon.work()
    assert {task["lead"] for task in bob.get(tasks).json["tasks"]} == {2, 3}
    with filon.inside(alice.tenant, write=False):
        assert [str(task.owner_id) for task in Task.of_lead(Lead.by_number(1).id)] == [her]
    refused = plan(lead=1)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["owner"])
    assert owner.patch("/api/v1/leads/2", json={"owner": her}).status_code == 200
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert [str(task.owner_id) for task in Task.of_lead(Lead.by_number(2).id)] == [her]


def test_what_became_of_a_colleagues_mail_he_sees_with_the_prospect(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient, mailbox: Mailbox
) -> None:
    limit(alice, owner)
    filon.work()
    mailbox.answer = "reject"
    asked = {"subject": "Devis", "text": "Bonjour", "reply_to": "alice@atlas.example"}
    mail = owner.post("/api/v1/leads/2/mails", json=asked).json["id"]
    assert "Part dans un instant" in bob.get("/app/prospects/2").text
    assert bob.get(f"/api/v1/leads/2/mails/{mail}").json["state"] == "waiting"
    filon.work()
    assert "Refusé par younes@example.com" in bob.get("/app/prospects/2").text
    mailbox.answer = "accept"
    assert bob.post(f"/app/prospects/2/mails/{mail}/resending").status_code == 303
    filon.work()
    assert [mail.recipients for mail in mailbox.mails][-1] == ["younes@example.com"]
    assert "Envoyé à younes@example.com" in bob.get("/app/prospects/2").text


def test_what_he_had_to_do_for_a_whole_list_goes_where_it_goes(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    """One list is taken from him, and another given to him and taken back."""
    her, his = ids(alice)
    limit(alice, owner)
    more_of(alice, his, MOST_CHOSEN)

    def hand_over(to: str, seen: str) -> str:
        asked = {"list": {"owner": seen}, "change": {"owner": to}}
        made = owner.post("/api/v1/leads/bulk-changes", json=asked).json
        assert made["state"] == "listing", "a worker's"
        filon.work()
        return str(made["id"])

    assert bob.post("/api/v1/tasks", json={"when": "demain 9 h", "lead": 2}).status_code == 201
    hand_over(her, his)
    given = hand_over(his, her)
    assert bob.post("/api/v1/tasks", json={"when": "demain 9 h", "lead": 4}).status_code == 201
    assert owner.delete(f"/api/v1/leads/bulk-changes/{given}").status_code == 200
    filon.work()
    assert bob.get("/app/prospects/4").status_code == 404
    assert {task["lead"] for task in owner.get("/api/v1/tasks").json["tasks"]} == {2, 4}
    assert {task["owner"] for task in owner.get("/api/v1/tasks").json["tasks"]} == {her}


def test_no_mail_tells_him_of_a_colleagues_prospect(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient, mailbox: Mailbox
) -> None:
    his = ids(alice)[1]
    owner.post(f"/app/reglages/alertes/{his}", data={"told": "on"})
    limit(alice, owner)
    filon.work()
    mailbox.mails.clear()
    record(filon, alice, "Salma", "Nadia")
    filon.work()
    told = [mail.text for mail in mailbox.mails if mail.recipients == ["agent@bob.example"]]
    assert ["Nadia" in text for text in told] == [True]
    written = owner.post("/app/prospects/1/messages", data={"message": "@Bob regarde"})
    assert (written.status_code, "Bob ne voit pas ce prospect" in written.text) == (422, True)
