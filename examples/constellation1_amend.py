"""Add a signer and a document to a Constellation1 eSign session that is in progress, and copy it.

    python constellation1_amend.py SESSION_ID annex.pdf "Bob Byron <bob@example.com>" "Buyer 1" --copy "Renewal 2027"

Set CONSTELLATION1_API_KEY, CONSTELLATION1_SALT, CONSTELLATION1_USERNAME and CONSTELLATION1_ENVIRONMENT first.
"""

import argparse
import sys
from email.utils import parseaddr
from pathlib import Path

from esignkit import ApiError, Constellation1, OutcomeUnknownError
from esignkit.constellation1 import Document, Session, SessionInfo, SessionStatus, Signer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("session_id")
    parser.add_argument("document", type=Path)
    parser.add_argument("signer")
    parser.add_argument("role")
    parser.add_argument("--copy", metavar="TITLE", help="copy the session afterwards, under this title")
    parser.add_argument("--return-url", default="https://example.com/signed")
    given = parser.parse_args()
    name, address = parseaddr(given.signer)
    first, _, last = name.rpartition(" ")
    more = Session(
        documents=[Document(file_name=given.document.name, file_bytes=given.document)],
        signers=[Signer(first_name=first, last_name=last, email_address=address, signer_role=given.role)],
    )
    with Constellation1.from_env() as client:
        try:
            if client.sessions.get(given.session_id).status == SessionStatus.IN_SENT:
                client.sessions.pause(given.session_id)
            # A role that is already taken is not added again: the response's messages say so.
            for message in client.sessions.update(given.session_id, more).details or []:
                print(message)
            client.sessions.resume(given.session_id, return_url=given.return_url, ready_timeout=10.0)
            print(f"amended {given.session_id}")
            if given.copy:
                info = SessionInfo(title=given.copy, transaction_id=f"copy-of-{given.session_id}")
                copied = client.sessions.copy(given.session_id, Session(session_info=info))
                print(f"{given.session_id} -> {copied.session_id}")
        except OutcomeUnknownError as error:
            print(f"look before you repeat it: {error}", file=sys.stderr)
            return 1
        except ApiError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
