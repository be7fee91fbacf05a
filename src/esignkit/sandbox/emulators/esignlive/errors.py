"""eSignLive's error responses: JSON with a `messageKey`, whatever the client accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.call import ErrorResponse, json_response

if TYPE_CHECKING:
    from esignkit.sandbox.json_values import JSONObject

_NAMES = {
    400: "Validation Error",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Payload Too Large",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
}


def error_response(status: int, key: str, message: str, entity: JSONObject | None = None) -> ErrorResponse:
    """Return an error response of the service. It has no `entity` where there is none: clients cannot read a null.

    Args:
        status: HTTP status; the body repeats it as `code`.
        key: The `messageKey` without its first word, e.g. `validation.ada.documentsExist`.
        message: The text for people.
        entity: The thing concerned, `{"id", "name"}`.
    """
    body: JSONObject = {
        "messageKey": f"error.{key}",
        "message": message,
        "code": status,
        "name": _NAMES[status],
        "technical": None,
    }
    return ErrorResponse(json_response(body if entity is None else {**body, "entity": entity}, status))


def invalid(key: str, message: str) -> ErrorResponse:
    """Return the error for an invalid request: status 400, `error.validation.…`."""
    return error_response(400, f"validation.{key}", message)


def not_found(kind: str, identity: str) -> ErrorResponse:
    """Return the error for an unknown id: status 404, `error.notFound.…NotFound`."""
    return error_response(
        404, f"notFound.{kind}NotFound", f"The {kind} could not be found.", {"id": identity, "name": kind}
    )


def unauthorised(key: str, message: str) -> ErrorResponse:
    """Return the error for credentials: status 401, `error.unauthorised.…`."""
    return error_response(401, f"unauthorised.{key}", message)
