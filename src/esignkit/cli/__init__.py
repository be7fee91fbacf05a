"""The command line: `esignkit demo` and `esignkit sandbox`, and with the extra `cli` the commands for agreements."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.local import COMMANDS as LOCAL_COMMANDS
from esignkit.cli.local import complain, make_parser, run_local
from esignkit.extras import is_installed, missing_extra

__all__ = ["main"]

COMMANDS = (
    "send",
    "status",
    "list",
    "find",
    "wait",
    "download",
    "remind",
    "cancel",
    "sign-url",
    "bulk",
    "runs",
    "verify",
    "doctor",
)
"""The commands that need the extra `cli`."""
_NEEDED = ("typer", "rich")
_COMPLETION = "_ESIGNKIT_COMPLETE"
"""The variable by which a shell asks for completions."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Words after the program's name; the process's own when not given.

    Returns:
        The exit status, as `esignkit.cli.exit_codes` explains it.

    Raises:
        SystemExit: It was asked for help or its version, or the words cannot be understood (status 2).
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in LOCAL_COMMANDS:
        return run_local(words, is_own_process=arguments is None)
    if is_installed(*_NEEDED):
        from esignkit.cli.app import run_app

        if words or _COMPLETION in os.environ:
            return run_app(words)
        run_app(["--help"])
        return ExitCode.USAGE
    if words and words[0] in COMMANDS:
        return complain(str(missing_extra(f"`esignkit {words[0]}`", "cli", *_NEEDED)))
    parser = make_parser(COMMANDS)
    parser.parse_args(words)
    parser.print_help()
    return ExitCode.USAGE
