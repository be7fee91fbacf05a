"""What is kept of answers: no credential, and nothing that is long and can be read again."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest

import esignkit
from esignkit.core.flow import Response, Saved
from esignkit.core.reporting import secrets_of
from esignkit.durable.answers import LONGEST_KEPT
from esignkit.durable.errors_kept import error_form, rebuild_error
from esignkit.durable.sent_calls import digest_of_call
from esignkit.errors import ApiError, MissingMemberError, OutcomeUnknownError
from esignkit.esignlive.errors import SessionExpiredError
from esignkit.types import Secret
from tests.durable import recorded_flows as flows
from tests.durable.runs import CONSTELLATION1, IGNISIGN, Killed, Runs, killed
from tests.services import SERVICES
from tests.support import LOST, AnswerLike, reply

SECRET = "s3cr3t-of-the-answer"
SOURCE = Path(esignkit.__file__).parent


def bytes_of(runs: Runs) -> bytes:
    """Everything that the journal has on the disk."""
    folder = Path(str(runs.journal).partition("'")[2].rpartition("'")[0]).parent
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


@pytest.mark.parametrize(
    ("service", "name", "answer", "member"),
    [
        ("Ignisign", "signers.create", {"signerId": "s-1", "authSecret": SECRET}, "auth_secret"),
        (
            "Ignisign",
            "signature_requests.publish",
            {"signatureRequestId": "r-1", "signers": [{"signerId": "s-1", "token": SECRET}]},
            "signers.0.token",
        ),
        ("eSignLive", "packages.get", {"id": "p", "documents": [{"id": "d", "signerVerificationToken": SECRET}]}, ""),
        ("eSignLive", "callbacks.get", {"url": "https://x.example", "key": SECRET}, "key"),
        ("eSignLive", "packages.get", {"id": "p", "data": {"sessionToken": SECRET}}, ""),
        (
            "eSignLive",
            "packages.get",
            {"id": "p", "data": {"at": f"https://x/?senderAuthenticationToken={SECRET}"}},
            "",
        ),
        ("Constellation1", "sessions.start", {"ReturnValue": "True", "Details": []}, ""),
    ],
)
def test_hidden_members_are_not_kept(runs: Runs, service: str, name: str, answer: Any, member: str) -> None:
    runs.service = SERVICES[service]
    row = runs.service[name]
    first = runs.run(runs.service.plan(row), reply(200, answer))
    again = runs.run(runs.service.plan(row))
    assert runs.sent == []
    assert SECRET.encode() not in bytes_of(runs)
    if member:
        for part in member.split("."):
            first, again = (one[int(part)] if part.isdigit() else getattr(one, part) for one in (first, again))
        assert first is not None
        assert again is None
    else:
        assert type(again) is type(first)


def test_yes_and_no_are_no_credentials(runs: Runs) -> None:
    runs.service = CONSTELLATION1
    plan = CONSTELLATION1.plan(CONSTELLATION1["sessions.start"])
    assert runs.run(plan, reply(200, {"ReturnValue": "True", "Details": []})).succeeded
    assert runs.run(plan).succeeded


def test_a_result_that_is_a_credential_says_that_it_was_not_kept(runs: Runs) -> None:
    runs.service = IGNISIGN
    plan = IGNISIGN.plan(IGNISIGN["signers.regenerate_auth_secret"])
    row = IGNISIGN["signers.regenerate_auth_secret"]
    assert isinstance(runs.run(plan, row.reply()), Secret)
    error = runs.fail(MissingMemberError, plan)
    assert "does not keep" in str(error)
    assert runs.state == "done"


def test_a_credential_that_is_read_is_read_again(runs: Runs) -> None:
    runs.service = CONSTELLATION1
    row = CONSTELLATION1["users.landing_url"]
    first = runs.run(CONSTELLATION1.plan(row), row.reply())
    assert runs.run(CONSTELLATION1.plan(row), row.reply()) == first
    assert len(runs.sent) == 1


def test_a_credential_of_the_client_that_is_echoed_is_not_kept(runs: Runs) -> None:
    key = runs.service.arguments["api_key"]
    runs.run(flows.PACKAGES.get("p"), reply(200, {"name": "P", "data": {"echo": f"Basic {key}"}}))
    assert key.encode() not in bytes_of(runs)


def test_a_write_whose_answer_cannot_be_kept_is_not_sent_again(runs: Runs) -> None:
    """The answer is no JSON and repeats a credential, so that nothing of it is written down."""
    key = runs.service.arguments["api_key"]
    plan = flows.create_and_send("Lease")
    echo = reply(200, f"carried out for Basic {key}".encode())
    assert runs.run(plan, reply(200, {"id": "p-1"}), echo) == "p-1"
    assert key.encode() not in bytes_of(runs)
    assert runs.run(plan) == "p-1"
    assert runs.sent == []


def test_a_write_whose_answer_was_streamed_is_not_sent_again(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.run(flows.sends_and_creates(), reply(200, b"sent"), killed)
    nothing = reply(200, {"count": 0, "results": []})
    assert runs.run(flows.sends_and_creates(), nothing, nothing, reply(200, {"id": "p-1"})) == "p-1"
    assert "POST /packages/p" not in runs.sent


def test_a_long_answer_to_a_read_is_read_again(runs: Runs) -> None:
    long = reply(200, {"name": "x" * LONGEST_KEPT})
    plan = flows.PACKAGES.get("p")
    runs.run(plan, long)
    assert runs.run(plan, long).name == "x" * LONGEST_KEPT
    assert len(runs.sent) == 1
    assert len(bytes_of(runs)) < LONGEST_KEPT


def test_a_download_is_made_again_when_its_file_is_gone(runs: Runs, tmp_path: Path) -> None:
    target = tmp_path / "evidence.pdf"

    def saved(sent: Any) -> Response:
        target.write_bytes(b"%PDF-")
        return Response(200, {}, b"", Saved(5, "evidence.pdf", "application/pdf", str(target)))

    plan = flows.PACKAGES.evidence_summary("p").save(target)
    first = runs.run(plan, saved)
    assert runs.run(plan) == first
    assert runs.sent == []
    target.unlink()
    assert runs.run(plan, saved) == first
    assert len(runs.sent) == 1


@pytest.mark.parametrize("is_there", [False, True])
def test_a_run_that_died_after_it_made_its_file_may_replace_that_one_alone(
    runs: Runs, tmp_path: Path, is_there: bool
) -> None:
    target = tmp_path / "evidence.pdf"
    if is_there:
        target.touch()
    may_replace: list[bool] = []

    def saved(sent: Any) -> Response:
        may_replace.append(sent.send.sink.overwrite)
        target.write_bytes(b"%PDF-")
        if len(may_replace) == 1:
            raise Killed
        return Response(200, {}, b"", Saved(5, "evidence.pdf", "application/pdf", str(target)))

    plan = flows.PACKAGES.evidence_summary("p").save(target, overwrite=False)
    with pytest.raises(Killed):
        runs.run(plan, saved)
    runs.run(plan, saved)
    assert may_replace == [False, not is_there]


def test_a_stream_is_not_kept(runs: Runs) -> None:
    for _ in range(2):
        assert runs.run(flows.streams(), reply(200, b"%PDF-")) == 5
        assert len(runs.sent) == 1


def test_a_credential_that_a_function_returns_is_not_kept(runs: Runs, tmp_path: Path) -> None:
    flows.CALLS.clear()
    for answers in ([reply(200, {"id": "p"})], []):
        assert runs.run(flows.asks_for_a_credential(), *answers) == "p hunter2-secret"
    assert flows.CALLS == ["credential", "credential"]
    runs.journal.close()
    assert not any(b"hunter2" in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


@pytest.mark.parametrize("answer", [reply(400, {"message": "no"}), LOST, reply(200, b"{")])
def test_the_frames_of_a_run_that_fails_show_no_credential(runs: Runs, answer: AnswerLike) -> None:
    """Tools that collect errors show the variables of every frame."""
    error = runs.fail(Exception, flows.changes_a_password(), answer)
    assert runs.sent == ["POST /account/senders/s/password"]
    frames: list[traceback.FrameSummary] = []
    while error is not None:
        frames += traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), capture_locals=True)
        error = error.__cause__ or error.__context__
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(SOURCE)]
    assert "calls.py" in {Path(frame.filename).name for frame in ours}
    assert "hunter2" not in str([frame.locals for frame in ours])


# Errors ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "error",
    [
        SessionExpiredError("signed out", operation="packages.get", provider="eSignLive", status=401, code="x"),
        ApiError("no", details={"a": [1, None]}, retry_after=3.5, body="…"),
        OutcomeUnknownError("lost", attempts=1),
    ],
)
def test_an_error_is_rebuilt_as_it_was(error: Any) -> None:
    again: Any = rebuild_error(error_form(error))
    assert (type(again), again.args, again.__dict__) == (type(error), error.args, error.__dict__)


def test_an_error_whose_class_is_gone_is_one_of_the_class_above() -> None:
    form = error_form(SessionExpiredError("signed out", status=401))
    form["classes"] = ["esignkit.esignlive.gone:GoneError", "json:JSONDecodeError", *form["classes"][1:]]
    assert type(rebuild_error(form)).__name__ == "AuthenticationError"


# What tells calls apart -----------------------------------------------------------------------------------------------
def test_no_digest_depends_on_a_credential() -> None:
    service = SERVICES["eSignLive"]
    change = service.plans.senders.change_password
    calls = [
        change("s", email="a@example.com", password=old, new_password=new)
        for old, new in (("a1b2", "d4e5"), ("aaaa", "bbbb"))
    ]
    assert len({digest_of_call(call, service.context(), [*map(Secret, secrets_of(call))]) for call in calls}) == 1
