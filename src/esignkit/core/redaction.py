"""Redaction of credentials: tracebacks lose the SDK's frames and keep the caller's."""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar, cast

from esignkit.core.patterns import pattern
from esignkit.types import JSON

__all__ = ["hide_arguments", "redact_json", "redact_received", "redact_sent", "strip_frames"]

P = ParamSpec("P")
T = TypeVar("T")

_OWN_PACKAGES = ("esignkit", "httpx", "httpcore", "h11", "anyio", "ssl", "socket")
_PROGRAMS = ("esignkit.sandbox", "esignkit.demo", "esignkit.cli")
_PLAIN = pattern("[A-Za-z0-9]+")
_HTTP_LIBRARIES = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11"})


def _is_own_frame(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__"))
    if name.startswith(_PROGRAMS):  # programs that use the SDK like any caller
        return False
    return any(name == package or name.startswith((package + ".", package + "2")) for package in _OWN_PACKAGES)


def _is_http_error(error: BaseException | None) -> bool:
    return error is not None and type(error).__module__.partition(".")[0] in _HTTP_LIBRARIES


def strip_frames(error: BaseException) -> BaseException:
    """Drop the SDK's own frames, whose locals hold headers and bodies, from an exception and its causes.

    Flows and callbacks of the caller keep their frames. Exceptions of the HTTP library are removed from the chain,
    because they hold the request and its credentials.
    """
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _without_own_frames(current.__traceback__)
        if _is_http_error(current.__cause__):
            current.__cause__ = None
        if _is_http_error(current.__context__):
            current.__context__ = None
        pending += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            pending += list(cast("BaseExceptionGroup[BaseException]", current).exceptions)
    return error


def _without_own_frames(tb: types.TracebackType | None) -> types.TracebackType | None:
    frames: list[types.TracebackType] = []
    while tb is not None:
        if not _is_own_frame(tb.tb_frame):
            frames.append(tb)
        tb = tb.tb_next
    result: types.TracebackType | None = None
    for frame in reversed(frames):
        result = types.TracebackType(result, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return result


def hide_arguments(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function whose arguments are credentials, so that a traceback through it does not show them."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            name_error = _call_error(error, function, args, kwargs) if isinstance(error, TypeError) else None
            strip_frames(error)
            del args, kwargs  # this frame stays in the traceback
            if name_error is not None:
                raise name_error from None
            raise

    return guarded


def _call_error(
    error: TypeError, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> TypeError | None:
    if function.__name__ == "__init__":
        from esignkit.core.suggestions import call_error  # only mistakes need it

        return call_error(error, function, args[1:], kwargs, type(args[0]).__name__)
    from esignkit.names.near_names import misspelt

    return misspelt(function, kwargs)


def redact_sent(value: JSON, secrets: Iterable[str]) -> JSON:
    """Return text or JSON in which credentials that a server sent back are replaced.

    Args:
        value: Text, or a JSON value whose texts are looked at.
        secrets: The credentials that were sent.
    """
    return _redact_sent(value, frozenset(secret for secret in secrets if len(secret) > 3))


@functools.lru_cache(maxsize=8)  # an error redacts several texts, and a client's errors look for the same credentials
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    forms = [form for secret in sorted(secrets, key=len, reverse=True) for form in _patterns(secret)]
    return re.compile("|".join(forms))


def _may_hold(text: str, secret: str) -> bool:
    """Return whether a text may hold a credential in a form of `_patterns`: to compile them takes milliseconds.

    Every form has the credential's letters and digits as they are, or escapes, or is base64.
    """
    if "\\" in text or "%" in text:
        return True
    plain: list[str] = _PLAIN.findall(secret)
    return max(plain, key=len, default="") in text or _base64(secret) in text


def _base64(secret: str) -> str:
    import base64  # only errors need it, as all that redacts

    return base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")


def _patterns(secret: str) -> list[str]:
    """Return patterns that match a credential: plain, escaped for URLs, JSON or HTML, and in base64."""
    forms = [
        re.escape(secret),
        "".join(c if c.isascii() and c.isalnum() else _escaped(c) for c in secret),
        "(?i:" + "".join(rf"\\u{unit:04x}" for unit in _utf16(secret)) + ")",
        "(?i:" + "".join(f"%{byte:02x}" for byte in secret.encode("utf-8", "surrogatepass")) + ")",
    ]
    if len(secret) >= 8:  # a shorter one would match unrelated words
        forms.append(re.escape(_base64(secret)))
    return forms


def _utf16(text: str) -> Iterable[int]:
    content = text.encode("utf-16-be", "surrogatepass")
    return (int.from_bytes(content[index : index + 2], "big") for index in range(0, len(content), 2))


def _escaped(char: str) -> str:
    import json
    from html.entities import codepoint2name

    point = ord(char)
    percent = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
    json_escape = re.escape(json.dumps(char)[1:-1])  # two escapes for characters beyond the basic plane
    entity = f"&{codepoint2name[point]};|" if point in codepoint2name else ""
    # Atomic, or the regex would try overlapping spellings in every combination.
    return rf"(?>(?i:{percent}|\\u{point:04x}|{entity}&#0?{point};|&#x0?{point:x};|{json_escape})|\\?{re.escape(char)})"


def _redact_sent(value: JSON, secrets: frozenset[str]) -> JSON:
    if isinstance(value, str):
        return _pattern(secrets).sub("…", value) if any(_may_hold(value, secret) for secret in secrets) else value
    if isinstance(value, list):
        return [_redact_sent(item, secrets) for item in value]
    if isinstance(value, dict):
        return {str(_redact_sent(name, secrets)): _redact_sent(item, secrets) for name, item in value.items()}
    return value


@functools.cache
def _redacted(members: tuple[str, ...], parameters: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern. A value that is cut off, as in the beginning of a long response, matches to its end."""
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
    """Return JSON text in which the values of some members are replaced; it may be cut off, or no JSON at all.

    Args:
        text: The text.
        members: Names of members, whatever their case. Texts and flat lists and objects below them are replaced.
        parameters: Names of parameters of URLs, whose values are replaced as well.
        keep: Whether a value that was found is left as it is.
    """

    def replaced(match: re.Match[str]) -> str:
        if match["before"] is None:
            return match["name"] + "…"
        return match[0] if keep(match["value"]) else match["before"] + '"…"'

    return _redacted(members, parameters).sub(replaced, text)


def redact_json(value: JSON, redact: Callable[[str], str]) -> JSON:
    """Return a JSON value whose text was redacted by a function."""
    import json

    return value if value is None else cast("JSON", json.loads(redact(json.dumps(value))))
