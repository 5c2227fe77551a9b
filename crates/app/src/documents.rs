//! What goes out of a case on paper and into calendars: notices and decisions as PDF with their numbers, and the feed of deadlines.

use chrono::{DateTime, NaiveDate, Utc};
use handheld_contract::views::approval::CaseActKind;
use handheld_contract::{CaseId, Code, Lang, Problem};
use handheld_domain::approval::{Act, Clock, Outcome, Stand, fold};
use handheld_domain::calendar::{Deadline, Limit};
use handheld_domain::procedure::{Matter, MatterKind};
use handheld_domain::{Lang as DomainLang, Text};
use handheld_records::record::Keyed;
use handheld_records::shape::ActValue;
use handheld_reports::calendar_feed::{Due, FeedItem, Used, feed};
use handheld_reports::notice::{
    self, Acceptance, AnnexRow, Correction, Decision, Delivery, DeliveryItem, Extension, Joint,
    JointOpinion, NotAccepted, Notice, NoticeBody, NoticeError, RecordMark, Seal, SpecialProcedure,
    Term,
};
use handheld_store::index::CaseEntry;
use handheld_store::records::Records;

use crate::cases::{Case, uncountable};
use crate::views::{SeenCase, document_kind, facts};
use crate::{Answer, App, Who};

/// A document ready to be kept or shown.
#[derive(Debug, Clone)]
pub struct Document {
    /// File name.
    pub file_name: String,
    /// The bytes of a PDF.
    pub pdf: Vec<u8>,
}

