"""The program that the trials kill: it carries all plans out in bulk, and says how they ended.

python -m tests.durable.trial_program SERVICE JOURNAL COUNT PDF PROFILE SETTINGS

SETTINGS is JSON: `how` (threads, processes, async, `tcp://…` or `client of tcp://…` for Dask), `lease`, `settle`, `workers`
and `accept_orphans`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from esignkit import AsyncConstellation1, AsyncESignLive, AsyncIgnisign, RetryPolicy
from esignkit.durable import BulkReport, Journal, abulk, bulk
from tests.durable.trial_plans import connecting, plans_of

ASYNC = {"esignlive": AsyncESignLive, "ignisign": AsyncIgnisign, "constellation1": AsyncConstellation1}


async def awaiting(service: str, plans: Any, **more: Any) -> BulkReport:
    async with ASYNC[service].from_env(retry=RetryPolicy(base_delay=0.001), timeout=10.0) as client:
        return await abulk(plans, client=client, **more).report()


def main() -> None:
    service, address, count, pdf, profile, text = sys.argv[1:]
    settings = json.loads(text)
    how = settings["how"]
    journal = Journal(address, lease=settings["lease"], settle=settings["settle"])
    plans = plans_of(service, int(count), Path(pdf), profile)
    more = {"journal": journal, "workers": settings["workers"], "accept_orphans": settings["accept_orphans"]}
    with ExitStack() as stack:
        if how.startswith("client of tcp:"):
            cluster = stack.enter_context(import_module("distributed").Client(how.split()[-1], timeout=60))
            more["executor"] = cluster.get_executor()
        elif how not in ("threads", "async"):
            more["executor"] = how
        print("ready", flush=True)
        if how == "async":
            report = asyncio.run(awaiting(service, plans, **more))
        else:
            report = bulk(plans, connect=connecting(service), **more).report()
    print(json.dumps([row for row in report.to_rows() if row["state"] != "done"]), flush=True)


if __name__ == "__main__":
    main()
