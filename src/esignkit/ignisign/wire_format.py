"""The JSON of Ignisign: names, dates, numbers, and the members of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from esignkit.core.arguments import several
from esignkit.core.model import Model, model
from esignkit.core.wire_format import WireFormat, iso_utc_ms
from esignkit.types import JSON, Maybe, Unset

__all__ = [
    "APPLICATION",
    "FORMAT",
    "IgnisignModel",
    "number",
    "text_list",
    "without_none",
]

FORMAT = WireFormat(write_datetime=iso_utc_ms)

APPLICATION = "/{api}/applications/{appId}/envs/{appEnv}"
"""Where the calls of one application and environment are; the client fills all three in."""


@model
class IgnisignModel(Model):
    """Base of Ignisign's models: camelCase names, `_id` and `_createdAt`."""

    FORMAT: ClassVar[WireFormat] = FORMAT
    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "created_at": "_createdAt"}


def number(value: JSON) -> int | float:
    """Read a number, which the API writes as it likes: whole ones as `int`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        msg = "a number was expected"
        raise TypeError(msg)
    parsed = float(value)
    return int(value) if parsed.is_integer() else parsed


def without_none(**members: object) -> dict[str, object]:
    """Return the members of a body that have a value; None stands for a member that is left out."""
    return {name: value for name, value in members.items() if value is not None}


def text_list(name: str, values: Maybe[Iterable[str] | None]) -> Maybe[list[str] | None]:
    """Take a list of texts as it is now.

    Raises:
        TypeError: It is one text, which would be taken apart into its letters.
    """
    return values if values is None or isinstance(values, Unset) else several(name, values)
