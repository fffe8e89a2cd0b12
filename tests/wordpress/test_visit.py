"""What led to a request goes with it, as far as the visitor agrees; and what every page pays for that."""

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA
from tests.wordpress.visitor import TYPICAL, Page, visit

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
FIRST = {"at": "2026-11-20T09:00:00.000Z", "landing": "/", "referrer": "https://forum.example/cuisines"}
LAST = {"at": "2026-11-21T18:30:00.000Z", "landing": "/devis/", "utm_source": "google", "gclid": "Cj0K-7"}
AGREED, REFUSED = {"wp_consent_marketing": "allow"}, {"wp_consent_marketing": "deny"}


def send(site: PluginSite, *, cookies: dict[str, str] | None = None, page: str = "", **posted: str) -> Any:
    """A visitor sends the form; gives the attribution of what is kept, None when it has none."""
    address = page or site.contact
    form = [*visit(address).filled(TYPICAL), *posted.items()]
    jar = {name: quote(value) for name, value in (cookies or {}).items()}
    assert "Thank you" in Page(requests.post(address, data=form, cookies=jar, timeout=30)).html
    kept = site.submissions()[-1]
    must_fit(kept, SCHEMA)
    return kept.get("attribution")


def cookie(first: Any = FIRST, last: Any = LAST) -> dict[str, str]:
    return {"filon_visit": json.dumps({"first": first, "last": last})}


def choose(site: PluginSite, mode: str) -> None:
    """Choose in the settings how much may be kept."""
    assert "Saved." in site.press(site.sign_in(), "filon_options", visit=mode)


def test_it_works(either: PluginSite) -> None:
    kept = send(either, cookies=cookie() | AGREED)
    assert kept == {"consent": "given", "first": FIRST, "last": LAST}


def test_nothing_is_known(site: PluginSite) -> None:
    assert send(site) is None


def test_strictly_only_what_came_with_the_page_itself(site: PluginSite) -> None:
    """A cookie that is left over from another choice of the owner's does not count."""
    assert send(site, cookies=cookie()) is None
    told = send(site, cookies=cookie(), _filon_visit=json.dumps(LAST))
    assert told == {"consent": "unasked", "first": None, "last": LAST}


def test_who_came_once_came_first_and_last_by_that(site: PluginSite) -> None:
    kept = send(site, cookies={"filon_visit": json.dumps({"first": FIRST})} | AGREED)
    assert (kept["first"], kept["last"]) == (FIRST, FIRST)


@pytest.mark.parametrize("mode", ["follow", "always"])
def test_the_owner_may_let_more_be_kept(site: PluginSite, mode: str) -> None:
    choose(site, mode)
    assert send(site, cookies=cookie()) == {"consent": "unasked", "first": FIRST, "last": LAST}
    assert send(site, cookies=cookie() | REFUSED) == {"consent": "refused", "first": None, "last": None}


def test_who_refuses_is_followed_by_no_number(site: PluginSite) -> None:
    page = f"{site.contact}?utm_campaign=printemps&gclid=Cj0K-7"
    kept = send(site, page=page, cookies=cookie() | REFUSED, _filon_visit=json.dumps(LAST))
    assert kept == {"consent": "refused", "first": None, "last": None}
    assert site.submissions()[-1]["page"] == f"{site.contact}?utm_campaign=printemps"


def test_the_pages_address_tells_it_too(site: PluginSite) -> None:
    page = f"{site.contact}?utm_source=google&utm_campaign=cuisine%20d%27%C3%A9t%C3%A9&gclid=Cj0K&landing=/x&x[]=1"
    last = {"utm_source": "google", "utm_campaign": "cuisine d'été", "gclid": "Cj0K"}
    assert send(site, page=page) == {"consent": "unasked", "first": None, "last": last}


def test_a_form_that_sends_its_fields_as_one_text(site: PluginSite) -> None:
    data = urlencode({"names[first_name]": "Khadija", "_filon_visit": json.dumps(LAST)})
    assert send(site, data=data)["last"] == LAST


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "7",
        "null",
        "[]",
        '"x"',
        '{"first": 7, "last": [1]}',
        '{"at": {"deep": {"er": {"still": 1}}}}',
        '{"gclid": ["x"], "utm_source": null, "evil": "x"}',
        json.dumps({"utm_source": "x" * 5000}),
        json.dumps({"utm_source": "\x00\x1b\u202e "}),
        "\xff\xfe",
    ],
)
def test_what_no_script_of_ours_wrote_is_dropped(site: PluginSite, sent: str) -> None:
    kept = send(site, cookies={"filon_visit": sent} | AGREED, _filon_visit=sent)
    assert kept == {"consent": "given", "first": None, "last": None}


def test_values_are_cut_and_on_one_line(site: PluginSite) -> None:
    hostile = {
        "utm_source": "a\r\nb\t<script>",
        "utm_term": "é" * 300,
        "evil": "x",
        "gclid": "\u202ereversed",
    }
    assert send(site, _filon_visit=json.dumps(hostile))["last"] == {
        "utm_source": "a b <script>",
        "utm_term": "é" * 200,
        "gclid": "reversed",
    }


def test_an_unknown_choice_is_the_strict_one(site: PluginSite) -> None:
    choose(site, "everything")
    assert send(site, cookies=cookie()) is None


def test_a_page_without_a_form_pays_one_small_script_and_nothing_else(
    either: PluginSite,
) -> None:
    content = Path(either.wordpress.site.root, "wp-content")
    counter = content / "mu-plugins" / "queries.php"
    counter.write_text(
        "<?php add_action( 'wp_footer', fn() => printf( '<!-- queries: %d -->', $GLOBALS['wpdb']->num_queries ), 99 );"
    )
    page = f"{either.url}/hello-world/"

    def load() -> tuple[str, int]:
        requests.get(page, timeout=30)  # whatever WordPress has to remember once
        html = requests.get(page, timeout=30).text
        found = re.search(r"queries: (\d+)", html)
        assert found
        return html, int(found[1])

    html, queries = load()
    either.wordpress.wp("plugin", "deactivate", "filon")
    bare, bare_queries = load()
    either.wordpress.wp("plugin", "activate", "filon")
    counter.unlink()
    assert queries == bare_queries
    ours = re.findall(r"<(?:script|link|style)[^>]*filon[^>]*>", html)
    assert len(ours) == 1
    assert {"defer", 'data-no-optimize="1"', "nowprocket"} <= set(ours[0].split())
    assert 'data-filon-visit="strict"' in ours[0]
    assert len(html) - len(bare) < 600


def test_the_script_is_small() -> None:
    assert len(gzip.compress((PLUGIN / "visit" / "visit.js").read_bytes())) < 2000


def test_what_wordpress_loads_with_every_page_is_small(site: PluginSite) -> None:
    choose(site, "always")
    site.send()
    loaded = site.php(
        "wp_cache_flush(); echo strlen( implode( array_filter( wp_load_alloptions(), "
        "fn( $name ) => str_contains( $name, 'filon' ), ARRAY_FILTER_USE_KEY ) ) );"
    )
    assert int(loaded) < 2000
