//! Taking in photos: what a device does with each new one (its facts with the digest, a thumbnail), beside `vipsthumbnail` on the same files
//! in the same run. Processor time of whole processes; reading the file and writing the copy belong to both.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::report::{Beside, Report};
use super::{Size, cpu};
use crate::photos::{exif_data, site_pixels};

/// Started with this word, the program takes in photos.
pub const INGEST: &str = "ingest-photos";
const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;
/// The longest side of a thumbnail, as the device makes it.
const SIDE: u32 = 480;
/// Most that noise changes a pixel.
const NOISE: u64 = 24;
/// The most that the device may take of what `vipsthumbnail` takes.
const AT_MOST: f64 = 0.7;

/// Takes in files as a device does and keeps the thumbnails: `FOLDER FILE...`.
///
/// # Errors
///
/// A file that is no photo, or what the disk refuses.
pub fn ingest(args: &[String]) -> Result<()> {
    let (folder, files) = args.split_first().context("FOLDER FILE...")?;
    for file in files {
        let bytes = std::fs::read(file)?;
        let facts = handheld_photo::inspect(&bytes)?;
        let copy = handheld_photo::thumbnail(&bytes, SIDE)?;
        let name = format!("{}.jpg", facts.sha256.get(..16).unwrap_or_default());
        std::fs::write(Path::new(folder).join(name), &copy.bytes)?;
    }
    Ok(())
}

/// Pixels as a phone's sensor gives them: with enough noise that the file is as long as a photo of that size is.
fn pixels(seed: u64) -> Vec<[u8; 3]> {
    let mut pixels = site_pixels(seed, WIDTH, HEIGHT);
    let mut state = seed | 1;
    for pixel in &mut pixels {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // The sum of two dice, as noise has more small steps than large ones.
        let step = (state >> 20) % NOISE + (state >> 40) % NOISE;
        let step = i16::try_from(step).unwrap_or(0) - NOISE as i16;
        *pixel = pixel.map(|c| u8::try_from((i16::from(c) + step).clamp(0, 255)).unwrap_or(0));
    }
    pixels
}

/// Phones write baseline files; progressive ones come from chat programs and editors, most of them with scans that refine earlier ones, which
/// only libjpeg writes.
const KINDS: [&str; 3] = ["baseline", "progressive", "progressive by libjpeg"];

fn draw(folder: &Path, seed: u64) -> Result<[PathBuf; 3]> {
    let pixels = pixels(seed);
    let save = |kind: &str, progressive: bool| {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 85);
        encoder.set_progressive(progressive);
        encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        encoder.add_exif_metadata(&exif_data(1, None, None))?;
        encoder.encode(pixels.as_flattened(), WIDTH, HEIGHT, ColorType::Rgb)?;
        let path = folder.join(format!("{kind}-{seed}.jpg"));
        std::fs::write(&path, bytes)?;
        Ok::<_, anyhow::Error>(path)
    };
    let baseline = save("baseline", false)?;
    let refined = folder.join(format!("refined-{seed}.jpg"));
    let mut vips = Command::new("vips");
    vips.arg("jpegsave").arg(&baseline).arg(&refined);
    spent(vips.args(["--interlace", "--Q", "85"]))?;
    Ok([baseline, save("progressive", true)?, refined])
}

/// Processor time of a program from its start to its end.
fn spent(command: &mut Command) -> Result<Duration> {
    let before = cpu::of_ended_children()?;
    let name = command.get_program().to_string_lossy().into_owned();
    let said = command.output().with_context(|| {
        format!("cannot start {name}; vips and vipsthumbnail are in Debian's package libvips-tools")
    })?;
    if !said.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&said.stderr).trim());
    }
    Ok(cpu::of_ended_children()?.saturating_sub(before))
}

/// Both programs on the same files, in turn; of each the round that was disturbed least.
///
/// # Errors
///
/// When a program cannot be started or does not take a file.
pub fn measure(report: &mut Report, program: &Path, folder: &Path, size: Size) -> Result<()> {
    let drawn: Vec<[PathBuf; 3]> = (0..size.photos)
        .map(|n| draw(folder, n as u64 + 1))
        .collect::<Result<_>>()?;
    for (at, kind) in KINDS.into_iter().enumerate() {
        let files: Vec<&PathBuf> = drawn.iter().map(|kinds| &kinds[at]).collect();
        let bytes: u64 = files
            .iter()
            .map(|file| Ok(std::fs::metadata(file)?.len()))
            .sum::<Result<u64>>()?;
        let copies = folder.join(format!("{kind}-copies"));
        std::fs::create_dir_all(&copies)?;
        let ours = || spent(Command::new(program).arg(INGEST).arg(&copies).args(&files));
        let theirs = |threads: Option<&str>| {
            let mut command = Command::new("vipsthumbnail");
            if let Some(threads) = threads {
                command.env("VIPS_CONCURRENCY", threads);
            }
            let out = copies.join("vips-%s.jpg[Q=80,strip]");
            command.arg("--size").arg(SIDE.to_string());
            spent(command.arg("-o").arg(out).args(&files))
        };
        let mut least = [Duration::MAX; 3];
        for _ in 0..size.rounds {
            let round = [ours()?, theirs(Some("1"))?, theirs(None)?];
            for (least, one) in least.iter_mut().zip(round) {
                *least = one.min(*least);
            }
        }
        let made = std::fs::read_dir(&copies)?.count();
        ensure!(made == files.len() * 2, "{made} copies of {}", files.len());
        let each = |time: Duration| time.as_secs_f64() * 1_000.0 / files.len() as f64;
        let [ours, one, all] = least.map(each);
        let megabytes = bytes as f64 / 1e6 / files.len() as f64;
        let name = |more| format!("take in a photo of 12 MP, {megabytes:.1} MB, {kind}: CPU{more}");
        let peer = Beside::figure("vipsthumbnail, 1 thread", one).at_most(AT_MOST);
        report.add(name(""), ours, "ms", peer);
        let peer = Beside::figure("vipsthumbnail, as it comes", all).at_most(AT_MOST);
        report.add(name(" (all cores)"), ours, "ms", peer);
    }
    Ok(())
}
