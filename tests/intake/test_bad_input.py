"""Whatever a site sends, each line gets its documented answer, nothing is half-written, and nothing is a 500."""

from __future__ import annotations

import json
import time
from typing import Any

from filon.intake.models import Submission
from filon.intake.reading import LINE_BYTES
from tests.intake.door import deliver, kept, lead_of, rows, timeline
from tests.parts.service import Filon, PairedSite, submission

_DEEP = 100_000


def _raw(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _with(**instead: Any) -> bytes:
    return _raw({**submission(), **instead})


def _without(name: str) -> bytes:
    return _raw({key: value for key, value in submission().items() if key != name})


def _field(**instead: Any) -> bytes:
    return _with(fields=[{"id": "a", "value": "b", **instead}])


# name: (line, reason, how the sentence for a person begins)
BAD: dict[str, tuple[bytes, str, str]] = {
    "cut off": (_raw(submission())[:-20], "unreadable", "Not JSON"),
    "not JSON": (b"name=Salma&phone=0661234567", "unreadable", "Not JSON"),
    "two documents": (b"{} {}", "unreadable", "Not JSON"),
    "single quotes": (b"{'uuid': 1}", "unreadable", "Not JSON"),
    "a list": (b"[1, 2]", "unreadable", "Not a JSON object"),
    "null": (b"null", "unreadable", "Not a JSON object"),
    "a text": (b'"Bonjour"', "unreadable", "Not a JSON object"),
    "NaN": (_raw(submission())[:-1] + b', "entry_id": NaN}', "unreadable", "Not JSON"),
    "Infinity": (b'{"uuid": -Infinity}', "unreadable", "Not JSON"),
    "a number of 5,000 digits": (b'{"uuid": ' + b"9" * 5000 + b"}", "unreadable", "Not JSON"),
    "lists in lists": (b"[" * _DEEP + b"]" * _DEEP, "unreadable", "Not JSON"),
    "objects in objects": (b'{"a":' * _DEEP + b"1" + b"}" * _DEEP, "too_large", "The line has"),
    "objects in objects, short": (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, "unreadable", "Not JSON"),
    "Latin-1": (_raw(submission()).replace(b"cuisine", b"cuisin\xe9"), "unreadable", "Not UTF-8 at byte"),
    "overlong UTF-8": (b'{"uuid": "\xc0\x80"}', "unreadable", "Not UTF-8"),
    "a surrogate in UTF-8": (_with(page="\ud83d"), "unreadable", "Not UTF-8"),
    "UTF-16": (json.dumps(submission()).encode("utf-16"), "unreadable", "Not UTF-8"),
    "a bare control character": (b'{"uuid": "\x00"}', "unreadable", "Not JSON"),
    "too long": (_with(page="x" * LINE_BYTES), "too_large", "The line has"),
    "nothing in it": (b"{}", "invalid", "uuid: "),
    "no uuid": (_without("uuid"), "invalid", "uuid: "),
    "uuid a number": (_with(uuid=7), "invalid", "uuid: "),
    "uuid of version 4": (_with(uuid="0b1f7a36-2a6b-4b7e-9c57-0a3c0f6f5a11"), "invalid", "uuid: "),
    "uuid with a line break": (_with(uuid=submission()["uuid"] + "\n"), "invalid", "uuid: "),
    "no fields": (_without("fields"), "invalid", "fields: "),
    "fields an object": (_with(fields={"name": "Salma"}), "invalid", "fields"),
    "a field without a value": (_with(fields=[{"id": "a"}]), "invalid", "fields.0.value: "),
    "a value null": (_field(value=None), "invalid", "fields.0.value: "),
    "a value a number": (_field(value=6), "invalid", "fields.0.value: "),
    "a value an object": (_field(value={"$gt": ""}), "invalid", "fields.0.value: "),
    "a value a deep list": (_field(value=[["a"]]), "invalid", "fields.0.value: "),
    "an id too long": (_field(id="x" * 192), "invalid", "fields.0.id: "),
    "an unknown key in a field": (_field(tenant="x"), "invalid", "fields.0: "),
    "10,000 fields": (_with(fields=[{"id": "a", "value": ""}] * 10_000), "invalid", "fields: "),
    "another tenant": (_with(tenant_id="0193b5a8c7e97f0f8a5e6d1c2b3a4f50"), "invalid", "tenant_id: "),
    "form a text": (_with(form="contact"), "invalid", "form"),
    "source in capitals": (_with(source="Robert'); DROP TABLE lead"), "invalid", "source: "),
    "no such day": (_with(submitted_at="2026-02-30T10:00:00Z"), "invalid", "submitted_at: "),
    "local time": (_with(submitted_at="2026-02-03T10:00:00+01:00"), "invalid", "submitted_at: "),
    "Arabic digits": (_with(submitted_at="٢٠٢٦-02-03T10:00:00Z"), "invalid", "submitted_at: "),
    "a suggestion of ours": (_with(suggestions={"a": "status"}), "invalid", "suggestions.a"),
    "consent 1 for true": (
        _with(consents=[{"field_id": "a", "text": "b", "given": "yes"}]),
        "invalid",
        "consents.0.given: ",
    ),
    "attribution a list": (_with(attribution=["gclid"]), "invalid", "attribution"),
    "a touch with a number": (_with(attribution={"last": {"gclid": 7}}), "invalid", "attribution.last"),
    "spam true": (_with(spam=True), "invalid", "spam"),
    "a key with NUL": (_with(**{"a\x00b": 1}), "invalid", "ab: "),
    "a key with half an emoji": (json.dumps({**submission(), "\ud83d": 1}).encode(), "invalid", ": "),
    "a verdict with NUL": (_with(spam={"by": "aki\x00smet\x07"}), "spam", "by akismet"),
    "a verdict with half an emoji": (
        json.dumps({**submission(), "spam": {"by": "\ud83d!"}}).encode(),
        "spam",
        "by !",
    ),
}


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    wrong = []
    lines = [line for line, _reason, _sentence in BAD.values()]
    answers = [answer for at in range(0, len(lines), 5) for answer in deliver(alice, *lines[at : at + 5])]
    for (name, (_line, reason, sentence)), answer in zip(BAD.items(), answers, strict=True):
        got = (answer["answer"], answer.get("reason"))
        if got != ("quarantined", reason) or not answer["detail"].startswith(sentence):
            wrong.append(f"{name}: {got}, {answer.get('detail')}")
    assert wrong == []
    assert rows(filon, alice.tenant) == kept(len(BAD))
    with filon.inside(alice.tenant, write=False):
        assert {bytes(row.line) for row in Submission.quarantined()} == set(lines), "kept byte for byte"
    (after,) = deliver(alice, submission())
    assert (after["answer"], after["number"]) == ("recorded", 1)


def test_the_answer_never_quotes_what_was_typed(alice: PairedSite) -> None:
    secret = "4111-1111-1111-1111"
    (answer,) = deliver(alice, _field(value={"card": secret}))
    assert secret not in json.dumps(answer)


def test_the_longest_line_is_taken(alice: PairedSite) -> None:
    sent = submission({"name": "Salma", "message": ""})
    room = LINE_BYTES - len(_raw(sent))
    sent["fields"][1]["value"] = "m" * room
    (answer,) = deliver(alice, _raw(sent))
    assert answer["answer"] == "recorded"
    assert lead_of(alice).message == "m" * room


def test_two_megabytes_and_one_byte_are_refused_whole(filon: Filon, alice: PairedSite) -> None:
    line = _with(page="x")
    for size in (2 * 1024 * 1024 + 1, 3 * 1024 * 1024):
        answer = alice.call("/api/v1/submissions", (line + b"\n").ljust(size, b" "))
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert rows(filon, alice.tenant) == kept(0)


def test_of_two_values_for_one_key_the_last_counts(alice: PairedSite) -> None:
    line = _raw(submission({"name": "Salma"}))
    line = line.replace(b'"source": "filon"', b'"source": "cf7", "source": "filon"')
    (answer,) = deliver(alice, line)
    assert answer["answer"] == "recorded"


WRITTEN = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3",
    "'; DROP TABLE lead; --",
    "%(name)s {name} {{ 7*7 }} ${x} %s %d",
    "<script>alert(1)</script>",
    "مرحبا، أريد مطبخا جديدا",
    "👩‍👩‍👧 🇲🇦 e\u0301 \u202eevil\u202c",
    "ﬁ ǅ ß İ ŉ",
    "a\r\nb\tc",
]


