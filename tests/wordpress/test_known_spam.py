"""What was taken for spam is captured again when somebody says that it is none, also once its words are gone here."""

import json

import pytest

from tests.wordpress.forms import fluent_forms, gravity_forms, jetpack_forms
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, FormPlugin, recorded, replay
from tests.wordpress.site import PURGE, PluginSite
from tests.wordpress.test_comments import comment
from tests.wordpress.test_form import values_of
from tests.wordpress.test_form_spam import saved_by_wpforms

LONG_AGO = (
    "global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET status = 'delivered', delivered_at = '\""
    f' . Filon\\utc( -41 * DAY_IN_SECONDS ) . "\'" ); {PURGE} {PURGE}'
)

# Before a row told its entry.
BY_AN_OLDER_RELEASE = "$GLOBALS['wpdb']->query( 'UPDATE ' . Filon\\queue_table() . \" SET entry = ''\" );"


def judge(site: PluginSite, *verdicts: str) -> None:
    """A person gives the one comment these statuses, one after the other."""
    for verdict in verdicts:
        site.php(
            "foreach ( get_comments( 'status=any&type=comment' ) as $one ) {"
            f" if ( 'Karim' === $one->comment_author ) wp_set_comment_status( $one->comment_ID, '{verdict}' ); }}"
        )


def begin(site: PluginSite) -> None:
    """One comment, which is spam."""
    site.php(
        "array_map( fn( $one ) => wp_delete_comment( $one, true ), get_comments( 'status=any' ) );"
        "update_option( 'filon_comments', 'yes' );"
    )
    comment(site, "spam", comment_content="Un escalier ?")


def test_it_works(either: PluginSite) -> None:
    begin(either)
    either.php(LONG_AGO)
    [row] = either.rows()
    for word in ("Karim", "karim@example.com", "escalier"):
        assert word not in row["line"]
    judge(either, "approve")
    [_, again] = [json.loads(row["line"] or "{}") for row in either.rows()]
    assert ("spam" in again, again["source"]) == (False, "comments")
    assert values_of(again)["comment"] == "Un escalier ?"
    judge(either, "spam", "hold")
    either.php(LONG_AGO)
    judge(either, "spam", "approve")
    assert [row["line"] for row in either.rows()] == ["", ""], "once is enough"


def test_what_is_none_at_once_comes_once(site: PluginSite) -> None:
    begin(site)
    judge(site, "approve", "spam", "approve")
    assert ["spam" in one for one in site.submissions()] == [True, False]
    site.php(LONG_AGO)
    judge(site, "spam", "approve")
    assert [row["line"] for row in site.rows()] == ["", ""]


@pytest.mark.parametrize(
    ("since", "meanwhile"),
    [("", ""), (LONG_AGO, ""), (LONG_AGO, "add_filter( 'salt', fn() => 'another' );")],
    ids=["at once", "long after", "with another salt"],
)
def test_what_was_erased_stays_away(site: PluginSite, since: str, meanwhile: str) -> None:
    begin(site)
    site.php(since)
    erase = "require_once WP_PLUGIN_DIR . '/filon/admin/privacy.php'; Filon\\erase_person( '%s' );"
    site.php(erase % "samira@example.com")
    [row] = site.rows()
    assert row["line"], "of somebody else"
    site.php(meanwhile + erase % "Karim@example.com")
    judge(site, "approve")
    assert [row["line"] for row in site.rows()] == [""]


@pytest.mark.parametrize(
    ("plugin", "kept"),
    [(gravity_forms.PLUGIN, ""), (fluent_forms.PLUGIN, BY_AN_OLDER_RELEASE)],
    ids=["gravity forms", "fluent forms, by an older release"],
)
def test_an_entry_of_a_form_plugin(site: PluginSite, plugin: FormPlugin, kept: str) -> None:
    hooks = recorded(plugin)["no spam"]
    is_told = [n for n, hook in enumerate(hooks) if "update" in hook["hook"]][0]
    replay(site, plugin.slug, hooks[:is_told])
    [spam] = site.submissions()
    site.php(kept + LONG_AGO)
    replay(site, plugin.slug, hooks[is_told:])
    [_, again] = [json.loads(row["line"] or "{}") for row in site.rows()]
    assert "spam" not in again
    for name in ("fields", "form", "entry_id"):
        assert again[name] == spam[name]


def test_an_entry_of_wpforms_whose_form_is_left_out_for_now(site: PluginSite) -> None:
    hook = saved_by_wpforms()
    replay(site, "wpforms", [hook])
    site.php(LONG_AGO)
    hook["hook"] = "wpforms_process_complete"
    hook["arguments"][2].pop("spam_reason")
    excluded = f"wpforms:{hook['arguments'][2]['id']}"
    for left_out, comes in ((excluded, False), ("", True)):
        option = f"update_option( 'filon_excluded_forms', array_filter( array( '{left_out}' ) ) );"
        replay(site, "wpforms", [hook], f"define( 'WPFORMS_VERSION', '1.10' ); {option}")
        [known, *again] = site.rows()
        assert (len(again), known["line"] == "") == (comes, comes)


FEEDBACK = """
namespace Automattic\\Jetpack\\Forms\\ContactForm;
class Field {
	public function __construct( private array $has ) {}
	public function get_form_field_id() { return $this->has[0]; }
	public function get_label() { return $this->has[1]; }
	public function get_type() { return $this->has[2]; }
	public function get_value() { return $this->has[3]; }
}
class Feedback {
	public static function get( $id ) { return new self(); }
	public function get_entry_permalink() { return home_url( '/devis/' ); }
	public function get_fields() {
		return array(
			new Field( array( 'g1-nom', 'Nom', 'name', 'Samira' ) ),
			new Field( array( 'g1-projet', 'Projet', 'textarea', 'MESSAGE &lt;3 &amp; voilà' ) ),
			new Field( array( 'g1-mdp', 'Mot de passe', 'text', 'S3cret' ) ),
		);
	}
}
define( 'JETPACK__VERSION', '16' ); \\Filon\\load_adapters();
$post = new \\WP_Post( (object) array( 'ID' => NUMBER, 'post_type' => 'feedback' ) );
foreach ( array( 'spam', 'trash' ) as $was ) do_action( 'transition_post_status', 'publish', $was, $post );
"""


def test_feedback_of_jetpack(site: PluginSite) -> None:
    """It is read as release 16.0 keeps it; of the form plugin's own words nothing is left in the queue by then."""
    replay(site, "jetpack-forms", recorded(jetpack_forms.PLUGIN)["spam"])
    [spam] = site.submissions()
    site.php(LONG_AGO)
    site.php(FEEDBACK.replace("NUMBER", spam["entry_id"]).replace("MESSAGE", ARABIC_MESSAGE))
    [_, again] = [json.loads(row["line"] or "{}") for row in site.rows()]
    assert values_of(again) == {"g1-nom": "Samira", "g1-projet": f"{ARABIC_MESSAGE} <3 & voilà"}
    assert (again["form"], again["entry_id"]) == (spam["form"], spam["entry_id"])
    assert again["page"] == f"{site.url}/devis/"
