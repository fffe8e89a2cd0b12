"""Files that came with a request stand beside it on the prospect's timeline; what does not fit is refused for good."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from filon.foundation import clock, storage
from filon.foundation.limits import Attempts
from filon.foundation.signatures import receipt
from filon.foundation.transactions import on_its_own
from filon.housekeeping import actions as housekeeping
from filon.intake.files import MOST_BYTES
from filon.interactions import attachments
from filon.interactions.models import Attachment
from filon.leads.models import Lead
from filon.tenants.models import Tenant
from tests.dashboard.people import signed_in
from tests.desk.test_files import PDF, links, send
from tests.desk.test_files import filon as filon  # with an empty folder for its files
from tests.intake.door import deliver
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.shapes import must_fit

ANSWER = json.loads((Path(__file__).parents[2] / "schemas" / "file-answer.schema.json").read_text())


def ask(site: PairedSite, *names: str, size: int | None = len(PDF), **more: Any) -> str:
    """A request that names these files; its uuid."""
    sizes = {} if size is None else {"size": size}
    sent = submission(files=[{"field_id": "plan", "name": name, **sizes} for name in names], **more)
    deliver(site, sent)
    return str(sent["uuid"])


def kept(site: PairedSite) -> list[Any]:
    with site.filon.inside(site.tenant, write=False):
        return list(Attachment.select().order_by(Attachment.id))


def test_it_works(alice: PairedSite) -> None:
    uuid = ask(alice, "../../Plan é.pdf", "photo.jpg", size=None)
    answers = [alice.hand_over(uuid, 0, PDF), alice.hand_over(uuid, 1, b"\xff\xd8\xff 1")]
    for number, answer in enumerate(answers):
        assert answer.status_code == 200, answer.text
        must_fit(answer.json, ANSWER)
        assert (answer.json["uuid"], answer.json["file"], answer.json["answer"]) == (uuid, number, "attached")
    digest = hashlib.sha256(PDF).hexdigest()
    proof = receipt(alice.keys.receipts, site=alice.id, uuid=uuid, sha256=digest, answer="attached", lead="")
    assert (answers[0].json["sha256"], answers[0].json["receipt"]) == (digest, proof)

    browser = signed_in(alice)
    html = browser.get("/app/prospects/1").text
    assert "2 fichiers joints à la demande" in html
    assert list(links(html)) == ["Plan é.pdf", "photo.jpg"]
    had = browser.get(links(html)["Plan é.pdf"])
    assert (had.data, had.headers["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert "Plan é.pdf" in browser.get("/app/prospects/1?show=files").text


def test_sending_it_again_changes_nothing(alice: PairedSite) -> None:
    uuid = ask(alice, "plan.pdf")
    first, again = (alice.hand_over(uuid, 0, PDF).json for _ in range(2))
    assert (again["answer"], again["receipt"]) == ("repeated", first["receipt"])
    assert len(kept(alice)) == len([path for path in storage.folder().rglob("*") if path.is_file()]) == 1
    with alice.filon.inside(alice.tenant, write=False):
        assert Tenant.current().kept_bytes == len(PDF)


def test_a_request_has_one_moment_and_ten_files(alice: PairedSite) -> None:
    """Even if the site's clock is ahead, so that the request was sent at no moment that has been."""
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    uuid = ask(alice, *(f"{n}.pdf" for n in range(11)), size=None, submitted_at=tomorrow)
    answers = [alice.hand_over(uuid, n, PDF + b"%d" % n) for n in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [413]
    assert len({attachment.interaction_id for attachment in kept(alice)}) == 1


def test_a_place_has_one_file_for_good(alice: PairedSite) -> None:
    uuid = ask(alice, "plan.pdf", size=None)
    assert alice.hand_over(uuid, 0, PDF).status_code == 200
    assert alice.hand_over(uuid, 0, PDF + b"x").json["code"] == "invalid"
    [file] = kept(alice)
    signed_in(alice).post(f"/app/prospects/1/files/{file.id}/removal")
    assert alice.hand_over(uuid, 0, PDF).json["answer"] == "repeated"
    [file] = kept(alice)
    assert not file.is_there, "a site brings back nothing that somebody took away"


def test_visitors_leave_the_members_their_room(alice: PairedSite) -> None:
    owner = signed_in(alice)
    with alice.filon.inside(alice.tenant):
        Tenant.update(kept_bytes_of_sites=attachments.MOST_BYTES_OF_SITES - len(PDF)).execute()
    uuid = ask(alice, "a.pdf", "b.pdf", size=None)
    assert alice.hand_over(uuid, 0, PDF).status_code == 200
    assert alice.hand_over(uuid, 1, PDF + b"b").json["code"] == "conflict"
    with on_its_own():
        Attempts.update(count=attachments.PER_SITE_AN_HOUR).execute()
    assert alice.hand_over(uuid, 1, PDF + b"b").status_code == 429
    assert send(owner, ("c.pdf", PDF + b"c")).status_code == 303
    with alice.filon.inside(alice.tenant):
        housekeeping.remove_lead(Lead.by_number(1))
    with alice.filon.inside(alice.tenant, write=False):
        left = Tenant.current()
    assert (left.kept_bytes, left.kept_bytes_of_sites) == (0, attachments.MOST_BYTES_OF_SITES - len(PDF))


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("plan.pdf", b"<?php evil();", 422),
        ("plan.pdf", b"<svg onload=x>", 422),
        ("photo.jpg", PDF, 422),
        ("plan.html", b"<html>", 422),
        ("plan.pdf", b"", 422),
        ("plan.pdf", PDF + b"x", 422),
        ("plan.pdf", b"%PDF-" + b"x" * MOST_BYTES, 413),
    ],
)
def test_what_does_not_fit_is_refused_for_good(
    alice: PairedSite, name: str, content: bytes, status: int
) -> None:
    """What lies of its kind, runs in a browser, is another file than was announced, or is too heavy."""
    uuid = ask(alice, name, size=len(PDF) if content == PDF + b"x" else None)
    answer = alice.hand_over(uuid, 0, content)
    assert (answer.status_code, answer.json["code"]) == (
        status,
        "too_large" if status == 413 else "invalid",
    )
    assert kept(alice) == []
    assert not [path for path in storage.folder().rglob("*") if path.is_file()]


