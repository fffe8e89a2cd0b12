"""What Jetpack's forms have of their own: others in the same hook, and spam that a person says is none."""

from tests.wordpress.forms.jetpack_forms import PLUGIN
from tests.wordpress.forms.plugin import MESSAGE, Sent, both_ways, recorded, replay
from tests.wordpress.site import PluginSite

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
