//! A document as others use it: edits, concurrent values, rebuilding, admission of honest changes.

use handheld_contract::sync::Change;
use handheld_records::admission::{AdmissionRules, AllowedActors, Rule, Verdict, admit};
use handheld_records::{ActorId, Document, Edit, EditError, LoadError};

fn actor(number: u8) -> ActorId {
    ActorId([number; 16])
}

fn set(key: &str, value: &str) -> Edit {
    Edit::set(key, format!("\"{value}\""))
}

fn commit(document: &mut Document, edits: &[Edit], by: u8) -> Change {
    let mut changes = document
        .commit(edits, actor(by), 1_700_000_000_000)
        .expect("the edits are good");
    assert_eq!(changes.len(), 1);
    changes.remove(0)
}

fn values(document: &Document, key: &str) -> Vec<String> {
    document
        .values(key)
        .into_iter()
        .map(|c| c.value.trim_matches('"').to_owned())
        .collect()
}

#[test]
fn a_screenful_is_one_change_and_what_changes_nothing_is_none() {
    let mut document = Document::new();
    let edits = [set("a:1", "x"), set("a:2", "y"), set("a:1", "z")];
    let change = commit(&mut document, &edits, 1);
    assert_eq!((change.seq, change.deps.len()), (1, 0));
    assert_eq!(values(&document, "a:1"), ["z"]);
    assert!(
        document
            .commit(&[set("a:1", "z"), Edit::remove("a:9")], actor(1), 0)
            .unwrap()
            .is_empty()
    );
    let next = commit(&mut document, &[set("a:1", "w")], 1);
    assert_eq!((next.seq, next.deps), (2, vec![change.hash]));
    assert_eq!(document.last_seq(actor(1)), 2);
    assert_eq!(document.heads(), [next.hash]);
}

#[test]
fn different_concurrent_values_are_all_kept_until_one_is_set_again() {
    let mut one = Document::new();
    let base = commit(&mut one, &[set("m", "meta")], 1);
    let mut two = Document::new();
    two.apply(std::slice::from_ref(&base)).unwrap();
    let from_one = commit(&mut one, &[set("a:1", "pass"), set("a:2", "same")], 1);
    let from_two = commit(&mut two, &[set("a:1", "fail"), set("a:2", "same")], 2);
    one.apply(std::slice::from_ref(&from_two)).unwrap();
    two.apply(std::slice::from_ref(&from_one)).unwrap();
    assert_eq!(one.values("a:1"), two.values("a:1"));
    assert_eq!(one.values("a:1").len(), 2);
    let equal = one.values("a:2");
    assert_eq!(
        (equal.len(), equal[0].also.len()),
        (1, 1),
        "equal values are one (T30)"
    );
    assert_eq!(one.values_at("a:1", &[from_one.hash])[0].value, "\"pass\"");
    assert_eq!(one.values_at("a:1", &[from_two.hash])[0].value, "\"fail\"");
    assert_eq!(one.registers("a:")["a:1"], one.values("a:1"));
    assert_eq!(one.keys("a:"), ["a:1", "a:2"]);

    let winner = values(&one, "a:1")[0].clone();
    let chosen = commit(&mut one, &[set("a:1", &winner)], 1);
    assert_eq!(values(&one, "a:1"), [winner]);
    two.apply(&[chosen]).unwrap();
    assert_eq!(one.values("a:1"), two.values("a:1"));
}

#[test]
fn who_knew_what_is_read_from_the_graph() {
    let mut one = Document::new();
    let base = commit(&mut one, &[set("m", "meta")], 1);
    let mut two = one.clone();
    let late = commit(&mut two, &[set("a:1", "late")], 2);
    let finish = commit(&mut one, &[set("e:1", "finish")], 1);
    one.apply(std::slice::from_ref(&late)).unwrap();
    let history = one.history();
    assert!(history.knew(&finish.hash, &base.hash));
    assert!(!history.knew(&finish.hash, &late.hash));
    assert!(history.knew(&late.hash, &late.hash));
}

#[test]
fn the_state_is_rebuilt_from_changes_alone_in_any_order_t03() {
    let mut document = Document::new();
    let mut changes: Vec<Change> = (0..30)
        .map(|n| commit(&mut document, &[set("a:1", &n.to_string())], 1))
        .collect();
    changes.reverse();
    let rebuilt = Document::load(None, changes.iter().map(|c| c.bytes.as_slice())).unwrap();
    assert_eq!(rebuilt.save(), document.save());
    let damaged = Document::load(Some(&[1, 2, 3]), changes.iter().map(|c| c.bytes.as_slice()));
    assert_eq!(damaged.unwrap().heads(), document.heads());
    let cached = Document::load(Some(&document.save()), std::iter::empty()).unwrap();
    assert_eq!(cached.heads(), document.heads());
    let gap = Document::load(None, changes[..5].iter().map(|c| c.bytes.as_slice()));
    assert!(matches!(gap, Err(LoadError::Missing(waiting)) if waiting.len() == 5));
    let mut torn = changes[0].bytes.clone();
    torn[20] ^= 1;
    let torn = Document::load(None, [torn.as_slice()]);
    assert!(matches!(torn, Err(LoadError::Damaged { index: 0, .. })));
    assert_eq!(document.changes_since(&[changes[1].hash]).len(), 1);
    assert_eq!(
        document.change(&changes[3].hash).as_ref(),
        Some(&changes[3])
    );
}

