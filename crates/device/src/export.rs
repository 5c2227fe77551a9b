//! An inspection as a file: everything in one archive with its digests, or its places on a map. Nothing here is signed yet.

use std::io::{Cursor, Write};

use handheld_contract::views::inspection::{InspectionView, PhotoView};
use handheld_contract::views::project::ProjectView;
use handheld_contract::{Code, InspectionId, Lang, Problem};
use handheld_store::records::Records;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::Device;

fn failed(why: impl ToString) -> Problem {
    Problem::new(Code::Internal).with("why", why.to_string())
}

fn photos(view: &InspectionView) -> impl Iterator<Item = &PhotoView> {
    let of_items = view.items.iter().flat_map(|item| item.photos.iter());
    of_items.chain(&view.tray)
}

impl Device {
    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        id: Value,
        lang: Lang,
    ) -> Result<T, Problem> {
        let value = self.call(name, json!({ "id": id }), lang).await?;
        serde_json::from_value(value).map_err(failed)
    }

    /// An inspection with its photos and changes as a ZIP archive: `inspection.json`, `photos/`, `changes/` and `manifest.json`
    /// with the SHA-256 of every file.
    ///
    /// # Errors
    ///
    /// Not found; a photo that is not here and cannot be fetched; [`Code::Damaged`] photos.
    pub async fn export_zip(&self, id: InspectionId, lang: Lang) -> Result<Vec<u8>, Problem> {
        self.flush().await?;
        let view: InspectionView = self.read("inspection", json!(id), lang).await?;
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let text = serde_json::to_vec_pretty(&view).map_err(failed)?;
        files.push(("inspection.json".to_owned(), text));
        for photo in photos(&view).chain(&view.removed_photos) {
            let bytes = self.original(photo.sha256).await?;
            let end = if bytes.starts_with(b"\x89PNG") {
                "png"
            } else {
                "jpg"
            };
            let name = format!("photos/{}.{end}", photo.sha256);
            // The same picture may be at two items: its bytes are one.
            if files.iter().all(|(known, _)| *known != name) {
                files.push((name, bytes));
            }
        }
        for change in self.store.changes(id.into()).await? {
            files.push((format!("changes/{}", change.hash), change.bytes));
        }
        let digests: serde_json::Map<String, Value> = files
            .iter()
            .map(|(name, bytes)| (name.clone(), json!(hex::encode(Sha256::digest(bytes)))))
            .collect();
        let manifest =
            json!({ "format": "handheld-inspection-1", "inspection": id, "sha256": digests });
        let text = serde_json::to_vec_pretty(&manifest).map_err(failed)?;
        files.push(("manifest.json".to_owned(), text));
        let packed = tokio::task::spawn_blocking(move || pack(&files));
        packed.await.map_err(failed)?.map_err(failed)
    }

    /// The site and the places of photos as GeoJSON (RFC 7946: longitude, latitude, WGS 84).
    ///
    /// # Errors
    ///
    /// Not found.
    pub async fn export_geojson(&self, id: InspectionId, lang: Lang) -> Result<Value, Problem> {
        let view: InspectionView = self.read("inspection", json!(id), lang).await?;
        let project: ProjectView = self.read("project", json!(view.row.project), lang).await?;
        let mut features = Vec::new();
        if project.site.len() >= 3 {
            let mut ring = project.site.clone();
            if ring.first() != ring.last() {
                ring.extend(ring.first().copied());
            }
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "Polygon", "coordinates": [ring] },
                "properties": { "kind": "site", "project": project.row.id, "code": project.row.code, "name": project.row.name },
            }));
        }
        for photo in photos(&view) {
            let Some(place) = &photo.position else {
                continue;
            };
            features.push(json!({
                "type": "Feature",
                "id": photo.id,
                "geometry": { "type": "Point", "coordinates": [place.longitude, place.latitude] },
                "properties": {
                    "kind": "photo",
                    "sha256": photo.sha256,
                    "item": photo.item,
                    "taken_at": photo.taken_at,
                    "by": photo.by.name,
                    "accuracy_m": place.accuracy_m,
                    "note": photo.note,
                },
            }));
        }
        Ok(json!({
            "type": "FeatureCollection",
            "features": features,
            "inspection": id,
            "template": view.row.template,
        }))
    }
}

fn pack(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // Photos are packed already; a fixed time makes equal content equal bytes.
        let method = if name.starts_with("photos/") {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default());
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
