"""What Jetpack's forms have of their own: others in the same hook, and spam that a person says is none."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.wordpress.forms.jetpack_forms import PLUGIN, SHORT, WHOLE
from tests.wordpress.forms.plugin import MESSAGE, FormSite, Sent, both_ways, quoted, recorded, replay
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_forms_section import rows

FIELDS = (
    '<!-- wp:jetpack/field-name {"label":"Votre nom"} /--><!-- wp:jetpack/field-email -->'
    '<!-- wp:jetpack/label {"label":"E-mail"} /--><!-- /wp:jetpack/field-email -->'
    "<!-- wp:jetpack/field-consent /-->"
)
BLOCK = f"<!-- wp:jetpack/contact-form -->{FIELDS}<!-- /wp:jetpack/contact-form -->"
# One within another block, one behind it, one by a shortcode, and one on a second sheet.
PAGE = (
    f"<!-- wp:group --><div>{BLOCK}</div><!-- /wp:group -->"
    + BLOCK.replace("form -->", 'form {"formTitle":"Rappel"} -->', 1)
    + '[contact-form][contact-field label="Téléphone" type="telephone" /][/contact-form]'
    "[[contact-form]] [contact-form-7 id=1]<!--nextpage-->"
    f"{BLOCK}"
)
SETTLE = (
    "global $wpdb; foreach ( array( 'post_modified_gmt', 'post_date_gmt' ) as $column )"
    " $wpdb->query( \"UPDATE $wpdb->posts SET $column = '2026-01-01 00:00:00'\" );"
)

KEEPERS = "require_once WP_PLUGIN_DIR . '/filon/adapters/entries/keepers.php'; Filon\\running_keepers();"

sent = both_ways(PLUGIN)


def test_another_service_that_hangs_loses_nothing(site: PluginSite) -> None:
    """The form plugin hands requests to others in the same hook."""
    hang = "add_action( 'grunion_after_feedback_post_inserted', static function () { exit; } );"
    replay(site, PLUGIN.slug, recorded(PLUGIN)["whole"], hang)
    [kept] = site.submissions()
    assert kept["fields"][-1]["value"] == MESSAGE


def test_spam_comes_once_more_when_it_is_none(sent: Sent) -> None:
    [spam] = sent("spam")
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


@pytest.fixture
def page_of(sent: Sent) -> Iterator[Callable[[str, str], None]]:
    """Lets the page that a form is sent from hold something else, as the list of forms reads it."""
    made: list[str] = []

    def hold(form: str, content: str) -> None:
        posted = f"array( 'post_content' => {quoted(content)}, 'post_status' => 'publish' )"
        page = f"wp_slash( {posted} + array( 'post_type' => 'page', 'post_title' => 'Devis' ) )"
        if isinstance(sent.site, FormSite) or made:
            sent.site.php(f"wp_update_post( {page} + array( 'ID' => {form} ) );")
        else:
            made.append(form)
            # Whatever other tests have under this number is put aside.
            sent.site.php(
                f'global $wpdb; $row = $wpdb->get_row( "SELECT * FROM $wpdb->posts WHERE ID = {form}", ARRAY_A );'
                f" update_option( 'put_aside', $row ); {remove(form)}"
                f" wp_insert_post( {page} + array( 'import_id' => {form} ) );"
            )

    def remove(form: str) -> str:
        return f"$wpdb->delete( $wpdb->posts, array( 'ID' => {form} ) ); clean_post_cache( {form} );"

    yield hold
    for form in made:
        sent.site.php(
            f"global $wpdb; {remove(form)} $row = get_option( 'put_aside' );"
            " if ( $row ) $wpdb->insert( $wpdb->posts, $row ); delete_option( 'put_aside' );"
        )


LOADED = "if ( ! defined( 'JETPACK__VERSION' ) ) define( 'JETPACK__VERSION', '16' ); Filon\\load_adapters();"


def leave_out(site: PluginSite, form: str) -> None:
    """As its owner does in the list."""
    site.php(f"{LOADED} Filon\\leave_out_forms( array( 'jetpack-forms:{form}' ), Filon\\forms_here() );")


def left_out(site: PluginSite) -> list[str]:
    keys: list[str] = json.loads(site.php("echo wp_json_encode( Filon\\excluded_forms() );"))
    return keys


def sent_again(sent: Sent) -> list[dict[str, Any]]:
    """What is kept of the same visitor, with what was chosen meanwhile."""
    sent.site.php("global $wpdb; $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );")
    if isinstance(sent.site, FormSite):
        PLUGIN.cases["whole"](sent.site)
    else:
        replay(sent.site, PLUGIN.slug, recorded(PLUGIN)["whole"])
    return sent.site.submissions()


def test_a_form_of_a_page_is_left_out(sent: Sent, page_of: Callable[[str, str], None]) -> None:
    """As its owner sees it in the list: under the id that it is captured by."""
    [kept] = sent("whole")
    page_of(kept["form"]["id"], WHOLE)
    leave_out(sent.site, kept["form"]["id"])
    assert sent_again(sent) == []


def test_another_form_at_the_place_of_one_that_was_left_out_is_captured(
    sent: Sent, page_of: Callable[[str, str], None]
) -> None:
    """The form plugin knows them by their order alone: the one behind gets the number of one that is deleted."""
    [kept] = sent("whole")
    form = kept["form"]["id"]
    page_of(form, SHORT)
    leave_out(sent.site, form)
    assert left_out(sent.site) == [f"jetpack-forms:{form}"]
    page_of(form, WHOLE)
    [again] = sent_again(sent)
    assert again["form"] == kept["form"]
    # Somebody else leaves one out while this process looks at all the forms.
    meanwhile = (
        "$forms = Filon\\forms_here(); $kept = get_option( 'filon_excluded_forms' ); $GLOBALS['wpdb']->update("
        " $GLOBALS['wpdb']->options, array( 'option_value' => serialize( $kept + array( 'gravity-forms:9' ) ) ),"
        " array( 'option_name' => 'filon_excluded_forms' ) );"
    )
    sent.site.php(f"{LOADED} {meanwhile} Filon\\take_in_changed_forms( $forms );")
    assert left_out(sent.site) == ["gravity-forms:9"]
    assert "Devis has changed since you left it out" in sent.site.php("echo Filon\\taken_in_words();")
    sent.site.php(f"{LOADED} Filon\\leave_out_forms( array(), Filon\\forms_here() );")
    assert sent.site.php("echo Filon\\taken_in_words();") == "", "whoever chooses has read it"


def test_forms_of_one_page_are_captured_as_they_are_listed(sent: Sent) -> None:
    if not isinstance(sent.site, FormSite):
        pytest.skip("only the real form plugin numbers them")
    sent.site.reset()
    page = sent.site.wordpress.create_page("Deux", BLOCK + BLOCK.replace("Votre nom", "Qui", 1))
    html = requests.get(page, timeout=30).text
    for form in re.findall(r"<form.*?</form>", html, re.DOTALL):
        if "contact-form-id" in form:
            hidden = dict(
                re.findall(r"type='hidden'[^>]*name='([^']*)'[^>]*value='([^']*)'", form.replace('"', "'"))
            )
            [name, mail] = re.findall(r"name='(g[^']+)'", form.replace('"', "'"))[:2]
            sent.site.post(page, hidden | {name: "Khadija", mail: "khadija@example.com"})
    kept = [one["form"]["id"] for one in sent.site.submissions()]
    assert len(set(kept)) == 2
    assert [form["id"] for form in listed(sent.site) if form["id"] in kept] == kept
    # And what the form plugin keeps says which it was, while the other is left out.
    sent.site.php(f"update_option( 'filon_excluded_forms', array( 'jetpack-forms:{kept[0]}' ), true );")
    found = json.loads(sent.site.php(f"{KEEPERS} echo wp_json_encode( Filon\\jetpack_entries( null, 2 ) );"))
    assert [(one["form"], one["is_sent"]) for one in found] == [(form, True) for form in kept]


def test_labels_of_the_form_plugins_own_are_in_each_readers_language(sent: Sent) -> None:
    """An owner who reads German leaves a form out, the site looks in English: it is the same form."""
    if not isinstance(sent.site, FormSite):
        pytest.skip("only the real form plugin has labels of its own")
    sent.site.reset()
    fields = "".join(f'[contact-field type="{kind}" /]' for kind in ("name", "email"))
    page = sent.site.wordpress.create_page("Seul", f"[contact-form]{fields}[/contact-form]")

    def send() -> list[dict[str, Any]]:
        html = requests.get(page, timeout=30).text.replace('"', "'")
        [form] = [one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if "contact-form-id" in one]
        hidden = dict(re.findall(r"type='hidden'[^>]*name='([^']*)'[^>]*value='([^']*)'", form))
        [name, mail] = re.findall(r"name='(g[^']+)'", form)[:2]
        sent.site.php("global $wpdb; $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );")
        sent.site.post(page, hidden | {name: "Khadija", mail: "khadija@example.com"})
        return sent.site.submissions()

    [kept] = send()
    german = "add_filter( 'gettext_jetpack-forms', static fn( $said ) => \"$said auf Deutsch\" );"
    key = f"jetpack-forms:{kept['form']['id']}"
    sent.site.php(f"{LOADED} {german} Filon\\leave_out_forms( array( '{key}' ), Filon\\forms_here() );")
    assert send() == []
    sent.site.php(f"{LOADED} Filon\\take_in_changed_forms( Filon\\forms_here() );")
    assert left_out(sent.site) == [key]
    sent.site.php("Filon\\leave_out_forms( array(), array() );")


@pytest.fixture
def pages(either: PluginSite) -> Iterator[PluginSite]:
    """A site with forms of Jetpack's in one page, and one that nobody may see yet."""
    extra = Path(either.wordpress.site.root, "wp-content", "mu-plugins", "jetpack.php")
    extra.write_text("<?php define( 'JETPACK__VERSION', '16' );")
    for status, title in (("publish", "Devis"), ("draft", "Plus tard")):
        either.php(
            f"wp_insert_post( wp_slash( array( 'post_type' => 'page', 'post_status' => '{status}',"
            f" 'post_title' => '{title}', 'post_content' => {quoted(PAGE)} ) ) );"
        )
    yield either
    extra.unlink()
    either.php(
        "foreach ( array( 'Devis', 'Plus tard' ) as $title ) foreach ( get_posts( array( 'title' => $title,"
        " 'post_type' => 'page', 'post_status' => 'any' ) ) as $page ) wp_delete_post( $page->ID, true );"
    )


