"""Reports as files, and the fields that a video room masks."""

from __future__ import annotations

import csv
import io
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.esignlive.support import executed
from tests.sandbox.esl import at, create, key_of

ALL = "/inappreports/reports"


def names(response):
    """The file names in a list of reports."""
    return [one["url"].rpartition("/")[2] for one in response.json()]


class TestInAppReports:
    @pytest.fixture
    def files(self, esl, switch):
        switch(in_app_reports="list")
        return names(esl.get(ALL))

    def test_two_a_day_by_kind_and_date(self, sandbox, esl, files):
        day = f"{sandbox.clock.now():%Y-%m-%d}"
        assert files == [f"transactions-{day}.csv", f"accounts-{day}.csv"]
        assert names(esl.get(ALL + "?reportType=ALL")) == files
        assert names(esl.get(ALL + "?reportType=TRANSACTION")) == files[:1]
        assert names(esl.get(ALL + "?reportType=ACCOUNT")) == files[1:]
        assert names(esl.get(f"{ALL}?fromDate={day}Z&toDate={day}Z")) == files
        assert names(esl.get(ALL + "?toDate=2001-01-01Z")) == []
        assert names(esl.get(ALL + "?fromDate=2999-01-01Z")) == []
        assert key_of(esl.get(ALL + "?reportType=X")) == (400, "error.validation.inAppReports.reportType")
        assert key_of(esl.get(ALL + "?fromDate=soon")) == (400, "error.validation.invalidDate")

    def test_what_is_in_them(self, esl, files):
        made = create(esl, name="Lease, second")
        response = esl.get(f"{ALL}/{files[0]}")
        assert response.headers["content-type"] == "text/csv;charset=UTF-8"
        assert "content-disposition" not in response.headers
        assert list(csv.reader(io.StringIO(response.text)))[1][:3] == [made, "Lease, second", "DRAFT"]
        head, line = list(csv.reader(io.StringIO(esl.get(f"{ALL}/{files[1]}").text)))
        assert dict(zip(head, line, strict=True))["DRAFT"] == "1"
        [transactions, accounts] = esl.get(ALL + "/summaries").json()
        assert transactions["size"] == len(response.content)
        assert transactions["contentType"] == "text/csv;charset=UTF-8"
        assert esl.get(transactions["uri"]).content == response.content
        assert accounts["lastModified"].endswith("T00:00:00Z")

    def test_an_archive_of_those_that_are_named(self, esl, files):
        both = esl.get("/inappreports/zip/reports", params={"fileName": files})
        assert both.headers["content-type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(both.content)).namelist() == files
        one = esl.get("/inappreports/zip/reports", params={"fileName": files[1]}).content
        assert zipfile.ZipFile(io.BytesIO(one)).namelist() == files[1:]
        missing = esl.get("/inappreports/zip/reports")
        assert key_of(missing) == (400, "error.validation.inAppReports.fileName")
        assert esl.get("/inappreports/zip/reports?fileName=x").status_code == 404

    def test_deleted_one_by_one_and_together(self, sandbox, account, esl, files):
        assert key_of(esl.delete(ALL)) == (400, "error.validation.inAppReports.fileName")
        assert esl.delete(ALL, params={"fileName": [files[0], "x"]}).status_code == 404
        assert names(esl.get(ALL)) == files
        assert esl.delete(f"{ALL}/{files[0]}").content == b""
        assert names(esl.get(ALL)) == files[1:]
        assert key_of(esl.get(f"{ALL}/{files[0]}")) == (404, "error.notFound.reportNotFound")
        assert esl.delete(f"{ALL}/{files[0]}").status_code == 404
        sandbox.clock.advance(86400)
        again = names(esl.get(ALL))
        assert len(again) == 2
        assert esl.delete(ALL, params={"fileName": again}).content == b""
        assert names(esl.get(ALL)) == []
        done = executed(sandbox, account)
        assert done == ["in_app_reports.delete", "in_app_reports.delete_several"]

    def test_one_object_stands_for_all(self, sandbox, esl):
        url = esl.get(ALL).json()["url"]
        names = parse_qs(urlsplit(url).query)["fileName"]
        assert zipfile.ZipFile(io.BytesIO(esl.get(url).content)).namelist() == names
        summary = esl.get(ALL + "/summaries").json()
        assert set(summary) == {"lastModified", "size", "uri", "contentType"}
        assert summary["size"] == sum(len(esl.get(f"{ALL}/{name}").content) for name in names)
        alone = esl.get(ALL + "?reportType=ACCOUNT").json()["url"]
        assert esl.get(alone).text.startswith('"account",')
        assert key_of(esl.get(ALL + "?toDate=2001-01-01Z")) == (400, "error.validation.inAppReports.notFound")
        assert esl.get(ALL + "/summaries?toDate=2001-01-01Z").status_code == 400


class TestMaskedFields:
    def test_a_list_that_is_set_and_changed_field_by_field(self, sandbox, account, esl):
        made = create(esl)
        path = at(made, "virtual-room", "config", "masked-fields")
        assert esl.get(path).json() == []
        assert esl.post(path, json=["a-b-c", "a-b-d", "a-b-c"]).content == b""
        assert esl.get(path).json() == ["a-b-c", "a-b-d"]
        assert esl.put(path + "/a-b-e").content == b""
        assert esl.put(path + "/a-b-e").content == b""
        assert esl.delete(path + "/a-b-c").content == b""
        assert esl.get(path).json() == ["a-b-d", "a-b-e"]
        esl.post(path, json=["a-b-f"])
        assert esl.get(path).json() == ["a-b-f"]
        for body in ({}, [1], "a-b-c", None):
            assert key_of(esl.post(path, json=body)) == (400, "error.validation.virtualRoom.maskedFields")
        assert esl.get(path).json() == ["a-b-f"]
        done = executed(sandbox, account)[1:]
        assert done == [
            f"virtual_room.{one}" for one in ("set_masked_fields", "mask", "mask", "unmask", "set_masked_fields")
        ]
