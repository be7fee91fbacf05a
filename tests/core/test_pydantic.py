"""Models, pages, enums and secrets in pydantic, and as requests and responses of a FastAPI application."""

import subprocess
import sys
from typing import Annotated, Any

import pytest

from esignkit import NULL, Page, Secret
from esignkit.constellation1 import Session, SessionInfo, UseSequence
from esignkit.esignlive import (
    Callback,
    CallbackEventName,
    Document,
    Field,
    FieldType,
    Package,
    PackageStatus,
    Role,
    Signer,
    SigningUrl,
)
from esignkit.ignisign import SignerCreated
from tests.tables import in_one_test
from tests.test_house import MODELS, short

pydantic = pytest.importorskip("pydantic", reason="comes with the extra `test`")

PACKAGE = {
    "name": "Lease",
    "status": "DRAFT",
    "due": "2030-01-31T12:00:00Z",
    "roles": [{"id": "r", "type": "SIGNER", "signers": [{"email": "a@example.com", "firstName": "Ada"}]}],
    "brandNew": [1],
}


def read(kind: Any, value: Any) -> Any:
    return pydantic.TypeAdapter(kind).validate_python(value)


def written(kind: Any, value: Any, **more: Any) -> Any:
    return pydantic.TypeAdapter(kind).dump_python(value, mode="json", by_alias=True, **more)


