//! Entities of a drawing as points and lines. Leaves the text to `pairs` and names of points to `names`.

use std::collections::BTreeMap;

use super::APPLICATION;
use super::marks::unmark;
use super::names::{Text, nearest_names};
use super::pairs::{Entity, Pairs};
use crate::check;
use crate::error::{ReadError, Reason};
use crate::limits::{EAST, HEIGHT, MAX_POINTS, MAX_VERTICES, NORTH};
use crate::model::{Line, SurveyPoint};
use crate::reading::{Collector, Read};
use crate::warning::Warning;

/// Attributes of a block that may hold the name of its point.
const NAME_TAGS: [&str; 8] = ["NAME", "点名", "点号", "POINT", "PT", "NO", "NUMBER", "ID"];
const CODE_TAGS: [&str; 3] = ["CODE", "编码", "代码"];
/// Kinds that carry no survey value and are passed over without a word.
const SILENT: [&str; 3] = ["SEQEND", "VIEWPORT", "ENDSEC"];

/// A point whose name is not told yet.
pub(crate) struct Found {
    pub(crate) line: u64,
    pub(crate) point: SurveyPoint,
    pub(crate) layer: String,
}

#[derive(Default)]
struct Reader {
    out: Collector,
    found: Vec<Found>,
    texts: Vec<Text>,
    others: BTreeMap<String, usize>,
    zero: usize,
}

/// Reads the entities of the section of that name; blocks and tables hold no values of their own.
pub(crate) fn read(text: &str) -> Result<Read, ReadError> {
    let mut pairs = Pairs::new(text);
    let mut reader = Reader::default();
    let mut inside = false;
    let mut seen = false;
    while let Some(entity) = pairs.entity()? {
        match entity.kind {
            "SECTION" => {
                inside = entity.get(2).map(str::trim) == Some("ENTITIES");
                seen |= inside;
            }
            "ENDSEC" => inside = false,
            "EOF" => {
                return if seen {
                    reader.finish()
                } else {
                    Err(no_entities())
                };
            }
            _ if inside => reader.entity(entity, &mut pairs)?,
            _ => {}
        }
    }
    Err(ReadError::damaged("DXF", "the end", "cut short: no EOF"))
}

fn no_entities() -> ReadError {
    ReadError::damaged("DXF", "the end", "no section of entities")
}

/// The layer of an entity.
fn layer(entity: &Entity<'_>) -> String {
    entity.get(8).map(|l| unmark(l.trim())).unwrap_or_default()
}

/// A number of an entity: nothing when the group is absent.
fn number(entity: &Entity<'_>, code: i32, range: (f64, f64)) -> Result<Option<f64>, Reason> {
    entity
        .get(code)
        .map(|v| check::number(v, range))
        .transpose()
}

fn needed(entity: &Entity<'_>, code: i32, range: (f64, f64)) -> Result<f64, Reason> {
    number(entity, code, range)?.ok_or(Reason::Missing)
}

/// `[x_north, y_east]` of groups 20 and 10, or those `step` above them.
fn place(entity: &Entity<'_>, step: i32) -> Result<[f64; 2], Reason> {
    Ok([
        needed(entity, 20 + step, NORTH)?,
        needed(entity, 10 + step, EAST)?,
    ])
}

