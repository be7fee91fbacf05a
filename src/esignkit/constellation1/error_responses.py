"""Detect refusals in responses, and map the service's texts to errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from esignkit.constellation1.auth_methods import name_methods
from esignkit.constellation1.operation import PROVIDER
from esignkit.constellation1.response_messages import Reader, is_message, messages_of
from esignkit.constellation1.wire_format import FORMAT
from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.paging import OnePage
from esignkit.core.provider import Problem, Provider, error_for_status
from esignkit.core.redaction import redact_received
from esignkit.core.value_objects import define, field, frozen
from esignkit.core.wire_format import WireFormat
from esignkit.errors import AuthenticationError
from esignkit.types import JSON

__all__ = ["Constellation1Provider"]

_REST = re.compile(r"^/*(?:rest/+)*(?=v\d+/)", re.IGNORECASE)
_HINTS = {
    400: " (the service does not say why; it may not take a date, an authentication method, merge fields or a file in "
    "the form it was sent in: see Switches in the SDK's page on Constellation1)",
    404: " (nothing is at this address: the service does not know the id, or environment= or base_url= is wrong)",
}
_NULL = (
    "the token was refused, or has expired (the response is null); tokens live for a very short time: give the client "
    "api_key= and salt=, or a function as token=, and each call has a new one"
)


@frozen(eq=False, repr=False)
class _AnyResponse(Reader[JSON]):
    """A response whose kind nobody knows: those of `client.request`."""

    def _read(self, value: JSON) -> JSON:
        return value


_ANY = _AnyResponse()


@define(eq=False, repr=False)
class Constellation1Provider(Provider):
    """Reads responses as the service gives them: mostly 200, with the error in a text."""

    CREDENTIALS: ClassVar[tuple[str, ...]] = ("password", "encryptedPassword")

    name: str = PROVIDER
    format: WireFormat = FORMAT
    headers: dict[str, str] = field(factory=lambda: {"content-type": "application/json"})
    auth_method_numbers: Mapping[str, int] = field(factory=dict[str, int])

    def read(self, operation: Operation[Any], response: Response) -> Any:
        """Read a response, with the client's names for authentication methods that it gives as numbers."""
        result: object = super().read(operation, response)
        if self.auth_method_numbers:
            name_methods(result, {number: name for name, number in self.auth_method_numbers.items()})
        return result

    def raw_path(self, path: str) -> str:
        """Take off the `rest/` that the service's pages print before paths: the base URL ends in it already."""
        return _REST.sub("/", path)

    def seal(self, operation: Operation[Any], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Write `token:password` where a call brings a password beside the client's token."""
        credentials = [value for name, value in headers if name.lower() == b"authorization"]
        if len(credentials) != 2:
            return headers
        password, token = credentials
        return [h for h in headers if h[0].lower() != b"authorization"] + [(b"authorization", token + b":" + password)]

    def is_stale_token(self, operation: Operation[Any], response: Response) -> bool:
        """Whether the token was refused: a body that is `null` and nothing else, a token error text, 401 or 403."""
        if response.status in (401, 403):
            return True
        if 200 <= response.status < 300 and _is_null(response):
            return True
        messages = messages_of(response, operation.hide)
        error = messages.error
        if error is None or error[1] is None or not error[1].stale:
            return False
        return not _reader(operation).did(messages.value)

    def redact(self, operation: Operation[Any], text: str) -> str:
        """Replace tokens and passwords in a response that an error keeps; words where a token would be are kept."""
        text = redact_received(text, self.CREDENTIALS)
        if not operation.hide:
            return text
        if text.lstrip().startswith('"') and not is_message(text.strip('" \n')):  # it stands alone
            return '"…"'
        return redact_received(text, operation.hide, keep=lambda value: value[0] == '"' and is_message(value[1:-1]))

    def refusal(self, operation: Operation[Any], response: Response) -> Problem | None:
        """Return the problem when a 200 is a refusal."""
        if _is_null(response):
            return Problem(_NULL, error=AuthenticationError)
        return _reader(operation).judge(messages_of(response, operation.hide))

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Explain a response whose status is not 2xx."""
        messages = messages_of(response, operation.hide)
        error = messages.error
        kind = AuthenticationError if response.status == 403 else error_for_status(response.status)
        if error is not None and error[1] is not None:
            kind = error[1].error
        if not messages.texts:
            plain = super().problem(operation, response)
            return Problem(plain.message + _HINTS.get(response.status, ""), error=kind)
        return messages.problem(kind, rejected=error is not None and error[1] is not None)


def _reader(operation: Operation[Any]) -> Reader[Any]:
    reader: object = operation.returns
    if isinstance(reader, OnePage):
        reader = cast("OnePage[Any]", reader).read
    return cast("Reader[Any]", reader) if isinstance(reader, Reader) else _ANY


def _is_null(response: Response) -> bool:
    return response.content.removeprefix(b"\xef\xbb\xbf").strip() == b"null"
