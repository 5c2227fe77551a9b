//! The files as they are written. Unknown keys are refused: a misspelt key would otherwise be silence.

use std::collections::BTreeMap;

use handheld_domain::checklist::{Compare, GuaranteeMissing, PhotoRule, Repeat, Severity, Verdict};
use handheld_domain::procedure::{CommitmentMode, LimitUnit, MatterKind, Release};
use handheld_domain::survey::field_readings::Limited;
use handheld_domain::survey::kind::{ContractStage, TargetRole};
use handheld_domain::survey::tolerance::Step;
use handheld_domain::{Confidence, Decimal, Stage};
use serde::Deserialize;
use toml::value::Datetime;

use crate::terms::{CreditScore, DocumentKind, ParkPromise, SiteTerm, SourceKind};

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(crate) struct $name { $($(#[$attr])* pub(crate) $field: $type,)* }
        )+
    };
}

shapes! {
    /// A text in both languages, written as an inline table.
    Words { zh: String, en: String, }

    /// `catalogue.toml`.
    CatalogueFile { format: u32, version: String, }

    /// `sources.toml`.
    SourcesFile { source: Vec<SourceShape>, }
    SourceShape { key: String, zh: String, en: String, how: SourceKind, url: Option<String>, }

    /// `departments.toml`.
    DepartmentsFile {
        sources: Vec<String>,
        confidence: Confidence,
        department: Vec<DepartmentShape>,
    }
    DepartmentShape {
        code: String,
        zh: String,
        en: String,
        duty: Words,
        sources: Option<Vec<String>>,
        confidence: Option<Confidence>,
    }

    /// `stages.toml`.
    StagesFile {
        sources: Vec<String>,
        #[allow(dead_code, reason = "every file states it; the stages themselves carry none")]
        confidence: Confidence,
        stage: Vec<StageShape>,
        phase: Vec<PhaseShape>,
        milestone: Vec<KeyedWords>,
        gate: Vec<GateShape>,
        landmarks: Option<LandmarksShape>,
    }
    LandmarksShape { land_contract: Option<String>, construction_permit: Option<String>, }
    StageShape {
        code: Stage,
        zh: String,
        en: String,
        phases: Vec<u8>,
        #[serde(default)]
        matters: Vec<String>,
    }
    PhaseShape { number: u8, zh: String, en: String, }
    KeyedWords { key: String, zh: String, en: String, }
    GateShape { from: Stage, to: String, needs: Vec<NeedShape>, }
    NeedShape {
        any: Option<Vec<String>>,
        milestone: Option<String>,
        survey: Option<String>,
        #[serde(default)]
        no_open_critical_finding: bool,
        #[serde(default)]
        or_not_required: bool,
        #[serde(default)]
        or_date_set: bool,
    }

    /// `conditions.toml`.
    ConditionsFile {
        sources: Vec<String>,
        confidence: Confidence,
        condition: Vec<ConditionShape>,
    }
    ConditionShape { key: String, zh: String, en: String, opposite_of: Option<String>, }

    /// `matters/*.toml`.
    MattersFile { matter: Vec<MatterShape>, }
    LimitShape { days: u32, unit: LimitUnit, }
    MatterShape {
        code: String,
        zh: String,
        en: String,
        kind: MatterKind,
        department: String,
        phase: u8,
        legal_limit: Option<LimitShape>,
        promised_limit: Option<LimitShape>,
        commitment: CommitmentMode,
        multi_evaluation: bool,
        output: Words,
        materials: Vec<Words>,
        suspendable: Vec<Words>,
        sources: Vec<String>,
        confidence: Confidence,
    }

    /// `procedures/*.toml`.
    ProcedureFile {
        code: String,
        zh: String,
        en: String,
        region: Words,
        applies_to: Words,
        note: Words,
        sources: Vec<String>,
        confidence: Confidence,
        #[serde(default)]
        target: Vec<TargetShape>,
        #[serde(default)]
        group: Vec<GroupShape>,
        node: Vec<NodeShape>,
        #[serde(default)]
        further: Vec<FurtherShape>,
    }
    FurtherShape {
        matter: String,
        after: Vec<String>,
        before: Vec<String>,
        group: Option<String>,
        condition: String,
    }
    TargetShape {
        id: String,
        zh: String,
        en: String,
        max: LimitShape,
        #[serde(default)]
        phases: Vec<u8>,
        between: Option<[String; 2]>,
        sources: Vec<String>,
        confidence: Confidence,
    }
    GroupShape { key: String, zh: String, en: String, release: Release, }
    NodeShape {
        matter: String,
        after: Vec<String>,
        group: Option<String>,
        condition: Option<String>,
        #[serde(default)]
        pre_review: bool,
        promised_days: Option<u32>,
    }

    /// `templates/*.toml`.
    TemplateFile {
        code: String,
        version: u32,
        zh: String,
        en: String,
        standard: Words,
        stages: Vec<Stage>,
        #[allow(dead_code, reason = "stated for readers; nothing is computed from it")]
        in_force_since: Option<Datetime>,
        sources: Vec<String>,
        confidence: Confidence,
        scoring: Option<ScoringShape>,
        section: Vec<SectionShape>,
    }
    ScoringShape {
        guarantee_full: Decimal,
        guarantee_pass: Decimal,
        guarantee_missing: GuaranteeMissing,
        excellent_from: Decimal,
        qualified_from: Decimal,
        row: Vec<RowShape>,
    }
    RowShape { code: String, zh: String, en: String, weight: Decimal, }
    SectionShape {
        code: String,
        zh: String,
        en: String,
        table: Option<String>,
        row: Option<String>,
        item: Vec<ItemShape>,
    }
    ItemShape {
        id: String,
        zh: String,
        en: String,
        check: Option<Words>,
        kind: KindShape,
        max: Option<Decimal>,
        guarantee: Option<bool>,
        unit: Option<Words>,
        min: Option<Decimal>,
        compare: Option<Compare>,
        local: Option<bool>,
        repeat: Option<Repeat>,
        formula: Option<String>,
        options: Option<Vec<OptionShape>>,
        severity: Severity,
        photo: PhotoRule,
        #[serde(default)]
        clause: String,
    }
    OptionShape { key: String, zh: String, en: String, verdict: Verdict, }

    /// `calendars/*.toml`.
    CalendarFile {
        year: i32,
        official: bool,
        working_days: Option<u32>,
        make_up: Vec<Datetime>,
        sources: Vec<String>,
        #[allow(dead_code, reason = "every file states it; a date carries `provisional` instead")]
        confidence: Confidence,
        off: Vec<OffShape>,
    }
    OffShape { zh: String, en: String, from: Datetime, to: Datetime, }

    /// `credit.toml`.
    CreditFile {
        sources: Vec<String>,
        confidence: Confidence,
        score: CreditScore,
        site: SiteTerm,
        grade: Vec<GradeShape>,
        good: Vec<EventShape>,
        bad: Vec<EventShape>,
    }
    GradeShape {
        code: String,
        from: Decimal,
        draw_weight: u32,
        inspections_a_year: u32,
        effect: Words,
    }
    EventShape {
        code: String,
        zh: String,
        en: String,
        points: Decimal,
        term_months: Option<Decimal>,
    }

    /// `tolerances.toml`.
    TolerancesFile {
        sources: Vec<String>,
        confidence: Confidence,
        tolerance: Vec<ToleranceShape>,
    }
    ToleranceShape {
        key: String,
        zh: String,
        en: String,
        unit: String,
        by: Option<Words>,
        limits: Vec<Step>,
        sources: Option<Vec<String>>,
        confidence: Option<Confidence>,
    }

    /// `surveys.toml`.
    SurveysFile {
        sources: Vec<String>,
        confidence: Confidence,
        rules: SurveyRulesShape,
        #[serde(default)]
        reading_limit: Vec<ReadingLimitShape>,
        floor_area: Option<FloorAreaShape>,
        survey: Vec<SurveyShape>,
    }
    ReadingLimitShape {
        what: Limited,
        zh: String,
        en: String,
        limit: Decimal,
        sources: Option<Vec<String>>,
        confidence: Option<Confidence>,
    }
    FloorAreaShape {
        storey_full_m: Decimal,
        slope_full_m: Decimal,
        slope_half_m: Decimal,
        sources: Option<Vec<String>>,
        confidence: Option<Confidence>,
    }
    SurveyRulesShape {
        near_percent: u32,
        max_hdop: Decimal,
        max_age_seconds: Decimal,
        area_cap_km2: Decimal,
        most_targets: u32,
        far_m: Decimal,
        far_level_m: Decimal,
        far_area_percent: Decimal,
        soon_working_days: u32,
    }
    SurveyShape {
        key: String,
        zh: String,
        en: String,
        contract_stage: ContractStage,
        stage: Stage,
        matter: Option<String>,
        office: String,
        due_working_days: u32,
        roles: Vec<TargetRole>,
        point: Option<String>,
        control: Option<String>,
        control_level: Option<String>,
        boundary: Option<String>,
        level: Option<String>,
        distance: Option<String>,
        height: Option<String>,
        area: Option<String>,
        side: Option<String>,
        spacing: Option<String>,
        grade: Option<u32>,
        #[serde(default)]
        photo_on_fail: bool,
        sources: Option<Vec<String>>,
        confidence: Option<Confidence>,
    }

    /// `parameters.toml`.
    ParametersFile {
        sources: Vec<String>,
        confidence: Confidence,
        rectification: RectificationShape,
        promise: PromiseShape,
        green_channel: GreenChannelShape,
        commitment: PostCheckShape,
        offline: OfflineShape,
    }
    RectificationShape { minor: u32, major: u32, critical: u32, recheck: u32, }
    PromiseShape { days: u32, percent: u32, }
    GreenChannelShape { divisor: u32, }
    PostCheckShape { post_check_calendar_days: u32, }
    OfflineShape { stale_hours: u32, }

    /// `approvals.toml`.
    ApprovalsFile {
        sources: Vec<String>,
        #[allow(dead_code, reason = "every file states it; a rule carries none")]
        confidence: Confidence,
        acceptance: AcceptanceShape,
        extension: ExtensionShape,
        special: Vec<SpecialShape>,
        #[serde(default)]
        delegation: Vec<DelegationShape>,
        park: Option<ParkShape>,
        document: Vec<DocumentShape>,
    }
    ParkShape {
        procedures: Vec<String>,
        filing: String,
        title: String,
        land_calendar_days: u32,
        title_working_days: u32,
        sources: Vec<String>,
        promise: Vec<ParkPromiseShape>,
        date: Vec<ParkDateShape>,
    }
    ParkPromiseShape { key: ParkPromise, zh: String, en: String, }
    ParkDateShape {
        key: String,
        zh: String,
        en: String,
        #[serde(default)]
        planned: bool,
        #[serde(default)]
        utility: bool,
    }
    AcceptanceShape { working_days: u32, next_working_day: bool, }
    ExtensionShape { working_days: u32, joint_working_days: u32, }
    SpecialShape {
        key: String,
        zh: String,
        en: String,
        basis: Words,
        #[serde(default)]
        caps: Vec<CapShape>,
    }
    CapShape { matter: String, working_days: u32, }
    DelegationShape {
        key: String,
        zh: String,
        en: String,
        from: String,
        to: String,
        matters: Vec<String>,
        procedures: Vec<String>,
        since: Datetime,
        until: Option<Datetime>,
        sources: Vec<String>,
    }
    DocumentShape { kind: DocumentKind, zh: String, en: String, prefix: String, }

    /// `glossary.toml`.
    GlossaryFile {
        sources: Vec<String>,
        #[allow(dead_code, reason = "every file states it; a term carries none")]
        confidence: Confidence,
        group: Vec<TermGroupShape>,
    }
    TermGroupShape { key: String, zh: String, en: String, term: Vec<TermShape>, }
    TermShape { zh: String, en: String, note: Option<Words>, }
}

