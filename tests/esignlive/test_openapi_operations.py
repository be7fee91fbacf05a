"""The whole API: every operation of the vendor's OpenAPI has a call, in three modes, and we call nothing else."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Iterator
from typing import Any

import esignkit.esignlive as esl
from esignkit.core.operation import Operation
from tests.esignlive.helper import KEY, account
from tests.esignlive.openapi_operations import BEYOND, OPENAPI
from tests.esignlive.operations import SERVICE
from tests.operations import operation_of
from tests.tables import in_one_test

OURS = [(*line.split()[2:], " ".join(line.split()[:2])) for line in BEYOND.strip().splitlines()]
READ_ONLY = {esl.AdminSetting.SIGNING_LOGOS, esl.AdminSetting.ATTACHMENTS_BLACKLIST}


def every_operation() -> Iterator[Operation[Any]]:
    """All calls of the tables of samples, which hold every public call."""
    yield from SERVICE.operations()
    for name in esl.AdminSetting:
        yield operation_of(account.settings(name))
        if name not in READ_ONLY:
            yield operation_of(account.update_settings(name, {}))
            yield operation_of(account.reset_settings(name))


def is_at(operation: Operation[Any], method: str, path: str) -> bool:
    """Whether a call goes to a place: parameters may have other names, and one of ours may be a word there."""
    ours = ("" if operation.at_root else "/api") + operation.path
    said, wanted = ours.split("/"), path.split("/")
    if operation.method != method or len(said) != len(wanted):
        return False
    return all(_same(mine, theirs, operation) for mine, theirs in zip(said, wanted, strict=True))


def _same(mine: str, theirs: str, operation: Operation[Any]) -> bool:
    if mine.startswith("{") and not theirs.startswith("{"):
        return operation.args[mine[1:-1]] == theirs
    return mine.startswith("{") if theirs.startswith("{") else mine == theirs


ALL = list(every_operation())


def test_the_table_has_all_185_and_each_once():
    assert len(OPENAPI) == 185
    assert len({(method, path) for _, method, path in OPENAPI}) == 185
    assert {method for _, method, _ in OPENAPI} == {"GET", "PUT", "POST", "DELETE", "PATCH"}


@in_one_test("name, method, path", OPENAPI, ids=lambda line: f"{line[1]} {line[2]}")
def test_an_operation_has_a_call_with_its_method_and_path(name: str, method: str, path: str):
    named = [one for one in ALL if one.name == name]
    assert named, f"no sample of {name}"
    assert any(is_at(one, method, path) for one in named), f"{name} goes to {[one.shown() for one in named]}"


def test_each_of_them_is_there_in_three_modes():
    async def awaiting() -> None:
        async with esl.AsyncESignLive(api_key=KEY, environment="us2") as client:
            for name in names:
                part, _, method = name.partition(".")
                call = getattr(getattr(client, part), method)
                gives = str(inspect.signature(call).return_annotation)
                assert inspect.iscoroutinefunction(call) or gives.startswith(("AsyncItems[", "AsyncDownload"))

    names = sorted({name for name, _, _ in OPENAPI})
    with esl.ESignLive(api_key=KEY, environment="us2") as client:
        for name in names:
            part, _, method = name.partition(".")
            resource = getattr(client, part)
            call, plan = getattr(resource, method), getattr(resource.plan, method)
            assert callable(call)
            assert not inspect.iscoroutinefunction(call)
            assert str(inspect.signature(plan).return_annotation).startswith(
                ("StorablePlan[", "Paging[", "DownloadPlan")
            )
    asyncio.run(awaiting())


def test_we_call_nothing_that_the_provider_s_pages_do_not_have():
    places = [(method, path) for _, method, path in OPENAPI] + [(method, path) for method, path, _ in OURS]
    stray = {f"{one.name}: {one.shown()}" for one in ALL if not any(is_at(one, *place) for place in places)}
    assert not stray


def test_what_is_listed_besides_is_called_and_not_in_the_openapi():
    listed = {(method, path) for _, method, path in OPENAPI}
    for method, path, source in OURS:
        assert source
        assert (method, re.sub(r"{\w+}", "{}", path)) not in listed
        assert any(is_at(one, method, path) for one in ALL), f"nothing calls {method} {path}"


@in_one_test(
    "name, method, path",
    [
        ("packages.get", "POST", "/api/packages/{packageId}"),  # another method
        ("packages.get", "GET", "/api/packages/{packageId}/audit"),  # deeper
        ("packages.overview", "GET", "/api/packages/{packageId}"),  # a word is no parameter
        ("virtual_rooms.recordings", "GET", "/api/virtual-room-video/{packageId}/recordings"),  # below the host
        ("account.reset_settings", "DELETE", "/api/account/admin/accountSettings/{name}/more"),  # deeper
        ("account.reset_settings", "DELETE", "/api/account/admin/accountSettings/otherSettings"),  # another argument
    ],
)
def test_a_line_that_is_wrong_would_be_seen(name: str, method: str, path: str):
    named = [one for one in ALL if one.name == name]
    assert named
    assert not any(is_at(one, method, path) for one in named)
