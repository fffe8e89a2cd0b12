"""A business's logo: a picture, drawn anew and small, shown to its own people only; anything else is refused."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin
from werkzeug.test import TestResponse

from filon.foundation import clock, storage
from filon.foundation.errors import Invalid
from filon.foundation.fields import in_seconds
from filon.foundation.leases import Lease
from filon.foundation.transactions import transaction
from filon.tenants import logos
from filon.tenants.models import Tenant
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program
from tests.tenants.test_settings import undo

BUSINESS = "/app/reglages/entreprise"
LOGO = "/api/v1/business/logo"


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 300), **how: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, (180, 90, 20)).save(file, kind, **how)
    return file.getvalue()


def send(browser: FlaskClient, content: bytes, name: str = "logo.png") -> TestResponse:
    form = {"logo": (BytesIO(content), name, "image/png")}
    return browser.post(f"{BUSINESS}/logo", data=form, content_type="multipart/form-data")


def shown(browser: FlaskClient) -> str:
    """Address of the logo at the top of the page, empty when there is none."""
    found = re.search(r'<img class="logo" alt="" src="([^"]+)"', browser.get("/app/").text)
    return found[1] if found else ""


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    assert shown(browser) == ""
    sent = send(browser, picture())
    assert sent.status_code == 303
    answer = browser.get(shown(browser))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(BytesIO(answer.data)).size == (512, 256)
    undo(browser, browser.get(sent.headers["Location"]).text)
    assert shown(browser) == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_drawn_anew_whatever_it_was(filon: Filon, alice: PairedSite, kind: str) -> None:
    browser = signed_in(alice)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    content = picture(kind, **({"pnginfo": notes} if kind == "PNG" else {})) + b"<script>alert(1)</script>"
    assert send(browser, content, "x.html").status_code == 303
    kept = browser.get(shown(browser)).data
    assert kept.startswith(b"\x89PNG")
    assert b"script" not in kept


def test_a_photo_stands_upright(filon: Filon, alice: PairedSite) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # a phone held on its side
    browser = signed_in(alice)
    send(browser, picture("JPEG", (400, 200), exif=turned))
    assert Image.open(BytesIO(browser.get(shown(browser)).data)).size == (200, 400)


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 points in a few kilobytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


def endless() -> bytes:
    """A JPEG whose last scan comes a hundred thousand times: hours of work."""
    file = BytesIO()
    Image.new("L", (4000, 4000)).save(file, "JPEG", progressive=True)
    content = file.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * ((1024 * 1024 - len(content)) // len(last)) + content[-2:]


@pytest.mark.long
def test_a_picture_that_takes_all_time_is_given_up(filon: Filon, alice: PairedSite) -> None:
    content = endless()
    assert len(content) <= logos.MOST_BYTES
    browser = signed_in(alice)
    assert send(browser, content).status_code == 422
    # Others may have been waiting for the process.
    assert send(browser, picture()).status_code == 429
    with transaction():
        Lease.update(ends_at=in_seconds(-1)).execute()
    assert send(browser, picture()).status_code == 303


def test_too_many_in_an_hour_are_refused_and_nobody_elses(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    browser, wrong = signed_in(alice), b"no picture"
    sent = [send(browser, wrong).status_code for _ in range(logos.LOGOS_AN_HOUR + 1)]
    assert sent == [422] * logos.LOGOS_AN_HOUR + [429]
    assert send(signed_in(charlie), picture()).status_code == 303


def mistaken() -> bytes:
    """A photo on its side whose notes give words for its width, over which the library stumbles."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010E] = 6, "a sentence"
    content = picture("JPEG", (40, 20), exif=notes)
    broken = content.replace(b"\x01\x0e\0\x02", b"\x01\0\0\x02")
    assert broken != content
    return broken


