"""The words and dates of eSignLive in the life of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.life_cycle import LifeCycle
from esignkit.sandbox.shells.esignlive.dates import date_text
from esignkit.sandbox.shells.esignlive.package import Package
from esignkit.sandbox.wire import as_bool, as_object, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.work import Work


class ESignLiveLife(LifeCycle):
    """DRAFT, SENT, COMPLETED, DECLINED, EXPIRED. `autocomplete` false waits for the owner."""

    opened = "SENT"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELED"
    expired = "EXPIRED"

    def completes_itself(self, transaction: Transaction) -> bool:
        """Tell whether `autocomplete` is on."""
        return as_bool(as_object(transaction.wire.get("package")).get("autocomplete"))

    def on_signed(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Date the approvals of the role that has signed."""
        package = Package(transaction)
        for document in package.documents:
            approvals = objects(document.get("approvals"))
            for approval in approvals:
                if approval.get("role") == party.id:
                    approval["accepted"] = approval["signed"] = date_text(work.now)
            document["approvals"] = approvals
        package.keep()

    def on_declined(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Leave the reason as a message of the package."""
        package = Package(transaction)
        package.messages.append(
            {
                "content": party.reason,
                "created": date_text(work.now),
                "status": "NEW",
                "from": {"id": party.id, "name": party.name, "email": party.email},
                "to": [as_object(package.data.get("sender"))],
                "documents": [],
            }
        )
        package.keep()
