"""The members of the vendor's classes: their names and types, and how they are read and written."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import JSON, JSONObject, as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches

SESSION_INFO: dict[str, str] = {
    "Title": "text",
    "ReturnURL": "text",
    "TransactionId": "text",
    "TransactionTitle": "text",
    "UseSequence": "int",
    "AllowDelegation": "bool",
    "CopyTo": "text",
    "Description": "text",
    "EmailOptions": "int",
    "FirstSigner": "bool",
    "Password": "text",
    "ClientID": "text",
    "OwnerID": "text",
    "OwnerName": "text",
    "OwnerEmail": "text",
    "OwnerSignature": "text",
    "ExpiresOn": "date",
    "ReminderFrequencyDays": "int",
    "SendSignerInvites": "bool",
    "SendSessionRedirectUrl": "text",
    "RemoveUnassignedSignerRoles": "bool",
    "ApplicationKey": "text",
    "Id": "text",
}
"""Members of SessionInfo and the kind of each."""

DOCUMENT: dict[str, str] = {
    "FileName": "text",
    "FileBytes": "bytes",
    "FormId": "text",
    "FormTag": "text",
    "HasAnchorTags": "bool",
    "AnchorTagsAdjustmentCategory": "text",
    "Sequence": "int",
}
"""Members of Document and the kind of each."""

SIGNER: dict[str, str] = {
    "SignerId": "text",
    "FirstName": "text",
    "LastName": "text",
    "EmailAddress": "text",
    "SignerRole": "text",
    "Sequence": "int",
    "AuthMethod": "method",
    "AuthMethods": "methods",
    "AuthenticationSettings": "object",
    "Properties": "pairs",
    "MandateDocUpload": "bool",
    "MergeFieldMapping": "map",
    "SignerEmailSubject": "text",
    "SignerEmailMessage": "text",
    "SignatureImageBase64": "base64",
    "InitialsImageBase64": "base64",
    "AutoApplySignature": "bool",
    "FullName": "text",
    "Contact": "object",
    "SigningSessionId": "text",
    "StateCode": "int",
    "StatusCode": "int",
}
"""Members of Signer and the kind of each."""

COPY_OPTIONS: dict[str, str] = {"Version": "int", "RetainFields": "bool"}
"""Members of CopyOptions and the kind of each."""

USER: dict[str, str] = {
    "SystemUserId": "text",
    "Username": "text",
    "FirstName": "text",
    "LastName": "text",
    "Password": "text",
    "Company": "text",
    "EmailSignature": "text",
    "StatusCode": "int",
    "Region": "text",
    "SubscriptionTypes": "any",
    "TimeZoneId": "text",
    "CellNumber": "text",
    "PhoneNumber": "text",
    "DateFormat": "text",
    "JobTitle": "text",
    "UserGroupId": "text",
}
"""Members of User and GroupUserView and the kind of each."""

ALIASES = {
    "SignerID": "SignerId",
    "Authenticationsettings": "AuthenticationSettings",
    "AuthenticateSigner": "AuthenticationSettings",  # in the vendor's sample of a session
    "SystemUserID": "SystemUserId",
    "EncryptedPassword": "Password",
    "SubscriptionType": "SubscriptionTypes",
}
"""Other spellings that the vendor prints, and the members' proper names."""

AUTH_METHODS = ("None", "Password", "KBA", "KBAPlusPassword", "SMS")
# The vendor does not publish the numbers; the order of its list is taken.

# .NET writes this moment (the start of its calendar) for a date that was never set.
_UNSET_MS = -62135596800000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_BARE_DATE = re.compile(rb'"ExpiresOn"\s*:\s*"/Date\(')


class BadFile(ValueError):
    """The bytes of a document cannot be read."""


def check_dates(body: bytes) -> None:
    r"""Refuse a date whose slashes are not escaped: .NET takes only `\/Date(…)\/` for a date.

    Raises:
        MalformedBody: There is one.
    """
    if _BARE_DATE.search(body):
        raise MalformedBody(r"a date is written \/Date(…)\/, with escaped slashes")


def read(value: JSON, table: dict[str, str], switches: Switches) -> JSONObject:
    """Return the known members of an object by their proper names, without nulls; unknown members are ignored.

    Args:
        value: The object as sent.
        table: Its class: member names and kinds.
        switches: The account's switches.

    Raises:
        MalformedBody: A member holds something of another kind.
    """
    members: JSONObject = {}
    for name, member in as_object(value).items():
        name = ALIASES.get(name, name)
        if name in table and member is not None and table[name] != "bytes":
            members[name] = _read_member(name, table[name], member, switches)
    return {name: member for name, member in members.items() if member is not None}


