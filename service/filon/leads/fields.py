"""What a business wants to know of its prospects beyond what all have: the fields that it made itself, as rows."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, DateField, IntegerField, TextField

from filon.foundation import access
from filon.foundation.fields import FigureField, IdField
from filon.foundation.prepared import Prepared
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.transactions import as_read
from filon.leads.sight import OnLead

# What a field can hold, and the column of FieldValue that holds it.
COLUMNS = {
    "text": "text",
    "lines": "text",
    "number": "amount",
    "money": "amount",
    "date": "day",
    "yes_no": "truth",
    "choice": "option_id",
    "choices": "option_id",
    "phone": "text",
    "email": "text",
    "link": "text",
}
KINDS = tuple(COLUMNS)
WITH_OPTIONS = ("choice", "choices")
# The least role that a field can be shown to.
SEEN_BY = ("reader", "agent", "manager", "owner")
MOST_FIELDS = 100


class Field(TenantModel):
    """One field. `key` is what programs call it and never changes; nor does `kind`.

    `is_asked`: the form for a new prospect has it. `default` is written as a person would type it. Nobody below the
    role `seen_by` knows of it.
    """

    writable_by = "manager"

    key = TextField()
    label = TextField()
    kind = TextField()
    is_required = BooleanField(default=False)
    is_asked = BooleanField(default=False)
    default = TextField(default="")
    seen_by = TextField(default="reader")
    position = IntegerField()
    is_archived = BooleanField(default=False)

    class Meta:
        table_name = "field"
        indexes = ((("tenant", "key"), True),)

    @property
    def column(self) -> Any:
        """The column of FieldValue that it is filtered and sorted by."""
        name = COLUMNS[self.kind]
        return getattr(FieldValue, "key" if name == "text" else name)

    @property
    def is_visible(self) -> bool:
        """Whether the one acting may know of it."""
        return access.at_least(self.seen_by)

    @classmethod
    def all_of_them(cls) -> list[Any]:
        """Every field, archived ones too, in order; for the settings, which a manager sees."""
        return list(as_read(_in_order.all))

    @staticmethod
    def ask_ahead() -> None:
        """Send what all_of_them() asks, see Prepared.ahead()."""
        _in_order.ahead()

    @classmethod
    def visible(cls) -> list[Any]:
        """The fields in use that the one acting may see, in order."""
        return [field for field in cls.all_of_them() if not field.is_archived and field.is_visible]


# Every page asks for these.
_in_order = Prepared(lambda: Field.select().order_by(Field.position, Field.id))


class FieldValue(OnLead, TenantModel):
    """What a lead has in a field, in the column of the field's kind; one row, or one for each of several options.

    `key` is the text folded, as texts are compared and sorted. `number` is the lead's: lists break ties by it.
    """

    writable_by = "agent"

    lead_id = IdField()
    number = IntegerField()
    field_id = IdField()
    place = IntegerField(default=0)
    text = TextField(null=True)
    key = TextField(null=True)
    amount = FigureField(places=4, null=True)
    day = DateField(null=True)
    truth = BooleanField(null=True)
    option_id = IdField(null=True)

    class Meta:
        table_name = "field_value"
        indexes = (
            (("tenant", "lead_id", "field_id", "place"), True),
            (("tenant", "field_id", "number"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("field", "field_id"),
            belongs_to("label", "option_id"),
        ]


# A value is in one of them: the others have nothing to write.
for column in (FieldValue.key, FieldValue.amount, FieldValue.day, FieldValue.truth, FieldValue.option_id):
    FieldValue.add_index(
        FieldValue.index(
            FieldValue.tenant, FieldValue.field_id, column, FieldValue.number, where=column.is_null(False)
        )
    )
