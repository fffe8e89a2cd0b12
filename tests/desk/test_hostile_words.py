"""A visitor who writes code into every field of a form: on every screen and in every mail it stays what they wrote."""

from __future__ import annotations

import re
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.intake.models import Submission
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.parts.service import PairedSite, submission
from tests.parts.smtp import Mailbox

# `pwn` is the mark: it may stand in texts, and in attributes that hold texts.
MARK = "pwn"
HOSTILE = (
    "<script>pwn()</script></title></textarea></bdi>\"><a href='javascript:pwn()'>x</a>"
    "<img src=x onerror=pwn()>' onfocus='pwn()' autofocus "
    "<b hx-get='/pwn' hx-trigger='load'></b><b data-hx-get=\"/pwn\" data-hx-on:load='pwn()'></b>"
    "<svg/onload=pwn()>{{ pwn }}{% pwn %}<!--pwn"
)
_TEXTS = {
    "value",
    "title",
    "alt",
    "placeholder",
    "content",
    "datetime",
    "aria-label",
    "data-copy",
    "data-text",
    "data-html",
    "download",
    "data-draft",
}
_ADDRESSES = {"href", "src", "action", "formaction", "data-src", "poster", "srcset", "background", "cite"}
_OURS = re.compile(
    r"/(?!/)|[?#]|http://127\.0\.0\.1:8000/|https://wa\.me/\d|tel:|sms:|mailto:[^?]*$|data:image/|$"
)


class Faults(HTMLParser):
    """What of the mark is more than a text in this page, and which addresses lead where none of ours does."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.texts: list[str] = []
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        if MARK in tag:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            is_address = name in _ADDRESSES or re.fullmatch(r"(data-)?hx-(get|post|put|patch|delete)", name)
            if (
                MARK in name
                or name.startswith("on")
                or (MARK in value and not is_address and name not in _TEXTS)
            ):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if is_address and not _OURS.match(re.sub(r"[\x00-\x20]", "", value)):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if is_address and re.match(r"(https?:/)?/+pwn", value):
                self.faults.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._inside in ("script", "style") and data.strip():
            self.faults.append(f"<{self._inside}>{data[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.faults.append(f"<!--{data}")


def hostile_submission() -> dict[str, Any]:
    """Every place of a submission where a visitor, or a taken-over site, may write."""
    known = dict.fromkeys(("name", "company", "message"), HOSTILE)
    sent = submission({**known, "phone": "06 61 23 45 67", "email": "eve+pwn@example.com", "more": HOSTILE})
    sent["fields"][-1] |= {"id": HOSTILE[:191], "label": HOSTILE[:500], "type": HOSTILE[:40]}
    return {
        **sent,
        "form": {"id": HOSTILE[:191], "title": HOSTILE[:300]},
        "page": "javascript:pwn()//" + HOSTILE,
        "referrer": "javascript:pwn()//" + HOSTILE,
        "entry_id": HOSTILE[:191],
        "attribution": {
            "first": {HOSTILE[:100]: HOSTILE},
            "last": {"utm_source": HOSTILE, "referrer": HOSTILE},
        },
        "consents": [{"field_id": "name", "text": HOSTILE, "given": True}],
        "files": [{"field_id": "file", "name": HOSTILE[:300]}],
    }


@pytest.fixture
def asked(alice: PairedSite, mailbox: Mailbox) -> PairedSite:
    """Alice's site, through which somebody sent that, and somebody else what no form's reader is sure of."""
    unsure = submission(
        {"a": HOSTILE, "b": "0662000000", "c": HOSTILE}, form={"id": "y", "title": HOSTILE[:300]}
    )
    unsure["suggestions"] = {}
    answers = alice.deliver(hostile_submission(), unsure).json["answers"]
    assert {answer["answer"] for answer in answers} <= {"recorded", "joined"}, answers
    alice.filon.work()
    return alice


def read(html: str) -> str:
    """The texts of a page in which nothing is amiss."""
    page = Faults(html)
    assert page.faults == []
    return "".join(page.texts)


def test_the_rule_sees_what_breaks_it() -> None:
    assert len(Faults(HOSTILE).faults) >= 6
    assert Faults('<a href="java\nscript:x()">').faults
    assert Faults('<a href="//pwn.example/">').faults
    assert Faults("<form action='https://evil.example/'>").faults
    assert Faults("<script>x()</script>").faults
    assert not Faults("<a href='/app/'>&lt;script&gt;pwn()&lt;/script&gt;</a><input value='pwn'>").faults


PAGES = ("/", "/prospects", "/prospects?status=all", "/prospects?q=pwn", "/prospects/1", "/prospects/2")


@pytest.mark.parametrize("page", [*PAGES, "/reglages/formulaires"])
def test_on_a_page_it_is_text(asked: PairedSite, page: str) -> None:
    alone = signed_in(asked).get(f"/app{page}")
    assert alone.status_code == 200
    assert MARK in read(alone.text), "it is shown, and as it was written"
    in_frame = asked.filon.client.get(f"{base(asked)}{page}", headers=frame_bearer(asked))
    assert in_frame.status_code == 200
    read(in_frame.text)


def test_the_whole_request_on_its_own_page(asked: PairedSite) -> None:
    with asked.filon.inside(asked.tenant, write=False):
        ids = [row.id for row in Submission.select()]
    browser = signed_in(asked)
    links = re.findall(r'href="(/app/prospects/\d/requests/[^"]+)"', browser.get("/app/prospects/1").text)
    shown = [browser.get(link) for link in links]
    shown += [browser.get(f"/app/prospects/1/requests/{id}") for id in ids]
    for answer in shown:
        assert answer.status_code in (200, 404)
        read(answer.text)


def test_what_a_member_wrote_is_what_they_wrote(asked: PairedSite) -> None:
    """A note's formats stay, a file keeps its name; neither brings anything that runs."""
    browser = signed_in(asked)
    assert browser.post("/app/prospects/1/notes", data={"html": f"<b>bien</b>{HOSTILE}"}).status_code == 303
    assert browser.post("/app/prospects/1/notes", data={"text": HOSTILE}).status_code == 303
    files = {"files": [(BytesIO(b"%PDF-1.7"), "<svg onload=pwn()>' onfocus='pwn()'.pdf")]}
    sent = browser.post("/app/prospects/1/files", data=files, content_type="multipart/form-data")
    assert sent.status_code == 303
    page = browser.get("/app/prospects/1").text
    assert "<b>bien</b>" in page
    assert "<script>pwn()" in read(page), "plain text is shown as it was written"
    for path in re.findall(r'href="(/app/prospects/1/notes/[^"]+)"', page):
        read(browser.get(path).text)


