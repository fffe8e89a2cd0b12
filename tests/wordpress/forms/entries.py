"""Entries that a form plugin keeps: what nobody heard of when it was sent is found there, and is the same."""

import functools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.parts.shapes import must_fit
from tests.wordpress.forms.plugin import FormSite
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import SITE
from tests.wordpress.test_form import SCHEMA

HOUR, DAY = 3600, 86400
_CONNECTED = (
    f"Filon\\save_connection( array( 'service' => 'http://127.0.0.1:9', 'site_id' => '{SITE}', 'secret' => 'x',"
    " 'previous_secret' => '', 'previous_until' => 0, 'business' => 'Atlas', 'dashboard' => '',"
    " 'home' => Filon\\home_address(), 'paired_at' => time() ) );"
)


def look(site: PluginSite, later: int = HOUR) -> None:
    """What the ledger does first, so many seconds from now."""
    found = "more"
    while found == "more":
        found = site.php(
            f"echo Filon\\find_missed( time() + {later}, microtime( true ) + 60 ) ? 'all' : 'more';"
        )
    assert found == "all"


def forget(site: PluginSite) -> None:
    """As if no hook had been heard."""
    site.php("global $wpdb; $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );")


def found_again(
    site: PluginSite, send: Callable[[], object], case: str = ""
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What `send` is captured as when it is sent, and what is found of it when it was not."""
    site.reset()
    site.php(_CONNECTED)
    # What others have sent before is settled.
    look(site, 3 * DAY)
    forget(site)
    send()
    told = site.submissions()
    look(site)
    assert [one["fields"] for one in site.submissions()] == [one["fields"] for one in told], case
    forget(site)
    look(site)
    found = site.submissions()
    look(site)
    assert site.submissions() == found, f"{case} once"
    forget(site)
    look(site)
    assert site.submissions() == found, f"{case} the same each time"
    for one in found:
        must_fit(one, SCHEMA)
        assert one["found"] is True
    assert site.wordpress.php_errors() == []
    return told, found


def assert_found_again(
    site: FormSite, case: str, before: str = "", but: tuple[str, ...] = (), **otherwise: Any
) -> None:
    """What `case` sends is found as it was captured, but for the fields with these ends of ids, and for `otherwise`.

    `before` is PHP that lets it be sent.
    """
    site.php(before)
    [told], [found] = found_again(site, functools.partial(site.plugin.cases[case], site), case)
    for one in (told, found):
        one["fields"] = [field for field in one["fields"] if not field["id"].endswith(but)]
    names = (told.keys() | found.keys()) - {
        "uuid",
        "submitted_at",
        "attribution",
        "found",
        "locale",
        "referrer",
    }
    differs = {name: found.get(name) for name in names if found.get(name) != told.get(name)}
    assert differs == otherwise, json.dumps({name: told.get(name) for name in differs}, ensure_ascii=False)
    assert abs(_seconds(found) - _seconds(told)) < 30


def assert_not_found(site: FormSite, *cases: str) -> None:
    """Nothing of these is taken for a request that was missed."""
    for case in cases:
        _told, found = found_again(site, functools.partial(site.plugin.cases[case], site), case)
        assert found == [], case


def _seconds(submission: dict[str, Any]) -> float:
    return datetime.fromisoformat(submission["submitted_at"].removesuffix("Z") + "+00:00").timestamp()
