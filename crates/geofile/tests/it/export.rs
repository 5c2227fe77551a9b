//! What may leave: classification and area.

use handheld_geofile::{Classification, ExportRefused, ExportRules};

use crate::sample::{self, RULES};

#[test]
fn a_layer_above_the_allowed_classification_is_refused_by_name() {
    let file = sample::file();
    assert!(
        RULES.clear(&file).is_ok(),
        "an empty classified layer does not leave"
    );
    let public = ExportRules {
        allowed: Classification::Public,
        ..RULES
    };
    let layers = vec!["设计点".to_owned(), "AXIS".to_owned()];
    assert_eq!(
        public.clear(&file).unwrap_err(),
        ExportRefused::Classified { layers }
    );
    let mut secret = sample::file();
    secret.lines[0].layer = "控制点".into();
    let refused = RULES.clear(&secret).unwrap_err();
    assert_eq!(
        refused,
        ExportRefused::Classified {
            layers: vec!["控制点".into()]
        }
    );
    assert!(refused.why_zh().contains("控制点"));
    let sheet = sample::sheet();
    assert!(public.clear_deviations(&sheet).is_err());
}

#[test]
fn a_layer_that_nobody_has_classified_is_refused() {
    let mut file = sample::file();
    file.lines[1].layer = "new".into();
    let refused = RULES.clear(&file).unwrap_err();
    assert_eq!(
        refused,
        ExportRefused::Unclassified {
            layer: "new".into()
        }
    );
}

#[test]
fn an_area_above_the_cap_is_refused_with_both_figures_and_the_cap_itself_is_allowed() {
    let mut file = sample::file();
    file.lines.clear();
    let (x, y) = (3_404_000.0, 571_000.0);
    file.points = [(0.0, 0.0), (5000.0, 0.0), (5000.0, 5000.0), (0.0, 5000.0)]
        .iter()
        .enumerate()
        .map(|(i, (dx, dy))| sample::point(&i.to_string(), "", x + dx, y + dy, None))
        .collect();
    assert!(RULES.clear(&file).is_ok());
    file.points[2].x_north += 1.0;
    let ExportRefused::Area { area_km2, cap_km2 } = RULES.clear(&file).unwrap_err() else {
        panic!("another reason");
    };
    assert!(area_km2 > 25.0 && area_km2 < 25.1 && (cap_km2 - 25.0).abs() < 1e-9);
    for cap in [f64::NAN, f64::INFINITY, 0.0, -1.0] {
        let rules = ExportRules {
            area_cap_km2: cap,
            ..RULES
        };
        assert_eq!(rules.clear(&file).unwrap_err(), ExportRefused::NotANumber);
    }
    file.points[2].x_north = f64::NAN;
    assert_eq!(RULES.clear(&file).unwrap_err(), ExportRefused::NotANumber);
}
