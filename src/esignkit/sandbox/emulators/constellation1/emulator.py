"""The Constellation1 emulator: base `/c1/rest`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.base import Emulator, ErrorResponse, json_response
from esignkit.sandbox.emulators.constellation1 import (
    authentication,
    controls,
    listings,
    sessions,
    signers,
    states,
    status_changes,
    users,
    webhooks,
)
from esignkit.sandbox.emulators.constellation1 import (
    behaviour_switches as switches,
)
from esignkit.sandbox.emulators.constellation1 import session as session_state
from esignkit.sandbox.emulators.constellation1.responses import html

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.base import Call, Route
    from esignkit.sandbox.emulators.multipart import MalformedBody
    from esignkit.sandbox.wire import JSONObject


class Constellation1LifeCycle(LifeCycle):
    """The numbers of the session statuses. There is none for a declined session: it counts as cancelled."""

    opened = states.SENT
    completed = states.COMPLETED
    declined = states.CANCELLED
    cancelled = states.CANCELLED
    expired = states.EXPIRED

    def on_signing(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Refuse a signer who must upload a file first."""
        if reason := session_state.may_sign(transaction, party):
            raise TransitionNotAllowed(reason)

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Invite the first signers."""
        session_state.invite_due(transaction)
        webhooks.send_events(work, transaction)

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Invite the signers who are due next."""
        session_state.invite_due(transaction)
        webhooks.send_events(work, transaction)

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the webhook events."""
        webhooks.send_events(work, transaction)

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Post the webhook events."""
        webhooks.send_events(work, transaction)

    def on_cancelled(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the webhook events."""
        webhooks.send_events(work, transaction)

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the webhook events."""
        webhooks.send_events(work, transaction)

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Purge the documents that are due; there are no other jobs."""
        status_changes.purge_at_last(work, job)


class Constellation1Emulator(Emulator):
    """Constellation1 eSign."""

    provider: ClassVar[str] = switches.PROVIDER
    mount: ClassVar[str] = "/c1"
    base: ClassVar[str] = "/rest"
    life_cycle: LifeCycle = Constellation1LifeCycle()

    def routes(self) -> list[Route]:
        """Return all operations of the service, and the sandbox's own under `/c1/_sandbox`."""
        modules = (authentication, sessions, status_changes, listings, signers, users, controls)
        return [route for module in modules for route in module.ROUTES.all]

    def set_up(self, work: UnitOfWork, account: Account) -> None:
        """Make the secret that tokens are derived from, and the account's own user, unless they exist."""
        authentication.set_up(work)
        users.set_up(work, account)

    def authenticate(self, call: Call) -> Account:
        """Return the account whose token stands in the header."""
        return authentication.identify(call)

    def switch(self, work: UnitOfWork, account: Account, values: JSONObject) -> JSONObject:
        """Set switches of an account and return all of them.

        Raises:
            UnknownSwitch: There is no such switch, or it has no such position.
        """
        return switches.to_json(switches.save(work, account.tenant, values))

    def malformed_body_error(self, error: MalformedBody) -> ErrorResponse:
        """Return the page of a .NET service host for a body that it cannot read; the reason is our addition."""
        text = f"The server encountered an error processing the request. The sandbox adds: {escape(str(error))}"
        return ErrorResponse(html("Request Error", text, 400))

    def transition_error(self, error: ValueError) -> ErrorResponse:
        """Return an error of the domain as a failed RequestResponse."""
        return ErrorResponse(json_response({"ReturnValue": "False", "Details": f"Error: {error}"}))

    def unknown_route_error(self, method: str, path: str) -> ErrorResponse:
        """Return the page of a .NET service host for an unknown address."""
        return ErrorResponse(html("Service", "Endpoint not found.", 404))

    def internal_error(self) -> ErrorResponse:
        """Return the page of a .NET service host for an internal error."""
        return ErrorResponse(html("Request Error", "The server encountered an error processing the request.", 500))
