//! What a crew does at a site: designs, measures, takes back, chooses, names instruments, signs and withdraws; and what somebody tries who
//! is not of the unit.

use handheld_app::{App, Who};
use handheld_contract::SurveyId;
use handheld_contract::command::{
    ChooseMeasurement, MeasureTarget, ReviseDesign, SignSurvey, TakeFix, UseInstrument,
};
use handheld_contract::views::survey::{
    FigureInput, FigureRole, FixQuality, FixTaken, MeasuredInput, MeasurementView, SurveyValue,
    SurveyView, TargetInput, TargetRole, TargetSaved, TargetView,
};
use handheld_domain::survey::{Grid, GridPoint};
use handheld_records::shape::FixValue;
use handheld_store::records::Records;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::Broken;
use super::acts::{Done, done, read, reading, refused, same_readings, told};
use super::ledger::{Said, Saved};

/// The first design: a control point and a building of four corners.
const FIRST: [(&str, TargetRole, f64, f64); 5] = [
    ("K1", TargetRole::Control, 3_404_841.2, 571_848.8),
    ("A1", TargetRole::Point, 3_404_901.2, 571_888.8),
    ("A2", TargetRole::Point, 3_404_901.2, 571_936.8),
    ("A3", TargetRole::Point, 3_404_877.2, 571_936.8),
    ("A4", TargetRole::Point, 3_404_877.2, 571_888.8),
];
/// Deviations north and east, m: what both crews measure alike, near the limit, and beyond it.
const ALIKE: (f64, f64) = (0.004, -0.003);
const NEAR: (f64, f64) = (0.047, 0.0);
const BEYOND: (f64, f64) = (0.061, -0.02);

/// A surveyor before a survey.
pub(super) struct Crew<'a, S: Records> {
    pub(super) app: &'a App<S>,
    pub(super) who: &'a Who,
    pub(super) view: &'a SurveyView,
}

