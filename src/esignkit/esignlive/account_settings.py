"""Settings of an account: a part of `client.account`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from attrs import frozen

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import nothing, open_json, read
from esignkit.esignlive.event_enums import AdminSetting
from esignkit.esignlive.models.account_settings import (
    AccountConfiguration,
    AccountFeatureSettings,
    AccountPackageSettings,
    SigningUiOptions,
)
from esignkit.esignlive.operation import Operation, deletion
from esignkit.esignlive.response_readers import ReadOptional
from esignkit.types import JSON, CallOptions, JSONObject

__all__ = ["AccountSettings"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


_PARTS = frozenset(
    {
        AdminSetting.PACKAGE_SETTINGS,
        AdminSetting.FEATURE_SETTINGS,
        AdminSetting.DESIGNER_SETTINGS,
        AdminSetting.EMAIL_REMINDER_SETTINGS,
        AdminSetting.ATTACHMENTS_WHITELIST,
        AdminSetting.ATTACHMENTS_BLACKLIST,
        AdminSetting.LIMIT_SUPPORTED_LANGUAGES,
        AdminSetting.SYSTEM_SETTINGS,
        AdminSetting.SIGNATURE_LAYOUT,
    }
)


def _admin(
    name: AdminSetting | str, reader: Callable[[Response], T]
) -> tuple[str, Callable[[Response], T], dict[str, str]]:
    """Return path, reader and arguments; the parts of the account settings lie one level deeper."""
    part = AdminSetting(name) in _PARTS
    path = "/account/admin/accountSettings/{name}" if part else "/account/admin/{name}"
    return path, reader, {"name": str(name)}


@frozen
class _Group(Generic[M]):
    """Settings that have a model, and a call of their own that shows them.

    Attributes:
        setting: Which they are.
        model: What they hold.
        shown_by: Name of the method that shows them.
    """

    setting: AdminSetting
    model: type[M]
    shown_by: str

    def read(self, name: str, options: CallOptions | None) -> Operation[M]:
        return Operation(name, "GET", *_admin(self.setting, read(self.model)), options=options)

    def change(self, name: str, changes: M, options: CallOptions | None) -> Operation[M | None]:
        return Operation(
            name,
            "PATCH",
            *_admin(self.setting, ReadOptional(self.model)),
            body=Json(changes),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(f"account.{self.shown_by}() shows how they are now"),
            options=options,
        )


_CONFIGURATION = _Group(AdminSetting.ACCOUNT_SETTINGS, AccountConfiguration, "configuration")
_FEATURES = _Group(AdminSetting.FEATURE_SETTINGS, AccountFeatureSettings, "feature_settings")
_NEW_PACKAGES = _Group(AdminSetting.PACKAGE_SETTINGS, AccountPackageSettings, "package_settings")
_SIGNING_PAGES = _Group(AdminSetting.SIGNING_UI_OPTIONS, SigningUiOptions, "signing_ui_options")


class AccountSettings(Resource[Mode]):
    """The part of `client.account` about settings: four groups are typed, all can be had as JSON by their name."""

    @endpoint
    def configuration(self, *, options: CallOptions | None = None) -> Operation[AccountConfiguration]:
        """Retrieve the settings of the account: features, and what new packages are set to.

        Returns:
            The settings; those of the service where the account has none of its own.

        HTTP: `GET /account/admin/accountSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.accountSettings.get`.
        """
        return _CONFIGURATION.read("account.configuration", options)

    @endpoint
    def update_configuration(
        self, changes: AccountConfiguration, *, options: CallOptions | None = None
    ) -> Operation[AccountConfiguration | None]:
        """Change the settings of the account: features, and what new packages are set to.

        Args:
            changes: What changes; what is left out stays as it is. `reset_settings` undoes all changes.

        Returns:
            The settings as they are now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `PATCH /account/admin/accountSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.accountSettings.put`.
        """
        return _CONFIGURATION.change("account.update_configuration", changes, options)

    @endpoint
    def feature_settings(self, *, options: CallOptions | None = None) -> Operation[AccountFeatureSettings]:
        """Retrieve which features the account has.

        Returns:
            The settings; those of the service where the account has none of its own.

        HTTP: `GET /account/admin/accountSettings/featureSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.accountSettings.featureSettings.get`.
        """
        return _FEATURES.read("account.feature_settings", options)

    @endpoint
    def update_feature_settings(
        self, changes: AccountFeatureSettings, *, options: CallOptions | None = None
    ) -> Operation[AccountFeatureSettings | None]:
        """Change which features the account has.

        Args:
            changes: What changes; what is left out stays as it is. `reset_settings` undoes all changes.

        Returns:
            The settings as they are now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `PATCH /account/admin/accountSettings/featureSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.accountSettings.featureSettings.put`.
        """
        return _FEATURES.change("account.update_feature_settings", changes, options)

    @endpoint
    def package_settings(self, *, options: CallOptions | None = None) -> Operation[AccountPackageSettings]:
        """Retrieve what new packages are set to.

        Returns:
            The settings; those of the service where the account has none of its own.

        HTTP: `GET /account/admin/accountSettings/packageSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.accountSettings.packageSettings.get`.
        """
        return _NEW_PACKAGES.read("account.package_settings", options)

    @endpoint
    def update_package_settings(
        self, changes: AccountPackageSettings, *, options: CallOptions | None = None
    ) -> Operation[AccountPackageSettings | None]:
        """Change what new packages are set to.

        Args:
            changes: What changes; what is left out stays as it is. `reset_settings` undoes all changes.

        Returns:
            The settings as they are now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `PATCH /account/admin/accountSettings/packageSettings`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.accountSettings.packageSettings.put`.
        """
        return _NEW_PACKAGES.change("account.update_package_settings", changes, options)

    @endpoint
    def signing_ui_options(self, *, options: CallOptions | None = None) -> Operation[SigningUiOptions]:
        """Retrieve which parts of the signing pages are shown.

        Returns:
            The settings; those of the service where the account has none of its own.

        HTTP: `GET /account/admin/signingUiOptions`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.admin.signingUiOptions.get`.
        """
        return _SIGNING_PAGES.read("account.signing_ui_options", options)

    @endpoint
    def update_signing_ui_options(
        self, changes: SigningUiOptions, *, options: CallOptions | None = None
    ) -> Operation[SigningUiOptions | None]:
        """Change which parts of the signing pages are shown.

        Args:
            changes: What changes; what is left out stays as it is. `reset_settings` undoes all changes.

        Returns:
            The settings as they are now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `PATCH /account/admin/signingUiOptions`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.signingUiOptions.put`.
        """
        return _SIGNING_PAGES.change("account.update_signing_ui_options", changes, options)

    @endpoint
    def settings(self, name: AdminSetting | str, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve settings of the account.

        Args:
            name: Which settings; parts of the account settings have their own names.

        Returns:
            The settings, as JSON.

        Raises:
            NotFoundError: There are no such settings.

        HTTP: `GET /account/admin/{name}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation("account.settings", "GET", *_admin(name, open_json), options=options)

    @endpoint
    def update_settings(
        self, name: AdminSetting | str, changes: JSONObject | Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[JSON]:
        """Change settings of the account.

        Args:
            name: Which settings; parts of the account settings have their own names.
            changes: What changes. The whitelist of attachments is replaced as a whole.

        Returns:
            The settings, as JSON.

        Raises:
            NotFoundError: There are no such settings.
            ValueError: They are read only, or have a call of their own.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `PATCH /account/admin/{name}`, for the whitelist of attachments `PUT`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        _refuse_unchangeable(name)
        replaces_list = name == AdminSetting.ATTACHMENTS_WHITELIST
        return Operation(
            "account.update_settings",
            "PUT" if replaces_list else "PATCH",
            *_admin(name, open_json),
            body=Json(changes),
            repeat=Repeat.IDEMPOTENT if replaces_list else Repeat.NEVER,
            if_lost=Reconcile("account.settings(name) shows how they are now"),
            options=options,
        )

    @endpoint
    def reset_settings(self, name: AdminSetting | str, *, options: CallOptions | None = None) -> Operation[None]:
        """Put settings of the account back to what they were at first.

        Args:
            name: Which settings; parts of the account settings have their own names.

        Raises:
            NotFoundError: There are no such settings.
            ValueError: They are read only, or have a call of their own.

        HTTP: `DELETE /account/admin/{name}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        _refuse_unchangeable(name)
        path, _, args = _admin(name, nothing)
        return deletion("account.reset_settings", path, args, options=options)


def _refuse_unchangeable(name: AdminSetting | str) -> None:
    """Refuse a change for which the service has no call.

    Raises:
        ValueError: There is none.
    """
    if name == AdminSetting.SIGNING_LOGOS:
        msg = "signingLogos: logos are changed by set_signing_logos() and delete_signing_logos()"
        raise ValueError(msg)
    if name == AdminSetting.ATTACHMENTS_BLACKLIST:
        msg = "attachmentsBlacklist: it is read only; what may be attached is said by attachmentsWhitelist"
        raise ValueError(msg)
