"""Where the service's sources contradict each other: one test for each row of section 9, pinning the reading chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.errors import ConfigurationError
from esignkit.esignlive import ESignLive, Package, build
from esignkit.types import NULL
from tests.esignlive.helper import (
    KEY,
    PEOPLE,
    approvals,
    custom_fields,
    delegates,
    documents,
    packages,
    run,
    senders,
    sent_by,
    sessions,
    settings,
)
from tests.multipart import parts_of
from tests.support import reply

PDF = ("a.pdf", b"%PDF-1.7\n%%EOF")
LIST = reply(200, {"count": 0, "results": []})


def target(flow: Any, *answers: Any) -> str:
    return sent_by(flow, *(answers or [LIST])).target


def row_1_no_host_is_guessed():
    with pytest.raises(ConfigurationError, match="no default"):
        ESignLive(api_key=KEY)
    assert settings(api_key=KEY, environment="us1-sandbox").base_url == "https://sandbox.e-signlive.com/api"
    assert settings(api_key=KEY, environment="us2-sandbox").base_url == "https://sandbox.esignlive.com/api"


def row_2_signing_status_is_asked_with_a_query():
    sent = sent_by(packages.signing_status("p", document="d", signer="s"), reply(200, {"status": "DRAFT"}))
    assert (sent.target, sent.body) == ("/packages/p/signingStatus?signer=s&document=d", b"")


def row_3_date_filters_have_the_seeds_names():
    listed = packages.list(last_updated_start_date="2018-12-12Z", last_updated_end_date="2018-12-13Z")
    assert target(listed) == "/packages?lastUpdatedStartDate=2018-12-12Z&lastUpdatedEndDate=2018-12-13Z"
    assert target(packages.overview(start_date="a", end_date="b"), reply(200, {})) == (
        "/packages/overview?startDate=a&endDate=b"
    )


def row_4_from_counts_records_from_one():
    assert target(packages.list(from_=1, to=10)) == "/packages?from=1&to=10"
    with pytest.raises(ValueError, match="from 1"):
        packages.list(from_=0)


def row_5_query_takes_folders_and_statuses():
    assert target(packages.list(query="drafts")) == "/packages?query=drafts"
    assert target(packages.list(query=esl.PackageStatus.SENT)) == "/packages?query=SENT"


def row_6_template_is_upper_case():
    assert target(packages.list(type=esl.PackageType.TEMPLATE)) == "/packages?type=TEMPLATE"


def row_7_sort_is_open_and_has_no_blank():
    assert target(packages.list(sort=esl.SortField.APPROVAL_SIGNING_DATE)) == "/packages?sort=APPROVAL_SIGNING_DATE"
    assert target(packages.list(sort=esl.SortField.ATTRIBUTE_VALUE)) == "/packages?sort=attributeValue"
    assert target(packages.list(sort="status")) == "/packages?sort=status"
    assert target(packages.list(sort="brandNew")) == "/packages?sort=brandNew"


def row_8_overview_is_a_status_among_others():
    assert Package.from_wire({"status": "OVERVIEW"}).status is esl.PackageStatus.OVERVIEW


def row_9_overview_has_counters_that_may_be_missing_or_new():
    found, _ = run(packages.overview(), reply(200, {"transactions": 3, "brand_new": 1}))
    assert (found.transactions, found.draft, found.extra) == (3, None, {"brand_new": 1})


def row_10_no_trailing_slash():
    for flow in (packages.create(Package(name="n")), approvals.create("p", "d", esl.Approval())):
        assert not target(flow, reply(200, {"id": "x"})).endswith("/")


def row_11_files_come_before_the_payload():
    for flow in (packages.create(Package(name="n"), files=[PDF]), documents.create("p", esl.Document(), file=PDF)):
        assert [part.name for part in parts_of(sent_by(flow))] == ["file", "payload"]


def row_12_the_payload_has_neither_name_nor_type_and_is_ascii():
    for flow in (
        packages.create(Package(name="Käufe"), files=[PDF]),
        documents.create("p", esl.Document(name="Käufe"), file=PDF),
        packages.bulk_send("t", PEOPLE, name="Käufe"),
    ):
        (payload,) = [part for part in parts_of(sent_by(flow)) if part.name == "payload"]
        assert (payload.filename, payload.content_type) == (None, None)
        assert b"K\\u00e4ufe" in payload.content


def row_13_an_accessible_package_takes_pdfs():
    flow = packages.create_accessible(Package(name="n"), files=[PDF])
    assert parts_of(sent_by(flow))[0].content_type == "application/pdf"


def row_14_no_field_key_is_required_here():
    assert esl.Field(type=esl.FieldType.SIGNATURE, subtype=esl.FieldSubtype.FULLNAME).to_wire() == {
        "type": "SIGNATURE",
        "subtype": "FULLNAME",
    }
    sent_by(packages.create(Package(documents=[build.document("d", esl.Approval(fields=[esl.Field()]))])))


def row_15_update_and_delete_give_nothing_whatever_comes():
    for answer in (reply(200), reply(204), reply(200, {"id": "p"}), reply(200, b"ok")):
        assert run(packages.update("p", name="n"), answer)[0] is None
        assert run(packages.delete("p"), answer)[0] is None


def row_16_json_is_read_whatever_its_type_says():
    answer = reply(200, {"id": "x"}, {"content-type": "text/html"})
    assert run(packages.create(Package(name="n"), files=[PDF]), answer)[0] == "x"
    assert run(documents.create("p", esl.Document(), file=PDF), answer)[0].id == "x"


def row_17_an_array_after_bulk_send_is_a_failure():
    for status in (200, 400):
        with pytest.raises(esl.BulkSendFailed):
            run(packages.bulk_send("t", PEOPLE), reply(status, [{"rowNumber": "1"}], {"content-type": "text/html"}))
    sent = sent_by(packages.bulk_send("t", PEOPLE))
    assert sent.headers["accept"] == "text/html"
    assert [part.name for part in parts_of(sent)] == ["payload", "file"]


def row_18_status_moves_are_posts_but_back_to_draft_is_a_put():
    made = [
        (packages.send("p"), "POST", {"status": "SENT"}),
        (packages.complete("p"), "POST", {"status": "COMPLETED"}),
        (packages.archive("p"), "POST", {"status": "ARCHIVED"}),
        (packages.trash("p"), "POST", {"trashed": True}),
        (packages.restore("p"), "POST", {"trashed": False}),
        (packages.revert_to_draft("p"), "PUT", {"status": "DRAFT"}),
        (packages.update("p", status="SENT"), "PUT", {"status": "SENT"}),
    ]
    for flow, method, body in made:
        sent = sent_by(flow, reply(200))
        assert (sent.method, sent.target, sent.json) == (method, "/packages/p", body)


def row_19_signing_status_has_the_wires_names_and_takes_others():
    for name, wanted in (("INACTIVE", "DRAFT"), ("COMPLETE", "COMPLETED"), ("SIGNING_COMPLETE", "SIGNING_COMPLETED")):
        assert run(packages.signing_status("p"), reply(200, {"status": name}))[0] == wanted


def row_20_the_key_is_not_encoded_again():
    assert sent_by(packages.get("p"), reply(200, {})).headers["authorization"] == f"Basic {KEY}"


def row_21_each_kind_of_token_has_its_own_parameter():
    answer = reply(200, {"sessionToken": "x"})
    assert target(sessions.from_user_token("t"), answer) == "/auth?authenticationToken=t"
    assert target(sessions.from_sender_token("t"), answer) == "/auth?senderAuthenticationToken=t"
    assert target(sessions.from_signer_token("t"), answer) == "/auth?signerAuthenticationToken=t"


def row_22_the_ready_event_has_the_wires_name():
    assert esl.CallbackEventName("PACKAGE_READY_FOR_COMPLETE").is_known
    assert not esl.CallbackEventName("PACKAGE_READY_FOR_COMPLETION").is_known


def row_23_all_schemes_are_known():
    for scheme in ["NONE", "CHALLENGE", "SMS", "QASMS", "SSO", "KBA", "PROVIDER", "SAA", "ID_VERIFICATION"]:
        assert esl.AuthScheme(scheme).is_known


def row_24_an_identity_workflow_is_one_or_a_list():
    one = esl.Auth.from_wire({"idvWorkflow": {"id": "w", "type": "DV"}})
    several = esl.Auth.from_wire({"idvWorkflow": [{"id": "w"}]})
    assert isinstance(one.idv_workflow, esl.IdvWorkflow)
    assert isinstance(several.idv_workflow, list)
    assert several.to_wire() == {"idvWorkflow": [{"id": "w"}]}


def row_25_a_window_is_not_backwards():
    assert target(senders.list(from_=3, to=9)) == "/account/senders?from=3&to=9"
    with pytest.raises(ValueError, match="before"):
        senders.list(from_=9, to=3)


def row_26_get_and_delete_have_a_content_type():
    for flow in (packages.get("p"), packages.delete("p")):
        assert sent_by(flow, reply(200, {})).headers["content-type"] == "application/json"


def row_27_unset_is_not_null():
    assert sent_by(packages.clone("p", Package(name="n", due=NULL))).json == {"name": "n", "due": None}
    assert sent_by(packages.clone("p", Package(name="n"))).json == {"name": "n"}
    assert sent_by(packages.update("p", due=None), reply(200)).json == {"due": None}
    assert sent_by(packages.update("p", name="n"), reply(200)).json == {"name": "n"}


def row_28_lists_are_read_from_a_single_object_as_well():
    for flow in (custom_fields.list(), delegates.list("s")):
        for answer in ({"id": "x"}, [{"id": "x"}], {"count": 1, "results": [{"id": "x"}]}):
            assert [one.id for one in run(flow, reply(200, answer))[0]] == ["x"]


def row_29_ids_are_opaque_and_encoded():
    assert target(packages.get("YU2HHW27zbJf2acHN5kmhEb96QQ="), reply(200, {})) == (
        "/packages/YU2HHW27zbJf2acHN5kmhEb96QQ%3D"
    )


def row_30_a_name_is_never_required_here():
    assert sent_by(packages.create(Package())).json == {}
    assert sent_by(packages.update("p", status="SENT"), reply(200)).json == {"status": "SENT"}


def row_31_the_index_of_a_document_is_the_callers():
    for index in (0, 1, 7):
        sent = sent_by(packages.create(Package(documents=[esl.Document(index=index)])))
        assert sent.json == {"documents": [{"index": index}]}
    assert sent_by(packages.create(Package(documents=[esl.Document(name="d")]))).json == {"documents": [{"name": "d"}]}


ROWS = [value for name, value in list(globals().items()) if name.startswith("row_")]


@pytest.mark.parametrize("check", ROWS, ids=lambda check: check.__name__)
def test_contradiction(check):
    check()


def test_every_row_is_here():
    assert [int(check.__name__.split("_")[1]) for check in ROWS] == list(range(1, 32))


def test_dates_without_a_zone_stay_without_one():
    found = Package.from_wire({"due": "2030-01-31T12:00:00"}).due
    assert found == datetime(2030, 1, 31, 12)
