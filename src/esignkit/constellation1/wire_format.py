"""How Constellation1 eSign spells things: dates, method names, files, pairs, wrapper keys."""

from __future__ import annotations

import base64
import binascii
import enum
import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal, TypeAlias, cast

from esignkit.constellation1.enums import AuthenticationMethod
from esignkit.core.arguments import refuse_empty
from esignkit.core.deserialization import read_datetime
from esignkit.core.model import Model, model
from esignkit.core.operation import FromClient
from esignkit.core.record import pascal
from esignkit.core.serialization import Writer
from esignkit.core.wire_format import WireFormat, iso_utc_ms
from esignkit.errors import ConfigurationError
from esignkit.types import JSON, JSONObject

__all__ = [
    "FORMAT",
    "RETURN_URL_NAME",
    "C1Model",
    "DatesForm",
    "FileBytesForm",
    "MergeFieldsForm",
    "ReturnUrlName",
    "fold",
    "no_text",
    "owner",
    "read_bytes",
    "read_messages",
    "read_moment",
    "text_of",
    "unwrap",
    "wire_format",
    "write_method",
    "write_methods",
]

FileBytesForm: TypeAlias = Literal["integers", "base64"]
"""How documents go out: an array of integers 0 to 255, as the vendor's example client writes them, or base64."""
DatesForm: TypeAlias = Literal["dotnet", "iso"]
"""How dates go out: `/Date(…)/` with escaped slashes, as .NET's older serializers write them, or ISO 8601."""
MergeFieldsForm: TypeAlias = Literal["object", "array"]
"""How merge fields go out: a plain object, or WCF's array of `{"Key", "Value"}`."""
ReturnUrlName: TypeAlias = Literal["returnUrl", "returnURL"]
"""How `start` spells its query parameter: the page's address has the one, its table and example the other."""
RETURN_URL_NAME = "return_url_name"
"""What a client calls its choice of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSET_DATE = datetime(1, 1, 1, tzinfo=UTC)
_DATE = re.compile(rb'"/Date\((-?\d+)\)/"')


# Dates ---------------------------------------------------------------------------------------------------------------
def write_moment(value: datetime) -> str:
    """`/Date(1900000000000)/`: milliseconds since 1970 in UTC; the slashes are escaped in the finished text."""
    return f"/Date({(value - _EPOCH) // timedelta(milliseconds=1)})/"


def escape_dates(content: bytes) -> bytes:
    r"""Write dates as `"\/Date(…)\/"`: ASP.NET takes nothing but the escaped spelling for a date."""
    return _DATE.sub(rb'"\\/Date(\1)\\/"', content)


def _as_utc(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def read_moment(value: JSON) -> datetime | None:
    """Read a date; .NET's smallest one stands for "not set", also where a time zone has moved it by some hours."""
    moment = _as_utc(read_datetime(value))
    return None if moment - _UNSET_DATE < timedelta(days=1) else moment


