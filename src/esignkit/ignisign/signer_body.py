"""The JSON body of a signer."""

from __future__ import annotations

from datetime import date

from esignkit.ignisign.wire import given

__all__ = ["signer_body"]


def signer_body(
    *,
    external_id: str | None,
    first_name: str | None,
    last_name: str | None,
    email: str | None,
    phone_number: str | None,
    nationality: str | None,
    birth_date: date | str | None,
    birth_place: str | None,
    birth_country: str | None,
    is_recurrent: bool | None = None,
    **more: str | None,
) -> dict[str, object]:
    """Return what was given; what only some calls know (the profile, the id) comes under its wire name.

    Source: Ignisign's API documentation, *create-signer*.
    """
    return given(
        **more,
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
