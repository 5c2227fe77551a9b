// Generated from crates/contract by `cargo xtask codegen`; a test fails when it is stale. Do not edit.

export type Code = "usage" | "bad_input" | "damaged" | "photo_unreadable" | "photo_heic" | "photo_cmyk" | "photo_too_large" | "catalogue" | "unknown_name" | "not_found" | "forbidden" | "signed_out" | "sign_in_refused" | "too_many_tries" | "weak_password" | "not_enrolled" | "already_enrolled" | "enrol_code_refused" | "device_revoked" | "finished" | "filed" | "not_finished" | "set_aside" | "incomplete" | "answer_refused" | "far_from_design" | "wrong_stage" | "duplicate" | "refused" | "no_space" | "no_connection" | "insecure_url" | "not_the_centre" | "store_in_use" | "store_damaged" | "store_newer" | "storage" | "too_large" | "not_here" | "internal";

export type Lang = "zh" | "en";

export type Problem = { 
/**
 * The code.
 */
code: Code, 
/**
 * Parameters named by the code's words.
 */
params: Record<string, unknown>, };

export type ProblemView = { 
/**
 * The code.
 */
code: Code, 
/**
 * What happened and what is safe.
 */
message: string, 
/**
 * What to do.
 */
next: string, 
/**
 * Parameters of the code.
 */
params: Record<string, unknown>, };

export type Text = { 
/**
 * Chinese.
 */
zh: string, 
/**
 * English.
 */
en: string, };

export type PersonRef = { 
/**
 * Who.
 */
id: PersonId, 
/**
 * The name as it was when the act was done.
 */
name: string, };

export type Stage = "registration" | "establishment" | "commencement" | "construction" | "completion" | "commissioning";

export type Role = "inspector" | "surveyor" | "owner" | "contractor" | "window" | "approver" | "agent" | "credit_admin" | "leader" | "administrator";

export type Delivery = "draft" | "queued" | "sending" | "finished" | "filed" | "needs_attention";

export type Host = "window" | "browser";

export type Theme = "system" | "light" | "dark" | "sun";

export type Preferences = { 
/**
 * Language of the screens.
 */
lang: Lang, 
/**
 * Theme.
 */
theme: Theme, 
/**
 * Text size in percent, 100 to 200.
 */
text_percent: number, 
/**
 * Photos are sent over Wi-Fi only.
 */
photos_wifi_only: boolean, };

export type OrganisationRef = { 
/**
 * Which.
 */
id: OrganisationId, 
/**
 * Name.
 */
name: string, 
/**
 * Codes of the departments that it is; empty for firms.
 */
departments?: Array<string>, };

export type SessionView = { 
/**
 * Window or browser.
 */
host: Host, 
/**
 * The person, when there is one.
 */
person: PersonRef | null, 
/**
 * Their role.
 */
role: Role | null, 
/**
 * Their organisation.
 */
organisation: OrganisationRef | null, 
/**
 * The device, in a window.
 */
device: DeviceId | null, 
/**
 * The device's name, in a window.
 */
device_name: string | null, 
/**
 * Address of the centre, in a window.
 */
centre: string | null, 
/**
 * The password must be changed before anything else (browser).
 */
must_change_password: boolean, 
/**
 * The centre holds sample data.
 */
sample: boolean, 
/**
 * Whether the device's answers reach the centre: last exchange was answered.
 */
online: boolean, 
/**
 * Difference of the device clock to the centre's at the last exchange, in seconds; positive = device ahead.
 */
clock_offset_s: number | null, 
/**
 * Preferences.
 */
preferences: Preferences, 
/**
 * Version of the program.
 */
version: string, 
/**
 * Today's civil date in Asia/Shanghai.
 */
today: string, };

export type LicenceRow = { 
/**
 * Name and version.
 */
name: string, 
/**
 * SPDX expression.
 */
licence: string, };

export type ProjectRow = { 
/**
 * Which.
 */
id: ProjectId, 
/**
 * Project code (项目代码).
 */
code: string, 
/**
 * Name.
 */
name: string, 
/**
 * Current stage.
 */
stage: Stage, 
/**
 * District.
 */
district: string, 
/**
 * The construction unit.
 */
owner: string, 
/**
 * Address in words.
 */
address: string, 
/**
 * Inspections not yet finished.
 */
inspections_open: number, 
/**
 * Findings not yet closed.
 */
findings_open: number, 
/**
 * Of these, past their date.
 */
findings_overdue: number, 
/**
 * Whether the signed-in person is assigned as an inspector.
 */
assigned: boolean, };

export type ProjectsView = { 
/**
 * The rows of this page.
 */
projects: Array<ProjectRow>, 
/**
 * How many match in all.
 */
total: number, 
/**
 * When the data was last brought up to date with the centre (RFC 3339); empty where it never was.
 */
as_of: string | null, };

export type StageState = "done" | "current" | "ahead";

export type StageView = { 
/**
 * Which.
 */
stage: Stage, 
/**
 * Its name.
 */
name: Text, 
/**
 * Where it stands.
 */
state: StageState, 
/**
 * Inspections recorded in this stage.
 */
inspections: number, 
/**
 * Matters of the catalogue that belong to it.
 */
matters: Array<MatterRow>, 
/**
 * Templates meant for this stage.
 */
templates: Array<TemplateRow>, };

export type MatterRow = { 
/**
 * Code.
 */
code: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Department.
 */
department: Text, };

export type TemplateRow = { 
/**
 * Code.
 */
code: string, 
/**
 * Version that a new inspection would pin.
 */
version: number, 
/**
 * Name.
 */
name: Text, 
/**
 * Standard that it follows.
 */
standard: string, 
/**
 * Number of items.
 */
items: number, 
/**
 * Stages that it is meant for.
 */
stages: Array<Stage>, };

export type PartyRow = { 
/**
 * The unit.
 */
organisation: OrganisationRef, 
/**
 * As what it takes part.
 */
role: Role, };

export type AssignedPerson = { 
/**
 * Who.
 */
person: PersonRef, 
/**
 * As what.
 */
role: Role, };

export type ProjectView = { 
/**
 * The same facts as in the list.
 */
row: ProjectRow, 
/**
 * The six stages in order.
 */
stages: Array<StageView>, 
/**
 * Units taking part.
 */
parties: Array<PartyRow>, 
/**
 * People assigned.
 */
people: Array<AssignedPerson>, 
/**
 * Inspections, newest first.
 */
inspections: Array<InspectionRow>, 
/**
 * Findings, open ones first.
 */
findings: Array<FindingRow>, 
/**
 * Surveys, those to be done first.
 */
surveys: Array<SurveyRow>, 
/**
 * Corners of the site as longitude, latitude (CGCS2000); empty where none was given.
 */
site: Array<[number, number]>, 
/**
 * Whether the person may start an inspection here.
 */
may_inspect: boolean, 
/**
 * Whether the person may change the project and its assignments.
 */
may_edit: boolean, 
/**
 * When the data was last brought up to date with the centre.
 */
as_of: string | null, };

export type TodayView = { 
/**
 * Civil date.
 */
date: string, 
/**
 * Whether today is a working day, and how sure that is.
 */
working_day: boolean, 
/**
 * The inspection to go on with.
 */
resume: InspectionRow | null, 
/**
 * Section to resume in, where the person was last.
 */
resume_item: string | null, 
/**
 * Other inspections in progress.
 */
in_progress: Array<InspectionRow>, 
/**
 * Assigned projects in a stage that has checks, without an inspection in progress.
 */
to_check: Array<ProjectRow>, 
/**
 * Open findings, soonest date first.
 */
findings: Array<FindingRow>, 
/**
 * Surveys that wait for this person: to be measured or to be checked, the earliest due date first.
 */
surveys: Array<SurveyRow>, 
/**
 * Records with something not yet filed.
 */
records_unsent: number, 
/**
 * Photos not yet filed.
 */
photos_unsent: number, 
/**
 * Bytes of these photos.
 */
bytes_unsent: number, };

export type InboxTarget = { "to": "inspection", 
/**
 * Which inspection.
 */
id: InspectionId, 
/**
 * Which item, when it is about one.
 */
item: string | null, } | { "to": "finding", 
/**
 * Which finding.
 */
id: FindingId, } | { "to": "case", 
/**
 * Which case.
 */
id: CaseId, } | { "to": "survey", 
/**
 * Which survey.
 */
id: SurveyId, } | { "to": "flow", 
/**
 * Which project.
 */
id: ProjectId, } | { "to": "sync" };

export type InboxKind = "conflict" | "rejected" | "after_finishing" | "finding_overdue" | "finding_due" | "finding_replied" | "photo_trouble" | "correction_asked" | "case_due" | "case_late" | "case_beyond_law" | "case_to_accept" | "post_check_due" | "case_decided" | "survey_returned" | "survey_stale" | "survey_to_check" | "survey_overdue" | "survey_conflict";

export type InboxRow = { 
/**
 * About what.
 */
kind: InboxKind, 
/**
 * Where it leads.
 */
target: InboxTarget, 
/**
 * Project, item or finding in words.
 */
title: Text, 
/**
 * Detail in words.
 */
detail: Text, 
/**
 * When it arose, RFC 3339 or a civil date.
 */
at: string, };

export type InspectionState = "in_progress" | "finished" | "filed" | "set_aside";

export type PassFail = "pass" | "fail" | "na";

export type AgainstDesign = "at_least" | "at_most";

export type Deduction = { 
/**
 * Points taken off.
 */
points: number, 
/**
 * Reason.
 */
note: string, };

export type AnswerInput = { "kind": "result", 
/**
 * The result.
 */
result: PassFail, } | { "kind": "score", 
/**
 * Points kept.
 */
points: number, } | { "kind": "deductions", 
/**
 * The deductions.
 */
deductions: Array<Deduction>, } | { "kind": "number", 
/**
 * The value.
 */
value: number, 
/**
 * The design value that it is compared with, for items that need one.
 */
design?: number, } | { "kind": "text", 
/**
 * The text.
 */
text: string, };

export type Verdict = "pass" | "fail" | "na" | "none";

export type AnswerView = { 
/**
 * Names this answer among those in conflict.
 */
answer_id: string, 
/**
 * What was entered.
 */
answer: AnswerInput, 
/**
 * Note.
 */
note: string, 
/**
 * Points kept, for a scored item.
 */
points: number | null, 
/**
 * The judgement.
 */
verdict: Verdict, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * Device time, RFC 3339 with offset.
 */
at: string, 
/**
 * Given by a device that did not know that the inspection was finished.
 */
after_finishing: boolean, };

export type PhotoSource = "camera" | "imported";

export type Position = { 
/**
 * Longitude, degrees (WGS 84 / CGCS2000).
 */
longitude: number, 
/**
 * Latitude, degrees.
 */
latitude: number, 
/**
 * Accuracy in metres, as given.
 */
accuracy_m: number | null, 
/**
 * `gps`, `network`, `exif`, `typed`, ...
 */
provider: string, };

export type PhotoView = { 
/**
 * Which.
 */
id: PhotoId, 
/**
 * SHA-256 of the original bytes.
 */
sha256: string, 
/**
 * Item it belongs to; none = in the tray, to be sorted.
 */
item: string | null, 
/**
 * Width in pixels, seen upright.
 */
width: number, 
/**
 * Height in pixels, seen upright.
 */
height: number, 
/**
 * Bytes of the original.
 */
bytes: number, 
/**
 * Camera or imported.
 */
source: PhotoSource, 
/**
 * Device time at capture, RFC 3339 with offset.
 */
taken_at: string, 
/**
 * Number of the capture on this device.
 */
sequence: number, 
/**
 * Position, where there was one.
 */
position: Position | null, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * Caption.
 */
note: string, 
/**
 * Way to the centre.
 */
delivery: Delivery, 
/**
 * Whether the original bytes are on this host.
 */
here: boolean, 
/**
 * Deleted; can be brought back.
 */
removed: boolean, };

export type PhotoRule = "required" | "on_fail" | "on_deduction" | "optional";

export type ItemKind = "passfail" | "score" | "number" | "text" | "choice" | "photo";

export type Severity = "minor" | "major" | "critical";

export type ItemState = "unanswered" | "done" | "lacking" | "conflict";

