"""The page *Rappels*: what is to be done, in the order of time, added in natural words, done with one touch."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from filon.foundation import clock
from filon.interactions.models import Mention
from filon.leads.models import Lead
from filon.tasks.models import PAGE_ROWS, Task
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.desk.test_whole_lists import person
from tests.leads.plans import count_rows, noted, plan
from tests.parts.service import Filon, PairedSite
from tests.tasks.planning import at, planned, tasks, undo_address


def _add(browser: FlaskClient, line: str) -> str:
    answer = browser.post("/app/rappels", data={"line": line})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def _heads(html: str) -> list[str]:
    return re.findall(r'<h2 class="band">([^<]+)</h2>', html)


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    assert "Rien à faire pour l’instant" in browser.get("/app/rappels").text
    html = _add(browser, "rappeler Samira lundi 14 h")
    assert "Rappel prévu\u00a0: lundi 14\u00a0h." in html
    for line in ("Un dans 10 minutes", "Deux 16 h", "Trois demain", "Quatre dans 2 semaines"):
        _add(browser, line)
    with clock.standing_at(at("2026-04-23 11:00")):
        html = browser.get("/app/rappels").text
    assert _heads(html) == ["En retard", "Aujourd’hui", "Demain", "Plus tard"]
    assert [
        html.index(title) for title in ("Un<", "Deux<", "Trois<", "Rappeler Samira<", "Quatre<")
    ] == sorted(html.index(title) for title in ("Un<", "Deux<", "Trois<", "Rappeler Samira<", "Quatre<"))
    assert "1 rappel à faire maintenant" in html
    assert re.search(r'class="count"[^>]*>1<span class="sr"> à faire maintenant', html)


def test_done_and_put_off_come_back_to_the_list(alice: PairedSite, browser: FlaskClient) -> None:
    _add(browser, "Relever la caisse 16 h")
    (task,) = tasks(alice)
    answer = browser.post(
        f"/app/rappels/{task.id}/postponement", data={"when": "2026-04-24T09:00", "back": "list"}
    )
    assert answer.headers["Location"] == f"/app/rappels?reminder={task.id}"
    assert "Reporté\u00a0: demain 9\u00a0h." in browser.get(answer.headers["Location"]).text
    answer = browser.post(f"/app/rappels/{task.id}/completion", data={"back": "home"})
    html = browser.get(answer.headers["Location"]).text
    assert "Fait\u00a0: Relever la caisse." in html
    assert 'name="back" value="home"' in html
    browser.post(undo_address(html), data={"back": "home"})
    assert tasks(alice)[0].due_at == at("2026-04-24 09:00")


def test_no_page_reads_through_the_trash(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    """By the engine's own plan: every page says how much is due, and how many messages are unread."""
    planned(browser, "Un 16 h")
    planned(browser, "Deux 16 h")
    now = clock.now()
    with filon.inside(alice.tenant):
        Lead.add_many(
            [{**person(number), "trashed_at": now if number % 2 else None} for number in range(2, 2_000)]
        )
    count_rows(filon, "lead")
    with filon.inside(alice.tenant, write=False):
        me = Member.get(Member.role == "owner").id
        with noted() as asked:
            assert Task.due_count(me, at("2026-04-23 16:00"), 100) == 2
            assert Mention.unread_count(me, 100) == 0
        plans = [plan(*one) for one in asked]
    assert len(plans) == 2
    for said in plans:
        assert re.search(r"lead_pkey|lead_1 \(tenant_id=\? AND id=\?\)", said), said
        assert "trashed_at" not in re.sub("Filter.*", "", said), said


