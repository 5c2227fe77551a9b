-- Survey tasks: the fifth kind of document (4), and the index rows that lists of them are read from.
-- Foreign keys are off while a store is carried over, and checked when this step is done.

CREATE TABLE doc_next (
    id    BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind  INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3, 4)),
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

-- A list asks for what waits for whom, the earliest due date first; everything else of a row stands in its body.
CREATE TABLE survey (
    id      BLOB PRIMARY KEY,
    project BLOB NOT NULL,
    unit    BLOB NOT NULL,                           -- surveying unit
    office  TEXT NOT NULL,                           -- department that accepts or returns it
    waits   INTEGER NOT NULL CHECK (waits IN (0, 1, 2)), -- for the unit (0), for the office (1), for nobody (2)
    due     TEXT,
    number  TEXT NOT NULL,
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_project ON survey (project);
CREATE INDEX survey_waits ON survey (waits, due);
