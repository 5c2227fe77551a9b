//! A process that keeps local systems of a device and uses them, so that a test can put a real keystore beside it.
//!
//! Use: `keystore FOLDER put|use|remove`. It prints how the key is kept, or why it was refused.

use std::path::Path;

use handheld_contract::{Lang, Problem};
use handheld_device::Device;
use handheld_domain::survey::system::{LocalSystem, Similarity};

const NAME: &str = "嘉兴";

async fn run(folder: &Path, what: &str) -> Result<String, Problem> {
    let device = Device::open(folder).await?;
    match what {
        "put" => {
            let system = LocalSystem::FourParameter(Similarity {
                tx: 10.0,
                ty: 20.0,
                a: 1.0,
                b: 0.0,
            });
            device
                .put_local_system(NAME, system, None, Lang::En)
                .await?;
        }
        "use" => {
            let used = device.with_local_system(NAME, Lang::En, |_| ());
            used.await?;
        }
        _ => device.remove_local_system(NAME, Lang::En).await?,
    }
    let (key, _) = device.local_systems_key().await?;
    Ok(format!("{key:?}"))
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(what)) = (arguments.next(), arguments.next()) else {
        println!("usage: keystore FOLDER put|use|remove");
        return;
    };
    match run(Path::new(&folder), &what.to_string_lossy()).await {
        Ok(key) => println!("{key}"),
        Err(problem) => {
            let why = problem.params.get("why").and_then(|why| why.as_str());
            println!("{}", why.unwrap_or(problem.code.as_str()));
        }
    }
}
