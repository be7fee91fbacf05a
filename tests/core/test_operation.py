"""Operations: values that say a call, and paths that ids cannot change."""

from __future__ import annotations

import pickle
from urllib.parse import unquote

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.core.endpoint import PLANNER
from esignkit.core.files import upload
from esignkit.core.operation import Form, FromClient, Json, Multipart, Operation, Part, quote_segment
from esignkit.core.request_body import compile_body
from esignkit.core.response_readers import nothing
from esignkit.core.serialization import Writer
from esignkit.errors import ConfigurationError
from esignkit.types import NULL, Secret
from tests.core.sample import Package, Packages
from tests.support import read_segment
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

PLAN = Packages(PLANNER)


@in_one_test(
    "value, encoded",
    [
        ("YU2HHW27zbJf2acHN5kmhEb96QQ=", "YU2HHW27zbJf2acHN5kmhEb96QQ%3D"),
        ("a/b", "a%2Fb"),
        ("a+b", "a%2Bb"),
        ("%2F", "%252F"),
        ("%252F", "%25252F"),
        ("..%2f", "..%252f"),
        ("a?x", "a%3Fx"),
        ("a#f", "a%23f"),
        (";", "%3B"),
        ("\\", "%5C"),
        ("é", "%C3%A9"),
        ("🖋", "%F0%9F%96%8B"),
        ("..x", "..x"),
        ("x" * 256, "x" * 256),
        (7, "7"),
        (Secret("a/b"), "a%2Fb"),
    ],
)
def test_ids_are_encoded_with_no_safe_characters(value, encoded):
    assert quote_segment("id", value) == encoded


@in_one_test("value", ["", ".", "..", "a\0b", "a\r\nb", "\n", "a\x7f", "\ud800", Secret(".."), Secret("a\nb")])
def test_what_would_change_the_route_is_refused(value):
    with pytest.raises(ValueError, match="package_id"):
        quote_segment("package_id", value)


def test_a_refused_secret_is_not_shown():
    with pytest.raises(ValueError) as caught:
        quote_segment("key", Secret("CANARY\n"))
    assert "CANARY" not in str(caught.value)


@given(st.text(CHARACTERS, min_size=1, max_size=60))
def test_every_id_arrives_as_itself_or_is_refused(text):
    try:
        path = Operation("x", "GET", "/a/{id}/b", nothing, {"id": text}).target()
    except ValueError:
        return
    assert path.count("/") == 3
    assert "?" not in path
    assert "#" not in path
    assert unquote(path[3:-2]) == text


def test_query_values():
    operation = Operation(
        "x", "GET", "/a", nothing, query={"a": None, "b": True, "c": 1.5, "d": "+ &", "e": "", "f": Secret("s")}
    )
    assert operation.target() == "/a?b=true&c=1.5&d=%2B%20%26&e=&f=s"
    assert "=s" not in repr(operation)


def test_values_of_the_client_are_filled_in_late():
    plan = PLAN.mine()
    assert isinstance(plan, Operation)
    assert plan.target({"appId": "a/1", "username": "me@x"}) == "/apps/a%2F1/mine?user=me%40x"
    with pytest.raises(ConfigurationError, match="username"):
        plan.target({"appId": "a"})
    body = Json({"userName": FromClient("username"), "b": NULL})
    assert compile_body(body, Writer(client={"username": "me"}))[1] == b'{"userName":"me","b":null}'


@pytest.mark.parametrize(
    "plan",
    [
        PLAN.get("a"),
        PLAN.create(Package(name="x", due=NULL, extra={"k": 1})),
        PLAN.list(limit=3),
        PLAN.wait("a"),
        PLAN.names(),
        PLAN.mine(),
        PLAN.download("a"),
        PLAN.download("a").bytes(),
        PLAN.download("a").save("lease.pdf"),
        PLAN.download("a").stream(),
    ],
    ids=lambda plan: type(plan).__name__,
)
def test_plans_are_values(plan):
    again = pickle.loads(pickle.dumps(plan))
    assert again == plan
    assert repr(plan)


def test_plans_that_differ_are_different():
    assert PLAN.get("a") != PLAN.get("b")
    assert PLAN.wait("a") != PLAN.wait("a", every=2.0)


def test_a_wrong_argument_fails_when_planned():
    with pytest.raises(TypeError, match="evry"):
        PLAN.wait("a", evry=1)


# Bodies -----------------------------------------------------------------------------------------------------------


def compiled(body):
    content_type, parts, _ = compile_body(body, Writer())
    content = parts if isinstance(parts, bytes) else b"".join(map(read_segment, parts))
    return content_type, content


def test_json_is_compact_utf8_or_ascii():
    assert compiled(Json({"a": "é", "b": [1, None]})) == ("application/json", '{"a":"é","b":[1,null]}'.encode())
    assert compiled(Json({"a": "é"}, ascii=True))[1] == b'{"a":"\\u00e9"}'


def test_form():
    body = Form({"grant_type": "client_credentials", "secret": Secret("a&b")})
    assert compiled(body) == ("application/x-www-form-urlencoded", b"grant_type=client_credentials&secret=a%26b")
    assert "a&b" not in repr(body)


NAMES = ["a.pdf", 'a".pdf', "a\r\nX: y.pdf", "a;b.pdf", "é🖋.pdf", "x" * 300, "\u202ea.pdf", "a\0.pdf", "--b--"]


@in_one_test("name", NAMES)
@in_one_test("size", [0, 10, 70_000])
def test_no_name_or_content_can_forge_a_part(name, size):
    content = (b'--boundary--\r\nContent-Disposition: form-data; name="x"\r\n\r\n' * 1200)[:size]
    body = Multipart((Part("file", upload((name, content))), Part("payload", Json({"a": "é"}, ascii=True))))
    content_type, raw = compiled(body)
    boundary = content_type.partition("boundary=")[2].encode()
    assert boundary not in content
    parts = raw.split(b"--" + boundary)
    assert len(parts) == 4
    assert parts[0] == b""
    assert parts[3] == b"--\r\n"
    head, _, data = parts[1].partition(b"\r\n\r\n")
    assert data == content + b"\r\n"
    assert head.count(b"\r\n") == 2
    assert parts[2].endswith(b'\r\n\r\n{"a":"\\u00e9"}\r\n')


@in_one_test("form, expected", [("base64", b'{"f":"AAEC/w==","g":1}'), ("integers", b'{"f":[0,1,2,255],"g":1}')])
def test_files_inside_json(form, expected):
    writer = Writer(attrs.evolve(Writer().format, file_form=form))
    _, parts, _ = compile_body(Json({"f": upload(b"\x00\x01\x02\xff"), "g": 1}), writer)
    content = parts if isinstance(parts, bytes) else b"".join(map(read_segment, parts))
    assert content == expected
