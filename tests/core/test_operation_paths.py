"""Operations: how their paths, queries and descriptions come about, to the last character."""

from __future__ import annotations

import io
import pathlib
import uuid
from array import array
from typing import Any

import pytest

from esignkit.core.arguments import file_kind, is_binary_file, refuse_file
from esignkit.core.auth import StaticHeader
from esignkit.core.operation import (
    Buffer,
    Form,
    FromClient,
    Into,
    Json,
    Multipart,
    Operation,
    Part,
    Repeat,
    Upload,
    quote_segment,
)
from esignkit.core.response_readers import nothing
from esignkit.errors import ConfigurationError, OutcomeUnknownError
from esignkit.types import CallOptions, Secret
from tests.support import LOST, Record, context_of, drive, reply
from tests.tables import in_one_test


def operation(path: str, **more: Any) -> Operation[None]:
    return Operation("things.get", "GET", path, nothing, **more)


def test_every_placeholder_of_a_new_template_is_filled() -> None:
    start = f"/{uuid.uuid4().hex}"  # templates are remembered: this one is new
    found = operation(start + "/{a}/b/{some}x{other}", args={"a": "1/", "some": 2, "other": "{3}"})
    for _ in range(2):
        assert found.target() == start + "/1%2F/b/2x%7B3%7D"
        assert found.shown() == f"GET {start}/1//b/2x{{3}}"


@in_one_test("text", ["a b", "é b", "a\x80b", "a\u200bb", "a b\u200b", "a\u2028b", "!", " "])
def test_blanks_and_signs_that_are_no_control_characters_are_encoded(text: str) -> None:
    assert quote_segment("id", text).startswith(("a%", "%"))


@in_one_test("char", ["\0", "\t", "\x1f", "\x7f"])
def test_control_characters_are_refused_wherever_they_are(char: str) -> None:
    for text in (char + "a", "a" + char, "aé" + char):
        with pytest.raises(ValueError, match="cannot be part of a path"):
            quote_segment("id", text)


def test_no_character_but_the_unreserved_ones_goes_through() -> None:
    kept = "ABCXYZabcxyz0189-._~"
    assert quote_segment("id", kept) == kept
    for char in "!\"#$%&'()*+,/:;<=>?@[\\]^`{|} ":
        assert quote_segment("id", f"X{char}") == f"X%{ord(char):02X}"


def test_a_refusal_shows_the_value_but_no_secret() -> None:
    with pytest.raises(ValueError, match=r"^the_id: '\.\.' cannot"):
        quote_segment("the_id", "..")
    with pytest.raises(ValueError, match=r"^the_id: it cannot"):
        quote_segment("the_id", Secret(".."))
    with pytest.raises(ValueError, match=r"^the_id: .*surrogate"):
        quote_segment("the_id", "\ud800")


@in_one_test("value, kind", [(None, "None"), (True, "a bool"), (1.5, "a float"), (b"x", "a bytes")])
def test_what_is_no_id_is_named(value: Any, kind: str) -> None:
    with pytest.raises(TypeError, match=f"^the_id is {kind}; "):
        quote_segment("the_id", value)


def test_a_refused_argument_is_named_by_its_place_in_the_path() -> None:
    with pytest.raises(ValueError, match=r"^package_id \(packageId\): "):
        operation("/p/{packageId}", args={"packageId": ""}).target()


# Queries -----------------------------------------------------------------------------------------------------------------
@in_one_test(
    "query, extra, target",
    [
        ({}, {}, "/a"),
        ({"b": None}, {}, "/a"),
        ({"b": True, "c": False}, {}, "/a?b=true&c=false"),
        ({"b": 1}, {"X-Y": "2", "flag": False}, "/a?b=1&X-Y=2&flag=false"),
        ({}, {"d": Secret("s s")}, "/a?d=s%20s"),
        ({}, {"d": None}, "/a"),
        ({"/?": "/?&"}, {}, "/a?%2F%3F=%2F%3F%26"),
        ({"f": ["a", "b&c"], "g": 1}, {}, "/a?f=a&f=b%26c&g=1"),
        ({"f": ("a",)}, {"f": ["b", "b"]}, "/a?f=a&f=b&f=b"),
        ({"f": []}, {"g": ()}, "/a"),
    ],
)
def test_queries(query: Any, extra: Any, target: str) -> None:
    assert operation("/a", query=query, options={"extra_query": extra}).target() == target
    if not extra:
        assert operation("/a", query=query).target() == operation("/a", query=query, options={}).target() == target


