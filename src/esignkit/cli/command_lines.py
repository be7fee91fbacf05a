"""Commands that hints print, to be pasted."""

from __future__ import annotations

import shlex

__all__ = ["command_line"]


def command_line(command: str, argument: str, *options: str) -> str:
    """Return a command that can be pasted into a shell.

    Args:
        command: The command, such as `runs show`.
        argument: The id or key that it is given, whatever it looks like.
        *options: Its options, word by word.
    """
    # What stands behind `--` is no option, so the options come before it.
    mark = ["--"] if argument.startswith("-") else []
    return shlex.join(["esignkit", *command.split(), *options, *mark, argument])
