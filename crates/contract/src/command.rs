//! Every command, declared once: `name(Request) -> Response`, with the hosts that serve it.
//!
//! The window passes `call(name, request)` to Rust, the browser posts to `/api/v1/commands/{name}`; both reach the same use case.
//! Bytes never travel as JSON: photos and imports go as a raw body with the request in a header (`x-request`, percent-encoded JSON).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::approval::*;
use crate::views::centre::*;
use crate::views::finding::*;
use crate::views::inspection::*;
use crate::views::local_system::*;
use crate::views::project::*;
use crate::views::session::*;
use crate::views::survey::*;
use crate::views::sync::*;
use crate::views::{Role, Stage};
use crate::*;

macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $ty:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* }
    )+};
}

requests! {
    /// Nothing to say.
    Nothing {}
    /// A project.
    ByProject {
        /// Which.
        id: ProjectId,
    }
    /// An inspection.
    ByInspection {
        /// Which.
        id: InspectionId,
    }
    /// A finding.
    ByFinding {
        /// Which.
        id: FindingId,
    }
    /// A person.
    ByPerson {
        /// Who.
        id: PersonId,
    }
    /// A device.
    ByDevice {
        /// Which.
        id: DeviceId,
    }
    /// A page of projects.
    ListProjects {
        /// Words to search in name, code, address, units; empty = all.
        search: String,
        /// Only this stage.
        stage: Option<Stage>,
        /// Rows to leave out at the start.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    }
    /// Start an inspection.
    StartInspection {
        /// Project.
        project: ProjectId,
        /// Template code.
        template: String,
        /// Stage in which it is made.
        stage: Stage,
        /// Filed inspection that it corrects.
        corrects: Option<InspectionId>,
    }
    /// Answer an item, or clear its answer with `answer: null`.
    AnswerItem {
        /// Inspection.
        inspection: InspectionId,
        /// Item.
        item: String,
        /// The answer.
        answer: Option<AnswerInput>,
        /// Note.
        note: String,
    }
    /// Choose one of several different answers.
    ChooseAnswer {
        /// Inspection.
        inspection: InspectionId,
        /// Item.
        item: String,
        /// The chosen one.
        answer_id: String,
    }
    /// Remember where the person is, and store what is in the journal as one change.
    LeaveScreen {
        /// Inspection.
        inspection: InspectionId,
        /// Item.
        item: Option<String>,
    }
    /// Facts beside the raw bytes of a photo (`add_photo`).
    AddPhoto {
        /// Inspection, or survey by its id.
        inspection: InspectionId,
        /// Item, or target of a survey; none = tray.
        item: Option<String>,
        /// Camera or file.
        source: PhotoSource,
        /// Name of the file, when there was one.
        file_name: Option<String>,
        /// Position from the device at capture.
        position: Option<Position>,
    }
    /// A photo of an inspection.
    ByPhoto {
        /// Inspection, or survey by its id.
        inspection: InspectionId,
        /// Photo.
        photo: PhotoId,
    }
    /// Put a photo to an item, or a caption to it.
    SortPhoto {
        /// Inspection, or survey by its id.
        inspection: InspectionId,
        /// Photo.
        photo: PhotoId,
        /// Item; none = tray.
        item: Option<String>,
        /// Caption.
        note: String,
    }
    /// Raise a finding from a failed item.
    RaiseFinding {
        /// Inspection.
        inspection: InspectionId,
        /// Item.
        item: String,
        /// What is wrong; empty takes the note of the answer.
        note: String,
        /// Gravity; none takes the item's.
        severity: Option<Severity>,
        /// By when; none counts from the severity's rule.
        due: Option<String>,
    }
    /// An act on a finding.
    ActOnFinding {
        /// Finding.
        id: FindingId,
        /// What.
        act: FindingActKind,
        /// In words.
        note: String,
    }
    /// Findings of a project, or of all.
    ListFindings {
        /// Only this project.
        project: Option<ProjectId>,
        /// Only open ones.
        open: bool,
    }
    /// Enrol this device.
    Enrol {
        /// Address of the centre.
        server: String,
        /// One-time code.
        code: String,
        /// Name of the device.
        name: String,
    }
    /// Sign in.
    SignIn {
        /// Sign-in name.
        login: String,
        /// Password.
        password: String,
    }
    /// Change the own password.
    ChangePassword {
        /// The old one.
        old: String,
        /// The new one.
        new: String,
    }
    /// Add an organisation.
    AddOrganisation {
        /// Name.
        name: String,
        /// Kind.
        kind: OrganisationKind,
        /// Unified social credit code; empty where there is none.
        uscc: String,
        /// Codes of the departments of the catalogue that it is.
        #[serde(default)] #[ts(optional)] departments: Option<Vec<String>>,
    }
    /// Add a person.
    AddPerson {
        /// Name.
        name: String,
        /// Sign-in name.
        login: String,
        /// Role.
        role: Role,
        /// Organisation.
        organisation: OrganisationId,
    }
    /// Change a person.
    EditPerson {
        /// Who.
        id: PersonId,
        /// Role.
        role: Role,
        /// May sign in and sync.
        active: bool,
    }
    /// Create a project.
    CreateProject {
        /// Project code.
        code: String,
        /// Name.
        name: String,
        /// Stage.
        stage: Stage,
        /// District.
        district: String,
        /// Address.
        address: String,
        /// Construction unit.
        owner: OrganisationId,
        /// Corners as longitude, latitude; may be empty.
        site: Vec<[f64; 2]>,
    }
    /// Change a project.
    EditProject {
        /// Which.
        id: ProjectId,
        /// Name.
        name: String,
        /// Stage.
        stage: Stage,
        /// District.
        district: String,
        /// Address.
        address: String,
    }
    /// Assign a unit to a project, or take it off.
    AssignUnit {
        /// Project.
        project: ProjectId,
        /// Unit.
        organisation: OrganisationId,
        /// As what.
        role: Role,
        /// Off instead of on.
        off: bool,
    }
    /// Assign a person to a project, or take them off.
    AssignPerson {
        /// Project.
        project: ProjectId,
        /// Person.
        person: PersonId,
        /// Off instead of on.
        off: bool,
    }
    /// A case.
    ByCase {
        /// Which.
        id: CaseId,
    }
    /// A page of cases.
    ListCases {
        /// Which.
        filter: CaseFilter,
        /// Only of this project.
        project: Option<ProjectId>,
        /// Words to search in matter, project, unit, number; empty = all.
        search: String,
        /// Only those whose clock is at least this bad.
        colour: Option<ClockColour>,
        /// Rows to leave out at the start.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    }
    /// A project's flow, and what it would be if everything owed were answered on a day.
    ProjectFlow {
        /// Project.
        project: ProjectId,
        /// What-if: the day on which everything owed is answered (`YYYY-MM-DD`).
        if_answered: Option<String>,
    }
    /// Choose the procedure of a project and answer its conditions.
    ChooseProcedure {
        /// Project.
        project: ProjectId,
        /// Procedure code.
        procedure: String,
        /// Keys of the conditions that hold; all others do not.
        conditions: Vec<String>,
    }
    /// Put a project on the green channel, or take it off with an empty reason.
    SetGreenChannel {
        /// Project.
        project: ProjectId,
        /// Why it is a key project.
        reason: String,
    }
    /// Move a project to its next stage, with exceptions for what is missing.
    MoveStage {
        /// Project.
        project: ProjectId,
        /// The stage it enters.
        to: Stage,
        /// Reason for which what is missing is excepted; empty = no exception.
        exception: String,
    }
    /// Dates of a project beside its cases: milestones, and what parks promise. All of them are recorded, or none.
    RecordDates {
        /// Project.
        project: ProjectId,
        /// The dates.
        dates: Vec<DateGiven>,
    }
    /// A date by the key that the flow names.
    DateGiven {
        /// Key.
        key: String,
        /// Day (`YYYY-MM-DD`); none takes back what was recorded.
        on: Option<String>,
    }
    /// Declare one or several matters of a project on one form.
    DeclareMatters {
        /// Project.
        project: ProjectId,
        /// Matter codes.
        matters: Vec<String>,
        /// By commitment instead of review, for those that allow it.
        commitment: Vec<String>,
        /// Files given once: digest and material names they serve.
        files: Vec<GivenFile>,
        /// In words.
        note: String,
    }
    /// A file that is here already, given for a material.
    GivenFile {
        /// SHA-256.
        sha256: BlobHash,
        /// Name of the material (Chinese) that it serves.
        material: String,
    }
    /// An act on a case.
    ActOnCase {
        /// Case.
        id: CaseId,
        /// What.
        act: CaseActKind,
        /// Civil date from which it counts; none = today.
        on: Option<String>,
        /// Outcome of a decision, opinion or post-check.
        outcome: Option<CaseOutcome>,
        /// In words.
        note: String,
        /// Legal basis in words.
        basis: String,
        /// Key of the special procedure of a suspension.
        special: Option<String>,
        /// Planned last day of a suspension.
        until: Option<String>,
        /// Working days of an extension.
        days: Option<u32>,
        /// What is to be corrected: all of it, once.
        list: Vec<String>,
        /// The entry that is amended.
        amends: Option<String>,
    }
    /// Facts beside the raw bytes of a material (`attach_material`).
    AttachMaterial {
        /// Case.
        case: CaseId,
        /// Place among the matter's materials.
        material: u32,
        /// File name.
        file_name: String,
    }
    /// Give a file that was given for another case.
    ShareMaterial {
        /// Case.
        case: CaseId,
        /// Place among the matter's materials.
        material: u32,
        /// The file.
        sha256: BlobHash,
    }
    /// A survey.
    BySurvey {
        /// Which.
        id: SurveyId,
    }
    /// A page of surveys.
    ListSurveys {
        /// Which.
        filter: SurveyFilter,
        /// Only of this project.
        project: Option<ProjectId>,
        /// Words to search in project, kind, unit, number; empty = all.
        search: String,
        /// Rows to leave out at the start.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    }
    /// Give a survey of a project to a surveying unit.
    AssignSurvey {
        /// Project.
        project: ProjectId,
        /// Kind of the catalogue.
        kind: String,
        /// Surveying unit; none = the own one of a surveyor.
        unit: Option<OrganisationId>,
        /// EPSG code of the grid; none = the 3-degree zone of the project's site.
        epsg: Option<u32>,
        /// By when (`YYYY-MM-DD`); none = counted by the limit of the kind.
        due: Option<String>,
        /// In words.
        note: String,
    }
    /// Facts beside the raw bytes of a file to look at (`look_at_survey_file`): nothing is stored.
    LookAtSurveyFile {
        /// Survey.
        survey: SurveyId,
        /// File name.
        file_name: String,
        /// Columns in order, when the person has said so; none = guessed.
        columns: Option<Vec<SurveyColumn>>,
        /// Sheet or layer; none = the first with points.
        sheet: Option<String>,
        /// Local system of this device in which the coordinates of the file are; none = the grid of the survey.
        #[serde(default)] #[ts(optional)] local_system: Option<String>,
    }
    /// Facts beside the raw bytes of a plan to draw under a survey (`look_at_plan`): nothing is stored.
    LookAtPlan {
        /// Survey.
        survey: SurveyId,
        /// File name.
        file_name: String,
    }
    /// Facts beside the raw bytes of design data (`import_design`): they become the next version of the design.
    ImportDesign {
        /// Survey.
        survey: SurveyId,
        /// File name.
        file_name: String,
        /// Columns in order, for tables.
        columns: Option<Vec<SurveyColumn>>,
        /// Sheet or layer.
        sheet: Option<String>,
        /// Number of the drawing.
        drawing: String,
        /// Revision of the drawing.
        revision: String,
        /// What its points are.
        role: TargetRole,
        /// Keep what the version in force has and the file does not name.
        keep_others: bool,
        /// The person has seen the warnings and means it.
        despite_warnings: bool,
        /// Local system of this device in which the coordinates of the file are; none = the grid of the survey.
        #[serde(default)] #[ts(optional)] local_system: Option<String>,
    }
    /// Design data that are typed: with those of the version in force they become the next version.
    ReviseDesign {
        /// Survey.
        survey: SurveyId,
        /// Number of the drawing.
        drawing: String,
        /// Revision of the drawing.
        revision: String,
        /// Targets to put in, or to replace by their name.
        targets: Vec<TargetInput>,
        /// Names of targets to take out.
        without: Vec<String>,
        /// Figures to put in, or to replace by their name; one without points and coordinates goes out.
        figures: Vec<FigureInput>,
    }
    /// Facts beside the raw bytes of measured values (`import_measured`).
    ImportMeasured {
        /// Survey.
        survey: SurveyId,
        /// File name.
        file_name: String,
        /// Columns in order, for tables.
        columns: Option<Vec<SurveyColumn>>,
        /// Sheet or layer.
        sheet: Option<String>,
        /// The person has seen the warnings and means it.
        despite_warnings: bool,
        /// Local system of this device in which the coordinates of the file are; none = the grid of the survey.
        #[serde(default)] #[ts(optional)] local_system: Option<String>,
        /// The person has read how far values are from the design, and means it. Warnings of the file do not say that.
        #[serde(default)] #[ts(optional)] far_is_meant: Option<bool>,
    }
    /// Enter what was measured at a target, or take it back.
    MeasureTarget {
        /// Survey.
        survey: SurveyId,
        /// Target.
        target: String,
        /// What was measured.
        measured: MeasuredInput,
        /// The person has read how far it is from the design, and means it.
        #[serde(default)] #[ts(optional)] far_is_meant: Option<bool>,
    }
    /// See what readings of the field come to; nothing is stored.
    TryReadings {
        /// Survey.
        survey: SurveyId,
        /// Target.
        target: String,
        /// The readings.
        from: FieldReadings,
    }
    /// Choose one of several different values.
    ChooseMeasurement {
        /// Survey.
        survey: SurveyId,
        /// Target.
        target: String,
        /// The chosen one.
        measurement: String,
    }
    /// Name the instrument that is used from now on.
    UseInstrument {
        /// Survey.
        survey: SurveyId,
        /// Model.
        model: String,
        /// Serial number.
        serial: String,
        /// Number of the calibration certificate.
        certificate: String,
        /// Last day on which the calibration holds (`YYYY-MM-DD`).
        valid_until: String,
    }
    /// Sign a survey as it stands.
    SignSurvey {
        /// Survey.
        id: SurveyId,
        /// In words.
        note: String,
    }
    /// Accept or return a signed survey.
    CheckSurvey {
        /// Survey.
        id: SurveyId,
        /// Accept; otherwise it is returned.
        accept: bool,
        /// In words; asked for when it is returned.
        note: String,
    }
    /// Use the result of a survey for the own department, so that it is not measured again (一测多用).
    ReuseSurvey {
        /// Survey.
        id: SurveyId,
        /// Case for which it is used.
        case: Option<CaseId>,
        /// For what, in words.
        note: String,
    }
    /// Connect a receiver.
    ConnectReceiver {
        /// How.
        kind: ReceiverKind,
        /// `host:port`, or name of the port.
        address: String,
        /// Baud rate of a serial port.
        baud: u32,
    }
    /// Facts beside the raw bytes of a recorded log (`replay_receiver`).
    ReplayReceiver {
        /// File name.
        file_name: String,
        /// Epochs per second; 0 = as fast as they are asked for, one at a time.
        speed: f64,
    }
    /// Guide to a target from the last fix.
    GuideTo {
        /// Survey.
        survey: SurveyId,
        /// Target.
        target: String,
    }
    /// Take the last fix at a target.
    TakeFix {
        /// Survey.
        survey: SurveyId,
        /// Target.
        target: String,
    }
    /// Facts beside the raw bytes of a catalogue (`check_catalogue`, `import_catalogue`): a zip of its folder.
    ImportCatalogue {
        /// File name.
        file_name: String,
    }
    /// Facts beside the raw bytes of an import (`import_projects`).
    ImportProjects {
        /// File name, to tell CSV from XLSX.
        file_name: String,
        /// Only check.
        dry_run: bool,
    }
}

/// Which hosts serve a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServedBy {
    /// Window and browser.
    Both,
    /// Only the window.
    Window,
    /// Only the browser.
    Browser,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident ($request:ty) -> $response:ty, $by:ident, $raw:literal;)+) => {
        /// A command as declared: name, request, response, hosts, whether a raw body comes along.
        #[derive(Debug, Clone, Copy)]
        pub struct CommandRow {
            /// Name on the wire.
            pub name: &'static str,
            /// TypeScript name of the request.
            pub request: fn(&ts_rs::Config) -> String,
            /// TypeScript name of the response.
            pub response: fn(&ts_rs::Config) -> String,
            /// Hosts.
            pub by: ServedBy,
            /// A raw body comes along.
            pub raw_body: bool,
        }

        /// All commands in the order of the declaration.
        pub const COMMANDS: &[CommandRow] = &[
            $(CommandRow {
                name: stringify!($name),
                request: <$request as TS>::name,
                response: <$response as TS>::name,
                by: ServedBy::$by,
                raw_body: $raw,
            },)+
        ];

        /// Calls `$each!` with every command: for hosts that expand the same list, so that a missing one does not compile.
        #[macro_export]
        macro_rules! for_each_command {
            ($each:ident) => { $each! { $($name, $request, $response, $by, $raw;)+ } };
        }
    };
}

