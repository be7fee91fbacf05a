"""Colours and logos of the signing pages: a part of `client.account`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from esignkit.core.arguments import several
from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing
from esignkit.core.text import kind_of
from esignkit.esignlive.models.branding import SigningLogo, SigningTheme
from esignkit.esignlive.operation import Operation, deletion, listing, post
from esignkit.esignlive.response_readers import ReadMany, ReadMap
from esignkit.types import CallOptions

__all__ = ["AccountBranding"]

_THEMES = "/account/signingThemes"
_LOGOS = "/account/admin/signingLogos"
_LARGEST = 1 << 20


class AccountBranding(Resource[Mode]):
    """The part of `client.account` about the looks of the signing pages."""

    @endpoint
    def signing_themes(self, *, options: CallOptions | None = None) -> Operation[dict[str, SigningTheme]]:
        """Retrieve the themes of the signing pages.

        Returns:
            The themes by their names; none when the account has none of its own and the service answers nothing.

        HTTP: `GET /account/signingThemes`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.signingThemes.get`.
        """
        return Operation("account.signing_themes", "GET", _THEMES, ReadMap(SigningTheme), options=options)

    @endpoint
    def create_signing_themes(
        self, themes: Mapping[str, SigningTheme], *, options: CallOptions | None = None
    ) -> Operation[dict[str, SigningTheme]]:
        """Give the account themes of the signing pages.

        Args:
            themes: The themes by their names.

        Returns:
            The themes as they are now.

        Raises:
            TypeError: The themes are not given by name.
            ValueError: There are none.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/signingThemes`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.signingThemes.post`.
        """
        return post(
            "account.create_signing_themes",
            _THEMES,
            ReadMap(SigningTheme, some=True),
            body=_themes(themes),
            if_lost=Reconcile("account.signing_themes() shows them"),
            options=options,
        )

    @endpoint
    def update_signing_themes(
        self, themes: Mapping[str, SigningTheme], *, options: CallOptions | None = None
    ) -> Operation[dict[str, SigningTheme]]:
        """Change the themes of the signing pages.

        Args:
            themes: The themes by their names.

        Returns:
            The themes as they are now; none when the service answers without a body.

        Raises:
            TypeError: The themes are not given by name.
            ValueError: There are none.

        HTTP: `PUT /account/signingThemes`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.signingThemes.put`.
        """
        return Operation(
            "account.update_signing_themes",
            "PUT",
            _THEMES,
            ReadMap(SigningTheme, some=True),
            body=_themes(themes),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete_signing_themes(self, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove the account's themes: the signing pages look as the service has them.

        HTTP: `DELETE /account/signingThemes`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.signingThemes.delete`.
        """
        return deletion("account.delete_signing_themes", _THEMES, options=options)

    @paged
    def signing_logos(self, *, options: CallOptions | None = None) -> Paging[SigningLogo]:
        """List the logos of the signing pages.

        Returns:
            The logos, one for each language that has one.

        HTTP: `GET /account/admin/signingLogos`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.signingLogos.get`.
        """
        return listing("account.signing_logos", _LOGOS, ReadMany(SigningLogo), options=options)

    @endpoint
    def set_signing_logos(self, logos: Sequence[SigningLogo], *, options: CallOptions | None = None) -> Operation[None]:
        """Add logos, or replace those of the same languages; the other languages keep theirs.

        Args:
            logos: The logos, at most 1 MB each; `SigningLogo.from_bytes` makes one from a file's content.

        Raises:
            TypeError: One logo in place of a list.
            ValueError: There are none, or one has no language, no data URI, or is too large.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/admin/signingLogos`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.signingLogos.post`.
        """
        return post(
            "account.set_signing_logos",
            _LOGOS,
            nothing,
            body=Json(_logos(logos)),
            if_lost=Reconcile("account.signing_logos() shows them"),
            options=options,
        )

    @endpoint
    def delete_signing_logos(self, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove the logos of all languages.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/admin/signingLogos`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.signingLogos.post`.
        """
        return post(
            "account.delete_signing_logos",
            _LOGOS,
            nothing,
            body=Json({}),
            if_lost=Reconcile("account.signing_logos() shows them"),
            options=options,
        )


def _themes(themes: Mapping[str, SigningTheme]) -> Json:
    """Return the body.

    Raises:
        TypeError: The themes are not given by name.
        ValueError: There are none.
    """
    if not isinstance(cast("object", themes), Mapping):
        msg = f"themes: themes have names, so give {{'name': SigningTheme(…)}}, not {kind_of(themes)}"
        raise TypeError(msg)
    if not themes:
        msg = "themes: there is none; delete_signing_themes() removes those of the account"
        raise ValueError(msg)
    return Json(dict(themes))


def _logos(logos: Sequence[SigningLogo]) -> list[SigningLogo]:
    """Return the logos, if the service can take them.

    Raises:
        TypeError: It is one logo, not a list.
        ValueError: There are none, or one lacks what a logo needs.
    """
    logo_list = several("logos", logos, "delete_signing_logos() removes those of the account")
    for n, logo in enumerate(logo_list):
        if not logo.language:
            msg = f"logos[{n}]: language is missing, such as 'en'"
            raise ValueError(msg)
        head, _, content = (logo.image or "").partition(",")
        if not head.startswith("data:image/"):
            msg = f"logos[{n}]: image must be a data URI (data:image/png;base64,…); SigningLogo.from_bytes makes one"
            raise ValueError(msg)
        if head.endswith(";base64") and len(content) * 3 // 4 > _LARGEST + 2:
            msg = f"logos[{n}]: the image has more than 1 MB, which is the most the service takes"
            raise ValueError(msg)
    return logo_list
