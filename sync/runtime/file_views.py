"""Files as the public API shows them."""

from sync.changes import AttachmentUpdated
from sync.core.file_names import safe_file_name, shown_type
from sync.core.files import file_id
from sync.core.ops import FileManifest
from sync.store.rows import AttachmentRow, NamedRow
from sync.views import Attachment, FileState


def attachment_rows(manifests: tuple[FileManifest, ...]) -> tuple[AttachmentRow, ...]:
    """Return what a message names, as it is stored: names made safe once more, whatever their sender did."""
    return tuple(
        AttachmentRow(
            place=place,
            file=file_id(each),
            root=each.root,
            name=safe_file_name(each.name),
            mime=shown_type(each.mime),
            size=each.size,
            key=each.key,
            sha256=each.sha256,
            width=each.width,
            height=each.height,
        )
        for place, each in enumerate(manifests)
    )


def attachment_view(row: AttachmentRow, state: FileState | None = None, received: int | None = None) -> Attachment:
    """Return a file in a message: as the store has it, or where it is being fetched as it stands now."""
    return Attachment(
        index=row.place,
        name=row.name,
        mime=row.mime,
        size=row.size,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        state=state or (FileState(row.state) if row.state else FileState.ABSENT),
        received=row.received if received is None else received,
    )


def updated(named: NamedRow, state: FileState, received: int) -> AttachmentUpdated:
    """Return the change that tells how a file in a message stands."""
    return AttachmentUpdated(named.group_id, named.message_id, attachment_view(named.attachment, state, received))