# Files ---------------------------------------------------------------------------------------------------------------
def read_bytes(value: JSON) -> bytes:
    """Read file content in either spelling: an array of integers or base64 text.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, list):
        try:
            return bytes(cast("list[int]", value))
        except TypeError:
            msg = "an array of integers from 0 to 255 was expected"
            raise ValueError(msg) from None
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            msg = "the text is not base64"
            raise ValueError(msg) from None
    msg = "file content was expected: an array of integers, or base64 text"
    raise ValueError(msg)


def no_text(value: object, writer: Writer) -> object:
    """Refuse text in place of file content.

    Raises:
        TypeError: It is text, which may mean a path or content.
    """
    if isinstance(value, str):
        msg = "file_bytes: text is not guessed to be a path or content; give pathlib.Path(…), bytes or an open file"
        raise TypeError(msg)
    return value


# Enums ---------------------------------------------------------------------------------------------------------------
def write_method(value: object, writer: Writer) -> object:
    """Let a method's name given as text go the way of the enum's members."""
    return AuthenticationMethod(value) if isinstance(value, str) else value


def write_methods(value: object, writer: Writer) -> object:
    """The same for a list of them."""
    return [write_method(item, writer) for item in cast("list[object]", value)] if isinstance(value, list) else value


def write_enum(numbers: Mapping[str, int] | None, value: enum.Enum) -> JSON:
    """Write authentication methods as the names or numbers the client was told to use, the others as they are.

    Raises:
        ConfigurationError: The client was given numbers, but none for this method.
    """
    if not isinstance(value, AuthenticationMethod):
        return cast("JSON", value.value)
    text = str(value)
    if text.isascii() and text.isdigit():
        return int(text)
    if numbers is None:
        return text
    for name, number in numbers.items():
        if str(name) == text:
            return number
    msg = f"auth_method_numbers has no number for {text!r}"
    raise ConfigurationError(msg)


# The format and the models' base -------------------------------------------------------------------------------------
def wire_format(
    file_bytes: FileBytesForm = "integers",
    merge_fields: MergeFieldsForm = "object",
    auth_method_numbers: Mapping[str, int] | None = None,
    dates: DatesForm = "dotnet",
) -> WireFormat:
    """Return the format of one client.

    Args:
        file_bytes: Form of documents: `integers` or `base64`.
        merge_fields: Form of merge fields: `object` or `array`.
        auth_method_numbers: The service's numbers for authentication methods, by name; names are sent when left out.
        dates: Form of dates: `dotnet` or `iso`.
    """
    return WireFormat(
        write_datetime=write_moment if dates == "dotnet" else iso_utc_ms,
        write_enum=functools.partial(write_enum, auth_method_numbers),
        file_form=file_bytes,
        finish=escape_dates if dates == "dotnet" else None,
        options={"merge_fields": merge_fields},
    )


FORMAT = wire_format()
"""The vendor's own spelling; what a client without options sends."""


@model
class C1Model(Model):
    """Base of the models: PascalCase on the wire, read without regard to case, dates without a zone are UTC."""

    CASE: ClassVar[Callable[[str], str]] = staticmethod(pascal)
    FOLD: ClassVar[bool] = True
    NAIVE: ClassVar[Callable[[datetime], datetime]] = staticmethod(_as_utc)
    FORMAT: ClassVar[WireFormat] = FORMAT


def owner(username: str | None) -> str | FromClient:
    """Return the user name of a call, or what stands for the client's.

    Raises:
        TypeError: It is no text.
        ValueError: It is empty.
    """
    if username is None:
        return FromClient("username", "give username= (the owner's e-mail address) to the call or to the client")
    refuse_empty("username", username)
    return username


# Responses -----------------------------------------------------------------------------------------------------------
def unwrap(value: JSON) -> JSON:
    """Take what stands below a sole key `d` or `…Result`, as WCF services like to wrap it."""
    while isinstance(value, dict) and len(value) == 1:
        name, inner = next(iter(value.items()))
        if name != "d" and not (name.endswith("Result") and len(name) > len("Result")):
            break
        value = inner
    return value


def fold(value: JSONObject) -> JSONObject:
    """Return an object with its member names in lower case; of two spellings the one that says something wins."""
    folded: JSONObject = {}
    for name, item in value.items():
        if folded.get(name.lower()) is None:
            folded[name.lower()] = item
    return folded


def text_of(value: JSON) -> str | None:
    """Return a scalar as text; blank text and null as None."""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return value
    return None


def read_messages(value: JSON) -> list[str]:
    """Read what `Details` may hold, a text or a list of texts or objects, as a list of texts without blank ones."""
    items = value if isinstance(value, list) else [value]
    texts: list[str] = []
    for item in items:
        if isinstance(item, dict):
            folded = fold(item)
            message = next((folded[n] for n in ("message", "value", "errormessage", "details") if folded.get(n)), None)
            text: str | None = message if isinstance(message, str) else json.dumps(item, ensure_ascii=False)
        else:
            text = text_of(item)
        if text and text.strip():
            texts.append(text.strip())
    return texts
