"""Mails in the look of the business that they come from: its name, its colour where it can be read, its logo."""

from __future__ import annotations

import re

import pytest

from filon.foundation import storage
from filon.tenants import business
from filon.tenants.models import Tenant
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tenants.test_logo import picture

pytestmark = pytest.mark.usefixtures("mailbox")


def _contrast_with_white(colour: str) -> float:
    """As WCAG 2.2 counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    with filon.inside(alice.tenant):
        business.wear("#ffee00")
        Tenant.update(logo=storage.keep(picture())).execute()
    alice.deliver(submission())
    filon.work()
    part = mailbox.mails[-1].message.get_body(("html",))
    assert part is not None
    html = part.get_content()
    assert "<bdi>Menuiserie Atlas</bdi>" in html
    (button,) = set(re.findall(r"background:(#\w{6});color:#ffffff", html))
    assert _contrast_with_white(button) >= 4.5, "yellow with white words is read by nobody"
    assert int(button[1:3], 16) > int(button[5:7], 16), "and it is still the business's"
    (logo,) = [one for one in mailbox.mails[-1].message.walk() if one.get_content_type() == "image/png"]
    assert f'src="cid:{logo["Content-ID"].strip("<>")}"' in html


def test_who_has_chosen_nothing_has_ours(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    alice.deliver(submission())
    filon.work()
    message = mailbox.mails[-1].message
    assert "#2271b1" in str(message)
    assert "cid:" not in str(message)
