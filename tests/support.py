"""Drive flows by hand: no network, no clock, no sleeping."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import attrs

from esignkit.core.context import Context
from esignkit.core.exchange import interpret
from esignkit.core.flow import Call, FileSegment, Flow, Locked, Prepare, Response, Send, SendFailed, Sleep
from esignkit.core.operation import Reconcile
from esignkit.core.provider import Provider
from esignkit.core.settings import Settings

IF_LOST = Reconcile("look there")
"""For writes of which it does not matter where to look."""


@attrs.define
class HeldPayload:
    """What a runner makes of a streamed body, here with everything read into memory."""

    content: bytes
    replayable: bool = True

    @property
    def size(self) -> int | None:
        return len(self.content)


def read_segment(segment: bytes | FileSegment) -> bytes:
    if isinstance(segment, bytes):
        return segment
    import base64
    from pathlib import Path

    source = segment.upload.content
    if isinstance(source, bytes):
        data = source
    elif hasattr(source, "read"):
        data = source.read()
    else:
        data = Path(source).read_bytes()
    if segment.form == "base64":
        return base64.b64encode(data)
    if segment.form == "integers":
        return ",".join(map(str, data)).encode()
    return data


@attrs.define
class Sent:
    """One request as it would go out."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    send: Send = attrs.field(eq=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@attrs.define
class Record:
    """Everything a flow asked for, in order."""

    sent: list[Sent] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)
    now: float = 1000.0
    wall: float = 1_800_000_000.0


def reply(status: int = 200, body: Any = None, headers: dict[str, str] | None = None) -> Response:
    """An answer; a body that is not bytes is written as JSON."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Response(status, {"content-type": "application/json", **(headers or {})}, content)


def context_of(settings: Settings | None = None, record: Record | None = None, **changes: Any) -> Context:
    """A context whose clocks stand in a record and whose chance is 1."""
    record = record or Record()
    if settings is None:
        settings = Settings(Provider(), "https://api.example")
    context = Context(
        provider=settings.provider,
        auth=settings.auth,
        now=lambda: record.now,
        wall_clock=lambda: record.wall,
        jitter=lambda: 1.0,
        values=settings.values,
        retry=settings.retry,
        timeout=settings.timeout,
        new_request_id=settings.new_request_id,
    )
    return attrs.evolve(context, **changes)


AnswerLike = Response | Exception | Callable[[Sent], Response]


def drive(
    flow: Flow[Any],
    answers: Iterable[AnswerLike] = (),
    context: Context | None = None,
    record: Record | None = None,
) -> tuple[Any, Record]:
    """Run a flow, feeding it one answer per exchange; exceptions are thrown into it.

    Returns the flow's result and what it asked for. The flow's own exception comes out as it is; the record that was
    given then still tells what happened.
    """
    record = record or Record()
    context = context or context_of(None, record)
    queue = iter(answers)

    def perform(effect: Any) -> Any:
        if isinstance(effect, Send):
            body = effect.body if isinstance(effect.body, bytes) else effect.body.content
            headers = {k.decode(): v.decode() for k, v in effect.headers}
            sent = Sent(effect.method, effect.target.decode(), headers, body, effect)
            record.sent.append(sent)
            try:
                answer = next(queue)
            except StopIteration:
                raise AssertionError(f"no answer left for {sent.method} {sent.target}") from None
            if isinstance(answer, Exception):
                raise answer.with_traceback(
                    None
                )  # the answers of a module are raised by many tests: what they passed through would pile up
            return answer if isinstance(answer, Response) else answer(sent)
        if isinstance(effect, Prepare):
            return HeldPayload(b"".join(read_segment(s) for s in effect.segments))
        if isinstance(effect, Sleep):
            record.slept.append(effect.seconds)
            record.now += effect.seconds
            return None
        if isinstance(effect, Locked):
            return run(effect.flow)
        assert isinstance(effect, Call)
        return effect.fn()

    def run(inner: Flow[Any]) -> Any:
        steps = interpret(inner, context)
        try:
            effect = steps.send(None)
            while True:
                try:
                    value = perform(effect)
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(value)
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()

    return run(flow), record


LOST = SendFailed("the connection was lost", sent=True)
REFUSED = SendFailed("the connection was refused", sent=False)
