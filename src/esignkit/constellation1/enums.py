"""The values that Constellation1 eSign uses; each enum keeps values it does not know."""

from __future__ import annotations

import enum
from typing import Any, Self

from esignkit.core.text import printable
from esignkit.names import EnumNames
from esignkit.types import OpenEnum

__all__ = [
    "AnchorType",
    "AuthenticationMethod",
    "AutologinPage",
    "EmailOptions",
    "EventType",
    "GroupRole",
    "LandingPage",
    "OpenName",
    "OpenNumber",
    "SessionColumn",
    "SessionStatus",
    "SignerRole",
    "SignerStatus",
    "SortOrder",
    "UseSequence",
    "UserStatus",
]


class OpenNumber(int, enum.Enum, metaclass=EnumNames):
    """A numeric enum that keeps numbers it does not know, and reads its members' names as well.

    An unknown number becomes a member of its own: it compares equal to the number, is written back unchanged,
    pickles, and says `is_known == False`. So does a text that is no member's name; as a number it is -1.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, str):
            text = value.strip()
            if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
                return cls(int(text))
            folded = text.replace(" ", "").replace("_", "").casefold()
            for name, member in cls.__members__.items():
                if name.replace("_", "").casefold() == folded:
                    return member
            return cls._unknown(-1, text)
        if isinstance(value, float) and value.is_integer():
            return cls(int(value))
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return cls._unknown(int(value), int(value))

    @classmethod
    def _unknown(cls, number: int, value: int | str) -> Self:
        unknown = int.__new__(cls, number)
        unknown._name_ = printable(str(value))
        unknown._value_ = value
        return unknown

    def __eq__(self, other: object) -> bool:
        return bool(self._value_ == (other._value_ if isinstance(other, OpenNumber) else other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __hash__(self) -> int:
        return hash(self._value_)

    @property
    def is_known(self) -> bool:
        """Whether this version of the SDK lists the number."""
        return type(self).__members__.get(self._name_) is self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        from esignkit.core.pydantic_values import enum_schema

        return enum_schema(cls)

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[int | str]]:
        return type(self), (self._value_,)


class OpenName(OpenEnum):
    """An open enum of the service's own words, which are read in any casing."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, str):
            folded = value.strip().casefold()
            for member in cls.__members__.values():
                if member.value.casefold() == folded:
                    return member
        return super()._missing_(value)


class AuthenticationMethod(OpenName):
    """How a signer proves who they are.

    The service has numbers for these, which it does not publish: names are sent, unless the client is given
    `auth_method_numbers`. A number in a response reads as the text of that number.

    Source: Constellation1's REST documentation, Appendix B.
    """

    NONE = "None"
    """By the invitation alone."""
    PASSWORD = "Password"  # noqa: S105 - the method's name
    """By a word that the signer must give."""
    KBA = "KBA"
    """By questions about the person (knowledge-based authentication)."""
    KBA_PLUS_PASSWORD = "KBAPlusPassword"  # noqa: S105 - the method's name
    """By questions about the person and a word."""
    SMS = "SMS"
    """By a code in a text message."""


class SessionStatus(OpenNumber):
    """Where a session stands. "To Be Purged", "Purged" and "Archived" exist too, without published numbers.

    Source: Constellation1's REST documentation, Appendix B.
    """

    IN_DRAFT = 1
    """Created, and not started."""
    IN_SENT = 2
    """Started; signers may sign."""
    COMPLETED = 3
    """Signed by everybody."""
    CANCELLED = 4
    """The session was cancelled."""
    DELETED = 5
    """The session was deleted."""
    IN_PAUSED = 6
    """Paused, to be edited."""
    EXPIRED = 7
    """The date of expiry has passed."""


class SignerStatus(OpenNumber):
    """Where a signer stands.

    Source: Constellation1's REST documentation, Appendix B.
    """

    PENDING_INVITE = 1
    """Not invited yet."""
    INVITED = 2
    """Invited, and has not begun."""
    IN_PROGRESS = 3
    """Has begun to sign."""
    COMPLETED = 4
    """Has signed."""
    CANCELLED = 5
    """The signer was cancelled."""
    DECLINED = 6
    """Has declined to sign."""
    DELEGATED = 7
    """Has named somebody else to sign."""
    AUTHENTICATION_FAILED = 8
    """Could not prove who they are."""


