"""The signing front end: an embedded signing session, and the page with the proofs.

The page does the least that shows an embedded address to be right: it checks the session's token and the signer's
secret, shows what is to be signed, and signs when its button is pressed.
"""

from __future__ import annotations

import hmac
from html import escape
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.emulators.base import Call, Routes
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.proofs import show_proofs
from esignkit.sandbox.emulators.ignisign.storage import listed_documents
from esignkit.sandbox.wire import as_object, as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Party, Transaction

_SESSION = "/signature-requests/{signatureRequestId}/signers/{signerId}/sign"

ROUTES = Routes()

ROUTES.get("/signature-requests/{signatureRequestId}/proofs", "proofs.show", public=True)(show_proofs)
ROUTES.get("/documents/{documentId}/proofs", "proofs.show_document", public=True)(show_proofs)


@ROUTES.get(_SESSION, "signing_page.show", public=True)
def show(call: Call) -> Response:
    """Show the documents that a signer will sign."""
    request, party = _session(call)
    if request.stage is not Stage.OPEN or party.state is not PartyState.PENDING:
        return _page(request, f"<p>Nothing is left to sign: {escape(request.status)}.</p>")
    names = "".join(f"<li>{escape(document.name)}</li>" for document in listed_documents(request))
    button = '<form method="post"><button>Sign</button></form>'
    return _page(request, f"<p>{escape(party.name or party.id)}, please sign:</p><ul>{names}</ul>{button}")


@ROUTES.post(_SESSION, "signing_page.sign", public=True)
def sign(call: Call) -> Response:
    """Sign all documents."""
    request, party = _session(call)
    transitions.sign(call.work, request, party)
    return _page(request, "<p>Signed.</p>")


def _session(call: Call) -> tuple[Transaction, Party]:
    """Return the request and the signer of an address.

    Raises:
        ServiceError: One of its two secrets is wrong, or there is no such session.
    """
    signer_id = call.params["signerId"]
    request = call.work.transaction(call.params["signatureRequestId"])
    party = request.party(signer_id) if request is not None and request.provider == "ignisign" else None
    if request is None or party is None or request.deleted:
        raise ServiceError(ErrorCode.SESSION_NOT_FOUND, "there is no such signing session")
    signer = call.work.record("ignisign", "signer", signer_id, request.tenant) or {}
    token = as_text(as_object(request.wire.get("tokens")).get(signer_id))
    for secret, candidate in (
        (token, call.query("token")),
        (as_text(signer.get("authSecret")), call.query("signerSecret")),
    ):
        if not secret or not hmac.compare_digest(secret.encode(), (candidate or "").encode("utf-8", "replace")):
            raise ServiceError(ErrorCode.SIGNING_TOKEN_INVALID, "the session's token or the signer's secret is wrong")
    return request, party


def _page(request: Transaction, content: str) -> Response:
    title = escape(request.title)
    notice = "<p><small>esignkit sandbox - not legally binding</small></p>"
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{content}{notice}</body></html>"
    )
    return HTMLResponse(page, headers={"content-security-policy": "default-src 'none'; form-action 'self'"})
