-- The centre's own tables, on top of the records and index that it has in common with a device (device/001-records.sql).
-- Instants are milliseconds since 1970 UTC, ids and digests are raw bytes.

-- Every scope with the life (epoch), head and digest of its log. The row is written last in a transaction, in order of id.
CREATE TABLE scope (
    id        TEXT PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    head      INTEGER NOT NULL DEFAULT 0,
    floor     INTEGER NOT NULL DEFAULT 0,
    digest    BLOB NOT NULL CHECK (length(digest) = 16),
    documents INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The log: change (0), document enters (1), document leaves (2). Dense in each scope from 1.
CREATE TABLE entry (
    scope  TEXT NOT NULL REFERENCES scope (id),
    seq    INTEGER NOT NULL CHECK (seq > 0),
    kind   INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    doc    BLOB NOT NULL,
    change INTEGER REFERENCES change (number),       -- NULL unless a change
    origin BLOB,                                     -- device; NULL when made at the centre
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    PRIMARY KEY (scope, seq)
) STRICT, WITHOUT ROWID;

-- Names of changes, kept for ever: also when a body lives only in a snapshot, a repeated delivery must be known.
CREATE TABLE change_hash (
    doc  BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (doc, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE actor (id BLOB PRIMARY KEY CHECK (length(id) = 16), person BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
    id   BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    uscc TEXT NOT NULL DEFAULT ''                    -- unified social credit code
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id                   BLOB PRIMARY KEY CHECK (length(id) = 16),
    name                 TEXT NOT NULL,
    login                TEXT NOT NULL UNIQUE,
    role                 TEXT NOT NULL,
    organisation         BLOB NOT NULL,
    active               INTEGER NOT NULL,
    password             TEXT NOT NULL,              -- argon2id, PHC form
    must_change_password INTEGER NOT NULL,
    preferences          TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id                BLOB PRIMARY KEY CHECK (length(id) = 16),
    person            BLOB NOT NULL,
    name              TEXT NOT NULL,
    key               BLOB NOT NULL CHECK (length(key) = 32),
    batch             INTEGER NOT NULL DEFAULT 0,
    previous_envelope BLOB NOT NULL,
    enrolled_at_ms    INTEGER NOT NULL,
    last_seen_ms      INTEGER,
    revoked_at_ms     INTEGER
) STRICT, WITHOUT ROWID;

-- Signed answers, given again when one was lost. Old ones are dropped.
CREATE TABLE answer (
    device   BLOB NOT NULL,
    number   INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- The cursors that a device had at its last complete answer, as JSON.
CREATE TABLE device_cursor (device BLOB PRIMARY KEY, cursors TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Secrets are known by their SHA-256 only.
CREATE TABLE sign_in (
    token    BLOB PRIMARY KEY CHECK (length(token) = 32),
    person   BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    ends_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_person ON sign_in (person);
CREATE TABLE enrol_code (
    code    BLOB PRIMARY KEY CHECK (length(code) = 32),
    person  BLOB NOT NULL,
    ends_ms INTEGER NOT NULL,
    used_by BLOB                                     -- device
) STRICT, WITHOUT ROWID;

-- Who did what: only ever added to.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms  INTEGER NOT NULL,
    person BLOB,
    act    TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;

-- Photos whose bytes are here, whole: a record is filed only when all of its photos are.
CREATE TABLE arrived_photo (sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32)) STRICT, WITHOUT ROWID;

-- Bytes that were refused, with the reason.
CREATE TABLE quarantine (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms  INTEGER NOT NULL,
    device BLOB NOT NULL,
    doc    BLOB NOT NULL,
    reason TEXT NOT NULL,
    body   BLOB NOT NULL
) STRICT;
