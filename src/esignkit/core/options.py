"""Options of a call, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from esignkit.core.patterns import pattern
from esignkit.core.text import encodes
from esignkit.types import CallOptions, Secret

__all__ = [
    "check_added_headers",
    "check_count",
    "check_extra_header",
    "check_header",
    "check_mapping",
    "check_options",
    "check_own_headers",
    "check_seconds",
    "check_text",
]

_OPTION_NAMES = frozenset(CallOptions.__annotations__)
_HEADER_NAME = pattern(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNSENDABLE = pattern(rb"[\x00-\x08\x0a-\x1f\x7f]|\A[ \t]|[ \t]\Z")
_CREDENTIAL_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_FRAMING_HEADERS = frozenset({
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
})  # fmt: skip
"""Headers that frame the request or manage its connection. The transport sets them itself."""
_FRAMING = frozenset(name.encode("ascii") for name in _FRAMING_HEADERS)
_NO_DEFAULTS = _FRAMING_HEADERS - {"accept-encoding", "connection", "host", "keep-alive", "proxy-connection"}
"""Those of them that no default of an HTTP client may add: ours take the place of the others, or they do no harm."""


def check_count(value: object, name: str, unit: str, hint: str) -> None:
    """Refuse a value that is not a whole number of at least one.

    Args:
        value: The argument.
        name: What to call it in errors.
        unit: What it counts, for the error text.
        hint: The end of the error text when it is less than one.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is less than one.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"{name} is a whole number of {unit}, not {type(value).__name__}"
        raise TypeError(msg)
    if value < 1:
        msg = f"{name} is {value}; {hint}"
        raise ValueError(msg)


