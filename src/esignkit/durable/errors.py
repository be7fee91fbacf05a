"""What a journal refuses."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.errors import ESignError

__all__ = ["JournalError", "LeaseLostError", "PlanChangedError", "RunBusyError"]


class JournalError(ESignError):
    """The journal cannot be used, or does not allow what was asked; nothing is sent."""


class PlanChangedError(JournalError):
    """The key belongs to another plan, or to another account, and something was made under it.

    Attributes:
        differences: What differs, a line for each place: its path in the plan's JSON form, how it was and how it is.
            Long texts are told by their length. Empty where the service or the account differs.
    """

    def __init__(self, message: str, differences: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.differences: tuple[str, ...] = tuple(differences)


class RunBusyError(JournalError):
    """Another worker is carrying the run out; `retry_after` says when its lease ends at the latest."""


class LeaseLostError(JournalError):
    """The run is no longer this worker's: its lease ran out and another took it over, or its task was cancelled."""
