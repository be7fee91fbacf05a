"""`esignkit bulk` and `esignkit runs`, and their options, for typer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from esignkit.cli.options import AsJson, Mask, Profile, Service, with_agreements
from esignkit.cli.run_commands import JOURNAL_VARIABLE, open_journal
from esignkit.cli.running import run_command
from esignkit.cli.words import read_duration

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.cli.results import Result
    from esignkit.durable import Journal

__all__ = ["bulk", "make_runs"]

_JOURNAL_HELP = "Where it is written down what was sent: a SQLite file, or a postgresql:// address."
JournalPath = Annotated[
    str, typer.Option("--journal", metavar="FILE", envvar=JOURNAL_VARIABLE, show_envvar=True, help=_JOURNAL_HELP)
]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The run's key.")]


def bulk(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="Spreadsheet: .csv, or .xlsx with openpyxl.")],
    template: Annotated[Path, typer.Option(metavar="FILE.toml", help="Describes the agreement once, for all rows.")],
    journal: Annotated[
        str | None,
        typer.Option("--journal", metavar="FILE", envvar=JOURNAL_VARIABLE, show_envvar=True, help=_JOURNAL_HELP),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Rows that are sent at a time.")] = 8,
    rate: Annotated[str | None, typer.Option(metavar="RATE", help="Rows begun at most: 5/s, 100/min, 1000/h.")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write what became of each row; an old file is replaced.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all rows; send nothing.")] = False,
    accept_orphans: Annotated[
        bool, typer.Option("--accept-orphans", help="Repeat a call in doubt that leaves an empty draft at most.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="New rows are no edited ones, although rows are missing that were sent.")
    ] = False,
    new_journal: Annotated[
        bool, typer.Option("--new-journal", help="Send rows although another journal or the report has them as sent.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook; the first without.")] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of a CSV file; found out without.")
    ] = None,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Send an agreement for each row of a spreadsheet; typed again, it goes on and sends nothing twice."""

    def action(agreements: Agreements) -> Result:
        from esignkit.cli.bulk import BulkOrder, send_rows

        order = BulkOrder(
            table=table,
            template=template,
            journal=journal,
            sheet=sheet,
            encoding=encoding,
            workers=workers,
            rate=rate,
            report=report,
            dry_run=dry_run,
            accept_orphans=accept_orphans,
            anew=anew,
            new_journal=new_journal,
            mask=mask,
        )
        return send_rows(agreements, order)

    return with_agreements("bulk", profile, service, as_json=as_json, mask=mask, action=action)


def make_runs() -> typer.Typer:
    """Return the application of `esignkit runs`."""
    app = typer.Typer(help="Look at what `esignkit bulk` has sent, and decide what nobody else can tell.")
    app.callback(invoke_without_command=True)(_choose)
    for name, command in _RUNS.items():
        app.command(name)(command)
    return app


def _choose(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        msg = f"Say what to do with the runs of a journal: {', '.join(_RUNS)}."
        raise typer.TyperException(msg)


def _with_journal(where: str, action: Callable[[Journal], Result], *, as_json: bool, mask: bool = False) -> int:
    def run() -> Result:
        with closing(open_journal(where, must_be_there=True)) as journal:
            return action(journal)

    return run_command("runs", run, as_json=as_json, mask=mask)


def _list(
    journal: JournalPath,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="running, stopped, unknown, failed or done.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")] = 50,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """List runs, the newest first."""
    from esignkit.cli import runs

    return _with_journal(
        journal, lambda one: runs.list_runs(one, state, limit or None, mask=mask), as_json=as_json, mask=mask
    )


def _show(key: Key, journal: JournalPath, mask: Mask = False, as_json: AsJson = False) -> int:
    """Show a run: how it stands, what it sends, and what can be done."""
    from esignkit.cli import runs

    return _with_journal(journal, lambda one: runs.show(one, key, journal, mask=mask), as_json=as_json, mask=mask)


def _resolve(
    key: Key,
    journal: JournalPath,
    done: Annotated[str | None, typer.Option(metavar="ID", help="The service did it: the id of what it made.")] = None,
    again: Annotated[bool, typer.Option("--again", help="The service did not; it is sent again.")] = False,
    answer: Annotated[str | None, typer.Option(metavar="JSON", help="The service did it: all that it answers.")] = None,
    as_json: AsJson = False,
) -> int:
    """Say what became of a call in doubt, after a look at the service."""
    from esignkit.cli import runs

    return _with_journal(journal, lambda one: runs.resolve(one, key, done, answer, again=again), as_json=as_json)


def _retry(key: Key, journal: JournalPath, as_json: AsJson = False) -> int:
    """Let a run that failed go on, when the command that began it is typed again."""
    from esignkit.cli import runs

    return _with_journal(journal, lambda one: runs.retry(one, key), as_json=as_json)


def _adopt(
    key: Key, journal: JournalPath, profile: Profile = None, service: Service = None, as_json: AsJson = False
) -> int:
    """Say that your credentials have replaced those of a run, at the same account: all runs of that account go on."""
    from esignkit.cli import runs

    def action(agreements: Agreements) -> Result:
        with closing(open_journal(journal, must_be_there=True)) as one:
            return runs.adopt(one, agreements, key)

    return with_agreements("runs", profile, service, as_json=as_json, action=action)


def _forget(
    journal: JournalPath,
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="The run's key.")] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar="TIME", help="In its place, all that ended so long ago: 30d, 12w.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Delete a run with its personal data; its key is new then."""
    from esignkit.cli import runs

    def action(one: Journal) -> Result:
        age = None if older_than is None else read_duration(older_than, "--older-than")
        return runs.forget(one, key, age)

    return _with_journal(journal, action, as_json=as_json)


_RUNS: dict[str, Callable[..., int]] = {
    "list": _list,
    "show": _show,
    "resolve": _resolve,
    "retry": _retry,
    "adopt": _adopt,
    "forget": _forget,
}
