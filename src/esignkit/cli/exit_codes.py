"""What the exit status of a command means."""

from __future__ import annotations

import enum

__all__ = ["ExitCode"]


class ExitCode(enum.IntEnum):
    """The exit status of a command."""

    DONE = 0
    """It was done."""
    FAILED = 1
    """Something else went wrong: no connection, a wait that ran out, an agreement that ended unsigned."""
    USAGE = 2
    """The command, a file or the configuration is wrong; nothing was sent."""
    REFUSED = 3
    """The service refused: credentials, permissions, or what was asked for."""
    NOT_FOUND = 4
    """There is no such agreement or party, or these credentials do not see it."""
    OUTCOME_UNKNOWN = 5
    """Something was sent, and it is not known whether it was carried out, or what it made; the message says more."""
    UNSUPPORTED = 6
    """The service cannot do it; nothing was sent."""
    INTERRUPTED = 130
    """Ctrl-C, while nothing was in doubt."""
