"""Suggestions for misspelt names."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from esignkit.core.late_attrs import LateMethod
from esignkit.core.member_docs import document_members

__all__ = ["both_names", "did_you_mean", "misspelt", "near", "with_suggestions"]

T = TypeVar("T")

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


def misspelt(
    function: Callable[..., object],
    keywords: Iterable[str],
    shown: str | None = None,
    instead: Mapping[str, str] | None = None,
) -> TypeError | None:
    """Return an error that names the near miss when a call used a keyword that the function does not have.

    Args:
        function: What was called.
        keywords: The keywords of the call.
        shown: The name for the error, when it is not the function's own.
        instead: What to write for names that a beginner expects and that are not close to any.
    """
    import inspect  # only errors need it

    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    for name in keywords:
        if name not in parameters:
            hint = (
                (instead or {}).get(name)
                or did_you_mean(name, parameters)
                or f"it takes {', '.join(parameters) or 'no arguments'}"
            )
            return TypeError(f"{shown or function.__qualname__}() has no argument {name!r}; {hint}")
    return None


def _too_many(init: Callable[..., None], values: Sequence[object], shown: str) -> TypeError | None:
    """Return an error that says which arguments are named, when a constructor was given more without a name."""
    import inspect

    parameters = list(inspect.signature(init).parameters.values())[1:]
    taken = [one.name for one in parameters if one.kind is not one.KEYWORD_ONLY]
    named = [f"{one.name}=" for one in parameters if one.kind is one.KEYWORD_ONLY]
    if len(values) <= len(taken) or not named:
        return None
    first = f"takes {', '.join(taken)} without a name" if taken else "takes no positional arguments"
    return TypeError(f"{shown}() {first}; name {'its others' if taken else 'them'}: {', '.join(named)}")


def _of_class(error: TypeError, init: Callable[..., None], shown: str) -> TypeError | None:
    """Return what Python says of a call of the class, without the `.__init__` that the caller did not write."""
    begins = f"{init.__qualname__}()"
    text = str(error)
    return TypeError(f"{shown}(){text.removeprefix(begins)}") if text.startswith(begins) else None


def with_suggestions(cls: type[T]) -> type[T]:
    """Let the constructor of an attrs class name the near miss of a misspelt argument, as calls and models do.

    What it says of names in the class's `INSTEAD`, if it has that, comes first. And let `help()` show what its members
    are for.
    """
    document_members(cls)
    init = vars(cls)["__init__"]
    if type(init) is LateMethod:
        init.follow_by(_suggesting)
    else:
        setattr(cls, "__init__", _suggesting(cls, init))  # noqa: B010 - checkers refuse the assignment, which attrs makes as well
    return cls


def _suggesting(cls: type[Any], init: Callable[..., None]) -> Callable[..., None]:
    instead: Mapping[str, str] = getattr(cls, "INSTEAD", {})

    @functools.wraps(init)
    def suggesting(self: object, *args: object, **kwargs: object) -> None:
        try:
            init(self, *args, **kwargs)
        except TypeError as error:
            name_error = (
                misspelt(init, kwargs, cls.__name__, instead)
                or _too_many(init, args, cls.__name__)
                or _of_class(error, init, cls.__name__)
            )
            del self, args, kwargs  # this frame stays in the traceback: half an object, and maybe a credential
            if name_error is None:
                raise
            raise name_error from None

    return suggesting
