"""The id of its own that a call which creates a package puts into the package's `data` (promise 46)."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from esignkit import NULL, ConfigurationError, OutcomeUnknownError, RetryPolicy
from esignkit.core.flow import Flow
from esignkit.esignlive import AsyncESignLive, Document, ESignLive, Package
from tests.esignlive.helper import KEY, layouts, packages, run, templates
from tests.multipart import parts_of
from tests.support import LOST, REFUSED, Record, Sent
from tests.tables import in_one_test

MINE = {"mine": {"a": [1]}, "sdk": "theirs"}


def counted() -> Callable[[], str]:
    numbers: Iterator[int] = iter(range(100))
    return lambda: f"id-{next(numbers)}"


def body_of(sent: Sent) -> Any:
    if not sent.headers["content-type"].startswith("multipart/"):
        return sent.json
    (payload,) = (part for part in parts_of(sent) if part.name == "payload")
    return json.loads(payload.content)


def bodies(flow: Flow[Any], **given: Any) -> list[Any]:
    _, record = run(flow, api_key=KEY, environment="us2", **given)
    return [body_of(sent) for sent in record.sent]


FILE = ("l.pdf", b"%PDF-1.7\n%%EOF\n")
CREATES = {
    "create": lambda **more: packages.create(Package(name="n", **more)),
    "create with files": lambda **more: packages.create(Package(name="n", **more), files=[FILE]),
    "create accessible": lambda **more: packages.create_accessible(Package(name="n", documents=[Document(name="D")], **more), files=[FILE]),
    "create a template": lambda **more: templates.create(Package(name="n", **more)),
    "create a template with files": lambda **more: templates.create(Package(name="n", **more), files=[FILE]),
}  # fmt: skip
CLONES = {
    "clone": lambda **more: packages.clone("p", Package(name="n", **more)),
    "create a template from": lambda **more: templates.create_from("p", "n", changes=Package(**more)),
}


@in_one_test("form", CREATES | CLONES)
@in_one_test("data", [None, {}, MINE])
def test_each_form_of_creating_a_package_bears_an_id_beside_what_the_caller_put_there(form: str, data: Any) -> None:
    flow = (CREATES | CLONES)[form](data=data)
    (plain,) = bodies(flow, client_request_ids=False)
    (marked,) = bodies(flow, client_request_ids=counted())
    if form in CLONES and data is None:
        assert marked == plain, "the copy's own data would be lost"
    else:
        assert marked.pop("data") == {**(data or {}), "esignkitRequestId": "id-0"}
        assert plain.pop("data", None) == data
        assert marked == plain


@in_one_test("form", CREATES | CLONES)
@in_one_test("data", [{}, MINE])
def test_data_that_comes_by_extra_body_counts_too(form: str, data: Any) -> None:
    options = {"extra_body": {"data": data}}
    (marked,) = bodies((CREATES | CLONES)[form]().with_options(options), client_request_ids=counted())
    assert marked["data"] == {**data, "esignkitRequestId": "id-0"}


def test_data_that_is_cleared_holds_the_id_alone() -> None:
    (marked,) = bodies(packages.clone("p", Package(data=NULL)), client_request_ids=counted())
    assert marked["data"] == {"esignkitRequestId": "id-0"}
    (marked,) = bodies(packages.clone("p").with_options({"extra_body": {"data": None}}), client_request_ids=counted())
    assert marked["data"] == {"esignkitRequestId": "id-0"}


def test_what_is_no_object_is_left_as_it_is() -> None:
    flow = packages.create(Package(name="n")).with_options({"extra_body": {"data": "text"}})
    assert bodies(flow, client_request_ids=counted()) == [{"name": "n", "data": "text"}]


@in_one_test(
    "flow",
    [
        packages.send("p"),
        packages.update("p", name="n", data=MINE),
        packages.update("p", status="DRAFT", data=MINE),
        layouts.create("p", name="n", document_id="d"),
    ],
)
def test_other_calls_go_out_as_they_were_said(flow: Flow[Any]) -> None:
    def never() -> str:
        raise AssertionError("an id was made for a call that bears none")

    assert bodies(flow, client_request_ids=never) == bodies(flow, client_request_ids=False)


def test_an_id_read_back_is_replaced() -> None:
    package = Package(name="n", data={"esignkitRequestId": "another call's", "mine": 1})
    (marked,) = bodies(packages.create(package), client_request_ids=counted())
    assert marked["data"] == {"esignkitRequestId": "id-0", "mine": 1}
    assert package.data == {"esignkitRequestId": "another call's", "mine": 1}


def test_the_tries_of_a_call_bear_one_id_and_another_call_another() -> None:
    given: dict[str, Any] = {"api_key": KEY, "environment": "us2", "client_request_ids": counted()}
    record = Record()
    plan = packages.create(Package(name="n"))
    with pytest.raises(OutcomeUnknownError) as caught:
        run(plan, REFUSED, REFUSED, LOST, record=record, **given)
    assert [body_of(sent)["data"]["esignkitRequestId"] for sent in record.sent] == ["id-0"] * 3
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.request_id == "id-0"
    assert pickle.loads(pickle.dumps(caught.value)).inquiry == caught.value.inquiry
    _, record = run(plan, **given)
    assert body_of(record.sent[0])["data"] == {"esignkitRequestId": "id-1"}


def test_a_plan_stays_what_it_is() -> None:
    plan, same = (packages.create(Package(name="n", data={"mine": 1})) for _ in range(2))
    before = pickle.dumps(plan)
    bodies(plan, client_request_ids=counted())
    assert plan == same
    assert pickle.dumps(plan) == before
    assert "esignkitRequestId" not in repr(plan)


@in_one_test("made", [None, "", 7, b"x"])
def test_a_function_that_gives_no_text_is_refused_unsent(made: Any) -> None:
    record = Record()
    with pytest.raises(TypeError, match="client_request_ids= gave"):
        run(
            packages.create(Package(name="n")),
            record=record,
            api_key=KEY,
            environment="us2",
            client_request_ids=lambda: made,
        )
    assert record.sent == []


@in_one_test("client", [ESignLive, AsyncESignLive])
@in_one_test("given", ["yes", None, 1])
def test_what_is_neither_a_switch_nor_a_function_is_refused(client: Any, given: Any) -> None:
    with pytest.raises(TypeError, match="client_request_ids is True, False or a function"):
        client(api_key=KEY, environment="us2", client_request_ids=given)


class Seen:
    """Answers everything, and keeps the bodies."""

    def __init__(self, mock: HTTPXMock) -> None:
        self.bodies: list[Any] = []
        mock.add_callback(self, is_reusable=True)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "p"})


def test_clients_bear_ids_unless_told_otherwise(httpx_mock: HTTPXMock) -> None:
    seen = Seen(httpx_mock)
    env = {"ESIGNLIVE_API_KEY": KEY, "ESIGNLIVE_ENVIRONMENT": "us2"}
    given: dict[str, Any] = {"api_key": KEY, "environment": "us2", "retry": RetryPolicy(attempts=1)}
    package = Package(name="n")
    with ESignLive(**given) as client:
        client.packages.create(package)
        client.with_options(timeout=5).packages.create(package)
        client.request("POST", "/packages", json={"name": "raw"})
    with ESignLive.from_env(env) as client:
        client.packages.create(package)
    ids = [(body.get("data") or {}).get("esignkitRequestId") for body in seen.bodies]
    assert ids[2] is None
    assert len({ids[0], ids[1], ids[3]}) == 3
    assert all(len(ids[n]) == 32 for n in (0, 1, 3))
    seen.bodies.clear()
    with ESignLive(**given, client_request_ids=False) as client:
        client.packages.create(package)
    with ESignLive.from_env(env | {"ESIGNLIVE_CLIENT_REQUEST_IDS": "off"}) as client:
        client.packages.create(package)
    with pytest.raises(ConfigurationError, match="write on or off"):
        ESignLive.from_env(env | {"ESIGNLIVE_CLIENT_REQUEST_IDS": "no"})
    assert seen.bodies == [{"name": "n"}] * 2


def test_awaiting_clients_do_too(httpx_mock: HTTPXMock) -> None:
    seen = Seen(httpx_mock)

    async def main() -> None:
        for given in (counted(), False):
            async with AsyncESignLive(api_key=KEY, environment="us2", client_request_ids=given) as client:
                await client.packages.create(Package(name="n"))

    asyncio.run(main())
    assert seen.bodies == [{"name": "n", "data": {"esignkitRequestId": "id-0"}}, {"name": "n"}]