def test_nobody_who_does_not_use_pydantic_loads_it() -> None:
    code = (
        "import sys; from esignkit.esignlive import Package, ESignLive; Package(name='Lease', status='DRAFT');"
        "assert 'pydantic' not in sys.modules and 'esignkit.core.pydantic_models' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_model_is_read_and_written() -> None:
    package = read(Package, PACKAGE)
    assert package == Package.from_wire(PACKAGE)
    assert package.status is PackageStatus.DRAFT
    assert written(Package, package) == {name: value for name, value in PACKAGE.items() if name != "brandNew"}
    assert written(Package, package, context={"reveal_secrets": True}) == PACKAGE


def test_python_names_are_read_and_written_as_well() -> None:
    signer = read(Signer, {"first_name": "Ada", "lastName": "Byron"})
    assert signer == Signer(first_name="Ada", last_name="Byron")
    assert pydantic.TypeAdapter(Signer).dump_python(signer) == {"first_name": "Ada", "last_name": "Byron"}
    assert pydantic.TypeAdapter(Signer).validate_json(b'{"firstName": "Ada"}') == Signer(first_name="Ada")


def test_an_instance_is_taken_as_it_is() -> None:
    package = Package(name="Lease")
    assert read(Package, package) is package
    role = Role(id="r")
    assert read(Package, {"roles": [role]}).roles[0] is role


def test_null_reads_as_absent_and_is_written_where_it_was_said() -> None:
    assert read(Package, {"name": None}) == Package()
    assert written(Package, Package(name=NULL, description=None)) == {"name": None}


@in_one_test(
    "kind, value, where",
    [
        (Package, {"roles": [{"signers": [{"email": {}}]}]}, ("roles", 0, "signers", 0, "email")),
        (Package, {"status": 7}, ("status",)),
        (Package, {"due": "soon"}, ("due",)),
        (Package, {"due": "2030-01-31T12:00:00"}, ("due",)),  # no time zone: it could not be sent
        (Package, {"due": "2030-01-31"}, ("due",)),
        (Field, {"left": float("nan")}, ("left",)),
        (Field, {"left": "Infinity"}, ("left",)),
        (Package, "Lease", ()),
        (Page[Package], {"items": [{}, {"name": []}]}, ("items", 1, "name")),
        (SessionInfo, {"use_sequence": "later"}, ("use_sequence",)),
        (Secret, 7, ()),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(kind: Any, value: Any, where: tuple[Any, ...]) -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        read(kind, value)
    assert [error["loc"] for error in caught.value.errors()] == [where]


def test_enums_are_open() -> None:
    assert read(PackageStatus, "BRAND_NEW") == "BRAND_NEW"
    assert read(Field, {"type": "SIGNATURE"}).type is FieldType.SIGNATURE
    assert read(SessionInfo, {"UseSequence": 1}).use_sequence is UseSequence.SEQUENTIAL
    assert written(Callback, Callback(events=[CallbackEventName.PACKAGE_TRASH, "NEW"])) == {
        "events": ["PACKAGE_TRASH", "NEW"]
    }


@in_one_test(
    "model, shown",
    [
        (SignerCreated(signer_id="s", auth_secret=Secret("canary")), {"signerId": "s", "authSecret": "**********"}),
        (SigningUrl(url=Secret("https://a.example/canary")), {"url": "**********"}),
        (Callback(key="canary"), {"key": "**********"}),
        (Session(session_info=SessionInfo(password="canary")), {"SessionInfo": {"Password": "**********"}}),
        (SignerCreated(signer_id="s", extra={"token": "canary"}), {"signerId": "s"}),
    ],
)
def test_credentials_are_masked_unless_asked_for(model: Any, shown: Any) -> None:
    assert written(type(model), model) == shown
    assert "canary" in str(written(type(model), model, context={"reveal_secrets": True}))


def test_a_secret_of_your_own_model() -> None:
    class Login(pydantic.BaseModel):
        key: Secret
        callback: Callback | None = None

    login = Login.model_validate({"key": "canary", "callback": {"key": "canary"}})
    assert login.key.reveal() == "canary"
    assert "canary" not in f"{login!r} {login.model_dump_json()}"
    schema = Login.model_json_schema()
    assert schema["properties"]["key"] == {"type": "string", "format": "password", "writeOnly": True, "title": "Key"}


@in_one_test("cls", MODELS, ids=short)
def test_every_model_has_a_schema(cls: type) -> None:
    adapter = pydantic.TypeAdapter(cls)
    assert adapter.validate_python({}) == cls()
    for mode in ("validation", "serialization"):
        assert cls.__name__ in str(adapter.json_schema(mode=mode))


# FastAPI --------------------------------------------------------------------------------------------------------------
def application() -> Any:
    fastapi = pytest.importorskip("fastapi", reason="comes with the extra `test`")
    app = fastapi.FastAPI()

    @app.post("/packages")
    def create(package: Annotated[Package, fastapi.Body()]) -> Package:
        package.id = "p"
        return package

    @app.get("/packages")
    async def listed() -> Page[Package]:
        return Page([Package(id="p", documents=[Document(name="lease.pdf")])], total=1)

    @app.get("/statuses/{status}")
    def status(status: PackageStatus) -> dict[str, bool]:
        return {"known": status.is_known}

    @app.post("/signers", response_model=SignerCreated)
    def signer() -> Any:
        return SignerCreated(signer_id="s", auth_secret=Secret("canary"))

    return app


async def call(method: str, path: str, json: Any = None) -> Any:
    import httpx

    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://app.example") as client:
        return await client.request(method, path, json=json)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_requests_and_responses_of_an_application() -> None:
    response = await call("POST", "/packages", PACKAGE)
    assert (response.status_code, response.json()["id"]) == (200, "p")
    assert response.json()["roles"] == PACKAGE["roles"]
    assert (await call("GET", "/packages")).json() == {
        "items": [{"id": "p", "documents": [{"name": "lease.pdf"}]}],
        "total": 1,
        "per_page": None,
    }
    assert (await call("GET", "/statuses/BRAND_NEW")).json() == {"known": False}
    assert (await call("POST", "/signers")).json() == {"signerId": "s", "authSecret": "**********"}


@pytest.mark.anyio
async def test_a_wrong_request_is_refused_by_its_path() -> None:
    response = await call("POST", "/packages", {"roles": [{"signers": [{"email": 7}]}]})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "roles", 0, "signers", 0, "email"]]


def test_the_application_describes_the_models() -> None:
    api = application().openapi()
    package = api["components"]["schemas"]["Package"]
    assert package["title"] == "Package"
    assert package["properties"]["emailMessage"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "title": "Emailmessage",
    }
    statuses = api["paths"]["/statuses/{status}"]["get"]["parameters"][0]["schema"]
    assert statuses["anyOf"][0]["enum"][:2] == ["DRAFT", "SENT"]
    assert statuses["anyOf"][1] == {"type": "string"}
