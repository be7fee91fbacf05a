"""The signing front end: an embedded signing session, and the page with the proofs.

An embedded address is right if it carries the session's token and the signer's secret. It leads to the page where all
signers of the sandbox sign.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.proofs import show_proofs
from esignkit.sandbox.json_values import as_object, as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Party, Transaction

_SESSION = "/signature-requests/{signatureRequestId}/signers/{signerId}/sign"

ROUTES = Routes()

ROUTES.get("/signature-requests/{signatureRequestId}/proofs", "proofs.show", public=True)(show_proofs)
ROUTES.get("/documents/{documentId}/proofs", "proofs.show_document", public=True)(show_proofs)


@ROUTES.get(_SESSION, "signing_page.show", public=True)
def show(call: Call) -> Response:
    """Lead the signer to the page where they sign; `forceLanguage` is its language."""
    request, party = _session(call)
    language = call.query("forceLanguage")
    path = signing_path(call.work, request, party)
    return RedirectResponse(path + (f"?lang={quote(language, safe='')}" if language else ""), 303)


@ROUTES.post(_SESSION, "signing_page.sign", public=True)
def sign(call: Call) -> Response:
    """Sign all documents, as a program that plays the signer's part does."""
    request, party = _session(call)
    transitions.sign(call.work, request, party)
    return RedirectResponse(signing_path(call.work, request, party), 303)


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
