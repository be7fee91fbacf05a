"""The calls that the tests make."""

from __future__ import annotations

from typing import Any

from esignkit.core.files import upload
from esignkit.core.flow import Response, Saved
from esignkit.core.operation import Into, Json, Multipart, Open, Operation, Part, Repeat
from esignkit.core.response_readers import key, open_json
from esignkit.types import Secret
from tests.support import IF_LOST


def landed(answer: Response) -> Saved:
    assert answer.saved is not None
    return answer.saved


def get(name: str = "a", **more: Any) -> Operation[str]:
    return Operation("things.get", "GET", "/things/{id}", key("id"), {"id": name}, **more)


def create(value: Any = None, **more: Any) -> Operation[str]:
    return Operation(
        "things.create",
        "POST",
        "/things",
        key("id"),
        body=Json(value or {"n": 1}),
        repeat=Repeat.NEVER,
        if_lost=IF_LOST,
        **more,
    )


def path(where: str, **more: Any) -> Operation[Any]:
    return Operation("any", "GET", where, open_json, if_lost=IF_LOST, **more)


ECHO = path("/echo")
LOGIN: Operation[str] = Operation(
    "login", "POST", "/token", key("id"), repeat=Repeat.READ, authenticated=False, headers={"x-key": Secret("k")}
)


def send_file(source: Any, progress: Any = None, repeat: Repeat = Repeat.READ) -> Operation[Any]:
    parts = (Part("file", upload(source)), Part("payload", Json({"a": 1})))
    return Operation(
        "files.send", "POST", "/echo", open_json, body=Multipart(parts, progress), repeat=repeat, if_lost=IF_LOST
    )


def fetch(where: str, target: Any, **more: Any) -> Operation[Saved]:
    return Operation("files.fetch", "GET", where, landed, sink=Into(target, **more))


def stream(where: str) -> Operation[bytes]:
    return Operation("files.stream", "GET", where, lambda answer: answer.content, sink=Open())