export type ItemView = { 
/**
 * Id within the template, e.g. `B14-02`.
 */
id: string, 
/**
 * Section that it stands in.
 */
section: string, 
/**
 * What is checked.
 */
title: Text, 
/**
 * What to look at.
 */
check: Text, 
/**
 * Clause of the standard.
 */
clause: string, 
/**
 * Kind.
 */
kind: ItemKind, 
/**
 * Gravity when it fails.
 */
severity: Severity, 
/**
 * Full marks, for a scored item.
 */
max: number | null, 
/**
 * Guarantee item (保证项目).
 */
guarantee: boolean, 
/**
 * Unit, for a number.
 */
unit: string, 
/**
 * Least value that holds.
 */
at_least: number | null, 
/**
 * Greatest value that holds.
 */
at_most: number | null, 
/**
 * How it is compared with a design value that is entered with it, for items that are.
 */
against_design: AgainstDesign | null, 
/**
 * Options, for a choice.
 */
options: Array<Text>, 
/**
 * When a photo is asked for.
 */
photo: PhotoRule, 
/**
 * How it stands.
 */
state: ItemState, 
/**
 * The answer in force; with a conflict the one that the record happens to put first.
 */
answer: AnswerView | null, 
/**
 * All different answers when there is a conflict, else empty.
 */
conflict: Array<AnswerView>, 
/**
 * Photos, oldest first, without removed ones.
 */
photos: Array<PhotoView>, 
/**
 * Findings raised from this item.
 */
findings: Array<FindingId>, 
/**
 * What lacks before the item is complete.
 */
lacks: Array<Lack>, };

export type Lack = "answer" | "photo" | "note" | "choice";

export type MissingRow = { 
/**
 * Item.
 */
item: string, 
/**
 * Its title.
 */
title: Text, 
/**
 * What lacks.
 */
lack: Lack, };

export type SectionView = { 
/**
 * Code, e.g. `B14`.
 */
code: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Items in all.
 */
items: number, 
/**
 * Items answered.
 */
answered: number, 
/**
 * Whether this section takes part; a scored table that nobody has touched does not.
 */
checked: boolean, 
/**
 * Score of the sub-table, 0..100, when scored and checked.
 */
score: number | null, 
/**
 * Points of guarantee items that can still be lost before the table becomes zero.
 */
margin: number | null, };

export type ScoreView = { 
/**
 * Total, 0..100, two decimals.
 */
total: number, 
/**
 * 优良, 合格 or 不合格.
 */
grade: Text, 
/**
 * Tables that are zero.
 */
zero_tables: Array<string>, };

export type InspectionRow = { 
/**
 * Which.
 */
id: InspectionId, 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Template code.
 */
template: string, 
/**
 * Template name.
 */
template_name: Text, 
/**
 * Stage in which it was made.
 */
stage: Stage, 
/**
 * Life.
 */
state: InspectionState, 
/**
 * Way to the centre.
 */
delivery: Delivery, 
/**
 * Items answered.
 */
answered: number, 
/**
 * Items that take part.
 */
items: number, 
/**
 * Items failed or with deductions.
 */
failed: number, 
/**
 * Photos.
 */
photos: number, 
/**
 * Items with different answers.
 */
conflicts: number, 
/**
 * Total, when scored.
 */
score: number | null, 
/**
 * Who started it.
 */
started_by: PersonRef, 
/**
 * When, RFC 3339.
 */
started_at: string, 
/**
 * Last change, RFC 3339.
 */
changed_at: string, };

export type InspectionView = { 
/**
 * The same facts as in a list.
 */
row: InspectionRow, 
/**
 * Template version that the record pins.
 */
template_version: number, 
/**
 * Standard.
 */
standard: string, 
/**
 * Sections in order.
 */
sections: Array<SectionView>, 
/**
 * Items in order.
 */
items: Array<ItemView>, 
/**
 * Photos without an item.
 */
tray: Array<PhotoView>, 
/**
 * Photos that were deleted and can be brought back.
 */
removed_photos: Array<PhotoView>, 
/**
 * Score, for a scored template.
 */
score: ScoreView | null, 
/**
 * Everything that lacks before it can be finished.
 */
missing: Array<MissingRow>, 
/**
 * Finished when and by whom.
 */
finished_at: string | null, 
/**
 * Finished by whom.
 */
finished_by: PersonRef | null, 
/**
 * The receipt's time, once filed.
 */
filed_at: string | null, 
/**
 * Item where this person was last.
 */
last_item: string | null, 
/**
 * Whether the person may answer.
 */
may_answer: boolean, 
/**
 * Whether it may be reopened.
 */
may_reopen: boolean, 
/**
 * The inspection that this one corrects.
 */
corrects: InspectionId | null, };

export type ItemSaved = { 
/**
 * The item as it now stands.
 */
item: ItemView, 
/**
 * The section.
 */
section: SectionView, 
/**
 * The row with progress.
 */
row: InspectionRow, 
/**
 * Score.
 */
score: ScoreView | null, 
/**
 * Device time at which it was on disk.
 */
saved_at: string, };

export type FindingState = "open" | "replied" | "failed" | "closed" | "withdrawn";

export type FindingActKind = "raised" | "withdrawn" | "restored" | "replied" | "closed" | "failed" | "reopened";

export type FindingRow = { 
/**
 * Which.
 */
id: FindingId, 
/**
 * Number for people, e.g. `3-12`.
 */
number: string, 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Inspection.
 */
inspection: InspectionId, 
/**
 * Item.
 */
item: string, 
/**
 * Title of the item.
 */
title: Text, 
/**
 * What is wrong, in the inspector's words.
 */
note: string, 
/**
 * Gravity.
 */
severity: Severity, 
/**
 * State.
 */
state: FindingState, 
/**
 * By when it is to be put right.
 */
due: string, 
/**
 * Working days left; negative = overdue.
 */
working_days_left: number, 
/**
 * Due date counted beyond the official calendars.
 */
provisional: boolean, 
/**
 * Way to the centre.
 */
delivery: Delivery, };

export type FindingActView = { 
/**
 * What.
 */
kind: FindingActKind, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * In words.
 */
note: string, };

export type FindingView = { 
/**
 * The same facts as in a list.
 */
row: FindingRow, 
/**
 * Clause that it rests on.
 */
clause: string, 
/**
 * Acts in order.
 */
acts: Array<FindingActView>, 
/**
 * Photos of the item.
 */
photos: Array<PhotoView>, 
/**
 * What the person may do now.
 */
may: Array<FindingActKind>, };

export type ChartForm = "columns" | "stepper";

export type ChartState = "not_begun" | "submitted" | "correcting" | "running" | "soon" | "late" | "law_missed" | "suspended" | "decided" | "refused" | "not_required";

export type ChartText = "phase" | "phase_note" | "group" | "group_note" | "code" | "days" | "name" | "department" | "state" | "note";

export type ChartLine = { 
/**
 * What it is.
 */
role: ChartText, 
/**
 * The words.
 */
text: string, 
/**
 * Where the line starts, or ends when `end` is set.
 */
x: number, 
/**
 * Its base line.
 */
y: number, 
/**
 * Size of the type.
 */
size: number, 
/**
 * Whether `x` is the right end of the line.
 */
end: boolean, };

export type ChartLayout = { 
/**
 * The form.
 */
form: ChartForm, 
/**
 * The language of its lines.
 */
lang: Lang, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Name of the procedure.
 */
name: Text, 
/**
 * Whether anything has happened: otherwise states are not shown.
 */
live: boolean, 
/**
 * Width of everything.
 */
width: number, 
/**
 * Height of everything.
 */
height: number, 
/**
 * Phases, left to right or top to bottom.
 */
columns: Array<ChartColumn>, 
/**
 * Frames around what is declared on one form.
 */
groups: Array<ChartGroup>, 
/**
 * Matters.
 */
nodes: Array<ChartNode>, 
/**
 * Dependencies; none in a stepper, where each step names what it waits for.
 */
edges: Array<ChartEdge>, 
/**
 * The line that joins the steps of a stepper; none in columns.
 */
rails: Array<ChartRail>, };

export type ChartColumn = { 
/**
 * Phase 0 to 5.
 */
phase: number, 
/**
 * Its name.
 */
title: Text, 
/**
 * Left.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, 
/**
 * What stands in its head.
 */
lines: Array<ChartLine>, };

export type ChartGroup = { 
/**
 * Key within the procedure; a group that spans phases has a frame in each.
 */
key: string, 
/**
 * Its name.
 */
name: Text, 
/**
 * The phase in which the frame stands.
 */
phase: number, 
/**
 * Whether the results go out together.
 */
together: boolean, 
/**
 * Left.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, 
/**
 * What stands in its head.
 */
lines: Array<ChartLine>, };

export type ChartNode = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: Text, 
/**
 * Code of the department.
 */
department: string, 
/**
 * Name of the department.
 */
department_name: Text, 
/**
 * Phase 0 to 5.
 */
phase: number, 
/**
 * Key of its group.
 */
group: string | null, 
/**
 * What it waits for.
 */
depends_on: Array<string>, 
/**
 * Where it stands.
 */
state: ChartState, 
/**
 * Days used, once it is accepted.
 */
used: number | null, 
/**
 * Days of its limit.
 */
limit: number | null, 
/**
 * Whether it is government time.
 */
government: boolean, 
/**
 * Whether it is on the critical path.
 */
critical: boolean, 
/**
 * Whether its box is dashed: it has not begun, or, where nothing has, it is no government time.
 */
dashed: boolean, 
/**
 * When it is due or expected, `YYYY-MM-DD`.
 */
due: string | null, 
/**
 * Left.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, 
/**
 * Centre of the state's icon; none where states are not shown.
 */
icon: [number, number] | null, 
/**
 * What stands in the box.
 */
lines: Array<ChartLine>, };

export type ChartEdge = { 
/**
 * What must be decided first.
 */
from: string, 
/**
 * What waits for it.
 */
to: string, 
/**
 * Corners of its path, all turns at right angles; it ends with an arrow.
 */
points: Array<[number, number]>, 
/**
 * Whether it is on the critical path.
 */
critical: boolean, };

export type ChartRail = { 
/**
 * Its ends.
 */
points: Array<[number, number]>, 
/**
 * Whether it is on the critical path.
 */
critical: boolean, };

export type CaseState = "submitted" | "correcting" | "running" | "suspended" | "granted" | "refused" | "not_accepted" | "opinion" | "withdrawn" | "terminated" | "revoked";

export type ClockColour = "none" | "green" | "yellow" | "red" | "black";

export type CaseActKind = "submit" | "ask_correction" | "resubmit" | "accept" | "not_accept" | "suspend" | "resume" | "opinion" | "convert" | "decide" | "deliver" | "amend" | "extend" | "withdraw" | "terminate" | "post_check" | "revoke" | "record";

export type CaseOutcome = "granted" | "refused" | "no_objection" | "objections" | "kept" | "rectify" | "false";

export type ClockView = { 
/**
 * Day of acceptance, which does not count.
 */
accepted: string | null, 
/**
 * Accepted because nothing was said within the time for acceptance.
 */
accepted_by_silence: boolean, 
/**
 * Days of the promise as they hold here (green channel and extensions counted in).
 */
promised_days: number | null, 
/**
 * Last day of the promise.
 */
promised_due: string | null, 
/**
 * Days of the law.
 */
legal_days: number | null, 
/**
 * Last day of the law.
 */
legal_due: string | null, 
/**
 * The limits are in calendar days.
 */
calendar_days: boolean, 
/**
 * Days used, without suspensions.
 */
used: number, 
/**
 * Days left until the promise; negative = missed. None when nothing runs.
 */
left: number | null, 
/**
 * Colour.
 */
colour: ClockColour, 
/**
 * The clock stands.
 */
suspended: boolean, 
/**
 * First day on which it is yellow.
 */
yellow_from: string | null, 
/**
 * First day on which it is red.
 */
red_from: string | null, 
/**
 * Rests on days of a year without an official calendar.
 */
provisional: boolean, 
/**
 * The promise as the acceptance notice stated it, where newer calendar data says otherwise.
 */
stated_due: string | null, 
/**
 * Version of the calendar.
 */
calendar: string, };

