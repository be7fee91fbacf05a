"""Tokens, and the sessions that they become."""

from __future__ import annotations

import esignkit.esignlive as esl
from esignkit.types import Secret
from tests.operations import NEVER, READ, Row, call, has

ROWS: list[Row] = [
    Row(
        call.authentication_tokens.create_user_token(),
        "POST /authenticationTokens/user",
        response={"value": "x"},
        result=has("value", Secret("x")),
        repeat=READ,
    ),
    Row(
        call.authentication_tokens.create_sender_token("p"),
        "POST /authenticationTokens/sender",
        body={"packageId": "p"},
        response={"packageId": "p", "value": "x"},
        result=has("value", Secret("x")),
        repeat=READ,
    ),
    Row(
        call.authentication_tokens.create_signer_token("p", "s"),
        "POST /authenticationTokens/signer/singleUse",
        body={"packageId": "p", "signerId": "s"},
        response={"value": "x"},
        result=has("value", Secret("x")),
        repeat=READ,
    ),
    Row(
        call.authentication_tokens.create_signer_token(
            "p", "s", multi_use=True, session_fields={"a": "b"}, delegatee_id="d"
        ),
        "POST /authenticationTokens/signer/multiUse",
        body={"packageId": "p", "signerId": "s", "sessionFields": {"fields": {"a": "b"}}, "delegateeId": "d"},
        response={"value": "x", "sessionFields": {"fields": {"a": "b"}}},
        result=has("value", Secret("x")),
        repeat=READ,
    ),
    Row(call.sessions.current(), "GET /session", response={"account": {"id": "x"}}, result=has("account.id", "x")),
    Row(
        call.sessions.from_user_token("the-token"),
        "GET /auth?authenticationToken=the-token",
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        repeat=NEVER,
        auth=None,
        at_root=True,
        secrets=("the-token",),
    ),
    Row(
        call.sessions.from_sender_token("t=/"),
        "GET /auth?senderAuthenticationToken=t%3D%2F",
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        repeat=NEVER,
        auth=None,
        at_root=True,
        secrets=("t=/",),
    ),
    Row(
        call.sessions.from_signer_token(esl.AuthenticationToken(value="the-token")),
        "GET /auth?signerAuthenticationToken=the-token",
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        repeat=NEVER,
        auth=None,
        at_root=True,
        secrets=("the-token",),
    ),
    Row(
        call.sessions.create(),
        "POST /sessions",
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        repeat=READ,
    ),
    Row(
        call.sessions.create(package="p", signer="s"),
        "POST /sessions?package=p&signer=s",
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        repeat=READ,
    ),
    Row(
        call.sessions.sign_in("a@example.com", "pw"),
        "POST /a/auth",
        body={"email": "a@example.com", "password": "pw"},
        response={"sessionToken": "x"},
        result=has("session_token", Secret("x")),
        auth=None,
        at_root=True,
        secrets=("pw",),
    ),
]
