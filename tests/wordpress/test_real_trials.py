"""The nightly test against the service itself, and with real form plugins where REAL_PLUGINS has them."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.processes import until
from tests.parts.smtp import Mailbox
from tests.parts.wordpress import WordPress
from tests.wordpress import contact_form_7
from tests.wordpress.forms import (
    elementor_pro,
    everest_forms,
    fluent_forms,
    formidable,
    forminator,
    gravity_forms,
    wpforms,
)
from tests.wordpress.forms.plugin import FOLDER, FormPlugin, FormSite
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_real_service import RunningService, filon, home

__all__ = ["filon", "home"]

pytestmark = pytest.mark.wordpress

# The form, and the table that its entries are in.
FORMS = [
    (wpforms.PLUGIN, "guarded", ""),
    (wpforms.PLUGIN, "quote", ""),
    (gravity_forms.PLUGIN, "guarded", "wp_gf_entry"),
    (fluent_forms.PLUGIN, "arabic", "wp_fluentform_submissions"),
    (formidable.PLUGIN, "arabic", "wp_frm_items"),
    (everest_forms.PLUGIN, "arabic", "wp_evf_entries"),
    (forminator.PLUGIN, "no script", "wp_frmt_form_entry"),
]


def result(service: RunningService) -> str | None:
    """How the last test of the site's only form ended in the service."""
    path = service.environ["FILON_DATABASE"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as database:
        found: str | None = database.execute("SELECT test_result FROM form_map").fetchone()[0]
        return found


def test_it_works(home: PluginSite, filon: RunningService, mailbox: Mailbox) -> None:
    filon.start_worker()
    saved = home.press(home.sign_in(), "filon_forms", **{"tested[0]": "filon:contact"})
    assert "The form took the test, and Filon has it." in saved
    assert "The form took the test, and Filon has it." in home.wordpress.wp("filon", "test", "filon:contact")
    until(lambda: result(filon) == "passed", "the worker's rehearsal", 30)
    assert (filon.leads(), mailbox.mails) == ([], [])
    assert "0 received: 0 new" in home.wordpress.wp("filon", "ledger")


def try_form(
    site: PluginSite, service: StandIn, key: str, visit: Callable[[], object] | None = None
) -> dict[str, object]:
    """Test a form by hand, once it was visited; what arrived of it."""
    site.reset(service.code)
    if visit:
        visit()
    mails = site.wordpress.mails()
    assert "The form took the test, and Filon has it." in site.wordpress.wp("filon", "test", key)
    test = service.submissions()[-1]
    assert (test["test"], site.rows()[-1]["answer"]) == (True, "tested")
    assert site.wordpress.mails() == mails
    assert site.wordpress.php_errors() == []
    found: dict[str, object] = test
    return found


@pytest.mark.skipif(
    not FOLDER or not (Path(FOLDER) / "contact-form-7").is_dir(), reason=contact_form_7.WHY_NOT
)
def test_contact_form_7(service: StandIn) -> None:
    with WordPress() as wordpress:
        site = contact_form_7.FormSite(wordpress)
        test = try_form(site, service, f"cf7:{site._ids['arabic']}")
        assert test["form"]["title"] == contact_form_7.FORMS["arabic"][0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("plugin", "key", "entries"), FORMS, ids=[f"{plugin.slug}-{key}" for plugin, key, _entries in FORMS]
)
def test_others(plugin: FormPlugin, key: str, entries: str, service: StandIn, mariadb: MariaDB) -> None:
    if not FOLDER or not (Path(FOLDER) / plugin.folder).is_dir():
        pytest.skip(f"REAL_PLUGINS names no folder with {plugin.folder} in it")
    with WordPress(mariadb=mariadb) as wordpress:
        site = FormSite(wordpress, plugin)
        try_form(site, service, f"{plugin.slug}:{site.ids[key]}")
        if not entries:
            return
        assert wordpress.sql(f"SELECT COUNT(*) FROM {entries}") == [["0"]]
        (wordpress.site.root / "wp-content" / "mu-plugins" / "deaf.php").write_text(DEAF)
        with pytest.raises(RuntimeError, match="nothing of it was captured"):
            wordpress.wp("filon", "test", f"{plugin.slug}:{site.ids[key]}")
        assert wordpress.sql(f"SELECT COUNT(*) FROM {entries}") == [["0"]], "nor is that one left"


# As if an update had changed the form plugin's hooks.
DEAF = """<?php add_action( 'wp_loaded', function () {
foreach ( $GLOBALS['wp_filter'] as $hook => $filter ) foreach ( $filter->callbacks as $at => $all )
foreach ( array_column( $all, 'function' ) as $ours )
if ( is_string( $ours ) && str_starts_with( $ours, 'Filon\\\\capture_' ) ) remove_action( $hook, $ours, $at ); } );"""


@pytest.mark.skipif(
    not FOLDER or not (Path(FOLDER) / "pro-elements").is_dir(), reason="REAL_PLUGINS has no pro-elements"
)
def test_elementor_pro(service: StandIn, mariadb: MariaDB) -> None:
    """Its form is known by the page it stands on, and keeps entries here."""
    with WordPress(mariadb=mariadb) as wordpress:
        site = FormSite(wordpress, elementor_pro.PLUGIN)
        mail, both = '"submit_actions":["email"]', '"submit_actions":["save-to-database","email"]'
        keeps = f"meta_value = REPLACE( meta_value, '{mail}', '{both}' )"
        wordpress.sql(f"UPDATE wp_postmeta SET {keeps} WHERE meta_key = '_elementor_data'")
        # As php/elementor-pro.php names "arabic".
        test = try_form(
            site, service, "elementor-pro:c56279a", lambda: elementor_pro.PLUGIN.cases["arabic"](site)
        )
        assert test["page"] == site.pages["arabic"]
        assert wordpress.sql("SELECT COUNT(*) FROM wp_e_submissions") == [["1"]], "the visitor's own"


@pytest.mark.skipif(
    not FOLDER or not (Path(FOLDER) / "forminator").is_dir(), reason="REAL_PLUGINS has no forminator"
)
def test_integrations_of_forminator(service: StandIn, mariadb: MariaDB) -> None:
    """None of them is so much as asked: one calls past WordPress."""
    with WordPress(mariadb=mariadb) as wordpress:
        site = FormSite(wordpress, forminator.PLUGIN)
        form = site.ids["no script"]
        site.php(
            "Forminator_Integration_Loader::get_instance()->activate_addon( 'webhook' );"
            f"forminator_get_addon( 'webhook' )->get_addon_settings( {form}, 'form' )->save_module_settings_values("
            " array( 'x' => array( 'webhook_url' => 'http://127.0.0.1:9/', 'name' => 'Automate' ) ) );"
        )
        (wordpress.site.root / "wp-content" / "mu-plugins" / "asked.php").write_text(
            "<?php add_filter( 'forminator_addon_webhook_endpoint', function ( $url ) {"
            " update_option( 'asked', 1 + (int) get_option( 'asked' ) ); return $url; } );"
        )
        asked = "echo (int) get_option( 'asked' );"
        forminator.PLUGIN.cases["no script"](site)
        assert site.php(asked) == "1", "of what a visitor sent"
        try_form(site, service, f"forminator:{form}")
        assert site.php(asked) == "1"
