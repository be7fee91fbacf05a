"""Waiting for a package, on a clock that is held by hand."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.errors import DeadlineExceededError, NotFoundError
from esignkit.esignlive import PackageEndedError
from tests.esignlive.helper import packages, run
from tests.support import Record, reply
from tests.tables import in_one_test


def package(status: str, **more: Any) -> Any:
    return reply(200, {"id": "p", "status": status, **more})


@in_one_test("status", ["COMPLETED", "ARCHIVED"])
def test_it_ends_when_the_package_is_complete(status):
    found, record = run(packages.wait_until_complete("p"), package("SENT"), package("SENT"), package(status))
    assert found.status == status
    assert record.slept == [5.0, 6.25]


@in_one_test(
    "answer, status",
    [
        (package("DECLINED"), "DECLINED"),
        (package("OPTED_OUT"), "OPTED_OUT"),
        (package("EXPIRED"), "EXPIRED"),
        (package("SENT", trashed=True), "TRASHED"),
    ],
)
def test_an_end_without_signatures_is_an_error(answer, status):
    with pytest.raises(PackageEndedError, match=status) as caught:
        run(packages.wait_until_complete("p"), package("SENT"), answer)
    assert (caught.value.package_id, caught.value.package_status) == ("p", status)


def test_the_time_is_kept_to_the_second():
    record = Record()
    with pytest.raises(DeadlineExceededError, match="still SENT after 30 s"):
        run(packages.wait_until_complete("p", timeout=30, interval=10), *[package("SENT")] * 9, record=record)
    assert sum(record.slept) == 30.0
    assert len(record.sent) == 4


def test_time_spent_in_calls_counts():
    record = Record()

    def slow(sent: Any) -> Any:
        record.now += 20
        return package("SENT")

    with pytest.raises(DeadlineExceededError):
        run(packages.wait_until_complete("p", timeout=30, interval=10), slow, slow, record=record)
    assert record.slept == [10.0]


def test_pauses_grow_up_to_a_minute():
    record = Record()
    with pytest.raises(DeadlineExceededError):
        run(packages.wait_until_complete("p", timeout=3600, interval=20), *[package("SENT")] * 99, record=record)
    assert max(record.slept) == 60.0
    assert record.slept[:3] == [20.0, 25.0, 31.25]


def test_states_of_the_future_are_waited_through():
    found, _ = run(packages.wait_until_complete("p"), package("DREAMING"), package("COMPLETED"))
    assert found.status == "COMPLETED"


def test_a_response_without_a_status_is_waited_through():
    found, _ = run(packages.wait_until_complete("p"), reply(200, {"id": "p"}), package("COMPLETED"))
    assert found.status == "COMPLETED"
    with pytest.raises(PackageEndedError, match="ended as TRASHED"):
        run(packages.wait_until_complete("p"), reply(200, {"id": "p", "trashed": True, "messages": [{"content": "x"}]}))
    with pytest.raises(DeadlineExceededError, match="still None after 0 s"):
        run(packages.wait_until_complete("p", timeout=0), reply(200, {"id": "p"}))


def test_a_package_that_is_gone_ends_it():
    with pytest.raises(NotFoundError):
        run(packages.wait_until_complete("p"), package("SENT"), reply(404))


def test_why_it_was_declined_is_said():
    messages = [{"content": "an older note"}, {"content": "too dear\n\x1b[31m"}, {"content": None}]
    with pytest.raises(PackageEndedError, match="ended as DECLINED and can no longer be completed: too dear") as caught:
        run(packages.wait_until_complete("p"), package("DECLINED", messages=messages))
    assert str(caught.value).isprintable()


def test_a_draft_that_nobody_sends_is_named_as_such():
    with pytest.raises(DeadlineExceededError, match=r"still DRAFT .* never sent: packages\.send"):
        run(packages.wait_until_complete("p", timeout=3, interval=3), package("DRAFT"), package("DRAFT"))
    drafts = [reply(200, {"status": "DRAFT"})] * 2
    with pytest.raises(DeadlineExceededError, match=r"still DRAFT .* never sent: packages\.send"):
        run(packages.wait_until_signed("p", timeout=3, interval=3), *drafts)


def test_an_interval_of_nothing_is_refused():
    with pytest.raises(ValueError, match="interval"):
        run(packages.wait_until_complete("p", interval=0))
