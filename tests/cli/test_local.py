"""The command line, typed as a person would."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial

import pytest

from esignkit.cli import main
from esignkit.demo import leave_waiting
from esignkit.demo.folder import usable_files
from esignkit.demo.waiting import send_agreements
from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import find_text, read_layout, sample_agreement
from tests.free_ports import free_ports
from tests.sandbox.pdf.corpus import REFUSED, USABLE, drawn

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
    with monkeypatch.context() as patch:
        patch.delattr(subprocess, "Popen")  # the process that works on documents is there: that of the first time
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


ORDINARY = 14 if os.environ.get("ESIGNKIT_CORPUS") else 4
"""PDFs that the demo is shown: a sample, and with the corpus (`nox -s corpus`) more of them."""


@pytest.mark.parametrize("group", range(2))
def test_ordinary_pdfs_work_in_the_demo(group, tmp_path, capsys):
    paths = []
    shorter = USABLE | {"500 pages": partial(drawn, 50)}  # each of them all is signed and sealed in its own tests
    for n, make in enumerate(list(shorter.values())[:ORDINARY]):
        if n % 2 == group:
            path = tmp_path / f"{n}.pdf"
            path.write_bytes(make())
            paths.append(str(path))
    assert main(["demo", *paths, "--out", str(tmp_path / "out")]) == 0, capsys.readouterr().out


def test_a_strict_sandbox():
    command = [*COMMAND, "sandbox", "--port", "0", "--strict"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as run:
        url = re.search(r"http://\S+", run.stdout.readline())[0]
        asked = urllib.request.Request(f"{url}/_sandbox/switches/ignisign", b"{}", method="PUT")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked) as answer:
            assert json.load(answer)["strict"] is True
        run.send_signal(signal.SIGTERM)


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
            first = process.stdout.readline()
            assert first.startswith("Console: ")
            url = re.search(r"http://127\.0\.0\.1:\d+", first)[0]
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
    for service in ("ESIGNLIVE", "IGNISIGN", "CONSTELLATION1"):
        (root,) = re.findall(rf"export {service}_ROOT_URL=(http://127\.0\.0\.1:\d+)$", out, re.MULTILINE)
        assert out.count(root) == 2  # once for people
    assert err == ""
    assert any((tmp_path / "data").iterdir())


def test_a_busy_port_is_one_sentence_and_status_2(capsys):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert main(["sandbox", "--port", str(busy.getsockname()[1])]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["sandbox", "--port", "70000"]) == 2
    assert main(["sandbox", "--port", "65533", "--ports"]) == 2


@pytest.mark.parametrize("beside", [1, 2, 3])
def test_the_services_own_ports_are_the_three_after_it(capsys, beside):
    port = free_ports(4)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", port + beside))
        busy.listen()
        assert main(["sandbox", "--port", str(port), "--ports"]) == 2
    assert f"port {port + beside} " in capsys.readouterr().err


def test_the_demo_imports_no_http_client_for_pyhanko(tmp_path):
    def imported(*words):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *words], capture_output=True, text=True, cwd=tmp_path, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    clients = {"aiohttp.client", "requests.sessions", "urllib3"}
    program = "from esignkit.sandbox import pdf; pdf.verify_pdf(pdf.sample_agreement())"
    assert clients & imported("-c", program)  # another's program has them as they are
    demo = imported("-m", "esignkit", "demo")
    assert "pyhanko_certvalidator" in demo
    assert not clients & demo


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


def test_the_demo_leaves_agreements_to_be_signed_in_a_browser(tmp_path, capsys):
    opened, pages = [], []

    def wait():
        out = capsys.readouterr().out
        assert out.startswith(f"Console: {opened[0]}")
        assert all(page in out for page in opened)
        for page in opened:
            asked = urllib.request.Request(page, headers={"Accept": "text/html"})
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60) as response:
                pages.append(response.read().decode())

    (tmp_path / "my lease.pdf").write_bytes(sample_agreement())
    leave_waiting([tmp_path / "my lease.pdf"], wait=wait, show=opened.append)
    assert len(opened) == 4
    assert pages[0].count("Demo agreement") == 3
    assert all("Alice Example" in page for page in pages[1:])


def test_the_open_demo_is_signed_at_its_lines_on_each_service():
    with Sandbox() as sandbox:
        for one in send_agreements(sandbox, usable_files([])):
            sandbox.sign_all(one.id)
            (document,) = (one for one in sandbox.transaction(one.id).documents if one.fields)
            signed = sandbox.signed_file(one.id, document.id)
            labels = find_text(signed, {"Name and signature:"})["Name and signature:"]
            layout = read_layout(signed)
            for (label, *_), field in zip(labels, document.fields.values(), strict=True):
                place = layout.place(field)
                assert place.page == label.page, one.service
                assert place.box.left == pytest.approx(label.box.left, abs=1), one.service
                assert 0 < place.box.top - (label.box.top + label.box.height) < 12, one.service


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_open_demo_ends_with_ctrl_c(number, tmp_path):
    # BROWSER names a program that ends at once, so that no browser of the machine is opened
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "BROWSER": "true"}
    with subprocess.Popen(
        [*COMMAND, "demo", "--open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=tmp_path,
    ) as process:
        try:
            lines = iter(process.stdout.readline, "")
            assert any("Press Ctrl-C" in line for line in lines)
            process.send_signal(number)
            assert process.wait(timeout=60) == 0, process.stderr.read()
        finally:
            process.kill()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["--out", "out"], ["missing.pdf"]])
def test_what_the_open_demo_cannot_do_is_one_sentence(arguments, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--open", *arguments]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
