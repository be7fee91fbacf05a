"""The eSignLive emulator: base `/esl/api`, host-root calls under `/esl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.transitions import EntriesRefused
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.base import Emulator, Route
from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.emulators.esignlive import (
    account,
    approvals,
    attachments,
    authentication,
    bulk,
    controls,
    document_parts,
    documents,
    in_app_reports,
    layouts,
    packages,
    reminders,
    reports,
    roles,
    senders,
    settings,
    signing,
    signing_logos,
    tokens,
    users,
    virtual_room,
    webhooks,
)
from esignkit.sandbox.emulators.esignlive.behaviour_switches import set_switches, switch, switch_table
from esignkit.sandbox.emulators.esignlive.bodies import BODIES
from esignkit.sandbox.emulators.esignlive.content import json_of
from esignkit.sandbox.emulators.esignlive.errors import error_response, invalid
from esignkit.sandbox.emulators.esignlive.evidence import EVIDENCE
from esignkit.sandbox.emulators.esignlive.life_cycle import ESignLiveLifeCycle
from esignkit.sandbox.emulators.esignlive.reviews import review
from esignkit.sandbox.emulators.esignlive.status_changes import STATUS_CHANGES
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import as_int, texts
from esignkit.sandbox.pdf import PdfRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Webhook
    from esignkit.sandbox.emulators.base import SwitchRow
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.evidence import Evidence
    from esignkit.sandbox.json_values import JSONObject

_MODULES = (
    packages,
    bulk,
    documents,
    document_parts,
    layouts,
    roles,
    signing,
    approvals,
    attachments,
    reminders,
    virtual_room,
    reports,
    in_app_reports,
    webhooks,
    senders,
    account,
    settings,
    signing_logos,
    tokens,
    controls,
)


class ESignLiveEmulator(Emulator):
    """eSignLive / OneSpan Sign. Its switches are listed in `behaviour_switches.py`, its states in `states.py`."""

    provider: ClassVar[str] = "esignlive"
    mount: ClassVar[str] = "/esl"
    base: ClassVar[str] = "/api"
    max_body: ClassVar[int] = 128 * 1024 * 1024
    evidence: ClassVar[Mapping[str, Evidence]] = EVIDENCE
    life_cycle: LifeCycle = ESignLiveLifeCycle()
    effects: ClassVar[Sequence[str]] = STATUS_CHANGES

    def routes(self) -> list[Route]:
        """Return all operations."""
        return [route for module in _MODULES for route in module.ROUTES.all]

    def set_up(self, work: UnitOfWork, account: Account) -> None:
        """Create the second user that the service's documentation sends packages for."""
        bob = {"email": "bobsmith@email.com", "firstName": "Bob", "lastName": "Smith"}
        user_id = f"bob-{account.tenant}"
        work.put_record(self.provider, "sender", user_id, users.declare_sender(user_id, bob), account.tenant)

    def switch_table(self) -> Iterable[SwitchRow]:
        """Return the switches of the service, with their values and what they mean."""
        return switch_table()

    def switch(self, work: UnitOfWork, account: Account, values: JSONObject) -> JSONObject:
        """Set switches."""
        return set_switches(work, account.tenant, values)

    def register_webhook(self, work: UnitOfWork, account: Account, url: str, settings: JSONObject) -> Webhook:
        """Replace the account's registration; without `events` it gets every event.

        Raises:
            ValueError: There are settings other than `key` and `events`.
        """
        unknown = set(settings) - {"key", "events"}
        if unknown:
            raise ValueError(f"an eSignLive callback has a key and events, not {', '.join(sorted(unknown))}")
        events = texts(settings.get("events")) or list(webhooks.EVENTS)
        return webhooks.register(work, account.tenant, url, {**settings, "events": events})

    def authenticate(self, call: Call) -> Account:
        """Return the account of the API key, the bearer token or the session cookie."""
        return authentication.authenticate(call)

    def too_large_error(self, call: Call) -> ErrorResponse:
        """Return the error for a request that is too large."""
        status = as_int(switch(call.work, call.tenant, "too_large"))
        text = f"A request has at most {self.max_body >> 20} MB."
        return error_response(status, "validation.request.tooLarge", text)

    def examine(self, call: Call, route: Route) -> Sequence[str]:
        """Say which members of the body the service does not know, and which values it does not have."""
        return BODIES.problems(call, json_of)

    def review(self, call: Call) -> Sequence[str]:
        """Say which fields stand beside their documents, and which conditions have no effect."""
        return review(call)

    def malformed_body_error(self, error: MalformedBody) -> ErrorResponse:
        """Return the error for a body that cannot be read."""
        return invalid("body", f"The request cannot be read: {error}")

    def transition_error(self, error: ValueError) -> ErrorResponse:
        """Return the error for an exception of the domain."""
        if isinstance(error, PdfRefused):
            return invalid(f"document.{error.reason.value}", str(error))
        if isinstance(error, EntriesRefused):
            return invalid("field.value", str(error))
        return invalid("package.status", str(error))

    def unknown_route_error(self, method: str, path: str) -> ErrorResponse:
        """Return the error for an unknown operation."""
        return error_response(404, "notFound.resourceNotFound", f"The sandbox has no operation {method} {path}")

    def internal_error(self) -> ErrorResponse:
        """Return the error for a fault of the sandbox itself."""
        return error_response(500, "internal.default", "The sandbox failed; its log says why.")