def listed(site: PluginSite) -> list[dict[str, Any]]:
    forms: list[dict[str, Any]] = json.loads(
        site.php("echo wp_json_encode( Filon\\forms_of( 'jetpack-forms' ) );")
    )
    return forms


def test_forms_that_stand_in_pages_are_listed(pages: PluginSite, service: StandIn) -> None:
    found = listed(pages)
    page = found[0]["id"]
    assert [(form["id"], form["title"]) for form in found] == [
        (page, "Devis"),
        (f"{page}-1", "Rappel"),
        (f"{page}-2", "Devis"),
    ]
    name_and_mail = [("votrenom", "Votre nom", "name"), ("email", "E-mail", "email")]
    for form, asked in zip(
        found, [name_and_mail, name_and_mail, [("tlphone", "Téléphone", "tel")]], strict=True
    ):
        assert [(field["id"], field["label"], field["type"]) for field in form["fields"]] == [
            (f"g{form['id']}-{id}", label, kind) for id, label, kind in asked
        ]
    assert any(
        row.startswith("Rappel Jetpack Forms") and "Votre nom · E-mail 0" in row
        for row in rows(pages.settings(pages.sign_in()))
    )


def test_pages_are_looked_through_once_until_one_is_changed(pages: PluginSite) -> None:
    count = (
        "$searches = 0; add_filter( 'query', static function ( $sql ) use ( &$searches ) {"
        " $searches += (int) str_contains( $sql, 'post_content LIKE' ); return $sql; } );"
        " Filon\\forms_of( 'jetpack-forms' ); echo $searches;"
    )
    assert pages.php(f"{SETTLE} wp_cache_flush(); {count}") != "0"
    assert pages.php(count) == "0"
    changed = "$page = get_posts( array( 'post_type' => 'page', 'title' => 'Devis' ) )[0];"
    pages.php(
        f"{changed} wp_update_post( array( 'ID' => $page->ID, 'post_content' => wp_slash( 'Rien' ) ) );"
    )
    assert listed(pages) == []


