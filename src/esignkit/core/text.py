"""Text in messages."""

from __future__ import annotations

__all__ = ["encodes", "excerpt", "kind_of", "printable"]

_EXCERPT = 12


def printable(text: str) -> str:
    r"""Return text that terminals, logs and notebooks take: half of a surrogate pair is shown as its escape, `\ud83d`.

    Services that cut names by UTF-16 units return such halves. Models keep them and send them back unchanged.
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def excerpt(text: str) -> str:
    """Return the beginning of a wrong argument for an error; it may be a credential given by mistake."""
    return repr(text) if len(text) <= _EXCERPT else f"{text[:_EXCERPT]!r}…"


def kind_of(value: object) -> str:
    """Return what a wrong value is, for an error: `None`, `an int`; of a call that was not awaited, that it was not."""
    name = type(value).__name__
    if name == "coroutine":
        return "a call that was not awaited (`await` is missing)"
    article = "an" if name[0] in "aeioAEIO" else "a"  # as in a UUID
    return "None" if value is None else f"{article} {name}"


def encodes(text: str) -> bool:
    """Whether text can be sent outside JSON, as UTF-8: it holds no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
