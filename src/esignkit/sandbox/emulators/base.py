"""The base of the emulators: requests, routes and handlers, and the errors of a service."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast
from urllib.parse import quote

from attrs import define, field, frozen
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from esignkit.sandbox.domain.model import Transaction
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.multipart import MalformedBody, Part, read_parts
from esignkit.sandbox.wire import JSON, JSONObject, as_object

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery, Webhook


class ErrorResponse(Exception):
    """An error response of the service; what the handler did is rolled back.

    Args:
        response: The service's own error response, e.g. `json_response({"code": 404}, 404)`.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with status {response.status_code}")
        self.response = response


@define
class Call:
    """One request, as a handler sees it."""

    method: str
    base_url: str
    """Scheme, host and port under which the client reached the sandbox."""
    headers: Headers = field(repr=False)
    query_string: bytes = b""
    body: bytes = field(default=b"", repr=False)
    params: dict[str, str] = field(factory=dict[str, str])
    """Path parameters of the route's template, decoded."""
    operation: str = ""
    """Name of the route's operation."""
    provider: str = ""
    _work: UnitOfWork | None = field(default=None, repr=False, alias="work")
    _account: Account | None = field(default=None, repr=False, alias="account")

    @property
    def work(self) -> UnitOfWork:
        """The store transaction in which the handler runs; committed when it returns, rolled back when it raises."""
        if self._work is None:
            raise RuntimeError("a call has its work only while its handler runs")
        return self._work

    @property
    def account(self) -> Account:
        """The account that the request's credentials belong to; public routes have none."""
        if self._account is None:
            raise RuntimeError(f"{self.operation} is a public route and knows no account")
        return self._account

    @property
    def tenant(self) -> str:
        """The account's tenant; empty while nobody is identified."""
        return self._account.tenant if self._account else ""

    def begin(self, work: UnitOfWork) -> None:
        """Set the work; the application does this."""
        self._work = work

    def identify(self, account: Account) -> None:
        """Set the account; the application does this with what `Emulator.authenticate` returns."""
        self._account = account

    def query(self, name: str) -> str | None:
        """Return a query parameter; None when absent or empty."""
        values = QueryParams(self.query_string).getlist(name)
        return values[0] or None if values else None

    def query_items(self) -> list[tuple[str, str]]:
        """Return all query parameters in order."""
        return QueryParams(self.query_string).multi_items()

    def json(self) -> JSON:
        """Return the JSON body, whatever the content type says; None for an empty body.

        Raises:
            MalformedBody: The body is not JSON.
        """
        return read_json(self.body)

    def json_object(self) -> JSONObject:
        """Return the JSON object in the body; an empty body is an empty object.

        Raises:
            MalformedBody: The body is no JSON object.
        """
        value = self.json()
        if value is not None and not isinstance(value, dict):
            raise MalformedBody("a JSON object is needed here")
        return as_object(value)

    @property
    def is_multipart(self) -> bool:
        """Whether the body claims to be multipart."""
        return self.headers.get("content-type", "").lower().startswith("multipart/")

    def parts(self) -> list[Part]:
        """Return the parts of a multipart body in the order sent.

        Raises:
            MalformedBody: The body is not multipart or breaks off.
        """
        return read_parts(self.headers.get("content-type", ""), self.body)

    def record(self, operation: str, transaction_id: str = "") -> None:
        """Record an operation in the ledger: call it once for everything that changed something.

        Args:
            operation: What was executed, e.g. `packages.create`.
            transaction_id: The service's id of the transaction concerned, if any.
        """
        self.work.record_effect(self.provider, self.account.tenant, operation, transaction_id)

    def new_transaction(self, transaction_id: str, status: str, title: str = "") -> Transaction:
        """Return a new transaction of this account, not yet saved."""
        now = self.work.now
        return Transaction(transaction_id, self.provider, self.account.tenant, status, now, now, title)

    def transaction(self, transaction_id: str) -> Transaction | None:
        """Return a transaction of this service and account; None when it is unknown, deleted, or of another account."""
        transaction = self.work.transaction(transaction_id)
        if (
            transaction is None
            or transaction.deleted
            or (transaction.provider, transaction.tenant) != (self.provider, self.account.tenant)
        ):
            return None
        return transaction


Handler: TypeAlias = Callable[[Call], Response]


@frozen
class Route:
    """One operation of a service."""

    method: str
    template: str
    operation: str
    handler: Handler
    public: bool = False


