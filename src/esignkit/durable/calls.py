"""The calls of a run: taken from the journal, made, or found out about."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any

from attrs import define, field, frozen

from esignkit.core.context import Context
from esignkit.core.exchange import interpret
from esignkit.core.flow import Steps
from esignkit.core.logs import logger
from esignkit.core.operation import Operation
from esignkit.core.reconciliation import FindOut
from esignkit.core.reporting import secrets_of
from esignkit.core.value_objects import evolve
from esignkit.durable.answers import NotKept, answer_step, extra_of, in_doubt_again, is_given, read_answer
from esignkit.durable.current_call import Current, FailedCall
from esignkit.durable.doubt import doubt_error, inquiry_of, stand_in
from esignkit.durable.downloads import into_own_file, makes_file
from esignkit.durable.errors import JournalError, PlanChangedError
from esignkit.durable.errors_kept import error_form, rebuild_error
from esignkit.durable.run_writer import RunWriter
from esignkit.durable.sending import PROVEN, Sending
from esignkit.durable.sent_calls import body_of_digest, digest_of_call, target_of_digest
from esignkit.durable.values import Step
from esignkit.errors import ESignError, OutcomeUnknownError
from esignkit.types import Finding, JSONObject, Outcome, Secret, Verdict

__all__ = ["Calls"]

_logger = logger.getChild("durable")


@frozen
class _Recovered:
    """What a call had answered that is found to have been carried out."""

    result: Any


@define(eq=False)
class Calls:
    """Makes the calls of a run.

    Attributes:
        writer: Writes down what happens.
        accept_orphans: Whether a call is repeated that may leave something useless behind.
        failed: The calls that failed, by the number of their step.
        last_change: The number of the last step that changed something at the service.
        last_function: The number of the last step that called a function of the caller's.
    """

    writer: RunWriter
    accept_orphans: bool = False
    failed: dict[int, FailedCall] = field(factory=dict[int, FailedCall])
    last_change: int = -1
    last_function: int = -1

    def call(self, operation: Operation[Any], number: int, context: Context) -> Steps[tuple[Any, Step]]:
        """Return the result of a call, and its line.

        Args:
            operation: The call.
            number: The number of its step.
            context: The client's settings, with the time that is left.

        Raises:
            PlanChangedError: The run made another call at this place.
            OutcomeUnknownError: Nobody can tell what became of the call.
            ESignError: It failed.
        """
        secrets = [*map(Secret, secrets_of(operation))]  # as such: what collects errors shows the variables here
        digest = digest_of_call(operation, context, secrets)
        step = Step(number, operation.name, digest, "intent", self.writer.earliest)
        current = Current(operation, step, context, secrets, self.writer.run.steps.get(number))
        try:
            if current.known is None:
                result = yield from self._make(current)
            else:
                self._check_same(current.known, step)
                result = yield from self._again(current, current.known)
        except JournalError:
            raise
        except Exception as error:
            self._note_failure(current, error)
            raise
        return result, current.step

    def _again(self, current: Current, known: Step) -> Steps[Any]:
        """Take a call from the journal."""
        operation = current.operation
        if is_given(known):
            return self._given(current, known)
        if known.state == "answer":
            current.answered = current.is_write
            with suppress(NotKept):
                result = read_answer(known, operation, current.context)
                current.step = known
                self._note_change(current)
                return result
        elif known.state == "error":
            current.step = known
            raise self._known_error(current)
        elif current.never:
            current.step, current.doubt = known, True
            if self._went_on(known):
                raise self._known_error(current)
        elif known.state == "begun":
            current.begun = current.is_write
            current.operation = operation if current.is_write else into_own_file(operation)
        return (yield from self._make(current))

    def _went_on(self, known: Step) -> bool:
        """Whether the flow has gone on from a call in doubt: it must be given the same error as then."""
        is_last = known.number == max(self.writer.run.steps)
        return "error" in extra_of(known) and (self.writer.has_ended or not is_last)

    def _given(self, current: Current, known: Step) -> Any:
        """Take the answer that a person gave.

        Raises:
            OutcomeUnknownError: It cannot be read: the step is in doubt as before.
        """
        current.step = in_doubt_again(known)
        try:
            result = read_answer(known, current.operation, current.context)
        except Exception as error:
            current.doubt = current.asked = True
            why = f"what journal.resolve was given as its answer cannot be read ({error})"
            raise self._doubt(current, why) from error
        current.step, current.answered = known, True
        self._note_change(current)
        return result

    def _known_error(self, current: Current) -> ESignError:
        extra = extra_of(current.step)
        form, current.asked, current.replayed = extra["error"], extra.get("asked") is True, True
        error = rebuild_error(form if isinstance(form, dict) else {})
        may_be_done = "begun" in extra or error.outcome not in PROVEN
        current.begun = current.is_write and not current.never and may_be_done
        if isinstance(error, OutcomeUnknownError):
            error.inquiry = self._inquiry(current)
        return error

    def _make(self, current: Current) -> Steps[Any]:
        """Make a call. One whose outcome is not known is looked up, and sent again when it was not carried out."""
        operation, lost = current.operation, None
        if self.writer.has_ended and current.is_write:
            raise self._changed(f"it has ended, and now its flow goes on with {operation.name}")
        if not current.doubt and (mark := self._mark(current)) is not None:
            current.note(mark=mark)
        if current.known is None and makes_file(operation):
            self.writer.pending.append(evolve(current.step, state="begun"))
        for _ in range(current.attempts):
            if current.doubt:
                recovered = yield from self._recover(current, lost)
                if recovered is not None:
                    return recovered.result
            try:
                return (yield from self._send(current))
            except JournalError:
                raise
            except ESignError as error:
                lost = self._lost(current, error)
        recovered = yield from self._recover(current, lost)
        if recovered is None:
            assert lost is not None  # noqa: S101 - the last round ended so
            current.doubt = True  # what is raised says so; the next one who takes the run up looks once more
            raise lost
        return recovered.result

    def _lost(self, current: Current, error: ESignError) -> OutcomeUnknownError:
        """Return the error of a call that can be looked up now.

        Raises:
            OutcomeUnknownError: This try did nothing, and an earlier one may have.
            ESignError: The call failed, or was carried out in part.
        """
        if not current.doubt or current.asked:
            raise error
        if error.outcome in (Outcome.NOT_SENT, Outcome.REJECTED):
            raise self._doubt(
                current, f"an earlier try may have been carried out, and the last one failed: {error}"
            ) from error
        if not isinstance(error, OutcomeUnknownError):  # it was done in part, and the error says which
            current.asked = True
            raise error
        return error

    def _send(self, current: Current) -> Steps[Any]:
        """Send a call, and keep what it is answered."""
        sending = Sending(self.writer, current.operation, current.step, current.context, current.doubt)
        begun = current.context.now()
        try:
            result = yield from sending.send()
            self._keep(current, sending, result)
        except JournalError:
            raise
        except Exception as error:
            if current.doubt and isinstance(error, ESignError) and _says_done(current.operation, error):
                return self._stood_in(current, Finding(Verdict.DONE, "it was refused as done already")).result
            current.step = sending.step
            if sending.may_be_done(error):
                self._note_try(current, begun)
            if _is_done(error) and sending.response is not None and current.is_write:
                self._keep(current, sending, None)  # a later version may be able to read it
            raise
        return result

    def _note_try(self, current: Current, begun: float) -> None:
        """Note a try that may have been carried out; only a call that must not be done twice is in doubt then."""
        current.doubt, current.begun = current.never, not current.never
        if current.never:
            current.note(until=self.writer.latest, lasted=current.context.now() - begun)

    def _mark(self, current: Current) -> object:
        """Return the id that the call puts into what it makes; None for services that store none."""
        if not current.never or current.operation.if_lost is None or current.operation.if_lost.add_request_id is None:
            return None
        if current.context.new_request_id is not None:
            return current.context.new_request_id()
        run = self.writer.run
        return hashlib.sha256(f"{run.key}/{current.step.number}/{run.owner}".encode()).hexdigest()[:32]

    def _inquiry(self, current: Current) -> FindOut:
        writer = self.writer
        return inquiry_of(
            current.operation,
            current.step,
            current.context,
            writer.run,
            writer.journal,
            clock_was_set=writer.clock_was_set,
        )

    def _recover(self, current: Current, lost: OutcomeUnknownError | None) -> Steps[_Recovered | None]:
        """Look what became of a call; return what it answered, or None when it may be sent.

        Raises:
            OutcomeUnknownError: Nobody can tell, or the service could not be asked.
        """
        operation = current.operation
        context = self.writer.context if lost is None else current.context  # the flow's own time may long be over
        inquiry = self._inquiry(current)
        if inquiry.settle >= 1:
            run = self.writer.run.key
            _logger.info("%s of run %r is in doubt: looking it up for %.0f s", operation.name, run, inquiry.settle)
        try:
            finding: Finding = yield from self.writer.watched(interpret(inquiry, context))
        except JournalError:
            raise
        except Exception as error:
            if lost is not None:
                raise lost from error
            raise self._doubt(current, f"it could not be looked up: {error}") from error
        if finding.verdict is Verdict.NOT_DONE:
            current.doubt = False
            return None
        if finding.verdict is Verdict.DONE:
            return self._stood_in(current, finding)
        if operation.if_lost is not None and (
            operation.if_lost.refused_twice or (self.accept_orphans and operation.if_lost.orphan)
        ):
            return None
        current.asked = True
        raise self._doubt(current, finding.reason) from lost

    def _stood_in(self, current: Current, finding: Finding) -> _Recovered:
        """Return what a call answered that the service shows to have been carried out.

        Raises:
            OutcomeUnknownError: What was found does not tell what it answered.
        """
        response = stand_in(current.operation, finding)
        if response is None:
            why = f"it was carried out ({finding.reason}), but nothing tells what it answered"
            current.asked = True
            raise self._doubt(current, why)
        answered_step = answer_step(current.step, current.operation, response, None, current.context, current.secrets)
        result = read_answer(answered_step, current.operation, current.context)
        self._write_answer(current, answered_step)
        return _Recovered(result)

    def _doubt(self, current: Current, why: str) -> OutcomeUnknownError:
        error = doubt_error(current.operation, current.step, self.writer.run.key, why, current.context)
        error.inquiry = self._inquiry(current)
        return error

    def _keep(self, current: Current, sending: Sending, result: object) -> None:
        assert sending.response is not None  # noqa: S101 - a result is read from one
        secrets = [*current.secrets, *sending.tokens]
        answered_step = answer_step(current.step, current.operation, sending.response, result, current.context, secrets)
        self._write_answer(current, answered_step)

    def _write_answer(self, current: Current, answered_step: Step) -> None:
        current.step = answered_step
        current.answered, current.doubt = current.is_write, False
        self.writer.pending.append(answered_step)
        self._note_change(current)

    def _note_change(self, current: Current) -> None:
        if current.is_write:
            self.last_change = current.step.number

    def _note_failure(self, current: Current, error: Exception) -> None:
        """Note how a call failed; a flow that catches the error must be given the same one when it is replayed.

        The line of a call in doubt stays an intent, so that nothing takes it for a call that failed.
        """
        if current.answered:  # it was carried out: it is not made again, whatever its answer says
            return
        step = current.step
        self.failed[step.number] = FailedCall(error, current.doubt, current.asked, current.begun_line)
        if current.doubt:
            self.last_change = step.number
        if current.replayed:
            return
        extra: JSONObject = extra_of(step)
        if current.doubt:
            stored_error = (
                error if isinstance(error, ESignError) else self._doubt(current, f"{type(error).__name__} broke it off")
            )
            extra |= {"error": error_form(stored_error), "asked": current.asked}
            self.writer.pending.append(evolve(step, state="intent", extra=json.dumps(extra)))
        elif isinstance(error, ESignError):
            extra["error"] = error_form(error)
            if current.begun:  # by an earlier try, of which this error says nothing
                extra["begun"] = True
            self.writer.pending.append(evolve(step, state="error", extra=json.dumps(extra), content=b""))

    def _check_same(self, known: Step, step: Step) -> None:
        """Refuse another call than the one that was made. What it sends counts only where it may be sent once more.

        Raises:
            PlanChangedError: It is another one.
        """
        self.check_name(known, step.name)
        if target_of_digest(known.digest) != target_of_digest(step.digest):
            raise self._changed(f"step {step.number}, {step.name}, goes to another address than it did")
        may_be_sent = known.state == "intent" and not self._went_on(known)
        if may_be_sent and body_of_digest(known.digest) != body_of_digest(step.digest):
            raise self._changed(f"step {step.number}, {step.name}, is in doubt, and now it sends something else")

    def check_name(self, known: Step, name: str) -> None:
        """Refuse a step of another name than the one that was written down.

        Raises:
            PlanChangedError: It is another one.
        """
        if known.name != name:
            raise self._changed(f"step {known.number} was {known.name}, and now it is {name}")

    def _changed(self, why: str) -> PlanChangedError:
        return PlanChangedError(
            f"run {self.writer.run.key!r} does not go on as it began: {why}. A flow must do the same each time it is "
            "run; use a new key for another plan."
        )


def _says_done(operation: Operation[Any], error: ESignError) -> bool:
    """Whether a second try was refused because the first was carried out."""
    return operation.if_lost is not None and error.code is not None and error.code == operation.if_lost.refused_twice


def _is_done(error: Exception) -> bool:
    return isinstance(error, ESignError) and error.outcome is Outcome.DONE
