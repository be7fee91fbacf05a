"""Mails and messages to signers: `client.notifications`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile
from esignkit.core.response_readers import nothing
from esignkit.esignlive.operation import Operation, post
from esignkit.types import CallOptions, Secret

__all__ = ["Notifications"]

_IF_LOST = Reconcile("no call tells; repeat it only if a second message does no harm")


class Notifications(Resource[Mode]):
    """Mails and text messages to signers of a package that was sent; none goes out twice by itself."""

    @property
    def plan(self) -> Notifications[Plan]:
        """The same calls as values, not carried out."""
        return Notifications(PLANNER)

    @endpoint
    def send(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Send the signer of a role another mail.

        Args:
            package_id: The package.
            role_id: The role.

        Raises:
            NotFoundError: There is no such package or role.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/roles/{roleId}/notifications`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.notifications.post`.
        """
        return post(
            "notifications.send",
            "/packages/{packageId}/roles/{roleId}/notifications",
            nothing,
            {"packageId": package_id, "roleId": role_id},
            if_lost=_IF_LOST,
            options=options,
        )

    @endpoint
    def remind(
        self, package_id: str, *, email: str, message: str | None = None, options: CallOptions | None = None
    ) -> Operation[None]:
        """Send one signer a reminder with a text of yours.

        Args:
            package_id: The package.
            email: The signer's address.
            message: The text.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/notifications`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.notifications.post`.
        """
        return post(
            "notifications.remind",
            "/packages/{packageId}/notifications",
            nothing,
            {"packageId": package_id},
            body=Json({"email": email, **({} if message is None else {"message": message})}),
            if_lost=_IF_LOST,
            options=options,
        )

    @endpoint
    def send_sms(
        self, package_id: str, role_id: str, *, in_person: bool | None = None, options: CallOptions | None = None
    ) -> Operation[None]:
        """Send the signer of a role a text message; the service allows 50 for each package.

        Args:
            package_id: The package.
            role_id: The role.
            in_person: For signing in person.

        Raises:
            NotFoundError: There is no such package or role.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/roles/{roleId}/sms_notification`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.sms_notifications.post`.
        """
        return post(
            "notifications.send_sms",
            "/packages/{packageId}/roles/{roleId}/sms_notification",
            nothing,
            {"packageId": package_id, "roleId": role_id},
            {"inPerson": in_person},
            if_lost=_IF_LOST,
            options=options,
        )

    @endpoint
    def send_mobile(
        self, package_id: str, document_id: str, *, approval_id: str, options: CallOptions | None = None
    ) -> Operation[None]:
        """Send a signer the link to draw the signature on a phone.

        Args:
            package_id: The package.
            document_id: The document.
            approval_id: The signature.

        Raises:
            NotFoundError: There is no such package, document or signature.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/mobile_notification`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return post(
            "notifications.send_mobile",
            "/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/mobile_notification",
            nothing,
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id},
            if_lost=_IF_LOST,
            options=options,
        )

    @endpoint
    def resend_sms(self, login_token: str | Secret, *, options: CallOptions | None = None) -> Operation[None]:
        """Send the passcode of a login once more, as the signer.

        Args:
            login_token: The token of the login.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /sms/resend`
        Source: OneSpan Sign's OpenAPI 11.51, `api.sms.resend.post`.
        """
        return post(
            "notifications.resend_sms",
            "/sms/resend",
            nothing,
            query={"loginToken": Secret(login_token)},
            if_lost=_IF_LOST,
            options=options,
        )
