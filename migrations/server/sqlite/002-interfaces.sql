-- Other systems: those that act here with credentials of their own, and those that are told what happened (webhooks).
-- Instants are milliseconds since 1970 UTC, ids and digests are raw bytes.

-- Another system. Its token is known by its SHA-256 only; the key of its signatures must be readable to check them.
CREATE TABLE system (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    name          TEXT NOT NULL,
    organisation  BLOB NOT NULL,
    person        BLOB NOT NULL,                     -- on whose behalf it acts
    token         BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
    secret        BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Requests of systems by their idempotency key, with the answer, given again when the request comes again (T16, T18).
-- Without an answer: begun, and cut before it was known to be done.
CREATE TABLE system_request (
    system  BLOB NOT NULL,
    key     TEXT NOT NULL,
    request BLOB NOT NULL CHECK (length(request) = 32),  -- SHA-256 of what was asked
    at_ms   INTEGER NOT NULL,
    status  INTEGER,
    body    TEXT,
    PRIMARY KEY (system, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX system_request_at ON system_request (at_ms);

-- An address that is told of events. Rows stay, because deliveries name them.
CREATE TABLE webhook (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    url           TEXT NOT NULL,
    secret        BLOB NOT NULL,
    events        TEXT NOT NULL,                     -- JSON array of event types; empty = all
    organisation  BLOB,                              -- only of projects that it sees; NULL = of all
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER,                           -- gets no events any more
    ended_why     TEXT                               -- removed, gone
) STRICT, WITHOUT ROWID;

-- The outbox of events: one row for each webhook that wants the event, written with the event and kept as the log.
CREATE TABLE webhook_delivery (
    id              BLOB PRIMARY KEY CHECK (length(id) = 16),
    webhook         BLOB NOT NULL REFERENCES webhook (id),
    event           BLOB NOT NULL CHECK (length(event) = 16),
    kind            TEXT NOT NULL,
    body            TEXT NOT NULL,                   -- the very bytes of every try
    state           TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'refused')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_at_ms      INTEGER NOT NULL,
    status          INTEGER,                         -- of the last answer
    error           TEXT,                            -- of the last try, as a word
    created_at_ms   INTEGER NOT NULL,
    delivered_at_ms INTEGER,
    UNIQUE (webhook, event)                          -- an event emitted again is not sent again
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, next_at_ms) WHERE state = 'pending';
CREATE INDEX webhook_delivery_created ON webhook_delivery (created_at_ms);
