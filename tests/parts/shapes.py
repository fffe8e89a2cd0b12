"""Whether a value is as a JSON schema says it."""

from typing import Any

from jsonschema import Draft202012Validator

# jsonschema.validate() looks at the schema itself each time, which takes a hundred times longer than the value.
_VALIDATORS: dict[int, Draft202012Validator] = {}


def must_fit(value: Any, schema: dict[str, Any]) -> None:
    """Raise jsonschema's ValidationError, or its SchemaError when the schema is none."""
    # The validator keeps its schema, so that no other one gets its number.
    if id(schema) not in _VALIDATORS:
        Draft202012Validator.check_schema(schema)
        _VALIDATORS[id(schema)] = Draft202012Validator(schema)
    _VALIDATORS[id(schema)].validate(value)
