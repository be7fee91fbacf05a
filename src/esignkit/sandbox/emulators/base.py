"""The base of the emulators: routes and handlers, and what a service answers where no handler does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.call import Call, ErrorResponse, NotTaken, json_response
from esignkit.sandbox.emulators.evidence import Evidence
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import JSON, JSONObject

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery, Webhook

Handler: TypeAlias = Callable[[Call], Response]


@frozen
class Route:
    """One operation of a service."""

    method: str
    template: str
    operation: str
    handler: Handler
    public: bool = False
    max_body: int | None = None
    """Bytes of the largest request; None is what the service has for all its operations."""


@frozen
class SwitchRow:
    """One switch of a service, for the console and the documentation."""

    name: str
    default: JSON
    positions: tuple[JSON, ...]
    """The values it takes; empty for a bool or a number."""
    about: str


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

    def add(
        self, method: str, template: str, operation: str, *, public: bool = False, max_body: int | None = None
    ) -> Callable[[Handler], Handler]:
        """Declare an operation of any method."""

        def declare(handler: Handler) -> Handler:
            self.all.append(Route(method, template, operation, handler, public, max_body))
            return handler

        return declare


class Emulator:
    """One service. A subclass gives its name, its routes and its errors."""

    provider: ClassVar[str]
    mount: ClassVar[str]
    """Path prefix of all its routes, e.g. `/esl`."""
    at_root: ClassVar[Sequence[str]] = ()
    """First path segments that are also served at the root of the host, for clients that drop the prefix."""
    on_every_port: ClassVar[bool] = False
    """Whether it is also reached, below its prefix, on the other services' own ports; it has no port of its own."""
    max_body: ClassVar[int] = 1024 * 1024
    """Bytes of the largest request that is read; of a larger one the emulator sees that it is too large."""
    base: ClassVar[str] = ""
    """The end of the service's base URL, which its documentation leaves out of the paths."""
    own_pages_only: ClassVar[bool] = False
    """Whether of all web pages only the sandbox's own may call it."""
    logged: ClassVar[bool] = True
    """Whether calls of its operations are in the request log."""
    life_cycle: LifeCycle = LifeCycle()
    evidence: ClassVar[Mapping[str, Evidence]] = {}
    """How well each operation is known."""
    effects: ClassVar[Sequence[str]] = ()
    """Further names in the ledger, for what an operation does in addition."""

    def routes(self) -> Sequence[Route]:
        """Return all operations of the service."""
        return ()

    def evidence_of(self, route: Route) -> Evidence | None:
        """Return how well an operation is known; None when no label was given to it."""
        own = route.template.startswith("/_sandbox/")
        return Evidence.OWN if own else self.evidence.get(route.operation)

    def set_up(self, work: UnitOfWork, account: Account) -> None:
        """Give a new or reset account what the service provides from the start (profiles, users)."""

    def switch_table(self) -> Iterable[SwitchRow]:
        """Return the switches of the service, with their values and what they mean."""
        return ()

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

    def too_large_error(self, call: Call) -> ErrorResponse:
        """Return the service's error for a request that is larger than `call.max_body`."""
        return ErrorResponse(json_response({"message": f"this request has at most {call.max_body} bytes"}, 413))

    def examine(self, call: Call, route: Route) -> Sequence[str]:
        """Say what in a request's body the service would not take, before the call is carried out.

        Args:
            call: The request, identified.
            route: The operation.

        Returns:
            A sentence for each; the handler may refuse the call for reasons of its own.
        """
        del call, route
        return ()

    def review(self, call: Call) -> Sequence[str]:
        """Say what the service would not take in what a call has just changed, such as a place beside the page.

        Args:
            call: The request, whose work is not committed yet.

        Returns:
            A sentence for each.
        """
        del call
        return ()

    def not_taken_error(self, call: Call, error: NotTaken) -> ErrorResponse:
        """Return the service's error for what it only warns of unless it is strict."""
        del call
        return self.malformed_body_error(MalformedBody(str(error)))

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
