//! What every store promises of surveys: who sees which, in which order, and their photos and files.

use handheld_contract::views::Stage;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::survey::{ContractStage, SurveyFilter, SurveyState, SurveyVerdict};
use handheld_contract::{InspectionId, OrganisationId, PersonId, ProjectId, SurveyId};

use super::{change, commit, photo, uuid};
use crate::index::{IndexRows, SurveyEntry, SurveyWaits};
use crate::records::{Records, Sight, SurveyPage, SurveyQuery};

fn survey(id: u128, project: u128, waits: SurveyWaits, due: Option<&str>) -> IndexRows {
    let entry = SurveyEntry {
        id: SurveyId(uuid(id)),
        project: ProjectId(uuid(project)),
        project_name: "东湖科创园".to_owned(),
        number: format!("7-{id}"),
        kind: "grey_line".to_owned(),
        contract_stage: ContractStage::Works,
        stage: Stage::Commencement,
        matter: "P3-10".to_owned(),
        office: "NRP".to_owned(),
        unit: OrganisationRef {
            id: OrganisationId(uuid(600 + project)),
            name: "测绘院".to_owned(),
            departments: Vec::new(),
        },
        state: SurveyState::Failed,
        stale: false,
        verdict: Some(SurveyVerdict::Fail),
        waits,
        targets: 8,
        measured: 8,
        failed: 1,
        near: 1,
        conflicts: 0,
        design: Some(1),
        due: due.map(str::to_owned),
        changed_at: "2026-11-23T10:00:00+08:00".to_owned(),
        search: "规划验线\n东湖科创园".to_owned(),
    };
    IndexRows::Survey(Box::new(entry), vec![photo(id, 400)])
}

fn query(filter: SurveyFilter) -> SurveyQuery {
    SurveyQuery {
        sight: Sight::All,
        unit: None,
        offices: None,
        project: None,
        id: None,
        filter,
        search: String::new(),
        offset: 0,
        limit: 50,
    }
}

/// A list gives what waits first, the earlier due date before the later and none last, and counts every filter.
pub async fn a_list_of_surveys_is_in_the_order_in_which_they_wait<S: Records>(store: &S) {
    let rows = [
        survey(41, 1, SurveyWaits::Unit, None),
        survey(42, 1, SurveyWaits::Unit, Some("2026-12-02")),
        survey(43, 2, SurveyWaits::Unit, Some("2026-11-30")),
        survey(44, 2, SurveyWaits::Office, Some("2026-11-01")),
        survey(45, 1, SurveyWaits::Nobody, None),
    ];
    for (at, row) in rows.into_iter().enumerate() {
        let project = match &row {
            IndexRows::Survey(entry, _) => entry.project.0.as_u128(),
            _ => 0,
        };
        let number = 41 + u128::try_from(at).unwrap();
        let one = change(number, 1, 1, &[]);
        let commit = commit(project, row, &[&one]);
        store.commit(vec![commit]).await.unwrap();
    }
    let ids = |page: &SurveyPage| -> Vec<u128> {
        page.surveys.iter().map(|s| s.id.0.as_u128()).collect()
    };
    let all = store.surveys(&query(SurveyFilter::All)).await.unwrap();
    assert_eq!(ids(&all), [43, 42, 41, 44, 45]);
    assert_eq!(all.total, 5);
    let counts: Vec<u32> = all.counts.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [3, 1, 1, 5]);
    let mut page = query(SurveyFilter::ToDo);
    page.offset = 1;
    page.limit = 1;
    let page = store.surveys(&page).await.unwrap();
    assert_eq!((ids(&page), page.total), (vec![42], 3));

    let of = |change: fn(&mut SurveyQuery)| {
        let mut asked = query(SurveyFilter::All);
        change(&mut asked);
        asked
    };
    let unit = of(|q| q.unit = Some(OrganisationId(uuid(602))));
    assert_eq!(ids(&store.surveys(&unit).await.unwrap()), [43, 44]);
    let office = of(|q| q.offices = Some(vec!["HUD".to_owned()]));
    assert_eq!(ids(&store.surveys(&office).await.unwrap()), [0; 0]);
    let both = of(|q| q.offices = Some(vec!["HUD".to_owned(), "NRP".to_owned()]));
    assert_eq!(store.surveys(&both).await.unwrap().total, 5);
    let none = of(|q| q.offices = Some(Vec::new()));
    assert_eq!(store.surveys(&none).await.unwrap().total, 0);
    let project = of(|q| q.project = Some(ProjectId(uuid(1))));
    assert_eq!(ids(&store.surveys(&project).await.unwrap()), [42, 41, 45]);
    let found = of(|q| q.search = "验线".to_owned());
    assert_eq!(store.surveys(&found).await.unwrap().total, 5);
    let lost = of(|q| q.search = "沉降".to_owned());
    assert_eq!(store.surveys(&lost).await.unwrap().total, 0);
    let stranger = of(|q| {
        q.sight = Sight::Of {
            person: PersonId(uuid(1)),
            organisation: None,
        };
    });
    assert_eq!(store.surveys(&stranger).await.unwrap().total, 0);
    let photos = store.photos(InspectionId(uuid(41))).await.unwrap();
    assert_eq!(photos.len(), 1);
}
