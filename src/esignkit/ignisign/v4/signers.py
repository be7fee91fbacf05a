"""Signers as version 4 makes them: of a signer profile."""

from __future__ import annotations

from datetime import date

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import key, read
from esignkit.ignisign.models.signers import SignerCreated
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.signer_body import signer_body
from esignkit.ignisign.v4.requests import APPLICATION_V4
from esignkit.ignisign.wire_format import without_none
from esignkit.types import UNSET, CallOptions, Maybe

__all__ = ["Signers4"]


class Signers4(Resource[Mode]):
    """The part of `V4` that makes signers."""

    @endpoint
    def create_signer(
        self,
        signer_profile_id: str | None = None,
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
        options: CallOptions | None = None,
    ) -> Operation[SignerCreated]:
        """Create a signer of a signer profile, which also says whether the signer signs again without a new set-up.

        Args:
            signer_profile_id: The profile.
            external_id: Your own reference.
            first_name: First name.
            last_name: Last name.
            email: E-mail address.
            phone_number: Phone number, as in `+33612345678`.
            nationality: Country, two capital letters (ISO 3166-1).
            birth_date: Day of birth, a `date` or `YYYY-MM-DD`.
            birth_place: Place of birth.
            birth_country: Country of birth, two capital letters.

        Returns:
            The signer's id and, for embedded signing, the signer's secret; whether there was one already.

        Raises:
            ValidationError: Something the profile needs is missing.
            OutcomeUnknownError: The response was lost; the signer may exist.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/signers`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = without_none(
            **signer_body(
                signerProfileId=signer_profile_id,
                external_id=external_id,
                first_name=first_name,
                last_name=last_name,
                email=email,
                phone_number=phone_number,
                nationality=nationality,
                birth_date=birth_date,
                birth_place=birth_place,
                birth_country=birth_country,
            )
        )
        return Operation(
            "v4.create_signer",
            "POST",
            APPLICATION_V4 + "/signers",
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
    def update_signer(
        self,
        signer_id: str,
        *,
        signer_profile_id: Maybe[str | None] = UNSET,
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
            signer_profile_id: The profile that decides what must be known of the signer.
            external_id: Your own reference; it may change.
            first_name: First name.
            last_name: Last name.
            email: E-mail address.
            phone_number: Phone number, as in `+33612345678`.
            nationality: Country, two capital letters (ISO 3166-1).
            birth_date: Day of birth, a `date` or `YYYY-MM-DD`.
            birth_place: Place of birth.
            birth_country: Country of birth, two capital letters.
            is_recurrent: Whether the signer will sign again; it can be switched on and not off. A page of version 4
                names it, the vendor's own models do not.

        Returns:
            The signer's id and kind.

        Raises:
            NotFoundError: There is no such signer in this environment.
            ValidationError: Something is not valid.

        HTTP: `PUT /v4/applications/{appId}/envs/{appEnv}/signers/{signerId}`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = signer_body(
            signerId=signer_id,
            signerProfileId=signer_profile_id,
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
            "v4.update_signer",
            "PUT",
            APPLICATION_V4 + "/signers/{signerId}",
            read(SignerCreated),
            {"signerId": signer_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def setup_signer(self, *, options: CallOptions | None = None) -> Operation[str]:
        """Create a request whose only purpose is to set signers up.

        Returns:
            The request's id.

        Raises:
            OutcomeUnknownError: The response was lost; a draft may exist.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/signer-setup`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.setup_signer",
            "POST",
            APPLICATION_V4 + "/signer-setup",
            key("signatureRequestId"),
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("signature_requests.list() shows it as a draft without a title"),
            options=options,
        )
