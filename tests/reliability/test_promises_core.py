"""The promises of docs/reliability.md that need no network: values, ids, files, texts, clocks. One numbered test each."""

from __future__ import annotations

import base64
import contextlib
import copy
import hashlib
import importlib
import io
import json
import logging
import os
import pathlib
import pickle
import pkgutil
import random
import re
import time
import traceback
import tracemalloc
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import anyio
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import esignkit
from esignkit import Constellation1, ESignError, ESignLive, Ignisign, Outcome, Secret
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.endpoint import PLANNER
from esignkit.core.files import safe_name, suggested_name, upload
from esignkit.core.flow import FileSegment, Prepare
from esignkit.core.operation import Json, Multipart, Operation, Part, Repeat
from esignkit.core.patterns import LazyPattern
from esignkit.core.request_body import compile_body
from esignkit.core.response_readers import key, nothing, parsed, read
from esignkit.core.retry import RetryPolicy, backoff, parse_retry_after
from esignkit.core.serialization import Writer
from esignkit.errors import (
    DeadlineExceededError,
    DecodeError,
    EventError,
    OutcomeUnknownError,
    ServerError,
    UnreadableEventError,
    UnverifiedEventError,
    ValidationError,
)
from esignkit.runners.streamed_body import StreamedBody
from esignkit.sandbox.emulators.multipart import read_parts
from tests.clocks import Took, growth, stopwatch
from tests.constellation1.test_errors import TEXTS
from tests.core.sample import Package, Packages
from tests.esignlive import samples as esl_samples
from tests.ignisign import samples as ign_samples
from tests.inside import inside
from tests.reliability import report
from tests.runners.calls import create, get, path, send_file
from tests.runners.conftest import async_client, sync_client
from tests.runners.server import Running
from tests.support import IF_LOST, LOST, Record, context_of, drive, read_segment, reply
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

EXAMPLES = int(os.environ.get("ESIGNKIT_EXAMPLES", "200"))
PAIRS = int(os.environ.get("ESIGNKIT_PAIRS", "200"))
"""Pairs of header and body for each webhook scheme; 50,000 at full size."""
CANARY = "Canary" + "9e1b" * 6
READ = Operation("packages.get", "GET", "/packages/1", read(Package))
WRITE = Operation(
    "packages.create", "POST", "/packages", key("id"), body=Json({"n": 1}), repeat=Repeat.NEVER, if_lost=IF_LOST
)
SOURCES = [p for p in pathlib.Path(esignkit.__file__).parent.rglob("*.py") if "sandbox" not in p.parts]


def forms(secret: str) -> list[str]:
    raw = secret.encode()
    return [secret, secret[::-1], base64.b64encode(raw).decode().rstrip("="), raw.hex(), quote(secret, safe="")]


def shown_of_failure(client: Any, operation: Operation[Any]) -> list[str]:
    """What an error shows; in a frame of its own, lest the traceback show what has been shown, and so on."""
    try:
        client.run(operation)
    except ESignError as error:
        trace = traceback.TracebackException.from_exception(error, capture_locals=True)
        return [
            str(error),
            repr(error),
            f"{vars(error)}",
            *trace.format(),
            pickle.dumps(error).decode("latin-1"),
            str(copy.copy(error).__dict__),
        ]
    return []


def test_promise_03_no_secret_in_anything_that_is_shown() -> None:
    nowhere: Any = {"base_url": "http://127.0.0.1:9", "retry": RetryPolicy(base_delay=0.001)}
    clients: list[Any] = [
        ESignLive(api_key=CANARY, **nowhere),
        ESignLive(session_id=CANARY, **nowhere),
        Ignisign(app_id="appId_1", app_env="DEVELOPMENT", app_secret=CANARY, **nowhere),
        Ignisign(app_id="appId_1", app_env="DEVELOPMENT", token=CANARY, **nowhere),
        Constellation1(api_key=CANARY, salt=CANARY, **nowhere),
        Constellation1(token=CANARY, **nowhere),
    ]
    shown: list[str] = []
    handler = logging.StreamHandler(text := io.StringIO())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        for client in clients:
            shown += [repr(client), str(client), f"{vars(client)}"]
            with pytest.raises(TypeError):
                pickle.dumps(client)
            for operation in (READ, WRITE):
                shown += shown_of_failure(client, operation.with_options({"attempts": 1}))
            client.close()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    shown.append(text.getvalue())
    assert len(shown) > 40
    assert not [form for form in forms(CANARY) for one in shown if form in one]
    report.note("03", places_looked_at=len(shown), hits=0)


