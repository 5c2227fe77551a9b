//! What a store can refuse, by kind: callers react to the kind, people read the source.

use handheld_contract::{Code, Problem};

/// Why the store did not do it. After any of these the store is as it was before the call.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the store.
    #[error("the store is in use by process {pid}")]
    InUse {
        /// Process id, 0 when unknown.
        pid: u32,
    },
    /// The file was written by a newer version.
    #[error("the store was written by schema version {found}, this program knows {known}")]
    Newer {
        /// Version found.
        found: u32,
        /// Version known.
        known: u32,
    },
    /// The file is damaged; it was moved aside and not overwritten.
    #[error("the store is damaged and was moved to {moved_to}")]
    Damaged {
        /// Where the damaged file lies now.
        moved_to: String,
    },
    /// The disk is full or below its reserve.
    #[error("too little space: {free} bytes free, {needed} needed")]
    NoSpace {
        /// Bytes free.
        free: u64,
        /// Bytes needed.
        needed: u64,
    },
    /// What was to be written contradicts what is there (a sequence number used twice, an unknown document).
    #[error("{0}")]
    Conflict(String),
    /// Stored bytes do not have the digest that names them.
    #[error("{what} does not match its digest")]
    Corrupt {
        /// What.
        what: String,
    },
    /// The database or the file system refused.
    #[error("{what}: {why}")]
    Backend {
        /// What was being done.
        what: &'static str,
        /// The reason as given.
        why: String,
    },
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse { pid } => Problem::new(Code::StoreInUse).with("pid", pid),
            StoreError::Newer { found, .. } => {
                Problem::new(Code::StoreNewer).with("version", found)
            }
            StoreError::Damaged { moved_to } => {
                Problem::new(Code::StoreDamaged).with("path", moved_to)
            }
            StoreError::NoSpace { free, needed } => Problem::new(Code::NoSpace)
                .with("free", free)
                .with("needed", needed),
            StoreError::Corrupt { what } => Problem::new(Code::Damaged)
                .with("what", what)
                .with("why", "digest"),
            StoreError::Conflict(why) => Problem::new(Code::Storage).with("why", why),
            StoreError::Backend { what, why } => {
                Problem::new(Code::Storage).with("why", format!("{what}: {why}"))
            }
        }
    }
}
