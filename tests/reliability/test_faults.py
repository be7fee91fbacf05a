"""The sandbox's faults, seen by a client that knows nothing but HTTP."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.fault_effects import NOT_EXECUTED
from esignkit.sandbox.fault_rules import EFFECTS, MAX_FIRED_KEPT, Fault, Faults
from tests.clocks import stopwatch
from tests.sandboxes import emptied

GET, CREATE = ("esignlive", "packages.list"), ("esignlive", "packages.create")


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Sandbox:
    return emptied(sandbox)


@pytest.fixture
def http(sandbox: Sandbox) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
    with httpx.Client(
        base_url=sandbox.esignlive.base_url, headers=headers, trust_env=False, verify=False, timeout=60
    ) as client:
        yield client


def create(http: httpx.Client) -> httpx.Response:
    return http.post("/packages", json={"name": "n"})


def have_created(http: httpx.Client) -> None:
    """Likewise, and leave what is answered as it comes."""
    with http.stream("POST", "/packages", json={"name": "n"}) as answer:
        for _ in answer.iter_raw():
            pass


def raw(sandbox: Sandbox, path: str = "/esl/api/packages") -> tuple[bytes, str]:
    """Everything a connection gives, and how it ended."""
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])), 5) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {sandbox.esignlive.api_key}\r\n\r\n"
        connection.sendall(head.encode())
        got = b""
        try:
            while data := connection.recv(1 << 16):
                got += data
        except ConnectionResetError:
            return got, "reset"
        return got, "end"


ANSWERS = {
    "408": 408, "429": 429, "500": 500, "502": 502, "503": 503, "503-retry-after": 503, "504": 504, "520": 520,
    "html": 200, "null": 200, "empty": 200, "corrupt-gzip": 200, "gzip-bomb": 200, "redirect-302": 302,
    "redirect-307": 307, "deep-json": 200,
}  # fmt: skip
BREAKS = {
    "reset": (b"", "reset"),
    "reset-mid-body": (b"HTTP/1.1 200", "reset"),
    "close": (b"", "end"),
    "garbage": (b"\x00\x01 what", "end"),
    "short-length": (b"HTTP/1.1 200", "end"),
    "short-chunked": (b"HTTP/1.1 200", "end"),
    "conflicting-lengths": (b"HTTP/1.1 200", "end"),
    "no-length": (b"HTTP/1.1 200", "end"),
    "huge-header": (b"HTTP/1.1 200", "end"),
    "stall": (b"", "reset"),
    "drip": (b"HTTP/1.1 200", "end"),
}


def test_every_effect_is_tried_here() -> None:
    assert {*ANSWERS, *BREAKS, "status"} == set(EFFECTS)


@pytest.mark.parametrize("stage", ["before-commit", "after-commit"])
@pytest.mark.parametrize(
    ("status", "retry_after", "body"),
    [
        (408, None, None),
        (501, None, ""),
        (503, 7, None),
        (507, 0, "<h1>Insufficient storage</h1>"),
        (525, None, '{"id": "p"}'),
        (599, 2, "null"),
        (600, None, "[]"),
        (999, 3, None),
        (204, None, ""),
        (200, None, '{"error": 1}'),
    ],
)
def test_any_status_with_any_text(
    sandbox: Sandbox, http: httpx.Client, stage: str, status: int, retry_after: float | None, body: str | None
) -> None:
    sandbox.faults.add("status", *CREATE, stage=stage, status=status, retry_after=retry_after, body=body)
    answer = create(http)
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == (None if retry_after is None else f"{retry_after:g}")
    assert answer.text == (f'{{"message":"the sandbox was told to answer {status}"}}' if body is None else body)
    assert answer.headers.get("content-type", "").startswith("text/html" if body and body[0] == "<" else "application")
    assert len(sandbox.ledger()) == (stage == "after-commit")
    assert create(http).status_code == 200


@pytest.mark.parametrize("effect", ANSWERS)
def test_answers_in_place_of_the_services_own(sandbox: Sandbox, http: httpx.Client, effect: str) -> None:
    sandbox.faults.add(effect, *GET, retry_after=7, location="http://example.com/")
    with http.stream("GET", "/packages") as answer:
        assert answer.status_code == ANSWERS[effect]
        assert answer.headers.get("retry-after") == ("7" if effect[:3].isdigit() else None)
        assert answer.headers.get("location") == ("http://example.com/" if "redirect" in effect else None)
        body = b"".join(answer.iter_raw())
    assert {"html": b"<!DOCTYPE", "null": b"null", "empty": b"", "gzip-bomb": b"\x1f\x8b"}.get(effect, b"") in body
    assert effect != "empty" or body == b""
    assert http.get("/packages").json()["count"] == 0


@pytest.mark.parametrize("effect", BREAKS)
def test_what_is_done_to_the_connection(sandbox: Sandbox, http: httpx.Client, effect: str) -> None:
    sandbox.faults.add(effect, *GET, seconds=0.01)
    begin, end = BREAKS[effect]
    got, ended = raw(sandbox)
    assert got.startswith(begin)
    assert ended == end
    assert bool(got) == bool(begin)
    assert http.get("/packages").status_code == 200
    logged = sandbox.requests()[0]
    assert (logged.fault, logged.lost) == (effect, False)
    assert logged.status == (int(got.split()[1]) if got.startswith(b"HTTP/1.1 ") else 0)


@pytest.mark.parametrize(
    ("effect", "stage", "logged"),
    [
        ("503", "before-commit", (503, False)),
        ("429", "before-commit", (429, False)),
        ("redirect-307", "before-commit", (307, False)),
        ("html", "before-commit", (200, False)),
        ("reset", "before-commit", (0, False)),
        ("503", "after-commit", (200, True)),
        ("reset", "after-commit", (200, True)),
    ],
)
def test_the_log_has_the_status_of_the_service_only_where_it_answered(
    sandbox: Sandbox, http: httpx.Client, effect: str, stage: str, logged: tuple[int, bool]
) -> None:
    sandbox.faults.add(effect, *CREATE, stage=stage)
    with contextlib.suppress(httpx.TransportError):
        create(http)
    entry = sandbox.requests()[-1]
    assert (entry.status, entry.lost, entry.fault) == (*logged, effect)


@pytest.mark.parametrize(("effect", "status"), [("503", 503), ("close", 0), ("short-length", 404)])
def test_a_refusal_that_a_fault_replaces_is_logged_as_the_client_saw_it(
    sandbox: Sandbox, http: httpx.Client, effect: str, status: int
) -> None:
    sandbox.faults.add(effect, "esignlive", "packages.get")
    with contextlib.suppress(httpx.TransportError):
        http.get("/packages/none")
    entry = sandbox.requests()[-1]
    assert (entry.status, entry.lost, entry.fault) == (status, False, effect)


def test_broken_framing_is_broken(sandbox: Sandbox) -> None:
    for effect in ("short-length", "short-chunked", "conflicting-lengths", "no-length", "huge-header", "drip"):
        sandbox.faults.add(effect, *GET, seconds=0.001)
        head, _, body = raw(sandbox)[0].partition(b"\r\n\r\n")
        lengths = [int(line.split()[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        if effect == "short-length":
            assert lengths[0] > len(body)
        elif effect == "conflicting-lengths":
            assert len(set(lengths)) == 2
        elif effect == "short-chunked":
            assert not lengths
            assert not body.endswith(b"0\r\n\r\n")
        elif effect == "no-length":
            assert not lengths
            with pytest.raises(ValueError):
                json.loads(body)
        else:
            assert lengths == [len(body)]
            json.loads(body)
            assert (len(head) > 1 << 20) == (effect == "huge-header")


def test_a_stall_ends_when_the_client_goes(sandbox: Sandbox, http: httpx.Client) -> None:
    sandbox.faults.add("stall", *GET)
    with stopwatch() as took:
        with pytest.raises(httpx.ReadTimeout):
            http.get("/packages", timeout=httpx.Timeout(60, read=0.1))
        assert http.get("/packages").status_code == 200
    assert took.seconds < 2


@pytest.mark.parametrize("effect", sorted(set(EFFECTS) - NOT_EXECUTED - {"stall", "drip", "status"}))
def test_before_the_commit_nothing_is_kept_and_after_it_everything(
    sandbox: Sandbox, http: httpx.Client, effect: str
) -> None:
    for stage, count in (("before-commit", 0), ("after-commit", 1)):
        sandbox.faults.add(effect, *CREATE, stage=stage)
        with contextlib.suppress(httpx.TransportError):
            have_created(http)
        assert len(sandbox.ledger()) == len(sandbox.transactions()) == count, stage
    assert [(f.effect, f.stage, f.operation) for f in sandbox.faults.fired()] == [
        (effect, stage, "packages.create") for stage in ("before-commit", "after-commit")
    ]


def pattern(sandbox: Sandbox, http: httpx.Client, **rule: object) -> str:
    sandbox.faults.clear()
    sandbox.faults.add("502", *GET, **rule)
    return "".join("x" if http.get("/packages").status_code == 502 else "." for _ in range(20))


def test_which_calls_fail(sandbox: Sandbox, http: httpx.Client) -> None:
    assert pattern(sandbox, http) == "x" + "." * 19
    assert pattern(sandbox, http, times=3, nth=4) == "...xxx" + "." * 14
    assert pattern(sandbox, http, times=None) == "x" * 20
    assert pattern(sandbox, http, times=None, nth=19) == "." * 18 + "xx"
    assert pattern(sandbox, http, times=None, tenant="another") == "." * 20
    half = pattern(sandbox, http, times=None, probability=0.5, seed=1)
    assert 3 < half.count("x") < 17
    assert all(pattern(sandbox, http, times=None, probability=0.5, seed=1) == half for _ in range(5))
    assert pattern(sandbox, http, times=None, probability=0.5, seed=2) != half


def test_any_operation_and_the_first_rule_wins(sandbox: Sandbox, http: httpx.Client) -> None:
    one = sandbox.faults.add("503", "esignlive")
    two = sandbox.faults.add("504")
    assert [http.get("/packages").status_code for _ in range(3)] == [503, 504, 200]
    assert (one.fired, two.fired) == (1, 1)
    lost = sandbox.faults.add("500", stage="after-commit")
    assert http.get("/packages").status_code == 200, "a read commits nothing"
    assert create(http).status_code == 500
    assert lost.fired == len(sandbox.ledger()) == 1


def test_what_a_long_lived_sandbox_lists_of_its_faults_is_bounded() -> None:
    told: list[int] = []
    faults = Faults(lambda: told.append(0))
    rule = Fault("503", "esignlive", times=None)
    faults.add(rule)
    for number in range(MAX_FIRED_KEPT + 500):
        assert faults.find("before-commit", "esignlive", f"call {number}", "tenant") is rule
    assert rule.fired == MAX_FIRED_KEPT + 500
    assert len(faults.fired) == MAX_FIRED_KEPT
    assert (faults.fired[0].operation, faults.fired[-1].operation) == ("call 500", f"call {MAX_FIRED_KEPT + 499}")


def test_clear_and_reset(sandbox: Sandbox, http: httpx.Client) -> None:
    for forget in (sandbox.faults.clear, sandbox.reset):
        sandbox.faults.add("502", times=None)
        assert http.get("/packages").status_code == 502
        forget()
        assert http.get("/packages").status_code == 200
        assert sandbox.faults.fired() == []


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"effect": "flood"}, "effect cannot be flood"),
        ({"effect": "reset", "stage": "later"}, "stage cannot be later"),
        ({"effect": "reset", "nth": 0}, "nth cannot be 0"),
        ({"effect": "reset", "probability": 1.5}, "0 to 1"),
        ({"effect": "status"}, "needs a status"),
        ({"effect": "reset", "status": 500}, "no other effect takes one"),
        ({"effect": "status", "status": 199}, "from 200 to 999"),
        ({"effect": "status", "status": 1000}, "from 200 to 999"),
        *(
            ({"effect": "status", "status": status, "stage": "after-commit"}, f"status {status} says that nothing")
            for status in (302, 400, 404, 429, 499)
        ),
        *(({"effect": effect, "stage": "after-commit"}, "cannot come after") for effect in sorted(NOT_EXECUTED)),
    ],
)
def test_rules_that_mean_nothing(sandbox: Sandbox, http: httpx.Client, rule: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sandbox.faults.add(**rule)
    answer = http.post(f"{sandbox.url}/_sandbox/faults", json=rule)
    assert (answer.status_code, says in answer.json()["message"]) == (400, True)


def test_the_control_api(sandbox: Sandbox, http: httpx.Client) -> None:
    where = f"{sandbox.url}/_sandbox/faults"
    assert http.post(where, json={"effect": "502", "odd": 1}).status_code == 400
    assert http.post(where, json={}).status_code == 400
    rule = {"effect": "502", "provider": "esignlive", "operation": "packages.list", "times": None, "seed": 3}
    assert http.post(where, json=rule).json()["rules"][0] == {
        **rule, "status": None, "tenant": None, "stage": "before-commit", "nth": 1, "probability": 1.0, "fired": 0,
    }  # fmt: skip
    assert [http.get("/packages").status_code for _ in range(2)] == [502, 502]
    told = http.get(where).json()
    assert told["rules"][0]["fired"] == len(told["fired"]) == 2
    assert http.delete(where).json() == {"rules": [], "fired": []}
    assert http.get("/packages").status_code == 200


def test_before_the_commit_a_call_is_known_by_what_it_would_have_done(sandbox: Sandbox, http: httpx.Client) -> None:
    package = create(http).json()["id"]
    sandbox.faults.add("502", "esignlive", "packages.trash")
    assert http.put(f"/packages/{package}", json={"name": "Other"}).status_code == 200
    assert http.put(f"/packages/{package}", json={"trashed": True}).status_code == 502
    assert http.get(f"/packages/{package}").json()["trashed"] is False
    assert "packages.trash" not in [entry.operation for entry in sandbox.ledger()]


def test_refused_calls_fail_as_well(sandbox: Sandbox, http: httpx.Client) -> None:
    sandbox.faults.add("503")
    assert http.get("/packages/nothing-here").status_code == 503
    assert http.get("/packages/nothing-here").status_code == 404