/// An entity drawn on a plane that is not the map would have other coordinates than it shows.
fn upright(entity: &Entity<'_>) -> Result<(), Reason> {
    match number(entity, 230, (-1e9, 1e9))? {
        Some(z) if (z - 1.0).abs() > 1e-9 => {
            Err(Reason::NotKept("an entity on a turned plane".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Values of ours in the extended data, by their first letter.
#[derive(Default)]
struct Kept {
    name: Option<String>,
    code: Option<String>,
    layer: Option<String>,
    h: Option<bool>,
}

fn kept(entity: &Entity<'_>) -> Kept {
    let mut kept = Kept::default();
    for group in entity.extended(APPLICATION).filter(|g| g.code == 1000) {
        let text = unmark(group.value);
        let Some((key, value)) = text.split_once(':') else {
            continue;
        };
        let place = match key {
            "N" => &mut kept.name,
            "C" => &mut kept.code,
            "L" => &mut kept.layer,
            "H" => {
                kept.h = Some(value == "1");
                continue;
            }
            _ => continue,
        };
        // A long value stands in several groups.
        place.get_or_insert_default().push_str(value);
    }
    kept
}

impl Reader {
    fn entity(&mut self, entity: Entity<'_>, pairs: &mut Pairs<'_>) -> Result<(), ReadError> {
        let done = match entity.kind {
            "POINT" => self.point(&entity),
            "TEXT" | "MTEXT" => self.text(&entity),
            "LINE" => self.segment(&entity)?,
            "LWPOLYLINE" => self.light(&entity)?,
            "POLYLINE" => return self.polyline(&entity, pairs),
            "INSERT" => return self.insert(&entity, pairs),
            kind if SILENT.contains(&kind) => Ok(()),
            kind => {
                let kind = kind.chars().take(40).collect();
                *self.others.entry(kind).or_default() += 1;
                Ok(())
            }
        };
        if let Err(reason) = done {
            self.out.problem(entity.line, entity.kind, reason);
        }
        // Before the names are told nothing else stops a drawing of points only.
        if self.found.len() > MAX_POINTS || self.texts.len() > 10 * MAX_POINTS {
            return Err(ReadError::TooManyPoints);
        }
        if self.others.len() > 1_000 {
            return Err(ReadError::damaged("DXF", "the entities", "too many kinds"));
        }
        Ok(())
    }

    fn point(&mut self, entity: &Entity<'_>) -> Result<(), Reason> {
        upright(entity)?;
        let [x_north, y_east] = place(entity, 0)?;
        let kept = kept(entity);
        let z = number(entity, 30, HEIGHT)?;
        let h = match (kept.h, z) {
            (Some(has), z) => z.filter(|_| has),
            // Drawings say 0 where there is no height.
            (None, Some(0.0)) => {
                self.zero += 1;
                None
            }
            (None, z) => z,
        };
        self.found.push(Found {
            line: entity.line,
            point: SurveyPoint {
                name: kept.name.unwrap_or_default(),
                code: kept.code.unwrap_or_default(),
                x_north,
                y_east,
                h,
            },
            layer: layer(entity),
        });
        Ok(())
    }

    fn text(&mut self, entity: &Entity<'_>) -> Result<(), Reason> {
        let [x_north, y_east] = place(entity, 0)?;
        let text = unmark(entity.get(1).unwrap_or_default().trim());
        let size = number(entity, 40, (0.0, 1e6))?.unwrap_or(1.0);
        self.texts.push(Text {
            x_north,
            y_east,
            size,
            layer: layer(entity),
            text,
        });
        Ok(())
    }

    fn segment(&mut self, entity: &Entity<'_>) -> Result<Result<(), Reason>, ReadError> {
        let ends = place(entity, 0).and_then(|from| Ok(vec![from, place(entity, 1)?]));
        match ends {
            Ok(points) => self.line(entity, points, Vec::new(), false).map(Ok),
            Err(reason) => Ok(Err(reason)),
        }
    }

    fn light(&mut self, entity: &Entity<'_>) -> Result<Result<(), Reason>, ReadError> {
        match vertices_of(entity) {
            Ok((points, bulges)) => {
                let closed = flags(entity) & 1 != 0;
                self.line(entity, points, bulges, closed).map(Ok)
            }
            Err(reason) => Ok(Err(reason)),
        }
    }

    fn polyline(&mut self, entity: &Entity<'_>, pairs: &mut Pairs<'_>) -> Result<(), ReadError> {
        let (mut points, mut bulges) = (Vec::new(), Vec::new());
        let mut wrong = upright(entity).err();
        // 16 a mesh, 64 a polyface.
        if flags(entity) & (16 | 64) != 0 {
            wrong = Some(Reason::NotKept("a mesh".to_owned()));
        }
        for vertex in followers(pairs, "VERTEX")? {
            // A vertex of the frame of a spline is none of the curve.
            if flags(&vertex) & 16 != 0 {
                continue;
            }
            let most = crate::curve::MAX_BULGE;
            match (place(&vertex, 0), number(&vertex, 42, (-most, most))) {
                (Ok(at), Ok(bulge)) => {
                    points.push(at);
                    bulges.push(bulge.unwrap_or(0.0));
                }
                (Err(reason), _) | (_, Err(reason)) => wrong = wrong.or(Some(reason)),
            }
        }
        if let Some(reason) = wrong {
            self.out.problem(entity.line, entity.kind, reason);
            return Ok(());
        }
        self.line(entity, points, bulges, flags(entity) & 1 != 0)
    }

    fn line(
        &mut self,
        entity: &Entity<'_>,
        mut points: Vec<[f64; 2]>,
        mut bulges: Vec<f64>,
        closed: bool,
    ) -> Result<(), ReadError> {
        if closed && points.len() > 1 && points.first() == points.last() {
            points.pop();
            bulges.truncate(points.len());
        }
        if bulges.iter().all(|b| *b == 0.0) {
            bulges.clear();
        }
        let kept = kept(entity);
        let line = Line {
            name: kept.name.unwrap_or_default(),
            layer: kept.layer.unwrap_or_else(|| layer(entity)),
            closed,
            points,
            bulges,
        };
        self.out.line(entity.line, line)
    }

    /// A block of a point, as CASS writes them, with its name in an attribute.
    fn insert(&mut self, entity: &Entity<'_>, pairs: &mut Pairs<'_>) -> Result<(), ReadError> {
        let follows = entity.get(66).map(str::trim) == Some("1");
        let attributes = if follows {
            followers(pairs, "ATTRIB")?
        } else {
            Vec::new()
        };
        let find = |tags: &[&str]| {
            attributes.iter().find_map(|a| {
                let tag = unmark(a.get(2)?.trim()).to_uppercase();
                let value = unmark(a.get(1)?.trim());
                tags.contains(&tag.as_str()).then_some(value)
            })
        };
        let Some(name) = find(&NAME_TAGS) else {
            *self.others.entry("INSERT".to_owned()).or_default() += 1;
            return Ok(());
        };
        let before = self.found.len();
        match self.point(entity) {
            Ok(()) => {
                if let Some(found) = self.found.get_mut(before) {
                    found.point.name = name;
                    found.point.code = find(&CODE_TAGS).unwrap_or_default();
                }
            }
            Err(reason) => self.out.problem(entity.line, entity.kind, reason),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Read, ReadError> {
        nearest_names(&mut self.found, &self.texts);
        for found in self.found {
            if found.point.name.is_empty() {
                self.out.problem(found.line, "POINT", Reason::NoName);
            } else {
                self.out.point(found.line, found.point)?;
            }
        }
        let mut read = self.out.finish();
        if self.zero > 0 {
            read.warnings
                .push(Warning::ZeroHeights { points: self.zero });
        }
        for (what, count) in self.others {
            read.warnings.push(Warning::LeftOut { what, count });
        }
        Ok(read)
    }
}

fn flags(entity: &Entity<'_>) -> i32 {
    entity
        .get(70)
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(0)
}

/// The entities of a kind that follow, up to and with the end of their sequence.
fn followers<'a>(pairs: &mut Pairs<'a>, kind: &str) -> Result<Vec<Entity<'a>>, ReadError> {
    let mut all = Vec::new();
    while let Some(next) = pairs.entity()? {
        if next.kind == "SEQEND" {
            return Ok(all);
        }
        if next.kind != kind {
            let place = format!("line {}", next.line);
            return Err(ReadError::damaged(
                "DXF",
                place,
                format!("no end after {kind}"),
            ));
        }
        if all.len() >= MAX_VERTICES {
            return Err(ReadError::TooManyVertices);
        }
        all.push(next);
    }
    Err(ReadError::damaged("DXF", "the end", "cut short"))
}

/// Vertices and arcs of a light polyline: 10 begins a vertex, 20 and 42 belong to the last one begun.
fn vertices_of(entity: &Entity<'_>) -> Result<(Vec<[f64; 2]>, Vec<f64>), Reason> {
    upright(entity)?;
    let (mut points, mut bulges) = (Vec::new(), Vec::new());
    let most = crate::curve::MAX_BULGE;
    for group in entity.plain() {
        match group.code {
            10 => {
                points.push([f64::NAN, check::number(group.value, EAST)?]);
                bulges.push(0.0);
            }
            20 => {
                let last = points.last_mut().ok_or(Reason::Missing)?;
                last[0] = check::number(group.value, NORTH)?;
            }
            42 => {
                let last = bulges.last_mut().ok_or(Reason::Missing)?;
                *last = check::number(group.value, (-most, most))?;
            }
            _ => {}
        }
    }
    let said = entity.get(90).and_then(|v| v.trim().parse::<usize>().ok());
    if said.is_some_and(|said| said != points.len()) {
        let why = "it counts other vertices than it holds".to_owned();
        return Err(Reason::Damaged(why));
    }
    Ok((points, bulges))
}
