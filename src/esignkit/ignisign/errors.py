"""Errors that only Ignisign has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from esignkit.errors import ESignError, UnverifiedEventError
from esignkit.ignisign.operation import PROVIDER
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.ignisign.models.signature_requests import SignatureRequestContext
    from esignkit.ignisign.models.webhooks import TokenCheck
    from esignkit.ignisign.send_results import SendProgress

__all__ = ["Reason", "SendInterruptedError", "SignatureRequestEndedError", "WebhookVerificationError"]

Reason: TypeAlias = Literal["app_id", "app_env", "token"]
"""What was wrong with a delivery: its application, its environment or its token."""


class SignatureRequestEndedError(ESignError):
    """A signature request that was waited for ended in another way than by being completed.

    Attributes:
        context: The request as it was found; `context.status` says how it ended.
    """

    default_outcome = Outcome.DONE
    read = True

    def __init__(self, message: str, *, context: SignatureRequestContext, operation: str = "") -> None:
        super().__init__(message, operation=operation, provider=PROVIDER)
        self.context = context


class SendInterruptedError(ESignError):
    """Sending a request in one call stopped part of the way. What stopped it is the `__cause__`.

    Attributes:
        progress: What exists by now; give it back as `resume=` to go on from there.
        step: What was being done, such as `documents.upload`.
    """

    default_outcome = Outcome.REJECTED

    def __init__(self, message: str, *, progress: SendProgress, step: str, cause: Exception) -> None:
        source = cause if isinstance(cause, ESignError) else ESignError("")
        super().__init__(
            message,
            operation="signature_requests.send",
            provider=PROVIDER,
            method=source.method,
            path=source.path,
            status=source.status,
            attempts=source.attempts,
            outcome=source.outcome,
            read=source.read,
            code=source.code,
            details=source.details,
            request_id=source.request_id,
            retry_after=source.retry_after,
            body=source.body,
        )
        self.progress = progress
        self.step = step


class WebhookVerificationError(UnverifiedEventError):
    """A delivery is not one of Ignisign's to this application and environment; do not act on it.

    Attributes:
        reason: `app_id`, `app_env` or `token`: what was wrong.
        check: What the service said of the token, when it was asked.
    """

    default_outcome = Outcome.REJECTED

    def __init__(self, message: str, *, reason: Reason, check: TokenCheck | None = None) -> None:
        super().__init__(message, operation="webhooks.verify", provider=PROVIDER)
        self.reason: Reason = reason
        self.check = check
