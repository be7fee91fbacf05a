"""OneSpan's published OpenAPI as a table of facts: what each operation takes, and the members of each schema.

    python -m tests.esignlive.openapi_members OPENAPI.json > tests/esignlive/openapi_members.txt

The file itself is not ours to copy; methods, paths, names and types are facts. An operation is

    PUT /packages/{}/roles/{} CALL ?QUERY&QUERY <TYPE <multipart/form-data:TYPE >TYPE

with the parameters of its path left nameless, the bodies that it takes and what it answers; CALL is ours for it,
written by hand and kept. A schema is `NAME: MEMBER MEMBER=TYPE; MEMBER=TYPE`, or `NAME=TYPE`. A type is `string`,
`integer`, `number`, `boolean`, `date` (text with a date and a time), `file`, `object` (any), the name of a schema,
`[type]` for a list or `{type}` for a map; `!` after it marks a member that is required, and `=A|B` gives the values
there are.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_suffix(".txt")
_JSON = "<application/json:"


def kind(schema: dict[str, Any]) -> str:
    """Return the type of a schema in the notation above."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if len(schema.get("allOf", ())) == 1:
        return kind(schema["allOf"][0])
    if schema.get("type") == "array":
        return f"[{kind(schema['items'])}]"
    if isinstance(values := schema.get("additionalProperties"), dict):
        return f"{{{kind(values)}}}"
    form = {"date-time": "date", "binary": "file"}.get(schema.get("format", ""))
    values = "=" + "|".join(schema["enum"]) if "enum" in schema else ""
    return (form or schema.get("type", "object")) + values


def members(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, str]:
    """Return the members of a schema, those of the schemas it extends included."""
    found: dict[str, str] = {}
    for base in schema.get("allOf", ()):
        found |= members(schemas[kind(base)] if "$ref" in base else base, schemas)
    required = schema.get("required", ())
    properties = {**{name: {} for name in required}, **schema.get("properties", {})}  # some are named only there
    return found | {name: kind(one) + "!" * (name in required) for name, one in properties.items()}


def table(document: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an OpenAPI document, and the calls that are kept of its operations."""
    schemas = document["components"]["schemas"]
    operations: dict[str, Any] = {}
    for path, item in document["paths"].items():
        name = re.sub(r"\{.*?\}", "{}", path.removeprefix("/api")).rstrip("/")
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            one = item[method]
            parameters = [*item.get("parameters", ()), *one.get("parameters", ())]
            body = one.get("requestBody", {}).get("content", {})
            answers = one["responses"].get("200", {}).get("content", {})
            facts = {
                "call": kept.get(f"{method.upper()} {name}", {}).get("call"),
                "query": sorted(p["name"] for p in parameters if p["in"] == "query"),
                "body": {media: kind(one["schema"]) for media, one in body.items()},
                "answer": next((kind(one["schema"]) for one in answers.values()), None),
            }
            operations[f"{method.upper()} {name}"] = {key: value for key, value in facts.items() if value}
    return {
        "version": document["info"]["version"],
        "operations": dict(sorted(operations.items())),
        "schemas": {name: members(one, schemas) or kind(one) for name, one in sorted(schemas.items())},
    }


def written(found: dict[str, Any]) -> str:
    """Return the table as text with a line for each operation and each schema."""
    operations = []
    for place, one in found["operations"].items():
        query = ["?" + "&".join(one["query"])] if "query" in one else []
        bodies = [f"<{media}:{form}".replace(_JSON, "<") for media, form in one.get("body", {}).items()]
        answer = [">" + one["answer"]] if "answer" in one else []
        operations.append(" ".join([place, one.get("call", "-"), *query, *bodies, *answer]))
    schemas = []
    for name, one in found["schemas"].items():
        by_type: dict[str, list[str]] = {}
        for member, form in one.items() if isinstance(one, dict) else ():
            by_type.setdefault(form, []).append(member)
        listed = ": " + "; ".join(f"{' '.join(names)}={form}" for form, names in by_type.items())
        schemas.append(name + (listed if by_type else f"={one}"))
    return "\n\n".join([found["version"], "\n".join(operations), "\n".join(schemas)]) + "\n"


def load() -> dict[str, Any]:
    """Return the table: of an operation its `call`, `query`, `body` by media type and `answer`, of a schema its members."""
    version, operations, schemas = HERE.read_text("utf-8").strip().split("\n\n")
    found: dict[str, Any] = {"version": version, "operations": {}, "schemas": {}}
    for line in operations.splitlines():
        method, path, call, *rest = line.split()
        one: dict[str, Any] = {"call": call} if call != "-" else {}
        for told in rest:
            if told[0] == "<":
                media, _, form = told[1:].rpartition(":")
                one.setdefault("body", {})[media or "application/json"] = form
            else:
                one |= {"answer": told[1:]} if told[0] == ">" else {"query": told[1:].split("&")}
        found["operations"][f"{method} {path}"] = one
    for line in schemas.splitlines():
        name, colon, listed = line.partition(": ")
        if not colon:
            name, _, form = line.partition("=")
            found["schemas"][name] = form
            continue
        parts = [part.partition("=") for part in listed.split("; ")]
        found["schemas"][name] = {member: form for names, _, form in parts for member in names.split()}
    return found


if __name__ == "__main__":
    sys.stdout.write(written(table(json.loads(Path(sys.argv[1]).read_text("utf-8")), load()["operations"])))
