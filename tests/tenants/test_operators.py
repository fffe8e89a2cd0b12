"""The agency's staff sign in by mail and second factor, each code once; nobody else gets there, from anywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.cli import main
from filon.foundation import clock
from filon.foundation.errors import Forbidden
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.tenants.operators import staff
from filon.tenants.operators.models import Deed, Operator, OperatorSession, RecoveryCode
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox

OLIVIA = "olivia@agence.example"
JSON = {"Accept": "application/json"}


@pytest.fixture
def filon(environ: dict[str, str], mailbox: Mailbox) -> Filon:
    """The service, with a mail server, and Olivia of the agency."""
    service = Filon(environ)
    staff.add(OLIVIA, "Olivia")
    return service


class Phone:
    """An authenticator, as far as codes go; each code that it gives is of another half minute."""

    def __init__(self, enrolment: str) -> None:
        found = re.search(r'<output class="code">(.*?)</output>', enrolment)
        assert found
        self._codes = pyotp.TOTP(found[1].replace(" ", ""))

    def code(self, *, steps: int = 0) -> str:
        return self._codes.generate_otp(clock.unix() // 30 + steps)


def link(filon: Filon, mailbox: Mailbox, email: str = OLIVIA) -> str:
    filon.client.post("/operator/sign-in", data={"email": email})
    filon.work()
    found = [re.search(r"https?://[^/\s]+(/operator/sign-in/\S+)", mail.text) for mail in mailbox.mails]
    return [match[1] for match in found if match][-1]


def halfway(filon: Filon, mailbox: Mailbox) -> FlaskClient:
    """A browser in which the link's button was pressed."""
    browser = filon.client
    assert browser.post(link(filon, mailbox)).headers["Location"] == "/operator/code"
    return browser


def show(browser: FlaskClient, code: str, enrolment: str = "") -> TestResponse:
    return browser.post("/operator/code", data={"code": code, "enrolment": enrolment})


def enrolled(filon: Filon, mailbox: Mailbox) -> tuple[FlaskClient, Phone, list[str]]:
    """Olivia, signed in; her phone, and her recovery codes."""
    enrolment = staff.reset_factor(OLIVIA)
    browser = halfway(filon, mailbox)
    phone = Phone(browser.get("/operator/code").text)
    with clock.standing_at(clock.now()):  # half a minute may end between phone and service
        shown = show(browser, phone.code(steps=-1), enrolment)
    codes = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", shown.text)
    assert (shown.status_code, len(codes)) == (200, 10)
    return browser, phone, codes


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/operator/").status_code == 200


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    browser, phone, _codes = enrolled(filon, mailbox)
    assert "Menuiserie Atlas" in browser.get("/operator/").text
    assert browser.get("/operator/factor.svg").status_code == 410, "the secret is shown no more"
    again = halfway(filon, mailbox)
    page = again.get("/operator/code").text
    assert "<output" not in page
    assert show(again, phone.code()).status_code == 303
    assert is_in(again)


