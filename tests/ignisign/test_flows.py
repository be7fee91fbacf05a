"""Calls of several steps: publishing and closing when the response is lost, waiting, walking through lists."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Operation
from esignkit.core.paging import Cursor
from esignkit.errors import DeadlineExceededError, NotFoundError, OutcomeUnknownError, ValidationError
from esignkit.ignisign import SignatureRequestEndedError, SignatureRequestStatus
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from tests.ignisign.operations import SERVICE
from tests.ignisign.samples import CONTEXT, REQUEST, SCALARS, SIGNER_SUMMARY, settings
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
signers = Signers(PLANNER)
BROKEN = reply(500, {"message": "broke", "code": "INTERNAL_ERROR"})


def state(status: str | None) -> Any:
    return reply(200, {**CONTEXT, "status": status})


def paths(record: Record) -> list[str]:
    return [sent.target.rsplit("/", 1)[1] for sent in record.sent]


# Publish and close -----------------------------------------------------------------------------------------------------
@in_one_test("lost", [LOST, BROKEN, reply(200, b"")])
@in_one_test("status", [s for s in SignatureRequestStatus if s not in ("DRAFT", "CANCELLED")] + ["FROM_THE_FUTURE"])
def test_a_publish_whose_answer_is_lost_is_looked_up(lost: Any, status: str) -> None:
    result, record = SERVICE.run(requests.publish(REQUEST), lost, state(status))
    assert paths(record) == ["publish", "context"]
    assert result.signature_request_id == REQUEST
    assert result.context.status == status
    assert result.embedded == []


@in_one_test(
    "looked", [[state("DRAFT")], [state("CANCELLED")], [state(None)], [reply(404, {"code": "X_NOT_FOUND"})], [LOST] * 3]
)
def test_a_publish_that_cannot_be_found_done_stays_unknown(looked: list[Any]) -> None:
    record = Record()
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(requests.publish(REQUEST), [LOST, *looked], context_of(settings(), record), record)
    assert caught.value.operation == "signature_requests.publish"
    assert paths(record).count("publish") == 1


def test_a_publish_that_is_answered_is_not_looked_up() -> None:
    result, record = SERVICE.run(requests.publish(REQUEST), reply(200, {"signatureRequestId": REQUEST}))
    assert result.context is None
    assert paths(record) == ["publish"]
    refused = reply(400, {"code": "CANNOT_PUBLISH_SIGNATURE_REQUEST__NO_TITLE", "message": "no title"})
    with pytest.raises(ValidationError, match="NO_TITLE"):
        SERVICE.run(requests.publish(REQUEST), refused)


def test_a_publish_that_never_left_is_sent_again() -> None:
    _, record = SERVICE.run(requests.publish(REQUEST), REFUSED, reply(200, {"signatureRequestId": REQUEST}))
    assert paths(record) == ["publish", "publish"]


def test_a_close_whose_answer_is_lost_is_looked_up() -> None:
    for status in ("COMPLETED", "CANCELLED", "EXPIRED", "FAILED", "LAUNCH_ERROR"):
        result, record = SERVICE.run(requests.close(REQUEST), LOST, state(status))
        assert result == REQUEST
        assert paths(record) == ["close", "context"]
    for status in ("DRAFT", "READY", "IN_PROGRESS", "CHILDREN_GENERATED", None):
        with pytest.raises(OutcomeUnknownError):
            SERVICE.run(requests.close(REQUEST), LOST, state(status))


# Wait ------------------------------------------------------------------------------------------------------------------
def test_waiting_ends_when_it_is_completed() -> None:
    result, record = SERVICE.run(
        requests.wait(REQUEST), *map(state, ["READY", "IN_PROGRESS", "PROCESSING", "COMPLETED"])
    )
    assert result.status is SignatureRequestStatus.COMPLETED
    assert record.slept == [2.0, 3.0, 4.5]


@in_one_test("status", ["EXPIRED", "FAILED", "CANCELLED", "LAUNCH_ERROR", "CHILDREN_GENERATED"])
def test_waiting_ends_when_it_can_no_longer_be_completed(status: str) -> None:
    with pytest.raises(SignatureRequestEndedError, match=status) as caught:
        SERVICE.run(requests.wait(REQUEST), state("IN_PROGRESS"), state(status))
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.context.status == status
    assert again.operation == "signature_requests.wait"
    assert ("initial_signature_request_id" in str(again)) is (status == "CHILDREN_GENERATED")


def test_waiting_has_an_end_and_looks_once_more_there() -> None:
    record = Record()
    with pytest.raises(DeadlineExceededError, match="FROM_THE_FUTURE"):
        drive(
            requests.wait(REQUEST, timeout=10, interval=4),
            [state("FROM_THE_FUTURE")] * 9,
            context_of(settings(), record),
            record,
        )
    assert record.slept == [4.0, 6.0]
    assert len(record.sent) == 3


def test_waiting_for_a_draft_says_that_nobody_published_it() -> None:
    with pytest.raises(DeadlineExceededError, match=r"is still DRAFT; it was never published: .*publish\(…\)"):
        SERVICE.run(requests.wait(REQUEST, timeout=0), state("DRAFT"))
    with pytest.raises(DeadlineExceededError, match=r"is still IN_PROGRESS$"):
        SERVICE.run(requests.wait(REQUEST, timeout=0), state("IN_PROGRESS"))


def test_waiting_passes_refusals_on() -> None:
    with pytest.raises(NotFoundError):
        SERVICE.run(requests.wait(REQUEST), reply(404, {"code": "SIGNATURE_REQUEST_NOT_FOUND"}))


# Lists -----------------------------------------------------------------------------------------------------------------
def page(ids: list[str], total: float | None, where: str = "paginationData") -> Any:
    rows = [{**SCALARS, "_id": name} for name in ids]
    paging: dict[str, Any] = {where: {"total": total, "page": 1, "nbEventsPerPage": 2}} if where else {"total": total}
    return reply(200, {"signatureRequests": rows, **paging})


@in_one_test(
    "pages, asked",
    [
        ([page(["a", "b"], 3), page(["c"], 3)], [None, 2]),
        ([page(["a", "b"], 2)], [None]),
        ([page(["a", "b"], 2.0)], [None]),
        ([page([], 0)], [None]),
        ([page(["a"], None), page(["b"], None), page([], None)], [None, 2, 3]),
        ([page(["a", "b"], 9), page([], 9)], [None, 2]),
        ([page(["a", "b"], 3, "searchData"), page(["c"], 3, "searchData")], [None, 2]),
        ([page(["a"], 2, ""), page(["b"], 2, "")], [None, 2]),
        ([page(["a"], "2"), page([], "2")], [None, 2]),
    ],
)
def test_a_walk_ends_at_the_total_or_at_an_empty_page(pages: list[Any], asked: list[int | None]) -> None:
    rows, record = SERVICE.run(requests.list(), *pages)
    ids = [row["_id"] for answer in pages for row in answer.json()["signatureRequests"]]
    assert [row.id for row in rows] == ids
    assert [sent.target.partition("?page=")[2] or None for sent in record.sent] == [n and str(n) for n in asked]


def test_a_walk_can_begin_later_and_end_early() -> None:
    rows, record = SERVICE.run(requests.list(page=4, limit=3), page(["a", "b"], 99), page(["c", "d"], 99))
    assert [row.id for row in rows] == ["a", "b", "c"]
    assert [sent.target.partition("?")[2] for sent in record.sent] == ["page=4", "page=5"]


@in_one_test(
    "given, pages, asked",
    [  # five rows, two on a page
        ({"page": 3}, [page(["e"], 5)], ["page=3"]),
        ({"page": 2}, [page(["c", "d"], 5), page(["e"], 5)], ["page=2", "page=3"]),
        ({"page": 2}, [page(["c", "d"], 4)], ["page=2"]),
        ({"page": 1}, [page(["a", "b"], 2)], ["page=1"]),
        # nobody says how many are on a page: the pages that came tell it
        ({"page": 2}, [page(["c", "d"], 5, ""), page(["e"], 5, "")], ["page=2", "page=3"]),
        ({"page": 2}, [page(["c", "d"], 4, "")], ["page=2"]),
    ],
)
def test_a_list_asks_no_page_beyond_the_last(given: dict[str, Any], pages: list[Any], asked: list[str]) -> None:
    rows, record = SERVICE.run(requests.list(**given), *pages)
    assert len(rows) == sum(len(answer.json()["signatureRequests"]) for answer in pages)
    assert [sent.target.partition("?")[2] for sent in record.sent] == asked


@in_one_test("first, start", [(0, 2), (1, 3)])
def test_nor_do_signers_whose_pages_begin_at_either_number(first: int, start: int) -> None:
    answers = [reply(200, {"signers": [SIGNER_SUMMARY] * n, "total": 7}) for n in (2, 1)]
    rows, record = SERVICE.run(signers.list(page=start, first_page=first), *answers)
    assert len(rows) == 3
    assert [sent.target.partition("?")[2] for sent in record.sent] == [f"page={start}", f"page={start + 1}"]


def test_pages_know_the_total() -> None:
    plan = requests.list()
    assert isinstance(plan.first, Operation)
    first, _ = SERVICE.run(plan.first, page(["a"], 7))
    assert (first.total, first.per_page, len(first.items)) == (7, 2, 1)
    assert Cursor(plan).take(first) is first


def test_signers_are_paged_by_the_total_beside_them() -> None:
    answers = [reply(200, {"signers": [SIGNER_SUMMARY], "total": 2})] * 2
    rows, record = SERVICE.run(signers.list(), *answers)
    assert [row.email for row in rows] == ["ada@example.com"] * 2
    assert [sent.target.partition("?")[2] for sent in record.sent] == ["", "page=2"]
