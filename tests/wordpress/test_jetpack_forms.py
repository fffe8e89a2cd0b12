"""What visitors send with Jetpack's forms is captured once, before its mail; spam, and again when it is none."""

import json

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.jetpack_forms import PLUGIN
from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT_SEEN,
    MESSAGE,
    Sent,
    both_ways,
    recorded,
    replay,
)
from tests.wordpress.site import PluginSite

sent = both_ways(PLUGIN)
ANSWERS = {
    "Votre nom": "Khadija Berrada",
    "E-mail": "khadija@example.com",
    "Téléphone": "06 12 34 56 78",
    "Que voulez-vous ?": "Un dressing",
    "Pièces": ["Salon", "Chambre"],
    "Votre projet": MESSAGE,
}


def said(kept: dict[str, object]) -> dict[str, object]:
    """What the visitor said, by label."""
    return {field["label"]: field["value"] for field in kept["fields"]}  # type: ignore[attr-defined]


def test_it_works(sent: Sent) -> None:
    [kept] = sent("whole")
    assert said(kept) == ANSWERS
    kinds = {field["label"]: field["type"] for field in kept["fields"]}
    assert (kinds["Votre nom"], kinds["Téléphone"]) == ("name", "tel")
    assert [(consent["text"], consent["given"]) for consent in kept["consents"]] == [(CONSENT_SEEN, True)]
    assert (kept["source"], kept["form"]["title"]) == ("jetpack-forms", "Devis")
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert int(kept["entry_id"]) > 0
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_an_arabic_form(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert said(kept) == {"الاسم الكامل": ARABIC_NAME, "رسالتك": ARABIC_MESSAGE}


def test_a_mail_server_that_hangs_loses_nothing(sent: Sent) -> None:
    [kept] = sent("dead mail")
    assert said(kept) == ANSWERS


def test_another_service_that_hangs_loses_nothing(site: PluginSite) -> None:
    """The form plugin hands requests to others in the same hook."""
    hang = "add_action( 'grunion_after_feedback_post_inserted', static function () { exit; } );"
    replay(site, PLUGIN.slug, recorded(PLUGIN)["whole"], hang)
    [kept] = site.submissions()
    assert said(kept) == ANSWERS


def test_spam_comes_with_the_verdict_and_once_more_when_it_is_none(sent: Sent) -> None:
    [spam] = sent("spam")
    assert spam["spam"] == {"by": "jetpack"}
    become = (
        "if ( ! defined( 'JETPACK__VERSION' ) ) define( 'JETPACK__VERSION', '16' ); Filon\\load_adapters();"
        f"$post = new WP_Post( (object) array( 'ID' => {spam['entry_id']}, 'post_type' => 'feedback' ) );"
        "foreach ( array( 'spam', 'trash' ) as $was ) do_action( 'transition_post_status', 'publish', $was, $post );"
    )
    sent.site.php(become)
    [_, again] = sent.site.submissions()
    assert "spam" not in again
    for name in ("fields", "consents", "form", "page", "entry_id"):
        assert again[name] == spam[name]


def test_what_is_refused_or_not_to_be_kept(sent: Sent) -> None:
    assert sent("mistake") == []
    assert sent("forgetful") == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    # The words of a consent are not kept, and of a box without words nobody has agreed to anything.
    assert_found_again(sent, "whole", but=("-consent",), consents=[])
    assert_not_found(sent, "spam", "forgetful")
