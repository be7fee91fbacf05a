"""Suggestions for misspelt arguments."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from esignkit.core.late_attrs import LateMethod
from esignkit.core.member_docs import document_members
from esignkit.names import no_attribute

__all__ = ["both_names", "call_error", "with_suggestions"]

T = TypeVar("T")


def both_names(wire: str) -> str:
    """Return what the caller wrote and what is sent: `package_id (packageId)`; one name where they are the same.

    Args:
        wire: A parameter's or member's name on the wire. Python names are the same words in snake case.
    """
    python = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()
    return f"{python} ({wire})" if python != wire and wire.isidentifier() and wire[0].islower() else wire


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


def call_error(
    error: TypeError,
    init: Callable[..., None],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    shown: str,
    instead: Mapping[str, str] | None = None,
) -> TypeError | None:
    """Return what is wrong with the arguments of a constructor, as a caller would say it.

    Args:
        error: What Python says.
        init: The constructor.
        args: What it was given without a name, but for the object.
        kwargs: What it was given by name.
        shown: The class's name.
        instead: What to write for names that a beginner expects and that are not close to any.
    """
    from esignkit.names.near_names import misspelt  # only mistakes need it

    return misspelt(init, kwargs, shown, instead) or _too_many(init, args, shown) or _of_class(error, init, shown)


def with_suggestions(cls: type[T]) -> type[T]:
    """Let the constructor of an attrs class name the near miss of a misspelt argument, as calls and models do.

    Its instances do so of a misspelt attribute.

    What it says of names in the class's `INSTEAD`, if it has that, comes first. And let `help()` show what its members
    are for.
    """
    document_members(cls)
    if not hasattr(cls, "__getattr__"):
        setattr(cls, "__getattr__", no_attribute)  # noqa: B010 - as below
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
            name_error = call_error(error, init, args, kwargs, cls.__name__, instead)
            del self, args, kwargs  # this frame stays in the traceback: half an object, and maybe a credential
            if name_error is None:
                raise
            raise name_error from None

    return suggesting
