"""The nightly tests of forms: what a site says of them, which lines are such tests, and how the last one ended.

A test is sent by the plugin through the form itself, marked on the server, in the name of nobody. It is kept as a line
like others, so that both sides' ledgers agree, and becomes no lead: the worker records it, writes the mails that would
have told of it, and undoes all of that (see desk/rehearsals.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.transactions import transaction
from filon.intake.form_maps import form_of
from filon.intake.models import TESTED, FormMap, Submission
from filon.intake.reading import believable, read_line
from filon.leads.actions import Request

# Who sends the tests: an address that no mail reaches, and numbers that are nobody's (ARCEP's for films, and 555-01xx).
EMAIL = "essai-filon@example.com"
PHONES = ("639980042", "2025550142")
# Of a form: five by hand, as the plugin counts, and those of two nights. More are requests like others: a site must not
# hide many by its word.
MOST_A_DAY = 7
# Form plugins number their forms alike.
MOST_LOOKED_AT = 4 * MOST_A_DAY
# What a site fills a form in with is shorter; what is longer is looked at by nobody while others wait to write.
LONGEST_LINE = 16 * 1024
# What a test wrote helps to find a fault; its name and hash are kept for as long as ledgers are compared.
LINE_KEPT = timedelta(days=7)
NAME_KEPT = timedelta(days=60)


def is_test(site: UUID, line: bytes, content: dict[str, Any], request: Request) -> bool:
    """Whether a line that says to be a test is taken for one; else it is a request like others, and nobody is lost."""
    return (
        bool(content["test"])
        and len(line) <= LONGEST_LINE
        and _is_of_nobody(content, request)
        and not _has_enough(site, content)
    )


def _is_of_nobody(content: dict[str, Any], request: Request) -> bool:
    """Whether no way to reach anybody else stands in it: what a visitor sent is theirs, however it is marked."""
    typed = [field for field in content["fields_"] if isinstance(field["value"], str)]
    emails = [field["value"] for field in typed if field["type"] == "email"] + [request.email or ""]
    phones = [field["value"] for field in typed if field["type"] == "tel"]
    phones += [request.phone or "", request.phone_typed or ""]
    return (
        all(email.strip().lower() in ("", EMAIL) for email in emails)
        and all(not phone or _digits(phone).endswith(PHONES) for phone in phones)
        and any(
            "filon" in field["value"].lower() or _digits(field["value"]).endswith(PHONES) for field in typed
        )
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _has_enough(site: UUID, content: dict[str, Any]) -> bool:
    taken = (Submission.site_id == site) & (Submission.answer == TESTED) & Submission.lead_id.is_null()
    source, form = form_of(content)
    today = (Submission.form == form) & (Submission.received_at > clock.now() - timedelta(days=1))
    rows = list(Submission.select(Submission.line).where(taken & today).limit(MOST_LOOKED_AT))
    same = [row for row in rows if _source(bytes(row.line)) == source]
    return len(same) >= MOST_A_DAY or len(rows) >= MOST_LOOKED_AT


def _source(line: bytes) -> str:
    content = read_line(0, line).content
    return str(content["source"]) if content else ""


def announce(site: UUID, submission: UUID) -> None:
    """Let the worker do for the test what follows a request."""
    outbox.emit("test.received", site=site.hex, submission=submission.hex)


def note_announced(site: UUID, forms: list[dict[str, Any]]) -> None:
    """Know which of a site's forms are tested each night, and what became of the last try there.

    `forms` as form_maps.note_announced() takes them, `test`: None or {since, tried_at, outcome, detail}. Of those that
    are not said to be tested none is expected any more.
    """
    with transaction():
        said = {(form["source"], form["form"]): form["test"] for form in forms if form.get("test")}
        rows = FormMap.select(FormMap.id, FormMap.source, FormMap.form, FormMap.test_since)
        for row in rows.where(FormMap.site_id == site):
            test = said.get((row.source, row.form))
            if test is None and row.test_since is None:
                continue
            changes: dict[str, Any] = {
                "test_since": test and believable(test["since"]),
                "test_tried_at": test and test["tried_at"] and believable(test["tried_at"]),
                "test_outcome": test and test["outcome"],
                "test_detail": test and test["detail"],
            }
            FormMap.update(**changes).where(FormMap.id == row.id).execute()


def note_ended(site: UUID, source: str, form: str, result: str) -> None:
    """Keep how a test ended: "passed", "spam" or "nobody"."""
    this = (FormMap.site_id == site) & (FormMap.source == source) & (FormMap.form == form)
    with transaction():
        FormMap.update(test_ended_at=clock.now(), test_result=result).where(this).execute()


def forget_old() -> None:
    """Empty the lines of tests of last week; forget them where no ledger asks for them any more."""
    tests = (Submission.answer == TESTED) & Submission.lead_id.is_null()
    with transaction():
        Submission.update(line=b"").where(
            tests & (Submission.line != b"") & (Submission.received_at < clock.now() - LINE_KEPT)
        ).execute()
        Submission.delete().where(tests & (Submission.received_at < clock.now() - NAME_KEPT)).execute()
