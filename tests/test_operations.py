"""Every call of the three services: what goes out, what comes back, what is refused, what is lost, in every mode.

A service gives its calls as rows of `tests.operations`; a test goes through all rows of a service, and fails with the
names of those that fail.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import anyio
import attrs
import httpx
import pytest

from esignkit.core.endpoint import downloaded, paged
from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.sinks import Into, Open
from esignkit.errors import (
    ApiError,
    DecodeError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    ServerError,
    UnreadableResponseError,
)
from esignkit.types import Outcome
from tests.operations import NEVER, READ, Refusal, Row, Service, operation_of
from tests.services import CONSTELLATION1, ESIGNLIVE, IGNISIGN, SERVICES
from tests.support import LOST, REFUSED, Record, Sent, drive, reply
from tests.tables import in_one_test

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=str)


def each_row(test: Any) -> Any:
    """Call a test with each row of each service."""
    return each_service(in_one_test("row", lambda service: service.rows, ids=str)(test))


def check_request(service: Service, row: Row, sent: Any) -> None:
    assert (sent.method, sent.target) == (row.method, row.target)
    auth = None if row.auth is None else row.auth.replace("client", service.authorization)
    assert sent.headers.get("authorization") == auth
    assert sent.headers["accept"] == row.accept
    if callable(row.body):
        assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert row.body(sent)
        return
    typed = service.typed_without_body or row.body is not None
    assert sent.headers.get("content-type") == ("application/json" if typed else None)
    assert (sent.json if sent.body else None) == row.body


# The table ------------------------------------------------------------------------------------------------------------
@each_service
def test_every_call_is_in_the_table_or_tested_elsewhere(service: Service) -> None:
    assert {row.name for row in service.rows} | set(service.elsewhere) == set(service.endpoints)
    folder = Path(__file__).parent / service.name.lower()
    for name, file in service.elsewhere.items():
        assert f"{name.partition('.')[2]}(" in (folder / file).read_text(), name


@pytest.mark.parametrize(("service", "number"), [(CONSTELLATION1, 40), (IGNISIGN, 74), (ESIGNLIVE, 253)], ids=str)
def test_how_many_calls_there_are(service: Service, number: int) -> None:
    assert len(service.endpoints) == number


@each_service
def test_each_row_has_a_name_of_its_own(service: Service) -> None:
    assert len({str(row) for row in service.rows}) == len(service.rows)


@each_service
def test_the_clients_have_every_resource_in_their_mode(service: Service) -> None:
    blocking, awaiting = service.clients
    with blocking(**service.arguments) as client:
        for name, resource in service.resources.items():
            assert type(getattr(client, name)) is resource
            assert repr(getattr(client, name)).endswith("(sync)>")
            assert repr(getattr(client, name).plan).endswith("(plan)>")

    async def main() -> None:
        async with awaiting(**service.arguments) as client:
            for name, resource in service.resources.items():
                assert type(getattr(client, name)) is resource
                assert repr(getattr(client, name)).endswith("(async)>")

    anyio.run(main)


# What goes out and what comes back ------------------------------------------------------------------------------------
@each_row
def test_what_goes_out_and_what_comes_back(service: Service, row: Row) -> None:
    result, record = service.run(row)
    (sent,) = record.sent
    check_request(service, row, sent)
    assert sent.send.at_root is row.at_root
    row.check(result)


@each_row
def test_options_go_with_every_request(service: Service, row: Row) -> None:
    kwargs = {**row.call.kwargs, "options": {"extra_headers": {"x-mine": "1"}}}
    _, record = service.run(attrs.evolve(row, call=attrs.evolve(row.call, kwargs=kwargs)))
    assert all(sent.headers["x-mine"] == "1" for sent in record.sent)


@each_row
def test_a_success_without_a_body_is_nothing_or_an_error_but_never_half_a_model(service: Service, row: Row) -> None:
    for status in (200, 204):
        try:
            result, _ = service.run(row, *[reply(status)] * 3, *looks(row))
        except (DecodeError, ApiError) as error:
            assert type(error) in (DecodeError, UnreadableResponseError) or row.name == "packages.bulk_send"
        else:
            assert result in (None, [], {}, b"")


# Plans ----------------------------------------------------------------------------------------------------------------
@each_row
def test_the_operation_is_named_after_the_call_and_says_how_safe_it_is_to_repeat(service: Service, row: Row) -> None:
    operation = service.operation(row)
    assert operation.name == row.operation
    assert operation.repeat is row.repeat


@each_row
def test_plans_travel_unless_they_hold_a_credential(service: Service, row: Row) -> None:
    plan = service.plan(row)
    for secret in (service.authorization.rpartition(" ")[2], *row.secrets):
        assert secret not in repr(plan)
    if row.secrets:
        with pytest.raises(TypeError, match=r"credential|not pickled"):
            pickle.dumps(plan)
        return
    copied = pickle.loads(pickle.dumps(plan))
    assert copied == plan
    assert repr(copied) == repr(plan)
    assert operation_of(copied).path == operation_of(plan).path
    result, record = drive(copied, [row.reply()], service.context())
    check_request(service, row, record.sent[0])
    row.check(result)


@each_row
def test_the_clients_plans_are_the_same(service: Service, row: Row, client: Any) -> None:
    made = row.call.on(SimpleNamespace(**{row.call.resource: getattr(client, row.call.resource).plan}))
    made = made.bytes() if service.kind(row) is downloaded else made
    plan = service.plan(row)
    assert type(made) is type(plan)
    ours, theirs = operation_of(made), operation_of(plan)
    assert (ours.name, ours.path, ours.args) == (theirs.name, theirs.path, theirs.args)


# Downloads ------------------------------------------------------------------------------------------------------------
def downloads(service: Service) -> list[Row]:
    return [row for row in service.rows if service.kind(row) is downloaded]


@pytest.mark.parametrize("service", [IGNISIGN, ESIGNLIVE], ids=str)
@in_one_test("row", downloads, ids=str)
def test_a_download_into_a_file_or_piece_by_piece_is_the_same_call(service: Service, row: Row) -> None:
    download = row.call.on(service.plans)
    plan, values = download.bytes(), service.usual_settings.values
    for other in (download.save(Path("x")), download.stream()):
        assert (other.name, other.target(values), other.accept, other.at_root, other.repeat) == (
            plan.name,
            plan.target(values),
            plan.accept,
            plan.at_root,
            READ,
        )
        assert pickle.loads(pickle.dumps(other)).path == plan.path
    saved = download.save(Path("x")).sink
    assert isinstance(saved, Into)
    assert (saved.target, saved.overwrite, saved.expect) == (Path("x"), True, row.file)
    assert isinstance(download.stream().sink, Open)


# Refusals -------------------------------------------------------------------------------------------------------------
@each_row
def test_refusals(service: Service, row: Row) -> None:
    for refusal in (*service.refusals(row), *filter(None, [row.refused])):
        try:
            check_refusal(service, row, refusal)
        except BaseException as error:
            error.add_note(f"response: {refusal}")
            raise


def check_refusal(service: Service, row: Row, refusal: Refusal) -> None:
    error, record = service.failure(row, *[refusal.response] * 3)
    assert type(error) is refusal.error
    assert isinstance(error, ApiError)
    assert (error.outcome, error.maybe_applied, len(record.sent)) == (Outcome.REJECTED, False, 1)
    assert (error.status, error.operation) == (refusal.response.status, row.operation)
    assert refusal.words in error.message
    assert error.code == refusal.code
    assert refusal.details is None or error.details == refusal.details


# Lost responses -------------------------------------------------------------------------------------------------------
LOSSES: dict[str, Any] = {"lost": LOST, **{str(status): reply(status) for status in (408, 500, 502, 504, 522)}}
"""What says nothing about whether a call was carried out."""


def looks(row: Row) -> list[Response]:
    """The answers to what a call asks by itself when its own was lost."""
    return [] if row.looked_up is None else [reply(200, row.looked_up)]


@each_row
def test_a_lost_response(service: Service, row: Row) -> None:
    for name, loss in LOSSES.items():
        if row.repeat is NEVER:
            error, record = service.failure(row, loss, *looks(row))
            assert (type(error), error.outcome) == (OutcomeUnknownError, Outcome.AMBIGUOUS)
            assert error.maybe_applied
            assert len(record.sent) == 1 + len(looks(row))
            continue
        result, record = service.run(row, loss, row.reply())
        row.check(result)
        assert len(record.sent) == 2
        check_request(service, row, record.sent[1])
        assert record.sent[0].body == record.sent[1].body
        error, record = service.failure(row, *[loss] * 3)
        read = ApiError if name == "408" else ServerError
        assert (type(error), len(record.sent)) == (read if row.repeat is READ else OutcomeUnknownError, 3)


@each_row
def test_what_is_the_same_twice_is_sent_until_it_is_answered(service: Service, row: Row) -> None:
    if row.repeat is not NEVER:
        result, record = service.run(row, LOST, reply(502), row.reply())
        row.check(result)
        assert len(record.sent) == 3
        assert len({sent.body for sent in record.sent}) == 1


@each_row
def test_a_response_that_says_nothing(service: Service, row: Row) -> None:
    for response in service.unreadable:
        if row.repeat is NEVER:
            error, record = service.failure(row, response)
            assert (type(error), error.outcome) == (UnreadableResponseError, Outcome.AMBIGUOUS)
            assert len(record.sent) == 1
            continue
        result, _ = service.run(row, response, row.reply())
        row.check(result)
        error, record = service.failure(row, *[response] * 3)
        assert (type(error), len(record.sent)) == (DecodeError if row.repeat is READ else UnreadableResponseError, 3)


def never_repeated(service: Service) -> list[Row]:
    return [row for row in service.rows if row.repeat is NEVER]


@each_service
@in_one_test("row", never_repeated, ids=str)
def test_whoever_has_to_look_is_told_where(service: Service, row: Row) -> None:
    """By words that name calls which are there, and by a question that asks what the row says."""
    error, _ = service.failure(row, LOST, *looks(row))
    assert isinstance(error, OutcomeUnknownError)
    hint = service.operation(row).if_lost.hint
    assert re.search(rf"Look before you repeat [^:]*: {re.escape(hint)}\.$", str(error))
    for resource, method in re.findall(r"\b([a-z_]+[a-z0-9_]*)\.([a-z_]+)\(", hint):
        assert f"{resource}.{method}" in service.endpoints, hint
    asked = Record()
    try:
        drive(error.find_out(settle=0), [reply(403)], service.context(asked), asked)
    except ApiError:
        assert asked.sent
    assert [f"{sent.method} {sent.target}" for sent in asked.sent] == ([row.asks] if row.asks else [])


@each_service
@in_one_test("row", never_repeated, ids=str)
def test_what_was_not_sent_is_sent_again(service: Service, row: Row) -> None:
    limited = reply(429, None, {"retry-after": "3"})
    if row.attempts == 1:
        for response, kind in ((REFUSED, NotSentError), (limited, RateLimitedError)):
            error, record = service.failure(row, response)
            assert (type(error), len(record.sent)) == (kind, 1)
        return
    result, record = service.run(row, REFUSED, limited, row.reply())
    row.check(result)
    assert (len(record.sent), record.slept[1]) == (3, 3.0)
    with pytest.raises(RateLimitedError):
        service.run(row, *[limited] * 3)


def deletes(service: Service) -> list[Row]:
    return [row for row in service.rows if service.operation(row).gone_is_done]


@each_service
@in_one_test("row", deletes, ids=str)
def test_what_is_gone_at_the_second_try_was_deleted_by_the_first(service: Service, row: Row) -> None:
    result, record = service.run(row, LOST, reply(404))
    assert result is None or result.succeeded
    assert len(record.sent) == 2
    with pytest.raises(NotFoundError):
        service.run(row, reply(404))


# Paths ----------------------------------------------------------------------------------------------------------------
def arguments_of(operation: Operation[Any]) -> Iterator[str]:
    """The names of the path's parameters that are text."""
    return (name for name, value in operation.args.items() if isinstance(value, str))


