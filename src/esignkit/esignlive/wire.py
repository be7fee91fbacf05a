"""The JSON of eSignLive: its media type, readers for its lists and objects, dates in queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, TypeVar

from attrs import frozen

from esignkit.core.deserialization import structure
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.readers import OtherShape, as_object, parsed, read_list
from esignkit.core.serialization import iso_utc
from esignkit.core.value_objects import Value
from esignkit.errors import DecodeError
from esignkit.types import JSON

__all__ = [
    "JSON_TYPE",
    "ReadMany",
    "ReadOne",
    "ReadOptional",
    "exists",
    "query_date",
]

M = TypeVar("M", bound=Model)
T = TypeVar("T")

JSON_TYPE = "application/json"


# Responses -----------------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class ReadOptional(Value, Generic[M]):
    """Read a JSON object as a model; None when the service answers without a body, which is success as well."""

    model: type[M]

    def __call__(self, response: Response) -> M | None:
        """Read the response."""
        return structure(as_object(parsed(response)), self.model) if response.content.strip() else None


@frozen(eq=False, repr=False)
class ReadOne(Value, Generic[M]):
    """Read a JSON object as a model, also when it stands alone in a list."""

    model: type[M]

    def __call__(self, response: Response) -> M:
        """Read the response."""
        found = parsed(response)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        return structure(as_object(found), self.model)


@frozen(eq=False, repr=False)
class ReadMany(Value, Generic[M]):
    """Read a list in any of its shapes: plain, below `results`, or a single object that stands for a list of one.

    Attributes:
        model: What a row is.
        text: The member that a row is which comes as text alone, such as `id`; none when rows are always objects.
        some: Whether there are rows where there is a list, as in the response to what makes or changes some.
        bodiless: Whether the body may be missing.
    """

    model: type[M]
    text: str = ""
    some: bool = False
    bodiless: bool = True

    def __call__(self, response: Response) -> list[M]:
        """Read the response; without a body, it is an empty list."""
        if self.bodiless and not response.content.strip():
            return []
        found = parsed(response)
        if isinstance(found, dict) and "results" not in found:
            return [structure(found, self.model)]
        rows = [self._row(row) for row in read_list(self.model).items(found) if row is not None]
        if self.some and not rows:
            msg = "the response is an empty list"
            raise OtherShape(msg)
        return rows

    def _row(self, row: JSON) -> M:
        return structure(as_object({self.text: row} if self.text and isinstance(row, str) else row), self.model)


def exists(response: Response) -> bool:
    """Read `{"exists": …}`.

    Raises:
        DecodeError: The response does not say.
    """
    found = as_object(parsed(response)).get("exists")
    if isinstance(found, bool):
        return found
    if found in ("true", "false"):
        return found == "true"
    msg = "the response does not say whether it exists"
    raise DecodeError(msg)


def query_date(name: str, value: datetime | date | str | None) -> str | None:
    """Write a date for a query; text is passed on as it is.

    Raises:
        ValueError: A datetime has no time zone.
    """
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            msg = f"{name}: {value!r} has no time zone, so the moment it means is not known; give one"
            raise ValueError(msg)
        return iso_utc(value)
    return f"{value.isoformat()}Z" if isinstance(value, date) else value
