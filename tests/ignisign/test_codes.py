"""The error codes: all of them, still open, and the meaning of those that a caller acts on."""

from __future__ import annotations

import pickle

from esignkit.ignisign import ErrorCode
from esignkit.ignisign.code_meanings import MEANINGS
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode as Refused
from tests.docs.hooks import shown
from tests.tables import in_one_test

CODES = [str(code) for code in ErrorCode]


def test_there_are_308_of_version_3_and_45_of_version_4() -> None:
    assert len(CODES) == len(set(CODES)) == 308 + 45


@in_one_test(
    "text",
    [
        "SDK_WEBHOOK_VERIFICATION_FAILED",
        "TOO_MANY_SIGNAURE_ATTEMPTS",
        "SIGNER_MISING_CLAIMS",
        "FILE_TOO_LARGE",
        "SIGNER_CREATION__NOT_YET_IMPLEMENTED__IGNISIGN_EIDAS_LEVEL__QES",
        "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__AT_LEAST_ONE_DOCUMENT_IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL",
        "CANNOT_PUBLISH_SIGNATURE_REQUEST__WITH_FULL_PRVACY_DOC_ALL_SIGNERS_MUST_BE_IN_SIGNER_PROFILE_INTEGRATED_BY_SIDE",
        "CANNOT_UPDATE_SIGNATURE_REQUEST__FIRSTNAME_AND_LASTNAME_ARE_MANDARYTORY_FOR_ALL_SIGNER_WITH_THE_SIGNATURE_PROFILE_REQUESTED",
        "CANNOT_UPDATE_SIGNATURE_REQUEST__PHONE_NUMBER_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED",
        "SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__DOCUMENT_TYPES_USED_NOT_INCLUDED_IN_SIGNATURE_PROFILE",
    ],
)
def test_they_are_spelt_as_the_service_spells_them(text: str) -> None:
    assert ErrorCode(text).is_known


def test_five_names_are_shorter_than_their_texts() -> None:
    assert sum(code.name != code.value for code in ErrorCode) == 5


def test_the_set_is_open() -> None:
    new = ErrorCode("FROM_THE_FUTURE")
    assert (new.is_known, new.meaning) == (False, None)
    assert pickle.loads(pickle.dumps(new)) == "FROM_THE_FUTURE"


WORTH_A_CONSTANT = """
BODY_VALIDATION_FAILED PARAMS_VALIDATION_FAILED QUERY_VALIDATION_FAILED FIELD_IN_INPUT_REQUIRED BAD_REQUEST
UNAUTHORIZED_ERROR AUTHENTICATION_FAILED API_AUTH_BAD_REQUEST INVALID_TOKEN OUTDATED_AUTH_JWT_TOKEN
INVALID_AUTH_JWT_TOKEN SIGNATURE_REQUEST_NOT_FOUND SIGNATURE_REQUEST_BAD_STATUS SIGNATURE_REQUEST_COMPLETED
SIGNATURE_REQUEST_CANCELLED SIGNATURE_REQUEST_ALREADY_COMPLETED SIGNATURE_REQUEST_NOT_IN_PROGRESS DOCUMENT_NOT_FOUND
DOCUMENT_BAD_STATUS DOCUMENT_LOCKED DOCUMENT_INFECTED PDF_CORRUPTED SIGNER_NOT_FOUND SIGNER_BAD_STATUS
SIGNER_CREATION__SIGNER_ALREADY_EXISTS SIGNER_CREATION__INPUT_FIELD_MISSING SIGNATURE_PROFILE_NOT_FOUND
SIGNATURE_PROFILE_ARCHIVED WEBHOOK_NOT_FOUND WEBHOOK_EVENT_NOT_FOUND EMBEDDED_NOT_ENABLED FEATURE_NOT_AVAILABLE
TOKEN_ALREADY_CONSUMED TOKEN_EXPIRED TOKEN_NOT_FOUND TOKEN_INVALID
DOCUMENT_PROOF_NOT_CREATED DOCUMENT_PROOF_NOT_FOUND ADVANCED_PROOF_NOT_GENERATED NO_SIGNATURE_IMAGES_FOUND
"""
FAMILIES = (
    "CANNOT_PUBLISH_SIGNATURE_REQUEST__",
    "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__",
    "SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__",
    "AUTH_HEADER_",
    "FAILED_TO_LAUNCH_",
)


@in_one_test(
    "code", [*WORTH_A_CONSTANT.split(), *(code for code in CODES if code.startswith(FAMILIES)), *map(str, Refused)]
)
def test_what_a_caller_acts_on_has_a_meaning(code: str) -> None:
    """The codes that section 11.1 singles out, whole families, and every one with which the sandbox refuses."""
    assert ErrorCode(code).is_known
    assert ErrorCode(code).meaning


def test_meanings_are_sentences_about_known_codes() -> None:
    assert set(MEANINGS) <= set(CODES)
    for text in MEANINGS.values():
        assert text[0].isupper() or text.split("_")[0].islower()
        assert text.endswith(".")


def test_the_docs_show_the_meanings() -> None:
    page = shown("ignisign.md")
    for code, meaning in MEANINGS.items():
        assert f"| `{code}` | {meaning} |" in page, code
