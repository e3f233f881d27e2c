"""Sentences about one's own devices, and what can be done about a notice."""

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.words import day_name
from sync.core.ids import DeviceId
from sync.errors import LinkExpired, LinkRejected
from sync.views import OwnDevice

_CONTEXT = "Window"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def notice_action(code: str, has_account: bool) -> tuple[str, str]:
    """Return what can be done about a notice, as a key and in words; both empty where there is nothing to do."""
    if code in {"own_clone", "restored", "device_linked", "device_revoked"}:
        return "devices", _tr("Show devices")
    if not has_account or code == "removed":
        return "", ""
    if code == "clone_detected":
        return "member", _tr("Show member")
    return "verify", _tr("Verify safety number")


def device_name(device: OwnDevice) -> str:
    """Return what a device is called: it has no name of its own but its key's first digits."""
    return _tr("This device") if device.this else _tr("Device %1").replace("%1", device_digits(device.device_id))


def device_digits(device_id: DeviceId) -> str:
    """Return the first digits of a device's key."""
    text = device_id.hex()[:8].upper()
    return f"{text[:4]} {text[4:]}"


def grouped(digits: str) -> str:
    """Return six digits as two groups of three, which are easier to compare."""
    bare = "".join(digits.split())
    return f"{bare[:3]} {bare[3:]}"


def device_line(device: OwnDevice, now: int) -> str:
    """Return whether a device is here, since when it belongs to the account, and in how many groups it is."""
    here = "" if device.this else _tr("connected") if device.connected else _tr("not connected")
    added = _tr("added %1").replace("%1", day_name(device.added_at, now)) if device.added_at else ""
    groups = _tr("in %n group(s)", device.groups)
    return " · ".join(part for part in (here, added, groups) if part)


def link_result(code: str) -> str:
    """Return why a device was not linked, or that it was (`code` empty)."""
    known = {
        "": _tr("The new device is linked."),
        LinkExpired.code: _tr("The new device was not linked: the time for it ran out. Make a new code."),
        LinkRejected.code: _tr("The new device was not linked."),
    }
    return known.get(code, _tr("The new device could not be linked. Make a new code."))
