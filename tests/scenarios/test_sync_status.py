"""What a member is told of how complete a group is here: alone, meeting somebody, catching up, complete."""

from pathlib import Path

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.views import GroupState, SyncState, SyncStatus, Waiting
from tests.support.engines import PATIENCE, joined, reads, stage, state, until


async def settled(engine: Engine, group: GroupId) -> SyncStatus:
    """Wait until the engine has everything, and return what it says then."""

    async def complete() -> bool:
        return (await engine.peers.sync_status(group)).state is SyncState.COMPLETE

    await until(complete, f"complete within {PATIENCE} s")
    return await engine.peers.sync_status(group)


async def test_alone_then_complete_then_alone_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        group = await ana.groups.create("Garden")
        alone = await ana.peers.sync_status(group)
        assert (alone.state, alone.waiting, alone.connected) == (SyncState.WAITING, Waiting.PEERS, ())
        assert alone.synced_at is None

        await bo.invites.join((await ana.invites.create(group)).code)
        await joined(bo, group)
        await bo.messages.send(group, "hello")
        await reads(ana, group, "hello")
        complete = await settled(ana, group)
        assert (complete.waiting, complete.missing, complete.peers) == (None, 0, 1)
        (peer,) = complete.connected
        assert (peer.state, peer.received, peer.total) == (SyncState.COMPLETE, 0, 0)
        assert peer.synced_at is not None
        assert complete.synced_at == peer.synced_at <= scene.now("ana")

        await scene.stop("bo")

        async def alone_again() -> bool:
            return (await ana.peers.sync_status(group)).state is SyncState.WAITING

        await until(alone_again, "alone again")
        assert (await ana.peers.sync_status(group)).synced_at == complete.synced_at


async def test_who_waits_to_be_let_in_is_told_for_whom(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        group = await ana.groups.create("Garden")
        code = (await ana.invites.create(group, approval=True)).code
        scene.hub.partition(["ana"], ["bo"])
        await bo.invites.join(code)
        assert (await bo.peers.sync_status(group)).waiting is Waiting.ADMISSION

        scene.hub.heal()

        async def asked() -> bool:
            return (await bo.peers.sync_status(group)).waiting is Waiting.APPROVAL

        await until(asked, "waiting for an admin")
        (request,) = await ana.joins.list(group)
        await ana.joins.approve(group, request.request_id)
        await joined(bo, group)
        assert (await settled(bo, group)).waiting is None


async def test_who_was_removed_waits_for_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        group = await scene.group(ana, bo)
        account = await bo.accounts.get()
        assert account is not None
        await ana.members.remove(group, account.account_id)

        async def removed() -> bool:
            return await state(bo, group) is GroupState.REMOVED

        await until(removed, "removed")
        status = await bo.peers.sync_status(group)
        assert (status.state, status.waiting) == (SyncState.WAITING, Waiting.NOT_A_MEMBER)