IDS = ["YU2H+QQ=", "a/b", "+", "%2F", "%252F", "..", ".", "..%2f", "?", "#", ";", "\\", "a\0b", "a\r\nb", "é", "🖋", "\ud800",
       "x" * 255, "x" * 256, " ", "a b", "%", "%zz", "&", "=", "@", ":", "a//b", "/", "//", "../x", "x/..", "~", "'", '"', "<>",
       "{}", "{id}", "|", "^", "`", "[x]", "a?b=c", "a#b", "\t", "\x7f", "\u202e", "ａ", "ß", "%2e%2e", "-", "_", "*", "!", "$", "(", ",",
       "null", "0", "None"]  # fmt: skip
TEMPLATES = sorted(
    {t for p in SOURCES for t in re.findall(r'"(/[A-Za-z0-9_/.{}-]*\{[A-Za-z]+\}[A-Za-z0-9_/.{}-]*)"', p.read_text())}
)


def routed(template: str, value: str) -> bool:
    """Whether an id goes to its own place of the path, unchanged; False when it is refused."""
    names = re.findall(r"\{([A-Za-z]+)\}", template)
    for name in names:
        try:
            target = Operation("x", "GET", template, nothing, {n: value if n == name else "k" for n in names}).target()
        except ValueError:
            return False
        assert not re.search(r"[^\x21-\x7e]|[?#\\]", target)
        pattern = re.escape(template)
        for n in names:
            pattern = pattern.replace(re.escape("{" + n + "}"), "([^/]*)", 1)
        match = re.fullmatch(pattern, target)
        assert match, (template, target)
        assert unquote(match[1 + names.index(name)]) == value
    return True


def test_promise_05_ids_cannot_change_the_route() -> None:
    assert len(IDS) == 60
    assert len(TEMPLATES) > 60
    arrived = sum(routed(template, value) for template in TEMPLATES for value in IDS)
    refused = len(TEMPLATES) * len(IDS) - arrived
    assert not routed("/a/{id}/b", "..")
    assert routed("/a/{id}/b", "a/b")
    report.note("05", path_templates=len(TEMPLATES), ids_tried=len(TEMPLATES) * len(IDS), refused=refused, misrouted=0)


@hypothesis_settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(CHARACTERS, min_size=1, max_size=40))
def test_promise_05_any_id(value: str) -> None:
    routed("/packages/{packageId}/documents/{documentId}", value)


DEEP = [10**n for n in (3, 4, 5, 6)]
JSON_BOMBS = [
    *(b"[" * n + b"]" * n for n in DEEP),
    *(b'{"a":' * n + b"1" + b"}" * n for n in DEEP[:3]),
    b'{"' + b"k" * 10_000_000 + b'":1}',
    b'{"id":' + b"9" * 5000 + b"}",
    b'{"id": NaN}',
    b'{"id": Infinity}',
    b'{"id": 1, "id": 2}',
    b'\xef\xbb\xbf{"id": "1"}',
    b'{"id": "\xff\xfe"}',
    b'{"id": "\\ud800"}',
    b'{"id": 1e999}',
    b"\x00",
    b"{" * 100,
]


def test_promise_10_json_bombs_are_one_typed_error() -> None:
    slowest = 0.0
    for bomb in JSON_BOMBS:
        with_error = ""
        with stopwatch() as took:
            try:
                drive(READ.with_options({"attempts": 1}), [reply(200, bomb)])
            except DecodeError as error:
                with_error = str(error)
        slowest = max(slowest, took.cpu)
        if b"NaN" in bomb or b"Infinity" in bomb or bomb[:2] in (b"[[", b"{{"):
            assert with_error, bomb[:40]
    assert slowest < 1
    report.note("10", bombs=len(JSON_BOMBS), slowest=slowest)


