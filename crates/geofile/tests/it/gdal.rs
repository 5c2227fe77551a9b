//! What GDAL makes of every file that is written, as QGIS would. Needs `ogrinfo` (Debian package gdal-bin); `cargo xtask test` installs it.

use std::process::Command;

use handheld_geofile::{
    Lang, Warning, write_csv, write_deviations_dxf, write_deviations_xlsx, write_dxf,
    write_geojson, write_geopackage,
};

use crate::sample::{self, RULES};

/// Features that `ogrinfo` counts in a file, layer by layer, after it has read all of them without a word of complaint.
fn features(name: &str, bytes: &[u8]) -> (Vec<(String, usize)>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("ogrinfo")
        .args(["-ro", "-al"])
        .arg(&path)
        .output()
        .expect("ogrinfo is missing: install gdal-bin, or run `cargo xtask test`, which does");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{name}: {complaints}");
    assert_eq!(complaints, "", "{name}");
    let mut counts = Vec::new();
    let mut layer = String::new();
    for line in said.lines() {
        if let Some(name) = line.strip_prefix("Layer name: ") {
            name.clone_into(&mut layer);
        }
        if let Some(count) = line.strip_prefix("Feature Count: ") {
            counts.push((layer.clone(), count.parse().unwrap()));
        }
    }
    (counts, said)
}

/// What GDAL makes of a GeoJSON of ours in another format, in the grid of the sample.
fn converted(format: &str, name: &str, more: &[&str]) -> Vec<u8> {
    let file = sample::file();
    let bytes = write_geojson(RULES.clear(&file).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.geojson"), folder.path().join(name));
    std::fs::write(&from, bytes).unwrap();
    let out = Command::new("ogr2ogr")
        .args(["-f", format, "-t_srs", "EPSG:4549"])
        .args(more)
        .args([&to, &from])
        .output()
        .expect("ogr2ogr is missing: install gdal-bin, or run `cargo xtask test`, which does");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    std::fs::read(&to).unwrap()
}

#[test]
fn a_geopackage_that_gdal_has_written_is_read_with_its_index_and_triggers() {
    let bytes = converted("GPKG", "a.gpkg", &[]);
    let read = sample::read_clean(&bytes);
    assert_eq!(read.points.len(), 10);
    assert_eq!(read.lines.len(), 4);
    for (a, b) in read.points.iter().zip(sample::points()) {
        assert_eq!((&a.name, &a.code, a.h), (&b.name, &b.code, b.h));
        let apart = (a.x_north - b.x_north).hypot(a.y_east - b.y_east);
        assert!(apart < 1e-4, "{apart}");
    }
}

#[test]
fn a_drawing_that_gdal_has_written_is_read() {
    let bytes = converted("DXF", "a.dxf", &["-where", "layer IS NOT NULL"]);
    let read = sample::read_clean(&bytes);
    // GDAL draws outlines as hatches, which hold no line and are said to be left out.
    assert_eq!(read.lines.len(), 2);
    let what = "HATCH".to_owned();
    assert!(read.warnings.contains(&Warning::LeftOut { what, count: 2 }));
    let corner = read.lines[0].points[0];
    assert!(
        (corner[0] - 3_404_950.123_4).hypot(corner[1] - 571_900.567_8) < 1e-4,
        "{corner:?}"
    );
}

fn counted(of: &[(&str, usize)]) -> Vec<(String, usize)> {
    of.iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[test]
fn gdal_reads_the_geopackage_with_its_grid_and_extent() {
    let file = sample::file();
    let bytes = write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).unwrap();
    let (counts, said) = features("a.gpkg", &bytes);
    let expected = [
        ("survey_points", 10),
        ("survey_lines", 2),
        ("survey_areas", 2),
    ];
    assert_eq!(counts, counted(&expected));
    assert!(said.contains("ID[\"EPSG\",4549]"), "{said}");
    assert!(said.contains("POINT (571888.8001 3404901.2003)"), "{said}");
    assert!(said.contains("name (String) = 界址点3"));
}

#[test]
fn gdal_reads_a_geopackage_of_every_grid() {
    let mut file = sample::file();
    file.points.truncate(1);
    file.lines.clear();
    for epsg in [4491, 4501, 4502, 4512, 4513, 4533, 4534, 4554] {
        file.epsg = epsg;
        let bytes = write_geopackage(RULES.clear(&file).unwrap(), sample::made_utc()).unwrap();
        let (_, said) = features("a.gpkg", &bytes);
        assert!(said.contains(&format!("ID[\"EPSG\",{epsg}]")), "{said}");
    }
}

#[test]
fn gdal_reads_the_geojson() {
    let file = sample::file();
    let bytes = write_geojson(RULES.clear(&file).unwrap()).unwrap();
    let (counts, said) = features("a.geojson", &bytes);
    assert_eq!(counts, counted(&[("a", 14)]));
    assert!(said.contains("x_north (Real) = 3404901.2003"), "{said}");
}

#[test]
fn gdal_reads_the_drawing_with_chinese_layers_and_names() {
    let file = sample::file();
    let bytes = write_dxf(RULES.clear(&file).unwrap()).unwrap();
    let (counts, said) = features("a.dxf", &bytes);
    // A point and its name, each; and the lines.
    assert_eq!(counts, counted(&[("entities", 2 * 10 + 4)]));
    assert!(said.contains("Layer (String) = 红线"), "{said}");
    assert!(said.contains("Text (String) = 界址点3"), "{said}");
    assert!(said.contains("571888.8001 3404901.2003"), "{said}");
}

#[test]
fn gdal_reads_the_drawing_of_deviations() {
    let sheet = sample::sheet();
    let bytes = write_deviations_dxf(RULES.clear_deviations(&sheet).unwrap(), 200.0).unwrap();
    let (counts, _) = features("a.dxf", &bytes);
    assert_eq!(counts, counted(&[("entities", 4 * 3)]));
}

#[test]
fn gdal_reads_the_tables() {
    let file = sample::file();
    let bytes = write_csv(RULES.clear(&file).unwrap(), Lang::En).unwrap();
    let (counts, said) = features("a.csv", &bytes);
    assert_eq!(counts, counted(&[("a", 10)]));
    assert!(said.contains("x_north (String) = 3404901.2003"), "{said}");
    let sheet = sample::sheet();
    let cleared = RULES.clear_deviations(&sheet).unwrap();
    let bytes = write_deviations_xlsx(cleared, Lang::En, sample::made()).unwrap();
    let (counts, _) = features("a.xlsx", &bytes);
    assert_eq!(counts, counted(&[("deviations", 3)]));
}
