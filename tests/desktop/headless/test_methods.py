"""Each method passes its parameters on and returns what HEADLESS.md says."""

import re
from pathlib import Path

import pytest

import desktop.headless
from desktop.headless import events
from desktop.headless.methods import METHODS
from sync import changes, views
from sync.changes import Change
from sync.core.ids import AccountId, DeviceId
from sync.identity.mirror import STATE_VARIABLE
from sync.views import PeerSync, SyncState, SyncStatus, Waiting
from tests.desktop.headless.client import connected
from tests.support.fake_state import CODE

MANUAL = (Path(desktop.headless.__path__[0]).parent / "HEADLESS.md").read_text(encoding="utf-8")
NOT_OUTSIDE = {changes.StopRequested}
MESSAGE_FIELDS = {
    "message_id",
    "group_id",
    "author",
    "text",
    "sent_at",
    "edited",
    "deleted",
    "reply_to",
    "reactions",
    "attachments",
    "not_for_ai",
    "assistant",
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_documented(method: str) -> None:
    assert f"`{method}`" in MANUAL


def test_every_documented_method_exists() -> None:
    table = MANUAL.split("## Methods", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"^\| `([a-z_.]+)`", table, re.MULTILINE))

    assert named == set(METHODS)


@pytest.mark.parametrize("variable", ["CAUSERIE_INTERFACES", "CAUSERIE_PASSPHRASE", STATE_VARIABLE])
def test_every_variable_is_documented(variable: str) -> None:
    assert f"`{variable}`" in MANUAL


def test_every_change_is_an_event_unless_it_is_of_no_concern_outside() -> None:
    kinds = set(Change.__args__)

    assert {kind for kind in kinds if kind in events.KINDS} == kinds - NOT_OUTSIDE
    for name, _ in events.KINDS.values():
        assert f"`{name}`" in MANUAL


async def test_an_account_is_made_read_and_renamed() -> None:
    async with connected(name=None) as client:
        assert (await client.call("account.get"))["error"]["data"]["code"] == "no_account"
        made = (await client.call("account.create", name="Alice"))["result"]
        renamed = (await client.call("account.update", name="Alma"))["result"]

        assert made["name"] == "Alice"
        assert renamed == {**made, "name": "Alma"}
        assert (await client.call("account.update"))["result"] == renamed


async def test_a_group_is_made_with_its_assistant_changed_and_left() -> None:
    async with connected() as client:
        assistant = {"name": "Noor", "respond": "automatically"}
        group_id = (await client.call("group.create", name="Garden", assistant=assistant))["result"]["group_id"]
        changed = await client.call("group.update", group_id=group_id, name="Yard", policy={"history": "joining"})
        settings = await client.call("assistant.update", group_id=group_id, respond="off")

        assert changed["result"]["name"] == "Yard"
        assert changed["result"]["policy"] == {"history": "joining", "invite": "members", "settings": "members"}
        assert changed["result"]["assistant"]["name"] == "Noor"
        assert settings["result"]["respond"] == "off"
        assert (await client.call("group.leave", group_id=group_id))["result"] == {}
        wrong = await client.call("assistant.update", group_id=group_id, respond="loudly")
        assert wrong["error"]["code"] == -32602


async def test_a_message_is_sent_listed_found_and_read() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        sent = (await client.call("message.send", group_id=group_id, text="Tomatoes"))["result"]
        answer = {"group_id": group_id, "message_id": sent["message_id"]}

        (listed,) = (await client.call("message.list", group_id=group_id))["result"]
        got = (await client.call("message.get", **answer))["result"]
        (hit,) = (await client.call("message.search", query="tomato"))["result"]
        (line,) = (await client.call("group.list"))["result"]
        assert set(listed) == MESSAGE_FIELDS
        assert got == {**listed, "delivery": {"devices": 0, "reached": 0}}
        assert hit["message"] == listed
        assert line["last_message"] == listed
        assert (await client.call("message.mark_read", **answer))["result"] == {}
        assert (await client.call("message.list", group_id=group_id, limit=0))["error"]["code"] == -32602


async def test_messages_are_listed_from_a_moment_on() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        for text in ("one", "two", "three"):
            await client.call("message.send", group_id=group_id, text=text)
        first, second, third = (await client.call("message.list", group_id=group_id))["result"]

        assert (await client.call("message.list", group_id=group_id, since=0, limit=2))["result"] == [first, second]
        since = third["sent_at"]
        assert third in (await client.call("message.list", group_id=group_id, since=since))["result"]
        assert (await client.call("message.list", group_id=group_id, since=since + 1))["result"] == []
        both = await client.call("message.list", group_id=group_id, since=0, before=third["message_id"])
        assert both["error"]["message"] == "Give `since`, or `before` and `after`: not both."
        assert (await client.call("message.list", group_id=group_id, since=-1))["error"]["code"] == -32602


