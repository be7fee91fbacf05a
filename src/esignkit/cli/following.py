"""The commands for an agreement that was sent: look, wait, fetch, remind, call off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from esignkit.agreements import AgreementEndedError, Evidence, MissingEvidence, Status
from esignkit.cli.command_lines import command_line
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import sentence
from esignkit.cli.forms import state_json, state_table, state_text
from esignkit.cli.progress import ProgressBar
from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.cli.watching import Interrupted, run_until_interrupted
from esignkit.cli.wording import in_options
from esignkit.core.watching import Watched
from esignkit.errors import ESignError, OutcomeUnknownError

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.core.flow import Flow
    from esignkit.types import JSON, JSONObject

__all__ = [
    "cancel",
    "download",
    "find",
    "list_all",
    "prepare_folder",
    "remind",
    "sign_url",
    "status",
    "wait",
]

T = TypeVar("T")


def status(agreements: Agreements, agreement_id: str) -> Result:
    """Return where an agreement stands."""
    state = agreements.state(agreement_id)
    return Result(data={"agreement": state_json(state)}, text=state_text(state))


def list_all(agreements: Agreements, limit: int | None) -> Result:
    """Return where all agreements stand.

    Args:
        agreements: Where to look.
        limit: How many at most; None for all.
    """
    more = None if limit is None else limit + 1
    states = list(agreements.list(limit=more))
    has_more = limit is not None and len(states) > limit
    states = states[:limit]
    data: JSONObject = {"agreements": [state_json(state) for state in states], "has_more": has_more}
    if not states:
        return Result(data=data, text=["There are no agreements."])
    note = f"There are more; --limit {limit} was asked for." if has_more else ""
    return Result(data=data, text=[state_table(states)], note=note)


def find(agreements: Agreements, reference: str, title: str | None) -> Result:
    """Return the agreements with a reference."""
    with ProgressBar(title="Looking") as bar:
        states = agreements.client.run(Watched(agreements.plan.find(reference, title=title), bar))
    data: JSONObject = {"agreements": [state_json(state) for state in states]}
    if not states:
        return Result(data=data, code=ExitCode.NOT_FOUND, note=f"No agreement has the reference {reference!r}.")
    return Result(data=data, text=[state_table(states)])


def wait(agreements: Agreements, agreement_id: str, timeout: float, interval: float) -> Result:
    """Wait until an agreement is completed.

    Args:
        agreements: Where it is.
        agreement_id: Its id.
        timeout: Seconds to wait at most.
        interval: Seconds between the first two looks.

    Raises:
        CommandError: Ctrl-C.
    """
    plan = agreements.plan.wait(agreement_id, timeout=timeout, interval=interval)
    try:
        with ProgressBar(title="Waiting") as bar:
            state = agreements.client.run(Watched(plan, bar))
    except AgreementEndedError as error:
        state, code, note = error.state, ExitCode.FAILED, sentence(error)
    except KeyboardInterrupt:
        message = f"Stopped waiting; nothing was changed. `{command_line('wait', agreement_id)}` waits again."
        raise CommandError(message, ExitCode.INTERRUPTED, data={"agreement_id": agreement_id}) from None
    else:
        code, note = ExitCode.DONE, ""
        if state.partial:
            code, note = ExitCode.FAILED, f"{agreement_id} is completed, although not everybody has signed."
    return Result(data={"agreement": state_json(state)}, text=state_text(state), code=code, note=note)


def prepare_folder(folder: Path) -> None:
    """Make a folder for files, before anything is sent or fetched.

    Raises:
        CommandError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"--out {folder} cannot be written to: {error.strerror or error}; give another folder."
        raise CommandError(message) from None


