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
def test_nothing_that_lives_after_a_call_shows_the_key(sandbox, own_client, kind):
    account = sandbox.create_account()
    before = alive()  # kept, so that no other object gets the same id
    with httpx.Client() as http, ESignLive.from_env(account.env(), http_client=http if own_client else None) as client:
        list(client.packages.list())
        made = [one for number, one in alive().items() if number not in before]
        shown = [repr(one) for one in made]
    assert any(isinstance(one, kind) for one in made)
    assert not [text for text in shown if account.esignlive.api_key in text]
