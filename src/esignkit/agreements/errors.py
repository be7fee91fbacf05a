"""What goes wrong with an agreement beyond what a service's own calls raise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from esignkit.errors import ESignError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.agreements.problems import Problem
    from esignkit.agreements.progress import SendProgress
    from esignkit.agreements.results import State

__all__ = ["AgreementEndedError", "SendInterruptedError", "UnsupportedError"]


class UnsupportedError(ESignError, ValueError):
    """The service cannot do what was asked for, or the agreement is wrong; nothing was sent.

    Attributes:
        problems: All that is wrong, each with the member that it is about and what comes nearest.
    """

    default_outcome = Outcome.NOT_SENT

    def __init__(
        self, message: str, *, problems: Sequence[Problem] = (), operation: str = "", provider: str = ""
    ) -> None:
        super().__init__(message, operation=operation, provider=provider)
        self.problems: tuple[Problem, ...] = tuple(problems)


class SendInterruptedError(ESignError):
    """A step of several failed. The same call with `resume=error.progress` goes on from there.

    Its `outcome` is the failed step's; `progress` says what was done before. `read` is set only where nothing was done,
    and nothing is in doubt. The service's own error is its cause.

    Attributes:
        progress: What has been done; it pickles.
        step: Name of the step that failed.
        cause: The error of that step.
    """

    def __init__(
        self, message: str, *, progress: SendProgress, step: str, cause: Exception, operation: str, provider: str
    ) -> None:
        source = cause if isinstance(cause, ESignError) else ESignError("")
        doubt = progress.in_doubt
        super().__init__(
            message,
            operation=operation,
            provider=provider,
            method=source.method,
            path=source.path,
            status=source.status,
            attempts=source.attempts,
            outcome=source.outcome if doubt is None else doubt.outcome,
            read=source.read and not progress.done and doubt is None,
            code=source.code,
            details=source.details,
            request_id=source.request_id,
            retry_after=source.retry_after,
            body=source.body,
        )
        self.progress = progress
        self.step = step
        self.cause = cause


class AgreementEndedError(ESignError):
    """An agreement that was waited for ended, and not as completed.

    Attributes:
        state: Where it stands.
    """

    default_outcome = Outcome.DONE
    read = True

    def __init__(self, message: str, *, state: State, operation: str, provider: str) -> None:
        super().__init__(message, operation=operation, provider=provider)
        self.state = state
