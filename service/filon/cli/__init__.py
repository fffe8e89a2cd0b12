"""`filon …`: what the agency's staff types."""

from __future__ import annotations

from filon.cli import api_keys, clients, keys, operators, outbox, running, sites, submissions
from filon.cli.group import main

for command in (running.migrate, running.web, running.worker, running.up):
    main.add_command(command)
for group in (
    *(clients.client, sites.site, operators.operator, submissions.submission),
    *(keys.keys, outbox.outbox, api_keys.key),
):
    main.add_command(group)

__all__ = ["main"]
