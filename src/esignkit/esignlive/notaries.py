"""Notaries: `client.notaries`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.operation import Json, Multipart, Part
from esignkit.core.paging import Paging
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import SortDirection
from esignkit.esignlive.models.account import NotaryCommission, NotaryJournalEntry, NotarySeal
from esignkit.esignlive.operation import Operation, download, replacement
from esignkit.esignlive.pages import NextWindow, ReadPage, window
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["Notaries"]

_COMMISSION = Entity("/account/senders/{senderId}/notaryCommission", NotaryCommission)
_SEAL = Entity("/account/senders/{senderId}/notaryCommission/seal", NotarySeal)


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

        Returns:
            A lazy list of entries.

        Raises:
            NotFoundError: There is no such user.

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

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such user.

        HTTP: `GET /user/{userId}/journal/download`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return download(
            "notaries.journal_csv",
            "/user/{userId}/journal/download",
            {"userId": user_id},
            accept="text/csv",
            options=options,
        )

    @endpoint
    def commission(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[NotaryCommission | None]:
        """Retrieve a notary's commission.

        Args:
            sender_id: The sender.

        Returns:
            The commission; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.get`.
        """
        return _COMMISSION.find("notaries.commission", {"senderId": sender_id}, options)

    @endpoint
    def update_commission(
        self, sender_id: str, commission: NotaryCommission, *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Change a notary's commission.

        Args:
            sender_id: The sender.
            commission: The commission.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `PUT /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.put`.
        """
        return replacement(
            "notaries.update_commission",
            "/account/senders/{senderId}/notaryCommission",
            {"senderId": sender_id},
            Json(commission),
            options=options,
        )

    @endpoint
    def delete_commission(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a notary's commission.

        Args:
            sender_id: The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `DELETE /account/senders/{senderId}/notaryCommission`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.delete`.
        """
        return _COMMISSION.delete("notaries.delete_commission", {"senderId": sender_id}, options)

    @endpoint
    def seal(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[NotarySeal | None]:
        """Retrieve a notary's seal.

        Args:
            sender_id: The sender.

        Returns:
            The seal, its image in base64; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.get`.
        """
        return _SEAL.find("notaries.seal", {"senderId": sender_id}, options)

    @endpoint
    def update_seal(
        self, sender_id: str, file: FileInput, *, progress: Progress | None = None, options: CallOptions | None = None
    ) -> Operation[None]:
        """Set a notary's seal.

        Args:
            sender_id: The sender.
            file: The image.
            progress: Called with the bytes sent and the total.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `PUT /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.deletes`.
        """
        return replacement(
            "notaries.update_seal",
            "/account/senders/{senderId}/notaryCommission/seal",
            {"senderId": sender_id},
            Multipart((Part("file", upload(file)),), progress),
            options=options,
        )

    @endpoint
    def delete_seal(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a notary's seal.

        Args:
            sender_id: The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `DELETE /account/senders/{senderId}/notaryCommission/seal`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.notaryCommission.seal.delete`.
        """
        return _SEAL.delete("notaries.delete_seal", {"senderId": sender_id}, options)
