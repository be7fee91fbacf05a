"""Fork safety: a child process does not reuse its parent's connections, threads and locks."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING

__all__ = ["leave_to_the_parent", "left_to_the_parent", "reset_in_child"]

if TYPE_CHECKING:
    from typing import Protocol

    class Resettable(Protocol):
        """Something that a child process must not use as its parent left it."""

        def reset(self) -> None:
            """Start anew."""
            ...


_registered: weakref.WeakSet[Resettable] = weakref.WeakSet()
left_to_the_parent: list[object] = []
"""The parent's connections in a forked child. They are kept, so that nothing closes them or writes to them."""


def reset_in_child(resource: Resettable) -> None:
    """Have `resource.reset()` called in every process that is forked from this one."""
    _registered.add(resource)


def leave_to_the_parent(*connections: object) -> None:
    """Keep connections of the parent process, and do nothing with them."""
    left_to_the_parent.append(connections)


def _after_fork() -> None:
    for resource in list(_registered):
        resource.reset()


os.register_at_fork(after_in_child=_after_fork)
