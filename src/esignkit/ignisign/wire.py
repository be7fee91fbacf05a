"""The JSON of Ignisign: names, dates, and readers for its deletions and secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Generic, TypeVar

from attrs import frozen

from esignkit.core.arguments import several
from esignkit.core.flow import Response
from esignkit.core.model import Model, model
from esignkit.core.readers import key
from esignkit.core.serialization import WireFormat, iso_utc_ms
from esignkit.core.value_objects import Value
from esignkit.types import JSON, Maybe, Secret, Unset

__all__ = [
    "APPLICATION",
    "FORMAT",
    "Deleted",
    "IgnisignModel",
    "UnlessGone",
    "given",
    "number",
    "secret",
    "texts",
]

T = TypeVar("T")

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


def secret(response: Response) -> Secret:
    """Read a signer's secret."""
    return Secret(key("authSecret")(response))


@frozen(eq=False, repr=False)
class UnlessGone(Value, Generic[T]):
    """Read the response to a deletion; None when it is found gone after a try whose response was lost."""

    read: Callable[[Response], T]

    def __call__(self, response: Response) -> T | None:
        """Read the response."""
        return None if response.status in (404, 410) else self.read(response)


@frozen(eq=False, repr=False)
class Deleted(Value):
    """Read the response to a deletion, which names what was deleted, unless it was gone already."""

    name: str

    def __call__(self, response: Response) -> None:
        """Read the response."""
        UnlessGone(key(self.name))(response)


def given(**members: object) -> dict[str, object]:
    """Return the members of a body that were given; None stands for not given."""
    return {name: value for name, value in members.items() if value is not None}


def texts(name: str, values: Maybe[Iterable[str] | None]) -> Maybe[list[str] | None]:
    """Take a list of texts as it is now.

    Raises:
        TypeError: It is one text, which would be taken apart into its letters.
    """
    return values if values is None or isinstance(values, Unset) else several(name, values)
