"""Send a PDF to one signer with eSignLive, wait for the signature, and keep the signed file and the evidence.

    python esignlive_send_and_wait.py lease.pdf Ada Byron ada@example.com --out signed

Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first.
"""

import argparse
import sys
from pathlib import Path

from esignkit import DeadlineExceededError, ESignLive, OutcomeUnknownError
from esignkit import esignlive as esl
from esignkit.esignlive import PackageEndedError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("signer", nargs=3, metavar=("FIRST", "LAST", "EMAIL"))
    parser.add_argument("--out", type=Path, default=Path("signed"), help="folder for the results")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait")
    parser.add_argument("--interval", type=float, default=30.0, help="seconds between the first two looks")
    given = parser.parse_args()
    first, last, email = given.signer
    kind, style = esl.FieldType.SIGNATURE, esl.FieldSubtype.FULLNAME
    signature = esl.Field(type=kind, subtype=style, page=0, left=60, top=600, width=200, height=50)
    approval = esl.Approval(role="signer", fields=[signature])
    package = esl.Package(
        name=given.pdf.stem,
        autocomplete=True,
        documents=[esl.Document(id="contract", name=given.pdf.stem, approvals=[approval])],
        roles=[esl.Role(id="signer", signers=[esl.Signer(first_name=first, last_name=last, email=email)])],
    )
    given.out.mkdir(parents=True, exist_ok=True)
    with ESignLive.from_env() as client:
        try:
            package_id = client.packages.create(package, files=[given.pdf])
            print(f"created {package_id}")
            client.packages.send(package_id)
            print(f"sent it to {email}; waiting")
            client.packages.wait_until_complete(package_id, timeout=given.timeout, interval=given.interval)
        except (OutcomeUnknownError, PackageEndedError, DeadlineExceededError) as error:
            print(error, file=sys.stderr)  # for an unknown outcome it says what to look up
            return 1
        signed = client.documents.download(package_id, "contract").save(given.out / f"{given.pdf.stem}-signed.pdf")
        evidence = client.packages.evidence_summary(package_id).save(given.out / f"{given.pdf.stem}-evidence.pdf")
    print(f"signed: {signed.path} ({signed.size} bytes), evidence: {evidence.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
