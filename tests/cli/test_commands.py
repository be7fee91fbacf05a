"""Every command against the sandbox, for people and for programs."""

from __future__ import annotations

import re

import jsonschema
import pytest

from esignkit.agreements import Feature, Support, capability
from esignkit.cli import COMMANDS, main
from esignkit.cli.masking import masked
from esignkit.cli.results import Result
from esignkit.cli.schemas import SCHEMAS
from esignkit.cli.wording import in_options
from tests.cli.conftest import SERVICES
from tests.counting import calls_of

ADA, BOB = "Ada Byron <ada@example.com>", "Bob Babbage <bob@example.com>"


def sent(line, *words: str) -> str:
    """Send the sample to two people, and return the id."""
    ran = line.json("send", line.pdf(), "--to", ADA, "--to", BOB, *words)
    assert ran.code == 0, ran
    return ran.json["agreement_id"]


def test_every_command_has_a_schema_that_is_one():
    assert tuple(SCHEMAS) == COMMANDS
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("service", SERVICES)
def test_an_agreement_goes_through_all_commands(service, on, sandbox):
    line = on(service)
    agreement_id = sent(line, "--reference", "lease-17", "--message", "Please sign.")

    shown = line("status", agreement_id)
    assert shown.code == 0
    assert agreement_id in shown.out
    assert re.search(r"Ada Byron +ada@example.com +open +-", shown.out)
    state = line.json("status", agreement_id).json["agreement"]
    assert (state["service"], state["status"], state["reference"]) == (service, "open", "lease-17")
    assert [party["email"] for party in state["parties"]] == ["ada@example.com", "bob@example.com"]

    found = line.json("find", "lease-17").json["agreements"]
    assert [one["id"] for one in found] == [agreement_id]
    assert agreement_id in line("find", "lease-17").out

    late = line.json("wait", agreement_id, "--timeout", "0s")
    assert late.code == 1
    assert "is still open" in late.err
    assert "ada@example.com" in late.err

    sandbox.sign_all(agreement_id)
    waited = line.json("wait", agreement_id)
    assert (waited.code, waited.json["agreement"]["status"]) == (0, "completed")
    assert "2 of 2 done" in line("wait", agreement_id).out

    fetched = line.json("download", agreement_id, "--out", "signed")
    assert (fetched.json["status"], fetched.err) == ("completed", "")
    files = fetched.json["evidence"]["files"]
    assert files
    for file in files:
        assert (line.folder / file["path"]).stat().st_size == file["bytes"]
    again = line("download", agreement_id, "--out", "signed")
    assert again.code == 1
    assert "exists; choose another folder" in again.err
    plain = line("download", agreement_id)
    assert plain.code == 0
    for missing in fetched.json["evidence"]["missing"]:
        of = f" of {missing['document']}" if missing["document"] else ""
        assert f"Missing: {missing['kind']}{of}; {missing['reason']}." in plain.out


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_cannot_do_is_status_6_and_says_why(service, on):
    line = on(service)
    agreement_id = sent(line)
    commands = {
        Feature.LIST: ("list",),
        Feature.REMIND: ("remind", agreement_id),
        Feature.SIGN_URL: ("sign-url", agreement_id, "ada@example.com"),
    }
    for feature, words in commands.items():
        ran = line.json(*words)
        can = capability(service, feature)
        if can.support is Support.YES:
            assert ran.code == 0, ran
        else:
            assert ran.code == 6, ran
            assert in_options(can.reason) in ran.err
            assert len(ran.err.splitlines()) == 1


def test_the_address_for_signing_is_printed_alone_with_a_warning_beside_it(on):
    line = on("esignlive")
    agreement_id = sent(line)
    ran = line("sign-url", agreement_id, "ada@example.com")
    assert ran.code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\S+\n", ran.out)
    assert ran.err == "esignkit: Whoever has this address can sign as ada@example.com.\n"
    assert line.json("sign-url", agreement_id, "ada@example.com").json["url"] == ran.out.strip()


def test_constellation1_makes_an_address_of_a_template(on):
    line = on("constellation1")
    agreement_id = sent(line)
    line.set(CONSTELLATION1_INVITE_URL="https://sign.example.com/{token}")
    ran = line("sign-url", agreement_id, "bob@example.com")
    assert ran.code == 0, ran
    assert ran.out.startswith("https://sign.example.com/")


