"""Who looks at the sandbox learns of every change, and the sandbox waits for nobody."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager

import pytest

from esignkit.sandbox import event_stream
from esignkit.sandbox.changes import Changes
from tests import local_http
from tests.inside import inside_sandbox

from .toy import ToyEmulator


def test_only_what_is_new_is_told():
    changes = Changes()
    assert changes.since(0) == (0, [])
    for topic in ("data", "clock", "data"):
        changes.tell(topic)
    assert changes.since(0) == (3, ["clock", "data"])
    assert changes.since(2) == (3, ["data"])
    assert changes.since(3) == (3, [])
    assert changes.since(99) == (3, ["clock", "data"])  # a number of another sandbox's


def test_ten_thousand_changes_take_no_room():
    changes = Changes()
    for _ in range(10_000):
        changes.tell("data")
    assert changes.since(1) == (10_000, ["data"])


SCOPE = {"type": "http", "method": "GET", "path": event_stream.PATH, "headers": [], "query_string": b""}


def streamed(changes: Changes, reading, **scope):
    """Run a stream; `reading` is given each message and may raise, wait, or return True to go away."""
    sent = []

    async def run():
        gone = asyncio.Event()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message.get("body", b"").decode())
            if await reading(message):
                gone.set()

        return await event_stream.stream(changes, {**SCOPE, **scope}, receive, send)

    return asyncio.run(asyncio.wait_for(run(), 20)), [text for text in sent if "data:" in text]


@pytest.mark.parametrize(
    ("scope", "topics"),
    [
        ({"query_string": b"after=0"}, ["clock", "data"]),
        ({"query_string": b"after=1"}, ["data"]),
        ({"query_string": b"after=0", "headers": [(b"last-event-id", b"1")]}, ["data"]),
        ({"query_string": b"after=77"}, ["clock", "data"]),
    ],
)
def test_a_stream_begins_where_the_reader_stopped(scope, topics):
    changes = Changes()
    changes.tell("clock")
    changes.tell("data")

    async def reading(message):
        return b"data:" in message.get("body", b"")

    complete, (message,) = streamed(changes, reading, **scope)
    assert complete
    assert message == f'id: 2\ndata: {{"topics":{json.dumps(topics, separators=(",", ":"))}}}\n\n'


@pytest.mark.parametrize("query", [b"", b"after=2", b"after=-1", b"after=x", b"after=" + b"9" * 30])
def test_a_reader_that_has_seen_everything_hears_a_heartbeat(query, monkeypatch):
    monkeypatch.setattr(event_stream, "HEARTBEAT", 0.01)
    changes = Changes()
    changes.tell("clock")
    changes.tell("data")

    async def reading(message):
        return b": nothing new" in message.get("body", b"")

    complete, messages = streamed(changes, reading, query_string=query)
    assert complete
    assert messages == []


def test_a_reader_that_takes_nothing_is_dropped(monkeypatch):
    monkeypatch.setattr(event_stream, "PATIENCE", 0.05)
    changes = Changes()
    changes.tell("data")

    async def reading(message):
        if b"data:" in message.get("body", b""):
            await asyncio.Event().wait()
        return False

    complete, _ = streamed(changes, reading, query_string=b"after=0")
    assert not complete
    changes.tell("data")  # nobody listens any more


def test_closing_ends_a_stream():
    changes = Changes()

    async def reading(message):
        if b"retry" in message.get("body", b""):
            changes.close()
        return False

    complete, _ = streamed(changes, reading)
    assert complete


@pytest.fixture(scope="module")
def sandbox():
    with inside_sandbox(emulators=[ToyEmulator()]) as running:
        yield running


@contextmanager
def events(sandbox):
    """The topics of each message, as they come."""
    with (
        local_http.Client(timeout=10) as client,
        client.stream("GET", f"{sandbox.url}{event_stream.PATH}") as response,
    ):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = response.iter_lines()
        next(lines)  # it listens
        yield (json.loads(line[6:])["topics"] for line in lines if line.startswith("data: "))


def create(sandbox):
    with local_http.Client() as client:
        client.post(
            f"{sandbox.url}/toy/things",
            json={"title": "x"},
            headers={"authorization": sandbox.esignlive.api_key},
        ).raise_for_status()


@pytest.mark.parametrize(
    ("change", "topics"),
    [
        (lambda sandbox: sandbox.clock.advance(1), {"clock"}),
        (lambda sandbox: sandbox.faults.add("502", "toy", "things.count"), {"faults"}),
        (lambda sandbox: sandbox.faults.clear(), {"faults"}),
        (lambda sandbox: sandbox.create_account(), {"data"}),
        (create, {"data", "requests"}),
        (lambda sandbox: sandbox.reset(), {"data", "requests", "faults"}),
    ],
    ids=["clock", "fault", "faults", "account", "call", "reset"],
)
def test_every_change_is_told(sandbox, change, topics):
    create(sandbox)  # there is something to reset
    with events(sandbox) as told:
        change(sandbox)
        seen: set[str] = set()
        while not topics <= seen:
            seen |= set(next(told))
    assert seen == topics


def test_what_changes_nothing_is_not_told(sandbox):
    with events(sandbox) as told:
        sandbox.transactions()
        sandbox.clock.advance(0)
        assert next(told) == ["clock"]


def test_a_stream_ends_before_the_server_does():
    """Else the server would wait for it, and break it off."""
    running = inside_sandbox(emulators=[ToyEmulator()]).start()
    listens, ended = threading.Event(), threading.Event()

    def read():
        with (
            local_http.Client(timeout=60) as client,
            client.stream("GET", f"{running.url}{event_stream.PATH}") as response,
        ):
            for _ in response.iter_lines():
                listens.set()
        ended.set()  # a stream that is broken off raises

    reader = threading.Thread(target=read)
    reader.start()
    assert listens.wait(60)
    running.stop()
    reader.join()
    assert ended.is_set()


def test_a_foreign_page_hears_nothing(sandbox):
    with local_http.Client() as client:
        for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}):
            assert client.get(f"{sandbox.url}{event_stream.PATH}", headers=headers).status_code == 403
