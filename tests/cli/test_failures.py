"""What goes wrong: one sentence each, the right exit status, and no stack trace."""

from __future__ import annotations

import errno
import socket
from collections import Counter
from datetime import timedelta

import pytest

from esignkit.agreements import SendInterruptedError, SendProgress
from esignkit.cli import resuming, sending
from esignkit.cli.command_lines import command_line
from esignkit.cli.watching import Interrupted
from esignkit.cli.words import read_expiry
from esignkit.errors import ConfigurationError, DecodeError, NotSentError, OutcomeUnknownError
from tests.cli.conftest import SERVICES

ADA, BOB = "Ada Byron <ada@example.com>", "Bob Babbage <bob@example.com>"
KEYS = {"constellation1": "CONSTELLATION1_API_KEY", "ignisign": "IGNISIGN_APP_SECRET", "esignlive": "ESIGNLIVE_API_KEY"}


def one_sentence(ran, code: int, *words: str) -> None:
    """Check an error: its status, one line on standard error, and what that says."""
    assert ran.code == code, ran
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert ran.err.startswith("esignkit: ")
    for word in words:
        assert word in ran.err


FILES = {
    "notes.txt": (b"hello", "is not a PDF; save or print it as PDF first"),
    "empty.pdf": (b"", "is empty"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["send", "verify"])
def test_a_file_that_is_no_pdf(command, name, on):
    line = on("esignlive")
    content, words = FILES[name]
    (line.folder / name).write_bytes(content)
    ran = line.json(command, name, *(["--to", ADA] if command == "send" else []))
    one_sentence(ran, 2, name, words)
    assert ran.json["error"]["exit_code"] == 2


@pytest.mark.parametrize("command", ["send", "verify"])
@pytest.mark.parametrize(("name", "words"), [("missing.pdf", "No such file"), (".", "is a folder")])
def test_a_file_that_is_not_there(command, name, words, on):
    one_sentence(on("esignlive")(command, name, *(["--to", ADA] if command == "send" else [])), 2, name, words)


@pytest.mark.parametrize("service", SERVICES)
def test_no_account(service, bare):
    bare.set(ESIGNKIT_SERVICE=service)
    ran = bare.json("status", "x")
    one_sentence(ran, 2, service.upper().removesuffix("1"))
    assert "outcome" in ran.json["error"]


def test_no_service_and_one_that_is_none(bare):
    one_sentence(bare("status", "x"), 2, "No service is named", "--service", "ESIGNKIT_SERVICE", "esignkit doctor")
    one_sentence(bare("status", "x", "--service", "docusign"), 2, "'docusign'", "constellation1, ignisign, esignlive")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.usefixtures("tries_again_at_once")
def test_a_closed_port(service, on):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = on(service)
    line.set(**{f"{service.upper()}_BASE_URL": f"http://127.0.0.1:{port}"})
    ran = line.json("status", "x")
    one_sentence(ran, 1, "no connection", "`esignkit doctor` looks for the cause.")
    assert ran.json["error"]["outcome"] in ("not_sent", "nothing_changed")
    sent = line("send", line.pdf(), "--to", ADA)
    one_sentence(sent, 1, "no connection")
    assert "--resume" not in sent.err


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_key(service, on):
    line = on(service)
    line.set(**{KEYS[service]: "d3JvbmcgYnV0IGxvbmcgZW5vdWdo"})
    one_sentence(line.json("status", "x"), 3)
    sent = line("send", line.pdf(), "--to", ADA)
    one_sentence(sent, 3)
    assert "--resume" not in sent.err


@pytest.mark.parametrize("service", SERVICES)
def test_an_agreement_that_is_not_there(service, on):
    line = on(service)
    for words in (("status", "-x="), ("wait", "--x-Y="), ("download", "x"), ("cancel", "x")):
        one_sentence(line.json(*words), 4)
    one_sentence(line.json("find", "lease-17"), 4, "No agreement has the reference 'lease-17'.")


LOST = {
    "constellation1": "sessions.create",
    "ignisign": "signature_requests.create",
    "esignlive": "packages.create",
}


def sandbox_writes(sandbox) -> Counter[str]:
    return Counter(entry.operation for entry in sandbox.ledger("ignisign"))


def test_a_send_that_broke_off_is_sent_once_more_where_that_is_said(on, sandbox):
    line = on("esignlive")
    command = ("send", line.pdf(), "--to", ADA, "--expires", "36h")
    sandbox.lose_response("esignlive", LOST["esignlive"])
    name = line.json(*command).json["error"]["resume"]
    one_sentence(line.json(*command), 2, f"--resume {name} goes on")
    one_sentence(line.json(*command, "--anew", "--resume", name), 2, "give one of them")
    assert line(*command[:-2]).code == 0  # another agreement: it does not expire
    assert line.json(*command, "--anew").code == 0
    assert line.json(*command, "--resume", name).code == 0


@pytest.mark.usefixtures("looks_once")
@pytest.mark.parametrize("service", SERVICES)
def test_a_lost_answer_is_looked_up_by_the_same_command(service, on, sandbox):
    line = on(service)
    command = ("send", line.pdf(), "--to", ADA, "--reference", "lease-17")
    sandbox.lose_response(service, LOST[service])
    lost = line.json(*command)
    one_sentence(lost, 5, "it is not known whether the service did it", "The same command with --resume ", "looks")
    assert lost.json["error"]["outcome"] == "ambiguous"
    name = lost.json["error"]["resume"]
    assert name in lost.err
    kept = resuming.state_folder() / f"send-{name}.pickle"
    assert kept.stat().st_mode & 0o077 == 0
    assert not [one for one in line.variables if one.endswith(("KEY", "SECRET", "SALT")) and line.holds(kept, one)]
    before = sandbox.ledger(service)
    one_sentence(line.json(*command), 2, "An earlier send of the same broke off", f"--resume {name} goes on", "--anew")
    assert sandbox.ledger(service) == before
    other = line("send", line.pdf("annex.pdf"), "--to", ADA, "--resume", name)
    one_sentence(other, 2, "another agreement")
    again = line.json(*command, "--resume", name)
    assert not kept.exists()
    if service == "ignisign":  # a request is made without anything by which it could be known again
        one_sentence(again, 5, "looking did not tell", " --not-done takes the step again")
        before = sandbox_writes(sandbox)
        third = line.json(*command, "--resume", again.json["error"]["resume"], "--not-done")
        assert (third.code, sandbox_writes(sandbox)["signers.create"]) == (0, before["signers.create"])
        return
    assert again.code == 0, again
    assert len(line.json("find", "lease-17").json["agreements"]) == 1
    one_sentence(line(*command, "--resume", name), 2, name, "there is nothing of that name")


def test_a_refusal_half_way_says_what_is_there_and_how_to_go_on(on, sandbox):
    line = on("esignlive")
    command = ("send", line.pdf(), "--to", ADA)
    sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no")
    broken = line.json(*command)
    error = broken.json["error"]
    calls_it_off = f"`{command_line('cancel', error['agreement_id'])}` calls it off"
    one_sentence(broken, 3, f"the id is {error['agreement_id']}.", calls_it_off)
    assert error["done"][0] == "create"
    assert line.json("status", error["agreement_id"]).json["agreement"]["status"] == "draft"
    again = line.json(*command, "--resume", error["resume"])
    assert (again.code, again.json["agreement_id"]) == (0, error["agreement_id"])


@pytest.mark.parametrize("expires", ["36h", "30d", "2099-01-31"])
def test_the_same_command_goes_on_with_the_moment_at_which_it_was_to_expire(expires, on, sandbox, monkeypatch):
    line = on("esignlive")
    command = ("send", line.pdf(), "--to", ADA, "--expires")
    sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no")
    error = line.json(*command, expires).json["error"]
    first = line.json("status", error["agreement_id"]).json["agreement"]["expires_at"]
    monkeypatch.setattr(
        "esignkit.cli.orders.read_expiry", lambda text, now: read_expiry(text, now + timedelta(hours=25))
    )
    one_sentence(line(*command, "20d", "--resume", error["resume"]), 2, "resume is of another agreement")
    again = line.json(*command, expires, "--resume", error["resume"])
    assert (again.code, again.json["agreement_id"]) == (0, error["agreement_id"]), again
    assert line.json("status", error["agreement_id"]).json["agreement"]["expires_at"] == first


def test_half_way_the_outcome_is_never_that_nothing_was_changed(on, sandbox):
    line = on("esignlive")
    sandbox.faults.add("status", "esignlive", "packages.get", status=403, body="no")
    broken = line.json("send", line.pdf(), "--to", ADA)
    assert broken.code == 3
    assert broken.json["error"]["outcome"] == "rejected"
    assert broken.json["error"]["done"] == ["create"]


def test_half_way_the_status_is_never_that_nothing_was_sent():
    for done, code in (({"create": "p1"}, 1), ({}, 2)):
        progress = SendProgress(service="esignlive", digest="", done=done)
        cause = ConfigurationError("no server")
        error = SendInterruptedError("", progress=progress, step="send", cause=cause, operation="", provider="")
        assert sending.exit_code_of(error) == code


def test_what_was_done_is_not_made_again(on, monkeypatch):
    """The service did it, and its answer cannot be used."""

    def garbled(self: object, response: object) -> None:
        msg = "eSignLive packages.create: the answer has no id"
        raise DecodeError(msg, operation="packages.create", provider="eSignLive")

    line = on("esignlive")
    command = ("send", line.pdf(), "--to", ADA)
    with monkeypatch.context() as patch:
        patch.setattr("esignkit.agreements.esignlive.Packages.create", lambda *args, **more: _Fails(garbled))
        first = line.json(*command)
        one_sentence(first, 5, "the answer has no id")
    again = line.json(*command, "--resume", first.json["error"]["resume"])
    one_sentence(again, 5, "it is not made a second time")
    assert again.json["error"]["outcome"] == "done"


class _Fails:
    def __init__(self, fail):
        self.fail = fail

    def __iter__(self):
        yield from ()
        self.fail(self, None)


def test_a_second_break_is_kept_under_a_new_name_alone(on, sandbox):
    line = on("esignlive")
    command = ("send", line.pdf(), "--to", ADA)
    sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no", times=2)
    first = line.json(*command).json["error"]["resume"]
    second = line.json(*command, "--resume", first).json["error"]["resume"]
    assert [path.name for path in resuming.state_folder().iterdir()] == [f"send-{second}.pickle"]


def test_what_cannot_be_kept_is_told_with_the_id(on, sandbox):
    line = on("esignlive")
    (line.folder / "state").write_text("no folder")
    sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no")
    ran = line.json("send", line.pdf(), "--to", ADA)
    error = ran.json["error"]
    one_sentence(ran, 3, f"the id is {error['agreement_id']}", "could not be kept")
    assert "resume" not in error


@pytest.mark.parametrize("name", ["../../etc/passwd", "0123456789ab", "x" * 12, ""])
def test_only_what_was_kept_is_read_back(name, on):
    line = on("esignlive")
    one_sentence(line("send", line.pdf(), "--to", ADA, "--resume", name), 2, "there is nothing of that name")


def test_what_another_version_kept_is_refused(on):
    line = on("esignlive")
    resuming.state_folder().mkdir(parents=True)
    for content in (b"no pickle", b"\x80\x04N.", b"cesignkit.gone\nGone\n."):
        (resuming.state_folder() / "send-0123456789ab.pickle").write_bytes(content)
        ran = line("send", line.pdf(), "--to", ADA, "--resume", "0123456789ab")
        one_sentence(ran, 2, "was kept by another version")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(on, sandbox):
    line = on("esignlive")
    line.pdf("out")
    before = len(sandbox.requests())
    one_sentence(line("send", line.pdf(), "--to", ADA, "--out", "out"), 2, "--out out", "give another folder")
    one_sentence(line("download", "x", "--out", "out/below"), 2, "--out out/below")
    assert len(sandbox.requests()) == before


def test_after_sending_an_error_says_the_id(on, monkeypatch):
    line = on("esignlive")
    ran = line.json("send", line.pdf(), "--to", ADA, "--wait", "--timeout", "0s")
    assert ran.code == 1
    agreement_id = ran.json["error"]["agreement_id"]
    assert f"Sent; the id is {agreement_id}." in ran.err
    assert f"`{command_line('wait', agreement_id)}` waits again." in ran.err
    assert line("status", agreement_id).code == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["send"], "Missing argument"),
        (["send", "lease.pdf"], "Missing option '--to'"),
        (["status"], "Missing argument"),
        (["status", "x", "--jsn"], "--jsn"),
        (["status", "--jsn"], "there is no option --jsn"),
        (["list", "--jsn"], "No such option: --jsn"),
        (["list", "--limit", "-1"], "--limit"),
        (["dance"], "No such command 'dance'"),
        (["send", "lease.pdf", "--to", "ada"], "'ada' is no e-mail address"),
        (["send", "lease.pdf", "--to", "<ada@example.com>"], "no first and last name"),
        (["send", "lease.pdf", "--to", "Ada <ada@example.com>"], "no first and last name"),
        (["send", "lease.pdf", "--to", "Ada Byron <ada at example.com>"], "is no e-mail address"),
        (["send", "lease.pdf", "--to", "A B <a@b.com>, C D <c@d.com>"], "is not one name and address"),
        (["send", "lease.pdf", "--to", ADA, "--to", ADA], "has it too"),
        (["send", "lease.pdf", "--to", ADA, "--not-done"], "give its --resume NAME as well"),
        (["send", "lease.pdf", "--to", ADA, "--expires", "soon"], "--expires 'soon'"),
        (["send", "lease.pdf", "--to", ADA, "--expires", "2020-01-01"], "has passed"),
        (["send", "lease.pdf", "--to", ADA, "--expires", "2099-01-01T12:00"], "no time zone"),
        (["send", "lease.pdf", "--to", ADA, "--anchor", "A", "--anchor", "B"], "given 2 times for 1 people"),
        (["send", "lease.pdf", "--to", ADA, "--allow-loss", "everything"], "--allow-loss: 'everything'"),
        (["wait", "x", "--timeout", "long"], "--timeout 'long'"),
    ],
)
def test_a_usage_error_is_status_2_and_names_what_is_wrong(words, complaint, on, sandbox):
    line = on("esignlive")
    line.pdf()
    before = len(sandbox.requests())
    ran = line(*words)
    assert ran.code == 2, ran
    assert complaint in ran.err
    assert ran.out == ""
    assert len(sandbox.requests()) == before


