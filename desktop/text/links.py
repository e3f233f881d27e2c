"""Which addresses a message may carry, and what a person is shown of them before anything opens."""

import re
from urllib.parse import urlsplit

_WEB = frozenset({"http", "https"})
_BARE = re.compile(r"(?:https?://|mailto:|causerie:join/)[^\s<>\"`\u2066-\u2069\u202a-\u202e]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”»*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def host_of(href: str) -> str:
    """Return what really opens: the host (with its port), the mail address, or "" if it may not be a link at all."""
    if _UNSAFE.search(href):
        return ""
    try:
        parts = urlsplit(href)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return parts.path if "@" in parts.path else ""
    if parts.scheme == "causerie":
        return "Causerie" if parts.path.startswith("join/") else ""
    if parts.scheme not in _WEB or not parts.hostname:
        return ""
    host = _ascii(parts.hostname)
    return f"{host}:{port}" if host and port else host


def _ascii(host: str) -> str:
    """Return a host in its ASCII form, where letters that only look alike show."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def is_hidden(label: str, href: str) -> bool:
    """Return whether a link's words do not say where it goes, so that its host must stand beside them."""
    host = host_of(href)
    label = label.strip().casefold()
    return host != host_of(label) and not (label + "/").startswith(host.casefold() + "/")


def find_bare(text: str) -> list[tuple[int, int]]:
    """Return where addresses stand in `text`, without the punctuation that follows them."""
    found: list[tuple[int, int]] = []
    for match in _BARE.finditer(text):
        end = _trim(match.group())
        if host_of(match.group()[:end]):
            found.append((match.start(), match.start() + end))
    return found


def _trim(address: str) -> int:
    """Return the length of `address` without closing punctuation that belongs to the sentence."""
    end = len(address)
    while end:
        last = address[end - 1]
        unpaired = last in _PAIRS and address.count(last, 0, end) > address.count(_PAIRS[last], 0, end)
        if last not in _TRAILING and not unpaired:
            break
        end -= 1
    return end
