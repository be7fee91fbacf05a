from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import attrs
import jsonschema
import pytest

from esignkit.cli import main
from esignkit.cli.schemas import SCHEMAS
from esignkit.errors import OutcomeUnknownError
from esignkit.sandbox.pdf import sample_agreement

SERVICES = ("constellation1", "ignisign", "esignlive")
PREFIXES = ("ESIGNKIT_", "ESIGNLIVE_", "IGNISIGN_", "CONSTELLATION1_", "XDG_")


@attrs.frozen
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed with `--json`."""
        return json.loads(self.out)


@attrs.define
class CommandLine:
    """Runs commands in this process, with an account of the test's own."""

    capture: pytest.CaptureFixture[str]
    folder: Path
    variables: dict[str, str]
    patch: pytest.MonkeyPatch

    def __call__(self, *words: object) -> Ran:
        self.capture.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = end.code
        shown = self.capture.readouterr()
        ran = Ran(int(code or 0), shown.out, shown.err)
        assert "Traceback" not in ran.err
        assert "\x1b" not in ran.out + ran.err  # colours and bars are for terminals
        for name, value in self.variables.items():
            if name.endswith(("KEY", "SECRET", "SALT", "TOKEN")):
                assert value not in ran.out + ran.err, name
        return ran

    def json(self, *words: object) -> Ran:
        """Run a command with `--json`, and check what it prints by the schema."""
        ran = self(*words, "--json")
        jsonschema.Draft202012Validator(SCHEMAS[str(words[0])]).validate(ran.json)
        return ran

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.patch.setenv(name, value)

    def holds(self, path: Path, variable: str) -> bool:
        """Whether a file holds the value of a variable."""
        return self.variables[variable].encode() in path.read_bytes()

    def pdf(self, name: str = "lease.pdf") -> Path:
        path = self.folder / name
        path.write_bytes(sample_agreement())
        return path


@pytest.fixture
def bare(capsys, tmp_path, monkeypatch) -> CommandLine:
    """A command line without an account: no variables, no files of the machine's."""
    for name in list(os.environ):
        if name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return CommandLine(capsys, tmp_path, {}, monkeypatch)


@pytest.fixture
def on(bare, account) -> Callable[[str], CommandLine]:
    """A function: the command line with an account at a service, in the module's sandbox."""

    def line(service: str) -> CommandLine:
        variables = {**account.env(), "ESIGNKIT_SERVICE": service}
        bare.set(**variables)
        bare.variables.update(variables)
        return bare

    return line


@pytest.fixture
def looks_once(monkeypatch) -> None:
    """What became of a call is looked up once: the sandbox shows at once what it has done."""
    monkeypatch.setitem(OutcomeUnknownError.find_out.__kwdefaults__, "settle", 0.0)


@pytest.fixture
def tries_again_at_once(monkeypatch) -> None:
    """A call to a server that is not there is tried as often as ever, without a wait between."""
    monkeypatch.setattr("esignkit.core.exchange.backoff", lambda *_: 0.0)
