"""Ignisign's enumerations: the values of the API's own pages and those that its clients are known to meet.

All of them are open: a value that is not listed here is kept as it came and says `is_known == False`.
Source: Ignisign sections 5, 6, 7.1, 8, 9.1 and 12.
"""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "ApplicationEnvironment",
    "AuthMechanism",
    "ClaimRef",
    "ClaimStatus",
    "DiffusionMode",
    "DocumentRequestStatus",
    "DocumentRequestTarget",
    "DocumentStatus",
    "DocumentType",
    "EidasLevel",
    "EntityType",
    "IdProofingMethod",
    "IntegrationMode",
    "Language",
    "ProofType",
    "SignatureFormat",
    "SignatureMethod",
    "SignatureMode",
    "SignatureProfileStatus",
    "SignatureProofStatus",
    "SignatureRequestStatus",
    "SignatureRequestType",
    "SignatureStatus",
    "SignerInput",
    "SignerProfileStatus",
    "SignerStatus",
    "StatementTarget",
]


class ApplicationEnvironment(OpenEnum):
    """Which of an application's three environments a call is for; all are on the same server."""

    DEVELOPMENT = "DEVELOPMENT"
    STAGING = "STAGING"
    PRODUCTION = "PRODUCTION"


class Language(OpenEnum):
    """Language of the signing pages and messages (`EN`, `FR` and `DE` in version 3)."""

    EN = "EN"
    FR = "FR"
    DE = "DE"
    ES = "ES"
    IT = "IT"
    PT = "PT"
    NL = "NL"
    PL = "PL"
    JA = "JA"
    KO = "KO"
    AR = "AR"
    HE = "HE"


class DiffusionMode(OpenEnum):
    """When a published request goes out to its signers."""

    WHEN_READY = "WHEN_READY"
    """As soon as it is ready, or as soon as all requested documents are in. The default."""
    SCHEDULED = "SCHEDULED"
    """At `diffusion_date`."""


class SignatureRequestStatus(OpenEnum):
    """Where a signature request is in its life."""

    DRAFT = "DRAFT"
    """Being put together; the only state in which it can be updated and published."""
    WAITING_DOCUMENTS = "WAITING_DOCUMENTS"
    """Published; documents that were asked of others are missing."""
    WAITING_DOCUMENTS_GENERATION = "WAITING_DOCUMENTS_GENERATION"
    """Published; documents are being made from data."""
    READY = "READY"
    """Complete, not yet sent to the signers."""
    IN_PROGRESS = "IN_PROGRESS"
    """Sent to the signers."""
    PROCESSING = "PROCESSING"
    """Everybody has signed; the service is finishing."""
    COMPLETED = "COMPLETED"
    """Signed; also when it was closed or ran out after somebody had signed."""
    EXPIRED = "EXPIRED"
    """Ran out before anybody signed."""
    FAILED = "FAILED"
    """Could not be carried through."""
    CANCELLED = "CANCELLED"
    """Closed before anybody signed."""
    CHILDREN_GENERATED = "CHILDREN_GENERATED"
    """Split into one request per signer, each with this one as `initial_signature_request_id`."""
    LAUNCHING = "LAUNCHING"
    """Being sent to the signers (version 4)."""
    LAUNCH_ERROR = "LAUNCH_ERROR"
    """Could not be sent to the signers (version 4)."""

    @property
    def is_closed(self) -> bool:
        """Whether it has ended, well or not."""
        return self in _CLOSED


_CLOSED = frozenset({"COMPLETED", "EXPIRED", "FAILED", "CANCELLED", "LAUNCH_ERROR"})


class SignatureRequestType(OpenEnum):
    """What a signature request is for."""

    STANDARD = "STANDARD"
    """An ordinary request; the service's default."""
    SIGNER_SETUP = "SIGNER_SETUP"
    """Sets a signer up."""
    SEAL = "SEAL"
    """Puts a seal on documents (version 4)."""
    SEAL_M2M = "SEAL_M2M"
    """Puts a seal that a machine asks for (version 4)."""
    BARE_SIGNATURE = "BARE_SIGNATURE"
    """Makes bare signatures (version 4)."""


class StatementTarget(OpenEnum):
    """What a statement is about."""

    SIGNATURE_REQUEST = "SIGNATURE_REQUEST"
    """The whole request."""
    DOCUMENT = "DOCUMENT"
    """One document, named by `document_id`."""


class SignatureProofStatus(OpenEnum):
    """How far the proof document of a request is."""

    NOT_INITIALIZED = "NOT_INITIALIZED"
    """Not begun."""
    IN_PROGRESS = "IN_PROGRESS"
    """Being made."""
    WAITING_IMAGES = "WAITING_IMAGES"
    """Waits for the pictures of the signatures."""
    ON_ERROR = "ON_ERROR"
    """Could not be made."""
    CREATED = "CREATED"
    """Made, and ready to download."""
    CLEANED = "CLEANED"
    """Removed (version 4)."""


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


