"""What a plan does, for people: each call with what it sends, and how safe it is to repeat."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, cast

import attrs
from attrs import define, field

from esignkit.core.arguments import content_of_integers
from esignkit.core.download import DownloadPlan
from esignkit.core.endpoint import Planned
from esignkit.core.explanation import ExplainedCall, ExplainedFile, Explanation
from esignkit.core.flow import Call, ClientValue, Flow, Locked, Now, Within
from esignkit.core.operation import Dated, Form, FromClient, Json, Multipart, Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.core.plan_calls import call_of, operation_of
from esignkit.core.plan_files import look_at
from esignkit.core.plan_json import digest_of, form_of, form_without_files
from esignkit.core.record import Record, wire_name
from esignkit.core.text import printable
from esignkit.core.upload import Upload
from esignkit.errors import PlanError
from esignkit.types import NULL, UNSET, Secret

__all__ = ["explain"]

_LONGEST = 80
"""Characters of a value that are shown."""
_MOST_CALLS = 100
_HIDDEN = "…"
_REPEAT = {Repeat.READ: "reads", Repeat.IDEMPOTENT: "may be repeated: twice is the same as once"}


class _Unknown(BaseException):
    """A flow looked at an answer that is not there."""


_OF_FILES = ("read", "write")
"""Names by which a file is told from a text."""


class _Answer(str):
    """Stands for an answer, or a part of one, that is not there yet. It may be handed on, and not looked at."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__") or name == "strip" or name in _OF_FILES:
            return object.__getattribute__(self, name)
        if hasattr(str, name):
            raise _Unknown
        return _Answer(f"{self[:-1]}.{name}>")

    def strip(self, chars: str | None = None) -> str:
        """Return the name, for checks that a text is not empty."""
        return str.__str__(self)

    def __str__(self) -> str:
        return self  # `str()` of it can be looked at no more than itself

    def __bool__(self) -> bool:
        if self[-3:-1] == "id":  # what was made has an id
            return True
        raise _Unknown

    if not TYPE_CHECKING:  # checkers know what these return

        def _look(self, *args: object) -> NoReturn:
            raise _Unknown

        __call__ = __len__ = __iter__ = __contains__ = __eq__ = __ne__ = __lt__ = __gt__ = __int__ = __float__ = _look
        __hash__ = str.__hash__


def explain(plan: object, *, mask: bool | None = None) -> Explanation:
    """Explain a plan; nothing is sent.

    Args:
        plan: The plan.
        mask: Whether what is personal becomes `•••`; when not given, as `esignkit.display.settings` says.

    Raises:
        PlanError: It is no plan.
    """
    from esignkit.display import settings

    hide = settings.mask_personal_data if mask is None else mask
    digest, rest = "", list[str]()
    try:
        digest = digest_of(form_of(plan))
    except PlanError as error:
        if not hasattr(plan, "__iter__") and not isinstance(plan, DownloadPlan):
            raise
        rest.append(_no_digest(plan, error))
    name = _name(plan)
    calls: list[ExplainedCall] = []
    if isinstance(plan, DownloadPlan):
        plan = plan.bytes()
    elif isinstance(plan, Paging):
        plan = cast("Paging[Any]", plan).first
        rest.append("Each further page is one more call, while the list is read.")
    unknown = _walk(cast("Flow[Any]", plan), calls, hide)
    left = " ".join([*rest, unknown] if unknown else rest)
    return Explanation(name, digest, tuple(calls), _masked(left, hide))


def _no_digest(plan: object, error: PlanError) -> str:
    """Say why a plan has no digest: for good, or because of what its files are now."""
    try:
        form_without_files(plan)
    except PlanError:
        return f"It has no JSON form: {_ended(str(error))}"
    return f"Not all of its files can be sent now: {_ended(str(error))}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _name(plan: object) -> str:
    """Return the name of the call that a plan is. Arguments are not in it: they may be credentials."""
    try:
        return call_of(plan).name
    except PlanError:
        if isinstance(plan, Planned):
            planned = cast("Planned[Any]", plan)
            return f"{planned.resource.__name__}.{planned.method}"
        operation = operation_of(plan)
        return type(plan).__name__ if operation is None else operation.name


def _walk(flow: Flow[Any], calls: list[ExplainedCall], hide: bool) -> str:
    """Note the calls of a flow. Return why it does not go further; empty when it came to its end."""
    try:
        _carry_on(flow, calls, hide)
    except _Unknown as end:
        return end.args[0] if end.args else "Which calls follow depends on the answers."
    except Exception as error:  # the flow's own
        return f"It stops here: {_ended(printable(str(error)))}"
    return ""


def _carry_on(flow: Flow[Any], calls: list[ExplainedCall], hide: bool) -> object:
    """Go through a flow with what stands for answers; return its result."""
    steps = iter(flow)
    answer: object = None
    try:
        while len(calls) < _MOST_CALLS:
            answer = _answer(steps.send(answer), calls, hide)
    except StopIteration as end:
        return end.value
    finally:
        steps.close()
    msg = f"These are the first {_MOST_CALLS} calls."
    raise _Unknown(msg)


def _answer(effect: object, calls: list[ExplainedCall], hide: bool) -> object:
    """Note the call of an effect, and return what stands for its answer.

    Raises:
        _Unknown: What it gives is not known before it is carried out.
    """
    if isinstance(effect, Operation):
        operation = cast("Operation[Any]", effect)
        calls.append(_call(operation, hide))
        return _Answer(f"<{operation.name}>")
    if isinstance(effect, Dated):
        return _answer(cast("Dated[Any]", effect).operation, calls, hide), None
    if isinstance(effect, Within | Locked):
        return _carry_on(cast("Within[Any] | Locked[Any]", effect).flow, calls, hide)
    if isinstance(effect, ClientValue):
        return "{" + effect.name + "}"
    if isinstance(effect, Call):  # code, which may do anything
        raise _Unknown
    return 0.0 if isinstance(effect, Now) else None


