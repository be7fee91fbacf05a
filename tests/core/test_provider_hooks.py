"""What a provider may say beyond statuses: the last word on headers, and words that mean "not found"."""

from __future__ import annotations

import attrs
import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.json_text import loads
from esignkit.core.operation import Operation, Repeat
from esignkit.core.provider import Problem, Provider
from esignkit.core.response_readers import nothing
from esignkit.errors import NotFoundError, ValidationError
from esignkit.types import Secret
from tests.support import LOST, context_of, drive, reply
from tests.tables import in_one_test


@attrs.define
class Wordy(Provider):
    """Says no with status 200, and signs its headers."""

    def refusal(self, operation, answer):
        words = answer.content.decode()
        kind = NotFoundError if words == "gone" else ValidationError
        return Problem(words, error=kind) if words != "ok" else None

    def seal(self, operation, headers):
        return [*headers, (b"x-seal", b"%d" % len(headers))]


def delete(*, gone_is_done=True):
    return Operation("things.delete", "DELETE", "/x", nothing, repeat=Repeat.IDEMPOTENT, gone_is_done=gone_is_done)


def run(*answers, operation=None):
    context = context_of()
    context.provider = Wordy()
    context.auth = StaticHeader("authorization", Secret("t"), name="token")
    return drive(operation or delete(), answers, context)


def test_headers_are_sealed_once_the_credentials_are_among_them():
    _, record = run(reply(200, b"ok"))
    headers = record.sent[0].headers
    assert headers["authorization"] == "t"
    assert int(headers["x-seal"]) == len(headers) - 1


class Sealed(Provider):
    CREDENTIALS = ("token",)
    CREDENTIALS_IN_URLS = ("key",)


class SealedUrls(Provider):
    CREDENTIALS_IN_URLS = ("key",)


@in_one_test(
    "provider, hide, shown",
    [
        (Provider(), (), '{"token": "t", "url": "u?key=k"}'),
        (Provider(), ("url",), '{"token": "t", "url": "…"}'),
        (Sealed(), (), '{"token": "…", "url": "u?key=…"}'),
        (Sealed(), ("url",), '{"token": "…", "url": "…"}'),
        (SealedUrls(), (), '{"token": "t", "url": "u?key=…"}'),
    ],
)
def test_credentials_in_an_answer_are_those_of_the_service_and_those_of_the_call(provider, hide, shown):
    operation = Operation("things.get", "GET", "/x", nothing, hide=hide)
    assert provider.redact(operation, '{"token": "t", "url": "u?key=k"}') == shown


def test_what_reads_an_answer_may_refuse_it():
    class ReadAll:
        def __call__(self, answer):
            return answer.content

        def refusal(self, answer):
            return Problem("no", error=ValidationError) if answer.content == b"no" else None

    operation = Operation("things.get", "GET", "/x", ReadAll())
    assert drive(operation, [reply(200, b"yes")])[0] == b"yes"
    with pytest.raises(ValidationError, match=r"things\.get: no"):
        drive(operation, [reply(200, b"no")])


def test_words_that_mean_not_found_end_a_repeated_delete():
    assert run(LOST, reply(200, b"gone"))[0] is None
    with pytest.raises(NotFoundError):
        run(reply(200, b"gone"))


def test_other_words_do_not():
    with pytest.raises(Exception, match="no") as caught:
        run(LOST, reply(200, b"no"))
    assert not isinstance(caught.value, NotFoundError)


def test_json_may_begin_with_a_byte_order_mark():
    assert loads(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
