"""Dates of HTTP headers, as services write them and as they should not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from esignkit.core.http_dates import parse_http_date
from tests.tables import in_one_test

AT = datetime(2026, 11, 30, 3, 4, 5, tzinfo=UTC)


@in_one_test(
    "text, moment",
    [
        ("Mon, 30 Nov 2026 03:04:05 GMT", AT),
        ("Monday, 30-Nov-26 03:04:05 GMT", AT),  # RFC 850
        ("Mon Nov 30 03:04:05 2026", AT),  # asctime, which has no zone: it is GMT
        ("Mon, 30 Nov 2026 03:04:05 -0000", AT),  # no zone known
        ("Mon, 30 Nov 2026 04:04:05 +0100", AT),
        (None, None),
        ("", None),
        ("soon", None),
        ("120", None),  # the seconds of a Retry-After
        ("Mon, 30 Nov", None),
        ("Mon, 31 Nov 2026 03:04:05 GMT", None),  # November has 30 days
        ("Mon, 30 Nov 2026 25:04:05 GMT", None),
        ("Mon, 30 Nov 99999999999999999999 03:04:05 GMT", None),  # no integer of C
        ("Mon, 30 Nov 2026 03:04:05 +9999", None),  # no zone is four days away
    ],
)
def test_a_date_is_read_or_there_is_none(text: str | None, moment: datetime | None):
    parsed = parse_http_date(text)
    assert parsed == moment
    assert parsed is None or parsed.tzinfo is not None


def test_the_zone_that_a_service_names_stays():
    parsed = parse_http_date("Mon, 30 Nov 2026 04:04:05 +0100")
    assert parsed is not None
    assert parsed.tzinfo == timezone(timedelta(hours=1))
