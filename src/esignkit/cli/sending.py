"""`esignkit send`: sends, says how far it got when it breaks off, and goes on from there."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from esignkit.agreements import SendInterruptedError, SentAgreement
from esignkit.agreements.progress import digest_of
from esignkit.cli.command_lines import command_line
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import as_command_error, code_of, facts, sentence
from esignkit.cli.following import download, prepare_folder, wait
from esignkit.cli.orders import Order, check_order, order_json
from esignkit.cli.output import note
from esignkit.cli.progress import ProgressBar
from esignkit.cli.results import CommandError, Result, Text
from esignkit.cli.resuming import KeptSend, all_kept, forget_progress, keep_progress, read_progress
from esignkit.cli.service_settings import SERVICES
from esignkit.cli.watching import Interrupted, run_until_interrupted
from esignkit.core.watching import Watched
from esignkit.errors import ESignError, OutcomeUnknownError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.types import JSONObject

__all__ = ["exit_code_of", "send", "send_and_wait"]


def send(agreements: Agreements, order: Order) -> tuple[SentAgreement, Result]:
    """Send an agreement.

    Args:
        agreements: Where it is sent.
        order: What was typed.

    Returns:
        What was sent, and the result of the command.

    Raises:
        CommandError: It was refused, or broke off.
    """
    progress = None
    if order.resume is not None:
        earlier = read_progress(order.resume)
        order = order.with_expiry_of(earlier)
        progress = earlier.progress.without_doubt() if order.not_done else earlier.progress
    elif not order.anew:
        _refuse_again(agreements.service, order)
    check_order(agreements, order)
    plan = agreements.plan.send(order.agreement, allow_loss=order.allow_loss, resume=progress)
    try:
        with ProgressBar(title="Sending") as bar:
            sent = run_until_interrupted(agreements.client, Watched(plan, bar))
    except SendInterruptedError as error:
        text = sentence(error.cause)
        doubt = error.progress.in_doubt
        if order.resume is not None and doubt is not None and doubt.outcome is not Outcome.DONE:
            text = f"{text[:-1]}, and looking did not tell{_reason(agreements, doubt)}."
        raise _stopped(error, text, exit_code_of(error), order) from error
    except Interrupted as interrupted:
        cause = interrupted.__cause__
        if not isinstance(cause, SendInterruptedError):
            raise CommandError(_NOTHING, ExitCode.INTERRUPTED) from None
        raise _by_hand(cause, order) from None
    if order.resume is not None:
        forget_progress(order.resume)
    return sent, _sent(sent, agreements.service, order)


def _refuse_again(service: str, order: Order) -> None:
    """Refuse what an earlier send has begun: typed again it would go out a second time.

    Raises:
        CommandError: There is such a send; the text says how to go on with it.
    """
    for name, earlier in all_kept():
        if (earlier.progress.service, earlier.digest) == (service, digest_of(order.with_expiry_of(earlier).agreement)):
            msg = (
                f"An earlier send of the same broke off; nothing was sent now. --resume {name} goes on with it, "
                "--anew sends once more."
            )
            raise CommandError(msg)


_NOTHING = "Interrupted; nothing was sent."


def exit_code_of(error: SendInterruptedError) -> ExitCode:
    """Return the exit status of a send that broke off: once something was done, none that says that nothing was."""
    if error.progress.in_doubt is not None:
        return ExitCode.OUTCOME_UNKNOWN
    code = code_of(error.cause)
    return ExitCode.FAILED if code is ExitCode.USAGE and error.progress.done else code


def _by_hand(error: SendInterruptedError, order: Order) -> CommandError:
    """Say how far a send got when Ctrl-C came."""
    if error.progress.in_doubt is not None:
        text = f"Interrupted at the step {error.step!r}: it is not known whether the service did it."
        return _stopped(error, text, ExitCode.OUTCOME_UNKNOWN, order)
    text = f"Interrupted at the step {error.step!r}." if error.progress.done else _NOTHING
    return _stopped(error, text, ExitCode.INTERRUPTED, order)


def _stopped(error: SendInterruptedError, text: str, code: ExitCode, order: Order) -> CommandError:
    """Keep how far a send got, and say how to go on.

    Args:
        error: What broke it off.
        text: What happened.
        code: The exit status.
        order: What was to be sent; what an earlier send had kept is replaced.
    """
    progress = error.progress
    if not progress.done and progress.in_doubt is None:
        return CommandError(text, code, data=facts(error))
    data: JSONObject = {**facts(error), "done": list(progress.steps), "agreement_id": progress.agreement_id}
    made = f"; the id is {progress.agreement_id}" if progress.agreement_id else ""
    hint = f"Done so far: {', '.join(progress.steps) or 'nothing'}{made}."
    if progress.agreement_id:
        hint += f" `{command_line('cancel', progress.agreement_id)}` calls it off."
    try:
        name = keep_progress(
            KeptSend(
                progress=progress,
                digest=digest_of(order.agreement),
                expires=order.expires,
                expires_at=order.agreement.expires_at,
            )
        )
    except (OSError, TypeError, AttributeError, pickle.PicklingError) as failed:
        hint += f" It cannot be gone on with, because that could not be kept: {failed}."
        return CommandError(text, code, hint=hint, data=data)
    if order.resume is not None:
        forget_progress(order.resume)
    looks = "looks what became of it, and goes on" if progress.in_doubt is not None else "goes on from there"
    hint += f" The same command with --resume {name} {looks}."
    if order.resume is not None and progress.in_doubt is not None:
        hint += f" Once you are sure that it was not done, --resume {name} --not-done takes the step again."
    return CommandError(text, code, hint=hint, data={**data, "resume": name})


def _reason(agreements: Agreements, doubt: OutcomeUnknownError) -> str:
    """Look again what became of a call, and return what was found, as the end of a sentence."""
    try:
        finding = agreements.client.run(doubt.find_out(settle=0))
    except ESignError:
        return ""
    candidates = [candidate.id for candidate in finding.candidates if candidate.id is not None]
    may_be = f"; it may have made {' or '.join(candidates)}" if candidates else ""
    return f": {finding.reason.rstrip('.')}{may_be}"


def _sent(sent: SentAgreement, service: str, order: Order) -> Result:
    title = SERVICES[service].title
    emails = ", ".join(party.email for party in sent.parties)
    lost = sorted(feature.value for feature in sent.lost)
    text: list[Text] = [f"Sent {order.agreement.title!r} with {title}: {sent.id}", f"To {emails}."]
    if lost:
        text.append(f"Left out, as allowed: {', '.join(lost)}.")
    if sent.signature_profile_id is not None:
        text.append(f"Signature profile: {sent.signature_profile_id}.")
    return Result(
        data={
            **order_json(service, order),
            "dry_run": False,
            "problems": [],
            "agreement_id": sent.id,
            "party_ids": [{"id": party.id, "email": party.email} for party in sent.parties],
            "document_ids": list(sent.document_ids),
            "left_out": [*lost],
            "signature_profile_id": sent.signature_profile_id,
        },
        text=text,
    )


def send_and_wait(agreements: Agreements, order: Order, timeout: float, interval: float, folder: Path | None) -> Result:
    """Send an agreement, wait until all have signed, and save the signed files.

    Args:
        agreements: Where it is sent.
        order: What was typed.
        timeout: Seconds to wait at most.
        interval: Seconds between the first two looks.
        folder: Where the files go; None to leave them.

    Raises:
        CommandError: Sending or waiting broke off; from then on it says the id.
    """
    if folder is not None:
        prepare_folder(folder)
    sent, result = send(agreements, order)
    note(f"Sent; the id is {sent.id}.")
    try:
        waited = wait(agreements, sent.id, timeout, interval)
        fetched = None
        if folder is not None and waited.code is ExitCode.DONE:
            fetched = download(agreements, sent.id, folder)
    except (ESignError, OSError, CommandError) as error:
        failed = as_command_error(error)
        assert failed is not None  # noqa: S101 - each of these kinds has one
        data: JSONObject = {**failed.data, "agreement_id": sent.id}
        hint = failed.hint
        if not hint and failed.code is not ExitCode.INTERRUPTED:
            hint = f"It was sent; `{command_line('wait', sent.id)}` waits again."
        raise CommandError(failed.message, failed.code, hint=hint, data=data) from None
    return Result(
        data={**result.data, **waited.data, "evidence": None if fetched is None else fetched.data["evidence"]},
        text=[*result.text, *waited.text, *(fetched.text if fetched else ())],
        code=waited.code,
        note=waited.note,
    )
