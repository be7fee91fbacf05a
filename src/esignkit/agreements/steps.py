"""Several calls that are one: what each has made is noted, and a second go does not make it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from attrs import define, evolve, frozen

from esignkit.agreements.errors import SendInterruptedError
from esignkit.agreements.progress import SendProgress
from esignkit.core.flow import Flow, Steps, sleep
from esignkit.core.going_on import NOTHING_MADE, RESUME, TAKE_AGAIN
from esignkit.core.operation import Operation, Repeat
from esignkit.core.reconciliation import find_out
from esignkit.core.watching import Watched, Watcher
from esignkit.errors import DecodeError, ESignError, MissingMemberError, OutcomeUnknownError
from esignkit.types import Finding, Outcome, Verdict

__all__ = ["Sending", "nothing"]

T = TypeVar("T")
R = TypeVar("R")

_SETTLE = 10.0
"""Seconds after which what is not there yet is taken not to come any more."""


@define
class Sending:
    """The steps of one go."""

    operation: str
    provider: str
    progress: SendProgress
    on_progress: Callable[[SendProgress], object] | None = None
    """Is told how far it got: before each call that must not be made twice, and after each step."""

    def step(
        self,
        name: str,
        flow: Flow[T],
        keep: Callable[[T], R],
        *,
        from_finding: Callable[[Finding], R] | None = None,
        look: Callable[[], Flow[R | None]] | None = None,
    ) -> Steps[R]:
        """Take a step, or return what it made in an earlier go.

        Args:
            name: Name of the step, unique among the steps.
            flow: The call.
            keep: Returns what is to be kept of the result: ids. With `nothing`, a call that was carried out is done
                even where its response cannot be used.
            from_finding: Returns the same from what was found after the response was lost; its id when not given.
            look: Looks what became of the call where the call itself offers no way: the same, or None of one that was
                not carried out.

        Raises:
            SendInterruptedError: It failed, or it is not certain whether it was done.
        """
        if name in self.progress.done:
            return cast("R", self.progress.done[name])
        unknown = ""
        try:
            doubt = self.progress.in_doubt
            if doubt is not None:
                finding: Finding = yield from doubt.find_out()
                if finding.verdict is Verdict.UNKNOWN and look is not None:
                    made = yield from _look_twice(look)
                    if made is not None:
                        return self._note(name, made)
                if finding.verdict is Verdict.UNKNOWN and (look is None or doubt.outcome is Outcome.DONE):
                    unknown = finding.reason
                    raise doubt
                self.progress = evolve(self.progress, in_doubt=None)
                if finding.verdict is Verdict.DONE:
                    return self._note(name, cast("R", finding.id) if from_finding is None else from_finding(finding))
            return self._note(name, _kept(keep, (yield from self._told(flow))))
        except Exception as error:
            self._failed(name, error, keeps=keep is not nothing)
            raise self._interrupted(name, error, unknown) from error
        except GeneratorExit as closing:  # Ctrl-C, or a task that was cancelled
            self._broken_off(name, closing)
            raise

    def _told(self, flow: Flow[T]) -> Flow[T]:
        return flow if self.on_progress is None else Watched(flow, _BeforeCalls(self))

    def tell(self, in_doubt: OutcomeUnknownError | None = None) -> None:
        """Tell how far it got.

        Args:
            in_doubt: The error of a call that is about to be made, should nothing be heard of it.
        """
        if self.on_progress is not None:
            self.on_progress(evolve(self.progress, in_doubt=in_doubt))

    def _broken_off(self, name: str, closing: GeneratorExit) -> None:
        """Say in a note how far it got when something from outside ended it, which no error of ours can take over."""
        cause: BaseException | None = closing
        while isinstance(cause, GeneratorExit):
            cause = cause.__context__
        if cause is not None:
            made = f"; the id is {self.progress.agreement_id}" if self.progress.agreement_id else ""
            cause.add_note(
                f"{self.provider} {self.operation} was broken off at {name}, which the service may have carried out. "
                f"Done so far: {self._so_far()}{made}. What on_progress= was told last goes on from there with resume=."
            )

    def _so_far(self) -> str:
        return ", ".join(self.progress.steps) or "nothing"

    def _failed(self, name: str, error: Exception, *, keeps: bool) -> None:
        """Note what is known of a step that failed: done, in doubt, or neither."""
        if isinstance(error, OutcomeUnknownError):
            self.progress = evolve(self.progress, in_doubt=error)
        elif isinstance(error, ESignError) and error.outcome is Outcome.DONE and not error.read:
            if keeps:
                self.progress = evolve(self.progress, in_doubt=_without_result(error))
            else:
                self._note(name, None)

    def made(self, agreement_id: str) -> None:
        """Note the id of the agreement."""
        self.progress = evolve(self.progress, agreement_id=agreement_id)
        self.tell()

    def _note(self, name: str, made: T) -> T:
        self.progress = evolve(self.progress, done={**self.progress.done, name: made}, in_doubt=None)
        self.tell()
        return made

    def _interrupted(self, name: str, error: Exception, unknown: str) -> SendInterruptedError:
        text = str(error) or type(error).__name__
        if isinstance(error, ESignError):
            text = text.removeprefix(f"{self.provider} {error.operation}: ")
        hint = RESUME
        doubt = self.progress.in_doubt
        if unknown and doubt is not None and doubt.outcome is Outcome.DONE:
            hint = f"It is not made a second time: {unknown}. {TAKE_AGAIN}"
        elif unknown:
            hint = f"What became of it cannot be told: {unknown}. {TAKE_AGAIN}"
        elif doubt is None and not self.progress.done:
            hint = NOTHING_MADE
        elif doubt is not None:
            hint += ", after looking up what became of the step in doubt"
        msg = f"{self.provider} {self.operation} stopped at {name}: {text} — done so far: {self._so_far()}. {hint}."
        return SendInterruptedError(
            msg, progress=self.progress, step=name, cause=error, operation=self.operation, provider=self.provider
        )


@frozen
class _BeforeCalls(Watcher):
    """Tells of each call that must not be made twice, before it is made."""

    sending: Sending

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        """Tell that the call is in doubt from now on."""
        if operation.repeat is Repeat.NEVER:
            name, provider = operation.name, self.sending.provider
            msg = f"{provider} {name}: it was broken off from outside — the service may have carried this out"
            doubt = OutcomeUnknownError(
                msg, operation=name, provider=provider, method=operation.method, path=operation.path, attempts=1
            )
            doubt.inquiry = _BrokenOff(operation, time.time())
            self.sending.tell(doubt)
        return operation


@frozen
class _BrokenOff(Flow[Finding]):
    """The inquiry for a call that was broken off from outside: the call's own question, asked when it is known."""

    operation: Operation[Any]
    since: float
    settle: float = 10.0

    def settling(self, seconds: float) -> Flow[Finding]:
        """Return the plan with another time to wait for the result of the call to appear."""
        return evolve(self, settle=seconds)

    def __iter__(self) -> Steps[Finding]:
        return (yield from find_out(self.operation, self.since, time.time()).settling(self.settle))


