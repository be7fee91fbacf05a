"""Video rooms for signing, and their recordings."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.field_specifiers import always
from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel

__all__ = ["Recording", "VirtualRoom"]


@model
class VirtualRoom(EslModel):
    """The video room of a package; `host_uid` is the user who leads the call."""

    video: bool | None = None
    """Whether there is video; false when not given."""
    video_recording: bool | None = None
    """Whether the video is recorded; false when not given."""
    start_datetime: datetime | None = None
    """When the meeting begins."""
    host_uid: str | None = None
    """Id of the user who leads the meeting."""


@model
class Recording(EslModel):
    """A recording of a video room."""

    uid: str = always()
    """Id of the recording."""
    file_name: str = always()
    """Name of the video file."""
    creation_date: datetime | None = None
    """When it was made; the service writes milliseconds since 1970."""
    file_size: str | None = None
    """Size of the file as text, such as `176475`."""
    file_format: str | None = None
    """Format of the file, such as `mp4`."""
