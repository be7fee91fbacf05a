"""Lists as dictionaries of plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from esignkit import ESignLive
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.agreements import PartyState, SentAgreement, SentParty, State, Status
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Items, Page, Paging
from esignkit.display import table, to_dicts
from esignkit.sandbox.pdf import sample_agreement
from esignkit.types import Secret

WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def package(n: int, **changes: object) -> esl.Package:
    people = [esl.Signer(first_name="Ada", last_name="Byron", email="ada@example.com")]
    values = {
        "id": f"p{n}",
        "name": f"Lease {n}",
        "status": esl.PackageStatus.SENT if n % 2 else esl.PackageStatus("BRAND_NEW"),
        "autocomplete": bool(n % 2),
        "created": WHEN if n else None,
        "roles": [esl.Role(id="tenant", index=n, signers=people)] if n else None,
        "data": {"of": [n, None, "x"]} if n else None,
        "extra": {"brandNew": n} if n == 1 else None,
    }
    return esl.Package(**{**values, **changes})


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


@pytest.mark.parametrize("show", [to_dicts, table])
def test_one_model_in_place_of_several(show):
    with pytest.raises(TypeError, match=r"takes several models: write \w+\(\[…\]\), also for a single one"):
        show(package(1))


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
    assert to_dicts(["a", "b"]) == [{"value": "a"}, {"value": "b"}]


def test_agreements_are_rows_too():
    sent = SentAgreement(
        id="a", service="esignlive", parties=(SentParty(id="p", email="a@b.example", sign_url=Secret("u")),)
    )
    state = State(id="a", service="esignlive", status=Status.OPEN, parties=(PartyState(name="Ada", native_status="x"),))
    row = to_dicts([attrs.evolve(state, native=sent)], mask=True)[0]
    assert (row["status"], row["completed_at"], row["parties"][0]["name"]) == ("open", None, "•••")
    assert "native" not in row
    assert plain(to_dicts([sent]))
    assert table([state])._repr_html_().count("<tr>") > 1


def paging() -> Paging[esl.Package]:
    return Paging(
        Operation("packages.list", "GET", "/packages", lambda answer: PAGE), lambda operation, page, seen: None
    )


def test_what_is_personal_is_masked_on_request_and_nothing_else_changes():
    open_, masked = to_dicts(PAGE.items), to_dicts(PAGE.items, mask=True)
    assert masked[1]["roles"][0]["signers"][0]["email"] == "•••"
    assert masked[1]["roles"][0]["signers"][0]["phone"] is None
    assert [{**row, "roles": None} for row in masked] == [{**row, "roles": None} for row in open_]
    trail = [esl.AuditEvent(user="Ada", user_email="ada@example.com", data={"email": "x", "note": "to b@example.com"})]
    row = to_dicts(trail, mask=True)[0]
    assert (row["user"], row["user_email"], row["data"]) == ("•••", "•••", '{"email": "•••", "note": "to •••"}')
    assert PAGE.to_dicts(mask=True) == masked == Items(lambda operation: PAGE, paging()).to_dicts(mask=True)


def test_pages_and_lists_have_it():
    assert PAGE.to_dicts() == to_dicts(PAGE.items) == Items(lambda operation: PAGE, paging()).to_dicts()


def test_trails_have_it():
    events = [esl.AuditEvent(user="Ada", date_time=WHEN)]
    assert esl.AuditTrail(audit_events=events).to_dicts() == to_dicts(events)
    assert esl.AuditTrail(audit_events=events).to_dicts(mask=True)[0]["user"] == "•••"
    logs = [c1.ActionLog(description="Signed", ip_address="192.0.2.7")]
    assert c1.ActionLogResponse(action_logs=logs).to_dicts() == to_dicts(logs)
    assert c1.ActionLogResponse(action_logs=logs).to_dicts(mask=True)[0]["ip_address"] == "•••"
    assert esl.AuditTrail().to_dicts() == c1.ActionLogResponse().to_dicts() == []


@pytest.mark.anyio
async def test_lists_to_await_have_it():
    async def fetch(operation: object) -> Page[esl.Package]:
        return PAGE

    assert await AsyncItems(fetch, paging()).to_dicts() == PAGE.to_dicts()


MIXED = [
    esl.AuditEvent(date_time=WHEN, user="Ada"),
    esl.AuditEvent(date_time="yesterday"),
    esl.AuditEvent(),
]


def test_a_column_of_several_types_is_text_and_the_others_are_left_alone():
    rows = to_dicts(MIXED)
    assert [row["date_time"] for row in rows] == ["2026-03-01T12:30:00+00:00", "yesterday", None]
    assert [row["date_time"] for row in to_dicts([MIXED[0], MIXED[2]])] == [WHEN, None]
    trail = to_dicts([esl.AuditTrail(audit_events=MIXED[:2]), esl.AuditTrail()])
    assert [row["date_time"] for row in trail[0]["audit_events"]] == ["2026-03-01T12:30:00+00:00", "yesterday"]
    documents = [esl.DocumentCompletion(completed=value) for value in (True, WHEN, "no")]
    assert [row["completed"] for row in to_dicts(documents)] == ["true", "2026-03-01T12:30:00+00:00", "no"]
    assert [row["value"] for row in to_dicts([1, 2.5])] == [1, 2.5]


def test_polars_takes_mixed_and_late_values():
    pl = pytest.importorskip("polars", reason="polars is not installed")
    assert pl.DataFrame(to_dicts(MIXED))["date_time"].dtype == pl.String
    sparse = [esl.Package(id=f"p{n}") for n in range(150)] + [package(7)]
    frame = pl.DataFrame(to_dicts(sparse), infer_schema_length=None)
    assert frame["created"].to_list() == [None] * 150 + [WHEN]
    assert frame["roles"].to_list()[-1][0]["signers"][0]["email"] == "ada@example.com"
    with pytest.raises(pl.exceptions.ComputeError):  # why the guide tells to have all rows looked at
        pl.DataFrame(to_dicts(sparse))


def columns(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


KINDS = {bool: "bool", int: "int64", float: "float64"}


@pytest.mark.parametrize("name", LISTS)
def test_pandas_takes_it_as_it_is(name: str):
    pd = pytest.importorskip("pandas", reason="pandas is not installed; the shape is tested above")
    rows = to_dicts(LISTS[name])
    frame = pd.DataFrame(rows)
    assert list(frame.columns) == list(rows[0])
    assert len(frame) == len(rows)
    for column, values in columns(rows).items():
        kinds = {type(value) for value in values} - {type(None)}
        assert len(kinds) <= 1, f"{column} has {kinds}: not one type"
        if kinds == {datetime}:
            assert isinstance(frame[column].dtype, pd.DatetimeTZDtype)
            assert str(frame[column].dtype.tz) == "UTC"
        elif len(kinds) == 1 and None not in values and kinds <= set(KINDS):
            assert str(frame[column].dtype) == KINDS[kinds.pop()]
        assert list(frame[column].isna()) == [value is None for value in values]
        assert frame[column].dropna().tolist() == [v for v in values if v is not None]


@pytest.mark.parametrize("name", LISTS)
def test_polars_takes_it_as_it_is(name: str):
    pl = pytest.importorskip("polars", reason="polars is not installed; the shape is tested above")
    kinds = {str: pl.String, bool: pl.Boolean, int: pl.Int64, float: pl.Float64, list: pl.List, dict: pl.Struct}
    rows = to_dicts(LISTS[name])
    frame = pl.DataFrame(rows)
    assert frame.columns == list(rows[0])
    for column, values in columns(rows).items():
        found = {type(value) for value in values} - {type(None)}
        kind = frame[column].dtype
        if found == {datetime}:
            assert kind == pl.Datetime("us", "UTC")
        elif found:
            assert (
                kind == kinds[found.pop()] or kind.base_type() is kinds[type(next(v for v in values if v is not None))]
            )
        else:
            assert kind == pl.Null
        assert frame[column].is_null().to_list() == [value is None for value in values]
        assert frame[column].to_list() == values


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_list_of_the_service_becomes_a_frame_that_answers_questions(library: str):
    frames = pytest.importorskip(library, reason=f"{library} is not installed")
    sandboxes = pytest.importorskip("esignkit.sandbox")
    with sandboxes.Sandbox() as sandbox, ESignLive.from_env(sandbox.env()) as client:
        for n in range(7):
            package_id = client.packages.create(package(n + 1, id=None, extra=None, status=None, created=None))
            if n < 2:
                client.packages.trash(package_id)
        frame = frames.DataFrame(client.packages.list(page_size=3).to_dicts())
        signed = esl.Package(
            name="Signed",
            autocomplete=True,
            documents=[esl.build.document("Lease", esl.build.signature("tenant", esl.build.at(0, 60, 600)))],
            roles=[esl.build.role("tenant", esl.build.person("Ada", "Byron", "ada@example.com"))],
        )
        signed_id = client.packages.create(signed, files=[("lease.pdf", sample_agreement())])
        client.packages.send(signed_id)
        sandbox.sign_all(signed_id)
        audit = frames.DataFrame(client.audit.get(signed_id).to_dicts())
    assert frame.shape[0] == 5
    assert sorted(frame["name"].to_list()) == [f"Lease {n}" for n in range(3, 8)]
    newest = frame["created"].max()
    assert newest.tzinfo is not None
    assert (frame["created"] <= newest).all()
    assert frame["roles"].to_list()[0][0]["signers"][0]["email"] == "ada@example.com"
    assert "Click To Sign" in audit["type"].to_list()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_items_and_pages_are_rows_without_a_call_in_between(library: str):
    frames = pytest.importorskip(library, reason=f"{library} is not installed")
    expected = frames.DataFrame(to_dicts(PAGE.items))
    for rows in (PAGE.to_dicts(), Items(lambda operation: PAGE, paging()).to_dicts()):
        made = frames.DataFrame(rows)
        assert made.equals(expected)
    masked = frames.DataFrame(PAGE.to_dicts(mask=True))
    assert masked.shape == expected.shape
    assert "ada@" not in str(masked["roles"].to_list())