def moving(kind: str) -> bytes:
    file, frames = BytesIO(), [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "n’est pas une image"),
        (b"GIF89a" + bytes(100), "n’est pas une image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "n’est pas une image"),
        (b"<html>\x89PNG</html>", "n’est pas une image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "n’est pas une image"),
        (picture()[:200], "n’est pas une image"),
        (picture("JPEG")[:400], "n’est pas une image"),
        (mistaken(), "n’est pas une image"),
        (picture("GIF"), "n’est pas une image"),
        (picture("BMP", (20, 20)), "n’est pas une image"),
        (picture("TIFF", (20, 20)), "n’est pas une image"),
        (moving("PNG"), "Cette image bouge"),
        (moving("WEBP"), "Cette image bouge"),
        (picture(size=(4001, 10)), "trop grande"),
        (bomb(), "trop grande"),
        (picture() + bytes(1024 * 1024), "trop lourd"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}",
)
def test_what_is_no_picture_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        logos.redraw(content)
    assert sentence in str(refused.value.errors["logo"])


def test_the_page_says_why_and_keeps_nothing(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    for content, sentence in (
        (b"", "n’est pas une image"),
        (b"<svg/>", "n’est pas une image"),
        (moving("WEBP"), "Cette image bouge"),
        (bomb(), "trop grande"),
        (picture() + bytes(1024**2), "trop lourd"),
    ):
        answer = send(browser, content)
        assert answer.status_code == 422
        assert sentence in unescape(answer.text)
        assert shown(browser) == ""


def test_a_form_without_a_file_is_refused_too(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    for form in ({}, {"logo": "text"}):
        assert browser.post(f"{BUSINESS}/logo", data=form).status_code == 422


def test_it_is_shown_to_nobody_else(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    browser, his = signed_in(alice), signed_in(charlie)
    send(browser, picture())
    address = shown(browser)
    assert his.get(address).status_code == 404
    assert filon.client.get(address).status_code == 302
    send(his, picture())
    assert his.get(shown(his)).status_code == 200


def test_inside_wp_admin_it_comes_with_a_ticket(filon: Filon, alice: PairedSite) -> None:
    send(signed_in(alice), picture())
    bearer = frame_bearer(alice)
    found = re.search(r'data-src="([^"]+)"', filon.client.get(f"{base(alice)}/", headers=bearer).text)
    assert found
    given = filon.client.post(f"{base(alice)}/tickets", json={"path": found[1]}, headers=bearer)
    ticket = given.json["ticket"]
    answer = filon.client.get(f"{found[1]}?ticket={ticket}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_a_replaced_one_is_deleted_once_it_can_no_more_be_put_back(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    send(browser, picture())
    with filon.inside(alice.tenant, write=False):
        first = Tenant.current().logo
    send(browser, picture(size=(100, 100)))
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert storage.read(first)
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        filon.work()
    with filon.inside(alice.tenant, write=False), pytest.raises(storage.NoSuchFile):
        storage.read(first)
    assert browser.get(shown(browser)).status_code == 200


def test_from_a_page_that_stayed_open_it_is_put_back_no_more(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    send(browser, picture())
    kept = shown(browser)
    page = browser.get(send(browser, picture(size=(300, 300))).headers["Location"]).text
    later = clock.now() + timedelta(minutes=6)
    with clock.standing_at(later):
        filon.work()
        assert undo(browser, page) == 409
    assert shown(browser) != kept


def test_programs_of_members_do_the_same(alice: PairedSite, charlie: PairedSite) -> None:
    owner, bob, his = (
        at_the_api(browser) for browser in (signed_in(alice), signed_in(alice, "reader"), signed_in(charlie))
    )
    assert (owner.get(LOGO).status_code, owner.delete(LOGO).status_code) == (404, 404)
    assert owner.put(LOGO, data=picture("JPEG")).status_code == 204
    shown = bob.get(LOGO)
    assert (shown.mimetype, Image.open(BytesIO(shown.data)).size) == ("image/png", (512, 256))
    for wrong in (b"", b"<svg/>", b"GIF89a", bytes(logos.MOST_BYTES + 1)):
        refused = owner.put(LOGO, data=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["logo"])
    assert his.get(LOGO).status_code == 404
    assert (bob.put(LOGO, data=picture()).status_code, bob.delete(LOGO).status_code) == (403, 403)
    assert Program(alice)("GET", LOGO).json["code"] == "key_not_taken"
    assert (owner.delete(LOGO).status_code, bob.get(LOGO).status_code) == (204, 404)
    change = owner.get("/api/v1/setting-changes").json["changes"][0]
    assert owner.delete(f"/api/v1/setting-changes/{change['id']}").status_code == 204
    assert bob.get(LOGO).data == shown.data


def test_only_managers_and_owners_change_it(filon: Filon, alice: PairedSite) -> None:
    for role in ("reader", "agent"):
        assert send(signed_in(alice, role), picture()).status_code == 403
    assert send(signed_in(alice, "manager"), picture()).status_code == 303
