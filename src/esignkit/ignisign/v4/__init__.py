"""Calls that version 4 of the API has and version 3 lacks; each goes to `/v4`, whatever the client's `api_version` is.

What both versions have is where it always is: `api_version="v4"` changes the prefix.

Source: Ignisign's Node.js client (`ignisign-node`).
"""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan
from esignkit.ignisign.v4.bare_signatures import BareSignatures
from esignkit.ignisign.v4.proofs import Proofs
from esignkit.ignisign.v4.requests import Requests
from esignkit.ignisign.v4.seals import Seals
from esignkit.ignisign.v4.signer_profiles import SignerProfiles
from esignkit.ignisign.v4.signers import Signers4

__all__ = ["V4"]


class V4(Requests[Mode], Signers4[Mode], SignerProfiles[Mode], Proofs[Mode], Seals[Mode], BareSignatures[Mode]):
    """Calls that version 4 of the API has and version 3 lacks.

    Applications of version 4 are of one type each (`SIGNATURE`, `SEAL`, `LOG_CAPSULE`, `BARE_SIGNATURE`, …), and each
    group of calls works for its own type only.
    """

    @property
    def plan(self) -> V4[Plan]:
        """The same calls as values, not carried out."""
        return V4(PLANNER)
