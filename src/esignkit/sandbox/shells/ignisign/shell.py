"""The Ignisign shell: base `/ignisign`, every call under `/v3`, and under `/v4` what is the same there.

The vendor's clients drop the path of their base URL, so both versions are at the root of the host too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.clock import Clock
from esignkit.sandbox.domain.work import LifeCycle
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.shells.base import Call, Handler, Refusal, Route, Shell
from esignkit.sandbox.shells.ignisign import (
    applications,
    documents,
    profiles,
    proofs,
    publish,
    requests,
    seals,
    signer_profiles,
    signers,
    signing_page,
    tokens,
    version_4,
    webhooks,
)
from esignkit.sandbox.shells.ignisign.life_cycle import IgnisignLife
from esignkit.sandbox.shells.ignisign.problems import Code, Problem
from esignkit.sandbox.shells.ignisign.switches import set_switches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.webhooks import Delivery
    from esignkit.sandbox.domain.work import Work
    from esignkit.sandbox.shells.multipart import MalformedBody
    from esignkit.sandbox.wire import JSONObject

_BOTH = (
    tokens.ROUTES,
    applications.ROUTES,
    signers.ROUTES,
    documents.ROUTES,
    requests.ROUTES,
    publish.ROUTES,
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


class IgnisignShell(Shell):
    """Ignisign."""

    provider: ClassVar[str] = "ignisign"
    mount: ClassVar[str] = "/ignisign"
    at_root: ClassVar[Sequence[str]] = ("v3", "v4")
    life_cycle: LifeCycle = IgnisignLife()

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

    def set_up(self, work: Work, account: Account) -> None:
        """Give an account its signature profiles and signer profiles."""
        profiles.set_up_profiles(work, account)
        signer_profiles.set_up_signer_profiles(work, account)

    def switch(self, work: Work, account: Account, values: JSONObject) -> JSONObject:
        """Set the life of tokens (`token_life`, in seconds), or choose between readings of the vendor's documents."""
        return set_switches(work, account.tenant, values)

    def resend(self, work: Work, delivery: Delivery) -> Delivery:
        """Post a delivery once more, with a new single-use token."""
        return webhooks.resend(work, delivery)

    def authenticate(self, call: Call) -> Account:
        """Return the account whose token the request carries; the path must name the same application."""
        try:
            account = tokens.account_of(call)
            _require_context(call, account)
        except Problem as problem:
            raise problem.refusal(call.work.now) from problem
        return account

    def refuse_body(self, error: MalformedBody) -> Refusal:
        """Refuse a body that is not what it claims to be."""
        return _refusal(Problem(Code.BODY_INVALID, str(error)))

    def refuse_act(self, error: ValueError) -> Refusal:
        """Refuse a PDF that cannot be signed, or an act that the request's state does not allow."""
        if isinstance(error, PdfRefused):
            return _refusal(Problem(Code.PDF_CORRUPTED, str(error), reason=error.reason.value))
        return _refusal(Problem(Code.REQUEST_BAD_STATUS, str(error)))

    def refuse_route(self, method: str, path: str) -> Refusal:
        """Refuse a path that the service does not know, or that is not served here yet."""
        return _refusal(Problem(Code.NOT_YET_IMPLEMENTED, f"the sandbox has no operation {method} {path}"))

    def refuse_fault(self) -> Refusal:
        """Answer to an error of the sandbox's own."""
        return _refusal(Problem(Code.INTERNAL_ERROR, "the sandbox failed; its log says why"))


def _of(version: str, handler: Handler) -> Handler:
    """Return a handler that knows its API version and whose problems become the service's refusals."""

    def handle(call: Call) -> Response:
        call.params["apiVersion"] = version
        try:
            tokens.require_right_version(call, version)
            return handler(call)
        except Problem as problem:
            raise problem.refusal(call.work.now) from problem

    return handle


def _require_context(call: Call, account: Account) -> None:
    app_id, app_env = call.params.get("appId"), call.params.get("appEnv")
    if app_env is not None and app_env not in tokens.ENVIRONMENTS:
        raise Problem(Code.PARAMS_INVALID, f"appEnv must be one of {', '.join(tokens.ENVIRONMENTS)}")
    if app_id not in {None, account.ignisign_app_id} or app_env not in {None, account.ignisign_app_env}:
        raise Problem(Code.INVALID_CONTEXT, "the token belongs to another application or environment")


def _refusal(problem: Problem) -> Refusal:
    # These are refused outside any work, where only the machine's time is at hand.
    return problem.refusal(Clock().now())
