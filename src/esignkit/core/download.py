"""Downloads: one call, whose content is read as bytes, saved to a file, or streamed in chunks."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from esignkit.core.flow import Flow, Saved
from esignkit.core.operation import Into, Open, Operation
from esignkit.core.response_readers import Contents, contents, saved
from esignkit.core.storable_plan import Storable
from esignkit.core.value_objects import Value, evolve, frozen
from esignkit.types import FileTarget, Progress

__all__ = ["AsyncDownload", "Download", "DownloadPlan"]

T = TypeVar("T")


if TYPE_CHECKING:

    class _Runs(Protocol):
        def run(self, flow: Flow[T], /) -> T: ...
        def stream(self, operation: Operation[Any], /) -> AbstractContextManager[Iterator[bytes]]: ...

    class _RunsAsync(Protocol):
        async def run(self, flow: Flow[T], /) -> T: ...
        def stream(self, operation: Operation[Any], /) -> AbstractAsyncContextManager[AsyncIterator[bytes]]: ...


def refuse_content(download: Any, *_: object) -> NoReturn:
    """Refuse to be used as the content itself.

    Raises:
        TypeError: Always.
    """
    name = repr(download).partition(":")[0].strip("<")
    msg = f"{name} is not the content itself: call .bytes(), .save(path) or .stream() on it"
    raise TypeError(msg)


class _NotContent:
    """Refuses the operations of bytes and files, for a download is not its content."""

    __slots__ = ()
    if TYPE_CHECKING:
        _call: Operation[bytes]
    else:  # type checkers refuse these by themselves

        def __bool__(self) -> bool:  # `__len__` would be asked
            return True

        __len__ = __getitem__ = __iter__ = __contains__ = __bytes__ = refuse_content
        __buffer__ = refuse_content  # writing it to a file, from Python 3.12 on; earlier versions raise their own error
        __enter__ = __exit__ = refuse_content

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._call.name}: {self._call.shown()}, not fetched>"

    def _repr_html_(self) -> str:
        from esignkit.display import download_html

        return download_html(type(self).__name__, self._call.name)


class Download(_NotContent):
    """A file at the service, not fetched yet.

    Its methods download it:

    - `download.bytes()` returns bytes: up to 64 MiB, for small files.
    - `download.save(path)` writes it to a file, atomically: for most cases.
    - `with download.stream() as chunks:` returns it in chunks: for streaming.

    Each of them makes a new call. If the type of file is known, the first two check for a complete PDF or zip
    archive; all three check the length that the service announced. Besides the errors of the call they raise
    `DecodeError` if the content is incomplete, and `StreamError` if a stream breaks off.

    On an async client it is an `AsyncDownload`: `await download.bytes()`, `await download.save(path)`,
    `async with download.stream() as chunks:`. The method that gives it is called without `await`.
    On `.plan` it is a `DownloadPlan`: a value that can be pickled, and makes the calls to run.
    """

    def __init__(self, runner: _Runs, call: Operation[bytes]) -> None:
        self._runner = runner
        self._call = call

    def bytes(self) -> builtins.bytes:
        """Fetch the content.

        Returns:
            The content, at most 64 MiB.

        Raises:
            DecodeError: The content is incomplete.
            ESignError: The call failed.
        """
        return self._runner.run(DownloadPlan(self._call).bytes())

    def save(self, target: FileTarget, *, overwrite: bool = True, progress: Progress | None = None) -> Saved:
        """Fetch the content into a file.

        Args:
            target: A path, which is written atomically, or a file opened for binary writing.
            overwrite: Replace an existing file.
            progress: Called with the bytes received and, if known, the total.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false; nothing was sent.
            OSError: The path cannot be written to.
            DecodeError: The content is incomplete.
            ESignError: The call failed.
        """
        return self._runner.run(DownloadPlan(self._call).save(target, overwrite=overwrite, progress=progress))

    def stream(self) -> AbstractContextManager[Iterator[builtins.bytes]]:
        """Fetch the content in chunks; leaving the `with` block early frees the connection.

        Returns:
            A context manager that makes the call and gives an iterator of chunks.

        Raises:
            StreamError: The download broke off.
            ESignError: The call failed.
        """
        return self._runner.stream(DownloadPlan(self._call).stream())


class AsyncDownload(_NotContent):
    """The same on an async client: `bytes` and `save` are awaited, `stream` takes `async with`."""

    if not TYPE_CHECKING:
        __await__ = __aiter__ = __aenter__ = __aexit__ = refuse_content

    def __init__(self, runner: _RunsAsync, call: Operation[bytes]) -> None:
        self._runner = runner
        self._call = call

    async def bytes(self) -> builtins.bytes:
        """Fetch the content; see `Download.bytes`."""
        return await self._runner.run(DownloadPlan(self._call).bytes())

    async def save(self, target: FileTarget, *, overwrite: bool = True, progress: Progress | None = None) -> Saved:
        """Fetch the content into a file; see `Download.save`.

        Args:
            target: A path, which is written atomically, or a file opened for binary writing.
            overwrite: Replace an existing file.
            progress: Called with the bytes received and, if known, the total.
        """
        return await self._runner.run(DownloadPlan(self._call).save(target, overwrite=overwrite, progress=progress))

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[builtins.bytes]]:
        """Fetch the content in chunks, inside an `async with` block; see `Download.stream`."""
        return self._runner.stream(DownloadPlan(self._call).stream())


@frozen(eq=False, repr=False)
class DownloadPlan(_NotContent, Storable, Value):
    """A download as a plan. Each method returns the call to run, as in `client.run(plan.save("lease.pdf"))`."""

    _call: Operation[bytes]

    def bytes(self) -> Operation[builtins.bytes]:
        """Return the call that fetches the content; see `Download.bytes`."""
        return self._call

    def save(self, target: FileTarget, *, overwrite: bool = True, progress: Progress | None = None) -> Operation[Saved]:
        """Return the call that fetches the content into a file; see `Download.save`.

        Args:
            target: A path, which is written atomically, or a file opened for binary writing.
            overwrite: Replace an existing file.
            progress: Called with the bytes received and, if known, the total.
        """
        call: Operation[Any] = self._call  # its reader is replaced
        expect = call.returns.expect if isinstance(call.returns, Contents) else None
        return evolve(call, returns=saved, sink=Into(target, progress, expect, overwrite))

    def stream(self) -> Operation[builtins.bytes]:
        """Return the call that opens a stream, for inspection; `client.run` reads it to its end and returns bytes."""
        return evolve(self._call, returns=contents, sink=Open())
