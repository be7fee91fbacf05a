"""Redaction of credentials: tracebacks lose the SDK's frames and keep the caller's."""

from __future__ import annotations

import base64
import functools
import json
import re
import types
from collections.abc import Callable, Iterable
from html.entities import codepoint2name
from typing import ParamSpec, TypeVar, cast

from esignkit.core.spelling import misspelt
from esignkit.types import JSON

__all__ = ["hide_arguments", "redact_json", "redact_received", "redact_sent", "strip_frames"]

P = ParamSpec("P")
T = TypeVar("T")

_OURS = ("esignkit", "httpx", "httpcore", "h11", "anyio", "ssl", "socket")
_SHOWN = ("esignkit.sandbox", "esignkit.demo", "esignkit.cli")
_TRANSPORT = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11"})


def _ours(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__"))
    if name.startswith(_SHOWN):  # programs of their own, that use the SDK as anybody does
        return False
    return any(name == own or name.startswith((own + ".", own + "2")) for own in _OURS)


def _of_transport(error: BaseException | None) -> bool:
    return error is not None and type(error).__module__.partition(".")[0] in _TRANSPORT


def strip_frames(error: BaseException) -> BaseException:
    """Drop the frames of our own machinery, whose locals hold headers and bodies, from an exception and its causes.

    Flows and callbacks that the caller wrote keep their frames. The HTTP library's exceptions are unchained: they
    hold the request, and the request holds the credential.
    """
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _without_ours(one.__traceback__)
        if _of_transport(one.__cause__):
            one.__cause__ = None
        if _of_transport(one.__context__):
            one.__context__ = None
        todo += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            todo += list(cast("BaseExceptionGroup[BaseException]", one).exceptions)
    return error


def _without_ours(tb: types.TracebackType | None) -> types.TracebackType | None:
    frames: list[types.TracebackType] = []
    while tb is not None:
        if not _ours(tb.tb_frame):
            frames.append(tb)
        tb = tb.tb_next
    kept: types.TracebackType | None = None
    for one in reversed(frames):
        kept = types.TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept


def hide_arguments(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function whose arguments are credentials, so that a traceback through it does not show them."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            wrong = misspelt(function, kwargs) if isinstance(error, TypeError) else None
            strip_frames(error)
            del args, kwargs  # this frame stays in the traceback
            if wrong is not None:
                raise wrong from None
            raise

    return guarded


def redact_sent(value: JSON, secrets: Iterable[str]) -> JSON:
    """Return text or JSON in which credentials that a server sent back are replaced.

    Args:
        value: Text, or a JSON value whose texts are looked at.
        secrets: The credentials that went out.
    """
    forms = [
        form for secret in sorted(set(secrets), key=len, reverse=True) if len(secret) > 3 for form in _forms(secret)
    ]
    return _redact_sent(value, re.compile("|".join(forms))) if forms else value


def _forms(secret: str) -> list[str]:
    """Return patterns of a credential: as it is, in the escapes of URLs, JSON and HTML, some or all, and in base64."""
    forms = [
        re.escape(secret),
        "".join(c if c.isascii() and c.isalnum() else _escaped(c) for c in secret),
        "(?i:" + "".join(rf"\\u{unit:04x}" for unit in _utf16(secret)) + ")",
        "(?i:" + "".join(f"%{byte:02x}" for byte in secret.encode("utf-8", "surrogatepass")) + ")",
    ]
    if len(secret) >= 8:  # what is shorter would be found in words that have nothing to do with it
        forms.append(re.escape(base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")))
    return forms


def _utf16(text: str) -> Iterable[int]:
    content = text.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(content[at : at + 2], "big") for at in range(0, len(content), 2))


def _escaped(char: str) -> str:
    point = ord(char)
    percent = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
    written = re.escape(json.dumps(char)[1:-1])  # beyond the basic plane these are two escapes
    entity = f"&{codepoint2name[point]};|" if point in codepoint2name else ""
    # Atomic: spellings that overlap would otherwise be tried in every combination.
    return rf"(?>(?i:{percent}|\\u{point:04x}|{entity}&#0?{point};|&#x0?{point:x};|{written})|\\?{re.escape(char)})"


def _redact_sent(value: JSON, hidden: re.Pattern[str]) -> JSON:
    if isinstance(value, str):
        return hidden.sub("…", value)
    if isinstance(value, list):
        return [_redact_sent(item, hidden) for item in value]
    if isinstance(value, dict):
        return {str(_redact_sent(name, hidden)): _redact_sent(item, hidden) for name, item in value.items()}
    return value


@functools.cache
def _redacted(members: tuple[str, ...], parameters: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern; what breaks off, as the beginning of a long answer does, is taken to its end."""
    value = r'"(?:[^"\\]|\\.)+"?|\[[^\[\]]*\]?|\{[^{}]*\}?'
    names = "|".join(map(re.escape, members)) or r"(?!)"
    forms = [rf'(?P<before>"(?:{names})"\s*:\s*)(?P<value>{value})']
    if parameters:
        forms.append(rf'(?P<name>[?&](?:{"|".join(map(re.escape, parameters))})=)[^"&\s\\]+')
    return re.compile("|".join(forms), re.IGNORECASE | re.DOTALL)


def redact_received(
    text: str,
    members: tuple[str, ...],
    parameters: tuple[str, ...] = (),
    *,
    keep: Callable[[str], bool] = lambda value: False,
) -> str:
    """Return JSON text in which the values of some members are replaced; it may be broken off, or no JSON at all.

    Args:
        text: The text.
        members: Names of members, whatever their case. Texts and flat lists and objects below them are replaced.
        parameters: Names of parameters of URLs, whose values are replaced as well.
        keep: Whether a value that was found is left as it is.
    """

    def replaced(found: re.Match[str]) -> str:
        if found["before"] is None:
            return found["name"] + "…"
        return found[0] if keep(found["value"]) else found["before"] + '"…"'

    return _redacted(members, parameters).sub(replaced, text)


def redact_json(value: JSON, redact: Callable[[str], str]) -> JSON:
    """Return a JSON value whose text was redacted by a function."""
    return value if value is None else cast("JSON", json.loads(redact(json.dumps(value))))