async def test_an_assistant_is_hosted_and_streams() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        hosted = (await client.call("assistant.host", kind="openai", api_key="good", cap=5))["result"]
        await client.call("message.send", group_id=group_id, text="Sage, when?")

        assert hosted["ready"] is True
        assert "good" not in repr(hosted)
        question, answer = (await client.call("message.list", group_id=group_id))["result"]
        assert answer["author"]["kind"] == "assistant"
        assert answer["assistant"]["status"] == views.AnswerStatus.COMPLETE.value
        assert answer["assistant"]["trigger"] == question["message_id"]


async def test_deltas_are_events() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        await client.call("assistant.host", kind="openai", api_key="good")
        client.write(
            b'{"jsonrpc": "2.0", "method": "message.send", "params": {"group_id": "%s", "text": "Sage?"}}\n'
            % group_id.encode()
        )

        delta = await client.event("assistant.delta")
        assert delta["group_id"] == group_id
        assert delta["text"]


async def test_invites_are_made_listed_revoked_and_their_codes_read() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        invite = (await client.call("invite.create", group_id=group_id, max_uses=2, expires_in=60))["result"]
        (listed,) = (await client.call("invite.list", group_id=group_id))["result"]
        revoked = await client.call("invite.revoke", group_id=group_id, invite_id=invite["invite_id"])

        assert listed == invite
        assert invite["max_uses"] == 2
        assert revoked["result"]["revoked"] is True
        wrong = await client.call("invite.preview", code="certainly not a code")
        assert wrong["error"]["data"]["code"] == "invite_malformed"
        assert (await client.call("invite.create", group_id=group_id, expires_in=0))["error"]["code"] == -32602


@pytest.mark.parametrize("approval", [None, True, False])
async def test_a_code_is_read_without_joining(approval: bool | None) -> None:
    async with connected() as client:
        client.engine.invites.asks = approval
        read = (await client.call("invite.preview", code=CODE))["result"]

        assert set(read) == {"group_id", "group_name", "inviter", "expires_at", "already_member", "approval"}
        assert read["approval"] is approval
        assert (await client.call("group.list"))["result"] == []


@pytest.mark.parametrize("number", [-1, 2**63, 2**70, 1.5, True, "1", None])
async def test_what_can_be_no_notice_is_refused(number: object) -> None:
    async with connected() as client:
        refused = await client.call("notice.dismiss", notice_id=number)

        assert refused["error"]["code"] == -32602
        assert (await client.call("notice.dismiss", notice_id=2**63 - 1))["result"] == {}


async def test_peers_and_sync_are_reported() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]

        assert isinstance((await client.call("peer.list"))["result"], list)
        assert (await client.call("sync.status", group_id=group_id))["result"]["messages"] == 0
        failed = await client.call("peer.connect", address="192.0.2.1:1")
        assert failed["error"]["data"]["code"] == "unreachable"
        assert failed["error"]["data"]["hint"]


async def test_how_complete_a_group_is_and_what_the_network_looks_like() -> None:
    async with connected() as client:
        group_id = (await client.call("group.create", name="Garden"))["result"]["group_id"]
        peer = PeerSync(DeviceId(b"d" * 32), AccountId(b"a" * 32), "192.0.2.7:4040", SyncState.CATCHING_UP, 3, 9)
        client.engine.peers.status = SyncStatus(
            b"", 7, 6, 1, SyncState.CATCHING_UP, Waiting.APPROVAL, 3, 9, 1_800_000_000_000, (peer,)
        )
        status = (await client.call("sync.status", group_id=group_id))["result"]
        found = (await client.call("network.check"))["result"]

    (one,) = status.pop("connected")
    assert status == {
        "digest": "",
        "messages": 7,
        "missing": 6,
        "peers": 1,
        "state": "catching_up",
        "waiting": "approval",
        "received": 3,
        "total": 9,
        "synced_at": 1_800_000_000_000,
    }
    assert (one["device_id"], one["state"], one["received"], one["total"]) == ("64" * 32, "catching_up", 3, 9)
    assert one["synced_at"] is None
    assert found == [{"grade": "ok", "code": "interface", "message": "eth0 is used, with 192.0.2.7.", "hint": ""}]
