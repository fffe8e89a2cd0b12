"""Settings: a fault stops the start and is named; production refuses what is for trying out."""

from __future__ import annotations

from pathlib import Path

import pytest

from filon.foundation.config import Misconfigured, load
from tests.parts.service import DRAWN_KEY, KEY

GOOD = {
    "FILON_ADDRESS": "https://filon.example",
    "FILON_KEYS": DRAWN_KEY,
    "FILON_TRUSTED_PROXIES": "1",
}


def test_it_works() -> None:
    settings = load(GOOD)
    assert settings.production
    assert (settings.engine, settings.origin) == ("sqlite", "https://filon.example")
    [(name, key)] = settings.keys
    assert (name, len(key)) == ("k1", 32)
    assert settings.mail_from == "filon@filon.example"
    assert not settings.allow_private_hosts


def test_secrets_do_not_show_in_a_print() -> None:
    shown = repr(load({**GOOD, "FILON_SMTP": "smtp://filon:hunter2@mail.example:587"}))
    assert "hunter2" not in shown
    assert "keys" not in shown


BAD = [
    ("FILON_ENVIRONMENT", "prod"),
    ("FILON_ENVIRONMENT", ""),
    ("FILON_ADDRESS", ""),
    ("FILON_ADDRESS", "filon.example"),
    ("FILON_ADDRESS", "ftp://filon.example"),
    ("FILON_ADDRESS", "https://"),
    ("FILON_ADDRESS", "https://filon.example/sub"),
    ("FILON_ADDRESS", "https://filon.example?x"),
    ("FILON_ADDRESS", "https://[::1"),
    ("FILON_ADDRESS", "https://filon.example:port"),
    ("FILON_DATABASE", "mysql://localhost/filon"),
    ("FILON_DATABASE", ""),
    ("FILON_DATABASE_OWNER", "filon_owner"),
    ("FILON_DATABASE_OPERATOR", "postgres@/filon"),
    ("FILON_KEYS", ""),
    ("FILON_KEYS", "k1"),
    ("FILON_KEYS", "k1:"),
    ("FILON_KEYS", "k1:tooshort"),
    ("FILON_KEYS", f":{'A' * 43}"),
    ("FILON_KEYS", f"k.1:{'A' * 43}"),
    ("FILON_KEYS", f"{KEY},{KEY}"),
    ("FILON_KEYS", f"{KEY},"),
    ("FILON_KEYS", f"k1:{'é' * 43}"),
    ("FILON_FILES", " "),
    ("FILON_ALERTS", "the agency"),
    ("FILON_METRICS_TOKEN", "short"),
    ("FILON_METRICS_TOKEN", "é" * 30),
    ("FILON_SMTP", "mail.example"),
    ("FILON_SMTP", "http://mail.example"),
    ("FILON_SMTP", "smtp://"),
    ("FILON_SMTP", "smtp://mail.example:port"),
    ("FILON_MAIL_FROM", "Filon"),
    ("FILON_MAIL_FROM", "filon@filon.example\nBcc: all@example.com"),
    ("FILON_ALLOW_PRIVATE_HOSTS", "true"),
    ("FILON_SCAN", "no-such-antivirus --no-summary -"),
    ("FILON_SCAN", "/etc/passwd"),
    ("FILON_SCAN", "clamdscan 'and no end"),
    ("FILON_SCAN", " "),
    ("FILON_TRUSTED_PROXIES", "one"),
    ("FILON_TRUSTED_PROXIES", "-1"),
    ("FILON_TRUSTED_PROXIES", "²"),
    ("FILON_CONFIG", "/nowhere/filon.toml"),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}={value[:30]!r}" for name, value in BAD])
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        load({**GOOD, name: value})


def test_a_key_is_never_quoted_in_a_message() -> None:
    with pytest.raises(Misconfigured) as refused:
        load({**GOOD, "FILON_KEYS": "k1:c2VjcmV0LXNlY3JldA"})
    assert "c2VjcmV0" not in str(refused.value)


def test_a_misspelt_setting_is_named() -> None:
    with pytest.raises(Misconfigured, match="FILON_ADRESS"):
        load({**GOOD, "FILON_ADRESS": "https://filon.example"})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"FILON_KEYS": KEY}, "FILON_KEYS"),
        ({"FILON_KEYS": f"{DRAWN_KEY},old:{KEY[3:]}"}, "FILON_KEYS"),
        ({"FILON_ADDRESS": "http://filon.example"}, "FILON_ADDRESS"),
        ({"FILON_ADDRESS": "http://127.0.0.1:8000"}, "FILON_ADDRESS"),
        ({"FILON_ALLOW_PRIVATE_HOSTS": "yes"}, "FILON_ALLOW_PRIVATE_HOSTS"),
        ({"FILON_DATABASE": "postgresql://filon_app@/filon"}, "FILON_DATABASE_OPERATOR"),
        ({"FILON_TRUSTED_PROXIES": ""}, "FILON_TRUSTED_PROXIES"),
    ],
)
def test_production_refuses_what_is_for_trying_out(change: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        load({**GOOD, **change})
    load({**GOOD, **change, "FILON_ENVIRONMENT": "development"})


def test_production_is_what_nobody_chose() -> None:
    with pytest.raises(Misconfigured, match="FILON_ADDRESS"):
        load({**GOOD, "FILON_ADDRESS": "http://filon.example"})


def test_a_database_of_another_engine_is_refused() -> None:
    with pytest.raises(Misconfigured, match="FILON_DATABASE_OWNER"):
        load({**GOOD, "FILON_DATABASE_OWNER": "postgresql://filon_owner@/filon"})


# ── the file


def _file(folder: Path, text: str | bytes) -> dict[str, str]:
    path = folder / "filon.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"FILON_CONFIG": str(path)}


def test_a_file_may_hold_them_and_the_environment_wins(tmp_path: Path) -> None:
    text = f'address = "https://a.example"\nkeys = "{DRAWN_KEY}"\nmail_from = "a@a.example"\ntrusted_proxies = "0"\n'
    environ = _file(tmp_path, text)
    assert load(environ).address == "https://a.example"
    settings = load({**environ, "FILON_ADDRESS": "https://b.example/"})
    assert (settings.address, settings.mail_from) == ("https://b.example", "a@a.example")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("adress = 'x'", "adress"),
        ("trusted_proxies = 1", "trusted_proxies"),
        ("keys", "FILON_CONFIG"),
        (b"\xff\xfe", "FILON_CONFIG"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str | bytes, named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        load({**GOOD, **_file(tmp_path, text)})
