"""Requests to join are kept until they are forgotten, each once."""

import msgspec

from sync.core.ids import RequestId
from sync.store import groups, requests
from sync.store.database import Db
from sync.store.rows import RequestRow
from tests.sync.store.samples import GROUP, OTHER_GROUP

FIRST, SECOND = RequestId(b"1" * 32), RequestId(b"2" * 32)


def test_requests_of_every_group_come_back_oldest_first(db: Db) -> None:
    late, early = RequestRow(GROUP, FIRST, b"ask", 9), RequestRow(OTHER_GROUP, FIRST, b"other", 5)
    requests.put(db, late)
    requests.put(db, early)
    assert requests.list_all(db) == [early, late]


def test_what_was_decided_replaces_what_was_asked(db: Db) -> None:
    row = RequestRow(GROUP, FIRST, b"ask", 9)
    requests.put(db, row)
    decided = msgspec.structs.replace(row, ask=b"", verdict="rejected")
    requests.put(db, decided)
    assert requests.list_all(db) == [decided]


def test_requests_are_forgotten_by_themselves_or_with_their_group(db: Db) -> None:
    for group, request in ((GROUP, FIRST), (GROUP, SECOND), (OTHER_GROUP, FIRST)):
        requests.put(db, RequestRow(group, request, b"", 1))
    requests.remove(db, GROUP, [FIRST])
    assert {(row.group_id, row.request) for row in requests.list_all(db)} == {(GROUP, SECOND), (OTHER_GROUP, FIRST)}
    groups.remove(db, GROUP)
    assert [row.group_id for row in requests.list_all(db)] == [OTHER_GROUP]
