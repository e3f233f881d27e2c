"""What people do in the stories, in their words."""

import asyncio
from typing import Any

from tests.support.peer_process import PeerProcess


async def arrives(peer: PeerProcess, name: str | None = None) -> PeerProcess:
    """Start the peer; a first start makes the account."""
    await peer.start()
    if name is not None:
        await peer.request("account.create", name=name)
    return peer


async def founds(peer: PeerProcess, name: str) -> str:
    """Found a group and return its id."""
    return (await peer.request("group.create", name=name))["group_id"]


async def invites(peer: PeerProcess, group: str, **terms: object) -> str:
    """Return a new invite's code."""
    return (await peer.request("invite.create", group_id=group, **terms))["code"]


async def joins(peer: PeerProcess, code: str) -> str:
    """Paste a code and wait until the group is joined; return the group's id."""
    group = (await peer.request("group.join", code=code))["group_id"]
    await peer.wait_event("group.updated", group_id=group, state="joined")
    return group


async def says(peer: PeerProcess, group: str, text: str) -> str:
    """Send a message and return its id."""
    return (await peer.request("message.send", group_id=group, text=text))["message_id"]


async def texts(peer: PeerProcess, group: str) -> list[str]:
    """Return what the peer sees, oldest first."""
    return [message["text"] for message in await messages(peer, group)]


async def messages(peer: PeerProcess, group: str) -> list[Any]:
    """Return the group's newest messages, oldest first."""
    return await peer.request("message.list", group_id=group, limit=500)


async def hears(peer: PeerProcess, group: str, *wanted: str) -> None:
    """Wait until all the texts have arrived."""

    async def all_there() -> bool:
        return set(wanted) <= set(await texts(peer, group))

    await peer.until(all_there, f"{len(wanted)} messages")


async def sees(peer: PeerProcess, group: str, *names: str) -> None:
    """Wait until the members are exactly these."""

    async def all_there() -> bool:
        members = (await peer.request("group.get", group_id=group))["members"]
        return sorted(member["name"] for member in members) == sorted(names)

    await peer.until(all_there, f"the members {names}")


async def meets(peer: PeerProcess, group: str, *others: PeerProcess) -> None:
    """Wait until the peer is connected, as a member of the group, with all the others."""
    accounts = {(await other.request("account.get"))["account_id"] for other in others}

    async def connected() -> bool:
        peers = await peer.request("peer.list")
        return accounts <= {each["account_id"] for each in peers if group in each["groups"]}

    await peer.until(connected, "the connections")


async def agree(group: str, *peers: PeerProcess) -> None:
    """Wait until everybody has the same operations."""

    async def same() -> bool:
        digests = {(await peer.request("sync.status", group_id=group))["digest"] for peer in peers}
        return len(digests) == 1

    # Whoever comes last hears of it; who blocked the author of what is missing does not.
    waiting = [asyncio.create_task(peer.until(same, "the same digest everywhere")) for peer in peers]
    try:
        await next(asyncio.as_completed(waiting))
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
