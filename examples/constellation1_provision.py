"""Provision a Constellation1 eSign user, and send a document with merge fields to signers who are authenticated.

    python constellation1_provision.py agent@example.com Grace Hopper offer.pdf \\
        "Ada Byron <ada@example.com>" "Bob Byron <bob@example.com>" --field "Job Title=Countess"

Set CONSTELLATION1_API_KEY, CONSTELLATION1_SALT, CONSTELLATION1_USERNAME and CONSTELLATION1_ENVIRONMENT first, and
NEW_USER_PASSWORD where the user does not exist yet.
"""

import argparse
import os
import sys
from email.utils import parseaddr
from pathlib import Path

from esignkit import Constellation1, NotFoundError
from esignkit.constellation1 import AuthenticationMethod, Document, Session, SessionInfo, Signer, User, UserStatus

SALT = "AnyLettersAndDigits42"


def provision(client: Constellation1, username: str, first: str, last: str) -> None:
    try:
        user = client.users.get_by_username(username)
    except NotFoundError:
        password = client.tokens.encrypt(os.environ["NEW_USER_PASSWORD"], salt=SALT)
        new = User(username=username, first_name=first, last_name=last, password=password)
        client.users.create(new, salt=SALT)
        user = client.users.get_by_username(username)
    if user.system_user_id and user.status_code != UserStatus.ACTIVE:
        client.users.provision(user.system_user_id, UserStatus.ACTIVE, salt=SALT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("username", "first_name", "last_name", "document", "seller", "buyer"):
        parser.add_argument(name)
    parser.add_argument("--field", action="append", default=[], help="a merge field, as NAME=VALUE")
    given = parser.parse_args()
    session = Session(session_info=SessionInfo(title=Path(given.document).stem), signers=[])
    session.documents = [Document(file_name=Path(given.document).name, file_bytes=Path(given.document))]
    for who, role in ((given.seller, "Seller 1"), (given.buyer, "Buyer 1")):
        name, address = parseaddr(who)
        signer = Signer(first_name=name.rpartition(" ")[0], last_name=name.rpartition(" ")[2], email_address=address)
        signer.signer_role, signer.auth_method = role, AuthenticationMethod.KBA
        signer.merge_field_mapping = dict(pair.split("=", 1) for pair in given.field)
        session.signers = [*(session.signers or []), signer]
    with Constellation1.from_env() as client:
        provision(client, given.username, given.first_name, given.last_name)
        session_id = client.sessions.create(session, username=given.username).session_id
        client.sessions.start(session_id, return_url="https://example.com/signed")
        print(f"{given.username} sent {session_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