commands! {
    /// Who is here.
    session(Nothing) -> SessionView, Both, false;
    /// Store preferences.
    save_preferences(Preferences) -> SessionView, Both, false;
    /// Enrol this device.
    enrol(Enrol) -> SessionView, Window, false;
    /// Sign in.
    sign_in(SignIn) -> SessionView, Browser, false;
    /// Sign out.
    sign_out(Nothing) -> SessionView, Browser, false;
    /// Change the own password.
    change_password(ChangePassword) -> SessionView, Browser, false;
    /// Today.
    today(Nothing) -> TodayView, Both, false;
    /// Projects.
    projects(ListProjects) -> ProjectsView, Both, false;
    /// One project.
    project(ByProject) -> ProjectView, Both, false;
    /// All templates.
    templates(Nothing) -> Vec<TemplateRow>, Both, false;
    /// Start an inspection.
    start_inspection(StartInspection) -> InspectionView, Window, false;
    /// One inspection.
    inspection(ByInspection) -> InspectionView, Both, false;
    /// Answer.
    answer_item(AnswerItem) -> ItemSaved, Window, false;
    /// Choose between answers.
    choose_answer(ChooseAnswer) -> ItemSaved, Window, false;
    /// Leave the screen.
    leave_screen(LeaveScreen) -> Nothing, Window, false;
    /// Take in a photo; raw body = original bytes.
    add_photo(AddPhoto) -> PhotoView, Window, true;
    /// Sort a photo.
    sort_photo(SortPhoto) -> PhotoView, Window, false;
    /// Delete a photo; it can be brought back.
    remove_photo(ByPhoto) -> PhotoView, Window, false;
    /// Bring a photo back.
    restore_photo(ByPhoto) -> PhotoView, Window, false;
    /// Finish.
    finish_inspection(ByInspection) -> InspectionView, Window, false;
    /// Reopen.
    reopen_inspection(ByInspection) -> InspectionView, Window, false;
    /// Set aside an inspection started by mistake.
    set_aside_inspection(ByInspection) -> InspectionView, Window, false;
    /// Bring it back.
    restore_inspection(ByInspection) -> InspectionView, Window, false;
    /// Findings.
    findings(ListFindings) -> Vec<FindingRow>, Both, false;
    /// One finding.
    finding(ByFinding) -> FindingView, Both, false;
    /// Raise a finding.
    raise_finding(RaiseFinding) -> FindingView, Window, false;
    /// Act on a finding.
    act_on_finding(ActOnFinding) -> FindingView, Both, false;
    /// Inbox.
    inbox(Nothing) -> Vec<InboxRow>, Both, false;
    /// Sync screen.
    sync_status(Nothing) -> SyncView, Window, false;
    /// Exchange now.
    sync_now(Nothing) -> SyncView, Window, false;
    /// Diagnostics without personal data, as text.
    diagnostics(Nothing) -> String, Window, false;
    /// Licences of what is inside.
    licences(Nothing) -> Vec<LicenceRow>, Both, false;
    /// Organisations.
    organisations(Nothing) -> Vec<OrganisationRow>, Browser, false;
    /// Add one.
    add_organisation(AddOrganisation) -> OrganisationRow, Browser, false;
    /// People.
    people(Nothing) -> Vec<PersonRow>, Browser, false;
    /// Add one.
    add_person(AddPerson) -> PersonAdded, Browser, false;
    /// Change one.
    edit_person(EditPerson) -> PersonRow, Browser, false;
    /// New enrolment code.
    enrol_code(ByPerson) -> EnrolCodeView, Browser, false;
    /// New first password.
    reset_password(ByPerson) -> PersonAdded, Browser, false;
    /// Devices: all for an administrator.
    devices(Nothing) -> Vec<DeviceRow>, Browser, false;
    /// The own devices.
    my_devices(Nothing) -> Vec<DeviceRow>, Browser, false;
    /// Revoke a device.
    revoke_device(ByDevice) -> DeviceRow, Browser, false;
    /// Create a project.
    create_project(CreateProject) -> ProjectView, Browser, false;
    /// Change a project.
    edit_project(EditProject) -> ProjectView, Browser, false;
    /// Assign a unit.
    assign_unit(AssignUnit) -> ProjectView, Browser, false;
    /// Assign a person.
    assign_person(AssignPerson) -> ProjectView, Browser, false;
    /// Import projects; raw body = the file.
    import_projects(ImportProjects) -> ImportResult, Browser, true;
    /// Cases: the inbox of a department, the cases of a unit.
    cases(ListCases) -> CasesView, Both, false;
    /// One case.
    case(ByCase) -> CaseView, Both, false;
    /// A project's flow of approvals.
    flow(ProjectFlow) -> FlowView, Both, false;
    /// What the construction unit owes over all its projects.
    owed(Nothing) -> Vec<OwedRow>, Both, false;
    /// The leader's board.
    board(Nothing) -> BoardView, Both, false;
    /// Procedures, calendars and their versions.
    procedures(Nothing) -> ProceduresView, Both, false;
    /// Choose a project's procedure.
    choose_procedure(ChooseProcedure) -> FlowView, Browser, false;
    /// Green channel.
    set_green_channel(SetGreenChannel) -> FlowView, Browser, false;
    /// Move to the next stage.
    move_stage(MoveStage) -> FlowView, Browser, false;
    /// Record dates.
    record_dates(RecordDates) -> FlowView, Browser, false;
    /// Declare matters.
    declare_matters(DeclareMatters) -> DeclaredView, Both, false;
    /// Act on a case.
    act_on_case(ActOnCase) -> CaseView, Both, false;
    /// Attach a file; raw body = its bytes.
    attach_material(AttachMaterial) -> CaseView, Both, true;
    /// Give a file again that is here already.
    share_material(ShareMaterial) -> CaseView, Both, false;
    /// Who fetched what was given for a project.
    fetches(ByProject) -> Vec<FetchRow>, Browser, false;
    /// Address of the own calendar feed of deadlines.
    calendar_feed(Nothing) -> String, Browser, false;
    /// Surveys.
    surveys(ListSurveys) -> SurveysView, Both, false;
    /// One survey.
    survey(BySurvey) -> SurveyView, Both, false;
    /// Assign a survey.
    assign_survey(AssignSurvey) -> SurveyView, Both, false;
    /// Look at a file; raw body = its bytes. Nothing is stored.
    look_at_survey_file(LookAtSurveyFile) -> SurveyFilePreview, Window, true;
    /// Lines of a plan to draw under a survey; raw body = its bytes. Nothing is stored.
    look_at_plan(LookAtPlan) -> PlanView, Window, true;
    /// Bring in design data; raw body = the file, kept by its digest.
    import_design(ImportDesign) -> SurveyView, Window, true;
    /// Type design data.
    revise_design(ReviseDesign) -> SurveyView, Window, false;
    /// Bring in measured values; raw body = the file, kept by its digest.
    import_measured(ImportMeasured) -> SurveyView, Window, true;
    /// Enter a measured value.
    measure_target(MeasureTarget) -> TargetSaved, Window, false;
    /// See what readings of the field come to.
    try_readings(TryReadings) -> ReadingsTried, Window, false;
    /// Choose between values.
    choose_measurement(ChooseMeasurement) -> TargetSaved, Window, false;
    /// Name the instrument.
    use_instrument(UseInstrument) -> SurveyView, Window, false;
    /// Sign.
    sign_survey(SignSurvey) -> SurveyView, Window, false;
    /// Take the signature back before it is checked.
    withdraw_signature(SignSurvey) -> SurveyView, Window, false;
    /// Accept or return.
    check_survey(CheckSurvey) -> SurveyView, Both, false;
    /// Use it for the own department.
    reuse_survey(ReuseSurvey) -> SurveyView, Both, false;
    /// The receiver and its ports.
    receiver(Nothing) -> ReceiverView, Window, false;
    /// Connect.
    connect_receiver(ConnectReceiver) -> ReceiverView, Window, false;
    /// Disconnect.
    disconnect_receiver(Nothing) -> ReceiverView, Window, false;
    /// Replay a recorded log; raw body = the log.
    replay_receiver(ReplayReceiver) -> ReceiverView, Window, true;
    /// Guide to a target.
    guide_to(GuideTo) -> GuideView, Window, false;
    /// Take the last fix.
    take_fix(TakeFix) -> FixTaken, Window, false;
    /// Local systems of this device.
    local_systems(Nothing) -> LocalSystemsView, Window, false;
    /// Put one in; its parameters never come out again.
    put_local_system(PutLocalSystem) -> LocalSystemsView, Window, false;
    /// Remove one.
    remove_local_system(ByLocalSystem) -> LocalSystemsView, Window, false;
    /// Open them with their passphrase.
    unlock_local_systems(UnlockLocalSystems) -> LocalSystemsView, Window, false;
    /// Forget their key until it is asked for again.
    lock_local_systems(Nothing) -> LocalSystemsView, Window, false;
    /// Check a catalogue without putting it in force; raw body = a zip of its folder.
    check_catalogue(ImportCatalogue) -> CatalogueDifference, Browser, true;
    /// Put a catalogue in force; raw body = a zip of its folder.
    import_catalogue(ImportCatalogue) -> CatalogueDifference, Browser, true;
}
