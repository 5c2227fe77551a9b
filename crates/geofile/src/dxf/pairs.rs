//! Pairs of group code and value, and entities made of them. Leaves their meaning to `entities`.

use crate::error::ReadError;
use crate::limits::MAX_VERTICES;

/// Most groups of one entity: a few for each vertex that is taken in at all.
const MAX_GROUPS: usize = 5 * MAX_VERTICES;

fn damaged(line: u64, why: &str) -> ReadError {
    ReadError::damaged("DXF", format!("line {line}"), why)
}

/// A group with the line its code stands on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Group<'a> {
    pub(crate) line: u64,
    pub(crate) code: i32,
    pub(crate) value: &'a str,
}

/// An entity: everything from one group 0 to the next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entity<'a> {
    pub(crate) line: u64,
    pub(crate) kind: &'a str,
    pub(crate) groups: Vec<Group<'a>>,
}

impl<'a> Entity<'a> {
    /// The groups before the extended data.
    pub(crate) fn plain(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().take_while(|g| g.code < 1000)
    }

    /// The first value of a code.
    pub(crate) fn get(&self, code: i32) -> Option<&'a str> {
        self.plain().find(|g| g.code == code).map(|g| g.value)
    }

    /// The extended data under a name.
    pub(crate) fn extended(&self, name: &str) -> impl Iterator<Item = &Group<'a>> {
        let mut groups = self.groups.iter();
        groups.find(|g| g.code == 1001 && g.value.trim() == name);
        groups.take_while(|g| g.code != 1001)
    }
}

/// Groups of a text, two lines each.
pub(crate) struct Pairs<'a> {
    lines: std::str::Lines<'a>,
    line: u64,
    ahead: Option<Group<'a>>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines(),
            line: 0,
            ahead: None,
        }
    }

    /// The next group; none at the end.
    pub(crate) fn group(&mut self) -> Result<Option<Group<'a>>, ReadError> {
        if let Some(group) = self.ahead.take() {
            return Ok(Some(group));
        }
        let line = self.line + 1;
        let Some(code) = self.lines.next() else {
            return Ok(None);
        };
        let code = code.trim();
        let value = self.lines.next();
        self.line += 2;
        let Some(value) = value else {
            // Blank lines after the end do no harm.
            return if code.is_empty() {
                Ok(None)
            } else {
                Err(damaged(line, "a group code without a value"))
            };
        };
        if code.is_empty()
            && value.trim().is_empty()
            && self.lines.clone().all(|l| l.trim().is_empty())
        {
            return Ok(None);
        }
        let code = code
            .parse()
            .map_err(|_| damaged(line, "a group code that is no number"))?;
        Ok(Some(Group { line, code, value }))
    }

    /// The next entity; none at the end.
    pub(crate) fn entity(&mut self) -> Result<Option<Entity<'a>>, ReadError> {
        let Some(first) = self.group()? else {
            return Ok(None);
        };
        if first.code != 0 {
            return Err(damaged(first.line, "a group outside any entity"));
        }
        let mut groups = Vec::new();
        while let Some(group) = self.group()? {
            if group.code == 0 {
                self.ahead = Some(group);
                break;
            }
            if groups.len() >= MAX_GROUPS {
                return Err(ReadError::TooManyVertices);
            }
            // A comment belongs to nothing.
            if group.code != 999 {
                groups.push(group);
            }
        }
        Ok(Some(Entity {
            line: first.line,
            kind: first.value.trim(),
            groups,
        }))
    }
}
