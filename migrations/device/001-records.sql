-- The device's store. Changes are the truth; everything else can be made again from them (`store rebuild`).
-- Instants are milliseconds since 1970 UTC, ids and digests are raw bytes, civil dates are YYYY-MM-DD.

-- A document: project (0), inspection (1) or finding (2), in one scope of reading and sequence.
CREATE TABLE doc (
    id    BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind  INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    scope TEXT NOT NULL,
    heads BLOB NOT NULL DEFAULT x'',                 -- 32 bytes each, sorted; none when all was refused
    stale INTEGER NOT NULL DEFAULT 0,                -- changes were refused and the index still shows them
    gone  INTEGER NOT NULL DEFAULT 0                 -- may not be read any more; goes when nothing of it waits
) STRICT, WITHOUT ROWID;
CREATE INDEX doc_scope ON doc (scope);
CREATE INDEX doc_stale ON doc (id) WHERE stale = 1;
CREATE INDEX doc_gone ON doc (id) WHERE gone = 1;

-- One automerge change: immutable, named by its SHA-256. `number` grows, so dependencies come first.
CREATE TABLE change (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    doc    BLOB NOT NULL REFERENCES doc (id),
    actor  BLOB NOT NULL CHECK (length(actor) = 16),
    seq    INTEGER NOT NULL CHECK (seq > 0),
    deps   BLOB NOT NULL DEFAULT x'',                -- 32 bytes each
    body   BLOB NOT NULL,
    own    INTEGER NOT NULL CHECK (own IN (0, 1))    -- made here, so that it is this device's to send again
) STRICT;
-- Two documents may hold equal changes: a hash names one within its document.
CREATE UNIQUE INDEX change_by_hash ON change (hash, doc);
CREATE INDEX change_doc ON change (doc, number);
CREATE UNIQUE INDEX change_actor ON change (doc, actor, seq);

-- A saved document with the changes up to `through` inside: a cache that may be dropped.
CREATE TABLE snapshot (
    doc     BLOB PRIMARY KEY REFERENCES doc (id),
    through INTEGER NOT NULL,
    body    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Edits on disk that are in no change yet.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    doc    BLOB NOT NULL REFERENCES doc (id),
    person BLOB NOT NULL,
    edits  TEXT NOT NULL,
    at_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_doc ON journal (doc, number);

-- Own changes without a receipt. A row goes only by a signed receipt or, with its reason, to `refused`.
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY REFERENCES change (number),
    doc    BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_doc ON outbox (doc);

-- Changes that the centre did not take and what builds on them, with the rejection as JSON: out of the document, and
-- kept with their bytes for showing and export.
CREATE TABLE refused (
    number    INTEGER PRIMARY KEY,                   -- as it was among the changes
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    doc       BLOB NOT NULL,
    actor     BLOB NOT NULL CHECK (length(actor) = 16),
    seq       INTEGER NOT NULL,
    deps      BLOB NOT NULL,
    body      BLOB NOT NULL,
    rejection TEXT NOT NULL
) STRICT;
CREATE INDEX refused_doc ON refused (doc);

-- Receipts as they were signed, and when each document had its last one.
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    batch  INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL,
    body   TEXT NOT NULL
) STRICT;
CREATE TABLE doc_receipt (
    doc   BLOB PRIMARY KEY REFERENCES doc (id),
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Photos captured here, on their way to the centre.
CREATE TABLE outgoing_photo (
    sha256   BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    doc      BLOB NOT NULL,
    bytes    INTEGER NOT NULL,
    sent     INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    problem  TEXT,
    filed_ms INTEGER                                 -- NULL until a receipt names it
) STRICT, WITHOUT ROWID;

-- How far each scope has been read.
CREATE TABLE cursor (
    scope  TEXT PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- The index: what lists and searches read without opening a document. `body` is the whole entry as JSON.
CREATE TABLE project (
    id     BLOB PRIMARY KEY,
    code   TEXT NOT NULL,
    name   TEXT NOT NULL,
    stage  INTEGER NOT NULL,
    body   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX project_stage ON project (stage, code);
CREATE INDEX project_code ON project (code);
CREATE TABLE project_organisation (
    project BLOB NOT NULL, organisation BLOB NOT NULL, PRIMARY KEY (project, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_organisation_by ON project_organisation (organisation, project);
CREATE TABLE project_person (
    project BLOB NOT NULL, person BLOB NOT NULL, PRIMARY KEY (project, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_person_by ON project_person (person, project);

CREATE TABLE inspection (
    id         BLOB PRIMARY KEY,
    project    BLOB NOT NULL,
    open       INTEGER NOT NULL,                     -- neither finished nor set aside
    changed_at TEXT NOT NULL,
    body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inspection_project ON inspection (project, changed_at);
CREATE INDEX inspection_changed ON inspection (changed_at);
CREATE INDEX inspection_open ON inspection (project) WHERE open = 1;

CREATE TABLE photo (
    id         BLOB PRIMARY KEY,
    inspection BLOB NOT NULL,
    sha256     BLOB NOT NULL,
    body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_inspection ON photo (inspection);
CREATE INDEX photo_sha256 ON photo (sha256);

CREATE TABLE finding (
    id         BLOB PRIMARY KEY,
    project    BLOB NOT NULL,
    inspection BLOB NOT NULL,
    open       INTEGER NOT NULL,                     -- open, replied or failed
    due        TEXT NOT NULL,
    body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_project ON finding (project, open, due);
CREATE INDEX finding_inspection ON finding (inspection);
CREATE INDEX finding_due ON finding (open, due);

-- Full text: single Han characters and whole Latin words, made by the program (see `search.rs`).
CREATE TABLE searched (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    doc     BLOB NOT NULL UNIQUE,
    project BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61');
