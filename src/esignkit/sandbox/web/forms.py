"""Reads what a browser's form sends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict

from esignkit.sandbox.emulators.multipart import MalformedBody

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.call import Call

MAX_FIELDS = 2_000


def form(call: Call) -> ImmutableMultiDict[str, str]:
    """Return the fields of a form as text: of several with one name the last; `getlist` returns all of them.

    Files are left out; `call.parts()` has them.

    Raises:
        MalformedBody: The body is no form, or has too many fields.
    """
    if call.is_multipart:
        fields = [(part.name, _text(part.content)) for part in call.parts() if part.filename is None]
    else:
        try:
            fields = parse_qsl(
                call.body.decode("latin-1"), keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS
            )
        except ValueError as error:
            raise MalformedBody(f"the form cannot be read: {error}") from error
    return ImmutableMultiDict(fields)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