def test_who_else_can_hand_over_files(filon: Filon, alice: PairedSite) -> None:
    """Nobody: neither another tenant's site that knows the uuid, nor a stranger."""
    uuid = ask(alice, "plan.pdf")
    charlie = filon.add_client("Charlie", "charlie@charlie.example")
    assert charlie.hand_over(uuid, 0, PDF).json["code"] == "not_found"
    assert alice.hand_over(uuid, 0, PDF, key=charlie.keys.to_service).json["code"] == "signature"
    assert alice.hand_over(uuid, 0, PDF, method="POST").json["code"] == "signature"
    assert alice.hand_over(uuid, 1, PDF).json["code"] == "not_found"
    assert alice.hand_over(uuid, 0, PDF, id="msg_once").status_code == 200
    assert alice.hand_over(uuid, 0, PDF, id="msg_once").json["code"] == "replayed"


def test_a_request_of_nobody_has_no_files(alice: PairedSite) -> None:
    """Set aside as spam, or of a person who was erased."""
    spam = ask(alice, "plan.pdf", spam={"by": "akismet"})
    assert alice.hand_over(spam, 0, PDF).json["code"] == "gone"
    uuid = ask(alice, "plan.pdf")
    alice.hand_over(uuid, 0, PDF)
    with alice.filon.inside(alice.tenant):
        housekeeping.remove_lead(Lead.by_number(1))
    alice.filon.work()
    assert alice.hand_over(uuid, 0, PDF).json["code"] == "gone"
    assert kept(alice) == []
