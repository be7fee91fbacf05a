"""Credentials: what goes into headers, when a token is fetched, kept, renewed and shared, and how it is refused."""

from __future__ import annotations

import pickle
from collections.abc import Generator
from typing import Any

import pytest

from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.auth.base import header_value
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Call, Locked, SendFailed
from esignkit.errors import AuthenticationError, ConfigurationError, DeadlineExceededError, ESignError
from esignkit.types import Secret
from tests.tables import in_one_test

NOW, DEADLINE = 1000.0, 1060.0


def finish(steps: Generator[Any, Any, Any], *, locked: list[Locked] | None = None) -> Any:
    """Carry steps out, as a runner would that has nobody waiting."""
    try:
        effect = next(steps)
        while True:
            try:
                if isinstance(effect, Locked):
                    if locked is not None:
                        locked.append(effect)
                    found = finish(iter(effect.flow))
                else:
                    assert isinstance(effect, Call)
                    found = effect.fn()
            except Exception as error:
                effect = steps.throw(error)
            else:
                effect = steps.send(found)
    except StopIteration as end:
        return end.value


class Source:
    """Gives tokens t1, t2 …, or what it is told to raise."""

    def __init__(self, lifetime: float | None = None) -> None:
        self.count = 0
        self.lifetime = lifetime
        self.failure: Exception | None = None

    def __call__(self) -> Generator[Any, Any, Token]:
        self.count += 1
        number = self.count
        yield Call(lambda: None)
        if self.failure is not None:
            raise self.failure
        return Token(Secret(f"t{number}"), self.lifetime)


def token(auth: RenewableToken, now: float = NOW, refused: str | None = None) -> str:
    found = finish(auth.authorize(now, DEADLINE, None if refused is None else Secret(refused)))
    assert found.token is not None
    return found.token.reveal()


# Header values ---------------------------------------------------------------------------------------------------------
@in_one_test("value", ["", " a", "a ", "a\nb", "a\r", "é", "\x7f", "\ud800"])
def test_what_no_header_can_carry_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^the key is empty, or has") as caught:
        header_value("the key", value)
    frame = caught.value.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_name.startswith("header_value"):
            assert "value" not in frame.tb_frame.f_locals
        frame = frame.tb_next


def test_a_good_value_is_sent_as_it_is() -> None:
    assert header_value("x", "a b~!=") == b"a b~!="


# A credential that stays ---------------------------------------------------------------------------------------------
def test_a_fixed_credential() -> None:
    auth = StaticHeader("Authorization", "canary", "Basic ", "the API key")
    found = finish(auth.authorize(NOW, DEADLINE))
    assert found.headers == ((b"authorization", b"Basic canary"),)
    assert found.token == Secret("canary")
    assert auth.renewable is False
    assert "canary" not in repr(auth) + repr(found)
    assert finish(StaticHeader("x-key", "k").authorize(NOW, DEADLINE)).headers == ((b"x-key", b"k"),)


def test_a_fixed_credential_is_checked_at_once_and_named() -> None:
    with pytest.raises(ConfigurationError, match=r"^the API key is empty"):
        StaticHeader("authorization", "", name="the API key")
    with pytest.raises(ConfigurationError, match=r"^the credential is empty"):
        StaticHeader("authorization", "a\nb")
    changed: Any = StaticHeader("authorization", "a", name="the API key")
    changed.secret = "canary"
    assert "canary" not in repr(changed)
    assert finish(changed.authorize(NOW, DEADLINE)).token == Secret("canary")
    changed.secret = Secret("a\nb")
    with pytest.raises(ConfigurationError, match=r"^the API key is empty"):
        finish(changed.authorize(NOW, DEADLINE))


@in_one_test("auth", [StaticHeader("a", "canary"), RenewableToken(Source())])
def test_what_holds_a_credential_does_not_leave_the_process(auth: Any) -> None:
    with pytest.raises(TypeError, match=f"^{type(auth).__name__} holds a credential"):
        pickle.dumps(auth)


@in_one_test("name", ["renewable", "token", "until", "generation", "failure", "_token"])
def test_what_it_keeps_for_itself_cannot_be_given_and_is_not_shown(name: str) -> None:
    for kind, first in ((StaticHeader, ("a", "canary")), (RenewableToken, (Source(),))):
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            kind(*first, **{name: None})
    auth = RenewableToken(Source(5.0))
    token(auth)
    shown = repr(auth)
    assert not [word for word in ("t1", "Source", "_token", "_until", "_generation", "_failure") if word in shown]


