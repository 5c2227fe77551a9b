//! The description of what other systems call and are told.

use handheld_contract::views::interfaces::EventType;
use serde_json::{Map, Value, json};

use super::{header, responses};
use crate::systems::KEY;
use crate::webhooks::sign;

/// Acts that can be entered in a case.
const ACTS: &[&str] = &[
    "submit",
    "ask_correction",
    "resubmit",
    "accept",
    "not_accept",
    "suspend",
    "resume",
    "opinion",
    "decide",
    "deliver",
    "amend",
    "extend",
    "withdraw",
    "terminate",
    "revoke",
    "convert",
    "post_check",
    "record",
];

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn date(words: &str) -> Value {
    json!({"type": "string", "format": "date", "description": words})
}

fn text(words: &str) -> Value {
    json!({"type": "string", "description": words})
}

fn id(words: &str) -> Value {
    json!({"type": "string", "format": "uuid", "description": words})
}

fn signature_headers() -> Vec<Value> {
    vec![
        header(
            sign::TIMESTAMP,
            "Seconds since 1970 UTC, at most five minutes from now.",
            true,
        ),
        header(
            sign::SIGNATURE,
            "`v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body` with the bytes behind `whsec_`, \
             after Standard Webhooks. Several are separated by blanks; one must be right.",
            true,
        ),
    ]
}

/// Path of the one route of other systems, with its operation.
pub(super) fn entries() -> (&'static str, Value) {
    let key = json!({
        "name": KEY, "in": "header", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
        "description": "Names the request. The same request with the same key is done once and gets the same answer for at least 30 days; \
            another request with it is refused as `duplicate`. A request that was refused changed nothing and leaves its key free.",
    });
    let mut parameters = vec![
        json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}, "description": "The case."}),
        key,
        header(
            sign::ID,
            "The idempotency key again, so that the signature covers it.",
            true,
        ),
    ];
    parameters.extend(signature_headers());
    parameters.push(header("x-lang", "zh or en.", false));
    let mut answers =
        responses(json!({"application/json": {"schema": reference("CaseEntryAnswer")}}));
    answers["409"] = answers["default"].clone();
    answers["413"] = answers["default"].clone();
    let operation = json!({
        "operationId": "post_case_entry", "tags": ["systems"], "summary": "An act of another system in an approval case.",
        "description": "Credentials are made by `handheld-server system add`. A case that the system may not see answers 404.",
        "security": [{"systemToken": [], "systemSignature": []}],
        "parameters": parameters,
        "requestBody": {"required": true, "content": {"application/json": {"schema": reference("CaseAct")}}},
        "responses": answers,
    });
    ("/api/v1/cases/{id}/entries", json!({"post": operation}))
}

/// Security schemes of other systems.
pub(super) fn security(schemes: &mut Map<String, Value>) {
    let token = json!({"type": "http", "scheme": "bearer", "description": "Token shown once by `handheld-server system add`."});
    schemes.insert("systemToken".to_owned(), token);
    let signature = json!({
        "type": "apiKey", "in": "header", "name": sign::SIGNATURE,
        "description": "Signature over the raw body with the secret shown once by `handheld-server system add`; see the parameters.",
    });
    schemes.insert("systemSignature".to_owned(), signature);
}

/// Schemas of other systems.
pub(super) fn schemas(all: &mut Map<String, Value>) {
    let act = json!({
        "type": "object", "required": ["act"], "additionalProperties": false,
        "description": "One act in a case. Which acts are possible, and what each needs, depends on the matter and the state of the case.",
        "properties": {
            "act": {"type": "string", "enum": ACTS},
            "on": date("Date of the act as decided, which may be before it is entered."),
            "outcome": {"type": "string", "enum": ["granted", "refused", "no_objection", "objections", "kept", "rectify", "false"], "description": "Outcome, for acts that have one."},
            "number": text("Number of the document that was issued."),
            "note": text("Note."),
            "basis": text("Legal or factual basis."),
            "planned_end": date("Planned end of a suspension, or the day by which a correction is to be answered."),
            "special": text("Key of the special procedure of a suspension, as the catalogue names it."),
            "days": {"type": "integer", "description": "Working days of an extension."},
            "amends": text("Id of the own entry that is put right, for an amendment."),
            "list": {"type": "array", "items": {"type": "string"}, "description": "What is missing or enclosed, by name or by SHA-256."},
        },
    });
    all.insert("CaseAct".to_owned(), act);
    let answer = json!({"type": "object", "description": "The entry as it was stored; kept and given again to the same request."});
    all.insert("CaseEntryAnswer".to_owned(), answer);
    let data = json!({
        "type": "object", "description": "Ids, codes and dates only; never free text or names.",
        "properties": {
            "project": id("Project."), "case": id("Case."), "entry": id("Entry of the case."),
            "group": text("Code of the group of matters."), "matter": text("Code of the matter."), "act": {"type": "string", "enum": ACTS},
            "state": text("Name of the state that the case has now."), "on": date("Date of the act."), "due": date("Due date."),
        },
    });
    all.insert("EventData".to_owned(), data);
    let event = json!({
        "type": "object", "description": "A CloudEvent 1.0 as JSON.",
        "required": ["specversion", "id", "source", "type", "time", "timestamp", "subject", "data"],
        "properties": {
            "specversion": {"type": "string", "const": "1.0"},
            "id": id("The event; the same as `webhook-id`."),
            "source": text("`urn:handheld:centre:` and the beginning of the centre's public key."),
            "type": {"type": "string", "enum": EventType::ALL},
            "time": {"type": "string", "format": "date-time"},
            "timestamp": {"type": "string", "format": "date-time", "description": "The same as `time`."},
            "subject": id("What it is about: the case, or the project."),
            "datacontenttype": {"type": "string", "const": "application/json"},
            "data": reference("EventData"),
        },
    });
    all.insert("Event".to_owned(), event);
}

/// The webhooks that go out.
pub(super) fn webhooks() -> Value {
    let mut all = Map::new();
    for kind in EventType::ALL {
        let words = match kind {
            EventType::CaseEntryAdded => "An act was entered in a case.",
            EventType::CaseOverdue => "A case is past its due date.",
            EventType::GroupReleased => {
                "The results of a group that is issued together may go out: the last of them was decided."
            }
        };
        let mut parameters = vec![header(
            sign::ID,
            "Id of the event: the same on every try, also when it is sent again by hand.",
            true,
        )];
        parameters.extend(signature_headers());
        let done = json!({"description": "Taken. Anything else is tried again, about ten times within a good day."});
        let post = json!({
            "operationId": format!("webhook_{}", kind.as_str().replace('.', "_")), "tags": ["webhooks"], "summary": words,
            "description": "Delivered at least once, in no promised order. A redirect is not followed and counts as refused.",
            "parameters": parameters,
            "requestBody": {"required": true, "content": {"application/json": {"schema": reference("Event")}}},
            "responses": {"2XX": done, "410": {"description": "Gone: the webhook is switched off."}},
        });
        all.insert(kind.as_str().to_owned(), json!({"post": post}));
    }
    Value::Object(all)
}
