"""What tests of the outbox look at."""

from __future__ import annotations

from datetime import timedelta

DAY = timedelta(days=1)

ANN, BOB, SANDY = "ann@example.com", "bob@example.com", "sandy.box@example.com"


def mails_of(outbox, **wanted):
    """Return kind and recipient of each mail, in the order in which they came."""
    return [(str(mail.kind), mail.to) for mail in outbox.mails(**wanted)]
