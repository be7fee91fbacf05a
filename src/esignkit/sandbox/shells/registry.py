"""The services this sandbox speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.shells.constellation1.shell import Constellation1Shell
from esignkit.sandbox.shells.esignlive.shell import ESignLiveShell
from esignkit.sandbox.shells.ignisign.shell import IgnisignShell

if TYPE_CHECKING:
    from esignkit.sandbox.shells.base import Shell


def all_shells() -> list[Shell]:
    """Return one shell for each service."""
    return [ESignLiveShell(), IgnisignShell(), Constellation1Shell()]
