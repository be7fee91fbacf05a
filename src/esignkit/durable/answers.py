"""What a journal keeps of answers, and how a result is read from what was kept.

Credentials are taken out first: members that the service's answers hide, members that the model hides which the result
was read as, and what was sent as a credential. So the result of a replayed call may lack a member that it had at first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import attrs
from attrs import define, field

from esignkit.core.context import Context
from esignkit.core.exchange import clock_skew
from esignkit.core.flow import Response, Saved
from esignkit.core.json_text import dumps
from esignkit.core.model import Model
from esignkit.core.operation import Into, Open, Operation, Repeat
from esignkit.core.outcomes import Failure, classify
from esignkit.core.record import wire_name
from esignkit.core.redaction import redact_received, redact_sent
from esignkit.core.reporting import make_error, secrets_of
from esignkit.core.value_objects import evolve
from esignkit.durable.values import Step
from esignkit.errors import MissingMemberError
from esignkit.types import JSON, JSONObject, Secret

__all__ = [
    "LONGEST_KEPT",
    "NotKept",
    "answer_step",
    "begun_line",
    "extra_of",
    "given_answer",
    "in_doubt_again",
    "is_given",
    "read_answer",
    "saved_skew",
]

LONGEST_KEPT = 1 << 20
"""Bytes. A longer answer to a read is not kept: it is read again when the run is replayed."""
_HEADERS = ("content-type", "content-disposition", "date", "x-request-id", "request-id", "x-correlation-id")
_WORDS = frozenset({"", "true", "false"})
"""Texts that say yes or no where other answers of the call may hold a credential."""


class NotKept(Exception):
    """The answer was not kept, or the file that it was saved to is gone: the call is made again."""


def answer_step(
    step: Step,
    operation: Operation[Any],
    response: Response,
    result: object,
    context: Context,
    secrets: Sequence[Secret],
) -> Step:
    """Return the line that keeps an answer.

    Args:
        step: The line of the call.
        operation: The call.
        response: Its answer.
        result: What was read from it; None where it could not be read.
        context: The client's settings.
        secrets: The credentials that went with the call.
    """
    is_read = operation.repeat is Repeat.READ
    extra: JSONObject = {"headers": {name: response.headers[name] for name in _HEADERS if name in response.headers}}
    skew = clock_skew(response.headers.get("date"), context.wall_clock())
    if skew is not None:
        extra["skew"] = skew
    if isinstance(operation.sink, Open) or (isinstance(operation.sink, Into) and _path_of(response) is None):
        return _answer(step, response.status, {"again": True})
    if response.saved is not None:
        return _answer(step, response.status, {**extra, "saved": cast("JSONObject", attrs.asdict(response.saved))})
    content, hidden = _without_credentials(operation, response, result, context, secrets)
    if is_read and (content is None or len(content) > LONGEST_KEPT):
        return _answer(step, response.status, {"again": True})
    return _answer(step, response.status, {**extra, "hidden": True} if hidden else extra, content or b"")


def _answer(step: Step, status: int, extra: JSONObject, content: bytes = b"") -> Step:
    return evolve(step, state="answer", status=status, extra=json.dumps(extra), content=content)


def _path_of(response: Response) -> str | None:
    return None if response.saved is None else response.saved.path


def extra_of(step: Step) -> JSONObject:
    """Return what else is known of a step."""
    return cast("JSONObject", json.loads(step.extra or "{}"))


def begun_line(step: Step) -> Step:
    """Return the line that stays of a write that may be repeated and that may have been carried out."""
    return evolve(step, state="begun", status=0, extra="", content=b"")


def is_given(step: Step) -> bool:
    """Whether an answer was given by a person, with `Journal.resolve`."""
    return step.state == "answer" and "resolved" in extra_of(step)


def given_answer(step: Step, content: bytes) -> Step:
    """Return the line of a step in doubt, or of one whose answer was given before, with an answer that a person gives.

    Args:
        step: The line.
        content: The answer's body.
    """
    return _answer(in_doubt_again(step), 200, {"resolved": extra_of(in_doubt_again(step))}, content)


def in_doubt_again(step: Step) -> Step:
    """Return the line of a step as it was in doubt."""
    if not is_given(step):
        return step
    return evolve(step, state="intent", status=0, extra=json.dumps(extra_of(step)["resolved"]), content=b"")


def saved_skew(step: Step) -> float | None:
    """Return how many seconds the service's clock was ahead when a call was answered; None when not known."""
    skew = extra_of(step).get("skew")
    return float(skew) if isinstance(skew, int | float) else None