def test_in_the_trash_and_in_what_is_said_of_it(asked: PairedSite) -> None:
    browser = signed_in(asked)
    thrown = browser.post("/app/prospects/1/trash")
    assert thrown.status_code == 303
    assert MARK in read(browser.get(thrown.headers["Location"]).text)
    assert "<script>pwn()" in read(browser.get("/app/prospects/trash").text)


def test_when_it_is_edited(asked: PairedSite) -> None:
    """Parts of pages that scripts ask for."""
    browser = signed_in(asked)
    for path in parts_of(browser):
        answer = browser.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
        if answer.mimetype == "text/html":
            read(answer.text)


def parts_of(browser: FlaskClient) -> set[str]:
    """Every address within the dashboard that the prospect's page asks for or links to."""
    html = browser.get("/app/prospects/1").text
    found = set(re.findall(r'(?:hx-get|href)="(/app/[^"]*)"', html))
    assert len(found) > 5
    return {path.replace("&amp;", "&") for path in found}


def test_in_the_mail_it_is_text(asked: PairedSite, mailbox: Mailbox) -> None:
    assert mailbox.mails
    for mail in mailbox.mails:
        part = mail.message.get_body(("html",))
        assert isinstance(part, EmailMessage)
        assert MARK in read(str(part.get_content()))
        assert "<script>pwn()" in mail.text, "the text part says exactly what was written"


def test_programs_get_it_as_json_that_no_browser_takes_for_a_page(asked: PairedSite) -> None:
    answer = at_the_api(signed_in(asked)).get("/api/v1/leads?number=1", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>pwn()" in str(answer.json)
