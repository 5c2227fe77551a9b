//! Every rule that an act can break is broken here once, and every rule has its key and its words.

use std::collections::BTreeSet;

use super::*;

/// Rules that need more than one case, or the credit of a firm: whoever sees those raises them.
const ASKED_ELSEWHERE: [Refused; 3] = [
    Refused::GroupOpen,
    Refused::PrerequisitesOpen,
    Refused::CreditTooLow,
];

fn changed(kind: ActKind, on: &str, change: fn(&mut Act)) -> Act {
    let mut act = act(kind, on);
    change(&mut act);
    act
}

fn on_intake() -> Vec<(Story, Act, Refused)> {
    use ActKind as K;
    let empty = Story::of(permit());
    let submitted = empty.clone().then(K::Submit, "2026-11-02");
    let forbidden = CaseHead {
        commitment_mode: CommitmentMode::None,
        ..by_commitment()
    };
    let submit = act(K::Submit, "2026-11-02");
    vec![
        (
            empty.clone(),
            act(K::Decide, "2026-11-02"),
            Refused::OutOfTurn,
        ),
        (
            empty.clone(),
            changed(K::Submit, "2026-11-02", |a| a.capacity = Capacity::Surveyor),
            Refused::NoRight,
        ),
        (Story::of(forbidden), submit, Refused::NoCommitment),
        (
            empty.clone(),
            changed(K::Submit, "2026-11-03", |a| a.entered = day("2026-11-02")),
            Refused::InTheFuture,
        ),
        (empty, act(K::Submit, "3026-11-02"), Refused::DateOutOfRange),
        (
            submitted.clone(),
            changed(K::AskCorrection, "2026-11-03", |a| {
                a.list = vec![" ".to_owned()]
            }),
            Refused::EmptyList,
        ),
        (
            submitted.clone().then(K::AskCorrection, "2026-11-03"),
            act(K::AskCorrection, "2026-11-04"),
            Refused::CorrectionTwice,
        ),
        (
            submitted.clone(),
            changed(K::NotAccept, "2026-11-03", |a| a.note.clear()),
            Refused::NoReasons,
        ),
        (
            submitted.clone(),
            act(K::NotAccept, "2026-11-10"),
            Refused::DeemedAccepted,
        ),
        (
            submitted,
            act(K::Accept, "2026-11-01"),
            Refused::BeforeCause,
        ),
    ]
}

fn on_the_clock() -> Vec<(Story, Act, Refused)> {
    use ActKind as K;
    let running = Story::accepted(permit(), "2026-11-02", "2026-11-03");
    let stopped = running
        .clone()
        .with(suspend("2026-11-04", "2026-11-06", "hearing"));
    let at = "2026-11-04";
    vec![
        (
            running.clone(),
            changed(K::Suspend, at, |a| a.special = None),
            Refused::UnknownSpecial,
        ),
        (
            running.clone(),
            changed(K::Suspend, at, |a| a.basis.clear()),
            Refused::NoBasis,
        ),
        (
            running.clone(),
            changed(K::Suspend, at, |a| a.until = None),
            Refused::NoPlannedEnd,
        ),
        (
            running.clone(),
            suspend(at, "2026-12-31", "expert_review"),
            Refused::CapExceeded,
        ),
        (stopped, act(K::Decide, at), Refused::Suspended),
        (
            running.clone(),
            changed(K::Extend, at, |a| a.days = Some(11)),
            Refused::ExtensionTooLong,
        ),
        (
            running.clone(),
            act(K::Extend, "2026-12-02"),
            Refused::ExtensionTooLate,
        ),
        (
            running.clone(),
            changed(K::Decide, at, |a| a.outcome = None),
            Refused::WrongOutcome,
        ),
        (
            running.clone(),
            changed(K::Decide, at, |a| a.office = "NRP".to_owned()),
            Refused::OtherOffice,
        ),
        (
            running,
            changed(K::Decide, "2026-12-01", |a| a.office = "PAB".to_owned()),
            Refused::OutsideDelegation,
        ),
    ]
}

fn on_opinions_and_amendments() -> Vec<(Story, Act, Refused)> {
    use ActKind as K;
    let reviewed = |outcome| {
        let mut opinion = act(K::Opinion, "2026-11-03");
        opinion.outcome = Some(outcome);
        Story::of(pre_review())
            .then(K::Submit, "2026-11-02")
            .with(opinion)
    };
    let decided = Story::accepted(permit(), "2026-11-02", "2026-11-03")
        .then(K::Decide, "2026-11-04")
        .then(K::Decide, "2026-11-04");
    let at = "2026-11-05";
    let mut foreign = amend(&decided.acts[1], "2026-11-02", at);
    foreign.by = "colleague".to_owned();
    let mut outcome = amend(&decided.acts[2], "2026-11-04", at);
    outcome.outcome = Some(Outcome::Refused);
    let not_counted = amend(&decided.acts[3], "2026-11-04", at);
    let undoing = amend(&decided.acts[0], "2026-11-04", at);
    vec![
        (
            reviewed(Outcome::NoObjection),
            act(K::Decide, at),
            Refused::PreReview,
        ),
        (
            reviewed(Outcome::NoObjection),
            changed(K::Convert, at, |a| a.design = Some(2)),
            Refused::DesignChanged,
        ),
        (
            reviewed(Outcome::Objections),
            act(K::Convert, at),
            Refused::Objections,
        ),
        (decided.clone(), foreign, Refused::NotOwnEntry),
        (decided.clone(), outcome, Refused::OutcomeStands),
        (decided.clone(), not_counted, Refused::EntryNotCounted),
        (decided, undoing, Refused::LaterActsFall),
    ]
}

#[test]
fn every_rule_is_broken_once_and_says_so() {
    let mut broken = BTreeSet::new();
    let rows = on_intake().into_iter().chain(on_the_clock());
    for (story, act, rule) in rows.chain(on_opinions_and_amendments()) {
        assert_eq!(story.refusal(act.clone()), Some(rule), "{act:?}");
        broken.insert(rule);
    }
    let of_one_case: BTreeSet<Refused> = Refused::ALL
        .iter()
        .copied()
        .filter(|rule| !ASKED_ELSEWHERE.contains(rule))
        .collect();
    assert_eq!(broken, of_one_case);
}

#[test]
fn every_rule_has_a_key_of_its_own_and_words_in_both_languages() {
    let keys: BTreeSet<&str> = Refused::ALL.iter().map(|rule| rule.key()).collect();
    assert_eq!(keys.len(), Refused::ALL.len());
    for rule in Refused::ALL {
        assert_eq!(Refused::from_key(rule.key()), Some(*rule));
        let text = rule.text();
        assert!(!text.zh.is_empty() && !text.en.is_empty(), "{rule:?}");
    }
    assert_eq!(Refused::from_key("case_unheard_of"), None);
}