def test_the_link_alone_opens_nothing(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    enrolled(filon, mailbox)
    browser = halfway(filon, mailbox)
    for path in ("/operator/", "/operator/clients/1"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/operator/code")
    for code in ("", "000000", "12345", "x" * 5000, "٠٠٠٠٠٠", "0000-0000-0000"):
        assert show(browser, code).status_code == 422, code
    assert not is_in(browser)


def test_a_code_counts_once_and_none_before_it(filon: Filon, mailbox: Mailbox) -> None:
    _browser, phone, _codes = enrolled(filon, mailbox)
    first, second = halfway(filon, mailbox), halfway(filon, mailbox)
    newest, older = phone.code(), phone.code(steps=-1)
    assert show(first, newest).status_code == 303
    assert show(second, newest).status_code == 422
    assert show(second, older).status_code == 422


def test_a_clock_that_was_ahead_locks_nobody_out(filon: Filon, mailbox: Mailbox) -> None:
    _browser, phone, _codes = enrolled(filon, mailbox)
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        assert show(halfway(filon, mailbox), phone.code()).status_code == 303
    back, again = halfway(filon, mailbox), halfway(filon, mailbox)
    assert show(back, phone.code(steps=1)).status_code == 303
    assert show(again, phone.code(steps=1)).status_code == 422, "still once"


def test_an_old_code_counts_no_more(filon: Filon, mailbox: Mailbox) -> None:
    _browser, phone, _codes = enrolled(filon, mailbox)
    browser = halfway(filon, mailbox)
    code = phone.code()
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert show(browser, code).status_code == 422


def test_a_recovery_code_counts_once(filon: Filon, mailbox: Mailbox) -> None:
    _browser, _phone, codes = enrolled(filon, mailbox)
    first, second = halfway(filon, mailbox), halfway(filon, mailbox)
    assert show(first, f" {codes[0].upper()} ").status_code == 303
    assert show(second, codes[0]).status_code == 422
    with across_tenants("a test"), transaction(write=False):
        assert not any(codes[0].replace("-", "") in row.digest for row in RecoveryCode.select())


def test_codes_are_tried_ten_times_an_hour(filon: Filon, mailbox: Mailbox) -> None:
    _browser, phone, _codes = enrolled(filon, mailbox)  # which took one
    browser = halfway(filon, mailbox)
    assert [show(browser, "000000").status_code for _ in range(10)] == [422] * 9 + [429]
    assert show(browser, phone.code()).status_code == 429, "the right one has to wait, too"


def test_the_session_is_another_after_the_factor_and_ends_after_eight_hours(
    filon: Filon, mailbox: Mailbox
) -> None:
    enrolment = staff.reset_factor(OLIVIA)
    browser = halfway(filon, mailbox)
    before = browser.get_cookie("filon_operator", path="/operator")
    phone = Phone(browser.get("/operator/code").text)
    answer = show(browser, phone.code(), enrolment)
    for word in ("HttpOnly", "SameSite=Lax", "Path=/operator", "Max-Age=28800"):
        assert word in answer.headers["Set-Cookie"]
    thief = filon.client
    assert before
    thief.set_cookie("filon_operator", before.value, path="/operator")
    assert (is_in(browser), is_in(thief)) == (True, False)
    with clock.standing_at(clock.now() + timedelta(hours=8, minutes=1)):
        assert not is_in(browser)


def test_leaving_ends_it(filon: Filon, mailbox: Mailbox) -> None:
    browser, _phone, _codes = enrolled(filon, mailbox)
    cookie = browser.get_cookie("filon_operator", path="/operator")
    browser.post("/operator/sign-out")
    assert cookie
    browser.set_cookie("filon_operator", cookie.value, path="/operator")
    assert not is_in(browser)


def test_nobody_learns_who_is_an_operator(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    known, unknown = (
        filon.client.post("/operator/sign-in", data={"email": email})
        for email in (OLIVIA, "alice@atlas.example")
    )
    assert known.text.replace(OLIVIA, "X") == unknown.text.replace("alice@atlas.example", "X")
    filon.work()
    assert [mail.recipients for mail in mailbox.mails] == [[OLIVIA]]


def test_a_link_works_once_and_for_fifteen_minutes(filon: Filon, mailbox: Mailbox) -> None:
    first, second = link(filon, mailbox), link(filon, mailbox)
    assert filon.client.get(first).status_code == 200
    assert [filon.client.post(first).status_code for _ in range(2)] == [303, 410]
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert filon.client.post(second).status_code == 410


def test_members_are_no_operators_and_operators_no_members(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    owner, (olivia, _phone, _codes) = signed_in(alice), enrolled(filon, mailbox)
    assert not is_in(owner)
    assert olivia.get("/app/").status_code == 302
    cookie = owner.get_cookie("filon_session", path="/app")
    assert cookie
    owner.set_cookie("filon_operator", cookie.value, path="/operator")
    assert not is_in(owner)


def test_another_site_sends_nothing_in_her_name(filon: Filon, mailbox: Mailbox) -> None:
    browser, _phone, _codes = enrolled(filon, mailbox)
    answer = browser.post("/operator/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert is_in(browser)


def test_who_is_removed_or_reset_is_out_at_once(filon: Filon, mailbox: Mailbox) -> None:
    browser, _phone, _codes = enrolled(filon, mailbox)
    waiting = link(filon, mailbox)
    staff.reset_factor(OLIVIA)
    assert not is_in(browser)
    assert filon.client.post(waiting).status_code == 410
    browser, _phone, _codes = enrolled(filon, mailbox)
    staff.remove(OLIVIA)
    assert not is_in(browser)
    mailbox.mails.clear()
    filon.client.post("/operator/sign-in", data={"email": OLIVIA})
    filon.work()
    assert mailbox.mails == []


def test_the_tables_are_closed_in_a_tenants_name(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        for table in (Operator, OperatorSession, RecoveryCode, Deed):
            for attempt in (table.select, table.delete, table.update, table.insert):
                with pytest.raises(Forbidden):
                    attempt()


def test_what_was_done_is_only_added_to(filon: Filon) -> None:
    with across_tenants("a test"), transaction():
        for attempt in (Deed.update, Deed.delete):
            with pytest.raises(Forbidden):
                attempt()


def test_the_commands(filon: Filon, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> None:
    for name, value in filon.environ.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["operator", *words])
        return result.exit_code, result.output

    added = run("add", "omar@agence.example", "--name", "Omar")
    assert added[0] == 0
    assert re.search(r"Enrolment code: \w{4}-\w{4}-\w{4}\b", added[1])
    assert "already" in run("add", "Omar@agence.example", "--name", "Omar")[1]
    assert "e-mail" in run("add", "omar", "--name", "Omar")[1]
    assert "omar@agence.example  Omar  not enrolled yet" in run("list")[1]
    assert "Enrolment code: " in run("reset-factor", "omar@agence.example")[1]
    assert run("remove", "omar@agence.example")[0] == 0
    assert "omar" not in run("list")[1]
    assert "is no operator" in run("remove", "omar@agence.example")[1]
    assert run("add", "omar@agence.example", "--name", "Omar")[0] == 0
