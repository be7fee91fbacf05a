"""`esignkit runs`: what a journal has, for people and for programs, and what is decided about it."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from esignkit import cli
from esignkit.cli.command_lines import command_line
from esignkit.cli.run_commands import runs_command
from esignkit.durable import Journal, RunState
from tests.cli.test_bulk import Leases, settled

__all__ = ["settled"]


@pytest.fixture
def run(on, sandbox, account) -> Leases:
    """Leases of which two were sent and one was refused."""
    leases = Leases(on("esignlive"), sandbox, account.tenant, "esignlive")
    leases.rows(3)
    sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no", nth=2, tenant=account.tenant)
    assert leases("--workers", "1").code == 3
    return leases


def test_runs_are_listed_by_how_they_stand(run):
    listed = run.runs("list")
    assert (listed.code, listed.json["has_more"]) == (0, False)
    assert listed.json["counts"] == {"running": 0, "stopped": 1, "unknown": 0, "failed": 0, "done": 2}
    assert {one["key"]: one["state"] for one in listed.json["runs"]} == {
        "lease-1": "done",
        "lease-2": "stopped",
        "lease-3": "done",
    }
    (stopped,) = run.runs("list", "--state", "stopped").json["runs"]
    assert stopped["service"] == "esignlive"
    assert "403" in stopped["note"]
    some = run.runs("list", "--limit", "2")
    assert (len(some.json["runs"]), some.json["has_more"]) == (2, True)
    assert "There are 1 more; --limit 0 shows all." in some.err
    assert len(run.runs("list", "--limit", "0").json["runs"]) == 3
    text = run.line("runs", "list", "--journal", "runs.sqlite").out
    assert "1 stopped, 2 done." in text
    for one in listed.json["runs"]:
        (made,) = one["ids"]
        assert re.search(rf"{one['key']} +{one['state']} +{re.escape(made)} ", text)
    assert (
        "--state 'gone' is none; give one of running, stopped, unknown, failed, done"
        in run.runs("list", "--state", "gone").err
    )


def test_a_run_is_shown_with_its_plan_and_what_can_be_done(run):
    shown = run.runs("show", "lease-2")
    (one,) = shown.json["runs"]
    assert one["plan"]["with"]["agreement"]
    assert "The command that began it goes on with it" in shown.err
    assert "`esignkit runs forget --journal runs.sqlite lease-2`" in shown.err
    text = run.line("runs", "show", "lease-1", "--journal", "runs.sqlite")
    assert text.out.startswith("lease-1: done (eSignLive, http://127.0.0.1:")
    assert "POST /packages" in text.out
    assert "ada1@example.com" in text.out
    (made,) = run.runs("show", "lease-1").json["runs"][0]["ids"]
    assert f"It has made {made}.\n" in text.out
    assert text.err == ""


def test_what_was_to_be_sent_is_shown_although_the_calls_depend_on_answers(on, sandbox, account):
    leases = Leases(on("ignisign"), sandbox, account.tenant, "ignisign")
    leases.rows(1)
    assert leases().code == 0
    (leases.line.folder / "lease.pdf").unlink()
    shown = leases.line("runs", "show", "lease-1", "--journal", "runs.sqlite").out
    assert re.search(r"^It sends 'Lease of 1 Mill Lane': \S*lease\.pdf\.$", shown, re.MULTILINE), shown
    assert "Ada Byron  ada1@example.com  -" in shown
    assert "GET " in shown
    assert "It has no JSON form" not in shown  # the journal has it as JSON
    assert re.search(r"Not all of its files can be sent now: \S+: \S+lease\.pdf cannot be read \(.*?\)\. ", shown), (
        shown
    )


@pytest.mark.parametrize("service", ["esignlive", "ignisign", "constellation1"])
def test_a_run_is_shown_without_people(service, on, sandbox, account):
    leases = Leases(on(service), sandbox, account.tenant, service)
    template = (leases.line.folder / "lease.toml").read_text().replace("lease-{number}", "Ada Byron {number}")
    leases.template(template.replace("Lease of", "Byron's lease of").replace("lease.pdf", "Ada.pdf"))
    (leases.line.folder / "lease.pdf").rename(leases.line.folder / "Ada.pdf")
    leases.rows(2)
    sandbox.faults.add("status", service, times=1, status=403, body='{"message": "not for Ada Byron"}')
    personal = re.compile("ada1|Ada|Byron|Mill")
    sent = leases("--mask")
    assert sent.code in (1, 3)
    assert "not for •••" in sent.json["not_done"][0]["message"]
    assert not personal.search(sent.out + sent.err), sent
    for words in (("show", "Ada Byron 1"), ("show", "Ada Byron 2"), ("list",)):
        for ways in ((), ("--json",)):
            command = ("runs", *words, "--journal", "runs.sqlite", *ways)
            open_, hidden = leases.line(*command), leases.line(*command, "--mask")
            assert (open_.code, hidden.code) == (0, 0)
            assert personal.search(open_.out)
            assert not personal.search(hidden.out + hidden.err), hidden
            assert re.search(r"•••|\\u2022", hidden.out)
            if ways:
                assert {one["key"] for one in hidden.json["runs"]} == {"•••"}
                assert not [one for one in hidden.json["runs"] if "plan" in one]
    assert "stopped" in {one["state"] for one in hidden.json["runs"]}
    explained = leases.line.json("runs", "show", "Ada Byron 1", "--journal", "runs.sqlite", "--mask").json["runs"][0]
    assert ".send, digest " in explained["explanation"]


def test_a_masked_error_says_nothing_of_whom_it_was_asked_for(run):
    ran = run.line("runs", "show", "Ada Byron", "--journal", "runs.sqlite", "--mask", "--json")
    assert ran.code == 4
    assert "There is no run '•••'" in ran.err
    assert "Ada" not in ran.out + ran.err


def test_a_masked_plan_of_another_version_is_not_shown(run):
    with closing(sqlite3.connect(run.line.folder / "runs.sqlite", isolation_level=None)) as database:
        database.execute("""UPDATE esignkit_journal_runs SET plan = '{"esignkit": 99, "to": "Ada Byron"}'""")
    words = ("runs", "show", "lease-1", "--journal", "runs.sqlite")
    assert "Ada Byron" in run.line(*words).out
    masked = run.line(*words, "--mask")
    assert "This version cannot read its plan" in masked.out
    assert "Ada" not in masked.out


@pytest.mark.parametrize("service", ["esignlive", "ignisign", "constellation1"])
def test_the_id_of_what_was_made_is_that_of_the_service(service, on, sandbox, account):
    leases = Leases(on(service), sandbox, account.tenant, service)
    leases.rows(1)
    assert leases().code == 0
    (run,) = leases.runs("list").json["runs"]
    assert run["ids"] == [one.id for one in sandbox.transactions(service) if one.tenant == account.tenant]


def test_runs_alone_says_what_can_be_done(bare):
    ran = bare("runs")
    assert (ran.code, ran.err.partition(". ")[0]) == (
        2,
        "esignkit: Say what to do with the runs of a journal: list, show, resolve, retry, adopt, forget",
    )


def test_what_is_not_there(run):
    for words in (("show", "x"), ("resolve", "x", "--again"), ("retry", "x"), ("forget", "x")):
        ran = run.runs(*words)
        assert (ran.code, "There is no run 'x'" in ran.err) == (4, True)
    gone = run.line.json("runs", "list", "--journal", "gone.sqlite")
    assert (gone.code, "--journal gone.sqlite is not there" in gone.err) == (2, True)
    assert not (run.line.folder / "gone.sqlite").exists()
    missing = run.line.json("runs", "list")
    assert (missing.code, "Missing option '--journal'" in missing.err) == (2, True)
    (run.line.folder / "text.sqlite").write_text("hello, this is no database at all")
    assert run.line.json("runs", "list", "--journal", "text.sqlite").code != 0


def test_the_variable_names_the_journal(run):
    run.line.set(ESIGNKIT_JOURNAL="runs.sqlite")
    assert len(run.line.json("runs", "list").json["runs"]) == 3
    assert "`esignkit runs forget lease-2`" in run.line("runs", "show", "lease-2").err


DECISIONS = {
    (
        "resolve",
        "lease-2",
    ): "Give one of them: --done ID where the service did it, --again where it did not, or --answer JSON.",
    ("resolve", "lease-2", "--again", "--done", "x"): "Give only one of them: --done ID",
    ("resolve", "lease-2", "--again"): "the run 'lease-2' has no step in doubt",
    ("resolve", "lease-2", "--answer", "{"): "--answer '{' is no JSON.",
    ("retry", "lease-1"): "the run 'lease-1' is done",
    ("forget",): "Give the KEY of a run, or --older-than 30d",
    ("forget", "lease-1", "--older-than", "30d"): "Give the KEY of a run, or --older-than 30d",
    ("forget", "--older-than", "long"): "--older-than 'long' is no length of time",
}


@pytest.mark.parametrize("words", DECISIONS)
def test_decisions_that_are_none(words, run):
    ran = run.runs(*words)
    assert ran.code != 0
    assert DECISIONS[words] in ran.err


def test_credentials_that_were_replaced_are_adopted(run, sandbox, on):
    """The sandbox gives an account one key alone; that the journal takes the user's word for it is what matters."""
    run.line.set(**{**sandbox.create_account().env(), "ESIGNKIT_SERVICE": "esignlive"})
    refused = run()
    assert (refused.code, refused.json["counts"]["done"]) == (3, 0)
    assert "then `esignkit runs adopt` lets all its runs go on" in refused.json["not_done"][0]["message"]
    adopted = run.line("runs", "adopt", "lease-1", "--journal", "runs.sqlite")
    assert adopted.out == "3 runs go on with these credentials when the command that began them is typed again.\n"
    assert run().json["counts"]["done"] >= 2
    on("ignisign")
    ran = run.line("runs", "adopt", "lease-1", "--journal", "runs.sqlite")
    assert (ran.code, "lease-1 is a run at eSignLive, http://127.0.0.1:" in ran.err) == (2, True)
    assert run.line("runs", "adopt", "x", "--journal", "runs.sqlite").code == 4