#[test]
fn a_change_whose_parent_has_not_come_waits_and_applies_later_t34() {
    let mut author = Document::new();
    let first = commit(&mut author, &[set("a:1", "1")], 1);
    let second = commit(&mut author, &[set("a:1", "2")], 1);
    let mut reader = Document::new();
    let applied = reader.apply(std::slice::from_ref(&second)).unwrap();
    assert_eq!(
        (applied.applied.len(), applied.waiting.as_slice()),
        (0, [second.hash].as_slice())
    );
    assert_eq!(reader.missing(std::slice::from_ref(&second)), [first.hash]);
    assert!(reader.is_empty());
    let applied = reader.apply(&[second.clone(), first.clone()]).unwrap();
    assert_eq!(applied.applied.len(), 2);
    assert_eq!(reader.apply(&[second, first]).unwrap().known, 2);
    assert_eq!(reader.heads(), author.heads());
}

#[test]
fn pending_edits_show_before_they_are_committed() {
    let mut document = Document::new();
    commit(&mut document, &[set("a:1", "1")], 1);
    let pending = document.with_pending(&[set("a:1", "2")], actor(1)).unwrap();
    assert_eq!(values(&pending, "a:1"), ["2"]);
    assert_eq!(values(&document, "a:1"), ["1"]);
}

#[test]
fn entries_are_written_once_and_bad_edits_name_their_key() {
    let mut document = Document::new();
    commit(&mut document, &[set("e:1", "x")], 1);
    let again = document.commit(&[set("e:1", "y")], actor(1), 0);
    assert_eq!(again, Err(EditError::EntryExists("e:1".into())));
    let gone = document.commit(&[Edit::remove("e:1")], actor(1), 0);
    assert_eq!(gone, Err(EditError::EntryExists("e:1".into())));
    for bad in [
        Edit::set("a b", "1"),
        Edit::set("", "1"),
        Edit::set("a:1", "{"),
        Edit::set("a:1", ""),
    ] {
        assert!(document.commit(&[bad], actor(1), 0).is_err());
    }
    assert_eq!(document.last_seq(actor(1)), 1);
}

#[test]
fn whatever_a_device_commits_is_admitted_whole_and_in_any_order() {
    let mut author = Document::new();
    let mut other = Document::new();
    let mut changes = vec![commit(&mut author, &[set("m", "meta")], 1)];
    other.apply(&changes).unwrap();
    for round in 0..20_u8 {
        let key = format!("a:{}", round % 5);
        changes.push(commit(
            &mut author,
            &[set(&key, &format!("one {round}"))],
            1,
        ));
        changes.push(commit(
            &mut other,
            &[set(&key, &format!("two {round}")), set("f:x", "y")],
            2,
        ));
        if round % 7 == 3 {
            author.apply(&changes).unwrap();
            other.apply(&changes).unwrap();
            changes.push(commit(&mut author, &[Edit::remove(&key)], 1));
        }
    }
    let large = "字".repeat(60_000);
    changes.push(commit(&mut author, &[set("a:large", &large)], 1));
    let split = (0..3)
        .map(|n| set(&format!("a:l{n}"), &large))
        .collect::<Vec<_>>();
    let parts = author.commit(&split, actor(1), 0).unwrap();
    assert_eq!(parts.len(), 3);
    changes.extend(parts);
    let many: Vec<_> = (0..5_000).map(|n| set(&format!("a:n{n}"), "x")).collect();
    let parts = author.commit(&many, actor(1), 0).unwrap();
    assert_eq!(parts.len(), 2);
    changes.extend(parts);
    changes.reverse();

    let mut centre = Document::new();
    let rules = AdmissionRules::new(AllowedActors::Only([actor(1), actor(2)].into()));
    let bytes: Vec<&[u8]> = changes.iter().map(|c| c.bytes.as_slice()).collect();
    let verdicts = admit(&mut centre, &bytes, &rules);
    let expected: Vec<_> = changes.iter().map(|c| Verdict::Accept(c.hash)).collect();
    assert_eq!(verdicts, expected);
    let again = admit(&mut centre, &bytes, &rules);
    assert!(again.iter().all(|v| matches!(v, Verdict::Duplicate(_))));
    author.apply(&changes).unwrap();
    assert_eq!(centre.heads(), author.heads());

    let rules = AdmissionRules::new(AllowedActors::Only([actor(2)].into()));
    let forged = admit(&mut Document::new(), &[bytes[bytes.len() - 1]], &rules);
    let hash = Some(changes[changes.len() - 1].hash);
    assert_eq!(
        forged,
        [Verdict::Reject {
            hash,
            rule: Rule::Actor
        }],
        "I05"
    );
}
