"""Creating packages in other ways than by `packages.create`: accessible, from another, and many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Call, Steps
from esignkit.core.operation import Json, Reconcile, Upload
from esignkit.core.response_readers import key
from esignkit.core.value_objects import evolve
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.operation import Operation, post
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["IF_CLONED", "IF_CREATED", "PackageCreation", "clone_call", "create_call"]

IF_CREATED = Reconcile(
    "packages.list(search=…) finds it by its name",
    ask="esignkit.esignlive.reconciliation:created",
    add_request_id="esignkit.esignlive.request_ids:add_request_id",
)
IF_CLONED = evolve(IF_CREATED, add_request_id="esignkit.esignlive.request_ids:add_request_id_to_clone")


def create_call(
    name: str,
    package: Package,
    uploads: Sequence[Upload],
    progress: Progress | None,
    *,
    if_lost: Reconcile,
    options: CallOptions | None,
) -> Operation[str]:
    """Return a call that creates a package or template; the arguments are an `Operation`'s, and its body's."""
    from esignkit.esignlive.package_body import package_body

    body = package_body(package, uploads, progress)
    return post(name, "/packages", key("id"), body=body, if_lost=if_lost, options=options)


def clone_call(
    name: str, package_id: str, changes: Package, *, if_lost: Reconcile, options: CallOptions | None
) -> Operation[str]:
    """Return a call that creates a package or template from another; the arguments are an `Operation`'s."""
    from esignkit.esignlive.field_conditions import with_conditions_of_fields

    path, changes = "/packages/{packageId}/clone", with_conditions_of_fields(changes)
    return post(name, path, key("id"), {"packageId": package_id}, body=Json(changes), if_lost=if_lost, options=options)


class PackageCreation(Resource[Mode]):
    """The part of `client.packages` that creates them in other ways than from their own description alone."""

    @endpoint
    def create_accessible(
        self,
        package: Package,
        *,
        files: Sequence[FileInput] | None = None,
        sender: Sender | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a package that blind and visually impaired people can review and sign.

        Its files are tagged PDFs, and its fields are those of the tags: same id and name, same type and subtype, no
        coordinates. The flags `ada` and `extract` are set for you.

        Args:
            package: What to create. Where only id or name of a field is given, the other becomes the same; an
                approval without either takes those of its signature field.
            files: One tagged PDF for each document, in order; documents may also be added later.
            sender: The user of the account in whose name it is created.
            progress: Called with the bytes sent and the total.

        Returns:
            The id of the package.

        Raises:
            ValueError: The package contradicts what an accessible one must be; all faults are listed.
            ValidationError: A file is no PDF with tags (`error.validation.ada.notTaggedDocument`), or its tags are
                not in order (`error.validation.ada.documentNotTaggedProperly`).
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages.post`.
        """
        from esignkit.esignlive.accessible_package import accessible
        from esignkit.esignlive.package_body import from_sender, with_documents

        package, uploads = with_documents(from_sender(package, sender), files)
        return create_call(
            "packages.create_accessible", accessible(package), uploads, progress, if_lost=IF_CREATED, options=options
        )

    @endpoint
    def clone(
        self,
        package_id: str,
        changes: Package | None = None,
        *,
        sender: Sender | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a package or template from another.

        Args:
            package_id: The package or template to copy.
            changes: What the copy has otherwise; `type` says what it becomes. `esignkit.NULL` clears a field. Where
                it says `data`, which replaces the original's, the call's own id goes there too.
            sender: Owner of the copy.

        Returns:
            The id of the copy.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages/{packageId}/clone`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.clone.post`.
        """
        from esignkit.esignlive.package_body import from_sender

        package = from_sender(changes or Package(), sender)
        return clone_call("packages.clone", package_id, package, if_lost=IF_CLONED, options=options)

    @endpoint
    def bulk_send(
        self,
        template_id: str,
        csv: FileInput | Iterable[Mapping[str, object]],
        *,
        name: str | None = None,
        description: str | None = None,
        check: bool = True,
        options: CallOptions | None = None,
    ) -> Steps[str]:
        """Create and send one package for each row of a CSV file. The service does so some time later.

        Args:
            template_id: A template that can be sent in bulk: `bulk_sendable`, with roles that have no signers.
            csv: The CSV file, in UTF-8: a path, bytes, a binary file, or `(name, content)`. Or its rows, as mappings:
                either from column names to cells, for one role, or from role names to such mappings
                (`{"tenant": {"FIRST_NAME": "Ada", …}, "owner": {…}}`). True ticks a box, None leaves a cell empty.
            name: Name of the packages.
            description: Description of the packages.
            check: Look at the file before it is sent: size, header, and that each row has as many cells as the header.

        Returns:
            The id of the batch.

        Raises:
            ValueError: The file is not UTF-8, too long, or has a header or rows that cannot be right.
            BulkSendFailed: Rows of the file are wrong; `rows` says which.
            OutcomeUnknownError: It may have been accepted; nothing was sent twice.

        HTTP: `POST /packages/{templateId}/bulk_send`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.bulk_send.post`.
        """
        from esignkit.esignlive.bulk import ReadBatch, bulk_body, bulk_file, refuse_single_row

        refuse_single_row(csv)
        file = yield Call(partial(bulk_file, csv, check=check), reads=True)
        batch: str = yield post(
            "packages.bulk_send",
            "/packages/{templateId}/bulk_send",
            ReadBatch(),
            {"templateId": template_id},
            body=bulk_body(file, name, description),
            if_lost=Reconcile(
                "packages.list(search=…) finds its packages by their name, once the service has made them"
            ),
            accept="text/html",
            options=options,
        )
        return batch
