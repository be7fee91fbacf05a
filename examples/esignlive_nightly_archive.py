"""Archive all completed packages: run it every night, and again after a failure.

    python esignlive_nightly_archive.py --out archive --since 2026-03-01

Each package gets a folder, archive/2026-03-14/PACKAGE_ID, with its documents, attachments and evidence summary. A
folder is written atomically: existing ones are skipped, and incomplete ones are downloaded again. Without --since it
covers the last three days, so one missed night does no harm.

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from esignkit import ESignError, ESignLive
from esignkit.esignlive import Package, PackageStatus


def keep(client: ESignLive, package: Package, out: Path) -> bool:
    """Download one package into its folder; return whether there was anything to do."""
    completed = package.completed or package.updated
    folder = out / f"{completed:%Y-%m-%d}" / package.id
    if folder.exists():
        return False
    unfinished = folder.with_name(f"{folder.name}.part")
    saved = client.packages.download_all(package.id, unfinished)
    unfinished.rename(folder)
    print(f"{folder}: {package.name!r}, {len(saved)} files, {sum(one.size for one in saved)} bytes")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("archive"), help="folder of the archive")
    parser.add_argument("--since", type=date.fromisoformat, help="day to begin with, as 2026-03-01")
    given = parser.parse_args()
    since = given.since or datetime.now(UTC).date() - timedelta(days=3)
    kept = there = failed = 0
    with ESignLive.from_env() as client:
        for package in client.packages.list(query=PackageStatus.COMPLETED, last_updated_start_date=since):
            try:
                if keep(client, package, given.out):
                    kept += 1
                else:
                    there += 1
            except (ESignError, OSError) as error:  # continue with the others
                failed += 1
                print(f"{package.id}: {error}", file=sys.stderr)
    print(f"{kept} kept, {there} were there already, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