class DocumentType(OpenEnum):
    """What a document is made of; the service decides between `PDF` and `FILE` by itself."""

    PDF = "PDF"
    """A PDF file."""
    FILE = "FILE"
    """A file of another kind."""
    DATA_JSON = "DATA_JSON"
    """JSON, which a template may show."""
    PRIVATE_FILE = "PRIVATE_FILE"
    """Only its hash is given; the service never sees the content."""
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    """An encrypted PDF."""
    DATA_XML = "DATA_XML"
    """XML (version 4)."""


class DocumentStatus(OpenEnum):
    """Where a document is in its life."""

    CREATED = "CREATED"
    """Created, and without content."""
    DOCUMENT_REQUEST = "DOCUMENT_REQUEST"
    """Its content was asked of somebody else."""
    PROVIDED = "PROVIDED"
    """It has content."""
    ARCHIVED = "ARCHIVED"
    """Put away."""
    CLEANED = "CLEANED"
    """Its content was removed (version 4)."""


class EidasLevel(OpenEnum):
    """How much a signature counts for by European law (version 4)."""

    SES = "SES"
    """Simple."""
    AES = "AES"
    """Advanced."""
    QES = "QES"
    """Qualified."""


class DocumentRequestTarget(OpenEnum):
    """Who is asked for a document's content."""

    APPLICATION = "APPLICATION"
    """Your application, by webhook."""
    USER = "USER"
    """A person, by e-mail."""


class DocumentRequestStatus(OpenEnum):
    """Where a request for a document's content is in its life."""

    CREATED = "CREATED"
    IN_PROGRESS = "IN_PROGRESS"
    PROVIDED = "PROVIDED"
    WAITING_CONFIRMATION = "WAITING_CONFIRMATION"
    CANCELLED = "CANCELLED"
    VALIDATED = "VALIDATED"
    REJECTED = "REJECTED"


class SignatureProfileStatus(OpenEnum):
    """Whether a signature profile can be used."""

    PUBLISHED = "PUBLISHED"
    """Can be used."""
    ARCHIVED = "ARCHIVED"
    """Cannot be used any more."""


class SignerProfileStatus(OpenEnum):
    """Whether a signer profile can be used (version 4)."""

    ACTIVE = "ACTIVE"
    """Can be used."""
    ARCHIVED = "ARCHIVED"
    """Cannot be used any more."""


class IntegrationMode(OpenEnum):
    """Who hosts the signing page."""

    BY_SIDE = "BY_SIDE"
    """Ignisign, which writes to the signers."""
    EMBEDDED = "EMBEDDED"
    """Your own pages, in a frame."""
    MACHINE_TO_MACHINE = "MACHINE_TO_MACHINE"
    """A machine signs, without any page."""


class SignatureMethod(OpenEnum):
    """The level of the signature."""

    SIMPLE_STD = "SIMPLE_STD"
    ADVANCED_STD = "ADVANCED_STD"
    QUALIFIED_STD = "QUALIFIED_STD"
    AUTOMATE_ADVANCED = "AUTOMATE_AVANCED"
    """The service spells it `AUTOMATE_AVANCED`."""
    ADVANCED_SMS = "ADVANCED_SMS"


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


class ProofType(OpenEnum):
    """What proves a document's signatures to people (version 4); what single signatures are is `SignatureFormat`."""

    PDF_WITH_SIGNATURES = "PDF_WITH_SIGNATURES"
    """The signed PDF."""
    ADVANCED_LEGAL_KIT = "ADVANCED_LEGAL_KIT"
    """A kit of proofs. The documentation does not say more."""
    SIGNED_DATA = "SIGNED_DATA"
    """The signed JSON or XML."""
    C2PA = "C2PA"
    """Not yet made by the service."""


class SignatureFormat(OpenEnum):
    """The standard that a signature's file follows (version 4)."""

    CADES = "CADES"
    PKCS7 = "PKCS7"
    PADES_ATTACHED = "PADES_ATTACHED"
    JWSDET = "JWSDET"
    """Not yet made by the service."""
    JWSATT = "JWSATT"
    JADESDET = "JADESDET"
    JADESATT = "JADESATT"
    XADESDET = "XADESDET"
    XADESATT = "XADESATT"
    XMLDSIGDET = "XMLDSIGDET"
    XMLDSIGATT = "XMLDSIGATT"


class SignatureStatus(OpenEnum):
    """Where one signature on one document is in its life."""

    INIT = "INIT"
    """Begun."""
    SIGNED = "SIGNED"
    """Made."""
    FAILED = "FAILED"
    """It could not be made."""


class SignatureMode(OpenEnum):
    """Where the signer's key is."""

    SERVER_SIDE_SIGNATURE = "SERVER_SIDE_SIGNATURE"
    """The service signs, with a key that it holds."""
    CLIENT_SIDE_SIGNATURE = "CLIENT_SIDE_SIGNATURE"
    """The signer's side signs, with a key of its own."""