impl ProcedureFile {
    /// The nodes of the reference flow, then the further ones, each before those that it must come before.
    pub(crate) fn whole(&self) -> Vec<NodeShape> {
        let mut nodes = self.node.clone();
        for further in &self.further {
            for node in &mut nodes {
                if further.before.contains(&node.matter) {
                    node.after.push(further.matter.clone());
                }
            }
            nodes.push(NodeShape {
                matter: further.matter.clone(),
                after: further.after.clone(),
                group: further.group.clone(),
                condition: Some(further.condition.clone()),
                pre_review: false,
                promised_days: None,
            });
        }
        nodes
    }
}

/// Kind of an item as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KindShape {
    Passfail,
    Score,
    Number,
    Text,
    Choice,
    Photo,
}

/// Every file of a catalogue, parsed.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    pub(crate) catalogue: Option<CatalogueFile>,
    pub(crate) sources: Option<SourcesFile>,
    pub(crate) departments: Option<DepartmentsFile>,
    pub(crate) stages: Option<StagesFile>,
    pub(crate) conditions: Option<ConditionsFile>,
    pub(crate) credit: Option<CreditFile>,
    pub(crate) tolerances: Option<TolerancesFile>,
    pub(crate) surveys: Option<SurveysFile>,
    pub(crate) parameters: Option<ParametersFile>,
    pub(crate) approvals: Option<ApprovalsFile>,
    pub(crate) glossary: Option<GlossaryFile>,
    pub(crate) matters: BTreeMap<String, MattersFile>,
    pub(crate) procedures: BTreeMap<String, ProcedureFile>,
    pub(crate) templates: BTreeMap<String, TemplateFile>,
    pub(crate) calendars: BTreeMap<String, CalendarFile>,
}
