//! `survey system add|list|convert|remove`: local systems of coordinates, whose parameters are never printed.
//!
//! They stand in the device store sealed by a key in the keystore of the system, or by a passphrase, which comes from a file: what is typed
//! as an argument stands in the list of processes and in the history of the shell.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use handheld_contract::{Code, Lang, Problem};
use handheld_device::{Device, LocalParameters, LocalSystemKind};
use handheld_domain::survey::ellipsoid::Geocentric;
use handheld_domain::survey::system::{Direction, LocalSystem};
use handheld_domain::survey::{GridPoint, SurveyError};
use serde_json::json;
use zeroize::Zeroizing;

use super::with;
use crate::output::{Answer, Context, Failure};
use crate::words;

/// Largest file of a passphrase or of parameters.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Debug, Subcommand)]
pub(crate) enum SystemCommand {
    /// 加入四参数或七参数（JSON 文件） | Add four or seven parameters from a JSON file
    Add {
        /// 名称 | Its name
        name: String,
        /// 参数文件，- 为标准输入 | File with the parameters; - is standard input
        file: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgument,
    },
    /// 名称和类型 | Names and kinds
    List,
    /// 坐标换算 | Take coordinates over
    Convert(ConvertArguments),
    /// 删除 | Remove
    Remove {
        /// 名称 | Its name
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PassphraseArgument {
    /// 口令文件，- 为标准输入；首次不给时密钥存入系统密钥库 | File with the passphrase, - is standard input; the first time without one the key goes to the keystore
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ConvertArguments {
    /// 名称 | Name of the local system
    name: String,
    /// 四参数：X（北）Y（东）；七参数：地心坐标 X Y Z，均为米 | Four parameters: X north, Y east; seven: geocentric X Y Z; metres
    #[arg(value_name = "COORDINATE", num_args = 2..=3, required = true, allow_negative_numbers = true)]
    coordinates: Vec<f64>,
    /// 从地方坐标系换回 | From the local system back
    #[arg(long)]
    back: bool,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

/// Runs one of them on the device store.
pub(crate) fn run(command: &SystemCommand, context: &Context) -> Result<Answer, Failure> {
    with(context, async |device| match command {
        SystemCommand::Add {
            name,
            file,
            passphrase,
        } => add(&device, name, file, passphrase, context).await,
        SystemCommand::List => list(&device, context.lang).await,
        SystemCommand::Convert(arguments) => convert(&device, arguments, context).await,
        SystemCommand::Remove { name } => {
            device.remove_local_system(name, context.lang).await?;
            let text = context.lang.pick("已删除", "Removed");
            Answer::new(json!({ "name": name, "removed": true }), text)
        }
    })
}

async fn add(
    device: &Device,
    name: &str,
    file: &Path,
    passphrase: &PassphraseArgument,
    context: &Context,
) -> Result<Answer, Failure> {
    let known = device.local_systems().await?;
    if known.iter().any(|row| row.name == name.trim()) {
        return Err(Problem::new(Code::Duplicate)
            .with("what", context.lang.pick("地方坐标系", "local system"))
            .with("given", name)
            .into());
    }
    let bytes = bytes_of(file)?;
    // The words of the parser may quote a parameter, so they are left out.
    let system: LocalParameters = serde_json::from_slice(&bytes).map_err(|_| {
        Failure::because(
            Problem::new(Code::BadInput).with("what", file.display().to_string()),
            "not_parameters",
            "不是四参数（kind、tx、ty、a、b）或七参数（kind、convention、dx、dy、dz、rx、ry、rz、scale_ppm）的格式".to_owned(),
            "it has not the form of four parameters (kind, tx, ty, a, b) or seven (kind, convention, dx, dy, dz, rx, ry, rz, scale_ppm)"
                .to_owned(),
        )
    })?;
    let passphrase = passphrase.read()?;
    let given = passphrase.as_ref().map(|text| text.as_str());
    device
        .put_local_system(name, system, given, context.lang)
        .await?;
    let kind = system.kind();
    let text = context.lang.pick(
        "已加密保存，请另行删除参数文件",
        "Kept sealed; remove the file with the parameters yourself",
    );
    Answer::new(json!({ "name": name.trim(), "kind": kind }), text)
}

async fn list(device: &Device, lang: Lang) -> Result<Answer, Failure> {
    let rows = device.local_systems().await?;
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| vec![row.name.clone(), kind_words(row.kind, lang).to_owned()])
        .collect();
    let named: Vec<_> = rows
        .iter()
        .map(|row| json!({ "name": row.name, "kind": row.kind }))
        .collect();
    let text = if lines.is_empty() {
        lang.pick("没有地方坐标系", "No local systems").to_owned()
    } else {
        words::table(&lines)
    };
    Answer::new(json!({ "systems": named }), text)
}

fn kind_words(kind: LocalSystemKind, lang: Lang) -> &'static str {
    match kind {
        LocalSystemKind::FourParameter => lang.pick("四参数", "four parameters"),
        LocalSystemKind::SevenParameter => lang.pick("七参数", "seven parameters"),
    }
}

async fn convert(
    device: &Device,
    arguments: &ConvertArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let lang = context.lang;
    if let Some(passphrase) = arguments.passphrase.read()? {
        device.unlock_local_systems(&passphrase, lang).await?;
    }
    let taken = device
        .with_local_system(&arguments.name, lang, |parameters| {
            // Parameters that lead to the grid are used the other way round.
            let turned = parameters.direction() == Direction::ToGrid;
            let back = arguments.back != turned;
            taken_over(&parameters.system(), &arguments.coordinates, back)
        })
        .await?;
    let taken = taken?;
    let text: Vec<String> = taken
        .iter()
        .map(|(_, value)| format!("{value:.4}"))
        .collect();
    let mut answer = json!({ "name": arguments.name.trim(), "back": arguments.back });
    for (key, value) in taken {
        // To a tenth of a millimetre, as everywhere on this page.
        answer[key] = json!((value * 10_000.0).round() / 10_000.0);
    }
    Answer::new(answer, text.join("  "))
}

/// Keys and values of the answer.
type Taken = Vec<(&'static str, f64)>;

fn taken_over(system: &LocalSystem, coordinates: &[f64], back: bool) -> Result<Taken, Failure> {
    match (system, coordinates) {
        (LocalSystem::FourParameter(plane), [x, y]) => {
            let point = GridPoint::new(*x, *y);
            let taken = if back {
                plane.invert(point)
            } else {
                plane.apply(point)
            };
            let taken = taken.map_err(|e| not_computable(&e))?;
            Ok(vec![("x_north", taken.x_north), ("y_east", taken.y_east)])
        }
        (LocalSystem::SevenParameter(space), [x, y, z]) => {
            let point = Geocentric {
                x: *x,
                y: *y,
                z: *z,
            };
            let taken = if back {
                space.invert(point)
            } else {
                space.apply(point)
            };
            let taken = taken.map_err(|e| not_computable(&e))?;
            Ok(vec![("x", taken.x), ("y", taken.y), ("z", taken.z)])
        }
        _ => Err(Failure::because(
            Problem::new(Code::Usage),
            "coordinates",
            "四参数要两个坐标（X 北、Y 东），七参数要三个（地心 X Y Z）".to_owned(),
            "four parameters take two coordinates (X north, Y east), seven take three (geocentric X Y Z)"
                .to_owned(),
        )),
    }
}

fn not_computable(error: &SurveyError) -> Failure {
    Failure::because(
        Problem::new(Code::BadInput).with("what", "coordinates"),
        "not_computable",
        format!("无法计算（{error}）"),
        format!("it cannot be computed ({error})"),
    )
}

impl PassphraseArgument {
    /// The passphrase, without the line end that editors put behind it.
    fn read(&self) -> Result<Option<Zeroizing<String>>, Failure> {
        let Some(file) = &self.passphrase_file else {
            return Ok(None);
        };
        let bytes = bytes_of(file)?;
        let Ok(text) = std::str::from_utf8(&bytes) else {
            let problem = Problem::new(Code::BadInput).with("what", file.display().to_string());
            let (zh, en) = ("不是 UTF-8 文本", "it is not UTF-8 text");
            return Err(Failure::because(
                problem,
                "not_text",
                zh.to_owned(),
                en.to_owned(),
            ));
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.trim_end_matches(['\r', '\n']);
        Ok(Some(Zeroizing::new(text.to_owned())))
    }
}

/// Reads a small file, or standard input for `-`.
fn bytes_of(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
    };
    read.map_err(|e| {
        Failure::because(
            Problem::new(Code::BadInput).with("what", path.display().to_string()),
            "unreadable",
            format!("无法读取（{e}）"),
            format!("it cannot be read ({e})"),
        )
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use handheld_domain::survey::system::Similarity;

    #[test]
    fn the_number_of_coordinates_is_that_of_the_kind() {
        let plane = LocalSystem::FourParameter(Similarity {
            tx: 10.0,
            ty: 20.0,
            a: 1.0,
            b: 0.0,
        });
        let there = taken_over(&plane, &[1.0, 2.0], false).unwrap();
        assert_eq!(there, [("x_north", 11.0), ("y_east", 22.0)]);
        let back = taken_over(&plane, &[11.0, 22.0], true).unwrap();
        assert_eq!(back, [("x_north", 1.0), ("y_east", 2.0)]);
        assert!(taken_over(&plane, &[1.0, 2.0, 3.0], false).is_err());
    }
}
