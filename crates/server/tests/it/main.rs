//! The centre as it is reached: a real server on a free port over a folder of its own.

mod hostile;
mod rig;
mod rights;
mod signing_in;
