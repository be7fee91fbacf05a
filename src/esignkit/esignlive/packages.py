"""Packages: `client.packages`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.operation import Json, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing, read
from esignkit.esignlive.enums import (
    PackageQuery,
    PackageStatus,
    PackageType,
    Predefined,
    SearchType,
    SigningStatus,
    SortDirection,
    SortField,
    Visibility,
)
from esignkit.esignlive.models.package import (
    Condition,
    Overview,
    Package,
    PackageLimits,
    SignedDocumentDelivery,
)
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.package_creation import IF_CREATED, PackageCreation, create_call
from esignkit.esignlive.package_details import PackageDetails
from esignkit.esignlive.package_downloads import PackageDownloads
from esignkit.esignlive.package_life_cycle import IF_MOVED, PackageLifeCycle, signing_status
from esignkit.esignlive.pages import NextWindow, list_by_window, window
from esignkit.esignlive.query import query_date
from esignkit.types import JSON, UNSET, CallOptions, FileInput, Maybe, Progress

if TYPE_CHECKING:
    from esignkit.esignlive.models.ceremony import PackageSettings

__all__ = ["Packages"]


class Packages(PackageCreation[Mode], PackageLifeCycle[Mode], PackageDetails[Mode], PackageDownloads[Mode]):
    """Packages, "transactions" in newer words: documents, the people who sign them, and how far they are."""

    @property
    def plan(self) -> Packages[Plan]:
        """The same calls as values, not carried out."""
        return Packages(PLANNER)

    @paged
    def list(
        self,
        *,
        query: PackageQuery | PackageStatus | str | None = None,
        predefined: Predefined | str | None = None,
        type: PackageType | str | None = None,
        visibility: Visibility | str | None = None,
        search: str | None = None,
        search_type: SearchType | str | None = None,
        last_updated_start_date: datetime | date | str | None = None,
        last_updated_end_date: datetime | date | str | None = None,
        from_: int | None = None,
        to: int | None = None,
        page_size: int | None = None,
        sort: SortField | str | None = None,
        dir: SortDirection | str | None = None,
        fields: str | None = None,
        owner_user_id: str | None = None,
        owner_email: str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Package]:
        """List packages or templates, fetched page by page while the list is walked.

        Args:
            query: The folder: `inbox`, `drafts` or `trashed`, or a status. Without it: all but the bin.
            predefined: Narrows the inbox.
            type: `TEMPLATE` lists templates in place of packages.
            visibility: Of templates only.
            search: Text to look for in names, descriptions and signers; the service finds at most 100.
            search_type: How `search` compares; without it, as a wildcard.
            last_updated_start_date: Only what was changed after this date.
            last_updated_end_date: Only what was changed before this date.
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100. Without it, the first page is as long as the service likes and
                the others hold 100.
            sort: What to sort by.
            dir: `asc` or `desc`.
            fields: `id` gives packages that hold nothing but their ids.
            owner_user_id: Another user's packages in place of yours; needs the permission for it.
            owner_email: The same, by e-mail address.
            limit: Maximum number of items.

        Returns:
            A lazy list of packages.

        HTTP: `GET /packages`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages.get`.
        """
        return list_by_window(
            "packages.list",
            "/packages",
            Package,
            {
                "query": query,
                "predefined": predefined,
                "type": type,
                "visibility": visibility,
                "search": search,
                "searchtype": search_type,
                "lastUpdatedStartDate": query_date("last_updated_start_date", last_updated_start_date),
                "lastUpdatedEndDate": query_date("last_updated_end_date", last_updated_end_date),
                **window(from_, to, page_size),
                "sort": sort,
                "dir": dir,
                "fields": fields,
                "ownerUserId": owner_user_id,
                "ownerEmail": owner_email,
            },
            NextWindow(to, page_size),
            limit=limit,
            options=options,
        )

    @endpoint
    def create(
        self,
        package: Package,
        *,
        files: Sequence[FileInput] | None = None,
        sender: Sender | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a package or template, with or without the files of its documents.

        Args:
            package: What to create. `status=PackageStatus.SENT` sends it at once; `type=PackageType.TEMPLATE` makes a
                template. The call's own id goes into its `data`, beside yours (`client_request_ids` of the client).
            files: One file for each document, in the order of `package.documents`; documents with `external` or
                `base64_content` take none. When the package names no documents, each file becomes one. Word,
                OpenDocument, text and PDF files of at most 16 MB.
            sender: The user of the account in whose name it is created; the caller then is no signer of it.
            progress: Called with the bytes sent and the total.

        Returns:
            The id of the package.

        Raises:
            ValueError: The number of files is not that of the documents.
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages.post`.
        """
        from esignkit.esignlive.package_body import from_sender, with_documents

        package, uploads = with_documents(from_sender(package, sender), files)
        return create_call("packages.create", package, uploads, progress, if_lost=IF_CREATED, options=options)

    @endpoint
    def get(
        self,
        package_id: str,
        *,
        raw_signature_capture: bool | None = None,
        extensions: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Package]:
        """Retrieve one package with its documents, roles and settings.

        Args:
            package_id: The package; an opaque text of at most 255 characters.
            raw_signature_capture: Give drawn signatures as vectors.
            extensions: `alerts` adds alerts.

        Returns:
            The package.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.get`.
        """
        return Operation(
            "packages.get",
            "GET",
            "/packages/{packageId}",
            read(Package),
            {"packageId": package_id},
            {"rawSignatureCapture": raw_signature_capture, "extensions": extensions},
            options=options,
        )

    @endpoint
    def signing_status(
        self,
        package_id: str,
        *,
        signer: str | None = None,
        document: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SigningStatus]:
        """Retrieve how far signing has come: of a package, or of one signer or document in it.

        Args:
            package_id: The package.
            signer: Id of a signer.
            document: Id of a document.

        Returns:
            The status. Of a package that has ended, `signer` and `document` count for nothing.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: The response holds no status.

        HTTP: `GET /packages/{packageId}/signingStatus`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.signingStatus.get`.
        """
        return signing_status(package_id, signer, document, options)

    @endpoint
    def overview(
        self,
        *,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Overview]:
        """Count the packages in each state.

        Args:
            start_date: Count only what was changed after this date.
            end_date: Count only what was changed before this date.

        Returns:
            The counters.

        HTTP: `GET /packages/overview`
        Source: OneSpan's documentation on managing transactions.
        """
        return Operation(
            "packages.overview",
            "GET",
            "/packages/overview",
            read(Overview),
            query={"startDate": query_date("start_date", start_date), "endDate": query_date("end_date", end_date)},
            options=options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        *,
        name: Maybe[str | None] = UNSET,
        description: Maybe[str | None] = UNSET,
        email_message: Maybe[str | None] = UNSET,
        language: Maybe[str | None] = UNSET,
        timezone_id: Maybe[str | None] = UNSET,
        autocomplete: Maybe[bool | None] = UNSET,
        due: Maybe[datetime | None] = UNSET,
        consent: Maybe[str | None] = UNSET,
        visibility: Maybe[Visibility | str | None] = UNSET,
        settings: Maybe[PackageSettings | None] = UNSET,
        status: Maybe[PackageStatus | str | None] = UNSET,
        trashed: Maybe[bool | None] = UNSET,
        notarized: Maybe[bool | None] = UNSET,
        notary_role_id: Maybe[str | None] = UNSET,
        limits: Maybe[PackageLimits | None] = UNSET,
        signed_document_delivery: Maybe[SignedDocumentDelivery | None] = UNSET,
        conditions: Maybe[Sequence[Condition] | None] = UNSET,
        bulk_sendable: Maybe[bool | None] = UNSET,
        data: Maybe[dict[str, JSON] | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Change what is given and leave the rest; `None` clears. Roles and documents have calls of their own.

        Args:
            package_id: A package or template that is a draft.
            name: Its name.
            description: Its description.
            email_message: Text of the invitations.
            language: Language, such as `en` or `zh-CN`.
            timezone_id: Time zone, such as `GMT`.
            autocomplete: Complete it with the last signature.
            due: When it expires.
            consent: The consent.
            visibility: Who sees it, for templates.
            settings: Its settings.
            status: Where it moves to; `send`, `complete`, `archive` and `revert_to_draft` say it more plainly.
            trashed: Whether it is in the trash.
            notarized: Whether a notary takes part.
            notary_role_id: The notary's role.
            limits: How much it may hold.
            signed_document_delivery: Where signed documents go.
            conditions: Rules between fields.
            bulk_sendable: Whether it can be sent in bulk, for templates.
            data: Your own attributes.

        Raises:
            ValidationError: The service refused what was sent, or the package is no draft.
            OutcomeUnknownError: A change of status may have been carried out: `get` tells.

        HTTP: `PUT /packages/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.post`.
        """
        changes: dict[str, object] = {
            "name": name,
            "description": description,
            "emailMessage": email_message,
            "language": language,
            "timezoneId": timezone_id,
            "autocomplete": autocomplete,
            "due": due,
            "consent": consent,
            "visibility": visibility,
            "settings": settings,
            "status": status,
            "trashed": trashed,
            "notarized": notarized,
            "notaryRoleId": notary_role_id,
            "limits": limits,
            "signedDocumentDelivery": signed_document_delivery,
            "conditions": conditions,
            "bulkSendable": bulk_sendable,
            "data": data,
        }
        # A change of status may send mail, so that one is never repeated.
        moves = status is not UNSET or "status" in ((options or {}).get("extra_body") or {})
        return Operation(
            "packages.update",
            "PUT",
            "/packages/{packageId}",
            nothing,
            {"packageId": package_id},
            body=Json({k: v for k, v in changes.items() if v is not UNSET}),
            repeat=Repeat.NEVER if moves else Repeat.IDEMPOTENT,
            if_lost=IF_MOVED,
            options=options,
        )
