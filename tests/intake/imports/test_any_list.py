"""Any list comes back from our own export as it was, in every format and language."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from filon.foundation.folding import sort_key
from filon.foundation.i18n import LANGUAGES
from filon.leads.contacts import email_key
from filon.leads.models import STATUSES
from filon.tenants import actions as tenants
from tests.intake.imports.bringing import bring, leads, run
from tests.intake.imports.test_round_trip import add, compared, differences, exported
from tests.parts.service import Filon

_TEXT = st.text(st.sampled_from("=&%+-@'\"’ ;,\n\té سA1\u00a0\u200b"), max_size=10)
_WORD = _TEXT.map(lambda text: " ".join(text.split()))
_PHONES = st.none() | st.integers(0, 999_999).map(lambda n: f"+212661{n:06d}")
_MAILS = st.none() | st.integers(0, 999).map(lambda n: f"A{n}@example.com")
_MOMENTS = st.datetimes(datetime(2001, 1, 2), datetime(2026, 11, 28)).map(  # noqa: DTZ001  # the zone follows
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
_CONSENT = st.lists(
    st.fixed_dictionaries(
        {
            **{"text": _TEXT, "given": st.booleans()},
            **{
                "at": _MOMENTS.map(lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}"),
                "form": _TEXT.map(lambda text: f"f{text}"),
            },
        }
    ),
    max_size=4,
    unique_by=str,
)
_TOUCH = st.none() | st.dictionaries(_TEXT.map(lambda text: f"x{text}"), st.none() | _TEXT, max_size=4)
_ATTRIBUTION = st.just({}) | st.fixed_dictionaries(
    {},
    optional={"consent": st.sampled_from(["given", "refused", "unasked"]), "first": _TOUCH, "last": _TOUCH},
)
_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            **{"first_name": _WORD, "last_name": _WORD.map(lambda text: f"x{text}"), "company": _WORD},
            **{"email": _MAILS, "phone": _PHONES, "status": st.sampled_from(STATUSES)},
            **{"source": st.sampled_from(["site", "phone", "google_ads", "newsletter", "file"])},
            **{"amount": st.none() | st.decimals(0, 10**9, places=2), "note": _TEXT.map(str.strip)},
            **{
                "reason": st.none() | st.sampled_from(["price", "un mot d’un programme"]),
                "consent": _CONSENT,
                "attribution": _ATTRIBUTION,
            },
            **{"message": _TEXT.map(str.strip), "source_detail": _WORD, "page": _WORD},
            **{"created_at": _MOMENTS, "last_activity_at": _MOMENTS, "to_call_since": st.none() | _MOMENTS},
        }
    ),
    min_size=1,
    max_size=6,
)


def _business(number: int) -> Any:
    """A client without a site: pairing many an hour is not done."""
    made = tenants.add_client(
        service="http://127.0.0.1",
        name=f"Essai {number}",
        site_url="https://essai.example",
        owner_email=f"owner{number}@essai.example",
        region="MA",
        currency="MAD",
        zone="Africa/Casablanca",
        language="fr",
    )
    return SimpleNamespace(tenant=made.tenant)


@pytest.mark.long
@settings(
    max_examples=10,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=_PEOPLE, format=st.sampled_from(["csv", "xlsx"]), language=st.sampled_from(LANGUAGES))
def test_any_list_comes_back(filon: Filon, people: list[dict[str, Any]], format: str, language: str) -> None:
    here, there = (_business(n) for n in range(2))
    known = [{**one, "email_key": email_key(one["email"])} for one in people]
    for one in known:
        reason = one.pop("reason")
        one["lost_reason"] = reason if one["status"] == "lost" else None
        one["name_key"] = sort_key(f"{one['first_name']} {one['last_name']}".strip())
    add(filon, here, known)
    before = compared(leads(filon, here))
    run(filon, there, bring(filon, there, exported(filon, here, format, language)))
    assert differences(before, compared(leads(filon, there))) == []
