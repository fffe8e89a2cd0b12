"""A request that neither the database nor the disk takes is mailed to the site's administrator, never only logged."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress import contact_form_7
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_contact_form_7 import CASES, replay


@contextlib.contextmanager
def read_only(site: PluginSite) -> Iterator[None]:
    """The database takes nothing, and where the folder of files would be is a file; as with a full disk."""
    place = Path(site.wordpress.site.root, "wp-content", "uploads", "filon")
    place.parent.mkdir(exist_ok=True)
    place.touch()
    plugin = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "read-only.php")
    plugin.write_text("<?php $GLOBALS['wpdb']->query( 'SET SESSION TRANSACTION READ ONLY' );")
    try:
        yield
    finally:
        plugin.unlink()
        place.unlink()


@pytest.fixture
def mended(site: PluginSite) -> Iterator[PluginSite]:
    """Nothing was lost before; what is logged is looked at here."""
    forget = "Filon\\remove_file( Filon\\loss_file() );"
    site.php(forget)
    yield site
    site.php(forget)
    site.wordpress.site.debug_log.unlink(missing_ok=True)


def test_it_works(mended: PluginSite, service: StandIn) -> None:
    with read_only(mended):
        assert replay(mended, CASES["script"]) == []
    assert "IT IS LOST" in mended.wordpress.site.debug_log.read_text()
    [mail] = mended.wordpress.mails()
    assert mail["to"] == [mended.php("echo get_option( 'admin_email' );")]
    assert "could not be kept" in mail["subject"]
    for said in ("Khadija Berrada", "khadija@example.com", "06 12 34 56 78", "Votre projet", "/devis/", "☑"):
        assert said in mail["message"]
    assert "sésame" not in mail["message"]
    page = mended.sign_in().get(f"{mended.url}/wp-admin/index.php", timeout=30).text
    assert "1 request could be kept nowhere on this site (the last one" in page
    assert f"Mailed to {mail['to'][0]}: 1." in page


def lose(site: PluginSite, count: int, now: str, before: str = "") -> None:
    """`count` requests are lost at `now`, Unix seconds in PHP, after `before`."""
    with read_only(site):
        site.php(
            f"{before} for ( $n = 0; $n < {count}; $n++ ) {{ filon_capture( array( 'form' => array( 'id' => 1 ),"
            " 'fields' => array( array( 'id' => 'm', 'value' => \"Demande $n\" ) ) ) ); }"
            f" Filon\\mail_losses( {now} );"
        )


def test_no_more_than_twenty_an_hour_and_the_next_one_says_how_many(mended: PluginSite) -> None:
    hour = "intdiv( time(), HOUR_IN_SECONDS ) * HOUR_IN_SECONDS"
    lose(mended, 23, hour)
    assert len(mended.wordpress.mails()) == 20
    lose(mended, 1, f"{hour} + HOUR_IN_SECONDS")
    last = mended.wordpress.mails()[-1]
    assert len(mended.wordpress.mails()) == 21
    assert "3 more were lost before it without a mail" in last["message"]
    said = mended.php("echo Filon\\losses_in_words();")
    assert "24 requests could be kept nowhere" in said
    assert f"Mailed to {last['to'][0]}: 21." in said


def test_a_mail_that_the_site_does_not_take_is_not_counted_as_one(mended: PluginSite) -> None:
    lose(mended, 2, "time()", "add_filter( 'pre_wp_mail', '__return_false', 99 );")
    said = mended.php("echo Filon\\losses_in_words();")
    assert "2 requests could be kept nowhere" in said
    assert ": 0." in said
    lose(mended, 1, "time()")
    assert "2 more were lost before it without a mail" in mended.wordpress.mails()[-1]["message"]
    said = mended.php("echo Filon\\losses_in_words();")
    assert "3 requests could be kept nowhere" in said
    assert ": 1." in said


def test_after_a_week_the_count_begins_anew(mended: PluginSite) -> None:
    lose(mended, 2, "time() - WEEK_IN_SECONDS - MINUTE_IN_SECONDS")
    assert mended.php("echo Filon\\losses_in_words();") == ""
    lose(mended, 1, "time()")
    said = mended.php("echo Filon\\losses_in_words();")
    assert "1 request could be kept nowhere" in said
    assert ": 1." in said


def test_spam_is_not_mailed(mended: PluginSite) -> None:
    with read_only(mended):
        assert replay(mended, CASES["spam"]) == []
    assert mended.wordpress.mails() == []


@pytest.mark.skipif(not contact_form_7.FOLDER, reason=contact_form_7.WHY_NOT)
def test_the_real_contact_form_7(mariadb: MariaDB, service: StandIn) -> None:
    with WordPress(mariadb=mariadb) as wordpress:
        real = contact_form_7.FormSite(wordpress)
        real.reset(service.code)
        # WordPress writes down its salts with the first.
        real.send_form("quote", contact_form_7.KHADIJA)
        with read_only(real):
            sent = real.send_form("quote", contact_form_7.KHADIJA)
        assert sent.json()["status"] == "mail_sent", "the visitor's form goes on"
        assert len(real.rows()) == 1
        [mail] = [mail for mail in wordpress.mails() if "could not be kept" in mail["subject"]]
        assert "Khadija Berrada" in mail["message"]
