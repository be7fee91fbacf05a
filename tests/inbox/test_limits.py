"""Forged events: as many as are allowed may wait and are kept, and true ones come through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esignkit.agreements.results import Event
from esignkit.inbox import Inbox
from tests.inbox.databases import DATABASES, new_database
from tests.inbox.support import AUTHORIZED, Services, constellation1, esignlive, ignisign

MOST = 3
NOT_THERE = "the service has no such agreement: it was deleted, or the event is forged"


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as running:
        yield running


@pytest.fixture(params=DATABASES)
def inbox(request: pytest.FixtureRequest, services: Services, tmp_path: Path) -> Iterator[Inbox]:
    made = Inbox(
        new_database(request.param, tmp_path),
        agreements=services.agreements(),
        handler=ignore,
        max_unverified=MOST,
        retry_schedule=(),
    )
    yield made
    made.storage.close()


def ignore(event: Event) -> None:
    """Do nothing with an event."""


def test_only_so_many_wait_that_nothing_vouches_for(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    statuses = [inbox.receive("constellation1", {}, constellation1(f"s{n}")) for n in range(6)]
    assert statuses == [200] * MOST + [503] * 3
    assert caplog.text.count("nothing vouches for are waiting") == 1
    assert inbox.receive("ignisign", {}, ignisign()) == 200  # each service has a number of its own
    assert [inbox.receive("esignlive", AUTHORIZED, esignlive(f"p{n}")) for n in range(6)] == [200] * 6
    inbox.process_pending()
    assert inbox.receive("constellation1", {}, constellation1("s9")) == 200
    assert inbox.counts() == {"handled": MOST + 1 + 6, "waiting": 1}


def test_of_forged_events_the_newest_are_kept(
    inbox: Inbox, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esignkit.inbox.limits.COUNTED_EACH", 1)
    services.forged = {f"t{n}" for n in range(9)}
    services.sessions = {f"s{n}": None for n in range(9)}
    for n in range(9):
        assert inbox.receive("ignisign", {}, ignisign(f"r{n}", token=f"t{n}")) == 200
        assert inbox.receive("constellation1", {}, constellation1(f"s{n}")) == 200
        inbox.process_pending()
    assert inbox.counts()["refused"] == MOST + 1  # those that are too many are deleted when the next event comes
    assert [letter.agreement_id for letter in inbox.dead_letters()] == ["s5", "s6", "s7", "s8"]


def test_a_dead_letter_of_a_failing_handler_is_never_deleted(inbox: Inbox, services: Services) -> None:
    def fail(*_: object) -> None:
        raise OSError("the printer is on fire")

    failing = Inbox(inbox.storage, agreements=services.agreements(), handler=fail, max_unverified=1, retry_schedule=())
    for n in range(6):
        assert failing.receive("constellation1", {}, constellation1(f"s{n}")) == 200
        failing.process_pending()
    assert len(failing.dead_letters()) == 6


def test_a_package_that_shows_later_than_its_event_is_not_given_up(services: Services, tmp_path: Path) -> None:
    (plain,) = services.agreements("esignlive")
    services.packages.update(p1="", p2="")
    events: list[Event] = []
    inbox = Inbox(
        tmp_path / "i",
        agreements=[type(plain)(plain.client)],
        handler=events.append,
        retry_schedule=(3600, 0),
        max_unverified=1,
    )
    for name in ("p1", "p2"):
        assert inbox.receive("esignlive", {}, esignlive(name)) == (200 if name == "p1" else 503)
    assert inbox.process_pending() == 1
    assert (inbox.counts(), inbox.dead_letters()) == ({"waiting": 1}, [])
    with inbox.storage.transaction() as transaction:
        ((error, verified),) = transaction.execute("SELECT error, verified FROM esignkit_inbox").fetchall()
        transaction.execute("UPDATE esignkit_inbox SET due_at = 0")
    assert (error, verified) == (NOT_THERE, None)
    services.packages["p1"] = "COMPLETED"
    assert inbox.process_pending() == 1
    assert ([event.agreement_id for event in events], inbox.counts()) == (["p1"], {"handled": 1})
    inbox.storage.close()


def test_a_package_that_never_shows_is_forged_when_all_attempts_are_used_up(services: Services, tmp_path: Path) -> None:
    (plain,) = services.agreements("esignlive")
    services.packages["p1"] = ""
    inbox = Inbox(
        tmp_path / "i", agreements=[type(plain)(plain.client)], handler=ignore, retry_schedule=(0, 0), max_unverified=1
    )
    inbox.receive("esignlive", {}, esignlive("p1"))
    assert inbox.process_pending() == 3
    (letter,) = inbox.dead_letters()
    assert (letter.error, letter.verified) == (NOT_THERE, False)
    inbox.storage.close()
