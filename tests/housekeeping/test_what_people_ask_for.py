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
from filon.tenants import actions as sites
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


def told_to(site: PairedSite, email: str = "salma@example.com") -> list[dict[str, str]]:
    """The requests that the site is told, each name → value."""
    requests = ask(site, email=email)["requests"]
    return [{row["name"]: row["value"] for row in request["rows"]} for request in requests]


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """From the site's question to a manager's decision, which takes the number typed."""
    asked = submission()
    alice.deliver(asked)
    with filon.inside(alice.tenant):
        notes.change_note(notes.add_note(Lead.by_number(1), "Le matin"), "Le soir", seen=0)
    [told] = told_to(alice)
    assert (told["email"], told["Formulaire"]) == ("salma@example.com", "Contact")
    assert "Le soir" not in str(told)
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
    [erasure] = kept["erasures_asked"]
    assert (erasure["email"], erasure["site"]) == ("salma@example.com", alice.home_url)
    words = file.read("prospect-1.html").decode()
    assert "cuisine en L" in words
    assert alice.home_url in words.partition("Demande d’effacement")[2]
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
    assert told_to(charlie) == []
    assert ask(charlie, "/erasure") == {"asked": 0, "emptied": 0}
    assert told_to(alice, "karim@example.com") == []
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
    assert [told["message"] for told in told_to(alice)] == [submission()["fields"][3]["value"]]


def test_a_site_is_told_only_what_was_sent_there_with_the_address_itself(
    filon: Filon, alice: PairedSite
) -> None:
    """Whoever brings an address beside somebody else's lead gets nothing by it that they have not sent themselves."""
    with filon.inside(alice.tenant):
        address = "https://shop.atlas.example"
        code = sites.new_connection_code(sites.add_site(address), filon.settings.address)
    shop = PairedSite(filon, alice.tenant, address, code)
    alice.deliver(submission())
    phone = "06 61 23 45 67"
    shop.deliver(submission({"email": "Thief@Example.com", "phone": phone, "message": "Et moi ?"}))
    mentioned = {"email": "x@example.com", "phone": phone, "message": "Écrivez à thief@example.com"}
    shop.deliver(submission(mentioned))
    with filon.inside(alice.tenant):
        assert Lead.select().count() == 1
        notes.add_note(Lead.by_number(1), "Le matin")
    [told] = told_to(shop, "thief@example.com")
    assert (told["email"], told["message"]) == ("Thief@Example.com", "Et moi ?")
    assert told_to(alice, "thief@example.com") == []
    # Of a request that was sent with another address than the lead's, the business is asked all the same.
    assert ask(shop, "/erasure", email="thief@example.com") == {"asked": 1, "emptied": 0}
    # Nothing names the person here that would not have gone with the lead.
    erased = signed_in(alice, "manager").post("/app/prospects/1/person/erasure", data={"typed": "1"})
    assert erased.status_code < 400
    assert where_found(all_rows(filon.environ), "thief", "salma") == []


def test_only_lines_with_the_whole_address_are_emptied(filon: Filon, alice: PairedSite) -> None:
    def aside(email: str) -> dict[str, Any]:
        return submission({"email": email}, spam={"by": "honeypot"})

    escaped = json.dumps(aside("Ana@Exámple.com")).encode()
    assert b"\\u00e1" in escaped
    alice.deliver(aside("joana@example.com"), aside("ana@example.com.ma"), escaped, b"ana@example.com")
    assert ask(alice, "/erasure", email="ana@example.com") == {"asked": 0, "emptied": 0}
    assert ask(alice, "/erasure", email="ana@exámple.com") == {"asked": 0, "emptied": 1}
    refused = alice.call("/api/v1/sites/person/erasure", b'{"email": "\\"uu"}')
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["email"])
    with filon.inside(alice.tenant, write=False):
        assert sum(bool(bytes(line.line)) for line in Submission.select()) == 3


def test_a_line_that_is_here_is_not_entered_again(filon: Filon, alice: PairedSite) -> None:
    """What a site calls undelivered may be a living lead's: it stays, and no restored backup takes it."""
    kept = submission()
    [answer] = alice.deliver(kept).json["answers"]
    said = {name: answer[name] for name in ("uuid", "sha256")} | {"submitted_at": kept["submitted_at"]}
    stranger = "nobody@example.com"
    assert ask(alice, "/erasure", email=stranger, undelivered=[said]) == {"asked": 0, "emptied": 0}
    new = said | {"uuid": submission()["uuid"]}
    assert ask(alice, "/erasure", email=stranger, undelivered=[new, new])["emptied"] == 1
    assert ask(alice, "/erasure", email=stranger, undelivered=[new])["emptied"] == 0
    assert len(list(journal.read(journal.place()))) == 1
