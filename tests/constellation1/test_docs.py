"""What the page says of statuses and switches is what the code does."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from esignkit import Constellation1
from esignkit.constellation1 import Sessions, Signers, autologin_url
from esignkit.sandbox.shells.constellation1 import states

PAGE = (Path(__file__).parents[2] / "docs" / "constellation1.md").read_text()


def test_the_state_table_is_the_sandboxs() -> None:
    table = PAGE.partition("<!-- states:begin -->\n")[2].partition("<!-- states:end -->")[0]
    assert table.strip() == states.markdown().strip()


SWITCHES = {
    "file_bytes": Constellation1,
    "merge_fields": Constellation1,
    "dates": Constellation1,
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


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_exists_with_the_default_that_the_page_names(name: str) -> None:
    parameter = inspect.signature(SWITCHES[name]).parameters[name]  # type: ignore[arg-type]  # on the class, a function
    row = re.search(rf"^\| [^|]+ \| `{name}` \| ([^|]+) \|", PAGE, re.MULTILINE)
    assert row is not None
    shown = row[1].strip().strip("`").strip('"')
    assert shown == str(parameter.default) or parameter.default is None
