"""Wrong input gets an error that says what to do, before anything is sent."""

from __future__ import annotations

import asyncio
import io
from contextlib import AbstractAsyncContextManager, AbstractContextManager

import attrs
import pytest

from esignkit import AsyncESignLive, ESignLive, RetryPolicy, agreements
from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Into, Reconcile, Repeat
from esignkit.core.reconciliation import ByStatus
from esignkit.errors import ConfigurationError, OutcomeUnknownError
from tests.core.sample import Package, Packages
from tests.core.test_exchange import READ, WRITE
from tests.support import LOST, Record, context_of, drive
from tests.tables import in_one_test

PLAN = Packages(PLANNER)


@in_one_test(
    "options, error, words",
    [
        ({"timout": 1}, TypeError, "'timout'; did you mean 'timeout'"),
        ({"foo": 1}, TypeError, "they are attempts, extra_body"),
        ({"timeout": "30"}, TypeError, "a number of seconds"),
        ({"timeout": True}, TypeError, "a number of seconds"),
        ({"timeout": 0}, ValueError, "above 0"),
        ({"timeout": -1.0}, ValueError, "above 0"),
        ({"timeout": float("nan")}, ValueError, "above 0"),
        ({"attempts": 0}, ValueError, "never repeated"),
        ({"attempts": 1.5}, TypeError, "whole number"),
        ({"extra_headers": "x"}, TypeError, "takes a dict"),
        (5, TypeError, "options= takes a dict"),
    ],
)
def test_options(options, error, words):
    record = Record()
    with pytest.raises(error, match=words):
        drive(attrs.evolve(READ, options=options), [], context_of(record=record), record)
    assert record.sent == []


@in_one_test("timeout", ["5", 0, -1, None])
def test_a_clients_timeout(timeout):
    with pytest.raises((TypeError, ValueError), match="timeout"):
        ESignLive(api_key="k", environment="us2", timeout=timeout)


@in_one_test(
    "wrong, error, words",
    [
        ({"attempts": 0}, ValueError, "attempts is 0; 1 means that calls are never repeated"),
        ({"attempts": 2.5}, TypeError, "attempts is a whole number of tries, not float"),
        ({"attempts": True}, TypeError, "attempts is a whole number of tries, not bool"),
        ({"base_delay": -1.0}, ValueError, "base_delay is -1.0; give a number of seconds, 0 or more"),
        ({"max_delay": float("nan")}, ValueError, "max_delay is nan; give a number"),
        ({"max_retry_after": "60"}, TypeError, "max_retry_after is a number of seconds, such as 30.0, not str"),
        ({"base_delay": True}, TypeError, "base_delay is a number of seconds, such as 30.0, not bool"),
    ],
)
def test_a_retry_policy(wrong, error, words):
    with pytest.raises(error, match=words):
        RetryPolicy(**wrong)


def test_a_retry_policy_may_be_without_waits_and_without_an_end():
    policy = RetryPolicy(attempts=1, base_delay=0, max_delay=0, max_retry_after=float("inf"))
    assert (policy.attempts, policy.base_delay, policy.max_delay) == (1, 0, 0)


WRONG_MODE = {
    "with awaiting: pass": r"AsyncESignLive takes `async with`, as in `async with AsyncESignLive\(…\) as x:`",
    "async with client: pass": "ESignLive takes `with`, .*; `async with` is for AsyncESignLive",
    "with AsyncAgreements(awaiting): pass": "AsyncAgreements takes `async with`",
    "async with Agreements(client): pass": "Agreements takes `with`",
    "for one in awaiting.packages.list(): pass": "packages.list is fetched page by page: write `async for item in …`",
    "for one in awaiting.packages.list().pages(): pass": "write `async for page in ",
    "async for one in client.packages.list(): pass": "packages.list is a list of a sync client: write `for item in …`",
    "await anext(client.packages.list())": "packages.list is a list of a sync client",
    "client.run(client.packages.list())": "Items is not a plan: run.. takes what .plan gives",
    "ESignLive.packages.get('x')": r"ESignLive is the class, .*: write client = ESignLive\(…\) and client.packages.get$",
    "await AsyncESignLive.packages.get('x')": "AsyncESignLive is the class",
    "Agreements(ESignLive)": r"client is the class ESignLive; Agreements takes .*ESignLive\(…\)",
    "Agreements(awaiting)": "client is of type AsyncESignLive; Agreements takes",
    "client.close(); client.packages.get('x')": "this client is closed; make a new one",
}