@pytest.mark.parametrize("service", SERVICES)
def test_an_agreement_is_called_off(service, on):
    line = on(service)
    agreement_id = sent(line)
    called_off = line("cancel", agreement_id).out
    assert called_off.startswith(f"Called off {agreement_id}.\n")
    assert called_off.partition("\n")[2] == line("status", agreement_id).out
    state = line.json("status", agreement_id).json["agreement"]
    assert state["status"] == "cancelled" or state["archived"]
    assert line.json("cancel", sent(line)).code == 0


def test_what_became_of_it_instead_of_being_called_off_is_said(on, sandbox):
    line = on("ignisign")
    begun = sent(line)
    party = line.json("status", begun).json["agreement"]["parties"][0]["id"]
    sandbox.sign(begun, party)
    assert line("cancel", begun).out == (
        f"{begun} was not called off: it is completed, although not everybody has signed.\n{line('status', begun).out}"
    )
    waited = line.json("wait", begun)
    assert (waited.code, waited.json["agreement"]["partial"]) == (1, True)
    assert "although not everybody has signed" in waited.err
    line = on("esignlive")
    over = sent(line)
    sandbox.sign_all(over)
    ran = line.json("cancel", over)
    assert (ran.code, line.json("status", over).json["agreement"]["archived"]) == (3, False)
    assert "is COMPLETED" in ran.err
    assert line("remind", over).out == "Nobody was reminded: it is nobody's turn.\n"
    assert line.json("remind", over).json["reminded"] == []


def test_reminders_go_to_one_party_or_to_all(on):
    line = on("esignlive")
    agreement_id = sent(line)
    assert line("remind", agreement_id).out == "Reminded those whose turn it is.\n"
    ran = line.json("remind", agreement_id, "--party", "bob@example.com", "--message", "It is urgent.")
    assert ran.json["party"] == "bob@example.com"
    unknown = line.json("remind", agreement_id, "--party", "eve@example.com")
    assert unknown.code == 4
    assert "no party 'eve@example.com'" in unknown.err


def test_what_is_not_completed_yet_is_fetched_and_is_no_success(on):
    line = on("esignlive")
    ran = line.json("download", sent(line))
    assert (ran.code, ran.json["status"]) == (1, "open")
    assert ran.err == "esignkit: It is open, and not completed: this proves nothing yet.\n"


def test_lists_say_when_there_is_more(on):
    line = on("esignlive")
    assert line("list").out == "There are no agreements.\n"
    for _ in range(3):
        sent(line)
    two = line.json("list", "--limit", "2")
    assert (len(two.json["agreements"]), two.json["has_more"]) == (2, True)
    assert "There are more" in two.err
    rest = line.json("list", "--limit", "0")
    assert (len(rest.json["agreements"]), rest.json["has_more"], rest.err) == (3, False, "")
    assert len(line("list").out.splitlines()) == 4


def test_send_waits_and_saves(on, sandbox, monkeypatch):
    line = on("esignlive")
    from esignkit.cli import sending

    monkeypatch.setattr(sending, "note", lambda text: sandbox.sign_all(text.split()[-1].rstrip(".")))
    ran = line.json("send", line.pdf(), "--to", ADA, "--wait", "--out", "lease 17")
    assert ran.code == 0, ran
    assert ran.json["agreement"]["status"] == "completed"
    files = [file["path"] for file in ran.json["evidence"]["files"]]
    assert len(files) == 3
    assert all((line.folder / path).exists() for path in files)
    plain = line("send", line.pdf("annex.pdf"), "--to", ADA, "--wait")
    assert plain.code == 0
    assert "Completed; 1 of 1 done" in plain.out


def test_what_ends_unsigned_is_status_1_and_says_why(on, sandbox):
    line = on("esignlive")
    agreement_id = sent(line)
    sandbox.decline(agreement_id, "ada@example.com", "The rent is too high.")
    ran = line.json("wait", agreement_id)
    assert (ran.code, ran.json["agreement"]["status"]) == (1, "declined")
    assert "The rent is too high." in ran.err
    assert "reason: The rent is too high." in line("status", agreement_id).out


@pytest.mark.parametrize("service", SERVICES)
def test_a_dry_run_sends_nothing_and_names_all_problems(service, on, sandbox):
    line = on(service)
    before = len(sandbox.requests())
    words = ("send", line.pdf(), "--to", ADA, "--to", BOB, "--dry-run", "--expires", "30d")
    good = line.json(*words)
    assert (good.code, good.json["dry_run"], good.json["problems"]) == (0, True, [])
    assert "agreement_id" not in good.json
    assert "Ada Byron" in line(*words).out
    bad = line.json(*words, "--order", "--anchor", "Tenant:")
    assert len(sandbox.requests()) == before
    features = {problem["feature"] for problem in bad.json["problems"]}
    assert features == {"ignisign": {"anchor", "order"}, "constellation1": {"anchor"}, "esignlive": set()}[service]
    assert bad.code == (6 if features else 0)
    assert all(f"--{feature} of ada@example.com" in bad.err for feature in features)
    if service == "ignisign":
        assert '--allow-loss "anchor" --allow-loss "order"' in bad.err
        assert line(*words, "--order", "--allow-loss", "order").code == 0
        refused = line.json("send", line.pdf(), "--to", ADA, "--to", BOB, "--order")
        assert refused.code == 6
        assert len(refused.json["error"]["problems"]) == 2
        assert len(sandbox.requests()) == before


