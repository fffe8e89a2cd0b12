"""What the operator was told of, so that each thing is told once, and its end once."""

from __future__ import annotations

from peewee import TextField

from filon.foundation.database import Table
from filon.foundation.fields import UtcField


class Alert(Table):
    """Something that needs a person, from the first look that found it until it is gone for a while.

    `seen_at` is the last look that found it.
    """

    key = TextField(primary_key=True)
    sentence = TextField()
    since = UtcField()
    seen_at = UtcField()

    class Meta:
        table_name = "alert"
