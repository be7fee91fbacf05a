"""Copy Constellation1 eSign sessions, such as last year's, and start the copies; sessions that have a copy are skipped.

    python constellation1_copy.py SESSION_ID SESSION_ID --title "Renewal 2027" --start
    python constellation1_copy.py --transaction-id renewals --created-in 2026 --title "Renewal 2027"

Set CONSTELLATION1_API_KEY, CONSTELLATION1_SALT, CONSTELLATION1_USERNAME and CONSTELLATION1_ENVIRONMENT first.
"""

import argparse
import sys

from esignkit import ApiError, Constellation1, OutcomeUnknownError
from esignkit.constellation1 import CopyOptions, Session, SessionInfo


def chosen(client: Constellation1, transaction_id: str, year: int | None) -> list[str]:
    """Return the sessions with this transaction id, optionally of one year."""
    found = client.sessions.list_lite_by_transaction_id(transaction_id)
    fits = [one for one in found if year is None or (one.created_on is not None and one.created_on.year == year)]
    return [one.signing_session_id for one in fits if one.signing_session_id]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("session_id", nargs="*")
    parser.add_argument("--transaction-id", help="copy the sessions that have this key")
    parser.add_argument("--created-in", type=int, metavar="YEAR", help="of these, only the ones of a year")
    parser.add_argument("--title", help="title of the copies")
    parser.add_argument("--start", action="store_true", help="invite the signers at once")
    parser.add_argument("--return-url", default="https://example.com/signed")
    given = parser.parse_args()
    failed = 0
    with Constellation1.from_env() as client:
        ids = given.session_id + (
            chosen(client, given.transaction_id, given.created_in) if given.transaction_id else []
        )
        for session_id in ids:
            # Without signers of its own the copy keeps those of the original; the expiration date is not copied.
            # The transaction id finds a copy whose response was lost, or an earlier copy.
            info = SessionInfo(title=given.title, transaction_id=f"copy-of-{session_id}")
            try:
                if client.sessions.list_lite_by_transaction_id(f"copy-of-{session_id}").first() is not None:
                    print(f"{session_id} has a copy already")
                    continue
                copied = client.sessions.copy(
                    session_id, Session(session_info=info), copy_options=CopyOptions(version=0, retain_fields=True)
                )
                if given.start:
                    client.sessions.start(copied.session_id, return_url=given.return_url)
            except (ApiError, OutcomeUnknownError) as error:
                print(f"{session_id}: {error} (transaction id {info.transaction_id})", file=sys.stderr)
                failed += 1
            else:
                print(f"{session_id} -> {copied.session_id}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