def read_file(document: JSONObject, switches: Switches) -> bytes | None:
    """Return a document's FileBytes, sent as an array of whole numbers or as base64; None when there are none.

    Raises:
        BadFile: They are neither.
    """
    value = document.get("FileBytes")
    refused_type = {"integers": str, "base64": list}.get(switches.file_bytes_in)
    if refused_type is not None and isinstance(value, refused_type):
        raise BadFile(f"FileBytes are to be sent as {switches.file_bytes_in}")
    try:
        if isinstance(value, str):
            return base64.b64decode(value, validate=True) or None
        # Millions of numbers: no copy, and bytes() itself refuses what is no whole number from 0 to 255.
        return bytes(cast("list[int]", value)) or None if isinstance(value, list) else None
    except (ValueError, TypeError) as error:
        raise BadFile(str(error)) from error


def file_to_json(content: bytes, form: str) -> JSON:
    """Return a file as FileBytes: `integers`, `base64`, or None for `omit`."""
    if form == "omit":
        return None
    return list(content) if form == "integers" else base64.b64encode(content).decode()


def date_to_json(moment: datetime, form: str = "ms") -> str:
    """Return a moment as the service writes it: `ms`, `offset` or `iso`."""
    if form == "iso":
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    return f"/Date({milliseconds}{'+0000' if form == 'offset' else ''})/"


def pairs(mapping: JSON) -> list[JSONObject]:
    """Return an object as .NET writes a dictionary: an array of Key and Value."""
    return [{"Key": key, "Value": value} for key, value in as_object(mapping).items()]


def _read_member(name: str, kind: str, value: JSON, switches: Switches) -> JSON:
    if kind == "method":
        return _method(name, value, switches)
    if kind == "methods" and isinstance(value, list):
        return [_method(name, item, switches) for item in value]
    if kind == "date" and isinstance(value, str):
        return _date(name, value, switches)
    if kind in {"pairs", "map"} and isinstance(value, list | dict):
        if kind == "map" and switches.merge_fields_in == ("object" if isinstance(value, list) else "pairs"):
            raise MalformedBody(f"{name} is not in the form this account takes")
        return _mapping(name, value)
    if kind == "any":
        return value
    is_valid = {
        "text": isinstance(value, str),
        "base64": isinstance(value, str),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "object": isinstance(value, dict),
    }
    if not is_valid.get(kind, False):
        raise MalformedBody(f"{name} cannot be {value!r:.40}")
    if kind == "base64":
        try:
            base64.b64decode(as_text(value), validate=True)
        except binascii.Error as error:
            raise MalformedBody(f"{name} is not base64") from error
    return value


def _method(name: str, value: JSON, switches: Switches) -> JSON:
    if isinstance(value, str) and value in AUTH_METHODS and switches.auth_methods != "numbers":
        return value
    numbers = switches.auth_methods != "names"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(AUTH_METHODS) and numbers:
        return AUTH_METHODS[value]
    raise MalformedBody(f"{name} cannot be {value!r:.40}")


def _date(name: str, value: str, switches: Switches) -> JSON:
    """Return a date as ISO text, which the store keeps; None for the date that .NET calls unset."""
    match = _DATE.fullmatch(value)
    if switches.dates_in == ("iso" if match else "ms"):
        raise MalformedBody(f"{name} is no date in the form this account takes: {value:.40}")
    if match and int(match[1]) == _UNSET_MS:
        return None
    try:
        if match:
            return (_EPOCH + timedelta(milliseconds=int(match[1]))).isoformat()
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (OverflowError, ValueError) as error:
        raise MalformedBody(f"{name} is no date: {value:.40}") from error


def _mapping(name: str, value: JSON) -> JSONObject:
    """Return a dictionary sent as an object, or as an array of Key and Value."""
    mapping = as_object(value) if isinstance(value, dict) else {}
    for pair in objects(value):
        if not isinstance(pair.get("Key"), str):
            raise MalformedBody(f"{name} holds something other than Key and Value")
        mapping[as_text(pair["Key"])] = pair.get("Value")
    for key, item in mapping.items():
        if not isinstance(item, str):
            raise MalformedBody(f"{name}: the value of {key} is a string, not {item!r:.40}")
    return mapping
