"""Signers: the people who sign, kept per application and environment."""

from __future__ import annotations

from datetime import date
from typing import Literal

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.flow import Steps, client_value
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Page, Paging
from esignkit.core.response_readers import read
from esignkit.ignisign.models.signature_requests import SignerDetails
from esignkit.ignisign.models.signers import SignerCreated, SignerSummary
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.pages import NextPage, ReadPage
from esignkit.ignisign.response_readers import Deleted, read_secret
from esignkit.ignisign.signer_body import signer_body
from esignkit.ignisign.signer_inputs import SignerInputs
from esignkit.ignisign.wire_format import APPLICATION, without_none
from esignkit.types import UNSET, CallOptions, Maybe, Secret

__all__ = ["Signers"]


class Signers(SignerInputs[Mode]):
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

        Returns:
            The signer's id and, for embedded signing, the signer's secret: keep it, it cannot be read later.

        Raises:
            ValidationError: Something the profile needs is missing (`SIGNER_CREATION__INPUT_FIELD_MISSING`).
            OutcomeUnknownError: The response was lost; the signer may exist.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/signers`
        Source: Ignisign's API documentation, *create-signer*.
        """
        body = without_none(
            **signer_body(
                signatureProfileId=signature_profile_id,
                external_id=external_id,
                first_name=first_name,
                last_name=last_name,
                email=email,
                phone_number=phone_number,
                nationality=nationality,
                birth_date=birth_date,
                birth_place=birth_place,
                birth_country=birth_country,
                is_recurrent=is_recurrent,
            )
        )
        return Operation(
            "signers.create",
            "POST",
            APPLICATION + "/signers",
            read(SignerCreated),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "signers.search(filter) finds it by its name, e-mail address or external_id",
                ask="esignkit.ignisign.reconciliation:signer_created",
            ),
            options=options,
        )

    @endpoint
    def update(
        self,
        signer_id: str,
        *,
        signature_profile_id: Maybe[str | None] = UNSET,
        external_id: Maybe[str | None] = UNSET,
        first_name: Maybe[str | None] = UNSET,
        last_name: Maybe[str | None] = UNSET,
        email: Maybe[str | None] = UNSET,
        phone_number: Maybe[str | None] = UNSET,
        nationality: Maybe[str | None] = UNSET,
        birth_date: Maybe[date | str | None] = UNSET,
        birth_place: Maybe[str | None] = UNSET,
        birth_country: Maybe[str | None] = UNSET,
        is_recurrent: Maybe[bool | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[SignerCreated]:
        """Add to what is known of a signer; what is known already cannot be taken away.

        Args:
            signer_id: The signer.
            signature_profile_id: The profile that decides what must be known of the signer.
            external_id: Your own reference; it may change.
            first_name: First name.
            last_name: Last name.
            email: E-mail address.
            phone_number: Phone number, as in `+33612345678`.
            nationality: Country, two capital letters (ISO 3166-1).
            birth_date: Day of birth, a `date` or `YYYY-MM-DD`.
            birth_place: Place of birth.
            birth_country: Country of birth, two capital letters.
            is_recurrent: Whether the signer will sign again; it can be switched on and not off.

        Returns:
            The signer's id and kind.

        Raises:
            NotFoundError: There is no such signer in this environment.
            ValidationError: Something is not valid.

        HTTP: `PUT /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}`
        Source: Ignisign's API documentation 3.0.0, *update-signer*.
        """
        body = signer_body(
            signerId=signer_id,
            signatureProfileId=signature_profile_id,
            external_id=external_id,
            first_name=first_name,
            last_name=last_name,
            email=email,
            phone_number=phone_number,
            nationality=nationality,
            birth_date=birth_date,
            birth_place=birth_place,
            birth_country=birth_country,
            is_recurrent=is_recurrent,
        )
        return Operation(
            "signers.update",
            "PUT",
            APPLICATION + "/signers/{signerId}",
            read(SignerCreated),
            {"signerId": signer_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def revoke(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Revoke a signer.

        The service does not say what becomes of requests that are out to the signer already: close those first.

        Args:
            signer_id: The signer.

        Raises:
            NotFoundError: There is no such signer in this environment.

        HTTP: `DELETE /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}/revoke`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "signers.revoke",
            "DELETE",
            APPLICATION + "/signers/{signerId}/revoke",
            Deleted("signerId"),
            {"signerId": signer_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def get(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[SignerSummary]:
        """Retrieve what is known of a signer.

        Args:
            signer_id: The signer.

        Returns:
            The signer; never the secret.

        Raises:
            NotFoundError: There is no such signer in this environment.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}`
        Source: Ignisign's API documentation 3.0.0, *get-signer-summary*.
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
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        first_page: int = 1,
        options: CallOptions | None = None,
    ) -> Paging[SignerSummary]:
        """List the signers, page by page while you walk through them.

        Args:
            page: Number of the page to begin with; the service's first one when not given.
            limit: How many signers at most.
            first_page: Number of the service's first page. It does not say whether it counts signers' pages from
                0 or 1; 1 is assumed, as for signature requests.

        Returns:
            A list that is fetched while it is walked.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers-paginate`
        Source: Ignisign's API documentation 3.0.0, *get-paginate-application-signers*.
        """
        operation = Operation(
            "signers.list",
            "GET",
            APPLICATION + "/signers-paginate",
            ReadPage(SignerSummary, "signers"),
            query={"page": page},
            options=options,
        )
        return Paging(operation, NextPage(page, first_page), limit)

    @endpoint
    def details(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[SignerDetails]:
        """Retrieve what is known of a signer, with claims and latest requests.

        Args:
            signer_id: The signer.

        Returns:
            The signer; never the secret.

        Raises:
            NotFoundError: There is no such signer in this environment.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}/details`
        Source: Ignisign's API documentation 3.0.0, *get-signer-with-details*.
        """
        return Operation(
            "signers.details",
            "GET",
            APPLICATION + "/signers/{signerId}/details",
            read(SignerDetails),
            {"signerId": signer_id},
            options=options,
        )

    @endpoint
    def search(
        self,
        filter: str,
        *,
        method: Literal["GET", "POST"] | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Page[SignerSummary]]:
        """Look for signers.

        Args:
            filter: What to look for.
            method: `GET` or `POST`; what is published contradicts itself. Without it, `GET` in version 3 and `POST`
                in version 4. The filter goes into the query in both.

        Returns:
            The signers that were found, and how many there are in all.

        Raises:
            ValidationError: The filter is not accepted (`SEARCH_APPLICATION_SIGNERS_INVALID_FILTER`).

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signers-search`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        verb = method or ("POST" if (yield from client_value("api")) == "v4" else "GET")
        return (
            yield from Operation(
                "signers.search",
                verb,
                APPLICATION + "/signers-search",
                ReadPage(SignerSummary, "signers"),
                query={"filter": filter},
                body=Json({}) if verb == "POST" else None,
                repeat=Repeat.READ,
                options=options,
            )
        )

    @endpoint
    def regenerate_auth_secret(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[Secret]:
        """Give a signer a new secret for embedded signing; the last one is void from then on.

        Args:
            signer_id: The signer.

        Returns:
            The secret: keep it, it cannot be read later.

        Raises:
            NotFoundError: There is no such signer in this environment.
            OutcomeUnknownError: The response was lost; the last secret may be void. Call again for one that is good.

        HTTP: `PUT /v3/applications/{appId}/envs/{appEnv}/signers/{signerId}/regenerate-auth-secret`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "signers.regenerate_auth_secret",
            "PUT",
            APPLICATION + "/signers/{signerId}/regenerate-auth-secret",
            read_secret,
            {"signerId": signer_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "the last secret may be void; calling it again gives one that is good",
                orphan="a secret that is void",
            ),
            options=options,
        )
