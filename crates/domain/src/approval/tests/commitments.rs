//! Commitment instead of review, its check afterwards, and revocation (J12).

use super::*;

fn committed() -> Story {
    Story::of(by_commitment())
        .then(ActKind::Submit, "2026-11-02")
        .then(ActKind::Decide, "2026-11-02")
        .sound()
}

fn checked(outcome: Outcome, on: &str) -> Act {
    let mut act = act(ActKind::PostCheck, on);
    act.outcome = Some(outcome);
    act
}

#[test]
fn j12_a_commitment_is_granted_at_once_and_checked_within_sixty_days() {
    let state = committed().state();
    assert_eq!(state.stand, Stand::Granted);
    assert_eq!(state.accepted, Some(day("2026-11-02")));
    assert_eq!(state.post_check_due, Some(day("2027-01-01")));
    assert_eq!(state.post_check, None);
}

#[test]
fn j12_the_same_matter_takes_longer_without_the_commitment() {
    let with = committed().clock("2026-11-02");
    let without = Story::accepted(permit(), "2026-11-02", "2026-11-02")
        .then(ActKind::Decide, "2026-11-09")
        .sound()
        .clock("2026-11-09");
    assert_eq!((with.used, without.used), (0, 5));
}

#[test]
fn j12_false_commitment_is_found_and_revoked() {
    let story = committed().with(checked(Outcome::False, "2026-12-01"));
    assert_eq!(story.state().post_check, Some(Outcome::False));
    let story = story.then(ActKind::Revoke, "2026-12-03").sound();
    let state = story.state();
    assert_eq!(state.stand, Stand::Revoked);
    assert_eq!(state.ended, Some(day("2026-12-03")));
    assert_eq!(
        state.post_check,
        Some(Outcome::False),
        "what was found stays"
    );
}

#[test]
fn j12_a_revocation_carries_reasons_and_basis() {
    let story = committed().with(checked(Outcome::False, "2026-12-01"));
    let mut bare = act(ActKind::Revoke, "2026-12-03");
    bare.note.clear();
    assert_eq!(story.refusal(bare), Some(Refused::NoReasons));
    let mut bare = act(ActKind::Revoke, "2026-12-03");
    bare.basis.clear();
    assert_eq!(story.refusal(bare), Some(Refused::NoBasis));
}

#[test]
fn j12_what_was_to_be_made_good_is_checked_again_and_a_result_is_final() {
    let story = committed().with(checked(Outcome::Rectify, "2026-12-01"));
    let story = story.with(checked(Outcome::Kept, "2026-12-15")).sound();
    assert_eq!(story.state().post_check, Some(Outcome::Kept));
    let again = checked(Outcome::False, "2026-12-16");
    assert_eq!(story.refusal(again), Some(Refused::OutOfTurn));
    let fallen = committed().with(checked(Outcome::False, "2026-12-01"));
    let kept = checked(Outcome::Kept, "2026-12-02");
    assert_eq!(fallen.refusal(kept), Some(Refused::OutOfTurn));
}

#[test]
fn j12_where_the_law_wants_a_review_a_commitment_is_refused() {
    let forbidden = CaseHead {
        commitment_mode: CommitmentMode::None,
        ..by_commitment()
    };
    let submit = act(ActKind::Submit, "2026-11-02");
    assert_eq!(
        Story::of(forbidden).refusal(submit.clone()),
        Some(Refused::NoCommitment)
    );
    for mode in [CommitmentMode::Optional, CommitmentMode::Full] {
        let allowed = CaseHead {
            commitment_mode: mode,
            ..by_commitment()
        };
        assert_eq!(Story::of(allowed).refusal(submit.clone()), None);
    }
}

#[test]
fn j12_only_what_was_granted_on_a_commitment_is_checked_afterwards() {
    let ordinary =
        Story::accepted(permit(), "2026-11-02", "2026-11-03").then(ActKind::Decide, "2026-11-04");
    assert_eq!(ordinary.state().post_check_due, None);
    let check = checked(Outcome::Kept, "2026-11-05");
    assert_eq!(ordinary.refusal(check), Some(Refused::OutOfTurn));
    let mut refused = act(ActKind::Decide, "2026-11-02");
    refused.outcome = Some(Outcome::Refused);
    let turned_down = Story::of(by_commitment())
        .then(ActKind::Submit, "2026-11-02")
        .with(refused)
        .sound();
    assert_eq!(turned_down.state().post_check_due, None);
    let no_outcome = checked(Outcome::Granted, "2026-11-05");
    assert_eq!(committed().refusal(no_outcome), Some(Refused::WrongOutcome));
}
