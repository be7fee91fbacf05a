"""What a service sent beyond what a model or a page holds is there."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest

from esignkit import AsyncESignLive, Constellation1, ESignLive, Page, RetryPolicy
from esignkit.constellation1 import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.core.paging import Paging
from esignkit.esignlive import Packages
from esignkit.ignisign import Signers
from tests.support import reply
from tests.tables import in_one_test

CLIENT: dict[str, Any] = {
    "api_key": "a2V5",
    "environment": "us2-sandbox",
    "retry": RetryPolicy(base_delay=0.01),
}
OVERVIEW = {"transactions": 1, "brandNew": [1.50]}
BODY = json.dumps(OVERVIEW).encode()


@in_one_test(
    "paging, response, extra",
    [
        (Packages(PLANNER).list(), {"count": 1, "results": [{"id": "p"}], "took": 3}, {"took": 3}),
        (Packages(PLANNER).list(), [{"id": "p"}], {}),
        (
            Signers(PLANNER).list(),
            {"signers": [{"_id": "s"}], "paginationData": {"total": 1, "page": 1}},
            {"paginationData": {"total": 1, "page": 1}},
        ),
        (Sessions(PLANNER).list_archived(), {"Total": 1, "Rows": [{"Title": "T"}], "Took": 3}, {"Total": 1, "Took": 3}),
    ],
)
def test_a_page_keeps_the_other_members_of_its_response(paging: Paging[Any], response: Any, extra: Any) -> None:
    page = paging.first.returns(reply(200, response))
    assert len(page.items) == 1
    assert page.extra == extra
    assert "took" not in repr(page).casefold()
    assert pickle.loads(pickle.dumps(page)).extra == extra
    assert page == Page(page.items, page.total, page.per_page)


def answers(*statuses: int) -> httpx.MockTransport:
    left = list(statuses)
    return httpx.MockTransport(lambda request: httpx.Response(left.pop(0), content=BODY))


def check(answered: Any) -> None:
    assert answered.value.transactions == 1
    assert [info.status for info in answered.responses] == [503, 200]
    for info in answered.responses:
        assert (info.content, info.text, info.json()) == (BODY, BODY.decode(), OVERVIEW)
        assert "transactions" not in repr(info)


def test_the_body_is_beside_a_result_of_a_blocking_call() -> None:
    with ESignLive(**CLIENT, http_client=httpx.Client(transport=answers(503, 200))) as client:
        check(client.run_with_response(client.packages.plan.overview()))


@pytest.mark.anyio
async def test_the_body_is_beside_a_result_of_an_awaiting_call(anyio_backend: Any) -> None:
    async with AsyncESignLive(**CLIENT, http_client=httpx.AsyncClient(transport=answers(503, 200))) as client:
        check(await client.run_with_response(client.packages.plan.overview()))


def test_the_token_of_a_log_in_is_not_kept() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        last = request.url.path.rsplit("/", 2)
        return httpx.Response(
            200, json={"ReturnValue": "https://x.example/?" if "landingurl" in last[-1] else "canary"}
        )

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    with Constellation1(api_key="k", salt="s", base_url="https://x.example", http_client=http_client) as client:
        answered = client.run_with_response(client.users.plan.landing_url())
    assert len(answered.responses) == 3
    assert [info.content != b"" for info in answered.responses] == [False, False, True]
