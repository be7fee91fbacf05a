"""What was executed for an account; sessions of signers, and calls with them."""

from __future__ import annotations

import contextlib

import httpx


def root_of(esl):
    return str(esl.base_url).rstrip("/").removesuffix("/api")


def executed(sandbox, account):
    """Return what was executed for an account, by its name in the ledger."""
    return [entry.operation for entry in sandbox.ledger() if entry.tenant == account.tenant]


def session_of(esl, package_id, signer="role0"):
    """Return the session of a signer, by way of a single-use token."""
    body = {"packageId": package_id, "signerId": signer}
    value = esl.post("/authenticationTokens/signer/singleUse", json=body).json()["value"]
    response = httpx.get(
        root_of(esl) + "/auth", params={"signerAuthenticationToken": value}, trust_env=False, verify=False
    )
    return response.json()["sessionToken"]


@contextlib.contextmanager
def client_with(esl, session):
    """A client that has nothing but a session cookie."""
    headers = {"Cookie": f"ESIGNLIVE_SESSION_ID={session}", "Accept": "application/json"}
    with httpx.Client(base_url=esl.base_url, headers=headers, trust_env=False, verify=False, timeout=60) as client:
        yield client
