"""Ignisign's enumerations: the values of the API's own pages and those that its clients are known to meet.

All of them are open: a value that is not listed here is kept as it came and says `is_known == False`.
Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "ApplicationEnvironment",
    "DiffusionMode",
    "DocumentRequestStatus",
    "DocumentRequestTarget",
    "DocumentStatus",
    "DocumentType",
    "EidasLevel",
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
