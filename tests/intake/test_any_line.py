"""Whatever a line holds, it is answered by its number with a receipt, and the request is never a 500."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filon.foundation import ids
from tests.intake.door import deliver, rows
from tests.parts.service import Filon, PairedSite, submission

_texts = st.text(st.characters(), max_size=30) | st.sampled_from(
    [
        "",
        "\x00",
        "\ud83d",
        "http://[",
        "salma@example.com",
        "0661234567",
        "=1+1",
        "2026-02-03T10:00:00Z",
        "filon",
    ]
)
_documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


def _places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of everything inside a document."""
    inner = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in _places(value, (*path, key)))]


@st.composite
def _nearly_right(draw: st.DrawFn) -> bytes:
    """A submission in which one or two places hold something else."""
    full = submission(
        attribution={"first": {"utm_source": "x", "referrer": "https://a.example"}, "last": None},
        consents=[{"field_id": "gdpr", "text": "Oui", "given": True}],
        files=[{"field_id": "plan", "name": "plan.pdf", "size": 3, "sha256": "0" * 64}],
        spam=None,
    )
    document: Any = full
    for _change in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(_places(document)[1:]))
        parent = document
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = draw(_texts | _documents)
    return json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


_lines = (
    _nearly_right()
    | _documents.map(lambda document: json.dumps(document).encode())
    | st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"") or b"x")
)


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=st.lists(_lines, min_size=1, max_size=12))
def test_it_works(filon: Filon, alice: PairedSite, lines: list[bytes]) -> None:
    before = rows(filon, alice.tenant)
    marker = submission({"name": "Salma", "message": ids.new_id().hex})
    answers = deliver(alice, *lines, marker)
    assert answers[-1]["answer"] == "recorded", "whatever came before it"
    after = rows(filon, alice.tenant)
    fresh = [answer for answer in answers if answer["answer"] != "repeated"]
    assert after["submissions"] - before["submissions"] == len(fresh)
    assert after["leads"] - before["leads"] == sum(answer["answer"] == "recorded" for answer in fresh)


def test_an_address_of_any_length_stops_no_line_beside_it(alice: PairedSite) -> None:
    """Any visitor can open the form's page with parameters without end."""
    parameters = "&".join(f"a{n}" for n in range(400))
    page = f"https://atlas.example/?gclid=x&{parameters}"
    answers = deliver(alice, submission(page=page), submission({"name": "Omar", "phone": "0661000001"}))
    assert [answer["answer"] for answer in answers] == ["recorded", "recorded"]