def test_promise_12_waits_are_exact() -> None:
    now = 1_800_000_000.0
    date = "Fri, 15 Jan 2027 08:00:{:02d} GMT"
    forms = {
        "0": 0.0, "-1": None, "1e9": None, "1000000000": 1e9, "nan": None, "inf": None, "-inf": None, "1.5": 1.5, "": None,
        " 7 ": 7.0, "٣": None, "1,2": None, "0x10": None, "soon": None, date.format(0): 0.0, date.format(30): 30.0,
        "Fri, 15 Jan 2027 07:59:00 GMT": 0.0, "Friday, 15-Jan-27 08:00:10 GMT": 10.0, "Fri Jan 15 08:00:10 2027": 10.0,
        "Fri, 15 Jan 2027 09:00:10 +0100": 10.0, "Fri, 99 Jan 2027 08:00:00 GMT": None, "Fri, 15 Jan 2027": None, "\x00": None,
        "9" * 400: None, "1" * 20: float("1" * 20), "3, 5": None, None: None,
        "+5": None, "5s": None, "0.0001": 0.0001, ".5": 0.5, "5.": 5.0, "1.2.3": None, "00007": 7.0, "-0": None, "\u00bd": None,
        "Friday, 15-Jan-27 07:00:00 GMT": 0.0, "Fri, 15 Jan 2027 08:00:10 -0000": 10.0, "Fri, 15 Jan 2027 08:01:00": 60.0,
        "Thu, 01 Jan 1970 00:00:00 GMT": 0.0, "Fri, 31 Dec 9999 23:59:59 GMT": 253_402_300_799.0 - now,
        "7, 7": None, "2027-01-15T08:00:10Z": None,
    }  # fmt: skip
    assert len(forms) >= 40
    for text, seconds in forms.items():
        found = parse_retry_after(text, now)
        assert found == (None if seconds is None else pytest.approx(seconds)), text
        assert found is None or found >= 0
        wait = backoff(RetryPolicy(), 1, found, 1.0)
        assert wait is None or 0 <= wait <= 60
    report.note("12", retry_after_forms=len(forms), waits_above_the_cap=0)


@in_one_test("jump", [26 * 3600.0, -26 * 3600.0])
def test_promise_14_clock_skew_is_harmless(jump: float) -> None:
    record = Record()
    logins: list[int] = []

    def log_in() -> Token:
        logins.append(1)
        return Token(Secret("t"), 3600.0)

    context = context_of(record=record, auth=RenewableToken(lambda: call_provider(log_in, "the token")))

    def answer(sent: Any) -> Any:
        record.wall += jump  # while the call is under way
        return reply(200, {"id": "1"})

    for _ in range(20):
        drive(READ, [answer], context, record)
        assert record.sent[-1].send.deadline == pytest.approx(record.now + context.timeout)
    assert len(logins) == 1
    record.now += 3600
    drive(READ, [answer], context, record)
    assert len(logins) == 2
    report.note("14", logins_in_21_calls=2)


# Webhooks -------------------------------------------------------------------------------------------------------------
CALLBACK = json.dumps(
    {"@class": "com.silanis.esl.packages.event.ESLProcessEvent", "name": "PACKAGE_COMPLETE", "packageId": "p"}
)


def test_promise_15_forged_callbacks_are_refused() -> None:
    key, dice, accepted = "k3y-" + "x" * 20, random.Random(15), 0
    good = f"Basic {key}"
    assert esl.parse_event({"Authorization": good}, CALLBACK.encode(), key=key).package_id == "p"
    cases: list[Any] = [{}, {"Authorization": ""}, {"Authorization": key}, {"Authorization": f"Bearer {key}"},
                        {"Authorization": good + " "}, {"Authorization": good.lower()}, [("authorization", good), ("authorization", "x")],
                        {"Authorization": "Basic " + base64.b64encode(key.encode()).decode()}]  # fmt: skip
    while len(cases) < 200:
        at = dice.randrange(len(good))
        cases.append(
            {"Authorization": good[:at] + chr(dice.randrange(33, 256)) + good[at + 1 :] + dice.choice(["", "\0"])}
        )
    for headers in cases:
        if headers == {"Authorization": good}:
            continue
        try:
            esl.parse_event(headers, CALLBACK.encode(), key=key)
            accepted += 1
        except UnverifiedEventError as error:
            assert key not in str(error)
    assert accepted == 0
    report.note("15", forged=len(cases), accepted=accepted)


