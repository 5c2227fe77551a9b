//! Admission in processes of their own: this program started again as `admission-worker` with limits of memory and processor time, so that
//! no bytes of a device can take the centre down (sync.md 1.11). A worker that dies or does not answer in time is a refusal of that one
//! document, and the next question gets a new worker.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use handheld_records::worker::{AdmitRequest, AdmitResponse, MESSAGE_BYTES};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, Semaphore};

/// Name of the hidden command that is a worker.
pub const COMMAND: &str = "admission-worker";
/// Address space of a worker.
pub const MEMORY_BYTES: u64 = 512 * 1024 * 1024;
/// Processor seconds of a worker's whole life; a new one follows.
pub const CPU_SECONDS: u64 = 600;
/// How long one document may take.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no verdict. Only the document asked about is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdmissionError {
    /// The worker died: the bytes needed more than a worker may have, or crashed it.
    #[error("the admission worker died over this document")]
    Died,
    /// No answer in time.
    #[error("the admission of this document took too long")]
    Late,
    /// The worker itself refused: the stored document or the question is damaged.
    #[error("{0}")]
    Refused(String),
    /// No worker could be started; nothing is wrong with the document.
    #[error("no admission worker: {0}")]
    NoWorker(String),
}

/// How a worker is started.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// Program.
    pub program: PathBuf,
    /// Arguments.
    pub arguments: Vec<String>,
}

struct Worker {
    // Killed when dropped, so that none outlives its pipes.
    _child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

/// A few workers that wait for questions.
pub struct AdmissionPool {
    program: WorkerProgram,
    idle: Mutex<Vec<Worker>>,
    places: Arc<Semaphore>,
}

impl AdmissionPool {
    /// A pool of at most `size` workers; they are started when there is something to ask.
    pub fn new(program: WorkerProgram, size: usize) -> Self {
        Self {
            program,
            idle: Mutex::new(Vec::new()),
            places: Arc::new(Semaphore::new(size.max(1))),
        }
    }

    /// The program that is running now, started again as a worker.
    ///
    /// # Errors
    ///
    /// When the system does not tell where the program is.
    pub fn of_this_program(size: usize) -> std::io::Result<Self> {
        let program = std::env::current_exe()?;
        Ok(Self::new(
            WorkerProgram {
                program,
                arguments: vec![COMMAND.to_owned()],
            },
            size,
        ))
    }

    /// Asks whether changes may come into a document.
    ///
    /// # Errors
    ///
    /// [`AdmissionError`].
    pub async fn admit(&self, request: &AdmitRequest) -> Result<AdmitResponse, AdmissionError> {
        let question = request
            .encode()
            .map_err(|e| AdmissionError::Refused(e.to_string()))?;
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|e| AdmissionError::NoWorker(e.to_string()))?;
        let idle = self.idle.lock().await.pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => self.start()?,
        };
        let asked = tokio::time::timeout(PATIENCE, ask(&mut worker, &question)).await;
        let answer = asked
            .map_err(|_| AdmissionError::Late)?
            .map_err(|_| AdmissionError::Died)?;
        let decoded =
            AdmitResponse::decode(&answer).map_err(|e| AdmissionError::Refused(e.to_string()));
        self.idle.lock().await.push(worker);
        decoded
    }

    fn start(&self) -> Result<Worker, AdmissionError> {
        let failed = |why: String| AdmissionError::NoWorker(why);
        let mut child = Command::new(&self.program.program)
            .args(&self.program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env_clear()
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| failed(e.to_string()))?;
        let to = child
            .stdin
            .take()
            .ok_or_else(|| failed("no input".into()))?;
        let from = child
            .stdout
            .take()
            .ok_or_else(|| failed("no output".into()))?;
        Ok(Worker {
            _child: child,
            to,
            from,
        })
    }
}

async fn ask(worker: &mut Worker, question: &[u8]) -> std::io::Result<Vec<u8>> {
    worker.to.write_all(question).await?;
    worker.to.flush().await?;
    let length = worker.from.read_u32().await? as usize;
    if length > MESSAGE_BYTES {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut answer = vec![0; length];
    worker.from.read_exact(&mut answer).await?;
    Ok(answer)
}

/// The whole life of a worker: takes its limits, then answers until its input ends.
///
/// # Errors
///
/// When the limits cannot be set or the pipe breaks.
pub fn be_a_worker() -> anyhow::Result<()> {
    limit(libc::RLIMIT_AS, MEMORY_BYTES)?;
    limit(libc::RLIMIT_CPU, CPU_SECONDS)?;
    limit(libc::RLIMIT_CORE, 0)?;
    limit(libc::RLIMIT_NOFILE, 16)?;
    std::panic::set_hook(Box::new(|_| {}));
    handheld_records::worker::serve(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(())
}

#[expect(
    unsafe_code,
    reason = "a limit of a process can only be set by its C function"
)]
fn limit(resource: libc::__rlimit_resource_t, value: u64) -> std::io::Result<()> {
    let limit = libc::rlimit {
        rlim_cur: value,
        rlim_max: value,
    };
    // SAFETY: `limit` is a valid struct for the whole call, and setrlimit keeps no pointer to it.
    if unsafe { libc::setrlimit(resource, &raw const limit) } == 0 {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}
