"""What a process that was killed kept without a row: no erasure reaches it, and it goes by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from filon import schedule
from filon.foundation import clock, storage
from filon.housekeeping.unnamed_files import UNNAMED_FOR
from filon.intake.imports import actions as imports
from filon.interactions import attachments
from filon.interactions.attachments import Handed
from filon.leads.models import Lead
from filon.tenants import logos
from tests.parts.service import PairedSite, submission
from tests.tenants.test_logo import picture


def on_disk(alice: PairedSite) -> set[str]:
    return {file.name for file in (storage.folder() / alice.tenant.hex).iterdir()}


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission())
    photo = Handed("a.jpg", "image/jpeg", picture("JPEG"))
    with alice.filon.inside(alice.tenant):
        logos.show_logo(picture("PNG"))
    with alice.filon.inside(alice.tenant):
        imports.bring(b"Nom;Mail\nSalma;s@example.com\n", "a.csv")
        attachments.attach(Lead.by_number(1), [photo])
    alice.filon.work()
    named = on_disk(alice)
    assert len(named) == 4, "with the small picture"
    with suppress(ZeroDivisionError), alice.filon.inside(alice.tenant):
        attachments.attach(Lead.by_number(1), [photo])
        _ = 1 / 0
    (storage.folder() / alice.tenant.hex / ".half").write_bytes(b"half")
    schedule.forget_files_that_no_row_names(alice.filon.settings)
    assert len(on_disk(alice)) == 6, "its row may be about to be written"
    with clock.standing_at(clock.now() + UNNAMED_FOR + timedelta(hours=1)):
        with alice.filon.inside(alice.tenant):
            logos.show_none()
        schedule.forget_files_that_no_row_names(alice.filon.settings)
        assert on_disk(alice) == named, "a logo that was just taken away can be put back"