# One call -------------------------------------------------------------------------------------------------------------
def _call(operation: Operation[Any], hide: bool) -> ExplainedCall:
    sent = _Sent(hide)
    for name, parameter in operation.query.items():
        sent.add_member(f"?{name}", name, None, parameter)
    for body in _bodies(operation):
        sent.add(body)
    for name, option in (operation.options or {}).items():
        sent.add(Secret("") if name.startswith("extra") else option, f"options.{name}")
    request = _masked(_without_people(operation).shown(), hide) if hide else operation.shown()
    lines = tuple(_masked(line, hide) for line in sent.lines)
    return ExplainedCall(operation.name, request, _repeat(operation), lines, tuple(sent.files))


def _without_people(operation: Operation[Any]) -> Operation[Any]:
    """Return a call whose path says nothing of a person; it is to be shown alone."""
    return attrs.evolve(
        operation, args={name: cast("Any", _member(name, None, value)) for name, value in operation.args.items()}
    )


def _repeat(operation: Operation[Any]) -> str:
    """Say how safe a call is to repeat, and what happens when its response is lost."""
    lost = operation.if_lost
    if operation.repeat is not Repeat.NEVER or lost is None:
        return _REPEAT[operation.repeat]
    if lost.ask is None:
        return f"never sent twice; it cannot be looked up when its response is lost: {lost.hint}"
    return "never sent twice; it is looked up when its response is lost"


def _bodies(operation: Operation[Any]) -> Iterator[object]:
    body = operation.body
    if isinstance(body, Multipart):
        for part in body.parts:
            content = part.content
            yield (
                content.value
                if isinstance(content, Json)
                else content
                if isinstance(content, Upload)
                else {part.name: content}
            )
    elif isinstance(body, Form):
        yield body.values
    elif body is not None:
        yield body.value


@define
class _Sent:
    """Collects what a call sends, member by member."""

    hide: bool
    lines: list[str] = field(factory=list[str])
    files: list[ExplainedFile] = field(factory=list[ExplainedFile])

    def add(self, value: object, place: str = "") -> None:
        if value is None or value is UNSET:
            return
        if isinstance(value, Upload):
            self._add_file(value.name, value.content)
        elif isinstance(value, bytes | os.PathLike):
            self._add_file(place, cast("bytes | os.PathLike[str]", value))
        elif isinstance(value, Record):
            self._add_record(value, place)
        elif isinstance(value, Mapping):
            for name, member in cast("Mapping[object, object]", value).items():
                self.add_member(str(name), str(name), None, member, place)
        elif isinstance(value, list | tuple):
            for number, item in enumerate(cast("Iterable[object]", value)):
                self.add(item, f"{place}[{number}]")
        else:
            text = _text(value, self.hide)
            self.lines.append(f"{place} = {text}" if place else text)

    def _add_file(self, name: str, content: object) -> None:
        file = _file(name, content)
        if self.hide:
            file = attrs.evolve(file, name=_masked(file.name, True), sha256=_masked(file.sha256, True))
        self.files.append(file)

    def _add_record(self, record: Record, place: str) -> None:
        cls = type(record)
        for a in attrs.fields(cls):
            member: object = getattr(record, a.name, None)
            if a.name == "extra":  # what the SDK does not know may be a secret
                self.lines += [f"{place}.{name} = {_HIDDEN}".lstrip(".") for name in record.extra]
            elif member is not None and member != []:
                self.add_member(wire_name(cls, a.name), a.name, cls, member, place)

    def add_member(self, shown: str, name: str, cls: type[Record] | None, member: object, place: str = "") -> None:
        where = f"{place}.{shown}".lstrip(".")
        if cls is not None and name in cls.SECRETS:
            self.lines.append(f"{where} = {_HIDDEN}")
        elif cls is not None and name in cls.FILES and isinstance(member, list | tuple):
            self._add_file(where, content_of_integers(where, cast("list[object]", member)))
        else:
            self.add(_member(name, cls, member) if self.hide else member, where)


def _member(name: str, cls: type[Record] | None, value: object) -> object:
    """Return a member's value, or what stands in its place where it says something of a person."""
    from esignkit.display.privacy import MASKED, says_of_a_person

    known = value is not UNSET and not isinstance(value, FromClient)
    return MASKED if known and says_of_a_person(name, cls, value) else value


def _masked(text: str, hide: bool) -> str:
    from esignkit.display.privacy import mask_text

    return mask_text(text) if hide else text


def _text(value: object, hide: bool) -> str:
    if isinstance(value, Secret):
        return _HIDDEN
    if isinstance(value, FromClient):
        return "{" + value.name + "}"
    text = str.__str__(value) if isinstance(value, str) else "null" if value is NULL else str(value)
    text = _masked(text, hide)  # before it is cut: a part of an address is not found
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _file(name: str, content: object) -> ExplainedFile:
    if isinstance(content, bytes):
        return ExplainedFile(name, len(content), hashlib.sha256(content).hexdigest())
    if not isinstance(content, os.PathLike):
        return ExplainedFile(name, None, "an open file, which is read when it is sent")
    try:
        facts = look_at(os.fsdecode(cast("os.PathLike[str]", content)), name)
    except PlanError as error:
        return ExplainedFile(name, None, str(error).removeprefix(f"{name}: "))
    return ExplainedFile(name, facts.size, facts.sha256)
