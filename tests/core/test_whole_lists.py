"""Lists that a service sends whole are of the same kind as those that come page by page."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from esignkit import ApiError, AsyncESignLive, AsyncItems, ESignLive, Items
from esignkit.constellation1 import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.core.paging import Paging
from esignkit.esignlive import Roles
from tests.constellation1.samples import settings
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

CLIENT: dict[str, Any] = {"api_key": "a2V5", "environment": "us2-sandbox"}
ROLES = [{"id": "a"}, {"id": "b"}]


class Server(httpx.MockTransport):
    def __init__(self) -> None:
        super().__init__(self.answer)
        self.asked = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(200, json=ROLES)


def test_it_is_fetched_when_it_is_walked_each_time_anew() -> None:
    server = Server()
    with ESignLive(**CLIENT, http_client=httpx.Client(transport=server)) as client:
        roles = client.roles.list("p")
        assert isinstance(roles, Items)
        assert server.asked == 0
        assert [role.id for role in roles] == ["a", "b"] == [role.id for role in roles.all()]
        assert server.asked == 2
        first = roles.first()
        assert first is not None
        assert (roles[0].id, roles[1].id, first.id) == ("a", "b", "a")
        (page,) = roles.pages()
        assert [role.id for role in page.items] == ["a", "b"]
        for number in (2, -1):
            with pytest.raises(IndexError, match=rf"roles\.list: there is no item {number}"):
                roles[number]


@pytest.mark.anyio
async def test_the_same_of_an_awaiting_client(anyio_backend: Any) -> None:
    server = Server()
    async with AsyncESignLive(**CLIENT, http_client=httpx.AsyncClient(transport=server)) as client:
        roles = client.roles.list("p")
        assert isinstance(roles, AsyncItems)
        assert [role.id async for role in roles] == ["a", "b"] == [role.id for role in await roles.all()]
        assert server.asked == 2


@in_one_test(
    "use, words",
    [
        (lambda roles: roles[:2], r"takes one number from 0, not slice; .*\.all\(\)\[:2\], or .* limit="),
        (lambda roles: roles["a"], r"takes one number from 0, not str"),
        (lambda roles: roles[-1], r"no item -1; numbers count from 0; …\.all\(\)\[-1\] counts from the end"),
        (len, r"no length before it is fetched: call \.all\(\)"),
        (reversed, r"no length before it is fetched: call \.all\(\)"),
        (aiter, r"write `for item in …`, or call \.all\(\) or \.first\(\) without await"),
        (lambda roles: roles.__await__(), r"write `for item in …`"),
    ],
)
def test_a_use_that_it_does_not_have_says_what_to_write(use: Any, words: str) -> None:
    server = Server()
    with ESignLive(**CLIENT, http_client=httpx.Client(transport=server)) as client:
        roles = client.roles.list("p")
        with pytest.raises((TypeError, IndexError), match=rf"^roles\.list.*{words}"):
            use(roles)
        assert server.asked == 0
        assert bool(roles) is True
        assert [role.id for role in list(roles)] == ["a", "b"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "use", [iter, len, list, lambda roles: roles[0], lambda roles: roles[:2], lambda roles: 7 in roles]
)
async def test_the_same_of_an_awaiting_clients_list(use: Any, anyio_backend: Any) -> None:
    words = r"^roles\.list is fetched page by page: write `async for item in …`, `await …\.first\(\)`, or `await …\.all\(\)`"
    async with AsyncESignLive(**CLIENT, http_client=httpx.AsyncClient(transport=Server())) as client:
        roles: Any = client.roles.list("p")
        with pytest.raises(TypeError, match=words):
            use(roles)
        with pytest.raises(TypeError, match=words):
            await roles
        assert bool(roles) is True


def test_the_plan_is_a_value() -> None:
    plan = Roles(PLANNER).list("p")
    assert isinstance(plan, Paging)
    assert pickle.loads(pickle.dumps(plan)) == plan == Roles(PLANNER).list("p")
    assert plan.first.name == "roles.list"


def test_a_refusal_inside_a_200_is_still_one() -> None:
    flow = Sessions(PLANNER).list_by_transaction_id("t", username="me@example.com")
    with pytest.raises(ApiError, match="no such thing"):
        drive(flow, [reply(200, {"Details": ["no such thing"], "ReturnValue": "False"})], context_of(settings()))
