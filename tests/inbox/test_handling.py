"""Handing over: once for each event, in order, again after a failure, and never on the word of somebody else."""

from __future__ import annotations

import ast
import asyncio
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest

from esignkit import ESignLive
from esignkit.agreements import Agreements
from esignkit.agreements.results import Event, EventKind, Status
from esignkit.errors import ApiError
from esignkit.inbox import AsyncInbox, Inbox, SQLiteStorage
from tests.clocks import until
from tests.inbox.support import (
    AUTHORIZED,
    Services,
    async_agreements,
    constellation1,
    esignlive,
    ignisign,
)


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as running:
        yield running


class Recorder:
    """A handler that notes events, and fails as often as it was told."""

    def __init__(self, failures: int = 0) -> None:
        self.events: list[Event] = []
        self.failures = failures

    def __call__(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the printer is on fire")
        self.events.append(event)

    @property
    def natives(self) -> list[str]:
        return [event.native_name for event in self.events]


@pytest.fixture
def handler() -> Recorder:
    return Recorder()


@pytest.fixture
def inbox(services: Services, handler: Recorder, tmp_path: Path) -> Iterator[Inbox]:
    made = Inbox(tmp_path / "inbox.sqlite3", agreements=services.agreements(), handler=handler, retry_schedule=(0, 0))
    yield made
    made.storage.close()


def test_an_event_is_stored_once_and_handed_over_once(inbox: Inbox, handler: Recorder) -> None:
    for _ in range(3):
        assert inbox.receive("esignlive", AUTHORIZED, esignlive()) == 200
    assert inbox.counts() == {"waiting": 1}
    assert inbox.process_pending() == 1
    assert inbox.receive("esignlive", AUTHORIZED, esignlive()) == 200
    assert inbox.process_pending() == 0
    (event,) = handler.events
    assert (event.kind, event.agreement_id, event.verified) == (EventKind.COMPLETED, "p1", True)
    assert inbox.counts() == {"handled": 1}


@pytest.mark.parametrize(
    ("service", "headers", "body", "status"),
    [
        ("esignlive", {}, esignlive(), 401),
        ("esignlive", {"Authorization": "Basic guessed"}, esignlive(), 401),
        ("esignlive", [(b"authorization", AUTHORIZED["Authorization"].encode())], esignlive(), 200),
        ("esignlive", AUTHORIZED, b"{}", 400),
        ("esignlive", AUTHORIZED, esignlive(package="p\0"), 400),
        ("esignlive", AUTHORIZED, b'{"name": "PACKAGE_COMPLETE", "packageId": "\\ud83d"}', 400),
        ("esignlive", AUTHORIZED, esignlive(package="p" * 1001), 400),
        ("ignisign", {}, ignisign(), 200),
        ("ignisign", {}, ignisign(token=""), 400),
        ("ignisign", {}, b"[]", 400),
        ("constellation1", {}, constellation1(), 200),
        ("constellation1", {}, b"rubbish", 400),
        ("constellation1", {}, b" " * (1024 * 1024 + 1), 413),
        ("docusign", {}, b"{}", 404),
    ],
)
def test_what_is_answered(inbox: Inbox, service: str, headers: Any, body: bytes, status: int) -> None:
    assert inbox.receive(service, headers, body) == status
    assert sum(inbox.counts().values()) == (status == 200)


def test_a_database_that_cannot_be_written_is_503_so_that_the_service_notes_a_failure(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(event: object) -> bool:
        raise OSError("no space left")

    monkeypatch.setattr(inbox.storage, "add", full)
    assert inbox.receive("esignlive", AUTHORIZED, esignlive()) == 503
    assert "could not be stored" in caplog.text


def test_a_failing_handler_gets_the_event_again_and_then_it_is_a_dead_letter(inbox: Inbox, handler: Recorder) -> None:
    handler.failures = 2
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    assert inbox.process_pending() == 3
    assert len(handler.events) == 1
    handler.failures = 3
    inbox.receive("esignlive", AUTHORIZED, esignlive("p2"))
    assert inbox.process_pending() == 3
    (letter,) = inbox.dead_letters()
    assert (letter.agreement_id, letter.attempts, letter.error) == ("p2", 3, "OSError: the printer is on fire")
    assert inbox.retry("no such key") == 0
    assert inbox.retry(letter.key) == 1
    assert inbox.process_pending() == 1
    assert [event.agreement_id for event in handler.events] == ["p1", "p2"]
    assert inbox.dead_letters() == []


def test_a_dead_letter_can_be_forgotten_and_its_duplicates_stay_away(inbox: Inbox, handler: Recorder) -> None:
    handler.failures = 3
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    inbox.process_pending()
    assert inbox.forget(inbox.dead_letters()[0].key) == 1
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    assert inbox.process_pending() == 0
    assert inbox.counts() == {"forgotten": 1}


def test_pauses_grow_and_later_events_of_the_agreement_wait(services: Services, tmp_path: Path) -> None:
    handler = Recorder(failures=1)
    inbox = Inbox(tmp_path / "i", agreements=services.agreements(), handler=handler, retry_schedule=(60, 600))
    for package, name in (("p1", "PACKAGE_ACTIVATE"), ("p1", "PACKAGE_COMPLETE"), ("p2", "PACKAGE_COMPLETE")):
        inbox.receive("esignlive", AUTHORIZED, esignlive(package, name))
    assert inbox.process_pending() == 2
    assert [event.agreement_id for event in handler.events] == ["p2"]
    assert inbox.counts() == {"waiting": 2, "handled": 1}


def test_events_of_an_agreement_come_in_the_order_of_receipt(inbox: Inbox, handler: Recorder) -> None:
    names = ["PACKAGE_CREATE", "PACKAGE_ACTIVATE", "DOCUMENT_VIEWED", "SIGNER_COMPLETE", "PACKAGE_COMPLETE"]
    handler.failures = 2
    for name in names:
        inbox.receive("esignlive", AUTHORIZED, esignlive("p1", name))
    inbox.process_pending()
    assert handler.natives == names


def test_callbacks_without_a_key_are_compared_with_the_package(
    services: Services, handler: Recorder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Agreements(ESignLive(api_key="k", base_url=services.url + "/api")) as sign:
        inbox = Inbox(tmp_path / "i", agreements=[sign], handler=handler)
        assert inbox.receive("esignlive", {}, esignlive()) == 200
        assert "no callback key is set" in caplog.text
        services.packages["p1"] = "SENT"
        inbox.process_pending()
    (event,) = handler.events
    assert event.state is not None
    assert (event.verified, event.state.status) == (None, Status.OPEN)


# Constellation1 --------------------------------------------------------------------------------------------------------
def test_constellation1_is_refetched_and_never_dropped(inbox: Inbox, handler: Recorder, services: Services) -> None:
    for _ in range(2):
        inbox.receive("constellation1", {}, constellation1())
    services.sessions["s2"] = 2
    inbox.receive("constellation1", {}, constellation1("s2"))
    assert inbox.process_pending() == 3
    first, again, forged = handler.events
    assert first.key == again.key
    assert first.state is not None
    assert (first.verified, first.state.status) == (True, Status.COMPLETED)
    assert forged.state is not None
    assert (forged.kind, forged.verified, forged.state.status) == (EventKind.COMPLETED, False, Status.OPEN)


def test_a_session_that_the_service_does_not_know_is_left_to_a_person(
    inbox: Inbox, handler: Recorder, services: Services
) -> None:
    services.sessions["s1"] = None
    inbox.receive("constellation1", {}, constellation1())
    inbox.receive("constellation1", {}, constellation1(""))
    assert inbox.process_pending() == 2
    assert [letter.error.partition(",")[0] for letter in inbox.dead_letters()] == [
        "the service has no such session: it was purged",
        "the event names no session",
    ]
    assert handler.events == []


@pytest.mark.parametrize("example", ["inbox_flask.py", "inbox_fastapi.py"])
def test_an_early_event_does_not_keep_the_examples_from_the_true_one(
    example: str, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = ast.parse((Path(__file__).parents[2] / "examples" / example).read_text())
    source.body = [one for one in source.body if getattr(one, "name", "") in {"database", "handle"}]
    functions: dict[str, Any] = {"sqlite3": sqlite3, "closing": closing, "EventKind": EventKind, "Status": Status}
    exec(compile(source, example, "exec"), functions | {"Event": Event}, functions)
    functions["handle"].__globals__.update(functions)
    with closing(sqlite3.connect("leases.sqlite3")) as db:
        db.executescript("CREATE TABLE handled (key PRIMARY KEY); CREATE TABLE signed (agreement)")
        inbox = Inbox("inbox.sqlite3", agreements=services.agreements(), handler=functions["handle"])
        for status, rows in ((2, []), (3, [("s1",)]), (3, [("s1",)])):
            services.sessions["s1"] = status
            inbox.receive("constellation1", {}, constellation1("s1"))
            assert inbox.process_pending() == 1
            assert db.execute("SELECT * FROM signed").fetchall() == rows


# Ignisign --------------------------------------------------------------------------------------------------------------
def test_a_token_is_consumed_once_however_often_the_delivery_comes(
    inbox: Inbox, handler: Recorder, services: Services
) -> None:
    handler.failures = 1
    inbox.receive("ignisign", {}, ignisign())
    inbox.receive("ignisign", {}, ignisign())
    assert services.asked == []
    assert inbox.process_pending() == 2
    inbox.receive("ignisign", {}, ignisign())
    inbox.receive("ignisign", {}, ignisign(token="t2"))  # sent again by the service's own call
    assert inbox.process_pending() == 0
    assert services.asked == ["check t1"]
    (event,) = handler.events
    assert (event.kind, event.verified, event.state) == (EventKind.COMPLETED, True, None)


def test_the_same_news_under_two_tokens_is_handed_over_once(inbox: Inbox, handler: Recorder) -> None:
    inbox.receive("ignisign", {}, ignisign(token="t1"))
    inbox.receive("ignisign", {}, ignisign(token="t2"))
    inbox.receive("ignisign", {}, ignisign(action="UPDATED", token="t3"))
    inbox.receive("ignisign", {}, ignisign(action="UPDATED", token="t4"))
    inbox.process_pending()
    assert handler.natives == ["SIGNATURE_REQUEST COMPLETED", *["SIGNATURE_REQUEST UPDATED"] * 2]
    assert inbox.counts() == {"handled": 3, "duplicate": 1}


def test_a_forged_notification_is_refused_and_does_not_stand_in_the_way_of_the_true_one(
    inbox: Inbox, handler: Recorder, services: Services
) -> None:
    services.forged.add("made up")
    services.consumed.add("overheard")
    for token in ("made up", "overheard", "true"):
        inbox.receive("ignisign", {}, ignisign(token=token))
    inbox.receive("ignisign", {}, ignisign("r2").replace(b"appId_a", b"appId_b"))
    inbox.process_pending()
    assert [event.verified for event in handler.events] == [True]
    assert inbox.counts() == {"handled": 1, "refused": 3}
    assert "check t1" not in services.asked  # another application's token is not consumed


def test_a_check_whose_answer_was_lost_loses_no_event(inbox: Inbox, handler: Recorder, services: Services) -> None:
    services.lose_checks = 1
    inbox.receive("ignisign", {}, ignisign())
    assert inbox.process_pending() == 2
    (event,) = handler.events
    assert event.verified is None
    assert event.state is not None
    assert event.state.status is Status.COMPLETED


# Workers ---------------------------------------------------------------------------------------------------------------
def test_an_event_of_a_worker_that_died_is_handed_over_when_its_lease_ends(inbox: Inbox, handler: Recorder) -> None:
    inbox.receive("esignlive", AUTHORIZED, esignlive("p1", "PACKAGE_ACTIVATE"))
    inbox.receive("esignlive", AUTHORIZED, esignlive("p1"))
    services = ("esignlive",)
    claimed = inbox.storage.claim(services, 60)
    assert claimed is not None
    assert inbox.storage.claim(services, 60) is None
    inbox.storage.extend([claimed.claim], 0)  # it ends now
    inbox.process_pending()
    assert handler.natives == ["PACKAGE_ACTIVATE", "PACKAGE_COMPLETE"]


def test_an_event_that_kills_its_worker_each_time_becomes_a_dead_letter(inbox: Inbox, handler: Recorder) -> None:
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    for _ in range(3):
        assert inbox.storage.claim(("esignlive",), 0) is not None
    inbox.process_pending()
    assert [letter.error for letter in inbox.dead_letters()] == ["its worker died each time that it was handed over"]
    assert handler.events == []


def test_who_lost_a_claim_changes_nothing(inbox: Inbox) -> None:
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    slow = inbox.storage.claim(("esignlive",), 0)
    quick = inbox.storage.claim(("esignlive",), 60)
    assert slow is not None
    assert quick is not None
    inbox.storage.move_to_dead_letters(slow, "too late")
    assert inbox.counts() == {"waiting": 1}
    inbox.storage.finish(quick, True)
    assert inbox.counts() == {"handled": 1}


def test_a_handler_that_is_broken_off_gives_the_event_back(inbox: Inbox, services: Services, tmp_path: Path) -> None:
    def interrupted(event: Event) -> None:
        raise KeyboardInterrupt

    other = Inbox(inbox.storage, agreements=services.agreements(), handler=interrupted)
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    with pytest.raises(KeyboardInterrupt):
        other.process_pending()
    again = inbox.storage.claim(("esignlive",), 60)
    assert again is not None
    assert again.attempts == 1


def test_a_lease_lasts_as_long_as_the_handler(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(event: Event) -> None:
        entered.set()
        assert go_on.wait(20)

    inbox = Inbox(tmp_path / "i", agreements=services.agreements(), handler=slow, lease=0.9, poll_interval=0.01)
    extend, extended = inbox.storage.extend, list[float]()

    def count_and_extend(claims: Iterable[str], lease: float) -> None:
        extend(claims, lease)
        extended.append(lease)

    monkeypatch.setattr(inbox.storage, "extend", count_and_extend)
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    stop = threading.Event()
    worker = threading.Thread(target=inbox.run_worker, kwargs={"concurrency": 2, "stop": stop})
    worker.start()
    assert entered.wait(20)
    assert until(lambda: len(extended) >= 4)  # each comes a third of a lease after the one before
    assert inbox.storage.claim(("esignlive",), 60) is None
    go_on.set()
    stop.set()
    worker.join(20)
    assert inbox.counts() == {"handled": 1}


@pytest.mark.parametrize("breaks_off", ["a scope", "a scope around a call", "the task"])
def test_a_plain_handler_is_over_before_a_cancelled_inbox_lets_its_event_go(
    services: Services, tmp_path: Path, breaks_off: str
) -> None:
    order: list[str] = []
    entered, go_on = threading.Event(), threading.Event()

    def handler(event: Event) -> None:
        order.append("begin")
        entered.set()
        assert go_on.wait(20)
        order.append("end")

    async def main() -> None:
        made = async_agreements(services.url, "esignlive")
        inbox = AsyncInbox(tmp_path / "i", agreements=made, handler=handler, retry_schedule=(0, 0))
        inbox.receive("esignlive", AUTHORIZED, esignlive())
        if breaks_off == "the task":
            task = asyncio.create_task(inbox.process_pending())
            assert await anyio.to_thread.run_sync(entered.wait, 20)
            task.cancel()
            assert not (await asyncio.wait([task], timeout=0.05))[0]
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(inbox.run_worker if breaks_off == "a scope" else inbox.process_pending)
                assert await anyio.to_thread.run_sync(entered.wait, 20)
                tasks.cancel_scope.cancel()
                go_on.set()
            assert inbox.counts() == {"handled": 1}
        assert order == ["begin", "end"]
        await inbox.process_pending()
        assert order == ["begin", "end"] * (2 if breaks_off == "the task" else 1)
        inbox.storage.close()
        await made[0].aclose()

    anyio.run(main)


def test_a_coroutine_that_is_cancelled_gets_its_event_again(services: Services, tmp_path: Path) -> None:
    order: list[str] = []

    async def main() -> None:
        async def handler(event: Event) -> None:
            order.append("begin")
            if len(order) == 1:
                scope.cancel()
                await anyio.sleep(20)
            order.append("end")

        scope = anyio.CancelScope()
        made = async_agreements(services.url, "esignlive")
        inbox = AsyncInbox(tmp_path / "i", agreements=made, handler=handler)
        inbox.receive("esignlive", AUTHORIZED, esignlive())
        with scope:
            await inbox.run_worker()
        assert await inbox.process_pending() == 1
        assert inbox.counts() == {"handled": 1}
        inbox.storage.close()
        await made[0].aclose()

    anyio.run(main, backend="trio")
    assert order == ["begin", "begin", "end"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_coroutine_that_takes_too_long_gets_its_event_again(services: Services, tmp_path: Path, backend: str) -> None:
    events: list[Event] = []

    async def handler(event: Event) -> None:
        events.append(event)
        if len(events) == 1:
            await anyio.sleep_forever()

    async def main() -> None:
        made = async_agreements(services.url, "esignlive")
        inbox = AsyncInbox(
            tmp_path / "i", agreements=made, handler=handler, handler_timeout=0.05, retry_schedule=(3600,)
        )
        inbox.receive("esignlive", AUTHORIZED, esignlive())
        assert await inbox.process_pending() == 1
        with inbox.storage.transaction() as transaction:
            ((error,),) = transaction.execute("SELECT error FROM esignkit_inbox").fetchall()
            transaction.execute("UPDATE esignkit_inbox SET due_at = 0")
        assert error == "TimeoutError: the handler had not returned after 0.05 s (handler_timeout)"
        assert await inbox.process_pending() == 1
        assert inbox.counts() == {"handled": 1}
        inbox.storage.close()
        await made[0].aclose()

    anyio.run(main, backend=backend)
    assert len({event.key for event in events}) == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("awaits", [True, False])
def test_awaiting(services: Services, tmp_path: Path, backend: str, awaits: bool) -> None:
    recorder = Recorder(failures=1)

    async def handler(event: Event) -> None:
        await anyio.sleep(0)
        recorder(event)

    async def main() -> None:
        made = async_agreements(services.url)
        inbox = AsyncInbox(
            tmp_path / "i",
            agreements=made,
            handler=handler if awaits else recorder,
            retry_schedule=(0, 0),
            poll_interval=0.01,
        )
        inbox.receive("esignlive", AUTHORIZED, esignlive())
        inbox.receive("ignisign", {}, ignisign())
        inbox.receive("constellation1", {}, constellation1())
        assert await inbox.process_pending() == 4
        services.packages["p7"] = "COMPLETED"
        assert await inbox.sweep() == 1
        with anyio.move_on_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(lambda: inbox.run_worker(concurrency=2))
                while inbox.counts() != {"handled": 4}:
                    await anyio.sleep(0.01)
                tasks.cancel_scope.cancel()
        assert inbox.counts() == {"handled": 4}
        inbox.storage.close()
        for one in made:
            await one.aclose()

    anyio.run(main, backend=backend)
    assert {event.service for event in recorder.events} == {"esignlive", "ignisign", "constellation1"}


def test_what_is_refused_when_an_inbox_is_made(services: Services, tmp_path: Path) -> None:
    async def handler(event: Event) -> None:
        """Do nothing."""

    made = services.agreements("esignlive")
    for kind, text, changes in [
        (TypeError, "coroutine", {"handler": handler}),
        (TypeError, "takes an event", {"handler": None}),
        (TypeError, r"is Agreements; give \[Agreements", {"agreements": made[0]}),
        (TypeError, r"holds ESignLive; give \[Agreements", {"agreements": [made[0].client]}),
        (ValueError, "twice", {"agreements": made * 2}),
        (ValueError, "empty", {"agreements": []}),
        (ValueError, "above 0", {"lease": 0}),
        (ValueError, "above 0", {"retry_schedule": (-1,)}),
        (TypeError, "plain function, which handler_timeout cannot break off", {"handler_timeout": 5}),
    ]:
        arguments: dict[str, Any] = {"agreements": made, "handler": print, **changes}
        with pytest.raises(kind, match=text):
            Inbox(tmp_path / "i", **arguments)
    with pytest.raises(TypeError, match=r"holds Agreements; give \[AsyncAgreements"):
        AsyncInbox(tmp_path / "i", agreements=made, handler=handler)
    assert not list(tmp_path.iterdir())  # nothing was opened
    for path in ("", ":memory:"):
        with pytest.raises(ValueError, match="names no file"):
            Inbox(path, agreements=made, handler=print)


def test_only_the_owner_can_read_the_file_and_bodies_do_not_stay_in_it(inbox: Inbox, tmp_path: Path) -> None:
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600] * 3
    inbox.receive("ignisign", {}, ignisign(token="canary-token"))
    inbox.process_pending()
    assert isinstance(inbox.storage, SQLiteStorage)
    with inbox.storage.transaction() as transaction:
        rows = transaction.execute("SELECT * FROM esignkit_inbox").fetchall()
    assert "canary" not in str(rows)


def test_what_is_done_can_be_deleted(inbox: Inbox) -> None:
    inbox.receive("esignlive", AUTHORIZED, esignlive())
    inbox.process_pending()
    inbox.receive("esignlive", AUTHORIZED, esignlive("p2"))
    assert inbox.purge(timedelta(days=1)) == 0
    assert inbox.purge(timedelta(days=-1)) == 1
    assert inbox.counts() == {"waiting": 1}


# Sweeping --------------------------------------------------------------------------------------------------------------
def test_a_sweep_finds_what_was_missed_once(inbox: Inbox, handler: Recorder, services: Services) -> None:
    inbox.receive("esignlive", AUTHORIZED, esignlive("p1"))
    inbox.receive("constellation1", {}, constellation1("s1", 2))
    services.sessions["s1"] = 2
    inbox.process_pending()
    services.packages.update(p1="COMPLETED", p2="COMPLETED", p3="DRAFT", p4="SENT")
    services.sessions["s1"] = 3
    logged = {"_id": "e1", "webhookId": "w1", "appId": "appId_a", "appEnv": "DEVELOPMENT", "topic": "SIGNATURE_REQUEST"}
    logged |= {"msgNature": "INFO", "status": "FAILED", "content": {"signatureRequestId": "r1", "status": "COMPLETED"}}
    services.log += [{**logged, "action": "COMPLETED"}, {**logged, "action": "UPDATED", "_id": "e2"}]
    assert inbox.sweep() == 5
    assert inbox.sweep() == 0
    inbox.process_pending()
    swept = [(event.agreement_id, event.kind.value, event.verified) for event in handler.events[2:]]
    assert sorted(swept) == [
        ("p2", "completed", True),
        ("p4", "sent", True),
        ("r1", "completed", True),
        ("r1", "other", True),
        ("s1", "completed", True),
    ]
    assert all(event.state is not None for event in handler.events[2:] if event.service != "ignisign")
    inbox.receive("esignlive", AUTHORIZED, esignlive("p2"))  # late, and told already
    inbox.receive("ignisign", {}, ignisign())
    assert inbox.process_pending() == 0


def test_a_sweep_asks_for_what_changed_since_the_last(inbox: Inbox, services: Services) -> None:
    inbox.sweep(since=datetime(2030, 1, 31, tzinfo=UTC), agreement_ids={"constellation1": ["s9"]})
    asked = "\n".join(services.asked)
    assert "lastUpdatedStartDate=2030-01-31" in asked
    assert "/sessions/s9" in asked
    services.asked.clear()
    inbox.sweep()
    assert f"lastUpdatedStartDate={datetime.now(UTC):%Y}" in "\n".join(services.asked)


@pytest.mark.parametrize("awaits", [True, False])
def test_a_service_that_cannot_be_asked_does_not_end_the_sweep_of_the_others(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, awaits: bool
) -> None:
    broken = {"ignisign"}
    get = services.get

    def answer(path: str) -> tuple[int, Any]:
        service = "esignlive" if "/api/" in path else "ignisign"
        return (400, {}) if service in broken else get(path)

    monkeypatch.setattr(services, "get", answer)
    services.packages["p1"] = "COMPLETED"

    async def main() -> None:
        made = async_agreements(services.url)[::-1]  # Constellation1 and Ignisign before eSignLive
        inbox = AsyncInbox(tmp_path / "i", agreements=made, handler=print)
        with pytest.raises(ApiError):
            await inbox.sweep()
        assert inbox.counts() == {"waiting": 1}
        broken.add("esignlive")
        with pytest.raises(ExceptionGroup) as caught:
            await inbox.sweep()
        assert len(caught.value.exceptions) == 2
        inbox.storage.close()
        for one in made:
            await one.aclose()

    if awaits:
        anyio.run(main)
    else:
        inbox = Inbox(tmp_path / "i", agreements=services.agreements()[::-1], handler=print)
        with pytest.raises(ApiError):
            inbox.sweep()
        assert inbox.counts() == {"waiting": 1}


@pytest.mark.parametrize("awaits", [True, False])
def test_a_worker_sweeps_and_goes_on_after_a_failure(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, awaits: bool
) -> None:
    recorder = Recorder()
    left: list[tuple[int, Any]] = [(400, {})]
    get = services.get
    monkeypatch.setattr(services, "get", lambda path: left.pop() if left else get(path))
    services.packages["p1"] = "COMPLETED"

    async def main() -> None:
        made = async_agreements(services.url, "esignlive")
        inbox = AsyncInbox(tmp_path / "i", agreements=made, handler=recorder, poll_interval=0.01)
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(partial(inbox.run_worker, sweep_interval=0.01))
                while not recorder.events:
                    await anyio.sleep(0.01)
                tasks.cancel_scope.cancel()
        inbox.storage.close()
        await made[0].aclose()

    if awaits:
        anyio.run(main)
    else:
        agreements = services.agreements("esignlive")
        inbox = Inbox(tmp_path / "i", agreements=agreements, handler=recorder, poll_interval=0.01)
        stop = threading.Event()
        worker = threading.Thread(target=inbox.run_worker, kwargs={"sweep_interval": 0.01, "stop": stop})
        worker.start()
        assert until(lambda: bool(recorder.events))
        stop.set()
        worker.join(20)
    assert recorder.natives == ["COMPLETED"]
    assert not left
