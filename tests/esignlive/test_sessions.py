"""From credentials to a session."""

from __future__ import annotations

import pytest

from esignkit.errors import AuthenticationError, OutcomeUnknownError
from esignkit.esignlive import AuthenticationToken, SessionToken
from esignkit.types import Secret
from tests.esignlive.helper import run, sent_by, sessions
from tests.support import LOST, Record, reply
from tests.tables import in_one_test


@in_one_test("token", ["a+b=", Secret("a+b="), AuthenticationToken(value="a+b=")])
def test_a_token_is_exchanged_at_the_root_without_credentials(token):
    sent = sent_by(sessions.from_user_token(token), reply(200, {"sessionToken": "s"}))
    assert (sent.method, sent.target, sent.send.at_root) == ("GET", "/auth?authenticationToken=a%2Bb%3D", True)
    assert "authorization" not in sent.headers
    assert "cookie" not in sent.headers


def test_the_token_is_not_shown():
    plan = sessions.from_user_token("c4n4ry")
    assert "c4n4ry" not in repr(plan)
    with pytest.raises(AuthenticationError) as caught:
        run(plan, reply(401, {"message": "c4n4ry is used up"}))
    assert "c4n4ry" not in f"{caught.value!r} {vars(caught.value)}"


def test_a_token_that_may_be_used_up_is_not_sent_again():
    record = Record()
    with pytest.raises(OutcomeUnknownError):
        run(sessions.from_user_token("t"), LOST, record=record)
    assert len(record.sent) == 1


def test_start_makes_a_token_and_exchanges_it():
    session, record = run(sessions.start(), reply(200, {"value": "t1"}), reply(200, {"sessionToken": "s1"}))
    assert session == SessionToken(session_token=Secret("s1"))
    assert [sent.target for sent in record.sent] == ["/authenticationTokens/user", "/auth?authenticationToken=t1"]


def test_start_makes_another_token_when_the_answer_is_lost():
    answers = [reply(200, {"value": "t1"}), LOST, reply(200, {"value": "t2"}), reply(200, {"sessionToken": "s2"})]
    session, record = run(sessions.start(), *answers)
    assert session.session_token == Secret("s2")
    assert record.sent[-1].target.endswith("=t2")
