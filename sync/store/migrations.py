"""The database's shape, as numbered steps that never change once released (`PRAGMA user_version` counts them)."""

from typing import Final

from sqlalchemy import Connection

from sync.errors import StoreTooNew

VERSION_1: Final = (
    "CREATE TABLE refs (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE) STRICT",
    """CREATE TABLE logs (
        id INTEGER PRIMARY KEY, group_ref INTEGER NOT NULL, log BLOB NOT NULL, head_seq INTEGER NOT NULL,
        head_id BLOB NOT NULL, max_lamport INTEGER NOT NULL, UNIQUE (group_ref, log)) STRICT""",
    # Two operations at one place of a log are the proof of a clone: both are kept.
    """CREATE TABLE ops (
        id INTEGER PRIMARY KEY, group_ref INTEGER NOT NULL, log_ref INTEGER NOT NULL, seq INTEGER NOT NULL,
        op_id BLOB NOT NULL, kind INTEGER NOT NULL, epoch_ref INTEGER NOT NULL, raw BLOB NOT NULL,
        UNIQUE (log_ref, seq, op_id)) STRICT""",
    "CREATE INDEX ops_control ON ops (group_ref) WHERE kind < 32",
    "CREATE INDEX ops_content ON ops (group_ref) WHERE kind >= 32",
    "CREATE INDEX ops_epoch ON ops (epoch_ref) WHERE kind >= 32",
    # Six bytes of an id are as good as unique, and take a fifth of the room.
    "CREATE INDEX ops_by_id ON ops (substr(op_id, 1, 6))",
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY, group_ref INTEGER NOT NULL, message_id BLOB NOT NULL, op_id BLOB NOT NULL,
        account_ref INTEGER NOT NULL, device_ref INTEGER NOT NULL, kind INTEGER NOT NULL, lamport INTEGER NOT NULL,
        sort_time INTEGER NOT NULL, sent_at INTEGER NOT NULL, edited INTEGER NOT NULL, deleted INTEGER NOT NULL,
        not_for_ai INTEGER NOT NULL, shown INTEGER NOT NULL, turn_expires INTEGER NOT NULL, turn_nonce BLOB NOT NULL,
        hosts BLOB NOT NULL, reply_to BLOB NOT NULL, text TEXT NOT NULL) STRICT""",
    # Ids are random: the shorter the entries, the fewer pages a batch has to rewrite. `messages.put` keeps ids unique.
    "CREATE INDEX messages_by_id ON messages (substr(message_id, 1, 8))",
    # Covers unread counts and totals; messages of one time are put in order as they are read.
    """CREATE INDEX messages_shown ON messages (
        group_ref, lamport, sort_time, account_ref, kind, deleted) WHERE shown = 1""",
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY, group_ref INTEGER NOT NULL, trigger_id BLOB NOT NULL, attempt INTEGER NOT NULL,
        rank INTEGER NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, status TEXT NOT NULL,
        has_usage INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
        cost_micros INTEGER NOT NULL, currency TEXT NOT NULL, error_code TEXT NOT NULL, error_message TEXT NOT NULL,
        receipt BLOB NOT NULL) STRICT""",
    "CREATE INDEX answers_by_trigger ON answers (group_ref, trigger_id)",
    "CREATE VIEW searchable AS SELECT id, text FROM messages WHERE shown = 1 AND deleted = 0 AND text <> ''",
    # Without positions the index has room for prefixes: typing "th" must not gather every word that begins so.
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, content='searchable', content_rowid='id', tokenize='unicode61 remove_diacritics 2',
        detail='none', prefix='2 3')""",
    """CREATE TABLE groups (
        id INTEGER PRIMARY KEY, group_id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL,
        name TEXT NOT NULL, activity INTEGER NOT NULL, incarnation BLOB NOT NULL, code TEXT NOT NULL,
        notice TEXT NOT NULL, read_position BLOB NOT NULL, joined_at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE secrets (
        group_ref INTEGER NOT NULL, epoch BLOB NOT NULL, secret BLOB NOT NULL,
        PRIMARY KEY (group_ref, epoch)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE codes (
        group_ref INTEGER NOT NULL, invite BLOB NOT NULL, code TEXT NOT NULL,
        PRIMARY KEY (group_ref, invite)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE deliveries (
        log_ref INTEGER NOT NULL, device_ref INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (log_ref, device_ref)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE addresses (
        device BLOB NOT NULL PRIMARY KEY, address TEXT NOT NULL, seen INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE contacts (
        account BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL, blocked INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE preferences (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), data BLOB NOT NULL) STRICT",
)

VERSION_2: Final = ("ALTER TABLE groups ADD COLUMN stale INTEGER NOT NULL DEFAULT 0",)

VERSION_3: Final = (
    # Logs that two copies of a device wrote, with the operation that proves it, and the newest of each branch.
    """CREATE TABLE forks (
        group_ref INTEGER NOT NULL, log BLOB NOT NULL, seq INTEGER NOT NULL, proof BLOB NOT NULL, tips BLOB NOT NULL,
        PRIMARY KEY (group_ref, log)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE requests (
        group_ref INTEGER NOT NULL, request BLOB NOT NULL, ask BLOB NOT NULL, asked_at INTEGER NOT NULL,
        verdict TEXT NOT NULL, PRIMARY KEY (group_ref, request)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE notices (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, message TEXT NOT NULL, group_id BLOB NOT NULL,
        account BLOB NOT NULL, at INTEGER NOT NULL) STRICT""",
    # Device ids, one after the other, that the user compared in person.
    "ALTER TABLE contacts ADD COLUMN verified BLOB NOT NULL DEFAULT x''",
)

VERSION_4: Final = (
    # What messages name, and how much of each file is here. The files' bytes are not in the database.
    """CREATE TABLE attachments (
        group_ref INTEGER NOT NULL, message_id BLOB NOT NULL, place INTEGER NOT NULL, file BLOB NOT NULL,
        root BLOB NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, key BLOB NOT NULL,
        sha256 BLOB NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        PRIMARY KEY (group_ref, message_id, place)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX attachments_by_root ON attachments (root)",
    "CREATE INDEX attachments_by_file ON attachments (file)",
    """CREATE TABLE files (
        file BLOB NOT NULL PRIMARY KEY, root BLOB NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL,
        own INTEGER NOT NULL, used INTEGER NOT NULL, received INTEGER NOT NULL,
        chunks BLOB NOT NULL, hashes BLOB NOT NULL) STRICT""",
    "CREATE INDEX files_by_root ON files (root)",
    # Operations found in a damaged database, until they are in their logs again.
    """CREATE TABLE salvaged (
        id INTEGER PRIMARY KEY, group_id BLOB NOT NULL, op_id BLOB NOT NULL UNIQUE, content INTEGER NOT NULL,
        lamport INTEGER NOT NULL, raw BLOB NOT NULL) STRICT""",
    "CREATE INDEX salvaged_in_order ON salvaged (group_id, content, lamport)",
    # Counted with every change from now on: counting a million messages takes a second.
    "CREATE TABLE tallies (group_ref INTEGER NOT NULL PRIMARY KEY, shown INTEGER NOT NULL) STRICT",
    "INSERT INTO tallies SELECT group_ref, count(*) FROM messages WHERE shown = 1 GROUP BY group_ref",
)

VERSION_5: Final = (
    # The index is merged beside the messages (see `upkeep`), not in the transaction that stores one.
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
    "INSERT INTO search (search, rank) VALUES ('usermerge', 8)",
)

VERSION_6: Final = (
    # The words in the search index, read from it: takes no room, and nothing has to be kept in step.
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search, row)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5, VERSION_6,
)  # fmt: skip
NEWEST: Final = len(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """Return the number of the last step the database has seen, 0 for an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(connection: Connection) -> None:
    """Bring the database to the newest version inside the caller's transaction; raises StoreTooNew."""
    version = version_of(connection)
    if version > NEWEST:
        raise StoreTooNew(
            "This profile was written by a later version of Causerie.",
            "Install the newest version, or use another profile.",
        )
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.exec_driver_sql(statement)
    if version < NEWEST:
        connection.exec_driver_sql(f"PRAGMA user_version = {NEWEST}")
