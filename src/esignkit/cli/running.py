"""Runs a command: its result or its error is written, and becomes the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import as_command_error
from esignkit.cli.masking import masked, masked_error
from esignkit.cli.output import write_error, write_result
from esignkit.cli.results import CommandError, Result

__all__ = ["run_command", "typed_words"]

typed_words: ContextVar[Sequence[str]] = ContextVar("typed_words", default=())
"""The words of the command line, for `--mask`."""


def run_command(command: str, action: Callable[[], Result], *, as_json: bool, mask: bool = False) -> int:
    """Run a command.

    Args:
        command: Its name.
        action: Does it.
        as_json: Whether it is a program that reads the result.
        mask: Whether people, and what somebody wrote, become `•••`.

    Returns:
        The exit status.
    """
    try:
        try:
            result = masked(action()) if mask else action()
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
        write_error(command, masked_error(error, typed_words.get()) if mask else error, as_json=as_json)
        return error.code
    except BrokenPipeError:  # as in `esignkit list | head -1`: whoever read it has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
