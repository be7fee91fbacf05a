"""The addresses at which signers sign in a browser: each opens the documents of one party, and does nothing else.

A token names its transaction and its party, and is vouched for by a key of the data folder. So an address needs no
record: it can be written in a mail or shown in the console at any time, and is the same each time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

PREFIX = "/sign/"
_OWN, _KEY = "sandbox", "signing_links"
_LONGEST = 4_000
_TEXT = r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u00[0-9a-f]{2})*"'  # as `signing_token` writes it: nothing nested
_ascii_json_of = json.JSONEncoder().encode
_json_of = json.JSONEncoder(ensure_ascii=False).encode
_NAMES = re.compile(rf"\[{_TEXT}(?:, {_TEXT}){{1,2}}\]")


def signing_path(work: UnitOfWork, transaction: Transaction, party: Party) -> str:
    """Return the path of a party's signing page, to be put after the sandbox's own address.

    Args:
        work: The unit of work.
        transaction: The transaction.
        party: Who signs there.
    """
    return PREFIX + signing_token(work, transaction, party)


def signing_token(work: UnitOfWork, transaction: Transaction, party: Party, mark: str = "") -> str:
    """Return the token of a party's signing page. It is void once the party has another e-mail address.

    Args:
        work: The unit of work.
        transaction: The transaction.
        party: Who signs there.
        mark: What tells this token from others of the party, for a service that gives a new one each time.
    """
    content = [transaction.id, party.id, mark] if mark else [transaction.id, party.id]
    named = _encode(_json_of(content).encode("utf-8", "replace"))
    return f"{named}.{_signature(work, named, party)}"


def find_signer(work: UnitOfWork, token: str) -> tuple[Transaction, Party] | None:
    """Return whom a token is for; None when it is not one of this sandbox, or its transaction is gone."""
    named, dot, signature = token.partition(".")
    if not dot or len(token) > _LONGEST:
        return None
    transaction_id, party_id = _named(named)
    transaction = work.transaction(transaction_id)
    party = None if transaction is None else transaction.party(party_id)
    if transaction is None or party is None or transaction.deleted:
        return None
    expected = _signature(work, named, party)
    return (
        (transaction, party) if hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")) else None
    )


def _named(text: str) -> tuple[str, str]:
    """Return which transaction and party a token names; two empty texts when it is none that this sandbox has made."""
    try:
        content = base64.urlsafe_b64decode(text + "==").decode()
    except ValueError:  # what is no base64, and what is no UTF-8
        return "", ""
    if _NAMES.fullmatch(content) is None:
        return "", ""
    transaction_id, party_id, *_ = cast("list[str]", json.loads(content))
    return transaction_id, party_id


def _signature(work: UnitOfWork, named: str, party: Party) -> str:
    message = _ascii_json_of(["sign", named, party.email]).encode()
    return _encode(hmac.digest(_key(work), message, hashlib.sha256)[:16])


def _key(work: UnitOfWork) -> bytes:
    record = work.record(_OWN, _KEY, _KEY)
    if record is None:
        record = {"key": work.ids.secret(32)}
        work.put_record(_OWN, _KEY, _KEY, record, "")
    return str(record["key"]).encode()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
