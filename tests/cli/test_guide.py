"""The guide is true: its commands, exit statuses, settings and the example of an error."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from esignkit.cli import COMMANDS
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.schemas import SCHEMAS
from esignkit.cli.service_settings import SERVICES

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "command-line.md").read_text()


REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text()


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_its_commands_and_their_options_are_there(bare):
    lines = [line for block in fenced("sh") for line in block.splitlines() if line.startswith("esignkit ")]
    shown = {}
    bare.set(COLUMNS="200")
    for line in lines:
        words = shlex.split(line)[1:]
        command = words[0] if words[0] in COMMANDS else ""
        if command == "runs":
            command = " ".join(words[:2])
        if command not in shown:
            shown[command] = bare(*command.split(), "--help").out
        for option in re.findall(r"--[\w-]+", line):
            assert re.search(rf"{option}\b", shown[command]), line
    assert {command.partition(" ")[0] for command in shown} == {*COMMANDS, ""}
    assert {f"runs {action}" for action in ("list", "show", "resolve", "retry", "adopt", "forget")} <= set(shown)


@pytest.mark.parametrize("command", ["send", "bulk"])
def test_its_tables_name_every_option(command, bare):
    bare.set(COLUMNS="200")
    offered = set(re.findall(r"^ +(--[\w-]+)", bare(command, "--help").out, re.MULTILINE))
    table = GUIDE.partition(f"| Option of `{command}`")[2].partition("\n\n")[0]
    common = {"--profile", "--service", "--json", "--mask", "--help", "--timeout", "--interval"}
    assert set(re.findall(r"`(--[\w-]+)`", table)) >= offered - common
    assert all(option in GUIDE for option in common - {"--help"})


def test_its_exit_statuses_are_those_of_the_program():
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", GUIDE, re.MULTILINE)
    assert [int(number) for number, _ in rows] == [int(code) for code in ExitCode]


def test_its_settings_are_those_of_the_program():
    rows = re.findall(r"^\| `(\w+)` \| (`.+`) \| (`.+`) \|$", GUIDE, re.MULTILINE)
    said = {name: (re.findall(r"`(\w+)`", left), re.findall(r"`(\w+)`", right)) for name, left, right in rows}
    assert said == {name: (list(one.settings), list(one.secrets)) for name, one in SERVICES.items()}


def test_its_error_is_one():
    (example,) = fenced("json")
    error = json.loads(example)
    jsonschema.Draft202012Validator(SCHEMAS[error["command"]]).validate(error)


def test_its_profiles_can_be_read(bare):
    from esignkit.cli.account import find_account
    from esignkit.cli.profiles import config_path

    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text(fenced("toml")[1])
    assert find_account("work", None, {"XDG_CONFIG_HOME": str(path.parents[1])}).service == "esignlive"
    variables = {"XDG_CONFIG_HOME": str(path.parents[1]), "IGNISIGN_TEST_SECRET": "secret"}
    assert find_account("test", None, variables).variables["IGNISIGN_APP_SECRET"] == "secret"


@pytest.mark.parametrize("service", ["esignlive", "ignisign"])
def test_its_template_and_its_table_fit(service, on):
    line = on(service)
    for name in ("17.pdf", "18.pdf", "house-rules.pdf"):
        line.pdf(name)
    template = fenced("toml")[0]
    if service == "ignisign":
        template = 'allow_loss = ["anchor", "box"]\n' + template
    (line.folder / "lease.toml").write_text(template)
    table = next(block for block in fenced("text") if block.startswith("number,"))
    (line.folder / "people.csv").write_text(table)
    ran = line.json("bulk", "people.csv", "--template", "lease.toml", "--dry-run")
    assert (ran.code, ran.json["rows"]) == (0, 2), ran.err


def test_its_members_of_templates_are_all_that_there_are():
    from esignkit.cli import descriptions

    table = GUIDE.partition("| Where | Members |")[2].partition("\n\n")[0]
    said = set(re.findall(r"`(\w+)`", table)) | set(re.findall(r"`\[\[(\w+)\]\]`", table))
    assert said == {*descriptions.AGREEMENT, *descriptions.DOCUMENT, *descriptions.PARTY, *descriptions.FIELD}


def test_its_states_are_those_of_the_program():
    from esignkit.durable import RunState

    table = GUIDE.partition("| State | Meaning | Next |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) == {state.value for state in RunState}


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_the_reference_has_each_option_in_its_usage_and_what_it_means(bare, command):
    (section,) = re.findall(rf"^## `esignkit {command}`\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    usage, _, meanings = section.partition("```\n\n")
    options = set(re.findall(r"--[a-z-]+", bare(command, "--help").out)) - {"--help", "--version"}
    assert options
    assert set(re.findall(r"--[a-z-]+", usage)) == options
    assert options <= set(re.findall(r"`(--[a-z-]+)", meanings))
