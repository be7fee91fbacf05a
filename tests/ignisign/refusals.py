"""How the service refuses calls: by a status and a code."""

from __future__ import annotations

from collections.abc import Iterator

from esignkit.errors import ApiError, AuthenticationError, NotFoundError, PermissionDeniedError, ValidationError
from tests.operations import Refusal, Row
from tests.support import reply

ERRORS: dict[int, type[ApiError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
}
BAD_STATUS = "SIGNATURE_REQUEST_BAD_STATUS"


def refused(code: str, status: int = 400) -> Refusal:
    body = {"message": "No.", "timestamp": "x", "status": status, "code": code, "context": {"why": 1}}
    return Refusal(reply(status, body), ERRORS[status], "No.", code, {"why": 1})


def refusals(row: Row) -> Iterator[Refusal]:
    """Yield the ways in which any call may be refused."""
    yield from (refused("SOMETHING_NEW", status) for status in ERRORS)
    yield refused("BAD_REQUEST")
    yield refused(BAD_STATUS)
