"""A FastAPI application that receives the events of any of the three services, and notes each signed agreement once.

Start it in the folder of inbox_fastapi.py:

    ESIGNKIT_SERVICE=esignlive ESIGNLIVE_CALLBACK_KEY=… uvicorn inbox_fastapi:app

Set the service's own variables too, and register `https://…/webhooks/esignlive` with it (or `/ignisign`,
`/constellation1`). Events are stored before they are answered, and handled by a worker in the same process.
"""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from functools import partial

import anyio
from fastapi import FastAPI

from esignkit.agreements import AsyncAgreements, Event, EventKind, Status
from esignkit.inbox import AsyncInbox

TABLES = "CREATE TABLE IF NOT EXISTS handled (key PRIMARY KEY); CREATE TABLE IF NOT EXISTS signed (agreement)"


def database() -> sqlite3.Connection:
    return sqlite3.connect("leases.sqlite3")


def handle(event: Event) -> None:
    """Do the work and record the key in one transaction: an event that comes again changes nothing."""
    state = event.state.status if event.state is not None else None
    if event.kind is not EventKind.COMPLETED or not (event.verified or state is Status.COMPLETED):
        return  # its key is not recorded: where nothing confirms it, the true event may have the same one
    with closing(database()) as db, db:
        if db.execute("INSERT INTO handled VALUES (?) ON CONFLICT DO NOTHING", [event.key]).rowcount:
            db.execute("INSERT INTO signed VALUES (?)", [event.agreement_id])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    with closing(database()) as db:
        db.executescript(TABLES)
    async with AsyncAgreements.from_env() as sign, anyio.create_task_group() as tasks:
        inbox = AsyncInbox("inbox.sqlite3", agreements=[sign], handler=handle)
        app.mount("/webhooks", inbox.asgi)
        tasks.start_soon(partial(inbox.run_worker, sweep_interval=3600))
        yield
        tasks.cancel_scope.cancel()


app = FastAPI(lifespan=lifespan)


@app.get("/signed")
def signed() -> list[str]:
    with closing(database()) as db:
        return [agreement for (agreement,) in db.execute("SELECT agreement FROM signed")]
