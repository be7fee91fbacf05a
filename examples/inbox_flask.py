"""A Flask application that receives the events of any of the three services, and notes each signed agreement once.

    ESIGNKIT_SERVICE=esignlive ESIGNLIVE_CALLBACK_KEY=… flask --app inbox_flask run    # receives events
    ESIGNKIT_SERVICE=esignlive ESIGNLIVE_CALLBACK_KEY=… python inbox_flask.py          # hands them over

Set the service's own variables too, and register `https://…/webhooks/esignlive` with it (or `/ignisign`,
`/constellation1`). The worker may be started several times, and stopped at any moment.
"""

import sqlite3
from contextlib import closing

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from esignkit.agreements import Agreements, Event, EventKind, Status
from esignkit.inbox import Inbox

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


with closing(database()) as setup:
    setup.executescript(TABLES)
inbox = Inbox("inbox.sqlite3", agreements=[Agreements.from_env()], handler=handle)
app = Flask(__name__)
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/webhooks": inbox.wsgi})  # type: ignore[method-assign]  # as Flask says


@app.get("/signed")
def signed() -> list[str]:
    with closing(database()) as db:
        return [agreement for (agreement,) in db.execute("SELECT agreement FROM signed")]


if __name__ == "__main__":
    inbox.run_worker(sweep_interval=3600)
