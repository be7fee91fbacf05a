"""Whether a file lies on a network drive, as far as Linux tells."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

__all__ = ["network_drive"]

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset(
    ("9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs", "lustre", "nfs", "nfs4", "smb3", "smbfs")
)


def network_drive(path: str, mounts: Path = _MOUNTS) -> str:
    """Return the kind of the network drive that a file would lie on.

    Args:
        path: Absolute path of the file; it need not be there.
        mounts: The table of what is mounted.

    Returns:
        Its type, such as `nfs4`; empty for a local disk, and where nothing tells.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    folders = {PurePosixPath(path), *PurePosixPath(path).parents}
    nearest = ("", "")
    for line in lines:
        fields = line.split(" ")
        place = fields[1].replace("\\040", " ") if len(fields) > 2 else ""
        covers = len(place) >= len(nearest[0])  # of several at one place, the last one covers the others
        if place and PurePosixPath(place) in folders and covers:
            nearest = (place, fields[2])
    return nearest[1] if nearest[1] in _NETWORK else ""
