"""How a provider classifies responses: refusals, expired tokens, error texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.response_readers import read_response
from esignkit.core.value_objects import Value, define, field, frozen
from esignkit.core.wire_format import WireFormat
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
    """An error response, as the provider understands it."""

    message: str
    code: str | None = None
    error: type[ApiError] | None = None
    details: JSON = None
    rejected: bool = False
    """Whether the service itself refuses the call, so that another try would be refused, too.

    This does not prove that nothing was done when the status does not: a proxy may have sent a 5xx.
    """
    done: bool = False
    """Whether the response proves that the call was carried out, although it reports an error."""
    partly: bool = False
    """Whether a part of the call may have been carried out."""


@define(eq=False, repr=False)
class Provider:
    """How responses are read in general; each service has a subclass.

    Attributes:
        name: The provider's name, for errors and logs.
        format: How the service writes dates, enums and files.
        headers: Headers of every call.
    """

    CREDENTIALS: ClassVar[tuple[str, ...]] = ()
    """Members that are credentials in every response. `Operation.hide` names those of a single operation."""
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = ()
    """Query parameters that are credentials in the URLs that responses hold."""

    name: str = "provider"
    format: WireFormat = field(factory=WireFormat)
    headers: dict[str, str] = field(factory=dict[str, str])

    def media_type(self, name: str) -> str:
        """Return a media type for `Accept` and `Content-Type`; a service may want its version in it."""
        return name

    def raw_path(self, path: str) -> str:
        """Return the path of `client.request` below the base URL; the service's documentation may print a prefix."""
        return path

    def seal(self, operation: Operation[Any], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Return the final headers of one exchange, credentials included."""
        return headers

    def is_stale_token(self, operation: Operation[Any], response: Response) -> bool:
        """Whether the response says that the token must be renewed and that nothing was done."""
        return response.status == 401

    def read(self, operation: Operation[Any], response: Response) -> Any:
        """Read the response of a call that succeeded; a subclass may use the client's settings for it."""
        return read_response(operation, response)

    def refusal(self, operation: Operation[Any], response: Response) -> Problem | None:
        """Return the problem when a 2xx response is an error; None when it is a success.

        The reader of the operation decides, when it has a method of this name that takes the response.
        """
        reader_refusal: Callable[[Response], Problem | None] | None = getattr(operation.returns, "refusal", None)
        return None if reader_refusal is None else reader_refusal(response)

    def redact(self, operation: Operation[Any], text: str) -> str:
        """Redact the credentials that the service itself issued, in the response text of an error."""
        from esignkit.core.redaction import redact_received  # only errors need it

        members = self.CREDENTIALS + operation.hide
        return redact_received(text, members, self.CREDENTIALS_IN_URLS) if members or self.CREDENTIALS_IN_URLS else text

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Return the problem of a response whose status is not 2xx."""
        text = f"HTTP {response.status}"
        if 300 <= response.status < 400:
            text += " (a redirect, which is never followed: check the base URL)"
        return Problem(text)
