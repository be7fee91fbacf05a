"""A download is one value: bytes, a file or a stream, when it is asked for one of them and not before."""

from __future__ import annotations

import inspect
import io
import pickle
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import anyio
import pytest

from esignkit.core.download import AsyncDownload, Download, DownloadPlan
from esignkit.core.flow import Saved
from esignkit.core.operation import Buffer, Into, Open, Operation
from esignkit.core.response_readers import Contents, read_list
from esignkit.types import Secret
from tests.core.sample import Package, Packages
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

PDF = b"%PDF-1.7\n%%EOF\n"
CALL: Operation[bytes] = Operation(
    "papers.get",
    "GET",
    "/papers/{id}/{key}",
    Contents("pdf"),
    {"id": "a", "key": Secret("hush")},
    {"flat": True},
    accept="application/pdf",
    options={"timeout": 3.0},
)


class Runner:
    """Notes what it is told to carry out."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def run(self, flow: Any, /) -> Any:
        self.told.append(flow)
        return "carried out"

    def stream(self, operation: Operation[Any], /) -> Any:
        self.told.append(operation)
        return nullcontext("chunks")


class AsyncRunner(Runner):
    async def run(self, flow: Any, /) -> Any:
        return super().run(flow)


PLAN = DownloadPlan(CALL)


def calls(target: Any) -> list[Operation[Any]]:
    return [PLAN.bytes(), PLAN.save(target, overwrite=False), PLAN.stream()]


def test_nothing_is_fetched_before_it_is_asked_for_and_then_each_time():
    runner = Runner()
    download = Download(runner, CALL)
    assert repr(download)
    assert not runner.told
    for _ in range(2):
        assert download.bytes() == "carried out"
        assert download.save("a.pdf", overwrite=False) == "carried out"
        with download.stream() as chunks:
            assert chunks == "chunks"
    assert runner.told == calls("a.pdf") * 2


def test_the_awaiting_one_makes_the_same_calls():
    runner = AsyncRunner()
    download = AsyncDownload(runner, CALL)

    async def main() -> None:
        assert await download.bytes() == "carried out"
        assert await download.save("a.pdf", overwrite=False) == "carried out"
        with download.stream() as chunks:
            assert chunks == "chunks"

    anyio.run(main)
    assert runner.told == calls("a.pdf")


def test_the_three_calls_differ_in_what_becomes_of_the_content_alone():
    def progress(done: int, total: int | None) -> None: ...

    as_bytes, as_file, as_stream = PLAN.bytes(), PLAN.save(Path("a.pdf"), progress=progress), PLAN.stream()
    for call in (as_bytes, as_file, as_stream):
        assert (call.name, call.target(), call.accept) == ("papers.get", CALL.target(), "application/pdf")
        assert (call.repeat, call.options) == (CALL.repeat, {"timeout": 3.0})
    assert as_bytes is CALL
    assert as_bytes.sink == Buffer()
    assert isinstance(as_file.sink, Into)
    assert as_file.sink.progress is progress
    assert (as_file.sink.target, as_file.sink.expect, as_file.sink.overwrite) == (Path("a.pdf"), "pdf", True)
    assert as_stream.sink == Open()


@in_one_test("reader", [Contents(), Contents("zip"), read_list(Package)])
def test_a_file_is_expected_to_be_what_the_bytes_are(reader: Any):
    call: Operation[Any] = Operation("papers.get", "GET", "/papers", reader)
    sink = DownloadPlan(call).save("a").sink
    assert isinstance(sink, Into)
    assert sink.expect == getattr(reader, "expect", None)


def test_what_comes_back_is_bytes_or_what_was_written():
    assert drive(PLAN.bytes(), [reply(200, PDF)], context_of())[0] == PDF
    answer = reply(200, b"")
    answer.saved = Saved(15)
    assert drive(PLAN.save("a.pdf"), [answer], context_of())[0] == Saved(15)


@in_one_test("target", [None, 3, b"a.pdf", io.StringIO()])
def test_a_target_that_cannot_be_written_to_is_refused_at_once(target: Any):
    runner = Runner()
    with pytest.raises(TypeError, match="a path or to a file opened for binary writing"):
        Download(runner, CALL).save(target)
    assert not runner.told


@in_one_test("of", [Download, AsyncDownload])
def test_it_says_what_it_is_and_no_secret(of: Any):
    download = of(Runner(), CALL)
    assert repr(download) == f"<{of.__name__} of papers.get: GET /papers/a/…, not fetched>"
    html = download._repr_html_()
    assert "hush" not in repr(download) + html
    await_ = "await " if of is AsyncDownload else ""
    for word in (of.__name__, "papers.get", "nothing is fetched yet", f"{await_}download.bytes()", ".stream()"):
        assert word in html


MISUSES = {
    "len": len,
    "a slice": lambda one: one[:4],
    "bytes": bytes,
    "iteration": list,
    "in": lambda one: b"%PDF" in one,
    "with": lambda one: one.__enter__(),
    "writing": lambda one: io.BytesIO().write(one),
}
OF_BOTH = [Download(Runner(), CALL), AsyncDownload(AsyncRunner(), CALL), PLAN]


@pytest.mark.parametrize("download", OF_BOTH, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("misuse", MISUSES)
def test_whoever_takes_it_for_its_content_is_told(download: Any, misuse: str):
    own_words = misuse == "writing" and sys.version_info < (3, 12)
    words = "bytes-like" if own_words else r"of papers.get is not the content itself: call \.bytes\(\), \.save\(path\)"
    with pytest.raises(TypeError, match=words):
        MISUSES[misuse](download)
    assert type(download).__name__ in repr(download)
    assert download


def test_an_await_in_the_wrong_place_is_told():
    download: Any = AsyncDownload(AsyncRunner(), CALL)

    async def awaited() -> None:
        await download

    async def walked() -> None:
        async for _ in download:
            pass

    async def opened() -> None:
        async with download:
            pass

    for misuse in (awaited, walked, opened):
        with pytest.raises(TypeError, match=r"AsyncDownload of papers.get is not the content itself: call \.bytes\(\)"):
            anyio.run(misuse)
    assert not inspect.isawaitable(Download(Runner(), CALL))


def test_a_plan_is_a_value():
    plan = Packages(Runner()).plan.download("a")
    assert plan == Packages(Runner()).plan.download("a") != Packages(Runner()).plan.download("b")
    again = pickle.loads(pickle.dumps(plan))
    assert again == plan
    assert again.save("a.pdf") == plan.save("a.pdf")
    assert repr(plan) == "<DownloadPlan of packages.download: GET /packages/a/pdf, not fetched>"
    assert "stream" not in plan._repr_html_()


def test_a_plan_is_not_run_before_it_says_what_for():
    with pytest.raises(TypeError, match=r"call \.bytes\(\), \.save\(path\)"):
        drive(PLAN, [], context_of())