@each_row
def test_what_would_lead_elsewhere_is_refused_before_anything_is_sent(service: Service, row: Row) -> None:
    operation, values = service.operation(row), service.usual_settings.values
    for name in arguments_of(operation):
        for wrong in ("", ".", "..", "a\0b", "a\nb", "a\r\nb", "\x7f", "\ud800"):
            changed = attrs.evolve(operation, args={**operation.args, name: wrong})
            with pytest.raises(ValueError, match=rf"{name}.*part of a path|surrogate"):
                changed.target(values)
            record = Record()
            with pytest.raises(ValueError, match=r"part of a path|surrogate"):
                drive(changed, [], service.context(record), record)
            assert not record.sent


@each_row
def test_ids_of_any_characters_stay_one_segment(service: Service, row: Row) -> None:
    operation, wild = service.operation(row), "a/b+c=d%e?f#g é"
    values = service.usual_settings.values
    for name in arguments_of(operation):
        segments = attrs.evolve(operation, args={**operation.args, name: wild}).target(values).partition("?")[0]
        assert quote(wild, safe="") in segments.split("/")
        assert segments.count("/") == operation.target(values).partition("?")[0].count("/")


# Over HTTP ------------------------------------------------------------------------------------------------------------
class Server:
    """Gives each request the response of a row, and checks the request."""

    row: Row

    def __init__(self, service: Service) -> None:
        self.service = service
        self.requests = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request, b"".join(request.stream))

    async def awaiting(self, request: httpx.Request) -> httpx.Response:
        stream: Any = request.stream
        return self.answer(request, b"".join([chunk async for chunk in stream]))

    def answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        base, target = "" if self.row.at_root else self.service.base, request.url.raw_path.decode()
        assert target.startswith(base)
        target = target.removeprefix(base)
        check_request(self.service, self.row, Sent(request.method, target, dict(request.headers), body, None))
        self.requests += 1
        return httpx.Response(200, content=self.row.content, headers={"content-type": self.service.content_type})


