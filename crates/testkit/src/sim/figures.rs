//! Bytes of an exchange, measured on the model without faults: push of ten edits a document, idle reconnect.

use std::time::Instant;

use handheld_contract::{DocId, ScopeId};
use handheld_records::Edit;
use uuid::Uuid;

use super::Kind;
use super::world::World;

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Documents.
    pub documents: u32,
    /// Bytes up for ten edits of each document, divided by documents.
    pub push_bytes_each: f64,
    /// Bytes down for it, divided by documents.
    pub answer_bytes_each: f64,
    /// Requests for it.
    pub push_requests: u64,
    /// Seconds for it, both sides.
    pub push_seconds: f64,
    /// Bytes up and down of an exchange with nothing to say.
    pub idle_bytes: (u64, u64),
    /// Requests of it.
    pub idle_requests: u64,
}

/// Measures with so many documents spread over so many scopes.
///
/// # Errors
///
/// What did not hold on the way.
pub fn measure(documents: u32, scopes: u32) -> Result<Figures, String> {
    let mut world = World::new(1, Kind::Plain, None);
    world.net().on = false;
    let scopes: Vec<ScopeId> = (0..scopes)
        .map(|n| ScopeId::of_project(Uuid::from_u128(0x5_0000 + u128::from(n)).into()))
        .collect();
    world.grant(0, scopes.clone());
    let mut ids = Vec::new();
    for number in 0..documents {
        let doc = DocId(Uuid::from_u128(world.random()));
        let scope = scopes[number as usize % scopes.len()].clone();
        world.write(0, doc, &scope, &[answer(0, "new")])?;
        ids.push((doc, scope));
    }
    world.round(0);
    for edit in 0..10 {
        for (doc, scope) in &ids {
            world.write(0, *doc, scope, &[answer(edit, "checked")])?;
        }
    }
    world.net().traffic = (0, 0, 0);
    let began = Instant::now();
    if !world.round(0) {
        return Err("the push was not complete".into());
    }
    let push_seconds = began.elapsed().as_secs_f64();
    let (push_requests, up, down) = world.net().traffic;
    world.net().traffic = (0, 0, 0);
    world.round(0);
    let (idle_requests, idle_up, idle_down) = world.net().traffic;
    Ok(Figures {
        documents,
        push_bytes_each: up as f64 / f64::from(documents),
        answer_bytes_each: down as f64 / f64::from(documents),
        push_requests,
        push_seconds,
        idle_bytes: (idle_up, idle_down),
        idle_requests,
    })
}

fn answer(item: u32, word: &str) -> Edit {
    let value = format!(
        "{{\"at\":\"2026-09-0{}T09:{:02}:11+08:00\",\"by\":\"0192f0c1\",\"note\":\"{word}\",\"v\":\"pass\"}}",
        item % 9 + 1,
        item * 3
    );
    Edit::set(format!("a:q{item:03}"), value)
}
