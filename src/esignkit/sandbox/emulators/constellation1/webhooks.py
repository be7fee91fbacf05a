"""Webhooks: a POST for every status that a session or a signer reaches. They are not signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.constellation1 import behaviour_switches as switchboard
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1 import states
from esignkit.sandbox.emulators.constellation1.responses import NO_ID
from esignkit.sandbox.json_values import JSONObject, as_int, as_object

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

_SPOKEN = {states.SIGNED, states.SIGNER_DECLINED, states.DELEGATED}
"""Signer statuses that are posted before the session's status; the others are posted after it."""


def save(work: UnitOfWork, session: Transaction) -> None:
    """Post the new statuses of a session, and save it."""
    send_events(work, session)
    work.save(session)


def send_events(work: UnitOfWork, session: Transaction) -> None:
    """Post every status of the session and its signers that was not posted yet; the caller saves the session."""
    sent = as_object(session.wire.get("told"))
    sent_statuses = as_object(sent.get("signers"))
    now = sessions.signer_statuses(session)
    changes = {
        signer_id: status
        for signer_id, status in now.items()
        if status != as_int(sent_statuses.get(signer_id), states.PENDING_INVITE)
    }
    for signer, status in changes.items():
        if status in _SPOKEN:
            _post(work, session, status, signer)
    if sent.get("session") != session.status:
        _post(work, session, states.spelt(session.status, switchboard.load(work, session.tenant)))
    for signer, status in changes.items():
        if status not in _SPOKEN:
            _post(work, session, status, signer)
    session.wire["told"] = {"session": session.status, "signers": dict(now)}


def _post(work: UnitOfWork, session: Transaction, status: int | str, signer: str = "") -> None:
    hooks = work.webhooks.all(switchboard.PROVIDER, session.tenant)
    if not hooks:
        return
    unset = {"zero": NO_ID, "null": None}
    form = switchboard.load(work, session.tenant).webhook_ids
    data: JSONObject = {"SigningSessionId": session.id}
    for name, value in (("NewSigningSessionId", ""), ("SignerId", signer)):
        if value or form in unset:
            data[name] = value or unset[form]
    kind, names = ("SignerStatus", states.SIGNER_STATUSES) if signer else ("SessionStatus", None)
    data |= {"Type": kind, "Status": status, "Title": session.title}
    if signer and status == states.SIGNER_DECLINED:
        party = session.party(signer)
        data["DeclinedReason"] = party.reason if party else ""
    status_name = states.NAMES[session.status] if names is None else names[as_int(status)]
    for hook in hooks:
        work.webhooks.send(hook, {"Data": data}, name=f"{kind} {status_name}", transaction_id=session.id)
