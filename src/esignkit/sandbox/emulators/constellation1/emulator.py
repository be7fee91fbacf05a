"""The Constellation1 emulator: base `/c1/rest`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import SearchKeys
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.base import Emulator
from esignkit.sandbox.emulators.call import ErrorResponse, json_response
from esignkit.sandbox.emulators.constellation1 import (
    authentication,
    controls,
    listings,
    mails,
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
from esignkit.sandbox.emulators.constellation1.bodies import BODIES
from esignkit.sandbox.emulators.constellation1.evidence import EVIDENCE
from esignkit.sandbox.emulators.constellation1.form_fields import form_fields
from esignkit.sandbox.emulators.constellation1.responses import html, refuse, size_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.base import Route, SwitchRow
    from esignkit.sandbox.emulators.call import Call, NotTaken
    from esignkit.sandbox.emulators.evidence import Evidence
    from esignkit.sandbox.emulators.multipart import MalformedBody
    from esignkit.sandbox.json_values import JSONObject


class Constellation1LifeCycle(LifeCycle):
    """The numbers of the session statuses. There is none for a declined session: it counts as cancelled."""

    opened = states.SENT
    completed = states.COMPLETED
    declined = states.CANCELLED
    cancelled = states.CANCELLED
    expired = states.EXPIRED
    job_words: ClassVar[Mapping[str, str]] = {
        "purge": "its documents are purged",
        "reminder": "its signers are reminded",
    }

    def form_fields(self, work: UnitOfWork, transaction: Transaction) -> list[FormField]:
        """Return the fields that anchor tags make."""
        return form_fields(transaction, work.now)

    def search_keys(self, transaction: Transaction) -> SearchKeys:
        """Return owner and transaction id of the session."""
        return listings.search_keys(transaction)

    def on_signing(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Refuse a signer who must upload a file first."""
        if reason := session_state.may_sign(transaction, party):
            raise TransitionNotAllowed(reason)

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Invite the first signers, and plan their reminder."""
        mails.invite_due(work, transaction)
        mails.plan_reminder(work, transaction)
        webhooks.send_events(work, transaction)

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Invite the signers who are due next."""
        mails.invite_due(work, transaction)
        webhooks.send_events(work, transaction)

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell of the completion."""
        mails.announce_completion(work, transaction)
        webhooks.send_events(work, transaction)

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Tell the owner."""
        mails.announce_end(work, transaction, MailKind.DECLINE, party)
        webhooks.send_events(work, transaction)

    def on_cancelled(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell those who were to sign."""
        mails.announce_cancellation(work, transaction)
        webhooks.send_events(work, transaction)

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell the owner."""
        mails.announce_end(work, transaction, MailKind.EXPIRY)
        webhooks.send_events(work, transaction)

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Send reminders, or purge the documents that are due; there are no other jobs."""
        if job.name == mails.REMINDER:
            mails.remind(work, job)
        else:
            status_changes.purge_at_last(work, job)


class Constellation1Emulator(Emulator):
    """Constellation1 eSign."""

    provider: ClassVar[str] = switches.PROVIDER
    mount: ClassVar[str] = "/c1"
    base: ClassVar[str] = "/rest"
    # Each byte of a file may be a number of an array: "255,".
    max_body: ClassVar[int] = 4 * session_state.MAX_TOTAL + 1024 * 1024
    evidence: ClassVar[Mapping[str, Evidence]] = EVIDENCE
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

    def switch_table(self) -> Iterable[SwitchRow]:
        """Return the switches of the service, with their values and what they mean."""
        return switches.switch_table()

    def switch(self, work: UnitOfWork, account: Account, values: JSONObject) -> JSONObject:
        """Set switches of an account and return all of them.

        Raises:
            ValueError: There is no such switch, or it has no such position.
        """
        return switches.to_json(switches.save(work, account.tenant, values))

    def too_large_error(self, call: Call) -> ErrorResponse:
        """Return the error for a request that is too large: only documents can make it so."""
        return size_error(call)

    def examine(self, call: Call, route: Route) -> Sequence[str]:
        """Say which members of the body the service does not know, and which values it does not have."""
        return BODIES.problems(call)

    def not_taken_error(self, call: Call, error: NotTaken) -> ErrorResponse:
        """Return an error text, as for anything else that the service itself refuses."""
        return refuse(call, f"Error: {error}.")

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
