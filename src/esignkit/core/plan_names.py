"""The names that a stored plan may use, and the classes and flows that they stand for. Nothing else can be named."""

from __future__ import annotations

import enum
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from esignkit.core.endpoint import Resource
from esignkit.core.model import Model
from esignkit.errors import PlanError

__all__ = ["FLOWS", "call_class", "flow_name", "name_of", "service_class", "value_class"]

_PACKAGES = ("agreements", "constellation1", "esignlive", "ignisign")
_CALLS = frozenset({"AgreementCalls"})
"""Resources of `agreements` that make calls; the others are clients."""
_VALUES = {
    "agreements": frozenset(
        {"Agreement", "Anchor", "Box", "Document", "Field", "InFile", "Kba", "Party", "SendProgress", "Sms"}
    ),
    "ignisign": frozenset({"NewDocument", "NewSigner", "RemoteDocument", "SendProgress"}),
}
"""Values that calls take and that are no models. What holds credentials is not among them."""
_SERVICES = {
    "Constellation1Service": "esignkit.agreements.constellation1",
    "ESignLiveService": "esignkit.agreements.esignlive",
    "IgnisignService": "esignkit.agreements.ignisign",
}
"""What the calls of agreements are made with, and where it is."""

FLOWS: dict[str, Callable[..., Any]] = {}
"""The caller's own flows by name, `module:function`."""


def flow_name(function: Callable[..., Any]) -> str:
    """Return the name of a flow of the caller's.

    Raises:
        PlanError: It is inside another function, where no other process finds it.
    """
    module = function.__module__.replace("__mp_main__", "__main__")  # as a process made by `spawn` calls the program
    if "<" in function.__qualname__:
        msg = f"{module}:{function.__qualname__} is inside another function; move it into the module, where other "
        msg += "processes find it"
        raise PlanError(msg)
    return f"{module}:{function.__qualname__}"


def name_of(cls: type[Any]) -> str | None:
    """Return the public name of a class, `service.Class`; None when a plan may not name it."""
    if cls not in _names:
        package = cls.__module__.split(".")[1] if cls.__module__.startswith("esignkit.") else ""
        public = _find(package, cls.__name__) is cls or _SERVICES.get(cls.__name__) == cls.__module__
        _names[cls] = f"{package}.{cls.__name__}" if public else None
    return _names[cls]


_names: dict[type[Any], str | None] = {}


def call_class(name: str) -> type[Resource[Any]]:
    """Return the class that has calls.

    Raises:
        PlanError: There is none of that name.
    """
    package, _, word = name.partition(".")
    cls = _find(package, word)
    if cls is None or not issubclass(cls, Resource) or (package == "agreements" and word not in _CALLS):
        msg = f"{name!r} is no class of esignkit's that has calls"
        raise PlanError(msg)
    return cast("type[Resource[Any]]", cls)


def service_class(name: str) -> type[Any]:
    """Return the class of a service, as the calls of agreements are made with it.

    Raises:
        PlanError: There is none of that name.
    """
    package, _, word = name.partition(".")
    if package != "agreements" or word not in _SERVICES:
        msg = f"{name!r} is no service of agreements"
        raise PlanError(msg)
    cls: type[Any] = getattr(import_module(_SERVICES[word]), word)
    return cls


def value_class(name: str) -> type[Any]:
    """Return the class of a value: a model, an enum or another value that calls take.

    Raises:
        PlanError: There is none of that name.
    """
    package, _, word = name.partition(".")
    cls = _find(package, word)
    if cls is None or not (issubclass(cls, Model | enum.Enum) or word in _VALUES.get(package, ())):
        msg = f"{name!r} is no value that a call takes"
        raise PlanError(msg)
    return cls


def _find(package: str, word: str) -> type[Any] | None:
    if package not in _PACKAGES:
        return None
    module = import_module(f"esignkit.{package}")
    exported: object = getattr(module, word) if word in module.__all__ else None
    return exported if isinstance(exported, type) else None
