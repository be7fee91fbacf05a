"""The promises of docs/reliability.md about JSON: orjson changes speed only, and half an emoji breaks nothing.

What there is without orjson is found out in a process of its own, which is kept from importing it.
"""

from __future__ import annotations

import enum
import functools
import json
import logging
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from esignkit import ESignLive
from esignkit.core.json_text import DEEPEST, dumps, loads
from esignkit.core.operation import Form, Json, Multipart, Operation, Part
from esignkit.core.request_body import compile_body
from esignkit.core.response_readers import nothing
from esignkit.core.serialization import Writer
from tests.reliability import report
from tests.reliability.odd_json import BODIES
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

ALONE = """
import pickle, sys
if sys.argv[1] == "without":
    sys.modules["orjson"] = None
import esignkit.core.json_text as json_text
assert ("orjson" in vars(json_text)) is (sys.argv[1] == "with")
from tests.reliability.test_promises_json import {name} as found
sys.stdout.buffer.write(pickle.dumps(found()))
"""


@functools.cache
def alone(name: str, how: str) -> Any:
    """What a function of this module returns in a process that has orjson, or has not."""
    command = [sys.executable, "-c", ALONE.format(name=name), how]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return pickle.loads(done.stdout)


def outcome(call: Callable[[], Any]) -> str:
    """A value by its repr, which tells -0.0 from 0 and 1 from 1.0; an error by its class and text."""
    try:
        return f"value {call()!r}"
    except RecursionError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def read() -> list[str]:
    return [outcome(functools.partial(loads, body)) for body in BODIES]


def test_promise_53_odd_bodies_read_the_same_with_and_without_orjson() -> None:
    pytest.importorskip("orjson")
    assert len(set(BODIES)) >= 200
    fast, plain = alone("read", "with"), alone("read", "without")
    for body, one, other in zip(BODIES, fast, plain, strict=True):
        assert one == other, body[:80]
    assert (
        sum(found.startswith("value") for found in plain) > 100 < sum(not found.startswith("value") for found in plain)
    )
    report.note("53", bodies=len(set(BODIES)))


@in_one_test(
    "body, value",
    [
        (b"18446744073709551616", 2**64),
        (b'{"a": -9223372036854775809}', {"a": -(2**63) - 1}),
        (b'"Lease \\ud83d"', "Lease \ud83d"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"[" * DEEPEST + b"]" * DEEPEST, functools.reduce(lambda inner, _: [inner], range(DEEPEST - 1), [])),
        (b'["' + b"[" * 900 + b'"]', ["[" * 900]),
        (b'"9999999999999999999999"', "9999999999999999999999"),
    ],
)
def test_promise_53_the_value_is_the_one_that_is_written_there(body: bytes, value: Any) -> None:
    assert loads(body) == value


@in_one_test(
    "body",
    [b"NaN", b"[Infinity]", b"", b"[1,]", b'"\x01"', b"\xff", b'"\xed\xa0\xbd"', "[1]".encode("utf-16"), b"[" * 999],
)
def test_promise_53_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(body)


def test_promise_53_depth_is_counted_and_not_found_out_by_the_stack() -> None:
    deep = b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)
    for body in (deep, b'{"a":"\\"[","b":' + deep + b"}", b"[" + b"[]," * 999 + deep + b"]"):
        with pytest.raises(ValueError, match="nested too deeply"):
            loads(body)


class Colour(str, enum.Enum):
    RED = "red"


class Text(str):
    __slots__ = ()


WRITTEN: list[Any] = [
    *("é🎉", "\ud83d", "a\ude00b", "\ud83d\ude00", "\x00\x1f\x7f\u2028", '"\\/', Text("t"), Colour.RED),
    *(2**63, 2**64, -(2**70), 10**300, True, None, 1.0, 1.5, -0.0, 1e15, 1e16, 1e300, 5e-324, 0.1),
    *(
        float("nan"),
        float("inf"),
        -float("inf"),
        1j,
        object(),
        b"x",
        {1},
        (1, 2),
        {1: 1},
        {True: 1},
        {None: 1},
        {1.5: 1},
        {(): 1},
    ),
    *({"\ud83d": "\ud83d"}, {"a": {"b": [float("nan")]}}, {Colour.RED: 1}, {Text("t"): 1}, [], {}, [[]], ""),
]


def written() -> list[str]:
    def write(value: Any, escaped: bool) -> str:
        return str(compile_body(Json({"v": value}, ascii=escaped), Writer())[1])

    return [outcome(functools.partial(write, value, escaped)) for value in WRITTEN for escaped in (False, True)]


def test_promise_53_bodies_are_written_the_same_with_and_without_orjson() -> None:
    pytest.importorskip("orjson")
    assert alone("written", "with") == alone("written", "without")
    report.note("53", written=2 * len(WRITTEN))


@in_one_test("value", ["Lease \ud83d", "\ude00", "a\udfffb é 🎉", "\ud83d\ud83d"])
@in_one_test("escaped", [False, True])
def test_half_an_emoji_is_sent_as_an_escape(value: str, escaped: bool) -> None:
    body = dumps({"name": value}, ascii=escaped)
    body.decode("utf-8")  # the bytes are UTF-8, whatever is in the text
    assert json.loads(body) == loads(body) == {"name": value}


# Half an emoji ---------------------------------------------------------------------------------------------------------
HALF_AN_EMOJI = b'{"id":"p1","name":"Lease \\ud83d","status":"DRAFT","roles":[],"documents":[]}'
"""What a service answers that cuts names by UTF-16 units."""
NAME = "Lease \ud83d"


