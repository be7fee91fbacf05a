"""The Ignisign emulator: base `/ignisign`, with `/v3` for every call and `/v4` for those of API 4.

The vendor's clients drop the path of their base URL, so both versions are at the root of the host too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.clock import Clock
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.base import Emulator, Handler, Route
from esignkit.sandbox.emulators.call import Call, ErrorResponse
from esignkit.sandbox.emulators.ignisign import (
    applications,
    authentication,
    documents,
    profiles,
    proofs,
    request_publishing,
    requests,
    seals,
    signer_profiles,
    signers,
    signing_page,
    version_4,
    webhooks,
)
from esignkit.sandbox.emulators.ignisign.behaviour_switches import MAX_BODY, set_switches, switch_table, switches_of
from esignkit.sandbox.emulators.ignisign.bodies import BODIES
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.evidence import EVIDENCE
from esignkit.sandbox.emulators.ignisign.life_cycle import IgnisignLifeCycle
from esignkit.sandbox.pdf import PdfRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery
    from esignkit.sandbox.emulators.base import SwitchRow
    from esignkit.sandbox.emulators.call import NotTaken
    from esignkit.sandbox.emulators.evidence import Evidence
    from esignkit.sandbox.emulators.multipart import MalformedBody
    from esignkit.sandbox.json_values import JSONObject

_BOTH = (
    authentication.ROUTES,
    applications.ROUTES,
    signers.ROUTES,
    documents.ROUTES,
    requests.ROUTES,
    request_publishing.ROUTES,
    proofs.ROUTES,
    webhooks.ROUTES,
)
_VERSIONS = {
    "v3": (*_BOTH, profiles.ROUTES, signers.ROUTES_V3, documents.ROUTES_V3, proofs.ROUTES_V3),
    "v4": (
        *_BOTH,
        signer_profiles.ROUTES_V4,
        proofs.ROUTES_V4,
        webhooks.ROUTES_V4,
        version_4.ROUTES_V4,
        seals.ROUTES_V4,
    ),
}


class IgnisignEmulator(Emulator):
    """Ignisign."""

    provider: ClassVar[str] = "ignisign"
    mount: ClassVar[str] = "/ignisign"
    max_body: ClassVar[int] = MAX_BODY
    at_root: ClassVar[Sequence[str]] = ("v3", "v4")
    life_cycle: LifeCycle = IgnisignLifeCycle()

    def routes(self) -> list[Route]:
        """Return the operations of both API versions."""
        calls = [
            Route(
                route.method, f"/{version}{route.template}", route.operation, _of(version, route.handler), route.public
            )
            for version, groups in _VERSIONS.items()
            for group in groups
            for route in group.all
        ]
        pages = [
            Route(route.method, route.template, route.operation, _of("v3", route.handler), route.public)
            for route in (*signing_page.ROUTES.all, *seals.ROUTES_PAGES.all)
        ]
        return [*calls, *pages]

    def set_up(self, work: UnitOfWork, account: Account) -> None:
        """Give an account its signature profiles and signer profiles."""
        profiles.set_up_profiles(work, account)
        signer_profiles.set_up_signer_profiles(work, account)

    def evidence_of(self, route: Route) -> Evidence | None:
        """Return how well an operation is known in its version."""
        version = route.template.split("/")[1]
        return EVIDENCE.get(version, EVIDENCE[""]).get(route.operation)

    def switch_table(self) -> Iterable[SwitchRow]:
        """Return the switches of the service, with their values and what they mean."""
        return switch_table()

    def switch(self, work: UnitOfWork, account: Account, values: JSONObject) -> JSONObject:
        """Set switches: the life of tokens (`token_life`, in seconds), and readings of the vendor's documentation."""
        return set_switches(work, account.tenant, values)

    def resend(self, work: UnitOfWork, delivery: Delivery) -> Delivery:
        """Post a delivery again, with a new single-use token."""
        return webhooks.resend(work, delivery)

    def authenticate(self, call: Call) -> Account:
        """Return the account whose token the request carries; the path must name the same application."""
        try:
            account = authentication.account_of(call)
            _require_context(call, account)
        except ServiceError as problem:
            raise problem.error_response(call.work.now) from problem
        return account

    def too_large_error(self, call: Call) -> ErrorResponse:
        """Return the error for a request that is too large."""
        return _too_large(call).error_response(call.work.now)

    def examine(self, call: Call, route: Route) -> Sequence[str]:
        """Say which members of the body the service does not know in this version of its API."""
        bodies = BODIES.get(route.template.split("/")[1])
        return [] if bodies is None else bodies.problems(call)

    def not_taken_error(self, call: Call, error: NotTaken) -> ErrorResponse:
        """Return the error for a body that is not valid."""
        problem = ServiceError(ErrorCode.BODY_INVALID, f"the body is not valid: {error}", errors=list(error.problems))
        return problem.error_response(call.work.now)

    def malformed_body_error(self, error: MalformedBody) -> ErrorResponse:
        """Return the error for a body that cannot be read."""
        return _error_response(ServiceError(ErrorCode.BODY_INVALID, str(error)))

    def transition_error(self, error: ValueError) -> ErrorResponse:
        """Return the error for a PDF that cannot be signed, or a call that the request's status does not allow."""
        if isinstance(error, PdfRefused):
            return _error_response(ServiceError(ErrorCode.PDF_CORRUPTED, str(error), reason=error.reason.value))
        return _error_response(ServiceError(ErrorCode.REQUEST_BAD_STATUS, str(error)))

    def unknown_route_error(self, method: str, path: str) -> ErrorResponse:
        """Return the error for an unknown path."""
        return _error_response(
            ServiceError(ErrorCode.NOT_YET_IMPLEMENTED, f"the sandbox has no operation {method} {path}")
        )

    def internal_error(self) -> ErrorResponse:
        """Return the response to an error in the sandbox itself."""
        return _error_response(ServiceError(ErrorCode.INTERNAL_ERROR, "the sandbox failed; its log says why"))


def _of(version: str, handler: Handler) -> Handler:
    """Return a handler for an API version, with its exceptions turned into the service's errors."""

    def handle(call: Call) -> Response:
        call.params["apiVersion"] = version
        try:
            authentication.require_right_version(call, version)
            if len(call.body) > switches_of(call.work, call.tenant).largest_request:
                raise _too_large(call)
            return handler(call)
        except ServiceError as problem:
            raise problem.error_response(call.work.now) from problem

    return handle


def _too_large(call: Call) -> ServiceError:
    """Return the error for a request that is too large; the list of API 3 has no code for it."""
    code = ErrorCode.FILE_TOO_LARGE if call.template.startswith("/v4/") else ErrorCode.BAD_REQUEST
    limit = switches_of(call.work, call.tenant).largest_request
    return ServiceError(code, f"a request has at most {limit} bytes")


def _require_context(call: Call, account: Account) -> None:
    app_id, app_env = call.params.get("appId"), call.params.get("appEnv")
    if app_env is not None and app_env not in authentication.ENVIRONMENTS:
        raise ServiceError(ErrorCode.PARAMS_INVALID, f"appEnv must be one of {', '.join(authentication.ENVIRONMENTS)}")
    if app_id not in {None, account.ignisign_app_id} or app_env not in {None, account.ignisign_app_env}:
        raise ServiceError(ErrorCode.INVALID_CONTEXT, "the token belongs to another application or environment")


def _error_response(problem: ServiceError) -> ErrorResponse:
    # These are refused outside any work, where only the machine's time is at hand.
    return problem.error_response(Clock().now())
