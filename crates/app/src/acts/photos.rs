//! Photos of an inspection: the capture record, sorting, deleting and bringing back. Bytes and copies are the host's.

use handheld_contract::command::{AddPhoto, ByPhoto, SortPhoto};
use handheld_contract::views::inspection::PhotoView;
use handheld_contract::{BlobHash, PhotoId};
use handheld_records::Edit;
use handheld_records::shape::{Key, PhotoValue, RemovedValue, Shaped};
use handheld_store::records::Records;

use crate::opened::refused;
use crate::views::photo_view;
use crate::{Answer, App, Who};

/// What the host found in the bytes, which it has put on disk before the record is written (D03).
#[derive(Debug, Clone)]
pub struct PhotoFacts {
    /// Digest of the original bytes.
    pub sha256: BlobHash,
    /// Width, upright.
    pub width: u32,
    /// Height, upright.
    pub height: u32,
    /// Bytes.
    pub bytes: u64,
    /// Media type.
    pub mime: String,
    /// EXIF orientation, 1 to 8.
    pub orientation: u8,
}

impl<S: Records> App<S> {
    /// Checks that this person may add a photo to this inspection now, before the host takes bytes in.
    ///
    /// # Errors
    ///
    /// The refusal of the inspection's state or of the person's rights.
    pub async fn may_add_photo(&self, who: &Who, asked: &AddPhoto) -> Answer<()> {
        let seen = self.see_to_change(who, asked.inspection).await?;
        match &asked.item {
            Some(item) if seen.template.item(item).is_none() => {
                Err(who.not_found("检查项", "item"))
            }
            _ => Ok(()),
        }
    }

    /// Writes the capture record of a photo whose bytes are on disk.
    ///
    /// # Errors
    ///
    /// As for [`App::may_add_photo`], or what the store refuses.
    pub async fn record_photo(
        &self,
        who: &Who,
        asked: AddPhoto,
        facts: PhotoFacts,
    ) -> Answer<PhotoView> {
        self.may_add_photo(who, &asked).await?;
        let seen = self.see_to_change(who, asked.inspection).await?;
        let id = PhotoId(self.around.new_id());
        let value = PhotoValue {
            sha256: facts.sha256,
            item: asked.item,
            w: facts.width,
            h: facts.height,
            bytes: facts.bytes,
            mime: facts.mime,
            source: asked.source,
            taken_at: self.now(),
            seq: self.store.next_number("capture").await?,
            position: asked.position,
            by: who.person.clone(),
            note: String::new(),
            last_server_time: self.around.last_server_time(),
            file_name: asked.file_name,
            orientation: facts.orientation,
            extra: serde_json::Map::new(),
        };
        let edit = value.edit(&Key::Photo(id)).map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        self.photo(who, asked.inspection, id).await
    }

    /// One photo's view.
    pub(crate) async fn photo(
        &self,
        who: &Who,
        inspection: handheld_contract::InspectionId,
        photo: PhotoId,
    ) -> Answer<PhotoView> {
        let seen = self.see(who, inspection).await?;
        let record = seen
            .inspected
            .record
            .photos
            .get(&photo)
            .ok_or_else(|| who.not_found("照片", "photo"))?;
        Ok(photo_view(photo, record, &seen.delivery))
    }

    /// A photo that the person may see, with the words of its stamp: project, stage, item, person, time, coordinates.
    ///
    /// # Errors
    ///
    /// Not found, also where the person may not see the inspection (A04).
    pub async fn photo_with_stamp(
        &self,
        who: &Who,
        inspection: handheld_contract::InspectionId,
        photo: PhotoId,
    ) -> Answer<(PhotoView, Vec<String>)> {
        let seen = self.see(who, inspection).await?;
        let view = self.photo(who, inspection, photo).await?;
        let row = seen.row();
        let stage = crate::convert::domain_stage(row.stage).text();
        let item = view.item.as_deref().and_then(|id| seen.template.item(id));
        let mut lines = vec![format!("{} · {}", row.project_name, stage.zh)];
        if let Some(item) = item {
            lines.push(format!("{} {}", item.id, item.name.zh));
        }
        lines.push(format!(
            "{} · {}",
            view.by.name,
            view.taken_at
                .get(..19)
                .unwrap_or(&view.taken_at)
                .replace('T', " ")
        ));
        if let Some(place) = &view.position {
            let accuracy = place
                .accuracy_m
                .map_or_else(String::new, |m| format!(" ±{m:.0} m"));
            lines.push(format!(
                "{:.6}, {:.6}{accuracy}",
                place.longitude, place.latitude
            ));
        }
        Ok((view, lines))
    }

    pub(crate) async fn sort_photo(&self, who: &Who, asked: SortPhoto) -> Answer<PhotoView> {
        let seen = self.see_to_change(who, asked.inspection).await?;
        if asked
            .item
            .as_ref()
            .is_some_and(|item| seen.template.item(item).is_none())
        {
            return Err(who.not_found("检查项", "item"));
        }
        let record = seen.inspected.record.photos.get(&asked.photo);
        let mut value = record
            .ok_or_else(|| who.not_found("照片", "photo"))?
            .held
            .value
            .clone();
        value.item = asked.item;
        value.note = asked.note;
        let edit = value.edit(&Key::Photo(asked.photo)).map_err(refused)?;
        self.write(who, &seen.opened, vec![edit]).await?;
        self.photo(who, asked.inspection, asked.photo).await
    }

    /// Deletes a photo from the record or brings it back; the bytes stay (S17).
    pub(crate) async fn set_removed(
        &self,
        who: &Who,
        asked: ByPhoto,
        removed: bool,
    ) -> Answer<PhotoView> {
        let seen = self.see_to_change(who, asked.inspection).await?;
        if !seen.inspected.record.photos.contains_key(&asked.photo) {
            return Err(who.not_found("照片", "photo"));
        }
        if seen.inspected.removed(asked.photo) != removed {
            let extra = serde_json::Map::new();
            let value = RemovedValue {
                removed,
                by: who.person.clone(),
                at: self.now(),
                extra,
            };
            let edit: Edit = value.edit(&Key::Removed(asked.photo)).map_err(refused)?;
            self.write(who, &seen.opened, vec![edit]).await?;
        }
        self.photo(who, asked.inspection, asked.photo).await
    }
}
