"""Lists of sessions by status, and by your own transaction id."""

from __future__ import annotations

from esignkit.constellation1.enums import SessionColumn, SortOrder
from esignkit.constellation1.models.responses import SessionLite
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.pages import PAGE_SIZE, NextPage, ReadPage, check_page, check_page_size
from esignkit.constellation1.response_readers import ReadSessions
from esignkit.constellation1.wire_format import owner
from esignkit.core.arguments import refuse_empty
from esignkit.core.caller_warnings import deprecated
from esignkit.core.endpoint import Mode, paged
from esignkit.core.paging import Paging, one_page
from esignkit.types import CallOptions

__all__ = ["SessionLists"]

_MOST_LITE = 50


class SessionLists(Resource[Mode]):
    """The part of `client.sessions` that lists sessions."""

    @paged
    def list_archived(
        self,
        *,
        page_size: int = PAGE_SIZE,
        first_page: int = 0,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SessionLite]:
        """List the archived sessions' ids, fetched page by page while the list is walked.

        Args:
            page_size: Sessions per page.
            first_page: Number of the page to begin with, from 0.
            limit: Maximum number of items.

        Returns:
            The sessions; of each the id is known, and what the service sends beyond it.

        HTTP: `GET /v1/sessions/archived/{pageSize}/{pageNum}`
        Source: Constellation1's REST documentation, GetArchivedSessions.
        """
        path = "/v1/sessions/archived/{pageSize}/{pageNum}"
        return _bucket("sessions.list_archived", path, page_size, first_page, limit, options)

    @paged
    def list_deleted(
        self,
        *,
        page_size: int = PAGE_SIZE,
        first_page: int = 0,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SessionLite]:
        """List the deleted sessions' ids, fetched page by page while the list is walked.

        Args:
            page_size: Sessions per page.
            first_page: Number of the page to begin with, from 0.
            limit: Maximum number of items.

        Returns:
            The sessions; of each the id is known, and what the service sends beyond it.

        HTTP: `GET /v1/sessions/deleted/{pageSize}/{pageNum}`
        Source: Constellation1's REST documentation, GetDeletedSessions.
        """
        path = "/v1/sessions/deleted/{pageSize}/{pageNum}"
        return _bucket("sessions.list_deleted", path, page_size, first_page, limit, options)

    @paged
    def list_expired(
        self,
        *,
        page_size: int = PAGE_SIZE,
        first_page: int = 0,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SessionLite]:
        """List the expired sessions' ids, fetched page by page while the list is walked.

        Args:
            page_size: Sessions per page.
            first_page: Number of the page to begin with, from 0.
            limit: Maximum number of items.

        Returns:
            The sessions; of each the id is known, and what the service sends beyond it.

        HTTP: `GET /v1/sessions/expired/{pageSize}/{pageNum}`
        Source: Constellation1's REST documentation, GetExpiredSessions.
        """
        path = "/v1/sessions/expired/{pageSize}/{pageNum}"
        return _bucket("sessions.list_expired", path, page_size, first_page, limit, options)

    @paged
    def list_lite_by_transaction_id(
        self,
        transaction_id: str,
        *,
        username: str | None = None,
        sort_by: SessionColumn | str = SessionColumn.CREATED_ON,
        sort_order: SortOrder | str = SortOrder.ASC,
        page_size: int = _MOST_LITE,
        first_page: int = 0,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SessionLite]:
        """List the headers of the sessions with a transaction id, page by page; the service's preferred way.

        Args:
            transaction_id: Your own key, as `SessionInfo.transaction_id` had it.
            username: User name (e-mail address) of the owner; the client's `username` when left out.
            sort_by: Column to sort by.
            sort_order: Which end comes first.
            page_size: Sessions per page, at most 50.
            first_page: Number of the page to begin with, from 0.
            limit: Maximum number of items.

        Returns:
            The sessions' headers.

        Raises:
            ValueError: The page size or the page's number is beyond what the service takes.

        HTTP: `GET /v1/sessions/lite/{username}/{transactionId}/{pageSize}/{pageNum}/sortBy`
        Source: Constellation1's REST documentation, GetSessionsLiteByTransactionId.
        """
        refuse_empty("sort_by", sort_by)
        refuse_empty("sort_order", sort_order)
        first_call = Operation(
            "sessions.list_lite_by_transaction_id",
            "GET",
            "/v1/sessions/lite/{username}/{transactionId}/{pageSize}/{pageNum}/sortBy",
            ReadPage(SessionLite),
            {
                "username": owner(username),
                "transactionId": transaction_id,
                "pageSize": check_page_size(page_size, _MOST_LITE),
                "pageNum": check_page(first_page),
            },
            {"colName": SessionColumn(sort_by).value, "sortOrder": SortOrder(sort_order).value},
            options=options,
        )
        return Paging(first_call, NextPage("pageNum", first_page * page_size), limit)

    @paged
    @deprecated("the service means to give this call up; use list_lite_by_transaction_id()")
    def list_by_transaction_id(
        self, transaction_id: str, *, username: str | None = None, options: CallOptions | None = None
    ) -> Paging[Session]:
        """List the sessions with a transaction id, whole. The service means to give this call up.

        Args:
            transaction_id: Your own key, as `SessionInfo.transaction_id` had it.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The sessions.

        HTTP: `GET /v1/users/{userName}/transactions/{transactionId}`
        Source: Constellation1's REST documentation, GetSessionsByTransactionId.
        """
        return one_page(
            Operation(
                "sessions.list_by_transaction_id",
                "GET",
                "/v1/users/{userName}/transactions/{transactionId}",
                ReadSessions(),
                {"userName": owner(username), "transactionId": transaction_id},
                options=options,
            )
        )

    @paged
    @deprecated("the service means to give this call up; use list_lite_by_transaction_id()")
    def list_metadata_by_transaction_id(
        self, transaction_id: str, *, username: str | None = None, options: CallOptions | None = None
    ) -> Paging[Session]:
        """List the sessions with a transaction id, the quicker way. The service means to give this call up too.

        Args:
            transaction_id: Your own key, as `SessionInfo.transaction_id` had it.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The sessions.

        HTTP: `GET /v2/users/{userName}/transactions/{transactionId}`
        Source: Constellation1's REST documentation, GetSessionsByTransactionIdMetadata.
        """
        return one_page(
            Operation(
                "sessions.list_metadata_by_transaction_id",
                "GET",
                "/v2/users/{userName}/transactions/{transactionId}",
                ReadSessions(),
                {"userName": owner(username), "transactionId": transaction_id},
                options=options,
            )
        )


def _bucket(
    name: str, path: str, page_size: int, first_page: int, limit: int | None, options: CallOptions | None
) -> Paging[SessionLite]:
    first_call = Operation(
        name,
        "GET",
        path,
        ReadPage(SessionLite, "signing_session_id"),
        {"pageSize": check_page_size(page_size), "pageNum": check_page(first_page)},
        options=options,
    )
    return Paging(first_call, NextPage("pageNum", first_page * page_size), limit)
