"""Fields of JSON shapes, where marshmallow is more lenient than our documents say."""

from __future__ import annotations

from typing import Any

from marshmallow import fields


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
