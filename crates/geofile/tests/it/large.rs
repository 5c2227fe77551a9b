//! Files as large as are taken in.

use std::time::{Duration, Instant};

use handheld_geofile::{Lang, MAX_POINTS, write_csv, write_dxf, write_geojson, write_geopackage};

use crate::sample::{self, RULES, read_clean};

#[test]
fn twenty_thousand_points_come_and_go_in_seconds() {
    let mut file = sample::file();
    file.points = (0..MAX_POINTS)
        .map(|i| {
            let at = f64::from(u32::try_from(i).unwrap());
            let (row, column) = ((at / 141.0).floor(), at % 141.0);
            sample::point(
                &format!("P{i}"),
                "GC",
                3_404_000.0 + row * 7.5,
                571_000.0 + column * 7.5,
                Some(at / 1000.0),
            )
        })
        .collect();
    let cleared = RULES.clear(&file).unwrap();
    let started = Instant::now();
    for bytes in [
        write_geojson(cleared).unwrap(),
        write_geopackage(cleared, sample::made_utc()).unwrap(),
        write_dxf(cleared).unwrap(),
    ] {
        assert_eq!(read_clean(&bytes).points.len(), MAX_POINTS);
    }
    assert!(write_csv(cleared, Lang::Zh).is_ok());
    // An unoptimised build on a busy machine takes about two.
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
}
