"""Seals that a machine asks for, and capsules for logs."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.files import upload
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import read
from esignkit.ignisign.enums import DocumentType
from esignkit.ignisign.hashing import as_hash, hexadecimal
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.v4.models import LogCapsule, Seal
from esignkit.ignisign.v4.requests import APPLICATION_V4
from esignkit.ignisign.wire_format import without_none
from esignkit.types import JSON, UNSET, CallOptions, FileInput, Maybe

__all__ = ["Seals"]


class Seals(Resource[Mode]):
    """The part of `V4` that seals documents and puts logs into capsules."""

    @endpoint
    def seal(
        self,
        m2m_id: str,
        document_hash: str,
        *,
        signed_hash: str,
        document_type: DocumentType | str = DocumentType.PRIVATE_FILE,
        content: FileInput | None = None,
        xml_content: str | None = None,
        json_content: Maybe[JSON] = UNSET,
        title: str | None = None,
        external_id: str | None = None,
        label: str | None = None,
        mime_type: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Seal]:
        """Seal a document on a machine's behalf.

        The machine proves itself with an ECDSA P-256 signature over the 32 bytes of the hash, in DER, hexadecimal. The
        service's own code gives those bytes to a signer that digests them once more; try it with your key first.

        Args:
            m2m_id: The machine.
            document_hash: SHA-256 of the document, in lower-case hexadecimal digits: `m2m_file_hash`.
            signed_hash: The machine's signature of the hash.
            document_type: What the document is made of; `PRIVATE_FILE` sends the hash alone.
            content: A file to send along; it is streamed.
            xml_content: XML to send along.
            json_content: JSON to send along.
            title: Title.
            external_id: Your own reference.
            label: Name shown to people.
            mime_type: MIME type of the document; that of `content` when not given.

        Returns:
            The sealed document and, where it is ready at once, its proof.

        Raises:
            ValueError: A hash is not written as it must be.
            ValidationError: The hash or its signature is not good.
            OutcomeUnknownError: The response was lost; the document may be sealed.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/m2m/{m2mId}/sign`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        file = None if content is None else upload(content)
        document = without_none(
            documentType=document_type,
            documentHash=as_hash("document_hash", document_hash, "hex"),
            label=label,
            mimeType=mime_type or (file.content_type if file else None),
            contentB64=file,
            xmlContent=xml_content,
        )
        body = without_none(
            m2mId=m2m_id,
            title=title,
            externalId=external_id,
            documentHashSignedByM2MPrivateKey=hexadecimal("signed_hash", signed_hash),
            document={**document, "jsonContent": json_content},
        )
        return Operation(
            "v4.seal",
            "POST",
            APPLICATION_V4 + "/m2m/{m2mId}/sign",
            read(Seal),
            {"m2mId": m2m_id},
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "signature_requests.list() shows the request that was made for it, with its title and external_id",
                ask="esignkit.ignisign.reconciliation:sealed",
            ),
            options=options,
        )

    @endpoint
    def log_capsule(self, hash_sha256_b64: str, *, options: CallOptions | None = None) -> Operation[LogCapsule]:
        """Have a hash of a log timestamped.

        Args:
            hash_sha256_b64: SHA-256 of the log, in base64 (44 characters): `private_file_hash`.

        Returns:
            The hash and its timestamp.

        Raises:
            ValueError: A hash is not written as it must be.
            ValidationError: The hash is not one.
            OutcomeUnknownError: The response was lost; a capsule may exist.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/log-capsules`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.log_capsule",
            "POST",
            APPLICATION_V4 + "/log-capsules",
            read(LogCapsule),
            body=Json({"hashSha256_b64": as_hash("hash_sha256_b64", hash_sha256_b64, "base64")}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "nothing lists capsules; a second one of the same hash does no harm",
                orphan="a second capsule of the same hash",
            ),
            options=options,
        )
