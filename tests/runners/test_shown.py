"""What holds a connection or an exchange can be shown, and shows no credential."""

from __future__ import annotations

import gc

import httpx
import pytest

from esignkit import ESignLive
from esignkit.core.value_objects import Shown
from esignkit.runners.client_exchange import ClientExchangeBase
from esignkit.runners.time_limit import TimeLimit
from tests.sandboxes import running_sandbox

sandbox = running_sandbox(scope="module")


def alive() -> dict[int, Shown]:
    return {id(one): one for one in gc.get_objects() if isinstance(one, Shown)}


@pytest.mark.parametrize(("own_client", "kind"), [(False, TimeLimit), (True, ClientExchangeBase)])
def test_nothing_that_a_call_makes_shows_the_key(sandbox, own_client, kind):
    account = sandbox.create_account()
    before = alive()  # kept, so that no other object gets the same id
    made: list[Shown] = []

    def look(_: object = None) -> None:
        made.extend(one for number, one in alive().items() if number not in before)

    with (
        httpx.Client(event_hooks={"response": [look]}) as http,  # while the exchange is at work
        ESignLive.from_env(account.env(), http_client=http if own_client else None) as client,
    ):
        list(client.packages.list())
        look()
        shown = [repr(one) for one in made]
    assert any(isinstance(one, kind) for one in made)
    assert not [text for text in shown if account.esignlive.api_key in text]
