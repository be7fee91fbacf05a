"""Where the body of a response goes: into memory, into a file, or to the caller in chunks."""

from __future__ import annotations

import io
import os
from typing import TypeAlias, cast

from esignkit.core.value_objects import Value, field, frozen
from esignkit.types import FileTarget, Progress

__all__ = ["Buffer", "Into", "Open", "Sink"]


@frozen(eq=False, repr=False)
class Buffer(Value):
    """Read the whole body into memory, at most `cap` bytes once decoded."""

    cap: int = 64 << 20


@frozen(eq=False, repr=False)
class Into(Value):
    """Write the body to a path (atomically) or to a binary file."""

    target: FileTarget = field(repr=False)
    progress: Progress | None = field(default=None, eq=False, repr=False)
    expect: str | None = None
    """`pdf` or `zip`: the type that the body is checked for."""
    overwrite: bool = True

    def __attrs_post_init__(self) -> None:
        target: object = self.target
        if not isinstance(target, str | os.PathLike) and (
            isinstance(target, io.TextIOBase) or not callable(getattr(cast("object", target), "write", None))
        ):
            msg = "target: a download goes to a path or to a file opened for binary writing ('wb')"
            raise TypeError(msg)
        writable: object = getattr(target, "writable", None)
        if callable(writable) and not writable():
            msg = "target: the file is opened for reading; open it for binary writing ('wb')"
            raise ValueError(msg)


@frozen(eq=False, repr=False)
class Open(Value):
    """Hand the body over unread, to be read in chunks."""


Sink: TypeAlias = Buffer | Into | Open
