"""How eSignLive reports errors: the JSON body of an error response, and what gateways send instead."""

from __future__ import annotations

from typing import Any, ClassVar

from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.response_readers import json_or_none
from esignkit.core.value_objects import define, field
from esignkit.core.wire_format import WireFormat
from esignkit.esignlive.enums import MessageKey
from esignkit.esignlive.errors import SessionExpiredError
from esignkit.esignlive.operation import PROVIDER
from esignkit.esignlive.wire_format import FORMAT
from esignkit.types import JSON

__all__ = ["ESignLiveProvider"]

_JSON_TYPE = "application/json"


@define(eq=False, repr=False)
class ESignLiveProvider(Provider):
    """How eSignLive answers.

    Attributes:
        api_version: Named in the media types of JSON when set, such as `11.68.0`.
    """

    CREDENTIALS: ClassVar[tuple[str, ...]] = (
        "sessionToken",
        "accessToken",
        "access_token",
        "signerVerificationToken",
    )
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = (
        "authenticationToken",
        "senderAuthenticationToken",
        "signerAuthenticationToken",
        "sessionToken",
        "loginToken",
    )

    name: str = PROVIDER
    format: WireFormat = FORMAT
    api_version: str | None = None
    headers: dict[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # The service's own documentation has a content type on every call, those without a body included.
        self.headers = {"content-type": self.media_type(_JSON_TYPE)}

    def media_type(self, name: str) -> str:
        """Append the API version to JSON's media type."""
        return f"{name}; esl-api-version={self.api_version}" if self.api_version and name == _JSON_TYPE else name

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Explain a refusal: what the call's own reader says, the service's envelope, HTML from a gateway, nothing."""
        if (refusal := self.refusal(operation, response)) is not None:
            return refusal
        body = json_or_none(response)
        if isinstance(body, dict):
            return _problem_of(response.status, body)
        text = f"HTTP {response.status}"
        if 300 <= response.status < 400:
            return Problem(text + " (a redirect, which is never followed: check environment= or base_url=)")
        if not response.content.strip():
            return Problem(text + " without a word of explanation" + _hint(response.status))
        if response.content.lstrip()[:1] == b"<":
            text += " (an HTML page, from the network before the service rather than from it)"
        return Problem(text + _hint(response.status), details=body)


def _problem_of(status: int, body: dict[str, JSON]) -> Problem:
    texts = [text for name in ("message", "name", "messageKey") if isinstance(text := body.get(name), str) and text]
    key = body.get("messageKey")
    code = MessageKey(key) if isinstance(key, str) and key else None
    text = texts[0] if texts else f"HTTP {status}"
    if code and text != code:
        text += f" [{code}]"
    expired = code is MessageKey.SESSION_EXPIRED and status == 401
    return Problem(
        text + ("" if expired else _hint(status)), code, error=SessionExpiredError if expired else None, details=body
    )


def _hint(status: int) -> str:
    if status == 401:
        return "; a key is good for exactly one server: check that environment= or base_url= names the one it is from"
    return ""
