"""Every code that an answer of the API may carry: its status, when it comes, and what the caller should do then.

The documents of the API are made from this table, and a test compares it with what the code raises.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    status: int
    when: str
    remedy: str


PROBLEMS = {
    "http_400": Problem(400, "The body is not JSON, or was cut short.", "Send the whole body, in UTF-8."),
    "unauthorized": Problem(
        401, "Nobody known is asking.", "Send a key as Authorization: Bearer, or sign in."
    ),
    "key_mistyped": Problem(
        401, "The key's checksum is wrong.", "Copy the whole key, from filon_ to its end."
    ),
    "key_unknown": Problem(401, "Nobody has this key.", "Make one under Réglages, Clés d’accès."),
    "key_revoked": Problem(401, "The key was revoked.", "Make another one."),
    "key_expired": Problem(401, "The key's last day is over.", "Make another one."),
    "signature": Problem(401, "A site's call is not signed as it should be.", "Connect the site anew."),
    "clock_skew": Problem(
        401,
        "The caller's clock differs from ours; now is ours, in Unix seconds.",
        "Sign again with that time.",
    ),
    "token": Problem(401, "The embed token is not one of ours, or lives too long.", "Ask for a fresh one."),
    "token_used": Problem(401, "The embed token was used before.", "Ask for a fresh one."),
    "forbidden": Problem(403, "The role of the one who asks does not reach.", "Ask an owner."),
    "key_scope": Problem(403, "The key lacks the scope that is named.", "Make a key with that scope."),
    "key_not_taken": Problem(403, "This is not done with keys.", "Sign in and do it there."),
    "own_account": Problem(
        403,
        "Who comes from a site's wp-admin is only as trustworthy as that site.",
        "Sign in by mail and do it there.",
    ),
    "cross_site": Problem(
        403, "A browser sent this from another site.", "Send it from a server, with a key."
    ),
    "elsewhere": Problem(
        403, "A copy of the site asks for what only the site itself may.", "Ask from the site's own address."
    ),
    "site_revoked": Problem(403, "The site is not linked, or no longer.", "Connect it with a new code."),
    "not_found": Problem(404, "There is no such thing, or it is not yours.", "Look at the list again."),
    "http_405": Problem(405, "The address knows no such method.", "Allow says which it knows."),
    "conflict": Problem(409, "It changed meanwhile; nothing was written.", "Read it again, then decide."),
    "slot_taken": Problem(
        409, "Somebody else has that time; free are the nearest slots that nobody has.", "Offer one of free."
    ),
    "appointments_to_come": Problem(
        409,
        "The lead has appointments to come, which appointments names.",
        "Cancel them first, or give their ids to cancel.",
    ),
    "too_many_keys": Problem(409, "There are as many keys as may be.", "Revoke those that nobody uses."),
    "replayed": Problem(409, "This very call came before.", "Sign the same body under a new id."),
    "gone": Problem(410, "It was used, or its time is over.", "Ask for a new one."),
    "pairing_code_over": Problem(
        410, "The connection code was used, or is older than a week.", "Ask the agency for another."
    ),
    "link_over": Problem(410, "The sign-in link was used, or is too old.", "Ask for a new one."),
    "stale": Problem(
        412,
        "It changed since If-Match's tag was given; current is what it is now.",
        "Decide again, then send with the new tag.",
    ),
    "too_large": Problem(413, "More than one request may carry.", "Send less at once."),
    "last_owner": Problem(422, "Nobody would own the business any more.", "Name another owner first."),
    "invalid": Problem(
        422, "A value is missing or wrong; errors names the field.", "Correct it and send again."
    ),
    "unscanned": Problem(
        422, "The antivirus could not tell whether the file is clean.", "Send it again in some minutes."
    ),
    "lines": Problem(422, "Fewer than one or more than fifty lines.", "Cut the batch."),
    "key_in_address": Problem(
        422, "A key stands in the address or in a form.", "Revoke it: it was written down on its way."
    ),
    "plugin_too_old": Problem(426, "The plugin is older than we answer.", "Update it in WordPress."),
    "too_many": Problem(429, "Too much at once.", "Wait as many seconds as Retry-After says."),
    "internal": Problem(
        500, "Our fault; nothing was written.", "Try once more, then tell us the X-Request-Id."
    ),
    "unavailable": Problem(503, "We can't at the moment; nothing was written.", "Try again in some seconds."),
}

# What any request may meet, and what one with a key or a session may.
EVERYWHERE = ("key_in_address", "internal", "unavailable")
OF_SESSIONS = ("unauthorized", "forbidden", "cross_site")
OF_KEYS = ("key_mistyped", "key_unknown", "key_revoked", "key_expired", "key_scope", "too_many")
OF_BODIES = ("http_400", "invalid", "too_large")


def as_table() -> str:
    """The table as docs/api.md has it."""
    rows = [f"| `{code}` | {p.status} | {p.when} | {p.remedy} |" for code, p in PROBLEMS.items()]
    return "\n".join(("| code | status | when | what to do |", "|---|---|---|---|", *rows))


if __name__ == "__main__":
    print(as_table())
