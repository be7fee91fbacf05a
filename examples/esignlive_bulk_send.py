"""Send one package for each row of a CSV file, from a template that can be sent in bulk.

    python esignlive_bulk_send.py TEMPLATE_ID people.csv --name "Lease 2027"

The first line of the CSV holds a placeholder role's name, then the columns of that role:

    tenant,FIRST_NAME,LAST_NAME,EMAIL
    ,Ada,Byron,ada@example.com

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import sys
from pathlib import Path

from esignkit import ESignLive, OutcomeUnknownError
from esignkit.esignlive import BulkSendFailed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("template_id")
    parser.add_argument("csv", type=Path)
    parser.add_argument("--name", help="name of the packages (the template's own when not given)")
    given = parser.parse_args()
    with ESignLive.from_env() as client:
        template = client.packages.get(given.template_id)
        print(f"template {template.name!r}")
        try:
            batch = client.packages.bulk_send(given.template_id, given.csv, name=given.name)
        except BulkSendFailed as refused:
            for row in refused.rows:
                print(f"row {row.row_number}, column {row.column_name}: {row.message_key}", file=sys.stderr)
            print("nothing was sent; mend the file and try again", file=sys.stderr)
            return 1
        except OutcomeUnknownError as error:
            print(f"the batch may be on its way: {error}", file=sys.stderr)
            return 1
    print(f"batch {batch} was accepted; the service sends it some time later")
    return 0


if __name__ == "__main__":
    sys.exit(main())
