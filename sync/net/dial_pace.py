"""How often announced addresses are dialled: nobody turns us against others (PROTOCOL.md, "Discovery")."""

from collections import OrderedDict
from typing import Final

from sync.net.addresses import parse_address
from sync.net.buckets import TokenBucket

AT_ONCE: Final = 128
RATE: Final = 8.0
"""Dials of announced addresses at once, and a second."""
HOST_AT_ONCE: Final = 16
HOST_RATE: Final = 0.5
"""The same of one machine's, at whatever ports."""
MOST_HOSTS: Final = 1_024


class DialPace:
    """Says whether an address may be dialled now; one that led to a member does not count."""

    def __init__(self) -> None:
        self._all = TokenBucket(AT_ONCE, RATE)
        self._hosts: OrderedDict[str, TokenBucket] = OrderedDict()

    def allows(self, address: str, now: float) -> bool:
        """Return whether to dial "host:port" at `now` (s), and count it."""
        host, _ = parse_address(address)
        bucket = self._hosts.setdefault(host, TokenBucket(HOST_AT_ONCE, HOST_RATE))
        self._hosts.move_to_end(host)
        if len(self._hosts) > MOST_HOSTS:
            self._hosts.popitem(last=False)
        return bucket.spend(now) and self._all.spend(now)

    def led_to_member(self, address: str) -> None:
        """Take back the count of an address that was right."""
        host, _ = parse_address(address)
        self._all.give_back()
        if host in self._hosts:
            self._hosts[host].give_back()
