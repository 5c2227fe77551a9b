//! Projects from a table (CSV or XLSX): every bad row is named, and when one is bad nothing is made. Cells are text: a formula is neither
//! computed nor kept, and text that a spreadsheet would run when it is exported again is refused.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use handheld_contract::command::CreateProject;
use handheld_contract::views::Stage;
use handheld_contract::views::centre::ImportProblem;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::{Code, Lang, Problem};
use handheld_store::centre::Organisation;

/// Rows in one file.
pub const ROWS: usize = 5_000;
/// Cells of a sheet that are read at all.
const CELLS: usize = 1_000_000;

/// Columns: key, heading in Chinese, other headings, required.
const COLUMNS: [(&str, &str, &[&str], bool); 6] = [
    ("code", "项目代码", &["code", "project_code"], true),
    ("name", "名称", &["name", "项目名称"], true),
    ("stage", "阶段", &["stage"], true),
    ("district", "区县", &["district"], true),
    ("address", "地址", &["address"], false),
    (
        "owner_uscc",
        "建设单位信用代码",
        &["owner_uscc", "uscc"],
        true,
    ),
];

/// A row with its number in the file, counted from 1 with the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Number.
    pub number: u32,
    /// Cells in the order of the columns.
    pub cells: [String; 6],
}

fn damaged(file: &str, why: impl ToString) -> Problem {
    Problem::new(Code::Damaged)
        .with("what", file)
        .with("why", why.to_string())
}

/// Reads a file.
///
/// # Errors
///
/// [`Code::Damaged`] when it is not such a file, [`Code::BadInput`] when columns are missing, [`Code::TooLarge`].
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<Row>, Problem> {
    let table = if bytes.starts_with(b"PK\x03\x04") {
        xlsx(file_name, bytes)?
    } else {
        csv(file_name, bytes)?
    };
    let mut rows = table.into_iter();
    let heading = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    let mut places = [None; 6];
    for (place, (_, zh, others, _)) in places.iter_mut().zip(&COLUMNS) {
        let names = |cell: &String| {
            let cell = cell.trim().trim_start_matches('\u{feff}').to_lowercase();
            cell == *zh || others.contains(&cell.as_str())
        };
        *place = heading.iter().position(names);
    }
    let missing: Vec<_> = COLUMNS
        .iter()
        .zip(&places)
        .filter(|((.., required), p)| *required && p.is_none())
        .map(|(c, _)| c.1)
        .collect();
    if !missing.is_empty() {
        let why = format!("missing: {}", missing.join(", "));
        return Err(Problem::new(Code::BadInput)
            .with("what", file_name)
            .with("why", why));
    }
    let mut read = Vec::new();
    for (number, cells) in rows {
        if read.len() >= ROWS {
            return Err(Problem::new(Code::TooLarge).with("limit", format!("{ROWS} rows")));
        }
        let cell = |place: Option<usize>| {
            place
                .and_then(|p| cells.get(p))
                .map_or("", |c| c.trim())
                .to_owned()
        };
        read.push(Row {
            number,
            cells: places.map(cell),
        });
    }
    Ok(read)
}

