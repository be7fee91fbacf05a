"""An eSignLive client without a network: its settings, and calls driven by hand."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import attrs

from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.exchange import Context
from esignkit.core.flow import Flow
from esignkit.core.settings import Settings
from esignkit.esignlive.documents import Documents
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.roles import Roles
from esignkit.esignlive.sessions import AuthenticationTokens, Sessions
from esignkit.esignlive.settings import resolve
from tests.support import AnswerLike, Record, Sent, context_of, drive, reply

KEY = "WVdECUMScUZGGGBGOlhVODdGNXFkR253SA=="
"""The seed's own key."""

packages: Packages[Plan] = Packages(PLANNER)
documents: Documents[Plan] = Documents(PLANNER)
roles: Roles[Plan] = Roles(PLANNER)
sessions: Sessions[Plan] = Sessions(PLANNER)
tokens: AuthenticationTokens[Plan] = AuthenticationTokens(PLANNER)


def settings(**given: Any) -> Settings:
    arguments: dict[str, Any] = dict.fromkeys(
        ("api_key", "session_id", "token", "auth", "environment", "base_url", "api_version", "retry")
    )
    arguments |= {"timeout": 60.0, **given}
    return resolve("ESignLive", **arguments)


def context(record: Record | None = None, **given: Any) -> Context:
    if not given:
        given = {"api_key": KEY, "environment": "us2-sandbox"}
    return context_of(settings(**given), record)


def run(flow: Flow[Any], *answers: AnswerLike, record: Record | None = None, **given: Any) -> tuple[Any, Record]:
    record = record or Record()
    return drive(flow, answers or [reply(200, {"id": "new"})], context(record, **given), record)


def sent_by(flow: Flow[Any], *answers: AnswerLike, **given: Any) -> Sent:
    """The one request that a call makes."""
    _, record = run(flow, *answers, **given)
    assert len(record.sent) == 1
    return record.sent[0]


@attrs.define
class SentPart:
    name: str
    filename: str | None
    content_type: str | None
    content: bytes


def parts_of(sent: Sent) -> list[SentPart]:
    """Take a multipart body apart with the parser of the standard library."""
    head = b"Content-Type: " + sent.headers["content-type"].encode() + b"\r\n\r\n"
    message = message_from_bytes(head + sent.body, policy=policy.HTTP)
    assert message.is_multipart()
    assert not message.defects
    found = []
    for part in message.iter_parts():  # type: ignore[attr-defined]
        disposition = part["content-disposition"]
        found.append(
            SentPart(
                disposition.params["name"],
                disposition.params.get("filename"),
                part.get_content_type() if "content-type" in part else None,
                part.get_payload(decode=True),
            )
        )
    return found
