"""Copy Constellation1 eSign sessions, such as last year's, and start the copies.

    python constellation1_copy.py SESSION_ID SESSION_ID --title "Renewal 2027" --start

Set CONSTELLATION1_API_KEY, CONSTELLATION1_SALT, CONSTELLATION1_USERNAME and CONSTELLATION1_ENVIRONMENT first.
"""

import argparse
import sys

from esignkit import ApiError, Constellation1, OutcomeUnknownError
from esignkit.constellation1 import CopyOptions, Session, SessionInfo


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("session_id", nargs="+")
    parser.add_argument("--title", help="title of the copies")
    parser.add_argument("--start", action="store_true", help="invite the signers at once")
    parser.add_argument("--return-url", default="https://example.com/signed")
    given = parser.parse_args()
    failed = 0
    with Constellation1.from_env() as client:
        for session_id in given.session_id:
            # Without signers of its own the copy keeps those of the original; the expiration date is not copied.
            # The transaction id is the way back to a copy whose answer was lost.
            info = SessionInfo(title=given.title, transaction_id=f"copy-of-{session_id}")
            try:
                copied = client.sessions.copy(
                    session_id, Session(session_info=info), copy_options=CopyOptions(version=0, retain_fields=True)
                )
                if given.start:
                    client.sessions.start(copied.session_id, return_url=given.return_url)
            except OutcomeUnknownError as error:
                print(f"{session_id}: {error} (transaction id {info.transaction_id})", file=sys.stderr)
                failed += 1
            except ApiError as error:
                print(f"{session_id}: {error}", file=sys.stderr)
                failed += 1
            else:
                print(f"{session_id} -> {copied.session_id}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
