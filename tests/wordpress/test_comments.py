"""Comments are requests where the owner says so: not by default, and never the site's own replies nor pingbacks."""

import json

import pytest
import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA, values_of

TYPED = 'Combien pour un escalier & une rampe ?\nC\'est "pressé" <3 \\ 😀'
AUTHOR = "Zineb O'Hara & fils"


def turn_on(site: PluginSite) -> None:
    """Tick the box of the settings page."""
    assert "Saved." in site.press(site.sign_in(), "filon_options", comments="yes")


def comment(site: PluginSite, verdict: str = "", **more: str | int) -> None:
    """Somebody comments on the first article; `verdict` is another plugin's."""
    values = {
        "comment_post_ID": 1,
        "comment_author": "Karim",
        "comment_author_email": "karim@example.com",
        "comment_author_url": "",
        "comment_content": "Bonjour",
        "comment_type": "comment",
        "user_id": 0,
        **more,
    }
    judge = f"add_filter( 'pre_comment_approved', fn() => '{verdict}' );" if verdict else ""
    made = site.php(
        "add_filter( 'wp_is_comment_flood', '__return_false', 99 );"
        "add_filter( 'duplicate_comment_id', '__return_zero' );"
        f"{judge} echo is_int( wp_new_comment( json_decode( '{json.dumps(values)}', true ), true ) );"
    )
    assert made == "1"


def test_it_works(either: PluginSite) -> None:
    turn_on(either)
    either.php("array_map( fn( $one ) => wp_delete_comment( $one, true ), get_comments( 'status=any' ) );")
    form = {
        "comment_post_ID": "1",
        "author": AUTHOR,
        "email": "zineb@example.com",
        "url": "",
        "comment": TYPED,
    }
    sent = requests.post(f"{either.url}/wp-comments-post.php", data=form, timeout=30)
    assert sent.status_code == 200
    [kept] = either.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == {"author": AUTHOR, "email": "zineb@example.com", "url": "", "comment": TYPED}
    assert [field["label"] for field in kept["fields"]] == ["Name", "Email", "Website", "Comment"]
    assert (kept["source"], kept["form"]) == ("comments", {"id": "comments", "title": "Comments"})
    assert kept["page"] == f"{either.url}/hello-world/"
    assert int(kept["entry_id"]) > 0
    assert "spam" not in kept


def test_they_are_not_sent_unless_the_owner_says_so(site: PluginSite) -> None:
    comment(site)
    assert site.rows() == []
    assert "Comments: not sent." in site.settings(site.sign_in())
    turn_on(site)
    assert "Comments: sent as requests." in site.settings(site.sign_in())
    assert "Saved." in site.press(site.sign_in(), "filon_options")
    comment(site)
    assert site.rows() == []


@pytest.mark.parametrize("verdict", ["spam", "trash"])
def test_spam_is_sent_with_the_verdict(site: PluginSite, verdict: str) -> None:
    turn_on(site)
    comment(site, verdict)
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    assert kept["spam"] == {"by": "wordpress"}


@pytest.mark.parametrize("kind", ["pingback", "trackback", "note", "order_note"])
def test_what_nobody_typed_is_no_request(site: PluginSite, kind: str) -> None:
    turn_on(site)
    comment(site, comment_type=kind)
    assert site.rows() == []


def test_replies_of_those_who_look_after_the_site_are_no_requests(site: PluginSite) -> None:
    turn_on(site)
    for name, role in (("bob", "editor"), ("dora", "author"), ("visitor", "subscriber")):
        site.add_user(name, role)
    site.php("wp_update_post( array( 'ID' => 1, 'post_author' => get_user_by( 'login', 'dora' )->ID ) );")
    for name in ("alice", "bob", "dora", "visitor"):
        user = site.php(f"echo get_user_by( 'login', '{name}' )->ID;")
        comment(site, comment_author=name, user_id=int(user))
    assert [values_of(kept)["author"] for kept in site.submissions()] == ["visitor"]
    site.php("wp_update_post( array( 'ID' => 1, 'post_author' => 1 ) );")


def test_the_command_says_what_is_sent(site: PluginSite) -> None:
    assert site.wordpress.wp("filon", "status").splitlines()[2:] == [
        "Registrations: not sent.",
        "Comments: not sent.",
    ]
