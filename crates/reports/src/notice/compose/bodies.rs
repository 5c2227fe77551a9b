//! What each document says between its head and its closing lines.

use handheld_domain::calendar::Limit;

use super::Composer;
use crate::notice::{self, Joint, Outcome};
use crate::page::Column;
use crate::words::fill;

impl Composer<'_> {
    pub(super) fn acceptance(&mut self, body: &notice::Acceptance) {
        let words = &self.words.acceptance;
        let law = self.law(&words.law_licence);
        let text = self.about(&words.body, &[("law", law)]);
        self.sheet.paragraph(&text);
        self.sheet.space(6.0);
        let mut rows = self.case();
        rows.push((words.accepted.clone(), self.words.date(body.accepted)));
        for (name, term) in [(&words.promised, body.promised), (&words.legal, body.legal)] {
            let Some(term) = term else { continue };
            let date = self.due(term.deadline);
            let days = self.words.limit(term.limit);
            let value = match term.limit.days() {
                0 => date,
                _ => fill(&words.within, &[("date", &date), ("days", &days)]),
            };
            rows.push((name.clone(), value));
        }
        let version = [("version", &*body.calendar_version)];
        rows.push((words.counted.clone(), fill(&words.calendar, &version)));
        if !body.materials.is_empty() {
            let numbered = body.materials.iter().enumerate();
            let list: Vec<String> = numbered.map(|(i, m)| format!("{}. {m}", i + 1)).collect();
            rows.push((words.materials.clone(), list.join("\n")));
        }
        self.sheet.pairs(&rows);
        self.sheet.space(8.0);
        self.sheet.paragraph(&words.uncounted);
    }

    pub(super) fn correction(&mut self, body: &notice::Correction) {
        let words = &self.words.correction;
        let law = self.law(&words.law_licence);
        let date = self.words.date(body.asked_on);
        let text = self.about(&words.body, &[("law", law), ("date", &date)]);
        self.sheet.paragraph(&text);
        self.sheet.list(&body.list);
        let reply = match body.reply_by {
            Some(deadline) => {
                let date = self.due(deadline);
                fill(&words.reply, &[("date", &date)])
            }
            None => words.resubmit.clone(),
        };
        self.sheet.paragraph(&reply);
        let count = body.list.len().to_string();
        self.sheet
            .paragraph(&fill(&words.once, &[("count", &count)]));
    }

    pub(super) fn not_accepted(&mut self, body: &notice::NotAccepted) {
        let words = &self.words.not_accepted;
        let law = self.law(&words.law_licence);
        let text = self.about(&words.body, &[("law", law)]);
        self.sheet.paragraph(&text);
        self.sheet.list(&body.reasons);
        self.remedy(&body.remedy);
    }

    pub(super) fn special_procedure(&mut self, body: &notice::SpecialProcedure) {
        let words = &self.words.special_procedure;
        let law = self.law(&words.law_licence);
        let kind = self.say(&body.kind).to_owned();
        let text = self.about(&words.body, &[("law", law), ("kind", &kind)]);
        self.sheet.paragraph(&text);
        self.sheet.space(6.0);
        let days = body.days_not_counted.map_or_else(
            || words.days_open.clone(),
            |days| self.words.limit(Limit::WorkingDays(days)),
        );
        let mut rows = self.case();
        rows.extend([
            (words.kind.clone(), kind),
            (words.basis.clone(), body.basis.clone()),
            (words.from.clone(), self.words.date(body.from)),
            (words.planned_end.clone(), self.due(body.planned_end)),
            (words.days.clone(), days),
        ]);
        self.sheet.pairs(&rows);
        self.sheet.space(8.0);
        self.sheet.paragraph(&words.after);
    }

    pub(super) fn extension(&mut self, body: &notice::Extension) {
        let words = &self.words.extension;
        let law = self.law(&words.law_licence);
        let days = self.words.limit(body.term.limit);
        let until = self.due(body.term.deadline);
        let values = [
            ("law", law),
            ("approved_by", &*body.approved_by),
            ("days", &*days),
            ("until", &*until),
        ];
        let text = self.about(&words.body, &values);
        self.sheet.paragraph(&text);
        self.sheet.caption(&self.words.common.reasons);
        self.sheet.list(&body.reasons);
    }

    pub(super) fn decision(&mut self, body: &notice::Decision) {
        let words = &self.words.decision;
        let (sentence, say) = match body.outcome {
            Outcome::Granted => (&words.body_granted, &words.say_granted),
            Outcome::GrantedOnCommitment => (&words.body_commitment, &words.say_granted),
            Outcome::Refused => (&words.body_refused, &words.say_refused),
            Outcome::Terminated => (&words.body_terminated, &words.say_terminated),
        };
        let mut law = self.law(&words.law_licence).to_owned();
        if !body.basis.is_empty() {
            law = body.basis.join(&self.words.comma);
        }
        let date = self.words.date(body.decided_on);
        let text = self.about(sentence, &[("law", &law), ("date", &date)]);
        self.sheet.paragraph(&text);
        let say = self.about(say, &[]);
        self.sheet.paragraph(&say);
        for (caption, list) in [
            (&self.words.common.reasons, &body.reasons),
            (&words.conditions, &body.conditions),
        ] {
            if !list.is_empty() {
                self.sheet.caption(caption);
                self.sheet.list(list);
            }
        }
        let granted = matches!(
            body.outcome,
            Outcome::Granted | Outcome::GrantedOnCommitment
        );
        if let (true, Some(licence)) = (granted, &body.licence) {
            let sentence = if self.notice.licensing {
                &words.licence_law
            } else {
                &words.licence
            };
            let text = fill(sentence, &[("licence", self.say(licence))]);
            self.sheet.paragraph(&text);
        }
        self.remedy(&body.remedy);
    }

    pub(super) fn joint(&mut self, body: &notice::JointOpinion) {
        let words = &self.words.joint;
        let sentence = match body.joint {
            Joint::Review => &words.body_review,
            Joint::Acceptance => &words.body_acceptance,
        };
        let text = self.about(sentence, &[]);
        self.sheet.paragraph(&text);
        self.sheet.paragraph(&body.opinion);
        self.sheet.space(8.0);
        self.sheet.caption(&words.annex);
        let columns = [
            (&words.department, 0.28),
            (&words.conclusion, 0.5),
            (&words.dated, 0.22),
        ]
        .map(|(head, share)| Column { head, share });
        let rows: Vec<Vec<String>> = body
            .annex
            .iter()
            .map(|row| {
                let date = row.date.map(|date| self.words.date(date));
                vec![
                    self.say(&row.department).to_owned(),
                    row.conclusion.clone(),
                    date.unwrap_or_else(|| self.words.none.clone()),
                ]
            })
            .collect();
        self.sheet.table(&columns, &rows);
    }

    pub(super) fn delivery(&mut self, body: &notice::Delivery) {
        let words = &self.words.delivery;
        let count = body.items.len().to_string();
        let date = self.words.date(body.delivered_on);
        let values = [
            ("count", &*count),
            ("date", &*date),
            ("way", self.say(&body.way)),
        ];
        self.sheet.paragraph(&fill(&words.body, &values));
        self.sheet.space(6.0);
        let columns = [
            (&words.serial, 0.1),
            (&words.number, 0.36),
            (&words.name, 0.42),
            (&words.copies, 0.12),
        ]
        .map(|(head, share)| Column { head, share });
        let rows: Vec<Vec<String>> = body
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| {
                vec![
                    (i + 1).to_string(),
                    item.number.clone(),
                    self.say(&item.name).to_owned(),
                    item.copies.to_string(),
                ]
            })
            .collect();
        self.sheet.table(&columns, &rows);
        self.sheet.space(12.0);
        let blank = String::new();
        self.sheet.pairs(&[
            (words.receiver.clone(), body.receiver.clone()),
            (words.relation.clone(), blank.clone()),
            (words.sign.clone(), blank.clone()),
            (words.sign_date.clone(), blank),
        ]);
        self.sheet.space(8.0);
    }
}
