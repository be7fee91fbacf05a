"""What the seeds' example clients build, once as our models and once as the JSON their serializer writes."""

from __future__ import annotations

from typing import Any

from esignkit.constellation1.enums import AuthenticationMethod, SignerRole
from esignkit.constellation1.models import (
    AuthenticationSettings,
    CopyOptions,
    Document,
    Session,
    SessionInfo,
    Signer,
)
from esignkit.constellation1.settings import resolve
from esignkit.core.settings import Settings

SESSION_ID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
OWNER = "owner@example.com"
CONTENT = bytes(range(256))
TOKEN = "tok/en+raw=="


def settings(**changes: Any) -> Settings:
    """The settings of a client, as its constructor makes them."""
    given: dict[str, Any] = {
        "api_key": None,
        "salt": None,
        "token": None,
        "auth": None,
        "username": OWNER,
        "environment": "stage",
        "base_url": None,
        "file_bytes": "integers",
        "merge_fields": "object",
        "dates": "dotnet",
        "auth_method_numbers": None,
        "token_life": 0.0,
        "keep_encrypted_key": True,
        "timeout": 60.0,
        "retry": None,
        **changes,
    }
    if given["api_key"] is None and given["token"] is None and given["auth"] is None:
        given["token"] = TOKEN
    return resolve("Constellation1", **given)


def update_session() -> Session:
    """Seed 000."""
    return Session(
        session_info=SessionInfo(remove_unassigned_signer_roles=True, send_session_redirect_url="www.mysite.com"),
        documents=[
            Document(
                file_name="Test.docx",
                form_id="",
                form_tag="Tag2",
                has_anchor_tags=True,
                anchor_tags_adjustment_category="predefined client specific category",
                file_bytes=CONTENT,
            )
        ],
        signers=[
            Signer(
                email_address="email1@docs.constellation1.com",
                first_name="FirstName",
                last_name="LastName",
                signer_role=SignerRole.SELLER_1,
                auth_method=AuthenticationMethod.KBA_PLUS_PASSWORD,
                authentication_settings=AuthenticationSettings(password="password"),
                mandate_doc_upload=True,
                properties={"DisableEditName": "1"},
                merge_field_mapping={"CompanyName": "RED", "Job Title": "Manager"},
            ),
            Signer(
                email_address="email2@docs.constellation1.com",
                first_name="FirstName",
                last_name="LastName",
                signer_role=SignerRole.BUYER_1,
                auth_method=AuthenticationMethod.KBA,
                properties={"DisableEditName": "1"},
            ),
        ],
    )


UPDATE_JSON: dict[str, Any] = {
    "userName": OWNER,
    "session": {
        "Id": SESSION_ID,
        "SessionInfo": {"RemoveUnassignedSignerRoles": True, "SendSessionRedirectUrl": "www.mysite.com"},
        "Documents": [
            {
                "FileName": "Test.docx",
                "FileBytes": list(CONTENT),
                "FormId": "",
                "FormTag": "Tag2",
                "HasAnchorTags": True,
                "AnchorTagsAdjustmentCategory": "predefined client specific category",
            }
        ],
        "Signers": [
            {
                "EmailAddress": "email1@docs.constellation1.com",
                "FirstName": "FirstName",
                "LastName": "LastName",
                "SignerRole": "Seller 1",
                "AuthMethod": "KBAPlusPassword",
                "AuthenticationSettings": {"Password": "password"},
                "MandateDocUpload": True,
                "Properties": [{"Key": "DisableEditName", "Value": "1"}],
                "MergeFieldMapping": {"CompanyName": "RED", "Job Title": "Manager"},
            },
            {
                "EmailAddress": "email2@docs.constellation1.com",
                "FirstName": "FirstName",
                "LastName": "LastName",
                "SignerRole": "Buyer 1",
                "AuthMethod": "KBA",
                "Properties": [{"Key": "DisableEditName", "Value": "1"}],
            },
        ],
    },
}


def copy_session() -> Session:
    """Seed 001."""
    return Session(
        session_info=SessionInfo(transaction_id="Copy Sign Session", transaction_title="Copy Sign Session"),
        signers=[
            Signer(signer_id="signerId", email_address="emailAddress@docs.constellation1.com"),
            Signer(signer_id="signerId"),
            Signer(email_address="emailAddress2@docs.constellation1.com"),
        ],
    )


COPY_OPTIONS = CopyOptions(version=0, retain_fields=True)
COPY_JSON: dict[str, Any] = {
    "copyOptions": {"Version": 0, "RetainFields": True},
    "session": {
        "SigningSessionId": SESSION_ID,
        "SessionInfo": {"TransactionId": "Copy Sign Session", "TransactionTitle": "Copy Sign Session"},
        "Signers": [
            {"SignerId": "signerId", "EmailAddress": "emailAddress@docs.constellation1.com"},
            {"SignerId": "signerId"},
            {"EmailAddress": "emailAddress2@docs.constellation1.com"},
        ],
    },
}


def small_session() -> Session:
    """The least that can be created."""
    return Session(
        session_info=SessionInfo(title="Lease"),
        signers=[Signer(last_name="Doe", email_address="doe@example.com")],
    )