# What the client gives ---------------------------------------------------------------------------------------------------
def test_a_value_of_the_client_that_is_missing_says_what_to_do() -> None:
    for missing in (
        operation("/a/{appId}"),
        operation("/a/{x}", args={"x": FromClient("appId")}),
        operation("/a", query={"q": FromClient("appId")}),
    ):
        for client in (None, {}, {"appId": None}):
            with pytest.raises(
                ConfigurationError, match=r"things.get: this client has no appId; give appId to the client"
            ) as caught:
                missing.target(client)
            assert caught.value.operation == "things.get"
        assert missing.target({"appId": "1"}) in ("/a/1", "/a?q=1")
    hinted = operation("/a", query={"q": FromClient("appId", "log in first")})
    with pytest.raises(ConfigurationError, match=r"this client has no appId; log in first$"):
        hinted.target()


# For people --------------------------------------------------------------------------------------------------------------
def test_a_description_shows_ids_and_no_secret() -> None:
    found = operation(
        "/{app}/{id}/{key}",
        args={"id": "a b", "key": Secret("canary"), "app": FromClient("appId")},
        query={"a": 1, "none": None, "s": Secret("canary"), "c": FromClient("who")},
    )
    assert repr(found) == "<things.get: GET /{appId}/a b/…?a=1&s=…&c={who}>"
    assert found.shown() == "GET /{appId}/a b/…"
    assert found.shown({"appId": "7"}) == "GET /7/a b/…"
    assert repr(operation("/{id}")) == "<things.get: GET /{id}>"
    assert operation("/{id}").shown({"other": "x"}) == "GET /{id}"


# Options -----------------------------------------------------------------------------------------------------------------
def test_options_are_laid_over_those_there_are() -> None:
    plain = operation("/a")
    assert plain.with_options(None) is plain
    first: CallOptions = {"timeout": 1.0, "attempts": 2}
    one = plain.with_options(first)
    assert (one.options, plain.options) == (first, None)
    assert one.with_options({"attempts": 5}).options == {"timeout": 1.0, "attempts": 5}
    assert one.with_options(None) is one
    assert (one.name, one.path) == ("things.get", "/a")


def test_run_as_a_flow_it_gives_what_it_is_sent() -> None:
    found = operation("/a")
    steps = iter(found)
    assert next(steps) is found
    with pytest.raises(StopIteration) as end:
        steps.send("result")
    assert end.value.value == "result"


# Files -------------------------------------------------------------------------------------------------------------------
class Half:
    write = read = 7


@in_one_test("target", ["a.pdf", pathlib.Path("a.pdf"), io.BytesIO()])
def test_a_download_goes_to_a_path_or_a_binary_file(target: Any) -> None:
    assert Into(target).target is target


@in_one_test("target", [io.StringIO(), None, 7, object(), Half()])
def test_a_download_goes_nowhere_else(target: Any) -> None:
    with pytest.raises(TypeError, match="path or to a file opened for binary writing"):
        Into(target)


@in_one_test(
    "value, binary",
    [(io.BytesIO(), True), (io.StringIO(), False), ("text", False), (Half(), False), (None, False), (object(), False)],
)
def test_what_can_be_read_as_a_binary_file(value: Any, binary: bool) -> None:
    assert is_binary_file(value) is binary


# What is meant when nothing is said ------------------------------------------------------------------------------------
def test_an_operation_that_says_no_more_is_a_read_of_json_with_the_clients_credentials() -> None:
    record = Record()
    context = context_of(record=record, auth=StaticHeader("authorization", "canary"))
    drive(operation("/a"), [LOST, reply(200)], context, record)
    assert len(record.sent) == 2
    for sent in record.sent:
        assert (sent.headers["accept"], sent.headers["authorization"]) == ("application/json", "canary")
        assert sent.send.at_root is False
        assert sent.send.sink == Buffer(64 * 1024 * 1024)


