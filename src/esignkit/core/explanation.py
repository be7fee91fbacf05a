"""The explanation of a plan, as a value."""

from __future__ import annotations

from esignkit.core.suggestions import with_suggestions
from esignkit.core.text import printable
from esignkit.core.value_objects import Value, frozen

__all__ = ["ExplainedCall", "ExplainedFile", "Explanation"]


@with_suggestions
@frozen(eq=False, repr=False)
class ExplainedFile(Value):
    """A file that a call sends."""

    name: str
    """Name under which it is sent."""
    size: int | None
    """Bytes; None when it cannot be read now."""
    sha256: str
    """SHA-256 of its content, or why it cannot be read now."""

    def __str__(self) -> str:
        return f"{self.name}: " + (self.sha256 if self.size is None else f"{self.size} bytes, SHA-256 {self.sha256}")


@with_suggestions
@frozen(eq=False, repr=False)
class ExplainedCall(Value):
    """One call of a plan."""

    name: str
    """Name of the call, such as `packages.create`."""
    request: str
    """Method and path; `{names}` stand for what the client gives, `<names>` for answers that are not there yet."""
    repeat: str
    """How safe it is to repeat."""
    body: tuple[str, ...]
    """What is sent, as `name = value`; secrets are `…`."""
    files: tuple[ExplainedFile, ...]
    """The files that it sends."""


@with_suggestions
@frozen(eq=False, repr=False)
class Explanation(Value):
    """What a plan does. `print` shows it as text, a notebook as a table."""

    plan: str
    """The call that it is."""
    digest: str
    """Digest of the plan; empty when it cannot be stored."""
    calls: tuple[ExplainedCall, ...]
    """Its calls, as far as they are known before anything is sent."""
    rest: str
    """What is not known: that more calls depend on answers, or why the plan cannot be stored. Empty when all is."""

    def __str__(self) -> str:
        lines = [f"{self.plan}, digest {self.digest[:16]}…" if self.digest else self.plan]
        for number, call in enumerate(self.calls, 1):
            lines += [f"{number}. {call.request}  ({call.name})", f"   {call.repeat}"]
            lines += [f"   {line}" for line in call.body]
            lines += [f"   file {file}" for file in call.files]
        if self.rest:
            lines.append(self.rest)
        return printable("\n".join(lines))

    def _repr_html_(self) -> str:
        from esignkit.display import explanation_html

        rows = [
            (call.request, call.name, call.repeat, [*call.body, *(f"file {file}" for file in call.files)])
            for call in self.calls
        ]
        return explanation_html(self.plan, self.digest, rows, self.rest)
