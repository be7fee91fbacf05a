"""Answers that are objects by their names."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen

from esignkit.core.codec import structure
from esignkit.core.flow import Answer
from esignkit.core.model import Model
from esignkit.core.readers import as_object, parsed
from esignkit.core.value import Value

__all__ = ["ReadMap"]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class ReadMap(Value, Generic[M]):
    """Read an object whose members are models, whatever their names; without a body, it is empty."""

    model: type[M]

    def __call__(self, answer: Answer) -> dict[str, M]:
        """Read the answer."""
        if not answer.content.strip():
            return {}
        found = as_object(parsed(answer))
        return {name: structure(value, self.model) for name, value in found.items() if value is not None}
