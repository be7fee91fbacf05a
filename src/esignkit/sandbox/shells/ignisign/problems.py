"""How Ignisign refuses: one error envelope, and the codes of the vendor's list that this shell uses."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from esignkit.sandbox.shells.base import Refusal, json_answer

if TYPE_CHECKING:
    from datetime import datetime

    from esignkit.sandbox.wire import JSON

_PUBLISH = "CANNOT_PUBLISH_SIGNATURE_REQUEST__"
_DOCUMENT = "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__AT_LEAST_ONE_DOCUMENT_"
_SIGNER = "CANNOT_UPDATE_SIGNATURE_REQUEST__"
_PROFILE = "SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__"


class Code(StrEnum):
    """Error codes; the name is the meaning, the value is what goes over the wire."""

    BAD_REQUEST = "BAD_REQUEST"
    BODY_INVALID = "BODY_VALIDATION_FAILED"
    PARAMS_INVALID = "PARAMS_VALIDATION_FAILED"
    QUERY_INVALID = "QUERY_VALIDATION_FAILED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    NOT_YET_IMPLEMENTED = "NOT_YET_IMPLEMENTED"

    HEADER_NOT_FOUND = "AUTH_HEADER_NOT_FOUND"
    HEADER_NOT_BEARER = "AUTH_HEADER_NOT_BEARER"
    HEADER_NO_TOKEN = "AUTH_HEADER_NO_TOKEN"  # noqa: S105  # an error code
    TOKEN_OUTDATED = "OUTDATED_AUTH_JWT_TOKEN"  # noqa: S105  # an error code
    TOKEN_INVALID = "INVALID_AUTH_JWT_TOKEN"  # noqa: S105  # an error code
    LOGIN_INCOMPLETE = "API_AUTH_BAD_REQUEST"
    LOGIN_FAILED = "AUTHENTICATION_FAILED"
    APP_NOT_FOUND = "APP_NOT_FOUND"
    APP_ENV_NOT_FOUND = "APP_ENV_CONFIG_NOT_FOUND"
    INVALID_CONTEXT = "INVALID_CONTEXT"

    PROFILE_NOT_FOUND = "SIGNATURE_PROFILE_NOT_FOUND"
    PROFILE_ARCHIVED = "SIGNATURE_PROFILE_ARCHIVED"
    SIGNER_NOT_FOUND = "SIGNER_NOT_FOUND"
    SIGNER_BAD_STATUS = "SIGNER_BAD_STATUS"
    SIGNER_INPUT_MISSING = "SIGNER_CREATION__INPUT_FIELD_MISSING"
    SIGNER_FILTER_INVALID = "SEARCH_APPLICATION_SIGNERS_INVALID_FILTER"

    DOCUMENT_NOT_FOUND = "DOCUMENT_NOT_FOUND"
    DOCUMENT_LOCKED = "DOCUMENT_LOCKED"
    DOCUMENT_NOT_PROVIDED = "DOCUMENT_NOT_PROVIDED"
    JSON_INVALID = "JSON_INVALID"
    PDF_CORRUPTED = "PDF_CORRUPTED"
    PRIVATE_FILE = "GET_PRIVATE_FILE_ERRORS__CANNOT_GET_FILE"
    PROOF_NOT_CREATED = "DOCUMENT_PROOF_NOT_CREATED"
    PROOF_TYPE_NOT_AVAILABLE = "SIGNATURE_PROOF_TYPE_NOT_AVAILABLE"
    SIGNATURE_NOT_FOUND = "SIGNATURE_NOT_FOUND"

    REQUEST_NOT_FOUND = "SIGNATURE_REQUEST_NOT_FOUND"
    REQUEST_BAD_STATUS = "SIGNATURE_REQUEST_BAD_STATUS"
    REQUEST_COMPLETED = "SIGNATURE_REQUEST_ALREADY_COMPLETED"

    ALREADY_PUBLISHED = _PUBLISH + "REQUEST_ALREADY_PUBLISHED"
    NO_PROFILE = _PUBLISH + "NO_SIGNATURE_PROFILE"
    NO_DOCUMENTS = _PUBLISH + "NO_DOCUMENTS"
    NO_SIGNERS = _PUBLISH + "NO_SIGNERS"
    NO_TITLE = _PUBLISH + "NO_TITLE"
    NO_DIFFUSION_MODE = _PUBLISH + "NO_DIFFUSION_MODE"
    NO_EXPIRATION_DATE = _PUBLISH + "EXPIRATION_DATE_IS_ACTIVATED_BUT_EXPIRATION_DATE_IS_MISSING"
    NO_DIFFUSION_DATE = _PUBLISH + "DIFFUSION_MODE_IS_SCHEDULED_BUT_DIFFUSION_DATE_IS_MISSING"
    EXPIRATION_PAST = _PUBLISH + "EXPIRATION_DATE_IN_THE_PAST"
    DIFFUSION_PAST = _PUBLISH + "DIFFUSION_DATE_IN_THE_PAST"
    EXPIRATION_BEFORE_DIFFUSION = _PUBLISH + "EXPIRATION_DATE_BEFORE_DIFFUSION_DATE"

    DOCUMENT_INVALID = _DOCUMENT + "ARE_NOT_CREATED_OR_IS_INVALID"
    DOCUMENT_EMPTY = _DOCUMENT + "HAVE_NO_CONTENT_AND_NO_DOCUMENT_REQUEST"
    DOCUMENT_EMPTY_V4 = _DOCUMENT + "HAVE_NO_CONTENT"
    DOCUMENT_NO_LABEL = _DOCUMENT + "IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL"
    DOCUMENT_SIGNED = _DOCUMENT + "HAVE_ALREADY_A_SIGNATURE"
    SECOND_JSON = "ONLY_ONE_JSON_PER_SIGNATURE_REQUEST_IS_ALLOWED"

    # The vendor spells MANDARYTORY and MISING like this.
    NAMES_MISSING = (
        _SIGNER + "FIRSTNAME_AND_LASTNAME_ARE_MANDARYTORY_FOR_ALL_SIGNER_WITH_THE_SIGNATURE_PROFILE_REQUESTED"
    )
    EMAIL_MISSING = _SIGNER + "EMAIL_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED"
    PHONE_MISSING = _SIGNER + "PHONE_NUMBER_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED"
    CLAIMS_MISSING = "SIGNER_MISING_CLAIMS"

    LANGUAGE_FIXED = _PROFILE + "LANGUAGE_CANNOT_BE_CHANGED"
    STATEMENTS_NOT_ALLOWED = _PROFILE + "STATEMENTS_NOT_ALLOWED"
    DOCUMENT_TYPE_NOT_ALLOWED = _PROFILE + "DOCUMENT_TYPES_USED_NOT_INCLUDED_IN_SIGNATURE_PROFILE"
    EXTENDED_AUTH_NOT_ALLOWED = _PROFILE + "EXTENDED_AUTH_SESSION_NOT_ALLOWED"

    @property
    def status(self) -> int:
        """The HTTP status that goes with it.

        The vendor publishes no such table; this one follows the families: authentication 401, rights 403, unknown
        ids and paths 404, an own fault 500, everything else 400.
        """
        if self in _AUTHENTICATION:
            return 401
        if self.value.endswith("_NOT_FOUND") or self is Code.NOT_YET_IMPLEMENTED:
            return 404
        if self is Code.INVALID_CONTEXT:
            return 403
        return 500 if self is Code.INTERNAL_ERROR else 400


_AUTHENTICATION = {
    Code.HEADER_NOT_FOUND,
    Code.HEADER_NOT_BEARER,
    Code.HEADER_NO_TOKEN,
    Code.TOKEN_OUTDATED,
    Code.TOKEN_INVALID,
    Code.LOGIN_FAILED,
}


class Problem(Exception):
    """A call that Ignisign refuses.

    Args:
        code: The vendor's code.
        message: One sentence for a person.
        context: What else a client may want to know.
    """

    def __init__(self, code: Code, message: str, **context: JSON) -> None:
        super().__init__(message)
        self.code = code
        self.context = context

    def refusal(self, now: datetime) -> Refusal:
        """Return the answer in the service's envelope, which has all five members always."""
        return Refusal(
            json_answer(
                {
                    "message": str(self),
                    "timestamp": wire_moment(now),
                    "status": self.code.status,
                    "code": self.code.value,
                    "context": self.context,
                },
                self.code.status,
            )
        )


def wire_moment(moment: datetime) -> str:
    """Return a moment as the service writes it: UTC, milliseconds, `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
