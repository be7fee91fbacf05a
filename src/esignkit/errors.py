"""Every exception of the SDK.

    ESignError
    ├── ConfigurationError          the client was set up wrongly (also a ValueError)
    │   └── PlanError                 a plan cannot be stored, or a stored one cannot be read
    ├── NotSentError                nothing left this machine
    ├── DeadlineExceededError       the time for the call was used up, and nothing can have been changed by it
    ├── OutcomeUnknownError         a write may or may not have been carried out; it was not sent again
    ├── DecodeError                 the server answered, but the response cannot be read
    │   └── UnreadableResponseError   … and it was a write: also an OutcomeUnknownError
    ├── StreamError                 an open download broke off
    ├── MissingMemberError          a model was asked for a member that it does not have (also an AttributeError)
    ├── EventError                  a webhook that was received is not to be acted on
    │   ├── UnreadableEventError    … its body is no event of the service: answer it with 400
    │   └── UnverifiedEventError    … it is not certain that the service sent it: answer it with 401 or 403
    └── ApiError                    the server refused
        ├── ValidationError         400, 406, 422: wrong, or not allowed in this state
        │   └── ConflictError       409
        ├── AuthenticationError     401: the credentials were refused
        ├── PermissionDeniedError   403
        ├── NotFoundError           404, 410
        ├── RateLimitedError        429
        └── ServerError             5xx of a read, after the attempts were used up; also a read that broke off each time

All of them survive `pickle` and `copy`, and none of them holds a credential.

`UnknownValueWarning` is a warning, not an error: the call is made all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from esignkit.core.text import printable
from esignkit.names import no_name_of, with_near_names
from esignkit.types import Finding, Outcome, Verdict

if TYPE_CHECKING:
    from esignkit.core.flow import Flow, Steps
    from esignkit.types import JSON

__all__ = [
    "ApiError",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "DecodeError",
    "ESignError",
    "EventError",
    "MissingMemberError",
    "NotFoundError",
    "NotSentError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "PlanError",
    "RateLimitedError",
    "ServerError",
    "StreamError",
    "UnknownValueWarning",
    "UnreadableEventError",
    "UnreadableResponseError",
    "UnverifiedEventError",
    "ValidationError",
]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)


@with_near_names
class ESignError(Exception):
    """Base of everything that the SDK raises on its own account.

    Attributes:
        operation: Name of the call, such as `packages.create`; empty when no call was made.
        provider: Name of the service.
        method: HTTP method.
        path: Path template; ids are not filled in.
        status: HTTP status of the last response, when there was one.
        attempts: How often the call was tried.
        outcome: What is known about its effect.
        read: Whether the call only reads: whatever became of it, nothing was changed, and it may be repeated.
        code: The provider's own error code or message key, when it gave one.
        details: The provider's error body or the part of it that explains the refusal.
        request_id: The server's name for the exchange, when it sent one.
        retry_after: Seconds the server asked to wait, when it did.
        body: The raw error body, at most 8 kB of text.
    """

    default_outcome: ClassVar[Outcome] = Outcome.NOT_SENT
    read: bool = False

    def __init__(
        self,
        message: str,
        *,
        operation: str = "",
        provider: str = "",
        method: str = "",
        path: str = "",
        status: int | None = None,
        attempts: int = 0,
        outcome: Outcome | None = None,
        read: bool | None = None,
        code: str | None = None,
        details: JSON = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        body: str | None = None,
    ) -> None:
        super().__init__(printable(message))
        self.operation = operation
        self.provider = provider
        self.method = method
        self.path = path
        self.status = status
        self.attempts = attempts
        self.outcome: Outcome = outcome or self.default_outcome
        if read is not None:
            self.read = read
        self.code = code
        self.details = details
        self.request_id = request_id
        self.retry_after = retry_after
        self.body = body

    @property
    def message(self) -> str:
        """The text of the error."""
        return str(self.args[0]) if self.args else ""

    @property
    def maybe_applied(self) -> bool:
        """Whether the call may have changed something: it may have been carried out, and is no read."""
        return self.outcome in (Outcome.AMBIGUOUS, Outcome.DONE) and not self.read

    def _repr_html_(self) -> str:
        from esignkit.display import error_html

        facts = {
            "message": self.message,
            "provider": self.provider,
            "operation": self.operation,
            "request": f"{self.method} {self.path}".strip(),
            "status": self.status,
            "code": self.code,
            "attempts": self.attempts or None,
            "outcome": f"{self.outcome.value}: {self._effect()}",
            "retry after": None if self.retry_after is None else f"{self.retry_after:g} s",
            "request id": self.request_id,
            "details": self.details,
        }
        return error_html(type(self).__name__, facts)

    def _effect(self) -> str:
        if self.read and self.outcome in (Outcome.DONE, Outcome.AMBIGUOUS):
            return "the call only reads; nothing has changed"
        return _EFFECTS[self.outcome]

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, dict(self.__dict__))


_EFFECTS = {
    Outcome.NOT_SENT: "nothing has left this machine",
    Outcome.REJECTED: "the service refused; nothing has changed",
    Outcome.DONE: "the service did it; only its answer could not be used",
    Outcome.AMBIGUOUS: "the service may have done it; look before you repeat it",
}


def _rebuild(cls: type[ESignError], args: tuple[object, ...], state: dict[str, object]) -> ESignError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(ESignError, ValueError):
    """The client was set up wrongly; the text says what to give instead."""


class PlanError(ConfigurationError):
    """A plan cannot be stored as JSON, or JSON cannot be read as a plan; the text names the place and the reason."""


class NotSentError(ESignError):
    """The request did not leave this machine (no connection, name not found, certificate refused …)."""


class DeadlineExceededError(ESignError):
    """The time for the call was used up, and the call cannot have changed anything."""

    @classmethod
    def after_looking(cls, message: str, *, operation: str, provider: str) -> Self:
        """Return the error of a wait that ran out: each look was answered, and none of them changed anything.

        Args:
            message: What was waited for, and how it still stands.
            operation: Name of the wait.
            provider: Name of the service.
        """
        return cls(message, operation=operation, provider=provider, outcome=Outcome.DONE, read=True)


class Inquiry(Protocol):
    """Finds out what became of a call; clients put one on the error."""

    def settling(self, seconds: float) -> Flow[Finding]:
        """Return the plan that waits so long for what the call made to show.

        Args:
            seconds: After them, what is not there yet is taken not to come any more.
        """
        ...


class _NothingToAsk:
    """The plan for an error that no client has raised: it asks nothing."""

    def __init__(self, operation: str) -> None:
        self.operation = operation

    def __iter__(self) -> Steps[Finding]:
        yield from ()
        reason = f"the service shows nothing that would tell whether {self.operation or 'the call'} was carried out"
        return Finding(Verdict.UNKNOWN, reason)


class OutcomeUnknownError(ESignError):
    """A write may or may not have been carried out, and it was not sent again.

    Look before you repeat the call: `find_out()` is a plan that does, for `client.run`.

    Attributes:
        inquiry: What `find_out()` asks; None when the error was not raised by a client.
    """

    default_outcome = Outcome.AMBIGUOUS
    inquiry: Inquiry | None = None

    def find_out(self, *, settle: float = 10.0) -> Flow[Finding]:
        """Plan to find out what became of the call: `client.run(error.find_out())`, with `await` on an async client.

        The call itself is not sent again. What it was to make or change is read, and read again until it shows that
        the call was carried out, or the time to settle is over. Run it on a client of the same account: another one
        does not see the object and would conclude that nothing was done.

        Args:
            settle: Seconds after which what is not there yet is taken not to come any more; 0 looks once.

        Returns:
            A plan that ends in a finding: whether it was `DONE`, `NOT_DONE`, or is `UNKNOWN`, why, and what was read.
            `DONE` is said only of what this call made: what bears its own id or your own reference, and is as it was
            sent. `NOT_DONE` means that it did not show within the time to settle. With `UNKNOWN` come the candidates.
            The plan can be pickled and run later or elsewhere.

        Raises:
            TypeError: `settle` is no number.
            ValueError: `settle` is negative.
        """
        from esignkit.core.options import check_seconds

        check_seconds(settle, "settle", zero=True)
        return self.inquiry.settling(settle) if self.inquiry else _NothingToAsk(self.operation)


class DecodeError(ESignError):
    """The server answered, but not with what the call is documented to answer; `body` keeps what came."""

    default_outcome = Outcome.DONE


class UnreadableResponseError(OutcomeUnknownError, DecodeError):
    """A write was answered with success, but not as it is documented: with nothing, HTML, `{}`, `"ok"`.

    Something between may have spoken, so it is not known whether the write was carried out: `find_out()` tells. A
    response of the documented shape in which one member cannot be read is a plain `DecodeError`, whose outcome is
    `DONE`.
    """


class StreamError(ESignError):
    """An open download broke off; what was read so far is not the whole file."""

    default_outcome = Outcome.DONE
    read = True


class MissingMemberError(ESignError, AttributeError):
    """A model was asked for something that the service gives, and does not have it: `hasattr` says so without an error.

    Attributes:
        model: Class of the model.
        member: Name of the member.
    """

    def __init__(self, message: str, model: type[object], member: str) -> None:
        super().__init__(message)
        self.model = model
        self.member = member
        self.name: str | None = member  # or Python sets it, and keeps the whole model beside it


class EventError(ESignError):
    """A webhook that was received is not to be acted on."""


class UnreadableEventError(EventError):
    """The body is no event of the service; answer it with 400."""


class UnverifiedEventError(EventError):
    """It is not certain that the service sent it, or for whom; answer it with 401 or 403."""


class ApiError(ESignError):
    """The server refused the call; the text holds its own words."""

    default_outcome = Outcome.REJECTED


class ValidationError(ApiError):
    """What was sent is wrong, or not allowed in the state the object is in."""


class AuthenticationError(ApiError):
    """The credentials were refused."""


class PermissionDeniedError(ApiError):
    """The credentials are good but do not allow this."""


class NotFoundError(ApiError):
    """There is no such object, or it is not visible to these credentials."""


class ConflictError(ValidationError):
    """The object was changed meanwhile, or already exists."""


class RateLimitedError(ApiError):
    """The server asked to slow down; `retry_after` says for how long, when it did."""


class ServerError(ApiError):
    """The server failed, or its response broke off, and this went on until the attempts were used up; only for reads.

    After a write nobody knows whether it was carried out: that is an `OutcomeUnknownError`.
    """


class UnknownValueWarning(UserWarning):
    """A text that was given for an open enum is none of its known values, but close to one: probably misspelt.

    It is sent as it is. `warnings.filterwarnings("ignore", category=UnknownValueWarning)` silences it.
    """
