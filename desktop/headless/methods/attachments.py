"""`attachment.*`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from desktop.headless import file_encoding
from desktop.headless.registry import HexId, Method, Nothing, Params, Services
from sync.core.ids import GroupId, MessageId

Index: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=255)]
Bytes: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Place: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
"""A path; one that is not absolute begins where the peer was started."""


class OneFile(Params, frozen=True):
    """A file in a message."""

    group_id: HexId
    message_id: HexId
    index: Index = 0

    def which(self) -> tuple[GroupId, MessageId, int]:
        """Return the file as the engine names it."""
        return GroupId(bytes.fromhex(self.group_id)), MessageId(bytes.fromhex(self.message_id)), self.index


class Save(OneFile, frozen=True, kw_only=True):
    """A file and where to write it: a path, or a folder that is there."""

    path: Place
    replace: bool = False


class Quota(Params, frozen=True):
    """How much room files may take, in bytes."""

    quota: Bytes


async def _save(services: Services, params: Save) -> object:
    place = Path(params.path)
    return file_encoding.saved(await services.engine.attachments.save(*params.which(), place, replace=params.replace))


async def _fetch(services: Services, params: OneFile) -> object:
    return file_encoding.attachment(await services.engine.attachments.fetch(*params.which()))


async def _pause(services: Services, params: OneFile) -> object:
    return file_encoding.attachment(await services.engine.attachments.pause(*params.which()))


async def _cancel(services: Services, params: OneFile) -> object:
    return file_encoding.attachment(await services.engine.attachments.cancel(*params.which()))


async def _usage(services: Services, params: Nothing) -> object:
    del params
    return file_encoding.usage(await services.engine.attachments.usage())


async def _set_quota(services: Services, params: Quota) -> object:
    return file_encoding.usage(await services.engine.attachments.set_quota(params.quota))


METHODS: Final[Mapping[str, Method[Any]]] = {
    "attachment.save": Method(Save, _save),
    "attachment.fetch": Method(OneFile, _fetch),
    "attachment.pause": Method(OneFile, _pause),
    "attachment.cancel": Method(OneFile, _cancel),
    "attachment.usage": Method(Nothing, _usage),
    "attachment.set_quota": Method(Quota, _set_quota),
}
