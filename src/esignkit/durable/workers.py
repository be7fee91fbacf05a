"""Who carries a run out, and whether that process is still there.

An owner is `host|machine|pid|start|token`. `machine` is the start of this machine (Linux's boot id) and the namespace
that its process ids count in; with `start`, when the process began, it tells a process from all others that ever had
its id. Where Linux's /proc is not there, `machine` and `start` are empty, and only the lease tells that a worker died.
"""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import uuid
from pathlib import Path

__all__ = ["describe_owner", "has_ended", "machine_id", "new_owner"]

_PROC = Path("/proc")


def new_owner() -> str:
    """Return a name for one who claims a run; it holds which process this is."""
    return f"{_process(os.getpid())}|{uuid.uuid4().hex}"


def has_ended(owner: str) -> bool:
    """Tell whether the process of an owner is certain to have ended.

    Args:
        owner: The owner, as `new_owner` named it.

    Returns:
        False for a process that runs, for one of another machine or container, and where nothing can be told.
    """
    parts = owner.split("|")
    if len(parts) != 5:
        return False
    host, machine, pid, start, _ = parts
    if not (machine and start) or (host, machine) != (_host(), _machine()):
        return False
    now = _start(int(pid))
    return not _is_there(int(pid)) if now is None else now != start


def describe_owner(owner: str) -> str:
    """Return an owner in words for a person."""
    parts = owner.split("|")
    return f"process {parts[2]} on {parts[0]}" if len(parts) == 5 else "another worker"


def machine_id() -> str:
    """Return what tells this machine, since it was started, from others; containers of it have the same."""
    return _machine().partition("/")[0] or _host()


@functools.lru_cache(maxsize=1)
def _process(pid: int) -> str:
    """Return which process this is; a fork has another id, and so another name."""
    return f"{_host()}|{_machine()}|{pid}|{_start(pid) or ''}"


def _host() -> str:
    return socket.gethostname().replace("|", "-")


@functools.cache
def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _start(pid: int) -> str | None:
    """Return when a process began, in ticks of the machine; `ended` for a zombie, None where it is not told."""
    with contextlib.suppress(OSError, IndexError):
        fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return "ended" if fields[0] in ("Z", "X") else fields[19]
    return None


def _is_there(pid: int) -> bool:
    """Tell whether there is a process of this id: those of other users may be hidden in /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
