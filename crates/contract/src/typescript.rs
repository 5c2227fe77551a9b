//! Writes the TypeScript of the contract: all types, and one table of commands with their requests and responses.

use ts_rs::{Config, TS};

use crate::command::{self, COMMANDS, ServedBy};
use crate::error::{Code, Lang, Problem, ProblemView};
use crate::views;

/// The whole file `ui/src/lib/contract/generated.ts`.
#[expect(
    clippy::too_many_lines,
    reason = "one list of every type that crosses the boundary; splitting it would hide a missing one"
)]
pub fn generated() -> String {
    let config = Config::default();
    let mut out = String::from(
        "// Generated from crates/contract by `cargo xtask codegen`; a test fails when it is stale. Do not edit.\n\n",
    );
    macro_rules! declare {
        ($($ty:ty),+ $(,)?) => {$(
            out.push_str("export ");
            out.push_str(&<$ty as TS>::decl(&config));
            out.push_str("\n\n");
        )+};
    }
    declare!(
        Code,
        Lang,
        Problem,
        ProblemView,
        views::Text,
        views::PersonRef,
        views::Stage,
        views::Role,
        views::Delivery,
        views::session::Host,
        views::session::Theme,
        views::session::Preferences,
        views::session::OrganisationRef,
        views::session::SessionView,
        views::session::LicenceRow,
        views::project::ProjectRow,
        views::project::ProjectsView,
        views::project::StageState,
        views::project::StageView,
        views::project::MatterRow,
        views::project::TemplateRow,
        views::project::PartyRow,
        views::project::AssignedPerson,
        views::project::ProjectView,
        views::project::TodayView,
        views::project::InboxTarget,
        views::project::InboxKind,
        views::project::InboxRow,
        views::inspection::InspectionState,
        views::inspection::PassFail,
        views::inspection::AgainstDesign,
        views::inspection::Deduction,
        views::inspection::AnswerInput,
        views::inspection::Verdict,
        views::inspection::AnswerView,
        views::inspection::PhotoSource,
        views::inspection::Position,
        views::inspection::PhotoView,
        views::inspection::PhotoRule,
        views::inspection::ItemKind,
        views::inspection::Severity,
        views::inspection::ItemState,
        views::inspection::ItemView,
        views::inspection::Lack,
        views::inspection::MissingRow,
        views::inspection::SectionView,
        views::inspection::ScoreView,
        views::inspection::InspectionRow,
        views::inspection::InspectionView,
        views::inspection::ItemSaved,
        views::finding::FindingState,
        views::finding::FindingActKind,
        views::finding::FindingRow,
        views::finding::FindingActView,
        views::finding::FindingView,
        views::chart::ChartForm,
        views::chart::ChartState,
        views::chart::ChartText,
        views::chart::ChartLine,
        views::chart::ChartLayout,
        views::chart::ChartColumn,
        views::chart::ChartGroup,
        views::chart::ChartNode,
        views::chart::ChartEdge,
        views::chart::ChartRail,
        views::approval::CaseState,
        views::approval::ClockColour,
        views::approval::CaseActKind,
        views::approval::CaseOutcome,
        views::approval::ClockView,
        views::approval::CaseRow,
        views::approval::CaseFilter,
        views::approval::CasesView,
        views::approval::CaseCount,
        views::approval::MaterialView,
        views::approval::MaterialFile,
        views::approval::CaseActView,
        views::approval::Signer,
        views::approval::CaseDocument,
        views::approval::SpecialView,
        views::approval::RelatedMatter,
        views::approval::MergedEvaluations,
        views::approval::GroupView,
        views::approval::CaseView,
        views::approval::OwedRow,
        views::approval::FlowNode,
        views::approval::ForecastView,
        views::approval::GateView,
        views::approval::GateException,
        views::approval::DateKind,
        views::approval::ProjectDate,
        views::approval::ParkPromise,
        views::approval::ParkLine,
        views::approval::FlowView,
        views::approval::DepartmentLoad,
        views::approval::ProcedureMetrics,
        views::approval::BoardView,
        views::approval::ProcedureRow,
        views::approval::ConditionRow,
        views::approval::ProceduresView,
        views::approval::CatalogueDifference,
        views::approval::CatalogueProblemRow,
        views::approval::CatalogueChange,
        views::approval::DeclaredView,
        views::approval::FetchRow,
        views::approval::PromiseView,
        views::survey::SurveyState,
        views::survey::ContractStage,
        views::survey::TargetRole,
        views::survey::FigureRole,
        views::survey::SurveyVerdict,
        views::survey::SurveyRule,
        views::survey::SurveyValue,
        views::survey::MeasuredBy,
        views::survey::FixQuality,
        views::survey::FixView,
        views::survey::MeasurementView,
        views::survey::FieldReadings,
        views::survey::FacesRound,
        views::survey::FloorKind,
        views::survey::FloorReading,
        views::survey::FloorSteps,
        views::survey::RoundFound,
        views::survey::FloorFound,
        views::survey::ReadingsView,
        views::survey::ReadingProblem,
        views::survey::ReadingsTried,
        views::survey::TargetResult,
        views::survey::TargetView,
        views::survey::DerivedRow,
        views::survey::DerivedKind,
        views::survey::FigureView,
        views::survey::DesignView,
        views::survey::InstrumentView,
        views::survey::ObservationView,
        views::survey::SurveyActKind,
        views::survey::SurveyActView,
        views::survey::SurveyLackKind,
        views::survey::SurveyLack,
        views::survey::SurveyRow,
        views::survey::SurveyFilter,
        views::survey::SurveysView,
        views::survey::SurveyCount,
        views::survey::SurveyKindView,
        views::survey::SurveyMay,
        views::survey::TileFrame,
        views::survey::GroundFrame,
        views::survey::SurveyView,
        views::survey::TargetSaved,
        views::survey::SurveyColumn,
        views::survey::SurveyFilePreview,
        views::survey::SurveyPointRow,
        views::survey::SurveyFileWarning,
        views::survey::SurveyFileProblem,
        views::survey::PlanLine,
        views::survey::PlanView,
        views::survey::ReceiverKind,
        views::survey::LastReceiver,
        views::survey::ReceiverView,
        views::survey::GuideView,
        views::survey::FixTaken,
        views::survey::MeasuredInput,
        views::survey::TargetInput,
        views::survey::FigureInput,
        views::local_system::LocalSystemKind,
        views::local_system::LocalSystemKey,
        views::local_system::LocalSystemRow,
        views::local_system::LocalSystemsView,
        views::local_system::ParameterDirection,
        views::local_system::RotationConvention,
        views::local_system::LocalEllipsoid,
        views::local_system::LocalSystemInput,
        views::local_system::PutLocalSystem,
        views::local_system::ByLocalSystem,
        views::local_system::UnlockLocalSystems,
        views::sync::DocKind,
        views::sync::QueuedPhoto,
        views::sync::QueuedRecord,
        views::sync::SyncActivity,
        views::sync::SyncView,
        views::centre::OrganisationKind,
        views::centre::OrganisationRow,
        views::centre::PersonRow,
        views::centre::PersonAdded,
        views::centre::EnrolCodeView,
        views::centre::DeviceRow,
        views::centre::ImportProblem,
        views::centre::ImportResult,
        command::Nothing,
        command::ByProject,
        command::ByInspection,
        command::ByFinding,
        command::ByPerson,
        command::ByDevice,
        command::ListProjects,
        command::StartInspection,
        command::AnswerItem,
        command::ChooseAnswer,
        command::LeaveScreen,
        command::AddPhoto,
        command::ByPhoto,
        command::SortPhoto,
        command::RaiseFinding,
        command::ActOnFinding,
        command::ListFindings,
        command::Enrol,
        command::SignIn,
        command::ChangePassword,
        command::AddOrganisation,
        command::AddPerson,
        command::EditPerson,
        command::CreateProject,
        command::EditProject,
        command::AssignUnit,
        command::AssignPerson,
        command::ImportProjects,
        command::ByCase,
        command::ListCases,
        command::ProjectFlow,
        command::ChooseProcedure,
        command::SetGreenChannel,
        command::MoveStage,
        command::RecordDates,
        command::DateGiven,
        command::DeclareMatters,
        command::GivenFile,
        command::ActOnCase,
        command::AttachMaterial,
        command::ShareMaterial,
        command::BySurvey,
        command::ListSurveys,
        command::AssignSurvey,
        command::LookAtSurveyFile,
        command::LookAtPlan,
        command::ImportDesign,
        command::ReviseDesign,
        command::ImportMeasured,
        command::MeasureTarget,
        command::TryReadings,
        command::ChooseMeasurement,
        command::UseInstrument,
        command::SignSurvey,
        command::CheckSurvey,
        command::ReuseSurvey,
        command::ConnectReceiver,
        command::ReplayReceiver,
        command::GuideTo,
        command::TakeFix,
        command::ImportCatalogue,
    );
    out.push_str(
        "/** Every command with its request and response. */\nexport interface Commands {\n",
    );
    for row in COMMANDS {
        let (request, response) = ((row.request)(&config), (row.response)(&config));
        out.push_str(&format!(
            "  {}: {{ request: {request}; response: {response} }};\n",
            row.name
        ));
    }
    out.push_str("}\n\n/** Hosts that serve a command, and whether a raw body comes along. */\n");
    out.push_str("export const served = {\n");
    for row in COMMANDS {
        let by = match row.by {
            ServedBy::Both => "both",
            ServedBy::Window => "window",
            ServedBy::Browser => "browser",
        };
        out.push_str(&format!(
            "  {}: {{ by: '{by}', raw: {} }},\n",
            row.name, row.raw_body
        ));
    }
    out.push_str("} as const;\n");
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_typescript_equals_the_contract() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../ui/src/lib/contract/generated.ts"
        );
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        if std::env::var_os("HANDHELD_CODEGEN").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, super::generated()).unwrap();
            return;
        }
        assert_eq!(
            committed,
            super::generated(),
            "stale: run `cargo xtask codegen`"
        );
    }
}
