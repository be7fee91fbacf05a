"""Journals on the command line: opening one, looking a run up, and commands to paste."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from esignkit.cli.command_lines import command_line
from esignkit.cli.failures import sentence
from esignkit.cli.results import CommandError, Table
from esignkit.errors import ESignError

if TYPE_CHECKING:
    from esignkit.agreements import Agreement
    from esignkit.durable import Journal

__all__ = ["JOURNAL_VARIABLE", "agreement_in", "documents_of", "is_there", "open_journal", "people_of", "runs_command"]

JOURNAL_VARIABLE = "ESIGNKIT_JOURNAL"
"""Names the journal, as `--journal` does."""


def is_there(where: str) -> bool:
    """Whether a journal is there; of a database, that is not asked.

    Args:
        where: The path of a SQLite file, or a `postgresql://` address.
    """
    return "://" in where or Path(where).is_file()


def open_journal(where: str, *, must_be_there: bool = False) -> Journal:
    """Open a journal; to be closed.

    Args:
        where: The path of a SQLite file, or a `postgresql://` address.
        must_be_there: Whether a file is refused that is not there: a misspelt name would be an empty journal.

    Raises:
        CommandError: It is not there, or cannot be opened.
    """
    from esignkit.durable import Journal

    if must_be_there and not is_there(where):
        msg = f"--journal {where} is not there; give the file that `esignkit bulk` was given."
        raise CommandError(msg)
    try:
        return Journal(where)
    except ESignError as error:
        raise CommandError(f"--journal: {sentence(error)}") from None


def agreement_in(plan: object) -> Agreement | None:
    """Return the agreement that a plan sends; None for a plan of another kind."""
    from esignkit.agreements import Agreement

    planned = cast("Any", plan)
    values = (*getattr(planned, "args", ()), *getattr(planned, "kwargs", {}).values())
    return next((one for one in values if isinstance(one, Agreement)), None)


def documents_of(agreement: Agreement) -> str:
    """Return the files of an agreement, as they were named."""
    return ", ".join(
        f"{len(one.file):,} bytes" if isinstance(one.file, bytes) else str(one.file) for one in agreement.documents
    )


def people_of(agreement: Agreement) -> Table:
    """Return who takes part in an agreement."""
    return Table(("party", "e-mail", "label"), [(one.name, one.email, one.label or "-") for one in agreement.parties])


def runs_command(action: str, key: str, journal: str | None = None, *options: str) -> str:
    """Return a command that can be pasted.

    Args:
        action: The action, such as `show`.
        key: The run's key.
        journal: The journal, as it was typed; left out where its variable names it, or where it has a password.
        *options: More options, word by word.
    """
    named: list[str] = []
    if journal is not None and os.environ.get(JOURNAL_VARIABLE) != journal:
        named = ["--journal", "ADDRESS" if "@" in journal and "://" in journal else journal]
    return command_line(f"runs {action}", key, *named, *options)
