"""Individualized requests: publishing creates one request per signer, instead of sending the request itself."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.ignisign import states
from esignkit.sandbox.emulators.ignisign.storage import fields_of, listed_documents, put_fields
from esignkit.sandbox.emulators.ignisign.webhook_events import send_request_event
from esignkit.sandbox.json_values import JSON, JSONObject, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.call import Call


def make_individualized_requests(
    call: Call,
    parent: Transaction,
    signers: Sequence[JSONObject],
    send: Callable[[Transaction, list[JSONObject]], None],
) -> None:
    """Create and send a request for each signer; approvers are added to every one.

    Args:
        call: The call that publishes.
        parent: The draft, which is at its end with this.
        signers: Its signers.
        send: Sends a child to its signers.
    """
    approvers = texts(parent.wire.get("signersAsApprover"))
    joining = [signer for signer in signers if signer["signerId"] in approvers]
    alone = [signer for signer in signers if signer["signerId"] not in approvers]
    for signer in alone or joining:
        signers_of_child = [signer, *joining] if alone else [signer]
        send(_child(call, parent, signers_of_child), signers_of_child)
    # The parent has neither signatures nor an end of its own: for the core it is over.
    parent.stage, parent.status = Stage.COMPLETED, states.CHILDREN_GENERATED
    call.work.event(parent, states.CHILDREN_GENERATED)
    send_request_event(call.work, parent, states.CHILDREN_GENERATED)
    call.work.save(parent)


def _child(call: Call, parent: Transaction, signers: Sequence[JSONObject]) -> Transaction:
    child = call.new_transaction(call.work.ids.hex24(), states.DRAFT, parent.title)
    ids = {document.id: call.work.ids.hex24() for document in listed_documents(parent)}
    statements: list[JSON] = [
        {
            **statement,
            "_id": call.work.ids.hex24(),
            "signatureRequestId": child.id,
            **(
                {"documentId": ids[as_text(statement["documentId"])]}
                if as_text(statement.get("documentId")) in ids
                else {}
            ),
        }
        for statement in objects(parent.wire.get("statements"))
    ]
    child.wire = {
        **parent.wire,
        "initialSignatureRequestId": parent.id,
        "signerIds": [signer["signerId"] for signer in signers],
        "documentIds": list(ids.values()),
        "documents": {},
        "statements": statements,
    }
    for document in listed_documents(parent):
        copied = copy.deepcopy(document)
        copied.id = ids[document.id]
        child.documents.append(copied)
        put_fields(child, copied.id, fields_of(parent, document.id))
        call.work.put_record("ignisign", "document", copied.id, {"signatureRequestId": child.id}, call.tenant)
    call.work.event(child, "INITIALIZED")
    send_request_event(call.work, child, "INITIALIZED")
    call.work.save(child)
    return child
