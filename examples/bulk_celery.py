"""Send agreements from Celery tasks: each once, however often Celery hands a task out.

    ESIGNKIT_SERVICE=esignlive celery --app bulk_celery worker          # carries them out; start as many as you like
    ESIGNKIT_SERVICE=esignlive python bulk_celery.py people.csv lease.pdf

`people.csv` has the columns key, name and email. Set the service's own variables too. The broker is a folder here,
which loses the task of a worker that dies: put the same file in once more, and those that were sent are not sent again.
Workers on several machines share a PostgreSQL journal and a broker that is a server.
"""

# pyright: basic
# Celery has no types.

import csv
import os
import sys
from pathlib import Path

from celery import Celery, Task

from esignkit import ESignError
from esignkit.agreements import Agreement, Agreements, Document, Party
from esignkit.durable import Journal, from_json, to_json

app = Celery("leases", broker=os.environ.get("BROKER", "filesystem://"))
app.conf.update(
    broker_transport_options={f"data_folder_{way}": "queue" for way in ("in", "out")} | {"control_folder": "queue"},
    task_acks_late=True,  # a worker that dies gives its task back; the journal sees to it that nothing is sent twice
    task_reject_on_worker_lost=True,
)
journal = Journal(os.environ.get("JOURNAL", "runs.sqlite"))


@app.task(bind=True, name="leases.send", max_retries=5)
def send(self: Task, key: str, plan: str) -> None:
    with Agreements.from_env() as sign:
        try:
            sign.client.run(from_json(plan), journal=journal, key=key)
        except ESignError as error:  # it goes on where it stopped, and asks what became of a lost call
            raise self.retry(exc=error, countdown=error.retry_after or 1.0) from error


def main(people: str, pdf: str) -> None:
    Path("queue").mkdir(exist_ok=True, mode=0o700)  # names and addresses go through it
    with Agreements.from_env() as sign, Path(people).open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            lease = Agreement(
                title="Lease",
                documents=[Document(pdf)],
                parties=[Party(row["name"], row["email"])],
                reference=row["key"],
            )
            app.send_task("leases.send", [row["key"], to_json(sign.plan.send(lease))])


if __name__ == "__main__":
    main(*sys.argv[1:])
