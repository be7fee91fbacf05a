"""Plans that are stopped by Ctrl-C so that they say how far they got."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from esignkit.core.flow import Flow
    from esignkit.runners.client import SyncClient

__all__ = ["Interrupted", "run_until_interrupted"]

T = TypeVar("T")

_LOOK_UP = 0.2
"""Seconds after which Ctrl-C is noticed on Windows, where waiting for a thread cannot be interrupted."""


class Interrupted(Exception):
    """Ctrl-C has ended a plan; the cause is the plan's own error."""


def run_until_interrupted(client: SyncClient, plan: Flow[T]) -> T:
    """Carry a plan out; Ctrl-C ends it with the plan's own error, which says what is known of the call under way.

    Args:
        client: Carries it out; Ctrl-C closes it.
        plan: The plan.

    Returns:
        The result; a plan that was done when Ctrl-C came has one as well.

    Raises:
        Interrupted: It was Ctrl-C; its cause is the plan's own error.
    """
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(client.run, plan)
        try:
            while not future.done():
                wait([future], _LOOK_UP)
        except KeyboardInterrupt:
            client.close()
            try:
                return future.result()
            except Exception as error:
                raise Interrupted from error
        return future.result()
