"""Rows of the pages "Every operation": a call, its HTTP request, and whether it is sent again, from its docstring.

A page names the group, `| **Senders** | senders | |`, and below it stand the rows that say more than a docstring does.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import esignkit
from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged

CLIENTS = {
    "constellation1": esignkit.Constellation1,
    "ignisign": esignkit.Ignisign,
    "esignlive": esignkit.ESignLive,
}
GROUP = re.compile(r"^(\| \*\*[^*]+\*\* \|) (\w+) \| \|\n((?:\| `\w+\..*\n)*)", re.MULTILINE)
CALL = re.compile(r"\| `(\w+\.\w+)")
HTTP = re.compile(r"HTTP: `(\w+ [^`]*)`")
LEFT_OUT = (("{host root}", ""), ("/v3/applications/{appId}/envs/{appEnv}", "…"))


def calls(service: str) -> Iterator[tuple[str, str, Any]]:
    """Every call of a service: its resource, its name, and the function that builds it."""
    for base in CLIENTS[service].__mro__:
        for resource, value in vars(base).items():
            if not isinstance(value, cached_property) or resource.startswith("_"):  # the account is no part
                continue
            cls = type(value.func(SimpleNamespace(_runner=PLANNER)))  # a part is imported when it is first asked for
            for part in cls.__mro__:
                for name, call in vars(part).items():
                    if isinstance(call, endpoint | paged | downloaded):
                        yield resource, name, call.build


def request_of(build: Any) -> str:
    """The HTTP request that a docstring names, shortened; empty where it names none."""
    found = HTTP.search(inspect.getdoc(build) or "")
    short = found[1] if found else ""
    for long, few in LEFT_OUT:
        short = short.replace(long, few)
    return short


def with_operations(markdown: str, service: str) -> str:
    """Put the rows of each group below its name."""
    rows: dict[str, dict[str, str]] = {}
    for resource, name, build in calls(service):
        rows.setdefault(resource, {}).setdefault(f"{resource}.{name}", _row(resource, name, build))

    def drawn(group: re.Match[str]) -> str:
        head, resource, own = group.groups()
        given = {CALL.match(row)[1]: row for row in own.splitlines()}  # type: ignore[index]  # each begins so
        return "\n".join([f"{head} | |", *(rows[resource] | given).values(), ""])

    return GROUP.sub(drawn, markdown)


def _row(resource: str, name: str, build: Any) -> str:
    request = request_of(build)
    required = [
        f"{one.name}=…" if one.kind is one.KEYWORD_ONLY else one.name
        for one in list(inspect.signature(build).parameters.values())[1:]
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    if "OutcomeUnknownError" in (inspect.getdoc(build) or ""):
        repeat = "never"
    else:
        repeat = "read" if request.startswith("GET ") else "idempotent"
    deprecated = ", deprecated" * hasattr(build, "__deprecated__")
    return f"| `{resource}.{name}({', '.join(required)})`{deprecated} | `{request}` | {repeat} |"
