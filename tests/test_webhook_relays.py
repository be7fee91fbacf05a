"""Messages of a relay: what is taken, what is refused and how that is said, and ids that are remembered."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

import pytest

from esignkit.errors import ESignError
from esignkit.types import Secret
from esignkit.webhook_relays import RelayMessage, RelayVerificationError, SeenEvents, verify_relay

NOW = 1_800_000_000
KEY, OTHER = bytes(range(24)), bytes(range(100, 164))
BODY = b'{"a": 1}'


def text_of(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()


def signature(key: bytes, message_id: str, stamp: str, body: bytes = BODY) -> str:
    signed = b".".join([message_id.encode("utf-8", "surrogatepass"), stamp.encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(message_id: str = "msg_1", stamp: str = str(NOW), *, key: bytes = KEY, **changes: Any) -> dict[str, str]:
    made = {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(key, message_id, stamp),
    }
    made |= {"webhook-" + name: value for name, value in changes.items()}
    return {name: value for name, value in made.items() if value is not None}


def verify(given: Any, body: Any = BODY, **changes: Any) -> RelayMessage:
    return verify_relay(given, body, **{"secret": text_of(KEY), "now": float(NOW), **changes})


def refused(given: Any, why: str, **changes: Any) -> None:
    with pytest.raises(RelayVerificationError, match=why) as caught:
        verify(given, **changes)
    assert isinstance(caught.value, ESignError)
    assert caught.value.operation == "verify_relay"


def test_what_is_vouched_for() -> None:
    message = verify(headers())
    assert (message.id, message.timestamp, message.body) == ("msg_1", NOW, BODY)
    assert "a" not in repr(message.body[:0]) + repr(message).partition("body")[2]


@pytest.mark.parametrize("secret", [text_of(KEY), Secret(text_of(KEY)), base64.b64encode(KEY).decode()])
def test_how_a_secret_may_be_given(secret: Any) -> None:
    for form in (secret, [secret], [text_of(OTHER), secret], (one for one in (secret, Secret(text_of(OTHER))))):
        assert verify(headers(), secret=form).id == "msg_1"


def test_headers_may_be_pairs_and_in_capitals() -> None:
    pairs = [(name.title(), value) for name, value in headers().items()]
    assert verify(pairs).id == verify(dict(pairs)).id == "msg_1"
    assert verify([*pairs, ("Webhook-Other", "x")]).id == "msg_1"


@pytest.mark.parametrize("name", ["id", "timestamp", "signature"])
def test_each_header_is_there_once(name: str) -> None:
    refused(headers(**{name: None}), f"no webhook-{name}")
    refused(headers(**{name: ""}), f"webhook-{name}")
    twice = [*headers().items(), (f"Webhook-{name.title()}", headers()[f"webhook-{name}"])]
    refused(twice, f"webhook-{name}")


@pytest.mark.parametrize("strange", ["a\nb", "a.b", "a\x00"])
def test_an_id_that_could_be_read_in_two_ways_is_refused(strange: str) -> None:
    refused(headers(strange), "webhook-id")


def test_an_id_beyond_ascii_is_signed_as_utf8() -> None:
    assert verify(headers("é🖋")).id == "é🖋"


@pytest.mark.parametrize("stamp", ["now", "-1", "1.5", "٣", "1" * 16, "1e9"])
def test_a_time_is_a_number_of_seconds(stamp: str) -> None:
    refused(headers(stamp=stamp), "webhook-timestamp")


def test_a_number_of_fifteen_digits_is_a_time_still() -> None:
    stamp = "9" * 15
    assert verify(headers(stamp=stamp), now=float(stamp)).timestamp == int(stamp)


@pytest.mark.parametrize(("away", "tolerance"), [(300, None), (-300, None), (7, 7.0), (-7, 7.0), (0, 0.5)])
def test_a_message_may_be_as_far_away_as_the_tolerance(away: int, tolerance: float | None) -> None:
    more = {} if tolerance is None else {"tolerance": tolerance}
    assert verify(headers(), now=float(NOW + away), **more).id == "msg_1"
    beyond = away + (1 if away >= 0 else -1)
    refused(headers(), "away from now", now=float(NOW + beyond), **more)


def test_a_clock_that_is_no_number_lets_nothing_through() -> None:
    refused(headers(), "away from now", now=float("nan"))


def test_the_machines_clock_is_used_when_no_time_is_given() -> None:
    assert verify(headers(stamp=str(int(time.time()))), now=None).id == "msg_1"
    refused(headers(stamp=str(int(time.time()) - 400)), "away from now", now=None)


@pytest.mark.parametrize("tolerance", [0, -1, float("nan")])
def test_the_tolerance_cannot_be_switched_off(tolerance: float) -> None:
    with pytest.raises(ValueError, match="tolerance"):
        verify(headers(), tolerance=tolerance)


@pytest.mark.parametrize("body", ["text", None, bytearray(BODY)])
def test_a_body_is_bytes(body: Any) -> None:
    with pytest.raises(TypeError, match=f"bytes that came, not {type(body).__name__}"):
        verify(headers(), body)


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (lambda: signature(KEY, "msg_1", str(NOW)), True),
        (lambda: "v1,AAAA " + signature(KEY, "msg_1", str(NOW)), True),
        (lambda: signature(KEY, "msg_1", str(NOW)) + " v1a,zz v1,AAAA", True),
        (lambda: signature(KEY, "msg_1", str(NOW)).replace("v1,", "v2,"), False),
        (lambda: signature(KEY, "msg_1", str(NOW)).replace("v1,", "v1a,"), False),
        (lambda: signature(KEY, "msg_1", str(NOW)).replace("v1,", ""), False),
        (lambda: signature(KEY, "msg_1", str(NOW)).removeprefix("v1,") + "v1,", False),
        (lambda: signature(KEY, "msg_2", str(NOW)), False),
        (lambda: signature(KEY, "msg_1", str(NOW + 1)), False),
        (lambda: signature(KEY, "msg_1", str(NOW), BODY + b" "), False),
        (lambda: signature(OTHER, "msg_1", str(NOW)), False),
        (lambda: "v1,\ud800é", False),
        (lambda: "v1,", False),
        (lambda: "v1", False),
    ],
)
def test_one_signature_must_fit(given: Any, fits: bool) -> None:
    if fits:
        assert verify(headers(signature=given())).id == "msg_1"
    else:
        refused(headers(signature=given()), "no signature fits")


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        text_of(bytes(23)),
        text_of(bytes(65)),
        "whsec_*" + text_of(KEY)[6:],
        "é" * 40,
        [],
        ["", text_of(KEY)],
    ],
)
def test_what_is_no_secret_is_refused_and_not_shown(secret: Any) -> None:
    with pytest.raises(ValueError, match="secret") as caught:
        verify(headers(), secret=secret)
    assert not isinstance(caught.value, RelayVerificationError)
    assert text_of(KEY)[6:] not in str(caught.value)


@pytest.mark.parametrize("size", [24, 64])
def test_the_shortest_and_the_longest_secret(size: int) -> None:
    key = bytes(range(size))
    assert verify(headers(key=key), secret=text_of(key)).id == "msg_1"


# Ids ---------------------------------------------------------------------------------------------------------------------
def test_an_id_is_new_once_and_again_when_forgotten() -> None:
    seen = SeenEvents()
    assert seen.first("a") is True
    assert seen.first("a") is False
    seen.forget("a")
    assert len(seen) == 0
    seen.forget("a")
    assert seen.first("a") is True


def test_the_oldest_id_is_forgotten_first_and_one_that_came_again_is_not_old() -> None:
    seen = SeenEvents(2)
    assert [seen.first(name) for name in "aba"] == [True, True, False]
    assert seen.first("c")  # takes the place of b
    assert len(seen) == 2
    assert [seen.first(name) for name in "acb"] == [False, False, True]


def test_ten_thousand_ids_are_remembered_unless_told_otherwise() -> None:
    seen = SeenEvents()
    for n in range(10_000):
        assert seen.first(str(n))
    assert not seen.first("0")
    assert seen.first("one more")
    assert len(seen) == 10_000
    assert seen.first("1")


def test_one_id_is_the_least() -> None:
    seen = SeenEvents(1)
    assert [seen.first(name) for name in "aaba"] == [True, False, True, True]
    with pytest.raises(ValueError, match="limit"):
        SeenEvents(0)
