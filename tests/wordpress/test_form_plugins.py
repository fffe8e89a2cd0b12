"""What the adapters of all form plugins have alike: what stays out, pages, and that they never break a form."""

import json
from typing import Any

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.forms.expected import EXPECTED
from tests.wordpress.forms.plugin import FormPlugin, in_php, recorded, replay
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA

PLUGINS = [expected.plugin for expected in EXPECTED]
READING = "require_once WP_PLUGIN_DIR . '/filon/adapters/reading.php'; "


def asked(site: PluginSite, call: str) -> Any:
    """What a function of reading.php answers."""
    return json.loads(site.php(f"{READING} echo wp_json_encode( Filon\\{call} );"))


@pytest.mark.parametrize(
    "broken",
    ["null, null, null, null, null", "'form', 7, false, new stdClass(), array()"]
    + [
        "array(), array(), array(), array(), array()",
        "array( 'x' ), array( 1 ), array( 'fields' => 7 ), 'x', 'x'",
    ]
    + ["new ArrayObject(), new stdClass(), new stdClass(), 7, new WP_Error()"],
)
def test_nothing_that_their_hooks_bring_breaks_a_form(site: PluginSite, broken: str) -> None:
    # Before they are loaded: which hooks they wait for is seen by what comes with them.
    said = site.php(
        "global $wp_filter; $before = $wp_filter; foreach ( Filon\\form_plugins() as $slug => $plugin ) {"
        ' require_once WP_PLUGIN_DIR . "/filon/adapters/$slug.php"; }'
        "$heard = 0; foreach ( $wp_filter as $name => $hook ) { foreach ( $hook->callbacks as $priority => $all ) {"
        " foreach ( array_diff_key( $all, $before[ $name ]->callbacks[ $priority ] ?? array() ) as $one ) {"
        f" $heard++; ( $one['function'] )( ...array_slice( array( {broken} ), 0, $one['accepted_args'] ) ); }} }} }}"
        "echo $heard > 9 ? 'goes on' : $heard;"
    )
    assert said == "goes on"
    assert not [kept for kept in site.submissions() if kept["fields"]]


def test_no_hook_need_bring_anything(site: PluginSite) -> None:
    """A callback that lacks an argument, or is given another, ends the request.

    Older releases of form plugins bring less, themes ask for no right at all, page builders call hooks of wp-admin.
    """
    demanding = site.php(
        "global $wp_filter; $heard = 0;"
        '$folder = dirname( Filon\\PLUGIN_FILE ); require_once "$folder/admin/settings-actions.php";'
        'foreach ( glob( "$folder/{adapters,admin}/*.php", GLOB_BRACE ) as $file ) { require_once $file; }'
        "foreach ( $wp_filter as $name => $hook ) { foreach ( array_merge( ...$hook->callbacks ) as $one ) {"
        " $does = $one['function'];"
        " $is_known = $does instanceof Closure || ( is_string( $does ) && function_exists( $does ) );"
        " $asked = $is_known ? new ReflectionFunction( $does ) : null;"
        " if ( str_starts_with( (string) $asked?->getFileName(), $folder ) ) {"
        "  $heard++; echo $asked->getNumberOfRequiredParameters() > 0 ? \"$name \" : '';"
        "  foreach ( array_slice( $asked->getParameters(), 0, $one['accepted_args'] ) as $given ) {"
        "   echo 'mixed' === (string) $given->getType() ? '' : \"$name! \"; } } } }"
        "echo $heard > 80 ? 'none' : $heard;"
    )
    assert demanding == "none"