class Routes:
    """A list of routes, filled by decorators.

    Example:
        ROUTES = Routes()

        @ROUTES.get("/api/packages/{packageId}", "packages.get")
        def get_package(call: Call) -> Response: ...
    """

    def __init__(self) -> None:
        self.all: list[Route] = []

    def get(self, template: str, operation: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        """Declare a GET operation; `public` routes need no credentials."""
        return self.add("GET", template, operation, public=public)

    def post(self, template: str, operation: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        """Declare a POST operation."""
        return self.add("POST", template, operation, public=public)

    def put(self, template: str, operation: str) -> Callable[[Handler], Handler]:
        """Declare a PUT operation."""
        return self.add("PUT", template, operation)

    def delete(self, template: str, operation: str) -> Callable[[Handler], Handler]:
        """Declare a DELETE operation."""
        return self.add("DELETE", template, operation)

    def add(self, method: str, template: str, operation: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        """Declare an operation of any method."""

        def declare(handler: Handler) -> Handler:
            self.all.append(Route(method, template, operation, handler, public))
            return handler

        return declare


class Emulator:
    """One service. A subclass gives its name, its routes and its errors."""

    provider: ClassVar[str]
    mount: ClassVar[str]
    """Path prefix of all its routes, e.g. `/esl`."""
    at_root: ClassVar[Sequence[str]] = ()
    """First path segments that are also served at the root of the host, for clients that drop the prefix."""
    base: ClassVar[str] = ""
    """The end of the service's base URL, which its documentation leaves out of the paths."""
    life_cycle: LifeCycle = LifeCycle()
    effects: ClassVar[Sequence[str]] = ()
    """Further names in the ledger, for what an operation does in addition."""

    def routes(self) -> Sequence[Route]:
        """Return all operations of the service."""
        return ()

    def set_up(self, work: UnitOfWork, account: Account) -> None:
        """Give a new or reset account what the service provides from the start (profiles, users)."""

    def switch(self, work: UnitOfWork, account: Account, values: JSONObject) -> JSONObject:
        """Change how the service behaves for an account, where its documentation leaves that open.

        Args:
            work: The unit of work.
            account: The account concerned.
            values: Switches to set; an empty object sets nothing.

        Returns:
            All switches as they stand then.

        Raises:
            ValueError: There is no such switch or value.
        """
        del work, account
        if values:
            raise ValueError(f"{self.provider} has no switch {', '.join(values)}")
        return {}

    def register_webhook(self, work: UnitOfWork, account: Account, url: str, settings: JSONObject) -> Webhook:
        """Register a URL for the owner of the sandbox, as the service's own call or its staff would.

        Args:
            work: The unit of work.
            account: The account whose events are meant.
            url: Where to.
            settings: What the service wants to know beside it.

        Raises:
            ValueError: The service does not take such settings.
        """
        return work.webhooks.add(self.provider, account.tenant, url, settings)

    def resend(self, work: UnitOfWork, delivery: Delivery) -> Delivery:
        """Post a delivery again, unchanged. A service whose deliveries differ each time overrides this."""
        return work.webhooks.resend(delivery.id)

    def authenticate(self, call: Call) -> Account:
        """Return the account whose credentials the request carries.

        Raises:
            ErrorResponse: They are missing, wrong or expired.
        """
        raise ErrorResponse(json_response({"message": f"{call.operation} needs credentials"}, 401))

    def malformed_body_error(self, error: MalformedBody) -> ErrorResponse:
        """Return the service's error for a body it cannot read."""
        return ErrorResponse(json_response({"message": str(error)}, 400))

    def transition_error(self, error: ValueError) -> ErrorResponse:
        """Return the service's error for a transition the core refused (`TransitionNotAllowed`, `PdfRefused`)."""
        return ErrorResponse(json_response({"message": str(error)}, 400))

    def unknown_route_error(self, method: str, path: str) -> ErrorResponse:
        """Return the service's response to a path or method it does not know."""
        return ErrorResponse(json_response({"message": f"the sandbox has no operation {method} {path}"}, 404))

    def internal_error(self) -> ErrorResponse:
        """Return the service's response to an error of its own."""
        return ErrorResponse(json_response({"message": "the sandbox failed; its log says why"}, 500))


def read_json(body: bytes) -> JSON:
    """Return the JSON value in a body; None for an empty one.

    Raises:
        MalformedBody: It is not JSON.
    """
    if not body.strip():
        return None
    try:
        return cast("JSON", json.loads(body))
    except ValueError as error:
        raise MalformedBody(f"the body is not JSON: {error}") from error


def json_response(value: JSON, status: int = 200, media_type: str = "application/json") -> Response:
    """Return a JSON response, under another media type where a service does so."""
    return Response(json.dumps(value, separators=(",", ":")), status_code=status, headers={"content-type": media_type})


def empty_response(status: int = 200) -> Response:
    """Return a response without a body."""
    return Response(status_code=status)


def file_response(content: bytes, media_type: str, filename: str) -> Response:
    """Return a download, with its file name in the form that every client reads (`filename*=UTF-8''…`)."""
    disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    return Response(content, headers={"content-type": media_type, "content-disposition": disposition})
