"""What visitors send with each form plugin is captured once, as they saw it, before its mails: recorded, and real."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.parts.wordpress import WordPress
from tests.wordpress.forms.expected import EXPECTED, PLAN, Expected
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, FOLDER, FormSite, Sent
from tests.wordpress.test_form import values_of

pytestmark = pytest.mark.wordpress


def _ways(expected: Expected) -> list[str]:
    """Recorded, and for real where the plugin is at hand."""
    is_at_hand = FOLDER and (Path(FOLDER) / expected.plugin.folder).is_dir()
    return ["recorded", "real"] if is_at_hand else ["recorded"]


@pytest.fixture(scope="module")
def sent(request: pytest.FixtureRequest) -> Iterator[Sent]:
    """What Filon keeps of the cases of one form plugin: one site for all recordings, and one for each real plugin."""
    expected, way = request.param
    if way == "recorded":
        yield Sent(request.getfixturevalue("on_mariadb"), expected.plugin)
        return
    with WordPress(mariadb=request.getfixturevalue("mariadb")) as wordpress:
        yield Sent(FormSite(wordpress, expected.plugin), expected.plugin)


def each(name: str) -> Any:
    """Parameters: every case that the table names so, of every form plugin."""
    return pytest.mark.parametrize(
        ("sent", "expected", "case"),
        [
            pytest.param((expected, way), expected, case, id=f"{expected.plugin.slug}-{way}-{case}")
            for expected in EXPECTED
            for way in _ways(expected)
            for case in getattr(expected, name)
        ],
        indirect=["sent"],
    )


@each("whole")
def test_it_works(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    files = [file["name"] for file in kept["files"]] if "files" in kept else []
    wanted = [
        (id, label, kind, files if value is PLAN else value) for id, label, kind, value in expected.fields
    ]
    assert _fields(kept, expected) == wanted
    assert [Path(name).suffix for name in files] == [".pdf" for *_, value in expected.fields if value is PLAN]
    assert _consents(kept, expected) == expected.consents
    assert (kept["source"], kept["form"]["title"]) == (expected.plugin.slug, "Devis")
    assert (kept["entry_id"] is not None and int(kept["entry_id"]) > 0) is expected.has_entries
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert "spam" not in kept
    for secret in ("S3cret", "sésame"):
        assert secret not in json.dumps(kept, ensure_ascii=False)


@each("hanging")
def test_a_mail_that_hangs_loses_nothing(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    assert _fields(kept, expected) == [
        (id, label, kind, [] if value is PLAN else value) for id, label, kind, value in expected.fields
    ]


@each("refusing")
def test_a_box_left_empty(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    assert _consents(kept, expected) == [(id, text, False) for id, text, _given in expected.consents]


@each("arabic")
def test_arabic(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    assert [(field["label"], field["value"]) for field in kept["fields"]] == [
        ("الاسم الكامل", ARABIC_NAME),
        ("رسالتك", ARABIC_MESSAGE),
    ]
    assert kept["page"].startswith(f"{sent.site.url}/")
    if expected.referrer:
        assert kept["referrer"] == f"{sent.site.url}{expected.referrer}"
    if expected.arabic_ids:
        assert tuple(values_of(kept)) == expected.arabic_ids


@each("spam")
def test_spam_comes_with_the_verdict(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    assert kept["spam"] == {"by": expected.spam[case]}
    assert {ARABIC_NAME, "Khadija", "Khadija Berrada"} & {str(field["value"]) for field in kept["fields"]}


@each("unspam")
def test_what_is_no_spam_after_all_comes_once_more(sent: Sent, expected: Expected, case: str) -> None:
    spam, request = sent(case)
    assert "spam" in spam
    assert "spam" not in request
    for name in ("entry_id", "fields", "form"):
        assert request[name] == spam[name]


@each("forgetful")
def test_a_form_that_keeps_no_entries_loses_nothing(sent: Sent, expected: Expected, case: str) -> None:
    [kept] = sent(case)
    said = [field["value"] for field in kept["fields"]]
    assert said[:2] in ([ARABIC_NAME, ARABIC_MESSAGE], ["Karim", "Bonjour"])
    assert kept["form"]["title"] == "Anonyme"


@each("left_alone")
def test_what_is_left_alone(sent: Sent, expected: Expected, case: str) -> None:
    assert sent(case) == []


def _fields(kept: dict[str, Any], expected: Expected) -> list[tuple[Any, ...]]:
    """Id, label, kind and value of each; no ids of plugins that number them as they like."""
    return [
        (field["id"] if id else "", field["label"], field["type"], field["value"])
        for field, (id, *_) in zip(kept["fields"], expected.fields, strict=True)
    ]


def _consents(kept: dict[str, Any], expected: Expected) -> list[tuple[str, str, bool]]:
    return [
        (consent["field_id"] if id else "", consent["text"], consent["given"])
        for consent, (id, *_) in zip(kept.get("consents", []), expected.consents, strict=True)
    ]
