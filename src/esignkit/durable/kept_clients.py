"""The clients that a worker process keeps from one plan of a bulk run to the next."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define

from esignkit.core.logs import logger
from esignkit.core.value_objects import Shown
from esignkit.durable.bulk_rate import RateLimit
from esignkit.durable.clients import client_of, close_client

if TYPE_CHECKING:
    from collections.abc import Generator

    from esignkit.durable.bulk_terms import Remote, Terms
    from esignkit.durable.clients import TakesPlans
    from esignkit.runners.client import SyncClient

__all__ = ["MOST_KEPT", "KeptClient", "KeptClients"]

_logger = logger.getChild("durable")

MOST_KEPT = 8
"""Of how many bulk runs a process keeps the client: a worker that lives for weeks carries out plans of many."""


@define(eq=False, repr=False)
class KeptClient(Shown):
    """The client of one bulk run, in this process."""

    made: TakesPlans
    client: SyncClient
    terms: Terms
    limit: RateLimit
    users: int = 0
    """How many plans are being carried out with it."""


class KeptClients:
    """Makes the client of each bulk run once.

    Those of the runs that were carried out last are kept. Another one is closed as soon as no plan is carried out with
    it; a plan of its run that comes later has it made again.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[tuple[int, str], KeptClient] = {}
        self._lock = threading.Lock()

    @contextmanager
    def use(self, remote: Remote) -> Generator[KeptClient]:
        """Carry out a plan with the client of its bulk run.

        Args:
            remote: What all plans of the run need.
        """
        key = os.getpid(), remote.token  # a process that is forked off makes its own
        with self._lock:
            one = self._kept.pop(key, None) or _make(remote)
            self._kept[key] = one  # behind all that were used before
            one.users += 1
        try:
            yield one
        finally:
            with self._lock:
                one.users -= 1
                left = self._take_surplus()
            for unused in left:
                try:
                    close_client(unused.made)
                except Exception:  # the plan was carried out, and its result is what counts
                    _logger.exception("the client of another bulk run was not closed")

    def _take_surplus(self) -> list[KeptClient]:
        """Take out what is not kept; what came with a fork is not ours to close."""
        own = [key for key in self._kept if key[0] == os.getpid()]
        surplus = own[: max(0, len(own) - self._most)]
        return [self._kept.pop(key) for key in surplus if not self._kept[key].users]


def _make(remote: Remote) -> KeptClient:
    limit, made = RateLimit(), remote.connect()
    return KeptClient(made, client_of(made, limit), remote.terms, limit)
