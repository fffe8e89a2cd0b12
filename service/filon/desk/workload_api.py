"""The figures of the team as JSON: who has what, who answers when, who is away."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from filon.foundation.web import Blueprint

from .workload import Answers, Mate, the_team

api = Blueprint("workload_api", __name__, url_prefix="/api/v1/team", description="The team at work")


class WeekOfAnswers(Schema):
    """First answers of one week. `median_minutes` is working time, from the request to the first call."""

    answers = fields.Integer(required=True)
    median_minutes = fields.Integer(required=True)
    in_time_percent = fields.Integer(
        required=True,
        metadata={"description": "how many of a hundred came within what the business promises"},
    )


class Workload(Schema):
    """What a member has, or nobody (`member` is null). A week without answers is null."""

    member = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    away_until = fields.Date(
        required=True, allow_none=True, metadata={"description": "set while they are away"}
    )
    open = fields.Integer(
        required=True,
        metadata={"description": "prospects that are new or open; 1001 means more than 1,000, as below"},
    )
    to_call = fields.Integer(required=True)
    late = fields.Integer(
        required=True, metadata={"description": "of these, how many wait longer than was promised"}
    )
    tasks_due = fields.Integer(required=True)
    this_week = fields.Nested(WeekOfAnswers, required=True, allow_none=True)
    last_week = fields.Nested(WeekOfAnswers, required=True, allow_none=True)


class Team(Schema):
    members = fields.List(fields.Nested(Workload), required=True)
    nobody = fields.Nested(Workload, required=True)


@api.route("", role="manager")
@api.response(200, Team)
def show_team() -> dict[str, Any]:
    """Who has what and who answers when, first who leaves most people waiting."""
    team = the_team()
    return {"members": list(map(_document, team.mates)), "nobody": _document(team.nobody)}


def _document(mate: Mate) -> dict[str, Any]:
    this, last = map(_week, mate.answers)
    return {
        "member": mate.member and mate.member.id,
        "name": mate.member.name if mate.member else "",
        "away_until": mate.away_until,
        "open": mate.load.open,
        "to_call": mate.load.to_call,
        "late": mate.load.late,
        "tasks_due": mate.load.tasks,
        "this_week": this,
        "last_week": last,
    }


def _week(week: Answers | None) -> dict[str, int] | None:
    if week is None:
        return None
    minutes = round(week.median.total_seconds() / 60)
    return {"answers": week.count, "median_minutes": minutes, "in_time_percent": week.in_time}
