"""The promises of docs/reliability.md about events: forged ones, old ones, and the same one again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import random
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esignkit.types import Secret
from esignkit.webhook_relays import RelayVerificationError, SeenEvents, verify_relay
from tests.reliability import report
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()
BODY = b'{"type": "x"}'
NOW = 1_800_000_000


def signed(body: bytes = BODY, at: int = NOW, name: str = "msg_1", key: bytes = KEY) -> dict[str, str]:
    """What a relay sends, made by the words of the specification."""
    mac = base64.b64encode(hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    return {"Webhook-Id": name, "Webhook-Timestamp": str(at), "Webhook-Signature": f"v1,{mac}"}


def verify(headers: Any, body: bytes = BODY, **more: Any) -> Any:
    return verify_relay(headers, body, **{"secret": SECRET, "now": float(NOW), **more})


def test_the_vector_of_the_specification() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    message = verify_relay(headers, b'{"test": 2432232314}', secret=secret, now=1614265330.0)
    assert message.id == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_a_good_message_passes() -> None:
    message = verify(signed())
    assert (message.id, message.timestamp, message.body) == ("msg_1", NOW, BODY)
    assert verify(list(signed().items())).id == "msg_1"
    assert verify(signed(), secret=[OTHER, Secret(SECRET)]).id == "msg_1"
    two = signed() | {"Webhook-Signature": f"v1a,xyz v1,AAAA {signed()['Webhook-Signature']}"}
    assert verify(two).id == "msg_1"


def test_promise_15_forged_relays_are_refused() -> None:
    dice, tried = random.Random(15), 0
    good = signed()
    for _ in range(200):
        headers, body, what = dict(good), bytearray(BODY), dice.randrange(6)
        name = dice.choice(list(good))
        if what == 0:
            body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        elif what == 1:
            del headers[name]
        elif what == 2:
            headers[name] = ""
        elif what == 3:
            headers = signed(key=bytes(dice.randrange(256) for _ in range(32)))
        elif what == 4:
            headers["Webhook-Id"] += "x"
        else:
            headers["Webhook-Signature"] = dice.choice(
                ["v1,", "v1", "", "v2," + good["Webhook-Signature"][3:], "v1,é", " "]
            )
        with pytest.raises(RelayVerificationError):
            verify(headers, bytes(body))
        tried += 1
    report.note("15", forged_relay_messages=tried)


@settings(max_examples=int(os.environ.get("ESIGNKIT_PAIRS", "200")), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(CHARACTERS, max_size=30)
    ),
    st.binary(max_size=40),
)
def test_promise_15_one_exception_type(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(RelayVerificationError):
        verify(headers, body)


@in_one_test("away, good", [(0, True), (300, True), (-300, True), (301, False), (-301, False), (10**9, False)])
def test_promise_16_old_messages_and_future_ones(away: int, good: bool) -> None:
    headers = signed(at=NOW + away)
    if good:
        assert verify(headers).timestamp == NOW + away
        return
    with pytest.raises(RelayVerificationError):
        verify(headers)


@in_one_test("tolerance", [0, -1, float("nan")])
def test_promise_16_the_window_cannot_be_switched_off(tolerance: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        verify(signed(), tolerance=tolerance)


@in_one_test(
    "secret", ["", "whsec_", "whsec_AAAA", "not base64 at all!", [], ["whsec_" + base64.b64encode(bytes(65)).decode()]]
)
def test_secrets_that_are_none(secret: Any) -> None:
    with pytest.raises(ValueError) as caught:
        verify(signed(), secret=secret)
    assert "not base64 at all!" not in str(caught.value)


def test_text_is_not_a_body() -> None:
    with pytest.raises(TypeError):
        verify(signed(), BODY.decode())


def test_promise_16_redeliveries_act_once() -> None:
    seen, handled = SeenEvents(), []
    gate = threading.Barrier(8)

    def deliver() -> None:
        gate.wait()
        for n in range(1300):  # 8 times 1,300 deliveries of 104 events
            if seen.first(f"event-{n % 104}"):
                handled.append(n % 104)

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(handled) == list(range(104))
    seen.forget("event-1")
    assert seen.first("event-1")
    report.note("16", deliveries_of_each=100, handled_each=1)


def test_promise_16_ten_thousand_events_are_told_apart() -> None:
    seen, handled = SeenEvents(10_000), []
    gate = threading.Barrier(8)

    def deliver(number: int) -> None:
        gate.wait()
        order = list(range(10_000))
        random.Random(number).shuffle(order)
        for n in order:
            if seen.first(f"event-{n}"):
                handled.append(n)

    threads = [threading.Thread(target=deliver, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(handled) == list(range(10_000))
    assert len(seen) == 10_000
    report.note("16", events=10_000)


def test_what_is_remembered_is_bounded() -> None:
    seen = SeenEvents(3)
    assert [seen.first(name) for name in "abcabcda"] == [True, True, True, False, False, False, True, True]
    assert len(seen) == 3
    with pytest.raises(ValueError):
        SeenEvents(0)
