"""A call of Constellation1, and the base of the classes whose methods make one."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from esignkit.core.endpoint import Mode
from esignkit.core.endpoint import Resource as AnyResource
from esignkit.core.operation import Operation as AnyOperation

__all__ = ["PROVIDER", "Operation", "Resource"]

T = TypeVar("T")

PROVIDER = "Constellation1"
"""The service's name in errors, logs and the calls that are meant for it alone."""


class Operation(AnyOperation[T], Generic[T]):
    """One HTTP call to Constellation1, said completely; on another service's client it is refused, unsent."""

    __slots__ = ()
    provider: ClassVar[str] = PROVIDER


class Resource(AnyResource[Mode]):
    """A part of Constellation1's API. Its pages require every argument that has no default."""

    REFUSES_EMPTY: ClassVar[bool] = True