def test_what_a_person_wrote_is_kept_as_it_is(alice: PairedSite) -> None:
    lines = [submission({"name": text, "company": text, "message": text}) for text in WRITTEN]
    for text, answer in zip(WRITTEN, deliver(alice, *lines), strict=True):
        assert answer["answer"] == "recorded"
        lead = lead_of(alice, answer["number"])
        assert lead.message == text
        assert lead.company == lead.name == " ".join(text.split())
        assert timeline(alice, answer["number"])[0].details["fields"][2]["value"] == text


def test_what_no_database_keeps_is_dropped(alice: PairedSite) -> None:
    hostile = "a\x00b\x07c\x1b[31md\ud83d\x85e"
    sent = submission(
        {"name": hostile, "email": f"x\x00@example.com{hostile}", "message": hostile},
        form={"id": hostile, "title": hostile},
        page=hostile,
        entry_id=hostile,
        referrer=hostile,
        attribution={"first": {hostile: hostile}, "last": {"utm_source": hostile, "referrer": hostile}},
        consents=[{"field_id": "name", "text": hostile, "given": True}],
        locale=hostile,
    )
    sent["fields"].append({"id": hostile, "label": hostile, "type": hostile, "value": [hostile]})
    (answer,) = deliver(alice, json.dumps(sent).encode())
    assert answer["answer"] == "recorded"
    lead = lead_of(alice)
    assert (lead.name, lead.message, lead.page) == ("abc[31mde",) * 3
    assert lead.attribution["first"] == {"abc[31mde": "abc[31mde"}
    assert lead.consent[0]["text"] == lead.consent[0]["form"] == "abc[31mde"


def test_huge_fields_take_no_huge_time(alice: PairedSite) -> None:
    for slot in ("email", "phone", "name", "message"):
        lines = [
            submission({slot: (letters * 240_000)[:240_000]})
            for letters in ("a", "@", "a@", "a.", "0", "+", " ", "a@b.")
        ]
        begun = time.monotonic()
        answers = deliver(alice, *lines)
        assert time.monotonic() - begun < 5, slot
        assert {answer["answer"] for answer in answers} <= {"recorded", "joined"}


def test_many_long_fields_take_no_huge_time(alice: PairedSite) -> None:
    """The square of a word's length, for each of three hundred fields that may be an address, took seconds."""
    fields = {f"Téléphone ou e-mail {n}": "a" * 650 for n in range(299)}
    begun = time.monotonic()
    (answer,) = deliver(alice, submission(fields))
    assert time.monotonic() - begun < 1
    assert answer["answer"] == "recorded"
