//! The flow of a project as a chart: the same nodes as the screens list, laid out by `reports`.

use handheld_catalogue::Catalogue;
use handheld_contract::Lang;
use handheld_contract::views::approval::{CaseState, ClockColour, FlowNode};
use handheld_contract::views::chart::{ChartLayout, ChartState};
use handheld_domain::plan::Plan;
use handheld_domain::procedure::Release;
use handheld_reports::chart::{ChartGroupInput, ChartInput, ChartLimit, ChartMatter, layout};

use crate::convert;

/// Width in pixels for which columns are laid out: they take what they need.
const DESK: f32 = 1_440.0;

fn state(node: &FlowNode) -> ChartState {
    let colour = node.clock.as_ref().map(|clock| clock.colour);
    let running = match colour {
        Some(ClockColour::Black) => ChartState::LawMissed,
        Some(ClockColour::Red) => ChartState::Late,
        Some(ClockColour::Yellow) => ChartState::Soon,
        _ => ChartState::Running,
    };
    match node.state {
        None | Some(CaseState::Withdrawn | CaseState::Terminated) => ChartState::NotBegun,
        Some(CaseState::Submitted) => ChartState::Submitted,
        Some(CaseState::Correcting) => ChartState::Correcting,
        Some(CaseState::Running) => running,
        Some(CaseState::Suspended) => ChartState::Suspended,
        Some(CaseState::Granted | CaseState::Opinion) => ChartState::Decided,
        Some(CaseState::Refused | CaseState::NotAccepted | CaseState::Revoked) => {
            ChartState::Refused
        }
    }
}

/// Lays out the chart of a flow; `critical` goes first to last.
pub(crate) fn chart(
    catalogue: &Catalogue,
    plan: &Plan<'_>,
    nodes: &[FlowNode],
    critical: &[String],
    lang: Lang,
) -> ChartLayout {
    let procedure = plan.procedure();
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let matter = |node: &FlowNode| ChartMatter {
        code: node.matter.clone(),
        name: node.name.clone(),
        department: node.department.clone(),
        department_name: node.office.clone(),
        phase: node.phase,
        group: node.group.clone(),
        depends_on: node.after.clone(),
        government: node.government,
        state: state(node),
        used: node
            .clock
            .as_ref()
            .filter(|clock| clock.accepted.is_some())
            .map(|clock| clock.used),
        limit: node
            .clock
            .as_ref()
            .and_then(|clock| clock.promised_days)
            .or(node.promised_days)
            .map(|days| ChartLimit {
                days,
                calendar: node.clock.as_ref().is_some_and(|clock| clock.calendar_days),
            }),
        due: date(&node.expected),
    };
    let input = ChartInput {
        procedure: procedure.code.clone(),
        name: convert::text(&procedure.name),
        phases: catalogue
            .phases
            .iter()
            .map(|phase| (phase.number, convert::text(&phase.name)))
            .collect(),
        groups: procedure
            .groups
            .iter()
            .map(|group| ChartGroupInput {
                key: group.key.clone(),
                name: convert::text(&group.name),
                together: group.release == Release::AllDecided,
            })
            .collect(),
        matters: nodes.iter().map(matter).collect(),
        critical_path: critical.to_vec(),
    };
    layout(&input, lang, DESK)
}
