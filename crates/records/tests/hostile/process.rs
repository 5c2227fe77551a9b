//! The worker as a real process, with what it costs.

use std::io::BufReader;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use handheld_records::worker::{AdmitRequest, AdmitResponse, WorkerError, ask};

/// Most that the worker's memory may grow by on anything hostile.
pub(crate) const GROWTH_KIB: u64 = 64 * 1024;

pub(crate) struct Worker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Worker {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_admission-worker"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the worker starts");
        let to = child.stdin.take().expect("the pipe is there");
        let from = BufReader::new(child.stdout.take().expect("the pipe is there"));
        Self { child, to, from }
    }

    pub(crate) fn ask(&mut self, request: &AdmitRequest) -> Result<AdmitResponse, WorkerError> {
        ask(&mut self.to, &mut self.from, request)
    }

    /// Greatest resident memory so far; 0 where the system does not tell.
    pub(crate) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse().ok());
        number.unwrap_or(0)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The process that this test started; it may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
