"""The JSON form of plans: which call, and with which values. It holds names, never code.

    {"esignkit": 1, "call": "esignlive.Packages.get", "with": {"package_id": "…"}}

`core.plan_values` says how values are written, `core.plan_parsing` reads them.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from typing import Any, cast

from esignkit.core.json_text import dumps
from esignkit.core.plan_calls import SAVE, call_of, refuse_credentials
from esignkit.core.plan_files import check_files, files_left_alone
from esignkit.core.plan_values import write_arguments, write_made_with
from esignkit.errors import PlanError
from esignkit.types import JSON, JSONObject

__all__ = ["VERSION", "blank_files", "digest_of", "form_of", "form_without_files", "to_json"]

VERSION = 1

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def to_json(plan: object) -> str:
    """Return a plan as JSON text.

    Raises:
        PlanError: Something in it has no JSON form; the text names the place.
    """
    return dumps(form_of(plan)).decode()


def form_of(plan: object) -> JSONObject:
    """Return a plan as JSON values.

    Raises:
        PlanError: Something in it has no JSON form; the text names the place.
    """
    try:
        form = _form_of(plan)
        check_files(plan, form)
        return form
    except RecursionError:
        msg = "the plan has no JSON form: its values are nested too deeply, or hold themselves"
        raise PlanError(msg) from None


def form_without_files(plan: object) -> JSONObject:
    """Return a plan whose files may be gone as JSON values, with the paths of its files alone.

    Raises:
        PlanError: Something in it has no JSON form; the text names the place.
    """
    with files_left_alone():
        return cast("JSONObject", blank_files(form_of(plan)))


def blank_files(value: JSON) -> JSON:
    """Return a form with the paths of its files alone."""
    if isinstance(value, list):
        return [blank_files(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$file" in value:
        return {"$file": value["$file"]}
    return {name: blank_files(member) for name, member in value.items()}


def _form_of(plan: object) -> JSONObject:
    call = call_of(plan)
    form: JSONObject = {"esignkit": VERSION, "call": call.name}
    if call.made_with:
        form["made_with"] = write_made_with(call.made_with)
    form["with"] = write_arguments(call.signature, call.args, call.kwargs)
    refuse_credentials(plan)
    if call.then:
        form["then"] = {call.then: write_arguments(SAVE, (), call.save) if call.then == "save" else {}}
    return form


def digest_of(form: JSON) -> str:
    """Return the SHA-256 of a form: call, values and the content of files, wherever they lie.

    Args:
        form: As `form_of` returns it.
    """
    text = _canonical.encode(_placeless(form))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _placeless(value: JSON) -> JSON:
    """Return a form without what does not count: where files lie, and the order of pairs."""
    if isinstance(value, list):
        return [_placeless(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$file" in value:
        return {**value, "$file": os.path.basename(cast("str", value["$file"]))}  # noqa: PTH119 - a name, not a path
    members: dict[str, Any] = {name: _placeless(member) for name, member in value.items()}
    if "$map" in members:
        members["$map"].sort(key=functools.partial(json.dumps, sort_keys=True))
    return members
