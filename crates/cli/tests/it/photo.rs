//! `photo inspect` and `photo stamp` on files; the picture rules themselves are tested in their room.

use std::fs;
use std::path::Path;

use crate::run::handheld;

/// A 16 x 8 picture without compression, small enough to be written out here.
fn png() -> Vec<u8> {
    fn chunk(into: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
        into.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let start = into.len();
        into.extend(name);
        into.extend(data);
        let checksum = crc(&into[start..]);
        into.extend(checksum.to_be_bytes());
    }
    let (width, height) = (16_u32, 8_u32);
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    let rows = vec![0_u8; ((width + 1) * height) as usize];
    let length = u16::try_from(rows.len()).unwrap();
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&rows);
    // Adler-32 of zeros: a = 1, b = number of bytes.
    data.extend((u32::from(length) << 16 | 1).to_be_bytes());
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"IDAT", &data);
    chunk(&mut file, b"IEND", &[]);
    file
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |value: u32, _| (value >> 1) ^ (0xedb8_8320 * (value & 1));
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), step)
    })
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_photo_is_inspected_and_stamped_and_the_original_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in.png"), folder.path().join("out.jpg"));
    fs::write(&from, png()).unwrap();
    let facts = handheld(&["photo", "inspect", text(&from), "--json"]).json();
    assert_eq!((&facts["width"], &facts["height"]), (&16.into(), &8.into()));
    assert_eq!(facts["sha256"].as_str().unwrap().len(), 64);
    assert!(facts["taken_at"].is_null() && facts["gps"].is_null());
    let lines = ["--line", "项目", "--line", "工人"];
    let made = handheld(
        &[
            &["photo", "stamp", text(&from), text(&to), "--json"][..],
            &lines,
        ]
        .concat(),
    );
    assert_eq!(made.json()["width"], 16);
    assert_eq!(fs::read(&from).unwrap(), png());
    let copy = handheld(&["photo", "inspect", text(&to), "--json"]).json();
    assert_eq!(copy["sha256"], made.json()["sha256"]);
    // Files may also come after the lines, and several texts after one --line.
    let turned = [
        "photo",
        "stamp",
        "--json",
        "--line",
        "a",
        "b",
        text(&from),
        text(&to),
    ];
    handheld(&turned).json();
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing half-done is left"
    );
}

#[test]
fn the_original_is_never_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("in.png");
    fs::write(&from, png()).unwrap();
    let error = handheld(&[
        "photo",
        "stamp",
        text(&from),
        text(&from),
        "--line",
        "x",
        "--json",
    ])
    .error(2);
    assert_eq!(error["params"]["why"], "same_file");
    assert_eq!(fs::read(&from).unwrap(), png());
}

#[test]
fn what_is_no_photo_is_exit_3_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in.jpg"), folder.path().join("out.jpg"));
    for bytes in [&b""[..], b"hello", b"<svg/>", &png()[..40], b"\xff\xd8\xff"] {
        fs::write(&from, bytes).unwrap();
        let error = handheld(&["photo", "inspect", text(&from), "--json"]).error(3);
        assert_eq!(error["code"], "photo_unreadable");
        handheld(&[
            "photo",
            "stamp",
            text(&from),
            text(&to),
            "--line",
            "x",
            "--json",
        ])
        .error(3);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    handheld(&["photo", "inspect", "absent.jpg", "--json"]).error(3);
}
