"""Fields of JSON shapes, where marshmallow is more lenient than our documents say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields

_ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Truth(fields.Boolean):
    """true or false. marshmallow compares with ==, for which 1 is true: a consent must be plainer than that."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class TruthInAddress(fields.Boolean):
    """The same in an address, where all is text: true or false, and no other way of saying it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, **options)


class IdsInAddress(fields.Field["set[UUID] | None"]):
    """Ids in an address, by commas, as a set; or true, which is None, for all that there are, and false for none."""

    def __init__(self, *, description: str) -> None:
        shape = {"type": "string", "pattern": f"^(true|false|{_ID}(,{_ID})*)$"}
        super().__init__(metadata={**shape, "description": description})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> set[UUID] | None:
        if value in ("true", "false"):
            return None if value == "true" else set()
        try:
            return {UUID(one) for one in value.split(",")}
        except ValueError:
            raise ValidationError("Give ids, by commas, or true") from None
