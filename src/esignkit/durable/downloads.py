"""Downloads to files that must not be there yet: a run that died after it made its file may replace that file."""

from __future__ import annotations

import os
from typing import Any

from esignkit.core.operation import Into, Operation
from esignkit.core.value_objects import evolve

__all__ = ["into_own_file", "makes_file"]


def makes_file(operation: Operation[Any]) -> bool:
    """Whether a call is about to make a file that is not there yet, and would not replace one.

    Args:
        operation: The call.
    """
    sink = operation.sink
    if not isinstance(sink, Into) or sink.overwrite or not isinstance(sink.target, str | os.PathLike):
        return False
    return not os.path.lexists(sink.target)


def into_own_file(operation: Operation[Any]) -> Operation[Any]:
    """Return a call that this run had begun before, and that may replace the file that it made.

    Args:
        operation: The call.
    """
    sink = operation.sink
    return evolve(operation, sink=evolve(sink, overwrite=True)) if isinstance(sink, Into) else operation
