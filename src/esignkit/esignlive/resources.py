"""The parts of the API, as attributes of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from esignkit.core.endpoint import Mode, Runner, part

if TYPE_CHECKING:
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
    from esignkit.esignlive.signers import Signers, SignerVerification
    from esignkit.esignlive.supporting_documents import SupportingDocuments
    from esignkit.esignlive.templates import Templates
    from esignkit.esignlive.virtual_rooms import VirtualRooms

__all__ = ["Resources"]


class Resources(Generic[Mode]):
    """The parts of the API; each is loaded when it is first used."""

    _runner: Runner

    @part
    def packages(self) -> Packages[Mode]:
        """Packages ("transactions"): create, send, follow and download them."""
        from esignkit.esignlive.packages import Packages

        return Packages(self._runner)

    @part
    def documents(self) -> Documents[Mode]:
        """The documents of a package."""
        from esignkit.esignlive.documents import Documents

        return Documents(self._runner)

    @part
    def roles(self) -> Roles[Mode]:
        """Who signs a package."""
        from esignkit.esignlive.roles import Roles

        return Roles(self._runner)

    @part
    def approvals(self) -> Approvals[Mode]:
        """Signatures on the documents of a package."""
        from esignkit.esignlive.approvals import Approvals

        return Approvals(self._runner)

    @part
    def fields(self) -> Fields[Mode]:
        """Fields that belong to signatures."""
        from esignkit.esignlive.fields import Fields

        return Fields(self._runner)

    @part
    def document_fields(self) -> DocumentFields[Mode]:
        """Fields that belong to no signature: QR codes."""
        from esignkit.esignlive.document_fields import DocumentFields

        return DocumentFields(self._runner)

    @part
    def imprint_fields(self) -> ImprintFields[Mode]:
        """Labels printed on documents."""
        from esignkit.esignlive.document_fields import ImprintFields

        return ImprintFields(self._runner)

    @part
    def signers(self) -> Signers[Mode]:
        """What signers have to sign."""
        from esignkit.esignlive.signers import Signers

        return Signers(self._runner)

    @part
    def signer_verification(self) -> SignerVerification[Mode]:
        """How signers are verified."""
        from esignkit.esignlive.signers import SignerVerification

        return SignerVerification(self._runner)

    @part
    def notifications(self) -> Notifications[Mode]:
        """Mails and text messages to signers."""
        from esignkit.esignlive.notifications import Notifications

        return Notifications(self._runner)

    @part
    def attachments(self) -> Attachments[Mode]:
        """Files that signers were asked for."""
        from esignkit.esignlive.attachments import Attachments

        return Attachments(self._runner)

    @part
    def supporting_documents(self) -> SupportingDocuments[Mode]:
        """Papers kept beside a package."""
        from esignkit.esignlive.supporting_documents import SupportingDocuments

        return SupportingDocuments(self._runner)

    @part
    def audit(self) -> Audit[Mode]:
        """What was done to a package."""
        from esignkit.esignlive.audit import Audit

        return Audit(self._runner)

    @part
    def reports(self) -> Reports[Mode]:
        """Reports of the account."""
        from esignkit.esignlive.reports import Reports

        return Reports(self._runner)

    @part
    def reminders(self) -> Reminders[Mode]:
        """When signers are reminded."""
        from esignkit.esignlive.reminders import Reminders

        return Reminders(self._runner)

    @part
    def virtual_rooms(self) -> VirtualRooms[Mode]:
        """Video rooms of packages."""
        from esignkit.esignlive.virtual_rooms import VirtualRooms

        return VirtualRooms(self._runner)

    @part
    def templates(self) -> Templates[Mode]:
        """Templates, and packages made from them."""
        from esignkit.esignlive.templates import Templates

        return Templates(self._runner)

    @part
    def layouts(self) -> Layouts[Mode]:
        """Layouts of fields."""
        from esignkit.esignlive.layouts import Layouts

        return Layouts(self._runner)

    @part
    def callbacks(self) -> Callbacks[Mode]:
        """Where the service reports events."""
        from esignkit.esignlive.callbacks import Callbacks

        return Callbacks(self._runner)

    @part
    def senders(self) -> Senders[Mode]:
        """The users of the account."""
        from esignkit.esignlive.senders import Senders

        return Senders(self._runner)

    @part
    def delegates(self) -> Delegates[Mode]:
        """Who acts for a sender."""
        from esignkit.esignlive.delegates import Delegates

        return Delegates(self._runner)

    @part
    def groups(self) -> Groups[Mode]:
        """Groups of users, who may sign as one."""
        from esignkit.esignlive.groups import Groups

        return Groups(self._runner)

    @part
    def notaries(self) -> Notaries[Mode]:
        """Notaries: journal, commission, seal."""
        from esignkit.esignlive.notaries import Notaries

        return Notaries(self._runner)

    @part
    def account_roles(self) -> AccountRoles[Mode]:
        """Sets of permissions."""
        from esignkit.esignlive.account_roles import AccountRoles

        return AccountRoles(self._runner)

    @part
    def custom_fields(self) -> CustomFields[Mode]:
        """Fields that the account adds to its users."""
        from esignkit.esignlive.custom_fields import CustomFields

        return CustomFields(self._runner)

    @part
    def user_custom_fields(self) -> UserCustomFields[Mode]:
        """How the user fills those fields."""
        from esignkit.esignlive.custom_fields import UserCustomFields

        return UserCustomFields(self._runner)

    @part
    def data_retention(self) -> DataRetention[Mode]:
        """How long packages are kept."""
        from esignkit.esignlive.data_retention import DataRetention

        return DataRetention(self._runner)

    @part
    def account(self) -> Account[Mode]:
        """Account administration."""
        from esignkit.esignlive.account import Account

        return Account(self._runner)

    @part
    def sessions(self) -> Sessions[Mode]:
        """Sessions, and whom the credentials belong to."""
        from esignkit.esignlive.sessions import Sessions

        return Sessions(self._runner)

    @part
    def authentication_tokens(self) -> AuthenticationTokens[Mode]:
        """Tokens that open a session."""
        from esignkit.esignlive.sessions import AuthenticationTokens

        return AuthenticationTokens(self._runner)
