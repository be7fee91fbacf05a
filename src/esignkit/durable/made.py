"""What a run has made for people to sign: its id, as the answers that were kept say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import cast

from esignkit.durable.values import Step
from esignkit.types import JSON, JSONObject

__all__ = ["LONGEST_READ", "ids_of"]

LONGEST_READ = 4096
"""Bytes of an answer that is looked into: one that says what was made is short."""
_MEMBERS = {"ignisign": "signaturerequestid", "constellation1": "signingsessionid"}
"""The member that has the id, in lower case; with the other service, it is the `id` of an object of nothing else."""


def ids_of(service: str, steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the ids of the packages, signature requests or sessions that a run has made.

    Args:
        service: The service.
        steps: The steps of the run, with the answers of its writes.
    """
    member = _MEMBERS.get(service, "id")
    answers = [_read(step.content) for step in steps if step.state == "answer"]
    if service not in _MEMBERS:  # what else it answers has an id, too
        answers = [answer for answer in answers if len(set(map(str, answer.values()))) == 1]
    return tuple(dict.fromkeys(text for answer in answers for text in _texts(answer, member)))


def _read(content: bytes) -> JSONObject:
    try:
        value = cast("JSON", json.loads(content))
    except ValueError:  # it was kept as it came, and may be anything
        return {}
    return value if isinstance(value, dict) else {}


def _texts(value: JSONObject, name: str) -> Iterator[str]:
    """Yield the texts of a member, the outermost first."""
    for key, text in value.items():
        if key.casefold() == name and isinstance(text, str) and text:
            yield text
    for inner in value.values():
        if isinstance(inner, dict):
            yield from _texts(inner, name)
