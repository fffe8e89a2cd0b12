"""Orders of a WooCommerce shop are captured with what becomes of them; replayed from what its 10.0 handed over."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import SCHEMA, values_of
from tests.wordpress.test_forms_section import rows
from tests.wordpress.test_languages import FRENCH, speak
from tests.wordpress.woocommerce import recorded

REPLAY = Path(__file__).parent / "php" / "woocommerce-replay.php"
CASES: dict[str, list[dict[str, Any]]] = recorded()["cases"]


def replay(site: PluginSite, hooks: list[dict[str, Any]], before: str = "") -> list[dict[str, Any]]:
    """Fire what was recorded of one request in this site, and give what it keeps."""
    text = json.dumps(hooks).replace("\\", "\\\\").replace("'", "\\'")
    printed = site.php(
        f"require {json.dumps(str(REPLAY))}; {before} replay( json_decode( '{text}', true ) );"
    )
    assert printed == ""
    kept = site.submissions()
    for one in kept:
        must_fit(one, SCHEMA)
    return kept


def states(kept: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["order"]["state"], one["order"]["refunded"]) for one in kept]


def test_it_works(either: PluginSite) -> None:
    [kept] = replay(either, CASES["paid on delivery"])
    assert (kept["source"], kept["form"], kept["entry_id"]) == (
        "woocommerce",
        {"id": "order", "title": "Order"},
        "101",
    )
    assert kept["order"] == {
        "id": "101",
        "number": "101",
        "state": "placed",
        "total": "1200.50",
        "refunded": "0.00",
        "currency": "MAD",
        "items": ["2 × Table en chêne"],
        "placed_at": "2026-09-21T14:13:20Z",
    }
    assert values_of(kept) == {
        "first_name": "Salma",
        "last_name": "O'Hara & fils",
        "company": "",
        "email": "salma@example.com",
        "phone": "06 61 23 45 67",
        "city": "Rabat",
        "order_number": "101",
        "items": ["2 × Table en chêne"],
        "total": "1200.50 MAD",
        "message": 'Livrer 18 h, c\'est "pressé"  😀',
    }
    assert set(kept["suggestions"].values()) == {
        "first_name",
        "last_name",
        "company",
        "email",
        "phone",
        "message",
    }


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("by the block", [("placed", "0.00")]),
        ("by cheque", [("placed", "0.00")]),
        ("delivered", [("paid", "0.00")]),
        ("paid", [("paid", "0.00")]),
        ("a part given back", [("paid", "200.50")]),
        ("taken back", [("paid", "0.00")]),
        ("all given back", [("refunded", "1200.50")]),
        ("cancelled", [("cancelled", "0.00")]),
        ("taken up again", [("placed", "0.00")]),
        ("failed", [("failed", "0.00")]),
    ],
)
def test_each_state_is_told_once(site: PluginSite, case: str, told: list[tuple[str, str]]) -> None:
    assert states(replay(site, CASES[case])) == told


def test_what_led_to_it_is_what_the_shop_has_kept(site: PluginSite) -> None:
    [kept] = replay(site, CASES["paid on delivery"])
    assert kept["attribution"] == {
        "consent": "unasked",
        "first": None,
        "last": {
            "landing": "/tables/",
            "referrer": "https://www.google.com/search",
            "utm_source": "google",
            "utm_medium": "cpc",
            "utm_campaign": "printemps",
        },
    }


def test_but_not_of_whoever_refuses(site: PluginSite) -> None:
    [kept] = replay(site, CASES["paid on delivery"], "$_COOKIE['wp_consent_marketing'] = 'deny';")
    assert kept["attribution"] == {"consent": "refused", "first": None, "last": None}


STAFF = (
    "$_COOKIE['wp_consent_marketing'] = 'allow'; wp_set_current_user( 1 );"
    '$_COOKIE[\'filon_visit\'] = wp_slash( \'{"first":{"landing":"/wp-login.php","gclid":"staff"}}\' );'
    "add_filter( 'get_user_metadata', fn( $is, $id, $key ) => 'locale' === $key ? 'fr_FR' : $is, 10, 3 );"
    "require_once ABSPATH . 'wp-admin/includes/class-wp-screen.php';"
    "require_once ABSPATH . 'wp-admin/includes/screen.php'; set_current_screen( 'dashboard' );"
)


@pytest.mark.parametrize("by", [STAFF, STAFF.replace("wp_set_current_user( 1 );", "")])
@pytest.mark.parametrize("case", ["delivered", "a part given back", "all given back"])
def test_whoever_changes_it_later_leaves_nothing_of_their_own_visit(
    site: PluginSite, case: str, by: str
) -> None:
    [kept] = replay(site, CASES[case], by + "add_filter( 'wp_doing_ajax', '__return_true' );")
    assert kept["locale"] == "en_US"
    assert kept["attribution"] == {
        "consent": "unasked",
        "first": None,
        "last": {
            "landing": "/tables/",
            "referrer": "https://www.google.com/search",
            "utm_source": "google",
            "utm_medium": "cpc",
            "utm_campaign": "printemps",
        },
    }


def test_nor_does_staff_in_any_request_that_it_handles(site: PluginSite) -> None:
    """As when somebody says in wp-admin that an entry is no spam."""
    made = "Filon\\capture( array( 'form' => array( 'id' => 'a' ), 'page' => 'https://a.example/?utm_source=ad' ) );"
    site.php(STAFF + made)
    [kept] = site.submissions()
    assert kept["locale"] == "en_US"
    assert kept["attribution"] == {"consent": "unasked", "first": None, "last": {"utm_source": "ad"}}


@pytest.mark.parametrize(
    "change", [{"type": "shop_order_refund"}, {"status": "checkout-draft"}, {"status": "trash"}]
)
def test_what_is_no_order(site: PluginSite, change: dict[str, str]) -> None:
    hooks = [hook | {"order": hook["order"] | change} for hook in CASES["paid on delivery"]]
    assert replay(site, hooks) == []


def test_nothing_that_the_hooks_bring_breaks_the_checkout(site: PluginSite) -> None:
    said = site.php(
        f"require {json.dumps(str(REPLAY))}; Filon\\load_adapters();"
        "foreach ( array( null, 'x', array(), new stdClass(), 7 ) as $broken ) {"
        " do_action( 'woocommerce_checkout_order_processed', $broken, null, $broken );"
        " do_action( 'woocommerce_store_api_checkout_order_processed', $broken );"
        " do_action( 'woocommerce_order_status_changed', $broken, $broken, $broken, $broken );"
        " do_action( 'woocommerce_order_refunded', $broken );"
        " do_action( 'woocommerce_refund_deleted', $broken, $broken );"
        " do_action( 'woocommerce_created_customer', $broken, $broken, true ); } echo 'goes on';"
    )
    assert said == "goes on"
    assert site.rows() == []


def account(site: PluginSite, more: str = "array()", before: str = "") -> list[dict[str, Any]]:
    """Somebody makes an account in the shop."""
    new = f"array_merge( array( 'user_pass' => 'SECRET-7', 'user_email' => 'karim@example.com' ), {more} )"
    site.add_user("karim", "subscriber")
    site.php(
        f"require {json.dumps(str(REPLAY))}; Filon\\load_adapters(); {before}"
        f"do_action( 'woocommerce_created_customer', get_user_by( 'login', 'karim' )->ID, {new}, false );"
    )
    assert "SECRET-7" not in json.dumps(site.rows())
    return site.submissions()


WANTED = "update_option( 'filon_accounts', 'yes', false );"


def test_a_new_account_where_the_owner_wants_that(site: PluginSite) -> None:
    mail_hangs = "add_action( 'woocommerce_created_customer', static function () { exit; } );"
    [kept] = account(site, before=WANTED + mail_hangs)
    must_fit(kept, SCHEMA)
    assert (kept["form"]["title"], values_of(kept)["email"]) == ("New account", "karim@example.com")


@pytest.mark.parametrize(
    ("more", "before"),
    [
        ("array()", ""),
        ("array( 'source' => 'store-api' )", WANTED),
        ("array()", f"{WANTED} define( 'WOOCOMMERCE_CHECKOUT', true );"),
        ("array()", f"{WANTED} wp_set_current_user( 1 );"),
    ],
    ids=["not wanted", "with an order by the block", "with an order", "by an administrator"],
)
def test_accounts_that_are_no_requests(site: PluginSite, more: str, before: str) -> None:
    assert account(site, more, before) == []


@pytest.fixture
def shop(either: PluginSite) -> Iterator[PluginSite]:
    """A site on which WooCommerce runs."""
    extra = Path(either.wordpress.site.root, "wp-content", "mu-plugins", "shop.php")
    extra.write_text("<?php defined( 'WC_VERSION' ) || define( 'WC_VERSION', '10.0.2' );")
    yield either
    extra.unlink()


def test_orders_and_accounts_are_listed_and_left_out(shop: PluginSite, service: StandIn) -> None:
    alice = shop.sign_in()
    for case in ("by cheque", "paid"):
        replay(shop, CASES[case])
    page = shop.settings(alice)
    [order, new_account, *_own] = rows(page)
    assert order.startswith("Order WooCommerce")
    assert "Products · Total · Order notes 1 Send" in order, "one order, however often it was told of"
    assert new_account.startswith("New account WooCommerce")
    assert "Email address 0 Send" in new_account
    assert 'value="woocommerce:order" checked' in page
    assert 'value="woocommerce:account">' in page, "accounts are no requests by themselves"
    both = {"listed[0]": "woocommerce:order", "listed[1]": "woocommerce:account"}
    page = shop.press(alice, "filon_forms", **both, **{"sent[0]": "woocommerce:account"})
    assert "WooCommerce: seen, its orders are not sent." in page
    assert "New accounts of the shop: sent as requests." in page
    said = {form["form"]: form.get("excluded") for form in service.forms[-1]}
    assert said == {"order": True, "account": None}
    assert states(replay(shop, CASES["all given back"]))[2:] == [("refunded", "1200.50")], "it is known"
    ask = "Filon\\is_form_excluded( %s );"
    queries = f"$n = $GLOBALS['wpdb']->num_queries; {ask} echo $GLOBALS['wpdb']->num_queries - $n;"
    order = "array( 'source' => 'woocommerce', 'form' => array( 'id' => '%s' ), 'entry_id' => '101' )"
    assert [shop.php(queries % order % form) for form in ("order", "account")] == ["1", "0"]
    shop.php("global $wpdb; $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );")
    assert [replay(shop, CASES[case]) for case in ("by cheque", "by the block", "paid")] == [[], [], []]
    assert [one["form"]["id"] for one in account(shop)] == ["account"]
    shop.press(alice, "filon_forms", **both, **{"sent[0]": "woocommerce:order"})
    shop.php("global $wpdb; $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );")
    assert len(replay(shop, CASES["by cheque"])) == 1


def test_the_service_is_told_of_them_in_one_language(shop: PluginSite, service: StandIn) -> None:
    """The site's, also when somebody saves the choice who reads another."""
    speak(shop, "fr_FR", FRENCH)
    # WordPress switches to languages of its own alone.
    languages = Path(shop.wordpress.site.root, "wp-content", "languages")
    languages.mkdir(exist_ok=True)
    shutil.copy(
        shop.wordpress.site.root / "wp-content/plugins/filon/languages/filon-fr_FR.mo", languages / "fr_FR.mo"
    )
    shop.php("update_user_meta( 1, 'locale', 'en_US' );")
    shop.press(shop.sign_in(), "filon_forms", **{"listed[0]": "woocommerce:order"})
    titles = {form["form"]: form["title"] for form in service.forms[-1]}
    assert titles == {"order": "Commande", "account": "Nouveau compte"}
    shop.php("delete_user_meta( 1, 'locale' );")
    languages.joinpath("fr_FR.mo").unlink()
