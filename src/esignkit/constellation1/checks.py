"""Checks of arguments before a request is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from esignkit.constellation1.models.sessions import Document, Session, SessionInfo
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.models.users import User
from esignkit.core.text import kind_of

if TYPE_CHECKING:
    from esignkit.core.model import Model

__all__ = ["check_each", "check_model", "check_session", "check_signers", "check_title", "check_user"]


def check_model(value: object, cls: type[Model], name: str) -> None:
    """Refuse what is no model of a class.

    Raises:
        TypeError: The text names the argument, what it is and what to give.
    """
    if isinstance(value, cls):
        return
    how = f", or {cls.__name__}.from_wire(…) of the service's JSON" if isinstance(value, dict) else ""
    msg = f"{name} is {kind_of(cast('object', value))}; give {cls.__name__}(…){how}"
    raise TypeError(msg)


def check_each(values: object, cls: type[Model], name: str) -> None:
    """Refuse what is no list of models of a class, and an empty one.

    Raises:
        TypeError: The text names the argument, what it is and what to give.
        ValueError: There is none in it.
    """
    if not isinstance(values, list | tuple):
        msg = f"{name} is {kind_of(values)}; give a list of {cls.__name__}(…)"
        raise TypeError(msg)
    if not values:
        msg = f"{name} is empty; give at least one {cls.__name__}(…)"
        raise ValueError(msg)
    for n, value in enumerate(cast("list[object]", values)):
        check_model(value, cls, f"{name}[{n}]")


def check_session(session: object) -> None:
    """Refuse what is no session, or one whose documents or signers are none.

    Raises:
        TypeError: The text names the argument, what it is and what to give.
    """
    check_model(session, Session, "session")
    checked = cast("Session", session)
    if checked.session_info:
        check_model(checked.session_info, SessionInfo, "session.session_info")
    for name, cls in (("documents", Document), ("signers", Signer)):
        values = getattr(checked, name, None)
        if values:
            check_each(values, cls, f"session.{name}")


def check_title(session: Session) -> None:
    """Refuse a new session without a title, which the documentation requires.

    Raises:
        ValueError: It has none.
    """
    if not session.session_info or not str(session.session_info.title or "").strip():
        msg = "session.session_info.title is empty; a new session needs a title, so nothing was sent"
        raise ValueError(msg)


def check_user(user: User) -> None:
    """Refuse a new user without what the documentation requires: both names, user name and password.

    Raises:
        ValueError: The text names what is missing.
    """
    for name in ("first_name", "last_name", "username", "password"):
        if not getattr(user, name):
            msg = f"user.{name} is needed to create a user, so nothing was sent"
            raise ValueError(msg)


def check_signers(signers: list[Signer]) -> None:
    """Refuse what the service would refuse: "All signers must have a last name and valid email address".

    Raises:
        ValueError: The text names the signer and what is missing.
    """
    for n, signer in enumerate(signers):
        name, _, host = (signer.email_address or "").strip().rpartition("@")
        if not (signer.last_name or "").strip():
            missing = "a last name (last_name)"
        elif not name or not host or " " in name + host:
            missing = "a valid e-mail address (email_address)"
        else:
            continue
        who = f" ({signer.email_address or signer.last_name})" if signer.email_address or signer.last_name else ""
        msg = f"signers[{n}]{who}: {missing} is needed; the service refuses a session without it, so nothing was sent"
        raise ValueError(msg)
