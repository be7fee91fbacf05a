"""An eSignLive client without a network: its settings, and calls driven by hand."""

from __future__ import annotations

import functools
from typing import Any

from esignkit.core.context import Context
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Flow
from esignkit.core.settings import Settings
from esignkit.esignlive.account import Account
from esignkit.esignlive.account_roles import AccountRoles
from esignkit.esignlive.approvals import Approvals
from esignkit.esignlive.attachments import Attachments
from esignkit.esignlive.audit import Audit
from esignkit.esignlive.callbacks import Callbacks
from esignkit.esignlive.custom_fields import CustomFields, UserCustomFields
from esignkit.esignlive.data_retention import DataRetention
from esignkit.esignlive.delegates import Delegates
from esignkit.esignlive.document_fields import DocumentFields, ImprintFields
from esignkit.esignlive.documents import Documents
from esignkit.esignlive.fields import Fields
from esignkit.esignlive.groups import Groups
from esignkit.esignlive.layouts import Layouts
from esignkit.esignlive.notaries import Notaries
from esignkit.esignlive.notifications import Notifications
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.reminders import Reminders
from esignkit.esignlive.reports import Reports
from esignkit.esignlive.roles import Roles
from esignkit.esignlive.senders import Senders
from esignkit.esignlive.sessions import AuthenticationTokens, Sessions
from esignkit.esignlive.settings import resolve
from esignkit.esignlive.signers import Signers, SignerVerification
from esignkit.esignlive.supporting_documents import SupportingDocuments
from esignkit.esignlive.templates import Templates
from esignkit.esignlive.virtual_rooms import VirtualRooms
from tests.support import AnswerLike, Record, Sent, context_of, drive, reply

KEY = "WVdECUMScUZGGGBGOlhVODdGNXFkR253SA=="
"""The seed's own key."""

PEOPLE = b"tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n,Ada,Byron,ada@example.com\r\n"
"""A file that can be sent in bulk."""

packages: Packages[Plan] = Packages(PLANNER)
documents: Documents[Plan] = Documents(PLANNER)
roles: Roles[Plan] = Roles(PLANNER)
sessions: Sessions[Plan] = Sessions(PLANNER)
tokens: AuthenticationTokens[Plan] = AuthenticationTokens(PLANNER)
account: Account[Plan] = Account(PLANNER)
account_roles: AccountRoles[Plan] = AccountRoles(PLANNER)
approvals: Approvals[Plan] = Approvals(PLANNER)
attachments: Attachments[Plan] = Attachments(PLANNER)
audit: Audit[Plan] = Audit(PLANNER)
callbacks: Callbacks[Plan] = Callbacks(PLANNER)
custom_fields: CustomFields[Plan] = CustomFields(PLANNER)
user_custom_fields: UserCustomFields[Plan] = UserCustomFields(PLANNER)
data_retention: DataRetention[Plan] = DataRetention(PLANNER)
delegates: Delegates[Plan] = Delegates(PLANNER)
document_fields: DocumentFields[Plan] = DocumentFields(PLANNER)
imprint_fields: ImprintFields[Plan] = ImprintFields(PLANNER)
fields: Fields[Plan] = Fields(PLANNER)
groups: Groups[Plan] = Groups(PLANNER)
notaries: Notaries[Plan] = Notaries(PLANNER)
notifications: Notifications[Plan] = Notifications(PLANNER)
reminders: Reminders[Plan] = Reminders(PLANNER)
reports: Reports[Plan] = Reports(PLANNER)
senders: Senders[Plan] = Senders(PLANNER)
signer_verification: SignerVerification[Plan] = SignerVerification(PLANNER)
signers: Signers[Plan] = Signers(PLANNER)
supporting_documents: SupportingDocuments[Plan] = SupportingDocuments(PLANNER)
templates: Templates[Plan] = Templates(PLANNER)
layouts: Layouts[Plan] = Layouts(PLANNER)
virtual_rooms: VirtualRooms[Plan] = VirtualRooms(PLANNER)


def settings(**given: Any) -> Settings:
    arguments: dict[str, Any] = dict.fromkeys(
        (
            "api_key",
            "session_id",
            "client_app",
            "oauth",
            "token",
            "auth",
            "environment",
            "base_url",
            "api_version",
            "retry",
        )
    )
    arguments |= {"timeout": 60.0, **given}
    return resolve("ESignLive", **arguments)


def context(record: Record | None = None, **given: Any) -> Context:
    return context_of(settings(**given) if given else usual_settings(), record)


@functools.cache
def usual_settings() -> Settings:
    return settings(api_key=KEY, environment="us2-sandbox")


def run(flow: Flow[Any], *answers: AnswerLike, record: Record | None = None, **given: Any) -> tuple[Any, Record]:
    record = record or Record()
    return drive(flow, answers or [reply(200, {"id": "new"})], context(record, **given), record)


def sent_by(flow: Flow[Any], *answers: AnswerLike, **given: Any) -> Sent:
    """The one request that a call makes."""
    _, record = run(flow, *answers, **given)
    assert len(record.sent) == 1
    return record.sent[0]
