"""A result with the HTTP responses behind it."""

from __future__ import annotations

from typing import Generic, TypeVar

from esignkit.core.context import ResponseInfo
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, field, frozen

__all__ = ["WithResponse"]

T = TypeVar("T")


@with_suggestions
@frozen(eq=False, repr=False)
class WithResponse(Value, Generic[T]):
    """A result with its HTTP responses."""

    value: T
    """The result of the call."""
    responses: list[ResponseInfo] = field(repr=False)
    """Every response on the way to it, in order: retries, log-ins and further steps included."""

    @property
    def response(self) -> ResponseInfo:
        """The last response: status, headers, request id.

        Raises:
            LookupError: No call was made.
        """
        if not self.responses:
            msg = "no call was made, so there is no response"
            raise LookupError(msg)
        return self.responses[-1]
