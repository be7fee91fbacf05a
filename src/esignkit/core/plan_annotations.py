"""What an annotation says of a value that a plan holds: a file to send, a place for a download, a credential."""

from __future__ import annotations

import inspect
import re
from functools import cache

from esignkit.core.value_objects import Value, frozen
from esignkit.types import FileContent, FileInput, FileTarget

__all__ = ["CONTENT", "CREDENTIAL", "NOTHING", "Annotated", "annotated"]

_SEVERAL = re.compile(r"\b(?:Sequence|Iterable|list|tuple)\[(.*)\]")
_BRACKETS = re.compile(r"\[.*\]")
_ALIASES = {"FileInput": FileInput, "FileContent": FileContent, "FileTarget": FileTarget}


@frozen(eq=False, repr=False)
class Annotated(Value):
    """What is known of a value by its annotation.

    Attributes:
        text: Whether a text is the path of a file to send.
        file: Whether a path object is a file to send.
        target: Whether a path object is where something is written to.
        credential: Whether it is a credential.
        options: Whether it is the options of a call.
        items: The annotation of the items of a list.
    """

    text: bool = False
    file: bool = False
    target: bool = False
    credential: bool = False
    options: bool = False
    items: str = ""


NOTHING = Annotated()
CONTENT = Annotated(file=True)
CREDENTIAL = Annotated(credential=True)


def annotated(annotation: object) -> Annotated:
    """Return what an annotation says.

    Args:
        annotation: As `inspect.signature` or `attrs.fields` have it.
    """
    if annotation is inspect.Parameter.empty or annotation is None:
        return NOTHING
    return _read(annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


@cache
def _read(annotation: str) -> Annotated:
    for name, alias in _ALIASES.items():  # aliases are texts, which an annotation that is evaluated shows in full
        annotation = annotation.replace(repr(alias), name).replace(str(alias), name)
    several = _SEVERAL.search(annotation)
    whole = _BRACKETS.sub("", annotation)
    return Annotated(
        text="FileInput" in whole,
        file="FileInput" in whole or "FileContent" in whole,
        target="FileTarget" in whole or "PathLike" in whole,
        credential="Secret" in whole,
        options="CallOptions" in whole,
        items=several[1] if several else "",
    )
