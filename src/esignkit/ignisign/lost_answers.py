"""Where to look when the answer to a call that is never sent twice was lost.

Source: Ignisign sections 3, 6.2, 9.2 and 11.1.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LOOK_UP"]

_DRAFT = "signature_requests.list() shows it as a draft without a title"
_STATE = "signature_requests.get(signature_request_id).status tells where it stands"
_SIGNER = "signers.search(filter) finds it by its name, e-mail address or external_id"
_CONTENT = "documents.get(document_id).status is PROVIDED if the content is there"
_DOCUMENT = (
    "a document that is not in document_ids yet may be shown nowhere; another one does no harm, "
    "for only those in document_ids are sent"
)

LOOK_UP: Mapping[str, str] = {
    "signature_requests.create": _DRAFT,
    "signature_requests.publish": _STATE,
    "signature_requests.close": _STATE,
    "documents.create": _DOCUMENT,
    "documents.upload": _CONTENT,
    "documents.set_json_content": _CONTENT,
    "documents.set_private_hash": _CONTENT,
    "documents.request_content": "documents.context(document_id).document_request is there if it was made",
    "documents.start_advanced_proof": "the notification SIGNATURE_PROOF/ADV_GENERATED tells when the proof is made",
    "signers.create": _SIGNER,
    "signers.regenerate_auth_secret": "the last secret may be void; calling it again gives one that is good",
    "webhooks.create": "webhooks.list() shows it",
    "webhooks.resend": "webhooks.event(webhook_id, event_id) shows how the delivery went",
    "webhooks.check_token": (
        "the token may be consumed; read what the notification is about from the service, "
        "as in signature_requests.get(signature_request_id)"
    ),
    "user_invitations.create": "user_invitations.list() shows it",
    "user_invitations.resend": "nothing shows it; a second time costs the person one more e-mail",
    "v4.create_request": _DRAFT,
    "v4.setup_signer": _DRAFT,
    "v4.one_call_sign": "signature_requests.list() shows it with its title",
    "v4.create_document": _DOCUMENT,
    "v4.create_signer": _SIGNER,
    "v4.seal": "signature_requests.list() shows the request that was made for it, with its title and external_id",
    "v4.log_capsule": "nothing lists capsules; a second one of the same hash does no harm",
    "v4.proofs_token": "the code may be used up; the signer gets another one from the page of bare_signature_url",
}
"""Operation to words that go on from "Look before you repeat …:"."""