def test_order_label_anchor_and_expiry_reach_the_service(on, sandbox):
    line = on("esignlive")
    agreement_id = sent(line, "--order", "--expires", "2099-01-31", "--title", "Lease of 17 Mill Lane")
    state = line.json("status", agreement_id).json["agreement"]
    assert state["title"] == "Lease of 17 Mill Lane"
    assert state["expires_at"] == "2099-01-31T00:00:00Z"
    assert [party["status"] for party in state["parties"]] == ["open", "waiting"]
    assert "expires 2099-01-31 00:00 UTC" in line("status", agreement_id).out
    preview = line.json(
        "send",
        line.pdf(),
        "--to",
        ADA,
        "--to",
        BOB,
        "--anchor",
        "A:",
        "--anchor",
        "B:",
        "--label",
        "Tenant",
        "--dry-run",
    )
    assert [(one["anchor"], one["label"]) for one in preview.json["parties"]] == [("A:", "Tenant"), ("B:", "Tenant")]


def test_the_signature_profile_of_ignisign_is_named(on):
    line = on("ignisign")
    words = ("send", line.pdf(), "--to", ADA)
    profile = line.json(*words).json["signature_profile_id"]
    assert f"Signature profile: {profile}." in line(*words).out
    line = on("esignlive")
    assert line.json(*words).json["signature_profile_id"] is None
    assert "Signature profile" not in line(*words).out


def test_words_that_are_no_command_make_no_application_of_their_own(capsys):
    def mistype():
        for word in ("stauts", "lsit", "-x"):
            with pytest.raises(SystemExit):
                main([word])

    assert calls_of("make_app", mistype) <= 1  # another test may have made it
    assert "stauts" in capsys.readouterr().err


def test_a_state_stays_readable_where_somebody_has_its_name():
    party = {"name": "Ann Open", "status": "open"}
    left = masked(Result(data={"agreement": {"title": "Open", "parties": [party]}}, text=["Open; Ann has it."]))
    assert left.data == {"agreement": {"title": "•••", "parties": [{"name": "•••", "status": "open"}]}}
    assert left.text == ["Open; ••• has it."]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_printed_without_people(service, on, sandbox):
    """By each command that has `--mask`, for people and for programs."""
    line = on(service)
    personal = re.compile("Ada|Byron|Bob|Babbage|example|Secret|Mill")
    title = "Secret lease of Mill Lane"
    send = ("send", line.pdf(), "--to", ADA, "--to", BOB, "--title", title, "--reference", "Byron-17")
    agreement_id, signed_id = [line.json(*send).json["agreement_id"] for _ in range(2)]
    sandbox.sign_all(signed_id)
    commands = [
        (*send, "--dry-run"),
        ("status", agreement_id),
        ("find", "Byron-17"),
        ("list",),
        ("wait", agreement_id, "--timeout", "0s"),
        ("remind", agreement_id, "--party", "nobody@example.com"),
        ("cancel", agreement_id),
        ("download", signed_id, "--out", "of Ada Byron"),
    ]
    fetched = [line.folder / one["path"] for one in line.json(*commands[-1]).json["evidence"]["files"]]
    commands += [("verify", str(path)) for path in fetched if path.read_bytes().startswith(b"%PDF")]
    assert commands[-1][0] == "verify" or service == "constellation1"  # fetches the log alone
    for command in commands:
        for ways in ((), ("--json",)):
            ran = line(*command, *ways, "--mask")
            assert not personal.search(ran.out + ran.err), (command, ran)
            assert ran.code > 1 or command[0] == "remind" or re.search(r"•••|\\u2022", ran.out + ran.err), (
                command,
                ran,
            )
    masked = line.json("status", agreement_id, "--mask").json["agreement"]
    assert (masked["id"], masked["service"], masked["title"]) == (agreement_id, service, "•••")
    assert [party["name"] for party in masked["parties"]] == ["•••", "•••"]
    sandbox.reset()
