"""Readers of the responses to deletions, and of secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from esignkit.core.flow import Response
from esignkit.core.response_readers import key
from esignkit.core.value_objects import Value, frozen
from esignkit.types import Secret

__all__ = ["Deleted", "UnlessGone", "read_secret"]

T = TypeVar("T")


def read_secret(response: Response) -> Secret:
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
