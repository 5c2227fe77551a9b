//! The description of every route as OpenAPI 3.1, made from the list of commands, so that none can be missing.

mod interfaces;

use handheld_contract::command::{COMMANDS, ServedBy};
use serde_json::{Map, Value, json};

/// Routes beside the commands: method, path, tag, words, security.
const ROUTES: &[(&str, &str, &str, &str)] = &[
    (
        "get",
        "/api/v1/photos/{inspection}/{photo}/{variant}",
        "photos",
        "A photo; variant is thumbnail, stamped or original.",
    ),
    (
        "get",
        "/api/v1/cases/{case}/files/{sha256}",
        "photos",
        "A file that was given for a case; the fetch is logged.",
    ),
    (
        "get",
        "/api/v1/cases/{case}/documents/{act}",
        "photos",
        "A notice or decision of a case as PDF, `?lang=zh|en`.",
    ),
    (
        "get",
        "/api/v1/surveys/{survey}/export/{format}",
        "photos",
        "The report of a survey (`pdf`), or its points and deviations (`xlsx`, `geojson`, `gpkg`, `dxf`, `csv`) for whoever may have coordinates; `?lang=zh|en`.",
    ),
    (
        "get",
        "/api/v1/calendar/{name}",
        "operation",
        "Deadlines of a person as iCalendar; the address is the secret.",
    ),
    (
        "get",
        "/api/v1/live",
        "live",
        "Server-sent events `changed`, without data of records.",
    ),
    (
        "post",
        "/api/v1/enrol",
        "devices",
        "Enrol a device with a one-time code and its Ed25519 key.",
    ),
    (
        "post",
        "/sync/v1/exchange",
        "sync",
        "Push a signed batch, pull after cursors; binary frames.",
    ),
    (
        "get",
        "/sync/v1/catalogue",
        "sync",
        "The catalogue in force as a zip, for a device; answers to exchanges name its signed digest in `x-handheld-catalogue`.",
    ),
    (
        "get",
        "/sync/v1/live",
        "sync",
        "Server-sent events `nudge` for a device: call exchange. No data.",
    ),
    (
        "put",
        "/blobs/{sha256}",
        "sync",
        "One signed part of a photo; answers the bytes on disk and, when whole, the receipt.",
    ),
    (
        "head",
        "/blobs/{sha256}",
        "sync",
        "Whether a photo that a readable document refers to is here; `x-have` = bytes of an upload.",
    ),
    (
        "get",
        "/blobs/{sha256}",
        "sync",
        "Original bytes of a photo that a readable document refers to, from `?offset=`.",
    ),
    (
        "get",
        "/healthz",
        "operation",
        "200 when the database answers.",
    ),
    ("get", "/openapi.json", "operation", "This description."),
];

/// The document.
pub fn document() -> Value {
    let config = ts_rs::Config::default();
    let mut paths = Map::new();
    for row in COMMANDS.iter().filter(|row| row.by != ServedBy::Window) {
        let (request, response) = ((row.request)(&config), (row.response)(&config));
        let media = if row.raw_body {
            "application/octet-stream"
        } else {
            "application/json"
        };
        let schema = if row.raw_body {
            json!({"type": "string", "format": "binary"})
        } else {
            json!({"type": "object", "title": request})
        };
        let mut parameters = vec![
            header(
                "x-handheld",
                "Always 1: a foreign page cannot send it.",
                true,
            ),
            header("x-lang", "zh or en.", false),
        ];
        if row.raw_body {
            parameters.push(header(
                "x-request",
                "The request as percent-encoded JSON.",
                true,
            ));
        }
        let security = if matches!(row.name, "session" | "sign_in") {
            json!([])
        } else {
            json!([{"cookie": []}])
        };
        let post = json!({
            "operationId": row.name, "tags": ["commands"], "summary": row.name.replace('_', " "), "security": security,
            "parameters": parameters,
            "requestBody": {"required": true, "content": {media: {"schema": schema}}},
            "responses": responses(json!({"application/json": {"schema": {"title": response}}})),
        });
        paths.insert(
            format!("/api/v1/commands/{}", row.name),
            json!({"post": post}),
        );
    }
    for (method, path, tag, words) in ROUTES {
        let names = path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name);
        let parameters: Vec<Value> =
            names.map(|n| json!({"name": n, "in": "path", "required": true, "schema": {"type": "string"}})).collect();
        let security = match *tag {
            "sync" => json!([{"device": []}]),
            "photos" | "live" => json!([{"cookie": []}]),
            _ => json!([]),
        };
        let operation = json!({
            "operationId": format!("{method}_{}", path.trim_matches('/').replace(['/', '{', '}', '.'], "_")),
            "tags": [tag], "summary": words, "parameters": parameters, "security": security, "responses": responses(json!({})),
        });
        let entry = paths.entry((*path).to_owned()).or_insert_with(|| json!({}));
        entry[*method] = operation;
    }
    let (path, entries) = interfaces::entries();
    paths.insert(path.to_owned(), entries);
    let mut security_schemes = Map::new();
    security_schemes.insert(
        "cookie".to_owned(),
        json!({"type": "apiKey", "in": "cookie", "name": crate::sign_in::COOKIE}),
    );
    let device = json!({"type": "http", "scheme": handheld_contract::door::SCHEME, "description": "`Handheld <device>.<time ms>.<Ed25519 signature hex>`; exchange and photo parts carry their signature inside instead."});
    security_schemes.insert("device".to_owned(), device);
    interfaces::security(&mut security_schemes);
    let mut schemas = Map::new();
    let codes: Vec<_> = handheld_contract::Code::ALL
        .iter()
        .map(|c| c.as_str())
        .collect();
    let error = json!({"type": "object", "required": ["error"], "properties": {"error": {
        "type": "object", "required": ["code", "message", "next", "params"],
        "properties": {"code": {"type": "string", "enum": codes},
            "message": {"type": "string"}, "next": {"type": "string"}, "params": {"type": "object"}}}}});
    schemas.insert("Error".to_owned(), error);
    interfaces::schemas(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Handheld Check centre", "version": env!("CARGO_PKG_VERSION"), "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "webhooks": interfaces::webhooks(),
        "components": {"securitySchemes": security_schemes, "schemas": schemas},
    })
}

fn header(name: &str, words: &str, required: bool) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": words, "schema": {"type": "string"}})
}

fn responses(content: Value) -> Value {
    let error = json!({"description": "Refused, with code and words.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}});
    json!({"200": {"description": "Done.", "content": content}, "400": error, "401": error, "403": error, "404": error, "429": error, "default": error})
}
