"""JSON from anywhere: nothing but esignkit's own calls and values can be named, and every refusal is a `PlanError`."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esignkit import PlanError
from esignkit.core.endpoint import PLANNER
from esignkit.durable import from_json
from esignkit.esignlive import Documents, Package, Packages
from tests.durable.plans import of_agreements, of_several_steps
from tests.tables import in_one_test

GET = '{"esignkit":1,"call":"esignlive.Packages.get","with":{"package_id":"a"}}'
CREATE = "esignlive.Packages.create"


def form(call: str = CREATE, /, **arguments: Any) -> dict[str, Any]:
    return {"esignkit": 1, "call": call, "with": arguments}


def new(cls: str, /, **members: Any) -> dict[str, Any]:
    return {"$new": cls, "with": members}


PACKAGE = new("esignlive.Package", name="Lease")
AT = {"made_with": [new("agreements.ESignLiveService")]}

CALLS = [
    "os.system",
    "os:system",
    "builtins:eval",
    "builtins.eval",
    "subprocess.Popen.communicate",
    "esignlive.os.system",
    "esignlive..get",
    "",
    ".",
    "esignlive.Packages",
    "esignlive.Packages.",
    "esignlive.Packages.plan",
    "esignlive.Packages.__init__",
    "esignlive.Packages.__class__",
    "esignlive.Packages.__reduce__",
    "esignlive.Packages._runner",
    "esignlive.Packages.made_with",
    "esignlive.Packages.get.build",
    "esignlive.Packages.Plan.get",
    "esignlive.packages.Packages.get",
    "esignlive.Package.to_wire",
    "esignlive.ESignLive.close",
    "esignlive.ESignLive.from_env",
    "esignlive.OAuthClient.fetch",
    "esignlive.Endpoint.get",
    "esignlive.__builtins__.get",
    "esignlive.__all__.get",
    "esignlive.build.package",
    "constellation1.Constellation1.run",
    "ignisign.v4.V4.proof",
    "ignisign.Webhooks.verify",
    "agreements.Agreements.from_env",
    "agreements.Agreements.send",
    "agreements.AsyncAgreements.send",
    "agreements.AgreementCalls.parse_event",
    "agreements.AgreementCalls.check",
    "sandbox.Sandbox.reset",
    "sandbox.Sandbox",
    "cli.main.run",
    "core.endpoint.Planned",
    "errors.ESignError.with_traceback",
    "inbox.Inbox.run",
    "durable.from_json.x",
    "types.Secret.reveal",
    "esignkit.esignlive.packages:Packages.get",
    "tests.durable.test_attacks:form",
]
CLASSES = [
    "os.path",
    "builtins.dict",
    "pathlib.Path",
    "esignlive.ESignLive",
    "esignlive.AsyncESignLive",
    "esignlive.OAuthClient",
    "esignlive.ClientApp",
    "esignlive.Packages",
    "esignlive.PackageEndedError",
    "esignlive.packages.Package",
    "esignlive.EslModel",
    "esignlive.Model",
    "esignlive.__doc__",
    "esignlive.__class__",
    "esignlive.build",
    "esignlive.dashboard_page",
    "esignlive.PackageStatus",
    "agreements.Agreements",
    "agreements.Password",
    "agreements.Question",
    "agreements.State",
    "agreements.ESignLiveService",
    "sandbox.Sandbox",
    "sandbox.SandboxAccount",
    "types.Secret",
    "core.Upload",
    "runners.Client",
    "cli.App",
    "errors.ESignError",
    "display.Settings",
    "Package",
    "",
    ".Package",
]
VALUES: dict[str, Any] = {
    "a file where none belongs": {"$file": __file__, "size": 1, "sha256": "0" * 64},
    "a path where none belongs": {"$path": "/etc/passwd"},
    "an unknown tag": {"$eval": "1"},
    "a tag of ours that is no more": {"$py": "os"},
    "two tags": {"$bytes": "YQ==", "$date": "2030-01-01"},
    "a tag with more": {"$bytes": "YQ==", "more": 1},
    "no base64": {"$bytes": "%%%"},
    "no text": {"$bytes": 1},
    "no day": {"$date": "tomorrow"},
    "no moment": {"$datetime": [1]},
    "an endless span": {"$microseconds": 10**40},
    "a span of text": {"$microseconds": "1"},
    "a span that is true": {"$microseconds": True},
    "an unknown marker": {"$marker": "ALL"},
    "a marker that is no text": {"$marker": {"a": []}},
    "a set of lists": {"$set": [[1]]},
    "a set that is none": {"$set": 1},
    "a map of lists": {"$map": [[[1], 2]]},
    "a map of triples": {"$map": [[1, 2, 3]]},
    "a map that is none": {"$map": {"a": 1}},
    "a tuple that is none": {"$tuple": "ab"},
    "an enum that is a model": {"$enum": "esignlive.Package", "value": 1},
    "an enum of another kind": {"$enum": "agreements.FieldKind", "value": "no such"},
    "an enum of a list": {"$enum": "agreements.Feature", "value": []},
    "an enum without value": {"$enum": "esignlive.PackageStatus"},
    "an enum of os": {"$enum": "os.PathLike", "value": 1},
    "a class by number": {"$new": 1, "with": {}},
    "a value of a list": {"$new": "esignlive.Package", "with": []},
    "a value without members": {"$new": "esignlive.Package"},
    "a member that there is not": new("esignlive.Package", no_such=1),
    "a private member": new("esignlive.Package", _without=1),
    "a dunder member": new("esignlive.Package", __class__=1),
    "calls of a client": {"$calls": "agreements.Agreements", "made_with": []},
    "calls of os": {"$calls": "os.system"},
    "calls of agreements without a service": {"$calls": "agreements.AgreementCalls"},
    "calls made with more": {"$calls": "esignlive.Packages", "made_with": [new("agreements.ESignLiveService")]},
    "a document that is none": new("agreements.Agreement", title="L", documents="abc", parties=[]),
}
FORMS: dict[str, Any] = {
    "no version": {"call": CREATE, "with": {"package": PACKAGE}},
    "a later version": {**form(package=PACKAGE), "esignkit": 2},
    "version true": {**form(package=PACKAGE), "esignkit": True},
    "version 1.5": {**form(package=PACKAGE), "esignkit": 1.5},
    "version as text": {**form(package=PACKAGE), "esignkit": "1"},
    "a version that is a list": {**form(package=PACKAGE), "esignkit": [1]},
    "no call": {"esignkit": 1, "with": {}},
    "a call that is a list": {"esignkit": 1, "call": [CREATE], "with": {}},
    "no arguments": {"esignkit": 1, "call": CREATE},
    "arguments in a list": {"esignkit": 1, "call": CREATE, "with": [PACKAGE]},
    "more": {**form(package=PACKAGE), "eval": "1"},
    "an argument that there is not": form(package=PACKAGE, no_such=1),
    "an argument that is the resource": form(package=PACKAGE, self=1),
    "a missing argument": form(),
    "an argument of another kind": form(package="Lease"),
    "a list for an id": form("esignlive.Packages.get", package_id=["a"]),
    "an id that is a dict": form("esignlive.Packages.get", package_id={"a": 1}),
    "an endless number": form("esignlive.Packages.get", package_id="a", options={"timeout": "x"}),
    "headers": form("esignlive.Packages.get", package_id="a", options={"extra_headers": {"authorization": "a"}}),
    "a query": form("esignlive.Packages.get", package_id="a", options={"extra_query": {"key": "a"}}),
    "an option that there is not": form("esignlive.Packages.get", package_id="a", options={"verify": False}),
    "options that are text": form("esignlive.Packages.get", package_id="a", options="x"),
    "a function": form(package=PACKAGE, progress="print"),
    "a text for a file": form(package=PACKAGE, files=["/etc/passwd"]),
    "a file that has no size": form(package=PACKAGE, files=[{"$file": "/etc/passwd"}]),
    "a file whose size is text": form(package=PACKAGE, files=[{"$file": __file__, "size": "1", "sha256": ""}]),
    "a device": form(package=PACKAGE, files=[{"$file": "/dev/zero", "size": 0, "sha256": ""}]),
    "a terminal": form(package=PACKAGE, files=[{"$file": "/dev/tty", "size": 0, "sha256": ""}]),
    "a folder": form(package=PACKAGE, files=[{"$file": "/", "size": 4096, "sha256": ""}]),
    "a path with a null": form(package=PACKAGE, files=[{"$file": "a\0b", "size": 1, "sha256": ""}]),
    "a path of half a character": form(package=PACKAGE, files=[{"$file": "\ud800", "size": 1, "sha256": ""}]),
    "a path by number": form(package=PACKAGE, files=[{"$file": 0, "size": 1, "sha256": ""}]),
    "a path with a sum that is a list": form(package=PACKAGE, files=[{"$file": __file__, "size": 1, "sha256": []}]),
    "a file of another content": form(
        package=PACKAGE, files=[{"$file": __file__, "size": Path(__file__).stat().st_size, "sha256": "0" * 64}]
    ),
    "then, of no download": {**form(package=PACKAGE), "then": {"bytes": {}}},
    "then, of two": {**form("esignlive.Documents.download"), "then": {"bytes": {}, "stream": {}}},
    "a service where there is none": {**form("esignlive.Packages.get", package_id="a"), **AT},
    "agreements without a service": form("agreements.AgreementCalls.send", agreement="a-1"),
    "agreements with two": {
        **form("agreements.AgreementCalls.send", agreement="a-1"),
        "made_with": [new("agreements.ESignLiveService")] * 2,
    },
    "agreements with something else": {
        **form("agreements.AgreementCalls.send", agreement="a-1"),
        "made_with": [new("agreements.Box", page=1, left=1, top=1)],
    },
    "agreements with text": {**form("agreements.AgreementCalls.send", agreement="a-1"), "made_with": ["esignlive"]},
    "agreements with a key": {
        **form("agreements.AgreementCalls.send", agreement="a-1"),
        "made_with": [new("agreements.ESignLiveService", callback_key="a")],
    },
    "an agreement that is none": {**form("agreements.AgreementCalls.send", agreement=PACKAGE), **AT},
    "a credential": form("esignlive.Sessions.from_user_token", token="a"),
    "a secret member": form(package=new("esignlive.Package", roles=[new("esignlive.AuthenticationToken", value="a")])),
}
TEXTS: dict[str, str | bytes] = {
    "empty": "",
    "blank": " ",
    "no JSON": "{",
    "python": "{'esignkit': 1}",
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "no UTF-8": b"\xff\xfe",
    "a name twice": GET.replace('"package_id"', '"package_id":"b","package_id"'),
    "a name twice, deeper": '{"esignkit":1,"esignkit":1,"call":"","with":{}}',
    "NaN": GET.replace('"a"', "NaN"),
    "-Infinity": GET.replace('"a"', "-Infinity"),
    "too large for a float": GET.replace('"a"', "1e999"),
    "a number of many digits": GET.replace('"a"', "1" * 10_000),
    "lists in lists": GET.replace('"a"', "[" * 150 + "]" * 150),
    "very many lists in lists": GET.replace('"a"', "[" * 200_000),
    "objects in objects": GET.replace('"a"', '{"a":' * 150 + "1" + "}" * 150),
    "very many objects in objects": '{"a":' * 100_000,
    "tags in tags": GET.replace('"a"', '{"$tuple":[' * 90 + "]}" * 90),
}


def refused(text: str | bytes) -> None:
    with pytest.raises(PlanError) as caught:
        from_json(text)
    assert str(caught.value)
    assert len(str(caught.value)) < 500


def test_the_form_that_is_changed_here_is_read() -> None:
    assert from_json(GET) == from_json(GET.encode()) == Packages(PLANNER).get("a")
    assert from_json(json.dumps(form(package=PACKAGE))) == Packages(PLANNER).create(Package(name="Lease"))


@in_one_test("call", CALLS)
def test_no_other_call_can_be_named(call: str) -> None:
    refused(json.dumps(form(call)))
    refused(json.dumps({**form(call, package_id="a"), **AT}))


@in_one_test("name", CLASSES)
def test_no_other_class_can_be_named(name: str) -> None:
    refused(json.dumps(form(package=new(name))))
    refused(json.dumps(form(package=new("esignlive.Package", name=new(name)))))
    refused(json.dumps({**form("agreements.AgreementCalls.send", agreement="a"), "made_with": [new(name, x=1)]}))


@in_one_test("name", VALUES)
def test_no_other_value_is_read_wherever_it_stands(name: str) -> None:
    value = VALUES[name]
    refused(json.dumps(form(package=value)))
    refused(json.dumps(form(package=new("esignlive.Package", name=value))))
    refused(json.dumps(form(package=new("esignlive.Package", data={"a": [value]}))))
    refused(json.dumps(form("tests.durable.own_flows:plain", values=[value])))


@in_one_test("name", FORMS)
def test_no_other_form_is_read(name: str) -> None:
    refused(json.dumps(FORMS[name]))


@in_one_test("name", TEXTS)
def test_no_other_text_is_read(name: str) -> None:
    refused(TEXTS[name])


@pytest.mark.parametrize("value", [None, 1, b"\xff", [], object()])
def test_what_is_no_text_is_refused(value: Any) -> None:
    refused(value)


def test_a_download_that_is_written_elsewhere_is_only_read_as_such() -> None:
    plan: Any = Documents(PLANNER).download("p", "d")
    text = plan.save("a.pdf").to_json()
    thens: list[Any] = [
        {},
        {"bytes": {"a": 1}},
        {"eval": {}},
        {"save": {}},
        {"save": {"target": 1}},
        {"save": {"no": 1}},
        [],
        1,
    ]
    for then in thens:
        refused(json.dumps({**json.loads(text), "then": then}))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value within a form."""
    yield way
    parts: Any = enumerate(value) if type(value) is list else value.items() if type(value) is dict else ()
    for name, part in parts:
        yield from places(part, (*way, name))


JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 2**70, "", "a", "\0", "\ud800", [], [[]], {}, {"a": {}}, {"$": 1}, {"$new": "esignlive.Role"},
    {"$new": "esignlive.Role", "with": {}}, {"$bytes": "YQ=="}, {"$enum": "esignlive.PackageStatus", "value": 1},
    {"$marker": "NULL"}, {"$marker": "UNSET"}, {"$tuple": []}, {"$map": []}, {"$calls": "esignlive.Packages"},
    {"$file": "/dev/null", "size": 0, "sha256": ""}, {"$path": "."}, "esignlive.Packages.get", "os.system",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")  # of texts that are nearly values of an enum
def test_a_form_with_one_value_replaced_is_a_plan_or_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lease.pdf").write_bytes(b"%PDF-1.4")
    plans = [*of_several_steps(tmp_path / "lease.pdf"), *of_agreements(tmp_path / "lease.pdf")]
    texts = {name.partition(" ")[2] or name: plan.to_json() for name, plan in plans}
    read, dice = 0, random.Random(15)
    for text in texts.values():
        for way in places(json.loads(text)):
            for junk in dice.sample(JUNK, 4):
                whole = [json.loads(text)]
                place: Any = whole
                for step in (0, *way)[:-1]:
                    place = place[step]
                place[(0, *way)[-1]] = junk
                try:
                    from_json(json.dumps(whole[0]))
                    read += 1
                except PlanError:
                    pass
    assert read > 100


def test_nothing_is_imported_opened_or_started() -> None:
    """Whatever is named, only esignkit's own modules are imported, and only the files of `$file` are opened."""
    events: list[tuple[str, Any]] = []
    watching = [True]

    def note(event: str, args: tuple[Any, ...]) -> None:
        if watching and event in ("import", "open", "exec", "os.system", "subprocess.Popen", "socket.connect"):
            events.append((event, args[0] if args else None))

    texts = [json.dumps(form(call)) for call in CALLS] + [json.dumps(form(package=new(name))) for name in CLASSES]
    for text in texts:  # what is imported late is imported
        refused(text)
    sys.addaudithook(note)
    for text in texts:
        refused(text)
    watching.clear()
    ours = (os.path.dirname(os.path.dirname(__file__)), "esignkit")  # noqa: PTH120 - compared as text
    assert not [event for event in events if event[0] != "open" or not str(event[1]).startswith(ours)], events