@pytest.fixture
def server(service: Service) -> Server:
    return Server(service)


@pytest.fixture
def client(service: Service, server: Server) -> Iterator[Any]:
    with (
        httpx.Client(transport=httpx.MockTransport(server)) as http,
        service.clients[0](**service.arguments, http_client=http) as client,
    ):
        yield client


@pytest.fixture
async def awaiting(service: Service, server: Server, anyio_backend: str) -> AsyncIterator[Any]:
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(server.awaiting)) as http,
        service.clients[1](**service.arguments, http_client=http) as client,
    ):
        yield client


@each_row
def test_on_a_blocking_client(service: Service, row: Row, server: Server, client: Any) -> None:
    server.row, server.requests = row, 0
    result = row.call.on(client)
    if service.kind(row) is downloaded:
        with result.stream() as chunks:
            row.check(b"".join(chunks))
        result = result.bytes()
    elif service.kind(row) is paged:
        result = result.all()
    row.check(result)
    row.check(client.run(service.plan(row)))
    assert server.requests == (3 if service.kind(row) is downloaded else 2)


@pytest.mark.anyio
@each_row
async def test_on_an_awaiting_client(service: Service, row: Row, server: Server, awaiting: Any) -> None:
    server.row, server.requests = row, 0
    result = row.call.on(awaiting)
    if service.kind(row) is downloaded:
        async with result.stream() as chunks:
            row.check(b"".join([chunk async for chunk in chunks]))
        result = result.bytes()
    elif service.kind(row) is paged:
        result = result.all()
    row.check(await result)
    row.check(await awaiting.run(service.plan(row)))
    assert server.requests == (3 if service.kind(row) is downloaded else 2)