export type CaseRow = { 
/**
 * Which.
 */
id: CaseId, 
/**
 * Number for people, such as `3-00417`.
 */
number: string, 
/**
 * Matter code.
 */
matter: string, 
/**
 * Matter.
 */
name: Text, 
/**
 * Department code.
 */
department: string, 
/**
 * Who holds it: the department, or whoever decides by delegation.
 */
office: Text, 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Construction unit.
 */
owner: string, 
/**
 * State.
 */
state: CaseState, 
/**
 * Clock.
 */
clock: ClockView, 
/**
 * Key project (绿色通道).
 */
green_channel: boolean, 
/**
 * By commitment instead of review.
 */
commitment: boolean, 
/**
 * A pre-review before the land contract.
 */
pre_review: boolean, 
/**
 * Declared together with others.
 */
group: Text | null, 
/**
 * The result has been handed over.
 */
delivered: boolean, 
/**
 * Acts made here that the centre has not confirmed yet.
 */
pending: number, 
/**
 * Materials that lack, in words.
 */
lacking: Array<Text>, 
/**
 * Day handed in.
 */
submitted: string | null, 
/**
 * Day decided.
 */
decided: string | null, 
/**
 * Way to the centre.
 */
delivery: Delivery, };

export type CaseFilter = "to_accept" | "correcting" | "running" | "suspended" | "to_deliver" | "post_check" | "open" | "all";

export type CasesView = { 
/**
 * Rows of this page.
 */
cases: Array<CaseRow>, 
/**
 * How many match.
 */
total: number, 
/**
 * How many there are of each kind, for the tabs.
 */
counts: Array<CaseCount>, 
/**
 * Data as of (RFC 3339).
 */
as_of: string | null, };

export type CaseCount = { 
/**
 * Filter.
 */
filter: CaseFilter, 
/**
 * Cases.
 */
cases: number, 
/**
 * Of these red or black.
 */
late: number, };

export type MaterialView = { 
/**
 * Its place among the matter's materials.
 */
index: number, 
/**
 * Name.
 */
name: Text, 
/**
 * What was given.
 */
files: Array<MaterialFile>, 
/**
 * A correction names it.
 */
asked: boolean, };

export type MaterialFile = { 
/**
 * SHA-256.
 */
sha256: string, 
/**
 * File name.
 */
file_name: string, 
/**
 * Media type.
 */
mime: string, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * Who gave it.
 */
by: PersonRef, 
/**
 * When.
 */
at: string, 
/**
 * The case it was given for, when that was another one.
 */
given_for: CaseId | null, 
/**
 * Matter of that case.
 */
given_for_name: Text | null, 
/**
 * The bytes are on this machine.
 */
here: boolean, };

export type CaseActView = { 
/**
 * Entry id.
 */
id: string, 
/**
 * What.
 */
act: CaseActKind, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * For which office or unit.
 */
office: Text, 
/**
 * Civil date from which it counts (decided-at).
 */
on: string, 
/**
 * When it was entered, by the clock of the device.
 */
entered_at: string, 
/**
 * When the centre received it; none = pending.
 */
received_at: string | null, 
/**
 * Entered on a later day than it counts from.
 */
back_entry: boolean, 
/**
 * Outcome.
 */
outcome: CaseOutcome | null, 
/**
 * In words.
 */
note: string, 
/**
 * Legal basis in words.
 */
basis: string, 
/**
 * Special procedure.
 */
special: Text | null, 
/**
 * Last day of a suspension, planned.
 */
until: string | null, 
/**
 * Days of an extension.
 */
days: number | null, 
/**
 * What is to be corrected, or the materials handed in.
 */
list: Array<string>, 
/**
 * Document number.
 */
number: string | null, 
/**
 * The act that it amends.
 */
amends: string | null, 
/**
 * Amended by a later one: shown, not counted.
 */
amended: boolean, 
/**
 * Counts; false with the rule when it does not.
 */
counts: boolean, 
/**
 * Why it does not count.
 */
why_not: Text | null, 
/**
 * Signed by the centre for a person in a browser, or by another system, instead of by a device.
 */
signed_by: Signer, 
/**
 * Version of the survey or design that it was decided on.
 */
basis_version: number | null, };

export type Signer = "device" | "centre" | "system";

export type CaseDocument = { 
/**
 * The act that it documents.
 */
act: string, 
/**
 * Title.
 */
title: Text, 
/**
 * Number.
 */
number: string, 
/**
 * Date.
 */
date: string, 
/**
 * Not confirmed by the centre yet.
 */
pending: boolean, };

export type SpecialView = { 
/**
 * Key.
 */
key: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Legal basis.
 */
basis: Text, 
/**
 * Most working days that it may take, where a rule sets one.
 */
cap: number | null, };

export type RelatedMatter = { 
/**
 * Matter code.
 */
matter: string, 
/**
 * Name.
 */
name: Text, 
/**
 * State of its case; none = not begun.
 */
state: CaseState | null, 
/**
 * Its case.
 */
case: CaseId | null, };

export type MergedEvaluations = { 
/**
 * Submissions that they would have been one by one; merged it is one.
 */
submissions: number, 
/**
 * Review meetings one by one; merged it is one.
 */
meetings: number, 
/**
 * Working days promised one after the other.
 */
days_before: number, 
/**
 * Working days promised together.
 */
days_after: number, };

export type GroupView = { 
/**
 * Key within the procedure.
 */
key: string, 
/**
 * Name.
 */
name: Text, 
/**
 * All results go out together once all are decided.
 */
all_decided: boolean, 
/**
 * Day on which they were declared together.
 */
declared: string | null, 
/**
 * Members.
 */
members: Array<CaseRow>, 
/**
 * Decided members.
 */
decided: number, 
/**
 * The results may go out.
 */
released: boolean, 
/**
 * Working days one after the other.
 */
serial_days: number, 
/**
 * Working days side by side.
 */
parallel_days: number, 
/**
 * Evaluations that came as one report, where the members are such (J14).
 */
merged: MergedEvaluations | null, };

export type CaseView = { 
/**
 * As in the list.
 */
row: CaseRow, 
/**
 * Stage of the project to which it belongs.
 */
stage: Stage, 
/**
 * What is issued.
 */
output: Text, 
/**
 * Whether a commitment may take the place of a review.
 */
commitment_allowed: boolean, 
/**
 * Materials, with what was given.
 */
materials: Array<MaterialView>, 
/**
 * What must be decided first.
 */
after: Array<RelatedMatter>, 
/**
 * What waits for it.
 */
before: Array<RelatedMatter>, 
/**
 * The group, where it is in one.
 */
group: GroupView | null, 
/**
 * History, oldest first.
 */
acts: Array<CaseActView>, 
/**
 * Documents made of its acts.
 */
documents: Array<CaseDocument>, 
/**
 * Acts that this person may do now.
 */
may: Array<CaseActKind>, 
/**
 * Special procedures that may stop this clock.
 */
specials: Array<SpecialView>, 
/**
 * The list of the correction that was asked for.
 */
correction: Array<string>, 
/**
 * By when a commitment is to be checked.
 */
post_check_due: string | null, 
/**
 * Decided on something that has changed since, in words.
 */
stale_basis: Text | null, 
/**
 * Who decides instead of the department, by which delegation.
 */
delegation: Text | null, 
/**
 * Data as of.
 */
as_of: string | null, };

export type OwedRow = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Case; none for a matter that is not begun.
 */
case: CaseId | null, 
/**
 * Matter code.
 */
matter: string, 
/**
 * Matter.
 */
name: Text, 
/**
 * Department.
 */
office: Text, 
/**
 * What to do, in words.
 */
what: Text, 
/**
 * What lacks.
 */
lacking: Array<Text>, 
/**
 * By when, where a date is set.
 */
due: string | null, 
/**
 * Working days left.
 */
left: number | null, 
/**
 * On the critical path: each day of waiting moves the permit.
 */
critical: boolean, };

export type FlowNode = { 
/**
 * Matter code.
 */
matter: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Department.
 */
office: Text, 
/**
 * Department code.
 */
department: string, 
/**
 * Phase, 0 to 5.
 */
phase: number, 
/**
 * Stage.
 */
stage: Stage, 
/**
 * Key of its group.
 */
group: string | null, 
/**
 * Must be decided first.
 */
after: Array<string>, 
/**
 * Counts as time of the government.
 */
government: boolean, 
/**
 * Its case; none = not begun.
 */
case: CaseId | null, 
/**
 * State; none = not begun.
 */
state: CaseState | null, 
/**
 * Clock, once there is a case.
 */
clock: ClockView | null, 
/**
 * Promised days of a matter that is not begun.
 */
promised_days: number | null, 
/**
 * Everything before it is decided and it is not begun.
 */
ready: boolean, 
/**
 * Condition under which it is part of the procedure, in words.
 */
condition: Text | null, 
/**
 * Day it was or is expected to be decided.
 */
expected: string | null, 
/**
 * On the critical path of what is left.
 */
critical: boolean, 
/**
 * Materials named by the catalogue.
 */
materials: number, 
/**
 * Materials that lack.
 */
lacking: Array<Text>, 
/**
 * Acts waiting for the centre.
 */
pending: number, };

export type ForecastView = { 
/**
 * Matter of the permit.
 */
matter: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Expected day; the day itself once decided.
 */
expected: string | null, 
/**
 * It is decided.
 */
decided: boolean, 
/**
 * Working days from today until then.
 */
working_days: number, 
/**
 * Working days earlier (positive) or later than what was promised when the procedure began.
 */
ahead_of_plan: number | null, 
/**
 * Rests on days without an official calendar.
 */
provisional: boolean, 
/**
 * What-if: the day of answering that was assumed, and the days that it saves.
 */
if_answered: string | null, 
/**
 * Working days saved against waiting as now expected.
 */
saves: number | null, };

export type GateView = { 
/**
 * Stage that it closes.
 */
from: Stage, 
/**
 * The next one.
 */
to: Stage | null, 
/**
 * Everything that is missing, in words, at once.
 */
missing: Array<Text>, 
/**
 * Exceptions that were recorded, with who allowed them.
 */
exceptions: Array<GateException>, };

export type GateException = { 
/**
 * What was missing.
 */
missing: Text, 
/**
 * Reason.
 */
reason: string, 
/**
 * Who allowed it.
 */
by: PersonRef, 
/**
 * When.
 */
at: string, };

export type DateKind = "milestone" | "matter" | "park" | "utility";

export type ProjectDate = { 
/**
 * Key, as `record_dates` takes it.
 */
key: string, 
/**
 * What happens on it.
 */
name: Text, 
/**
 * What it is about.
 */
kind: DateKind, 
/**
 * It may lie ahead.
 */
planned: boolean, 
/**
 * Day (`YYYY-MM-DD`); none while it is not recorded.
 */
on: string | null, };

export type ParkPromise = "service" | "land" | "utilities" | "title";

export type ParkLine = { 
/**
 * Which one.
 */
promise: ParkPromise, 
/**
 * In words.
 */
name: Text, 
/**
 * Day from which it is counted: contract, contract, start of the works, filing. None while that has not come.
 */
from: string | null, 
/**
 * Day on which it was kept or at last done: agent and site check, land, title.
 */
to: string | null, 
/**
 * Days between them, or until today: calendar days for land, working days for the title.
 */
days: number | null, 
/**
 * Days promised, in the same unit.
 */
limit: number | null, 
/**
 * Whether it was kept; none while it still may be.
 */
kept: boolean | null, 
/**
 * What is missing: utilities that were not ready, or the service that was not given.
 */
missing: Array<Text>, };

export type FlowView = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Its code.
 */
project_code: string, 
/**
 * Construction unit.
 */
owner: string, 
/**
 * Stage.
 */
stage: Stage, 
/**
 * Procedure code; empty when none was chosen yet.
 */
procedure: string, 
/**
 * Procedure.
 */
procedure_name: Text, 
/**
 * Version of the catalogue.
 */
procedure_version: string, 
/**
 * Key project, with its reason.
 */
green_channel: string | null, 
/**
 * Matters in the order of phases and codes.
 */
nodes: Array<FlowNode>, 
/**
 * The same as a chart of columns, laid out; none without a procedure.
 */
chart: ChartLayout | null, 
/**
 * Groups.
 */
groups: Array<GroupView>, 
/**
 * What the construction unit owes now.
 */
owed: Array<OwedRow>, 
/**
 * The construction permit, or the last matter when there is none.
 */
forecast: ForecastView | null, 
/**
 * Working days of government time left on the critical path.
 */
critical_days: number, 
/**
 * Working days used from the first acceptance to now or to the last decision.
 */
elapsed: number, 
/**
 * Working days used by all matters together.
 */
used: number, 
/**
 * The gate of the current stage.
 */
gate: GateView | null, 
/**
 * What was promised to the firm, measured from the same records.
 */
promises: Array<PromiseView>, 
/**
 * What the park promises to every firm; empty outside of parks.
 */
park: Array<ParkLine>, 
/**
 * Dates that are recorded beside the cases.
 */
dates: Array<ProjectDate>, 
/**
 * Procedures to choose from, where none is chosen and the person may; dates may be recorded.
 */
may_choose: boolean, 
/**
 * The person may set the green channel and let a project through a gate by exception (window, administrator).
 */
may_except: boolean, 
/**
 * The person may declare matters (construction unit, agent, clerk).
 */
may_declare: boolean, 
/**
 * Data as of.
 */
as_of: string | null, };

export type DepartmentLoad = { 
/**
 * Department code.
 */
department: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Open cases.
 */
open: number, 
/**
 * Due soon.
 */
soon: number, 
/**
 * Promise missed.
 */
red: number, 
/**
 * Law missed.
 */
black: number, 
/**
 * Suspended.
 */
suspended: number, 
/**
 * Decided.
 */
decided: number, 
/**
 * Of these on time by the promise.
 */
on_time: number, };

export type ProcedureMetrics = { 
/**
 * Procedure code.
 */
procedure: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Version of the catalogue under which its cases were opened.
 */
version: string, 
/**
 * Decided cases.
 */
decided: number, 
/**
 * Median of used working days.
 */
median_days: number, 
/**
 * 90th percentile.
 */
p90_days: number, 
/**
 * Share decided by the promised day, 0 to 1.
 */
on_time_rate: number, 
/**
 * Share accepted without a correction, 0 to 1.
 */
first_pass_rate: number, 
/**
 * Corrections asked for.
 */
corrections: number, 
/**
 * Refused.
 */
refused: number, };

export type BoardView = { 
/**
 * Law missed, promise missed, about to be: the worst first.
 */
late: Array<CaseRow>, 
/**
 * Load of each department.
 */
departments: Array<DepartmentLoad>, 
/**
 * On-time rate by procedure version.
 */
procedures: Array<ProcedureMetrics>, 
/**
 * Commitments found false.
 */
revoked: number, 
/**
 * Data as of.
 */
as_of: string | null, };

export type ProcedureRow = { 
/**
 * Code.
 */
code: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Which projects it is for.
 */
applies_to: Text, 
/**
 * Matters.
 */
matters: number, 
/**
 * Promised working days on the critical path.
 */
promised_days: number, 
/**
 * Legal days on the critical path.
 */
legal_days: number, 
/**
 * Conditions that the project has to answer.
 */
conditions: Array<ConditionRow>, };

export type ConditionRow = { 
/**
 * Key.
 */
key: string, 
/**
 * Words.
 */
label: Text, 
/**
 * Key of the one that holds exactly when this does not.
 */
opposite_of: string | null, };

export type ProceduresView = { 
/**
 * Version of the catalogue in force.
 */
version: string, 
/**
 * Calendar version.
 */
calendar: string, 
/**
 * Years with an official calendar.
 */
official_years: Array<number>, 
/**
 * Procedures.
 */
procedures: Array<ProcedureRow>, };

export type CatalogueDifference = { 
/**
 * Version in force.
 */
from: string, 
/**
 * Version looked at.
 */
to: string, 
/**
 * What is wrong with it; empty when it may go live.
 */
problems: Array<CatalogueProblemRow>, 
/**
 * What differs, in words.
 */
changes: Array<CatalogueChange>, };

export type CatalogueProblemRow = { 
/**
 * File.
 */
file: string, 
/**
 * Key.
 */
key: string, 
/**
 * What is wrong and what to do.
 */
message: string, };

export type CatalogueChange = { 
/**
 * About which procedure, matter or calendar year.
 */
about: Text, 
/**
 * What changes.
 */
what: Text, 
/**
 * Working days saved on the critical path (negative: lost), where it is about time.
 */
days_saved: number | null, };

export type DeclaredView = { 
/**
 * The cases made by one form.
 */
cases: Array<CaseRow>, 
/**
 * Fields of the form, each counted once.
 */
fields_once: number, 
/**
 * Fields that separate forms would have asked for.
 */
fields_apart: number, };

export type FetchRow = { 
/**
 * Organisation that fetched.
 */
organisation: string, 
/**
 * Its id.
 */
organisation_id: OrganisationId, 
/**
 * Person.
 */
person: PersonRef, 
/**
 * File.
 */
file_name: string, 
/**
 * When.
 */
at: string, };

export type PromiseView = { 
/**
 * Clause.
 */
clause: string, 
/**
 * Matter.
 */
name: Text, 
/**
 * Working days promised.
 */
target: number, 
/**
 * Working days used.
 */
used: number | null, 
/**
 * More than was promised.
 */
breach: boolean, 
/**
 * What follows from the breach.
 */
penalty: string | null, };

export type SurveyState = "assigned" | "design_locked" | "measuring" | "passed" | "failed" | "signed" | "accepted" | "returned";

export type ContractStage = "land" | "works" | "completion";

export type TargetRole = "point" | "control" | "boundary" | "level" | "distance" | "height" | "area" | "index_at_most" | "index_at_least";

export type FigureRole = "building" | "red_line" | "parcel" | "other";

export type SurveyVerdict = "pass" | "near" | "fail";

export type SurveyRule = { 
/**
 * Key in the catalogue, e.g. `staked_point`.
 */
key: string, 
/**
 * Name.
 */
name: Text, 
/**
 * The limit; inclusive, compared after rounding to 0.1 mm.
 */
limit: number, 
/**
 * Unit of limit and deviation: `mm`, `m`, `m²`, `%`; empty for an index.
 */
unit: string, 
/**
 * Standard and clause in words.
 */
source: Text, 
/**
 * `high`, `medium`, `low`: how sure the figure is. What is low is a local parameter to be confirmed.
 */
confidence: string, };

export type SurveyValue = { 
/**
 * North, m.
 */
x_north: number | null, 
/**
 * East, m.
 */
y_east: number | null, 
/**
 * Height in the project's height system, m.
 */
h: number | null, 
/**
 * Distance or height of a building in m, area in m².
 */
value: number | null, };

export type MeasuredBy = "typed" | "file" | "receiver";

export type FixQuality = "none" | "single" | "differential" | "rtk_fixed" | "rtk_float" | "other";

export type FixView = { 
/**
 * Quality.
 */
quality: FixQuality, 
/**
 * Longitude, degrees.
 */
lon: number, 
/**
 * Latitude, degrees.
 */
lat: number, 
/**
 * North in the project's grid, m; none outside of it.
 */
x_north: number | null, 
/**
 * East in the project's grid, m.
 */
y_east: number | null, 
/**
 * Height above mean sea level as the receiver says it, m.
 */
altitude_m: number | null, 
/**
 * Satellites used.
 */
satellites: number | null, 
/**
 * Horizontal dilution of precision.
 */
hdop: number | null, 
/**
 * Age of the corrections, s.
 */
age_s: number | null, 
/**
 * Horizontal accuracy: as the receiver says it (GST), else estimated from the quality, m.
 */
accuracy_m: number, 
/**
 * Time of the receiver, `HH:MM:SS.sss` UTC.
 */
time_utc: string, 
/**
 * Whether it counts as a survey value.
 */
counts: boolean, 
/**
 * Why not, in words; empty when it counts.
 */
why_not: Text, };

export type MeasurementView = { 
/**
 * Names it among those in conflict.
 */
id: string, 
/**
 * The value that counts: the mean where several readings were given.
 */
value: SurveyValue, 
/**
 * The single readings, when there were several.
 */
readings: Array<SurveyValue>, 
/**
 * Largest difference between readings in mm, when there were several.
 */
spread_mm: number | null, 
/**
 * From where.
 */
source: MeasuredBy, 
/**
 * Name of the file, for values of a file.
 */
file_name: string | null, 
/**
 * Local system from which they were taken over, by its name; none = the grid of the survey.
 */
local_system: string | null, 
/**
 * The fix, for values of a receiver.
 */
fix: FixView | null, 
/**
 * Instrument.
 */
instrument: InstrumentView | null, 
/**
 * Note.
 */
note: string, 
/**
 * What was read in the field, for a value that was computed from it.
 */
from: ReadingsView | null, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * Device time, RFC 3339 with offset.
 */
at: string, };

export type FieldReadings = { "how": "height_by_faces", 
/**
 * Horizontal distance from the instrument, m.
 */
distance_m: number, 
/**
 * Rounds (测回).
 */
rounds: Array<FacesRound>, } | { "how": "floor_area", 
/**
 * Storeys and parts of storeys.
 */
floors: Array<FloorReading>, } | { "how": "area_ratio", 
/**
 * The area above the line, m².
 */
part_m2: number, 
/**
 * The area of the site, m².
 */
site_m2: number, };

export type FacesRound = { 
/**
 * Top, face left.
 */
top_left: number, 
/**
 * Top, face right.
 */
top_right: number, 
/**
 * Base, face left.
 */
base_left: number, 
/**
 * Base, face right.
 */
base_right: number, };

export type FloorKind = "level" | "sloped";

export type FloorReading = { 
/**
 * Name, e.g. `1F`; empty for its place in the list.
 */
name: string, 
/**
 * Of which height.
 */
kind: FloorKind, 
/**
 * Area, m².
 */
area_m2: number, 
/**
 * Storey height, or net height under a slope, m.
 */
height_m: number, };

export type FloorSteps = { 
/**
 * Storey height from which it counts in full; below it, by half.
 */
storey_full_m: number, 
/**
 * Net height under a slope from which it counts in full.
 */
slope_full_m: number, 
/**
 * Net height under a slope from which it counts by half; below it, not at all.
 */
slope_half_m: number, };

export type RoundFound = { 
/**
 * Height, m.
 */
height_m: number, 
/**
 * Vertical angle to the top above the horizon, mean of both faces, degrees.
 */
top_deg: number, 
/**
 * Vertical angle to the base, degrees.
 */
base_deg: number, 
/**
 * Index error (指标差) by the readings to the top, seconds.
 */
top_index_sec: number, 
/**
 * Index error by the readings to the base, seconds.
 */
base_index_sec: number, };

export type FloorFound = { 
/**
 * Share that counts: 1, 0.5 or 0.
 */
share: number, 
/**
 * Area that counts, m².
 */
counted_m2: number, };

export type ReadingsView = { 
/**
 * As read.
 */
readings: FieldReadings, 
/**
 * Version of the formulas by which it was computed.
 */
formulas: string, 
/**
 * For a height: what each round comes to.
 */
rounds: Array<RoundFound>, 
/**
 * For an area: what each storey comes to.
 */
floors: Array<FloorFound>, 
/**
 * For an area: the heights from which it was counted.
 */
steps: FloorSteps | null, 
/**
 * For an area: where these heights come from.
 */
steps_source: Text, 
/**
 * The value: mean height in m, counted area in m², or the index.
 */
value: number | null, 
/**
 * Largest difference of heights between rounds, mm.
 */
spread_mm: number | null, 
/**
 * What has to be told about the readings, each with its limit and source; the value counts all the same.
 */
doubts: Array<Text>, };

export type ReadingProblem = { 
/**
 * Field: `distance_m`, `rounds`, `rounds.0.top_left`, `floors.2.height_m`, `part_m2`, `site_m2`.
 */
at: string, 
/**
 * Why, and what to do.
 */
text: Text, };

export type ReadingsTried = { 
/**
 * What follows; none while a reading cannot be used.
 */
found: ReadingsView | null, 
/**
 * How the target would stand.
 */
result: TargetResult | null, 
/**
 * Readings that cannot be used.
 */
problems: Array<ReadingProblem>, };

export type TargetResult = { 
/**
 * Measured minus design, north, mm.
 */
dx_mm: number | null, 
/**
 * Measured minus design, east, mm.
 */
dy_mm: number | null, 
/**
 * Distance between the two in plan, mm.
 */
ds_mm: number | null, 
/**
 * Measured minus design in height, mm.
 */
dh_mm: number | null, 
/**
 * Measured minus design of a distance or height in mm, of an area in m².
 */
dv: number | null, 
/**
 * The worst of what was compared.
 */
verdict: SurveyVerdict, 
/**
 * The rules, plan before level.
 */
rules: Array<SurveyRule>, 
/**
 * One sentence that says by how much it holds or fails.
 */
sentence: Text, };

export type TargetView = { 
/**
 * Name, unique in its survey: `A1`, `2#`, `东`.
 */
name: string, 
/**
 * What it is.
 */
role: TargetRole, 
/**
 * Code of the drawing, may be empty.
 */
code: string, 
/**
 * The design value.
 */
design: SurveyValue, 
/**
 * The value in force; with a conflict the one that the record happens to put first.
 */
measured: MeasurementView | null, 
/**
 * All different values when there is a conflict, else empty.
 */
conflict: Array<MeasurementView>, 
/**
 * What came out; none while not measured.
 */
result: TargetResult | null, 
/**
 * Photos of it, without removed ones.
 */
photos: Array<PhotoView>, 
/**
 * Measured by a crew that did not know of the signature.
 */
after_signing: boolean, };

export type DerivedRow = { 
/**
 * `side`, `diagonal`, `setback`, `spacing`, `area`.
 */
kind: DerivedKind, 
/**
 * What it is between, e.g. `A1-A2`.
 */
name: string, 
/**
 * By design, m or m².
 */
design: number | null, 
/**
 * From the measured points, m or m².
 */
measured: number | null, 
/**
 * Measured minus design in mm, for areas in m².
 */
deviation: number | null, 
/**
 * What is asked for at least (setback, spacing), m.
 */
required: number | null, 
/**
 * Area on the ellipsoid beside the one on the grid, m².
 */
on_ellipsoid: number | null, 
/**
 * Verdict; none for what only informs.
 */
verdict: SurveyVerdict | null, 
/**
 * The rule.
 */
rule: SurveyRule | null, };

export type DerivedKind = "side" | "diagonal" | "setback" | "spacing" | "area";

export type FigureView = { 
/**
 * Name: `1#楼`, `用地红线`.
 */
name: string, 
/**
 * What it is.
 */
role: FigureRole, 
/**
 * Closed.
 */
closed: boolean, 
/**
 * By design: north, east.
 */
design: Array<[number, number]>, 
/**
 * As measured, when all of its points are.
 */
measured: Array<[number, number]>, 
/**
 * Names of its points, in order; empty for a figure with coordinates of its own.
 */
points: Array<string>, 
/**
 * Least distance to the red line, or to other buildings, m.
 */
required_m: number | null, };

export type DesignView = { 
/**
 * Which (a UUID).
 */
id: string, 
/**
 * 1 for the first.
 */
version: number, 
/**
 * Number of the drawing.
 */
drawing: string, 
/**
 * Revision of the drawing.
 */
revision: string, 
/**
 * Name of the file that it came from; empty when it was typed.
 */
file_name: string, 
/**
 * Digest of that file, kept as it came.
 */
sha256: string | null, 
/**
 * Local system from which its coordinates were taken over, by its name; none = the grid of the survey. The file then stays on the
 * device that took it in.
 */
local_system: string | null, 
/**
 * Targets in it.
 */
targets: number, 
/**
 * Who brought it in.
 */
by: PersonRef, 
/**
 * When.
 */
at: string, 
/**
 * The one that counts.
 */
in_force: boolean, };

export type InstrumentView = { 
/**
 * Model, e.g. `TS16`.
 */
model: string, 
/**
 * Serial number.
 */
serial: string, 
/**
 * Number of the calibration certificate.
 */
certificate: string, 
/**
 * Last day on which the calibration holds.
 */
valid_until: string, 
/**
 * Out of calibration on the day of use (or today, in a list).
 */
expired: boolean, };

export type ObservationView = { 
/**
 * Which (a UUID).
 */
id: string, 
/**
 * Target at which it was taken.
 */
target: string, 
/**
 * The fix.
 */
fix: FixView, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * When.
 */
at: string, };

export type SurveyActKind = "assigned" | "designed" | "chosen" | "signed" | "withdrawn" | "accepted" | "returned" | "reused";

export type SurveyActView = { 
/**
 * Which (a UUID).
 */
id: string, 
/**
 * What.
 */
act: SurveyActKind, 
/**
 * Who.
 */
by: PersonRef, 
/**
 * As what.
 */
role: Role | null, 
/**
 * Of which organisation.
 */
organisation: OrganisationRef | null, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * In words.
 */
note: string, 
/**
 * Version of the design that it rests on.
 */
design: number | null, 
/**
 * For a signature: passed or failed.
 */
verdict: SurveyVerdict | null, 
/**
 * For a signature: whether it was proven by the device's key, is for this record, and is of the surveyor named.
 */
proven: boolean | null, 
/**
 * For an act on a signature that no longer stands, or a signature by which not everything is covered.
 */
outdated: boolean, 
/**
 * Case for which a department used it.
 */
case: CaseId | null, };

export type SurveyLackKind = "design" | "measurement" | "choice" | "closure" | "closure_failed" | "instrument" | "calibration" | "photo" | "readings";

export type SurveyLack = { 
/**
 * What.
 */
kind: SurveyLackKind, 
/**
 * Target, where it is about one; else empty.
 */
target: string, 
/**
 * In words, with what to do.
 */
text: Text, 
/**
 * Told, but does not keep the survey from being signed.
 */
warning: boolean, };

export type SurveyRow = { 
/**
 * Which.
 */
id: SurveyId, 
/**
 * Number for people.
 */
number: string, 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Its name.
 */
project_name: string, 
/**
 * Kind in the catalogue, e.g. `grey_line`.
 */
kind: string, 
/**
 * Its name.
 */
kind_name: Text, 
/**
 * Contract stage.
 */
contract_stage: ContractStage, 
/**
 * Stage of the project that it belongs to.
 */
stage: Stage, 
/**
 * Matter that rests on it; empty when none does.
 */
matter: string, 
/**
 * Surveying unit.
 */
unit: OrganisationRef, 
/**
 * Where it stands.
 */
state: SurveyState, 
/**
 * The design or something measured changed after it was signed: the verdict no longer holds.
 */
stale: boolean, 
/**
 * Way to the centre.
 */
delivery: Delivery, 
/**
 * To be measured.
 */
targets: number, 
/**
 * Measured.
 */
measured: number, 
/**
 * Beyond their limit.
 */
failed: number, 
/**
 * Near their limit.
 */
near: number, 
/**
 * With different values.
 */
conflicts: number, 
/**
 * Version of the design in force.
 */
design: number | null, 
/**
 * By when, `YYYY-MM-DD`.
 */
due: string | null, 
/**
 * Working days left; negative when overdue; none without a due date or when it is done.
 */
days_left: number | null, 
/**
 * Green, yellow, red, black as for cases.
 */
colour: ClockColour, 
/**
 * Last change, RFC 3339.
 */
changed_at: string, };

export type SurveyFilter = "to_do" | "to_check" | "accepted" | "all";

export type SurveysView = { 
/**
 * Rows: overdue first, then the earlier due date.
 */
rows: Array<SurveyRow>, 
/**
 * How many match.
 */
total: number, 
/**
 * How many there are by filter.
 */
counts: Array<SurveyCount>, 
/**
 * Kinds that may be assigned here.
 */
kinds: Array<SurveyKindView>, 
/**
 * Whether the person may assign surveys.
 */
may_assign: boolean, };

export type SurveyCount = { 
/**
 * Which.
 */
filter: SurveyFilter, 
/**
 * How many.
 */
count: number, };

export type SurveyKindView = { 
/**
 * Key.
 */
key: string, 
/**
 * Name.
 */
name: Text, 
/**
 * Contract stage.
 */
contract_stage: ContractStage, 
/**
 * Stage of the project.
 */
stage: Stage, 
/**
 * Matter that rests on it.
 */
matter: string, 
/**
 * Roles of targets that it has.
 */
roles: Array<TargetRole>, };

export type SurveyMay = { 
/**
 * Bring in a design version.
 */
design: boolean, 
/**
 * Enter values.
 */
measure: boolean, 
/**
 * Sign, once nothing lacks.
 */
sign: boolean, 
/**
 * Take the signature back.
 */
withdraw: boolean, 
/**
 * Accept or return.
 */
check: boolean, 
/**
 * Use the result for a case of the own department.
 */
reuse: boolean, 
/**
 * Export with coordinates; without it only the report.
 */
export: boolean, };

export type TileFrame = { 
/**
 * `u` of the centre.
 */
u0: number, 
/**
 * `v` of the centre.
 */
v0: number, 
/**
 * Change of `u` per metre to the north.
 */
u_north: number, 
/**
 * Change of `u` per metre to the east.
 */
u_east: number, 
/**
 * Change of `v` per metre to the north.
 */
v_north: number, 
/**
 * Change of `v` per metre to the east.
 */
v_east: number, 
/**
 * How far it is off at most 1 km from the centre, m.
 */
error_m: number, };

export type GroundFrame = { 
/**
 * North of the centre, m.
 */
x0: number, 
/**
 * East of the centre, m.
 */
y0: number, 
/**
 * For tiles that are where they say.
 */
tiles: TileFrame, 
/**
 * For tiles that are drawn shifted, in GCJ-02.
 */
shifted: TileFrame, };

export type SurveyView = { 
/**
 * The same facts as in a list.
 */
row: SurveyRow, 
/**
 * EPSG code of the project's grid.
 */
epsg: number, 
/**
 * The grid in words.
 */
grid: Text, 
/**
 * Design versions, the newest first.
 */
designs: Array<DesignView>, 
/**
 * Targets in the order of the design.
 */
targets: Array<TargetView>, 
/**
 * Figures of the design.
 */
figures: Array<FigureView>, 
/**
 * Sides, diagonals, setbacks, spacings, areas.
 */
derived: Array<DerivedRow>, 
/**
 * Rules of this kind of survey, with limits that do not depend on a length.
 */
rules: Array<SurveyRule>, 
/**
 * Instruments named, the latest first.
 */
instruments: Array<InstrumentView>, 
/**
 * Seen by receivers, and no survey values.
 */
observations: Array<ObservationView>, 
/**
 * Verdict as a whole; none while nothing is measured.
 */
verdict: SurveyVerdict | null, 
/**
 * The sentence of the report: names every failing point and distance.
 */
conclusion: Text, 
/**
 * What lacks before it may be signed.
 */
lacks: Array<SurveyLack>, 
/**
 * History, oldest first.
 */
acts: Array<SurveyActView>, 
/**
 * What the person may do.
 */
may: SurveyMay, 
/**
 * Photos without a target.
 */
tray: Array<PhotoView>, 
/**
 * Version of the formulas by which it is computed.
 */
formulas: string, 
/**
 * Why the result is stale, in words; empty when it is not.
 */
stale_because: Text, 
/**
 * Whether a photo of every failing point is asked for.
 */
photo_on_fail: boolean, 
/**
 * Where tiles of a map lie; none when there is nothing to locate it by.
 */
ground: GroundFrame | null, };

export type TargetSaved = { 
/**
 * The target as it now stands.
 */
target: TargetView, 
/**
 * The row with counts.
 */
row: SurveyRow, 
/**
 * What lacks.
 */
lacks: Array<SurveyLack>, 
/**
 * Verdict as a whole.
 */
verdict: SurveyVerdict | null, 
/**
 * The sentence.
 */
conclusion: Text, 
/**
 * Sides, diagonals, setbacks, spacings, areas.
 */
derived: Array<DerivedRow>, 
/**
 * Figures, as their points are measured.
 */
figures: Array<FigureView>, 
/**
 * Device time at which it was on disk.
 */
saved_at: string, };

export type SurveyColumn = "name" | "code" | "x_north" | "y_east" | "h" | "skip";

export type SurveyFilePreview = { 
/**
 * `csv`, `xlsx`, `geojson`, `gpkg`, `dxf`.
 */
format: string, 
/**
 * Encoding and separator in words, for text files.
 */
reading: Text, 
/**
 * Sheets of a workbook, layers of a package; empty otherwise.
 */
sheets: Array<string>, 
/**
 * The sheet that was read.
 */
sheet: string, 
/**
 * Columns as they are taken, for tables; empty for formats that name their fields.
 */
columns: Array<SurveyColumn>, 
/**
 * First rows as they stand in the file.
 */
rows: Array<Array<string>>, 
/**
 * The same rows as they would be read.
 */
points: Array<SurveyPointRow>, 
/**
 * Points in all.
 */
count: number, 
/**
 * Figures that the file has.
 */
figures: number, 
/**
 * What looks wrong, e.g. east and north swapped; nothing is changed by itself.
 */
warnings: Array<SurveyFileWarning>, 
/**
 * Rows that cannot be read.
 */
problems: Array<SurveyFileProblem>, };

export type SurveyPointRow = { 
/**
 * Name.
 */
name: string, 
/**
 * Code.
 */
code: string, 
/**
 * North, m.
 */
x_north: number, 
/**
 * East, m.
 */
y_east: number, 
/**
 * Height, m.
 */
h: number | null, };

export type SurveyFileWarning = { 
/**
 * `swapped`, `other_zone`, `far_apart`, `outside_site`, `no_heights`.
 */
kind: string, 
/**
 * In words, with what to do.
 */
text: Text, 
/**
 * Columns that would mend it; empty when none would.
 */
columns: Array<SurveyColumn>, };

export type SurveyFileProblem = { 
/**
 * Row from 1, 0 for the file as a whole.
 */
row: number, 
/**
 * Column in words.
 */
column: string, 
/**
 * Why, and what to do.
 */
text: Text, };

export type PlanLine = { 
/**
 * The last point is joined to the first, which is not repeated.
 */
closed: boolean, 
/**
 * North and east, m.
 */
points: Array<[number, number]>, };

export type PlanView = { 
/**
 * Name of the file.
 */
name: string, 
/**
 * EPSG code of the grid that its coordinates are in.
 */
epsg: number, 
/**
 * Lines.
 */
lines: Array<PlanLine>, 
/**
 * Points: north and east, m.
 */
points: Array<[number, number]>, 
/**
 * What of the file is not drawn, in words; empty when everything is.
 */
left_out: Text, };

export type ReceiverKind = "tcp" | "serial" | "replay";

export type LastReceiver = { 
/**
 * How.
 */
kind: ReceiverKind, 
/**
 * `host:port`, or name of the port.
 */
address: string, 
/**
 * Baud rate of a serial port; 0 for others.
 */
baud: number, };

export type ReceiverView = { 
/**
 * Connected to what; none while there is none.
 */
kind: ReceiverKind | null, 
/**
 * Address, port or file.
 */
address: string, 
/**
 * Sentences come in.
 */
live: boolean, 
/**
 * Seconds since the last fix; none before the first.
 */
silent_s: number | null, 
/**
 * The last fix, in the grid of the survey asked for.
 */
fix: FixView | null, 
/**
 * Serial ports of this machine.
 */
ports: Array<string>, 
/**
 * Why it stopped, in words; empty while it runs.
 */
problem: Text, 
/**
 * Lines that could not be read.
 */
bad_lines: number, 
/**
 * What was connected last on this device, to be offered again.
 */
last: LastReceiver | null, };

export type GuideView = { 
/**
 * The receiver.
 */
receiver: ReceiverView, 
/**
 * Target.
 */
target: string, 
/**
 * Distance in plan, m; none without a fix.
 */
distance_m: number | null, 
/**
 * Azimuth from north clockwise, 0..360.
 */
azimuth_deg: number | null, 
/**
 * To go north, m; negative is south.
 */
north_m: number | null, 
/**
 * To go east, m; negative is west.
 */
east_m: number | null, 
/**
 * Fill (positive) or cut (negative), m, where both heights are known.
 */
up_m: number | null, 
/**
 * Limit at the target, m.
 */
threshold_m: number, 
/**
 * Distance minus accuracy is below a tenth of the threshold: fine scale.
 */
precise: boolean, 
/**
 * Within the threshold.
 */
within: boolean, 
/**
 * Direction in words: 向北 1.234 m，向东 0.250 m.
 */
words: Text, };

export type FixTaken = { 
/**
 * The target, when the fix counts.
 */
saved: TargetSaved | null, 
/**
 * The observation, when it does not: kept, and why it is no survey value.
 */
observation: ObservationView | null, };

export type MeasuredInput = { 
/**
 * One reading, or several of which the mean counts. An empty list takes the value back, unless there is `from`.
 */
readings: Array<SurveyValue>, 
/**
 * Note.
 */
note: string, 
/**
 * Position of the phone, as proof of presence; never a survey value.
 */
position?: Position, 
/**
 * What was read in the field; the value is computed from it, and `readings` are empty.
 */
from?: FieldReadings, };

export type TargetInput = { 
/**
 * Name.
 */
name: string, 
/**
 * Role.
 */
role: TargetRole, 
/**
 * Code.
 */
code: string, 
/**
 * Design value.
 */
design: SurveyValue, };

export type FigureInput = { 
/**
 * Name.
 */
name: string, 
/**
 * Role.
 */
role: FigureRole, 
/**
 * Names of its points in order.
 */
points: Array<string>, 
/**
 * Coordinates of its own (north, east), when it has no named points.
 */
coordinates: Array<[number, number]>, 
/**
 * Closed.
 */
closed: boolean, 
/**
 * Least distance, m.
 */
required_m: number | null, };

export type LocalSystemKind = "four_parameter" | "seven_parameter";

export type LocalSystemKey = "none" | "keystore" | "passphrase";

export type LocalSystemRow = { 
/**
 * Name.
 */
name: string, 
/**
 * Kind.
 */
kind: LocalSystemKind, 
/**
 * Whether coordinates of a file can be taken over by it: its direction and its planes are known.
 */
for_files: boolean, };

export type LocalSystemsView = { 
/**
 * By name.
 */
systems: Array<LocalSystemRow>, 
/**
 * How their key is kept.
 */
key: LocalSystemKey, 
/**
 * Whether a passphrase has to be given before they are used.
 */
locked: boolean, };

export type ParameterDirection = "to_local" | "to_grid";

export type RotationConvention = "position_vector" | "coordinate_frame";

export type LocalEllipsoid = "cgcs2000" | "krassovsky" | "iag1975";

export type LocalSystemInput = { "kind": "four_parameter", 
/**
 * EPSG code of the CGCS2000 grid that they belong to.
 */
epsg: number, 
/**
 * Which way they lead.
 */
direction: ParameterDirection, 
/**
 * Shift north, m.
 */
dx: number, 
/**
 * Shift east, m.
 */
dy: number, 
/**
 * Rotation, seconds of arc.
 */
rotation_s: number, 
/**
 * Deviation of the scale from one, ppm.
 */
scale_ppm: number, } | { "kind": "seven_parameter", 
/**
 * Which way they lead.
 */
direction: ParameterDirection, 
/**
 * What the rotations turn.
 */
convention: RotationConvention, 
/**
 * Shift along X, m.
 */
dx: number, 
/**
 * Shift along Y, m.
 */
dy: number, 
/**
 * Shift along Z, m.
 */
dz: number, 
/**
 * Rotation about X, seconds of arc.
 */
rx_s: number, 
/**
 * Rotation about Y, seconds of arc.
 */
ry_s: number, 
/**
 * Rotation about Z, seconds of arc.
 */
rz_s: number, 
/**
 * Deviation of the scale from one, ppm.
 */
scale_ppm: number, 
/**
 * Ellipsoid of the local system.
 */
ellipsoid: LocalEllipsoid, 
/**
 * Its central meridian, degrees.
 */
central_meridian: number, 
/**
 * What is added to eastings, m.
 */
false_easting: number, 
/**
 * What is added to northings, m.
 */
false_northing: number, };

export type PutLocalSystem = { 
/**
 * Name.
 */
name: string, 
/**
 * Parameters.
 */
system: LocalSystemInput, 
/**
 * The passphrase, where they are kept by one; none leaves the first one to the keystore.
 */
passphrase: string | null, };

export type ByLocalSystem = { 
/**
 * Name.
 */
name: string, };

export type UnlockLocalSystems = { 
/**
 * The passphrase.
 */
passphrase: string, };

export type DocKind = "project" | "inspection" | "finding" | "case" | "survey";

export type QueuedPhoto = { 
/**
 * Its digest.
 */
sha256: string, 
/**
 * Bytes in all.
 */
bytes: number, 
/**
 * Bytes that the centre has confirmed.
 */
sent: number, 
/**
 * State.
 */
delivery: Delivery, 
/**
 * Last error in words.
 */
problem: ProblemView | null, };

export type QueuedRecord = { 
/**
 * Which.
 */
doc: DocId, 
/**
 * Kind.
 */
kind: DocKind, 
/**
 * Title in words.
 */
title: Text, 
/**
 * State of the record as a whole.
 */
delivery: Delivery, 
/**
 * Changes without a receipt.
 */
changes_unsent: number, 
/**
 * Its photos that are not filed.
 */
photos: Array<QueuedPhoto>, 
/**
 * When it was filed, RFC 3339.
 */
filed_at: string | null, 
/**
 * Why the centre did not take something of it.
 */
problem: ProblemView | null, };

export type SyncActivity = "idle" | "records" | "photos";

export type SyncView = { 
/**
 * Whether the last exchange was answered.
 */
online: boolean, 
/**
 * What is going on.
 */
activity: SyncActivity, 
/**
 * Changes without a receipt.
 */
unsent: number, 
/**
 * Photos without a receipt.
 */
photos_unsent: number, 
/**
 * Bytes of these that are still to go.
 */
bytes_unsent: number, 
/**
 * When the last exchange was complete, RFC 3339.
 */
last_sync: string | null, 
/**
 * Next try, RFC 3339.
 */
next_try: string | null, 
/**
 * The last error in words.
 */
problem: ProblemView | null, 
/**
 * Records with something unfiled first, then those filed lately.
 */
records: Array<QueuedRecord>, 
/**
 * Free space.
 */
free_bytes: number, 
/**
 * Space of photos on this device.
 */
photo_bytes: number, 
/**
 * Of these, filed ones that could be cleared.
 */
photo_bytes_filed: number, 
/**
 * How many more photos of average size fit.
 */
photos_fit: number, 
/**
 * Open conflicts.
 */
conflicts: number, 
/**
 * Changes that the centre refused.
 */
quarantined: number, };

export type OrganisationKind = "construction_unit" | "surveying_unit" | "contractor" | "supervision" | "authority" | "park";

export type OrganisationRow = { 
/**
 * Which.
 */
id: OrganisationId, 
/**
 * Name.
 */
name: string, 
/**
 * Kind.
 */
kind: OrganisationKind, 
/**
 * Unified social credit code; may be empty for a department.
 */
uscc: string, 
/**
 * Codes of the departments that it is.
 */
departments: Array<string>, 
/**
 * People in it.
 */
people: number, };

export type PersonRow = { 
/**
 * Who.
 */
id: PersonId, 
/**
 * Name.
 */
name: string, 
/**
 * Name to sign in with.
 */
login: string, 
/**
 * Role.
 */
role: Role, 
/**
 * Organisation.
 */
organisation: OrganisationRef, 
/**
 * May sign in and sync.
 */
active: boolean, 
/**
 * Devices in use.
 */
devices: number, };

export type PersonAdded = { 
/**
 * The person.
 */
person: PersonRow, 
/**
 * First password, to be changed at the first sign-in.
 */
password: string, };

export type EnrolCodeView = { 
/**
 * For whom.
 */
person: PersonRef, 
/**
 * The code.
 */
code: string, 
/**
 * `handheld://enrol?...` link in the QR.
 */
link: string, 
/**
 * The QR as SVG markup without scripts.
 */
qr_svg: string, 
/**
 * RFC 3339.
 */
expires_at: string, };

export type DeviceRow = { 
/**
 * Which.
 */
id: DeviceId, 
/**
 * Name that was given.
 */
name: string, 
/**
 * Enrolled for.
 */
person: PersonRef, 
/**
 * RFC 3339.
 */
enrolled_at: string, 
/**
 * Last exchange, RFC 3339.
 */
last_seen: string | null, 
/**
 * Revoked when.
 */
revoked_at: string | null, };

export type ImportProblem = { 
/**
 * Row in the file, counted from 1 with the heading.
 */
row: number, 
/**
 * Column by its heading.
 */
column: string, 
/**
 * What is wrong, in the language of the request.
 */
message: string, };

export type ImportResult = { 
/**
 * Projects made.
 */
created: Array<ProjectId>, 
/**
 * Bad rows; when there is one, nothing was created.
 */
problems: Array<ImportProblem>, };

export type Nothing = Record<symbol, never>;

export type ByProject = { 
/**
 * Which.
 */
id: ProjectId, };

export type ByInspection = { 
/**
 * Which.
 */
id: InspectionId, };

export type ByFinding = { 
/**
 * Which.
 */
id: FindingId, };

export type ByPerson = { 
/**
 * Who.
 */
id: PersonId, };

export type ByDevice = { 
/**
 * Which.
 */
id: DeviceId, };

export type ListProjects = { 
/**
 * Words to search in name, code, address, units; empty = all.
 */
search: string, 
/**
 * Only this stage.
 */
stage: Stage | null, 
/**
 * Rows to leave out at the start.
 */
offset: number, 
/**
 * Rows wanted, at most 500.
 */
limit: number, };

export type StartInspection = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Template code.
 */
template: string, 
/**
 * Stage in which it is made.
 */
stage: Stage, 
/**
 * Filed inspection that it corrects.
 */
corrects: InspectionId | null, };

export type AnswerItem = { 
/**
 * Inspection.
 */
inspection: InspectionId, 
/**
 * Item.
 */
item: string, 
/**
 * The answer.
 */
answer: AnswerInput | null, 
/**
 * Note.
 */
note: string, };

export type ChooseAnswer = { 
/**
 * Inspection.
 */
inspection: InspectionId, 
/**
 * Item.
 */
item: string, 
/**
 * The chosen one.
 */
answer_id: string, };

export type LeaveScreen = { 
/**
 * Inspection.
 */
inspection: InspectionId, 
/**
 * Item.
 */
item: string | null, };

export type AddPhoto = { 
/**
 * Inspection, or survey by its id.
 */
inspection: InspectionId, 
/**
 * Item, or target of a survey; none = tray.
 */
item: string | null, 
/**
 * Camera or file.
 */
source: PhotoSource, 
/**
 * Name of the file, when there was one.
 */
file_name: string | null, 
/**
 * Position from the device at capture.
 */
position: Position | null, };

export type ByPhoto = { 
/**
 * Inspection, or survey by its id.
 */
inspection: InspectionId, 
/**
 * Photo.
 */
photo: PhotoId, };

export type SortPhoto = { 
/**
 * Inspection, or survey by its id.
 */
inspection: InspectionId, 
/**
 * Photo.
 */
photo: PhotoId, 
/**
 * Item; none = tray.
 */
item: string | null, 
/**
 * Caption.
 */
note: string, };

export type RaiseFinding = { 
/**
 * Inspection.
 */
inspection: InspectionId, 
/**
 * Item.
 */
item: string, 
/**
 * What is wrong; empty takes the note of the answer.
 */
note: string, 
/**
 * Gravity; none takes the item's.
 */
severity: Severity | null, 
/**
 * By when; none counts from the severity's rule.
 */
due: string | null, };

export type ActOnFinding = { 
/**
 * Finding.
 */
id: FindingId, 
/**
 * What.
 */
act: FindingActKind, 
/**
 * In words.
 */
note: string, };

export type ListFindings = { 
/**
 * Only this project.
 */
project: ProjectId | null, 
/**
 * Only open ones.
 */
open: boolean, };

export type Enrol = { 
/**
 * Address of the centre.
 */
server: string, 
/**
 * One-time code.
 */
code: string, 
/**
 * Name of the device.
 */
name: string, };

export type SignIn = { 
/**
 * Sign-in name.
 */
login: string, 
/**
 * Password.
 */
password: string, };

export type ChangePassword = { 
/**
 * The old one.
 */
old: string, 
/**
 * The new one.
 */
new: string, };

export type AddOrganisation = { 
/**
 * Name.
 */
name: string, 
/**
 * Kind.
 */
kind: OrganisationKind, 
/**
 * Unified social credit code; empty where there is none.
 */
uscc: string, 
/**
 * Codes of the departments of the catalogue that it is.
 */
departments?: Array<string>, };

export type AddPerson = { 
/**
 * Name.
 */
name: string, 
/**
 * Sign-in name.
 */
login: string, 
/**
 * Role.
 */
role: Role, 
/**
 * Organisation.
 */
organisation: OrganisationId, };

export type EditPerson = { 
/**
 * Who.
 */
id: PersonId, 
/**
 * Role.
 */
role: Role, 
/**
 * May sign in and sync.
 */
active: boolean, };

export type CreateProject = { 
/**
 * Project code.
 */
code: string, 
/**
 * Name.
 */
name: string, 
/**
 * Stage.
 */
stage: Stage, 
/**
 * District.
 */
district: string, 
/**
 * Address.
 */
address: string, 
/**
 * Construction unit.
 */
owner: OrganisationId, 
/**
 * Corners as longitude, latitude; may be empty.
 */
site: Array<[number, number]>, };

export type EditProject = { 
/**
 * Which.
 */
id: ProjectId, 
/**
 * Name.
 */
name: string, 
/**
 * Stage.
 */
stage: Stage, 
/**
 * District.
 */
district: string, 
/**
 * Address.
 */
address: string, };

export type AssignUnit = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Unit.
 */
organisation: OrganisationId, 
/**
 * As what.
 */
role: Role, 
/**
 * Off instead of on.
 */
off: boolean, };

export type AssignPerson = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Person.
 */
person: PersonId, 
/**
 * Off instead of on.
 */
off: boolean, };

export type ImportProjects = { 
/**
 * File name, to tell CSV from XLSX.
 */
file_name: string, 
/**
 * Only check.
 */
dry_run: boolean, };

export type ByCase = { 
/**
 * Which.
 */
id: CaseId, };

export type ListCases = { 
/**
 * Which.
 */
filter: CaseFilter, 
/**
 * Only of this project.
 */
project: ProjectId | null, 
/**
 * Words to search in matter, project, unit, number; empty = all.
 */
search: string, 
/**
 * Only those whose clock is at least this bad.
 */
colour: ClockColour | null, 
/**
 * Rows to leave out at the start.
 */
offset: number, 
/**
 * Rows wanted, at most 500.
 */
limit: number, };

export type ProjectFlow = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * What-if: the day on which everything owed is answered (`YYYY-MM-DD`).
 */
if_answered: string | null, };

export type ChooseProcedure = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Procedure code.
 */
procedure: string, 
/**
 * Keys of the conditions that hold; all others do not.
 */
conditions: Array<string>, };

export type SetGreenChannel = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Why it is a key project.
 */
reason: string, };

export type MoveStage = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * The stage it enters.
 */
to: Stage, 
/**
 * Reason for which what is missing is excepted; empty = no exception.
 */
exception: string, };

export type RecordDates = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * The dates.
 */
dates: Array<DateGiven>, };

export type DateGiven = { 
/**
 * Key.
 */
key: string, 
/**
 * Day (`YYYY-MM-DD`); none takes back what was recorded.
 */
on: string | null, };

export type DeclareMatters = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Matter codes.
 */
matters: Array<string>, 
/**
 * By commitment instead of review, for those that allow it.
 */
commitment: Array<string>, 
/**
 * Files given once: digest and material names they serve.
 */
files: Array<GivenFile>, 
/**
 * In words.
 */
note: string, };

export type GivenFile = { 
/**
 * SHA-256.
 */
sha256: string, 
/**
 * Name of the material (Chinese) that it serves.
 */
material: string, };

export type ActOnCase = { 
/**
 * Case.
 */
id: CaseId, 
/**
 * What.
 */
act: CaseActKind, 
/**
 * Civil date from which it counts; none = today.
 */
on: string | null, 
/**
 * Outcome of a decision, opinion or post-check.
 */
outcome: CaseOutcome | null, 
/**
 * In words.
 */
note: string, 
/**
 * Legal basis in words.
 */
basis: string, 
/**
 * Key of the special procedure of a suspension.
 */
special: string | null, 
/**
 * Planned last day of a suspension.
 */
until: string | null, 
/**
 * Working days of an extension.
 */
days: number | null, 
/**
 * What is to be corrected: all of it, once.
 */
list: Array<string>, 
/**
 * The entry that is amended.
 */
amends: string | null, };

export type AttachMaterial = { 
/**
 * Case.
 */
case: CaseId, 
/**
 * Place among the matter's materials.
 */
material: number, 
/**
 * File name.
 */
file_name: string, };

export type ShareMaterial = { 
/**
 * Case.
 */
case: CaseId, 
/**
 * Place among the matter's materials.
 */
material: number, 
/**
 * The file.
 */
sha256: string, };

export type BySurvey = { 
/**
 * Which.
 */
id: SurveyId, };

export type ListSurveys = { 
/**
 * Which.
 */
filter: SurveyFilter, 
/**
 * Only of this project.
 */
project: ProjectId | null, 
/**
 * Words to search in project, kind, unit, number; empty = all.
 */
search: string, 
/**
 * Rows to leave out at the start.
 */
offset: number, 
/**
 * Rows wanted, at most 500.
 */
limit: number, };

export type AssignSurvey = { 
/**
 * Project.
 */
project: ProjectId, 
/**
 * Kind of the catalogue.
 */
kind: string, 
/**
 * Surveying unit; none = the own one of a surveyor.
 */
unit: OrganisationId | null, 
/**
 * EPSG code of the grid; none = the 3-degree zone of the project's site.
 */
epsg: number | null, 
/**
 * By when (`YYYY-MM-DD`); none = counted by the limit of the kind.
 */
due: string | null, 
/**
 * In words.
 */
note: string, };

export type LookAtSurveyFile = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * File name.
 */
file_name: string, 
/**
 * Columns in order, when the person has said so; none = guessed.
 */
columns: Array<SurveyColumn> | null, 
/**
 * Sheet or layer; none = the first with points.
 */
sheet: string | null, 
/**
 * Local system of this device in which the coordinates of the file are; none = the grid of the survey.
 */
local_system?: string, };

export type LookAtPlan = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * File name.
 */
file_name: string, };

export type ImportDesign = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * File name.
 */
file_name: string, 
/**
 * Columns in order, for tables.
 */
columns: Array<SurveyColumn> | null, 
/**
 * Sheet or layer.
 */
sheet: string | null, 
/**
 * Number of the drawing.
 */
drawing: string, 
/**
 * Revision of the drawing.
 */
revision: string, 
/**
 * What its points are.
 */
role: TargetRole, 
/**
 * Keep what the version in force has and the file does not name.
 */
keep_others: boolean, 
/**
 * The person has seen the warnings and means it.
 */
despite_warnings: boolean, 
/**
 * Local system of this device in which the coordinates of the file are; none = the grid of the survey.
 */
local_system?: string, };

export type ReviseDesign = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Number of the drawing.
 */
drawing: string, 
/**
 * Revision of the drawing.
 */
revision: string, 
/**
 * Targets to put in, or to replace by their name.
 */
targets: Array<TargetInput>, 
/**
 * Names of targets to take out.
 */
without: Array<string>, 
/**
 * Figures to put in, or to replace by their name; one without points and coordinates goes out.
 */
figures: Array<FigureInput>, };

export type ImportMeasured = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * File name.
 */
file_name: string, 
/**
 * Columns in order, for tables.
 */
columns: Array<SurveyColumn> | null, 
/**
 * Sheet or layer.
 */
sheet: string | null, 
/**
 * The person has seen the warnings and means it.
 */
despite_warnings: boolean, 
/**
 * Local system of this device in which the coordinates of the file are; none = the grid of the survey.
 */
local_system?: string, 
/**
 * The person has read how far values are from the design, and means it. Warnings of the file do not say that.
 */
far_is_meant?: boolean, };

export type MeasureTarget = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Target.
 */
target: string, 
/**
 * What was measured.
 */
measured: MeasuredInput, 
/**
 * The person has read how far it is from the design, and means it.
 */
far_is_meant?: boolean, };

export type TryReadings = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Target.
 */
target: string, 
/**
 * The readings.
 */
from: FieldReadings, };

export type ChooseMeasurement = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Target.
 */
target: string, 
/**
 * The chosen one.
 */
measurement: string, };

export type UseInstrument = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Model.
 */
model: string, 
/**
 * Serial number.
 */
serial: string, 
/**
 * Number of the calibration certificate.
 */
certificate: string, 
/**
 * Last day on which the calibration holds (`YYYY-MM-DD`).
 */
valid_until: string, };

export type SignSurvey = { 
/**
 * Survey.
 */
id: SurveyId, 
/**
 * In words.
 */
note: string, };

export type CheckSurvey = { 
/**
 * Survey.
 */
id: SurveyId, 
/**
 * Accept; otherwise it is returned.
 */
accept: boolean, 
/**
 * In words; asked for when it is returned.
 */
note: string, };

export type ReuseSurvey = { 
/**
 * Survey.
 */
id: SurveyId, 
/**
 * Case for which it is used.
 */
case: CaseId | null, 
/**
 * For what, in words.
 */
note: string, };

export type ConnectReceiver = { 
/**
 * How.
 */
kind: ReceiverKind, 
/**
 * `host:port`, or name of the port.
 */
address: string, 
/**
 * Baud rate of a serial port.
 */
baud: number, };

export type ReplayReceiver = { 
/**
 * File name.
 */
file_name: string, 
/**
 * Epochs per second; 0 = as fast as they are asked for, one at a time.
 */
speed: number, };

export type GuideTo = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Target.
 */
target: string, };

export type TakeFix = { 
/**
 * Survey.
 */
survey: SurveyId, 
/**
 * Target.
 */
target: string, };

export type ImportCatalogue = { 
/**
 * File name.
 */
file_name: string, };

/** Every command with its request and response. */
export interface Commands {
  session: { request: Nothing; response: SessionView };
  save_preferences: { request: Preferences; response: SessionView };
  enrol: { request: Enrol; response: SessionView };
  sign_in: { request: SignIn; response: SessionView };
  sign_out: { request: Nothing; response: SessionView };
  change_password: { request: ChangePassword; response: SessionView };
  today: { request: Nothing; response: TodayView };
  projects: { request: ListProjects; response: ProjectsView };
  project: { request: ByProject; response: ProjectView };
  templates: { request: Nothing; response: Array<TemplateRow> };
  start_inspection: { request: StartInspection; response: InspectionView };
  inspection: { request: ByInspection; response: InspectionView };
  answer_item: { request: AnswerItem; response: ItemSaved };
  choose_answer: { request: ChooseAnswer; response: ItemSaved };
  leave_screen: { request: LeaveScreen; response: Nothing };
  add_photo: { request: AddPhoto; response: PhotoView };
  sort_photo: { request: SortPhoto; response: PhotoView };
  remove_photo: { request: ByPhoto; response: PhotoView };
  restore_photo: { request: ByPhoto; response: PhotoView };
  finish_inspection: { request: ByInspection; response: InspectionView };
  reopen_inspection: { request: ByInspection; response: InspectionView };
  set_aside_inspection: { request: ByInspection; response: InspectionView };
  restore_inspection: { request: ByInspection; response: InspectionView };
  findings: { request: ListFindings; response: Array<FindingRow> };
  finding: { request: ByFinding; response: FindingView };
  raise_finding: { request: RaiseFinding; response: FindingView };
  act_on_finding: { request: ActOnFinding; response: FindingView };
  inbox: { request: Nothing; response: Array<InboxRow> };
  sync_status: { request: Nothing; response: SyncView };
  sync_now: { request: Nothing; response: SyncView };
  diagnostics: { request: Nothing; response: string };
  licences: { request: Nothing; response: Array<LicenceRow> };
  organisations: { request: Nothing; response: Array<OrganisationRow> };
  add_organisation: { request: AddOrganisation; response: OrganisationRow };
  people: { request: Nothing; response: Array<PersonRow> };
  add_person: { request: AddPerson; response: PersonAdded };
  edit_person: { request: EditPerson; response: PersonRow };
  enrol_code: { request: ByPerson; response: EnrolCodeView };
  reset_password: { request: ByPerson; response: PersonAdded };
  devices: { request: Nothing; response: Array<DeviceRow> };
  my_devices: { request: Nothing; response: Array<DeviceRow> };
  revoke_device: { request: ByDevice; response: DeviceRow };
  create_project: { request: CreateProject; response: ProjectView };
  edit_project: { request: EditProject; response: ProjectView };
  assign_unit: { request: AssignUnit; response: ProjectView };
  assign_person: { request: AssignPerson; response: ProjectView };
  import_projects: { request: ImportProjects; response: ImportResult };
  cases: { request: ListCases; response: CasesView };
  case: { request: ByCase; response: CaseView };
  flow: { request: ProjectFlow; response: FlowView };
  owed: { request: Nothing; response: Array<OwedRow> };
  board: { request: Nothing; response: BoardView };
  procedures: { request: Nothing; response: ProceduresView };
  choose_procedure: { request: ChooseProcedure; response: FlowView };
  set_green_channel: { request: SetGreenChannel; response: FlowView };
  move_stage: { request: MoveStage; response: FlowView };
  record_dates: { request: RecordDates; response: FlowView };
  declare_matters: { request: DeclareMatters; response: DeclaredView };
  act_on_case: { request: ActOnCase; response: CaseView };
  attach_material: { request: AttachMaterial; response: CaseView };
  share_material: { request: ShareMaterial; response: CaseView };
  fetches: { request: ByProject; response: Array<FetchRow> };
  calendar_feed: { request: Nothing; response: string };
  surveys: { request: ListSurveys; response: SurveysView };
  survey: { request: BySurvey; response: SurveyView };
  assign_survey: { request: AssignSurvey; response: SurveyView };
  look_at_survey_file: { request: LookAtSurveyFile; response: SurveyFilePreview };
  look_at_plan: { request: LookAtPlan; response: PlanView };
  import_design: { request: ImportDesign; response: SurveyView };
  revise_design: { request: ReviseDesign; response: SurveyView };
  import_measured: { request: ImportMeasured; response: SurveyView };
  measure_target: { request: MeasureTarget; response: TargetSaved };
  try_readings: { request: TryReadings; response: ReadingsTried };
  choose_measurement: { request: ChooseMeasurement; response: TargetSaved };
  use_instrument: { request: UseInstrument; response: SurveyView };
  sign_survey: { request: SignSurvey; response: SurveyView };
  withdraw_signature: { request: SignSurvey; response: SurveyView };
  check_survey: { request: CheckSurvey; response: SurveyView };
  reuse_survey: { request: ReuseSurvey; response: SurveyView };
  receiver: { request: Nothing; response: ReceiverView };
  connect_receiver: { request: ConnectReceiver; response: ReceiverView };
  disconnect_receiver: { request: Nothing; response: ReceiverView };
  replay_receiver: { request: ReplayReceiver; response: ReceiverView };
  guide_to: { request: GuideTo; response: GuideView };
  take_fix: { request: TakeFix; response: FixTaken };
  local_systems: { request: Nothing; response: LocalSystemsView };
  put_local_system: { request: PutLocalSystem; response: LocalSystemsView };
  remove_local_system: { request: ByLocalSystem; response: LocalSystemsView };
  unlock_local_systems: { request: UnlockLocalSystems; response: LocalSystemsView };
  lock_local_systems: { request: Nothing; response: LocalSystemsView };
  check_catalogue: { request: ImportCatalogue; response: CatalogueDifference };
  import_catalogue: { request: ImportCatalogue; response: CatalogueDifference };
}

/** Hosts that serve a command, and whether a raw body comes along. */
export const served = {
  session: { by: 'both', raw: false },
  save_preferences: { by: 'both', raw: false },
  enrol: { by: 'window', raw: false },
  sign_in: { by: 'browser', raw: false },
  sign_out: { by: 'browser', raw: false },
  change_password: { by: 'browser', raw: false },
  today: { by: 'both', raw: false },
  projects: { by: 'both', raw: false },
  project: { by: 'both', raw: false },
  templates: { by: 'both', raw: false },
  start_inspection: { by: 'window', raw: false },
  inspection: { by: 'both', raw: false },
  answer_item: { by: 'window', raw: false },
  choose_answer: { by: 'window', raw: false },
  leave_screen: { by: 'window', raw: false },
  add_photo: { by: 'window', raw: true },
  sort_photo: { by: 'window', raw: false },
  remove_photo: { by: 'window', raw: false },
  restore_photo: { by: 'window', raw: false },
  finish_inspection: { by: 'window', raw: false },
  reopen_inspection: { by: 'window', raw: false },
  set_aside_inspection: { by: 'window', raw: false },
  restore_inspection: { by: 'window', raw: false },
  findings: { by: 'both', raw: false },
  finding: { by: 'both', raw: false },
  raise_finding: { by: 'window', raw: false },
  act_on_finding: { by: 'both', raw: false },
  inbox: { by: 'both', raw: false },
  sync_status: { by: 'window', raw: false },
  sync_now: { by: 'window', raw: false },
  diagnostics: { by: 'window', raw: false },
  licences: { by: 'both', raw: false },
  organisations: { by: 'browser', raw: false },
  add_organisation: { by: 'browser', raw: false },
  people: { by: 'browser', raw: false },
  add_person: { by: 'browser', raw: false },
  edit_person: { by: 'browser', raw: false },
  enrol_code: { by: 'browser', raw: false },
  reset_password: { by: 'browser', raw: false },
  devices: { by: 'browser', raw: false },
  my_devices: { by: 'browser', raw: false },
  revoke_device: { by: 'browser', raw: false },
  create_project: { by: 'browser', raw: false },
  edit_project: { by: 'browser', raw: false },
  assign_unit: { by: 'browser', raw: false },
  assign_person: { by: 'browser', raw: false },
  import_projects: { by: 'browser', raw: true },
  cases: { by: 'both', raw: false },
  case: { by: 'both', raw: false },
  flow: { by: 'both', raw: false },
  owed: { by: 'both', raw: false },
  board: { by: 'both', raw: false },
  procedures: { by: 'both', raw: false },
  choose_procedure: { by: 'browser', raw: false },
  set_green_channel: { by: 'browser', raw: false },
  move_stage: { by: 'browser', raw: false },
  record_dates: { by: 'browser', raw: false },
  declare_matters: { by: 'both', raw: false },
  act_on_case: { by: 'both', raw: false },
  attach_material: { by: 'both', raw: true },
  share_material: { by: 'both', raw: false },
  fetches: { by: 'browser', raw: false },
  calendar_feed: { by: 'browser', raw: false },
  surveys: { by: 'both', raw: false },
  survey: { by: 'both', raw: false },
  assign_survey: { by: 'both', raw: false },
  look_at_survey_file: { by: 'window', raw: true },
  look_at_plan: { by: 'window', raw: true },
  import_design: { by: 'window', raw: true },
  revise_design: { by: 'window', raw: false },
  import_measured: { by: 'window', raw: true },
  measure_target: { by: 'window', raw: false },
  try_readings: { by: 'window', raw: false },
  choose_measurement: { by: 'window', raw: false },
  use_instrument: { by: 'window', raw: false },
  sign_survey: { by: 'window', raw: false },
  withdraw_signature: { by: 'window', raw: false },
  check_survey: { by: 'both', raw: false },
  reuse_survey: { by: 'both', raw: false },
  receiver: { by: 'window', raw: false },
  connect_receiver: { by: 'window', raw: false },
  disconnect_receiver: { by: 'window', raw: false },
  replay_receiver: { by: 'window', raw: true },
  guide_to: { by: 'window', raw: false },
  take_fix: { by: 'window', raw: false },
  local_systems: { by: 'window', raw: false },
  put_local_system: { by: 'window', raw: false },
  remove_local_system: { by: 'window', raw: false },
  unlock_local_systems: { by: 'window', raw: false },
  lock_local_systems: { by: 'window', raw: false },
  check_catalogue: { by: 'browser', raw: true },
  import_catalogue: { by: 'browser', raw: true },
} as const;
