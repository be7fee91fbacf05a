"""How often a plan is taken up again whose worker, or whose cluster, was lost."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import Any

import pytest
from attrs import define

from esignkit.durable import Journal
from esignkit.durable.bulk_dask import DaskExecutor
from esignkit.durable.bulk_rate import RateLimit
from esignkit.durable.bulk_tasks import DEATHS, LOSSES, Job
from esignkit.durable.bulk_terms import Terms
from esignkit.durable.bulk_workers import make_workers
from tests.core.test_exchange_steps import READ

ERROR = ConnectionError("gone")


def test_a_plan_whose_workers_die_is_given_up_soon():
    job = Job("lease-1", READ)
    pauses = [job.died(ERROR, lost=False) for _ in range(DEATHS)]
    assert pauses == [0.0] * (DEATHS - 1) + [None]
    assert job.last is not None
    assert job.last.error is ERROR


def test_a_plan_that_is_lost_with_its_cluster_is_not_to_blame():
    job = Job("lease-1", READ)
    pauses = [job.died(ERROR, lost=True) for _ in range(LOSSES)]
    assert pauses[-1] is None
    waits = [pause for pause in pauses if pause is not None]
    assert len(waits) == LOSSES - 1 > DEATHS
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[-1] == 1.0
    assert job.died(ERROR, lost=False) == 0.0  # the two are counted apart


@define
class Task:
    """A future of Dask, as it is when it has ended."""

    status: str
    error: BaseException

    def add_done_callback(self, function: Any) -> None:
        function(self)

    def result(self, timeout: float) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("status", "error", "is_lost"),
    [
        ("cancelled", CancelledError(), True),
        ("cancelled", UnboundLocalError("cannot access local variable 'result'"), True),
        ("finished", UnboundLocalError("cannot access local variable 'result'"), True),
        ("lost", RuntimeError("IOLoop is closed"), True),
        ("pending", TimeoutError("timed out after 60 s."), True),
        ("error", ZeroDivisionError("the call's own"), False),
        ("error", UnboundLocalError("the call's own"), False),
    ],
)
def test_what_dask_raises_for_a_result_that_is_gone_is_a_loss(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, status: str, error: BaseException, is_lost: bool
) -> None:
    """When a client is closed while its callbacks wait, Dask may raise an error of its own inside."""

    class Client:
        def __init__(self, *arguments: object, **more: object) -> None:
            del arguments, more

        def submit(self, *arguments: object, **more: object) -> Task:
            return Task(status, error)

        def close(self, **more: object) -> None:
            pass

    pytest.importorskip("distributed", reason="distributed, of the extra `dask`, is not installed")
    monkeypatch.setattr("distributed.Client", Client)
    address = "tcp://127.0.0.1:1"
    raised = DaskExecutor(address).submit(print).exception(0)
    assert raised is not None
    with Journal(tmp_path / "runs.sqlite") as journal:
        workers = make_workers(address, None, print, 1, RateLimit(), Terms(journal, accept_orphans=False))
        assert workers.lost(raised) is is_lost
        workers.close(wait=True)
    assert raised is error or raised.__cause__ is error
