"""What led a visitor to a page of ours: its own address, the page it stood in, and what the site's plugin has kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from filon.foundation import clock
from filon.leads.contacts import one_line

# As the plugin keeps them (wp-plugin/visit/visit.js), and as long.
_TOLD = re.compile(r"utm_\w{1,30}|\w{1,20}clk?id|[gw]braid|li_fat_id|epik|ScCid", re.ASCII)
_OWN = re.compile(r"at|landing|referrer", re.ASCII)
LONGEST = 200
LONGEST_VISIT = 4_000
_MOST = 20


def is_told(name: str) -> bool:
    """Whether a parameter of an address says where its visitor came from."""
    return _TOLD.fullmatch(name) is not None


def read_arrival(asked: Mapping[str, str]) -> dict[str, Any]:
    """A submission's `attribution` out of the parameters of our own address; {} when they say nothing.

    `page` is the address of the page that our page stood in or was linked from, `referrer` the one before it, `visit`
    the plugin's cookie with the first and the last touch. What came with this very address is the last.
    """
    kept = _read_visit(asked.get("visit", ""))
    touch = {name: value for name, value in _of_page(asked.get("page", "")).items() if is_told(name)}
    touch |= {name: value for name, value in asked.items() if is_told(name)}
    if not touch and not asked.get("referrer"):
        return kept
    last = {
        "at": clock.now().isoformat(),
        "landing": _path_of(asked.get("page", "")),
        "referrer": asked.get("referrer", ""),
        **touch,
    }
    last = {name: one_line(value, LONGEST) for name, value in list(last.items())[:_MOST] if value}
    # A referrer alone is no news to a plugin that has seen the visitor come.
    return kept if kept and not touch else {"first": kept.get("first") or last, "last": last}


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # visitors write addresses too
        return ""


def _of_page(address: str) -> dict[str, str]:
    query = address.partition("#")[0].partition("?")[2]
    return dict(parse_qsl("&".join(query.split("&", _MOST)[:_MOST])))


def _read_visit(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text) if 0 < len(text) <= LONGEST_VISIT else {}
    except (ValueError, RecursionError):
        return {}
    found = {}
    for touch in ("first", "last"):
        one = said.get(touch) if isinstance(said, dict) else None
        if isinstance(one, dict):
            found[touch] = {
                name: one_line(value, LONGEST)
                for name, value in list(one.items())[:_MOST]
                if isinstance(value, str) and (is_told(name) or _OWN.fullmatch(name))
            }
    return found
