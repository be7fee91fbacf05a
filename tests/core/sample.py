"""A pretend service: one resource that uses every kind of endpoint."""

from __future__ import annotations

import builtins
from datetime import datetime
from typing import ClassVar

import attrs

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.field_specifiers import always, several
from esignkit.core.flow import Response, Steps, sleep
from esignkit.core.model import Model, model
from esignkit.core.operation import FromClient, Json, Operation, Repeat
from esignkit.core.paging import Page, Paging
from esignkit.core.response_readers import Contents, key, nothing, read, read_list
from esignkit.types import UNSET, CallOptions, Maybe, OpenEnum
from tests.support import IF_LOST


class Status(OpenEnum):
    DRAFT = "DRAFT"
    SENT = "SENT"
    COMPLETED = "COMPLETED"


@model
class Approval(Model):
    id: str = always()
    signed: datetime | None = None


@model
class Package(Model):
    """One package."""

    WIRE: ClassVar = {"email_message": "emailMsg"}
    SECRETS: ClassVar = frozenset({"password"})
    READ_WITH: ClassVar = "packages.get(package_id)"

    id: str = always()
    name: str | None = None
    status: Status | None = None
    email_message: str | None = None
    due: datetime | None = None
    size: int | None = None
    price: float | None = None
    autocomplete: bool | None = None
    password: str | None = None
    tags: list[str] = several()
    approvals: list[Approval] = several()
    parent: Package | None = None
    data: dict[str, str] | None = None


def page_of_packages(answer: Response) -> Page[Package]:
    value = answer.json()
    assert isinstance(value, dict)
    total = value.get("count")
    return Page(read_list(Package)(answer), total if isinstance(total, int) else None)


def next_window(operation: Operation[Page[Package]], page: Page[Package], seen: int) -> Operation[Page[Package]] | None:
    to = operation.query["to"]
    start = operation.query["from"]
    assert isinstance(to, int)
    assert isinstance(start, int)
    if page.total is not None and seen >= page.total:
        return None
    return attrs.evolve(operation, query={**operation.query, "from": to + 1, "to": to + to - start + 1})


class Packages(Resource[Mode]):
    """Packages of the pretend service."""

    @property
    def plan(self) -> Packages[Plan]:
        return Packages(PLANNER)

    @endpoint
    def get(self, package_id: str, *, options: CallOptions | None = None) -> Operation[Package]:
        """Retrieve one package."""
        return Operation(
            "packages.get",
            "GET",
            "/packages/{packageId}",
            read(Package),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def create(self, package: Package, *, options: CallOptions | None = None) -> Operation[str]:
        """Create a package."""
        return Operation(
            "packages.create",
            "POST",
            "/packages",
            key("id"),
            body=Json(package),
            repeat=Repeat.NEVER,
            if_lost=IF_LOST,
            options=options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        *,
        name: Maybe[str | None] = UNSET,
        due: Maybe[datetime | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Change what is given."""
        return Operation(
            "packages.update",
            "PUT",
            "/packages/{packageId}",
            nothing,
            {"packageId": package_id},
            body=Json({"name": name, "due": due}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def mine(self) -> Operation[Package]:
        """Use a value that the client fills in."""
        return Operation(
            "packages.mine", "GET", "/apps/{appId}/mine", read(Package), query={"user": FromClient("username")}
        )

    @endpoint
    def wait(self, package_id: str, *, every: float = 1.0) -> Steps[Package]:
        """Wait until it is complete."""
        while True:
            package = yield from self.plan.get(package_id)
            if package.status == Status.COMPLETED:
                return package
            yield from sleep(every)

    @paged
    def list(self, *, page_size: int = 10, limit: int | None = None) -> Paging[Package]:
        """List packages."""
        first = Operation("packages.list", "GET", "/packages", page_of_packages, query={"from": 1, "to": page_size})
        return Paging(first, next_window, limit)

    @endpoint
    def names(self) -> Steps[builtins.list[str | None]]:
        """Use a list inside a flow."""
        rows = yield from self.plan.list(page_size=2)
        return [row.name for row in rows]

    @downloaded
    def download(self, package_id: str) -> Operation[bytes]:
        """Download the document."""
        return Operation(
            "packages.download",
            "GET",
            "/packages/{packageId}/pdf",
            Contents(),
            {"packageId": package_id},
        )