@hypothesis_settings(max_examples=PAIRS, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(CHARACTERS, max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "Data", "Type", "topic", "content", "x"]), inner, max_size=4),
        max_leaves=8,
    ).map(lambda v: json.dumps(v).encode())),
    st.text(CHARACTERS, max_size=20),
)  # fmt: skip
def test_promise_15_one_exception_type_for_each_scheme(body: bytes, header: str) -> None:
    for parse, kind in (
        (lambda: esl.parse_event({"authorization": header}, body, key="k"), EventError),
        (lambda: esl.parse_event({}, body, key=None), EventError),
        (lambda: ign.parse_event({}, body), UnreadableEventError),
        (lambda: c1.parse_event({}, body), UnreadableEventError),
    ):
        try:
            parse()
        except kind:
            continue
    report.note("15", fuzzed_pairs=1)


# Files ----------------------------------------------------------------------------------------------------------------
def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def first_part(body: bytes) -> bytes:
    boundary = body[2:].partition(b"\r\n")[0].decode()
    return read_parts(f"multipart/form-data; boundary={boundary}", body)[0].content


def test_promise_20_uploads_are_repeated_only_when_they_can_be(server: Running, tmp_path: pathlib.Path) -> None:
    content = os.urandom(300_000)
    (tmp_path / "a.bin").write_bytes(content)
    offset = io.BytesIO(b"skipped" + content)
    offset.seek(7)
    sources = {"bytes": content, "path": tmp_path / "a.bin", "buffer": io.BytesIO(content), "offset": offset}
    with sync_client(server.base) as client:
        for name, source in sources.items():
            server.state.bodies.clear()
            server.state.faults.extend(["502", "502"])
            client.run(send_file((f"{name}.bin", source) if isinstance(source, bytes) else source))
            assert len(server.state.bodies) == 3
            assert [sha256(first_part(body)) for body in server.state.bodies] == [sha256(content)] * 3
        assert offset.tell() == 7
        reading, writing = os.pipe()
        os.write(writing, content[:50_000])
        os.close(writing)
        server.state.bodies.clear()
        server.state.faults.append("502")
        with os.fdopen(reading, "rb") as pipe, pytest.raises(ESignError) as caught:
            client.run(send_file(("pipe.bin", pipe)))
        assert caught.value.attempts == len(server.state.bodies) == 1
    for source in ((b"x" for _ in range(3)), iter([b"x"])):
        with pytest.raises(TypeError, match="file"):
            upload(source)  # a generator could not be sent a second time, and has no length
    report.note("20", sources=len(sources) + 1, tries_each=3)


BLOCKS = int(os.environ.get("ESIGNKIT_BLOCKS", "80"))
"""Of 192 kB; 600 are the whole file."""


