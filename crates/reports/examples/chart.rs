//! Lays out the largest procedure a thousand times and says how long one takes.

use std::collections::BTreeSet;
use std::time::Instant;

use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_domain::plan::{Plan, Terms};
use handheld_reports::chart::{Caption, ChartInput, PRINT, layout, svg};

const TIMES: u32 = 1000;

fn main() {
    let catalogue = Catalogue::bundled();
    let (matters, landmarks) = (&catalogue.matters, &catalogue.landmarks);
    let largest = catalogue.procedures.iter().max_by_key(|p| p.nodes.len());
    let Some(procedure) = largest else {
        return;
    };
    let Ok(plan) = Plan::new(procedure, matters, landmarks, &BTreeSet::new()) else {
        return;
    };
    let input = ChartInput::of_plan(&plan, catalogue, &Terms::default());
    for width in [360.0, 1200.0] {
        let start = Instant::now();
        let mut bytes = 0;
        for _ in 0..TIMES {
            bytes = layout(&input, Lang::En, width).nodes.len();
        }
        let laid_out = start.elapsed() / TIMES;
        let start = Instant::now();
        let chart = layout(&input, Lang::En, width);
        for _ in 0..TIMES {
            bytes += svg(&chart, &Caption::default(), &PRINT).len();
        }
        let drawn = start.elapsed() / TIMES;
        let (code, size) = (&procedure.code, bytes / TIMES as usize);
        println!("{code} at {width}: layout {laid_out:?}, SVG {drawn:?}, {size} bytes");
    }
}
