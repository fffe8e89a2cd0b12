"""Where a request came from, in one word, out of its attribution: an ad's click id first, then utm, then referrer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

_MOST_PARAMETERS = 100
_CLICK_IDS = (
    ("gclid", "google_ads"),
    ("gbraid", "google_ads"),
    ("wbraid", "google_ads"),
    ("fbclid", "meta"),
    ("msclkid", "microsoft_ads"),
    ("ttclid", "tiktok"),
    ("li_fat_id", "linkedin"),
    ("dclid", "google_ads"),
    ("twclid", "x"),
    ("epik", "pinterest"),
    ("ScCid", "snapchat"),
)
# What a link that was paid for calls its medium, and whose advertisements those of a search engine are.
_PAID = ("cpc", "ppc", "paid", "paidsearch", "paid_search", "sem", "display")
_ADS = {
    "google": "google_ads",
    "adwords": "google_ads",
    "bing": "microsoft_ads",
    "microsoft": "microsoft_ads",
}
_REFERRERS = (
    ("google.", "google"),
    ("bing.", "bing"),
    ("facebook.", "meta"),
    ("instagram.", "instagram"),
    ("linkedin.", "linkedin"),
    ("tiktok.", "tiktok"),
)


def source_of(
    attribution: dict[str, Any] | None, page: str | None = None, referrer: str | None = None
) -> str:
    """A short code such as google_ads, instagram or site.

    The last touch decides, the first stands in for it, and the address of the form's page for both: whoever lands on
    the form from an ad brings its parameters there. Last comes the page that led to the form.
    """
    # Visitors write addresses too, of any length.
    of_page = dict(parse_qsl("&".join(_query(page).split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS])))
    touches = (
        (attribution or {}).get("last"),
        (attribution or {}).get("first"),
        of_page,
        {"referrer": referrer},
    )
    for touch in touches:
        if touch and (found := source_of_touch(touch)):
            return found
    return "site"


def source_of_touch(touch: dict[str, Any]) -> str:
    """The code of one touch; empty when it says nothing, as of somebody who came by themselves."""
    for name, source in _CLICK_IDS:
        if touch.get(name):
            return source
    utm = (touch.get("utm_source") or "").strip().lower()
    if utm:
        if utm in _ADS and (touch.get("utm_medium") or "").strip().lower() in _PAID:
            return _ADS[utm]
        return "".join(c if c.isalnum() else "_" for c in utm)[:40]
    host = host_of(touch.get("referrer") or "")
    return next((source for part, source in _REFERRERS if f".{part}" in f".{host}"), "")


def host_of(address: str) -> str:
    """The host of an address; empty when it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # visitors' browsers, or visitors, send what is no address
        return ""


def _query(address: str | None) -> str:
    return (address or "").partition("#")[0].partition("?")[2]
