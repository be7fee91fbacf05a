"""Values about signers, what is asked of them and how they are identified.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AuthMechanism",
    "ClaimRef",
    "ClaimStatus",
    "EntityType",
    "IdProofingMethod",
    "SignerInput",
    "SignerProfileStatus",
    "SignerStatus",
]


class SignerStatus(OpenEnum):
    """How far a signer's own set-up is."""

    CREATED = "CREATED"
    PENDING = "PENDING"
    BLOCKED = "BLOCKED"
    ACTIVE = "ACTIVE"
    CORRUPTED = "CORRUPTED"
    """Version 4."""


class SignerInput(OpenEnum):
    """What a signature profile may need to know of a signer."""

    FIRST_NAME = "firstName"
    LAST_NAME = "lastName"
    EMAIL = "email"
    PHONE_NUMBER = "phoneNumber"
    NATIONALITY = "nationality"
    BIRTH_DATE = "birthDate"
    BIRTH_PLACE = "birthPlace"
    BIRTH_COUNTRY = "birthCountry"


class EntityType(OpenEnum):
    """What kind of person a signer is."""

    NATURAL = "NATURAL"
    """A person; the only one in practice."""
    LEGAL = "LEGAL"
    """An organisation (version 3)."""
    VIRTUAL = "VIRTUAL"
    """A virtual entity (version 3). The documentation does not say more."""
    SEAL = "SEAL"
    """A seal (version 4)."""


class ClaimStatus(OpenEnum):
    """How far a signer's claim is believed."""

    DECLARED = "DECLARED"
    """Said by somebody, and not verified."""
    VERIFIED = "VERIFIED"
    """Checked, and found right."""
    REJECTED = "REJECTED"
    """Found to be wrong."""
    DEPRECATED = "DEPRECATED"
    """Out of date."""


class ClaimRef(OpenEnum):
    """What a signer can claim and prove."""

    EID_POSSESSION_AES = "EID_POSSESSION_AES"
    EID_POSSESSION_QES = "EID_POSSESSION_QES"
    PHONE_NUMBER_POSSESSION = "PHONE_NUMBER_POSSESSION"
    PRIVATE_KEY_POSSESSION = "PRIVATE_KEY_POSSESSION"
    DAPP_WALLET_POSSESSION = "DAPP_WALLET_POSSESSION"
    APP_SIGNER_SECRET_POSSESSION = "APP_SIGNER_SECRET_POSSESSION"  # noqa: S105 - the name of a claim
    TOTP_POSSESSION = "TOTP_POSSESSION"
    EMAIL_POSSESSION = "EMAIL_POSSESSION"
    ID_DOC_POSSESSION_QES = "ID_DOC_POSSESSION_QES"
    ID_DOC_POSSESSION_AES = "ID_DOC_POSSESSION_AES"
    SOCIAL_SECURITY_NUMBER_POSSESSION = "SOCIAL_SECURITY_NUMBER_POSSESSION"
    RA_PROCESS_VALIDATED_AES = "RA_PROCESS_VALIDATED_AES"
    RA_PROCESS_VALIDATED_QES = "RA_PROCESS_VALIDATED_QES"
    BANK_ACCOUNT_POSSESSION = "BANK_ACCOUNT_POSSESSION"
    NATURAL_PERSON_NAME = "NATURAL_PERSON_NAME"
    LEGAL_PERSON_NAME = "LEGAL_PERSON_NAME"
    PASS_KEY_POSSESSION = "PASS_KEY_POSSESSION"  # noqa: S105 - the name of a claim
    NATIONALITY = "NATIONALITY"
    CORPORATE_SSO_ACCOUNT_POSSESSION = "CORPORATE_SSO_ACCOUNT_POSSESSION"
    AUTOMATE_SECRET_POSSESSION = "AUTOMATE_SECRET_POSSESSION"  # noqa: S105 - the name of a claim
    GOOGLE_ACCOUNT_POSSESSION = "GOOGLE_ACCOUNT_POSSESSION"
    GITHUB_ACCOUNT_POSSESSION = "GITHUB_ACCOUNT_POSSESSION"
    BIRTH_COUNTRY = "BIRTH_COUNTRY"
    BIRTH_DATE = "BIRTH_DATE"
    BIRTH_PLACE = "BIRTH_PLACE"
    BIRTH_INFO = "BIRTH_INFO"
    CAN_APPROVE_SEAL_SES = "CAN_APPROVE_SEAL_SES"
    CAN_APPROVE_SEAL_AES = "CAN_APPROVE_SEAL_AES"
    CAN_APPROVE_SEAL_QES = "CAN_APPROVE_SEAL_QES"
    EXTENDED_SESSION = "EXTENDED_SESSION"


class SignerProfileStatus(OpenEnum):
    """Whether a signer profile can be used (version 4)."""

    ACTIVE = "ACTIVE"
    """Can be used."""
    ARCHIVED = "ARCHIVED"
    """Cannot be used any more."""


class IdProofingMethod(OpenEnum):
    """How a signer's identity is checked."""

    VIDEO_ROBOT_AES = "VIDEO_ROBOT_AES"
    VIDEO_ROBOT_QES = "VIDEO_ROBOT_QES"
    BANK_ACCOUNT_CHECK = "BANK_ACCOUNT_CHECK"
    E_ID_AES = "E_ID_AES"
    E_ID_QES = "E_ID_QES"
    RA_NATURAL_QES = "RA_NATURAL_QES"
    RA_NATURAL_AES = "RA_NATURAL_AES"
    SOCIAL_SECURITY_NUMBER = "SOCIAL_SECURITY_NUMBER"
    BIND_ADDITIONAL_AUTH_METHOD = "BIND_ADDITIONAL_AUTH_METHOD"
    ORG_SSO = "ORG_SSO"
    AUTOMATE_ONBOARDING = "AUTOMATE_ONBOARDING"
    ORG_SSO_AES = "ORG_SSO_AES"
    ORG_SSO_QES = "ORG_SSO_QES"
    SIMPLE_DECLARATION_SES_STD = "SIMPLE_DECLARATION_SES_STD"
    SIMPLE_DECLARATION_SES_SMS = "SIMPLE_DECLARATION_SES_SMS"


class AuthMechanism(OpenEnum):
    """How a signer proves to be present when signing."""

    SIMPLE = "SIMPLE"
    PHONE_SMS = "PHONE_SMS"
    PHONE_CALL = "PHONE_CALL"
    TOTP = "TOTP"
    PASS_KEY_POSSESSION = "PASS_KEY_POSSESSION"  # noqa: S105 - the name of a mechanism
    AES_EID = "AES_EID"
    QES_EID = "QES_EID"
    ORG_SSO = "ORG_SSO"
    AUTOMATE = "AUTOMATE"
    EXTENDED_SESSION = "EXTENDED_SESSION"
