"""Every call that takes a session, in every status, through the client: what goes through, and how a refusal reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from esignkit import Constellation1
from esignkit.constellation1 import Document, Session, SessionInfo, Signer
from esignkit.errors import ApiError, NotFoundError, ValidationError
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.constellation1.states import NAMES, state_table
from esignkit.types import Outcome

HOST = "https://host.example.com"
ONE = Session(session_info=SessionInfo(description="x"))
NUMBERS = {name: int(number) for number, name in NAMES.items()}

CALLS: dict[str, Callable[[Constellation1, str, Signer], Any]] = {
    "sessions.get": lambda c, s, _: c.sessions.get(s),
    "sessions.action_logs": lambda c, s, _: c.sessions.action_logs(s),
    "sessions.update": lambda c, s, _: c.sessions.update(s, ONE),
    "sessions.copy": lambda c, s, _: c.sessions.copy(s),
    "sessions.start": lambda c, s, _: c.sessions.start(s, return_url=HOST, ready_timeout=0.0),
    "sessions.edit": lambda c, s, _: c.sessions.pause(s),
    "sessions.cancel": lambda c, s, _: c.sessions.cancel(s, return_url=HOST),
    "sessions.close": lambda c, s, _: c.sessions.close(s, return_url=HOST),
    "sessions.delete": lambda c, s, _: c.sessions.delete(s),
    "sessions.purge": lambda c, s, _: c.sessions.purge(s, return_url=HOST),
    "sessions.cancel_purging": lambda c, s, _: c.sessions.cancel_purge(s),
    "sessions.update_transaction_id": lambda c, s, _: c.sessions.update_transaction_id(s, "tx"),
    "signers.token": lambda c, s, who: c.signers.invite_token(who.signer_id or ""),
    "signers.invite": lambda c, s, who: c.signers.send_invites(s, [who], return_url=HOST),
    "signers.update": lambda c, s, who: c.signers.update(s, [Signer(signer_id=who.signer_id, first_name="A")]),
    "signers.documents": lambda c, s, who: c.signers.list_documents(s, who.signer_id or "").all(),
}
READS = {"sessions.get", "sessions.action_logs", "signers.token", "signers.documents"}


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Constellation1]:
    found = sandbox.create_account().constellation1
    with Constellation1(
        api_key=found.api_key, salt=found.salt, username=found.username, base_url=found.base_url, token_life=60.0
    ) as made:
        yield made


def bring_to(sandbox: Sandbox, client: Constellation1, status: str) -> str:
    """Make a session and bring it to a status."""
    wanted = NAMES[status]
    ends = sandbox.clock.now() + timedelta(days=3)
    session = client.sessions.create(
        Session(
            session_info=SessionInfo(title="Lease", expires_on=ends),
            documents=[Document(file_name="a.txt", file_bytes=b"text")],
            signers=[Signer(last_name="Doe", email_address="doe@example.com", signer_role="Seller 1")],
        )
    ).session_id
    if wanted == "Cancelled":
        client.sessions.cancel(session, return_url=HOST)
    elif wanted == "Deleted":
        client.sessions.delete(session)
    elif wanted != "InDraft":
        client.sessions.start(session, return_url=HOST)
    if wanted == "InPaused":
        client.sessions.pause(session)
    if wanted == "Expired":
        sandbox.clock.advance(timedelta(days=4))
    if wanted in ("Completed", "To Be Purged", "Purged", "Archived"):
        sandbox.sign_all(session)
    if wanted in ("To Be Purged", "Purged"):
        client.sessions.purge(session, return_url=HOST, purge_now=wanted == "Purged")
    if wanted == "Archived":
        base = sandbox.env()["CONSTELLATION1_BASE_URL"].removesuffix("/rest")
        httpx.post(f"{base}/_sandbox/sessions/{session}/archive", trust_env=False, verify=False).raise_for_status()
    assert client.sessions.get(session).status == int(status)
    return session


def test_every_call_of_the_table_has_a_call_of_the_client() -> None:
    assert set(CALLS) == {cell.operation for cell in state_table()}


@pytest.mark.parametrize("status", NAMES)
def test_each_call_in_each_status(sandbox: Sandbox, client: Constellation1, status: str) -> None:
    session = ""
    for cell in state_table():
        if cell.number != int(status):
            continue
        if not session or client.sessions.get(session).status != cell.number:
            session = bring_to(sandbox, client, status)
        (who,) = client.sessions.get(session).signers or []
        if cell.allowed:
            assert CALLS[cell.operation](client, session, who) is not None
            target = "Completed" if cell.leads_to == "before the purge" else cell.leads_to
            assert client.sessions.get(session).status == NUMBERS[target], cell
            continue
        with pytest.raises(ApiError) as caught:
            CALLS[cell.operation](client, session, who)
        error, gone = caught.value, (cell.operation, cell.status) == ("sessions.delete", "Deleted")
        kind = NotFoundError if gone else ApiError if cell.operation in READS else ValidationError
        words = "Session not found." if gone else f"The session is {cell.status} and cannot be "
        assert (type(error), error.outcome) == (kind, Outcome.REJECTED), cell
        assert words in error.message, cell
        assert client.sessions.get(session).status == cell.number, cell
