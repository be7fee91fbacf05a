"""Commands in a real terminal, and as a process of their own."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading

import pexpect
import pytest

from esignkit.cli import COMMANDS, main
from esignkit.cli.command_lines import command_line
from tests.cli.conftest import CommandLine
from tests.cli.test_bulk import Leases
from tests.clocks import until

COMMAND = [sys.executable, "-m", "esignkit"]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ADA = "Ada Byron <ada@example.com>"


def in_terminal(line: CommandLine, *words: str) -> tuple[int, str]:
    """Run a command in this process with a terminal for its output; return its status and what stood there."""
    master, slave = pty.openpty()
    pieces: list[bytes] = []

    def read() -> None:
        try:
            while piece := os.read(master, 65536):
                pieces.append(piece)
        except OSError:  # how a terminal ends
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(slave, "w", encoding="utf-8") as screen, line.patch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        patch.setenv("COLUMNS", "100")
        patch.setenv("TERM", "xterm-256color")
        try:
            status = main(words)
        except SystemExit as end:
            status = end.code
    reader.join()
    os.close(master)
    return status, ESCAPES.sub("", b"".join(pieces).decode()).replace("\r", "")


def test_every_command_in_a_terminal(on, sandbox):
    line = on("esignlive")
    line.pdf()

    def ran(*words: str) -> str:
        status, text = in_terminal(line, *words)
        assert status == 0, text
        return text

    text = ran("send", "lease.pdf", "--to", ADA, "--reference", "lease-17", "--title", "Lease [bold]17[/bold]")
    assert "Sending" in text
    assert re.search(r"[\d,]+ bytes sent", text)
    agreement_id = re.search(r"with eSignLive: (\S+)", text)[1]
    rows = rf"^{re.escape(agreement_id)} +open +Lease \[bold\]17\[/bold\] +lease-17 "
    assert re.search(rows, ran("list"), re.MULTILINE)
    assert re.search(rows, ran("find", "lease-17"), re.MULTILINE)
    assert re.search(r"^Ada Byron +ada@example.com +open", ran("status", agreement_id), re.MULTILINE)
    assert "Reminded" in ran("remind", agreement_id)
    assert "Whoever has this address can sign" in ran("sign-url", agreement_id, "ada@example.com")
    sandbox.sign_all(agreement_id)
    text = ran("wait", agreement_id)
    assert "Waiting" in text
    assert "Completed; 1 of 1 done" in text
    assert re.search(
        r"^signed/lease.pdf +signed document", ran("download", agreement_id, "--out", "signed"), re.MULTILINE
    )
    assert "all valid, nothing was changed after the last one" in ran("verify", "signed/lease.pdf")
    assert re.search(r"^credentials +ok +accepted", ran("doctor"), re.MULTILINE)
    status, text = in_terminal(line, "cancel", agreement_id)
    assert (status, "can be called off" in text) == (3, True)
    text = ran("send", "lease.pdf", "--to", ADA)
    assert "Called off" in ran("cancel", re.search(r"with eSignLive: (\S+)", text)[1])


def test_an_error_in_a_terminal_is_one_sentence(on):
    status, text = in_terminal(on("esignlive"), "status", "x")
    assert status == 4
    assert text.startswith("esignkit: eSignLive: The package could not be found.")
    assert len(text.splitlines()) == 1


def test_help_in_a_terminal_names_every_command(bare):
    status, text = in_terminal(bare, "--help")
    assert status == 0
    for name in (*COMMANDS, "demo", "sandbox"):
        assert re.search(rf"\b{name}\b", text), name
    status, text = in_terminal(bare, "send", "--help")
    assert status == 0
    status, text = in_terminal(bare, "runs", "--help")
    assert [status, *re.findall(r"^│ (\w+) ", text, re.MULTILINE)] == [
        0,
        "list",
        "show",
        "resolve",
        "retry",
        "adopt",
        "forget",
    ]
    status, text = in_terminal(bare, "send", "--help")
    for option in ("--to", "--anchor", "--order", "--expires", "--dry-run", "--wait", "--out", "--resume", "--json"):
        assert option in text


@pytest.fixture
def process(on, tmp_path):
    """A function that starts a command as a process of its own, in a terminal."""
    line = on("esignlive")
    line.pdf()
    started = []

    def start(*words: str) -> pexpect.spawn:
        env = {**os.environ, "TERM": "xterm-256color"}
        child = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], *words],
            env=env,
            cwd=str(tmp_path),
            dimensions=(40, 200),
            encoding="utf-8",
            timeout=120,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def end_of(child: pexpect.spawn) -> tuple[int, str]:
    """Wait for the end of a process; return its status and what stood on the terminal since the last question."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, " ".join(ESCAPES.sub("", child.before).split())


