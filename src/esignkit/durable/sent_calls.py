"""What tells one call from another when a run is replayed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from esignkit.core.context import Context
from esignkit.core.model_text import text_of
from esignkit.core.operation import Form, Json, Multipart, Operation, Repeat
from esignkit.core.redaction import redact_sent
from esignkit.core.serialization import Writer
from esignkit.types import Secret

__all__ = ["body_of_digest", "digest_of_call", "may_be_repeated", "may_change", "target_of_digest"]


def digest_of_call(operation: Operation[Any], context: Context, secrets: Sequence[Secret]) -> str:
    """Return a hash of where a call goes, a slash for a write, and for one that is never repeated what it sends.

    The content of files is not part of it: the plan's own digest binds it. Credentials are left out, for a short one
    could be guessed from its hash.

    Args:
        operation: The call.
        context: Its client's settings.
        secrets: The credentials that are sent with it; see `secrets_of`.

    Raises:
        ESignError: The call cannot be sent as it is.
        ValueError: The same.
        TypeError: The same.
    """
    target = _hash(f"{operation.method} {operation.target(context.values)}", secrets)
    if operation.repeat is Repeat.READ:
        return target
    if operation.repeat is not Repeat.NEVER:
        return f"{target}/"
    return f"{target}/{_hash(_body_text(operation, context), secrets)}"


def target_of_digest(digest: str) -> str:
    """Return the part of a digest that tells where a call goes."""
    return digest.partition("/")[0]


def body_of_digest(digest: str) -> str:
    """Return the part of a digest that tells what a call sends; empty where it has none."""
    return digest.partition("/")[2]


def may_change(digest: str) -> bool:
    """Whether a digest is that of a write."""
    return "/" in digest


def may_be_repeated(digest: str) -> bool:
    """Return whether a digest is that of a write that may be repeated."""
    return digest.endswith("/")


def _hash(text: str, secrets: Sequence[Secret]) -> str:
    shown = str(redact_sent(text, [secret.reveal() for secret in secrets])) if secrets else text
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _body_text(operation: Operation[Any], context: Context) -> str:
    writer = Writer(context.provider.format, context.values, operation.name)
    extra = (operation.options or {}).get("extra_body")
    return json.dumps([_plain(operation.body, writer), _plain(Json(extra), writer) if extra else None])


def _plain(part: object, writer: Writer) -> object:
    """Return a body or a part of one as JSON; a file is its place in the body."""
    if isinstance(part, Json):
        text = text_of(part.value, writer, ascii=False).encode("utf-8", "backslashreplace").decode()
        for number, (placeholder, _) in enumerate(writer.files):
            text = text.replace(placeholder, f"file {number}")
        return text
    if isinstance(part, Multipart):
        return [(one.name, _plain(one.content, writer)) for one in part.parts]
    if isinstance(part, Form):
        values: Mapping[str, object] = part.values
        return sorted((name, str(value)) for name, value in values.items())
    return part if isinstance(part, str) else None
