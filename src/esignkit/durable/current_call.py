"""The call of a run that is being made, and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from attrs import define, frozen

from esignkit.core.context import Context
from esignkit.core.operation import Operation, Repeat
from esignkit.core.value_objects import evolve
from esignkit.durable.answers import begun_line, extra_of
from esignkit.durable.values import Step
from esignkit.types import Secret

__all__ = ["Current", "FailedCall"]


@frozen
class FailedCall:
    """How a call failed.

    Attributes:
        error: Its error.
        in_doubt: Whether it may have been carried out, so that it must not simply be made again.
        asked: Whether the service was asked, and nobody can tell.
        begun: The line that stays of a write that may be repeated, and may have been carried out; else None.
    """

    error: Exception
    in_doubt: bool
    asked: bool
    begun: Step | None


@define(eq=False)
class Current:
    """The call that is being made.

    Attributes:
        operation: The call.
        step: Its line.
        context: The client's settings, with the time that is left.
        secrets: The credentials that are sent with it, without the client's own.
        known: Its line as it was when the run was taken up.
        answered: Whether it was carried out.
        doubt: Whether a write may have been carried out, by any of its tries. Only the service's word that it was not
            clears that, and an answer.
        asked: Whether the service was asked, and nobody can tell.
        begun: Whether a write that may be repeated may have been carried out, by any of its tries.
        replayed: Whether its error is one that was written down.
    """

    operation: Operation[Any]
    step: Step
    context: Context
    secrets: Sequence[Secret]
    known: Step | None
    answered: bool = False
    doubt: bool = False
    asked: bool = False
    begun: bool = False
    replayed: bool = False

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.operation.repeat is not Repeat.READ

    @property
    def never(self) -> bool:
        """Whether it must not be done twice."""
        return self.operation.repeat is Repeat.NEVER

    @property
    def begun_line(self) -> Step | None:
        """The line that stays when it fails, and may be repeated, though it may have been carried out; else None."""
        return begun_line(self.step) if self.begun else None

    @property
    def attempts(self) -> int:
        """How often it may be sent: as the call says, or the client."""
        context = self.context
        of_client = (context.options or {}).get("attempts", context.retry.attempts)
        return (self.operation.options or {}).get("attempts", of_client)

    def note(self, **more: object) -> None:
        """Note something beside the call in its line.

        Args:
            more: What, as JSON.
        """
        self.step = evolve(self.step, extra=json.dumps({**extra_of(self.step), **more}))