def test_a_usage_error_is_json_for_a_program(bare):
    assert bare.json("status").json["error"]["exit_code"] == 2


def test_a_mistake_in_the_program_is_not_hidden(on, monkeypatch):
    from esignkit.cli import following

    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(following, "status", broken)
    with pytest.raises(ZeroDivisionError):
        on("esignlive")("status", "x")


def test_names_of_other_people_cannot_steer_the_terminal(on):
    line = on("esignlive")
    ran = line.json("send", line.pdf(), "--to", ADA, "--title", "Lease \x1b[31m[red]\u202e17")
    shown = line("status", ran.json["agreement_id"]).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"Lease \x1b[31m[red]\u202e17" in shown


def test_a_full_disk_is_one_sentence(on, sandbox, monkeypatch):
    line = on("esignlive")
    agreement_id = line.json("send", line.pdf(), "--to", ADA).json["agreement_id"]
    sandbox.sign_all(agreement_id)

    def full(self: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("esignkit.runners.atomic_download.AtomicDownload.write", full)
    one_sentence(line("download", agreement_id), 1, "No space left on device")


@pytest.mark.parametrize(("cause", "code"), [(OutcomeUnknownError, 5), (NotSentError, 130)])
@pytest.mark.parametrize("command", ["cancel", "remind"])
def test_ctrl_c_while_something_is_changed(command, cause, code, on, monkeypatch):
    def interrupted(client: object, plan: object) -> None:
        raise Interrupted from cause("the client was closed")

    monkeypatch.setattr("esignkit.cli.following.run_until_interrupted", interrupted)
    one_sentence(on("esignlive").json(command, "x"), code, "`esignkit status x` shows where it stands")


def test_ctrl_c_before_anything_was_sent(on, monkeypatch):
    def interrupted(client: object, plan: object) -> None:
        raise Interrupted from NotSentError("the client was closed")

    monkeypatch.setattr("esignkit.cli.sending.run_until_interrupted", interrupted)
    line = on("esignlive")
    one_sentence(line.json("send", line.pdf(), "--to", ADA), 130, "Interrupted; nothing was sent.")


def test_an_error_of_reminding_says_who_was_reminded_before(on, sandbox):
    line = on("esignlive")
    agreement_id = line.json("send", line.pdf(), "--to", ADA, "--to", BOB).json["agreement_id"]
    sandbox.faults.add("status", "esignlive", "packages.notify", status=400, body="{}", nth=2)
    one_sentence(line.json("remind", agreement_id), 3, "Reminded before it: ada@example.com.")


def test_verify_without_its_extra_says_what_to_install(bare, monkeypatch):
    monkeypatch.setattr("esignkit.cli.signatures.is_installed", lambda *names: False)
    ran = bare("verify", bare.pdf())
    one_sentence(ran, 2, "`esignkit verify` needs what the extra `sandbox`", "pip install")
