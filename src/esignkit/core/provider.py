"""How a provider classifies responses: refusals, expired tokens, error texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from attrs import define, field, frozen

from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.readers import read_response
from esignkit.core.redaction import redact_received
from esignkit.core.value import Value
from esignkit.core.writing import WireFormat
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ValidationError,
)
from esignkit.types import JSON

__all__ = ["Problem", "Provider", "error_for_status"]

T = TypeVar("T")

_BY_STATUS: dict[int, type[ApiError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    406: ValidationError,
    409: ConflictError,
    410: NotFoundError,
    422: ValidationError,
    429: RateLimitedError,
}


def error_for_status(status: int) -> type[ApiError]:
    """Return the class of error that an HTTP status stands for."""
    return _BY_STATUS.get(status) or (ServerError if status >= 500 else ApiError)


@frozen(eq=False, repr=False)
class Problem(Value):
    """A refusal, understood."""

    message: str
    code: str | None = None
    error: type[ApiError] | None = None
    details: JSON = None
    rejected: bool = False
    """Whether the service itself says no, so that another try would be refused as well.

    It proves nothing where the status does not: a response from 500 up may be anybody's.
    """
    done: bool = False
    """Whether the response proves that the call was carried out, although it complains."""
    partly: bool = False
    """Whether a part of the call may have been carried out all the same."""


@define(eq=False, repr=False)
class Provider:
    """The generic reading of responses; each service refines it.

    Attributes:
        name: The provider's name, for errors and logs.
        format: How it writes dates, enums and files.
        headers: Headers of every call.
    """

    CREDENTIALS: ClassVar[tuple[str, ...]] = ()
    """Members that are credentials in any response; operations name those that are so in theirs alone, with `hide`."""
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = ()
    """Parameters that are credentials in the addresses that answers hold."""

    name: str = "provider"
    format: WireFormat = field(factory=WireFormat)
    headers: dict[str, str] = field(factory=dict[str, str])

    def media_type(self, name: str) -> str:
        """Spell a media type for `Accept` and `Content-Type`; a service may want its version in it."""
        return name

    def raw_path(self, path: str) -> str:
        """Return the path of `client.request` below the base URL; a service's pages may print it with more before."""
        return path

    def seal(self, operation: Operation[Any], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Have the last word on the headers of one exchange, credentials included."""
        return headers

    def is_stale_token(self, operation: Operation[Any], response: Response) -> bool:
        """Whether the response says that the credentials must be renewed, and nothing was done."""
        return response.status == 401

    def read(self, operation: Operation[Any], response: Response) -> Any:
        """Read the answer of a call that succeeded; what the client alone knows of its values may be applied to it."""
        return read_response(operation, response)

    def refusal(self, operation: Operation[Any], response: Response) -> Problem | None:
        """Return the problem when a response that looks like success is a refusal.

        What reads a response of that kind tells it, with a method of this name that takes the response alone.
        """
        judge: Callable[[Response], Problem | None] | None = getattr(operation.returns, "refusal", None)
        return None if judge is None else judge(response)

    def redact(self, operation: Operation[Any], text: str) -> str:
        """Replace the credentials that the service itself gave, in a response that an error keeps."""
        members = self.CREDENTIALS + operation.hide
        return redact_received(text, members, self.CREDENTIALS_IN_URLS) if members or self.CREDENTIALS_IN_URLS else text

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Explain a response whose status is not 2xx."""
        text = f"HTTP {response.status}"
        if 300 <= response.status < 400:
            text += " (a redirect, which is never followed: check the base URL)"
        return Problem(text)
