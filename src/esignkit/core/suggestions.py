"""Suggestions for misspelt names."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable

__all__ = ["both_names", "misspelt", "near"]


def both_names(wire: str) -> str:
    """Return what the caller wrote and what is sent: `package_id (packageId)`; one name where they are the same.

    Args:
        wire: A parameter's or member's name on the wire. Python names are the same words in snake case.
    """
    python = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()
    return f"{python} ({wire})" if python != wire and wire.isidentifier() and wire[0].islower() else wire


def near(name: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant, if one is close enough."""
    import difflib  # only mistakes need it

    return next(iter(difflib.get_close_matches(name, list(names), 1)), None)


def misspelt(function: Callable[..., object], keywords: Iterable[str]) -> TypeError | None:
    """Return an error that names the near miss when a call used a keyword that the function does not have.

    Args:
        function: What was called.
        keywords: The keywords of the call.
    """
    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    for name in keywords:
        if name not in parameters:
            suggestion = near(name, parameters)
            hint = (
                f"did you mean {suggestion!r}?" if suggestion else f"it takes {', '.join(parameters) or 'no arguments'}"
            )
            return TypeError(f"{function.__qualname__}() has no argument {name!r}; {hint}")
    return None
