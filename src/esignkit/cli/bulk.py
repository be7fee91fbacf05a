"""`esignkit bulk`: an agreement for each row of a spreadsheet, each sent once."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from esignkit.cli.batch_checks import MOST_PROBLEMS, BatchCheck
from esignkit.cli.batches import Batch, RowProblem
from esignkit.cli.bulk_report import ReportFile, Results, write_refusal
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.other_journals import rows_in_journals, rows_in_report
from esignkit.cli.output import note
from esignkit.cli.progress import ProgressBar
from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.cli.run_commands import documents_of, is_there, open_journal, people_of
from esignkit.cli.service_settings import SERVICES
from esignkit.cli.spreadsheets import open_spreadsheet
from esignkit.cli.templates import read_template
from esignkit.durable import BulkResult, BulkState, RunState, bulk
from esignkit.durable.bulk_rate import seconds_between
from esignkit.errors import ConfigurationError, ESignError

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.durable import Journal
    from esignkit.types import JSON, JSONObject

__all__ = ["BulkOrder", "send_rows"]

_SHOWN_PROBLEMS = 50
_MOST_STUCK = 20
"""Rows after which no more are begun, when all of them failed as every row would: the service is down, or refuses."""


@frozen(kw_only=True)
class BulkOrder:
    """What is to be sent, as it was typed."""

    table: Path
    """The spreadsheet."""
    template: Path
    """The template."""
    journal: str | None
    """Path or address of the journal; None for a dry run without one."""
    sheet: str | None = None
    """The sheet of a workbook."""
    encoding: str | None = None
    """The encoding of a CSV file."""
    workers: int = 8
    """Rows that are sent at a time."""
    rate: str | None = None
    """Rows that are begun at most, such as `5/s`."""
    report: Path | None = None
    """Where what became of each row is written to."""
    dry_run: bool = False
    """Whether nothing is to be sent."""
    accept_orphans: bool = False
    """Whether a call in doubt is made again that leaves at most an empty draft behind."""
    anew: bool = False
    """Whether new rows are sent although others are missing that were sent before."""
    new_journal: bool = False
    """Whether rows are sent although another journal, or the report, has them as sent."""
    mask: bool = False
    """Whether the plans of rows that are not done are searched for people, who may be named in why."""


def send_rows(agreements: Agreements, order: BulkOrder) -> Result:
    """Check all rows, and send those that are not sent yet.

    Args:
        agreements: Where they are sent.
        order: What was typed.

    Raises:
        CommandError: Something is wrong; nothing was sent. Or it was interrupted.
    """
    _check_options(order)
    batch = Batch(
        template=read_template(order.template),
        table=open_spreadsheet(order.table, sheet=order.sheet, encoding=order.encoding),
        now=datetime.now(UTC),
    )
    if batch.table.note:
        note(batch.table.note)
    with ExitStack() as stack:
        journal = None
        if order.journal is not None and is_there(order.journal):
            journal = stack.enter_context(closing(open_journal(order.journal)))
        check = BatchCheck(batch, agreements, journal, order.journal)
        with ProgressBar(title="Checking") as bar:
            check.run(lambda count: bar.show(f"{count:,} rows"))
        if check.problem_count:
            raise _refusal(agreements, order, check)
        _refuse_edited(order, check)
        _refuse_other_journal(agreements, order, check)
        if order.dry_run:
            return _preview(agreements, order, check)
        if journal is None:  # it is made once there is something to be written down
            journal = stack.enter_context(closing(_make_journal(str(order.journal))))
        return _carry_out(agreements, order, check, journal)


def _make_journal(where: str) -> Journal:
    journal = open_journal(where)
    note(f"Made the journal {where}. Keep it, and name it each time: by it nothing is sent twice.")
    return journal


def _check_options(order: BulkOrder) -> None:
    if order.journal is None and not order.dry_run:
        msg = (
            "Give --journal FILE, or set ESIGNKIT_JOURNAL: what was sent is written down there, so that the same "
            "command goes on after a crash and sends nothing twice."
        )
        raise CommandError(msg)
    if order.report is not None:
        for path in (order.table, order.template, Path(order.journal or "")):
            if order.report.resolve() == path.resolve():
                msg = f"--report {order.report} would replace {path}; give another file."
                raise CommandError(msg)
    try:
        seconds_between(order.rate)
    except ConfigurationError:
        msg = f"--rate {order.rate!r} is no rate; write it as 5/s, 100/min or 1000/h."
        raise CommandError(msg) from None


# Before anything is sent ---------------------------------------------------------------------------------------------
def _refusal(agreements: Agreements, order: BulkOrder, check: BatchCheck) -> CommandError:
    title = SERVICES[agreements.service].title
    count = check.problem_count
    lines = [f"{order.table}: {_number(count, 'problem')}; nothing was sent."]
    lines += [f"  {_ended(str(problem))}" for problem in check.problems[:_SHOWN_PROBLEMS]]
    if count > _SHOWN_PROBLEMS:
        lines.append(f"  And {count - _SHOWN_PROBLEMS:,} more; --json names up to {MOST_PROBLEMS:,}.")
    features = sorted({one.feature.value for one in check.problems if one.feature is not None and one.can_be_lost})
    if features:
        lines.append(f"  What {title} cannot do may be left out with allow_loss = {features} in {order.template}.")
    is_wrong = any(one.feature is None for one in check.problems)
    data: JSONObject = {
        "row_problems": [_problem_json(one) for one in check.problems],
        "problem_count": count,
    }
    if not order.dry_run:
        lines += write_refusal(order.report, check)
    return CommandError("\n".join(lines), ExitCode.USAGE if is_wrong else ExitCode.UNSUPPORTED, data=data)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _problem_json(problem: RowProblem) -> JSON:
    return {
        "row": problem.row,
        "columns": [*problem.columns],
        "member": problem.path or None,
        "reason": problem.reason,
        "feature": None if problem.feature is None else problem.feature.value,
    }


def _refuse_edited(order: BulkOrder, check: BatchCheck) -> None:
    missing = 0 if order.anew else check.maybe_edited()
    if missing:
        new = len(check.rows) - check.states.total()
        msg = (
            f"{order.table}: {_number(new, 'row')} new, and {_number(missing, 'row')} missing that the journal has; "
            "nothing was sent. A row that was edited would be sent a second time. Put it back, or say with --anew that "
            "the rows are new. With a key in the template, such as key = '{number}', a row is known after an edit."
        )
        if not order.dry_run:
            msg = "\n".join([msg, *write_refusal(order.report, check, msg)])
        raise CommandError(msg)


def _refuse_other_journal(agreements: Agreements, order: BulkOrder, check: BatchCheck) -> None:
    """Refuse a journal that knows no row where another one does: its name may be misspelt.

    Raises:
        CommandError: Another one beside it, or the report that would be replaced, has some of the rows as sent.
    """
    if order.journal is None or order.new_journal or check.states.total():
        return
    server = agreements.client._base_url  # pyright: ignore[reportPrivateUsage]  # our own
    other = rows_in_journals(order.journal, check.rows, agreements.service, server)
    if other is not None:
        who, count, give = str(other[0]), other[1], f"Give --journal {other[0]}"
    else:
        who, count, give = str(order.report), rows_in_report(order.report, check.rows), "Give the journal of that time"
    if count:
        msg = (
            f"{order.table}: {who} has {count:,} of {_number(len(check.rows), 'row')} already, and the journal "
            f"{order.journal} has none; nothing was sent. {give}, or say with --new-journal that they are to be sent "
            "once more."
        )
        raise CommandError(msg)


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _preview(agreements: Agreements, order: BulkOrder, check: BatchCheck) -> Result:
    title = SERVICES[agreements.service].title
    before = check.states.total()
    rows = len(check.rows)
    new = rows - check.states[RunState.DONE]
    text: list[Text] = [f"Nothing was sent. Of {_number(rows, 'row')} of {order.table}, {title} would get {new:,}."]
    if before:
        text.append(f"Begun before: {_words(check)}.")
    if order.journal is not None and not is_there(order.journal):
        text.append(f"The journal {order.journal} is not there yet: it would be made.")
    files = {str(order.table), order.journal or ""}
    if check.first is not None:
        text += [f"The first: {check.first.title!r}, {documents_of(check.first)}.", people_of(check.first)]
        files |= {str(document.file) for document in check.first.documents}
    return Result(data=_data(agreements, order, check), text=text, personal=files - {""})


def _words(check: BatchCheck) -> str:
    return ", ".join(f"{count:,} {state.value}" for state, count in check.states.items() if count)


def _data(agreements: Agreements, order: BulkOrder, check: BatchCheck) -> JSONObject:
    return {
        "service": agreements.service,
        "dry_run": order.dry_run,
        "rows": len(check.rows),
        "before": {state.value: check.states[state] for state in RunState},
    }


# Sending -------------------------------------------------------------------------------------------------------------
def _carry_out(agreements: Agreements, order: BulkOrder, check: BatchCheck, journal: Journal) -> Result:
    """Send the rows, and say what became of each."""
    total = len(check.rows)
    results = Results(rows=check.rows, before=check.done)
    with ExitStack() as stack:
        report = stack.enter_context(ReportFile(order.report, check.rows))
        for key in check.without_files:
            report.write(results.add(_done_before(agreements, journal, key)))
        bar = stack.enter_context(ProgressBar(title="Sending"))
        running = stack.enter_context(
            bulk(
                check.plans(),
                client=agreements.client,
                journal=journal,
                workers=order.workers,
                rate=order.rate,
                accept_orphans=order.accept_orphans,
            )
        )
        try:
            for result in running:
                report.write(results.add(result))
                bar.show(results.summary(), results.count, total)
                if results.stuck >= _MOST_STUCK:
                    break
        except KeyboardInterrupt:
            results.is_interrupted = True
        for result in running.close():  # rows that ended meanwhile
            if result.state is not BulkState.STOPPED or result.error is not None:  # those without one are not begun
                report.write(results.add(result))
    ended = _result(agreements, order, check, results)
    if not order.mask:
        return ended
    from esignkit.cli.runs import personal_words  # only `--mask` needs it

    known = [run for one in results.listed if (run := journal.get(one.key)) is not None]
    return evolve(ended, personal=personal_words(known))


def _done_before(agreements: Agreements, journal: Journal, key: str) -> BulkResult[Any]:
    """Return what became of a row that is done and whose files are gone: the journal has all of it."""
    try:
        value = agreements.client.run(None, journal=journal, key=key)
    except (ESignError, OSError):  # it is done all the same, and its id is not in the report
        value = None
    return BulkResult(key=key, state=BulkState.DONE, value=value)


def _result(agreements: Agreements, order: BulkOrder, check: BatchCheck, results: Results) -> Result:
    total = len(check.rows)
    done, now = results.counts[BulkState.DONE], results.sent_now
    verb = "is" if total == 1 else "are"
    text: list[Text] = [f"{done:,} of {_number(total, 'row')} {verb} sent: {now:,} now, {done - now:,} before."]
    if results.not_done:
        rows = [(str(one.row), one.key, one.state, one.message) for one in results.listed]
        text.append(Table(("row", "key", "state", "why"), rows))
    if results.left_out:
        text.append(f"And {results.left_out:,} more" + (f"; {order.report} has them all." if order.report else "."))
    advice = results.advice(str(order.journal), total)
    data: JSONObject = {
        **_data(agreements, order, check),
        "counts": {state.value: results.counts[state] for state in BulkState},
        "sent_now": now,
        "not_begun": total - results.count,
        "not_done": [one.json() for one in results.listed],
        "report": None if order.report is None else str(order.report),
    }
    return Result(data=data, text=text, code=results.code(total), note="\n  ".join(advice))
