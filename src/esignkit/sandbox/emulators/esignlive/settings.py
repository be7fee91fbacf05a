"""The settings of an account: each is one JSON value, read as a whole and written by the known methods.

The settings of administrators are two groups of switches, which can be read and changed together too. Nothing here has
an effect on packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, empty_response, json_response
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import as_openapi, done
from esignkit.sandbox.emulators.esignlive.setting_values import (
    FEATURES,
    PACKAGE_DEFAULTS,
    PASSWORDS,
    RETENTION,
    SIGNING_PAGES,
    SYSTEM,
    are_texts,
    are_themes,
    are_workflows,
    is_link,
    is_object,
)
from esignkit.sandbox.json_values import JSONObject, as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.json_values import JSON

ROUTES = Routes()

_KEPT = ("POST", "PUT", "DELETE")
_CHANGED = ("PATCH", "DELETE")
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}


@frozen
class Setting:
    """A setting: a value that is read as a whole."""

    path: str
    name: str
    default: JSON = None
    """The value when nothing is set; None for a response without a body."""
    methods: tuple[str, ...] = ("PUT",)
    """The methods that write it."""
    fits: Callable[[JSON], bool] = is_object
    """Whether a value can be set."""
    responses: str = "value"
    """The response to a write: the `value`, `nothing`, or `either` (nothing to PUT in the shape of the OpenAPI)."""
    refused_method: tuple[str, int] | None = None
    """The method that is refused when nothing is set, and the status of the error."""
    schema: str = ""
    """The name of its schema, if it is an object that has one."""

    @property
    def word(self) -> str:
        """Its name in the `messageKey` of errors."""
        head, *tail = self.name.rpartition(".")[2].split("_")
        return head + "".join(map(str.capitalize, tail))

    def key(self, call: Call) -> str:
        """Return the key of the record with the caller's value."""
        return f"{call.account.tenant}/{self.name}/{call.params.get('language', '')}"

    def value(self, call: Call) -> JSON:
        """Return the caller's value."""
        value = as_object(call.work.record(PROVIDER, "setting", self.key(call))).get("value", self.default)
        return in_full(self.schema, as_object(value)) if self.schema else value

    def keep(self, call: Call, value: JSON) -> None:
        """Set the caller's value."""
        call.work.put_record(PROVIDER, "setting", self.key(call), {"value": value}, call.account.tenant)

    def forget(self, call: Call) -> None:
        """Reset the caller's value to the default."""
        call.work.delete_record(PROVIDER, "setting", self.key(call))

    def require(self, call: Call) -> None:
        """Refuse a call that needs a value when none is set, if a switch of the account says so.

        Raises:
            ErrorResponse: It does, and there is none.
        """
        method, status = self.refused_method or ("", 0)
        if method != call.method or call.work.record(PROVIDER, "setting", self.key(call)) is not None:
            return
        if switch(call.work, call.account.tenant, "unset") == "refused":
            if status == 400:
                raise invalid(f"{self.word}.notFound", "The specified resource was not found.")
            raise not_found(self.word, call.params.get("language", self.word))


FEATURE_SETTINGS = Setting(
    "/api/account/admin/accountSettings/featureSettings",
    "account.admin.accountSettings.featureSettings",
    FEATURES,
    _CHANGED,
    schema="AccountFeatureSettings",
)
PACKAGE_SETTINGS = Setting(
    "/api/account/admin/accountSettings/packageSettings",
    "account.admin.accountSettings.packageSettings",
    PACKAGE_DEFAULTS,
    _CHANGED,
    schema="AccountPackageSettings",
)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "/api/dataRetentionSettings/dataManagementPolicy",
        "data_retention.policy",
        RETENTION,
        schema="DataManagementPolicy",
    ),
    Setting(
        "/api/dataRetentionSettings/expiryTimeConfiguration",
        "data_retention.expiry_time",
        {"remainingDays": 0, "maximumRemainingDays": 120},
        schema="ExpiryTimeConfiguration",
    ),
    Setting("/api/passwordPolicy", "account.password_policy", PASSWORDS, schema="PasswordPolicy", responses="nothing"),
    Setting("/api/account/signingThemes", "account.signing_themes", {}, _KEPT, are_themes, "either", ("GET", 400)),
    Setting(
        "/api/account/admin/signingUiOptions",
        "account.admin.signingUiOptions",
        SIGNING_PAGES,
        _CHANGED,
        schema="SigningUiOptions",
    ),
    FEATURE_SETTINGS,
    PACKAGE_SETTINGS,
    *(
        Setting(f"/api/account/admin/{name}", f"account.admin.{name.replace('/', '.')}", {}, _CHANGED)
        for name in (
            "chooseSignature",
            "accountSettings/designerSettings",
            "accountSettings/emailReminderSettings",
            "accountSettings/limitSupportedLanguages",
            "accountSettings/signatureLayout",
        )
    ),
    Setting(
        "/api/account/admin/accountSettings/systemSettings",
        "account.admin.accountSettings.systemSettings",
        SYSTEM,
        _CHANGED,
        schema="SystemSettings",
    ),
    Setting(
        "/api/account/admin/accountSettings/attachmentsWhitelist",
        "account.admin.accountSettings.attachmentsWhitelist",
        [],
        ("PUT", "DELETE"),
        lambda value: are_texts(value) or is_object(value),  # nobody published its form
    ),
    Setting(
        "/api/account/admin/accountSettings/attachmentsBlacklist",
        "account.admin.accountSettings.attachmentsBlacklist",
        ["EXE"],
        (),
    ),
    Setting(
        "/api/accountConfig/handoverUrl/{language}",
        "account_config.handover_url",
        methods=_KEPT,
        fits=is_link,
        refused_method=("GET", 404),
    ),
    Setting(
        "/api/accountConfig/declineReasons/{language}",
        "account_config.decline_reasons",
        [],
        _KEPT,
        are_texts,
        refused_method=("GET", 404),
    ),
    Setting(
        "/api/accountConfig/idvWorkflowConfigs",
        "account_config.idv_workflows",
        [],
        _KEPT,
        are_workflows,
        "nothing",
        ("DELETE", 400),
    ),
    Setting("/api/accountConfig/ifWorkflows", "account_config.if_workflows", [], ()),
)