/// UTF-8, or what spreadsheets in China still write (GB 18030 holds GBK and GB 2312); nothing is guessed beyond these.
fn text_of(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

/// The rows that are not empty, the heading first, each with its number as a spreadsheet shows it.
type Table = Vec<(u32, Vec<String>)>;

fn is_empty(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

fn csv(file: &str, bytes: &[u8]) -> Result<Table, Problem> {
    let text = text_of(bytes).ok_or_else(|| damaged(file, "neither UTF-8 nor GB 18030 text"))?;
    // Some spreadsheets end lines with a carriage return alone.
    let text = if text.contains('\n') {
        text
    } else {
        Cow::Owned(text.replace('\r', "\n"))
    };
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let delimiter = if first.contains('\t') {
        b'\t'
    } else if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // A cell of several lines is one row of a spreadsheet.
    let mut further_lines = 0;
    for record in reader.records() {
        let record = record.map_err(|e| damaged(file, e))?;
        let line = record.position().map_or(0, |at| line_of(&text, at));
        let number = u32::try_from(line.saturating_sub(further_lines)).unwrap_or(u32::MAX);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let breaks = |cell: &String| cell.bytes().filter(|b| *b == b'\n').count() as u64;
        further_lines += cells.iter().map(breaks).sum::<u64>();
        if is_empty(&cells) {
            continue;
        }
        rows.push((number, cells));
        // The heading, as many as may be, and one by which the caller sees that there are more.
        if rows.len() > ROWS + 1 {
            break;
        }
    }
    Ok(rows)
}

/// The line a record begins on: the position of the library is before the empty lines that it skips.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let ends = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line() + ends.filter(|b| **b == b'\n').count() as u64
}

fn xlsx(file: &str, bytes: &[u8]) -> Result<Table, Problem> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(file, e))?;
    let sheet = book
        .worksheet_range_at(0)
        .ok_or_else(|| damaged(file, "no sheet"))?;
    let range = sheet.map_err(|e| damaged(file, e))?;
    if range.height().saturating_mul(range.width()) > CELLS {
        return Err(Problem::new(Code::TooLarge).with("limit", format!("{CELLS} cells")));
    }
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    };
    // The range begins at the first cell that is used.
    let first = range.start().map_or(0, |(row, _)| row) + 1;
    Ok((first..)
        .zip(range.rows())
        .map(|(number, row)| (number, row.iter().map(text).collect::<Vec<String>>()))
        .filter(|(_, cells)| !is_empty(cells))
        .collect())
}

fn stage(word: &str) -> Option<Stage> {
    let all = [
        (Stage::Registration, "registration", "企业注册"),
        (Stage::Establishment, "establishment", "立项"),
        (Stage::Commencement, "commencement", "开工"),
        (Stage::Construction, "construction", "建设"),
        (Stage::Completion, "completion", "竣工"),
        (Stage::Commissioning, "commissioning", "投产"),
    ];
    let word = word.to_lowercase();
    all.iter()
        .find(|(_, en, zh)| word == *en || word == *zh)
        .map(|(stage, ..)| *stage)
}

/// A project to make: row, request, owner.
pub type Wanted = (u32, CreateProject, OrganisationRef);

/// Checks what can be checked without the other projects.
pub fn check(
    rows: &[Row],
    organisations: &[Organisation],
    lang: Lang,
) -> (Vec<Wanted>, Vec<ImportProblem>) {
    let (mut wanted, mut problems, mut codes) = (Vec::new(), Vec::new(), HashSet::new());
    for row in rows {
        let before = problems.len();
        let mut bad = |column: usize, zh: &str, en: &str| {
            let message = lang.pick(zh, en).to_owned();
            problems.push(ImportProblem {
                row: row.number,
                column: COLUMNS[column].1.to_owned(),
                message,
            });
        };
        for (index, (cell, (.., required))) in row.cells.iter().zip(&COLUMNS).enumerate() {
            if *required && cell.is_empty() {
                bad(index, "不能为空", "must not be empty");
            }
            // What a spreadsheet would run as a formula when the data is exported again.
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                bad(index, "不能以 = + - @ 开头", "must not begin with = + - @");
            }
        }
        let [code, name, word, district, address, uscc] = row.cells.clone();
        let stage = stage(&word);
        if stage.is_none() && !word.is_empty() {
            bad(2, "没有这个阶段", "no such stage");
        }
        if !code.is_empty() && !codes.insert(code.clone()) {
            bad(0, "文件中重复", "twice in this file");
        }
        let owner = organisations
            .iter()
            .find(|o| !uscc.is_empty() && o.uscc == uscc.to_uppercase());
        if owner.is_none() && !uscc.is_empty() {
            bad(
                5,
                "没有这个信用代码的单位",
                "no organisation with this credit code",
            );
        }
        if let (Some(stage), Some(owner)) = (stage, owner)
            && problems.len() == before
        {
            let request = CreateProject {
                code,
                name,
                stage,
                district,
                address,
                owner: owner.id,
                site: Vec::new(),
            };
            wanted.push((
                row.number,
                request,
                OrganisationRef {
                    id: owner.id,
                    name: owner.name.clone(),
                    departments: Vec::new(),
                },
            ));
        }
    }
    (wanted, problems)
}

