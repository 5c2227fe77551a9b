//! The two nets under every public function: one photo decoded at a time in the process, and no panic leaves the room.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use crate::error::PhotoError;

static DECODING: Mutex<()> = Mutex::new(());

/// Runs work that decodes a photo, after any other such work in this process has ended (T10).
pub(crate) fn one_at_a_time<T>(
    work: impl FnOnce() -> Result<T, PhotoError>,
) -> Result<T, PhotoError> {
    // The lock guards memory use and no data: after a panic there is nothing half-done behind it.
    let _turn = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
    without_panic(work)
}

/// Turns a panic inside a codec into an ordinary answer.
pub(crate) fn without_panic<T>(
    work: impl FnOnce() -> Result<T, PhotoError>,
) -> Result<T, PhotoError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PhotoError::Damaged {
        why: "the decoder gave up",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_answer_and_the_next_photo_still_gets_its_turn() {
        let broken: Result<(), _> = one_at_a_time(|| panic!("as a codec might"));
        assert_eq!(broken.unwrap_err().cause(), "damaged");
        assert_eq!(one_at_a_time(|| Ok(1)), Ok(1));
    }
}
