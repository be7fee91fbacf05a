"""Send one package for each row of a CSV file; rows that the service refuses are skipped.

    python esignlive_bulk_send.py --name "Lease 2027" --refused refused.csv -- TEMPLATE_ID people.csv

An id may begin with a hyphen, hence the `--` before it. The CSV names a role, then its columns, role after role:

    tenant,FIRST_NAME,LAST_NAME,EMAIL
    ,Ada,Byron,ada@example.com

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

from esignkit import ESignLive, OutcomeUnknownError
from esignkit.esignlive import BulkSendFailed


def written(rows: list[list[str]]) -> bytes:
    csv.writer(file := io.StringIO(newline="")).writerows(rows)
    return file.getvalue().encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("template_id")
    parser.add_argument("csv", type=Path)
    parser.add_argument("--name", help="name of the packages (the template's own when not given)")
    parser.add_argument("--refused", type=Path, help="put refused rows here and send the others")
    given = parser.parse_args()
    with given.csv.open(newline="", encoding="utf-8-sig") as file:
        header, *rows = [row for row in csv.reader(file) if row] or [[]]  # no mappings: two roles' columns share names
    refused, batch = list[list[str]](), None
    with ESignLive.from_env() as client:
        while rows and batch is None:
            try:
                batch = client.packages.bulk_send(given.template_id, written([header, *rows]), name=given.name)
            except BulkSendFailed as failed:  # nothing was created; the service names at most 20 rows at a time
                print(failed.rows, file=sys.stderr)
                wrong = {row.row_number for row in failed.rows}  # counted from 1, which is the header
                if given.refused is None or not wrong & set(range(2, len(rows) + 2)):
                    print("nothing was sent; mend the file and try again", file=sys.stderr)
                    return 1
                refused += [row for n, row in enumerate(rows, 2) if n in wrong]
                rows = [row for n, row in enumerate(rows, 2) if n not in wrong]
            except OutcomeUnknownError as error:
                print(f"the batch may be on its way: {error}", file=sys.stderr)
                return 1
    if refused and given.refused is not None:
        given.refused.write_bytes(written([header, *refused]))
    print(f"batch {batch} of {len(rows)} was accepted; {len(refused)} refused" if batch else "no row is left to send")
    return 0 if batch else 1


if __name__ == "__main__":
    sys.exit(main())
