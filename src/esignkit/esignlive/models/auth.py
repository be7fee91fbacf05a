"""Authentication of signers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.codec import structure
from esignkit.core.members import several
from esignkit.core.model import model
from esignkit.esignlive.enums import AuthScheme, KbaStatus
from esignkit.esignlive.models.base import EslModel
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
    answer: Secret | str | None = None
    mask_input: bool | None = None
    challenge_type: str | None = None


@model
class IdvWorkflow(EslModel):
    """A workflow of identity verification."""

    id: str | None = None
    type: str | None = None
    tenant: str | None = None
    desc: str | None = None
    skip_when_accessing_signed_documents: bool | None = None


def _workflows(value: JSON) -> object:
    """Read one workflow or a list of them: the vendor's own SDK and its schema disagree."""
    if isinstance(value, list):
        return [structure(item, IdvWorkflow) for item in value if item is not None]
    return structure(value, IdvWorkflow)


@model
class Auth(EslModel):
    """A signer's way of authentication."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"idv_workflow": _workflows}

    scheme: AuthScheme | str | None = None
    challenges: list[Challenge] = several()
    idv_workflow: IdvWorkflow | list[IdvWorkflow] | None = None


@model
class EquifaxUsaInformation(EslModel):
    """What Equifax in the United States compares with its records; `time_at_address` is a number as it asks for."""

    SECRETS: ClassVar[frozenset[str]] = frozenset(
        {"social_security_number", "date_of_birth", "drivers_license_number", "home_phone_number"}
    )

    first_name: str | None = None
    last_name: str | None = None
    street_address: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    time_at_address: int | None = None
    social_security_number: str | None = None
    home_phone_number: str | None = None
    drivers_license_number: str | None = None
    date_of_birth: str | None = None
    valid: bool | None = None


@model
class EquifaxCanadaInformation(EslModel):
    """What Equifax in Canada compares with its records; `time_at_address` is a number as it asks for."""

    SECRETS: ClassVar[frozenset[str]] = frozenset(
        {"social_insurance_number", "date_of_birth", "drivers_license_number", "home_phone_number"}
    )

    first_name: str | None = None
    last_name: str | None = None
    street_address: str | None = None
    city: str | None = None
    province: str | None = None
    postal_code: str | None = None
    time_at_address: int | None = None
    social_insurance_number: str | None = None
    home_phone_number: str | None = None
    drivers_license_number: str | None = None
    date_of_birth: str | None = None


@model
class KbaSignerInformation(EslModel):
    """What LexisNexis compares with its records."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"social_security_number", "date_of_birth"})

    first_name: str | None = None
    last_name: str | None = None
    flat_or_apartment_number: str | None = None
    house_name: str | None = None
    house_number: str | None = None
    social_security_number: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    date_of_birth: str | None = None


@model
class KnowledgeBasedAuthentication(EslModel):
    """Knowledge-based authentication of a signer."""

    WIRE: ClassVar[Mapping[str, str]] = {
        "equifax_usa": "equifaxUSA",
        "signer_information_for_equifax_usa": "signerInformationForEquifaxUSA",
    }

    knowledge_based_authentication_status: KbaStatus | None = None
    equifax_usa: bool | None = None
    equifax_canada: bool | None = None
    lexis_nexis: bool | None = None
    signer_information_for_equifax_usa: EquifaxUsaInformation | None = None
    signer_information_for_equifax_canada: EquifaxCanadaInformation | None = None
    signer_information_for_lexis_nexis: KbaSignerInformation | None = None
