"""What a person may ask of a business: a copy of what is kept, and to be erased; a site can only ask for both."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from filon.housekeeping import actions, journal, merging
from filon.intake.models import Submission
from filon.interactions import notes
from filon.leads import by_hand
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_shapes import contract

SALMA = {"email": "salma@example.com"}


def ask(site: PairedSite, path: str = "", **said: Any) -> Any:
    answer = site.call(f"/api/v1/sites/person{path}", json.dumps(SALMA | said).encode())
    assert answer.status_code == 200, answer.text
    contract("erasure_answer" if path else "person_answer").validate(answer.json)
    return answer.json


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """From the site's question to a manager's decision, which takes the number typed."""
    asked = submission()
    alice.deliver(asked)
    with filon.inside(alice.tenant):
        notes.change_note(notes.add_note(Lead.by_number(1), "Le matin"), "Le soir", seen=0)
    [person] = ask(alice)["people"]
    rows = {row["name"]: row["value"] for group in person["groups"] for row in group["rows"]}
    assert (person["number"], rows["Mail"]) == (1, "salma@example.com")
    assert "Le soir\n(Le matin)" in rows.values()
    assert ask(alice, "/erasure") == {"asked": 1, "emptied": 0}
    assert ask(alice, "/erasure") == {"asked": 1, "emptied": 0}
    bob = signed_in(alice, "manager")
    assert "1 personne demande à être effacée" in bob.get("/app/").text
    page = bob.get("/app/prospects/1/person").text
    assert "a demandé à votre site d’être effacée" in page
    assert "se trouve aussi ailleurs" not in page
    file = zipfile.ZipFile(io.BytesIO(bob.get("/app/prospects/1/person.zip").data))
    kept = json.loads(file.read("prospect-1.json"))
    assert (kept["email"], kept["history"][0]["earlier_texts"]) == ("salma@example.com", ["Le matin"])
    assert "cuisine en L" in file.read("prospect-1.html").decode()
    mistyped = bob.post("/app/prospects/1/person/erasure", data={"typed": "2"})
    assert (mistyped.status_code, "Tapez 1" in mistyped.text) == (422, True)
    done = bob.post("/app/prospects/1/person/erasure", data={"typed": " 1 "}, follow_redirects=True)
    assert "Le prospect n° 1 est effacé." in done.text.replace("\xa0", " ")
    assert where_found(all_rows(filon.environ), "salma", "bennani", "le matin") == []
    [again] = alice.deliver(asked).json["answers"]
    assert (again["answer"], again["lead"]) == ("repeated", None)


def test_through_the_api(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission(), submission({"email": "karim@example.com", "message": "Portail"}))
    ask(alice, "/erasure")
    ask(alice, "/erasure", email="karim@example.com")
    program = at_the_api(signed_in(alice, "manager"))
    assert program.get("/api/v1/leads/1/person").json["email"] == "salma@example.com"
    first, second = program.get("/api/v1/erasures").json["erasures"]
    assert (first["lead"], second["lead"]) == (1, 2)
    assert program.delete(f"/api/v1/erasures/{second['id']}").status_code == 204
    assert program.delete(f"/api/v1/erasures/{second['id']}").status_code == 404
    assert program.delete("/api/v1/leads/1/person").status_code == 204
    assert program.get("/api/v1/erasures").json == {"erasures": []}
    assert [program.get(f"/api/v1/leads/{number}/person").status_code for number in (1, 2)] == [404, 200]


def test_who_comes_from_wp_admin_can_not_erase(filon: Filon, alice: PairedSite) -> None:
    """A site that was taken over names any manager it likes."""
    alice.deliver(submission())
    bearer, address = frame_bearer(alice), f"{base(alice)}/prospects/1/person"
    assert "hors de WordPress" in filon.client.get(address, headers=bearer).text
    refused = filon.client.post(f"{address}/erasure", headers=bearer, data={"typed": "1"})
    assert refused.status_code == 403
    assert signed_in(alice, "agent").get("/app/prospects/1/person").status_code == 403
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1) is not None


def test_a_site_learns_and_asks_of_those_only_who_came_from_it(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    alice.deliver(submission())
    with filon.inside(alice.tenant):
        by_hand.add_lead({"name": "Karim", "email": "karim@example.com"}, "MA")
    assert ask(charlie) == {"people": []}
    assert ask(charlie, "/erasure") == {"asked": 0, "emptied": 0}
    assert ask(alice, email="karim@example.com") == {"people": []}
    assert ask(alice, "/erasure", email="karim@example.com") == {"asked": 0, "emptied": 0}
    with filon.inside(alice.tenant, write=False):
        assert ErasureRequest.select().count() == 0


def test_what_became_nobodys_is_emptied_and_what_never_came_can_not_come(
    filon: Filon, alice: PairedSite
) -> None:
    spam, late = submission(spam={"by": "honeypot"}), submission()
    alice.deliver(spam)
    line = json.dumps(late).encode()
    entered = {
        "uuid": late["uuid"],
        "sha256": hashlib.sha256(line).hexdigest(),
        "submitted_at": late["submitted_at"],
    }
    assert ask(alice, "/erasure", undelivered=[entered]) == {"asked": 0, "emptied": 2}
    [answer] = alice.deliver(line).json["answers"]
    assert (answer["answer"], answer["first_answer"], answer["reason"]) == (
        "repeated",
        "quarantined",
        "erased",
    )
    assert where_found(all_rows(filon.environ), "salma", "bennani") == []
    # In a restored backup it is done again.
    with filon.inside(alice.tenant):
        Submission.update(line=b"salma@example.com").execute()
    [erasure] = journal.read(journal.place())
    actions.erase_again(erasure)
    assert where_found(all_rows(filon.environ), "salma") == []


def test_whoever_was_merged_is_asked_about_as_the_other(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission(), submission({"name": "S. Bennani", "phone": "0522001122"}))
    ask(alice, "/erasure")
    with filon.inside(alice.tenant):
        merging.merge_leads(Lead.by_number(2), Lead.by_number(1), {})
        assert ErasureRequest.of(Lead.by_number(2).id)
    assert ask(alice, "/erasure") == {"asked": 1, "emptied": 0}
    assert [person["number"] for person in ask(alice)["people"]] == [2]
