"""Members of models that are typed as present: what the service always sends, and lists.

A constructor may leave them out, and a response may lack them. Their slots are then not set, and asking for one calls
`Model.__getattr__`; a member that is set costs no call. `attrs.fields` gives their names as `Always` or `Several`, and
by such a name nothing is refused: `attrs.asdict` and `attrs.evolve` ask so, and so does the rest of the SDK.
"""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from esignkit.types import UNSET

__all__ = ["Always", "DefaultList", "Several", "always", "mark_members", "member_of", "several"]

T = TypeVar("T")

_KIND = "esignkit"


def always() -> Any:
    """Declare a member that the service always sends, such as an `id: str`. The constructor may leave it out."""
    return attrs.field(default=UNSET, metadata={_KIND: Always})


def several() -> Any:
    """Declare a list, such as the `documents: list[Document]` of a package.

    On a model that the caller makes it starts empty, and is not sent while it is. On one that came from the service
    without it, asking for it is an error: that the list is empty is not known. Null reads as empty.
    """
    return attrs.field(default=UNSET, metadata={_KIND: Several})


class Always(str):
    """Name of a member that the service always sends."""

    __slots__ = ()


class Several(str):
    """Name of a member that is a list."""

    __slots__ = ()


class DefaultList(list[T]):
    """A list that nobody gave: it is not sent while it is empty."""

    __slots__ = ()


def mark_members(cls: type[Any]) -> None:
    """Let `attrs.fields` give the names of a class's own members by their kind."""
    for attribute in attrs.fields(cls):
        kind = attribute.metadata.get(_KIND)
        if kind is not None and type(attribute.name) is str:  # those of base classes have theirs
            object.__setattr__(attribute, "name", kind(attribute.name))  # attrs has no public way for one that is made


def member_of(record: object, name: str) -> Any:
    """Return a member as it would be sent: None where it is not set, and for a list that nobody filled.

    Args:
        record: A model.
        name: Name of the member, as `attrs.fields` gives it.
    """
    value = getattr(record, name)
    return None if value.__class__ is DefaultList and not value else value
