"""Send a lease with fields to two signers, one after the other, wait for both, and save everything in a folder.

    python esignlive_lease.py lease.pdf ada@example.com bob@example.com --out lease

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import sys
from pathlib import Path

from esignkit import DeadlineExceededError, ESignLive, OutcomeUnknownError
from esignkit.esignlive import Package, PackageEndedError, build


def lease(tenant: str, owner: str) -> Package:
    pet, name = build.checkbox(build.at(0, 60, 480, 20, 20), id="pet"), build.text(build.at(0, 90, 480), id="pet_name")
    first = build.signature(
        "tenant",
        build.at(0, 60, 600),
        fields=[pet, build.enabled_when(name, "pet", document="lease"), build.signing_date(build.at(0, 60, 660))],
    )
    return Package(
        name="Lease",
        autocomplete=True,
        roles=[
            build.role("tenant", build.person("Ada", "Byron", tenant), index=1),
            build.role("owner", build.person("Bob", "Byron", owner), index=2),
        ],
        documents=[build.document("Lease", first, build.signature("owner", build.at(0, 320, 600)), id="lease")],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("tenant", help="address of the one who signs first")
    parser.add_argument("owner", help="address of the one who signs second")
    parser.add_argument("--out", type=Path, default=Path("lease"), help="folder for the results")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait")
    parser.add_argument("--interval", type=float, default=30.0, help="seconds between the first two looks")
    given = parser.parse_args()
    with ESignLive.from_env() as client:
        try:
            package_id = client.packages.create(lease(given.tenant, given.owner), files=[given.pdf])
            client.packages.send(package_id)
            client.packages.wait_until_complete(package_id, timeout=given.timeout, interval=given.interval)
        except (OutcomeUnknownError, PackageEndedError, DeadlineExceededError) as error:
            print(error, file=sys.stderr)  # for an unknown outcome it says what to look up
            return 1
        for saved in client.packages.download_all(package_id, given.out):
            print(saved.path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
