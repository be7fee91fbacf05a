"""Have PDFs signed with Ignisign, which sends the e-mails to the signers, and save the proofs.

    python ignisign_by_side.py lease.pdf annex.pdf --signer Ada Byron ada@example.com --out proofs

Set IGNISIGN_APP_ID, IGNISIGN_APP_ENV and IGNISIGN_APP_SECRET first.
"""

import argparse
import sys
from pathlib import Path

from esignkit import DeadlineExceededError, Ignisign
from esignkit.ignisign import IntegrationMode, SignatureRequestEndedError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path, nargs="+")
    parser.add_argument("--signer", nargs=3, action="append", required=True, metavar=("FIRST", "LAST", "EMAIL"))
    parser.add_argument("--title", default="Please sign")
    parser.add_argument("--out", type=Path, default=Path("proofs"), help="folder for the proofs")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait")
    parser.add_argument("--interval", type=float, default=10.0, help="seconds between the first two looks")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with Ignisign.from_env() as client:
        profiles = client.signature_profiles.list()
        by_side = [one.id for one in profiles if one.integration_mode == IntegrationMode.BY_SIDE and one.id]
        if not by_side:
            print("this application has no profile for signing by side", file=sys.stderr)
            return 1
        profile_id = by_side[0]
        signers = [
            client.signers.create(profile_id, first_name=first, last_name=last, email=email).signer_id
            for first, last, email in given.signer
        ]
        request_id = client.signature_requests.create(profile_id)
        documents = {path: client.documents.create(request_id, label=path.stem) for path in given.pdf}
        for path, document_id in documents.items():
            client.documents.upload(document_id, path)
        client.signature_requests.update(
            request_id, title=given.title, document_ids=documents.values(), signer_ids=signers
        )
        client.signature_requests.publish(request_id)
        print(f"published {request_id}; waiting")
        try:
            client.signature_requests.wait(request_id, timeout=given.timeout, interval=given.interval)
        except (SignatureRequestEndedError, DeadlineExceededError) as error:
            print(error, file=sys.stderr)
            return 1
        for path, document_id in documents.items():
            saved = client.documents.signature_proof(document_id).save(given.out / f"{path.stem}-proof.pdf")
            print(f"proof: {saved.path} ({saved.size} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
