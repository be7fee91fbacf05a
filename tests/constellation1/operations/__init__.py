"""Every call of the service: what goes out, what comes back, how safe it is to repeat, and where to look for it."""

from __future__ import annotations

from esignkit import AsyncConstellation1, Constellation1
from esignkit.constellation1 import Groups, Sessions, Signers, Tokens, Users
from tests.constellation1.operations import sessions, users
from tests.constellation1.refusals import refusals
from tests.constellation1.samples import OWNER, TOKEN, settings
from tests.operations import Service
from tests.support import reply

SERVICE = Service(
    "Constellation1",
    {"sessions": Sessions, "signers": Signers, "users": Users, "groups": Groups, "tokens": Tokens},
    [*sessions.ROWS, *users.ROWS],
    settings,
    (Constellation1, AsyncConstellation1),
    {"token": TOKEN, "username": OWNER, "environment": "stage"},
    TOKEN,
    refusals,
    elsewhere={},
    base="/rest",
    unreadable=tuple(reply(200, body) for body in (b"", b" \n", b"<html>", b'{"a"')),
)
