"""Responses that are objects by their names, and lists of texts."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

from attrs import frozen

from esignkit.core.deserialization import structure
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.readers import OtherShape, as_object, parsed
from esignkit.core.value_objects import Value

__all__ = ["ReadMap", "ReadTexts"]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class ReadMap(Value, Generic[M]):
    """Read an object whose members are models, whatever their names; without a body, it is empty.

    Attributes:
        model: What a member is.
        some: Whether there are members where there is an object, as in the response to what makes or changes some.
    """

    model: type[M]
    some: bool = False

    def __call__(self, response: Response) -> dict[str, M]:
        """Read the response.

        Raises:
            OtherShape: It is no such object.
        """
        if not response.content.strip():
            return {}
        found = as_object(parsed(response))
        named = {name: structure(as_object(value), self.model) for name, value in found.items() if value is not None}
        if self.some and not named:
            msg = "the response is an empty object"
            raise OtherShape(msg)
        return named


@frozen(eq=False, repr=False)
class ReadTexts(Value):
    """Read a list of texts, such as ids, plain or below `results`; without a body, it is an empty list.

    Attributes:
        some: Whether there are texts where there is a list, as in the response to what makes or changes some.
    """

    some: bool = False

    def __call__(self, response: Response) -> list[str]:
        """Read the response."""
        if not response.content.strip():
            return []
        found = parsed(response)
        rows = found.get("results") if isinstance(found, dict) else found
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows) or (self.some and not rows):
            msg = "a list of texts was expected"
            raise OtherShape(msg)
        return cast("list[str]", rows)
