"""Settings: from the environment and one file, checked once at start, each fault named with its setting."""

from __future__ import annotations

import base64
import binascii
import os
import shlex
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# Of 32 bytes drawn by lot some thirty differ; that fewer than this many do happens three times in 10^17.
_FEWEST_DIFFERENT_BYTES = 16

# Whoever guesses a token of this length has guessed a key.
_SHORTEST_TOKEN = 20


class Misconfigured(Exception):
    """Start-up stops; the message names the setting and says what to write instead."""


@dataclass(frozen=True)
class Registration:
    """As what a vendor knows this service; `at` is where to find it instead, "" being where everybody does."""

    id: str
    secret: str = field(repr=False)
    at: str = ""


@dataclass(frozen=True)
class Settings:
    """Checked settings. Each is set by FILON_<NAME> or by <name> in the TOML file that FILON_CONFIG names."""

    environment: str
    address: str
    database: str
    database_owner: str
    database_operator: str
    keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    smtp: str = field(repr=False)
    mail_from: str
    allow_private_hosts: bool
    trusted_proxies: int
    files: str
    alerts: str
    metrics_token: str = field(repr=False)
    scan: str
    plugin: str
    google: Registration | None
    microsoft: Registration | None

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def engine(self) -> str:
        return "sqlite" if self.database.startswith("sqlite:") else "postgresql"

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address: what browsers call its origin."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


_DEFAULTS: dict[str, str] = {
    "environment": "production",
    "address": "",
    "database": "sqlite:///var/filon.sqlite",
    "database_owner": "",
    "database_operator": "",
    "keys": "",
    "smtp": "smtp://127.0.0.1:25",
    "mail_from": "",
    "allow_private_hosts": "no",
    "trusted_proxies": "",
    "files": "var/files",
    "alerts": "",
    "metrics_token": "",
    "scan": "",
    "plugin": "",
    "google": "",
    "microsoft": "",
}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings; raise `Misconfigured` naming the first that is wrong."""
    environ = os.environ if environ is None else environ
    raw = {**_DEFAULTS, **_from_file(environ.get("FILON_CONFIG"))}
    for name in raw:
        raw[name] = environ.get(f"FILON_{name.upper()}", raw[name])
    for variable in environ:
        if variable.startswith("FILON_") and variable[6:].lower() not in {*_DEFAULTS, "config", "cache"}:
            raise Misconfigured(f"{variable} is not a setting of Filon: is it misspelt?")

    settings = Settings(
        environment=_one_of("environment", raw["environment"], ("production", "development")),
        address=_address(raw["address"]),
        database=_database("database", raw["database"]),
        database_owner=_other_role("database_owner", raw),
        database_operator=_other_role("database_operator", raw),
        keys=_keys(raw["keys"]),
        smtp=_smtp(raw["smtp"]),
        mail_from=_mail_address(
            "mail_from", raw["mail_from"] or f"filon@{urlsplit(raw['address']).hostname}"
        ),
        allow_private_hosts=_one_of("allow_private_hosts", raw["allow_private_hosts"], ("yes", "no"))
        == "yes",
        trusted_proxies=_count("trusted_proxies", raw["trusted_proxies"] or _no_proxy(raw["environment"])),
        files=_folder("files", raw["files"]),
        alerts=_mail_address("alerts", raw["alerts"]) if raw["alerts"] else "",
        metrics_token=_metrics_token(raw["metrics_token"]),
        scan=_program("scan", raw["scan"]),
        plugin=_folder_there("plugin", raw["plugin"]),
        google=_registration("google", raw["google"]),
        microsoft=_registration("microsoft", raw["microsoft"]),
    )
    _refuse_in_production(settings)
    return settings


def _from_file(path: str | None) -> dict[str, str]:
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text())
    except OSError as error:
        raise Misconfigured(f"FILON_CONFIG names {path}, which can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"FILON_CONFIG: {path} is not TOML: {error}") from error
    for name, value in content.items():
        if name not in _DEFAULTS:
            raise Misconfigured(f"{name} in {path} is not a setting of Filon: is it misspelt?")
        if not isinstance(value, str):
            raise Misconfigured(f"{name} in {path} must be text in quotation marks")
    return content


def _is_made_up(key: bytes) -> bool:
    """Whether nobody can have drawn this key by lot: it is a pattern, as in examples and tests."""
    return len(set(key)) < _FEWEST_DIFFERENT_BYTES


def _refuse_in_production(settings: Settings) -> None:
    if not settings.production:
        return
    if any(_is_made_up(key) for _, key in settings.keys):
        raise Misconfigured("FILON_KEYS holds a key that somebody made up: make one with `filon keys new`")
    if urlsplit(settings.address).scheme != "https":
        raise Misconfigured(
            "FILON_ADDRESS must begin with https:// (FILON_ENVIRONMENT=development allows http)"
        )
    if settings.allow_private_hosts:
        raise Misconfigured("FILON_ALLOW_PRIVATE_HOSTS is for trying out: production refuses it")
    for name in ("google", "microsoft"):
        registration = getattr(settings, name)
        if registration is not None and registration.at:
            raise Misconfigured(
                f"FILON_{name.upper()} names an address, which is for trying out: id:secret alone"
            )
    if settings.engine == "postgresql" and settings.database_operator == settings.database:
        raise Misconfigured("FILON_DATABASE_OPERATOR must name a role of its own (see docs/operations.md)")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise Misconfigured(f"FILON_{name.upper()} is {value!r}: write one of {', '.join(allowed)}")
    return value


def _no_proxy(environment: str) -> str:
    # Behind a proxy that nobody told us of, every caller has its address: thirty strangers would close sign-in to all.
    if environment == "production":
        raise Misconfigured(
            "FILON_TRUSTED_PROXIES must say how many reverse proxies stand in front: 1 as a rule, 0 when there is none"
        )
    return "0"


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise Misconfigured(f"FILON_{name.upper()} is {value!r}: write a whole number")
    return int(value)


def _folder(name: str, value: str) -> str:
    if not value.strip() or "\0" in value:
        raise Misconfigured(f"FILON_{name.upper()} must name a folder, such as /var/lib/filon/files")
    return value


def _folder_there(name: str, value: str) -> str:
    if value and not Path(value).is_dir():
        raise Misconfigured(f"FILON_{name.upper()} names {value}, which is no folder")
    return value


def _address(value: str) -> str:
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise Misconfigured("FILON_ADDRESS must be the public address, such as https://filon.example")
    if parts.query or parts.fragment or parts.path.rstrip("/"):
        raise Misconfigured("FILON_ADDRESS must be an origin alone, without a path: https://filon.example")
    return value.rstrip("/")


def _parts(value: str) -> SplitResult | None:
    """The parts of an address, or None when its host or port is none."""
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def _database(name: str, value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://")):
        raise Misconfigured(f"FILON_{name.upper()} must begin with sqlite:/// or postgresql://")
    return value


def _other_role(name: str, raw: dict[str, str]) -> str:
    """The same database by another role; the app's own address when there is none."""
    value = _database(name, raw[name] or raw["database"])
    if value.partition(":")[0] != raw["database"].partition(":")[0]:
        raise Misconfigured(f"FILON_{name.upper()} is of another engine than FILON_DATABASE")
    return value


