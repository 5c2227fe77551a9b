//! A recorded stream of a receiver, and streams that are broken.

use handheld_domain::survey::{Geographic, Grid};
use handheld_geofile::{Fix, FixQuality, MAX_SENTENCE_BYTES, SentenceReader, WhyNot, replay};
use proptest::prelude::*;

const LOG: &[u8] = include_bytes!("../../../../tests/fixtures/survey/nmea/stakeout.nmea");

#[test]
fn a_walk_to_a_stake_gives_its_positions_in_order_and_only_fixed_ones_count() {
    let fixes = replay(LOG);
    assert_eq!(fixes.len(), 60);
    assert!(fixes.windows(2).all(|w| w[0].time_utc < w[1].time_utc));
    let of = |q| fixes.iter().filter(|f| f.quality == q).count();
    assert_eq!(
        (
            of(FixQuality::Gps),
            of(FixQuality::RtkFloat),
            of(FixQuality::RtkFixed)
        ),
        (8, 10, 42)
    );
    let counting: Vec<&Fix> = fixes
        .iter()
        .filter(|f| f.counts_as_survey_value(2.0, 5.0).is_ok())
        .collect();
    assert_eq!(counting.len(), 42);
    assert!(
        counting
            .iter()
            .all(|f| f.station_id.as_deref() == Some("0417") && f.satellites == Some(27))
    );
    let grid = Grid::from_epsg(4549).unwrap();
    let stake = grid.forward(Geographic::new(120.7508, 30.7626)).unwrap();
    let last = fixes.last().unwrap();
    let at = grid.forward(Geographic::new(last.lon, last.lat)).unwrap();
    assert!(at.distance(stake) < 0.05, "{}", at.distance(stake));
    assert_eq!(last.date_utc, chrono::NaiveDate::from_ymd_opt(2026, 11, 26));
    assert!(last.sigma_plan_m.unwrap() < 0.02);
    assert!((last.ellipsoidal_height_m().unwrap() - 17.295).abs() < 0.1);
}

#[test]
fn garbage_cut_sentences_wrong_checksums_and_overlong_lines_are_counted_and_passed_over() {
    let mut reader = SentenceReader::new();
    reader.feed(LOG);
    let tally = reader.tally();
    assert_eq!(
        (
            tally.sentences,
            tally.bad_checksum,
            tally.broken,
            tally.bad_fields
        ),
        (180, 1, 2, 0)
    );
    assert!(tally.garbage_bytes > 50);
}

#[test]
fn pieces_of_any_size_give_the_same_positions() {
    let whole = replay(LOG);
    for size in [1, 7, 64, 1021] {
        let mut reader = SentenceReader::new();
        let mut fixes: Vec<Fix> = LOG.chunks(size).flat_map(|c| reader.feed(c)).collect();
        fixes.extend(reader.finish());
        assert_eq!(fixes, whole, "{size}");
    }
}

#[test]
fn a_position_is_given_as_soon_as_its_epoch_is_complete() {
    let end = LOG.windows(5).position(|w| w == b"*46\r\n").unwrap() + 5;
    assert_eq!(SentenceReader::new().feed(&LOG[..end]).len(), 1);
}

fn sentence(body: &str) -> String {
    format!("${body}*{:02X}\r\n", body.bytes().fold(0, |a, b| a ^ b))
}

