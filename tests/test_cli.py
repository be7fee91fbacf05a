"""The command line, typed as a person would."""

from __future__ import annotations

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from esignkit.cli import main
from esignkit.sandbox.pdf import sample_agreement
from tests.sandbox.pdf.corpus import REFUSED, USABLE

COMMAND = [sys.executable, "-m", "esignkit"]


def test_the_demo_goes_through_all_three_services(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my lease.pdf").write_bytes(sample_agreement())
    (tmp_path / "other.pdf").write_bytes(sample_agreement())
    assert main(["demo", "my lease.pdf", "other.pdf"]) == 0
    shown = capsys.readouterr().out
    rows = [line for line in shown.splitlines() if "of 6 valid" in line]
    assert [row.split()[0] for row in rows] == ["Constellation1", "Ignisign", "eSignLive"]
    assert all("6 of 6 valid" in row for row in rows)
    assert "control API" in shown
    names = sorted(p.name for p in (tmp_path / "esignkit-demo").iterdir())
    assert len(names) == 2 + 4 + 3
    assert all((tmp_path / "esignkit-demo" / n).read_bytes().startswith(b"%PDF-") for n in names)
    assert main(["demo", "my lease.pdf"]) == 0
    assert (tmp_path / "esignkit-demo-2").is_dir()
    assert sorted(p.name for p in (tmp_path / "esignkit-demo").iterdir()) == names


def test_nothing_is_overwritten_in_a_folder_that_is_named(tmp_path, capsys):
    for _ in range(2):
        assert main(["demo", "--out", str(tmp_path / "out")]) == 0
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert {"esignlive-agreement.pdf", "esignlive-agreement-2.pdf"} <= names
    assert len(names) == 10


@pytest.mark.parametrize("name", REFUSED)
def test_a_pdf_that_cannot_be_signed_gets_one_sentence_before_anything_is_created(name, tmp_path, capsys):
    make, _ = REFUSED[name]
    path = tmp_path / "input.pdf"
    path.write_bytes(make())
    assert main(["demo", str(path), "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
    assert "input.pdf" in shown.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["missing.pdf", "."])
def test_a_file_that_is_not_there(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["demo", name]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert main(["demo", "--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err


def test_the_corpus_is_as_large_as_promised():
    assert len(USABLE) >= 12
    assert len(REFUSED) >= 8


@pytest.mark.parametrize("group", range(2))
def test_ordinary_pdfs_work_in_the_demo(group, tmp_path, capsys):
    paths = []
    for n, make in enumerate(list(USABLE.values())[:14]):  # each of them all is signed and sealed in its own tests
        if n % 2 == group:
            path = tmp_path / f"{n}.pdf"
            path.write_bytes(make())
            paths.append(str(path))
    assert main(["demo", *paths, "--out", str(tmp_path / "out")]) == 0, capsys.readouterr().out


def test_help_and_version(capsys):
    assert main([]) == 2
    assert "demo" in capsys.readouterr().out
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0
    with pytest.raises(SystemExit) as wrong:
        main(["dance"])
    assert wrong.value.code == 2


def test_the_sandbox_serves_until_it_is_told_to_stop(tmp_path):
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0", "--data", str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"{url}/_sandbox/health", timeout=60
            ) as r:
                assert r.status == 200
            process.send_signal(signal.SIGINT)
            out, err = process.stdout.read(), process.stderr.read()
            process.wait(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert "export ESIGNLIVE_API_KEY=" in out
    assert err == ""
    assert any((tmp_path / "data").iterdir())


def test_a_busy_port_is_one_sentence_and_status_2(capsys):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert main(["sandbox", "--port", str(busy.getsockname()[1])]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["sandbox", "--port", "70000"]) == 2


def test_without_the_extra_it_says_what_to_install(tmp_path):
    code = (
        "import sys\n"
        "for name in ('starlette', 'pyhanko', 'uvicorn'): sys.modules[name] = None\n"
        "from esignkit.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    for command in ("demo", "sandbox"):
        done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert "The sandbox needs what the extra `sandbox` of the installed esignkit lists" in done.stderr
        assert "pip install 'starlette>=" in done.stderr
        assert "cryptography" not in done.stderr  # it is there
        assert len(done.stderr.strip().splitlines()) == 1
    assert list(pathlib.Path(tmp_path).iterdir()) == []


def test_a_data_folder_that_holds_no_database_is_told_in_one_sentence(tmp_path, capsys):
    (tmp_path / "sandbox.sqlite3").write_bytes(b"this is no database\n" * 100)
    assert main(["sandbox", "--port", "0", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said == f"esignkit: the sandbox cannot keep its data in {tmp_path}: file is not a database.\n"


def test_a_data_folder_that_is_a_file_is_told_in_one_sentence(tmp_path, capsys):
    path = tmp_path / "data"
    path.touch()
    assert main(["sandbox", "--port", "0", "--data", str(path)]) == 2
    assert capsys.readouterr().err == f"esignkit: the sandbox cannot keep its data in {path}: File exists.\n"
