//! `photo inspect` and `photo stamp`: facts of a single picture file, and a stamped copy of it.
//!
//! `photo add` needs the device store and is done there.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use handheld_contract::{Code, Problem};
use handheld_photo::{MAX_BYTES, PhotoError, PhotoFacts, StampOptions};
use serde_json::json;

use crate::device::{AddArguments, add_photo};
use crate::output::{Answer, Context, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum PhotoCommand {
    /// 照片文件的信息 | Facts of a photo file
    Inspect {
        /// 照片文件 | The photo
        file: PathBuf,
    },
    /// 生成带水印的副本 | Make a stamped copy
    Stamp(StampArguments),
    /// 把照片加入检查 | Add a photo to an inspection
    Add(AddArguments),
}

#[derive(Debug, Args)]
pub(crate) struct StampArguments {
    /// 原照片和副本 | The photo and the copy
    #[arg(value_names = ["IN", "OUT"], num_args = 0..=2)]
    files: Vec<PathBuf>,
    /// 水印文字，每行一次，可多次 | Text of the stamp, one for each line
    #[arg(long = "line", value_name = "TEXT", num_args = 1.., required = true)]
    lines: Vec<String>,
}

pub(crate) fn run(command: PhotoCommand, context: &Context) -> Result<Answer, Failure> {
    match command {
        PhotoCommand::Inspect { file } => inspect(&file, context),
        PhotoCommand::Stamp(arguments) => stamp(arguments, context),
        PhotoCommand::Add(arguments) => add_photo(&arguments, context),
    }
}

fn inspect(file: &Path, context: &Context) -> Result<Answer, Failure> {
    let facts = handheld_photo::inspect(&read(file)?).map_err(|error| refused(error, file))?;
    let text = facts_in_words(&facts, context);
    Answer::new(&facts, text)
}

fn facts_in_words(facts: &PhotoFacts, context: &Context) -> String {
    let size = format!("{} {} x {}", facts.format.name(), facts.width, facts.height);
    let known = json!(facts);
    let line = |zh: &str, en: &str, key: &str| {
        let value = known.get(key).filter(|value| !value.is_null())?;
        let plain = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Some(format!("{} {plain}", context.lang.pick(zh, en)))
    };
    let lines = [
        Some(size),
        line("方向", "orientation", "orientation"),
        line("拍摄时间", "taken at", "taken_at"),
        line("位置", "position", "gps"),
        line("SHA-256", "SHA-256", "sha256"),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn stamp(arguments: StampArguments, context: &Context) -> Result<Answer, Failure> {
    let (from, to, lines) = sort_out(arguments)?;
    let same = |a: &Path, b: &Path| match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    };
    if same(&from, &to) {
        let (zh, en) = ("副本不能覆盖原照片", "the copy would replace the original");
        return Err(usage("same_file", zh, en));
    }
    let bytes = read(&from)?;
    let stamped = handheld_photo::stamped(&bytes, &lines, StampOptions::default())
        .map_err(|error| refused(error, &from))?;
    write(&to, &stamped.jpeg.bytes)?;
    let missing: Vec<String> = stamped.missing.iter().map(char::to_string).collect();
    let answer = json!({
        "out": to.display().to_string(),
        "width": stamped.jpeg.width,
        "height": stamped.jpeg.height,
        "bytes": stamped.jpeg.bytes.len(),
        "sha256": handheld_photo::sha256_hex(&stamped.jpeg.bytes),
        "missing": missing,
        "complete": stamped.complete,
    });
    let (out, missing) = (to.display(), missing.join(" "));
    let mut text = context
        .lang
        .pick(format!("已写入 {out}"), format!("Written to {out}"));
    if !missing.is_empty() {
        text += &context.lang.pick(
            format!("\n字库中没有这些字：{missing}"),
            format!("\nThe font has no glyph for: {missing}"),
        );
    }
    if !stamped.complete {
        text += context.lang.pick(
            "\n图片太小，文字未能全部写上",
            "\nThe picture is too small for all lines",
        );
    }
    Answer::new(answer, text)
}

/// Tells files and lines apart: `--line` takes several texts, so files typed after it come in among them.
fn sort_out(arguments: StampArguments) -> Result<(PathBuf, PathBuf, Vec<String>), Failure> {
    let StampArguments {
        mut files,
        mut lines,
    } = arguments;
    let at = files.len();
    while files.len() < 2 && lines.len() > 1 {
        if let Some(last) = lines.pop() {
            files.insert(at, PathBuf::from(last));
        }
    }
    match <[PathBuf; 2]>::try_from(files) {
        Ok([from, to]) => Ok((from, to, lines)),
        Err(_) => Err(usage(
            "two_files",
            "要写原照片和副本两个文件",
            "name the photo and the copy",
        )),
    }
}

fn usage(word: &str, zh: &str, en: &str) -> Failure {
    Failure::because(
        Problem::new(Code::Usage),
        word,
        zh.to_owned(),
        en.to_owned(),
    )
}

/// Reads a file, one byte beyond the limit at most; the photo room says what is wrong with it.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES.saturating_add(1);
    let outcome = fs::File::open(file).and_then(|open| open.take(limit).read_to_end(&mut bytes));
    outcome.map(|_| bytes).map_err(|error| {
        let problem = Problem::new(Code::BadInput).with("what", file.display().to_string());
        let zh = format!("无法读取（{error}）");
        Failure::because(
            problem,
            "unreadable",
            zh,
            format!("it cannot be read ({error})"),
        )
    })
}

/// Writes beside the target and renames, so that a half-written copy is never seen.
pub(crate) fn write(to: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = to.with_file_name(name);
    let written = fs::File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, to));
    written.map_err(|error| {
        // What could not be written is taken away again; that it may not exist is fine.
        let _ = fs::remove_file(&part);
        let problem = Problem::new(Code::BadInput).with("what", to.display().to_string());
        let zh = format!("无法写入（{error}）");
        Failure::because(
            problem,
            "unwritable",
            zh,
            format!("it cannot be written ({error})"),
        )
    })
}

fn refused(error: PhotoError, file: &Path) -> Failure {
    let code = Code::ALL.iter().find(|code| code.as_str() == error.code());
    let mut problem = Problem::new(code.copied().unwrap_or(Code::PhotoUnreadable))
        .with("file", file.display().to_string());
    if let Some(limit) = error.limit() {
        problem = problem.with("limit", limit);
    }
    Failure::because(problem, error.cause(), error.why_zh(), error.why_en())
}
