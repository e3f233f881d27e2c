"""Files over JSON-RPC: sent by path, described, fetched, saved; and everything that can be asked for wrongly."""

import hashlib
from pathlib import Path

import pytest

from sync.core.ids import GroupId, MessageId
from sync.core.payloads import MAX_ATTACHMENTS
from sync.views import FileState
from tests.desktop.headless.client import Client, connected

FIELDS = {"index", "name", "mime", "size", "sha256", "width", "height", "state", "received"}


async def founded(client: Client) -> str:
    return (await client.call("group.create", name="Garden"))["result"]["group_id"]


async def sent(client: Client, *paths: Path, text: str = "") -> dict[str, object]:
    group_id = await founded(client)
    names = [str(path) for path in paths]
    answer = await client.call("message.send", group_id=group_id, text=text, attachments=names)
    return {"group_id": group_id, "message_id": answer["result"]["message_id"]}


async def test_files_are_sent_by_path_and_described(tmp_path: Path) -> None:
    notes, plan = tmp_path / "notes.txt", tmp_path / "plan.pdf"
    notes.write_bytes(b"leeks")
    plan.write_bytes(b"%PDF")
    async with connected() as client:
        which = await sent(client, notes, plan)
        message = (await client.call("message.get", **which))["result"]

        assert message["text"] == ""
        first, second = message["attachments"]
        assert set(first) == FIELDS
        assert (first["index"], first["name"], first["mime"], first["size"]) == (0, "notes.txt", "text/plain", 5)
        assert first["sha256"] == hashlib.sha256(b"leeks").hexdigest()
        assert (second["index"], second["name"], second["state"]) == (1, "plan.pdf", "ready")


async def test_a_file_is_saved_once_unless_told_to_replace(tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes.txt", tmp_path / "saved"
    notes.write_bytes(b"leeks")
    folder.mkdir()
    async with connected() as client:
        which = await sent(client, notes)
        saved = (await client.call("attachment.save", **which, path=str(folder)))["result"]
        again = await client.call("attachment.save", **which, index=0, path=str(folder / "notes.txt"))
        replaced = await client.call("attachment.save", **which, path=str(folder / "notes.txt"), replace=True)

        assert saved == {
            "path": str(folder / "notes.txt"),
            "size": 5,
            "sha256": hashlib.sha256(b"leeks").hexdigest(),
        }
        assert (folder / "notes.txt").read_bytes() == b"leeks"
        assert again["error"]["data"]["code"] == "file_exists"
        assert replaced["result"] == saved


async def test_a_file_is_paused_fetched_and_cancelled_and_events_say_so(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(b"leeks")
    async with connected() as client:
        which = await sent(client, notes)
        ids = GroupId(bytes.fromhex(str(which["group_id"]))), MessageId(bytes.fromhex(str(which["message_id"])))
        client.engine.attachments.set(*ids, 0, FileState.FETCHING, 2)

        event = await client.event("attachment.updated")
        assert {name: event[name] for name in which} == which
        assert (event["attachment"]["state"], event["attachment"]["received"]) == ("fetching", 2)
        early = await client.call("attachment.save", **which, path=str(tmp_path / "early"))
        assert early["error"]["data"]["code"] == "not_ready"
        assert (await client.call("attachment.pause", **which))["result"]["state"] == "paused"
        assert (await client.call("attachment.fetch", **which))["result"]["state"] == "fetching"
        gone = (await client.call("attachment.cancel", **which))["result"]
        assert (gone["state"], gone["received"]) == ("absent", 0)


async def test_room_for_files_is_told_and_changed(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(b"leeks")
    async with connected() as client:
        await sent(client, notes)
        used = (await client.call("attachment.usage"))["result"]
        changed = (await client.call("attachment.set_quota", quota=1_000_000))["result"]

        assert used["used"] == 5
        assert changed == {"used": 5, "quota": 1_000_000, "files": 1}
        assert (await client.call("attachment.set_quota", quota=-1))["error"]["code"] == -32602


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"index": 1}, "no_such_attachment"),
        ({"index": -1}, -32602),
        ({"index": "0"}, -32602),
        ({"message_id": "0" * 64}, "no_such_message"),
        ({"group_id": "0" * 64}, "no_such_group"),
        ({"path": ""}, -32602),
        ({"file": "x"}, -32602),
    ],
)
async def test_what_is_asked_for_wrongly_is_refused(params: dict[str, object], code: str | int, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(b"leeks")
    async with connected() as client:
        which = {**await sent(client, notes), "path": str(tmp_path / "saved"), **params}
        error = (await client.call("attachment.save", **which))["error"]

        assert code in (error["code"], error.get("data", {}).get("code"))
        assert not (tmp_path / "saved").exists()


async def test_files_that_cannot_be_sent_are_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(b"leeks")
    async with connected() as client:
        group_id = await founded(client)

        async def code(*paths: Path | str) -> str | int:
            answer = await client.call("message.send", group_id=group_id, attachments=[str(path) for path in paths])
            return answer["error"].get("data", {}).get("code", answer["error"]["code"])

        assert await code(notes, tmp_path / "missing") == "file_unreadable"
        assert await code(tmp_path) == "file_unreadable"
        assert await code(*[notes] * (MAX_ATTACHMENTS + 1)) == "too_large"
        assert await code("") == -32602
        assert await code() == "empty"
        assert (await client.call("message.list", group_id=group_id))["result"] == []
