"""How the service refuses calls: in words anywhere in a success, by a status, or by an answer that names nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from esignkit.errors import ApiError, AuthenticationError, NotFoundError, ValidationError
from tests.operations import Refusal, Row
from tests.support import reply

TEXTS: list[tuple[str, type[ApiError]]] = [
    ("Error: Invalid token", AuthenticationError),
    ("Error: Invalid API key", AuthenticationError),
    ("Error: Invalid user account information", AuthenticationError),
    ("Error: Bad Token Information. Please authenticate.", AuthenticationError),
    ("Error: Username not found.", NotFoundError),
    ("Error: lease 2.pdf did not upload.", ValidationError),
    ("Error: All signers must have a last name and valid email address.", ValidationError),
    ("Error: User with that systemUserId doesn’t exist.", NotFoundError),
    ("Error: User with that systemUserId doesn't exist.", NotFoundError),
    ("Error: Failed to change user status.", ApiError),
    ("Username not found", NotFoundError),
    ("Username/Password is incorrect.", AuthenticationError),
    ("Bad Token Information. Please authenticate.", AuthenticationError),
    ("error:  invalid TOKEN.", AuthenticationError),
    ("Error: Something nobody documented", ApiError),
]
WORDS = "Session is Completed"
"""Words of the service's that have no prefix and are not documented."""


def refused(response: Any, error: type[ApiError]) -> Refusal:
    return Refusal(reply(200, response), error, WORDS)


# By the kind of the response: what changes something fails with a `ValidationError` when nobody documented the words.
NOT_DONE = refused({"ReturnValue": "False", "Details": WORDS}, ValidationError)
NO_ID = refused({"Details": WORDS}, ValidationError)
NOT_CHANGED = refused({"ReturnValue": "False", "Details": [WORDS]}, ValidationError)
OPPOSED = refused({"ReturnValue": None, "Details": [WORDS]}, ValidationError)
NO_USER = refused({"Users": [], "Details": WORDS}, NotFoundError)
NO_AUTHENTICATION = refused({"Users": None, "Details": WORDS}, AuthenticationError)
NO_SESSION = refused({"Details": WORDS}, ApiError)
NO_VALUE = refused({"ReturnValue": None, "Details": WORDS}, ApiError)
NO_TOKEN = refused({"ReturnValue": None, "Details": WORDS}, AuthenticationError)
IN_WORDS = refused({"Message": f"Error: {WORDS}"}, ApiError)


def refusals(row: Row) -> Iterator[Refusal]:
    """Yield all ways in which a call may be refused."""
    assert row.refused is not None
    for text, kind in TEXTS:
        error = ValidationError if text.endswith("documented") and row.refused.error is ValidationError else kind
        bare = [text.encode()] if text.lower().startswith("error:") else []
        for response in ({"ReturnValue": text}, {"Details": [text]}, text, *bare):
            yield Refusal(reply(200, response), error, text.strip())
    for place in ({"Details": WORDS, "ReturnValue": None}, {"ReturnValue": WORDS}, {"Message": WORDS}, WORDS):
        yield Refusal(reply(200, place), row.refused.error, WORDS)
    for response in (b"null", b" null\n", b"\xef\xbb\xbfnull"):
        yield Refusal(reply(200, response), AuthenticationError)
    for status, kind in (
        (400, ValidationError),
        (401, AuthenticationError),
        (403, AuthenticationError),
        (404, NotFoundError),
    ):
        yield Refusal(reply(status, b"<html>"), kind)
