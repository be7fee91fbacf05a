"""Errors of calls as a journal keeps them: a flow that caught one must catch the same when it is replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pkgutil import resolve_name
from typing import cast

from esignkit.errors import ESignError
from esignkit.types import JSON, JSONObject, Outcome

__all__ = ["error_form", "rebuild_error"]


def error_form(error: ESignError) -> JSONObject:
    """Return an error as JSON: its class by name, its text, and what else it says.

    Args:
        error: An error that a call raised. Credentials were taken out of it when it was made.
    """
    state = {name: value for name, value in error.__dict__.items() if name != "outcome" and _is_json(value)}
    names: list[JSON] = list(_names(type(error)))
    return {"classes": names, "text": error.message, "outcome": error.outcome.value, "state": state}


def rebuild_error(form: Mapping[str, JSON]) -> ESignError:
    """Return the error of a form. Where its class is gone, it is one of the nearest class above it.

    Args:
        form: What `error_form` returned.
    """
    error_class = next(cls for cls in map(_class, cast("list[str]", form["classes"])) if cls is not None)
    error = error_class.__new__(error_class)
    error.args = (form["text"],)
    error.__dict__.update(cast("dict[str, object]", form["state"]), outcome=Outcome(form["outcome"]))
    return error


def _names(error_class: type[ESignError]) -> Iterator[str]:
    """Yield the names of a class and of those above it that are errors of the SDK, the nearest first."""
    for base in error_class.__mro__:
        if issubclass(base, ESignError):
            yield f"{base.__module__}:{base.__qualname__}"


def _class(name: str) -> type[ESignError] | None:
    """Return a class of errors by its name; None where there is none."""
    try:
        resolved: object = resolve_name(name)
    except (ImportError, AttributeError, ValueError):
        return None
    return resolved if isinstance(resolved, type) and issubclass(resolved, ESignError) else None


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
