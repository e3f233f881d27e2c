"""Notices are kept once, newest first, until they are dismissed."""

from sync.core.ids import AccountId, GroupId
from sync.store import notices
from sync.store.database import Db

GROUP, BEN = GroupId(b"g" * 32), AccountId(b"b" * 32)


def test_a_notice_is_kept_once_until_it_is_dismissed(db: Db) -> None:
    first = notices.add(db, "clone_detected", "Two copies.", 5, GROUP, BEN)
    assert notices.add(db, "clone_detected", "Two copies.", 9, GROUP, BEN) == 0
    assert notices.add(db, "clone_detected", "Two copies, by another name.", 9, GROUP, BEN) == 0
    second = notices.add(db, "disk_full", "No room.", 7)
    assert [(each.notice_id, each.group_id, each.account_id, each.at) for each in notices.list_all(db)] == [
        (second, None, None, 7),
        (first, GROUP, BEN, 5),
    ]
    notices.remove(db, second)
    notices.remove_of_group(db, GROUP, ["removed"])
    notices.remove_of_account(db, BEN, ["new_device"])
    assert len(notices.list_all(db)) == 1
    notices.remove_of_group(db, GROUP, ["removed", "clone_detected"])
    assert notices.list_all(db) == []


def test_only_the_newest_are_kept(db: Db) -> None:
    for number in range(notices.MAX_NOTICES + 3):
        notices.add(db, "code", f"number {number}", number)
    kept = notices.list_all(db)
    assert len(kept) == notices.MAX_NOTICES
    assert kept[-1].message == "number 3"