def test_what_a_page_brought_while_a_form_of_it_is_left_out_is_not_found(pages: PluginSite) -> None:
    """Feedback says which page it came from, not which form."""
    [page, second, _third] = [form["id"] for form in listed(pages)]
    pages.php(
        f"wp_insert_post( array( 'post_type' => 'feedback', 'post_status' => 'publish', 'post_parent' => {page},"
        " 'post_date' => '2026-01-05 10:00:00', 'post_title' => 'x' ) );"
    )
    is_sent = f"{KEEPERS} echo json_encode( Filon\\jetpack_entries( null, 1 )[0]['is_sent'] );"
    assert pages.php(is_sent) == "true"
    pages.php(f"update_option( 'filon_excluded_forms', array( 'jetpack-forms:{second}' ), true );")
    assert pages.php(is_sent) == "false"
    pages.php("update_option( 'filon_excluded_forms', array(), true );")
    assert pages.php(is_sent) == "false", "it came before the form was taken in again"
    pages.php("foreach ( get_posts( 'post_type=feedback' ) as $one ) wp_delete_post( $one->ID, true );")


def test_a_form_is_chosen_only_where_no_other_can_come_before_it(pages: PluginSite, service: StandIn) -> None:
    browser = pages.sign_in()
    assert [
        row for row in rows(pages.settings(browser)) if "Always: Jetpack tells the forms of a page" in row
    ]
    [page, *_] = [form["id"] for form in listed(pages)]
    key = f"jetpack-forms:{page}"
    pattern = '<!-- wp:block {"ref":3} /-->'
    for content, is_chosen in ((BLOCK, True), (BLOCK + pattern, False), (f"[slider] {BLOCK}", False)):
        pages.php(
            f"wp_update_post( wp_slash( array( 'ID' => {page}, 'post_content' => {quoted(content)} ) ) );"
        )
        assert (f'name="listed[]" value="{key}"' in pages.settings(browser)) is is_chosen, content
        pages.press(browser, "filon_forms", **{"listed[0]": key})
        assert left_out(pages) == ([key] if is_chosen else []), content