/// A refusal of one project as a line of the import.
pub fn problem_of(row: u32, problem: &Problem, lang: Lang) -> ImportProblem {
    let what = problem
        .params
        .get("what")
        .and_then(serde_json::Value::as_str)
        .unwrap_or("code");
    let column = COLUMNS
        .iter()
        .find(|(key, ..)| *key == what)
        .map_or("项目代码", |(_, zh, ..)| zh);
    ImportProblem {
        row,
        column: column.to_owned(),
        message: problem.view(lang).message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_row_is_named_and_formulas_are_refused() {
        let file = "项目代码,名称,阶段,区县,地址,建设单位信用代码\n\
            2607-330411-04-01-100001,甲,建设,南湖区,,X\n\n\
            2607-330411-04-01-100001,=cmd|1,没有,,,\n";
        let rows = read("a.csv", file.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        let (wanted, problems) = check(&rows, &[], Lang::En);
        assert!(wanted.is_empty());
        assert!(
            problems
                .iter()
                .any(|p| p.row == 2 && p.column == "建设单位信用代码")
        );
        assert!(
            problems.iter().any(|p| p.message.contains("= + - @")),
            "{problems:?}"
        );
        assert!(
            problems.iter().any(|p| p.message.contains("twice")),
            "{problems:?}"
        );
    }

    #[test]
    fn a_row_has_the_number_that_a_spreadsheet_shows_whatever_is_empty_before_it() {
        let file = "\r\n项目代码,名称,阶段,区县,建设单位信用代码\r\n\r\n\
            1,\"甲\n二期\",建设,南湖区,X\r\n,,,,\r\n2,乙,建设,南湖区,X\r\n";
        let rows = read("a.csv", file.as_bytes()).unwrap();
        let seen: Vec<_> = rows.iter().map(|r| (r.number, &*r.cells[0])).collect();
        assert_eq!(seen, [(4, "1"), (6, "2")]);

        let file = "项目代码,名称,阶段,区县,建设单位信用代码\r\r1,甲,建设,南湖区,X\r";
        let rows = read("a.csv", file.as_bytes()).unwrap();
        let seen: Vec<_> = rows.iter().map(|r| (r.number, &*r.cells[0])).collect();
        assert_eq!(seen, [(3, "1")]);

        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let heading = ["项目代码", "名称", "阶段", "区县", "建设单位信用代码"];
        for (row, cells) in [(2, heading), (4, ["1", "甲", "建设", "南湖区", "X"])] {
            for (column, cell) in (1..).zip(cells) {
                sheet.write(row, column, cell).unwrap();
            }
        }
        let rows = read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
        let seen: Vec<_> = rows.iter().map(|r| (r.number, &*r.cells[0])).collect();
        assert_eq!(seen, [(5, "1")]);
    }

    #[test]
    fn empty_rows_neither_hide_rows_behind_them_nor_count() {
        let heading = "项目代码,名称,阶段,区县,建设单位信用代码\n";
        let many = |empty: usize, full: usize| {
            let rows = ",,,,\n".repeat(empty) + &"1,甲,建设,南湖区,X\n".repeat(full);
            read("a.csv", (heading.to_owned() + &rows).as_bytes())
        };
        assert_eq!(many(ROWS, 2).unwrap().len(), 2);
        assert_eq!(many(9, ROWS).unwrap().len(), ROWS);
        assert_eq!(many(0, ROWS + 1).unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn a_file_that_is_no_table_is_refused_in_words() {
        assert_eq!(
            read("a.csv", b"\xff\xfe\x00").unwrap_err().code,
            Code::Damaged
        );
        assert_eq!(
            read("a.xlsx", b"PK\x03\x04zip").unwrap_err().code,
            Code::Damaged
        );
        assert_eq!(
            read("a.csv", b"a,b\n1,2\n").unwrap_err().code,
            Code::BadInput
        );
    }
}
