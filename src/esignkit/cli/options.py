"""Options that several commands have, and how a command that has them is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from esignkit.cli.running import run_command

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.cli.results import Result

__all__ = ["AsJson", "Mask", "Profile", "Service", "with_agreements"]

Profile = Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Profile of a configuration file.")]
Service = Annotated[
    str | None, typer.Option("--service", metavar="NAME", help="constellation1, ignisign or esignlive.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Mask = Annotated[
    bool, typer.Option("--mask", help="Put ••• in the place of people, and of keys, titles and names of files.")
]


def with_agreements(
    command: str,
    profile: str | None,
    service: str | None,
    *,
    as_json: bool,
    mask: bool = False,
    action: Callable[[Agreements], Result],
) -> int:
    """Run a command that needs an account.

    Args:
        command: Its name.
        profile: `--profile`.
        service: `--service`.
        as_json: `--json`.
        mask: `--mask`.
        action: Does it.

    Returns:
        The exit status.
    """

    def run() -> Result:
        from esignkit.cli.account import find_account

        with find_account(profile, service).open() as agreements:
            return action(agreements)

    return run_command(command, run, as_json=as_json, mask=mask)