def test_what_can_not_be_read_is_said_and_kept(alice: PairedSite, browser: FlaskClient) -> None:
    for line, sentence in (
        ("Rappeler Samira", "Dites quand, par exemple"),
        ("lundi 14 h", "Dites ce qu’il faut faire."),
        ("Rappeler <i>Samira</i> hier", "C’est déjà passé"),
        ("", "Dites quand"),
    ):
        answer = browser.post("/app/rappels", data={"line": line})
        assert answer.status_code == 422, line
        assert sentence in answer.text
        assert line.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert tasks(alice) == []


def test_what_is_understood_is_said_while_one_types(browser: FlaskClient) -> None:
    assert "Lundi 27 avril, 14\u00a0h" in browser.get("/app/rappels/when?line=Samira lundi 14 h").text
    assert browser.get("/app/rappels/when?line=Samira").text == ""


def test_everybodys_is_for_managers(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "agent")
    _add(bob, "Celui de Bob demain")
    _add(browser, "Celui d’Alice demain")
    assert "Celui de Bob" not in browser.get("/app/rappels").text
    html = browser.get("/app/rappels?whose=all").text
    assert "Celui de Bob" in html
    assert "Celui d’Alice" in html
    assert "Celui d’Alice" not in bob.get("/app/rappels?whose=all").text
    assert "whose=all" not in bob.get("/app/rappels").text


def test_pages_follow_each_other(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    for number in range(PAGE_ROWS + 3):
        _add(browser, f"Devis n{number:02} demain")
    html = browser.get("/app/rappels").text
    assert html.count('class="tick-done"') == PAGE_ROWS
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    with alice.filon.inside(alice.tenant):  # the last one that was shown is put off meanwhile
        shown = Task.open()[PAGE_ROWS - 1]
        Task.update(due_at=shown.due_at + timedelta(days=30)).where(Task.id == shown.id).execute()
    last = browser.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r"Devis n\d\d(?=</span></a>)", last) == [
        f"Devis n{n}" for n in (*range(PAGE_ROWS, PAGE_ROWS + 3), PAGE_ROWS - 1)
    ]
    assert browser.get("/app/rappels?after=x").status_code == 200


def test_it_stands_in_arabic(alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Relancer le devis demain")
    arab = signed_in(alice, language="ar")
    assert "تذكيرات" in arab.get("/app/rappels").text
    assert "برمج Alice تذكيرا" in arab.get("/app/prospects/1").text
    html = arab.post("/app/rappels", data={"line": "الاتصال بسميرة يوم الاثنين 14:00"})
    assert html.status_code == 303
    assert tasks(alice)[-1].due_at == at("2026-04-27 14:00")


def test_pressed_twice_it_is_done_once(alice: PairedSite, browser: FlaskClient) -> None:
    _add(browser, "Relever la caisse 16 h")
    (task,) = tasks(alice)
    browser.post(
        f"/app/rappels/{task.id}",
        data={"title": task.title, "repeat": "day", "when_shown": "x", "when_words": "x"},
    )
    html = browser.get("/app/rappels").text
    due = re.search(r'name="due" value="([^"]+)"', html)
    assert due
    for _press in range(2):
        assert browser.post(f"/app/rappels/{task.id}/completion", data={"due": due[1]}).status_code == 303
    assert tasks(alice)[0].due_at == task.due_at + timedelta(days=1)


def test_another_title_after_midnight_leaves_the_day(alice: PairedSite, browser: FlaskClient) -> None:
    _add(browser, "Relever la caisse demain 15 h")
    (task,) = tasks(alice)
    html = browser.get(f"/app/rappels/{task.id}").text
    shown = re.search(r'name="when_shown" value="([^"]+)"', html)
    assert shown
    assert "demain" in shown[1]
    typed = {"title": "Compter la caisse", "repeat": "", "when_shown": shown[1], "when_words": shown[1]}
    with clock.standing_at(task.due_at - timedelta(hours=14)):
        assert browser.post(f"/app/rappels/{task.id}", data=typed).status_code == 303
    (changed,) = tasks(alice)
    assert (changed.title, changed.due_at) == ("Compter la caisse", task.due_at)
