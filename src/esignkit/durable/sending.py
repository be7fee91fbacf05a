"""Sending one call of a run: the intent of a write is on disk before its first byte leaves."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, cast

from attrs import define, field

from esignkit.core.auth.base import Auth, Authorization
from esignkit.core.context import Context, ResponseInfo
from esignkit.core.exchange import exchange
from esignkit.core.flow import Response, Send, SendFailed, Steps
from esignkit.core.operation import Operation, Repeat
from esignkit.core.value_objects import evolve
from esignkit.durable.answers import extra_of
from esignkit.durable.clock_readings import ClockReading
from esignkit.durable.errors import JournalError
from esignkit.durable.run_writer import RunWriter
from esignkit.durable.values import Step
from esignkit.errors import ESignError
from esignkit.types import JSONObject, Outcome, Secret

__all__ = ["PROVEN", "Sending"]

PROVEN = (Outcome.NOT_SENT, Outcome.REJECTED)
"""Outcomes after which nothing was done."""
_PART_OF_LEASE = 0.9
"""How much of its lease a worker may use for sending. A worker that was frozen for longer sends nothing any more."""


_EARLY = 0.1
"""Seconds by which a time-out may come too early."""


@define(eq=False)
class _SignIn:
    """Signs in for a call; its requests are none of the call's own."""

    auth: Auth
    tokens: list[Secret]
    active: bool = False

    @property
    def renewable(self) -> bool:
        return self.auth.renewable

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        self.active = True
        try:
            authorization = yield from self.auth.authorize(now, deadline, refused)
        finally:
            self.active = False
        if authorization.token is not None:
            self.tokens.append(authorization.token)
        return authorization


@define(eq=False)
class Sending:
    """One call, sent.

    Attributes:
        writer: Writes its intent.
        operation: The call.
        step: Its line.
        context: The client's settings.
        in_doubt: Whether it may have been carried out before.
        tokens: The client's own credentials that went with it.
        response: The last response to it.
        began: Whether it is written down that it is a write that may have been sent.
        unclear: Whether something broke off that is none of the SDK's failures: it does not tell what was done.
    """

    writer: RunWriter
    operation: Operation[Any]
    step: Step
    context: Context
    in_doubt: bool
    tokens: list[Secret] = field(factory=list[Secret])
    response: Response | None = None
    began: bool = False
    unclear: bool = False

    def send(self) -> Steps[Any]:
        """Send it, and return its result.

        Raises:
            ESignError: It failed.
            JournalError: The journal does not allow it; nothing was sent.
        """
        sign_in = None if self.context.auth is None else _SignIn(self.context.auth, self.tokens)
        mark = extra_of(self.step).get("mark")
        new_id = None if mark is None else lambda: str(mark)
        observe = None if self.context.observe is None else self._observe
        context = evolve(self.context, auth=sign_in, new_request_id=new_id, observe=observe)
        steps = exchange(self.operation, context)
        try:
            effect = next(steps)
            while True:
                own = isinstance(effect, Send) and not (sign_in is not None and sign_in.active)
                try:
                    if own and self.operation.repeat is not Repeat.READ:
                        value = yield from self._write(cast("Send", effect))
                    else:
                        value = yield from self.writer.carry_out(effect)
                except JournalError as error:
                    _end(steps, error)
                    raise
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    if own and isinstance(value, Response):
                        self.response = value
                    effect = steps.send(value)
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()

    def may_be_done(self, error: Exception) -> bool:
        """Whether a write may have been carried out after all, now that sending it failed.

        Args:
            error: How it failed. Only an error of the SDK can prove that nothing was done, and no class of them does:
                its outcome counts.
        """
        proven = isinstance(error, ESignError) and error.outcome in PROVEN and not self.unclear
        return self.began and not proven

    def _write(self, send: Send) -> Steps[object]:
        """Make one try of a write while the run is certainly ours. That it may be sent now is written down before."""
        lease = self.writer.journal.lease
        if self.operation.repeat is Repeat.NEVER:
            step = _about_to_be_sent(self.step, self.writer.latest + lease, self.writer.run.clock)
            begun = yield from self.writer.intend(step, is_first=not self.in_doubt)
            self.step, self.began = step, True
        else:
            begun = yield from self.writer.hold(None if self.began else evolve(self.step, state="begun"))
            self.began = True
        until = begun + lease * _PART_OF_LEASE
        try:
            return (yield evolve(send, deadline=min(send.deadline, until)))
        except SendFailed as error:
            if error.timed_out and until < send.deadline and self.context.now() >= until - _EARLY:
                raise _cut_by_lease(error, lease) from error
            raise
        except Exception:  # the caller's own client or one of its hooks
            self.unclear = True
            raise

    def _observe(self, info: ResponseInfo) -> None:
        """Tell the caller of a response; an error of the caller's says nothing of the call."""
        assert self.context.observe is not None  # noqa: S101 - this is called in its place
        try:
            self.context.observe(info)
        except Exception:
            self.unclear = True
            raise


def _end(steps: Steps[Any], error: JournalError) -> None:
    """Let a call that the journal does not allow end with that error, so that observers are told what became of it."""
    outcome = error.outcome
    with suppress(StopIteration, ESignError):  # the journal's error is raised, as it is
        steps.throw(error)
    error.outcome = outcome


def _cut_by_lease(error: SendFailed, lease: float) -> SendFailed:
    text = (
        f"{error}: a write under a journal is given up before its lease of {lease:g} s ends, though the call had more "
        f"time left; for writes that take longer, open the journal with a longer one, such as lease={2 * lease:g}"
    )
    return SendFailed(text, sent=error.sent, fatal=error.fatal, timed_out=True, status=error.status)


def _about_to_be_sent(step: Step, until: float, clock: ClockReading) -> Step:
    """Return the line of a call that is about to be sent.

    Args:
        step: Its line before. When it was sent first stays: what an earlier try made is still looked for.
        until: When this try is given up at the latest.
        clock: How the clock stood by which it was sent first; see `ClaimedRun.clock`.
    """
    extra: JSONObject = {name: value for name, value in extra_of(step).items() if name not in ("error", "asked")}
    return evolve(step, extra=json.dumps({"clock": clock.form(), **extra, "until": until}))
