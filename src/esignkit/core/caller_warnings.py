"""Warnings that point to the program's own line, and the mark of calls that a service has given up."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, TypeVar

__all__ = ["deprecated", "warn_caller"]

T = TypeVar("T")


def warn_caller(message: str, category: type[Warning]) -> None:
    """Warn at the line outside the SDK that led here.

    Args:
        message: What to say.
        category: Class of the warning.
    """
    import inspect  # few calls warn

    frame, level = inspect.currentframe(), 1
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "esignkit":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    class deprecated:  # noqa: N801 - the name it has for type checkers
        """Mark a written method, below `@endpoint`, as `typing_extensions.deprecated` does; a call of it then warns.

        That one would warn at a line of the SDK, and importing it takes a tenth of the time that a client does.

        Args:
            message: What to use in place of it.
        """

        def __init__(self, message: str) -> None:
            self._message = message

        def __call__(self, function: T) -> T:
            """Mark it."""
            function.__deprecated__ = self._message
            return function
