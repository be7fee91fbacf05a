"""Fork safety: a child process does not reuse its parent's connections, threads and locks."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

__all__ = ["Forgets", "forget_in_child", "leave_to_the_parent", "left_to_the_parent"]


class Forgets(Protocol):
    """Something that must not be carried into a child process."""

    def reset(self) -> None:
        """Start anew."""
        ...


_registered: weakref.WeakSet[Forgets] = weakref.WeakSet()
left_to_the_parent: list[object] = []
"""Connections that a forked child got with its memory: kept, so that nothing closes or says goodbye on them."""


def forget_in_child(one: Forgets) -> None:
    """Have `one.reset()` called in every process forked from this one."""
    _registered.add(one)


def leave_to_the_parent(*connections: object) -> None:
    """Keep connections that are not this process's own, and do nothing with them."""
    left_to_the_parent.append(connections)


def _after_fork() -> None:
    for one in list(_registered):
        one.reset()


os.register_at_fork(after_in_child=_after_fork)
