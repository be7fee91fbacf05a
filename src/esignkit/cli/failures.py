"""What an error means on the command line: an exit status, a sentence, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.results import CommandError
from esignkit.cli.wording import in_options
from esignkit.errors import (
    ApiError,
    ConfigurationError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    ServerError,
)
from esignkit.extras import MissingExtraError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.types import JSONObject

__all__ = ["as_command_error", "code_of", "facts", "sentence", "without_advice"]


def as_command_error(error: Exception) -> CommandError | None:
    """Return what ends the command for an error that a user may meet; None for one that is a mistake in the program.

    Args:
        error: What was raised.
    """
    if isinstance(error, CommandError):
        return error
    if isinstance(error, MissingExtraError):
        return CommandError(str(error))
    if isinstance(error, ESignError):
        return _of_service(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return CommandError(f"{where}{error.strerror or error}.", ExitCode.FAILED)
    if isinstance(error, ValueError | TypeError):  # the SDK refuses an argument before anything is sent
        return CommandError(in_options(f"{error}"))
    return None


def code_of(error: Exception) -> ExitCode:
    """Return the exit status for an error."""
    for kind, code in (
        (OutcomeUnknownError, ExitCode.OUTCOME_UNKNOWN),
        (ConfigurationError, ExitCode.USAGE),
        (NotFoundError, ExitCode.NOT_FOUND),
        (ServerError, ExitCode.FAILED),
        (ApiError, ExitCode.REFUSED),
    ):
        if isinstance(error, kind):
            return code
    return ExitCode.FAILED


def sentence(error: Exception) -> str:
    """Return one sentence about an error, without what is meant for programs."""
    text = " ".join((str(error) or type(error).__name__).split())
    if isinstance(error, ESignError):
        text = text.replace(f"{error.provider} {error.operation}: ", f"{error.provider}: ", 1)
    text = without_advice(text)
    if isinstance(error, OutcomeUnknownError):
        text += (
            ": the service did it, and its answer cannot be used; it is not made a second time"
            if error.outcome is Outcome.DONE
            else ": it is not known whether the service did it"
        )
    return f"{text}."


def without_advice(text: str) -> str:
    """Return the text of an error without the advice for programs, and without the point at its end."""
    for tail in _FOR_PROGRAMS:
        text = text.partition(tail)[0]
    return in_options(text).rstrip(" .")


def facts(error: ESignError) -> JSONObject:
    """Return what `--json` says of an error of the SDK."""
    return {
        "operation": error.operation or None,
        "outcome": "nothing_changed" if error.read else error.outcome.value,
        "http_status": error.status,
        "service_code": None if error.code is None else str(error.code),
        "request_id": error.request_id,
    }


_FOR_PROGRAMS = (
    " — the service may have carried this out",
    " — done so far:",
    " (raise the limit with options=",
    "; it stays open, look again",
    " Then journal.resolve(",
    "; journal.retry(",
)
"""Where the advice for programs begins in the texts of errors: a command has its own."""
_NO_CONNECTION = ": no connection to "
_HINTS = {
    ExitCode.OUTCOME_UNKNOWN: "`esignkit status`, `list` or `find` shows what is there; look before you repeat it.",
}


def _of_service(error: ESignError) -> CommandError:
    from esignkit.agreements import UnsupportedError

    if isinstance(error, UnsupportedError):
        is_wrong = all(problem.feature is None for problem in error.problems) and bool(error.problems)
        return CommandError(sentence(error), ExitCode.USAGE if is_wrong else ExitCode.UNSUPPORTED, data=facts(error))
    code = code_of(error)
    notes: list[str] = getattr(error, "__notes__", [])
    unreached = "`esignkit doctor` looks for the cause." if _NO_CONNECTION in str(error) else ""
    hints = [_HINTS.get(code, ""), unreached, *(f"{' '.join(note.split()).rstrip('.')}." for note in notes)]
    return CommandError(sentence(error), code, hint=" ".join(filter(None, hints)), data=facts(error))
