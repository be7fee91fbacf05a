"""A result with the HTTP responses behind it."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from esignkit.core.context import AnswerInfo
from esignkit.core.value import Value

__all__ = ["Answered"]

T = TypeVar("T")


@attrs.frozen(eq=False, repr=False)
class Answered(Value, Generic[T]):
    """A result with what came beside it.

    Attributes:
        value: The result.
        answers: Every answer on the way to it, in order: retries, log-ins and further steps included.
    """

    value: T
    answers: list[AnswerInfo] = attrs.field(repr=False)

    @property
    def answer(self) -> AnswerInfo:
        """The last answer: status, headers, request id.

        Raises:
            LookupError: No call was made.
        """
        if not self.answers:
            msg = "no call was made, so there is no answer"
            raise LookupError(msg)
        return self.answers[-1]
