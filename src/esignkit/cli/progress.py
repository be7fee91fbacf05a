"""Progress on a terminal: what is sent, fetched and waited for. Elsewhere nothing is shown."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from attrs import field, mutable

from esignkit.cli.output import clean, is_terminal
from esignkit.core.operation import Multipart, Operation
from esignkit.core.watching import Watcher
from esignkit.types import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

__all__ = ["ProgressBar"]


@mutable
class ProgressBar(Watcher):
    """A watcher that draws one bar on standard error while it is entered, where that is a terminal."""

    title: str = field(kw_only=True)
    """What is going on, such as `Sending`."""
    _bar: Bar | None = field(default=None, init=False)
    _task: TaskID | None = field(default=None, init=False)
    _received: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        if is_terminal(sys.stderr):
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as RichProgress

            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[detail]}", markup=False),
                TimeElapsedColumn(),
            )
            self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self._begin()
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None

    def _begin(self) -> None:
        """Begin a bar anew, without an end that is known."""
        if self._bar is not None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(self.title, total=None, detail="")

    def show(self, detail: str, done: float | None = None, total: float | None = None) -> None:
        """Draw where it stands.

        Args:
            detail: What is going on now.
            done: How much of it is done; the bar stays as it is when not given.
            total: How much there is in all; the same.
        """
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, detail=clean(detail), completed=done, total=total)

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        """Note a call, and show its name."""
        self.show(operation.name)
        return super().call_begins(operation)

    def call_ends(self, operation: Operation[Any], result: object) -> None:
        """Note that a call was answered, and show how much was fetched."""
        super().call_ends(operation, result)
        if isinstance(operation.body, Multipart):
            self._begin()
        if isinstance(result, bytes):
            self._received += len(result)
            self.show(f"{self._received:,} bytes")

    def part_ends(self, result: object) -> None:
        """Show how many have signed."""
        from esignkit.agreements import State

        if isinstance(result, State):
            done = sum(party.status.value == "done" for party in result.parties)
            self.show(f"{result.status.value}, {done} of {len(result.parties)} done", done, len(result.parties) or None)

    def upload_progress(self, operation: Operation[Any]) -> Progress | None:
        """Return what shows the bytes that are sent."""
        return None if self._bar is None else self._sent

    def _sent(self, done: int, total: int | None) -> None:
        self.show(f"{done:,} bytes sent", done, total)
        if done == total and self._bar is not None:
            self._bar.refresh()  # a small file is sent between two frames
