//! The life of a finding, with acts in any order.

use super::*;

fn act(id: &str, kind: ActKind, names: &[&str]) -> Act {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Act {
        id: id.to_owned(),
        kind,
        names,
        by: "lin".to_owned(),
        due: None,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_finding_goes_through_reply_and_recheck_to_closing() {
    let mut acts = vec![act("1", ActKind::Raised, &[])];
    let mut then = |id: &str, kind, names: &[&str]| {
        acts.push(act(id, kind, names));
        let folded = status(&acts);
        acts.reverse();
        assert_eq!(
            status(&acts),
            folded,
            "the order in which acts arrive does not matter"
        );
        acts.reverse();
        folded.state
    };
    assert_eq!(then("2", ActKind::Replied, &["1"]), FindingState::Replied);
    assert_eq!(then("3", ActKind::Failed, &["2"]), FindingState::Failed);
    assert_eq!(then("4", ActKind::Replied, &["3"]), FindingState::Replied);
    assert_eq!(then("5", ActKind::Closed, &["4"]), FindingState::Closed);
    assert_eq!(then("6", ActKind::Reopened, &["5"]), FindingState::Failed);
    assert_eq!(then("7", ActKind::Withdrawn, &[]), FindingState::Withdrawn);
    assert_eq!(then("8", ActKind::Restored, &["7"]), FindingState::Failed);
}

#[test]
fn two_closings_stand_until_both_are_named() {
    let mut acts = vec![
        act("1", ActKind::Raised, &[]),
        act("2", ActKind::Closed, &[]),
        act("3", ActKind::Closed, &[]),
        act("4", ActKind::Reopened, &["2"]),
    ];
    assert_eq!(status(&acts).state, FindingState::Closed);
    assert_eq!(status(&acts).open_ends, ["3"]);
    acts.push(act("5", ActKind::Reopened, &["3"]));
    assert_eq!(status(&acts).state, FindingState::Open);
}

#[test]
fn the_due_day_itself_is_on_time_and_the_latest_date_holds() {
    let mut raised = act("1", ActKind::Raised, &[]);
    raised.due = Some(day("2026-10-13"));
    let mut failed = act("2", ActKind::Failed, &[]);
    failed.due = Some(day("2026-10-20"));
    let first = status(std::slice::from_ref(&raised));
    assert!(!first.is_overdue(day("2026-10-13")));
    assert!(first.is_overdue(day("2026-10-14")));
    let both = status(&[failed, raised]);
    assert_eq!(both.due, Some(day("2026-10-20")));
    let closed = FindingStatus {
        state: FindingState::Closed,
        ..both
    };
    assert!(!closed.is_overdue(day("2027-01-01")));
}

#[test]
fn acts_follow_from_the_state() {
    let open = status(&[act("1", ActKind::Raised, &[])]);
    for kind in [
        ActKind::Replied,
        ActKind::Closed,
        ActKind::Failed,
        ActKind::Withdrawn,
    ] {
        assert_eq!(open.check(kind), Ok(()));
    }
    for kind in [ActKind::Raised, ActKind::Reopened, ActKind::Restored] {
        assert_eq!(open.check(kind), Err(ActRefused::OutOfTurn));
    }
    let closed = status(&[
        act("1", ActKind::Raised, &[]),
        act("2", ActKind::Closed, &[]),
    ]);
    assert_eq!(closed.check(ActKind::Reopened), Ok(()));
    assert_eq!(closed.check(ActKind::Replied), Err(ActRefused::OutOfTurn));
}

#[test]
fn whoever_raised_it_alone_may_not_close_it() {
    let acts = [act("1", ActKind::Raised, &[])];
    let people = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        check_closer(&acts, &people(&["lin"]), "lin"),
        Err(ActRefused::OwnFinding)
    );
    assert_eq!(
        check_closer(&acts, &people(&["lin", "zhao"]), "lin"),
        Ok(())
    );
    assert_eq!(check_closer(&acts, &people(&["lin"]), "zhao"), Ok(()));
}
