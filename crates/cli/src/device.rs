//! Commands that need the device store: opens it, runs one command, leaves nothing in the journal.

mod exchange;
mod export;
mod inspection;
mod local_system;
mod photo;
mod projects;
mod store;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use handheld_contract::{Code, Problem};
use handheld_device::Device;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::output::{Answer, Context, Failure};

pub(crate) use local_system::{SystemCommand, run as run_local_system};
pub(crate) use photo::AddArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// 用一次性登记码登记本机 | Enrol this device with a one-time code
    Enrol(exchange::EnrolArguments),
    /// 本机状态 | How this device stands
    Status,
    /// 与中心同步 | Exchange with the centre until nothing is left
    Sync {
        /// 一直运行，直到停止 | Keep going until stopped
        #[arg(long)]
        watch: bool,
    },
    /// 项目列表 | Projects
    Projects(projects::ListArguments),
    /// 一个项目 | One project
    Project {
        #[command(subcommand)]
        command: projects::ProjectCommand,
    },
    /// 检查 | Inspections
    Inspection {
        #[command(subcommand)]
        command: inspection::InspectionCommand,
    },
    /// 导出 | Export
    Export {
        #[command(subcommand)]
        command: export::ExportCommand,
    },
    /// 本机数据 | The store of this device
    Store {
        #[command(subcommand)]
        command: store::StoreCommand,
    },
}

/// A record named by its id.
#[derive(Debug, Args)]
pub(crate) struct Id {
    /// 编号 | Its id
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}

pub(crate) fn run(command: DeviceCommand, context: &Context) -> Result<Answer, Failure> {
    match command {
        DeviceCommand::Enrol(arguments) => with(context, async |device| {
            exchange::enrol(&device, &arguments, context).await
        }),
        DeviceCommand::Status => with(context, async |device| {
            exchange::status(&device, context).await
        }),
        DeviceCommand::Sync { watch } => with(context, async |device| {
            exchange::sync(&device, watch, context).await
        }),
        DeviceCommand::Projects(arguments) => with(context, async |device| {
            projects::list(&device, &arguments, context).await
        }),
        DeviceCommand::Project { command } => with(context, async |device| {
            projects::run(&device, command, context).await
        }),
        DeviceCommand::Inspection { command } => with(context, async |device| {
            inspection::run(&device, command, context).await
        }),
        DeviceCommand::Export { command } => with(context, async |device| {
            export::run(&device, command, context).await
        }),
        DeviceCommand::Store { command } => with(context, async |device| {
            store::run(&device, command, context).await
        }),
    }
}

/// Adds a photo; it stands among the photo commands.
pub(crate) fn add_photo(arguments: &AddArguments, context: &Context) -> Result<Answer, Failure> {
    with(context, async |device| {
        photo::add(&device, arguments, context).await
    })
}

/// Opens the device, runs, and turns the journal into changes whatever the outcome.
fn with<F: Future<Output = Result<Answer, Failure>>>(
    context: &Context,
    run: impl FnOnce(Arc<Device>) -> F,
) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
    let folder = folder(context)?;
    runtime.block_on(async {
        let device = Device::open(&folder).await?;
        let answer = run(Arc::clone(&device)).await;
        device.flush().await?;
        answer
    })
}

/// The folder named by `--data`, or the app's own.
fn folder(context: &Context) -> Result<PathBuf, Failure> {
    if let Some(folder) = &context.data {
        return Ok(folder.clone());
    }
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let parent = if cfg!(target_os = "windows") {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    let missing = || {
        let problem = Problem::new(Code::Usage);
        let (zh, en) = (
            "找不到应用的数据文件夹，请用 --data 指定",
            "no folder of the app is known: name one with --data",
        );
        Failure::because(problem, "data_folder", zh.to_owned(), en.to_owned())
    };
    parent
        .map(|parent| parent.join("cn.handheldcheck.app"))
        .ok_or_else(missing)
}

/// Reads an id as typed.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.trim().parse().map_err(|_| {
        let problem = Problem::new(Code::BadInput).with("what", text);
        let (zh, en) = ("不是编号", "it is not an id");
        Failure::because(problem, "id", zh.to_owned(), en.to_owned())
    })
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|e| {
        Problem::new(Code::Internal)
            .with("why", e.to_string())
            .into()
    })
}

/// A view with the fields of its row beside it, so that scripts need not know which of them a list shows; the view's own win.
fn flat(view: &Value) -> Value {
    let mut all = view["row"].as_object().cloned().unwrap_or_default();
    for (key, value) in view.as_object().into_iter().flatten() {
        if key != "row" {
            all.insert(key.clone(), value.clone());
        }
    }
    Value::Object(all)
}
