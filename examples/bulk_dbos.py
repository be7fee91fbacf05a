"""Send agreements from DBOS workflows: each once, however often a workflow is taken up again.

    ESIGNKIT_SERVICE=esignlive python bulk_dbos.py people.csv lease.pdf

`people.csv` has the columns key, name and email. Set the service's own variables too. Start it again after a crash:
DBOS takes up the workflows that had not ended, and the journal sees to it that none of their calls is sent a second
time. On several machines, both databases are PostgreSQL's.
"""

import csv
import os
import sys
from pathlib import Path

from dbos import DBOS, SetWorkflowID, WorkflowHandle

from esignkit import ESignError
from esignkit.agreements import Agreement, Agreements, Document, Party
from esignkit.durable import Journal, from_json, to_json

journal = Journal(os.environ.get("JOURNAL", "runs.sqlite"))


@DBOS.step(retries_allowed=True, max_attempts=5)
def carry_out(key: str, plan: str) -> None:
    """Another attempt goes on where this one stopped, and asks what became of a lost call."""
    with Agreements.from_env() as sign:
        sign.client.run(from_json(plan), journal=journal, key=key)


@DBOS.workflow()
def send(key: str, plan: str) -> str:
    try:
        carry_out(key, plan)
    except ESignError as error:
        return f"{key}: {error}"
    return ""


def main(people: str, pdf: str) -> int:
    DBOS(config={"name": "leases", "system_database_url": os.environ.get("DATABASE", "sqlite:///leases.sqlite")})
    DBOS.launch()
    workflows = list[WorkflowHandle[str]]()
    with Agreements.from_env() as sign, Path(people).open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            parties = [Party(row["name"], row["email"])]
            lease = Agreement(title="Lease", documents=[Document(pdf)], parties=parties, reference=row["key"])
            with SetWorkflowID(row["key"]):
                workflows.append(DBOS.start_workflow(send, row["key"], to_json(sign.plan.send(lease))))
    failed = [said for workflow in workflows if (said := workflow.get_result())]
    print(*failed, f"{len(workflows) - len(failed)} sent", sep="\n")
    DBOS.destroy()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