pub(crate) fn domain_lang(lang: Lang) -> DomainLang {
    match lang {
        Lang::Zh => DomainLang::Zh,
        Lang::En => DomainLang::En,
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

impl<S: Records> App<S> {
    /// Makes the document of an act on a case that the person may see.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`] for an act that makes none or does not count, [`Code::Refused`] naming what the document would lack.
    pub async fn case_document(
        &self,
        who: &Who,
        case: CaseId,
        act: &str,
        lang: Lang,
    ) -> Answer<Document> {
        let seen = self.see_case(who, case).await?;
        let missing = || who.not_found("文书", "document");
        let keyed = seen
            .case
            .record
            .acts
            .iter()
            .find(|keyed| keyed.id.as_hyphenated().to_string() == act)
            .ok_or_else(missing)?;
        let listed = self.case_documents(&seen.case);
        if listed.iter().all(|document| document.act != act) {
            return Err(missing());
        }
        let act = seen
            .case
            .acts
            .iter()
            .find(|one| one.id == act)
            .ok_or_else(missing)?;
        let matter = self
            .catalogue()
            .matter(&seen.entry.matter)
            .ok_or_else(missing)?;
        let body = self.body(&seen, keyed, act, matter)?.ok_or_else(missing)?;
        let value = &keyed.held.value;
        let office = self.office_words(value, matter);
        let notice = Notice {
            number: value.number.clone().unwrap_or_default(),
            office: office.clone(),
            matter: matter.name.clone(),
            matter_code: matter.code.clone(),
            licensing: matter.kind == MatterKind::Permit,
            project: seen.project.name.clone(),
            project_code: seen.project.code.clone(),
            applicant: seen.project.owner_name.clone(),
            date: act.on,
            body,
            made_by: value.by.name.clone(),
            signed: Some(Seal { by: office }),
            record: RecordMark {
                id: case.to_string(),
                digest: keyed.held.change.to_string(),
            },
            pending: !seen.case.record.received.contains_key(&keyed.id),
        };
        let lang = domain_lang(lang);
        let title = notice::title(&notice, lang).to_owned();
        let pdf = notice::pdf(&notice, lang).map_err(|error| match error {
            NoticeError::Lacks(lacks) => {
                let lacks: Vec<&str> = lacks.iter().map(|lack| lack.as_str()).collect();
                Problem::new(Code::Refused).with("rule", format!("{title}: {}", lacks.join(", ")))
            }
            NoticeError::Pdf(error) => Problem::new(Code::Internal).with("why", error.to_string()),
        })?;
        Ok(Document {
            file_name: format!("{title} {}.pdf", notice.number),
            pdf: pdf.bytes,
        })
    }

    fn office_words(&self, value: &ActValue, matter: &Matter) -> Text {
        let code = if value.office.is_empty() {
            &matter.department
        } else {
            &value.office
        };
        self.catalogue()
            .department(code)
            .map_or_else(|| Text::new(code, code), |d| d.name.clone())
    }

    /// The case as it stood right after an act: what its document states.
    fn clock_after(&self, case: &Case, act: &Act) -> Answer<Clock> {
        let place = |one: &Act| one.received.map_or(u64::MAX, |r| r.number);
        let until: Vec<Act> = case
            .acts
            .iter()
            .filter(|one| (place(one), &one.id) <= (place(act), &act.id))
            .cloned()
            .collect();
        let rules = &self.catalogue().approvals;
        let calendar = &self.catalogue().calendar;
        let state = fold(&case.head, &until, rules, calendar).map_err(uncountable)?;
        Clock::read(&case.head, &state, rules, calendar, act.on).map_err(uncountable)
    }

    fn term(
        &self,
        limit: Option<Limit>,
        due: Option<NaiveDate>,
        provisional: bool,
    ) -> Option<Term> {
        Some(Term {
            limit: limit?,
            deadline: Deadline {
                due: due?,
                provisional,
            },
        })
    }

    fn given(&self, case: &Case, matter: &Matter) -> Vec<String> {
        let name = |place: u32| {
            let at = usize::try_from(place).ok()?;
            matter.materials.get(at).map(|m| m.zh.clone())
        };
        let mut given: Vec<String> = case
            .record
            .given
            .iter()
            .filter_map(|file| name(file.held.value.material))
            .collect();
        given.dedup();
        given
    }

    fn deadline(&self, day: NaiveDate) -> Deadline {
        Deadline {
            due: day,
            provisional: !self.catalogue().calendar.status(day).official,
        }
    }

    fn body(
        &self,
        seen: &SeenCase,
        keyed: &Keyed<ActValue>,
        act: &Act,
        matter: &Matter,
    ) -> Answer<Option<NoticeBody>> {
        let case = &seen.case;
        let value = &keyed.held.value;
        let clock = self.clock_after(case, act)?;
        let body = match value.act {
            CaseActKind::Accept => NoticeBody::Acceptance(Acceptance {
                accepted: clock.accepted.map_or(act.on, |(day, _)| day),
                promised: self.term(clock.promised, clock.promised_due, clock.provisional),
                legal: self.term(clock.legal, clock.legal_due, clock.provisional),
                calendar_version: value.calendar.clone(),
                materials: self.given(case, matter),
            }),
            CaseActKind::AskCorrection => NoticeBody::Correction(Correction {
                list: act.list.clone(),
                asked_on: act.on,
                reply_by: act.until.map(|day| self.deadline(day)),
            }),
            CaseActKind::NotAccept => NoticeBody::NotAccepted(NotAccepted {
                reasons: lines(&act.note),
                remedy: Text::default(),
            }),
            CaseActKind::Suspend => NoticeBody::SpecialProcedure(self.special(act)),
            CaseActKind::Extend => NoticeBody::Extension(Extension {
                term: match self.term(clock.promised, clock.promised_due, clock.provisional) {
                    Some(term) => term,
                    None => return Ok(None),
                },
                approved_by: if act.basis.is_empty() {
                    value.by.name.clone()
                } else {
                    act.basis.clone()
                },
                reasons: lines(&act.note),
            }),
            CaseActKind::Decide => NoticeBody::Decision(self.decision(case, act, matter)),
            CaseActKind::Opinion => NoticeBody::JointOpinion(self.opinion(seen, act, value)),
            CaseActKind::Deliver => NoticeBody::Delivery(self.delivery(seen, act, value)),
            _ => return Ok(None),
        };
        Ok(document_kind(value.act).map(|_| body))
    }

    fn special(&self, act: &Act) -> SpecialProcedure {
        let rules = &self.catalogue().approvals;
        let special = act
            .special
            .as_ref()
            .and_then(|key| rules.specials.iter().find(|s| s.key == *key));
        let end = act.until.unwrap_or(act.on);
        let before = act.on.pred_opt().unwrap_or(act.on);
        let days = self.catalogue().calendar.working_days_between(before, end);
        SpecialProcedure {
            kind: special.map(|s| s.name.clone()).unwrap_or_default(),
            basis: act.basis.clone(),
            from: act.on,
            planned_end: self.deadline(end),
            days_not_counted: days.ok().map(|count| count.working_days),
        }
    }

    fn decision(&self, case: &Case, act: &Act, matter: &Matter) -> Decision {
        let granted = act.outcome == Some(Outcome::Granted);
        let outcome = match (granted, case.meta.commitment) {
            (true, true) => notice::Outcome::GrantedOnCommitment,
            (true, false) => notice::Outcome::Granted,
            (false, _) => notice::Outcome::Refused,
        };
        let note = lines(&act.note);
        let (conditions, reasons) = if granted {
            (note, Vec::new())
        } else {
            (Vec::new(), note)
        };
        Decision {
            outcome,
            basis: lines(&act.basis),
            reasons,
            conditions,
            decided_on: act.on,
            licence: granted.then(|| matter.output.clone()),
            remedy: Text::default(),
        }
    }

    fn opinion(&self, seen: &SeenCase, act: &Act, value: &ActValue) -> JointOpinion {
        let annex = seen
            .case
            .acts
            .iter()
            .filter(|one| one.kind == handheld_domain::approval::ActKind::Opinion);
        let annex = annex.map(|one| AnnexRow {
            department: self
                .catalogue()
                .department(&one.office)
                .map(|d| d.name.clone())
                .unwrap_or_default(),
            conclusion: one.note.clone(),
            date: Some(one.on),
        });
        JointOpinion {
            joint: Joint::Review,
            opinion: if act.note.is_empty() {
                value.by.name.clone()
            } else {
                act.note.clone()
            },
            annex: annex.collect(),
        }
    }

    /// One receipt names everything that was decided with it and handed over on the same day (J23, H15).
    fn delivery(&self, seen: &SeenCase, act: &Act, value: &ActValue) -> Delivery {
        let together = seen.cases.iter().filter(|other| {
            other.declaration == seen.entry.declaration
                && other.delivered.as_deref() == Some(&*act.on.to_string())
        });
        let item = |other: &CaseEntry| {
            let matter = self.catalogue().matter(&other.matter);
            DeliveryItem {
                number: other.number.clone(),
                name: matter.map(|m| m.output.clone()).unwrap_or_default(),
                copies: 1,
            }
        };
        let mut items: Vec<DeliveryItem> = together.map(item).collect();
        if items.is_empty() {
            items.push(item(&seen.entry));
        }
        Delivery {
            items,
            delivered_on: act.on,
            way: Text::new("现场领取", "handed over in person"),
            receiver: value.note.clone(),
        }
    }

    /// The deadlines of everything that the person sees, as a calendar that other programs subscribe to.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn calendar_feed(&self, who: &Who, lang: Lang) -> Answer<String> {
        let now = DateTime::<Utc>::from_timestamp_millis(self.around.now_ms()).unwrap_or_default();
        let mut items = Vec::new();
        for project in self.projects_seen(who).await? {
            if who.role == handheld_contract::views::Role::Owner && !who.owns(&project) {
                continue;
            }
            for entry in self.cases_of(who, project.id).await? {
                items.extend(self.feed_items(&entry));
            }
        }
        let name = lang.pick("掌上查 审批期限", "Handheld Check deadlines");
        Ok(feed(name, &items, domain_lang(lang), now))
    }

    fn feed_items(&self, entry: &CaseEntry) -> Vec<FeedItem> {
        let today = self.today();
        let (Some(state), Some(matter)) = (facts(entry), self.catalogue().matter(&entry.matter))
        else {
            return Vec::new();
        };
        let Ok(row) = crate::views::row_of(self.catalogue(), entry, today) else {
            return Vec::new();
        };
        let changed = entry
            .changed_on
            .parse::<NaiveDate>()
            .ok()
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map_or_else(DateTime::default, |at| at.and_utc());
        let item = |due: Due, day: NaiveDate, withdrawn: bool| FeedItem {
            case: entry.id.to_string(),
            due,
            deadline: self.deadline(day),
            matter: matter.name.clone(),
            project: entry.project_name.clone(),
            office: self
                .catalogue()
                .department(&matter.department)
                .map(|d| d.name.clone())
                .unwrap_or_default(),
            used: row.clock.left.map(|left| Used {
                used: row.clock.used,
                left,
                suspended: row.clock.suspended,
            }),
            revision: u32::try_from(state.stops.len()).unwrap_or(0) + state.extended,
            changed,
            url: None,
            withdrawn,
            remind_on: self.day_before(day),
        };
        let date = |text: &Option<String>| text.as_deref().and_then(|t| t.parse().ok());
        let closed = state.stand.is_final();
        let mut items = Vec::new();
        if let Some(day) = date(&row.clock.promised_due) {
            items.push(item(Due::Promised, day, closed));
        }
        if let Some(day) = date(&row.clock.legal_due) {
            items.push(item(Due::Legal, day, closed));
        }
        let correction = state.correction.as_ref();
        if let Some(day) = correction.and_then(|c| c.answer_by) {
            let answered = state.stand != Stand::Correcting;
            items.push(item(Due::Correction, day, answered));
        }
        if let Some(day) = state.post_check_due {
            items.push(item(Due::PostCheck, day, state.post_check.is_some()));
        }
        items
    }

    fn day_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        let mut before = day.pred_opt()?;
        while !self.catalogue().calendar.is_working_day(before) {
            before = before.pred_opt()?;
        }
        Some(before)
    }
}
