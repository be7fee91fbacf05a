"""The commands and their options, for typer."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from esignkit import __version__
from esignkit.cli.bulk_commands import bulk, make_runs
from esignkit.cli.local import COMMANDS as LOCAL_COMMANDS
from esignkit.cli.local import complain, run_local
from esignkit.cli.options import AsJson, Mask, Profile, Service, with_agreements
from esignkit.cli.output import is_terminal, write_error
from esignkit.cli.results import CommandError, Result
from esignkit.cli.running import run_command, typed_words
from esignkit.cli.words import read_duration

if TYPE_CHECKING:
    from esignkit.agreements import Agreements

__all__ = ["make_app", "run_app"]

_RUNS = "runs"


def _refuse_option(value: str) -> str:
    """Return an id; a misspelt option that stands in its place is none.

    Raises:
        BadParameter: It is an option.
    """
    if re.fullmatch(r"--[a-z][a-z-]*", value):
        raise typer.BadParameter(f"there is no option {value}")
    return value


# Options that several commands have ----------------------------------------------------------------------------------
AgreementId = Annotated[
    str, typer.Argument(metavar="ID", help="The service's id of the agreement.", callback=_refuse_option)
]
Timeout = Annotated[str, typer.Option("--timeout", metavar="TIME", help="How long to wait at most: 90s, 30m, 2h, 3d.")]
Interval = Annotated[str, typer.Option("--interval", metavar="TIME", help="Pause after the first look.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE.pdf...", help="PDF files.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Folder for the files; none is overwritten.")]


def run_app(words: Sequence[str]) -> int:
    """Run a command.

    Args:
        words: Words after the program's name.

    Returns:
        The exit status.

    Raises:
        SystemExit: The words cannot be understood.
    """
    typed_words.set(words)
    first = words[0] if words else ""
    try:
        command = _made(first if first == _RUNS or first in _COMMANDS else "", is_rich=is_terminal(sys.stdout))
        status: object = command(args=list(words), prog_name="esignkit", standalone_mode=False)
    except typer.TyperException as error:
        text = " ".join(error.format_message().split())
        hint = "`esignkit --help` and `esignkit COMMAND --help` show what can be given."
        if text.startswith("No such option") and first.startswith("-"):
            hint = "Options come behind the command; `esignkit COMMAND --help` shows those that it takes."
        elif text.startswith("No such option") and "--" not in words:
            hint += " What begins with a hyphen and is no option comes last, behind `--`."
        mistake = CommandError(text if text.endswith((".", "?")) else f"{text}.", hint=hint)
        write_error(first, mistake, as_json="--json" in words)
        raise SystemExit(mistake.code) from None
    except typer.Abort:
        raise SystemExit(complain("interrupted.")) from None
    return status if isinstance(status, int) else 0


@cache
def _made(only: str, *, is_rich: bool) -> Callable[..., object]:
    """Make the application once for those who type many commands in one process: it takes longer than most of them."""
    return get_command(make_app(only, is_rich=is_rich))


def make_app(only: str = "", *, is_rich: bool = False) -> typer.Typer:
    """Return the application.

    Args:
        only: The command that will be run, for one is made sooner than all of them; all when there is none of the name.
        is_rich: Whether help texts have colours and boxes.
    """
    app = typer.Typer(
        help="Send documents for signature, follow them and fetch them signed; a sandbox that plays the services.",
        rich_markup_mode="rich" if is_rich else None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    if only == _RUNS:
        app.add_typer(make_runs(), name=_RUNS)
        return app
    commands = {only: _COMMANDS[only]} if only in _COMMANDS else _COMMANDS
    for name, command in commands.items():
        # eSignLive's ids may begin with a dash: what is no option is then an argument
        app.command(name, context_settings={"ignore_unknown_options": name in _TAKE_ID})(command)
    if only in _COMMANDS:
        return app
    app.add_typer(make_runs(), name=_RUNS)
    for name, summary in LOCAL_COMMANDS.items():
        settings = {"ignore_unknown_options": True, "allow_extra_args": True}
        app.command(name, help=summary, add_help_option=False, context_settings=settings)(_local)
    return app


def _show_version(value: bool) -> None:
    if value:
        print(f"esignkit {__version__}")
        raise SystemExit(0)


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    pass


def _local(context: typer.Context) -> int:
    return run_local([str(context.info_name), *context.args])


# Commands ------------------------------------------------------------------------------------------------------------
def send(
    files: Files,
    to: Annotated[list[str], typer.Option("--to", metavar='"NAME <MAIL>"', help="Who signs; once for each person.")],
    title: Annotated[
        str | None, typer.Option(help="Title that people see; the reference or file's name without.")
    ] = None,
    message: Annotated[str | None, typer.Option(help="Text of the invitations.")] = None,
    reference: Annotated[str | None, typer.Option(help="Reference of your own, for `find`.")] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="WHEN", help="30d, 2026-12-31 or a moment with its time zone.")
    ] = None,
    anchor: Annotated[
        list[str], typer.Option(metavar="TEXT", help="Sign beside this text; once for all, or once for each --to.")
    ] = [],  # noqa: B006 - typer copies it
    label: Annotated[
        list[str], typer.Option(metavar="TEXT", help="Part of each person, such as Tenant; Constellation1's role.")
    ] = [],  # noqa: B006 - typer copies it
    order: Annotated[bool, typer.Option("--order", help="They sign one after the other, as they are named.")] = False,
    allow_loss: Annotated[
        list[str], typer.Option(metavar="FEATURE", help="What may be left out where the service cannot do it.")
    ] = [],  # noqa: B006 - typer copies it
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; send nothing.")] = False,
    wait_for_it: Annotated[bool, typer.Option("--wait", help="Wait until all have signed.")] = False,
    timeout: Timeout = "1h",
    interval: Interval = "5s",
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Wait, then save the signed files there.")] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="NAME", help="Go on where a send broke off; its error gave the name.")
    ] = None,
    not_done: Annotated[
        bool, typer.Option("--not-done", help="With --resume: you looked, and the step in doubt was not done.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Send it although an earlier send of the same broke off.")
    ] = False,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Send PDFs for signature."""
    from esignkit.cli import orders, sending

    def action(agreements: Agreements) -> Result:
        order_to_send = orders.order_of(
            files,
            to,
            title=title,
            message=message,
            reference=reference,
            expires=expires,
            anchors=anchor,
            labels=label,
            in_order=order,
            allow_loss=allow_loss,
            resume=resume,
            not_done=not_done,
            anew=anew,
        )
        if dry_run:
            return orders.preview(agreements, order_to_send)
        if not (wait_for_it or out):
            return sending.send(agreements, order_to_send)[1]
        limits = read_duration(timeout, "--timeout"), read_duration(interval, "--interval")
        return sending.send_and_wait(agreements, order_to_send, *limits, out)

    return with_agreements("send", profile, service, as_json=as_json, mask=mask, action=action)