class UseSequence(OpenNumber):
    """Whether signers sign one after the other; `SUSPENDED` turns invitations off.

    Source: Constellation1's REST documentation, Appendix B.
    """

    NON_SEQUENTIAL = 0
    """All signers may sign at once."""
    SEQUENTIAL = 1
    """Signers sign one after the other."""
    SUSPENDED = 2
    """Invitations are turned off."""


class EmailOptions(OpenNumber):
    """What those in `copy_to` receive: links or attachments.

    Source: Constellation1's REST documentation, Appendix B.
    """

    CC_LINKS = 0
    """Copies are links."""
    CC_ATTACHMENTS = 3
    """Copies are attachments."""


class UserStatus(OpenNumber):
    """Whether a user may sign in.

    Source: Constellation1's REST documentation, Appendix B.
    """

    INACTIVE = 0
    """The user may not sign in."""
    ACTIVE = 1
    """The user may sign in."""


class GroupRole(OpenEnum):
    """What a user may do in a group; a release note of the service also writes them in lower case.

    Source: Constellation1's REST documentation, UpdateGroupUserRole.
    """

    ADMIN = "Admin"
    MANAGER = "Manager"
    USER = "User"

    @classmethod
    def knows(cls, text: str | None) -> bool:
        """Whether a text is a known value, in any casing: which one the service takes is not known."""
        return text is not None and cls(text.title()).is_known


class SessionColumn(OpenName):
    """Columns that lists of sessions are sorted by.

    Source: Constellation1's REST documentation, GetSessionsLiteByTransactionId.
    """

    SIGNING_SESSION_ID = "SigningSessionId"
    TITLE = "Title"
    TRANSACTION_ID = "TransactionId"
    STATUS_CODE = "StatusCode"
    CREATED_ON = "CreatedOn"


class SortOrder(OpenName):
    """Which end of a list comes first.

    Source: Constellation1's REST documentation, GetSessionsLiteByTransactionId.
    """

    ASC = "asc"
    """Smallest or oldest first."""
    DESC = "desc"
    """Largest or newest first."""


class EventType(OpenName):
    """What a webhook tells of.

    Source: Constellation1's REST documentation, Webhook.
    """

    SESSION_STATUS = "SessionStatus"
    """A session has another status."""
    SIGNER_STATUS = "SignerStatus"
    """A signer has another status."""


class SignerRole(OpenEnum):
    """Roles that the documentation prints; templates and anchor tags bring their own, so any text is a role.

    Source: Constellation1's REST documentation, Appendix B.
    """

    SELLER_1 = "Seller 1"
    BUYER_1 = "Buyer 1"


class AnchorType(OpenName):
    """What an anchor tag makes of the place where it stands.

    Source: Constellation1's REST documentation, Anchor Tags.
    """

    DATE_TIME = "dt"
    """A date with its time."""
    DATE = "d"
    """A date without a time."""
    TIME = "t"
    """A time without a date."""
    SIGNATURE = "sig"
    """The place of a signature."""
    INITIALS = "ini"
    """The place of initials."""
    TEXT = "txt"
    """A text to fill in."""
    CHECKBOX = "chk"
    """A box to tick."""
    RADIO_BUTTONS = "rdo"
    """Buttons of which one is chosen."""
    LIST = "ddl"
    """A list to choose from."""


class AutologinPage(OpenName):
    """Where an autologin URL of eSign 1.0 leads; the steps, cancel, continue and copy need a session id.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """

    STEP_1 = "1"
    STEP_2 = "2"
    STEP_3 = "3"
    STEP_4 = "4"
    STEP_5 = "5"
    STEP_6 = "6"
    CANCEL = "Cancel"
    CONTINUE = "Continue"
    COPY = "Copy"
    SUPPORT = "Support"
    USERS = "Users"
    ARCHIVE = "Archive"
    CONTACTS = "Contacts"
    HISTORY = "History"
    TEMPLATE = "Template"
    EMAIL_PREF = "emailpref"


class LandingPage(OpenName):
    """Where an autologin URL of eSign 2.0 leads; the steps and the preview need a session id.

    Source: Constellation1's REST documentation, AutoLogMeIn.
    """

    STEP_1 = "step1"
    STEP_2 = "step2"
    PREVIEW = "preview"
    CONTINUE = "continue"
