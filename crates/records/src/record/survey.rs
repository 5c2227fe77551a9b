//! A survey as recorded: design versions, what was measured with all that stands side by side, observations, instruments, acts, photos.
//! Verdicts and the state follow from them in the domain.

use std::collections::{BTreeMap, BTreeSet};

use handheld_contract::PhotoId;
use uuid::Uuid;

use super::inspection::{PhotoParts, PhotoRecord};
use super::{Common, Held, Keyed, Knowledge, Reading, once};
use crate::shape::{
    DesignPartValue, DesignValue, FigureValue, InstrumentValue, Key, MeasuredValue,
    ObservationValue, RawFileValue, SurveyActValue, TargetValue,
};
use crate::{Document, History};
use handheld_contract::views::survey::SurveyActKind;

/// A design version with everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignRecord {
    /// Id.
    pub id: Uuid,
    /// The version.
    pub held: Held<DesignValue>,
    /// Targets in order.
    pub targets: Vec<TargetValue>,
    /// Figures in order.
    pub figures: Vec<FigureValue>,
}

/// One measured value of a target that nobody has replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredRecord {
    /// The value; others that say the same are in `also`.
    pub held: Held<MeasuredValue>,
    /// Ids of the signatures whose author had this value. A signature that stands and is not among them does not cover it.
    pub known_to: BTreeSet<String>,
}

/// A survey as recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SurveyRecord {
    /// Meta, what is damaged or unknown.
    pub common: Common,
    /// Design versions, the one in force last. A version whose parts are not all there is left out.
    pub designs: Vec<DesignRecord>,
    /// For each target the values that stand, the engine's first one first.
    pub measured: BTreeMap<String, Vec<MeasuredRecord>>,
    /// Targets whose value was taken back, with who did it and which signatures knew.
    pub cleared: BTreeMap<String, MeasuredRecord>,
    /// Seen, and no survey values.
    pub observations: Vec<Keyed<ObservationValue>>,
    /// Instruments in the order in which they were named.
    pub instruments: Vec<Keyed<InstrumentValue>>,
    /// Files as they came.
    pub files: Vec<Keyed<RawFileValue>>,
    /// Acts by id.
    pub acts: Vec<Keyed<SurveyActValue>>,
    /// Photos, also deleted ones.
    pub photos: BTreeMap<PhotoId, PhotoRecord>,
}

#[derive(Default)]
struct Parts {
    measured: BTreeMap<String, Vec<Held<MeasuredValue>>>,
    designs: Vec<Keyed<DesignValue>>,
    parts: BTreeMap<(Uuid, u32), DesignPartValue>,
    photos: PhotoParts,
}

impl SurveyRecord {
    /// Reads a survey.
    pub fn read(document: &Document) -> Self {
        let mut record = Self::default();
        let mut parts = Parts::default();
        let (observations, instruments, files, acts) = (
            &mut record.observations,
            &mut record.instruments,
            &mut record.files,
            &mut record.acts,
        );
        let common = Reading::of(document).read(|reading, key, name, candidates| {
            let candidates = std::mem::take(candidates);
            match key {
                Key::Measured(target) => {
                    let held = reading.values(name, candidates);
                    parts.measured.insert(target.clone(), held);
                }
                Key::Design(id) => {
                    let held = once(reading, name, candidates);
                    parts
                        .designs
                        .extend(held.map(|held| Keyed { id: *id, held }));
                }
                Key::DesignPart(id, part) => {
                    let held = once::<DesignPartValue>(reading, name, candidates);
                    parts
                        .parts
                        .extend(held.map(|held| ((*id, *part), held.value)));
                }
                Key::Observation(id) => {
                    let held = once(reading, name, candidates);
                    observations.extend(held.map(|held| Keyed { id: *id, held }));
                }
                Key::Instrument(id) => {
                    let held = once(reading, name, candidates);
                    instruments.extend(held.map(|held| Keyed { id: *id, held }));
                }
                Key::RawFile(id) => {
                    let held = once(reading, name, candidates);
                    files.extend(held.map(|held| Keyed { id: *id, held }));
                }
                Key::SurveyAct(id) => {
                    let held = once(reading, name, candidates);
                    acts.extend(held.map(|held| Keyed { id: *id, held }));
                }
                Key::Photo(_) | Key::Removed(_) => {
                    return parts.photos.take(reading, key, name, candidates);
                }
                _ => return false,
            }
            true
        });
        record.common = common;
        record.observations.sort_by_key(|one| one.id);
        record.instruments.sort_by_key(|one| one.id);
        record.files.sort_by_key(|one| one.id);
        record.acts.sort_by_key(|one| one.id);
        record.designs = designs(parts.designs, parts.parts);
        // Only signatures and deletions ask who knew what.
        let asks = record.signatures().next().is_some() || parts.photos.asks();
        let history = if asks {
            document.history()
        } else {
            History::default()
        };
        record.take_measured(parts.measured, &history);
        record.photos = parts.photos.read(&history);
        record
    }