def check_seconds(value: object, name: str, *, zero: bool = False) -> None:
    """Refuse a value that is not a positive number of seconds.

    Args:
        value: The argument.
        name: What to call it in errors.
        zero: Whether 0 is allowed.

    Raises:
        TypeError: It is no number.
        ValueError: It is not positive.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"{name} is a number of seconds, such as 30.0, not {type(value).__name__}"
        raise TypeError(msg)
    if not (value >= 0 if zero else value > 0):
        msg = f"{name} is {value}; give a number of seconds{', 0 or more' if zero else ' above 0'}"
        raise ValueError(msg)


def check_text(value: object, name: str) -> None:
    """Refuse a value that is no text.

    Raises:
        TypeError: It is no text.
    """
    if not isinstance(value, str):
        msg = f"{name} is text, not {type(value).__name__}"
        raise TypeError(msg)


def check_mapping(value: object, name: str) -> Mapping[object, object]:
    """Return a mapping; refuse anything else.

    Raises:
        TypeError: It is no mapping.
    """
    if not isinstance(value, Mapping):
        msg = f"{name} takes a dict, not {type(value).__name__}"
        raise TypeError(msg)
    return cast("Mapping[object, object]", value)


def check_header(name: str, value: object) -> bytes:
    """Return the value of a header as it is sent; refuse one that no header can carry.

    Args:
        name: The header's name, for the error.
        value: Text, or a `Secret`.

    Raises:
        TypeError: It is neither.
        ValueError: It has blanks around it, line breaks or characters that are not ASCII; the text does not show it.
    """
    text = value.reveal() if isinstance(value, Secret) else value
    del value  # a traceback may be shown with the locals of its frames
    if not isinstance(text, str):
        msg = f"the value of the header {name} is {type(text).__name__}; give text"
        raise TypeError(msg)
    if not (text.isascii() and text.isprintable()) or text != text.strip():
        del text
        msg = f"the value of the header {name} has blanks around it, line breaks, or characters beyond printable ASCII"
        raise ValueError(msg)
    return text.encode("ascii")


def check_own_headers(headers: Collection[tuple[bytes, bytes]]) -> set[bytes]:
    """Refuse what the transport sets itself, and what is there twice, among the headers of a request.

    Args:
        headers: All that an exchange is to carry: those of the call, of its credentials and of hooks.

    Returns:
        The names, in lower case.

    Raises:
        ValueError: One of them is not theirs to set, or there twice; no value is shown.
    """
    names = {name.lower() for name, _ in headers}
    if len(names) == len(headers) and _FRAMING.isdisjoint(names):
        return names
    for name in sorted(names & _FRAMING):
        msg = f"a call, or what signs it in, sets the header {name.decode('ascii')}: it belongs to the request itself"
        raise ValueError(msg)
    seen = sorted(name.lower() for name, _ in headers)
    twice = next(name for name in seen if seen.count(name) > 1).decode("latin-1")
    msg = f"the header {twice} is set twice, for example by extra_headers and by what signs in: leave one of them out"
    raise ValueError(msg)


def check_added_headers(headers: Iterable[tuple[bytes, bytes]], framing: tuple[bytes, bytes] | None) -> None:
    """Refuse headers that cannot be sent, once the caller's HTTP client has added its defaults.

    Args:
        headers: All headers of a request, as they would go out.
        framing: The one among them that tells where the body ends; None without a body.

    Raises:
        ValueError: A name or value cannot be sent, or another header frames the body; the error shows no value.
    """
    for name, value in headers:
        text = name.decode("latin-1")
        if not _HEADER_NAME.fullmatch(text):
            msg = "the HTTP client's default headers have a name that cannot be sent"
            raise ValueError(msg)
        if _UNSENDABLE.search(value):
            msg = f"the HTTP client's default header {text} has blanks around it, line breaks or control characters"
            raise ValueError(msg)
        if text.lower() in _NO_DEFAULTS:
            if (name.lower(), value) != framing:
                msg = f"the HTTP client's default headers set {text}, which belongs to the request itself"
                raise ValueError(msg)
            framing = None  # one is enough


def check_extra_header(name: object, value: object, where: str) -> tuple[bytes, bytes]:
    """Return a header that a request carries in addition, as it is sent; refuse one that is not the caller's to set.

    Args:
        name: Its name.
        value: Its value: text, or a `Secret`.
        where: Where it comes from, such as `extra_headers`, for the error.

    Raises:
        TypeError: The name or the value is no text.
        ValueError: It cannot be sent, or it belongs to the client or to the request itself; no value is shown.
    """
    if not isinstance(name, str):
        msg = f"{where}: a name is text, not {type(name).__name__}"
        raise TypeError(msg)
    if not _HEADER_NAME.fullmatch(name):
        msg = f"{where}: a name is made of ASCII letters, digits and hyphens, without blanks and colons"
        raise ValueError(msg)
    if name.lower() in _CREDENTIAL_HEADERS:
        msg = f"{where} cannot set {name}: credentials belong to the client"
        raise ValueError(msg)
    if name.lower() in _FRAMING_HEADERS:
        msg = f"{where} cannot set {name}: it belongs to the request itself"
        raise ValueError(msg)
    return name.lower().encode("ascii"), check_header(name, value)


def _check_extra_query(query: Mapping[object, object]) -> None:
    for name, value in query.items():
        if not isinstance(name, str):
            msg = f"extra_query: a name is text, not {type(name).__name__}"
            raise TypeError(msg)
        for item in cast("Sequence[object]", value) if isinstance(value, list | tuple) else (value,):
            if item is not None and not isinstance(item, str | int | float | Secret):
                msg = f"extra_query: a value is text, a number, a boolean, None or texts, not {type(item).__name__}"
                raise TypeError(msg)
            if not encodes(name) or not encodes(item.reveal() if isinstance(item, Secret) else str(item)):
                msg = "extra_query: a name or value holds half of a surrogate pair (half an emoji) and cannot be sent"
                raise ValueError(msg)


def check_options(options: object) -> None:
    """Refuse options that would be ignored or cannot be carried out.

    Raises:
        TypeError: A name is not known (the error suggests the nearest one), or a value is of the wrong type.
        ValueError: A value is out of range.
    """
    if not isinstance(options, Mapping):
        msg = f"options= takes a dict, such as {{'timeout': 30.0}}, not {type(options).__name__}"
        raise TypeError(msg)
    for name, value in cast("Mapping[str, object]", options).items():
        if name not in _OPTION_NAMES:
            from esignkit.names.near_names import near  # only mistakes need it

            suggestion = near(name, _OPTION_NAMES)
            hint = f"did you mean {suggestion!r}?" if suggestion else f"they are {', '.join(sorted(_OPTION_NAMES))}"
            msg = f"options has no {name!r}; {hint}"
            raise TypeError(msg)
        if name == "timeout":
            check_seconds(value, "options['timeout']")
        elif name == "attempts":
            check_count(value, "options['attempts']", "tries", "1 means that the call is never repeated")
        else:
            mapping = check_mapping(value, f"options[{name!r}]")
            if name == "extra_headers":
                for header in mapping.items():
                    check_extra_header(*header, name)
            elif name == "extra_query":
                _check_extra_query(mapping)