def status(
    agreement_id: AgreementId,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Show where an agreement stands."""
    from esignkit.cli import following

    return with_agreements(
        "status", profile, service, as_json=as_json, mask=mask, action=lambda sign: following.status(sign, agreement_id)
    )


def list_all(
    limit: Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")] = 50,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """List agreements."""
    from esignkit.cli import following

    return with_agreements(
        "list",
        profile,
        service,
        as_json=as_json,
        mask=mask,
        action=lambda sign: following.list_all(sign, limit or None),
    )


def find(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="Your own reference.")],
    title: Annotated[str | None, typer.Option(help="Their title, which shortens the search.")] = None,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Find agreements by your own reference."""
    from esignkit.cli import following

    return with_agreements(
        "find", profile, service, as_json=as_json, mask=mask, action=lambda sign: following.find(sign, reference, title)
    )


def wait(
    agreement_id: AgreementId,
    timeout: Timeout = "1h",
    interval: Interval = "5s",
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Wait until all have signed."""
    from esignkit.cli import following

    def action(agreements: Agreements) -> Result:
        limits = read_duration(timeout, "--timeout"), read_duration(interval, "--interval")
        return following.wait(agreements, agreement_id, *limits)

    return with_agreements("wait", profile, service, as_json=as_json, mask=mask, action=action)


def download(
    agreement_id: AgreementId,
    out: Out = None,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Save the signed files, certificates and audit trails."""
    from esignkit.cli import following

    return with_agreements(
        "download",
        profile,
        service,
        as_json=as_json,
        mask=mask,
        action=lambda sign: following.download(sign, agreement_id, out),
    )


def remind(
    agreement_id: AgreementId,
    party: Annotated[str | None, typer.Option(metavar="MAIL", help="One party alone, by e-mail address or id.")] = None,
    message: Annotated[str | None, typer.Option(help="Text of the reminder.")] = None,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Remind those whose turn it is."""
    from esignkit.cli import following

    return with_agreements(
        "remind",
        profile,
        service,
        as_json=as_json,
        mask=mask,
        action=lambda sign: following.remind(sign, agreement_id, party, message),
    )


def cancel(
    agreement_id: AgreementId,
    profile: Profile = None,
    service: Service = None,
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Call an agreement off."""
    from esignkit.cli import following

    return with_agreements(
        "cancel", profile, service, as_json=as_json, mask=mask, action=lambda sign: following.cancel(sign, agreement_id)
    )


def sign_url(
    agreement_id: AgreementId,
    party: Annotated[str, typer.Argument(metavar="MAIL", help="The party, by e-mail address or id.")],
    profile: Profile = None,
    service: Service = None,
    as_json: AsJson = False,
) -> int:
    """Print the address where a party signs; whoever has it can sign."""
    from esignkit.cli import following

    return with_agreements(
        "sign-url", profile, service, as_json=as_json, action=lambda sign: following.sign_url(sign, agreement_id, party)
    )


def verify(
    files: Files,
    trust: Annotated[
        list[Path], typer.Option(metavar="CERT.pem", help="Certificates of authorities that you trust.")
    ] = [],  # noqa: B006 - typer copies it
    mask: Mask = False,
    as_json: AsJson = False,
) -> int:
    """Show who signed a PDF, when, and whether it was changed since; needs no service."""
    from esignkit.cli import signatures

    return run_command("verify", lambda: signatures.verify(files, trust), as_json=as_json, mask=mask)


def doctor(profile: Profile = None, service: Service = None, as_json: AsJson = False) -> int:
    """Look whether everything is set up, and say how to mend what is not."""
    from esignkit.cli.doctor import examine

    return run_command("doctor", lambda: examine(profile, service), as_json=as_json)


_COMMANDS: dict[str, Callable[..., int]] = {
    "send": send,
    "status": status,
    "list": list_all,
    "find": find,
    "wait": wait,
    "download": download,
    "remind": remind,
    "cancel": cancel,
    "sign-url": sign_url,
    "bulk": bulk,
    "verify": verify,
    "doctor": doctor,
}
_TAKE_ID = ("status", "wait", "download", "remind", "cancel", "sign-url")
