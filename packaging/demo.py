"""`make demo`: three real peers on this machine's loopback talk with each other and with the built-in model.

Alice founds a group and lends it the model; Bob joins by code; Carol joins late and receives the history. Then the
window is opened on Alice's profile and photographed. Every step is checked: the first one that is not true ends the
demo with a non-zero code. Profiles and screenshots are left in build/demo/.
"""

import asyncio
import os
import secrets
import shutil
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from tests.support.peer_process import ROOT, PeerError, PeerProcess

LONG_ENOUGH: Final = 15
"""Seconds that an answer may stream before its asker stops it."""
OUTPUT: Final = ROOT / "build" / "demo"
GROUP: Final = "Saturday lunch"
WINDOW_SECONDS: Final = 60
PATIENCE: Final = 80
"""Seconds. A busy machine takes long over an answer."""
PICTURES: Final = ("conversation-light.png", "conversation-dark.png", "details-light.png", "details-dark.png")
SMALLEST_PICTURE: Final = 10_000
"""Bytes. A picture with nothing on it compresses to less."""

_started = time.monotonic()


class DemoFailed(Exception):
    """A step was not true."""


def say(text: str) -> None:
    """Print what happens, with the seconds since the start."""
    print(f"{time.monotonic() - _started:6.1f} s  {text}", flush=True)


def check(truth: object, what: str) -> None:
    """Print `what`; raises DemoFailed if it is not so."""
    if not truth:
        raise DemoFailed(what)
    say(f"        ok: {what}")


@asynccontextmanager
async def person(name: str, passphrase: str) -> AsyncGenerator[PeerProcess]:
    """Run a peer and make its account."""
    environment = {"CAUSERIE_INTERFACES": "127.0.0.1"}
    async with PeerProcess(OUTPUT / name.lower(), env=environment, passphrase=passphrase, patience=PATIENCE) as peer:
        await peer.request("account.create", name=name)
        info = await peer.request("system.info")
        endpoint = info["listening"][0]
        say(f"{name} is here: process {peer.process.pid}, listening on {endpoint['address']}:{endpoint['port']}")
        yield peer


async def join(peer: PeerProcess, code: str) -> str:
    """Join by code; return the group's id."""
    begun = time.monotonic()
    group = (await peer.request("group.join", code=code))["group_id"]
    await peer.wait_event("group.updated", group_id=group, state="joined")
    say(f"{peer.name.title()} pasted the code, and is in after {time.monotonic() - begun:.2f} s")
    return group


async def meets(peer: PeerProcess, other: PeerProcess, group: str) -> None:
    """Wait until two members are connected: from then on each knows what the other offers."""
    account = (await other.request("account.get"))["account_id"]

    async def connected() -> bool:
        peers = await peer.request("peer.list")
        return any(each["account_id"] == account and group in each["groups"] for each in peers)

    await peer.until(connected, f"a connection to {other.name}")


async def messages(peer: PeerProcess, group: str) -> list[dict[str, Any]]:
    """Return what a peer's timeline shows, oldest first."""
    return await peer.request("message.list", group_id=group)


async def tell(sender: PeerProcess, group: str, text: str, *others: PeerProcess) -> str:
    """Send a message and wait until the others have it; return its id."""
    message = (await sender.request("message.send", group_id=group, text=text))["message_id"]
    say(f"{sender.name.title()}: {text}")
    for other in others:

        async def arrived(other: PeerProcess = other) -> bool:
            return any(m["message_id"] == message and m["text"] == text for m in await messages(other, group))

        await other.until(arrived, f"the message {text!r}")
    return message


async def ask(sender: PeerProcess, group: str, text: str, *everybody: PeerProcess) -> None:
    """Ask the assistant; its answer must stream to everybody's screen and end the same everywhere."""
    marks = [peer.mark() for peer in everybody]
    question = await tell(sender, group, text, *everybody)
    stopping = asyncio.create_task(stop_if_long(sender, group, question))
    try:
        answers = await asyncio.gather(*(answer_to(peer, group, question) for peer in everybody))
    finally:
        stopping.cancel()
    first = answers[0]
    say(f"Sage: {' '.join(first['text'].split())}")
    assistant = first["assistant"]
    check(first["text"].strip(), f"a real answer, from {assistant['model']}, hosted by {assistant['host']['name']}")
    check(all(answer["text"] == first["text"] for answer in answers), "the same answer on every screen")
    for peer, mark in zip(everybody, marks, strict=True):
        deltas = [
            event
            for event in peer.events[mark:]
            if event["type"] == "assistant.delta" and event["message_id"] == first["message_id"]
        ]
        check(len(deltas) > 1, f"it streamed to {peer.name.title()} in {len(deltas)} pieces")


