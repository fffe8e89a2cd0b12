"""Who changed what in the settings, from what to what, is read for thirty days by those who run the business."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from filon.desk import setting_history
from filon.foundation import clock
from filon.notifications import snippets
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_setting_changes_api import things
from tests.intake.test_form_maps import sent_by
from tests.leads.own import add_field
from tests.parts.service import PairedSite

HISTORY = "/api/v1/setting-changes/history"


def shown(site: PairedSite) -> str:
    page = signed_in(site).get("/app/reglages/historique")
    assert page.status_code == 200, page.text
    return " ".join(unescape(page.text).replace("<bdi>", "").replace("</bdi>", "").split())


def test_it_works(alice: PairedSite, charlie: PairedSite) -> None:
    api, theirs = at_the_api(signed_in(alice)), at_the_api(signed_in(charlie))
    theirs.patch("/api/v1/business", json={"name": "Charlie et fils"})
    api.patch("/api/v1/business", json={"answer_within": 60})
    api.patch("/api/v1/business", json={"answer_within": 120})
    later = clock.now() + timedelta(days=29)
    with clock.standing_at(later):
        page = shown(alice)
        [last, _first] = at_the_api(signed_in(alice)).get(HISTORY).json["changes"]
    assert "Délai de réponse : 2 h (avant : 1 h)" in page
    assert "Alice" in page
    assert "Charlie" not in page
    assert (last["before"], last["after"], last["by"]) == (
        {"answer_within": 60},
        {"answer_within": 120},
        "Alice",
    )
    with clock.standing_at(later + timedelta(days=2)):
        assert at_the_api(signed_in(alice)).get(HISTORY).json["changes"] == []
        assert "Rien n’a changé récemment" in shown(alice)


def test_each_kind_of_thing_is_named(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    for subject, method, path, body in things(alice, api):
        assert api.open(f"/api/v1/{path}", method=method, json=body).status_code < 300, subject
    page = shown(alice)
    for said in (
        "Absences : Alice",
        "Nom : Bois (avant : Essence)",
        "Liste de choix : Or",
        "Nom : Or (avant : VIP)",
        "Messages prêts : Devis prêt",
        "Attribution : Casablanca",
        "Formulaire : Contact",
        "Téléphone du syndic : Entreprise (avant : Automatique)",
        "Équipe : Alice",
    ):
        assert said in page, said


def test_keys_and_kinds_of_appointments_are_told_of_and_taken_back_where_they_are(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    key = api.post("/api/v1/keys", json={"name": "Caisse", "scopes": ["leads:read"]}).json
    me = api.get("/api/v1/members").json["members"][0]["id"]
    kind = api.post("/api/v1/appointment-kinds", json={"name": "Visite", "minutes": 60, "hosts": [me]}).json
    at_kind = f"/api/v1/appointment-kinds/{kind['id']}"
    assert api.patch(at_kind, json={"minutes": 90, "name": "Visite", "notice": 1440}).status_code == 200
    assert api.put(f"/api/v1/keys/{key['id']}/revocation").status_code == 200
    page = shown(alice)
    for said in (
        "Clés d’accès : Caisse",
        "Ce qu’elle peut faire : Lire les prospects (avant : rien)",
        "Retiré",
        "Types de rendez-vous : Visite",
        "Durée : 1 h 30 (avant : 1 h)",
        "Réservable et changeable : 1 jour avant (avant : 2 h avant)",
    ):
        assert said in page, said
    assert key["key"] not in api.get(HISTORY).text
    past = api.get(HISTORY).json["changes"]
    assert [(one["subject"], one["what"]) for one in past] == [
        ("key", ["removed"]),
        ("kind", ["minutes", "notice"]),
        ("kind", ["is_archived"]),
        ("key", ["removed", "scopes"]),
    ]
    assert api.get("/api/v1/setting-changes").json["changes"] == []
    assert api.delete(f"/api/v1/setting-changes/{past[0]['id']}").status_code == 404


def test_a_field_of_a_form_may_be_called_as_anything_of_ours(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    ids = ("members", "hours", "closings", "remind_before", "answer_within", "phone", "order", "items", "get")
    alice.deliver(sent_by(*((id, f"Question {id}", "text", "oui") for id in ids)))
    (form,) = api.get("/api/v1/forms").json["forms"]
    for id in ids:
        for slot in ("company", "message"):
            body = {"field": id, "slot": slot}
            assert api.patch(f"/api/v1/forms/{form['id']}", json=body).status_code == 200
    page = shown(alice)
    for id in ids:
        assert f"Question {id} : Message (avant : Entreprise)" in page
    assert "Téléphone :" not in page, "what stands in our own column of that name"


def test_a_page_has_fifty(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    for at in range(setting_history.PAGE + 2):
        api.patch("/api/v1/business", json={"name": f"Atlas {at}"})
    first = api.get(HISTORY).json
    second = api.get(HISTORY, query_string={"after": first["after"]}).json
    assert (len(first["changes"]), len(second["changes"]), second["after"]) == (setting_history.PAGE, 2, None)
    assert "Plus anciens" in shown(alice)


def test_a_page_is_full_whatever_is_hidden(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    api.patch("/api/v1/business", json={"name": "Atlas Bois"})
    field = add_field(alice, "Marge", "text", seen_by="owner").id
    for at in range(setting_history.PAGE + 1):
        api.patch(f"/api/v1/fields/{field}", json={"label": f"Marge {at}"})
    found = at_the_api(signed_in(alice, "manager")).get(HISTORY).json
    assert ([one["subject"] for one in found["changes"]], found["after"]) == (["business"], None)
    assert at_the_api(signed_in(alice)).get(HISTORY).json["after"] is not None


def test_it_says_into_which_tag_another_went(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    gold, top = (
        api.post("/api/v1/labels", json={"kind": "tag", "name": name}).json["id"] for name in ("Or", "Top")
    )
    assert api.put(f"/api/v1/labels/{gold}/merge", json={"into": top}).status_code < 300
    assert "Réuni avec : Top (avant : rien)" in shown(alice)


def test_a_message_that_is_gone_is_still_named(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    snippet = api.post("/api/v1/snippets", json={"title": "Devis", "text": "Bonjour"}).json["id"]
    assert ">En service</p>" in shown(alice), "it was added"
    api.delete(f"/api/v1/snippets/{snippet}")
    with alice.filon.inside(alice.tenant):
        snippets.forget_removed(clock.now() + timedelta(days=1))
    page = shown(alice)
    assert page.count("Messages prêts : Devis") == 2
    assert ">Retiré</p>" in page
    assert "Titre :" not in page


def test_taking_back_leaves_its_trace(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    for subject, method, path, body in things(alice, api):
        assert api.open(f"/api/v1/{path}", method=method, json=body).status_code < 300, subject
        change = api.get(HISTORY).json["changes"][0]
        assert api.delete(f"/api/v1/setting-changes/{change['id']}").status_code == 204, subject
        last, first = api.get(HISTORY).json["changes"][:2]
        assert (first["id"], last["subject"], last["about"]) == (change["id"], subject, change["about"])
        told = {name: value for name, value in last["after"].items() if name in change["before"]}
        assert told == change["before"], subject


def test_a_message_is_taken_back_to_and_fro(alice: PairedSite) -> None:
    api = at_the_api(signed_in(alice))
    api.post("/api/v1/snippets", json={"title": "Devis", "text": "Bonjour"})
    for there in (False, True, False):
        change = api.get(HISTORY).json["changes"][0]
        assert api.delete(f"/api/v1/setting-changes/{change['id']}").status_code == 204
        assert bool(api.get("/api/v1/snippets").json["snippets"]) is there
    assert api.delete(f"/api/v1/setting-changes/{change['id']}").status_code == 409


def test_who_does_not_run_the_business_reads_none(alice: PairedSite) -> None:
    add_field(alice, "Marge", "text", seen_by="owner")
    manager, agent = (at_the_api(signed_in(alice, role)) for role in ("manager", "agent"))
    assert manager.get(HISTORY).json["changes"] == [], "nor anything of a field that is hidden from them"
    assert len(at_the_api(signed_in(alice)).get(HISTORY).json["changes"]) == 1
    assert agent.get(HISTORY).status_code == 403