def test_promise_21_large_documents_stay_in_bounded_memory(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(100 << 20)
    for form, most in (("raw", 24), ("base64", 24), ("integers", 64)):
        body = StreamedBody(Prepare((FileSegment(upload(tmp_path / "big"), form),), None))
        tracemalloc.start()
        size = sum(len(block) for block, _ in zip(body, range(BLOCKS), strict=False))
        grown = tracemalloc.get_traced_memory()[1] / (1 << 20)
        tracemalloc.stop()
        assert size > 10 << 20
        assert grown <= most
        report.note("21", **{f"mebibytes_{form}": float(grown)})


NAMES = ["a.pdf", 'a".pdf', "a\r\nX: y.pdf", "a;b.pdf", "é🖋.pdf", "x" * 300, "\u202ea.pdf", "a\0.pdf", "--b--", 'a"; filename="b',
         "a\\", 'a\\"', "a%22", "%0d%0a", "a\nb", "a\rb", "=?utf-8?q?x?=", "a=b", "a,b", "'", "''", " a ", "\t", "a\x1fb", "\x7f", "名前.pdf",
         "a/b", "a\\b", "..", ".", "-", "*", "?", "<x>", "|", "name*=utf-8''x", "a: b", "\u2028", "\u0085", "ﬁ"]  # fmt: skip


def test_promise_25_parts_cannot_be_forged() -> None:
    assert len(NAMES) == 40
    boundaries = set()
    for name in NAMES:
        content = b'\r\n--boundary\r\nContent-Disposition: form-data; name="x"\r\n\r\nforged\r\n'
        multipart = Multipart((Part("file", upload((name, content))), Part("payload", Json({"a": 1}))))
        kind, segments, _ = compile_body(multipart, Writer())
        raw = segments if isinstance(segments, bytes) else b"".join(map(read_segment, segments))
        parts = read_parts(kind, raw)
        assert [(p.name, p.content) for p in parts] == [("file", content), ("payload", b'{"a":1}')], name
        boundaries.add(kind.partition("boundary=")[2])
    assert len(boundaries) == len(NAMES)
    assert min(map(len, boundaries)) >= 22  # 128 bits at six bits a character
    report.note("25", names=len(NAMES), forged_parts=0)


def dispositions() -> list[str]:
    names = ["../x", "../../etc/passwd", "/abs/x", "C:\\x", "\\\\srv\\share\\x", "x\0y", "NUL", "con.pdf", "COM1", "lpt9.txt", "..", ".", "",
             "x" * 300, ".hidden", "a:b", "a|b", "a\u202eb", "a\nb", "a/../b", "aux.tar.gz", "~", "%2e%2e%2f", "x.", "x ", "é" * 200, "a/", "\\", "//"]  # fmt: skip
    out = [f'attachment; filename="{n}"' for n in names] + [f"attachment; filename*=UTF-8''{quote(n)}" for n in names]
    return [*out, "attachment; filename*=UTF-8''%2e%2e%2f; filename=\"../b\"", "filename=" + "a" * 70_000, "attachment"]


def test_promise_26_suggested_names_stay_in_the_folder(tmp_path: pathlib.Path) -> None:
    headers = dispositions()
    assert len(headers) >= 60
    for header in headers:
        name = suggested_name(header)
        if name is None:
            continue
        target = tmp_path / name
        assert target.parent == tmp_path
        assert target.resolve().parent == tmp_path.resolve()
        assert name not in ("", ".", "..")
        assert len(name.encode()) <= 150
        target.write_bytes(b"")
        assert [p.name for p in tmp_path.iterdir()] == [name]
        target.unlink()
    report.note("26", headers=len(headers), outside=0)


# What comes back --------------------------------------------------------------------------------------------------------
def test_promise_22_every_error_says_what_happened() -> None:
    plans: dict[str, Any] = {
        "eSignLive": (inside(ESignLive)(api_key="a2V5", base_url="https://x.example"), lambda c: c.packages.plan.create(esl.Package(name="n"))),
        "Ignisign": (inside(Ignisign)(app_id="appId_1", app_env="DEVELOPMENT", token="t", base_url="https://x.example"), lambda c: c.signature_requests.plan.create("p")),
        "Constellation1": (inside(Constellation1)(token="t", username="u@example.com", base_url="https://x.example"), lambda c: c.sessions.plan.create(c1.Session(session_info=c1.SessionInfo(title="t")))),
    }  # fmt: skip
    seen = 0
    for name, (client, plan) in plans.items():
        bodies: list[Any] = [
            {},
            b"",
            b"<html>",
            {"code": 1, "messageKey": "error.x", "message": "m"},
            {"Message": "m"},
            ["x"],
            b"x" * 100_000,
        ]
        if name == "Ignisign":
            bodies += [{"code": str(code), "message": "m"} for code in ign.ErrorCode]
        if name == "eSignLive":
            bodies += [{"messageKey": str(code), "message": "m"} for code in esl.MessageKey]
        for body in bodies:
            for status in (
                (400, 401, 403, 404, 409, 422, 429, 500, 503)
                if not isinstance(body, dict) or len(body) != 2
                else (400,)
            ):
                with pytest.raises(ESignError) as caught:
                    drive(
                        plan(client).with_options({"attempts": 1}),
                        [reply(status, body)] * 2,
                        context_of(provider=client.context.provider, values=client.context.values),
                    )
                error = caught.value
                assert (error.provider, error.status, error.attempts) == (name, status, 1)
                assert error.operation
                assert error.outcome is (Outcome.AMBIGUOUS if status >= 500 else Outcome.REJECTED)
                assert error.maybe_applied is isinstance(error, OutcomeUnknownError)
                assert len(error.body or "") <= 8192
                if isinstance(body, dict) and len(body) == 2:
                    assert error.code == (body["code"] if name == "Ignisign" else body["messageKey"])
                assert CANARY not in f"{error}{vars(error)}"
                seen += 1
        client.close()
    for text, kind in TEXTS:
        with pytest.raises(kind) as caught:
            drive(
                plans["Constellation1"][1](said := plans["Constellation1"][0]),
                [reply(200, {"ReturnValue": None, "Details": [text]})] * 2,
                context_of(provider=said.context.provider, values=said.context.values),
            )
        assert caught.value.operation
        assert caught.value.outcome is Outcome.REJECTED
        assert caught.value.status == 200
        seen += 1
    report.note("22", errors=seen, documented_ignisign_codes=len(ign.ErrorCode))
    report.note("22", documented_esignlive_keys=len(esl.MessageKey), documented_constellation1_texts=len(TEXTS))


def mutations(value: Any, dice: random.Random) -> Any:
    """The same data with one surprise in it: a member gone, null or new, or a text that nobody knows."""
    out = copy.deepcopy(value)
    spots: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for k, v in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            spots.append((node, k))
            walk(v)

    walk(out)
    node, k = dice.choice(spots)
    what = dice.randrange(4)
    if what == 0 and isinstance(node, dict):
        del node[k]
    elif what == 1 and isinstance(node, dict):
        node[k] = None
    elif what == 2 and isinstance(node, dict):
        node["brandNew"] = {"x": [1, None]}
    elif isinstance(node[k], str) and re.fullmatch("[A-Z]+(_[A-Z]+)*", node[k]):
        node[k] = "BRAND_NEW"
    return out


def test_promise_23_surprises_in_the_data_break_nothing() -> None:
    dice, failures, count = random.Random(23), [], 0
    models = [(esl.Document, esl_samples.DOCUMENT), (esl.Role, esl_samples.ROLE), (esl.Sender, esl_samples.SENDER), (esl.Field, esl_samples.FIELD),
              (esl.Signer, esl_samples.SIGNER), (ign.SignerSummary, ign_samples.SIGNER_SUMMARY), (ign.DocumentContext, ign_samples.DOCUMENT_CONTEXT),
              (ign.SignatureProfile, ign_samples.SIGNATURE_PROFILE)]  # fmt: skip
    for _ in range(250):
        for model, sample in models:
            changed = mutations(sample, dice)
            count += 1
            try:
                model.from_wire(changed)
            except Exception as error:
                failures.append(f"{model.__name__}: {error}")
    assert failures == []
    report.note("23", mutations=count, failures=0)


HOSTILE = ["a\r\nX: y", "a\nb", "a\rb", "a\0b", "é", "🖋", "a\x7f", "a\tb", "\u2028", "a\x0bb", "a\x85b", "\ud800", "a\x1b[0m", "\r\n\r\nGET / HTTP/1.1", "\u00a0"]  # fmt: skip


def test_promise_24_header_values_cannot_inject_or_leak(server: Running) -> None:
    refused = 0
    with sync_client(server.base) as client:
        for tail in HOSTILE:
            value = CANARY + tail
            for attempt in (
                lambda v=value: StaticHeader("authorization", Secret(v)),
                lambda v=value: client.run(get(options={"extra_headers": {"x-name": v}})),
                lambda v=value: ESignLive(api_key=v, base_url=server.base),
            ):
                with pytest.raises(ValueError) as caught:
                    attempt()
                assert CANARY not in str(caught.value)
                refused += 1
    assert server.state.seen == []
    report.note("24", refused=refused, bytes_on_the_wire=0)


# Flows ------------------------------------------------------------------------------------------------------------------
def test_promise_27_the_race_between_create_and_start_heals() -> None:
    client = inside(Constellation1)(token="t", base_url="https://x.example")
    context, record = client.context, Record()
    context = context_of(None, record, provider=context.provider, values=context.values)
    refusal = reply(
        200, {"ReturnValue": False, "Details": ["lease.pdf did not upload"], "Message": "lease.pdf did not upload"}
    )
    plan = client.sessions.plan.start("s", return_url="https://example.com")
    drive(plan, [refusal, refusal, reply(200, {"ReturnValue": True})], context, record)
    assert len(record.sent) == 3
    assert 1 <= min(record.slept) <= max(record.slept) <= 3
    record = Record()
    context = context_of(None, record, provider=context.provider, values=context.values)
    with pytest.raises(ValidationError):
        drive(plan, [refusal] * 50, context, record)
    assert sum(record.slept) <= 10
    for failure in (LOST, reply(401, {}), reply(500, {})):
        record = Record()
        with pytest.raises(ESignError):
            drive(plan, [failure] * 3, context_of(None, record, provider=context.provider), record)
        assert len(record.sent) == 1
    client.close()
    report.note("27", tries_until_healed=3)


def test_promise_29_waiting_ends_and_is_polite() -> None:
    from tests.esignlive.helper import packages, run

    record = Record()
    with pytest.raises(DeadlineExceededError):
        run(
            packages.wait_until_complete("p", timeout=100, interval=10),
            *[reply(200, {"id": "p", "status": "SENT"})] * 20,
            record=record,
        )
    assert sum(record.slept) == 100.0
    assert len(record.sent) <= 100 / 10 + 1
    for status in ("DECLINED", "EXPIRED", "OPTED_OUT"):
        with pytest.raises(esl.PackageEndedError):
            run(packages.wait_until_complete("p"), reply(200, {"id": "p", "status": status}))
    requests = Packages(PLANNER)
    assert requests is not None

    async def cancelled() -> Took:
        client = async_client("http://127.0.0.1:9")

        async def waits() -> None:
            from esignkit.core.flow import Sleep, Steps

            def flow() -> Steps[None]:
                yield Sleep(60.0)

            await client.run(flow())

        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(waits)
                await anyio.sleep(0.05)
                watch = contextlib.ExitStack()
                took = watch.enter_context(stopwatch())
                scope.cancel()
        await client.aclose()
        watch.close()
        return took

    took = anyio.run(cancelled)
    assert took.seconds < 0.05
    report.note("29", cancelled_after=took.seconds)


def test_promise_32_both_modes_behave_alike(server: Running) -> None:
    faults = [
        "reset",
        "empty_close",
        "garbage",
        "truncated",
        "html",
        "null",
        "empty",
        "bad_gzip",
        "deep",
        "500",
        "429_hint",
        "503_hint",
        "507",
        "999",
        "404",
        "409",
        "ok",
    ]
    differences = 0
    for fault in faults:
        for operation in (get(), create(), get(options={"attempts": 1})):
            told: list[Any] = []

            async def main(operation: Any = operation) -> None:
                async with async_client(server.base) as client:
                    await client.run(operation)

            def blocking(operation: Any = operation) -> None:
                with sync_client(server.base) as client:
                    client.run(operation)

            for run in (blocking, lambda main=main: anyio.run(main), lambda main=main: anyio.run(main, backend="trio")):
                server.state.faults.append(fault)
                before = len(server.state.seen)
                try:
                    run()
                    said: Any = "done"
                except ESignError as error:
                    said = (type(error), error.outcome, error.attempts, error.status, str(error))
                told.append((said, len(server.state.seen) - before))
            differences += told[0] != told[1] or told[0] != told[2]
            assert told[0] == told[1] == told[2]
    report.note("32", situations=len(faults) * 3, differences=differences)


def patterns() -> dict[str, tuple[Any, bool]]:
    """Every compiled pattern, and whether it is looked for anywhere in a text, not only at its beginning."""
    found: dict[str, tuple[Any, bool]] = {}
    for info in pkgutil.walk_packages(esignkit.__path__, "esignkit."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        source = pathlib.Path(module.__file__ or "").read_text()
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern | LazyPattern):
                anywhere = re.search(rf"\b{name}\.(search|sub|split|find)", source) is not None
                found[f"{info.name}.{name}"] = value, anywhere
    return found


SIZES = (int(os.environ.get("ESIGNKIT_TEXT", "20000")) // 2, int(os.environ.get("ESIGNKIT_TEXT", "20000")))
"""Characters; a megabyte at full size."""


def looked_at(pattern: Any, unit: str, size: int, anywhere: bool) -> float:
    text: Any = (unit * (size // len(unit) + 1))[:size] + "\x00"
    data = text.encode() if isinstance(pattern.pattern, bytes) else text
    begin = time.thread_time()
    if anywhere:
        pattern.search(data)
    pattern.match(data)
    return time.thread_time() - begin


def test_promise_37_no_pattern_is_super_linear() -> None:
    found, slowest = patterns(), 0.0
    assert len(found) >= 5
    for name, (pattern, anywhere) in found.items():
        for unit in (
            "a",
            " ",
            "1",
            "-",
            ".",
            "/",
            '"',
            "\\",
            "%41",
            "a ",
            "filename=",
            "=;",
            "A1",
            "Error: ",
            "<",
            "&#",
            "Session ",
        ):
            times = [looked_at(pattern, unit, size, anywhere) for size in SIZES]
            if times[1] > 0.02:  # a busy machine is no pattern's fault
                times = [min(looked_at(pattern, unit, n, anywhere) for _ in range(3)) for n in SIZES]
            slowest = max(slowest, times[1])
            assert times[1] < 0.02 or times[1] < 3 * times[0], f"{name} on {unit!r}: {times}"
    assert growth(lambda size: safe_name("a" * size), 500_000, 1_000_000) < 3
    assert growth(lambda size: safe_name("a\0" * size), 20_000, 40_000) < 3
    assert growth(lambda size: suggested_name("attachment; filename=" + "\\" * size), 500_000, 1_000_000) < 3
    report.note("37", patterns=len(found), slowest=slowest)


def test_promise_38_logs_help_without_leaking(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "esignkit")
    server.state.faults.extend(["500", "503_hint"])
    with sync_client(server.base) as client:
        client.run(get("secret-id-4711"))
        lines = [r.getMessage() for r in caplog.records if r.name == "esignkit"]
        assert len(lines) == 3
        assert all("things.get GET /things/{id}" in line and "try" in line for line in lines)
        assert "4711" not in "".join(lines)
        assert ["waiting" in line for line in lines] == [True, True, False]
        caplog.set_level(logging.CRITICAL, "esignkit")
        from esignkit.core.exchange import _log

        cost = 1.0
        for _ in range(5):
            begin = time.thread_time()
            for _ in range(1000):
                _log(get(), 200, 0.1, 1)
            cost = min(cost, (time.thread_time() - begin) / 1000)
    assert cost < 50e-6
    report.note("38", microseconds_when_off=cost * 1e6)


def test_promise_39_callbacks_cannot_corrupt_state(server: Running, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x" * 1000)

    class Own(Exception):
        pass

    def raises(done: int, total: int | None) -> None:
        raise Own

    with sync_client(server.base, limit=1) as client:

        def again(done: int, total: int | None) -> None:
            with pytest.raises(ESignError):  # the only connection is busy with the call that calls back
                client.run(get(options={"timeout": 0.1}))

        with pytest.raises(Own):
            client.run(send_file(tmp_path / "a.bin", progress=raises))
        assert client.run(get()) == "a"
        client.run(send_file(tmp_path / "a.bin", progress=again))
        assert client.run(get()) == "a"

        def flow() -> Iterator[Any]:
            yield from path("/things/1")
            raise Own

        with pytest.raises(Own):
            client.run(flow())
        assert client.run(get("b")) == "b"
        assert client.connections.pool.semaphore.free == 1
    report.note("39", ways=3)


def test_promise_43_the_supply_chain_is_small() -> None:
    from importlib.metadata import requires

    needed = [r for r in requires("esignkit") or [] if "extra" not in r]
    assert len(needed) <= 6
    assert not parsed(reply(200, {}))
    assert issubclass(ServerError, ESignError)
