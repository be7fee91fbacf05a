"""How pydantic, and FastAPI with it, reads, writes and describes enums and secrets. Loaded when pydantic asks.

Models and pages are in `core.pydantic_models`. Nothing of the SDK is imported here: `esignkit.types` asks this module.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

__all__ = [
    "Schema",
    "SerializationInfo",
    "as_it_is_or",
    "core_schemas",
    "described",
    "enum_schema",
    "reveals",
    "secret_schema",
    "write_secret",
]

Schema = dict[str, Any]
"""A core schema, or a JSON schema."""
MASK = "**********"
"""What pydantic's own secrets show."""


class SerializationInfo(Protocol):
    """What pydantic tells a serializer."""

    context: Any


def as_it_is_or(cls: type[Any], make: Callable[[Any], object]) -> Callable[[Any, Callable[[Any], Any]], object]:
    """Return a validator that takes an instance as it is, and makes one of any other value.

    Args:
        cls: The class.
        make: Makes an instance of a value that pydantic has checked.
    """

    def validate(value: Any, check: Callable[[Any], Any]) -> object:
        return value if isinstance(value, cls) else make(check(value))

    return validate


def _value_of(member: Any) -> Any:
    return getattr(member, "value", member)


def core_schemas() -> Any:
    """Return the functions that make core schemas."""
    return importlib.import_module("pydantic_core.core_schema")


def enum_schema(cls: type[enum.Enum]) -> Schema:
    """Return the schema of an open enum: its known values are listed, others are taken.

    Args:
        cls: The enum, of texts or of numbers.
    """
    core = core_schemas()
    plain, kind = (core.str_schema(), "string") if issubclass(cls, str) else (core.int_schema(), "integer")
    known = {"type": kind, "enum": [member.value for member in cls]}
    return cast(
        "Schema",
        core.no_info_wrap_validator_function(
            as_it_is_or(cls, cls),
            plain,
            serialization=core.plain_serializer_function_ser_schema(_value_of),
            metadata=described({"title": cls.__name__, "anyOf": [known, {"type": kind}]}),
        ),
    )


def secret_schema(cls: type[Any]) -> Schema:
    """Return the schema of a credential: text, which is written masked.

    Args:
        cls: The class of credentials.
    """
    core = core_schemas()
    return cast(
        "Schema",
        core.no_info_wrap_validator_function(
            as_it_is_or(cls, cls),
            core.str_schema(),
            serialization=core.plain_serializer_function_ser_schema(write_secret, info_arg=True),
            metadata=described({"type": "string", "format": "password", "writeOnly": True}),
        ),
    )


def write_secret(value: Any, info: SerializationInfo) -> object:
    """Write a credential masked, unless it is asked for."""
    if not reveals(info):
        return MASK if value else value
    return value.reveal() if hasattr(value, "reveal") else value


def reveals(info: SerializationInfo) -> bool:
    """Whether credentials are asked for."""
    context: object = info.context
    return isinstance(context, Mapping) and bool(cast("Mapping[str, object]", context).get("reveal_secrets"))


def described(json_schema: Schema) -> Schema:
    """Return the metadata that makes pydantic describe a type so.

    Args:
        json_schema: What stands in the JSON schema.
    """

    def describe(_schema: object, _handler: object) -> Schema:
        return dict(json_schema)

    return {"pydantic_js_functions": [describe]}
