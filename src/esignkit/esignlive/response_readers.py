"""Readers of responses: objects, lists in their shapes, and yes or no."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

from esignkit.core.body_members import body_of
from esignkit.core.deserialization import structure
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.response_readers import OtherShape, as_object, found_parts, parsed, read_list
from esignkit.core.value_objects import Value, frozen
from esignkit.errors import DecodeError
from esignkit.types import JSON, Finding

__all__ = ["ReadMany", "ReadMap", "ReadOne", "ReadOptional", "ReadTexts", "exists"]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class ReadOptional(Value, Generic[M]):
    """Read a JSON object as a model; None when the service answers without a body, which is success as well."""

    model: type[M]

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        return finding.found.to_wire() if isinstance(finding.found, self.model) else None

    def __call__(self, response: Response) -> M | None:
        """Read the response."""
        return structure(as_object(parsed(response)), self.model) if response.content.strip() else None


@frozen(eq=False, repr=False)
class ReadOne(Value, Generic[M]):
    """Read a JSON object as a model, also when it stands alone in a list."""

    model: type[M]

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        made = found_parts(finding.found, self.model, {finding.id})
        return made[0].to_wire() if made else None

    def __call__(self, response: Response) -> M:
        """Read the response."""
        value = parsed(response)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return structure(as_object(value), self.model)


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

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        sent = body_of(operation)
        rows: list[object] = cast("list[object]", sent) if isinstance(sent, list) else [sent]
        made = found_parts(finding.found, self.model, {getattr(row, "id", None) for row in rows} - {None})
        return cast("JSON", [one.to_wire() for one in made] or None)

    def __call__(self, response: Response) -> list[M]:
        """Read the response; without a body, it is an empty list."""
        if self.bodiless and not response.content.strip():
            return []
        value = parsed(response)
        if isinstance(value, dict) and "results" not in value:
            return [structure(value, self.model)]
        rows = [self._row(row) for row in read_list(self.model).items(value) if row is not None]
        if self.some and not rows:
            msg = "the response is an empty list"
            raise OtherShape(msg)
        return rows

    def _row(self, row: JSON) -> M:
        return structure(as_object({self.text: row} if self.text and isinstance(row, str) else row), self.model)


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
        members = as_object(parsed(response))
        models = {name: structure(as_object(value), self.model) for name, value in members.items() if value is not None}
        if self.some and not models:
            msg = "the response is an empty object"
            raise OtherShape(msg)
        return models


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
        value = parsed(response)
        rows = value.get("results") if isinstance(value, dict) else value
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows) or (self.some and not rows):
            msg = "a list of texts was expected"
            raise OtherShape(msg)
        return cast("list[str]", rows)


def exists(response: Response) -> bool:
    """Read `{"exists": …}`.

    Raises:
        DecodeError: The response does not say.
    """
    answer = as_object(parsed(response)).get("exists")
    if isinstance(answer, bool):
        return answer
    if answer in ("true", "false"):
        return answer == "true"
    msg = "the response does not say whether it exists"
    raise DecodeError(msg)
