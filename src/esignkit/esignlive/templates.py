"""Templates and layouts: `client.templates`, `client.layouts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.readers import key, read
from esignkit.errors import ESignError
from esignkit.esignlive.creating import body, retyped, with_documents
from esignkit.esignlive.enums import PackageType, SearchType, SortDirection, SortField, Visibility
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package, SigningUrl
from esignkit.esignlive.models.role import Role, Signer
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.pages import NextWindow, ReadPage, said, window
from esignkit.esignlive.roles import Roles
from esignkit.types import CallOptions, FileInput, Progress, Secret

__all__ = ["Layouts", "Templates"]

_IF_CREATED = Reconcile(
    "templates.list(search=…) finds it by its name",
    ask="esignkit.esignlive.reconciliation:created",
    mark="esignkit.esignlive.request_ids:mark",
)
_IF_CLONED = evolve(_IF_CREATED, mark="esignkit.esignlive.request_ids:mark_clone")


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
            options: Options of each of the calls.

        Returns:
            A lazy list of templates.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /packages?type=TEMPLATE`
        Source: eSignLive section 4.6
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
            options: Options of this call.

        Returns:
            The id of the template.

        Raises:
            ValueError: The number of files is not that of the documents.
            OutcomeUnknownError: It may have been created; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /packages`
        Source: eSignLive section 4.6
        """
        package, uploads = with_documents(retyped(template, PackageType.TEMPLATE), files)
        return Operation(
            "templates.create",
            "POST",
            "/packages",
            key("id"),
            body=body(package, uploads, progress),
            repeat=Repeat.NEVER,
            if_lost=_IF_CREATED,
            options=options,
        )

    @endpoint
    def create_from(
        self, package_id: str, name: str, *, changes: Package | None = None, options: CallOptions | None = None
    ) -> Operation[str]:
        """Create a template from a package.

        Args:
            package_id: The package.
            name: Name of the template.
            changes: What else the template has otherwise.
            options: Options of this call.

        Returns:
            The id of the template.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have been created; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /packages/{packageId}/clone`
        Source: eSignLive section 3.10
        """
        delta = retyped(changes or Package(), PackageType.TEMPLATE)
        delta.name = name
        return Operation(
            "templates.create_from",
            "POST",
            "/packages/{packageId}/clone",
            key("id"),
            {"packageId": package_id},
            body=Json(delta),
            repeat=Repeat.NEVER,
            if_lost=_IF_CLONED,
            options=options,
        )

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
            options: Options of each of the calls.

        Returns:
            The id of the package.

        Raises:
            ValueError: The template has no placeholder of a name that was given, or several.
            NotFoundError: There is no such template.
            OutcomeUnknownError: It may have been created; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /packages/{templateId}/clone`, `GET /packages/{packageId}`, then `PUT` to each role
        Source: eSignLive section 3.10
        """
        packages: Packages[Plan] = Packages(PLANNER)
        roles: Roles[Plan] = Roles(PLANNER)
        delta = retyped(changes or Package(), PackageType.PACKAGE)
        delta.roles = []
        package_id = yield from packages.clone(template_id, delta, options=options)
        try:
            made = yield from packages.get(package_id, options=options)
            found = _placeholders(made, signers)
            for role_id, signer in found:
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
            options: Options of this call.

        Returns:
            The address, in `url`.

        Raises:
            NotFoundError: There is no such template.
            ApiError: The service refused.

        HTTP: `GET /fastTrack/{templateId}/url`
        Source: eSignLive section 4.5
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
            options: Options of this call.

        Returns:
            Where to sign, in `url`.

        Raises:
            ValidationError: The service refused the request, or the status of the object does not allow it.
            OutcomeUnknownError: It may have been started; nothing was sent twice.
            ApiError: The service refused.

        HTTP: `POST /fastTrack`
        Source: eSignLive section 4.5
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
    found: dict[str, str] = {}
    for role in package.roles:
        name = (getattr(role, "name", None) or role.id).casefold()
        if not (getattr(role, "signers", None) or ()) and name:
            if name in found:
                msg = f"the template has several placeholders named {role.name!r}"
                raise ValueError(msg)
            found[name] = role.id
    missing = [name for name in signers if name.casefold() not in found]
    if missing:
        msg = f"the template has no placeholder named {', '.join(map(repr, missing))}; it has {sorted(found) or 'none'}"
        raise ValueError(msg)
    return [(found[name.casefold()], signer) for name, signer in signers.items()]


class Layouts(Resource[Mode]):
    """Layouts: where fields are, to be put on other documents with `documents.apply_layout`."""

    @property
    def plan(self) -> Layouts[Plan]:
        """The same calls as values, not carried out."""
        return Layouts(PLANNER)

    @paged
    def list(
        self,
        *,
        query: str | None = None,
        type: PackageType | str | None = None,
        search: str | None = None,
        search_type: SearchType | str | None = None,
        visibility: Visibility | str | None = None,
        from_: int | None = None,
        to: int | None = None,
        page_size: int | None = None,
        sort: SortField | str | None = None,
        dir: SortDirection | str | None = None,
        summary: bool | None = None,
        owner_user_id: str | None = None,
        owner_email: str | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Package]:
        """List layouts, fetched page by page while the list is walked.

        Args:
            query: The folder.
            type: The type.
            search: Text to look for.
            search_type: How `search` compares; without it, as a wildcard.
            visibility: Who sees them.
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100.
            sort: `created`, `updated` or `name`.
            dir: `asc` or `desc`.
            summary: Little about each.
            owner_user_id: Another user's layouts; needs the permission for it.
            owner_email: The same, by e-mail address.
            limit: Maximum number of items.
            options: Options of each of the calls.

        Returns:
            A lazy list of layouts.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /layouts`
        Source: eSignLive section 4.6
        """
        first = Operation(
            "layouts.list",
            "GET",
            "/layouts",
            ReadPage(Package),
            query=said(
                {
                    "query": query,
                    "type": type,
                    "search": search,
                    "searchtype": search_type,
                    "visibility": visibility,
                    **window(from_, to, page_size),
                    "sort": sort,
                    "dir": dir,
                    "summary": summary,
                    "ownerUserId": owner_user_id,
                    "ownerEmail": owner_email,
                }
            ),
            options=options,
        )
        return Paging(first, NextWindow(to, page_size), limit)

    @endpoint
    def create(
        self,
        package_id: str,
        name: str,
        *,
        document_id: str,
        visibility: Visibility | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Package]:
        """Create a layout from one document of a package.

        Args:
            package_id: The package.
            name: Name of the layout.
            document_id: The document; a layout has exactly one.
            visibility: Who sees it.
            options: Options of this call.

        Returns:
            The layout.

        Raises:
            OutcomeUnknownError: It may have been created; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /layouts`
        Source: eSignLive section 4.6
        """
        body = Package(
            id=package_id,
            name=name,
            type=PackageType.LAYOUT,
            visibility=None if visibility is None else Visibility(visibility),
            documents=[Document(id=document_id)],
        )
        return Operation(
            "layouts.create",
            "POST",
            "/layouts",
            read(Package),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "layouts.list(search=…) finds it by its name",
                ask="esignkit.esignlive.reconciliation:layout_created",
            ),
            options=options,
        )
