"""Video rooms: `client.virtual_rooms`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.arguments import several
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.operation import Argument, Json, Reconcile, Repeat
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import contents, nothing, read
from esignkit.esignlive.models.virtual_room import Recording, VirtualRoom
from esignkit.esignlive.operation import Operation, deletion, listing, post, replacement
from esignkit.esignlive.response_readers import ReadMany, ReadOptional, ReadTexts
from esignkit.types import CallOptions

__all__ = ["VirtualRooms"]


class VirtualRooms(Resource[Mode]):
    """The video room of a package."""

    @property
    def plan(self) -> VirtualRooms[Plan]:
        """The same calls as values, not carried out."""
        return VirtualRooms(PLANNER)

    @endpoint
    def get(
        self, package_id: str, *, default: bool | None = None, options: CallOptions | None = None
    ) -> Operation[VirtualRoom]:
        """Retrieve how the room is set up.

        Args:
            package_id: The package.
            default: As it is set up by default.

        Returns:
            The room.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/virtual-room/config`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.get`.
        """
        return Operation(
            "virtual_rooms.get",
            "GET",
            "/packages/{packageId}/virtual-room/config",
            read(VirtualRoom),
            {"packageId": package_id},
            {"default": default},
            options=options,
        )

    @endpoint
    def update(
        self, package_id: str, room: VirtualRoom, *, options: CallOptions | None = None
    ) -> Operation[VirtualRoom | None]:
        """Set the room up.

        Args:
            package_id: The package.
            room: The room.

        Returns:
            The VirtualRoom as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/virtual-room/config`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.put`.
        """
        return Operation(
            "virtual_rooms.update",
            "PUT",
            "/packages/{packageId}/virtual-room/config",
            ReadOptional(VirtualRoom),
            {"packageId": package_id},
            body=Json(room),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @paged
    def masked_fields(self, package_id: str, *, options: CallOptions | None = None) -> Paging[str]:
        """List fields that the room shows to nobody but their signer.

        Args:
            package_id: The package.

        Returns:
            Their ids, of the form `{documentId}-{approvalId}-{fieldId}`.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/virtual-room/config/masked-fields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.maskedFields.get`.
        """
        return listing(
            "virtual_rooms.masked_fields",
            "/packages/{packageId}/virtual-room/config/masked-fields",
            ReadTexts(),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def set_masked_fields(
        self, package_id: str, masked_field_ids: Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Say which fields the room shows to nobody but their signer.

        Args:
            package_id: The package.
            masked_field_ids: Their ids, of the form `{documentId}-{approvalId}-{fieldId}`.

        Raises:
            TypeError: One id in place of a list.
            ValueError: There is none.
            OutcomeUnknownError: It may have taken effect; it was not retried.
            NotFoundError: There is no such package.

        HTTP: `POST /packages/{packageId}/virtual-room/config/masked-fields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.maskedFields.post`.
        """
        return post(
            "virtual_rooms.set_masked_fields",
            "/packages/{packageId}/virtual-room/config/masked-fields",
            nothing,
            {"packageId": package_id},
            body=Json(several("masked_field_ids", masked_field_ids, "unmask_field() shows a field again")),
            if_lost=Reconcile("virtual_rooms.masked_fields(package_id) lists what is there"),
            options=options,
        )

    @endpoint
    def mask_field(
        self, package_id: str, masked_field_id: str, *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Have the room show one more field to nobody but its signer.

        Args:
            package_id: The package.
            masked_field_id: The field, as `{documentId}-{approvalId}-{fieldId}`.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.maskedFields.put`.
        """
        return replacement(
            "virtual_rooms.mask_field",
            "/packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}",
            {"packageId": package_id, "maskedFieldId": masked_field_id},
            None,
            options=options,
        )

    @endpoint
    def unmask_field(
        self, package_id: str, masked_field_id: str, *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Have the room show a field again.

        Args:
            package_id: The package.
            masked_field_id: The field, as `{documentId}-{approvalId}-{fieldId}`.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `DELETE /packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.virtualRoom.config.maskedFields.delete`.
        """
        return deletion(
            "virtual_rooms.unmask_field",
            "/packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}",
            {"packageId": package_id, "maskedFieldId": masked_field_id},
            options=options,
        )

    @paged
    def recordings(self, package_id: str, *, options: CallOptions | None = None) -> Paging[Recording]:
        """List the recordings of a room.

        Args:
            package_id: The package.

        Returns:
            The recordings.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET {host root}/virtual-room-video/{packageId}/recordings`
        Source: OneSpan Sign's OpenAPI 11.51, `virtual-room-video._packageId.recordings.get`.
        """
        return one_page(
            Operation(
                "virtual_rooms.recordings",
                "GET",
                "/virtual-room-video/{packageId}/recordings",
                ReadMany(Recording),
                {"packageId": package_id},
                at_root=True,
                options=options,
            )
        )

    @downloaded
    def download_recording(
        self, recording_uid: str, *, package_id: str | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download a recording.

        Args:
            recording_uid: The recording.
            package_id: Its package; give it. The service's published OpenAPI has recordings below the package's
                address alone, and its older pages can be read so that they are below the host.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such recording.

        HTTP: `GET {host root}/download-recording/{recordingUid}`, or below `/virtual-room-video/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        path, args = _recording(package_id, recording_uid)
        return Operation(
            "virtual_rooms.download_recording",
            "GET",
            path,
            contents,
            args,
            accept="application/octet-stream",
            at_root=True,
            options=options,
        )


def _recording(package_id: str | None, uid: str) -> tuple[str, dict[str, Argument]]:
    """Return where a recording is, and what its path is made from."""
    if package_id is None:
        return "/download-recording/{recordingUid}", {"recordingUid": uid}
    args: dict[str, Argument] = {"packageId": package_id, "recordingUid": uid}
    return "/virtual-room-video/{packageId}/download-recording/{recordingUid}", args
