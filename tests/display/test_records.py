"""Lists as dictionaries of plain values."""

from __future__ import annotations

import importlib.util
from datetime import UTC, date, datetime

import attrs
import pytest

from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Items, Page, Paging
from esignkit.display import to_dicts

WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def package(n: int) -> esl.Package:
    people = [esl.Signer(first_name="Ada", last_name="Byron", email="ada@example.com")]
    return esl.Package(
        id=f"p{n}",
        name=f"Lease {n}",
        status=esl.PackageStatus.SENT if n % 2 else esl.PackageStatus("BRAND_NEW"),
        created=WHEN if n else None,
        roles=[esl.Role(id="tenant", signers=people)] if n else None,
        data={"of": [n, None, "x"]} if n else None,
        extra={"brandNew": n} if n == 1 else None,
    )


PAGE = Page([package(n) for n in range(5)], 5)
LISTS = {
    "packages": PAGE.items,
    "requests": [
        ign.SignatureRequestItem(id="r", status=ign.SignatureRequestStatus.DRAFT, created_at=WHEN),
        ign.SignatureRequestItem(id="q", signer_ids=["a"]),
    ],
    "sessions": [
        c1.Session(signing_session_id="s", session_info=c1.SessionInfo(title="Sale", expires_on=WHEN)),
        c1.Session(signing_session_id="t", signers=[c1.Signer(first_name="Ada", merge_field_mapping={"a": "b"})]),
    ],
    "audit trail": [esl.AuditEvent(date_time=WHEN, user="Ada", data={"x": 1}), esl.AuditEvent(target="Lease")],
}


def plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain(member) for key, member in value.items())
    if isinstance(value, list):
        return all(plain(member) for member in value)
    return value is None or type(value) in (str, int, float, bool, bytes, date, datetime)


@pytest.mark.parametrize("name", LISTS)
def test_every_row_has_the_same_columns_and_plain_values(name: str):
    models = LISTS[name]
    rows = to_dicts(models)
    assert all(list(row) == [a.name for a in attrs.fields(type(models[0]))] for row in rows)
    assert plain(rows)


def test_values():
    first, second = to_dicts(PAGE.items)[:2]
    assert (second["id"], second["status"], second["created"]) == ("p1", "SENT", WHEN)
    assert (first["status"], first["created"], first["extra"]) == ("BRAND_NEW", None, None)
    assert (second["data"], second["extra"]) == ('{"of": [1, null, "x"]}', '{"brandNew": 1}')
    assert second["roles"][0]["signers"][0]["email"] == "ada@example.com"
    assert to_dicts(["a", 1]) == [{"value": "a"}, {"value": 1}]


def paging() -> Paging[esl.Package]:
    return Paging(
        Operation("packages.list", "GET", "/packages", lambda answer: PAGE), lambda operation, page, seen: None
    )


def test_pages_and_lists_have_it():
    assert PAGE.to_dicts() == to_dicts(PAGE.items) == Items(lambda operation: PAGE, paging()).to_dicts()


@pytest.mark.anyio
async def test_lists_to_await_have_it():
    async def fetch(operation: object) -> Page[esl.Package]:
        return PAGE

    assert await AsyncItems(fetch, paging()).to_dicts() == PAGE.to_dicts()


HAVE = {name: importlib.util.find_spec(name) is not None for name in ("pandas", "polars")}


@pytest.mark.skipif(not HAVE["pandas"], reason="pandas is not installed; the shape is tested above")
@pytest.mark.parametrize("name", LISTS)
def test_pandas_takes_it_as_it_is(name: str):
    import pandas as pd

    rows = to_dicts(LISTS[name])
    frame = pd.DataFrame(rows)
    assert frame.shape == (len(rows), len(rows[0]))
    if name == "packages":
        assert str(frame["created"].dtype).startswith("datetime64[")
        assert frame["status"].value_counts().to_dict() == {"BRAND_NEW": 3, "SENT": 2}


@pytest.mark.skipif(not HAVE["polars"], reason="polars is not installed; the shape is tested above")
@pytest.mark.parametrize("name", LISTS)
def test_polars_takes_it_as_it_is(name: str):
    import polars as pl

    rows = to_dicts(LISTS[name])
    frame = pl.DataFrame(rows)
    assert frame.shape == (len(rows), len(rows[0]))
    if name == "packages":
        assert frame["created"].dtype.is_temporal()
        assert frame.filter(pl.col("status") == "SENT").height == 2