def test_not_found_after_a_lost_answer_is_an_error_unless_gone_is_done() -> None:
    for options, outcome in (({}, None), ({"gone_is_done": True}, "done")):
        delete = Operation("things.delete", "DELETE", "/a", nothing, repeat=Repeat.IDEMPOTENT, **options)
        if outcome is None:
            with pytest.raises(OutcomeUnknownError):
                drive(delete, [LOST, reply(404)], context_of())
        else:
            assert drive(delete, [LOST, reply(404)], context_of())[0] is None


def test_bodies_and_targets_do_not_show_what_is_in_them() -> None:
    upload = Upload("a.bin", b"canary")
    assert upload.content_type == "application/octet-stream"
    for value in (upload, Json({"a": "canary"}), Form({"a": "canary"}), Into("canary", progress=print)):
        assert "canary" not in repr(value)
        assert "print" not in repr(value)
    assert "print" not in repr(Multipart((Part("a", "b"),), progress=print))


def test_who_is_told_about_progress_makes_no_difference() -> None:
    assert Into("a", progress=print) == Into("a") != Into("b")
    assert Into("a").overwrite is True
    parts = (Part("a", "b"),)
    assert Multipart(parts, progress=print) == Multipart(parts) != Multipart(())


def test_how_safe_a_call_is_to_repeat_is_named() -> None:
    assert [Repeat(name) for name in ("read", "idempotent", "never")] == [Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER]


# What is no text -----------------------------------------------------------------------------------------------------------
def queried(value: object, name: object = "b") -> str:
    return Operation("x", "GET", "/a", nothing, query={name: value}).target()


@in_one_test(
    "value, words",
    [
        (pathlib.Path("a"), r"^query parameter b is a path; give text or a number$"),
        (b"x", r"^query parameter b is bytes content; give"),
        (array("B", b"x"), r"^query parameter b is array content; give"),
        (io.BytesIO(), r"^query parameter b is an open file; give"),
        ([["x"]], r"^query parameter b is of type list; give"),
        ([b"x"], r"^query parameter b is bytes content; give"),
        (object(), r"^query parameter b is of type object; give"),
    ],
)
def test_a_query_takes_text_and_numbers(value: object, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        queried(value)


@in_one_test(
    "value, words",
    [
        (float("nan"), r"^query parameter b: nan is no number that can be sent$"),
        (float("-inf"), r"^query parameter b: -inf is"),
        ("\ud83d", r"^b: the text holds half of a surrogate pair \(an emoji cut in two\) and cannot be sent here$"),
        (Secret("\ud83d"), r"^b: the text holds half"),
    ],
)
def test_a_query_takes_what_has_a_form(value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        queried(value)
    assert caught.value.__suppress_context__ is (caught.value.__context__ is not None)
    with pytest.raises(ValueError, match=r"^a query parameter's name: the text holds half"):
        queried(1, "\ud83d")
    assert queried(1.5) == "/a?b=1.5"


def test_what_a_file_is() -> None:
    kinds = {file_kind(value) for value in (b"", bytearray(), memoryview(b""), array("B"))}
    assert kinds == {"bytes content", "bytearray content", "memoryview content", "array content"}
    assert file_kind(pathlib.Path("a")) == "a path"
    assert file_kind(io.BytesIO()) == file_kind(io.RawIOBase()) == "an open file"
    assert [file_kind(value) for value in (None, "a", 1, [], {}, object(), Secret("a"))] == [None] * 7
    refuse_file("a.b", "text")
    words = (
        r"^a\.b is a path, and no file is sent there; give text \(decode bytes, or str\(path\) if the name is meant\), "
        "and the file where the method or model asks for one$"
    )
    with pytest.raises(TypeError, match=words):
        refuse_file("a.b", pathlib.Path("a"))
