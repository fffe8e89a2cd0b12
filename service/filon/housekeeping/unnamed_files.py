"""Files that no row names: a process was killed, or could not commit, after it had kept them.

An erasure goes by rows and cannot reach them, so they go by themselves.
"""

from __future__ import annotations

from datetime import timedelta

from filon.foundation import storage
from filon.foundation.transactions import transaction
from filon.intake.imports import keeping
from filon.interactions import attachments
from filon.tenants import logos

# Far longer than there can be between a file and its row.
UNNAMED_FOR = timedelta(days=1)


def forget_unnamed() -> None:
    """Delete what the tenant in context keeps without a row, and what is half written, both for UNNAMED_FOR."""
    # Before the rows are read: whatever comes later is too young.
    kept = storage.names_kept(older_than=UNNAMED_FOR)
    with transaction(write=False):
        named = attachments.names_of_files() | keeping.names_of_files() | logos.names_of_files()
    for name in kept - named:
        storage.forget(name)
    storage.forget_half_written(older_than=UNNAMED_FOR)
