"""What tells one account from another: a run that was begun at one is not looked up at the other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from esignkit import AsyncESignLive, Constellation1, ESignLive, Ignisign
from esignkit.core.account import account_of
from esignkit.durable import Journal, PlanChangedError, RunState
from esignkit.durable.clients import place_of
from esignkit.durable.values import ClaimedRun
from esignkit.errors import AuthenticationError, ConfigurationError
from esignkit.esignlive import ClientApp, OAuthClient, Package
from esignkit.sandbox import Sandbox, SandboxAccount
from tests.durable.journals import step
from tests.inside import claims_of, inside

SERVER = "https://esign.example/api"


@pytest.fixture
def env(account: SandboxAccount) -> dict[str, str]:
    return account.env()


def account_by(client: type, **arguments: Any) -> str:
    made = inside(client)(**arguments)
    with made:
        return account_of(arguments.get("base_url", ""), made.context)


def esignlive(**arguments: Any) -> str:
    return account_by(ESignLive, base_url=SERVER, **arguments)


def app(email: str | None = None, client_id: str = "app-1") -> str:
    return esignlive(client_app=ClientApp(client_id=client_id, secret="s", email=email))


def oauth(sender: str | None = None) -> str:
    return esignlive(oauth=OAuthClient(client_id="app-1", client_secret="s", sender_id=sender))


def constellation1(key: str, **arguments: Any) -> str:
    return account_by(Constellation1, base_url="https://c1.example/rest", api_key=key, salt="salt", **arguments)


def ignisign(app_id: str, secret: str = "s") -> str:
    return account_by(Ignisign, app_id=app_id, app_env="DEVELOPMENT", app_secret=secret)


def test_two_accounts_of_one_server_are_told_apart() -> None:
    """Trap 11: the other account does not see what was made, so it would be made once more."""
    different = [
        esignlive(api_key="key-1"),
        esignlive(api_key="key-2"),
        app(),
        app("ada@example.com"),
        app(client_id="app-2"),
        oauth(),
        oauth("sender-1"),
        constellation1("key-1"),
        constellation1("key-2"),
        ignisign("appId_1"),
        ignisign("appId_2"),
    ]
    assert len(set(different)) == len(different)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (esignlive(api_key="key-1"), esignlive(api_key="key-1", timeout=5)),
        (ignisign("appId_1", "s"), ignisign("appId_1", "a renewed secret")),
        (esignlive(session_id="session-1"), esignlive(session_id="session-2")),  # another one each day
        (esignlive(token="token-1"), esignlive(token="token-2")),
    ],
)
def test_what_changes_while_the_account_stays_the_same_does_not_count(one: str, other: str) -> None:
    assert one == other


def test_it_holds_no_credential() -> None:
    assert "key-1" not in esignlive(api_key="key-1")
    assert esignlive(api_key="key-1").startswith(SERVER)


def client_of(env: dict[str, str], **changes: str) -> ESignLive:
    return ESignLive.from_env(env | changes)


def test_a_run_with_wrong_credentials_does_not_hold_its_key(env: dict[str, str], journal: Journal) -> None:
    plan = client_of(env).packages.plan.create(Package(name="Lease"))
    with client_of(env, ESIGNLIVE_API_KEY="wrong") as wrong, pytest.raises(AuthenticationError):
        wrong.run(plan, journal=journal, key="a")
    with client_of(env) as right:
        assert right.run(plan, journal=journal, key="a")


@pytest.mark.anyio
async def test_runs_are_adopted_after_the_credentials_were_renewed(
    sandbox: Sandbox, env: dict[str, str], journal: Journal
) -> None:
    """The old key is one that was renewed: the journal cannot see that it is of the same account."""
    with client_of(env) as old, client_of(env, ESIGNLIVE_API_KEY="renewed") as new:
        plan = old.packages.plan.create(Package(name="Lease"))
        made = old.run(plan, journal=journal, key="a")
        requests = len(sandbox.requests())
        with pytest.raises(PlanChangedError, match=r"journal\.adopt\(client, '(.+?)'\)") as caught:
            new.run(plan, journal=journal, key="a")
        found = re.search(r"journal\.adopt\(client, '(.+?)'\)", str(caught.value))
        assert found
        assert "A new key would send the plan once more" in str(caught.value)
        assert new.run(None, journal=journal, key="a") == made  # its result may be asked for
        assert journal.adopt(new, found[1]) == 1
        assert new.run(plan, journal=journal, key="a") == made
        assert journal.adopt(new, found[1]) == 0
        assert len(sandbox.requests()) == requests
        other = "http://127.0.0.1:9 " + found[1].rpartition(" ")[2]
        for wrong in (other, "", "0123456789abcdef"):
            with pytest.raises(ConfigurationError, match="of this client's server"):
                journal.adopt(new, wrong)
    async with AsyncESignLive.from_env(env) as back:
        info = journal.get("a")
        assert info is not None
        assert journal.adopt(back, info.account) == 1
        assert await back.run(plan, journal=journal, key="a") == made


def test_a_run_that_has_not_ended_is_not_taken_up_at_another_account(env: dict[str, str], journal: Journal) -> None:
    with client_of(env) as old, client_of(env, ESIGNLIVE_API_KEY="other") as other:
        plan = old.packages.plan.create(Package(name="Lease"))
        run = ClaimedRun("a")
        claims_of(journal).claim(run, plan.digest, plan.to_json(), *place_of(old))
        claims_of(journal).write(run, [step(0)], RunState.STOPPED)
        with pytest.raises(PlanChangedError, match="other credentials"):
            other.run(None, journal=journal, key="a")


def test_a_path_is_no_journal() -> None:
    with ESignLive(base_url="http://127.0.0.1:9", api_key="k") as client:
        plan: Any = client.packages.plan.get("p")
        wrong: Any = "runs.sqlite"
        with pytest.raises(TypeError, match=r"Journal\('runs.sqlite'\)"):
            client.run(plan, journal=wrong, key="a")


@pytest.mark.parametrize("arguments", [{"key": "a"}, {"accept_orphans": True}, {"journal": object()}])
def test_journal_and_key_go_together(arguments: dict[str, Any]) -> None:
    with ESignLive(base_url="http://127.0.0.1:9", api_key="k") as client:
        plan = client.packages.plan.get("p")
        with pytest.raises(ConfigurationError, match="go together"):
            client.run(plan, **arguments)