def read_answer(step: Step, operation: Operation[Any], context: Context) -> Any:
    """Return the result of a call from what was kept of its answer.

    Raises:
        NotKept: It must be read again.
        MissingMemberError: The result is a credential, or cannot be read without one.
        ESignError: The answer cannot be read, as at first.
    """
    extra = extra_of(step)
    saved, is_hidden = extra.get("saved"), extra.get("hidden") or extra.get("again")
    is_gone = extra.get("again") or (isinstance(operation.sink, Into) and not _is_there(saved))
    if (
        is_gone and operation.repeat is not Repeat.NEVER
    ):  # a write that must not be done twice is not made for its answer
        raise NotKept
    response = Response(
        step.status,
        cast("Mapping[str, str]", extra.get("headers") or {}),
        step.content,
        Saved(**cast("dict[str, Any]", saved)) if saved else None,
    )
    if not 200 <= step.status < 300:  # what was to be deleted was gone
        return operation.returns(response)
    result: Any = classify(operation, response, context.provider, context.wall_clock())
    if not isinstance(result, Failure):
        return result
    if not is_hidden:
        outcome, provider = result.outcome, context.provider
        raise make_error(operation, result, 1, outcome, provider, context.values, secrets_of(operation))
    if operation.repeat is Repeat.READ:
        raise NotKept
    msg = (
        f"{operation.name}: its answer held a credential, which a journal does not keep: take it from the result of "
        "the first run, or ask the service for another one"
    )
    raise MissingMemberError(msg, type(operation), operation.name)


def _is_there(saved: JSON) -> bool:
    path = saved.get("path") if isinstance(saved, dict) else None
    try:
        return isinstance(saved, dict) and isinstance(path, str) and Path(path).stat().st_size == saved["size"]
    except OSError:
        return False


# Credentials ----------------------------------------------------------------------------------------------------------
def _without_credentials(
    operation: Operation[Any], response: Response, result: object, context: Context, secrets: Sequence[Secret]
) -> tuple[bytes | None, bool]:
    """Return an answer without credentials, and whether it held any; None for one that they cannot be taken out of."""
    provider, content = context.provider, response.content
    hidden = _Hidden({name.casefold() for name in (*provider.CREDENTIALS, *operation.hide)})
    hidden.look(result)
    credentials = [*(secret.reveal() for secret in secrets), *hidden.texts]
    text = content.decode("utf-8", "replace")
    folded = text.casefold()
    parameters = [f"{sign}{name}=".casefold() for name in provider.CREDENTIALS_IN_URLS for sign in "?&"]
    if not any(word in folded for word in (*hidden.names, *hidden.members, *parameters)) and not any(
        credential in text for credential in credentials
    ):
        return content, False
    try:
        value = response.json()
    except ValueError:
        return None, True
    without_secrets = redact_sent(hidden.taken_out(value), credentials)
    redacted = redact_received(
        dumps(without_secrets).decode("utf-8", "surrogatepass"), (), provider.CREDENTIALS_IN_URLS
    )
    return redacted.encode("utf-8", "surrogatepass"), redacted != dumps(value).decode("utf-8", "surrogatepass")


@define(eq=False)
class _Hidden:
    """What is a credential in an answer.

    Attributes:
        names: Members that are credentials wherever they stand, in lower case.
        members: Members that the models hide which the answer was read as, in lower case, with what they hold.
        texts: Credentials wherever they stand.
    """

    names: set[str]
    members: dict[str, list[object]] = field(factory=dict[str, "list[object]"])
    texts: set[str] = field(factory=set[str])

    def look(self, value: object) -> None:
        """Look for credentials in a result, at any depth."""
        if isinstance(value, Secret):
            self.texts.add(value.reveal())
        elif isinstance(value, Mapping):
            for member in cast("Mapping[object, object]", value).values():
                self.look(member)
        elif isinstance(value, list | tuple):
            for item in cast("Iterable[object]", value):
                self.look(item)
        elif attrs.has(type(value)):
            for a in attrs.fields(type(cast("attrs.AttrsInstance", value))):
                member = getattr(value, a.name, None)
                if isinstance(value, Model) and a.name in value.SECRETS:
                    for name in _wire_names(type(value), str(a.name)):
                        self.members.setdefault(name.casefold(), []).append(member)
                self.look(member)

    def taken_out(self, value: JSON) -> JSON:
        """Return JSON without them."""
        if isinstance(value, dict):
            return {
                name: self.taken_out(member)
                for name, member in value.items()
                if not (_may_be_credential(member) and self._hides(name.casefold(), member))
            }
        if isinstance(value, list):
            return [self.taken_out(item) for item in value]
        return None if isinstance(value, str) and value in self.texts else value

    def _hides(self, name: str, member: JSON) -> bool:
        if name in self.names or (isinstance(member, str) and member in self.texts):
            return True
        held = self.members.get(name, ())
        return member in held if isinstance(member, str) else any(not isinstance(one, str | None) for one in held)


def _wire_names(model: type[Model], name: str) -> Iterator[str]:
    yield wire_name(model, name)
    yield from (alias for alias, member in model.ALIASES.items() if member == name)


def _may_be_credential(member: JSON) -> bool:
    """Whether a member can be one: yes and no are none."""
    return not (member is None or isinstance(member, bool) or (isinstance(member, str) and member.casefold() in _WORDS))
