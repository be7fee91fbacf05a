"""Send a PDF to a seller and a buyer with Constellation1 eSign, and wait until both have signed.

    python constellation1_send.py offer.pdf "Ada Byron <ada@example.com>" "Bob Byron <bob@example.com>"

Set CONSTELLATION1_API_KEY, CONSTELLATION1_SALT, CONSTELLATION1_USERNAME and CONSTELLATION1_ENVIRONMENT first.
The service documents no call that downloads the signed file: fetch it in its user interface.
"""

import argparse
import sys
from email.utils import parseaddr
from pathlib import Path

from esignkit import Constellation1, DeadlineExceededError, OutcomeUnknownError
from esignkit.constellation1 import Document, Session, SessionEndedError, SessionInfo, Signer


def signer(who: str, role: str) -> Signer:
    name, address = parseaddr(who)
    first, _, last = name.rpartition(" ")
    return Signer(first_name=first, last_name=last, email_address=address, signer_role=role)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("seller")
    parser.add_argument("buyer")
    parser.add_argument("--transaction-id", help="your own key, to find the session by")
    parser.add_argument("--return-url", default="https://example.com/signed")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait")
    parser.add_argument("--interval", type=float, default=30.0, help="seconds between two looks")
    given = parser.parse_args()
    session = Session(
        session_info=SessionInfo(title=given.pdf.stem, transaction_id=given.transaction_id),
        documents=[Document(file_name=given.pdf.name, file_bytes=given.pdf)],
        signers=[signer(given.seller, "Seller 1"), signer(given.buyer, "Buyer 1")],
    )
    with Constellation1.from_env() as client:
        try:
            session_id = client.sessions.create(session).session_id
            client.sessions.start(session_id, return_url=given.return_url)
        except OutcomeUnknownError as error:
            print(f"look before you start again: {error}", file=sys.stderr)
            return 1
        print(f"started {session_id}; waiting")
        try:
            client.sessions.wait(session_id, timeout=given.timeout, interval=given.interval)
        except (SessionEndedError, DeadlineExceededError) as error:
            print(error, file=sys.stderr)
            return 1
    print(f"{session_id} is COMPLETED")
    return 0


if __name__ == "__main__":
    sys.exit(main())
