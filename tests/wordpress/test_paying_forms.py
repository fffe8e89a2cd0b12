"""A form that takes payments is never offered for the nightly test, whatever of it visitors' answers leave out."""

import json

import pytest

from tests.wordpress.forms.plugin import in_php
from tests.wordpress.site import PluginSite

# Each form plugin's own list of forms, of fields of these kinds; see its function in adapters.
FORMINATOR = """define( 'FORMINATOR_VERSION', '1.48' );
class Forminator_API { static function get_forms() { return array( new class {
public $id = 7; public $settings = array( 'formName' => 'Devis' );
function get_fields() { return array_map( fn( $kind ) => new class( $kind ) {
function __construct( public $kind ) {}
function to_formatted_array() { return array( 'element_id' => "$this->kind-1", 'type' => $this->kind ); } },
KINDS ); } } ); } }"""
CF7 = """define( 'WPCF7_VERSION', '6.1' );
class WPCF7_ContactForm { static function find() { return array( new self() ); }
function in_demo_mode() { return false; } function is_true() { return false; }
function id() { return 7; } function title() { return 'Devis'; } function prop() { return ''; }
function scan_form_tags( $only = array() ) { return $only ? array() : array_map( fn( $kind ) => (object) array(
'type' => $kind, 'basetype' => $kind, 'name' => "$kind-1", 'raw_name' => "$kind-1",
'values' => array() ), KINDS ); } }"""
GRAVITY = """define( 'GF_MIN_WP_VERSION', '6.5' );
class GFAPI { static function get_forms() { return array( array( 'id' => 7, 'title' => 'Devis',
'fields' => array_map( fn( $kind ) => (object) array( 'id' => 1, 'type' => $kind, 'inputType' => '',
'label' => $kind, 'inputs' => null ), KINDS ) ) ); } }"""
PLUGINS = {"forminator": FORMINATOR, "cf7": CF7, "gravity-forms": GRAVITY}


def why_not(site: PluginSite, plugin: str, *kinds: str) -> str:
    """Why a form of these kinds of fields can't be tested."""
    listed = PLUGINS[plugin].replace("KINDS", in_php(kinds))
    said = site.php(
        f"{listed} Filon\\load_adapters(); [ $form ] = array_values( array_filter( Filon\\trial_forms(),"
        f" static fn( $one ) => '{plugin}:7' === $one['key'] ) );"
        " echo wp_json_encode( array( Filon\\why_no_trial( $form ), count( $form['fields'] ) ) );"
    )
    words, fields = json.loads(said)
    assert fields > 0
    return str(words)


@pytest.mark.parametrize(
    ("plugin", "kind"),
    [("forminator", "stripe"), ("forminator", "paypal"), ("forminator", "stripe-ocs"), ("cf7", "stripe")]
    + [("cf7", "paypal"), ("gravity-forms", "creditcard"), ("gravity-forms", "square_creditcard")],
)
def test_it_works(site: PluginSite, plugin: str, kind: str) -> None:
    words = "text" if plugin == "cf7" else "textarea"
    assert why_not(site, plugin, words) == ""
    assert why_not(site, plugin, words, kind) == "It takes payments."
