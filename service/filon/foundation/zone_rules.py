"""Which rules of the world's clocks count: the system's, or those of the tzdata package where they are newer."""

from __future__ import annotations

import logging
import zoneinfo
from pathlib import Path

import tzdata

# The first release that knows the offsets of Morocco's present law.
OLDEST_ZONES = "2026c"

log = logging.getLogger(__name__)


def zones_in_use() -> tuple[str, str]:
    """(version such as 2026c, place) of the zone data that Python reads: the system's first, else its package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Africa/Casablanca").exists():
            return _version_in(folder / "tzdata.zi"), str(folder)
    return tzdata.IANA_VERSION, "the tzdata package"


def _version_in(rules: Path) -> str:
    """As its first line says it; empty when there is no such file."""
    try:
        with rules.open() as lines:
            return lines.readline().removeprefix("# version ").strip()
    except FileNotFoundError:
        return ""


def use_newest_zones() -> tuple[str, str]:
    """Let the newer of both count from now on in this process, and say in the log when even that is too old.

    A country may change its clocks some weeks ahead: a system whose updates wait would book an hour beside.
    """
    if zones_in_use()[0] < tzdata.IANA_VERSION:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()
    version, where = zones_in_use()
    if version < OLDEST_ZONES:
        log.warning("time zones are %s in %s, older than %s: see filon doctor", version, where, OLDEST_ZONES)
    return version, where
