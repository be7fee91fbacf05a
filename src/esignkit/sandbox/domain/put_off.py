"""Puts work on large documents off while a call is answered: it is done beside the calls of others.

What can't be done at once raises `PutOff`. The application then has it done elsewhere and answers the call again, which
finds it done: a large file keeps nobody waiting but its sender.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Concatenate, Protocol, TypeAlias

    from esignkit.sandbox import pdf
    from esignkit.sandbox.ids import Ids

    Done: TypeAlias = dict[str, object]

    class Elsewhere(Protocol):
        """What does the work: a `DocumentProcess`."""

        def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | Exception:
            """Call a function, and return what it returns or raises."""
            ...

        def measure(self, content: bytes) -> tuple[pdf.PdfFacts | pdf.PdfRefused, bool]:
            """Rehearse a file, and tell whether that took long."""
            ...


_P = ParamSpec("_P")
_T = TypeVar("_T")

_thread = threading.local()


class PutOff(BaseException):
    """A call can't be answered yet. It is no error, so what handles those must not take it.

    Args:
        key: What its result is found under when the call is answered again.
        work: What is to be done first, in any thread, with the help of a process.
    """

    def __init__(self, key: str, work: Callable[[Elsewhere], object]) -> None:
        super().__init__("something is to be done first")
        self.key: str = key
        self.work: Callable[[Elsewhere], object] = work


@contextmanager
def putting_off(done: Done) -> Generator[None]:
    """Put work off in this thread.

    Args:
        done: The results of what was put off before, for the same call.
    """
    _thread.done = done
    try:
        yield
    finally:
        _thread.done = None


@contextmanager
def repeatable(ids: Ids, drawn: list[bytes | str], done: Done) -> Generator[None]:
    """Put work off in this thread, in a block that is carried out again then.

    Args:
        ids: Makes the same ids each time: with others, another document would have to be worked on.
        drawn: What was drawn by chance before, for the same call.
        done: The results of what was put off before, for the same call.
    """
    ids.repeat(drawn)
    try:
        with putting_off(done):
            yield
    finally:
        ids.repeat(None)


def until_done(attempt: Callable[[Done], _T], process: Elsewhere) -> _T:
    """Carry something out again and again, until nothing of it is put off; return its result.

    Args:
        attempt: Carries it out, with the results of what was put off before.
        process: Does what was put off, while this thread waits.
    """
    done: Done = {}
    while True:
        try:
            return attempt(done)
        except PutOff as put_off:
            done[put_off.key] = put_off.work(process)


def results() -> Done | None:
    """Return what is done already of the call that this thread answers; None where nothing is put off."""
    return cast("Done | None", getattr(_thread, "done", None))


def beside(function: Callable[Concatenate[bytes, _P], _T], content: bytes, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Call a function that works on a large document, beside the calls of others where there are any.

    Args:
        function: A function of a module whose result depends on what it is given alone.
        content: The document.
        args: What else it is given.
        kwargs: The same, by name. `at` is a moment that makes no other result: what was made at the first try of a call
            serves when it is answered again, later.

    Raises:
        PutOff: It is to be done first.
    """
    done = results()
    if done is None:
        return function(content, *args, **kwargs)
    work = pickle.dumps((function, args, {name: value for name, value in kwargs.items() if name != "at"}))
    key = hashlib.sha256(hashlib.sha256(content).digest() + work).hexdigest()
    if key not in done:
        raise PutOff(key, lambda process: process.call(function, content, *args, **kwargs))
    result = done[key]
    if isinstance(result, Exception):
        raise result
    return cast("_T", result)
