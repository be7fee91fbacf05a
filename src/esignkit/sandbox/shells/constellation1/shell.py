"""The Constellation1 shell: base `/c1/rest`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.acts import ActRefused
from esignkit.sandbox.domain.work import LifeCycle
from esignkit.sandbox.shells.base import Refusal, Shell, json_answer
from esignkit.sandbox.shells.constellation1 import (
    authentication,
    listings,
    moves,
    notices,
    sessions,
    signers,
    states,
    steering,
    switches,
    users,
)
from esignkit.sandbox.shells.constellation1 import session as session_state
from esignkit.sandbox.shells.constellation1.answers import html

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.work import Work
    from esignkit.sandbox.shells.base import Call, Route
    from esignkit.sandbox.shells.multipart import MalformedBody
    from esignkit.sandbox.wire import JSONObject


class Constellation1Life(LifeCycle):
    """The numbers of the session statuses. There is none for a declined session: it counts as cancelled."""

    opened = states.SENT
    completed = states.COMPLETED
    declined = states.CANCELLED
    cancelled = states.CANCELLED
    expired = states.EXPIRED

    def on_signing(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Refuse who has to upload a file before."""
        if why := session_state.may_sign(transaction, party):
            raise ActRefused(why)

    def on_opened(self, work: Work, transaction: Transaction) -> None:
        """Invite the first signers."""
        session_state.invite_due(transaction)
        notices.tell(work, transaction)

    def on_signed(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Invite whose turn it is now."""
        session_state.invite_due(transaction)
        notices.tell(work, transaction)

    def on_completed(self, work: Work, transaction: Transaction) -> None:
        """Tell of it."""
        notices.tell(work, transaction)

    def on_declined(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Tell of it."""
        notices.tell(work, transaction)

    def on_cancelled(self, work: Work, transaction: Transaction) -> None:
        """Tell of it."""
        notices.tell(work, transaction)

    def on_expired(self, work: Work, transaction: Transaction) -> None:
        """Tell of it."""
        notices.tell(work, transaction)

    def on_time(self, work: Work, job: Job) -> None:
        """Purge the documents whose wait is over: nothing else is put off."""
        moves.purge_at_last(work, job)


class Constellation1Shell(Shell):
    """Constellation1 eSign."""

    provider: ClassVar[str] = switches.PROVIDER
    mount: ClassVar[str] = "/c1"
    base: ClassVar[str] = "/rest"
    life_cycle: LifeCycle = Constellation1Life()

    def routes(self) -> list[Route]:
        """Return all operations of the service, and the sandbox's own under `/c1/_sandbox`."""
        modules = (authentication, sessions, moves, listings, signers, users, steering)
        return [route for module in modules for route in module.ROUTES.all]

    def set_up(self, work: Work, account: Account) -> None:
        """Make the secret behind the tokens, and the account's own user, if there is none yet."""
        authentication.set_up(work)
        users.set_up(work, account)

    def authenticate(self, call: Call) -> Account:
        """Return the account whose token stands in the header."""
        return authentication.identify(call)

    def switch(self, work: Work, account: Account, values: JSONObject) -> JSONObject:
        """Move switches of an account and return how all of them stand.

        Raises:
            UnknownSwitch: There is no such switch, or it has no such position.
        """
        return switches.to_json(switches.save(work, account.tenant, values))

    def refuse_body(self, error: MalformedBody) -> Refusal:
        """Return the page with which a .NET service host refuses a body it cannot read; the reason is our addition."""
        text = f"The server encountered an error processing the request. The sandbox adds: {escape(str(error))}"
        return Refusal(html("Request Error", text, 400))

    def refuse_act(self, error: ValueError) -> Refusal:
        """Return a refusal of the core's, as a failed RequestResponse."""
        return Refusal(json_answer({"ReturnValue": "False", "Details": f"Error: {error}"}))

    def refuse_route(self, method: str, path: str) -> Refusal:
        """Return the page with which a .NET service host refuses an address it does not know."""
        return Refusal(html("Service", "Endpoint not found.", 404))

    def refuse_fault(self) -> Refusal:
        """Return the page with which a .NET service host owns up to an error."""
        return Refusal(html("Request Error", "The server encountered an error processing the request.", 500))
