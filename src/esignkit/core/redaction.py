"""Keeping credentials out of what people see: tracebacks lose our own frames, the caller's stay."""

from __future__ import annotations

import types
from typing import cast

__all__ = ["prune"]

_OURS = ("esignkit.core", "esignkit.runners", "httpx", "httpcore", "h11", "anyio", "ssl", "socket")


def _ours(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return any(name == own or name.startswith((own + ".", own + "2")) for own in _OURS)


def prune(error: BaseException) -> BaseException:
    """Drop the frames of our own machinery, whose locals hold headers and bodies, from an exception and its causes.

    Flows and callbacks that the caller wrote keep their frames.
    """
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        frames: list[types.TracebackType] = []
        tb = one.__traceback__
        while tb is not None:
            if not _ours(tb.tb_frame):
                frames.append(tb)
            tb = tb.tb_next
        kept: types.TracebackType | None = None
        for tb in reversed(frames):
            kept = types.TracebackType(kept, tb.tb_frame, tb.tb_lasti, tb.tb_lineno)
        one.__traceback__ = kept
        if type(one).__module__.partition(".")[0] not in ("httpx", "httpx2", "httpcore", "httpcore2", "h11"):
            todo += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            todo += list(cast("BaseExceptionGroup[BaseException]", one).exceptions)
    _cut_transport(error)
    return error


def _cut_transport(error: BaseException) -> None:
    """Unchain the HTTP library's exceptions: they hold the request, and the request holds the credential."""
    one: BaseException | None = error
    while one is not None:
        for link in ("__cause__", "__context__"):
            behind = getattr(one, link)
            if behind is not None and type(behind).__module__.partition(".")[0] in (
                "httpx",
                "httpx2",
                "httpcore",
                "httpcore2",
                "h11",
            ):
                setattr(one, link, None)
        one = one.__cause__ or one.__context__
