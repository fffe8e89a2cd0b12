"""The same submission sent again gets its first answer again; the same uuid with another content is set aside."""

from __future__ import annotations

import json

from filon.intake.models import Submission
from filon.tenants import actions
from tests.intake.door import deliver, kept, lead_of, rows
from tests.parts.service import Filon, PairedSite, submission


def _line(**more: object) -> bytes:
    return json.dumps(submission(**more), ensure_ascii=False).encode()


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    line = _line()
    (first,) = deliver(alice, line)
    before = rows(filon, alice.tenant)
    (again,) = deliver(alice, line)
    assert (again["answer"], again["first_answer"]) == ("repeated", "recorded")
    assert again["receipt"] == first["receipt"]
    assert (again["lead"], again["number"]) == (first["lead"], first["number"])
    assert rows(filon, alice.tenant) == before == kept(1, leads=1)


def test_twice_in_one_request(filon: Filon, alice: PairedSite) -> None:
    line = _line()
    first, again = deliver(alice, line, line)
    assert (first["answer"], again["answer"]) == ("recorded", "repeated")
    assert first["receipt"] == again["receipt"]
    assert rows(filon, alice.tenant) == kept(1, leads=1)


def test_what_was_set_aside_is_repeated_as_such(filon: Filon, alice: PairedSite) -> None:
    for line in (_line(spam={"by": "honeypot"}), b"{not json", _line(source="NOT A SOURCE"), b"[1]"):
        (first,) = deliver(alice, line)
        (again,) = deliver(alice, line)
        assert first["answer"] == "quarantined"
        assert (again["answer"], again["first_answer"]) == ("repeated", "quarantined")
        assert (again["reason"], again["detail"]) == (first["reason"], first["detail"])
        assert again["receipt"] == first["receipt"]
    assert rows(filon, alice.tenant) == kept(4)


def test_the_same_uuid_with_another_content(filon: Filon, alice: PairedSite) -> None:
    sent = submission()
    deliver(alice, sent)
    other = {**sent, "page": "https://atlas.example/elsewhere/"}
    (answer,) = deliver(alice, other)
    assert (answer["answer"], answer["reason"], answer["lead"]) == ("quarantined", "differs", None)
    assert answer["uuid"] == sent["uuid"], "the plugin finds its row by it"
    (again,) = deliver(alice, other)
    assert (again["answer"], again["receipt"]) == ("repeated", answer["receipt"])
    assert rows(filon, alice.tenant) == kept(2, leads=1)
    (first,) = deliver(alice, sent)
    assert (first["answer"], first["first_answer"]) == ("repeated", "recorded")
    with filon.inside(alice.tenant, write=False):
        (aside,) = Submission.quarantined()
        assert json.loads(bytes(aside.line))["page"] == other["page"], "a person can see what came"


def test_a_uuid_of_another_tenant_is_no_repetition(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    line = _line()
    (hers,) = deliver(alice, line)
    (his,) = deliver(charlie, line)
    assert (his["answer"], his["number"]) == ("recorded", 1)
    assert his["lead"] != hers["lead"]
    assert rows(filon, charlie.tenant) == rows(filon, alice.tenant) == kept(1, leads=1)


def test_a_uuid_of_another_site_of_the_business(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        address = "https://shop.atlas.example"
        code = actions.new_connection_code(actions.add_site(address), filon.settings.address)
    shop = PairedSite(filon, alice.tenant, address, code)
    line = _line()
    deliver(alice, line)
    (answer,) = deliver(shop, line)
    assert answer["answer"] == "joined", "the same person, asked by another site's submission"
    with filon.inside(alice.tenant, write=False):
        assert Submission.select().count() == 2
    assert lead_of(alice, 2) is None
