"""Layouts of fields: `client.layouts`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read
from esignkit.esignlive.enums import PackageType, SearchType, SortDirection, SortField, Visibility
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.operation import Operation, post
from esignkit.esignlive.pages import NextWindow, list_by_window, window
from esignkit.types import CallOptions

__all__ = ["Layouts"]


class Layouts(Resource[Mode]):
    """Layouts: where fields are, to be put on other documents with `documents.apply_layout`."""

    @property
    def plan(self) -> Layouts[Plan]:
        """The same calls as values, not carried out."""
        return Layouts(PLANNER)

    @paged
    def list(
        self,
        *,
        query: str | None = None,
        type: PackageType | str | None = None,
        search: str | None = None,
        search_type: SearchType | str | None = None,
        visibility: Visibility | str | None = None,
        from_: int | None = None,
        to: int | None = None,
        page_size: int | None = None,
        sort: SortField | str | None = None,
        dir: SortDirection | str | None = None,
        summary: bool | None = None,
        owner_user_id: str | None = None,
        owner_email: str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Package]:
        """List layouts, fetched page by page while the list is walked.

        Args:
            query: The folder.
            type: The type.
            search: Text to look for.
            search_type: How `search` compares; without it, as a wildcard.
            visibility: Who sees them.
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100.
            sort: `created`, `updated` or `name`.
            dir: `asc` or `desc`.
            summary: Little about each.
            owner_user_id: Another user's layouts in place of yours; needs the permission for it.
            owner_email: The same, by e-mail address.
            limit: Maximum number of items.

        Returns:
            A lazy list of layouts.

        HTTP: `GET /layouts`
        Source: OneSpan Sign's OpenAPI 11.51, `api.layouts.get`.
        """
        return list_by_window(
            "layouts.list",
            "/layouts",
            Package,
            {
                "query": query,
                "type": type,
                "search": search,
                "searchtype": search_type,
                "visibility": visibility,
                **window(from_, to, page_size),
                "sort": sort,
                "dir": dir,
                "summary": summary,
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
        package_id: str,
        name: str,
        *,
        document_id: str,
        visibility: Visibility | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Package]:
        """Create a layout from one document of a package.

        Args:
            package_id: The package.
            name: Name of the layout.
            document_id: The document; a layout has exactly one.
            visibility: Who sees it.

        Returns:
            The layout.

        Raises:
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /layouts`
        Source: OneSpan Sign's OpenAPI 11.51, `api.layouts.post`.
        """
        body = Package(
            id=package_id,
            name=name,
            type=PackageType.LAYOUT,
            visibility=None if visibility is None else Visibility(visibility),
            documents=[Document(id=document_id)],
        )
        return post(
            "layouts.create",
            "/layouts",
            read(Package),
            body=Json(body),
            if_lost=Reconcile(
                "layouts.list(search=…) finds it by its name", ask="esignkit.esignlive.reconciliation:layout_created"
            ),
            options=options,
        )
