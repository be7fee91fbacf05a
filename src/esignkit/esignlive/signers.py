"""Signers and their verification: `client.signers`, `client.signer_verification`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.operation import Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read_list
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.document import Approval
from esignkit.esignlive.models.verification import Verification, VerificationType
from esignkit.esignlive.operation import Operation, download, listing
from esignkit.types import CallOptions

__all__ = ["SignerVerification", "Signers"]

_VERIFICATION = Entity("/packages/{packageId}/roles/{roleId}/verification", Verification)


class Signers(Resource[Mode]):
    """What a signer has to sign, and how the signature looks."""

    @property
    def plan(self) -> Signers[Plan]:
        """The same calls as values, not carried out."""
        return Signers(PLANNER)

    @paged
    def approvals(self, package_id: str, signer_id: str, *, options: CallOptions | None = None) -> Paging[Approval]:
        """List the signatures of one signer in a package.

        Args:
            package_id: The package.
            signer_id: The signer.

        Returns:
            The signatures; none for a signer who is not there.

        Raises:
            NotFoundError: There is no such package or signer.

        HTTP: `GET /packages/{packageId}/signers/{signerId}/approvals`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.signers._signerId.get`.
        """
        return listing(
            "signers.approvals",
            "/packages/{packageId}/signers/{signerId}/approvals",
            read_list(Approval),
            {"packageId": package_id, "signerId": signer_id},
            options=options,
        )

    @paged
    def signable_approvals(
        self, package_id: str, document_id: str, *, signer_id: str, options: CallOptions | None = None
    ) -> Paging[Approval]:
        """List the signatures that one signer can still give on a document.

        Args:
            package_id: The package.
            document_id: The document.
            signer_id: The signer.

        Returns:
            The signatures.

        Raises:
            NotFoundError: There is no such package, document or signer.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/signers/{signerId}/approvals`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return listing(
            "signers.signable_approvals",
            "/packages/{packageId}/documents/{documentId}/signers/{signerId}/approvals",
            read_list(Approval),
            {"packageId": package_id, "documentId": document_id, "signerId": signer_id},
            options=options,
        )

    @downloaded
    def signature_image(
        self, package_id: str, role_id: str, *, image_type: str = "image/png", options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the picture of a signer's signature, 350 by 100 points.

        Args:
            package_id: The package.
            role_id: The role.
            image_type: `image/png`, `image/jpeg` or `image/gif`.

        Returns:
            The picture, as a `Download`.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/roles/{roleId}/signatureImage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.package._packageId.roles._roleId.signatureImage.get`.
        """
        return download(
            "signers.signature_image",
            "/packages/{packageId}/roles/{roleId}/signatureImage",
            {"packageId": package_id, "roleId": role_id},
            accept=image_type,
            options=options,
        )


class SignerVerification(Resource[Mode]):
    """How a signer is verified before signing."""

    @property
    def plan(self) -> SignerVerification[Plan]:
        """The same calls as values, not carried out."""
        return SignerVerification(PLANNER)

    @endpoint
    def get(
        self, package_id: str, role_id: str, *, options: CallOptions | None = None
    ) -> Operation[Verification | None]:
        """Retrieve how a signer is verified.

        Args:
            package_id: The package.
            role_id: The role.

        Returns:
            The verification, or None where there is none.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/roles/{roleId}/verification`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.verification.get`.
        """
        return _VERIFICATION.find("signer_verification.get", {"packageId": package_id, "roleId": role_id}, options)

    @endpoint
    def create(
        self, package_id: str, role_id: str, verification: Verification, *, options: CallOptions | None = None
    ) -> Operation[Verification | None]:
        """Say how a signer is verified.

        Args:
            package_id: The package.
            role_id: The role.
            verification: The verification; `types` lists what the account has.

        Returns:
            The Verification as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package or role.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/roles/{roleId}/verification`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.verification.post`.
        """
        return _VERIFICATION.create(
            "signer_verification.create",
            {"packageId": package_id, "roleId": role_id},
            verification,
            if_lost=Reconcile("signer_verification.get(package_id, role_id) shows it"),
            options=options,
        )

    @endpoint
    def update(
        self, package_id: str, role_id: str, verification: Verification, *, options: CallOptions | None = None
    ) -> Operation[Verification | None]:
        """Change how a signer is verified.

        Args:
            package_id: The package.
            role_id: The role.
            verification: The verification.

        Returns:
            The Verification as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `PUT /packages/{packageId}/roles/{roleId}/verification`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.verification.put`.
        """
        return _VERIFICATION.update(
            "signer_verification.update", {"packageId": package_id, "roleId": role_id}, verification, options
        )

    @endpoint
    def delete(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Verify a signer no longer.

        Args:
            package_id: The package.
            role_id: The role.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `DELETE /packages/{packageId}/roles/{roleId}/verification`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.verification.delete`.
        """
        return _VERIFICATION.delete("signer_verification.delete", {"packageId": package_id, "roleId": role_id}, options)

    @paged
    def types(self, account_id: str, *, options: CallOptions | None = None) -> Paging[VerificationType]:
        """List the ways of verification that an account has.

        Args:
            account_id: The account.

        Returns:
            The ways.

        Raises:
            NotFoundError: There is no such account.

        HTTP: `GET /account/{accountId}/verificationTypes`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account._accountId.verificationTypes.get`.
        """
        return listing(
            "signer_verification.types",
            "/account/{accountId}/verificationTypes",
            read_list(VerificationType),
            {"accountId": account_id},
            options=options,
        )
