"""The JSON body of a signer."""

from __future__ import annotations

from datetime import date

from esignkit.types import UNSET, Maybe

__all__ = ["signer_body"]


def signer_body(
    *,
    external_id: Maybe[str | None],
    first_name: Maybe[str | None],
    last_name: Maybe[str | None],
    email: Maybe[str | None],
    phone_number: Maybe[str | None],
    nationality: Maybe[str | None],
    birth_date: Maybe[date | str | None],
    birth_place: Maybe[str | None],
    birth_country: Maybe[str | None],
    is_recurrent: Maybe[bool | None] = UNSET,
    **more: Maybe[str | None],
) -> dict[str, object]:
    """Return the members, also those that were not given; what only some calls know comes under its wire name.

    Source: Ignisign's API documentation, *create-signer*.
    """
    return {
        **more,
        "externalId": external_id,
        "firstName": first_name,
        "lastName": last_name,
        "email": email,
        "phoneNumber": phone_number,
        "nationality": nationality,
        "birthDate": birth_date,
        "birthPlace": birth_place,
        "birthCountry": birth_country,
        "isRecurrent": is_recurrent,
    }
