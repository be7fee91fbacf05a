"""Stored signatures of the users of an account: a part of `client.senders`."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, downloaded, endpoint
from esignkit.core.files import upload
from esignkit.core.operation import Multipart, Part, Reconcile
from esignkit.core.response_readers import nothing
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.account import SignatureImage
from esignkit.esignlive.operation import Operation, download, post
from esignkit.types import CallOptions, FileInput

__all__ = ["SenderSignatures"]

_SIGNATURE = Entity("/account/senders/{senderId}/signature/image", SignatureImage)


class SenderSignatures(Resource[Mode]):
    """The part of `client.senders` about the signatures that the service keeps for them."""

    @endpoint
    def signature(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[SignatureImage | None]:
        """Retrieve a sender's stored signature.

        Args:
            sender_id: The sender.

        Returns:
            The image in base64, or None where there is none.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/signature/image`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.signature.image.get`.
        """
        return _SIGNATURE.find("senders.signature", {"senderId": sender_id}, options)

    @endpoint
    def set_signature(self, sender_id: str, image: FileInput, *, options: CallOptions | None = None) -> Operation[None]:
        """Store a sender's signature.

        Args:
            sender_id: The sender.
            image: The picture.

        Raises:
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/signature/image`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.signature.image.post`.
        """
        return post(
            "senders.set_signature",
            "/account/senders/{senderId}/signature/image",
            nothing,
            {"senderId": sender_id},
            body=Multipart((Part("file", upload(image)),)),
            if_lost=Reconcile("senders.signature(sender_id) shows it"),
            options=options,
        )

    @endpoint
    def delete_signature(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a sender's stored signature.

        Args:
            sender_id: The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `DELETE /account/senders/{senderId}/signature/image`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.signature.image.delete`.
        """
        return _SIGNATURE.delete("senders.delete_signature", {"senderId": sender_id}, options)

    @downloaded
    def signature_image(
        self, sender_id: str, *, image_type: str = "image/png", options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the picture of a sender's signature.

        Args:
            sender_id: The sender.
            image_type: `image/png`, `image/jpeg` or `image/gif`.

        Returns:
            The picture, as a `Download`.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/signatureImage`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return download(
            "senders.signature_image",
            "/account/senders/{senderId}/signatureImage",
            {"senderId": sender_id},
            accept=image_type,
            options=options,
        )
