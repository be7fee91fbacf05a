"""How Ignisign writes: names, dates, the error envelope, and which refusals mean that the token is stale."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from attrs import define, field, frozen

from esignkit.core.arguments import several
from esignkit.core.flow import Response
from esignkit.core.model import Model, model
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.readers import json_or_none, key
from esignkit.core.value import Value
from esignkit.core.writing import WireFormat, iso_utc_ms
from esignkit.errors import ApiError, AuthenticationError, NotFoundError, PermissionDeniedError
from esignkit.ignisign.operation import PROVIDER
from esignkit.types import JSON, JSONObject, Maybe, Secret, Unset

__all__ = [
    "APPLICATION",
    "FORMAT",
    "Deleted",
    "IgnisignModel",
    "IgnisignProvider",
    "UnlessGone",
    "given",
    "number",
    "secret",
    "texts",
]

T = TypeVar("T")

FORMAT = WireFormat(write_datetime=iso_utc_ms)

APPLICATION = "/{api}/applications/{appId}/envs/{appEnv}"
"""Where the calls of one application and environment are; the client fills all three in."""


@model
class IgnisignModel(Model):
    """Base of Ignisign's models: camelCase names, `_id` and `_createdAt`."""

    FORMAT: ClassVar[WireFormat] = FORMAT
    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "created_at": "_createdAt"}


def number(value: JSON) -> int | float:
    """Read a number, which the API writes as it likes: whole ones as `int`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        msg = "a number was expected"
        raise TypeError(msg)
    parsed = float(value)
    return int(value) if parsed.is_integer() else parsed


def secret(response: Response) -> Secret:
    """Read a signer's secret."""
    return Secret(key("authSecret")(response))


@frozen(eq=False, repr=False)
class UnlessGone(Value, Generic[T]):
    """Read the answer to a deletion; None when it is found gone after a try whose answer was lost."""

    read: Callable[[Response], T]

    def __call__(self, response: Response) -> T | None:
        """Read the answer."""
        return None if response.status in (404, 410) else self.read(response)


@frozen(eq=False, repr=False)
class Deleted(Value):
    """Read the answer to a deletion, which names what was deleted under the given name, unless it was gone already."""

    name: str

    def __call__(self, response: Response) -> None:
        """Read the answer."""
        UnlessGone(key(self.name))(response)


def given(**members: object) -> dict[str, object]:
    """Return the members of a body that were given; None stands for not given."""
    return {name: value for name, value in members.items() if value is not None}


def texts(name: str, values: Maybe[Iterable[str] | None]) -> Maybe[list[str] | None]:
    """Take a list of texts as it is now.

    Raises:
        TypeError: It is one text, which would be taken apart into its letters.
    """
    return values if values is None or isinstance(values, Unset) else several(name, values)


# Errors ---------------------------------------------------------------------------------------------------------------
_STALE = frozenset({"OUTDATED_AUTH_JWT_TOKEN", "INVALID_AUTH_JWT_TOKEN", "INVALID_TOKEN"})
_SIGN_IN = _STALE | {"AUTHENTICATION_FAILED", "UNAUTHORIZED_ERROR", "API_AUTH_BAD_REQUEST"}
_BILLING = "BILLING"


def _envelope(response: Response) -> JSONObject:
    """Return the error body; empty when a gateway answered in its own way."""
    value = json_or_none(response)
    return value if isinstance(value, dict) else {}


def _code(envelope: JSONObject) -> str | None:
    code = envelope.get("code")
    return code if isinstance(code, str) and code else None


def _refined(code: str | None) -> type[ApiError] | None:
    """Return what a code says that status 400 leaves open; which code goes with which status is not published."""
    if code is None:
        return None
    if code in _SIGN_IN or code.startswith("AUTH_HEADER_"):
        return AuthenticationError
    if code.startswith("INVALID_CONTEXT") or code.endswith("_BLOCKED") or _BILLING in code:
        return PermissionDeniedError
    # a refusal such as CANNOT_UPDATE_…__METHODS_NOT_FOUND is about what was sent, not about the object called for
    return NotFoundError if code.endswith("_NOT_FOUND") and "__" not in code else None


def _words(message: JSON) -> str:
    if isinstance(message, str):
        return message.strip()
    return "" if message is None else json.dumps(message, ensure_ascii=False)


@define
class IgnisignProvider(Provider):
    """Reads Ignisign's error envelope: `message`, `timestamp`, `status`, `code`, `context`."""

    # the tokens and secrets of sessions, of signers, of proof pages
    CREDENTIALS: ClassVar[tuple[str, ...]] = (
        "token",
        "authSecret",
        "jwtToken",
        "verificationToken",
        "signatureProofToken",
        "access_token",
        "clientSecret",
        "displayableSecret",
    )
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = ("t", "token", "signerSecret")

    name: str = PROVIDER
    format: WireFormat = field(default=FORMAT)

    def is_stale_token(self, operation: Operation[Any], response: Response) -> bool:
        """Whether a fresh token may help: a 401 that names the token or its header, or that names nothing."""
        if response.status != 401:
            return False
        code = _code(_envelope(response))
        return code is None or code in _STALE or code.startswith("AUTH_HEADER_")

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Read the envelope; what a gateway answers without one is told by its status."""
        envelope = _envelope(response)
        code, message = _code(envelope), _words(envelope.get("message"))
        if not code and not message:
            return Provider.problem(self, operation, response)
        text = message or f"HTTP {response.status}"
        if code and code not in text:
            text = f"{text} ({code})"
        if code and response.status < 500:
            from esignkit.ignisign.code_meanings import MEANINGS

            meaning = MEANINGS.get(code)
            text = f"{text.rstrip('.')}. {meaning}" if meaning else text
        return Problem(text, code, _refined(code) if response.status == 400 else None, envelope.get("context"))
