"""Authentication of signers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.deserialization import structure
from esignkit.core.field_specifiers import Choice, choice, several
from esignkit.core.model import model
from esignkit.esignlive.signer_enums import AuthScheme, KbaStatus
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON, Secret

__all__ = [
    "Auth",
    "Challenge",
    "EquifaxCanadaInformation",
    "EquifaxUsaInformation",
    "IdvWorkflow",
    "KbaSignerInformation",
    "KnowledgeBasedAuthentication",
]


@model
class Challenge(EslModel):
    """A question and its answer; for SMS, `question` is the phone number. Answers come back null or masked."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"answer"})

    question: str | None = None
    """The question; for SMS, the phone number, such as `+15145550100`."""
    answer: Secret | str | None = None
    """The response; it comes back null or masked, and `repr` hides it."""
    mask_input: bool | None = None
    """Whether the response is hidden while the signer types it."""
    challenge_type: str | None = None
    """With `QASMS`, the kind of this challenge; a reseller's documentation names `Challenge` and `SMS`."""


@model
class IdvWorkflow(EslModel):
    """A workflow of identity verification."""

    id: str | None = None
    """Id of the workflow's configuration."""
    type: str | None = None
    """Kind of the workflow, such as `DV` or `DVF`."""
    tenant: str | None = None
    """Alias of the customer."""
    desc: str | None = None
    """What the workflow is."""
    skip_when_accessing_signed_documents: bool | None = None
    """Whether identity is not checked again to see signed documents."""


def _workflows(value: JSON) -> object:
    """Read one workflow or a list of them: the vendor's own SDK and its schema disagree."""
    if isinstance(value, list):
        return [structure(item, IdvWorkflow) for item in value if item is not None]
    return structure(value, IdvWorkflow)


@model
class Auth(EslModel):
    """A signer's way of authentication."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"idv_workflow": _workflows}

    scheme: Choice[AuthScheme | None, str] = choice()
    """How the signer proves who they are."""
    challenges: list[Challenge] = several()
    """Questions, or for SMS the phone number as a question."""
    idv_workflow: IdvWorkflow | list[IdvWorkflow] | None = None
    """Workflow of identity verification; one or several."""


@model
class EquifaxUsaInformation(EslModel):
    """What Equifax in the United States compares with its records; `time_at_address` is a number as it asks for."""

    SECRETS: ClassVar[frozenset[str]] = frozenset(
        {"social_security_number", "date_of_birth", "drivers_license_number", "home_phone_number"}
    )

    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    street_address: str | None = None
    """Street and number."""
    city: str | None = None
    """City or town."""
    state: str | None = None
    """State of the address."""
    zip: str | None = None
    """Zip code."""
    time_at_address: int | None = None
    """How long the signer has lived there; the documentation does not give the unit."""
    social_security_number: str | None = None
    """Social security number; `repr` hides it."""
    home_phone_number: str | None = None
    """Phone number at home; `repr` hides it."""
    drivers_license_number: str | None = None
    """Number of the driver's licence; `repr` hides it."""
    date_of_birth: str | None = None
    """Date of birth as text; `repr` hides it."""
    valid: bool | None = None
    """Whether the service takes the information for valid."""


@model
class EquifaxCanadaInformation(EslModel):
    """What Equifax in Canada compares with its records; `time_at_address` is a number as it asks for."""

    SECRETS: ClassVar[frozenset[str]] = frozenset(
        {"social_insurance_number", "date_of_birth", "drivers_license_number", "home_phone_number"}
    )

    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    street_address: str | None = None
    """Street and number."""
    city: str | None = None
    """City or town."""
    province: str | None = None
    """Province of the address."""
    postal_code: str | None = None
    """Postal code of the address."""
    time_at_address: int | None = None
    """How long the signer has lived there; the documentation does not give the unit."""
    social_insurance_number: str | None = None
    """Social insurance number; `repr` hides it."""
    home_phone_number: str | None = None
    """Phone number at home; `repr` hides it."""
    drivers_license_number: str | None = None
    """Number of the driver's licence; `repr` hides it."""
    date_of_birth: str | None = None
    """Date of birth as text; `repr` hides it."""


@model
class KbaSignerInformation(EslModel):
    """What LexisNexis compares with its records."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"social_security_number", "date_of_birth"})

    first_name: str | None = None
    """First name of the signer; required."""
    last_name: str | None = None
    """Last name of the signer; required."""
    flat_or_apartment_number: str | None = None
    """Number of the flat or apartment."""
    house_name: str | None = None
    """Name of the house."""
    house_number: str | None = None
    """Number of the house."""
    social_security_number: str | None = None
    """Social security number; `repr` hides it."""
    city: str | None = None
    """City or town; required."""
    state: str | None = None
    """State or province."""
    zip: str | None = None
    """Postal code; required."""
    date_of_birth: str | None = None
    """Date of birth as text; `repr` hides it."""


@model
class KnowledgeBasedAuthentication(EslModel):
    """Knowledge-based authentication of a signer."""

    WIRE: ClassVar[Mapping[str, str]] = {
        "equifax_usa": "equifaxUSA",
        "signer_information_for_equifax_usa": "signerInformationForEquifaxUSA",
    }

    knowledge_based_authentication_status: Choice[KbaStatus | None, str] = choice()
    """How far the signer got; set by the service."""
    equifax_usa: bool | None = None
    """Whether Equifax in the United States is asked."""
    equifax_canada: bool | None = None
    """Whether Equifax in Canada is asked."""
    lexis_nexis: bool | None = None
    """Whether LexisNexis is asked."""
    signer_information_for_equifax_usa: EquifaxUsaInformation | None = None
    """What Equifax in the United States compares."""
    signer_information_for_equifax_canada: EquifaxCanadaInformation | None = None
    """What Equifax in Canada compares."""
    signer_information_for_lexis_nexis: KbaSignerInformation | None = None
    """What LexisNexis compares."""
