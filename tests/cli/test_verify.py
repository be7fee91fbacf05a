"""`esignkit verify`: who signed, when, and whether the file was changed since."""

from __future__ import annotations

import pytest

from tests.cli.conftest import CommandLine

ADA, BOB = "Ada Byron <ada@example.com>", "Bob Babbage <bob@example.com>"


@pytest.fixture(scope="module")
def signed(sandbox) -> dict[str, bytes]:
    """A file that two people signed, with the sandbox's seal; the one that Ada alone has signed so far; and the root."""
    from esignkit import ESignLive
    from esignkit.agreements import Agreement, Agreements, Party
    from esignkit.sandbox.pdf import sample_agreement

    with Agreements(ESignLive.from_env(sandbox.env())) as sign:
        parties = [Party("Ada Byron", "ada@example.com"), Party("Bob Babbage", "bob@example.com")]
        document = ("lease.pdf", sample_agreement())
        agreement_id = sign.send(Agreement(title="Lease", documents=[document], parties=parties)).id
        sandbox.sign(agreement_id, "ada@example.com")
        half = sandbox.signed_file(agreement_id)
        sandbox.sign(agreement_id, "bob@example.com")
        return {"half": half, "whole": sandbox.signed_file(agreement_id), "root": sandbox.ca_certificate}


@pytest.fixture
def line(bare, signed) -> CommandLine:
    for name, content in signed.items():
        (bare.folder / f"{name}.pdf").write_bytes(content)
    return bare


def test_a_signed_file_shows_who_signed_and_when(line):
    ran = line.json("verify", "whole.pdf", "--trust", "root.pdf")
    (file,) = ran.json["files"]
    assert (ran.code, ran.json["ok"], file["ok"], file["problems"]) == (0, True, True, [])
    signers = [one["signer"] for one in file["signatures"]]
    assert signers[:2] == ["Ada Byron", "Bob Babbage"]
    assert all(one["valid"] and one["trusted"] and one["signed_at"] for one in file["signatures"])
    assert file["signatures"][-1]["covers_whole_file"]
    shown = line("verify", "whole.pdf", "--trust", "root.pdf").out
    assert "whole.pdf: 3 signatures, all valid, nothing was changed after the last one." in shown
    assert "valid, trusted" in shown


def test_without_a_seal_and_without_trust_the_signatures_are_judged_alone(line):
    ran = line.json("verify", "half.pdf")
    (file,) = ran.json["files"]
    assert (ran.code, file["ok"]) == (0, True)
    assert [one["trusted"] for one in file["signatures"]] == [None]
    assert "Who issued the certificates was not judged" in line("verify", "half.pdf").out


def test_a_signer_whom_the_given_authority_does_not_know_is_told(line):
    from esignkit.sandbox.pdf import SandboxCA

    (line.folder / "other.pem").write_bytes(SandboxCA.create().certificate_pem)
    ran = line.json("verify", "half.pdf", "--trust", "other.pem")
    assert ran.code == 1
    assert [one["trusted"] for one in ran.json["files"][0]["signatures"]] == [False]
    assert "the signer's certificate is not trusted" in ran.err
    wrong = line("verify", "half.pdf", "--trust", "half.pdf")
    assert (wrong.code, wrong.err) == (
        2,
        "esignkit: --trust half.pdf holds no certificate; give a file in PEM or DER.\n",
    )


def test_bytes_that_were_added_are_told(line, signed):
    (line.folder / "more.pdf").write_bytes(signed["whole"] + b"\n% more\n")
    ran = line.json("verify", "more.pdf")
    assert (ran.code, ran.json["ok"]) == (1, False)
    assert "bytes were added after the last signature" in ran.err
    assert not ran.json["files"][0]["signatures"][-1]["covers_whole_file"]
    assert "NOT all right" in line("verify", "more.pdf").out


def test_a_signed_byte_that_was_changed_is_told(line, signed):
    content = bytearray(signed["half"])
    content[content.index(b"/Producer") + 1] ^= 1 if b"/Producer" in content else 0
    (line.folder / "bent.pdf").write_bytes(bytes(content))
    ran = line.json("verify", "bent.pdf")
    assert ran.code == 1
    assert not ran.json["files"][0]["signatures"][0]["valid"]
    assert "the signed bytes were changed" in ran.err


def test_a_file_without_signatures_is_status_1(line):
    line.pdf("plain.pdf")
    ran = line.json("verify", "plain.pdf", "whole.pdf")
    assert ran.code == 1
    assert [file["ok"] for file in ran.json["files"]] == [False, True]
    assert ran.err == "esignkit: plain.pdf: the file has no signatures.\n"
    assert "plain.pdf: no signatures." in line("verify", "plain.pdf").out