def _kept(keep: Callable[[T], R], result: T) -> R:
    """Return what is to be kept of a result.

    Raises:
        DecodeError: The call was carried out, and its answer has no id.
    """
    try:
        return keep(result)
    except (MissingMemberError, LookupError) as error:
        raise DecodeError(str(error)) from error


def nothing(result: object) -> None:
    """Keep nothing of a step's result."""


@frozen
class _ResultLost:
    """The inquiry for a call that was carried out and whose response cannot be used: nothing is to be asked."""

    operation: str

    def settling(self, seconds: float) -> Flow[Finding]:
        """Return the plan, which asks nothing."""
        return self

    def __iter__(self) -> Steps[Finding]:
        yield from ()
        return Finding(Verdict.UNKNOWN, f"the service carried {self.operation} out, and its answer cannot be used")


def _without_result(error: ESignError) -> OutcomeUnknownError:
    """Return an error as one of a step in doubt: the call was carried out, and what it made is not known."""
    doubt = OutcomeUnknownError(
        str(error),
        operation=error.operation,
        provider=error.provider,
        method=error.method,
        path=error.path,
        status=error.status,
        attempts=error.attempts,
        outcome=error.outcome,
        code=error.code,
        details=error.details,
        request_id=error.request_id,
        body=error.body,
    )
    doubt.inquiry = _ResultLost(error.operation or "the call")
    return doubt


def _look_twice(look: Callable[[], Flow[R | None]]) -> Steps[R | None]:
    """Look, and look again when what was in doubt has had the time to appear."""
    made = yield from look()
    if made is None:
        yield from sleep(_SETTLE)
        made = yield from look()
    return made
