"""What hangs on leads is seen with them: the rows whose lead the one acting may see, and whose lead is kept."""

from __future__ import annotations

from typing import Any

from peewee import SQL, fn

from filon.foundation import access
from filon.leads.models import Lead


def in_sight(lead_id: Any) -> Any:
    """The condition for rows whose lead, by this column, the one acting may see."""
    # Asked of each row by the lead's key: IN would first collect every lead that they may see.
    return fn.EXISTS(Lead.select(SQL("1")).where(Lead.id == lead_id))


def is_seen(lead: Any) -> bool:
    """Whether the one acting may see it; one that they may not is shown with their appointment, and nowhere else."""
    me = access.limited_to()
    return me is None or lead.owner_id in (None, me)


def is_kept(lead_id: Any) -> Any:
    """The condition for rows whose lead, by this column, is not in the trash."""
    # By the lead's key as well, whatever is in the trash: NOT IN would first collect that.
    return fn.EXISTS(Lead.select(SQL("1")).where((Lead.id == lead_id) & Lead.trashed_at.is_null()))


class OnLead:
    """For tables whose rows hang on a lead by `lead_id`."""

    lead_id: Any

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return in_sight(cls.lead_id)


class OwnOnly:
    """For tables whose rows are a member's, by `member_id`: of colleagues' things they tell too much."""

    member_id: Any

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return cls.member_id == me
