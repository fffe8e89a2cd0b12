"""What led a prospect to the site, in words; and for programs as it was told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission

FORUM = {"at": "2026-11-20T09:00:00.000Z", "landing": "/", "referrer": "https://forum.example/cuisines"}
AD = {
    "at": "2026-11-21T18:30:00.000Z",
    "utm_source": "google",
    "utm_medium": "cpc",
    "utm_campaign": "printemps",
}


def visits(site: PairedSite, attribution: dict[str, Any]) -> dict[str, str]:
    """What the page of a prospect who came so says, without the time."""
    site.deliver(submission(attribution=attribution))
    html = signed_in(site).get("/app/prospects/1").text
    found = re.findall(r"<dt>([^<]*[Vv]isite)</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    return {head: re.sub("<br>.*|<[^>]+>", "", words, flags=re.DOTALL) for head, words in found}


def test_it_works(alice: PairedSite) -> None:
    told = {"consent": "given", "first": FORUM, "last": AD}
    assert visits(alice, told) == {
        "Première visite": "forum.example",
        "Dernière visite": "Google Ads · campagne printemps",
    }
    api = at_the_api(signed_in(alice))
    assert api.get("/api/v1/leads/1").json["attribution"] == told


@pytest.mark.parametrize(
    ("attribution", "said"),
    [
        ({"first": AD, "last": AD}, {"Visite": "Google Ads · campagne printemps"}),
        ({"first": None, "last": {"landing": "/"}}, {"Visite": "Accès direct"}),
        ({"consent": "refused", "first": None, "last": None}, {}),
        ({"last": {"at": "0001-01-01T00:00:00Z", "utm_source": "x<b>"}}, {"Visite": "X b"}),
        ({"last": {"at": "9999-12-31T23:59:59Z", "referrer": "http://[not"}}, {"Visite": "Accès direct"}),
        ({"last": {"at": "gestern", "fbclid": "x"}}, {"Visite": "Meta"}),
    ],
)
def test_whatever_a_browser_says(
    alice: PairedSite, attribution: dict[str, Any], said: dict[str, str]
) -> None:
    assert visits(alice, attribution) == said