# A token that is renewed ---------------------------------------------------------------------------------------------
def test_a_token_is_fetched_once_and_kept() -> None:
    source, locked = Source(), []
    auth = RenewableToken(source)
    found = finish(auth.authorize(NOW, DEADLINE), locked=locked)
    assert found.headers == ((b"authorization", b"Bearer t1"),)
    assert found.token == Secret("t1")
    assert [(one.key, one.deadline) for one in locked] == [(auth, DEADLINE)]
    assert [token(auth, NOW + later) for later in (0, 10, 1e9)] == ["t1"] * 3
    assert source.count == 1
    assert auth.renewable is True
    other = RenewableToken(Source(), header="x-token", prefix="")
    assert finish(other.authorize(NOW, DEADLINE)).headers == ((b"x-token", b"t1"),)


def test_a_refused_token_is_not_given_out_again() -> None:
    source = Source()
    auth = RenewableToken(source)
    assert token(auth) == "t1"
    assert token(auth, refused="t0") == "t1"  # an older one was refused
    assert token(auth, refused="t1") == "t2"
    assert token(auth, refused="t1") == "t2"
    assert source.count == 2


@in_one_test("lifetime, last", [(100.0, 90.0), (600.0, 540.0), (3600.0, 3540.0), (0.0, 0.0), (1e6, 1e6 - 60)])
def test_a_token_is_renewed_a_tenth_or_a_minute_before_its_end(lifetime: float, last: float) -> None:
    source = Source(lifetime)
    auth = RenewableToken(source)
    assert token(auth) == "t1"
    if last:
        assert token(auth, NOW + last - 0.5) == "t1"
    assert token(auth, NOW + last) == "t2"
    source.lifetime = None
    assert token(auth, NOW + 2 * last + 1) == "t3"
    assert token(auth, NOW + 1e9) == "t3"


def test_a_token_per_call_is_kept_nowhere() -> None:
    auth = RenewableToken(Source(), per_call=True)
    locked: list[Locked] = []
    assert [finish(auth.authorize(NOW, DEADLINE), locked=locked).token for _ in "ab"] == [Secret("t1"), Secret("t2")]
    assert locked == []


def waiting(auth: RenewableToken, now: float = NOW, refused: str | None = None) -> Locked:
    """A caller that waits for the lock."""
    effect = next(auth.authorize(now, DEADLINE, None if refused is None else Secret(refused)))
    assert isinstance(effect, Locked)
    return effect


def enter(place: Locked) -> Any:
    return finish(iter(place.flow))


def test_those_who_waited_share_the_token() -> None:
    source = Source(100.0)
    auth = RenewableToken(source)
    places = [waiting(auth) for _ in range(3)]
    assert [enter(one) for one in places] == [Secret("t1")] * 3
    assert source.count == 1
    late, refusing = waiting(auth, NOW + 95), waiting(auth, refused="t1")
    assert enter(late) == Secret("t2")
    assert enter(refusing) == Secret("t2")
    too_late = waiting(auth, NOW + 1e6, refused="t2")
    source.lifetime = None
    other = waiting(auth, NOW + 1e6, refused="t2")
    assert (enter(other), enter(too_late)) == (Secret("t3"), Secret("t3"))


def test_one_who_waited_for_a_token_that_is_no_good_to_it_fetches_its_own() -> None:
    auth = RenewableToken(Source())
    first, second = waiting(auth), waiting(auth, refused="t1")
    assert enter(first) == Secret("t1")
    assert enter(second) == Secret("t2")


def test_those_who_waited_share_the_failure_each_with_its_own_copy_and_the_next_asks_again() -> None:
    source = Source()
    auth = RenewableToken(source)
    source.failure = AuthenticationError("refused")
    caught = []
    for place in [waiting(auth) for _ in range(3)]:
        with pytest.raises(AuthenticationError, match="refused") as one:
            enter(place)
        caught.append(one.value)
    assert source.count == 1
    assert len({id(one) for one in caught}) == 3
    with pytest.raises(AuthenticationError):
        token(auth)
    assert source.count == 2
    source.failure = None
    first, second = waiting(auth), waiting(auth)
    assert (enter(first), enter(second)) == (Secret("t3"), Secret("t3"))


def test_a_failure_to_renew_is_shared_as_well() -> None:
    source = Source()
    auth = RenewableToken(source)
    assert token(auth) == "t1"
    source.failure = AuthenticationError("refused")
    for _ in range(2):
        before = source.count
        for place in [waiting(auth, refused="t1") for _ in range(3)]:
            with pytest.raises(AuthenticationError, match="refused"):
                enter(place)
        assert source.count == before + 1


def test_a_failure_does_not_take_away_the_token_that_is_still_good() -> None:
    source = Source()
    auth = RenewableToken(source)
    assert token(auth) == "t1"
    source.failure = AuthenticationError("refused")
    with pytest.raises(AuthenticationError):
        token(auth, refused="t1")
    assert token(auth) == "t1"


