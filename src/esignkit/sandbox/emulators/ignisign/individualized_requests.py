"""Individualized requests: publishing makes one request for each signer instead of sending the one there is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.ignisign import states
from esignkit.sandbox.emulators.ignisign.storage import fields_of, listed_documents, put_fields
from esignkit.sandbox.emulators.ignisign.webhook_events import send_request_event
from esignkit.sandbox.wire import JSON, JSONObject, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.base import Call


def make_individualized_requests(
    call: Call,
    parent: Transaction,
    signers: Sequence[JSONObject],
    send: Callable[[Transaction, list[JSONObject]], None],
) -> None:
    """Make a request for each signer and send it; approvers join every one of them.

    Args:
        call: The call that publishes.
        parent: The draft, which is at its end with this.
        signers: Its signers.
        send: Sends a child to its signers.
    """
    approvers = texts(parent.wire.get("signersAsApprover"))
    joining = [one for one in signers if one["signerId"] in approvers]
    alone = [one for one in signers if one["signerId"] not in approvers]
    for signer in alone or joining:
        people = [signer, *joining] if alone else [signer]
        send(_child(call, parent, people), people)
    # The parent has neither signatures nor an end of its own: for the core it is over.
    parent.stage, parent.status = Stage.COMPLETED, states.CHILDREN_GENERATED
    call.work.event(parent, states.CHILDREN_GENERATED)
    send_request_event(call.work, parent, states.CHILDREN_GENERATED)
    call.work.save(parent)


def _child(call: Call, parent: Transaction, people: Sequence[JSONObject]) -> Transaction:
    child = call.new_transaction(call.work.ids.hex24(), states.DRAFT, parent.title)
    ids = {document.id: call.work.ids.hex24() for document in listed_documents(parent)}
    statements: list[JSON] = [
        {
            **one,
            "_id": call.work.ids.hex24(),
            "signatureRequestId": child.id,
            **({"documentId": ids[as_text(one["documentId"])]} if as_text(one.get("documentId")) in ids else {}),
        }
        for one in objects(parent.wire.get("statements"))
    ]
    child.wire = {
        **parent.wire,
        "initialSignatureRequestId": parent.id,
        "signerIds": [one["signerId"] for one in people],
        "documentIds": list(ids.values()),
        "documents": {},
        "statements": statements,
    }
    for document in listed_documents(parent):
        twin = copy.deepcopy(document)
        twin.id = ids[document.id]
        child.documents.append(twin)
        put_fields(child, twin.id, fields_of(parent, document.id))
        call.work.put_record("ignisign", "document", twin.id, {"signatureRequestId": child.id}, call.tenant)
    call.work.event(child, "INITIALIZED")
    send_request_event(call.work, child, "INITIALIZED")
    call.work.save(child)
    return child