def test_forgetting(run):
    assert run.runs("forget", "--older-than", "1d").json["forgotten"] == 0
    assert run.runs("forget", "lease-2").json["forgotten"] == 1
    text = run.line("runs", "forget", "--older-than", "0s", "--journal", "runs.sqlite")
    assert text.out == "Forgot 2 runs that had ended.\n"
    assert run.line("runs", "list", "--journal", "runs.sqlite").out == "There are no runs.\n"


def test_an_edited_row_is_sent_once_its_run_is_forgotten(run):
    run.rows(3, address="x")
    assert "row 4, key: it has changed since it was sent" in run().err
    run.rows(2, address="Elsewhere")
    ran = run()
    assert (ran.code, "has changed since it was begun: title: " in ran.err) == (2, True)
    assert "`esignkit runs forget --journal runs.sqlite lease-2`" in ran.err
    assert run.runs("forget", "lease-2").code == 0
    assert run().code == 0


@pytest.fixture
def refused(on, sandbox, account) -> Leases:
    """Leases of which two were sent, and one was refused before anything was made."""
    leases = Leases(on("esignlive"), sandbox, account.tenant, "esignlive")
    leases.rows(3)
    sandbox.faults.add("status", "esignlive", "packages.create", status=403, body="no", nth=3, tenant=account.tenant)
    return leases


