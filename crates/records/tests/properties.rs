//! Replicas that edit at random and exchange in any order: they converge, and nothing anybody wrote is lost.

use std::collections::BTreeSet;

use handheld_contract::sync::Change;
use handheld_records::admission::{AdmissionRules, AllowedActors, Verdict, admit};
use handheld_records::record::InspectionRecord;
use handheld_records::{ActorId, Document, Edit};
use proptest::prelude::*;

/// What a replica does.
#[derive(Debug, Clone)]
enum Act {
    /// Sets one of a few keys to a value that only this act writes; or removes it.
    Edit {
        replica: usize,
        key: u8,
        remove: bool,
    },
    /// Sets a key to the value that stands first there already; where others stand beside it, that settles them.
    Settle { replica: usize, key: u8 },
    /// Takes what another replica has.
    Pull { replica: usize, from: usize },
}

fn acts(replicas: usize) -> impl Strategy<Value = Vec<Act>> {
    let edit =
        (0..replicas, 0..4_u8, prop::bool::weighted(0.1)).prop_map(|(replica, key, remove)| {
            Act::Edit {
                replica,
                key,
                remove,
            }
        });
    let pull = (0..replicas, 0..replicas).prop_map(|(replica, from)| Act::Pull { replica, from });
    let settle = (0..replicas, 0..4_u8).prop_map(|(replica, key)| Act::Settle { replica, key });
    prop::collection::vec(prop_oneof![6 => edit, 2 => pull, 1 => settle], 1..40)
}

fn run(replicas: usize, acts: &[Act]) -> (Vec<Document>, Vec<Change>) {
    let mut documents = vec![Document::new(); replicas];
    let mut changes = Vec::new();
    for (count, act) in acts.iter().enumerate() {
        match *act {
            Act::Edit {
                replica,
                key,
                remove,
            } => {
                let key = format!("a:{key}");
                let edit = if remove {
                    Edit::remove(key)
                } else {
                    Edit::set(key, count.to_string())
                };
                let actor = ActorId([replica as u8 + 1; 16]);
                let made = documents[replica].commit(&[edit], actor, count as i64 * 1_000);
                changes.extend(made.expect("the edit is good"));
            }
            Act::Settle { replica, key } => {
                let key = format!("a:{key}");
                let Some(first) = documents[replica].values(&key).into_iter().next() else {
                    continue;
                };
                let actor = ActorId([replica as u8 + 1; 16]);
                let edit = Edit::set(key, first.value);
                let made = documents[replica].commit(&[edit], actor, count as i64 * 1_000);
                changes.extend(made.expect("the edit is good"));
            }
            Act::Pull { replica, from } => {
                let news = documents[from].changes_since(&documents[replica].heads());
                documents[replica]
                    .apply(&news)
                    .expect("the changes are good");
            }
        }
    }
    (documents, changes)
}

