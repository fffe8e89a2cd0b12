"""What the plugin shows of the service's words is in the language of the one who reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from filon.tenants import actions, api
from filon.tenants.models import Site
from tests.foundation.test_answers import problem
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_forgeries import use_up_calls

# What WordPress calls them, the header that the plugin makes of that, and how to tell them apart.
LOCALES = {"fr": ("fr_FR", "fr-FR"), "en": ("en_GB", "en-GB"), "ar": ("ary", "ary")}
STATE = "/api/v1/sites/state"

# What goes wrong, and a piece of what is said of it.
PAIRING: list[tuple[dict[str, str], dict[str, str]]] = [
    (
        {"token": "unknown"},
        {
            "fr": "Ce code de connexion a déjà servi",
            "en": "This connection code was used",
            "ar": "رمز الربط هذا سبق استعماله",
        },
    ),
    (
        {"home_url": "https://garage.example", "rest_url": "https://garage.example/wp-json/"},
        {
            "fr": "Ce code est pour atlas.example, et ce site est garage.example",
            "en": "This code is for atlas.example, and this site is garage.example",
            "ar": "هذا الرمز خاص بـ atlas.example، وهذا الموقع هو garage.example",
        },
    ),
    (
        {"home_url": "http://atlas.example"},
        {"fr": "doit commencer par https://", "en": "must begin with https://", "ar": "يجب أن يبدأ"},
    ),
    (
        {"rest_url": "https://garage.example/wp-json/"},
        {"fr": "sur un autre serveur", "en": "on another server", "ar": "على خادم غير خادم الموقع"},
    ),
    (
        {"version": "0.0.9"},
        {"fr": "Mettez l’extension Filon à jour", "en": "Update the Filon plugin", "ar": "حدث إضافة Filon"},
    ),
    (
        {"nonce": "short"},
        {"fr": "Une valeur manque", "en": "A value is missing", "ar": "هناك قيمة ناقصة"},
    ),
]


def shown(answer: TestResponse) -> str:
    """What the plugin shows of a problem."""
    words = problem(answer)
    return str(words.get("detail") or words["title"])


def code_not_used_yet(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        alice.code = actions.new_connection_code(Site.get(), "http://127.0.0.1:8000")


@pytest.mark.parametrize("language", LOCALES)
def test_it_works(filon: Filon, alice: PairedSite, language: str) -> None:
    code_not_used_yet(filon, alice)
    locale, header = LOCALES[language]
    for change, sentences in PAIRING:
        answer = alice.pair(locale=locale, headers={"Accept-Language": header}, **change)
        assert sentences[language] in shown(answer), change


def test_too_many_attempts(filon: Filon, alice: PairedSite) -> None:
    for _attempt in range(api.PAIRINGS_AN_HOUR):
        alice.pair(token="guess")
    said = {language: shown(alice.pair(locale=names[0])) for language, names in LOCALES.items()}
    assert said == {
        "fr": "Trop de demandes à la fois\u00a0: réessayez plus tard",
        "en": "Too many requests at once: try again later",
        "ar": "طلبات كثيرة في وقت واحد: أعد المحاولة لاحقا",
    }


def test_the_locale_alone_is_enough_and_french_without_any(filon: Filon, alice: PairedSite) -> None:
    code_not_used_yet(filon, alice)
    assert "connection code" in shown(alice.pair(token="unknown", locale="en_US"))
    for unknown in ("", "de_DE", "xx"):
        answer = alice.pair(token="unknown", locale=unknown)
        assert "Ce code de connexion" in shown(answer), unknown
        assert problem(answer)["code"] == "pairing_code_over", "words for programs are no language"


Signed = Callable[..., TestResponse]
SIGNED: list[tuple[str, Signed, dict[str, str]]] = [
    (
        "signature",
        lambda site, **how: site.call(STATE, b"{}", key=b"x" * 32, **how),
        {"fr": "La signature", "en": "The signature", "ar": "التوقيع"},
    ),
    (
        "clock_skew",
        lambda site, **how: site.call(STATE, b"{}", timestamp=1, **how),
        {"fr": "Les horloges", "en": "The clocks", "ar": "ساعة الموقع"},
    ),
    (
        "invalid",
        lambda site, **how: site.call(STATE, b'{"waiting": 1, "home_url": "http://atlas.example"}', **how),
        {"fr": "doit commencer par https://", "en": "must begin with https://", "ar": "يجب أن يبدأ"},
    ),
    (
        "invalid",
        lambda site, **how: site.call(STATE, b"{}", **how),
        {"fr": "Une valeur manque", "en": "A value is missing", "ar": "هناك قيمة ناقصة"},
    ),
    (
        "site_revoked",
        lambda site, **how: site.call("/api/v1/sites/secret", b"{}", **how),
        {"fr": "n’est plus relié", "en": "no longer connected", "ar": "لم يعد هذا الموقع مربوطا"},
    ),
    (
        "site_revoked",
        lambda site, **how: site.deliver(submission(), **how),
        {"fr": "n’est plus relié", "en": "no longer connected", "ar": "لم يعد هذا الموقع مربوطا"},
    ),
]


def test_signed_calls_are_answered_in_the_language_that_the_plugin_names(
    filon: Filon, alice: PairedSite
) -> None:
    for code, call, sentences in SIGNED:
        if code == "site_revoked":
            with filon.inside(alice.tenant):
                actions.revoke_site(Site.get())
        for language, (_locale, header) in LOCALES.items():
            answer = call(alice, headers={"Accept-Language": header})
            assert problem(answer)["code"] == code
            assert sentences[language] in shown(answer), (code, language)


def test_a_flood_that_is_held_back_and_what_the_framework_refuses(alice: PairedSite) -> None:
    use_up_calls(alice)
    said: set[str] = set()
    for _locale, header in LOCALES.values():
        answer = alice.deliver(submission(), headers={"Accept-Language": header})
        assert problem(answer)["code"] == "too_many"
        said.add(shown(answer))
    assert len(said) == 3
    too_long = alice.call(STATE, b"x" * 3_000_000, headers={"Accept-Language": "en"})
    assert problem(too_long)["title"] == "This is too large"
