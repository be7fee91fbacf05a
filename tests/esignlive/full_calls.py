"""Every call with a JSON body, made with a body that has all its members; and every query, with all its parameters."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

import esignkit.esignlive as esl
from esignkit.core.model import Model
from tests.esignlive import more_samples, samples
from tests.esignlive.helper import (
    account,
    account_roles,
    approvals,
    callbacks,
    custom_fields,
    data_retention,
    delegates,
    document_fields,
    documents,
    fields,
    groups,
    imprint_fields,
    layouts,
    notaries,
    notifications,
    packages,
    reminders,
    reports,
    roles,
    senders,
    signer_verification,
    templates,
    tokens,
    user_custom_fields,
    virtual_rooms,
)

M = TypeVar("M", bound=Model)
FILE = ("a.pdf", b"%PDF-1.7\n%%EOF\n")


def full(cls: type[M], sample: Any = None, **more: Any) -> M:
    """Return the model of a sample, by the name of its class when none is given."""
    if sample is None:
        sample = next(one for name, one in more_samples.SAMPLES.values() if name == cls.__name__)
    return cls.from_wire({**copy.deepcopy(sample), **more})


PACKAGE = full(esl.Package, samples.PACKAGE)
NO_DOCUMENTS = full(esl.Package, samples.PACKAGE, documents=None)
DOCUMENT = full(esl.Document, samples.DOCUMENT)
PHRASE = full(esl.Document, samples.DOCUMENT, base64Content="JVBERi0=")
CONFIRMED = full(esl.SignedDocument, samples.DOCUMENT, handdrawn="b64")
APPROVAL = full(esl.Approval, samples.DOCUMENT["approvals"][0])
FIELD = full(esl.Field, samples.FIELD)
RULED = full(esl.ConditionalField, samples.FIELD, conditions=[more_samples.RULE])
LABEL = full(esl.ImprintField, samples.DOCUMENT["imprintFields"][0])
ROLE = full(esl.Role, samples.ROLE)
SENDER = full(esl.Sender, samples.SENDER)
GROUP = full(esl.Group, samples.SIGNER["group"])
MEMBER = full(esl.GroupMember, samples.SIGNER["group"]["members"][0])
USER_FIELD = full(esl.UserCustomField, samples.USER["userCustomFields"][0])
ASSIGNED = full(esl.UserAccountRole)
ACCOUNT_ROLE = (ASSIGNED.account_roles or [])[0]
SCHEDULE = full(esl.PackageReminderSchedule)
EVENTS = [one.value for one in esl.CallbackEventName]

FULL: list[Any] = [
    tokens.create_sender_token("p"),
    tokens.create_signer_token("p", "s", session_fields={"a": "b"}),
    tokens.create_signer_token("p", "s", multi_use=True, session_fields={"a": "b"}),
    packages.create(PACKAGE),
    packages.create(NO_DOCUMENTS, files=[FILE]),
    packages.clone("p", PACKAGE),
    packages.bulk_send("p", b"tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n,A,B,a@example.com\r\n", name="n", description="d"),
    templates.create(PACKAGE),
    templates.start_fast_track("k", [ROLE]),
    layouts.create("p", "n", document_id="d", visibility="SENDER"),
    documents.create("p", PHRASE),
    documents.create("p", DOCUMENT, file=FILE),
    documents.create_many("p", [DOCUMENT, DOCUMENT], files=[FILE, FILE]),
    documents.replace("p", "d", PHRASE),
    documents.replace("p", "d", DOCUMENT, file=FILE),
    documents.reorder("p", [DOCUMENT]),
    documents.delete_many("p", ["d"]),
    documents.sign("p", CONFIRMED),
    documents.sign_all("p", ["d"], handdrawn="b64"),
    documents.set_visibility("p", full(esl.DocumentVisibility)),
    approvals.create("p", "d", APPROVAL),
    approvals.replace_all("p", "d", [APPROVAL]),
    approvals.update("p", "d", APPROVAL, approval_id="a"),
    fields.create("p", "d", FIELD, approval_id="a"),
    fields.create_with_id("p", "d", FIELD, approval_id="a", field_id="f"),
    fields.update("p", "d", FIELD, approval_id="a", field_id="f"),
    fields.set_conditions("p", "d", RULED, approval_id="a", field_id="f"),
    document_fields.create("p", "d", FIELD),
    document_fields.replace_all("p", "d", [FIELD]),
    document_fields.update("p", "d", FIELD, field_id="f"),
    imprint_fields.create("p", "d", LABEL),
    imprint_fields.update("p", "d", LABEL, field_id="f"),
    roles.create("p", ROLE),
    roles.reorder("p", [ROLE]),
    signer_verification.create("p", "r", full(esl.Verification, payload="p")),
    signer_verification.update("p", "r", full(esl.Verification, payload="p")),
    notifications.remind("p", email="a@example.com", message="m"),
    reminders.create("p", SCHEDULE),
    reminders.update("p", SCHEDULE),
    virtual_rooms.update("p", full(esl.VirtualRoom)),
    senders.create(SENDER),
    senders.change_password("s", email="a@example.com", password="o", new_password="n"),
    delegates.replace_all("s", [full(esl.DelegationUser)]),
    groups.create(GROUP),
    groups.update("g", GROUP),
    groups.add_member("g", MEMBER),
    groups.invite("g", MEMBER),
    groups.invite("g", full(esl.User, samples.USER)),
    account_roles.create(ACCOUNT_ROLE),
    account_roles.update("ar", ACCOUNT_ROLE),
    account_roles.assign("s", ASSIGNED),
    custom_fields.create(full(esl.CustomField)),
    custom_fields.update(full(esl.CustomField)),
    user_custom_fields.create(USER_FIELD),
    user_custom_fields.update(USER_FIELD),
    notaries.update_commission("s", full(esl.NotaryCommission)),
    data_retention.update_policy(full(esl.DataManagementPolicy)),
    data_retention.update_expiry(full(esl.ExpiryTimeConfiguration)),
    callbacks.register("https://h.example", key="k", events=EVENTS),
    callbacks.register_connector("dynamics", "https://h.example", key="k", events=EVENTS),
    account.create_subaccount(full(esl.SubAccount)),
    account.update_subaccount("sa", full(esl.SubAccount)),
    account.update_password_policy(full(esl.PasswordPolicy)),
]

DAYS = {"start_date": "2018-12-12Z", "end_date": "2019-01-31Z"}
SPAN = {"from_": "2018-12-12Z", "to": "2019-01-31Z"}
OWNER: dict[str, Any] = {"owner_user_id": "u", "owner_email": "a@example.com"}
FOUND: dict[str, Any] = {"search": "s", "search_type": "exact", "visibility": "SENDER", "from_": 1, "to": 9}

ASKED: list[Any] = [
    packages.list(
        query="inbox",
        predefined="sent",
        type="TEMPLATE",
        sort="name",
        dir="asc",
        last_updated_start_date="2018-12-12Z",
        last_updated_end_date="2019-01-31Z",
        fields="id",
        **FOUND,
        **OWNER,
    ),
    packages.get("p", raw_signature_capture=True),
    packages.evidence_summary("p", utf8=True).bytes(),
    packages.download_zip("p", flatten=True).bytes(),
    packages.signing_status("p", signer="s", document="d"),
    packages.referenced_conditions("p", document_id="d", field_id="f"),
    documents.download("p", "d", flatten=True, utf8=True).bytes(),
    documents.apply_layout("p", "d", layout_id="l", remove_out_of_bound=True),
    documents.apply_layout("p", "d", layout_name="l"),
    layouts.list(query="q", type="LAYOUT", sort="name", dir="asc", summary=True, **FOUND, **OWNER),
    notifications.send_sms("p", "r", in_person=True),
    notifications.resend_sms("t"),
    senders.list(search="s", dir="asc", role_id="r"),
    senders.update("s", raw_signature_capture=True),
    senders.change_password("s", email="e", password="o", new_password="n", raw_signature_capture=True),
    groups.list(dir="desc", request_type="manager", name="n"),
    account_roles.of_sender("s", account_id="acc"),
    custom_fields.list(from_=1, to=9, dir="asc"),
    virtual_rooms.get("p", default=True),
    reports.usage(**SPAN),
    reports.completion(**SPAN, sender_id="s", status="SENT", summary=True),
    reports.delegation(**SPAN, sender_id="s"),
    reports.sender_transaction_summary(from_=1, to=9, sender_id="s", **DAYS),
    reports.transaction_summary(from_=1, to=9, sender_id="s", status="SENT", **DAYS),
    *(account.settings(name) for name in ("accountSettings", "packageSettings", "featureSettings", "signingUiOptions")),
    *(account.reset_settings(n) for n in ("accountSettings", "packageSettings", "featureSettings", "signingUiOptions")),
    account.update_settings("packageSettings", {"inPerson": True}),
    account.update_settings("featureSettings", {"groups": True}),
    account.update_settings("signingUiOptions", {"overviewOptions": {"title": True}}),
]
