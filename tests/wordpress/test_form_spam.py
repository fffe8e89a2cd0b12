"""What was taken for spam comes once, and once more when it is none; never again once it was erased, or is old."""

from typing import Any

import pytest

from tests.wordpress.forms import fluent_forms, gravity_forms, wpforms
from tests.wordpress.forms.plugin import FormPlugin, recorded, replay
from tests.wordpress.site import PluginSite


@pytest.mark.parametrize("known", ["nothing", "erased", "spam"])
def test_no_spam_of_gravity_forms(site: PluginSite, known: str) -> None:
    hooks = recorded(gravity_forms.PLUGIN)["no spam"]
    first = next(n for n, hook in enumerate(hooks) if hook["hook"] == "gform_update_status")
    if known != "nothing":
        replay(site, gravity_forms.PLUGIN.slug, hooks[:first])
    if known == "erased":
        site.php("global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET line = ''\" );")
    before = len(site.rows())
    replay(site, gravity_forms.PLUGIN.slug, hooks[first:])
    assert len(site.rows()) - before == (1 if known == "spam" else 0)


# Whoever looks through the queue while a visitor waits is told so.
LOOKS = (
    "add_filter( 'query', function ( $sql ) {"
    " if ( str_contains( $sql, Filon\\queue_table() ) && str_contains( $sql, 'LIKE' ) ) echo $sql; return $sql; } );"
)


def saved_by_wpforms() -> dict[str, Any]:
    """The hook of an entry that is spam."""
    hooks = recorded(wpforms.PLUGIN)["spam"]
    hook: dict[str, Any] = next(one for one in hooks if one["hook"] == "wpforms_process_entry_saved")
    hook["arguments"][3] = 7
    return hook


@pytest.mark.parametrize(
    ("version", "known", "comes"), [("1.10", False, 0), ("1.10", True, 1), ("1.7.6", False, 1)]
)
def test_what_wpforms_completes_later(site: PluginSite, version: str, known: bool, comes: int) -> None:
    hook = saved_by_wpforms()
    if known:
        replay(site, wpforms.PLUGIN.slug, [hook])
    before = len(site.rows())
    hook["hook"] = "wpforms_process_complete"
    hook["arguments"][2].pop("spam_reason", None)
    looks = LOOKS if version == "1.7.6" else ""
    replay(site, wpforms.PLUGIN.slug, [hook], f"define( 'WPFORMS_VERSION', '{version}' ); {looks}")
    assert len(site.rows()) - before == comes


def test_a_page_of_thanks_that_is_looked_at_again(site: PluginSite) -> None:
    plugin: FormPlugin = fluent_forms.PLUGIN
    hooks = recorded(plugin)["spam left alone"]
    replay(site, plugin.slug, hooks)
    [_] = site.rows()
    replay(
        site, plugin.slug, [hook for hook in hooks if hook["hook"] == "fluentform/submission_confirmation"]
    )
    assert len(site.rows()) == 1
