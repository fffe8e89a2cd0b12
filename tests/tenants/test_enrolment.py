"""An operator enrols a second factor with a code that no mail brought, in the session that was shown the secret."""

from __future__ import annotations

from filon.foundation.operator import across_tenants
from filon.foundation.secrets import Keyring
from filon.foundation.transactions import transaction
from filon.tenants.operators import factor, staff
from filon.tenants.operators.models import Operator
from tests.parts.service import Filon
from tests.parts.smtp import Mailbox
from tests.tenants.test_operators import OLIVIA, Phone, filon, halfway, is_in, link, show

__all__ = ["filon"]  # the service with Olivia of the agency


def test_it_works(filon: Filon, mailbox: Mailbox) -> None:
    enrolment = staff.reset_factor(OLIVIA)
    browser = halfway(filon, mailbox)
    phone = Phone(browser.get("/operator/code").text)
    wrong = show(browser, "000000", enrolment)
    assert (wrong.status_code, f'value="{enrolment}"' in wrong.text) == (422, True), "not to be typed again"
    assert show(browser, phone.code(), enrolment).status_code == 200
    assert is_in(browser)


def test_the_picture_holds_the_secret_and_no_style(filon: Filon, mailbox: Mailbox) -> None:
    browser = halfway(filon, mailbox)
    browser.get("/operator/code")
    picture = browser.get("/operator/factor.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"style" not in picture.data
    assert filon.client.get("/operator/factor.svg").status_code == 302


def test_mail_alone_makes_nobody_an_operator(filon: Filon, mailbox: Mailbox) -> None:
    enrolment = staff.reset_factor(OLIVIA)
    thief = halfway(filon, mailbox)
    phone = Phone(thief.get("/operator/code").text)
    for wrong in ("", enrolment[:-1], enrolment.replace("-", "")[::-1], "é" * 40):
        answer = show(thief, phone.code(), wrong)
        assert (answer.status_code, "inscription ne convient pas" in answer.text) == (422, True), wrong
    assert not is_in(thief)
    with across_tenants("a test"), transaction(write=False):
        assert enrolment.replace("-", "") not in str(Operator.get().__data__)
    assert show(thief, phone.code(), f" {enrolment.upper()} ").status_code == 200, (
        "with the code it is Olivia"
    )


def test_who_read_the_mail_before_has_no_part_in_what_is_enrolled(filon: Filon, mailbox: Mailbox) -> None:
    enrolment = staff.reset_factor(OLIVIA)
    thief, waiting = halfway(filon, mailbox), link(filon, mailbox)
    seen = Phone(thief.get("/operator/code").text)
    olivia = halfway(filon, mailbox)
    phone = Phone(olivia.get("/operator/code").text)
    assert phone.code() != seen.code(), "each session is shown a secret of its own"
    assert show(olivia, seen.code(), enrolment).status_code == 422
    assert show(olivia, phone.code(), enrolment).status_code == 200
    assert show(thief, phone.code()).status_code == 401, "the older session has ended"
    assert filon.client.post(waiting).status_code == 410
    late = halfway(filon, mailbox)
    assert show(late, seen.code(), enrolment).status_code == 422
    assert not is_in(late)
    assert is_in(olivia)


def test_an_enrolment_code_counts_once_and_only_the_newest(filon: Filon, mailbox: Mailbox) -> None:
    older, newest = staff.reset_factor(OLIVIA), staff.reset_factor(OLIVIA)
    browser = halfway(filon, mailbox)
    phone = Phone(browser.get("/operator/code").text)
    assert show(browser, phone.code(), older).status_code == 422
    assert show(browser, phone.code(), newest).status_code == 200
    staff.reset_factor(OLIVIA)
    again = halfway(filon, mailbox)
    assert show(again, Phone(again.get("/operator/code").text).code(), newest).status_code == 422


def test_a_code_whose_key_is_gone_is_wrong_and_stops_nobody(filon: Filon, mailbox: Mailbox) -> None:
    enrolment = staff.reset_factor(OLIVIA)
    browser = halfway(filon, mailbox)
    phone = Phone(browser.get("/operator/code").text)
    gone = Keyring((("gone", b"g" * 32),)).seal(b"code", context="anywhere")
    with across_tenants("leave a code of a key that is gone"), transaction():
        Operator.update(enrolment=gone).execute()
    assert show(browser, phone.code(), enrolment).status_code == 422
    with across_tenants("change the key"), transaction():
        factor.reseal_all()
        assert Operator.get().enrolment is None
    fresh = staff.reset_factor(OLIVIA)
    again = halfway(filon, mailbox)
    assert show(again, Phone(again.get("/operator/code").text).code(), fresh).status_code == 200
