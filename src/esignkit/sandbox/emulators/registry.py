"""The services that the sandbox emulates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.constellation1.emulator import Constellation1Emulator
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.base import Emulator


def all_emulators() -> list[Emulator]:
    """Return one emulator for each service."""
    return [ESignLiveEmulator(), IgnisignEmulator(), Constellation1Emulator()]
