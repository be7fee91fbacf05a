"""Every member the service is known to send becomes a typed attribute, and nothing it sends instead breaks a read."""

from __future__ import annotations

import copy
import enum
import inspect
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

import esignkit.esignlive as esl
from esignkit.core.model import Model
from esignkit.errors import DecodeError
from esignkit.esignlive import (
    AuthenticationToken,
    BulkSendError,
    IdvWorkflow,
    Overview,
    Package,
    PackageStatus,
    Session,
    SigningStatus,
    SigningUrl,
)
from esignkit.types import OpenEnum, Secret
from tests.esignlive import more_samples, samples
from tests.esignlive.helper import PEOPLE, documents, packages, roles, run, sessions, tokens
from tests.support import reply
from tests.tables import in_one_test

SAMPLES: dict[str, tuple[type[Model], dict[str, Any]]] = {
    "package": (Package, samples.PACKAGE),
    "overview": (Overview, samples.OVERVIEW),
    "session": (Session, samples.SESSION),
    "signing url": (SigningUrl, samples.SIGNING_URL),
    "token": (AuthenticationToken, samples.TOKEN),
    "row error": (BulkSendError, samples.ROW_ERROR),
    **{name: (getattr(esl, cls), sample) for name, (cls, sample) in more_samples.SAMPLES.items()},
}
MODELS = [
    getattr(esl, n) for n in esl.__all__ if isinstance(getattr(esl, n), type) and issubclass(getattr(esl, n), Model)
]
ENUMS = [
    getattr(esl, n) for n in esl.__all__ if isinstance(getattr(esl, n), type) and issubclass(getattr(esl, n), OpenEnum)
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every member and every list item below a JSON value; free-form `data` and its like are left alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            if key not in FREE:
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield (*path, n)
            yield from places(inner, (*path, n))


FREE = {
    "data",
    "digipassAuthentication",
    "parameters",
    "features",
    "footer",
} | more_samples.FREE


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(sample: Any, path: tuple[Any, ...], change: str) -> Any:
    """Return a sample with another value at a place; only what leads there is copied."""
    if not path:
        return {**sample, "brandNew": {"deep": [1]}}
    *ways, last = path
    made = holder = copy.copy(sample)
    for step in ways:
        holder[step] = copy.copy(holder[step])
        holder = holder[step]
    if change == "null":
        holder[last] = None
    elif change == "missing":
        del holder[last]
    elif change == "extra":
        holder[last] = {**holder[last], "brandNew": {"deep": [1]}}
    else:
        holder[last] = "BRAND_NEW"
    return made


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: v if k in FREE else without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v) for v in value]
    if isinstance(value, str) and len(value) > 18 and value[4] == "-" and "T" in value:
        return datetime.fromisoformat(value).replace(microsecond=0)
    return value


@in_one_test("name", SAMPLES)
def test_a_sample_is_read_whole_and_written_back(name):
    cls, sample = SAMPLES[name]
    read = cls.from_wire(sample)
    assert without_nulls(read.to_wire()) == without_nulls(sample)
    assert pickle.loads(pickle.dumps(read)) == read
    assert copy.deepcopy(read) == read
    unknown = [model for model in every_model(read) if model.extra]
    assert unknown == []


