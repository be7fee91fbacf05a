"""How a provider writes what JSON has no form for: moments, enums, files."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from esignkit.core.value_objects import Value, field, frozen
from esignkit.types import JSON

__all__ = ["WireFormat", "iso_utc", "iso_utc_ms"]

_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))


def iso_utc(value: datetime) -> str:
    """`2030-01-31T12:00:00Z`: UTC, to the second."""
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    two = _TWO_DIGITS  # `moment.isoformat` asks the zone, and takes twice as long
    return f"{moment.date().isoformat()}T{two[moment.hour]}:{two[moment.minute]}:{two[moment.second]}Z"


def iso_utc_ms(value: datetime) -> str:
    """`2030-01-31T12:00:00.000Z`: UTC, to the millisecond."""
    moment = value.astimezone(UTC)
    return f"{iso_utc(moment)[:-1]}.{moment.microsecond // 1000:03}Z"


@frozen(eq=False, repr=False)
class WireFormat(Value):
    """How a provider writes what JSON has no form for."""

    write_datetime: Callable[[datetime], str] = iso_utc
    days: bool = True
    """Whether the provider knows days without a time."""
    write_enum: Callable[[enum.Enum], JSON] | None = None
    """How members of enums are written, if not by their values."""
    file_form: str = "base64"
    """How file content inside JSON is written: `base64` or `integers`."""
    finish: Callable[[bytes], bytes] | None = None
    """Last touch on JSON text, for spellings that `json.dumps` does not write."""
    options: Mapping[str, object] = field(factory=dict[str, object])
    """The client's choices for its own `WRITE` functions."""
