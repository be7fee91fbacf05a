"""Files of stored plans: path, size and SHA-256."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast
from weakref import ref

from esignkit.core.value_objects import Value, frozen
from esignkit.errors import PlanError
from esignkit.types import JSON, JSONObject

__all__ = ["FileFacts", "check_files", "files_left_alone", "look_at", "remember_files"]

_are_read: ContextVar[bool] = ContextVar("_are_read", default=True)


@frozen(eq=False, repr=False)
class FileFacts(Value):
    """What a plan binds of a file."""

    size: int
    """Bytes."""
    sha256: str
    """SHA-256 of its content, as 64 hexadecimal digits."""


@contextmanager
def files_left_alone() -> Generator[None]:
    """Look at no file meanwhile: each is taken to be there."""
    token = _are_read.set(False)
    try:
        yield
    finally:
        _are_read.reset(token)


def look_at(path: str, place: str, size: int | None = None) -> FileFacts:
    """Return size and SHA-256 of a file.

    Args:
        path: The file.
        place: Where in the plan it stands, for errors.
        size: The size that it must have; one of another size is not read.

    Raises:
        PlanError: It cannot be read, is no regular file, or is of another size.
    """
    if not _are_read.get():
        return FileFacts(0, "")
    try:
        status = os.stat(path)  # noqa: PTH116 - the path is a text
        if not stat.S_ISREG(status.st_mode):
            msg = f"{place}: {path} is no regular file"
            raise PlanError(msg)
        if size is not None and status.st_size != size:
            msg = f"{place}: {path} is not the file that was planned: it had {size} bytes, and now has {status.st_size}"
            raise PlanError(msg)
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return FileFacts(file.tell(), sha256)
    except (OSError, ValueError) as error:
        if isinstance(error, PlanError):
            raise
        reason = getattr(error, "strerror", None) or error
        msg = f"{place}: {path} cannot be read ({reason})"
        raise PlanError(msg) from None


# Between reading and running ------------------------------------------------------------------------------------------
_files_when_read: dict[int, tuple[ref[object], dict[str, str]]] = {}
"""By the id of each plan that was read from JSON and lives: its files and their SHA-256."""


def remember_files(plan: object, form: JSONObject) -> None:
    """Remember which files a plan had when it was read from JSON, so that no other ones are sent later."""
    key, files = id(plan), dict(_files_in(form))
    if not files:
        return

    def forget(gone: ref[object]) -> None:
        if key in _files_when_read and _files_when_read[key][0] is gone:
            del _files_when_read[key]

    _files_when_read[key] = ref(plan, forget), files


def check_files(plan: object, form: JSONObject) -> None:
    """Refuse a plan that was read from JSON when its files have changed since.

    Args:
        plan: The plan.
        form: Its form, with its files as they are now.

    Raises:
        PlanError: One has changed.
    """
    known = _files_when_read.get(id(plan))
    if known is None or known[0]() is not plan or not _are_read.get():
        return
    for path, sha256 in _files_in(form):
        if known[1].get(path, sha256) != sha256:
            msg = f"{path} is not the file that was planned: its content has changed since the plan was read"
            raise PlanError(msg)


def _files_in(value: JSON) -> Iterator[tuple[str, str]]:
    """Yield the path and the SHA-256 of each file in a form."""
    if isinstance(value, list):
        for item in value:
            yield from _files_in(item)
    elif isinstance(value, dict) and "$file" in value:
        yield os.path.abspath(cast("str", value["$file"])), cast("str", value["sha256"])  # noqa: PTH100 - as it is written
    elif isinstance(value, dict):
        for member in value.values():
            yield from _files_in(member)
