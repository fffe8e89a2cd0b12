"""What a page weighs on a slow phone: all of the list's first load, and each page after it, compressed."""

from __future__ import annotations

import gzip
import random
import re
from datetime import UTC, datetime

import pytest

from filon.foundation.ids import new_id
from filon.foundation.tenancy import here
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite

FIRST_LOAD, LATER = 150_000, 20_000
_STATIC = re.compile(r'(?:href|src)="(/app/static/[^"]+)"')
_IMPORTED = re.compile(rb"url\(\"?([^\")]+)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _fill(filon: Filon, site: PairedSite) -> None:
    chance = random.Random(7)  # noqa: S311  # the same people every time
    at = datetime(2026, 3, 1, tzinfo=UTC)

    def word() -> str:
        return "".join(chance.choices(_LETTERS, k=7))

    with filon.inside(site.tenant):
        Lead.add_many(
            [
                {
                    **{
                        "tenant": here(),
                        "id": new_id(),
                        "number": n,
                        "first_name": word(),
                        "last_name": word(),
                    },
                    **{"email": f"{word()}@example.com", "phone": f"+2126{n:08}", "source": "site"},
                    **{"currency": "MAD", "message": " ".join(word() for _ in range(12))},
                    **{"created_at": at, "last_activity_at": at},
                    **{
                        "to_call_since": at if n % 3 else None,
                        "status": chance.choice(["new", "open", "won"]),
                    },
                }
                for n in range(1, 121)
            ]
        )


def _weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("shape", ["prospects?status=all", "prospects/board"])
def test_it_works(filon: Filon, alice: PairedSite, shape: str) -> None:
    _fill(filon, alice)
    browser = signed_in(alice)
    page = browser.get(f"/app/{shape}")
    assert page.text.count('class="name"') >= 50
    files = set(_STATIC.findall(page.text))
    contents = [browser.get(file).data for file in files]
    assert len(files) > 5
    assert not any(
        _IMPORTED.search(content) for file, content in zip(files, contents, strict=True) if ".css" in file
    )
    assert _weight(page.data) < LATER
    assert _weight(page.data) + sum(map(_weight, contents)) < FIRST_LOAD
