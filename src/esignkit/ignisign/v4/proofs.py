"""Proofs by their type, which take the place of XAdES, ASiC and signature proof in version 4."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from esignkit.core.endpoint import Mode, Resource, endpoint, streamed
from esignkit.core.flow import Answer, Saved
from esignkit.core.operation import Buffer, Into, Open, Sink
from esignkit.core.readers import contents, saved
from esignkit.ignisign.enums import ProofType, SignatureFormat
from esignkit.ignisign.operation import Operation
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["Proofs"]

T = TypeVar("T")
_PROOF = "/v4/documents/{documentId}/signature-type/{type}"


def _download(
    name: str,
    returns: Callable[[Answer], T],
    document_id: str,
    type: ProofType | SignatureFormat | str,
    signer_id: str | None,
    sink: Sink,
    options: CallOptions | None,
) -> Operation[T]:
    args = {"documentId": document_id, "type": str(type)}
    path = _PROOF
    if signer_id is not None:
        path += "/signers/{signerId}"
        args["signerId"] = signer_id
    return Operation(name, "GET", path, returns, dict(args), sink=sink, accept="*/*", options=options)


class Proofs(Resource[Mode]):
    """The part of `V4` that fetches proofs."""

    @endpoint
    def proof(
        self,
        document_id: str,
        type: ProofType | SignatureFormat | str,
        *,
        signer_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Fetch a proof of a document's signatures.

        Args:
            document_id: The document, signed.
            type: Which proof: a `ProofType`; that a `SignatureFormat` stands here too is inferred.
            signer_id: The signer whose signature it is about; all of them when not given.
            options: Options of this call.

        Returns:
            The proof.

        Raises:
            ApiError: There is no such proof, or not yet (`SIGNATURE_PROOF_TYPE_NOT_AVAILABLE`).

        HTTP: `GET /v4/documents/{documentId}/signature-type/{type}`
        Source: Ignisign sections 12 and 13 (row 12).
        """
        return _download("v4.proof", contents, document_id, type, signer_id, Buffer(), options)

    @endpoint
    def proof_to(
        self,
        document_id: str,
        type: ProofType | SignatureFormat | str,
        *,
        target: FileTarget,
        signer_id: str | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Write a proof of a document's signatures to a path or an open file.

        Args:
            document_id: The document, signed.
            type: Which proof: a `ProofType`; that a `SignatureFormat` stands here too is inferred.
            target: A path, written whole or not at all, or a file opened for binary writing.
            signer_id: The signer whose signature it is about; all of them when not given.
            progress: Called with the bytes received and, when known, the bytes in all.
            overwrite: Whether a file that is there is replaced.
            options: Options of this call.

        Returns:
            Size, suggested name and path.

        Raises:
            ApiError: There is no such proof, or not yet (`SIGNATURE_PROOF_TYPE_NOT_AVAILABLE`).
            FileExistsError: The path is taken and `overwrite` is false.

        HTTP: `GET /v4/documents/{documentId}/signature-type/{type}`
        Source: Ignisign sections 12 and 13 (row 12).
        """
        expect = "pdf" if str(type) == ProofType.PDF_WITH_SIGNATURES else None
        sink = Into(target, progress, expect, overwrite)
        return _download("v4.proof_to", saved, document_id, type, signer_id, sink, options)

    @streamed
    def proof_stream(
        self,
        document_id: str,
        type: ProofType | SignatureFormat | str,
        *,
        signer_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Read a proof of a document's signatures in chunks.

        Args:
            document_id: The document, signed.
            type: Which proof: a `ProofType`; that a `SignatureFormat` stands here too is inferred.
            signer_id: The signer whose signature it is about; all of them when not given.
            options: Options of this call.

        Returns:
            A context manager over the chunks.

        Raises:
            ApiError: There is no such proof, or not yet (`SIGNATURE_PROOF_TYPE_NOT_AVAILABLE`).
            StreamError: The download broke off.

        HTTP: `GET /v4/documents/{documentId}/signature-type/{type}`
        Source: Ignisign sections 12 and 13 (row 12).
        """
        return _download("v4.proof_stream", contents, document_id, type, signer_id, Open(), options)
