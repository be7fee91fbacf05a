"""The audit trail of a package: `client.audit`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint
from esignkit.core.response_readers import read
from esignkit.esignlive.models.report import AuditTrail
from esignkit.esignlive.operation import Operation, download
from esignkit.types import CallOptions

__all__ = ["Audit"]


class Audit(Resource[Mode]):
    """What was done to a package, by whom and when."""

    @property
    def plan(self) -> Audit[Plan]:
        """The same calls as values, not carried out."""
        return Audit(PLANNER)

    @endpoint
    def get(self, package_id: str, *, options: CallOptions | None = None) -> Operation[AuditTrail]:
        """Retrieve the audit trail.

        Args:
            package_id: The package.

        Returns:
            The trail.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/audit`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.audit.get`.
        """
        return Operation(
            "audit.get",
            "GET",
            "/packages/{packageId}/audit",
            read(AuditTrail),
            {"packageId": package_id},
            options=options,
        )

    @downloaded
    def get_xml(self, package_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Retrieve the audit trail as XML.

        Args:
            package_id: The package.

        Returns:
            The XML, as a `Download`.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/audit`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.audit.get`.
        """
        return download(
            "audit.get_xml",
            "/packages/{packageId}/audit",
            {"packageId": package_id},
            accept="application/xml",
            options=options,
        )
