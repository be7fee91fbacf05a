"""Checks whether a signature profile allows a signature request."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.storage import fields_of, is_requested, listed_documents
from esignkit.sandbox.json_values import as_list, as_text, texts

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSONObject


def _language(request: Transaction, profile: JSONObject) -> bool:
    language = request.wire.get("language")
    return bool(profile["languageCanBeChanged"]) or language in (None, profile["defaultLanguage"])


def _statements(request: Transaction, profile: JSONObject) -> bool:
    return bool(profile["statementsEnabled"]) or not as_list(request.wire.get("statements"))


def _extended_auth(request: Transaction, profile: JSONObject) -> bool:
    return bool(profile["extendedAuthSessionEnabled"]) or not request.wire.get("extendedAuthSessionEnabled")


def _document_types(request: Transaction, profile: JSONObject) -> bool:
    natures = {as_text(fields_of(request, document.id).get("documentNature")) for document in listed_documents(request)}
    return natures - {""} <= set(texts(profile["documentTypes"]))


def _document_requests(request: Transaction, profile: JSONObject) -> bool:
    return bool(profile["documentRequestActivated"]) or not any(
        is_requested(request, document.id) for document in listed_documents(request)
    )


_RULES: tuple[tuple[str, ErrorCode, Callable[[Transaction, JSONObject], bool]], ...] = (
    ("language", ErrorCode.LANGUAGE_FIXED, _language),
    ("statements", ErrorCode.STATEMENTS_NOT_ALLOWED, _statements),
    ("documentIds", ErrorCode.DOCUMENT_TYPE_NOT_ALLOWED, _document_types),
    ("documentIds", ErrorCode.DOCUMENT_REQUEST_NOT_ALLOWED, _document_requests),
    ("extendedAuthSessionEnabled", ErrorCode.EXTENDED_AUTH_NOT_ALLOWED, _extended_auth),
)


def require_allowed_by_profile(
    request: Transaction, profile: JSONObject, fields: Collection[str] | None = None
) -> None:
    """Check a request against its profile.

    Args:
        request: The request, with the changes that are to be checked.
        profile: Its signature profile.
        fields: Only the rules about these fields; None is all of them.

    Raises:
        ServiceError: The profile does not allow what a field says.
    """
    for field, code, keeps in _RULES:
        if (fields is None or field in fields) and not keeps(request, profile):
            raise ServiceError(
                code, f"the signature profile {profile['name']!r} does not allow this {field}", field=field
            )
