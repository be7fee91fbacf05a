"""URLs of the pages where people sign, and of the pages with proofs.

Every URL made here holds a credential, so it is a `Secret`: `.reveal()` gives the text, for a page or a redirect.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from esignkit.core.argument_types import checked
from esignkit.core.operation import quote_segment
from esignkit.core.settings import check_base_url
from esignkit.ignisign.enums import Language
from esignkit.types import Secret

__all__ = ["MIN_FRAME_HEIGHT", "MIN_FRAME_WIDTH", "SIGN_URL", "embedded_signing_url", "proofs_page_url"]

SIGN_URL = "https://sign.ignisign.io"
"""Where the service's signing pages are."""
MIN_FRAME_WIDTH = 200
"""Pixels that a frame with the signing page must be wide at least."""
MIN_FRAME_HEIGHT = 400
"""Pixels that a frame with the signing page must be high at least; 500 is usual."""


@checked
def embedded_signing_url(
    signature_request_id: str,
    signer_id: str,
    *,
    token: str | Secret,
    auth_secret: str | Secret,
    show_title: bool | None = None,
    show_description: bool | None = None,
    dark_mode: bool | None = None,
    force_show_document_informations: bool | None = None,
    force_language: Language | str | None = None,
    sign_url: str = SIGN_URL,
) -> Secret:
    """Build the URL of the page where a signer signs, for a frame in your own page.

    Args:
        signature_request_id: The published request, of a profile whose `integration_mode` is `EMBEDDED`.
        signer_id: The signer.
        token: The signer's token: from `publish`, or from the notification `LAUNCHED`.
        auth_secret: The signer's secret: from `signers.create`, or from `signers.regenerate_auth_secret`.
        show_title: Whether the request's title is shown.
        show_description: Whether the request's description is shown.
        dark_mode: Whether the page is dark.
        force_show_document_informations: Whether what is known of the documents is always shown.
        force_language: Language of the page.
        sign_url: Another address of the service's pages.

    Returns:
        The URL, as a `Secret`, for it holds the token and the secret: give `.reveal()` to the signer's browser, do
        not log or store it. When nothing is said of how the page looks, the four switches are sent as `false`, as the
        service's own page code does; else only what is given.

    Raises:
        ValueError: An id, the token or the secret is empty.

    Source: Ignisign's browser client (`ignisign-js`).
    """
    token, auth_secret = Secret(token), Secret(auth_secret)
    base = check_base_url(sign_url, name="sign_url")
    path = (
        f"/signature-requests/{quote_segment('signature_request_id', signature_request_id)}"
        f"/signers/{quote_segment('signer_id', signer_id)}/sign"
    )
    for name, secret, source in (
        ("token", token, "the answer to publishing brings it, and the notification LAUNCHED"),
        ("auth_secret", auth_secret, "signers.create brings it, and signers.regenerate_auth_secret a new one"),
    ):
        if not secret:
            msg = f"{name} is empty: {source}"
            raise ValueError(msg)
    switches = {
        "showTitle": show_title,
        "showDescription": show_description,
        "darkMode": dark_mode,
        "forceShowDocumentInformations": force_show_document_informations,
    }
    if force_language is None and all(value is None for value in switches.values()):
        switches = dict.fromkeys(switches, False)
    query = {"token": token.reveal(), "signerSecret": auth_secret.reveal()}
    query |= {name: str(value).lower() for name, value in switches.items() if value is not None}
    if force_language is not None:
        query["forceLanguage"] = str(force_language)
    return Secret(f"{base}{path}?{urlencode(query, quote_via=quote, safe='')}")


def proofs_page_url(signature_request_id: str, *, token: str | Secret, sign_url: str = SIGN_URL) -> Secret:
    """Build the URL of the page with a request's proofs.

    Args:
        signature_request_id: The completed request.
        token: The token from the notification `SIGNATURE_PROOF`/`GENERATED`.
        sign_url: Another address of the service's pages.

    Returns:
        The URL, as a `Secret`, for it holds the token.

    Raises:
        ValueError: The id is empty.

    Source: Ignisign's browser client (`ignisign-js`).
    """
    path = f"/signature-requests/{quote_segment('signature_request_id', signature_request_id)}/proofs"
    query = urlencode({"t": Secret(token).reveal()}, quote_via=quote, safe="")
    return Secret(f"{check_base_url(sign_url, name='sign_url')}{path}?{query}")
