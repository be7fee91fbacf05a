"""Clients and sandboxes that show what they are made of, for tests that must look inside.

Nothing else in the tests touches a private attribute of esignkit: `test_private_attributes.py` sees to it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esignkit.durable import Journal
    from esignkit.durable.claims import Claims
    from esignkit.sandbox import Sandbox


class Inside:
    """Mixed into a client's class: its connections, what carries flows out over them, and what every call is told."""

    @property
    def connections(self) -> Any:
        return self._connections

    @property
    def runner(self) -> Any:
        return self._runner

    @property
    def context(self) -> Any:
        return self._context


@functools.cache
def inside(client: type) -> Any:
    """Return a client's class that shows what a client is made of."""
    return type(client.__name__, (Inside, client), {})


@functools.cache
def _inside_sandbox() -> Any:
    from esignkit.sandbox import Sandbox

    class InsideSandbox(Sandbox):
        @property
        def app(self) -> Any:
            return self._running

        @property
        def server(self) -> Any:
            return self._server

        def work(self, work: Callable[[Any], Any]) -> Any:
            return self._do(work)

    return InsideSandbox


def inside_sandbox(**arguments: Any) -> Any:
    """Make a sandbox whose application, server and store a test may reach: `sandbox.work(…)` is one unit of work."""
    made: Sandbox = _inside_sandbox()(**arguments)
    return made


def claims_of(journal: Journal) -> Claims:
    """What the one who carries a run out does with a journal."""
    return journal._claims


def watch_writes(
    journal: Journal, *, before: Callable[[Any], object] | None = None, after: Callable[[Any], object] | None = None
) -> None:
    """Call functions with the steps that are written, before and after they are."""
    claims = claims_of(journal)
    write = claims.write

    def watched(run: Any, steps: Any, *arguments: Any, **more: Any) -> None:
        if before is not None:
            before(steps)
        write(run, steps, *arguments, **more)
        if after is not None:
            after(steps)

    claims.write = watched
