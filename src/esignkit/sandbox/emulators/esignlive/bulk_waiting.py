"""Batches of a bulk send that come after some lists of packages without them, as with a service that takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.json_values import JSONObject, as_int, as_object, as_text

if TYPE_CHECKING:
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

JOB = "bulk_send"
READS = 2
"""How many lists of packages come before those of a batch when the switch `bulk` is `after_reads`."""

_KIND = "bulk_waiting"


def wait(work: UnitOfWork, tenant: str, detail: JSONObject) -> None:
    """Keep a batch until packages have been listed often enough."""
    work.put_record(PROVIDER, _KIND, as_text(detail["batch"]), {"reads": READS, "detail": detail}, tenant)


def count_list(work: UnitOfWork, tenant: str) -> None:
    """Count a list of packages; what has waited for the last one comes before the next call."""
    for waiting in work.records(PROVIDER, _KIND, tenant):
        detail, left = as_object(waiting["detail"]), as_int(waiting["reads"]) - 1
        batch = as_text(detail["batch"])
        if left:
            work.put_record(PROVIDER, _KIND, batch, {**waiting, "reads": left}, tenant)
        else:
            work.delete_record(PROVIDER, _KIND, batch)
            work.schedule(work.now, PROVIDER, tenant, JOB, detail)
