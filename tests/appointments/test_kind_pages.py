"""The settings of appointments: an owner makes kinds, opens them to visitors, and says when people can be met."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient

from filon.appointments.kinds import MOST_KINDS, add_kind
from filon.appointments.models import Host, Kind
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in

SETTINGS = "/app/reglages/rendez-vous"
FIELDS = {
    **{
        "name": "Essai",
        "minutes": "45",
        "place_kind": "office",
        "place": "14, rue Ibn Jahir",
        "choice": "turn",
    },
    **{"notice": "120", "days_ahead": "30", "before": "0", "after": "15", "most_a_day": ""},
}


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    [bob] = workshop.hire("Bob")
    added = browser.post(SETTINGS, data={**FIELDS, "hosts": [workshop.alice, bob]})
    assert added.status_code == 303
    with workshop.inside():
        [kind] = Kind.in_use()
        assert (kind.name, kind.minutes, kind.after, kind.most_a_day) == ("Essai", 45, 15, None)
        assert [host.member_id for host in Host.of_kind(kind.id)] == [workshop.alice, bob]
        assert Tenant.current().online_name is None, "nothing is public unasked"
    one = f"{SETTINGS}/{kind.id}"
    assert browser.post(f"{one}/en-ligne", data={"online": "yes"}).status_code == 303
    with workshop.inside():
        address = f"/reserver/{Tenant.current().online_name}"
    assert address == "/reserver/menuiserie-atlas-1"
    shown = html.unescape(browser.get(SETTINGS).text)
    assert f"{address}?kind={kind.id}&member={bob}" in shown
    assert "Essai" in workshop.site.filon.client.get(address).text
    browser.post(one, data={**FIELDS, "name": "Essayage", "most_a_day": "4", "hosts": [bob]})
    with workshop.inside():
        changed = Kind.find(kind.id)
        assert (changed.name, changed.most_a_day, changed.is_online) == ("Essayage", 4, True)
    browser.post(f"{one}/retrait")
    assert "Rien ne peut" in workshop.site.filon.client.get(address).text
    browser.post(f"{one}/retour")
    assert "Essayage" in workshop.site.filon.client.get(address).text


def test_who_is_met_first_stands_first(workshop: Workshop, browser: FlaskClient) -> None:
    [bob, zoe] = workshop.hire("Bob", "Zoé")
    kind = workshop.offer(zoe, bob, choice="first")
    page = browser.get(SETTINGS).text
    form = page[page.index(f'action="{SETTINGS}/{kind.id}"') :]
    assert re.findall(r'name="hosts" value="([^"]+)"( checked)?', form)[:3] == [
        (str(zoe), " checked"),
        (str(bob), " checked"),
        (str(workshop.alice), ""),
    ]


def test_no_more_kinds_than_there_may_be_are_brought_back(workshop: Workshop, browser: FlaskClient) -> None:
    retired = workshop.offer(name="Pose")
    browser.post(f"{SETTINGS}/{retired.id}/retrait")
    with workshop.inside():
        for _time in range(MOST_KINDS):
            add_kind([workshop.alice], name="Essai", minutes=60)
    refused = browser.post(f"{SETTINGS}/{retired.id}/retour")
    assert refused.status_code == 422
    assert "Vous avez déjà" in refused.text
    with workshop.inside():
        assert Kind.in_use().count() == MOST_KINDS


def test_when_people_can_be_met(workshop: Workshop, browser: FlaskClient) -> None:
    kind = workshop.offer()
    week = ["10 h – 12 h", "", "", "", "", "", ""]
    assert browser.post(f"{SETTINGS}/equipe/{workshop.alice}", data={"hours": week}).status_code == 303
    assert workshop.free(kind, "2026-04-27") == ["10:00", "10:30", "11:00"]
    browser.post(f"{SETTINGS}/jours", data={"day": "2026-04-27", "hours": "15 h – 16 h", "member": ""})
    assert workshop.free(kind, "2026-04-27") == ["15:00"]
    assert "27 avril" in browser.get(SETTINGS).text.replace("\u00a0", " ")
    refused = browser.post(f"{SETTINGS}/equipe/{workshop.alice}", data={"hours": ["bientôt", *[""] * 6]})
    assert refused.status_code == 422
    assert "bientôt" in refused.text
    browser.post(f"{SETTINGS}/equipe/{workshop.alice}", data={"whose": "business"})
    with workshop.inside():
        assert Member.find(workshop.alice).hours is None


def test_what_cannot_be_is_said_where_it_stands(workshop: Workshop, browser: FlaskClient) -> None:
    for typed in ({"name": ""}, {"minutes": "x"}, {"after": "-1"}, {"days_ahead": "9" * 30}, {"hosts": []}):
        refused = browser.post(SETTINGS, data={**FIELDS, "hosts": [workshop.alice], **typed})
        assert refused.status_code == 422, typed
        assert 'role="alert"' in refused.text or 'class="error"' in refused.text
    assert browser.post(f"{SETTINGS}/jours", data={"day": "demain"}).status_code == 422
    with workshop.inside():
        assert Kind.select().count() == 0
    assert signed_in(workshop.site, "agent").get(SETTINGS).status_code == 403
