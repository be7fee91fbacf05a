"""A call of eSignLive: on the client of another service it is refused, before anything is sent."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from esignkit.core.operation import Operation as AnyOperation

__all__ = ["PROVIDER", "Operation"]

T = TypeVar("T")

PROVIDER = "eSignLive"
"""The service's name in errors, logs and the calls that are meant for it alone."""


class Operation(AnyOperation[T], Generic[T]):
    """One HTTP call to eSignLive, said completely."""

    __slots__ = ()
    provider: ClassVar[str] = PROVIDER
