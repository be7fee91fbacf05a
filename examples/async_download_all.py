"""Download all completed eSignLive packages as zip archives, concurrently; existing files are skipped.

    python async_download_all.py --out archive --at-once 10

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from esignkit import AsyncESignLive, ESignError
from esignkit.esignlive import Package, PackageStatus


async def fetch(client: AsyncESignLive, package: Package, folder: Path, gate: asyncio.Semaphore) -> bool:
    target = folder / f"{package.id}.zip"
    if target.exists():
        return True
    async with gate:
        try:
            # Files are written atomically, so an existing one is complete.
            saved = await client.packages.download_zip(package.id).save(target)
        except ESignError as error:
            print(f"{package.id}: {error}", file=sys.stderr)
            return False
    print(f"{saved.path}: {package.name!r}, {saved.size} bytes")
    return True


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("archive"), help="folder for the archives")
    parser.add_argument("--at-once", type=int, default=10, help="downloads at a time")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    gate = asyncio.Semaphore(given.at_once)
    async with AsyncESignLive.from_env() as client, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(fetch(client, package, given.out, gate))
            async for package in client.packages.list(query=PackageStatus.COMPLETED, page_size=100)
        ]
    done = sum(task.result() for task in tasks)
    print(f"{done} of {len(tasks)} packages are in {given.out}")
    return 0 if done == len(tasks) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
