"""The eSignLive shell: base `/esl/api`, host-root calls under `/esl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.life_cycle import LifeCycle
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.shells.base import Refusal, Route, Shell
from esignkit.sandbox.shells.esignlive import approvals, bulk, documents, packages, roles, sessions, users
from esignkit.sandbox.shells.esignlive.life_cycle import ESignLiveLife
from esignkit.sandbox.shells.esignlive.refusals import invalid, refusal
from esignkit.sandbox.shells.multipart import MalformedBody

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.work import Work
    from esignkit.sandbox.shells.base import Call
    from esignkit.sandbox.wire import JSONObject


class ESignLiveShell(Shell):
    """eSignLive / OneSpan Sign.

    Its switch `ids` says which ids packages get: `base64` (28 characters that end in `=`) or `uuid`, as servers of
    version 10 give them.
    """

    provider: ClassVar[str] = "esignlive"
    mount: ClassVar[str] = "/esl"
    life_cycle: LifeCycle = ESignLiveLife()

    def routes(self) -> list[Route]:
        """Return all operations."""
        return [
            route
            for module in (packages, bulk, documents, roles, approvals, users, sessions)
            for route in module.ROUTES.all
        ]

    def set_up(self, work: Work, account: Account) -> None:
        """Declare the second user that the service's documentation sends packages for."""
        bob = {"email": "bobsmith@email.com", "firstName": "Bob", "lastName": "Smith"}
        user_id = f"bob-{account.tenant}"
        work.put_record(self.provider, "sender", user_id, users.declare_sender(user_id, bob), account.tenant)

    def switch(self, work: Work, account: Account, values: JSONObject) -> JSONObject:
        """Choose the form of package ids."""
        for name, value in values.items():
            if name != "ids" or value not in packages.ID_FORMS:
                raise ValueError(f"esignlive has the switch ids with the values {', '.join(packages.ID_FORMS)}")
        if values:
            work.put_record(self.provider, "switches", account.tenant, values, account.tenant)
        return work.record(self.provider, "switches", account.tenant) or {"ids": packages.ID_FORMS[0]}

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
