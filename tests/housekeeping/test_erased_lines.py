"""An erasure takes what was set aside of the person, and of nobody whose address holds theirs."""

import json
from typing import Any

from filon.intake.models import Submission
from tests.housekeeping.test_erasure import erase
from tests.parts.service import PairedSite, submission

OTHERS = ("lazoe@example.com", "zoe@example.com.ma", "zoe@example.community", "zoe@example.co")


def test_it_works(alice: PairedSite) -> None:
    robot: Any = {"by": "honeypot"}
    alice.deliver(submission({"email": "zoe@example.com", "phone": "+212661000111"}))
    for said in ("Écrire à ZOE@example.com.", "<zoe@example.com>", "Tél. +212661000111", *OTHERS):
        alice.deliver(submission({"email": "x", "message": said}, spam=robot))
    erase(alice)
    with alice.filon.inside(alice.tenant, write=False):
        left = [json.loads(bytes(line.line)) for line in Submission.quarantined() if line.line]
    said_by = [{field["id"]: field["value"] for field in line["fields"]}["message"] for line in left]
    assert sorted(said_by) == sorted(OTHERS)
