"""Templates: `client.templates`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read
from esignkit.core.value_objects import evolve
from esignkit.errors import ESignError
from esignkit.esignlive.enums import PackageType, SortDirection, SortField, Visibility
from esignkit.esignlive.models.package import Package, SigningUrl
from esignkit.esignlive.models.role import Role, Signer
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.package_body import retyped, with_documents
from esignkit.esignlive.package_creation import IF_CLONED, IF_CREATED, clone_call, create_call
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.roles import Roles
from esignkit.types import CallOptions, FileInput, Progress, Secret

__all__ = ["Templates"]

_IF_CREATED = evolve(IF_CREATED, hint="templates.list(search=…) finds it by its name")
_IF_CLONED = evolve(IF_CLONED, hint=_IF_CREATED.hint)


class Templates(Resource[Mode]):
    """Templates are packages: what is not here is in `client.packages`. Placeholders are roles without signers."""

    @property
    def plan(self) -> Templates[Plan]:
        """The same calls as values, not carried out."""
        return Templates(PLANNER)

    @paged
    def list(
        self,
        *,
        visibility: Visibility | str | None = None,
        search: str | None = None,
        page_size: int | None = None,
        sort: SortField | str | None = None,
        dir: SortDirection | str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Package]:
        """List templates, fetched page by page while the list is walked.

        Args:
            visibility: `ACCOUNT` (which is what the service takes without it) or `SENDER`.
            search: Text to look for.
            page_size: Records to a page, 1 to 100.
            sort: What to sort by.
            dir: `asc` or `desc`.
            limit: Maximum number of items.

        Returns:
            A lazy list of templates.

        HTTP: `GET /packages?type=TEMPLATE`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages.get`.
        """
        packages: Packages[Plan] = Packages(PLANNER)
        listed = packages.list(
            type=PackageType.TEMPLATE,
            visibility=visibility,
            search=search,
            page_size=page_size,
            sort=sort,
            dir=dir,
            limit=limit,
            options=options,
        )
        return evolve(listed, first=evolve(listed.first, name="templates.list"))

    @endpoint
    def create(
        self,
        template: Package,
        *,
        files: Sequence[FileInput] | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a template.

        Args:
            template: What to create; its type is set for you.
            files: One file for each document, in order.
            progress: Called with the bytes sent and the total.

        Returns:
            The id of the template.

        Raises:
            ValueError: The number of files is not that of the documents.
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages.post`.
        """
        package, uploads = with_documents(retyped(template, PackageType.TEMPLATE), files)
        return create_call("templates.create", package, uploads, progress, if_lost=_IF_CREATED, options=options)

    @endpoint
    def create_from(
        self, package_id: str, name: str, *, changes: Package | None = None, options: CallOptions | None = None
    ) -> Operation[str]:
        """Create a template from a package.

        Args:
            package_id: The package.
            name: Name of the template.
            changes: What else the template has otherwise.

        Returns:
            The id of the template.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages/{packageId}/clone`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.clone.post`.
        """
        package_changes = retyped(changes or Package(), PackageType.TEMPLATE)
        package_changes.name = name
        return clone_call("templates.create_from", package_id, package_changes, if_lost=_IF_CLONED, options=options)

    @endpoint
    def create_package(
        self,
        template_id: str,
        signers: Mapping[str, Signer],
        *,
        changes: Package | None = None,
        options: CallOptions | None = None,
    ) -> Steps[str]:
        """Create a package from a template and put signers into its placeholders, found by their names.

        The package stays a draft. When a step after the first fails, the error's notes name the package.

        Args:
            template_id: The template.
            signers: Signers by the name of their placeholder, in which case does not count.
            changes: What else the package has otherwise.

        Returns:
            The id of the package.

        Raises:
            ValueError: The template has no placeholder of a name that was given, or several.
            NotFoundError: There is no such template.
            OutcomeUnknownError: It may have been created; it was not retried.

        HTTP: `POST /packages/{templateId}/clone`, `GET /packages/{packageId}`, then `PUT` to each role
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.clone.post` and `api.packages._packageId.get`.
        """
        packages: Packages[Plan] = Packages(PLANNER)
        roles: Roles[Plan] = Roles(PLANNER)
        package_changes = retyped(changes or Package(), PackageType.PACKAGE)
        package_changes.roles = []
        package_id = yield from packages.clone(template_id, package_changes, options=options)
        try:
            package = yield from packages.get(package_id, options=options)
            signers_by_role = _placeholders(package, signers)
            for role_id, signer in signers_by_role:
                yield from roles.update(package_id, role_id, signers=[signer], options=options)
        except (ESignError, ValueError) as error:
            error.add_note(f"The package {package_id} was created from the template and is a draft.")
            raise
        return package_id

    @endpoint
    def fast_track_url(
        self, template_id: str, *, signing: bool | None = None, options: CallOptions | None = None
    ) -> Operation[SigningUrl]:
        """Retrieve the address where anybody can fill in and sign a template.

        Args:
            template_id: The template.
            signing: Lead straight to signing.

        Returns:
            The address, in `url`.

        Raises:
            NotFoundError: There is no such template.

        HTTP: `GET /fastTrack/{templateId}/url`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "templates.fast_track_url",
            "GET",
            "/fastTrack/{templateId}/url",
            read(SigningUrl),
            {"templateId": template_id},
            {"signing": signing},
            hide=("url",),
            options=options,
        )

    @endpoint
    def start_fast_track(
        self, token: str | Secret, roles: Sequence[Role], *, options: CallOptions | None = None
    ) -> Operation[SigningUrl]:
        """Start what a fast-track address leads to: make a package of the template and say who signs it.

        Args:
            token: The token: the last value in the query of what the address redirects to.
            roles: The template's placeholders with their signers: `id`, `name` and `signers` of each.

        Returns:
            Where to sign, in `url`.

        Raises:
            OutcomeUnknownError: It may have been started; nothing was sent twice.

        HTTP: `POST /fastTrack`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "templates.start_fast_track",
            "POST",
            "/fastTrack",
            read(SigningUrl),
            query={"token": Secret(token)},
            body=Json([*roles]),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("packages.list(search=…) finds it by its name"),
            hide=("url",),
            options=options,
        )


def _placeholders(package: Package, signers: Mapping[str, Signer]) -> Sequence[tuple[str, Signer]]:
    """Pair the roles of a package with signers by name."""
    role_ids: dict[str, str] = {}
    for role in package.roles:
        if not hasattr(role, "id") or getattr(role, "signers", None):
            continue
        label = getattr(role, "name", None) or role.id
        name = label.casefold()
        if name in role_ids:
            msg = f"the template has several placeholders named {label!r}"
            raise ValueError(msg)
        role_ids[name] = role.id
    missing = [name for name in signers if name.casefold() not in role_ids]
    if missing:
        names = ", ".join(map(repr, missing))
        msg = f"the template has no placeholder named {names}; it has {sorted(role_ids) or 'none'}"
        raise ValueError(msg)
    return [(role_ids[name.casefold()], signer) for name, signer in signers.items()]
