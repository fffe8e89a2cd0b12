"""What came through the door, kept byte for byte as received, and what is known of the forms that sent it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from peewee import BlobField, CompositeKey, DateField, IntegerField, TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.sight import in_sight

# Why a line is no request although it joined a lead: it says what became of an order that was one.
FOLLOWED = "followed"
# What a nightly test of a form is answered: it is kept, and nobody's (see form_tests.py).
TESTED = "tested"
# What a site says of a try that came to its end there; the others name what went wrong.
ARRIVED = ("sent", "sent_past_captcha", "waiting")
# The form answers, and its captcha ends every test there: none ever arrives.
AT_CAPTCHA = "captcha"
# The night's test is over by then, whenever it was the night before.
TEST_LATE = timedelta(hours=30)


class Submission(TenantModel):
    """One line of a site's request. Its id is the uuid that the plugin gave it, unique within (tenant, site).

    A line whose uuid can't be read, or came before with another body, has an id made from its own hash, so that
    sending it again finds it. `submitted_at` is when the visitor sent it, as far as that can be believed, `received_at`
    when it came here; `ledger_on` is the day that the line itself names, None when it names none.
    `email_key` is of the address in it, which may be another than its lead's; none for what is nobody's, and for what
    came before it was kept.
    """

    site_id = IdField()
    sha256 = TextField()
    line = BlobField()
    answer = TextField()
    reason = TextField(null=True)
    detail = TextField(null=True)
    lead_id = IdField(null=True)
    lead_number = IntegerField(null=True)
    email_key = TextField(null=True)
    form = TextField(default="")
    fingerprint = TextField(null=True)
    submitted_at = UtcField(null=True)
    ledger_on = DateField(null=True)
    received_at = UtcField(default=clock.now)

    class Meta:
        table_name = "submission"
        primary_key = CompositeKey("tenant", "site_id", "id")
        indexes = (
            (("tenant", "received_at"), False),
            (("tenant", "site_id", "fingerprint", "submitted_at"), False),
            (("tenant", "site_id", "submitted_at"), False),
            (("tenant", "site_id", "ledger_on", "id"), False),
        )
        constraints = [belongs_to("site", "site_id"), belongs_to("lead", "lead_id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """What became a lead that they may see, and what became none."""
        return cls.lead_id.is_null() | in_sight(cls.lead_id)

    @classmethod
    def answered(cls) -> Any:
        """Without the raw line: what each was answered, and for which lead."""
        return cls.select(
            cls.id, cls.sha256, cls.answer, cls.reason, cls.detail, cls.lead_id, cls.lead_number
        )

    @classmethod
    def is_request(cls) -> Any:
        """The condition for what has become, or joined, a lead as a request."""
        return cls.answer.in_(("recorded", "joined")) & cls.reason.is_null()

    @classmethod
    def count_followed(cls, site: UUID, fingerprint: str) -> int:
        """How many lines said what became of one order."""
        lines = (cls.site_id == site) & (cls.fingerprint == fingerprint) & (cls.reason == FOLLOWED)
        count: int = cls.select().where(lines).count()
        return count

    @classmethod
    def quarantined(cls) -> Any:
        """What a person should look at, newest first."""
        return cls.select().where(cls.answer == "quarantined").order_by(cls.received_at.desc())

    @classmethod
    def set_aside_since(cls, moment: datetime, detail: str) -> int:
        """How many were set aside with this detail since then."""
        aside = (cls.received_at >= moment) & (cls.answer == "quarantined") & (cls.detail == detail)
        count: int = cls.select().where(aside).count()
        return count


# Found without looking through all that a site ever sent: the lines of a lead, of an address, and those of nobody.
for name, columns, where in (
    ("submission_by_lead", (Submission.lead_id, Submission.site_id), Submission.lead_id.is_null(False)),
    (
        "submission_by_address",
        (Submission.site_id, Submission.email_key),
        Submission.email_key.is_null(False),
    ),
    ("submission_of_nobody", (Submission.site_id, Submission.answer), Submission.lead_id.is_null()),
):
    Submission.add_index(Submission.index(Submission.tenant, *columns, where=where, name=name))


class FormMap(TenantModel):
    """One form of a site: its fields as last seen, and what people said that some of them are.

    `fields`: [{id, label, type, many}], `many` for those that come as lists. `slots`: field id → slot or "ignore",
    by people only. Two form plugins may number their forms alike, so `source` is part of which form it is.
    `silent_since` is its last request, when it is silent against its habit (see habits.py); `left_out_at` is since when
    its owner sends it no more, or has deleted it, `taken_in_at` since when it is sent again. `test_since` is since when
    its site tests it each night (see form_tests.py): the site has said when it last tried, and with what outcome, and
    `test_result` is how the last one that came ended here: "passed", as "spam", or with "nobody" to be told.
    """

    writable_by = "manager"

    site_id = IdField()
    source = TextField()
    form = TextField()
    title = TextField(default="")
    fields = JsonField(default=list)
    slots = JsonField(default=dict)
    seen_at = UtcField(default=clock.now)
    silent_since = UtcField(null=True)
    left_out_at = UtcField(null=True)
    taken_in_at = UtcField(null=True)
    test_since = UtcField(null=True)
    test_tried_at = UtcField(null=True)
    test_outcome = TextField(null=True)
    test_detail = TextField(null=True)
    test_ended_at = UtcField(null=True)
    test_result = TextField(null=True)

    class Meta:
        table_name = "form_map"
        indexes = ((("tenant", "site_id", "source", "form"), True),)
        constraints = [belongs_to("site", "site_id")]

    @property
    def test_fault(self) -> str:
        """What is wrong with the last nightly test: the site's word, a result, "absent", or empty for nothing."""
        if self.test_since is None:
            return ""
        has_ended = self.test_ended_at is not None and self.test_ended_at > self.test_since
        tried_at = self.test_tried_at or self.test_since
        is_newer = not has_ended or tried_at > self.test_ended_at
        if is_newer and self.test_outcome and self.test_outcome not in (*ARRIVED, AT_CAPTCHA):
            return str(self.test_outcome)
        if is_newer and self.test_outcome == AT_CAPTCHA and clock.now() - tried_at < TEST_LATE:
            return ""
        if clock.now() - (self.test_ended_at if has_ended else self.test_since) > TEST_LATE:
            return "absent"
        return "" if not has_ended or self.test_result == "passed" else str(self.test_result)