def test_a_field_whose_number_is_0(site: PluginSite) -> None:
    """As the first one of a blank form of WPForms."""
    fields = [{"id": n, "type": kind, "value": "x"} for n, kind in enumerate(("email", "tel"))]
    site.php(f"filon_capture( array( 'form' => array( 'id' => 0 ), 'fields' => {in_php(fields)} ) );")
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    assert kept["suggestions"] == {"0": "email", "1": "phone"}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.slug)
def test_what_an_adapter_stumbles_over_is_kept_as_it_stands(site: PluginSite, plugin: FormPlugin) -> None:
    cases = recorded(plugin)
    hooks = next(cases[name] for name in ("whole", "script", "no script") if name in cases)
    replay(site, plugin.slug, hooks)
    stumble = (
        "add_filter( 'home_url', static fn( $url ) => in_array( 'Filon\\page_of_form',"
        " array_column( debug_backtrace(), 'function' ), true ) ? throw new TypeError() : $url );"
    )
    replay(site, plugin.slug, hooks, stumble)
    [meant, rough] = site.submissions()
    must_fit(rough, SCHEMA)
    assert (rough["source"], rough["form"]["id"]) == (meant["source"], meant["form"]["id"])
    said = json.dumps([field["value"] for field in rough["fields"]], ensure_ascii=False)
    for value in ("khadija@", "Khadija", "chêne"):
        assert value in said
    for secret in ("S3cret", "sésame"):
        assert secret not in said


def test_an_option_whose_words_are_a_number(site: PluginSite) -> None:
    assert asked(site, "as_seen( array( 'a', 'b' ), array( 'a' => 12, 'b' => null ) )") == ["12", "b"]


def test_a_plugin_that_cannot_list_its_forms(site: PluginSite) -> None:
    """As when a release names its classes otherwise."""
    listed = site.php(
        "define( 'WPCF7_VERSION', '9' ); Filon\\load_adapters(); echo count( Filon\\forms_of( 'contact-form-7' ) );"
    )
    assert listed == "0"


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        *(
            (kind, "", "")
            for kind in ("password", "input_password", "passwordconfirm", "recaptcha_v3", "hcaptcha")
        ),
        *(
            (kind, "", "")
            for kind in ("turnstile", "honeypot", "credit-card", "creditcardcvc", "stripe-ocs", "paypal")
        ),
        *(
            (kind, "", "")
            for kind in (
                "submit",
                "custom_submit_button",
                "html",
                "custom_html",
                "section_break",
                "page-break",
            )
        ),
        *(
            ("text", name, "")
            for name in ("g-recaptcha-response", "csrf_token", "user_password", "_nonce", "mdp")
        ),
        *(
            ("text", "", label)
            for label in ("Mot de passe", "Votre mot de passe client", "Password *", "كلمة السر")
        ),
        ("", "", "<b>Mot de passe</b>"),
    ],
)
def test_secrets_and_what_nobody_says_stay_out(site: PluginSite, kind: str, name: str, label: str) -> None:
    assert asked(site, f"is_mute( {in_php(kind)}, {in_php(name)}, {in_php(label)} )") is True


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        *((kind, "", "") for kind in ("text", "name", "textarea", "quiz", "hidden", "product", "likert", "")),
        *(("text", name, "") for name in ("annonce", "nom", "passager", "gmdpx", "compte")),
        ("textarea", "", "Mot de passe oublié ? Dites-nous lequel"),
        ("text", "", "Numéro de passeport"),
    ],
)
def test_what_people_say_stays_in(site: PluginSite, kind: str, name: str, label: str) -> None:
    assert asked(site, f"is_mute( {in_php(kind)}, {in_php(name)}, {in_php(label)} )") is False


def test_values_are_texts_and_lists_of_texts(site: PluginSite) -> None:
    deep = {"a": ["x", "", {"k": "y"}], "b": "z", "c": None}
    assert asked(site, f"as_value( {in_php(deep)} )") == ["x, y", "z", ""]
    assert asked(site, "as_value( null )") == ""
    assert len(asked(site, "as_value( array_fill( 0, 400, 'x' ) )")) == 300


def test_pages_are_this_sites_own(site: PluginSite) -> None:
    def page(url: str) -> str | None:
        found: str | None = asked(site, f"page_of_form( {in_php(url)} )")
        return found

    assert page(f"{site.url}/devis/?utm_source=x") == f"{site.url}/devis/?utm_source=x"
    assert page("/devis/") == f"{site.url}/devis/"
    for other in (
        "//other.example/",
        "https://other.example/",
        f"{site.url}/wp-admin/admin-ajax.php",
        "",
        "x",
    ):
        assert page(other) is None
