"""Runs a command: its result or its error is written, and becomes the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import as_command_error
from esignkit.cli.output import write_error, write_result
from esignkit.cli.results import CommandError, Result

__all__ = ["run_command"]


def run_command(command: str, action: Callable[[], Result], *, as_json: bool) -> int:
    """Run a command.

    Args:
        command: Its name.
        action: Does it.
        as_json: Whether it is a program that reads the result.

    Returns:
        The exit status.
    """
    try:
        try:
            result = action()
        except KeyboardInterrupt:
            error = CommandError("Interrupted.", ExitCode.INTERRUPTED)
        except Exception as raised:
            known = as_command_error(raised)
            if known is None:
                raise
            error = known
        else:
            write_result(command, result, as_json=as_json)
            return result.code
        write_error(command, error, as_json=as_json)
        return error.code
    except BrokenPipeError:  # as in `esignkit list | head -1`: whoever read it has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
