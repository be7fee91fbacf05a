"""The eSignLive shell: base `/esl/api`, host-root calls under `/esl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.work import LifeCycle
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.shells.base import Refusal, Route, Shell
from esignkit.sandbox.shells.esignlive import (
    account,
    approvals,
    attachments,
    bulk,
    callbacks,
    document_parts,
    documents,
    in_app_reports,
    layouts,
    packages,
    reminders,
    reports,
    roles,
    room,
    senders,
    sessions,
    settings,
    signing,
    signing_logos,
    steering,
    tokens,
    users,
)
from esignkit.sandbox.shells.esignlive.life_cycle import ESignLiveLife
from esignkit.sandbox.shells.esignlive.moves import MOVES
from esignkit.sandbox.shells.esignlive.refusals import invalid, refusal
from esignkit.sandbox.shells.esignlive.switches import set_switches
from esignkit.sandbox.shells.multipart import MalformedBody
from esignkit.sandbox.wire import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.webhooks import Webhook
    from esignkit.sandbox.domain.work import Work
    from esignkit.sandbox.shells.base import Call
    from esignkit.sandbox.wire import JSONObject

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
    room,
    reports,
    in_app_reports,
    callbacks,
    senders,
    account,
    settings,
    signing_logos,
    tokens,
    steering,
)


class ESignLiveShell(Shell):
    """eSignLive / OneSpan Sign. Its switches are listed in `switches.py`, its states in `states.py`."""

    provider: ClassVar[str] = "esignlive"
    mount: ClassVar[str] = "/esl"
    base: ClassVar[str] = "/api"
    life_cycle: LifeCycle = ESignLiveLife()
    effects: ClassVar[Sequence[str]] = MOVES

    def routes(self) -> list[Route]:
        """Return all operations."""
        return [route for module in _MODULES for route in module.ROUTES.all]

    def set_up(self, work: Work, account: Account) -> None:
        """Declare the second user that the service's documentation sends packages for."""
        bob = {"email": "bobsmith@email.com", "firstName": "Bob", "lastName": "Smith"}
        user_id = f"bob-{account.tenant}"
        work.put_record(self.provider, "sender", user_id, users.declare_sender(user_id, bob), account.tenant)

    def switch(self, work: Work, account: Account, values: JSONObject) -> JSONObject:
        """Set switches."""
        return set_switches(work, account.tenant, values)

    def register_webhook(self, work: Work, account: Account, url: str, settings: JSONObject) -> Webhook:
        """Replace the account's registration; without `events` it is told of everything.

        Raises:
            ValueError: There are settings other than `key` and `events`.
        """
        unknown = set(settings) - {"key", "events"}
        if unknown:
            raise ValueError(f"an eSignLive callback has a key and events, not {', '.join(sorted(unknown))}")
        events = texts(settings.get("events")) or list(callbacks.EVENTS)
        return callbacks.register(work, account.tenant, url, {**settings, "events": events})

    def authenticate(self, call: Call) -> Account:
        """Return the account behind the API key, the bearer token or the session cookie."""
        return sessions.authenticate(call)

    def refuse_body(self, error: MalformedBody) -> Refusal:
        """Refuse a body that cannot be read."""
        return invalid("body", f"The request cannot be read: {error}")

    def refuse_act(self, error: ValueError) -> Refusal:
        """Refuse what the core refused."""
        if isinstance(error, PdfRefused):
            return invalid(f"document.{error.reason.value}", str(error))
        return invalid("package.status", str(error))

    def refuse_route(self, method: str, path: str) -> Refusal:
        """Refuse an unknown operation."""
        return refusal(404, "notFound.resourceNotFound", f"The sandbox has no operation {method} {path}")

    def refuse_fault(self) -> Refusal:
        """Answer a fault of the sandbox's own."""
        return refusal(500, "internal.default", "The sandbox failed; its log says why.")
