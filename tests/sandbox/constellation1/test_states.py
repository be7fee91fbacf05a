"""Every status of a session and every call that takes a session: one table decides, and here is another reading."""

from __future__ import annotations

import pytest

from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches
from esignkit.sandbox.emulators.constellation1.states import BEFORE_THE_PURGE, RULES, markdown, state_table

from .support import START, STATUSES, bring_to, do

ALIVE = ("InDraft", "InSent", "InPaused")

# Where each call leads from each status, read from the vendor's pages by hand; what is not listed is refused.
EXPECTED = {
    "sessions.get": {name: name for name in STATUSES},
    "sessions.action_logs": {name: name for name in STATUSES},
    "sessions.update": {name: name for name in ALIVE},
    "sessions.copy": {name: name for name in STATUSES if name not in {"Deleted", "Purged"}},
    "sessions.start": {"InDraft": "InSent", "InPaused": "InSent"},
    "sessions.edit": {"InDraft": "InDraft", "InSent": "InPaused", "InPaused": "InPaused"},
    "sessions.cancel": dict.fromkeys(ALIVE, "Cancelled"),
    "sessions.close": {"InSent": "Completed"},
    "sessions.delete": {name: "Deleted" for name in STATUSES if name != "Deleted"},
    "sessions.purge": dict.fromkeys(("Completed", "Cancelled", "Expired"), "To Be Purged"),
    "sessions.cancel_purging": {"To Be Purged": BEFORE_THE_PURGE},
    "sessions.update_transaction_id": {name: name for name in ALIVE},
    "signers.token": {"InSent": "InSent"},
    "signers.invite": {"InSent": "InSent"},
    "signers.update": {name: name for name in ALIVE},
    "signers.documents": {name: name for name in STATUSES},
}
READS = {"sessions.get", "sessions.action_logs", "signers.token", "signers.documents"}
BOOLS = {"start", "cancel", "close", "delete", "purge", "cancel_purging", "update_transaction_id", "invite"}


def test_the_table_is_complete():
    cells = list(state_table())
    assert len(cells) == len(RULES) * len(STATUSES) == len({(cell.operation, cell.number) for cell in cells})
    assert {(cell.number, cell.status) for cell in cells} == {(number, name) for name, number in STATUSES.items()}
    assert {rule.operation for rule in RULES} == set(EXPECTED)


def test_the_table_says_what_the_pages_say():
    found = {
        operation: {
            cell.status: cell.leads_to for cell in state_table() if cell.operation == operation and cell.allowed
        }
        for operation in EXPECTED
    }
    assert found == EXPECTED
    assert all(bool(cell.leads_to) is cell.allowed for cell in state_table())


@pytest.mark.parametrize("status", STATUSES)
def test_each_call_in_each_status(sandbox, client, status):
    wrong = []
    session = None
    for call, allowed in EXPECTED.items():
        if session is None or client.status(session) != STATUSES[status]:
            sandbox.clock.moment = START
            session = bring_to(sandbox, client, status)
        before = len(sandbox.ledger())
        response = do(client, call, session)
        reached, effects = client.status(session), len(sandbox.ledger()) - before
        if status in allowed:
            target = "Completed" if allowed[status] == BEFORE_THE_PURGE else allowed[status]
            good = response.get("Details") is None and response.get("ReturnValue") != "False"
            good = good and reached == STATUSES[target] and effects == (call not in READS)
        else:
            again = (call, status) == ("sessions.delete", "Deleted")
            words = "Error: Session not found." if again else f"Error: The session is {status} and cannot be "
            good = str(response["Details"]).startswith(words)
            good = good and response["ReturnValue"] == ("False" if call.partition(".")[2] in BOOLS else None)
            good = good and reached == STATUSES[status] and effects == 0
        if not good:
            wrong.append((call, reached, effects, response))
    assert not wrong


@pytest.mark.parametrize(
    ("switch", "call", "status", "leads"),
    [
        ({"copy_expired": False}, "sessions.copy", "Expired", ""),
        ({"edit_statuses": "sent"}, "sessions.edit", "InDraft", ""),
        ({"edit_statuses": "sent"}, "sessions.edit", "InSent", "InPaused"),
        ({"edit_statuses": "not_sent"}, "sessions.edit", "InDraft", "InDraft"),
        ({"edit_statuses": "not_sent"}, "sessions.edit", "InSent", ""),
        ({"close": "cancels"}, "sessions.close", "InSent", "Cancelled"),
    ],
)
def test_what_the_pages_leave_open_is_switched(sandbox, client, switch, call, status, leads):
    cells = state_table(Switches(**switch))
    assert [cell.leads_to for cell in cells if (cell.operation, cell.status) == (call, status)] == [leads]
    session = bring_to(sandbox, client, status)
    client.switch(**switch)
    response = do(client, call, session)
    assert (response["Details"] is None) is bool(leads)
    assert client.status(session) == STATUSES[leads or status]


def test_unknown_sessions(client):
    for call in EXPECTED:
        if call == "signers.token":
            continue
        for session in ("nope", "00000000-0000-0000-0000-000000000000"):
            assert do(client, call, session)["Details"] == "Error: Session not found.", call
    assert client.call("GET", "/v1/signers/nobody/token")["Details"] == "Error: Signer nobody not found."


def test_ids_are_guids_in_any_spelling(client):
    session = client.create()
    assert client.get("{" + session.upper() + "}")["SigningSessionId"] == session


def test_unknown_addresses(client):
    response = client.send("GET", "/v1/sessions/a/files")
    assert (response.status_code, "Endpoint not found" in response.text) == (404, True)


def test_the_table_as_markdown():
    lines = markdown().splitlines()
    assert lines[0].startswith("| Call | 1 InDraft | 2 InSent | 3 Completed |")
    assert len(lines) == 2 + len(RULES)
    assert len({line.count("|") for line in lines}) == 1
    start = next(line for line in lines if line.startswith("| StartSession |"))
    assert start.startswith("| StartSession | → InSent | refused | refused |")
