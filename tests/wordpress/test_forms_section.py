"""The settings list the forms that exist, with what each asks and what came today; the owner leaves forms out."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_connection import PAIRING

# As Gravity Forms lists its forms.
FORMS = [
    {"id": n, "title": title, "fields": [{"id": 1, "type": "email", "label": "Votre mail"}]}
    for n, title in ((1, "Devis"), (2, "Emploi"))
]
STAND_IN = """<?php define( 'GF_MIN_WP_VERSION', '6.5' );
#[AllowDynamicProperties] class GF_Field_Stand_In {
function __construct( $said ) { foreach ( $said as $name => $value ) { $this->$name = $value; } }
function __get( $name ) { return ''; } }
class GFAPI { static function get_forms() { return array_map( function ( $form ) {
$form['fields'] = array_map( function ( $field ) { return new GF_Field_Stand_In( $field ); }, $form['fields'] );
return $form; },
json_decode( '%s', true ) ); } }"""


@pytest.fixture
def forms(site: PluginSite) -> Iterator[PluginSite]:
    """A site on which a form plugin has two forms."""
    folder = Path(site.wordpress.site.root, "wp-content", "mu-plugins")
    folder.joinpath("forms.php").write_text(STAND_IN % json.dumps(FORMS))
    yield site
    for name in ("forms.php", "fewer-forms.php"):
        folder.joinpath(name).unlink(missing_ok=True)


def capture(site: PluginSite, form: int) -> str:
    field = "array( array( 'id' => 'email', 'value' => 'a@example.com' ) )"
    return site.php(
        f"echo filon_capture( array( 'source' => 'gravity-forms', 'form' => array( 'id' => {form} ),"
        f" 'fields' => {field} ) ) ? 'kept' : 'left out';"
    )


def rows(page: str, key: str = "") -> list[str]:
    """The words of each form's row, or of the one form's."""
    table = re.search(r"filon-forms.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert table, "the forms are listed"
    found = [row for row in table[1].split("<tr>")[1:] if not key or f'value="{key}"' in row]
    return [" ".join(re.sub(r"<[^>]+>", " ", html.unescape(row)).split()) for row in found]


def test_it_works(forms: PluginSite, service: StandIn) -> None:
    alice = forms.sign_in()
    assert capture(forms, 1) == "kept"
    page = forms.settings(alice)
    assert rows(page)[:2] == [
        "Devis Gravity Forms Votre mail 1 Send requests of Devis Test Devis every night",
        "Emploi Gravity Forms Votre mail 0 Send requests of Emploi Test Emploi every night",
    ]
    both = {"listed[0]": "gravity-forms:1", "listed[1]": "gravity-forms:2"}
    saved = forms.press(alice, "filon_forms", **both, **{"sent[0]": "gravity-forms:1"})
    assert "Saved." in saved
    assert saved.count("checked='checked'") == page.count("checked='checked'") - 1
    assert (capture(forms, 1), capture(forms, 2)) == ("kept", "left out")
    queries = forms.php(
        "$before = $GLOBALS['wpdb']->num_queries; Filon\\is_form_excluded( array( 'form' => array( 'id' => 3 ) ) );"
        "echo $GLOBALS['wpdb']->num_queries - $before;"
    )
    assert queries == "0", "capturing costs no query for it"


def test_the_service_is_told_once_of_each_change(forms: PluginSite, service: StandIn) -> None:
    due = "Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();"
    forms.php(due)
    forms.php(due)
    [told] = service.forms
    must_fit({"forms": told}, PAIRING["forms_request"])
    assert told[0] == {
        "source": "gravity-forms",
        **{"form": "1", "title": "Devis", "fields": [{"id": "1", "label": "Votre mail", "type": "email"}]},
    }
    folder = Path(forms.wordpress.site.root, "wp-content", "mu-plugins")
    folder.joinpath("forms.php").unlink()
    # Under another name: PHP may remember a file for two seconds.
    folder.joinpath("fewer-forms.php").write_text(STAND_IN % json.dumps(FORMS[:1]))
    forms.php(due)
    assert [len(told) for told in service.forms] == [2, 1]


def test_the_service_is_told_at_once_which_forms_are_left_out(forms: PluginSite, service: StandIn) -> None:
    alice = forms.sign_in()
    both = {"listed[0]": "gravity-forms:1", "listed[1]": "gravity-forms:2"}
    forms.press(alice, "filon_forms", **both, **{"sent[0]": "gravity-forms:1"})
    said = json.loads([call.body for call in service.calls if call.path == "/api/v1/sites/forms"][-1])
    must_fit(said, PAIRING["forms_request"])
    assert [form.get("excluded") for form in said["forms"]] == [None, True]
    assert said["whole"] == ["gravity-forms"], "what is not among them is gone"
    forms.press(alice, "filon_forms", **both, **{"sent[0]": "gravity-forms:1", "sent[1]": "gravity-forms:2"})
    assert "excluded" not in json.dumps(service.forms[-1])


def test_a_plugin_that_cannot_tell_has_deleted_nothing(forms: PluginSite, service: StandIn) -> None:
    folder = Path(forms.wordpress.site.root, "wp-content", "mu-plugins")
    folder.joinpath("forms.php").unlink()
    folder.joinpath("fewer-forms.php").write_text("<?php define( 'WPCF7_VERSION', '9' );")
    forms.php(
        "Filon\\change_state( array( 'reported_at' => 0, 'forms_told' => 'x' ) ); Filon\\report_when_due();"
    )
    [said] = [json.loads(call.body) for call in service.calls if call.path == "/api/v1/sites/forms"]
    assert said == {"forms": []}
    forms.wordpress.site.debug_log.unlink()


CROWD = (
    "$made = array( 'id' => '1', 'title' => 'x', 'fields' => array(), 'takes_payments' => false, 'is_kept' => true );"
    "$of = static fn( $source, $n, $more = array() ) =>"
    ' array( "key" => "$source:$n", "source" => $source, "id" => (string) $n ) + $more + $made;'
    "$forms = array_map( static fn( $n ) => $of( 'jetpack-forms', $n, array( 'print' => 'x' ) ), range( 1, 120 ) );"
    "array_push( $forms, $of( 'cf7', 1 ), $of( 'jetpack-forms', 121, array( 'print' => 'x' ) ) );"
)


def test_forms_under_many_articles_crowd_out_no_other(forms: PluginSite, service: StandIn) -> None:
    told = forms.php(
        f"update_option( 'filon_excluded_forms', array( 'jetpack-forms:121' ) ); {CROWD}"
        "echo wp_json_encode( array_column( Filon\\forms_to_tell( $forms ), 'key' ) );"
    )
    keys = json.loads(told)
    assert len(keys) == 100
    assert keys[-2:] == ["cf7:1", "jetpack-forms:121"], "the one that is left out, too"


def test_of_more_than_can_be_left_out_some_are(forms: PluginSite, service: StandIn) -> None:
    before = [f"gravity-forms:{n}" for n in range(3, 42)]
    kept = ", ".join(f"'{key}'" for key in before)
    forms.php(f"update_option( 'filon_excluded_forms', array( {kept} ), true );")
    both = {"listed[0]": "gravity-forms:1", "listed[1]": "gravity-forms:2"}
    page = forms.press(forms.sign_in(), "filon_forms", **both)
    assert "Saved. No more than 40 forms can be left out: the others are still sent." in page
    left = json.loads(forms.php("echo wp_json_encode( Filon\\excluded_forms() );"))
    assert left == [*before, "gravity-forms:1"]
