"""Send one package for each row of a spreadsheet, .xlsx or .csv, with human-readable headings.

    python esignlive_bulk_spreadsheet.py --role tenant --name "Lease 2027" -- TEMPLATE_ID people.xlsx

The first row has the headings; `First name`, `Last name` and `E-mail` must be among them, other columns are sent
as they are. Reading .xlsx needs openpyxl: pip install openpyxl. (An id may begin with a hyphen, hence
the `--` before it.) Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import csv
import sys
from pathlib import Path

from esignkit import ESignLive, OutcomeUnknownError
from esignkit.esignlive import BulkSendFailed


def table(path: Path) -> list[list[str]]:
    """Read the first sheet, headings included, as text; empty rows are skipped."""
    if path.suffix.lower() == ".xlsx":
        from openpyxl import load_workbook

        sheet = load_workbook(path, data_only=True).worksheets[0]  # read_only=True would leave the file open
        cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    else:
        with path.open(newline="", encoding="utf-8-sig") as file:
            cells = list(csv.reader(file))
    return [row for row in cells if any(cell.strip() for cell in row)]


def heading(words: str) -> str:
    """Return the service's name of a column: `First name` is FIRST_NAME, `E-mail` is EMAIL."""
    return words.strip().upper().replace("E-MAIL", "EMAIL").replace(" ", "_")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("template_id")
    parser.add_argument("spreadsheet", type=Path)
    parser.add_argument("--role", required=True, help="the template's role that the people take")
    parser.add_argument("--name", help="name of the packages (the template's own when not given)")
    given = parser.parse_args()
    first, *people = table(given.spreadsheet)
    columns = [given.role, *map(heading, first)]
    rows = [dict(zip(columns, ["", *(cell.strip() for cell in row)], strict=False)) for row in people]
    with ESignLive.from_env() as client:
        try:
            batch = client.packages.bulk_send(given.template_id, rows, name=given.name)
        except (BulkSendFailed, OutcomeUnknownError, ValueError) as error:
            print(error, file=sys.stderr)
            for wrong in error.rows if isinstance(error, BulkSendFailed) else ():
                print(f"row {wrong.row_number}, column {wrong.column_name}: {wrong.message_key}", file=sys.stderr)
            return 1
    print(f"batch {batch}: {len(rows)} packages named {given.name or 'as the template'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
