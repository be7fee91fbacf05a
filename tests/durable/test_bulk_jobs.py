"""How often a plan is taken up again whose worker, or whose cluster, was lost."""

from __future__ import annotations

from esignkit.durable.bulk_tasks import DEATHS, LOSSES, Job
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
