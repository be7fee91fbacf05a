"""What the page says of statuses and switches is what the code does."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from esignkit import Constellation1
from esignkit.constellation1 import Sessions, Signers, autologin_url
from esignkit.sandbox.emulators.constellation1 import states
from esignkit.sandbox.emulators.constellation1.behaviour_switches import switch_table
from tests.docs.hooks import shown
from tests.tables import in_one_test

PAGE = (Path(__file__).parents[2] / "docs" / "constellation1.md").read_text()


def test_the_state_table_is_the_sandboxs() -> None:
    assert states.markdown() in shown("constellation1.md")


SWITCHES = {
    "file_bytes": Constellation1,
    "merge_fields": Constellation1,
    "dates": Constellation1,
    "return_url_name": Constellation1,
    "auth_method_numbers": Constellation1,
    "token_life": Constellation1,
    "keep_encrypted_key": Constellation1,
    "ready_timeout": Sessions.start,
    "username_in": Sessions.pause,
    "success": Signers.send_invites,
    "first_page": Signers.list_documents,
    "copy_options": Sessions.copy,
    "encode": autologin_url,
}


OURS_TOO = {
    "auth_methods": "auth_method_numbers",
    "dates_in": "dates",
    "file_bytes_in": "file_bytes",
    "merge_fields_in": "merge_fields",
    "start_query": "return_url_name",
    "edit_username": "username_in",
    "invite_value": "success",
    "signer_pages": "first_page",
}
"""Switches of the sandbox that stand for a switch of the client's."""


def test_every_guess_that_only_the_service_can_settle_is_a_switch_with_the_default_that_the_page_names() -> None:
    found = {row.name: row.default for row in switch_table()}
    table = PAGE.partition("| Guess | Switch of the sandbox | Default |\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(table) == 19
    for line in table:
        _, names, defaults = (cell.strip() for cell in line.strip("|").split(" | "))
        for name, default in zip(names.split(", "), defaults.split(", "), strict=True):
            assert found[name.strip("`")] == ast.literal_eval(default.strip("`")), name
    assert set(OURS_TOO) <= set(found)
    assert set(OURS_TOO.values()) <= set(SWITCHES)


@in_one_test("name", SWITCHES)
def test_every_switch_exists_with_the_default_that_the_page_names(name: str) -> None:
    parameter = inspect.signature(SWITCHES[name]).parameters[name]
    row = re.search(rf"^\| [^|]+ \| `{name}` \| ([^|]+) \|", PAGE, re.MULTILINE)
    assert row is not None
    shown = row[1].strip().strip("`").strip('"')
    assert shown == str(parameter.default) or parameter.default is None