fn shuffled(changes: &[Change]) -> impl Strategy<Value = Vec<Change>> + use<> {
    Just(changes.to_vec()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// T29, T36, S16.
    #[test]
    fn replicas_converge_whatever_the_order(
        (acts, order) in acts(4).prop_flat_map(|acts| {
            let (_, changes) = run(4, &acts);
            (Just(acts), shuffled(&changes))
        })
    ) {
        let (mut documents, changes) = run(4, &acts);
        for document in &mut documents {
            document.apply(&changes).expect("the changes are good");
        }
        let mut late = Document::new();
        late.apply(&order).expect("the changes are good");
        documents.push(late);
        let mut drip = Document::new();
        let mut waiting: Vec<Change> = Vec::new();
        for change in &order {
            waiting.push(change.clone());
            let applied = drip.apply(&waiting).expect("the changes are good");
            waiting.retain(|c| applied.waiting.contains(&c.hash));
        }
        prop_assert!(waiting.is_empty());
        documents.push(drip);
        for document in &documents {
            prop_assert_eq!(document.heads(), documents[0].heads());
            prop_assert_eq!(document.registers(""), documents[0].registers(""));
        }
    }

    /// T03.
    #[test]
    fn the_state_is_rebuilt_from_the_changes_alone(acts in acts(3)) {
        let (documents, _) = run(3, &acts);
        for document in documents {
            let stored: Vec<_> = document.changes_since(&[]).into_iter().map(|c| c.bytes).collect();
            let rebuilt = Document::load(None, stored.iter().rev().map(Vec::as_slice)).expect("they load");
            prop_assert_eq!(rebuilt.registers(""), document.registers(""));
            let cached = Document::load(Some(&document.save()), stored.iter().map(Vec::as_slice));
            prop_assert_eq!(cached.expect("they load").registers(""), document.registers(""));
        }
    }

    /// T33, S16: after a merge exactly those values stand that nobody who knew of them has replaced.
    #[test]
    fn every_value_that_nobody_replaced_knowingly_stands(acts in acts(3)) {
        let (mut documents, changes) = run(3, &acts);
        let mut all = documents.remove(0);
        all.apply(&changes).expect("the changes are good");
        let history = all.history();
        for key in 0..4 {
            let key = format!("a:{key}");
            let wrote: Vec<&Change> = changes.iter().filter(|c| {
                let mut alone = Document::new();
                let before: Vec<_> = all.changes_since(&[]);
                let known = history.known_to(&[c.hash]);
                let known: Vec<_> = before.into_iter().filter(|b| known.contains(&b.hash)).collect();
                alone.apply(&known).expect("the changes are good");
                alone.values(&key) != alone.values_at(&key, &c.deps)
            }).collect();
            // Who settles a conflict by a value that stands keeps it under its first author's name.
            let left_by = |c: &Change| -> BTreeSet<_> {
                all.values_at(&key, &[c.hash]).into_iter().map(|v| v.change).collect()
            };
            let replaced = |c: &Change| wrote.iter().any(|later| {
                later.hash != c.hash
                    && history.knew(&later.hash, &c.hash)
                    && !left_by(later).contains(&c.hash)
            });
            let settles = |c: &Change| {
                let left = left_by(c);
                !left.is_empty() && !left.contains(&c.hash)
            };
            let unreplaced: BTreeSet<_> = wrote
                .iter()
                .filter(|c| !replaced(c) && !settles(c))
                .map(|c| c.hash)
                .collect();
            let standing: BTreeSet<_> = all.values(&key).into_iter().map(|c| c.change).collect();
            // A removal stands for nothing, so it is in the first set and not in the second.
            prop_assert!(standing.is_subset(&unreplaced), "{:?} {:?}", standing, unreplaced);
            let gone = unreplaced.difference(&standing);
            for hash in gone {
                prop_assert!(all.values_at(&key, &[*hash]).is_empty());
            }
        }
    }

    /// Whatever honest devices write is admitted, in any order and in any portions.
    #[test]
    fn honest_changes_are_admitted_in_any_order_and_portion(
        (acts, order, portion) in acts(3).prop_flat_map(|acts| {
            let (_, changes) = run(3, &acts);
            (Just(acts), shuffled(&changes), 1..8_usize)
        })
    ) {
        let (_, changes) = run(3, &acts);
        let rules = AdmissionRules::new(AllowedActors::Any);
        let mut centre = Document::new();
        let mut open: Vec<&[u8]> = order.iter().map(|c| c.bytes.as_slice()).collect();
        let mut rounds = 0;
        while !open.is_empty() {
            rounds += 1;
            prop_assert!(rounds < 1_000);
            let portion: Vec<_> = open.drain(..portion.min(open.len())).collect();
            let verdicts = admit(&mut centre, &portion, &rules);
            for (bytes, verdict) in portion.iter().zip(verdicts) {
                match verdict {
                    Verdict::Accept(_) => {}
                    Verdict::Missing { .. } => open.push(bytes),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
        let mut expected = Document::new();
        expected.apply(&changes).expect("the changes are good");
        prop_assert_eq!(centre.heads(), expected.heads());
    }
}

/// All orders of `items`.
fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    (0..items.len())
        .flat_map(|first| {
            let mut rest = items.to_vec();
            let item = rest.remove(first);
            permutations(&rest).into_iter().map(move |mut tail| {
                tail.insert(0, item.clone());
                tail
            })
        })
        .collect()
}

#[test]
fn all_orders_of_four_offline_changes_give_one_state_t36() {
    let commit = |document: &mut Document, actor: u8, edits: &[Edit]| {
        document
            .commit(edits, ActorId([actor; 16]), 0)
            .unwrap()
            .remove(0)
    };
    let mut one = Document::new();
    let create = commit(&mut one, 1, &[Edit::set("m", "1"), Edit::set("a:1", "1")]);
    let mut two = one.clone();
    let update = commit(&mut one, 1, &[Edit::set("a:1", "2")]);
    let other = commit(&mut two, 2, &[Edit::set("a:1", "3"), Edit::set("a:2", "4")]);
    let again = commit(&mut one, 1, &[Edit::remove("a:1")]);
    let orders = permutations(&[create, update, other, again]);
    assert_eq!(orders.len(), 24);
    let mut states = Vec::new();
    for order in orders {
        let mut arriving = Document::new();
        let mut admitted = Document::new();
        let rules = AdmissionRules::new(AllowedActors::Any);
        for count in 1..=order.len() {
            arriving.apply(&order[..count]).unwrap();
            let bytes: Vec<_> = order[..count].iter().map(|c| c.bytes.as_slice()).collect();
            let verdicts = admit(&mut admitted, &bytes, &rules);
            assert!(
                verdicts
                    .iter()
                    .all(|v| !matches!(v, Verdict::Reject { .. }))
            );
        }
        assert_eq!(arriving.heads(), admitted.heads());
        states.push((arriving.registers(""), InspectionRecord::read(&admitted)));
    }
    assert!(states.iter().all(|state| *state == states[0]));
    assert_eq!(
        states[0].0["a:1"][0].value, "3",
        "the update that the removal did not know of is kept (T31)"
    );
}
