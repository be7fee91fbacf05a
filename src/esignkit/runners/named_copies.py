"""Copies of functions that classes of two modes share, so that `help()` and errors name the right class."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

__all__ = ["copy_for"]


def copy_for(function: Callable[..., Any], owner: str, http_client: str) -> Callable[..., Any]:
    """Return a copy of a shared function, so that `help()` and errors name the right class and HTTP client."""
    assert isinstance(function, FunctionType)  # noqa: S101 - it is written in the body of a class
    copy = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    copy.__qualname__ = f"{owner}.{function.__name__}"
    copy.__annotations__ = {k: v.replace("HTTPClient", http_client) for k, v in function.__annotations__.items()}
    return copy
