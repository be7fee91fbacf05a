"""What tests of the outbox look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

DAY = timedelta(days=1)

ANN, BOB, SANDY = "ann@example.com", "bob@example.com", "sandy.box@example.com"


def mails_of(outbox, **wanted):
    """Return kind and recipient of each mail, in the order in which they came."""
    return [(str(mail.kind), mail.to) for mail in outbox.mails(**wanted)]


def follow(happening, steps):
    """Let things happen: each word is a method."""
    for step in steps.split():
        getattr(happening, step)()


BOTH = ["invitation ann", "invitation bob"]
alike = pytest.mark.parametrize(
    ("in_turn", "steps", "mails"),
    [
        (False, "", []),
        (False, "send", BOTH),
        (False, "send ann", BOTH),
        (False, "send ann bob", [*BOTH, "completion ann", "completion bob", "completion owner"]),
        (False, "send ann_declines", [*BOTH, "decline owner"]),
        (True, "send", ["invitation ann"]),
        (True, "send ann", BOTH),
        (True, "send ann bob", [*BOTH, "completion ann", "completion bob", "completion owner"]),
        (True, "send ann_declines", ["invitation ann", "decline owner"]),
    ],
)
"""What eSignLive and Constellation1 do alike: whether people sign in turn, what happens, and who gets which mail."""


def addressed(mails, **people):
    """Return kind and address of each mail that `alike` names."""
    return [(kind, people[who]) for kind, who in map(str.split, mails)]
