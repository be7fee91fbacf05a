"""Anchor tags that the client writes are those that the documentation describes, and the sandbox finds."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.constellation1 import AnchorType, SignerRole, anchor_tag
from esignkit.sandbox.emulators.constellation1.anchors import roles_in
from tests.tables import in_one_test

GOOD: dict[str, dict[str, Any]] = {
    "<sig_req_Seller 1_175>": {"type": "sig", "role": SignerRole.SELLER_1},
    "<sig_opt_Seller 1_80>": {"type": AnchorType.SIGNATURE, "role": "Seller 1", "required": False, "width": 80},
    "<ini_req_Seller 1_45>": {"type": "INI", "role": "Seller 1"},
    "<dt_aut_Seller 1_100>": {"type": "dt", "role": "Seller 1", "automatic": True},
    "<d_req_Seller 1_50>": {"type": "d", "role": "Seller 1", "width": 50},
    "<txt_req_Seller 1_175_12>": {"type": "txt", "role": "Seller 1", "font_size": 12},
    "<chk_opt_Seller 1_20>": {"type": "chk", "role": "Seller 1", "required": False, "width": 20},
    "<rdo_req_client_3>": {"type": "rdo", "role": "client", "buttons": 3},
    "<ddl_req_Seller 1_90_Yes_No>": {"type": "ddl", "role": "Seller 1", "width": 90, "items": ["Yes", "No"]},
}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "sig", "width": 79}, "sig is at least 80 pixels wide"),
    ({"type": "ini", "width": 34}, "at least 35"),
    ({"type": "t", "width": 49}, "at least 50"),
    ({"type": "txt", "width": 19}, "at least 20"),
    ({"type": "chk"}, "no default for chk"),
    ({"type": "chk", "width": 0}, "at least 1 "),
    ({"type": "rdo", "buttons": 3, "width": 50}, "radio buttons have no width"),
    ({"type": "rdo"}, "buttons is None; give 2 to 10"),
    ({"type": "rdo", "buttons": 11}, "give 2 to 10"),
    ({"type": "txt", "font_size": 5}, "give 6 to 28"),
    ({"type": "sig", "font_size": 8}, "font_size belongs to txt, not to sig"),
    ({"type": "sig", "buttons": 2}, "buttons belongs to rdo"),
    ({"type": "sig", "items": ["a"]}, "items belongs to ddl"),
    ({"type": "ddl", "width": 50}, "say what the list offers"),
    ({"type": "ddl", "width": 50, "items": ["a_b"]}, "items: 'a_b' .* would break the tag"),
    ({"type": "sig", "automatic": True}, "automatic belongs to dates"),
    ({"type": "stamp"}, "'stamp' is no anchor tag; give one of dt, d, t, sig"),
    ({"type": "sig", "role": "Seller_1"}, "role: 'Seller_1'"),
    ({"type": "sig", "role": " "}, "role: ' ' is empty"),
    ({"type": "sig", "role": "a}b", "delimiters": ("{", "}")}, "role: 'a}b'"),
]


@in_one_test("tag", GOOD)
def test_a_tag_is_written_as_documented_and_the_sandbox_finds_its_role(tag: str) -> None:
    assert anchor_tag(**GOOD[tag]) == tag
    assert roles_in(f"Sign {tag} here".encode()) == [GOOD[tag]["role"]]


@in_one_test("given, words", WRONG)
def test_a_tag_that_the_service_would_take_otherwise_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        anchor_tag(**{"role": "Seller 1", **given})


def test_a_client_may_have_delimiters_of_its_own() -> None:
    assert anchor_tag("sig", "Seller 1", delimiters=("{{", "}}")) == "{{sig_req_Seller 1_175}}"


@in_one_test(
    "given, words",
    [
        ({"role": b"Seller"}, "role: b'Seller' is no text"),
        ({"role": None}, "role: None is no text"),
        ({"role": "Buyer 1", "width": "100"}, "width is '100'; give a whole number"),
        ({"role": "Buyer 1", "width": True}, "width is True"),
        ({"role": "Buyer 1", "type": "ddl", "width": 90, "items": [b"a"]}, "items: b'a' is no text"),
    ],
)
def test_what_is_no_text_and_no_number_is_not_written_into_a_tag(given: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        anchor_tag(**{"type": "sig", **given})
