"""Misspelt names, wherever one is typed: the error says the name that was probably meant.

Most of these errors are never shown, because `hasattr` asks, so the near miss is looked for when the error is read. All
parts of esignkit use this module, also those that do not know each other; it is loaded at the first mistake.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, NoReturn

__all__ = [
    "NoSuchMethod",
    "NoSuchName",
    "did_you_mean",
    "hint",
    "misspelt",
    "near",
    "refuse_name",
]

_CLOSE = 0.7
"""How alike two names are, from 0 to 1, when one may be the other misspelt; `files` and `roles` are 0.6."""
_MOST = 3
_ANSWERING = frozenset({__name__, "esignkit.names", "esignkit.lazy"})
"""Modules whose functions answer for others; a `__getattr__` of the caller's own asks, even while it is imported."""


def near(name: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant, if one is close enough; upper and lower case do not matter.

    Args:
        name: What the caller wrote.
        names: What there is.
    """
    import difflib  # only mistakes need it

    known = list(names)
    if close := difflib.get_close_matches(name, known, 1, _CLOSE):
        return close[0]
    folded = {one.casefold(): one for one in reversed(known)}
    return next((folded[one] for one in difflib.get_close_matches(name.casefold(), folded, 1, _CLOSE)), None)


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """Return a question that names the one that was probably meant: a close one, or up to three with that word.

    Args:
        name: What the caller wrote, such as `email`.
        names: What there is, such as `email_address`.
    """
    known = list(names)
    close = near(name, known)
    begins = [one for one in known if one.startswith(f"{name}_")]
    alike = [close] if close else begins or [one for one in known if name in one.split("_")]
    return f"did you mean {' or '.join(map(repr, alike))}?" if 0 < len(alike) <= _MOST else None


def hint(name: str, names: Iterable[str]) -> str:
    """Return the end of an error's sentence: the question, or nothing.

    Args:
        name: What the caller wrote.
        names: What there is.
    """
    question = did_you_mean(name, names)
    return f"; {question}" if question else ""


def misspelt(
    function: Callable[..., object],
    keywords: Iterable[str],
    shown: str | None = None,
    instead: Mapping[str, str] | None = None,
) -> TypeError | None:
    """Return an error that names the near miss when a call used a keyword that the function does not have.

    Args:
        function: What was called.
        keywords: The keywords of the call.
        shown: The name for the error, when it is not the function's own.
        instead: What to write for names that a beginner expects and that are not close to any.
    """
    import inspect  # only errors need it

    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    for name in keywords:
        if name not in parameters:
            hint = (
                (instead or {}).get(name)
                or did_you_mean(name, parameters)
                or f"it takes {', '.join(parameters) or 'no arguments'}"
            )
            return TypeError(f"{shown or function.__qualname__}() has no argument {name!r}; {hint}")
    return None


class NoSuchName(AttributeError):
    """An `AttributeError`, also by name, that looks for the near miss when it is read.

    Args:
        text: What is wrong.
        name: The name that there is not.
        names: Returns what there is.
    """

    def __init__(self, text: str, name: str, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(text, name=name)  # with `obj`, Python's traceback would ask a second time
        self._names = names

    def __str__(self) -> str:
        known = [one for one in self._names() if not one.startswith("_") and one != self.name]  # a descriptor's, too
        return f"{self.args[0]}{hint(str(self.name), known)}"

    def __reduce__(self) -> tuple[type[AttributeError], tuple[str]]:
        return AttributeError, (str(self),)


NoSuchName.__module__ = "builtins"  # tracebacks show the name of the class that callers know
NoSuchName.__name__ = NoSuchName.__qualname__ = "AttributeError"


class NoSuchMethod(TypeError, AttributeError):
    """A `TypeError` for whoever uses a protocol that a class has not, and no attribute for `hasattr`."""


NoSuchMethod.__module__ = "builtins"
NoSuchMethod.__name__ = NoSuchMethod.__qualname__ = "TypeError"


def refuse_name(module: str, name: str, names: Callable[[], Iterable[str]]) -> NoReturn:
    """Refuse a name that a module does not have, asked for by `from module import name` or `module.name`.

    Args:
        module: The module's name.
        name: The name.
        names: Returns what the module has.

    Raises:
        AttributeError: It was asked for as an attribute.
        ImportError: It is imported: out of an `AttributeError`, Python would make one without the near miss.
    """
    import inspect  # only mistakes need it

    if _is_imported(inspect.currentframe(), module):
        near_by = _elsewhere(module, name) or hint(name, names())
        raise ImportError(f"cannot import name {name!r} from {module!r}{near_by}", name=module)
    raise NoSuchName(f"module {module!r} has no attribute {name!r}", name, names)


def _elsewhere(module: str, name: str) -> str:
    """Return where a name is that is looked for in `esignkit` itself, such as a model."""
    from importlib import import_module

    parts = ("agreements", "constellation1", "esignlive", "ignisign") if module == "esignkit" else ()
    homes = [home for home in (f"{module}.{part}" for part in parts) if name in dir(import_module(home))]
    return f"; it is in {', '.join(homes)}" if homes else ""


def _is_imported(frame: Any, module: str) -> bool:
    """Return whether a name is looked up by `from … import …`; frames of this package come before who asks."""
    while frame.f_globals.get("__name__") in {*_ANSWERING, module}:
        frame = frame.f_back
    if frame.f_code.co_name == "_handle_fromlist":  # `from … import` asks first whether it is a module
        return False
    from opcode import opmap

    return bool(frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == opmap["IMPORT_FROM"])
