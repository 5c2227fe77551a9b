-- Which departments an organisation is, and who fetched what was given once.

-- Codes of the catalogue as a JSON array; empty for firms.
ALTER TABLE organisation ADD COLUMN departments TEXT NOT NULL DEFAULT '[]';

-- Fetches of files that were given for a case: only ever added to. Names are those of the day, so that a row needs no other.
CREATE TABLE fetch (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms        INTEGER NOT NULL,
    person       BLOB NOT NULL,
    name         TEXT NOT NULL,
    organisation BLOB NOT NULL,
    project      BLOB NOT NULL,
    doc          BLOB NOT NULL,                      -- the case for which it was given
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    file_name    TEXT NOT NULL
) STRICT;
CREATE INDEX fetch_project ON fetch (project, number);
CREATE TRIGGER fetch_is_not_changed BEFORE UPDATE ON fetch
BEGIN SELECT raise(ABORT, 'the log of fetches is only added to'); END;
CREATE TRIGGER fetch_is_not_deleted BEFORE DELETE ON fetch
BEGIN SELECT raise(ABORT, 'the log of fetches is only added to'); END;
