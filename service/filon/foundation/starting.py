"""What every process does first: read and check the settings, then logs, keys, files and database."""

from __future__ import annotations

from filon.foundation import config, logs, migrating, row_security, scanning, secrets, storage
from filon.foundation.database import connect
from filon.foundation.zone_rules import use_newest_zones


def start(settings: config.Settings | None = None) -> config.Settings:
    """Make this process ready; raises Misconfigured naming the setting at fault."""
    settings = settings or config.load()
    logs.set_up()
    use_newest_zones()
    secrets.use_keys(settings.keys)
    storage.use_folder(settings.files)
    scanning.use_program(settings.scan)
    connect(settings)
    return settings


def start_checked(settings: config.Settings | None = None) -> config.Settings:
    """As start(), on a database that this program may work on.

    Raises also Behind or Ahead for the shape of another version, and Misconfigured when the app's role could see past
    row security.
    """
    settings = start(settings)
    check_database(settings)
    return settings


def check_database(settings: config.Settings) -> None:
    """Raise Behind, Ahead or Misconfigured unless this program may work on the database."""
    migrating.check()
    if settings.engine == "postgresql":
        row_security.refuse_powerful_role()
