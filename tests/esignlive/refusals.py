"""How the service refuses calls: by a status and a key."""

from __future__ import annotations

from collections.abc import Iterator

from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ValidationError,
)
from esignkit.esignlive import BulkSendFailed, SessionExpiredError
from tests.operations import Refusal, Row
from tests.support import reply

ERRORS: list[tuple[int, str | None, type[ApiError]]] = [
    (400, "error.validation.x", ValidationError),
    (401, "error.unauthorised.x", AuthenticationError),
    (401, "error.unauthorised.sessionExpired", SessionExpiredError),
    (403, "error.forbidden.noPermission", PermissionDeniedError),
    (404, "error.notFound.x", NotFoundError),
    (406, "error.notAcceptable", ValidationError),
    (409, "error.conflict", ConflictError),
    (422, "error.unprocessableEntity.x", ValidationError),
    (429, "error.x", RateLimitedError),
    (418, None, ApiError),
]


def refusals(row: Row) -> Iterator[Refusal]:
    """Yield the ways in which any call may be refused."""
    for status, key, error in ERRORS:
        body = {"code": status, "messageKey": key, "message": "No."}
        yield Refusal(reply(status, body, {"retry-after": "999"}), error, "No.", key)
    for content in (b"", b"<html>no</html>", b"[1]", b"null", b'"no"', b"{"):
        rows = row.name == "packages.bulk_send" and content == b"[1]"
        error = BulkSendFailed if rows else PermissionDeniedError
        yield Refusal(reply(403, content, {"content-type": "text/html"}), error)