def every_model(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
        for a in attrs.fields(type(value)):
            if a.name != "extra":
                yield from every_model(getattr(value, a.name))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from every_model(item)


def events(cls: type[Model]) -> list[type[Model]]:
    return [found for sub in cls.__subclasses__() for found in (sub, *events(sub))]


def test_the_samples_fill_every_field_of_every_model():
    filled: dict[type, set[str]] = {}
    for cls, sample in [
        *SAMPLES.values(),
        (esl.SessionToken, {"sessionToken": "x"}),
        (esl.Document, {"base64Content": "JVBERi0="}),
    ]:
        for model in every_model(cls.from_wire(sample)):
            names = {a.name for a in attrs.fields(type(model)) if getattr(model, a.name) is not None}
            filled.setdefault(type(model), set()).update(names)
    # a shared class is filled by whichever sample has the member; null in the samples stands for "seen as null only"
    nulls = {"accepted", "tooltip", "signer_verification_token", "locked", "due", "consent", "answer", "preview"}
    inherited = (esl.SignedDocument, esl.ConditionalField, esl.FieldReferences, *events(esl.CallbackEvent))
    for cls in MODELS:
        if cls in inherited:  # their own fields are shown, the inherited ones by their base
            continue
        missing = {a.name for a in attrs.fields(cls)} - filled.get(cls, set()) - nulls - {"external"}
        assert missing == set(), f"{cls.__name__} has fields no sample shows"


@pytest.mark.parametrize("name", SAMPLES)
@in_one_test("change", ["null", "missing", "extra", "unknown"])
def test_no_surprise_fails_a_read(name, change):
    cls, sample = SAMPLES[name]
    count = 0
    for path in [()] * (change == "extra") + [*places(sample)]:
        value = at(sample, path)
        if (change == "unknown" and not is_enum(value)) or (change == "extra" and not isinstance(value, dict)):
            continue
        made = changed(sample, path, change)
        read = cls.from_wire(made)
        if change in ("extra", "unknown"):
            assert without_nulls(read.to_wire()) == without_nulls(made), path
        count += 1
    assert count > 0 or change == "unknown"


ENUM_TEXTS = {member.value for cls in ENUMS for member in cls}


def is_enum(value: Any) -> bool:
    return isinstance(value, str) and value in ENUM_TEXTS


@in_one_test("cls", ENUMS, ids=lambda c: c.__name__)
def test_an_enum_keeps_what_it_does_not_know(cls):
    new = cls("BRAND_NEW")
    assert new == "BRAND_NEW"
    assert not new.is_known
    assert pickle.loads(pickle.dumps(new)) == new
    assert all(cls(member.value) is member and member.is_known for member in cls)


@in_one_test(
    "alias, status",
    [
        ("INACTIVE", SigningStatus.DRAFT),
        ("COMPLETE", SigningStatus.COMPLETED),
        ("SIGNING_COMPLETE", SigningStatus.SIGNING_COMPLETED),
    ],
)
def test_other_names_of_a_signing_status_are_read_as_the_wires_own(alias, status):
    assert run(packages.signing_status("p"), reply(200, {"status": alias}))[0] is status


@in_one_test("wire", ["COMPLETED", "DELETED", "SIGNING_PENDING", "SIGNING_COMPLETED", "DRAFT", "CANCELED"])
def test_signing_status(wire):
    status, _ = run(packages.signing_status("p"), reply(200, {"status": wire, "more": 1}))
    assert isinstance(status, SigningStatus)
    assert status == wire
    assert status.is_known


def test_signing_status_of_the_future():
    status, _ = run(packages.signing_status("p"), reply(200, {"status": "DREAMING"}))
    assert status == "DREAMING"
    assert not status.is_known


def test_values_are_typed():
    package = Package.from_wire(samples.PACKAGE)
    assert package.status is PackageStatus.SENT
    assert package.created == datetime(2018, 1, 2, 3, 4, 5, tzinfo=UTC)
    role = package.roles[0]
    signer = role.signers[0]
    assert signer.first_name == "Bob"
    assert signer.signer_type is esl.SignerType.EXTERNAL_SIGNER
    assert signer.auth.idv_workflow.type == "DV"
    file = role.attachment_requirements[0].files[0]
    assert file.insert_date == datetime(2018, 1, 2, 3, 4, 5, 123000, tzinfo=UTC)
    field = package.documents[0].approvals[0].fields[0]
    assert (field.left, field.top, field.page) == (796.0, 12.5, 0)
    assert field.validation.enum_values == ["a", "b"]
    assert package.messages[0].from_.email == "bob@example.com"
    assert package.settings.ceremony.hand_over.parameters[1] == "SIGNER"


def test_a_list_of_workflows_is_read_as_one():
    auth = esl.Auth.from_wire({"idvWorkflow": [{"id": "a"}, None, {"id": "b"}]})
    assert auth.idv_workflow == [IdvWorkflow(id="a"), IdvWorkflow(id="b")]
    assert auth.to_wire() == {"idvWorkflow": [{"id": "a"}, {"id": "b"}]}


@in_one_test("wire, read", [(3, 3), ("3", 3), ("row 3", "row 3"), (None, None)])
def test_row_numbers_are_read_in_any_form(wire, read):
    assert BulkSendError.from_wire({"rowNumber": wire}).row_number == read


def test_absent_counters_are_not_zero():
    overview, _ = run(packages.overview(), reply(200, {"draft": 3, "sleeping": 1}))
    assert (overview.draft, overview.completed, overview.extra) == (3, None, {"sleeping": 1})


@in_one_test(
    "flow, answer, result",
    [
        (packages.create(Package(name="n")), {"id": "75b125e1", "name": "n", "roles": []}, "75b125e1"),
        (packages.clone("p"), {"id": "3506c496"}, "3506c496"),
        (packages.bulk_send("t", PEOPLE), {"id": "batch"}, "batch"),
        (packages.update("p", name="n"), None, None),
        (packages.update("p", name="n"), {"id": "p", "name": "n"}, None),
        (packages.delete("p"), None, None),
        (packages.send("p"), None, None),
        (packages.send("p"), b"ok", None),
    ],
)
@in_one_test("kind", ["application/json", "text/html;charset=UTF-8"])
@in_one_test("status", [200, 201, 204])
def test_success_is_any_2xx_of_any_content_type(flow, answer, result, kind, status):
    assert run(flow, reply(status, answer, {"content-type": kind}))[0] == result


@in_one_test("body", [None, b"null", b"<html>", b"{}", b'{"id": null}', b'{"id": ""}', b"[]", b'"text"'])
def test_a_created_package_without_an_id_is_never_data(body):
    with pytest.raises(Exception, match=r"packages\.create") as caught:
        run(packages.create(Package(name="n")), reply(200, body))
    assert caught.value.maybe_applied
    assert caught.value.status == 200


def test_roles_are_read_in_either_shape():
    for body in ({"count": 1, "results": [{"id": "r"}]}, [{"id": "r"}]):
        found, _ = run(roles.list("p"), reply(200, body))
        assert [role.id for role in found] == ["r"]


def test_what_is_read_elsewhere():
    assert run(roles.get("p", "r"), reply(200, {"id": "r"}))[0].id == "r"
    assert run(documents.get("p", "d"), reply(200, {"id": "d"}))[0].id == "d"
    assert run(sessions.current(), reply(200, samples.SESSION))[0].user.email == "bob@example.com"
    assert run(tokens.create_user_token(), reply(200, {"value": "v"}))[0].value == Secret("v")
    assert run(packages.signing_url("p", "r"), reply(200, samples.SIGNING_URL))[0].url == Secret(
        samples.SIGNING_URL["url"]
    )


@in_one_test(
    "flow, whole",
    [
        (packages.evidence_summary("p").bytes(), b"%PDF-1.7\n...\n%%EOF\n"),
        (documents.download("p", "d").bytes(), b"%PDF-1.7\n...\n%%EOF\n"),
        (packages.download_zip("p").bytes(), b"PK\x03\x04 ... PK\x05\x06 ..."),
    ],
)
def test_downloads_are_whole_or_an_error(flow, whole):
    assert run(flow, reply(200, whole))[0] == whole
    for bad in (whole[:12], b"<html>", b""):
        with pytest.raises(Exception, match=r"cut off|is not a"):
            run(flow, *[reply(200, bad)] * 3)


def test_the_original_may_be_anything():
    assert run(documents.original("p", "d").bytes(), reply(200, b"\x00any"))[0] == b"\x00any"


def test_what_cannot_be_read_names_its_place():
    with pytest.raises(DecodeError, match=r"roles\[0\].signers"):
        run(packages.get("p"), reply(200, {"roles": [{"signers": "none"}]}))


def test_secrets_in_models_are_not_shown():
    canary = "c4n4ry"
    shown = [
        esl.Challenge(question="q", answer=canary),
        esl.EquifaxUsaInformation(social_security_number=canary, drivers_license_number=canary),
        esl.EquifaxCanadaInformation(social_insurance_number=canary, home_phone_number=canary),
        esl.CreditCard(number=canary, cvv=canary),
        esl.SubAccountApiKey(api_key=canary),
        esl.NotarySeal(content=canary),
        esl.KbaSignerInformation(social_security_number=canary, date_of_birth=canary),
        esl.SigningUrl(url=canary),
        esl.AuthenticationToken(value=canary),
        esl.SessionToken(session_token=canary),
        esl.UserSignature(handdrawn=canary),
        esl.Document(base64_content=canary, signer_verification_token=canary),
        esl.Package(extra={"apiKey": canary}),
    ]
    for model in shown:
        assert canary not in repr(model)
        assert canary not in repr([model])
        assert canary in str(pickle.loads(pickle.dumps(model)).to_wire())


@in_one_test("cls", MODELS, ids=lambda c: c.__name__)
def test_a_misspelt_argument_names_the_near_miss(cls):
    name = next(a.name for a in attrs.fields(cls) if a.name != "extra")
    with pytest.raises(TypeError, match=f"did you mean '{name}'"):
        cls(**{name + "x": 1})


def test_everything_public_is_there_and_says_what_it_is():
    for name in esl.__all__:
        value = getattr(esl, name)
        if inspect.isclass(value) and not issubclass(value, enum.Enum):
            assert inspect.getdoc(value), name
    assert set(esl.__all__) <= set(dir(esl))
    with pytest.raises(AttributeError):
        esl.Pakcage  # noqa: B018 - the access is the point
