//! What people do through the use cases: what the view of a survey offers them, on whatever their device knows, and now and then what it
//! does not offer, which must then be refused. What crews do is in [`super::crew`].

use futures::executor::block_on;
use handheld_app::{App, Who};
use handheld_contract::command::{CheckSurvey, ReuseSurvey};
use handheld_contract::views::Role;
use handheld_contract::views::survey::{MeasurementView, SurveyValue, SurveyVerdict, SurveyView};
use handheld_contract::{Code, Problem, SurveyId};
use handheld_store::records::Records;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Broken;
use super::crew::Crew;
use super::ledger::Said;
use super::world::{World, surveys_in};

/// What somebody did, and what they saw as saved by it.
pub(super) struct Done {
    pub(super) what: &'static str,
    pub(super) saved: Option<(SurveyId, String, Said)>,
}

/// What a call came to: an answer, or a refusal that is one.
pub(super) type Told<T> = Result<Option<T>, Broken>;

/// Calls a use case.
pub(super) async fn told<S: Records, T: DeserializeOwned>(
    app: &App<S>,
    who: &Who,
    name: &str,
    asked: impl Serialize,
) -> Told<T> {
    let asked = serde_json::to_value(asked).map_err(Broken::model)?;
    match app.call(who, name, asked).await {
        Ok(Some(answer)) => serde_json::from_value(answer)
            .map(Some)
            .map_err(Broken::model),
        Ok(None) => Err(Broken::model(format!("{name} is not served here"))),
        Err(problem) => refused(name, &problem).map(|()| None),
    }
}

/// A refusal is an answer; a failure of the program is not.
pub(super) fn refused(name: &str, problem: &Problem) -> Result<(), Broken> {
    let failed = matches!(problem.code, Code::Internal | Code::Storage | Code::Damaged);
    if failed {
        let why = format!("{name}: {problem:?}");
        return Err(Broken::new("a use case failed", why));
    }
    Ok(())
}

/// What was done, when it was not refused.
pub(super) fn done<T>(what: &'static str, told: Option<T>) -> Option<Done> {
    told.map(|_| Done { what, saved: None })
}

/// The view of a survey for somebody; none when they do not see it.
pub(super) async fn view_of<S: Records>(app: &App<S>, who: &Who, id: SurveyId) -> Told<SurveyView> {
    told(app, who, "survey", serde_json::json!({"id": id})).await
}

/// One person does one thing.
pub(super) async fn one_act<S: Records>(
    app: &App<S>,
    who: &Who,
    rng: &mut ChaCha8Rng,
) -> Result<Option<Done>, Broken> {
    let surveys = surveys_in(app.store()).await?;
    if surveys.is_empty() {
        return Ok(None);
    }
    let id = surveys[rng.random_range(0..surveys.len())].id;
    let Some(view) = view_of(app, who, id).await? else {
        return Ok(None);
    };
    let crew = Crew {
        app,
        who,
        view: &view,
    };
    match who.role {
        Role::Surveyor if view.may.design => crew.works(rng).await,
        Role::Approver => check(app, who, &view, rng).await,
        _ => crew.tries(rng).await,
    }
}

async fn check<S: Records>(
    app: &App<S>,
    who: &Who,
    view: &SurveyView,
    rng: &mut ChaCha8Rng,
) -> Result<Option<Done>, Broken> {
    let id = view.row.id;
    if view.may.reuse && rng.random_bool(0.4) {
        let asked = ReuseSurvey {
            id,
            case: None,
            note: "开工核查".to_owned(),
        };
        let told: Option<SurveyView> = told(app, who, "reuse_survey", asked).await?;
        return Ok(done("reused", told));
    }
    let holds = view.verdict.is_some_and(|v| v != SurveyVerdict::Fail);
    let accept = if holds {
        rng.random_bool(0.75)
    } else {
        rng.random_bool(0.2)
    };
    // Sometimes on what is not offered: a survey that is unsigned or stale, or a result that does not hold.
    if !view.may.check && rng.random_bool(0.7) {
        return Ok(None);
    }
    let asked = CheckSurvey {
        id,
        accept,
        note: "核查意见".to_owned(),
    };
    let told: Option<SurveyView> = told(app, who, "check_survey", asked).await?;
    if told.is_some() && (!view.may.check || (accept && !holds)) {
        let why = format!("{id} was checked as {accept}");
        return Err(Broken::new("checked what cannot be checked", why));
    }
    Ok(done(if accept { "accepted" } else { "returned" }, told))
}

/// A position as a value.
pub(super) fn reading(x_north: f64, y_east: f64) -> SurveyValue {
    SurveyValue {
        x_north: Some(x_north),
        y_east: Some(y_east),
        h: None,
        value: None,
    }
}

/// The readings behind a value that is shown.
pub(super) fn read(shown: &MeasurementView) -> Vec<SurveyValue> {
    if shown.readings.is_empty() {
        vec![shown.value.clone()]
    } else {
        shown.readings.clone()
    }
}

/// Whether two lists of readings say the same, each reading as a whole. A number may have lost its last bit on its way through text.
pub(super) fn same_readings(one: &[SurveyValue], other: &[SurveyValue]) -> bool {
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-7,
        (a, b) => a.is_none() && b.is_none(),
    };
    let same = |(a, b): (&SurveyValue, &SurveyValue)| {
        near(a.x_north, b.x_north)
            && near(a.y_east, b.y_east)
            && near(a.h, b.h)
            && near(a.value, b.value)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

impl World {
    pub(super) fn act_at(&mut self, device: usize) -> Result<(), Broken> {
        let side = &self.devices[device];
        let done = block_on(one_act(&side.app, &side.who, &mut self.rng))?;
        if let Some(done) = done {
            self.count(done.what);
            if let Some(saved) = done.saved {
                self.ledger.note(device, saved);
            }
        }
        self.note_made(device)
    }
}
