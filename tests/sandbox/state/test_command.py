"""`esignkit sandbox` with a seed and a snapshot to begin with, and one to end with."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from esignkit.cli import main
from esignkit.sandbox import Sandbox
from esignkit.sandbox.snapshots import check_place
from tests import local_http

COMMAND = [sys.executable, "-m", "esignkit", "sandbox", "--port", "0"]
SEED = '[[esignlive.packages]]\ntitle = "Lease"\nstate = "COMPLETED"\nsigners = [{ name = "Ada", email = "a@example.com" }]\n'


@contextmanager
def served(*options):
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as process:
        yield next(line for line in process.stdout if "is ready at" in line).split()[5]
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == 0
        assert "--save" not in options or "personal data" in rest
        assert ("The clock stands at 2026-01-01 00:00 UTC" in rest) is ("--deterministic" in options)
        assert ("all keys are public" in rest) is ("--deterministic" in options)


def test_from_a_seed_to_a_snapshot_to_another_sandbox(tmp_path):
    seed, snapshot = tmp_path / "seed.toml", tmp_path / "one.snapshot"
    seed.write_text(SEED)
    with served("--seed", str(seed), "--save", str(snapshot), "--deterministic", "1") as url:
        [made] = local_http.get(f"{url}/_sandbox/transactions").json()
        assert made["status"] == "COMPLETED"
    with served("--load", str(snapshot), "--data", str(tmp_path / "data")) as url:
        assert local_http.get(f"{url}/_sandbox/transactions").json() == [made]


@pytest.mark.parametrize(
    ("option", "content", "reason"),
    [
        ("--load", "no snapshot", "cannot begin with file: this is not a snapshot of a sandbox"),
        ("--load", None, "cannot begin with file: No such file or directory."),
        ("--seed", "[clock]\ntme = 1", "line 2: clock.tme: there is no such key (did you mean time?)"),
        ("--seed", None, "cannot begin with file: No such file or directory."),
        ("--seed", b"\xff\xfe", "it is not UTF-8"),
        ("--load", b"\x1f\x8b" + b"a" * 20, "the snapshot is damaged"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(option, content, reason, tmp_path, monkeypatch, capsys):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.chdir(tmp_path)
    assert main(["sandbox", "--port", "0", option, "file"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert reason in shown.err
    assert len(shown.err.strip().splitlines()) == 1


NO_PLACES = {
    "a folder": ("", "is a folder; give the name of a file"),
    "in no folder": ("none/one.snapshot", "No such file or directory"),
    "a seed": ("seed.toml", "is not a snapshot, so it is not overwritten; give another name"),
    "packed by another program": ("notes.gz", "is not a snapshot, so it is not overwritten"),
    "no file": ("pipe", "is not a snapshot, so it is not overwritten"),
}


@pytest.mark.parametrize("case", NO_PLACES)
def test_a_place_that_cannot_take_a_snapshot_is_told_before_the_sandbox_starts(case, tmp_path, capsys):
    (tmp_path / "seed.toml").write_text(SEED)
    (tmp_path / "notes.gz").write_bytes(gzip.compress(b"my notes " * 20))
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    name, reason = NO_PLACES[case]
    assert main(["sandbox", "--port", "0", "--save", str(tmp_path / name)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("esignkit: --save: ")
    assert reason in shown.err
    assert len(shown.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_snapshot_and_an_empty_file_can_be_overwritten(tmp_path):
    snapshot, empty = tmp_path / "one.snapshot", tmp_path / "empty"
    empty.touch()
    with Sandbox() as sandbox:
        sandbox.save(snapshot)
        with pytest.raises(IsADirectoryError, match="is a folder; give the name of a file"):
            sandbox.save(tmp_path)
        with pytest.raises(OSError, match=r"cannot be written in the folder .*none: No such file"):
            sandbox.save(tmp_path / "none" / "one.snapshot")
    for path in (snapshot, empty, tmp_path / "new"):
        check_place(path)
    assert sorted(tmp_path.iterdir()) == [empty, snapshot]
