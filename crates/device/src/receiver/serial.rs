//! A receiver at a serial port, also that of a paired Bluetooth device, and which ports there are. A thread reads: serial ports block.

use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use handheld_contract::{Code, Problem};

use super::heard::Heard;
use super::pause::Pause;
use super::words;

/// A read waits so long before it looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(200);

/// Asks the thread to end.
#[derive(Default)]
pub(super) struct Wanted {
    over: Mutex<bool>,
    woken: Condvar,
}

impl Wanted {
    /// The port is no longer wanted.
    pub(super) fn end(&self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }

    fn is_over(&self) -> bool {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, or less when it is over meanwhile.
    fn wait(&self, at_most: Duration) {
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.wait_timeout_while(over, at_most, |over| !*over);
        drop(waited);
    }
}

/// Begins to read a port.
///
/// # Errors
///
/// [`Code::Internal`] when the system gives no thread.
pub(super) fn start(port: String, baud: u32, heard: Arc<Heard>) -> Result<Arc<Wanted>, Problem> {
    let wanted = Arc::new(Wanted::default());
    let in_thread = Arc::clone(&wanted);
    std::thread::Builder::new()
        .name("receiver".to_owned())
        .spawn(move || read(&port, baud, &heard, &in_thread))
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
    Ok(wanted)
}

fn read(port: &str, baud: u32, heard: &Heard, wanted: &Wanted) {
    let mut pause = Pause::default();
    while !wanted.is_over() {
        let why = match open(port, baud) {
            Ok(mut opened) => {
                heard.opened();
                pump(&mut *opened, heard, wanted, &mut pause)
            }
            Err(why) => why,
        };
        tracing::debug!(kind = ?why.kind(), "the port of the receiver ended");
        heard.lost(words::stopped(&why));
        wanted.wait(pause.next());
    }
}

/// Reads until the line breaks or is no longer wanted, and says why it ended.
fn pump(line: &mut dyn Read, heard: &Heard, wanted: &Wanted, pause: &mut Pause) -> Error {
    let mut bytes = [0; 1024];
    loop {
        if wanted.is_over() {
            return ErrorKind::Interrupted.into();
        }
        match line.read(&mut bytes) {
            Ok(0) => return ErrorKind::UnexpectedEof.into(),
            Ok(length) => {
                pause.reset();
                heard.feed(bytes.get(..length).unwrap_or_default(), Instant::now());
            }
            // Nothing came meanwhile.
            Err(e)
                if matches!(
                    e.kind(),
                    ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock
                ) => {}
            Err(e) => return e,
        }
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn open(port: &str, baud: u32) -> std::io::Result<Box<dyn Read>> {
    let opened = serialport::new(port, baud).timeout(LOOK).open()?;
    Ok(Box::new(opened))
}

#[cfg(any(target_os = "android", target_os = "ios"))]
fn open(_port: &str, _baud: u32) -> std::io::Result<Box<dyn Read>> {
    Err(ErrorKind::Unsupported.into())
}

/// The serial ports of this machine: names that stay the same first, then the others.
#[cfg(target_os = "linux")]
pub(super) fn ports() -> Vec<String> {
    ports_in(Path::new("/dev"))
}

/// The serial ports of this machine.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "ios")))]
pub(super) fn ports() -> Vec<String> {
    let known = serialport::available_ports().unwrap_or_default();
    known.into_iter().map(|port| port.port_name).collect()
}

/// The serial ports of this machine: a phone has none.
#[cfg(any(target_os = "android", target_os = "ios"))]
pub(super) fn ports() -> Vec<String> {
    Vec::new()
}

#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "other systems list their ports themselves")
)]
fn ports_in(dev: &Path) -> Vec<String> {
    let entries = |folder: PathBuf, wanted: fn(&str) -> bool| {
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_str().is_some_and(wanted))
            .map(|entry| entry.path())
            .collect();
        found.sort();
        found
    };
    let by_id = entries(dev.join("serial/by-id"), |_| true);
    let named: Vec<PathBuf> = by_id.iter().flat_map(std::fs::canonicalize).collect();
    let is_port = |name: &str| {
        ["ttyUSB", "ttyACM", "rfcomm"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let others = entries(dev.to_owned(), is_port);
    let others = others.into_iter().filter(|port| {
        // The same port under its other name.
        std::fs::canonicalize(port).is_ok_and(|real| !named.contains(&real))
    });
    by_id
        .iter()
        .cloned()
        .chain(others)
        .map(|port| port.display().to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn ports_with_a_lasting_name_come_first_and_none_comes_twice() {
        let dev = tempfile::tempdir().unwrap();
        for name in ["ttyUSB0", "ttyACM0", "rfcomm0", "tty1", "sda"] {
            std::fs::write(dev.path().join(name), "").unwrap();
        }
        let by_id = dev.path().join("serial/by-id");
        std::fs::create_dir_all(&by_id).unwrap();
        std::os::unix::fs::symlink("../../ttyUSB0", by_id.join("usb-receiver")).unwrap();
        let found: Vec<String> = ports_in(dev.path())
            .iter()
            .filter_map(|port| Some(port.rsplit_once('/')?.1.to_owned()))
            .collect();
        assert_eq!(found, ["usb-receiver", "rfcomm0", "ttyACM0"]);
        assert!(ports_in(&dev.path().join("nowhere")).is_empty());
    }
}
