"""Polling of a session: when it has ended, and the error on timeout.

Source: Constellation1's REST documentation, Appendix B, Integration strategies and workflows.
"""

from __future__ import annotations

from esignkit.constellation1.enums import SessionStatus, SignerStatus
from esignkit.constellation1.errors import SessionEndedError
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.operation import PROVIDER
from esignkit.errors import DeadlineExceededError

__all__ = ["NAME", "is_completed", "timeout_error"]

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


def timeout_error(session: Session, timeout: float) -> DeadlineExceededError:
    """Return the error that says where a session stands when the time is up."""
    status = session.status
    status_name = "in a status that the response does not name" if status is None else status.name
    msg = f"{PROVIDER} {NAME}: after {timeout:g} s {session.found_id} is still {status_name}{_declined(session)}"
    if status == SessionStatus.IN_DRAFT:
        msg += "; it was never started: sessions.start(…) invites its signers"
    elif status == SessionStatus.IN_PAUSED:
        msg += "; it is paused: sessions.resume(…) sends it out again"
    elif status is not None and not status.is_known:
        msg += ", a status whose number is not published"
    else:
        msg += "; it stays open, look again later or give a longer timeout"
    return DeadlineExceededError.after_looking(msg, operation=NAME, provider=PROVIDER)


def _all_signed(session: Session) -> bool:
    signers: list[Signer] = getattr(session, "signers", None) or []
    return bool(signers) and all(
        signer.status_code in (SignerStatus.COMPLETED, SignerStatus.DELEGATED) for signer in signers
    )


def _declined(session: Session) -> str:
    """Say who declined: the service's status of a session does not."""
    signers: list[Signer] = getattr(session, "signers", None) or []
    declined = [signer for signer in signers if signer.status_code == SignerStatus.DECLINED]
    names = ", ".join(
        signer.email_address or signer.last_name or str(getattr(signer, "signer_id", "a signer")) for signer in declined
    )
    return f" ({names} declined)" if names else ""