def _mail_address(name: str, value: str) -> str:
    local, at, host = value.rpartition("@")
    if not (local and at and host) or any(c.isspace() or not c.isprintable() for c in value):
        raise Misconfigured(f"FILON_{name.upper()} must be an e-mail address, such as filon@filon.example")
    return value


def _program(name: str, value: str) -> str:
    """A command line without a shell: quotes are understood, and nothing else."""
    try:
        words = shlex.split(value)
    except ValueError as error:
        raise Misconfigured(f"FILON_{name.upper()} is no command line: {error}") from None
    if value and (not words or shutil.which(words[0]) is None):
        program = words[0] if words else value
        raise Misconfigured(f"FILON_{name.upper()} names {program!r}, which is no program that can be run")
    return value


def _registration(name: str, value: str) -> Registration | None:
    """`id:secret`, and for trying out `id:secret@http://127.0.0.1:8080`."""
    if not value:
        return None
    said, _at, at = value.partition("@http")
    id, colon, secret = said.partition(":")
    if not (id and colon and secret) or not said.isascii() or any(c.isspace() for c in said):
        raise Misconfigured(f"FILON_{name.upper()} must be id:secret, as the vendor's console shows them")
    return Registration(id, secret, f"http{at}".rstrip("/") if at else "")


def _metrics_token(value: str) -> str:
    if value and (len(value) < _SHORTEST_TOKEN or not value.isascii() or not value.isprintable()):
        raise Misconfigured(f"FILON_METRICS_TOKEN must be a secret of {_SHORTEST_TOKEN} characters or more")
    return value


def _smtp(value: str) -> str:
    parts = _parts(value)
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Misconfigured("FILON_SMTP must look like smtp://user:password@host:587 or smtps://host:465")
    return value


def _keys(value: str) -> tuple[tuple[str, bytes], ...]:
    """`k2:<base64url>,k1:<base64url>`: the first encrypts, all decrypt. See foundation.secrets."""
    if not value:
        raise Misconfigured("FILON_KEYS is missing: make one with `filon keys new`")
    keys = []
    for entry in value.split(","):
        name, _, encoded = entry.strip().partition(":")
        try:
            key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except (binascii.Error, ValueError):
            key = b""
        if not name.isalnum() or len(key) != 32:
            raise Misconfigured("FILON_KEYS must be name:key pairs, each key 32 bytes in base64url")
        keys.append((name, key))
    if len({name for name, _ in keys}) != len(keys):
        raise Misconfigured("FILON_KEYS uses one name twice")
    return tuple(keys)