async def stop_if_long(asker: PeerProcess, group: str, question: str) -> None:
    """Stop an answer that goes on and on, as anybody in the group may: small models ramble."""

    async def begun() -> str | None:
        for message in await messages(asker, group):
            assistant = message["assistant"]
            if assistant and assistant["trigger"] == question and message["text"]:
                return message["message_id"]
        return None

    answer = await asker.until(begun, "the first words of the answer")
    await asyncio.sleep(LONG_ENOUGH)
    say(f"{asker.name.title()} presses Stop: that is long enough")
    await asker.request("assistant.stop", group_id=group, message_id=answer)


async def answer_to(peer: PeerProcess, group: str, question: str) -> dict[str, Any]:
    """Return the finished answer to a question, as a peer sees it."""

    async def finished() -> dict[str, Any] | None:
        for message in await messages(peer, group):
            assistant = message["assistant"]
            if assistant and assistant["trigger"] == question and assistant["status"] != "streaming":
                if assistant["status"] not in ("complete", "stopped"):
                    raise DemoFailed(f"the answer ended as {assistant['status']}: {assistant['error']}")
                return message
        return None

    return await peer.until(finished, "the answer")


async def converse(passphrase: str) -> None:
    """Play the conversation."""
    async with AsyncExitStack() as stack:
        alice = await stack.enter_async_context(person("Alice", passphrase))
        bob = await stack.enter_async_context(person("Bob", passphrase))

        hosted = await alice.request("assistant.host", kind="builtin", sponsor="members")
        check(hosted["ready"], f"Alice lends the group the built-in model. {hosted['message']}")
        assistant = {"instructions": "Answer in one short sentence."}
        group = (await alice.request("group.create", name=GROUP, assistant=assistant))["group_id"]
        code = (await alice.request("invite.create", group_id=group))["code"]
        say(f"Alice founded {GROUP!r} and sends Bob an invite code of {len(code)} characters")
        await join(bob, code)
        await meets(bob, alice, group)

        await tell(alice, group, "Shall we cook together on Saturday? Something with leeks?", bob)
        await tell(bob, group, "Yes! Let us ask for an idea.", alice)
        await ask(bob, group, "@Sage How do I make leek and potato soup?", alice, bob)

        say("Carol comes late")
        carol = await stack.enter_async_context(person("Carol", passphrase))
        code = (await bob.request("invite.create", group_id=group))["code"]
        await join(carol, code)
        await same_history(group, alice, carol)
        await meets(carol, alice, group)

        await tell(carol, group, "Sorry I am late. I bring the bread.", alice, bob)
        await ask(carol, group, "@Sage How do I make garlic bread?", alice, bob, carol)
        await same_history(group, alice, bob, carol)
        await end(alice)
        await photograph(passphrase, bob, carol)
        await end(bob)
        await end(carol)


async def end(peer: PeerProcess) -> None:
    """End a peer's process."""
    check(await peer.close() == 0, f"{peer.name.title()}'s process ended cleanly")


async def same_history(group: str, reference: PeerProcess, *others: PeerProcess) -> None:
    """Wait until the others have every message that `reference` has."""

    async def history(peer: PeerProcess) -> list[tuple[str, str]]:
        return [(message["message_id"], message["text"]) for message in await messages(peer, group)]

    expected = await history(reference)
    for other in others:

        async def complete(other: PeerProcess = other) -> bool:
            return await history(other) == expected

        await other.until(complete, "the whole history")
        check(True, f"{other.name.title()} has all {len(expected)} messages")


async def photograph(passphrase: str, *others: PeerProcess) -> None:
    """Open the window on Alice's profile while the others are there, and check the pictures it leaves."""
    say("The window opens on Alice's profile")
    marks = [other.mark() for other in others]
    environment = {
        **os.environ,
        "CAUSERIE_INTERFACES": "127.0.0.1",
        "CAUSERIE_PASSPHRASE": passphrase,
        "CAUSERIE_STATE": str(OUTPUT / "state"),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
    }
    command = (sys.executable, "-m", "desktop.app", "--profile", str(OUTPUT / "alice"), "--screenshot", str(OUTPUT))
    with (OUTPUT / "window.log").open("wb") as log:
        window = await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT, stderr=log)
    try:
        async with asyncio.timeout(WINDOW_SECONDS):
            code = await window.wait()
    finally:
        if window.returncode is None:
            window.kill()
    check(code == 0, "it opened and closed cleanly (its log: build/demo/window.log)")
    for other, mark in zip(others, marks, strict=True):
        await other.wait_event("peer.connected", since=mark)
        say(f"        ok: {other.name.title()} saw Alice come back with it")
    for name in PICTURES:
        picture = OUTPUT / name
        check(picture.exists() and picture.stat().st_size > SMALLEST_PICTURE, f"build/demo/{name}")


def main() -> int:
    """Play the demo; returns the exit code."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    passphrase = secrets.token_urlsafe()
    try:
        asyncio.run(converse(passphrase))
    except (DemoFailed, PeerError, AssertionError, TimeoutError) as error:
        say(f"NOT SO: {error}")
        return 1
    say("Everything was as it should be. The pictures are in build/demo/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
