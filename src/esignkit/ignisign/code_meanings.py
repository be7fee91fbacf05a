"""Explanations of the error codes that a caller can act on.

The service publishes names only, so the words are read from the names and from the calls they belong to.
Source: the names of the codes in Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MEANINGS"]

_PUBLISH = "CANNOT_PUBLISH_SIGNATURE_REQUEST__"
_BOTH = "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__AT_LEAST_ONE_DOCUMENT_"
_DATES = "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__"
_UPDATE = "CANNOT_UPDATE_SIGNATURE_REQUEST__"
_PROFILE = "SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__"

MEANINGS: Mapping[str, str] = {
    # signing in
    "UNAUTHORIZED_ERROR": "The credentials are not accepted for this; check the application's id, environment and key.",
    "AUTH_HEADER_NOT_FOUND": "The call arrived without its Authorization header; something on the way takes it out.",
    "AUTH_HEADER_NOT_BEARER": "The Authorization header arrived changed; something on the way rewrites it.",
    "AUTH_HEADER_NO_TOKEN": "The Authorization header arrived without the token; see what token= gives.",
    "APP_NOT_FOUND": "There is no application with this app_id; copy it from the Ignisign console, 'appId_…'.",
    "APP_ENV_CONFIG_NOT_FOUND": "The application is not set up in this environment; check app_env.",
    "AUTHENTICATION_FAILED": "The application's id, environment or key is wrong; check all three.",
    "API_AUTH_BAD_REQUEST": "The application's id, environment or key is wrong; check all three.",
    "OUTDATED_AUTH_JWT_TOKEN": "The token has ended; the client fetches a new one by itself, once.",
    "INVALID_AUTH_JWT_TOKEN": "The token is not accepted; the client fetches a new one by itself, once.",
    "INVALID_TOKEN": "The token is not accepted; the client fetches a new one by itself, once.",
    "INVALID_CONTEXT": "The token is for another application or environment than the call names.",
    "INVALID_CONTEXT_RIGHT_NOT_ALLOWED": "The application's key does not give the right to do this.",
    "APP_BLOCKED": "The application is blocked; see the Ignisign console.",
    "ORG_BLOCKED": "The organisation is blocked; see the Ignisign console.",
    "ORGANIZATION_BLOCKED": "The organisation is blocked; see the Ignisign console.",
    "ORGANIZATION_BILLING_NOT_ACTIVE": "Billing is not set up; see the Ignisign console.",
    "SIGNATURE_PROFILE_NEED_BILLING_BUT_ORGANIZATION_BILLING_NOT_ACTIVE": (
        "The profile needs billing, which is not set up; see the Ignisign console."
    ),
    # what was sent
    "BAD_REQUEST": "Something sent is refused; the service's own words and `error.details` say what, if anything does.",
    "BODY_VALIDATION_FAILED": "A member of the body is wrong; `error.details` says which.",
    "PARAMS_VALIDATION_FAILED": "A path parameter is wrong, often an id of another kind; `error.details` says which.",
    "QUERY_VALIDATION_FAILED": "A query parameter is wrong; `error.details` says which.",
    "FIELD_IN_INPUT_REQUIRED": "Something required is missing; `error.details` says what.",
    # signature requests
    "SIGNATURE_REQUEST_NOT_FOUND": "There is no such request in this application and environment.",
    "SIGNATURE_REQUEST_BAD_STATUS": "The request is not in a state that allows this; most changes need DRAFT.",
    "SIGNATURE_REQUEST_COMPLETED": "The request is completed already.",
    "SIGNATURE_REQUEST_ALREADY_COMPLETED": "The request is completed already.",
    "SIGNATURE_REQUEST_CANCELLED": "The request was cancelled.",
    "SIGNATURE_REQUEST_FAILED": "The request has failed and is over; make a new one.",
    "SIGNATURE_REQUEST_NOT_IN_PROGRESS": "The request is not out to its signers, or not any more.",
    _PUBLISH + "REQUEST_ALREADY_PUBLISHED": "The request is published already; read it to see where it is.",
    _PUBLISH + "NO_SIGNATURE_PROFILE": "Name a signature profile when the request is created.",
    _PUBLISH + "NO_DOCUMENTS": "Name the documents in an update: document_ids.",
    _PUBLISH + "NO_SIGNERS": "Name the signers in an update: signer_ids.",
    _PUBLISH + "NO_TITLE": "Give a title in an update.",
    _PUBLISH + "NO_DIFFUSION_MODE": "Say in an update when it goes out: diffusion_mode.",
    _PUBLISH + "EXPIRATION_DATE_IS_ACTIVATED_BUT_EXPIRATION_DATE_IS_MISSING": (
        "Give expiration_date, or set expiration_date_is_activated to False."
    ),
    _PUBLISH + "DIFFUSION_MODE_IS_SCHEDULED_BUT_DIFFUSION_DATE_IS_MISSING": (
        "Give diffusion_date, or set diffusion_mode to WHEN_READY."
    ),
    _PUBLISH + "EXPIRATION_DATE_IN_THE_PAST": "expiration_date must be in the future.",
    _PUBLISH + "DIFFUSION_DATE_IN_THE_PAST": "diffusion_date must be in the future.",
    _PUBLISH + "EXPIRATION_DATE_BEFORE_DIFFUSION_DATE": "expiration_date must be after diffusion_date.",
    _DATES + "EXPIRATION_DATE_IS_ACTIVATED_BUT_NOT_PROVIDED": (
        "Give expiration_date, or set expiration_date_is_activated to False."
    ),
    _DATES + "DIFFUSION_MODE_SCHEDULED_BUT_NO_DATE_PROVIDED": (
        "Give diffusion_date, or set diffusion_mode to WHEN_READY."
    ),
    _PUBLISH + "NO_DEFAULT_SIGNATURE_METHOD": "Name the level of the signature: v4.update_request.",
    _PUBLISH + "WITH_FULL_PRVACY_DOC_ALL_SIGNERS_MUST_BE_IN_SIGNER_PROFILE_INTEGRATED_BY_SIDE": (
        "Private documents go to signers whose profile is BY_SIDE only."
    ),
    _BOTH + "HAVE_NO_CONTENT": "A document has no content: documents.upload.",
    _BOTH + "ARE_NOT_CREATED_OR_IS_INVALID": "One of document_ids is no document of this request.",
    _BOTH + "HAVE_NO_CONTENT_AND_NO_DOCUMENT_REQUEST": "A document has no content, and nobody was asked for it.",
    _BOTH + "IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL": (
        "Private documents and those asked of others need a label."
    ),
    _BOTH + "HAVE_ALREADY_A_SIGNATURE": "A document has been signed already; create a new one.",
    "ONLY_ONE_JSON_PER_SIGNATURE_REQUEST_IS_ALLOWED": "A request may hold one JSON document.",
    _UPDATE + "FIRSTNAME_AND_LASTNAME_ARE_MANDARYTORY_FOR_ALL_SIGNER_WITH_THE_SIGNATURE_PROFILE_REQUESTED": (
        "The profile needs the names of all signers: signers.update."
    ),
    _UPDATE + "EMAIL_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED": (
        "The profile needs the e-mail address of all signers: signers.update."
    ),
    _UPDATE + "PHONE_NUMBER_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED": (
        "The profile needs the phone number of all signers: signers.update."
    ),
    "SIGNER_MISING_CLAIMS": "A signer lacks what the profile needs; ask signers.missing_inputs.",
    _PROFILE + "LANGUAGE_CANNOT_BE_CHANGED": "The profile fixes the language; leave it out.",
    _PROFILE + "STATEMENTS_NOT_ALLOWED": "The profile allows no statements; leave them out.",
    _PROFILE + "DOCUMENT_TYPES_USED_NOT_INCLUDED_IN_SIGNATURE_PROFILE": (
        "The profile does not allow a document of this type; see its document_types."
    ),
    _PROFILE + "DOCUMENT_REQUEST_NOT_ALLOWED": "The profile does not let others be asked for documents.",
    _PROFILE + "EXTENDED_AUTH_SESSION_NOT_ALLOWED": "The profile allows no extended session; leave it out.",
    _PROFILE + "SIGNER_SETUP_ALREADY_DONE": "A signer is set up already and needs no request of this profile.",
    "FAILED_TO_LAUNCH_SIGNATURE_REQUEST_BECAUSE_ALL_DOCUMENTS_ARE_NOT_PROVIDED": (
        "Documents that were asked of others are missing; signature_requests.get shows which."
    ),
    "FAILED_TO_LAUNCH_SIGNATURE_REQUEST_DOCUMENT_GENERATION_FROM_DATA_FAILED": (
        "The template could not show the JSON content; compare the two and make a new request."
    ),
    # documents and proofs
    "DOCUMENT_NOT_FOUND": "There is no such document in this application and environment.",
    "DOCUMENT_BAD_STATUS": "The document is not in a state that allows this.",
    "DOCUMENT_BAD_NATURE": "The document is of another type than the call is for.",
    "DOCUMENT_LOCKED": "The document's request is published; its content cannot be changed any more.",
    "DOCUMENT_INFECTED": "A virus was found; the file is refused.",
    "DOCUMENT_NOT_PROVIDED": "The document has no content; give it some: documents.upload.",
    "PDF_CORRUPTED": "The PDF cannot be read; write it anew.",
    "JSON_INVALID": "The JSON content is refused.",
    "FILE_TOO_LARGE": "The file is too large.",
    "FAILED_TO_DOWNLOAD_DOCUMENT": "The service could not fetch the document from its URL; send the file itself.",
    "SIGNATURE_NOT_FOUND": "There is no such signature, or not yet.",
    "SIGNATURE_PROOF_TYPE_NOT_AVAILABLE": "There is no proof of this type for the document; try another type.",
    "SIGNATURE_SESSION_NOT_FOUND": "There is no such signing session: the request is not out to this signer.",
    "SIGNATURE_TOKEN_INVALID": "The session's token or the signer's secret is not good; build the URL anew.",
    "DOCUMENT_PROOF_NOT_CREATED": "The proof is not ready yet; ask again later, or wait for the webhook.",
    "DOCUMENT_PROOF_NOT_FOUND": "There is no proof, or not yet.",
    "ADVANCED_PROOF_NOT_GENERATED": "The advanced proof is not ready yet; the webhook ADV_GENERATED tells when.",
    "NO_SIGNATURE_IMAGES_FOUND": "There are no signature images, or not yet.",
    "GET_PRIVATE_FILE_ERRORS__CANNOT_GET_FILE": "The file is private: the service never had it.",
    "FULL_PRIVACY_NOT_ENABLED": "Private documents are not enabled for the application.",
    "DATA_JSON_NOT_ENABLED": "JSON documents are not enabled for the application.",
    # signers and profiles
    "SIGNER_NOT_FOUND": "There is no such signer in this application and environment.",
    "SEARCH_APPLICATION_SIGNERS_INVALID_FILTER": "Say what to look for: a part of a name or of an e-mail address.",
    "SIGNER_PROFILE_NOT_FOUND": "There is no such signer profile in this application and environment.",
    "SIGNER_BAD_STATUS": "The signer is not in a state that allows this.",
    "SIGNER_CREATION__SIGNER_ALREADY_EXISTS": "Such a signer exists; look for it with signers.search.",
    "SIGNER_CREATION__INPUT_FIELD_MISSING": (
        "The profile needs more to be known of the signer; ask signers.inputs_constraints."
    ),
    "SIGNER_CREATION__INPUT_FIELD_VALUE_INVALID": "Something said of the signer is not valid.",
    "SIGNATURE_PROFILE_NOT_FOUND": "There is no such profile in this application and environment.",
    "SIGNATURE_PROFILE_ARCHIVED": "The profile is archived; publish it or take another.",
    "EMBEDDED_NOT_ENABLED": "Embedded signing is not enabled for the application.",
    "FEATURE_NOT_AVAILABLE": "The organisation's plan does not hold this.",
    # people and bare signatures
    "USER_ALREADY_INVITED_BY_ORGANIZATION": "The person is invited already: user_invitations.list shows it.",
    "INVITED_USER_NOT_FOUND": "There is no such invitation.",
    "NO_PENDING_USER_INVITATION": "The invitation was answered or cancelled; invite the person anew.",
    "OAUTH2_CLIENT_NOT_FOUND": "There is no such application in this environment.",
    "OAUTH2_INVALID_REDIRECT_URI": "redirect_uri is not the same as in the URL, or not one the application may use.",
    "OAUTH2_INVALID_CODE_CHALLENGE": "code_verifier is not the one that the challenge was made from.",
    "OAUTH2_CHALLENGE_METHOD_NOT_SUPPORTED": "The challenge is made by code_challenge, with S256.",
    "OAUTH2_INVALID_RESPONSE_TYPE": "response_type must be code, as bare_signature_url writes it.",
    "OAUTH2_INVALID_GRANT_TYPE": "grant_type must be authorization_code, as v4.proofs_token writes it.",
    "OAUTH2_INVALID_STATE": "The state must be JSON with hashes and nonce, as bare_signature_url writes it.",
    # webhooks
    "WEBHOOK_NOT_FOUND": "There is no such webhook.",
    "WEBHOOK_EVENT_NOT_FOUND": "There is no such event in this webhook's log.",
    "TOKEN_ALREADY_CONSUMED": "The token was used before; tokens are good for one use.",
    "TOKEN_EXPIRED": "The token has ended.",
    "TOKEN_NOT_FOUND": "There is no such token.",
    "TOKEN_INVALID": "The token is not good.",
    # not the caller's doing
    "INTERNAL_ERROR": "The service failed; try again later, and look first when something was to be written.",
    "UNKNOWN_ERROR": "The service failed; try again later, and look first when something was to be written.",
    "NOT_YET_IMPLEMENTED": "The service has no such call in this version of its API.",
}
"""Code to meaning."""
