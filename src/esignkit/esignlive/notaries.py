"""Notaries: `client.notaries`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.operation import Json, Multipart, Part, Repeat
from esignkit.core.paging import Paging
from esignkit.core.readers import contents, nothing
from esignkit.esignlive.enums import SortDirection
from esignkit.esignlive.models.account import NotaryCommission, NotaryJournalEntry, NotarySeal
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.pages import NextWindow, ReadPage, window
from esignkit.esignlive.wire import ReadOptional
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["Notaries"]


class Notaries(Resource[Mode]):
    """The journal and commission of a notary."""

    @property
    def plan(self) -> Notaries[Plan]:
        """The same calls as values, not carried out."""
        return Notaries(PLANNER)

    @paged
    def journal(
        self,
        user_id: str,
        *,
        from_: int | None = None,
        to: int | None = None,
        page_size: int = 100,
        limit: int | None = None,
        dir: SortDirection | str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[NotaryJournalEntry]:
        """List what a notary did, fetched page by page.

        Args:
            user_id: The user.
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100.
            limit: Maximum number of items.
            dir: `asc` or `desc`.
            options: Options of each of the calls.

        Returns:
            A lazy list of entries.

        Raises:
            NotFoundError: There is no such user.
            ApiError: The service refused.

        HTTP: `GET /user/{userId}/journal`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        first = Operation(
            "notaries.journal",
            "GET",
            "/user/{userId}/journal",
            ReadPage(NotaryJournalEntry),
            {"userId": user_id},
            {**window(from_, to, page_size), "dir": dir},
            options=options,
        )
        return Paging(first, NextWindow(to, page_size), limit)

    @downloaded
    def journal_csv(self, user_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download a notary's journal, as CSV.

        Args:
            user_id: The user.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such user.
            ApiError: The service refused.

        HTTP: `GET /user/{userId}/journal/download`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "notaries.journal_csv",
            "GET",
            "/user/{userId}/journal/download",
            contents,
            {"userId": user_id},
            accept="text/csv",
            options=options,
        )

    @endpoint
    def commission(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[NotaryCommission | None]:
        """Retrieve a notary's commission.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Returns:
            The commission; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `GET /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.get`.
        """
        return Operation(
            "notaries.commission",
            "GET",
            "/account/senders/{senderId}/notaryCommission",
            ReadOptional(NotaryCommission),
            {"senderId": sender_id},
            options=options,
        )

    @endpoint
    def update_commission(
        self,
        sender_id: str,
        commission: NotaryCommission,
        *,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Change a notary's commission.

        Args:
            sender_id: The sender.
            commission: The commission.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.put`.
        """
        return Operation(
            "notaries.update_commission",
            "PUT",
            "/account/senders/{senderId}/notaryCommission",
            nothing,
            {"senderId": sender_id},
            body=Json(commission),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete_commission(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a notary's commission.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `DELETE /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.delete`.
        """
        return Operation(
            "notaries.delete_commission",
            "DELETE",
            "/account/senders/{senderId}/notaryCommission",
            nothing,
            {"senderId": sender_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def seal(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[NotarySeal | None]:
        """Retrieve a notary's seal.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Returns:
            The seal, its image in base64; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `GET /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.get`.
        """
        return Operation(
            "notaries.seal",
            "GET",
            "/account/senders/{senderId}/notaryCommission/seal",
            ReadOptional(NotarySeal),
            {"senderId": sender_id},
            options=options,
        )

    @endpoint
    def update_seal(
        self,
        sender_id: str,
        file: FileInput,
        *,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Set a notary's seal.

        Args:
            sender_id: The sender.
            file: The image.
            progress: Called with the bytes sent and the total.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.deletes`.
        """
        return Operation(
            "notaries.update_seal",
            "PUT",
            "/account/senders/{senderId}/notaryCommission/seal",
            nothing,
            {"senderId": sender_id},
            body=Multipart((Part("file", upload(file)),), progress),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete_seal(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a notary's seal.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `DELETE /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.delete`.
        """
        return Operation(
            "notaries.delete_seal",
            "DELETE",
            "/account/senders/{senderId}/notaryCommission/seal",
            nothing,
            {"senderId": sender_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )
