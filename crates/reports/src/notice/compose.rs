//! Puts a document together from its words and its record: head, addressee, what it says, closing lines. Leaves sizes and pages to
//! `page`, and whether it may be made to `notice`.

mod bodies;

use handheld_domain::calendar::Deadline;
use handheld_domain::{Lang, Text};

use super::{Joint, Notice, NoticeBody, Outcome};
use crate::page::{Align, Frame, Pdf, PdfError, Sheet, Style};
use crate::words::{Words, fill, words};

/// A document while it is put together.
struct Composer<'a> {
    notice: &'a Notice,
    lang: Lang,
    words: &'static Words,
    sheet: Sheet,
    /// A provisional day stands in it.
    provisional: bool,
}

/// The title in one language.
pub(super) fn title(notice: &Notice, words: &'static Words) -> &'static str {
    let licence = |licence: &'static str, other: &'static str| {
        if notice.licensing { licence } else { other }
    };
    match &notice.body {
        NoticeBody::Acceptance(_) => {
            licence(&words.acceptance.title_licence, &words.acceptance.title)
        }
        NoticeBody::Correction(_) => {
            licence(&words.correction.title_licence, &words.correction.title)
        }
        NoticeBody::NotAccepted(_) => {
            licence(&words.not_accepted.title_licence, &words.not_accepted.title)
        }
        NoticeBody::SpecialProcedure(_) => licence(
            &words.special_procedure.title_licence,
            &words.special_procedure.title,
        ),
        NoticeBody::Extension(_) => licence(&words.extension.title_licence, &words.extension.title),
        NoticeBody::Decision(body) => match body.outcome {
            Outcome::Granted | Outcome::GrantedOnCommitment => {
                licence(&words.decision.granted, &words.decision.title)
            }
            Outcome::Refused => licence(&words.decision.refused, &words.decision.title),
            Outcome::Terminated => &words.decision.terminated,
        },
        NoticeBody::JointOpinion(body) => match body.joint {
            Joint::Review => &words.joint.title_review,
            Joint::Acceptance => &words.joint.title_acceptance,
        },
        NoticeBody::Delivery(_) => &words.delivery.title,
    }
}

/// Makes the document in one language.
pub(super) fn compose(notice: &Notice, lang: Lang) -> Result<Pdf, PdfError> {
    let style = match lang {
        Lang::Zh => Style::CHINESE,
        Lang::En => Style::ENGLISH,
    };
    let mut composer = Composer {
        notice,
        lang,
        words: words(lang),
        sheet: Sheet::new(style),
        provisional: false,
    };
    composer.head(style);
    composer.body();
    composer.closing();
    let frame = composer.frame();
    composer.sheet.finish(&frame)
}

impl Composer<'_> {
    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    fn due(&mut self, deadline: Deadline) -> String {
        self.provisional |= deadline.provisional;
        self.words.due(deadline)
    }

    fn number(&self) -> &str {
        if self.notice.number.trim().is_empty() {
            &self.words.common.number_open
        } else {
            &self.notice.number
        }
    }

    fn frame(&self) -> Frame {
        let common = &self.words.common;
        let notice = self.notice;
        let title = title(notice, self.words);
        let values = [
            ("title", title),
            ("number", self.number()),
            ("name", &notice.made_by),
            ("id", &notice.record.id),
            ("digest", &notice.record.digest),
        ];
        let made = [
            (&notice.record.id, &common.record),
            (&notice.made_by, &common.made_by),
        ];
        let made: Vec<String> = made
            .into_iter()
            .filter(|(value, _)| !value.is_empty())
            .map(|(_, sentence)| fill(sentence, &values))
            .collect();
        let mut foot = vec![made.join("    ")];
        if !notice.record.digest.is_empty() {
            foot.push(fill(&common.digest, &values));
        }
        foot.retain(|line| !line.is_empty());
        Frame {
            title: fill(&common.running, &values),
            author: self.say(&notice.office).to_owned(),
            language: &self.words.language,
            date: notice.date,
            band: notice.pending.then(|| common.pending.clone()),
            running: fill(&common.running, &values),
            foot,
            folio: common.folio.clone(),
        }
    }

    fn head(&mut self, style: Style) {
        let notice = self.notice;
        let (size, _) = style.body;
        let office = self.say(&notice.office).to_owned();
        self.sheet.heading(&office, size * 1.3, Align::Centre);
        self.sheet
            .heading(title(notice, self.words), size * 1.6, Align::Centre);
        self.sheet.space(size * 0.5);
        let number = self.number().to_owned();
        self.sheet.heading(&number, size * 0.87, Align::Right);
        self.sheet.rule();
        if !matches!(notice.body, NoticeBody::JointOpinion(_)) {
            let values = [("applicant", &*notice.applicant)];
            self.sheet
                .opening(&fill(&self.words.common.addressee, &values));
        }
    }

    fn body(&mut self) {
        match &self.notice.body {
            NoticeBody::Acceptance(body) => self.acceptance(body),
            NoticeBody::Correction(body) => self.correction(body),
            NoticeBody::NotAccepted(body) => self.not_accepted(body),
            NoticeBody::SpecialProcedure(body) => self.special_procedure(body),
            NoticeBody::Extension(body) => self.extension(body),
            NoticeBody::Decision(body) => self.decision(body),
            NoticeBody::JointOpinion(body) => self.joint(body),
            NoticeBody::Delivery(body) => self.delivery(body),
        }
    }

    /// The office, the place of its stamp or its signature, and the date.
    fn closing(&mut self) {
        let common = &self.words.common;
        if self.provisional {
            self.sheet.paragraph(&common.provisional_note);
        }
        let mark = self.notice.signed.as_ref().map_or_else(
            || common.stamp.clone(),
            |seal| fill(&common.signed, &[("by", self.say(&seal.by))]),
        );
        self.sheet.space(24.0);
        self.sheet.closing(&[
            self.say(&self.notice.office).to_owned(),
            mark,
            self.words.date(self.notice.date),
        ]);
    }

    /// A sentence about the case: matter, project, and what the document adds.
    fn about(&self, sentence: &str, more: &[(&str, &str)]) -> String {
        let notice = self.notice;
        let mut values = vec![
            ("matter", self.say(&notice.matter)),
            ("project", &*notice.project),
            ("code", &*notice.project_code),
        ];
        values.extend_from_slice(more);
        fill(sentence, &values)
    }

    /// The law that a document names: the licensing law for a licence, general words for anything else.
    fn law(&self, licence: &'static str) -> &'static str {
        if self.notice.licensing {
            licence
        } else {
            &self.words.common.general_law
        }
    }

    /// The rows that tell which case it is.
    fn case(&self) -> Vec<(String, String)> {
        let (notice, common) = (self.notice, &self.words.common);
        [
            (&common.matter, self.say(&notice.matter)),
            (&common.matter_code, &*notice.matter_code),
            (&common.project, &*notice.project),
            (&common.project_code, &*notice.project_code),
            (&common.applicant, &*notice.applicant),
        ]
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.clone(), value.to_owned()))
        .collect()
    }

    fn remedy(&mut self, remedy: &Text) {
        let own = self.say(remedy);
        let remedy = if own.trim().is_empty() {
            &self.words.common.remedy
        } else {
            own
        };
        self.sheet.paragraph(remedy);
    }
}
