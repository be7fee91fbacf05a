"""Polling of a session: when it has ended, and the error on timeout.

Source: Constellation1 sections 5 and 11.
"""

from __future__ import annotations

from esignkit.constellation1.enums import SessionStatus, SignerStatus
from esignkit.constellation1.errors import SessionEndedError
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.operation import PROVIDER
from esignkit.errors import DeadlineExceededError

__all__ = ["NAME", "is_completed", "late"]

NAME = "sessions.wait"

_ENDED = {SessionStatus.CANCELLED, SessionStatus.DELETED, SessionStatus.EXPIRED}
_ENDED_BY_NAME = {"tobepurged", "purged", "archived"}
"""Ends that the service names and does not number."""


def is_completed(session: Session) -> bool:
    """Whether a session is completed; one that was archived or purged since is told by its signers.

    Raises:
        SessionEndedError: It ended in another way.
    """
    status = session.status
    if status is None:
        return False
    if status == SessionStatus.COMPLETED or (not status.is_known and _all_signed(session)):
        return True
    if status in _ENDED or str(status.value).replace(" ", "").casefold() in _ENDED_BY_NAME:
        msg = f"{PROVIDER} {NAME}: {session.found_id} ended as {status.name}{_declined(session)}"
        raise SessionEndedError(msg, session=session, operation=NAME)
    return False


def late(session: Session, timeout: float) -> DeadlineExceededError:
    """Return the error that says where a session stands when the time is up."""
    status = session.status
    where = "in a status that the answer does not name" if status is None else status.name
    msg = f"{PROVIDER} {NAME}: after {timeout:g} s {session.found_id} is still {where}{_declined(session)}"
    if status == SessionStatus.IN_DRAFT:
        msg += "; it was never started: sessions.start(…) invites its signers"
    elif status == SessionStatus.IN_PAUSED:
        msg += "; it is paused: sessions.resume(…) sends it out again"
    elif status is not None and not status.is_known:
        msg += ", a status whose number is not published"
    else:
        msg += "; it stays open, look again later or give a longer timeout="
    return DeadlineExceededError.after_looking(msg, operation=NAME, provider=PROVIDER)


def _all_signed(session: Session) -> bool:
    signers: list[Signer] = getattr(session, "signers", None) or []
    return bool(signers) and all(one.status_code in (SignerStatus.COMPLETED, SignerStatus.DELEGATED) for one in signers)


def _declined(session: Session) -> str:
    """Say who declined: the service's status of a session does not."""
    signers: list[Signer] = getattr(session, "signers", None) or []
    declined = [one for one in signers if one.status_code == SignerStatus.DECLINED]
    names = ", ".join(
        one.email_address or one.last_name or str(getattr(one, "signer_id", "a signer")) for one in declined
    )
    return f" ({names} declined)" if names else ""
