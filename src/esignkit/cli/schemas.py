"""JSON Schemas of what `--json` prints, by command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from esignkit.cli.output import VERSION
from esignkit.types import JSON, JSONObject

__all__ = ["SCHEMAS"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: JSONObject = {"type": "string"}
_MAYBE_TEXT: JSONObject = {"type": ["string", "null"]}
_MOMENT: JSONObject = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$"}
_FLAG: JSONObject = {"type": "boolean"}
_COUNT: JSONObject = {"type": "integer", "minimum": 0}
_SERVICE: JSONObject = {"enum": ["constellation1", "ignisign", "esignlive"]}

_STATUS: JSONObject = {
    "enum": [
        "draft",
        "preparing",
        "open",
        "finishing",
        "completed",
        "declined",
        "expired",
        "cancelled",
        "failed",
        "split",
        "other",
    ]
}


def _object(properties: Mapping[str, JSON], optional: Sequence[str] = ()) -> JSONObject:
    """Return the schema of an object. Members may be added later, so others than these are allowed."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
    }


def _list(items: JSON) -> JSONObject:
    return {"type": "array", "items": items}


def _counts(*names: str) -> JSONObject:
    return _object(dict.fromkeys(names, _COUNT))


def _or_null(schema: JSONObject) -> JSONObject:
    return {"anyOf": [schema, {"type": "null"}]}


