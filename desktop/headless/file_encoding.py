"""Files in messages as JSON values (see `encoding`)."""

from sync.views import Attachment, FileUsage, SavedFile


def attachment(view: Attachment) -> dict[str, object]:
    """Return a file in a message."""
    return {
        "index": view.index,
        "name": view.name,
        "mime": view.mime,
        "size": view.size,
        "sha256": view.sha256.hex(),
        "width": view.width,
        "height": view.height,
        "state": view.state.value,
        "received": view.received,
    }


def saved(view: SavedFile) -> dict[str, object]:
    """Return a file that was written out."""
    return {"path": str(view.path), "size": view.size, "sha256": view.sha256.hex()}


def usage(view: FileUsage) -> dict[str, object]:
    """Return how much room files take."""
    return {"used": view.used, "quota": view.quota, "files": view.files}
