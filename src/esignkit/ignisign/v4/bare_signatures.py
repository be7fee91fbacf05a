"""Bare signatures: only hashes are sent; the signer is redirected to the service and returns with a code."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from esignkit.core.argument_types import checked
from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.operation import FromClient, Json, Reconcile, Repeat, quote_segment
from esignkit.core.response_readers import read
from esignkit.core.settings import check_base_url
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.urls import SIGN_URL
from esignkit.ignisign.v4.models import BareSignatureProofs, BareSignaturesConfiguration, ProofsToken
from esignkit.ignisign.v4.requests import APPLICATION_V4
from esignkit.ignisign.wire_format import text_list, without_none
from esignkit.types import CallOptions, Secret

__all__ = ["BareSignatures", "bare_signature_url", "code_challenge"]


def code_challenge(code_verifier: str | Secret, *, url_safe: bool = False) -> str:
    """Return the challenge that goes with a verifier: its SHA-256 in base64.

    Args:
        code_verifier: A text that nobody can guess; keep it until the code has come.
        url_safe: Whether to write it as RFC 7636 says, without `+`, `/` and `=`. The service's own code does not.

    Source: Ignisign's Node.js client (`ignisign-node`).
    """
    digest = hashlib.sha256(Secret(code_verifier).reveal().encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=") if url_safe else b64encode(digest).decode()


@checked
def bare_signature_url(
    app_id: str,
    app_env: ApplicationEnvironment | str,
    *,
    redirect_uri: str,
    code_challenge: str,
    hashes: Iterable[str],
    nonce: str,
    external_id: str | None = None,
    sign_url: str = SIGN_URL,
) -> str:
    """Build the URL of the page where hashes are signed.

    Args:
        app_id: The application.
        app_env: Its environment.
        redirect_uri: Where the signer comes back to, with `code` and `state`.
        code_challenge: What `code_challenge()` made of the verifier.
        hashes: The hashes to sign.
        nonce: A text that is used once.
        external_id: Your own reference.
        sign_url: Another address of the service's pages.

    Returns:
        The URL.

    Raises:
        TypeError: One hash stands where a list of them is meant.

    Source: Ignisign's Node.js client (`ignisign-node`).
    """
    state = without_none(hashes=text_list("hashes", hashes), nonce=nonce, externalId=external_id)
    query = {
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "client_id": app_id,
        "code_challenge": code_challenge,
        "code_challenge_method": "S256",
        "state": json.dumps(state, separators=(",", ":")),
    }
    path = f"/envs/{quote_segment('app_env', str(app_env))}/oauth2/authorize"
    return f"{check_base_url(sign_url, name='sign_url')}{path}?{urlencode(query, quote_via=quote, safe='')}"


class BareSignatures(Resource[Mode]):
    """The part of `V4` that is about bare signatures."""

    @endpoint
    def bare_signatures_configuration(
        self, *, options: CallOptions | None = None
    ) -> Operation[BareSignaturesConfiguration]:
        """Retrieve how bare signatures are set up.

        Returns:
            Where signers may come from and go back to, and the level of the signatures.

        HTTP: `GET /v4/applications/{appId}/envs/{appEnv}/bare-signatures-configuration`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.bare_signatures_configuration",
            "GET",
            APPLICATION_V4 + "/bare-signatures-configuration",
            read(BareSignaturesConfiguration),
            options=options,
        )

    @endpoint
    def proofs_token(
        self,
        code: str | Secret,
        *,
        code_verifier: str | Secret,
        redirect_uri: str,
        client_secret: str | Secret,
        options: CallOptions | None = None,
    ) -> Operation[ProofsToken]:
        """Exchange the code that a signer came back with for a token; a code is good for one exchange.

        Args:
            code: The code.
            code_verifier: What the challenge was made from.
            redirect_uri: The same address as in the URL.
            client_secret: The application's key, whole: one that begins with `skv2_` with all its parts.

        Returns:
            The token; `repr` hides it.

        Raises:
            ValidationError: The code, the verifier or the address is not good (`OAUTH2_…`).
            OutcomeUnknownError: The answer was lost; the code may be used up.

        HTTP: `POST /v4/envs/{appEnv}/oauth2/proofs-token`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = {
            "client_id": FromClient("appId"),
            "client_secret": Secret(client_secret),
            "code_verifier": Secret(code_verifier),
            "redirect_uri": redirect_uri,
            "grant_type": "authorization_code",
            "code": Secret(code),
        }
        return Operation(
            "v4.proofs_token",
            "POST",
            "/v4/envs/{appEnv}/oauth2/proofs-token",
            read(ProofsToken),
            body=Json(body),
            authenticated=False,
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "the code may be used up; the signer gets another one from the page of bare_signature_url",
            ),
            options=options,
        )

    @endpoint
    def bare_signature_proofs(
        self, access_token: str | Secret, *, options: CallOptions | None = None
    ) -> Operation[BareSignatureProofs]:
        """Fetch the proofs of a bare signature.

        Args:
            access_token: The token that `proofs_token` returned.

        Returns:
            The proofs.

        Raises:
            AuthenticationError: The token is not good.

        HTTP: `GET /v4/envs/{appEnv}/bare-signatures/proofs`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.bare_signature_proofs",
            "GET",
            "/v4/envs/{appEnv}/bare-signatures/proofs",
            read(BareSignatureProofs),
            authenticated=False,
            headers={"authorization": Secret("Bearer " + Secret(access_token).reveal())},
            options=options,
        )
