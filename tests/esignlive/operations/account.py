"""The account: how long it keeps data, where its news go, its settings."""

from __future__ import annotations

import esignkit.esignlive as esl
from esignkit.types import Secret
from tests.esignlive.operations.shared import AN_ID, ID, IDS
from tests.operations import IDEMPOTENT, Row, call, has

SETTINGS = "/account/admin/accountSettings"
THEME, THEME_JSON = {"n": esl.SigningTheme(color={"key": "#fff"})}, {"n": {"color": {"key": "#fff"}}}
WORKFLOW, WORKFLOW_JSON = esl.IdvWorkflow(id="w", type="DV", tenant="t"), {"id": "w", "type": "DV", "tenant": "t"}
LINK = esl.HandoverUrl(href="https://h.example", text="Home", title="Go")
LINK_JSON = {"href": "https://h.example", "text": "Home", "title": "Go"}

ROWS: list[Row] = [
    Row(
        call.data_retention.policy(),
        "GET /dataRetentionSettings/dataManagementPolicy",
        response={"transactionRetention": {"optedOut": 30, "lifetimeUntilCompletion": 9, "includeSent": True}},
        result=has("transaction_retention.opted_out", 30),
    ),
    Row(
        call.data_retention.update_policy(
            esl.DataManagementPolicy(transaction_retention=esl.TransactionRetention(lifetime_total=120))
        ),
        "PUT /dataRetentionSettings/dataManagementPolicy",
        body={"transactionRetention": {"lifetimeTotal": 120}},
        response={"transactionRetention": {"draft": 1}},
        result=has("transaction_retention.draft", 1),
    ),
    Row(
        call.data_retention.expiry(),
        "GET /dataRetentionSettings/expiryTimeConfiguration",
        response={"remainingDays": 5},
        result=has("remaining_days", 5),
    ),
    Row(
        call.data_retention.update_expiry(esl.ExpiryTimeConfiguration(remaining_days=5, maximum_remaining_days=9)),
        "PUT /dataRetentionSettings/expiryTimeConfiguration",
        body={"remainingDays": 5, "maximumRemainingDays": 9},
        response={"remainingDays": 5},
        result=has("remaining_days", 5),
    ),
    Row(
        call.callbacks.get(),
        "GET /callback",
        response={"url": "x", "key": "k", "events": ["PACKAGE_COMPLETE", "NEW_ONE"]},
        result=has("events", ["PACKAGE_COMPLETE", "NEW_ONE"]),
    ),
    Row(
        call.callbacks.register(
            "https://h.example/", key="the-key", events=["PACKAGE_COMPLETE", esl.CallbackEventName.EMAIL_BOUNCE]
        ),
        "POST /callback",
        body={"url": "https://h.example/", "key": "the-key", "events": ["PACKAGE_COMPLETE", "EMAIL_BOUNCE"]},
        repeat=IDEMPOTENT,
        secrets=("the-key",),
    ),
    Row(
        call.callbacks.register("https://h.example/", events=[]),
        "POST /callback",
        body={"url": "https://h.example/", "events": []},
        repeat=IDEMPOTENT,
        note="without a key",
    ),
    Row(
        call.callbacks.get_connector(esl.ConnectorOrigin.DYNAMICS_2015),
        "GET /callback/connectors/dynamics2015",
        response={"url": "x"},
        result=has("url", "x"),
    ),
    Row(
        call.callbacks.register_connector("sharepoint", "https://h.example/", events=["PACKAGE_COMPLETE"]),
        "POST /callback/connectors/sharepoint",
        body={"url": "https://h.example/", "events": ["PACKAGE_COMPLETE"]},
    ),
    Row(
        call.callbacks.register_connector(
            esl.ConnectorOrigin.DYNAMICS_2015, "https://h.example/", key=Secret("the-key"), events=["EMAIL_BOUNCE"]
        ),
        "POST /callback/connectors/dynamics2015",
        body={"url": "https://h.example/", "key": "the-key", "events": ["EMAIL_BOUNCE"]},
        secrets=("the-key",),
    ),
    Row(call.account.usage(), "GET /account/usage", response={"senders": 3}, result=has("senders", 3)),
    Row(call.account.subaccounts(), "GET /account/subaccounts", **IDS),
    Row(
        call.account.create_subaccount(esl.SubAccount(name="n", parent_account_id="a")),
        "POST /account/subaccounts",
        body={"name": "n", "parentAccountId": "a"},
        **AN_ID,
    ),
    Row(
        call.account.update_subaccount("sa", esl.SubAccount(name="n")),
        "PUT /account/subaccounts/sa",
        body={"name": "n"},
    ),
    Row(
        call.account.accessible_accounts(),
        "GET /account/accessibleaccounts",
        response=[{"accountUid": "x"}],
        result=has("0.account_uid", "x"),
    ),
    Row(
        call.account.subaccount_api_keys(),
        "GET /account/subaccountApiKeys",
        response=[{"apiKey": "x"}],
        result=has("0.api_key", Secret("x")),
    ),
    Row(call.account.password_policy(), "GET /passwordPolicy", response={"length": 8}, result=has("length", 8)),
    Row(call.account.update_password_policy(esl.PasswordPolicy(length=8)), "PUT /passwordPolicy", body={"length": 8}),
    Row(call.account.system_information(), "GET /sysinfo", response=ID, result=ID),
    Row(call.account.integration_workflows(), "GET /accountConfig/ifWorkflows", response=[ID], result=[ID]),
    Row(call.account.settings("chooseSignature"), "GET /account/admin/chooseSignature", response=ID, result=ID),
    Row(
        call.account.settings(esl.AdminSetting.PACKAGE_SETTINGS),
        "GET /account/admin/accountSettings/packageSettings",
        response=ID,
        result=ID,
    ),
    Row(
        call.account.update_settings("accountSettings", {"accountPackageSettings": {"inPerson": True}}),
        "PATCH /account/admin/accountSettings",
        body={"accountPackageSettings": {"inPerson": True}},
        response=ID,
        result=ID,
    ),
    Row(call.account.reset_settings("designerSettings"), "DELETE /account/admin/accountSettings/designerSettings"),
    Row(
        call.account.signing_themes(),
        "GET /account/signingThemes",
        response=THEME_JSON,
        result=has("n.color", {"key": "#fff"}),
    ),
    Row(
        call.account.create_signing_themes(THEME),
        "POST /account/signingThemes",
        body=THEME_JSON,
        response=THEME_JSON,
        result=has("n.color", {"key": "#fff"}),
    ),
    Row(
        call.account.update_signing_themes(THEME),
        "PUT /account/signingThemes",
        body=THEME_JSON,
        response=THEME_JSON,
        result=has("n.color", {"key": "#fff"}),
    ),
    Row(call.account.delete_signing_themes(), "DELETE /account/signingThemes"),
    Row(
        call.account.signing_logos(),
        "GET /account/admin/signingLogos",
        response=[{"language": "x"}],
        result=has("0.language", "x"),
    ),
    Row(
        call.account.set_signing_logos([esl.SigningLogo(language="fr", image="data:image/gif;base64,R0lG")]),
        "POST /account/admin/signingLogos",
        body=[{"language": "fr", "image": "data:image/gif;base64,R0lG"}],
    ),
    Row(call.account.delete_signing_logos(), "POST /account/admin/signingLogos", body={}),
    Row(call.account.idv_workflows(), "GET /accountConfig/idvWorkflowConfigs", **IDS),
    Row(call.account.create_idv_workflows([WORKFLOW]), "POST /accountConfig/idvWorkflowConfigs", body=[WORKFLOW_JSON]),
    Row(call.account.update_idv_workflows([WORKFLOW]), "PUT /accountConfig/idvWorkflowConfigs", body=[WORKFLOW_JSON]),
    Row(call.account.delete_idv_workflows(), "DELETE /accountConfig/idvWorkflowConfigs"),
    Row(
        call.account.handover_url("fr"),
        "GET /accountConfig/handoverUrl/fr",
        response={"href": "x"},
        result=has("href", "x"),
    ),
    Row(
        call.account.create_handover_url("zh-CN", LINK),
        "POST /accountConfig/handoverUrl/zh-CN",
        body=LINK_JSON,
        response={"href": "x"},
        result=has("href", "x"),
    ),
    Row(
        call.account.update_handover_url("fr", LINK),
        "PUT /accountConfig/handoverUrl/fr",
        body=LINK_JSON,
        response={"href": "x"},
        result=has("href", "x"),
    ),
    Row(call.account.delete_handover_url("fr"), "DELETE /accountConfig/handoverUrl/fr"),
    Row(call.account.decline_reasons("fr"), "GET /accountConfig/declineReasons/fr", response=["Non"], result=["Non"]),
    Row(
        call.account.create_decline_reasons("fr", ["Non"]),
        "POST /accountConfig/declineReasons/fr",
        body=["Non"],
        response=["Non"],
        result=["Non"],
    ),
    Row(
        call.account.update_decline_reasons("fr", ["Non", "Plus tard"]),
        "PUT /accountConfig/declineReasons/fr",
        body=["Non", "Plus tard"],
        response=["Non"],
        result=["Non"],
    ),
    Row(call.account.delete_decline_reasons("fr"), "DELETE /accountConfig/declineReasons/fr"),
    Row(
        call.account.configuration(),
        "GET /account/admin/accountSettings",
        response={"accountFeatureSettings": {"groups": True}},
        result=has("account_feature_settings.groups", True),
    ),
    Row(
        call.account.update_configuration(
            esl.AccountConfiguration(account_package_settings=esl.AccountPackageSettings(ada=True))
        ),
        "PATCH /account/admin/accountSettings",
        body={"accountPackageSettings": {"ada": True}},
        response={"accountPackageSettings": {"ada": True}},
        result=has("account_package_settings.ada", True),
    ),
    Row(
        call.account.feature_settings(),
        f"GET {SETTINGS}/featureSettings",
        response={"qnaAuth": True},
        result=has("qna_auth", True),
    ),
    Row(
        call.account.update_feature_settings(esl.AccountFeatureSettings(in_app_reports=False)),
        f"PATCH {SETTINGS}/featureSettings",
        body={"inAppReports": False},
        response={"qnaAuth": True},
        result=has("qna_auth", True),
    ),
    Row(
        call.account.package_settings(),
        f"GET {SETTINGS}/packageSettings",
        response={"showNseHelp": True},
        result=has("show_nse_help", True),
    ),
    Row(
        call.account.update_package_settings(esl.AccountPackageSettings(hide_watermark=True)),
        f"PATCH {SETTINGS}/packageSettings",
        body={"hideWatermark": True},
        response={"ada": True},
        result=has("ada", True),
    ),
    Row(
        call.account.signing_ui_options(),
        "GET /account/admin/signingUiOptions",
        response={"completeSummaryOptions": {"continue": True}},
        result=has("complete_summary_options.continue_", True),
    ),
    Row(
        call.account.update_signing_ui_options(
            esl.SigningUiOptions(complete_summary_options=esl.CompleteSummaryOptions(continue_=False))
        ),
        "PATCH /account/admin/signingUiOptions",
        body={"completeSummaryOptions": {"continue": False}},
        response={"overviewOptions": {"body": True}},
        result=has("overview_options.body", True),
    ),
    Row(
        call.account.settings("attachmentsBlacklist"),
        f"GET {SETTINGS}/attachmentsBlacklist",
        response=["EXE"],
        result=["EXE"],
    ),
    Row(
        call.account.update_settings("attachmentsWhitelist", ["PDF"]),
        f"PUT {SETTINGS}/attachmentsWhitelist",
        body=["PDF"],
        response=["PDF"],
        result=["PDF"],
    ),
    Row(call.account.reset_settings("accountSettings"), "DELETE /account/admin/accountSettings"),
    Row(call.account.reset_settings("packageSettings"), f"DELETE {SETTINGS}/packageSettings"),
    Row(call.account.reset_settings("featureSettings"), f"DELETE {SETTINGS}/featureSettings"),
    Row(call.account.reset_settings("signingUiOptions"), "DELETE /account/admin/signingUiOptions"),
]