def test_when_the_leaders_own_time_is_up_the_next_one_fetches() -> None:
    source = Source()
    auth = RenewableToken(source)
    first, second, third = (waiting(auth) for _ in range(3))
    source.failure = DeadlineExceededError("late")
    with pytest.raises(DeadlineExceededError):
        enter(first)
    source.failure = None
    assert (enter(second), enter(third)) == (Secret("t2"), Secret("t2"))


def test_a_cancelled_leader_leaves_it_to_the_next() -> None:
    auth = RenewableToken(Source())
    first, second = waiting(auth), waiting(auth)
    steps = iter(first.flow)
    next(steps)
    steps.close()
    assert enter(second) == Secret("t2")


def test_a_token_that_no_header_can_carry_is_a_failure_for_all() -> None:
    count = []

    def fetch() -> Generator[Any, Any, Token]:
        count.append(1)
        yield from ()
        return Token(Secret("a\nb"))

    auth = RenewableToken(fetch, name="the bearer")
    places = [waiting(auth) for _ in "ab"]
    for place in places:
        with pytest.raises(ConfigurationError, match=r"^the bearer is empty"):
            enter(place)
    assert len(count) == 1
    with pytest.raises(ConfigurationError, match=r"^the token is empty"):
        finish(RenewableToken(fetch, per_call=True).authorize(NOW, DEADLINE))


# A provider of the caller's --------------------------------------------------------------------------------------------
@in_one_test("value", ["canary", Secret("canary"), Token(Secret("canary"))])
def test_what_a_provider_may_return(value: Any) -> None:
    found = finish(call_provider(lambda: value, "the token"))
    assert found == Token(Secret("canary"))
    assert "canary" not in repr(found)


def test_a_providers_own_lifetime_is_kept() -> None:
    assert finish(call_provider(lambda: Token(Secret("a"), 5.0), "the token")).lifetime == 5.0


@in_one_test("value", [None, 7, b"bytes", ["a"]])
def test_what_a_provider_may_not_return(value: Any) -> None:
    wanted = f"^the key: the token provider returned {type(value).__name__};"
    with pytest.raises(AuthenticationError, match=wanted):
        finish(call_provider(lambda: value, "the key"))


def raising(error: Exception) -> Any:
    def provider() -> str:
        raise error

    return provider


def test_what_a_provider_raises_is_named_but_not_shown() -> None:
    behind = KeyError("canary")
    with pytest.raises(AuthenticationError, match=r"^the key: the token provider raised KeyError$") as caught:
        finish(call_provider(raising(behind), "the key"))
    assert caught.value.__cause__ is behind


@in_one_test("error", [ESignError("x"), SendFailed("x", sent=False), TypeError("x")])
def test_what_the_sdk_itself_raises_comes_out_of_a_provider(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        finish(call_provider(raising(error), "the key"))
    assert caught.value is error


# Ready without a step --------------------------------------------------------------------------------------------------
def test_a_static_header_is_made_once_for_each_secret() -> None:
    auth = StaticHeader("X-Key", Secret("a"), prefix="Basic ")
    first = auth.ready(NOW)
    assert first.headers == ((b"x-key", b"Basic a"),)
    assert first.token == Secret("a")
    assert auth.ready(NOW, Secret("a")) is first
    assert finish(auth.authorize(NOW, DEADLINE)) is first
    auth.secret = Secret("b")
    assert auth.ready(NOW).headers == ((b"x-key", b"Basic b"),)
    assert "Basic" not in repr(auth).replace("prefix='Basic '", "")


def test_a_token_is_ready_when_it_is_valid_and_not_refused() -> None:
    auth = RenewableToken(Source(lifetime=100.0))
    assert auth.ready(NOW) is None
    assert token(auth) == "t1"
    ready = auth.ready(NOW)
    assert ready is not None
    assert (ready.headers, ready.token) == (((b"authorization", b"Bearer t1"),), Secret("t1"))
    assert auth.ready(NOW) is ready
    assert auth.ready(NOW, Secret("another")) is ready
    assert auth.ready(NOW, Secret("t1")) is None
    assert auth.ready(NOW + 89.9) is ready
    assert auth.ready(NOW + 90) is None
    assert token(auth, NOW + 90) == "t2"
    renewed = auth.ready(NOW + 90)
    assert renewed is not None
    assert renewed.headers == ((b"authorization", b"Bearer t2"),)


def test_a_token_that_is_fetched_for_each_call_is_never_ready() -> None:
    auth = RenewableToken(Source(), per_call=True)
    token(auth)
    assert auth.ready(NOW) is None
