"""What is known of each call of Constellation1, and from where.

Documented: by the vendor's pages or its example client. Inferred: its page leaves open where an argument stands, or
what members an answer has. Unknown: its page names the class of the answer, and nothing of what is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.evidence import Evidence, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOCUMENTED = """
    encrypt gettoken landing_url auto_log_me_in sessions.create sessions.update sessions.copy sessions.get
    sessions.start sessions.cancel sessions.close sessions.delete sessions.purge sessions.cancel_purging
    sessions.archived sessions.deleted sessions.expired sessions.lite sessions.by_transaction_v2
    sessions.by_transaction sessions.update_transaction_id signers.token signers.invite users.authenticate
    users.token users.create groups.create_user users.get users.get_by_username users.update
    users.update_by_username users.provision groups.update_user_role
"""

_INFERRED = """
    sessions.edit sessions.action_logs
"""

_UNKNOWN = """
    signers.update signers.documents
"""

EVIDENCE: Mapping[str, Evidence] = labelled(documented=_DOCUMENTED, inferred=_INFERRED, unknown=_UNKNOWN)
"""The label of each operation."""
