"""What a bulk run has yet to do: plans from the caller, and those that are taken up again later."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, cast

from esignkit.durable.bulk_report import BulkResult, BulkState
from esignkit.durable.bulk_tasks import Job
from esignkit.durable.keys import check_key
from esignkit.errors import ConfigurationError

if TYPE_CHECKING:
    from esignkit.core.flow import Flow

__all__ = ["Keys", "Todo", "pairs_of", "total_of"]


def total_of(plans: object) -> int | None:
    """Return how many plans there are, where that is known."""
    return len(plans) if isinstance(plans, Sized) else None


def pairs_of(plans: Iterable[object]) -> Iterator[object]:
    """Return the pairs of a mapping, or those of an iterator."""
    return iter(cast("Mapping[object, object]", plans).items() if isinstance(plans, Mapping) else plans)


class Keys:
    """The keys that were seen, for which each plan is checked."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def job(self, pair: object) -> Job | BulkResult[Any]:
        """Return what is to be done for a pair of the caller's; a result, when its key came before or is no key.

        Raises:
            ConfigurationError: It is no pair of a key and a plan.
        """
        kind = type(pair).__name__
        parts: tuple[object, ...] = cast("tuple[object, ...]", pair) if isinstance(pair, tuple) else ()
        key, plan = parts if len(parts) == 2 else (None, None)
        if len(parts) != 2:
            msg = f"plans gave a {kind}; give pairs of a key and a plan, such as ('lease-17', plan)"
            raise ConfigurationError(msg)
        try:
            key = check_key(key)
        except ConfigurationError as error:
            return BulkResult(key=str(key), state=BulkState.REFUSED, error=error)
        if key in self._seen:
            msg = f"the key {key!r} came twice; each plan has one of its own. The second plan was not carried out"
            return BulkResult(key=key, state=BulkState.REFUSED, error=ConfigurationError(msg))
        self._seen.add(key)
        return Job(key, cast("Flow[Any]", plan))


class Todo:
    """Plans from the caller's iterator, and those that were put aside until their time has come."""

    def __init__(self, plans: Iterable[object]) -> None:
        self.total: int | None = total_of(plans)
        self._plans = pairs_of(plans)
        self._keys = Keys()
        self._aside: list[tuple[float, int, Job]] = []
        self._numbers = itertools.count()

    def put_aside(self, job: Job, due: float) -> None:
        """Take a plan up again at a time of the monotonic clock."""
        heapq.heappush(self._aside, (due, next(self._numbers), job))

    def aside(self) -> list[Job]:
        """Return the plans that are put aside."""
        return [job for _, _, job in self._aside]

    def due(self) -> float | None:
        """Return when the next of them is due; None when there is none."""
        return self._aside[0][0] if self._aside else None

    def next(self, now: float, most_aside: int) -> Job | BulkResult[Any] | None:
        """Return what to do next: a plan that is due, or a new one; None when there is none now.

        Args:
            now: The time on the monotonic clock.
            most_aside: How many plans may be put aside before new ones have to wait.

        Raises:
            Exception: The caller's iterator failed, or gave no pair.
        """
        if self._aside and self._aside[0][0] <= now:
            return heapq.heappop(self._aside)[2]
        if len(self._aside) >= most_aside:
            return None
        for pair in self._plans:
            return self._keys.job(pair)
        return None
