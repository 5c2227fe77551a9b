//! A process that does nothing but admission, for hosts that do not start themselves as one.

use std::process::ExitCode;

fn main() -> ExitCode {
    match handheld_records::worker::serve(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("admission worker: {error}");
            ExitCode::from(70)
        }
    }
}