def test_a_row_whose_run_made_nothing_may_be_edited(refused):
    assert refused("--workers", "1").code == 3
    assert [one["made_nothing"] for one in refused.runs("list", "--state", "stopped").json["runs"]] == [True]
    assert re.search(r"lease-3 +stopped +nothing ", refused.line("runs", "list", "--journal", "runs.sqlite").out)
    refused.rows(3, address="Elsewhere", email="no address")
    ran = refused()
    assert (ran.code, "row 4, column 'email'" in ran.err) == (2, True), ran.err  # it is checked as a new one
    refused.rows(3, address="Elsewhere")
    ran = refused()
    assert (ran.code, ran.json["counts"]["done"], ran.json["sent_now"], refused.created) == (0, 3, 1, 3), ran
    refused.rows(3, address="Somewhere")
    assert "has changed since it was sent" in refused().err


def test_an_edited_row_without_a_key_whose_run_made_nothing_is_no_missing_one(refused):
    template = (refused.line.folder / "lease.toml").read_text()
    refused.template(template.replace('key = "lease-{number}"\n', ""))
    assert refused("--workers", "1").code == 3
    refused.rows(3, address="Elsewhere")
    ran = refused()
    assert (ran.code, ran.json["counts"]["done"], refused.created) == (0, 3, 3), ran


def test_a_run_that_failed_goes_on_after_retry(run):
    with closing(sqlite3.connect(run.line.folder / "runs.sqlite", isolation_level=None)) as database:
        database.execute("UPDATE esignkit_journal_runs SET state = 'failed' WHERE key = 'lease-2'")
    assert (
        "`esignkit runs retry --journal runs.sqlite lease-2` lets it go on where it failed"
        in run.runs("show", "lease-2").err
    )
    text = run.line("runs", "retry", "lease-2", "--journal", "runs.sqlite")
    assert text.out == "lease-2 goes on when the command that began it is typed again.\n"
    assert run().code == 0
    with Journal(run.line.folder / "runs.sqlite") as journal:
        assert journal.counts() == {RunState.DONE: 3}


