"""What every process does first: read and check the settings, then logs, keys, files and database."""

from __future__ import annotations

from filon.foundation import config, logs, secrets, storage
from filon.foundation.database import connect


def start(settings: config.Settings | None = None) -> config.Settings:
    """Make this process ready; raises Misconfigured naming the setting at fault."""
    settings = settings or config.load()
    logs.set_up()
    secrets.use_keys(settings.keys)
    storage.use_folder(settings.files)
    connect(settings)
    return settings
