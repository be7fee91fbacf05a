"""Queue calls in a folder and run them later, from another process: plans are values.

    python plans_in_a_queue.py put -- PACKAGE_ID PACKAGE_ID      # plan to send these packages
    python plans_in_a_queue.py work                              # send them

An id may begin with a hyphen, hence the `--` before it. Plans are pickled: keep the folder where only you can
write. Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import pickle
import sys
from pathlib import Path

from esignkit import ESignError, ESignLive


def put(client: ESignLive, folder: Path, package_ids: list[str]) -> int:
    taken = len(list(folder.iterdir()))
    for number, package_id in enumerate(package_ids, taken + 1):
        plan = client.packages.plan.send(package_id)
        (folder / f"{number:06}.plan").write_bytes(pickle.dumps(plan))
        print(f"planned {plan}")
    return 0


def work(client: ESignLive, folder: Path) -> int:
    failed = 0
    for file in sorted(folder.glob("*.plan")):
        plan = pickle.loads(file.read_bytes())
        # Remove it from the queue first: if the worker dies here, the call must be looked up, but is never made twice.
        running = file.rename(file.with_suffix(".running"))
        try:
            client.run(plan)
        except ESignError as error:
            running.rename(file.with_suffix(".look-it-up" if error.maybe_applied else ".failed"))
            print(error, file=sys.stderr)
            failed += 1
        else:
            running.rename(file.with_suffix(".done"))
            print(f"did {plan}")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["put", "work"])
    parser.add_argument("package_id", nargs="*")
    parser.add_argument("--folder", type=Path, default=Path("queue"))
    given = parser.parse_args()
    given.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ESignLive.from_env() as client:
        if given.command == "work":
            return work(client, given.folder)
        return put(client, given.folder, given.package_id)


if __name__ == "__main__":
    sys.exit(main())
