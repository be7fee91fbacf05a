"""Suggestions for misspelt names."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable

__all__ = ["both_names", "did_you_mean", "misspelt", "near"]

_CLOSE = 0.7
"""How alike two names are, from 0 to 1, when one may be the other misspelt; `files` and `roles` are 0.6."""
_MOST = 3


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

    return next(iter(difflib.get_close_matches(name, list(names), 1, _CLOSE)), None)


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """Return a question that names the one that was probably meant: a close one, or up to three with that word.

    Args:
        name: What the caller wrote, such as `email`.
        names: What there is, such as `email_address`.
    """
    known = list(names)
    close = near(name, known)
    begins = [one for one in known if one.startswith(f"{name}_")]
    alike = [close] if close else begins or [one for one in known if name in one.split("_")]
    return f"did you mean {' or '.join(map(repr, alike))}?" if 0 < len(alike) <= _MOST else None


def misspelt(function: Callable[..., object], keywords: Iterable[str], shown: str | None = None) -> TypeError | None:
    """Return an error that names the near miss when a call used a keyword that the function does not have.

    Args:
        function: What was called.
        keywords: The keywords of the call.
        shown: The name for the error, when it is not the function's own.
    """
    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    for name in keywords:
        if name not in parameters:
            hint = did_you_mean(name, parameters) or f"it takes {', '.join(parameters) or 'no arguments'}"
            return TypeError(f"{shown or function.__qualname__}() has no argument {name!r}; {hint}")
    return None