#[test]
fn talkers_without_other_sentences_and_fields_that_contradict_are_told_apart() {
    let gga = |fields: &str| sentence(&format!("GBGGA,021500.00,{fields}"));
    let good = gga("3045.7427626,N,12045.0372941,E,4,27,0.6,6.4,M,10.8,M,1.0,0417");
    let fixes = replay(good.repeat(2).as_bytes());
    assert_eq!(fixes.len(), 2);
    assert!(
        (fixes[0].lon - 120.750_621_568).abs() < 1e-9
            && (fixes[0].lat - 30.762_379_377).abs() < 1e-9
    );
    assert_eq!((fixes[0].date_utc, fixes[0].sigma_plan_m), (None, None));
    for bad in [
        "3060.0,N,12045.0,E,4,27,0.6,6.4,M,10.8,M,1.0,0417",
        "9100.0,N,12045.0,E,4,27,0.6,6.4,M,10.8,M,1.0,0417",
        "3045.7,X,12045.0,E,4,27,0.6,6.4,M,10.8,M,1.0,0417",
        "3045.7,N,18100.0,E,4,27,0.6,6.4,M,10.8,M,1.0,0417",
        "304.57,N,12045.0,E,4,27,0.6,6.4,M,10.8,M,1.0,0417",
        "3045.7,N,12045.0,E,x,27,0.6,6.4,M,10.8,M,1.0,0417",
        "3045.7,N,12045.0,E,4,27,inf,6.4,M,10.8,M,1.0,0417",
        "3045.7,N,12045.0,E,4,27,0.6,6.4,f,10.8,M,1.0,0417",
        "3045.7,N,12045.0,E,4,27,0.6",
    ] {
        let mut reader = SentenceReader::new();
        assert!(reader.feed(gga(bad).as_bytes()).is_empty());
        assert_eq!(
            (reader.finish(), reader.tally().bad_fields),
            (None, 1),
            "{bad}"
        );
    }
    let none = gga(",,,,0,00,99.9,,M,,M,,");
    let mut reader = SentenceReader::new();
    reader.feed(none.as_bytes());
    assert_eq!((reader.finish(), reader.tally().bad_fields), (None, 0));
}

#[test]
fn each_reason_why_a_position_does_not_count_is_named() {
    let gga = |tail: &str| {
        let body = format!("GNGGA,021500.00,3045.7427626,N,12045.0372941,E,{tail}");
        replay(sentence(&body).as_bytes()).remove(0)
    };
    let why = |tail: &str| gga(tail).counts_as_survey_value(2.0, 5.0);
    assert_eq!(why("4,27,2.0,6.4,M,10.8,M,5.0,0417"), Ok(()));
    assert!(matches!(
        why("5,27,0.6,6.4,M,10.8,M,1.0,0417"),
        Err(WhyNot::NotFixed { .. })
    ));
    assert!(matches!(
        why("9,27,0.6,6.4,M,10.8,M,1.0,0417"),
        Err(WhyNot::NotFixed {
            quality: FixQuality::Other(9)
        })
    ));
    assert_eq!(why("4,27,,6.4,M,10.8,M,1.0,0417"), Err(WhyNot::NoHdop));
    assert!(matches!(
        why("4,27,2.1,6.4,M,10.8,M,1.0,0417"),
        Err(WhyNot::Hdop { .. })
    ));
    assert_eq!(why("4,27,0.6,6.4,M,10.8,M,,0417"), Err(WhyNot::NoAge));
    assert!(matches!(
        why("4,27,0.6,6.4,M,10.8,M,5.1,0417"),
        Err(WhyNot::TooOld { .. })
    ));
    let fix = gga("4,27,0.6,6.4,M,10.8,M,1.0,0417");
    assert_eq!(
        fix.counts_as_survey_value(f64::NAN, 5.0),
        Err(WhyNot::BadLimit)
    );
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic_and_the_next_sentence_is_understood(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let mut reader = SentenceReader::new();
        reader.feed(&bytes);
        let good = sentence("GNGGA,021500.00,3045.7427626,N,12045.0372941,E,4,27,0.6,6.4,M,10.8,M,1.0,0417");
        prop_assert!(good.len() < MAX_SENTENCE_BYTES);
        reader.feed(b"\r\n");
        reader.feed(good.as_bytes());
        prop_assert!(reader.finish().is_some());
    }

    #[test]
    fn no_fields_make_the_reader_panic(fields in "[-0-9.,NSEWM+einf]{0,90}", kind in "(GGA|RMC|GST)") {
        replay(sentence(&format!("GP{kind},{fields}")).as_bytes());
    }
}
