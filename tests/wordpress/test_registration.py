"""Who signs up on WordPress' own page is a request where the owner says so; nobody else who gets an account is."""

import json

import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA, values_of

AMINA = {"user_login": "amina", "user_email": "amina@example.com"}


def sign_up(site: PluginSite) -> None:
    """A visitor signs up."""
    site.php("update_option( 'users_can_register', 1 );")
    answer = requests.post(f"{site.url}/wp-login.php?action=register", data=AMINA, timeout=30)
    assert "checkemail=registered" in answer.url, answer.text[:3000]


def test_it_works(either: PluginSite) -> None:
    either.press(either.sign_in(), "filon_options", registrations="yes")
    assert "Registrations: sent as requests." in either.settings(either.sign_in())
    sign_up(either)
    [kept] = either.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == AMINA
    assert [field["label"] for field in kept["fields"]] == ["Username", "Email"]
    assert (kept["source"], kept["form"]) == (
        "registration",
        {"id": "registration", "title": "Registrations"},
    )
    assert kept["page"] == f"{either.url}/wp-login.php?action=register"
    assert int(kept["entry_id"]) > 1


def test_not_by_default_and_not_who_is_given_an_account(site: PluginSite) -> None:
    sign_up(site)
    site.php("update_option( 'filon_registrations', 'yes' );")
    site.add_user("bob", "editor")
    assert site.submissions() == []


def test_no_password_leaves_and_a_name_does(site: PluginSite) -> None:
    """Other plugins ask for the name, and for a password, on the same page."""
    site.php(
        "update_option( 'filon_registrations', 'yes' ); $_POST['pass1'] = 'SECRET-7';"
        "add_action( 'user_register', static function ( $id ) {"
        " update_user_meta( $id, 'first_name', 'Amina' ); wp_set_password( 'SECRET-7', $id ); } );"
        "register_new_user( 'amina', 'amina@example.com' );"
    )
    [kept] = site.submissions()
    assert values_of(kept) == AMINA | {"first_name": "Amina"}
    assert "SECRET-7" not in json.dumps(kept)
