"""Files beside a prospect: handed in several at a time, had under their names, taken away and put back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from filon import schedule
from filon.foundation import clock, storage
from filon.interactions import attachments
from filon.interactions.file_names import cleaned
from filon.interactions.models import Attachment
from filon.leads.models import Lead
from filon.tenants.models import Member, Tenant
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_logo import bomb, picture

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def filon(environ: dict[str, str], tmp_path: Path) -> Filon:
    """The service, with an empty folder for its files."""
    return Filon({**environ, "FILON_FILES": str(tmp_path / "files")})


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    return signed_in(alice)


def send(browser: FlaskClient, *files: tuple[str, bytes], number: int = 1) -> TestResponse:
    form = {"files": [(BytesIO(content), name) for name, content in files]}
    return browser.post(f"/app/prospects/{number}/files", data=form, content_type="multipart/form-data")


def page(browser: FlaskClient, query: str = "") -> str:
    return browser.get(f"/app/prospects/1{query}").text


def links(html: str) -> dict[str, str]:
    """Name → address of each file that the page offers."""
    found = re.findall(r'<a class="file-link" href="([^"]+)" download="([^"]*)"', html)
    return {unescape(name): unescape(address) for address, name in found}


def kept(alice: PairedSite) -> list[Any]:
    with alice.filon.inside(alice.tenant, write=False):
        return list(Attachment.select().order_by(Attachment.id))


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    sent = send(browser, ("Devis n° 12.pdf", PDF), ("photo.jpg", picture("JPEG")))
    assert (sent.status_code, sent.headers["Location"]) == (303, "/app/prospects/1")
    html = page(browser)
    assert "Alice a ajouté 2 fichiers" in html
    addresses = links(html)
    assert list(addresses) == ["Devis n° 12.pdf", "photo.jpg"]
    answer = browser.get(addresses["Devis n° 12.pdf"])
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Devis%20n%C2%B0%2012.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_picture_is_seen_small_once_the_worker_has_drawn_it(
    alice: PairedSite, browser: FlaskClient
) -> None:
    send(browser, ("chantier.jpg", picture("JPEG", (3000, 2000))))
    assert "/preview" not in page(browser)
    alice.filon.work()
    [address] = re.findall(r'src="([^"]+/preview)"', page(browser))
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert len(answer.data) < 20_000
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_bomb_is_a_file_without_a_picture(alice: PairedSite, browser: FlaskClient) -> None:
    assert send(browser, ("plan.png", bomb())).status_code == 303
    alice.filon.work()
    html = page(browser)
    assert "/preview" not in html
    assert browser.get(links(html)["plan.png"]).data == bomb()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("devis.pdf", b"<!doctype html><script>x()</script>", "Ce genre de fichier n’est pas accepté"),
        ("devis.pdf", b"MZ\x90\x00" + bytes(100), "Ce genre de fichier n’est pas accepté"),
        ("devis.pdf", picture("PNG"), "Son contenu n’est pas ce que dit son nom (.pdf)"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Ce genre de fichier n’est pas accepté"),
        ("a.js", b"alert(1)", "Ce genre de fichier n’est pas accepté"),
        ("a.bat", b"@echo off", "Ce genre de fichier n’est pas accepté"),
        ("a.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(50), "Ce genre de fichier n’est pas accepté"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "C’est un ancien format"),
        ("vide.pdf", b"", "Ce fichier est vide"),
        ("lourd.pdf", PDF + bytes(attachments.MOST_BYTES), "trop lourd"),
    ],
)
def test_what_is_refused_is_named_with_its_reason(
    alice: PairedSite, browser: FlaskClient, name: str, content: bytes, sentence: str
) -> None:
    answer = send(browser, (name, content))
    assert answer.status_code == 422
    assert name in answer.text
    assert sentence in unescape(answer.text)
    assert (kept(alice), files_on_disk(alice)) == ([], [])


def files_on_disk(alice: PairedSite) -> list[str]:
    folder = storage.folder() / alice.tenant.hex
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def test_one_that_is_refused_does_not_hold_the_others_up(alice: PairedSite, browser: FlaskClient) -> None:
    answer = send(browser, ("a.pdf", PDF), ("b.pdf", b"<html>"), ("c.pdf", PDF))
    assert answer.status_code == 422
    assert list(links(answer.text)) == ["a.pdf", "c.pdf"]
    assert "b.pdf" in answer.text
    assert len(files_on_disk(alice)) == 2


def test_no_more_than_ten_at_once(alice: PairedSite, browser: FlaskClient) -> None:
    answer = send(browser, *((f"{n}.pdf", PDF) for n in range(12)))
    assert answer.status_code == 422
    assert "11.pdf\u00a0: dix fichiers au plus à la fois." in unescape(answer.text)
    assert len(kept(alice)) == 10


def test_nothing_chosen(browser: FlaskClient) -> None:
    answer = send(browser, ("", b""))
    assert answer.status_code == 422
    assert "Choisissez au moins un fichier." in answer.text


def test_more_than_a_request_may_carry(alice: PairedSite, browser: FlaskClient) -> None:
    third = PDF + bytes(9 * 1024 * 1024)
    assert send(browser, ("a.pdf", third), ("b.pdf", third)).status_code == 303
    assert send(browser, *((f"{n}.pdf", third) for n in range(3))).status_code == 413
    assert len(kept(alice)) == 2


def test_only_this_form_may_be_that_large(browser: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/notes", data={"text": "x" * 3_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["تصميم المطبخ.pdf", "Devis “cuisine” n° 1; été.pdf", "x" * 300 + ".pdf"])
def test_it_comes_back_under_its_name(browser: FlaskClient, name: str) -> None:
    assert send(browser, (name, PDF)).status_code == 303
    [(shown, address)] = links(page(browser)).items()
    assert shown == cleaned(name)
    answer = browser.get(address)
    assert answer.data == PDF
    said = parse_options_header(answer.headers["Content-Disposition"])
    assert said == ("attachment", {"filename": shown})


def test_a_picture_under_another_pictures_name_is_put_right(browser: FlaskClient) -> None:
    send(browser, ("IMG-20260423-WA0003.jpg", picture("WEBP")))
    assert list(links(page(browser))) == ["IMG-20260423-WA0003.webp"]


def test_taking_one_away_and_putting_it_back(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.pdf", PDF))
    address = links(page(browser))["a.pdf"]
    [file] = kept(alice)
    gone = browser.post(f"/app/prospects/1/files/{file.id}/removal")
    html = browser.get(gone.headers["Location"]).text
    assert "«\u00a0a.pdf\u00a0» a été retiré." in html
    assert "retiré par Alice" in html
    assert links(html) == {}
    assert browser.get(address).status_code == 404
    assert browser.post(f"/app/prospects/1/files/{file.id}/restoration").status_code == 303
    assert browser.get(links(page(browser))["a.pdf"]).data == PDF


def test_thirty_days_later_it_is_gone_for_good(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.jpg", picture("JPEG")))
    alice.filon.work()
    [file] = kept(alice)
    assert len(files_on_disk(alice)) == 2
    browser.post(f"/app/prospects/1/files/{file.id}/removal")
    with clock.standing_at(clock.now() + attachments.KEPT_REMOVED + timedelta(hours=1)):
        schedule.forget_removed_files(alice.filon.settings)
        alice.filon.work()
    assert files_on_disk(alice) == []
    with alice.filon.inside(alice.tenant, write=False):
        assert Tenant.current().kept_bytes == 0
    html = page(browser)
    assert "retiré par Alice" in html
    assert "Remettre" not in html
    assert browser.post(f"/app/prospects/1/files/{file.id}/restoration").status_code == 409


def test_an_address_holds_for_a_day_of_work_and_for_one_file(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.pdf", PDF), ("b.pdf", PDF + b"b"))
    addresses = links(page(browser))
    a, b = addresses["a.pdf"].rpartition("/"), addresses["b.pdf"].rpartition("/")
    assert browser.get(f"{a[0]}/{b[2]}").status_code == 404
    assert browser.get(f"{a[0]}/x").status_code == 404
    assert alice.filon.client.get(addresses["a.pdf"]).status_code == 302, "nobody has it without signing in"
    with clock.standing_at(clock.now() + timedelta(hours=12, minutes=1)):
        assert browser.get(addresses["a.pdf"]).status_code == 404


def test_charlie_has_none_of_them(alice: PairedSite, charlie: PairedSite, browser: FlaskClient) -> None:
    charlie.deliver(submission())
    send(browser, ("a.jpg", picture("JPEG")))
    alice.filon.work()
    html = page(browser)
    stranger = signed_in(charlie)
    [file] = kept(alice)
    for address in [links(html)["a.jpg"], *re.findall(r'src="([^"]+/preview)"', html)]:
        assert browser.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/app/prospects/1/files/{file.id}/removal").status_code == 404
    assert kept(alice)[0].is_there


def test_a_reader_has_them_and_changes_none(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.pdf", PDF))
    [file] = kept(alice)
    reader = signed_in(alice, "reader")
    html = reader.get("/app/prospects/1").text
    assert reader.get(links(html)["a.pdf"]).data == PDF
    assert "/removal" not in html
    assert reader.post(f"/app/prospects/1/files/{file.id}/removal").status_code == 403
    assert send(reader, ("b.pdf", PDF)).status_code == 403
    assert len(kept(alice)) == 1
    assert len(files_on_disk(alice)) == 1


def test_in_wp_admin_pictures_wait_for_their_ticket(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.jpg", picture("JPEG")))
    alice.filon.work()
    html = alice.filon.client.get(f"{base(alice)}/prospects/1", headers=frame_bearer(alice)).text
    assert re.search(r'data-src="/app/s/[^"]+/preview"', html)


def test_a_prospect_that_is_not_there_keeps_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    assert send(browser, ("a.pdf", PDF), number=9).status_code == 404
    assert files_on_disk(alice) == []


def test_nothing_is_kept_when_the_business_is_full(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.pdf", PDF))
    with alice.filon.inside(alice.tenant):
        assert Tenant.current().kept_bytes == len(PDF)
        Tenant.update(kept_bytes=attachments.MOST_BYTES_KEPT - len(PDF) + 1).execute()
    alice.deliver(submission({"name": "Younes", "phone": "0661000002"}))
    bobs = signed_in(alice, "agent")
    with alice.filon.inside(alice.tenant):
        Lead.update(owner_id=Member.get(Member.role == "owner").id).where(Lead.number == 1).execute()
        Member.update(only_own=True).where(Member.role == "agent").execute()
    for each, number in ((browser, 1), (bobs, 2)):  # he sees none of her files, which fill it all the same
        answer = send(each, ("b.pdf", PDF), number=number)
        assert answer.status_code == 422
        assert "L’espace de vos fichiers est plein" in unescape(answer.text)
    assert len(files_on_disk(alice)) == 1


def test_the_thread_shows_one_kind_page_by_page(alice: PairedSite, browser: FlaskClient) -> None:
    send(browser, ("a.pdf", PDF))
    for n in range(60):
        browser.post("/app/prospects/1/notes", data={"text": f"Note {n}."})
    first = page(browser)
    assert "Note 59." in first
    assert "Note 9." not in first
    [older] = re.findall(r'href="([^"]+before=[^"]+)"', first)
    second = browser.get(unescape(older)).text
    assert "Note 9." in second
    assert "Note 10." not in second
    assert "A fait une demande" in second
    only_files = page(browser, "?show=files")
    assert list(links(only_files)) == ["a.pdf"]
    assert "Note 59." not in only_files
    assert "A fait une demande" in page(browser, "?show=exchanges")
    notes = page(browser, "?show=notes")
    [older] = re.findall(r'href="([^"]+show=notes[^"]+before=[^"]+|[^"]+before=[^"]+show=notes)"', notes)
    assert "Note 0." in browser.get(unescape(older)).text
    for nonsense in ("?show=x", "?before=x", f"?before={alice.tenant}"):
        assert "Note 59." in page(browser, nonsense)
