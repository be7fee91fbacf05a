"""What an account's themes, logos and reports are read from, whatever shape the service chooses."""

from __future__ import annotations

from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.errors import DecodeError
from tests.esignlive.helper import account, reports, run, sent_by, virtual_rooms
from tests.support import reply
from tests.tables import in_one_test

IMAGES = [
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff\xe0", "jpeg"),
    (b"GIF89a", "gif"),
    (b"BM\x00\x00", "bmp"),
    (b"<svg xmlns='x'/>", "svg+xml"),
    (b"\n<?xml version='1.0'?><svg/>", "svg+xml"),
]


@pytest.mark.parametrize(("content", "kind"), IMAGES, ids=[kind for _, kind in IMAGES])
def test_a_logo_is_made_from_the_content_of_a_file(content: bytes, kind: str):
    logo = esl.SigningLogo.from_bytes("fr", content)
    assert logo.language == "fr"
    assert (logo.image or "").startswith(f"data:image/{kind};base64,")
    assert sent_by(account.set_signing_logos([logo]), reply(200)).json == [logo.to_wire()]


@in_one_test("content", [b"", b"%PDF-1.7", b"hello", b"PNG"])
def test_a_logo_is_not_made_from_something_else(content: bytes):
    with pytest.raises(ValueError, match="a logo is a PNG, JPEG, GIF, BMP or SVG file"):
        esl.SigningLogo.from_bytes("en", content)


def test_a_logo_of_one_mebibyte_goes_out():
    logo = esl.SigningLogo.from_bytes("en", b"GIF8" + bytes((1 << 20) - 4))
    assert sent_by(account.set_signing_logos([logo]), reply(200)).json == [logo.to_wire()]


THEME = {"n": esl.SigningTheme(color={"a": "b"})}


@pytest.mark.parametrize("answer", [{"n": {"color": {"a": "b"}}, "gone": None}, None], ids=["a map", "nothing"])
def test_an_update_of_themes_answers_the_map_or_nothing(answer: Any):
    read, _ = run(account.update_signing_themes(THEME), reply(200, answer))
    assert read == ({} if answer is None else THEME)


@in_one_test("answer", [[], "x", [1], {"n": 1}, {"n": {"color": 1}}])
def test_themes_of_another_form_are_a_decode_error(answer: Any):
    with pytest.raises(DecodeError):
        run(account.signing_themes(), *[reply(200, answer)] * 3)


@pytest.mark.parametrize(
    ("answer", "urls"),
    [({"url": "a"}, ["a"]), ([{"url": "a"}, {"url": "b"}], ["a", "b"]), ([], []), (None, [])],
    ids=["one", "several", "none", "no body"],
)
def test_in_app_reports_come_alone_or_in_a_list(answer: Any, urls: list[str]):
    read, _ = run(reports.in_app_list(), reply(200, answer))
    assert [one.url for one in read] == urls


@in_one_test("answer", [{"a": 1}, "x", [1], [["a"]]])
def test_masked_fields_and_reasons_are_texts(answer: Any):
    for plan in (virtual_rooms.masked_fields("p"), account.decline_reasons("en")):
        with pytest.raises(DecodeError):
            run(plan, *[reply(200, answer)] * 3)


def test_several_names_are_sent_one_by_one_and_shown_in_the_plan():
    plan: Any = reports.delete_in_app_files(["a.csv", "b.csv"])
    assert plan.target() == "/inappreports/reports?fileName=a.csv&fileName=b.csv"
    assert plan == reports.delete_in_app_files(("a.csv", "b.csv"))
    assert plan != reports.delete_in_app_files(["b.csv", "a.csv"])