def pasted(text: str) -> list[list[str]]:
    """The words of each command that a text prints."""
    return [shlex.split(command)[1:] for command in re.findall(r"`(esignkit [^`]*)`", text)]


KEY_OF_EACH = 'key = "-{number}"\n'


def test_keys_that_look_like_options_can_be_pasted(run):
    run.template(
        KEY_OF_EACH + run.line.folder.joinpath("lease.toml").read_text().replace('key = "lease-{number}"\n', "")
    )
    run.sandbox.faults.add("status", "esignlive", "packages.send", status=403, body="no", tenant=run.tenant)
    hint = run("--workers", "1").err
    assert ["runs", "show", "--journal", "runs.sqlite", "--", "-1"] in pasted(hint)
    advice = [words for words in pasted(hint) if words[1] == "show"]
    advice += pasted(run.line(*advice[0]).err)
    assert {words[1] for words in advice} == {"show", "forget"}
    for words in advice:
        ran = run.line(*words)
        assert ran.code == 0, (words, ran.err)


@pytest.mark.usefixtures("settled")
def test_what_to_do_about_a_call_in_doubt_can_be_pasted(on, sandbox, account):
    run = Leases(on("ignisign"), sandbox, account.tenant, "ignisign")
    run.template(
        KEY_OF_EACH + run.line.folder.joinpath("lease.toml").read_text().replace('key = "lease-{number}"\n', "")
    )
    run.rows(2)
    sandbox.lose_response("ignisign", "signature_requests.create", times=2)
    printed = pasted(run("--workers", "1").err)
    assert [words[1] for words in printed] == ["show", "resolve", "resolve"]
    show, done, again = printed
    (key,) = {words[-1] for words in printed}
    other = {"-1": "-2", "-2": "-1"}[key]
    assert pasted(run.line(*show).err) == [done, again]
    for words, one in ((done, key), (again, other)):
        ran = run.line(*words[:-1], one)
        assert ran.code == 0, (words, ran.err)
    assert {one["state"] for one in run.runs("list").json["runs"]} == {"stopped"}
    for action in ("retry", "forget"):
        ran = run.line(*shlex.split(runs_command(action, key, "runs.sqlite"))[1:])
        assert "argument" not in ran.err + ran.out
        assert "option" not in ran.err + ran.out
    assert [one["key"] for one in run.runs("list").json["runs"]] == [other]


@pytest.mark.parametrize("command", ["status", "wait", "cancel", "download", "remind"])
def test_commands_with_an_id_that_looks_like_an_option_can_be_pasted(on, command):
    words = shlex.split(command_line(command, "-Is fH="))[1:]
    ran = on("esignlive")(*words)
    assert (ran.code, "could not be found" in ran.err) == (4, True), ran


OF_ITS_OWN = re.compile(r"`esignkit [^`]*\{\w*(\.|key|_id)")
OPTION_BEHIND_IT = re.compile(r"command(_line)?\([^`]*\)\} -")


def test_commands_with_an_id_or_a_key_are_printed_by_one_function():
    """Another way to write them would forget the hyphen."""
    lines = [line for path in Path(cli.__file__).parent.glob("*.py") for line in path.read_text().splitlines()]
    assert [line for line in lines if OF_ITS_OWN.search(line) or OPTION_BEHIND_IT.search(line)] == []
    for line in ("`esignkit wait {sent.id}` waits", "`{runs_command('retry', key)} --again`"):
        assert OF_ITS_OWN.search(line) or OPTION_BEHIND_IT.search(line)


@pytest.mark.parametrize("words", [("runs", "show", "-req-1"), ("find", "-x")])
def test_what_begins_with_a_hyphen_is_told_of_the_two(bare, words):
    ran = bare(*words)
    assert (ran.code, "behind `--`" in ran.err) == (2, True), ran.err


def test_passwords_of_addresses_are_never_shown(run, monkeypatch):
    from esignkit.cli.run_commands import runs_command

    assert runs_command("show", "a b", "postgresql://ada:sesame@db/x") == "esignkit runs show --journal ADDRESS 'a b'"
    ran = run.line.json("runs", "list", "--journal", "postgresql://ada:sesame@127.0.0.1:1/x")
    assert ran.code != 0
    assert "sesame" not in ran.out + ran.err