@in_one_test("typed", WRONG_MODE)
def test_a_client_used_in_the_wrong_way(typed):
    client, awaiting = [one(api_key="k", environment="us2") for one in (ESignLive, AsyncESignLive)]
    names = {**globals(), **{name: getattr(agreements, name) for name in agreements.__all__}}
    names |= {"client": client, "awaiting": awaiting}
    exec(f"async def use():\n    {typed}", names)
    with pytest.raises((AttributeError, TypeError, ConfigurationError), match=WRONG_MODE[typed]):
        asyncio.run(names["use"]())
    for one, is_sync in ((client, True), (awaiting, False)):  # what takes both kinds can tell which it has got
        assert isinstance(one, AbstractContextManager) is is_sync is not isinstance(one, AbstractAsyncContextManager)
        assert hasattr(one, "__enter__") is is_sync is not hasattr(one, "__aenter__")


def test_a_number_in_place_of_a_retry_policy():
    with pytest.raises(TypeError, match=r"retry= takes a RetryPolicy, such as RetryPolicy\(attempts=5\), not int"):
        ESignLive(api_key="k", environment="us2", retry=5)


@in_one_test("client", [ESignLive, AsyncESignLive])
@in_one_test("wrong, error", [(0, ValueError), (-1, ValueError), ("5", TypeError), (True, TypeError)])
def test_a_clients_connections(client, wrong, error):
    with pytest.raises(error, match=r"max_connections is .*1 or more"):
        client(api_key="k", environment="us2", max_connections=wrong)


@in_one_test("wrong, words", [(None, "is None"), (Package(name="x"), "is a Package"), (True, "is a bool")])
def test_an_object_in_place_of_its_id(wrong, words):
    record = Record()
    with pytest.raises(TypeError, match=words):
        drive(PLAN.get(wrong), [], context_of(record=record), record)
    assert record.sent == []


@in_one_test("value", [Package(id="a"), "abc"])
def test_one_thing_in_place_of_a_list(value):
    with pytest.raises(TypeError, match=r"is a list: write tags=\[…\]"):
        Package(tags=value).to_wire()


def test_a_text_file_as_the_target_of_a_download():
    for target in (io.StringIO(), 7, None):
        with pytest.raises(TypeError, match="binary writing"):
            Into(target)


@in_one_test("thing", [Package(name="x"), PLAN.get, 7, None, "x", ["x"], {"x": 1}])
def test_running_what_is_no_plan(thing):
    with pytest.raises(TypeError, match="is not a plan"):
        drive(thing)


def test_a_flow_that_yields_what_is_no_step():
    def flow():
        yield 7

    with pytest.raises(TypeError, match=r"the flow yielded int, which is no step: write `yield from` before a plan"):
        drive(flow(), [])


def test_a_flow_may_catch_that_it_yielded_what_is_no_step():
    def flow():
        try:
            yield 7
        except TypeError:
            return "caught"

    assert drive(flow(), [])[0] == "caught"


def test_a_negative_limit():
    with pytest.raises(ValueError, match="limit"):
        drive(PLAN.list(limit=-1))


def test_an_unknown_outcome_names_the_object_and_where_to_look():
    hint = Reconcile("packages.get(id) tells")
    operation = attrs.evolve(WRITE, path="/packages/{id}/send", args={"id": "p-1"}, if_lost=hint)
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(operation, [LOST])
    assert str(caught.value).endswith("Look before you repeat POST /packages/p-1/send: packages.get(id) tells.")
    assert caught.value.path == "/packages/{id}/send"
    assert "find_out" not in str(caught.value)  # there is nothing to ask


def asking(operation, request_id):
    return ByStatus(PLAN.get("p-1"), frozenset({"SENT"}), frozenset())


def test_an_unknown_outcome_that_can_be_found_out_says_how():
    can_be_asked = attrs.evolve(WRITE, if_lost=Reconcile("look there", ask=f"{__name__}:asking"))
    with pytest.raises(
        OutcomeUnknownError, match=r"sent again\. client\.run\(error\.find_out\(\)\) looks .* Look before"
    ):
        drive(can_be_asked, [LOST])
    again = attrs.evolve(can_be_asked, repeat=Repeat.IDEMPOTENT)
    with pytest.raises(OutcomeUnknownError, match="same call may be made again") as caught:
        drive(again, [LOST] * 9)
    assert "find_out" not in str(caught.value)
