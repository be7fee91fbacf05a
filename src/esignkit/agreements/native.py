"""Members of a service's own model that an agreement passes on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import attrs

from esignkit.agreements.problems import Problem
from esignkit.agreements.values import Agreement
from esignkit.names.near_names import did_you_mean

__all__ = ["add_native", "arguments_of", "members_of", "native_problems"]


def members_of(model: type[Any], *own: str) -> list[str]:
    """Return the names of a model's members that are not the agreement's own affair."""
    return [name for a in attrs.fields(model) if (name := str(a.name)) not in own]


def arguments_of(call: object, *own: str) -> list[str]:
    """Return the names of a call's arguments that are not the agreement's own affair."""
    return [
        name
        for name in inspect.signature(cast("Callable[..., object]", call)).parameters
        if name not in ("self", "options", *own)
    ]


def add_native(model: object, native: Mapping[str, object]) -> None:
    """Set members of a model by their Python names, which were checked before."""
    for name, value in native.items():
        setattr(model, name, value)


def native_problems(
    agreement: Agreement, *, own: list[str], document: list[str], party: list[str]
) -> Iterator[Problem]:
    """Yield the names in `native=` that the service's models do not have.

    Args:
        agreement: The agreement.
        own: The names that its own `native` may have.
        document: The same of its documents.
        party: The same of its parties.
    """
    yield from _unknown("native", agreement.native, own)
    for number, one in enumerate(agreement.documents):
        yield from _unknown(f"documents[{number}].native", one.native, document)
    for number, somebody in enumerate(agreement.parties):
        yield from _unknown(f"parties[{number}].native", somebody.native, party)


def _unknown(path: str, native: Mapping[str, object], known: list[str]) -> Iterator[Problem]:
    for name in native:
        if name not in known:
            hint = did_you_mean(name, known) or f"it has {', '.join(known)}"
            yield Problem(path=path, reason=f"no member {name!r} of its own model can be set here; {hint}")