impl<S: Records> Crew<'_, S> {
    fn id(&self) -> SurveyId {
        self.view.row.id
    }

    /// Does something of what is to be done.
    pub(super) async fn works(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        let view = self.view;
        if view.designs.is_empty() {
            return self.designs_first().await;
        }
        let conflict = view.targets.iter().find(|t| !t.conflict.is_empty());
        let ready = view.may.sign && view.lacks.iter().all(|lack| lack.warning);
        let weights = [
            ("measure", if ready { 12 } else { 60 }),
            ("clear", 3),
            ("receiver", 6),
            ("observation", 4),
            ("choose", if conflict.is_some() { 20 } else { 0 }),
            (
                "instrument",
                if view.instruments.is_empty() { 25 } else { 2 },
            ),
            ("design", 3),
            ("sign", if ready { 30 } else { 2 }),
            ("withdraw", if view.may.withdraw { 6 } else { 0 }),
        ];
        let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
        let mut lot = rng.random_range(0..total);
        let chosen = weights.iter().find(|(_, weight)| {
            let own = lot < *weight;
            lot = lot.saturating_sub(*weight);
            own
        });
        match chosen.map_or("measure", |(what, _)| *what) {
            "clear" => self.clears(rng).await,
            "receiver" => self.takes_fix(rng, true).await,
            "observation" => self.takes_fix(rng, false).await,
            "choose" => self.chooses(conflict, rng).await,
            "instrument" => self.names_instrument(rng).await,
            "design" => self.revises(rng).await,
            "sign" => self.signs("sign_survey", "signed").await,
            "withdraw" => self.signs("withdraw_signature", "withdrawn").await,
            _ => self.measures(rng).await,
        }
    }

    /// Tries to measure what is not theirs.
    pub(super) async fn tries(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        if self.view.may.measure || self.view.may.sign || self.view.may.check {
            let why = format!("{:?} may {:?}", self.who.role, self.view.may);
            return Err(Broken::new("without right", why));
        }
        let target = self.target(rng).map_or("A1", |target| target.name.as_str());
        let asked = MeasureTarget {
            survey: self.id(),
            target: target.to_owned(),
            measured: MeasuredInput {
                readings: vec![reading(FIRST[1].2, FIRST[1].3)],
                ..MeasuredInput::default()
            },
            far_is_meant: None,
        };
        let told: Option<TargetSaved> = told(self.app, self.who, "measure_target", asked).await?;
        match told {
            Some(_) => Err(Broken::new(
                "without right",
                format!("{:?} measured {target}", self.who.role),
            )),
            None => Ok(Some(Done {
                what: "kept from measuring",
                saved: None,
            })),
        }
    }

    /// A target: mostly one that is not measured yet.
    fn target(&self, rng: &mut ChaCha8Rng) -> Option<&TargetView> {
        let all = &self.view.targets;
        let open: Vec<&TargetView> = all.iter().filter(|t| t.measured.is_none()).collect();
        if !open.is_empty() && rng.random_bool(0.75) {
            return Some(open[rng.random_range(0..open.len())]);
        }
        (!all.is_empty()).then(|| &all[rng.random_range(0..all.len())])
    }

    async fn designs_first(&self) -> Result<Option<Done>, Broken> {
        let input = |(name, role, x, y): (&str, TargetRole, f64, f64)| TargetInput {
            name: name.to_owned(),
            role,
            code: String::new(),
            design: reading(x, y),
        };
        let asked = ReviseDesign {
            survey: self.id(),
            drawing: "总施-03".to_owned(),
            revision: "A".to_owned(),
            targets: FIRST.map(input).to_vec(),
            without: Vec::new(),
            figures: vec![building(&["A1", "A2", "A3", "A4"])],
        };
        self.designed(asked, "first design").await
    }

    async fn designed(
        &self,
        asked: ReviseDesign,
        what: &'static str,
    ) -> Result<Option<Done>, Broken> {
        let told: Option<SurveyView> = told(self.app, self.who, "revise_design", asked).await?;
        Ok(done(what, told))
    }

    /// The next version: a point is moved, taken out or added.
    async fn revises(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        let points: Vec<&TargetView> = self
            .view
            .targets
            .iter()
            .filter(|target| target.role == TargetRole::Point)
            .collect();
        let mut asked = ReviseDesign {
            survey: self.id(),
            drawing: "总施-03".to_owned(),
            revision: "B".to_owned(),
            targets: Vec::new(),
            without: Vec::new(),
            figures: Vec::new(),
        };
        let how = rng.random_range(0..3);
        if how == 0 || points.len() < 2 {
            let name = format!("B{}", rng.random_range(1..6));
            let (north, east) = (rng.random_range(0..40), rng.random_range(0..40));
            asked.targets.push(TargetInput {
                name,
                role: TargetRole::Point,
                code: String::new(),
                design: reading(3_404_920.0 + f64::from(north), 571_900.0 + f64::from(east)),
            });
            return self.designed(asked, "point added").await;
        }
        let point = points[rng.random_range(0..points.len())];
        if how == 1 {
            let by = if rng.random_bool(0.5) { 0.03 } else { 0.09 };
            let (x, y) = at(point);
            asked.targets.push(TargetInput {
                name: point.name.clone(),
                role: point.role,
                code: String::new(),
                design: reading(x + by, y),
            });
            return self.designed(asked, "point moved").await;
        }
        asked.without.push(point.name.clone());
        // A building that loses a corner goes through those that are left.
        let left: Vec<&str> = self
            .view
            .figures
            .iter()
            .flat_map(|figure| figure.points.iter().map(String::as_str))
            .filter(|name| *name != point.name)
            .collect();
        asked.figures.push(if left.len() < 3 {
            building(&[])
        } else {
            building(&left)
        });
        self.designed(asked, "point taken out").await
    }

    /// Readings as a crew might have them; both crews mostly have the same.
    fn readings(target: &TargetView, rng: &mut ChaCha8Rng) -> Vec<SurveyValue> {
        let (x, y) = at(target);
        let with = |(north, east): (f64, f64)| reading(x + north, y + east);
        match rng.random_range(0..100) {
            0..55 => vec![with(ALIKE)],
            55..65 => vec![with(ALIKE), with((0.006, -0.001))],
            65..70 => vec![with(ALIKE), with((0.006, -0.001)), with((0.002, 0.001))],
            70..76 => vec![with(NEAR)],
            76..82 => vec![with(BEYOND)],
            _ => {
                let mut mm = || f64::from(rng.random_range(-30..30)) / 1000.0;
                let off = (mm(), mm());
                vec![with(off)]
            }
        }
    }

    async fn says(
        &self,
        target: &TargetView,
        readings: Vec<SurveyValue>,
        note: &str,
    ) -> Result<Option<(TargetSaved, MeasuredInput)>, Broken> {
        let measured = MeasuredInput {
            readings,
            note: note.to_owned(),
            from: None,
            position: None,
        };
        let asked = MeasureTarget {
            survey: self.id(),
            target: target.name.clone(),
            measured: measured.clone(),
            far_is_meant: None,
        };
        let told: Option<TargetSaved> = told(self.app, self.who, "measure_target", asked).await?;
        Ok(told.map(|told| (told, measured)))
    }

    async fn measures(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        let Some(target) = self.target(rng) else {
            return Ok(None);
        };
        let readings = Self::readings(target, rng);
        let note = if rng.random_bool(0.06) { "复测" } else { "" };
        let Some((told, asked)) = self.says(target, readings, note).await? else {
            return Ok(None);
        };
        let what = if asked.readings.len() > 1 {
            "several readings"
        } else {
            "measured"
        };
        let shown = self.shown(&told)?;
        if !same_readings(&read(shown), &asked.readings) || shown.note != asked.note {
            let why = format!("{asked:?} was saved as {shown:?}");
            return Err(Broken::new("saved otherwise", why));
        }
        self.saved(what, shown, &target.name)
    }

    /// The value of an answer that says what is saved: one, and of this person.
    fn shown<'t>(&self, told: &'t TargetSaved) -> Result<&'t MeasurementView, Broken> {
        let one = told.target.measured.as_ref();
        let one = one.filter(|one| told.target.conflict.is_empty() && one.by == self.who.person);
        one.ok_or_else(|| Broken::new("saved otherwise", format!("{:?}", told.target)))
    }

    fn saved(
        &self,
        what: &'static str,
        shown: &MeasurementView,
        target: &str,
    ) -> Result<Option<Done>, Broken> {
        let said = Said::Value(Saved {
            id: shown.id.clone(),
            readings: read(shown),
            note: shown.note.clone(),
            by: shown.by.id,
        });
        Ok(Some(Done {
            what,
            saved: Some((self.id(), target.to_owned(), said)),
        }))
    }

    async fn clears(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        let Some(target) = self.target(rng).filter(|t| t.measured.is_some()) else {
            return Ok(None);
        };
        let note = ["", "棱镜碰动"][rng.random_range(0..2)];
        let Some((told, _)) = self.says(target, Vec::new(), note).await? else {
            return Ok(None);
        };
        if told.target.measured.is_some() {
            let why = format!("{} was taken back and is there", target.name);
            return Err(Broken::new("saved otherwise", why));
        }
        let said = Said::Cleared(note.to_owned());
        Ok(Some(Done {
            what: "taken back",
            saved: Some((self.id(), target.name.clone(), said)),
        }))
    }

    async fn takes_fix(&self, rng: &mut ChaCha8Rng, counts: bool) -> Result<Option<Done>, Broken> {
        let Some(target) = self.target(rng) else {
            return Ok(None);
        };
        let (x, y) = at(target);
        let mm = f64::from(rng.random_range(-30..30)) / 1000.0;
        let grid = Grid::from_epsg(self.view.epsg).map_err(Broken::model)?;
        let place = grid.inverse(GridPoint::new(x + mm, y - mm / 2.0));
        let place = place.map_err(Broken::model)?;
        let quality = if counts {
            FixQuality::RtkFixed
        } else {
            FixQuality::RtkFloat
        };
        let fix = FixValue {
            quality,
            lon: place.lon,
            lat: place.lat,
            altitude_m: None,
            separation_m: None,
            satellites: Some(18),
            hdop: Some(0.7),
            age_s: Some(1.0),
            station: None,
            accuracy_m: 0.012,
            time_utc: "02:42:00.000".to_owned(),
        };
        let asked = TakeFix {
            survey: self.id(),
            target: target.name.clone(),
        };
        let why_not = (!counts).then_some("not_rtk_fixed");
        let taken = self.app.record_fix(self.who, asked, fix, why_not, None);
        let taken: FixTaken = match taken.await {
            Ok(taken) => taken,
            Err(problem) => return refused("record_fix", &problem).map(|()| None),
        };
        match (taken.saved, taken.observation) {
            (Some(told), None) if counts => {
                let shown = self.shown(&told)?;
                self.saved("value of a receiver", shown, &target.name)
            }
            (None, Some(_)) if !counts => Ok(Some(Done {
                what: "observation kept",
                saved: None,
            })),
            other => Err(Broken::new("saved otherwise", format!("{other:?}"))),
        }
    }

    async fn chooses(
        &self,
        conflict: Option<&TargetView>,
        rng: &mut ChaCha8Rng,
    ) -> Result<Option<Done>, Broken> {
        let Some(target) = conflict else {
            return Ok(None);
        };
        let one = &target.conflict[rng.random_range(0..target.conflict.len())];
        let asked = ChooseMeasurement {
            survey: self.id(),
            target: target.name.clone(),
            measurement: one.id.clone(),
        };
        let told: Option<TargetSaved> =
            told(self.app, self.who, "choose_measurement", asked).await?;
        let Some(told) = told else {
            return Ok(None);
        };
        let shown = told.target.measured.as_ref();
        if shown != Some(one) || !told.target.conflict.is_empty() {
            let why = format!("chosen {one:?}, shown {:?}", told.target);
            return Err(Broken::new("saved otherwise", why));
        }
        let said = Said::Chosen(one.id.clone());
        Ok(Some(Done {
            what: "chosen",
            saved: Some((self.id(), target.name.clone(), said)),
        }))
    }

    async fn names_instrument(&self, rng: &mut ChaCha8Rng) -> Result<Option<Done>, Broken> {
        let asked = UseInstrument {
            survey: self.id(),
            model: "TS16".to_owned(),
            serial: rng.random_range(1..4).to_string(),
            certificate: String::new(),
            valid_until: "2027-03-11".to_owned(),
        };
        let told: Option<SurveyView> = told(self.app, self.who, "use_instrument", asked).await?;
        Ok(done("instrument named", told))
    }

    async fn signs(
        &self,
        command: &'static str,
        what: &'static str,
    ) -> Result<Option<Done>, Broken> {
        let asked = SignSurvey {
            id: self.id(),
            note: String::new(),
        };
        let told: Option<SurveyView> = told(self.app, self.who, command, asked).await?;
        Ok(done(what, told))
    }
}

fn building(points: &[&str]) -> FigureInput {
    FigureInput {
        name: "1#楼".to_owned(),
        role: FigureRole::Building,
        points: points.iter().map(|&name| name.to_owned()).collect(),
        coordinates: Vec::new(),
        closed: true,
        required_m: None,
    }
}

/// Where a target is designed to be.
fn at(target: &TargetView) -> (f64, f64) {
    let design = &target.design;
    (
        design.x_north.unwrap_or_default(),
        design.y_east.unwrap_or_default(),
    )
}
