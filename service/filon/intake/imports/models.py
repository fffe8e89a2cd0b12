"""What is kept of an import: how far it is, what was chosen, and what undoing it needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import BigIntegerField, BooleanField, IntegerField, TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to

# How long a file waits for its import to be finished, and then how long an import can be undone.
FILE_KEPT = timedelta(days=7)
UNDONE_WITHIN = timedelta(days=30)
# In the order in which an import goes through them; "failed" may follow on any at which a worker is.
STATES = (*("reading", "ready", "checking", "checked", "running", "done", "undoing", "undone", "failed"),)
AT_WORK = ("reading", "checking", "running", "undoing")


class Import(TenantModel):
    """A file that somebody brought. While a worker is at it, `rows` of `total` are through.

    `file` is its name in storage, None when it is forgotten. `profile`: {program, columns: [...]}, see looking.py.
    `choices`: {columns: {place: target}, policy, source, owner, statuses: {folded word: status}, making: [target]}, and
    once it runs `made`: the ids of tags and options that it brought. `counts` says in numbers what was found or done.
    `place` is where in the kept rows the next batch begins, in bytes. `base` is the last number that the business had
    given when the run began: what has a higher one is not from before.
    """

    writable_by = "manager"
    readable_by = "manager"

    member_id = IdField(null=True)
    member_name = TextField(default="")
    language = TextField()
    name = TextField()
    file = TextField(null=True)
    state = TextField(default="reading")
    failure = TextField(default="")
    profile = JsonField(default=dict)
    choices = JsonField(default=dict)
    counts = JsonField(default=dict)
    total = IntegerField(default=0)
    rows = IntegerField(default=0)
    place = BigIntegerField(default=0)
    base = IntegerField(null=True)
    keeps_numbers = BooleanField(default=False)
    created_at = UtcField(default=clock.now)
    finished_at = UtcField(null=True)
    expires_at = UtcField()

    class Meta:
        table_name = "import"
        indexes = ((("tenant", "created_at"), False),)
        constraints = [belongs_to("member", "member_id")]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def kept_rows(self) -> str:
        """The name of its rows among what storage keeps derived."""
        return str(self.id.hex)

    @property
    def faults_file(self) -> str:
        """The same for the rows that something is wrong with."""
        return f"{self.id.hex}-faults"

    @property
    def profile_without_people(self) -> dict[str, Any]:
        """The profile without anything that a row says."""
        columns = [{**column, "samples": [], "choices": []} for column in self.profile.get("columns", [])]
        return {**self.profile, "columns": columns, "outcomes": {}}

    @property
    def has_run(self) -> bool:
        """Whether anything of it was written."""
        return self.base is not None

    @classmethod
    def shown(cls) -> Any:
        """Those of the business that can still be looked at, the newest first."""
        return cls.select().where(cls.expires_at > clock.now()).order_by(cls.created_at.desc(), cls.id.desc())


class ImportBatch(TenantModel):
    """Leads that one batch of an import made: `numbers` are ranges [first, last]. Undoing it deletes the row.

    From the number `waits_from` on it is still to be looked for who they may be; None when that is done.
    """

    writable_by = "manager"
    readable_by = "manager"

    import_id = IdField()
    numbers = JsonField()
    waits_from = IntegerField(null=True)

    class Meta:
        table_name = "import_batch"
        indexes = ((("tenant", "import_id"), False),)
        constraints = [belongs_to("import", "import_id")]


class ImportChange(TenantModel):
    """A lead that an import completed: its columns before and after, as foundation.fields.plain() keeps them.

    `own` in either is what the business made its own, see own_values.py.
    """

    writable_by = "manager"
    readable_by = "manager"

    import_id = IdField()
    lead_id = IdField()
    before = JsonField()
    after = JsonField()

    class Meta:
        table_name = "import_change"
        indexes = ((("tenant", "import_id"), False), (("tenant", "lead_id"), False))
        constraints = [belongs_to("import", "import_id"), belongs_to("lead", "lead_id")]


class ImportMap(TenantModel):
    """How people mapped the columns of a file with these heads (`heads` is a hash): head → target or ""."""

    writable_by = "manager"
    readable_by = "manager"

    heads = TextField()
    targets = JsonField()
    used_at = UtcField(default=clock.now)

    class Meta:
        table_name = "import_map"
        indexes = ((("tenant", "heads"), True),)