def shown(value: Any) -> None:
    """Everything by which a value becomes visible gives text that a terminal, a log and a notebook take."""
    texts = [repr(value)]
    for how in ("_repr_html_", "_repr_svg_"):
        if hasattr(value, how):
            texts.append(getattr(value, how)())
    if isinstance(value, Exception):
        texts.append(str(value))
    for text in texts:
        text.encode("utf-8")
    assert pickle.loads(pickle.dumps(value)) == value or isinstance(value, Exception)


def half_an_emoji() -> dict[str, Any]:
    """One record with half an emoji, through everything that reads one."""
    from esignkit.constellation1 import parse_event as constellation1
    from esignkit.display import table, timeline, to_dicts
    from esignkit.esignlive import Package, parse_event
    from esignkit.ignisign import parse_event as ignisign
    from tests.esignlive.helper import packages, run

    package, _ = run(packages.get("p1"), reply(200, HALF_AN_EMOJI))
    rows = b'{"count":2,"results":[{"id":"p0","name":"Sale"},' + HALF_AN_EMOJI + b"]}"
    page, _ = run(packages.list().first, reply(200, rows))
    _, record = run(packages.update("p1", name=package.name), reply(200, b""))
    _, created = run(packages.create(Package.from_wire(package.to_wire())), reply(200, {"id": "p2"}))
    callback = parse_event({}, b'{"name":"PACKAGE_COMPLETE","packageId":"p1","message":"\\ud83d"}', key=None)
    webhook = constellation1({}, b'{"Data":{"Type":"SessionStatus","SigningSessionId":"s","Title":"Lease \\ud83d"}}')
    notification = ignisign(
        {}, b'{"topic":"SIGNATURE_REQUEST","action":"LAUNCHED","msgNature":"SUCCESS","content":{"title":"\\ud83d"}}'
    )
    odd, _ = run(
        packages.get("p1"),
        reply(
            200,
            b'{"id":"p1","status":"HALF_\\ud83d","odd \\ud83d":{"x":"\\ud83d"},"roles":[{"signers":[{"firstName":"\\ud83d"}]}]}',
        ),
    )
    for value in (
        package,
        page,
        page.items,
        callback,
        webhook,
        notification,
        odd,
        table([package, odd]),
        timeline(odd),
    ):
        if not isinstance(value, list) and type(value).__name__ not in ("Table", "Timeline"):
            shown(value)
        for how in ("__repr__", "__str__", "_repr_html_", "_repr_svg_"):
            if hasattr(value, how):
                getattr(value, how)().encode("utf-8")
    json.dumps(to_dicts([package, odd]), ensure_ascii=False, default=str).encode("utf-8")
    return {
        "names": [package.name, page.items[1].name, callback.message, odd.status.value],
        "neighbour": page.items[0].name,
        "sent": [record.sent[0].body, created.sent[0].json["name"]],
        "kept": odd.to_wire()["odd \ud83d"],
        "notification": notification.to_wire()["content"],
    }


@pytest.mark.parametrize("how", ["with", "without"])
def test_half_an_emoji_breaks_no_answer_list_or_callback(how: str) -> None:
    if how == "with":
        pytest.importorskip("orjson")
    found = alone("half_an_emoji", how)
    assert found["names"] == [NAME, NAME, "\ud83d", "HALF_\ud83d"]
    assert found["neighbour"] == "Sale"
    assert found["sent"] == [b'{"name":"Lease \\ud83d"}', NAME]
    assert found["kept"] == {"x": "\ud83d"}
    assert found["notification"]["title"] == "\ud83d"


def test_half_an_emoji_in_an_error_can_be_printed_logged_and_pickled(caplog: pytest.LogCaptureFixture) -> None:
    from esignkit import ESignError
    from tests.esignlive.helper import packages, run

    body = b'{"messageKey":"error.\\ud83d","message":"the name \\ud83d is taken","details":{"a":"\\ud83d"}}'
    with caplog.at_level(logging.DEBUG), pytest.raises(ESignError) as caught:
        run(packages.get("p1"), reply(400, body))
    assert "the name \\ud83d is taken" in str(caught.value)
    shown(caught.value)
    caplog.text.encode("utf-8")


def test_half_an_emoji_outside_json_is_refused_unsent() -> None:
    """A path, a query, a form and a part have no escape for it."""
    context = context_of()
    place = {"id": "\ud83d"}
    for operation in (
        Operation("x.y", "GET", "/a/{id}", nothing, place),
        Operation("x.y", "GET", "/a", nothing, query=place),
        Operation("x.y", "GET", "/a", nothing, query={"\ud83d": 1}),
        Operation("x.y", "GET", "/a", nothing, options={"extra_query": place}),
        Operation("x.y", "POST", "/a", nothing, body=Form(place)),
        Operation("x.y", "POST", "/a", nothing, body=Multipart((Part("id", "\ud83d"),))),
        Operation("x.y", "GET", "/a", nothing, headers={"x-id": "\ud83d"}),
    ):
        with pytest.raises(ValueError, match=r"half of a surrogate pair|beyond printable ASCII"):
            drive(operation, [], context)
        shown(operation)
        operation.shown().encode("utf-8")


def test_half_an_emoji_goes_through_the_sandbox_and_back() -> None:
    from esignkit import esignlive as esl
    from esignkit.sandbox import Sandbox

    with Sandbox() as sandbox, ESignLive.from_env(sandbox.env()) as client:
        package_id = client.packages.create(esl.Package(name=NAME))
        assert client.packages.get(package_id).name == NAME
        assert NAME in [package.name for package in client.packages.list()]
