"""Required texts of a call: an empty one would ask the service for something else, or for nothing at all."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any, Self

from attrs import frozen

from esignkit.core.value import Value
from esignkit.types import Secret

__all__ = ["RequiredTexts", "check_text"]


def check_text(name: str, value: object) -> None:
    """Refuse what is no text, and a text that says nothing; a number counts as its text.

    Args:
        name: Name of the argument, for the error.
        value: What was given; a `Secret` is never shown.

    Raises:
        TypeError: It is None, or no text.
        ValueError: It is empty, or blanks alone.
    """
    if not isinstance(value, str | int | Secret) or isinstance(value, bool):
        kind = "None" if value is None else f"a {type(value).__name__}"
        msg = f"{name} is {kind}; give the {'id' if name.endswith('_id') else 'value'} itself, as text"
        raise TypeError(msg)
    text = value.reveal() if isinstance(value, Secret) else value
    if isinstance(text, str) and not text.strip():
        msg = f"{name} is empty; the service requires it, so nothing was sent"
        raise ValueError(msg)


@frozen(eq=False, repr=False)
class RequiredTexts(Value):
    """Which arguments of a method must be texts that say something: those without a default that are annotated so.

    Attributes:
        positions: Names of the positional arguments, in order.
        names: Those of all arguments that are required texts.
    """

    positions: tuple[str, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, signature: inspect.Signature) -> Self:
        """Read them off a method's signature."""
        own = list(signature.parameters.values())[1:]
        return cls(
            tuple(one.name for one in own if one.kind is one.POSITIONAL_OR_KEYWORD),
            frozenset(one.name for one in own if one.default is one.empty and _is_text(str(one.annotation))),
        )

    def check(self, args: Iterable[Any], kwargs: Mapping[str, Any]) -> None:
        """Refuse a call in which one of them says nothing.

        Raises:
            TypeError: One is None, or no text.
            ValueError: One is empty, or blanks alone.
        """
        for name, value in (*zip(self.positions, args, strict=False), *kwargs.items()):
            if name in self.names:
                check_text(name, value)


def _is_text(annotation: str) -> bool:
    kinds = annotation.split(" | ")
    return "str" in kinds and "bytes" not in kinds