def download(agreements: Agreements, agreement_id: str, folder: Path | None) -> Result:
    """Fetch the evidence of an agreement into a folder.

    Args:
        agreements: Where it is.
        agreement_id: Its id.
        folder: The folder; one named after the id when not given.
    """
    target = Path(re.sub(r"[^\w.=-]", "_", agreement_id)) if folder is None else folder
    prepare_folder(target)
    state = agreements.state(agreement_id)
    with ProgressBar(title="Fetching") as bar:
        evidence = agreements.client.run(Watched(agreements.plan.evidence(agreement_id, into=target), bar))
    text: list[Text] = []
    if evidence.files:
        rows = [(str(file.path), file.kind.value, f"{file.size:,}") for file in evidence.files]
        text.append(Table(("file", "what it is", "bytes"), rows))
    else:
        text.append("There are no files.")
    text += [_missing_text(one) for one in evidence.missing]
    data: JSONObject = {
        "agreement_id": agreement_id,
        "status": state.status.value,
        "evidence": _evidence_json(evidence, target),
    }
    if state.status is Status.COMPLETED:
        return Result(data=data, text=text)
    note = f"It is {state.status.value}, and not completed: this proves nothing yet."
    return Result(data=data, text=text, code=ExitCode.FAILED, note=note)


def _evidence_json(evidence: Evidence, folder: Path) -> JSON:
    return {
        "folder": str(folder),
        "files": [
            {
                "path": str(file.path),
                "kind": file.kind.value,
                "bytes": file.size,
                "document_id": file.document_id,
            }
            for file in evidence.files
        ],
        "missing": [
            {
                "kind": one.kind.value,
                "reason": in_options(one.reason),
                "document_id": one.document_id,
                "document": one.document,
            }
            for one in evidence.missing
        ],
    }


def _missing_text(missing: MissingEvidence) -> str:
    name = missing.kind.value if missing.document is None else f"{missing.kind.value} of {missing.document}"
    return f"Missing: {name}; {in_options(missing.reason)}."


def remind(agreements: Agreements, agreement_id: str, party: str | None, message: str | None) -> Result:
    """Remind those whose turn it is, or one party."""
    reminded = _change(agreements, agreements.plan.remind(agreement_id, party=party, message=message), agreement_id)
    text = f"Reminded {party or 'those whose turn it is'}." if reminded else "Nobody was reminded: it is nobody's turn."
    return Result(
        data={"agreement_id": agreement_id, "party": party, "reminded": [one.email for one in reminded]}, text=[text]
    )


def cancel(agreements: Agreements, agreement_id: str) -> Result:
    """Call an agreement off, and say where it stands then."""
    _change(agreements, agreements.plan.cancel(agreement_id), agreement_id)
    try:
        state = agreements.state(agreement_id)
    except ESignError as error:
        text = f"The service took it that {agreement_id} is called off; where it stands could not be read."
        return Result(data={"agreement_id": agreement_id, "agreement": None}, text=[text], note=sentence(error))
    is_off = state.status is Status.CANCELLED or (state.archived and state.status is not Status.COMPLETED)
    text = f"Called off {agreement_id}."
    if not is_off:
        part = ", although not everybody has signed" if state.partial else ""
        text = f"{agreement_id} was not called off: it is {state.status.value}{part}."
    data: JSONObject = {"agreement_id": agreement_id, "agreement": state_json(state)}
    return Result(data=data, text=[text, *state_text(state)])


def _change(agreements: Agreements, plan: Flow[T], agreement_id: str) -> T:
    """Carry out a plan that changes something.

    Raises:
        CommandError: Ctrl-C.
    """
    try:
        return run_until_interrupted(agreements.client, plan)
    except Interrupted as interrupted:
        in_doubt = isinstance(interrupted.__cause__, OutcomeUnknownError)
        code = ExitCode.OUTCOME_UNKNOWN if in_doubt else ExitCode.INTERRUPTED
        message = f"Interrupted; `{command_line('status', agreement_id)}` shows where it stands."
        raise CommandError(message, code, data={"agreement_id": agreement_id}) from None


def sign_url(agreements: Agreements, agreement_id: str, party: str) -> Result:
    """Return the address where a party signs; it was asked for, so it is shown."""
    address = agreements.sign_url(agreement_id, party).reveal()
    return Result(
        data={"agreement_id": agreement_id, "party": party, "url": address},
        text=[address],
        note=f"Whoever has this address can sign as {party}.",
    )
