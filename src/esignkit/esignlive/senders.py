"""Users of the account: `client.senders`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import SortDirection
from esignkit.esignlive.models.shared import Address
from esignkit.esignlive.models.user import External, Sender
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.pages import NextWindow, list_by_window, window
from esignkit.esignlive.response_readers import ReadMany, ReadOptional
from esignkit.esignlive.sender_signatures import SenderSignatures
from esignkit.esignlive.signer_enums import SenderStatus, SenderType
from esignkit.types import JSON, UNSET, CallOptions, Maybe, Secret

__all__ = ["Senders"]

_SENDER = Entity("/account/senders/{senderId}", Sender)


class Senders(SenderSignatures[Mode]):
    """The users of an account, who may send packages."""

    @property
    def plan(self) -> Senders[Plan]:
        """The same calls as values, not carried out."""
        return Senders(PLANNER)

    @paged
    def list(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        page_size: int = 100,
        limit: int | None = None,
        search: str | None = None,
        dir: SortDirection | str | None = None,
        role_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Sender]:
        """List the senders of the account, fetched page by page.

        Args:
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100.
            limit: Maximum number of items.
            search: Text to look for.
            dir: `asc` or `desc`.
            role_id: Only those with this account role.

        Returns:
            A lazy list of senders. A window is always asked for: without one the service gives a single sender.

        HTTP: `GET /account/senders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders.get`.
        """
        return list_by_window(
            "senders.list",
            "/account/senders",
            Sender,
            {**window(from_, to, page_size), "search": search, "dir": dir, "roleId": role_id},
            NextWindow(to, page_size),
            limit=limit,
            options=options,
        )

    @endpoint
    def create(self, sender: Sender, *, options: CallOptions | None = None) -> Operation[Sender]:
        """Invite somebody to the account.

        Args:
            sender: Whom; e-mail address, first and last name.

        Returns:
            The sender, with the id.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders.post`.
        """
        return post(
            "senders.create",
            "/account/senders",
            read(Sender),
            body=Json(sender),
            if_lost=Reconcile(
                "senders.list(search=…) finds it by its address", ask="esignkit.esignlive.reconciliation:sender_created"
            ),
            options=options,
        )

    @endpoint
    def get(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[Sender]:
        """Retrieve one sender.

        Args:
            sender_id: The sender.

        Returns:
            The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.get`.
        """
        return _SENDER.get("senders.get", {"senderId": sender_id}, options)

    @endpoint
    def update(
        self,
        sender_id: str,
        *,
        type: Maybe[SenderType | str | None] = UNSET,
        status: Maybe[SenderStatus | str | None] = UNSET,
        first_name: Maybe[str | None] = UNSET,
        last_name: Maybe[str | None] = UNSET,
        email: Maybe[str | None] = UNSET,
        company: Maybe[str | None] = UNSET,
        title: Maybe[str | None] = UNSET,
        phone: Maybe[str | None] = UNSET,
        language: Maybe[str | None] = UNSET,
        timezone_id: Maybe[str | None] = UNSET,
        address: Maybe[Address | None] = UNSET,
        external: Maybe[External | None] = UNSET,
        data: Maybe[dict[str, JSON] | None] = UNSET,
        raw_signature_capture: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Sender | None]:
        """Change what is given of a sender and leave the rest; `None` clears.

        Args:
            sender_id: The sender.
            type: Rank in the account.
            status: State in the account.
            first_name: First name.
            last_name: Last name.
            email: Address.
            company: Company.
            title: Title.
            phone: Phone number.
            language: Language, such as `en`.
            timezone_id: Time zone, such as `GMT`.
            address: Postal address.
            external: Where the sender is known outside.
            data: Your own attributes.
            raw_signature_capture: Answer a drawn signature as vectors.

        Returns:
            The `Sender` as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.post`.
        """
        return post(
            "senders.update",
            "/account/senders/{senderId}",
            ReadOptional(Sender),
            {"senderId": sender_id},
            {"rawSignatureCapture": raw_signature_capture},
            body=Json(
                {
                    "type": type,
                    "status": status,
                    "firstName": first_name,
                    "lastName": last_name,
                    "email": email,
                    "company": company,
                    "title": title,
                    "phone": phone,
                    "language": language,
                    "timezoneId": timezone_id,
                    "address": address,
                    "external": external,
                    "data": data,
                }
            ),
            if_lost=Reconcile("senders.get(sender_id) shows how it is now"),
            options=options,
        )

    @endpoint
    def delete(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a sender from the account.

        Args:
            sender_id: The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `DELETE /account/senders/{senderId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delete`.
        """
        return _SENDER.delete("senders.delete", {"senderId": sender_id}, options)

    @endpoint
    def invite(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[Sender | None]:
        """Send the invitation once more.

        Args:
            sender_id: The sender.

        Returns:
            The `Sender` as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/invite`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.invite.post`.
        """
        return post(
            "senders.invite",
            "/account/senders/{senderId}/invite",
            ReadOptional(Sender),
            {"senderId": sender_id},
            if_lost=Reconcile("senders.get(sender_id).status tells INVITED from ACTIVE; a second mail may do no harm"),
            options=options,
        )

    @endpoint
    def reset_password(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[Sender | None]:
        """Send a sender the means to choose another password.

        Args:
            sender_id: The sender.

        Returns:
            The sender; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/resetpassword`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.resetpassword.post`.
        """
        return post(
            "senders.reset_password",
            "/account/senders/{senderId}/resetpassword",
            ReadOptional(Sender),
            {"senderId": sender_id},
            if_lost=Reconcile("no call tells; repeat it only if a second message does no harm"),
            options=options,
        )

    @endpoint
    def change_password(
        self,
        sender_id: str,
        *,
        email: str,
        password: str | Secret,
        new_password: str | Secret,
        raw_signature_capture: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Sender | None]:
        """Change a sender's password.

        Args:
            sender_id: The sender.
            email: The sender's address.
            password: The password as it is.
            new_password: The password as it is to be.
            raw_signature_capture: Answer a drawn signature as vectors.

        Returns:
            The sender; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/password`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.password.post`.
        """
        return post(
            "senders.change_password",
            "/account/senders/{senderId}/password",
            ReadOptional(Sender),
            {"senderId": sender_id},
            {"rawSignatureCapture": raw_signature_capture},
            body=Json({"email": email, "password": Secret(password), "newPassword": Secret(new_password)}),
            if_lost=Reconcile("sign in with the new password, then with the old one"),
            options=options,
        )

    @paged
    def contacts(self, *, options: CallOptions | None = None) -> Paging[Sender]:
        """List the contacts of the one whom the credentials belong to.

        Returns:
            The contacts.

        HTTP: `GET /users`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return listing("senders.contacts", "/users", ReadMany(Sender), options=options)