    fn signatures(&self) -> impl Iterator<Item = &Keyed<SurveyActValue>> {
        self.acts
            .iter()
            .filter(|act| act.held.value.act == SurveyActKind::Signed)
    }

    fn take_measured(
        &mut self,
        measured: BTreeMap<String, Vec<Held<MeasuredValue>>>,
        history: &History,
    ) {
        let signatures = self.signatures().map(|act| {
            let id = act.id.as_hyphenated().to_string();
            (id, act.held.change)
        });
        let knowledge = Knowledge::of(history, signatures);
        for (target, held) in measured {
            let mut standing = Vec::new();
            for held in merge_equal(held) {
                let mut changes = held.also.clone();
                changes.push(held.change);
                let known_to = knowledge.entries_that_knew(&changes);
                let one = MeasuredRecord { held, known_to };
                if one.held.value.readings.is_empty() {
                    // Taken back twice at once with different words: a signature has to have known of both.
                    self.cleared
                        .entry(target.clone())
                        .and_modify(|first| first.known_to.retain(|id| one.known_to.contains(id)))
                        .or_insert(one);
                } else {
                    standing.push(one);
                }
            }
            if !standing.is_empty() {
                self.measured.insert(target, standing);
            }
        }
    }

    /// The design version in force.
    pub fn design(&self) -> Option<&DesignRecord> {
        self.designs.last()
    }

    /// The instrument that was named last.
    pub fn instrument(&self) -> Option<&Keyed<InstrumentValue>> {
        self.instruments.last()
    }
}

/// Design versions with their parts, the one in force last: of versions that were made without knowing of each other the one with the
/// greater number, else the greater id, so that every replica says the same.
fn designs(
    heads: Vec<Keyed<DesignValue>>,
    mut parts: BTreeMap<(Uuid, u32), DesignPartValue>,
) -> Vec<DesignRecord> {
    let mut designs = Vec::with_capacity(heads.len());
    for Keyed { id, held } in heads {
        let mut design = DesignRecord {
            id,
            held,
            targets: Vec::new(),
            figures: Vec::new(),
        };
        let mut whole = true;
        for part in 0..design.held.value.parts.min(1_000) {
            match parts.remove(&(id, part)) {
                Some(part) => {
                    design.targets.extend(part.targets);
                    design.figures.extend(part.figures);
                }
                None => whole = false,
            }
        }
        if whole {
            designs.push(design);
        }
    }
    designs.sort_by_key(|design| (design.held.value.version, design.id));
    designs
}

/// Counts values that say the same as one (T30).
fn merge_equal(held: Vec<Held<MeasuredValue>>) -> Vec<Held<MeasuredValue>> {
    let mut merged: Vec<Held<MeasuredValue>> = Vec::with_capacity(held.len());
    for one in held {
        if let Some(equal) = merged
            .iter_mut()
            .find(|m| m.value.says_the_same(&one.value))
        {
            equal.also.push(one.change);
            equal.also.extend(one.also);
        } else {
            merged.push(one);
        }
    }
    merged
}
