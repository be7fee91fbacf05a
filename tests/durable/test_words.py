"""Every write that is never repeated has an answer for the case that nobody knows whether it was carried out."""

from __future__ import annotations

from typing import Any

from esignkit.core.operation import Repeat
from tests.services import SERVICES
from tests.tables import in_one_test

MESSAGES = "somebody would get a second message"
TWICE = "there would be two of it, and both would count"
OVERWRITES = "it would take back what somebody changed since"
USED_UP = "what it uses up is good for one time, and its answer is a credential"
SIGNS = "it signs, or ends a document's state for good"
ACCOUNT = "it changes how the account works for everybody"
HARM = {
    "sessions.purge": SIGNS,
    "sessions.cancel_purge": SIGNS,
    "signers.send_invites": MESSAGES,
    "signers.update": OVERWRITES,
    "users.update": OVERWRITES,
    "users.update_by_username": OVERWRITES,
    "groups.create_user": TWICE,
    "documents.request_content": MESSAGES,
    "documents.start_advanced_proof": TWICE,
    "user_invitations.create": MESSAGES,
    "user_invitations.resend": MESSAGES,
    "webhooks.create": TWICE,
    "webhooks.resend": MESSAGES,
    "webhooks.check_token": USED_UP,
    "v4.setup_signer": MESSAGES,
    "v4.one_call_sign": SIGNS,
    "v4.proofs_token": USED_UP,
    "packages.bulk_send": TWICE,
    "packages.revault": SIGNS,
    "templates.start_fast_track": TWICE,
    "virtual_rooms.set_masked_fields": OVERWRITES,
    "sessions.from_user_token": USED_UP,
    "sessions.from_sender_token": USED_UP,
    "sessions.from_signer_token": USED_UP,
    "documents.replace": OVERWRITES,
    "documents.apply_layout": TWICE,
    "documents.sign": SIGNS,
    "documents.sign_all": SIGNS,
    "documents.localize_consent": OVERWRITES,
    "roles.unlock": OVERWRITES,
    "signer_verification.create": MESSAGES,
    "notifications.send": MESSAGES,
    "notifications.remind": MESSAGES,
    "notifications.send_sms": MESSAGES,
    "notifications.send_mobile": MESSAGES,
    "notifications.resend_sms": MESSAGES,
    "attachments.upload": TWICE,
    "supporting_documents.create": TWICE,
    "senders.update": OVERWRITES,
    "senders.invite": MESSAGES,
    "senders.reset_password": MESSAGES,
    "senders.change_password": OVERWRITES,
    "senders.set_signature": OVERWRITES,
    "delegates.create": TWICE,
    "account_roles.create": TWICE,
    "account_roles.assign": OVERWRITES,
    "groups.create": TWICE,
    "groups.add_member": TWICE,
    "groups.invite": MESSAGES,
    "custom_fields.create": TWICE,
    "user_custom_fields.create": TWICE,
    "callbacks.register_connector": ACCOUNT,
    "account.create_subaccount": TWICE,
    "account.update_settings": ACCOUNT,
    "account.create_signing_themes": ACCOUNT,
    "account.set_signing_logos": ACCOUNT,
    "account.delete_signing_logos": ACCOUNT,
    "account.create_idv_workflows": ACCOUNT,
    "account.create_handover_url": ACCOUNT,
    "account.create_decline_reasons": ACCOUNT,
    "account.update_configuration": ACCOUNT,
    "account.update_feature_settings": ACCOUNT,
    "account.update_package_settings": ACCOUNT,
    "account.update_signing_ui_options": ACCOUNT,
}
"""Calls that no question tells about, and why they are not simply made once more: a person has to look."""
NEVER = [
    operation
    for service in SERVICES.values()
    for operation in {o.name: o for o in service.operations() if o.repeat is Repeat.NEVER}.values()
]


@in_one_test("operation", NEVER, ids=lambda operation: operation.name)
def test_each_write_says_what_a_second_one_does(operation: Any) -> None:
    reconcile = operation.if_lost
    told = reconcile.ask or reconcile.orphan or reconcile.refused_twice
    assert bool(told) != (operation.name in HARM)


def test_no_other_call_is_listed() -> None:
    assert set(HARM) <= {one.name for one in NEVER}
