"""Where to look when the answer to a call that is never sent twice was lost.

Source: Constellation1 section 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LOOK_UP"]

LOOK_UP: Mapping[str, str] = {
    **dict.fromkeys(
        ("sessions.create", "sessions.copy"),
        "sessions.list_lite_by_transaction_id(…) finds it when it was given a transaction id",
    ),
    **dict.fromkeys(
        (f"sessions.{call}" for call in ("start", "resume", "cancel", "close", "pause", "purge", "cancel_purge")),
        "sessions.get(session_id) tells where it stands",
    ),
    **dict.fromkeys(
        ("sessions.update", "sessions.add_signers_and_documents", "signers.update"),
        "sessions.get(session_id) shows its documents and signers",
    ),
    "signers.send_invites": "sessions.get(session_id) tells by the signers' status who is invited; a second "
    "invitation leaves no trace, so ask the signers",
    **dict.fromkeys(("users.create", "groups.create_user"), "users.get_by_username(username) finds it"),
    **dict.fromkeys(
        ("users.update", "users.update_by_username"), "users.get_by_username(…) with the new name finds a renamed user"
    ),
}
"""Operation to words that go on from "Look before you repeat …:"."""
