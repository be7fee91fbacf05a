"""How Ignisign reports errors: the JSON body of an error response, and which codes mean a stale token."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.response_readers import json_or_none
from esignkit.core.value_objects import define, field
from esignkit.core.wire_format import WireFormat
from esignkit.errors import ApiError, AuthenticationError, NotFoundError, PermissionDeniedError
from esignkit.ignisign.operation import PROVIDER
from esignkit.ignisign.wire_format import FORMAT
from esignkit.types import JSON, JSONObject

__all__ = ["IgnisignProvider"]


_STALE = frozenset({"OUTDATED_AUTH_JWT_TOKEN", "INVALID_AUTH_JWT_TOKEN", "INVALID_TOKEN"})


_SIGN_IN = _STALE | {"AUTHENTICATION_FAILED", "UNAUTHORIZED_ERROR", "API_AUTH_BAD_REQUEST"}


_BILLING = "BILLING"


def _error_body(response: Response) -> JSONObject:
    """Return the error body; empty when a gateway answered in its own way."""
    value = json_or_none(response)
    return value if isinstance(value, dict) else {}


def _code(body: JSONObject) -> str | None:
    code = body.get("code")
    return code if isinstance(code, str) and code else None


def _error_for_code(code: str | None) -> type[ApiError] | None:
    """Return what a code says that status 400 leaves open; which code goes with which status is not published."""
    if code is None:
        return None
    if code in _SIGN_IN or code.startswith("AUTH_HEADER_"):
        return AuthenticationError
    if code.startswith("INVALID_CONTEXT") or code.endswith("_BLOCKED") or _BILLING in code:
        return PermissionDeniedError
    # a refusal such as CANNOT_UPDATE_…__METHODS_NOT_FOUND is about what was sent, not about the object called for
    return NotFoundError if code.endswith("_NOT_FOUND") and "__" not in code else None


def _message_text(message: JSON) -> str:
    if isinstance(message, str):
        return message.strip()
    return "" if message is None else json.dumps(message, ensure_ascii=False)


@define(eq=False, repr=False)
class IgnisignProvider(Provider):
    """Reads Ignisign's error envelope: `message`, `timestamp`, `status`, `code`, `context`."""

    # the tokens and secrets of sessions, of signers, of proof pages
    CREDENTIALS: ClassVar[tuple[str, ...]] = (
        "token",
        "authSecret",
        "jwtToken",
        "verificationToken",
        "signatureProofToken",
        "access_token",
        "clientSecret",
        "displayableSecret",
    )
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = ("t", "token", "signerSecret")

    name: str = PROVIDER
    format: WireFormat = field(default=FORMAT)

    def is_stale_token(self, operation: Operation[Any], response: Response) -> bool:
        """Whether a fresh token may help: a 401 that names the token or its header, or that names nothing."""
        if response.status != 401:
            return False
        code = _code(_error_body(response))
        return code is None or code in _STALE or code.startswith("AUTH_HEADER_")

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Read the envelope; what a gateway answers without one is told by its status."""
        body = _error_body(response)
        code, message = _code(body), _message_text(body.get("message"))
        if not code and not message:
            return Provider.problem(self, operation, response)
        text = message or f"HTTP {response.status}"
        if code and code not in text:
            text = f"{text} ({code})"
        if code and response.status < 500:
            from esignkit.ignisign.code_meanings import MEANINGS

            meaning = MEANINGS.get(code)
            text = f"{text.rstrip('.')}. {meaning}" if meaning else text
        return Problem(text, code, _error_for_code(code) if response.status == 400 else None, body.get("context"))