@pytest.mark.usefixtures("looks_once")
def test_ctrl_c_says_how_far_a_send_got_and_the_same_command_goes_on(process, bare, sandbox, account):
    words = ("send", "lease.pdf", "--to", ADA)
    stall = sandbox.faults.add("stall", "esignlive", "packages.send", stage="after-commit", tenant=account.tenant)
    child = process(*words)
    child.expect("packages.send")
    assert until(lambda: stall.fired)  # the service has the call
    child.sendintr()
    status, text = end_of(child)
    assert status == 5, text
    assert "Interrupted at the step 'send': it is not known whether the service did it. Done so far: create" in text
    name = re.search(r"--resume (\w+) looks what became of it, and goes on", text)[1]
    sandbox.faults.clear()
    again = bare(*words, "--resume", name)
    assert again.code == 0, again
    (package,) = bare.json("list").json["agreements"]
    assert package["status"] == "open"


def test_ctrl_c_while_waiting_changes_nothing(process, bare):
    agreement_id = bare.json("send", "lease.pdf", "--to", ADA).json["agreement_id"]
    child = process("wait", agreement_id)
    child.expect("open, 0 of 1 done")
    child.sendintr()
    status, text = end_of(child)
    assert status == 130, text
    assert f"Stopped waiting; nothing was changed. `{command_line('wait', agreement_id)}` waits again." in text


def test_shells_complete_commands(bare):
    asking = {"_ESIGNKIT_COMPLETE": "complete_bash", "COMP_WORDS": "esignkit ", "COMP_CWORD": "1"}
    done = subprocess.run(COMMAND, capture_output=True, text=True, env={**os.environ, **asking})
    assert {*COMMANDS, "demo", "sandbox"} <= set(done.stdout.split()), done


def test_a_reader_that_has_enough_is_no_error(bare):
    with subprocess.Popen([*COMMAND, "doctor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 1


def test_without_the_extra_the_other_commands_say_what_to_install(tmp_path):
    code = (
        "import sys\n"
        "for name in ('typer', 'rich'): sys.modules[name] = None\n"
        "from esignkit.cli import COMMANDS, main\n"
        "assert [main([command]) for command in COMMANDS] == [2] * len(COMMANDS)\n"
        "assert main([]) == 2\n"
        "main(['sandbox', '--help'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == len(COMMANDS)
    assert all("needs what the extra `cli` of the installed esignkit lists" in line for line in lines)
    assert re.search(r"pip install 'typer[<>=.,\d]+' 'rich>=[.\d]+'$", lines[0])
    assert "The extra `cli` adds: send, status" in " ".join(done.stdout.split())
    assert "--port" in done.stdout


def test_bulk_shows_how_far_it_is(on, sandbox, account):
    leases = Leases(on("esignlive"), sandbox, account.tenant, "esignlive")
    status, text = in_terminal(leases.line, *leases.words())
    assert status == 0, text
    assert re.search(r"Sending.* \d done", text)
    assert "5 of 5 rows are sent: 5 now, 0 before." in text
    leases.rows(6, email="nobody")
    status, text = in_terminal(leases.line, *leases.words())
    assert status == 2
    assert "Checking" in text
    assert "row 7, column 'email': 'nobody' is no e-mail address" in text
    leases.rows(6)
    sandbox.faults.add("status", "esignlive", "packages.create", status=400, body="{}", tenant=account.tenant)
    status, text = in_terminal(leases.line, *leases.words())
    assert status == 3
    assert re.search(r"^7 +lease-6 +refused +eSignLive: ", text, re.MULTILINE), text


def test_ctrl_c_in_bulk_ends_what_is_under_way_and_the_same_command_goes_on(process, bare, sandbox, account):
    leases = Leases(bare, sandbox, account.tenant, "esignlive")
    child = process(*leases.words("--rate", "1/s"))
    child.expect("1 done")
    child.sendintr()
    status, text = end_of(child)
    assert status == 130, text
    assert re.search(r"Interrupted: \d rows have not ended\. The same command goes on; what is done is not sent", text)
    assert leases().code == 0
    assert leases.created == 5
