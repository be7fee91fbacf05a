"""Answers that are objects by their names."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen

from esignkit.core.codec import structure
from esignkit.core.flow import Answer
from esignkit.core.model import Model
from esignkit.core.readers import OtherShape, as_object, parsed
from esignkit.core.value import Value

__all__ = ["ReadMap"]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class ReadMap(Value, Generic[M]):
    """Read an object whose members are models, whatever their names; without a body, it is empty.

    Attributes:
        model: What a member is.
        some: Whether there are members where there is a body, as in the answer to what makes or changes some.
    """

    model: type[M]
    some: bool = False

    def __call__(self, answer: Answer) -> dict[str, M]:
        """Read the answer.

        Raises:
            OtherShape: It is no such object.
        """
        if not answer.content.strip():
            return {}
        found = {name: value for name, value in as_object(parsed(answer)).items() if value is not None}
        if (self.some and not found) or not all(isinstance(value, dict) for value in found.values()):
            msg = "an object of named objects was expected"
            raise OtherShape(msg)
        return {name: structure(value, self.model) for name, value in found.items()}
