"""Multipart bodies, taken apart by the parser of the standard library."""

from __future__ import annotations

from email import message_from_bytes, policy

import attrs

from tests.support import Sent


@attrs.define
class SentPart:
    name: str
    filename: str | None
    content_type: str | None
    content: bytes


def parts_of(sent: Sent) -> list[SentPart]:
    """Take a multipart body apart."""
    head = b"Content-Type: " + sent.headers["content-type"].encode() + b"\r\n\r\n"
    message = message_from_bytes(head + sent.body, policy=policy.HTTP)
    assert message.is_multipart()
    assert not message.defects
    found = []
    for part in message.iter_parts():
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
