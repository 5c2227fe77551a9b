//! Every state, act and capacity: what may be done, written down apart from the rules (brief sections 10 and 12).

use super::*;

const CAPACITIES: [Capacity; 6] = [
    Capacity::Applicant,
    Capacity::Agent,
    Capacity::Surveyor,
    Capacity::Window,
    Capacity::Approver,
    Capacity::Other,
];

/// Acts with the capacities that may do them to a matter of the government.
fn who_may() -> Vec<(ActKind, &'static [Capacity])> {
    use ActKind as K;
    use Capacity::{Agent, Applicant, Approver, Window};
    vec![
        (K::Submit, &[Applicant, Agent, Window]),
        (K::AskCorrection, &[Window, Approver]),
        (K::Resubmit, &[Applicant, Agent, Window]),
        (K::Accept, &[Window, Approver]),
        (K::NotAccept, &[Window, Approver]),
        (K::Suspend, &[Approver]),
        (K::Resume, &[Approver]),
        (K::Opinion, &[Approver]),
        (K::Convert, &[Applicant, Agent, Window, Approver]),
        (K::Decide, &[Approver]),
        (K::Deliver, &[Window, Approver]),
        (K::Extend, &[Approver]),
        (K::Withdraw, &[Applicant, Agent, Window]),
        (K::Terminate, &[Approver]),
        (K::PostCheck, &[Approver]),
        (K::Revoke, &[Approver]),
    ]
}

/// A state, a case in it, what may follow, and the act that a rule of its own forbids.
type Row = (Stand, Story, Vec<ActKind>, Option<(ActKind, Refused)>);

fn states() -> Vec<Row> {
    use ActKind as K;
    let empty = Story::of(permit());
    let submitted = empty.clone().then(K::Submit, "2026-11-02");
    let correcting = submitted.clone().then(K::AskCorrection, "2026-11-02");
    let running = submitted.clone().then(K::Accept, "2026-11-02");
    let suspended = running
        .clone()
        .with(suspend("2026-11-02", "2026-11-20", "hearing"));
    let granted = running.clone().then(K::Decide, "2026-11-02");
    let mut refusal = act(K::Decide, "2026-11-02");
    refusal.outcome = Some(Outcome::Refused);
    let refused = running.clone().with(refusal);
    let not_accepted = submitted.clone().then(K::NotAccept, "2026-11-02");
    let withdrawn = running.clone().then(K::Withdraw, "2026-11-02");
    let terminated = running.clone().then(K::Terminate, "2026-11-02");
    let revoked = granted.clone().then(K::Revoke, "2026-11-02");
    let opinion = Story::of(pre_review())
        .then(K::Submit, "2026-11-02")
        .then(K::Opinion, "2026-11-02");
    let twice = Some((K::AskCorrection, Refused::CorrectionTwice));
    let stopped = Some((K::Decide, Refused::Suspended));
    let before_contract = Some((K::Decide, Refused::PreReview));
    let asked = [
        K::AskCorrection,
        K::Accept,
        K::NotAccept,
        K::Opinion,
        K::Withdraw,
    ];
    let runs = [
        K::AskCorrection,
        K::Suspend,
        K::Extend,
        K::Opinion,
        K::Decide,
        K::Withdraw,
        K::Terminate,
    ];
    vec![
        (Stand::Empty, empty, vec![K::Submit], None),
        (Stand::Submitted, submitted, asked.to_vec(), None),
        (
            Stand::Correcting,
            correcting,
            vec![K::Resubmit, K::Withdraw, K::Terminate],
            twice,
        ),
        (Stand::Running, running, runs.to_vec(), None),
        (
            Stand::Suspended,
            suspended,
            vec![K::Resume, K::Opinion, K::Withdraw, K::Terminate],
            stopped,
        ),
        (Stand::Granted, granted, vec![K::Deliver, K::Revoke], None),
        (Stand::Refused, refused, vec![K::Deliver], None),
        (Stand::NotAccepted, not_accepted, vec![], None),
        (
            Stand::Opinion,
            opinion,
            vec![K::Convert, K::Withdraw, K::Terminate],
            before_contract,
        ),
        (Stand::Withdrawn, withdrawn, vec![], None),
        (Stand::Terminated, terminated, vec![], None),
        (Stand::Revoked, revoked, vec![], None),
    ]
}

#[test]
fn every_state_allows_exactly_its_own_acts_to_exactly_those_who_may() {
    let mut tried = 0;
    for (stand, story, follows, own_rule) in states() {
        let story = story.sound();
        assert_eq!(story.stand(), stand);
        for (kind, capacities) in who_may() {
            for capacity in CAPACITIES {
                let mut act = act(kind, "2026-11-03");
                act.capacity = capacity;
                act.office = "HUD".to_owned();
                let rule = own_rule.filter(|(k, _)| *k == kind);
                let expected = if !capacities.contains(&capacity) {
                    Some(Refused::NoRight)
                } else if follows.contains(&kind) {
                    None
                } else {
                    Some(rule.map_or(Refused::OutOfTurn, |(_, rule)| rule))
                };
                assert_eq!(
                    story.refusal(act),
                    expected,
                    "{stand:?} {kind:?} {capacity:?}"
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 12 * 16 * 6);
}

#[test]
fn a_matter_of_the_government_is_decided_and_never_just_recorded() {
    for (stand, story, _, _) in states() {
        for capacity in CAPACITIES {
            let mut record = act(ActKind::Record, "2026-11-03");
            record.capacity = capacity;
            assert_eq!(story.refusal(record), Some(Refused::OutOfTurn), "{stand:?}");
        }
    }
}

#[test]
fn events_surveys_and_own_steps_are_recorded_by_those_whose_they_are() {
    use Capacity::{Agent, Applicant, Approver, Surveyor, Window};
    let kinds = [
        (
            MatterKind::Survey,
            &[Applicant, Agent, Window, Approver, Surveyor][..],
        ),
        (MatterKind::Event, &[Applicant, Agent, Window, Approver]),
        (MatterKind::Publicity, &[Applicant, Agent, Window, Approver]),
        (MatterKind::Own, &[Applicant, Agent, Window, Approver]),
    ];
    for (kind, may) in kinds {
        for capacity in CAPACITIES {
            let mut record = act(ActKind::Record, "2026-11-03");
            record.capacity = capacity;
            record.office = "HUD".to_owned();
            let expected = (!may.contains(&capacity)).then_some(Refused::NoRight);
            let story = Story::of(of_kind(kind));
            assert_eq!(story.refusal(record), expected, "{kind:?} {capacity:?}");
        }
    }
    let mut stranger = act(ActKind::Record, "2026-11-03");
    stranger.capacity = Capacity::Approver;
    stranger.office = "NRP".to_owned();
    let publicity = Story::of(of_kind(MatterKind::Publicity));
    assert_eq!(publicity.refusal(stranger), Some(Refused::OtherOffice));
}

#[test]
fn nothing_is_amended_where_nothing_was_done() {
    let amendment = act(ActKind::Amend, "2026-11-03");
    assert_eq!(
        Story::of(permit()).refusal(amendment),
        Some(Refused::OutOfTurn)
    );
}