_PARTY = _object(
    {
        "id": _MAYBE_TEXT,
        "name": _TEXT,
        "email": _MAYBE_TEXT,
        "status": {"enum": ["waiting", "open", "done", "declined", "other"]},
        "native_status": _MAYBE_TEXT,
        "done_at": _MOMENT,
        "reason": _MAYBE_TEXT,
    }
)
_STATE = _object(
    {
        "id": _TEXT,
        "service": _SERVICE,
        "status": _STATUS,
        "native_status": _MAYBE_TEXT,
        "title": _MAYBE_TEXT,
        "reference": _MAYBE_TEXT,
        "parties": _list(_PARTY),
        "paused": _FLAG,
        "archived": _FLAG,
        "partial": _FLAG,
        "reason": _MAYBE_TEXT,
        "created_at": _MOMENT,
        "expires_at": _MOMENT,
        "completed_at": _MOMENT,
    }
)
_PROBLEM = _object({"path": _TEXT, "reason": _TEXT, "nearest": _MAYBE_TEXT, "feature": _MAYBE_TEXT})
_ROW_PROBLEM = _object(
    {
        "row": {"type": ["integer", "null"]},
        "columns": _list(_TEXT),
        "member": _MAYBE_TEXT,
        "reason": _TEXT,
        "feature": _MAYBE_TEXT,
    }
)
_EVIDENCE = _object(
    {
        "folder": _TEXT,
        "files": _list(_object({"path": _TEXT, "kind": _TEXT, "bytes": _COUNT, "document_id": _MAYBE_TEXT})),
        "missing": _list(
            _object({"kind": _TEXT, "reason": _TEXT, "document_id": _MAYBE_TEXT, "document": _MAYBE_TEXT})
        ),
    }
)
_SIGNATURE = _object(
    {
        "field": _TEXT,
        "signer": _MAYBE_TEXT,
        "email": _MAYBE_TEXT,
        "signed_at": _MOMENT,
        "reason": _MAYBE_TEXT,
        "valid": _FLAG,
        "trusted": {"type": ["boolean", "null"]},
        "covers_whole_file": _FLAG,
        "changes_since": {"enum": ["none", "lta_updates", "form_filling", "annotations", "other"]},
    }
)
_ERROR = _object(
    {
        "message": _TEXT,
        "exit_code": {"type": "integer", "minimum": 1},
        "hint": _MAYBE_TEXT,
        "operation": _MAYBE_TEXT,
        "outcome": {"enum": ["not_sent", "rejected", "done", "ambiguous", "nothing_changed"]},
        "http_status": {"type": ["integer", "null"]},
        "service_code": _MAYBE_TEXT,
        "request_id": _MAYBE_TEXT,
        "problems": _list(_PROBLEM),
        "row_problems": _list(_ROW_PROBLEM),
        "problem_count": _COUNT,
        "done": _list(_TEXT),
        "agreement_id": _MAYBE_TEXT,
        "resume": _TEXT,
    },
    optional=(
        "operation",
        "outcome",
        "http_status",
        "service_code",
        "request_id",
        "problems",
        "row_problems",
        "problem_count",
        "done",
        "agreement_id",
        "resume",
    ),
)
_SENT = _object(
    {
        "service": _SERVICE,
        "title": _TEXT,
        "reference": _MAYBE_TEXT,
        "expires_at": _MOMENT,
        "documents": _list(_object({"path": _TEXT, "bytes": _COUNT})),
        "parties": _list(
            _object(
                {
                    "name": _TEXT,
                    "email": _TEXT,
                    "label": _MAYBE_TEXT,
                    "step": {"type": ["integer", "null"]},
                    "anchor": _MAYBE_TEXT,
                }
            )
        ),
        "dry_run": _FLAG,
        "problems": _list(_PROBLEM),
        "agreement_id": _TEXT,
        "party_ids": _list(_object({"id": _TEXT, "email": _TEXT})),
        "document_ids": _list(_TEXT),
        "left_out": _list(_TEXT),
        "signature_profile_id": _MAYBE_TEXT,
        "agreement": _STATE,
        "evidence": _or_null(_EVIDENCE),
    },
    optional=("agreement_id", "party_ids", "document_ids", "left_out", "signature_profile_id", "agreement", "evidence"),
)
_BULK = _object(
    {
        "service": _SERVICE,
        "dry_run": _FLAG,
        "rows": _COUNT,
        "before": _counts("running", "stopped", "unknown", "failed", "done"),
        "counts": _counts("done", "refused", "unknown", "stopped", "busy"),
        "sent_now": _COUNT,
        "not_begun": _COUNT,
        "not_done": _list(_object({"row": _COUNT, "key": _TEXT, "state": _TEXT, "message": _MAYBE_TEXT})),
        "report": _MAYBE_TEXT,
    },
    optional=("counts", "sent_now", "not_begun", "not_done", "report"),
)
_RUN = _object(
    {
        "key": _TEXT,
        "state": {"enum": ["running", "stopped", "unknown", "failed", "done"]},
        "service": _SERVICE,
        "account": _TEXT,
        "made_nothing": _FLAG,
        "ids": _list(_TEXT),
        "step": _MAYBE_TEXT,
        "note": _MAYBE_TEXT,
        "created_at": _MOMENT,
        "changed_at": _MOMENT,
        "plan": {"type": "object"},
    },
    optional=("plan",),
)
_RUNS = _object(
    {
        "runs": _list(_RUN),
        "counts": _counts("running", "stopped", "unknown", "failed", "done"),
        "has_more": _FLAG,
        "forgotten": _COUNT,
    },
    optional=("counts", "has_more", "forgotten"),
)
_CHECK = _object(
    {
        "name": _TEXT,
        "status": {"enum": ["ok", "warning", "wrong", "not checked"]},
        "text": _TEXT,
        "mend": _MAYBE_TEXT,
    }
)
_ONE_STATE = _object({"agreement": _STATE})
_RESULTS: Mapping[str, JSONObject] = {
    "send": _SENT,
    "status": _ONE_STATE,
    "list": _object({"agreements": _list(_STATE), "has_more": _FLAG}),
    "find": _object({"agreements": _list(_STATE)}),
    "wait": _ONE_STATE,
    "download": _object({"agreement_id": _TEXT, "status": _STATUS, "evidence": _EVIDENCE}),
    "remind": _object({"agreement_id": _TEXT, "party": _MAYBE_TEXT, "reminded": _list(_MAYBE_TEXT)}),
    "cancel": _object({"agreement_id": _TEXT, "agreement": _or_null(_STATE)}),
    "sign-url": _object({"agreement_id": _TEXT, "party": _TEXT, "url": _TEXT}),
    "bulk": _BULK,
    "runs": _RUNS,
    "verify": _object(
        {
            "ok": _FLAG,
            "files": _list(
                _object(
                    {
                        "path": _TEXT,
                        "ok": _FLAG,
                        "pages": _COUNT,
                        "problems": _list(_TEXT),
                        "signatures": _list(_SIGNATURE),
                    }
                )
            ),
        }
    ),
    "doctor": _object({"ok": _FLAG, "checks": _list(_CHECK)}),
}


def _document(command: str, result: JSONObject) -> JSONObject:
    """Return the schema of all that a command prints: its result, or its error."""
    heading: JSONObject = {"version": {"const": VERSION}, "command": {"const": command}}
    properties = cast("JSONObject", result["properties"])
    required = cast("list[JSON]", result["required"])
    return {
        "$schema": _DIALECT,
        "title": f"esignkit {command} --json",
        "type": "object",
        "properties": heading,
        "required": [*heading],
        "oneOf": [
            {"properties": properties, "required": required, "not": {"required": ["error"]}},
            {"properties": {"error": _ERROR}, "required": ["error"]},
        ],
    }


SCHEMAS: Mapping[str, JSONObject] = {command: _document(command, result) for command, result in _RESULTS.items()}
"""The schema of what each command prints with `--json`."""
