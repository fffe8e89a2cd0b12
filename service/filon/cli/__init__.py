"""`filon …`: what the agency's staff types."""

from __future__ import annotations

from filon.cli import (
    api_keys,
    backups,
    clients,
    doctor,
    keys,
    operators,
    outbox,
    people,
    running,
    sites,
    submissions,
    watching,
)
from filon.cli.group import main

for command in (
    running.migrate,
    running.web,
    running.worker,
    running.up,
    backups.backup,
    backups.restore,
    watching.status,
    watching.watch,
    doctor.doctor,
):
    main.add_command(command)
for group in (
    *(clients.client, sites.site, operators.operator, people.person, submissions.submission),
    *(keys.keys, outbox.outbox, api_keys.key),
):
    main.add_command(group)

__all__ = ["main"]
