"""What was executed for an account; sessions of signers, and calls with them."""

from __future__ import annotations

import contextlib

from tests import local_http


def root_of(esl):
    return str(esl.base_url).rstrip("/").removesuffix("/api")


def executed(sandbox, account):
    """Return what was executed for an account, by its name in the ledger."""
    return [entry.operation for entry in sandbox.ledger() if entry.tenant == account.tenant]


def session_of(esl, package_id, signer="role0"):
    """Return the session of a signer, by way of a single-use token."""
    body = {"packageId": package_id, "signerId": signer}
    value = esl.post("/authenticationTokens/signer/singleUse", json=body).json()["value"]
    response = local_http.get(root_of(esl) + "/auth", params={"signerAuthenticationToken": value})
    return response.json()["sessionToken"]


@contextlib.contextmanager
def client_with(esl, session):
    """A client that has nothing but a session cookie."""
    headers = {"Cookie": f"ESIGNLIVE_SESSION_ID={session}", "Accept": "application/json"}
    with local_http.Client(base_url=esl.base_url, headers=headers) as client:
        yield client
