-- Approval cases: the fourth kind of document (3), and the index rows that an office's list of them is read from.
-- Foreign keys are off while a store is carried over, and checked when this step is done.

CREATE TABLE doc_next (
    id    BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind  INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3)),
    scope TEXT NOT NULL,
    heads BLOB NOT NULL DEFAULT x'',                 -- 32 bytes each, sorted; none when all was refused
    stale INTEGER NOT NULL DEFAULT 0,                -- changes were refused and the index still shows them
    gone  INTEGER NOT NULL DEFAULT 0                 -- may not be read any more; goes when nothing of it waits
) STRICT, WITHOUT ROWID;
INSERT INTO doc_next (id, kind, scope, heads, stale, gone) SELECT id, kind, scope, heads, stale, gone FROM doc;
DROP TABLE doc;
ALTER TABLE doc_next RENAME TO doc;
CREATE INDEX doc_scope ON doc (scope);
CREATE INDEX doc_stale ON doc (id) WHERE stale = 1;
CREATE INDEX doc_gone ON doc (id) WHERE gone = 1;

-- Photos of inspections and files of cases. A file is given once and may be named by several records: a row belongs to its record.
CREATE TABLE photo_next (
    inspection BLOB NOT NULL,                        -- the record that names it: an inspection or a case
    id         BLOB NOT NULL,
    sha256     BLOB NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (inspection, id)
) STRICT, WITHOUT ROWID;
INSERT INTO photo_next (inspection, id, sha256, body) SELECT inspection, id, sha256, body FROM photo;
DROP TABLE photo;
ALTER TABLE photo_next RENAME TO photo;
CREATE INDEX photo_sha256 ON photo (sha256);

-- What filters, colours and order of a list need, in few bytes: an inbox of ten thousand is counted at every visit. Dates are as
-- the acts make them; what a clock shows on a day follows from them.
CREATE TABLE approval_case (
    id             BLOB PRIMARY KEY,
    project        BLOB NOT NULL,
    number         TEXT NOT NULL,
    state          INTEGER NOT NULL,                 -- by its acts alone, in the order of the contract: submitted (0) ... revoked (10)
    open           INTEGER NOT NULL,
    green_channel  INTEGER NOT NULL,
    to_deliver     INTEGER NOT NULL,
    silence_ends   TEXT,                             -- last day for acceptance; the day after, a submitted case runs
    accepted       TEXT,                             -- while submitted: the day that silence would make it
    stopped        TEXT,                             -- day on which the clock stopped, while it stands
    yellow_from    TEXT,
    promised_due   TEXT,
    legal_due      TEXT,
    decided        TEXT,
    post_check_due TEXT,
    changed_on     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_case_project ON approval_case (project);

-- The whole entry as JSON, apart: read for the rows of a page only.
CREATE TABLE case_body (id BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT;

-- In whose inbox a case is: the department of its matter, and whoever decides by delegation.
CREATE TABLE case_office (office TEXT NOT NULL, doc BLOB NOT NULL, PRIMARY KEY (office, doc)) STRICT, WITHOUT ROWID;
CREATE INDEX case_office_doc ON case_office (doc);