def _declare(setting: Setting) -> None:
    def get(call: Call) -> Response:
        setting.require(call)
        value = setting.value(call)
        return empty_response(204) if value is None else json_response(value)

    def write(call: Call) -> Response:
        value = call.json()
        if not setting.fits(value):
            raise invalid(f"{setting.word}.invalid", "The body does not have the form needed here.")
        if call.method == "PATCH":
            value = merged(as_object(setting.value(call)), as_object(value))
        elif call.method == "POST" and switch(call.work, call.account.tenant, "created_again") == "adds":
            value = _added(setting.value(call), value)
        setting.keep(call, value)
        value = setting.value(call)
        call.record(call.operation)
        bare = setting.responses == "either" and call.method == "PUT" and as_openapi(call)
        return done(call) if bare or setting.responses == "nothing" else json_response(value)

    def delete(call: Call) -> Response:
        setting.require(call)
        setting.forget(call)
        call.record(call.operation)
        return done(call)

    ROUTES.get(setting.path, f"{setting.name}.get")(get)
    for method in setting.methods:
        if method == "DELETE":
            ROUTES.delete(setting.path, f"{setting.name}.delete")(delete)
        else:
            ROUTES.add(method, setting.path, f"{setting.name}.{_VERBS[method]}")(write)


def merged(current: JSONObject, changes: JSONObject) -> JSONObject:
    """Return an object with some members changed; nested objects are merged."""
    result = {**current, **changes}
    for name, value in changes.items():
        if is_object(value) and is_object(current.get(name)):
            result[name] = merged(as_object(current[name]), as_object(value))
    return result


def _added(current: JSON, added: JSON) -> JSON:
    """Return a list or an object with new elements or members added."""
    if isinstance(added, list):
        return [*(item for item in as_list(current) if item not in added), *added]
    return {**as_object(current), **as_object(added)}


for _setting in SETTINGS:
    _declare(_setting)


# Two groups of settings together

_BOTH = "/api/account/admin/accountSettings"
_GROUPS = {"accountFeatureSettings": FEATURE_SETTINGS, "accountPackageSettings": PACKAGE_SETTINGS}


@ROUTES.get(_BOTH, "account.admin.accountSettings.get")
def get_both(call: Call) -> Response:
    """`GET /account/admin/accountSettings`."""
    return json_response({name: group.value(call) for name, group in _GROUPS.items()})


@ROUTES.add("PATCH", _BOTH, "account.admin.accountSettings.patch")
def patch_both(call: Call) -> Response:
    """`PATCH /account/admin/accountSettings`: each group as in a call of its own."""
    changes = call.json_object()
    for name, group in _GROUPS.items():
        if name in changes:
            group.keep(call, merged(as_object(group.value(call)), as_object(changes[name])))
    call.record(call.operation)
    return get_both(call)


@ROUTES.delete(_BOTH, "account.admin.accountSettings.delete")
def reset_both(call: Call) -> Response:
    """`DELETE /account/admin/accountSettings`: both groups get their defaults."""
    for group in _GROUPS.values():
        group.forget(call)
    call.record(call.operation)
    return done(call)
