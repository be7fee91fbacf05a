"""OneSpan's published OpenAPI as a table of facts: what each operation takes, and the members of each schema.

    python -m tests.esignlive.openapi_members OPENAPI.json > tests/esignlive/openapi_members.json

The file itself is not ours to copy; methods, paths, names and types are facts. An operation is

    "PUT /packages/{}/roles/{}": {"call": name, "query": [names], "body": {media type: type}, "answer": type}

with the parameters of its path left nameless; `call` is ours for it, written by hand and kept. A schema is `{member: type}`. A type is `string`, `integer`,
`number`, `boolean`, `date` (text with a date and a time), `file`, `object` (any), the name of a schema, `[type]`
for a list or `{type}` for a map; `!` after it marks a member that is required, and `=A|B` gives the values there are.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_suffix(".json")


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
    """Return the table as JSON with a line for each operation and each schema."""
    parts = [f'"version": {json.dumps(found["version"])}']
    for section in ("operations", "schemas"):
        rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in found[section].items())
        parts.append(f'"{section}": {{\n{rows}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


def load() -> dict[str, Any]:
    """Return the table."""
    found: dict[str, Any] = json.loads(HERE.read_text("utf-8"))
    return found


if __name__ == "__main__":
    sys.stdout.write(written(table(json.loads(Path(sys.argv[1]).read_text("utf-8")), load()["operations"])))
