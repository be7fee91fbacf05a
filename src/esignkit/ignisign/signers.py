"""Signers: the people who sign, kept per application and environment."""

from __future__ import annotations

from datetime import date

from esignkit.core.codec import read
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.ignisign.models.signers import SignerCreated, SignerSummary
from esignkit.ignisign.pages import ReadPage, next_page
from esignkit.ignisign.wire import APPLICATION, given
from esignkit.types import CallOptions

__all__ = ["Signers"]


class Signers(Resource[Mode]):
    """The signers of the application's environment."""

    @property
    def plan(self) -> Signers[Plan]:
        """The same calls as values, not carried out."""
        return Signers(PLANNER)

    @endpoint
    def create(
        self,
        signature_profile_id: str | None = None,
        *,
        external_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        email: str | None = None,
        phone_number: str | None = None,
        nationality: str | None = None,
        birth_date: date | str | None = None,
        birth_place: str | None = None,
        birth_country: str | None = None,
        is_recurrent: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SignerCreated]:
        """Create a signer, or add to what is known of an existing one.

        Args:
            signature_profile_id: The profile that decides what must be known of the signer.
            external_id: Your own reference.
            first_name: First name.
            last_name: Last name.
            email: E-mail address.
            phone_number: Phone number, as in `+33612345678`.
            nationality: Country, two capital letters (ISO 3166-1).
            birth_date: Day of birth, a `date` or `YYYY-MM-DD`.
            birth_place: Place of birth.
            birth_country: Country of birth, two capital letters.
            is_recurrent: Whether the signer will sign again; one-off otherwise.
            options: Options of this call.

        Returns:
            The signer's id and, for embedded signing, the signer's secret: keep it, it cannot be read later.

        Raises:
            ValidationError: Something the profile needs is missing (`SIGNER_CREATION__INPUT_FIELD_MISSING`).
            OutcomeUnknownError: The answer was lost; the signer may exist.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/signers`
        Source: Ignisign sections 3.4 and 6.4.
        """
        body = given(
            signatureProfileId=signature_profile_id,
            externalId=external_id,
            firstName=first_name,
            lastName=last_name,
            email=email,
            phoneNumber=phone_number,
            nationality=nationality,
            birthDate=birth_date,
            birthPlace=birth_place,
            birthCountry=birth_country,
            isRecurrent=is_recurrent,
        )
        return Operation(
            "signers.create",
            "POST",
            APPLICATION + "/signers",
            read(SignerCreated),
            body=Json(body),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def get(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[SignerSummary]:
        """Retrieve what is known of a signer.

        Args:
            signer_id: The signer.
            options: Options of this call.

        Returns:
            The signer; never the secret.

        Raises:
            NotFoundError: There is no such signer in this environment.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}`
        Source: Ignisign sections 3.4 and 5.2.
        """
        return Operation(
            "signers.get",
            "GET",
            APPLICATION + "/signers/{signerId}",
            read(SignerSummary),
            {"signerId": signer_id},
            options=options,
        )

    @paged
    def list(
        self, *, page: int | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> Paging[SignerSummary]:
        """List the signers, page by page while you walk through them.

        Args:
            page: Number of the page to begin with; the service's first one when not given. The service does not
                say whether it counts from 0 or 1; 1 is assumed, as for signature requests.
            limit: How many signers at most.
            options: Options of each call.

        Returns:
            A list that is fetched while it is walked.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers-paginate`
        Source: Ignisign sections 3.4 and 11.
        """
        operation = Operation(
            "signers.list",
            "GET",
            APPLICATION + "/signers-paginate",
            ReadPage(SignerSummary, "signers"),
            query={"page": page},
            options=options,
        )
        return Paging(operation, next_page, limit)
