"""The real Contact Form 7, where REAL_PLUGINS has one: its hooks are as recorded, and its forms are captured."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.parts.databases import Databases
from tests.parts.mariadb import MariaDB
from tests.parts.processes import until
from tests.parts.shapes import must_fit
from tests.parts.smtp import Mailbox
from tests.parts.wordpress import WordPress
from tests.wordpress.contact_form_7 import (
    FOLDER,
    KARIM,
    KHADIJA,
    SAMIRA,
    WHY_NOT,
    FormSite,
    as_recorded,
    recorded,
    send_everything,
)
from tests.wordpress.forms.entries import DAY, forget, found_again, look
from tests.wordpress.standin import StandIn
from tests.wordpress.test_contact_form_7 import ANSWERS, CONSENT
from tests.wordpress.test_form import SCHEMA, values_of
from tests.wordpress.test_real_service import RunningService, assert_contact_form_7

pytestmark = [
    pytest.mark.wordpress,
    pytest.mark.skipif(not FOLDER, reason=WHY_NOT),
]


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def real(request: pytest.FixtureRequest, mariadb: MariaDB) -> Iterator[FormSite]:
    """A WordPress with Contact Form 7 and its forms."""
    with WordPress(mariadb=mariadb if request.param == "mariadb" else None) as wordpress:
        yield FormSite(wordpress)


def test_it_works(real: FormSite, service: StandIn) -> None:
    real.reset(service.code)
    sent = real.send_form("quote", KHADIJA, files={"plan": ("Plan é.pdf", b"%PDF-1.4 plan")})
    assert sent.json()["status"] == "mail_sent"
    [kept] = real.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == ANSWERS | {"plan": ["Plan-e.pdf"]}
    assert kept["files"] == [{"field_id": "plan", "name": "Plan-e.pdf", "size": 13}]
    assert kept["page"] == real.pages["quote"]
    assert kept["consents"][0] == {"field_id": "rgpd", "text": CONSENT, "given": True}
    real.beacon()
    assert real.statuses() == ["delivered"]
    assert "Contact Form 7: seen, its requests are sent." in real.settings(real.sign_in())
    assert real.wordpress.php_errors() == []


def test_its_hooks_are_as_recorded(real: FormSite, service: StandIn) -> None:
    real.reset(service.code)
    real.hooks()
    assert as_recorded(send_everything(real)) == {
        name: value for name, value in recorded().items() if name != "version"
    }
    spam = [kept.get("spam") for kept in real.submissions()]
    assert spam == [None, None, None, {"by": "wpcf7"}, None, None]
    assert real.wordpress.php_errors() == []


def test_what_it_sends_becomes_a_prospect(
    real: FormSite, mailbox: Mailbox, databases: Databases, tmp_path: Path
) -> None:
    service = RunningService(tmp_path, real.url, mailbox, databases.sqlite())
    service.start()
    try:
        real.reset(service.code)
        real.send_form("quote", KHADIJA)
        real.send_form("arabic", SAMIRA, full=True)
        real.beacon()
        assert_contact_form_7(*service.leads())
    finally:
        service.stop()


def test_the_visitors_page_starts_the_delivery(real: FormSite, service: StandIn, page: Page) -> None:
    real.reset(service.code)
    page.goto(real.pages["arabic"])
    page.get_by_label("الاسم الكامل").fill("سميرة العلوي")
    page.get_by_label("رقم الهاتف").fill("0661234567")
    page.get_by_label("أوافق").check()
    page.get_by_role("button", name="أرسل").click()
    expect(page.locator("form.wpcf7-form.sent")).to_be_visible()
    until(lambda: service.kept, "the beacon's delivery")


@pytest.fixture
def flamingo(real: FormSite) -> Iterator[FormSite]:
    """The same with Flamingo, which keeps messages."""
    if not Path(FOLDER, "flamingo").is_dir():
        pytest.skip("REAL_PLUGINS names no folder with flamingo in it")
    folder = real.wordpress.site.root / "wp-content" / "plugins" / "flamingo"
    shutil.copytree(Path(FOLDER, "flamingo"), folder, dirs_exist_ok=True)
    real.wordpress.wp("plugin", "activate", "flamingo")
    # What other tests have left there would be found.
    real.php("global $wpdb; $wpdb->delete( $wpdb->posts, array( 'post_type' => 'flamingo_inbound' ) );")
    yield real
    real.wordpress.wp("plugin", "deactivate", "flamingo")


def test_what_nobody_heard_of_is_found_in_flamingo(flamingo: FormSite) -> None:
    for key, values in (("quote", KHADIJA), ("arabic", SAMIRA)):
        [told], [found] = found_again(flamingo, functools.partial(flamingo.send_form, key, values))
        for name in ("source", "form", "consents", "page"):
            assert found[name] == told[name]
        assert [field["id"] for field in found["fields"]] == [field["id"] for field in told["fields"]]
        # It keeps no backslash.
        assert values_of(found)["your-message"] == values_of(told)["your-message"].replace("\\", "")
    for key in ("demo", "forgetful"):
        assert found_again(flamingo, functools.partial(flamingo.send_form, key, KARIM)) == ([], [])


def test_one_message_that_cannot_be_read_hides_no_other(flamingo: FormSite) -> None:
    found_again(flamingo, functools.partial(flamingo.send_form, "arabic", SAMIRA))
    newest = "get_posts( array( 'post_type' => 'flamingo_inbound', 'numberposts' => 1, 'orderby' => 'ID' ) )[0]->ID"
    flamingo.php(f"update_option( 'unreadable', {newest} );")
    flamingo.send_form("arabic", SAMIRA | {"your-message": "أريد درجا"})
    forget(flamingo)
    broken = flamingo.wordpress.site.root / "wp-content" / "mu-plugins" / "broken.php"
    broken.write_text(
        "<?php add_filter( 'get_post_metadata', fn( $value, $id ) => $id === (int) get_option( 'unreadable' )"
        " ? throw new Error( 'x' ) : $value, 10, 2 );"
    )
    look(flamingo)
    assert [values_of(one)["your-message"] for one in flamingo.submissions()] == ["أريد درجا"]
    # Nor is it the other, which was captured at that moment.
    look(flamingo, 3 * DAY)
    broken.unlink()
    look(flamingo)
    assert len(flamingo.submissions()) == 2


def test_what_is_no_spam_in_flamingo_comes_once_more(flamingo: FormSite, service: StandIn) -> None:
    flamingo.reset(service.code)
    flamingo.send_form("quote", KHADIJA, agent="x")
    judged = (
        "foreach ( get_posts( array( 'post_type' => 'flamingo_inbound', 'numberposts' => 1, 'orderby' => 'ID',"
        " 'post_status' => 'any,flamingo-spam' ) ) as $one ) ( new Flamingo_Inbound_Message( $one ) )->{}();"
    )
    for verdict in ("unspam", "spam", "unspam"):
        flamingo.php(judged.replace("{}", verdict))
    [spam, request] = flamingo.submissions()
    assert ("spam" in spam, "spam" in request) == (True, False)
    must_fit(request, SCHEMA)
    for name in ("source", "form", "consents", "page"):
        assert request[name] == spam[name]
    assert [field["id"] for field in request["fields"]] == [field["id"] for field in spam["fields"]]
    look(flamingo)
    assert len(flamingo.rows()) == 2
    # What was never known as spam, or was erased since, stays away.
    flamingo.php("global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET line = ''\" );")
    for verdict in ("spam", "unspam"):
        flamingo.php(judged.replace("{}", verdict))
    assert len(flamingo.rows()) == 2
    assert flamingo.wordpress.php_errors() == []
