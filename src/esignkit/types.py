"""Shared types: markers, open enums, secrets, file inputs, call options."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, NoReturn, Self, TypeAlias, TypedDict, TypeVar, cast

from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, field, frozen
from esignkit.names import EnumNames, no_name_of

__all__ = [
    "JSON",
    "NULL",
    "UNSET",
    "CallOptions",
    "Candidate",
    "FileContent",
    "FileInput",
    "FileTarget",
    "Finding",
    "Headers",
    "JSONObject",
    "Maybe",
    "OpenEnum",
    "Outcome",
    "Progress",
    "QueryValue",
    "Secret",
    "Unset",
    "Verdict",
]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)

T = TypeVar("T")

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"
"""Any JSON value, as Python reads it."""

JSONObject: TypeAlias = "dict[str, JSON]"
"""A JSON object."""

QueryValue: TypeAlias = str | int | float | bool | Sequence[str] | None
"""One query parameter; `None` leaves it out, booleans are sent as `true` and `false`, several texts one by one."""

FileContent: TypeAlias = bytes | os.PathLike[str] | BinaryIO
"""Content that is not text: bytes, a path, or a file opened in binary mode."""

FileInput: TypeAlias = (
    str | os.PathLike[str] | bytes | BinaryIO | tuple[str, FileContent] | tuple[str, FileContent, str | None]
)
"""A file to send: a path (a `str` always is one), bytes, a binary file, or `(name, content[, content type])`.

A blocking client reads a binary file that can seek in the thread of the call: while its `read` blocks, no deadline
ends the call. One that cannot seek, such as a pipe, is given up in time.
"""

FileTarget: TypeAlias = str | os.PathLike[str] | BinaryIO
"""Where a download goes: a path, written whole or not at all, or a file opened for binary writing."""

Headers: TypeAlias = "Mapping[str, str] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]"
"""The headers of a request that you received, as text or as the bytes that ASGI servers have."""

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called during long transfers with the bytes done and, when known, the bytes in all."""


class Unset(enum.Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Default of an argument that changes something: not given, so the server's value stays as it is."""

Maybe: TypeAlias = T | Literal[Unset.UNSET]
"""A value, or `UNSET` when it was not given."""


class _Null:
    """The type of `NULL`; one instance in a process."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NULL"

    def __reduce__(self) -> str:
        return "NULL"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


NULL: None = cast("None", _Null())
"""In a model: send an explicit JSON `null`. It is typed as `None`, so it fits every optional field."""


class OpenEnum(str, enum.Enum, metaclass=EnumNames):
    """A string enum that keeps values it does not know.

    A value the SDK has never heard of becomes a member of its own: it compares equal to its text, is written back
    unchanged, pickles, and says `is_known == False`.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value.encode("utf-8", "backslashreplace").decode("utf-8")  # repr shows it
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether this version of the SDK lists the value."""
        return type(self).__members__.get(self._name_) is self

    @classmethod
    def knows(cls, text: str | None) -> bool:
        """Whether a text is a known value: `PackageStatus.knows(package.status)`.

        Args:
            text: The text, or a member; another spelling that the service is known to use counts
                as well, None does not.
        """
        return text is not None and cls(text).is_known

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return type(self), (self._value_,)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        from esignkit.core.pydantic_values import enum_schema

        return enum_schema(cls)

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)


class Secret:
    """A credential that hides itself: no repr, str, format, log line or pickle shows it."""

    __slots__ = ("__value",)

    def __init__(self, value: str | Secret) -> None:
        text = cast("object", value.reveal() if isinstance(value, Secret) else value)
        if not isinstance(text, str):
            msg = f"a credential is text, not {type(text).__name__}"
            raise TypeError(msg)
        self.__value = text

    def reveal(self) -> str:
        """Return the value itself."""
        return self.__value

    if not TYPE_CHECKING:  # type checkers refuse these by themselves

        def __getattr__(self, name: str) -> NoReturn:
            msg = f"{type(self).__name__} has no attribute {name!r}; .reveal() returns the text"
            raise AttributeError(msg)

        def __add__(self, other: object) -> NoReturn:
            msg = f"a {type(self).__name__} is not text itself; .reveal() returns the text"
            raise TypeError(msg)

        __radd__ = __getitem__ = __add__

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return False
        from hmac import compare_digest  # loads OpenSSL, and secrets are hardly ever compared

        return compare_digest(
            self.__value.encode("utf-8", "surrogatepass"), other.__value.encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __bool__(self) -> bool:
        return bool(self.__value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        from esignkit.core.pydantic_values import secret_schema

        return secret_schema(cls)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        msg = "a credential is not pickled; give it to the client in the process that needs it"
        raise TypeError(msg)


class ReceivedSecret(Secret):
    """A credential in a model that a service sent. It is pickled with the model: who keeps a result has to keep it."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.reveal(),)


class Outcome(enum.Enum, metaclass=EnumNames):
    """What is known about a call that failed."""

    NOT_SENT = "not_sent"
    """Nothing left this machine; repeating it is safe."""
    REJECTED = "rejected"
    """The server said no before acting."""
    DONE = "done"
    """The server carried it out; only its response could not be used."""
    AMBIGUOUS = "ambiguous"
    """It was sent, and whether it was carried out is not known. After a write: find out before repeating it."""


class Verdict(enum.Enum, metaclass=EnumNames):
    """What was found out about a call whose response was lost."""

    DONE = "done"
    """It was carried out; do not repeat it."""
    NOT_DONE = "not_done"
    """It was not carried out, as far as it shows by now; it may be repeated."""
    UNKNOWN = "unknown"
    """The service does not show it; somebody has to decide."""


@with_suggestions
@frozen(eq=False, repr=False)
class Candidate(Value):
    """Something that a lost call may have made."""

    id: str | None
    """Id of the candidate, where it has one."""
    found: object = field(default=None, repr=False)
    """What was read of it."""
    differs: tuple[str, ...] = ()
    """Members that the call sent and that are otherwise here, by their names in the service's JSON, as
    `roles[0].signers[0].firstName`; empty when everything that the call sent and that the service shows is the same."""


@with_suggestions
@frozen(eq=False, repr=False)
class Finding(Value):
    """What was found out about a call whose response was lost."""

    verdict: Verdict
    """Whether the call was carried out."""
    reason: str
    """What the verdict rests on, in words."""
    found: object = field(default=None, repr=False)
    """What was read: the object that the call has made or was to change; None when there is none, or when it is not
    certain which one it is."""
    id: str | None = None
    """Id of what the call made, when it made something and that is certain."""
    candidates: tuple[Candidate, ...] = ()
    """What the call may have made, when that is not certain; somebody has to look."""


class CallOptions(TypedDict, total=False):
    """Options that every call takes as `options=`; what is left out keeps the client's setting.

    A call that makes several requests (a list, a wait) gives them to each.
    """

    timeout: float
    """Seconds for the whole call, retries and waiting included."""
    attempts: int
    """How often the call may be tried in all (1 = never repeated)."""
    extra_headers: Mapping[str, str]
    """Headers added to the request; they may not replace the credentials, nor what frames the request."""
    extra_query: Mapping[str, QueryValue]
    """Query parameters added to the request."""
    extra_body: JSONObject
    """Members merged into a JSON body that is an object."""
