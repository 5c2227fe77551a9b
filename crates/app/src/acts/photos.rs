//! Photos of an inspection or a survey: the capture record, sorting, deleting and bringing back. Bytes and copies are the host's.

use std::collections::BTreeMap;

use handheld_contract::command::{AddPhoto, ByPhoto, SortPhoto};
use handheld_contract::views::inspection::PhotoView;
use handheld_contract::views::sync::DocKind;
use handheld_contract::{BlobHash, InspectionId, PhotoId};
use handheld_records::Edit;
use handheld_records::record::PhotoRecord;
use handheld_records::shape::{Key, PhotoValue, RemovedValue, Shaped};
use handheld_store::records::{DeliveryFacts, Records};

use crate::opened::{Opened, refused};
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

/// The record that photos belong to, an inspection or a survey, as far as photos ask.
struct Album {
    opened: Opened,
    photos: BTreeMap<PhotoId, PhotoRecord>,
    delivery: DeliveryFacts,
    /// Items or targets by name, with their words for a stamp.
    items: BTreeMap<String, String>,
    /// First line of a stamp.
    head: String,
}

impl<S: Records> App<S> {
    /// The record for reading its photos, or to change them now; the refusal says why not.
    async fn album(&self, who: &Who, id: InspectionId, change: bool) -> Answer<Album> {
        let kind = self.store.document(id.into()).await?.map(|doc| doc.kind);
        if kind == Some(DocKind::Survey) {
            let seen = self.see_survey(who, id.0.into()).await?;
            if change {
                self.may_measure(who, &seen)?;
            }
            let of = seen.survey.rows.iter();
            let stage = seen.survey.kind.stage.text();
            return Ok(Album {
                items: of
                    .map(|row| (row.target.name.clone(), row.target.name.clone()))
                    .collect(),
                head: format!(
                    "{} · {} · {}",
                    seen.survey.meta.project_name, stage.zh, seen.survey.kind.name.zh
                ),
                photos: seen.survey.record.photos,
                opened: seen.opened,
                delivery: seen.delivery,
            });
        }
        let seen = if change {
            self.see_to_change(who, id).await?
        } else {
            self.see(who, id).await?
        };
        let row = seen.row();
        let stage = crate::convert::domain_stage(row.stage).text();
        let items = seen.template.items();
        Ok(Album {
            items: items
                .map(|item| (item.id.clone(), format!("{} {}", item.id, item.name.zh)))
                .collect(),
            head: format!("{} · {}", row.project_name, stage.zh),
            photos: seen.inspected.record.photos,
            opened: seen.opened,
            delivery: seen.delivery,
        })
    }

    /// Checks that this person may add a photo to this record now, before the host takes bytes in.
    ///
    /// # Errors
    ///
    /// The refusal of the record's state or of the person's rights.
    pub async fn may_add_photo(&self, who: &Who, asked: &AddPhoto) -> Answer<()> {
        let album = self.album(who, asked.inspection, true).await?;
        album.knows(who, asked.item.as_deref())
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
        let album = self.album(who, asked.inspection, true).await?;
        album.knows(who, asked.item.as_deref())?;
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
        self.write(who, &album.opened, vec![edit]).await?;
        self.photo(who, asked.inspection, id).await
    }

    /// One photo's view.
    pub(crate) async fn photo(
        &self,
        who: &Who,
        inspection: InspectionId,
        photo: PhotoId,
    ) -> Answer<PhotoView> {
        let album = self.album(who, inspection, false).await?;
        album.view(who, photo)
    }

    /// A photo that the person may see, with the words of its stamp: project, stage, item, person, time, coordinates.
    ///
    /// # Errors
    ///
    /// Not found, also where the person may not see the record (A04).
    pub async fn photo_with_stamp(
        &self,
        who: &Who,
        inspection: InspectionId,
        photo: PhotoId,
    ) -> Answer<(PhotoView, Vec<String>)> {
        let album = self.album(who, inspection, false).await?;
        let view = album.view(who, photo)?;
        let mut lines = vec![album.head.clone()];
        let item = view.item.as_ref().and_then(|item| album.items.get(item));
        lines.extend(item.cloned());
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
        let album = self.album(who, asked.inspection, true).await?;
        album.knows(who, asked.item.as_deref())?;
        let record = album.photos.get(&asked.photo);
        let mut value = record
            .ok_or_else(|| who.not_found("照片", "photo"))?
            .held
            .value
            .clone();
        value.item = asked.item;
        value.note = asked.note;
        let edit = value.edit(&Key::Photo(asked.photo)).map_err(refused)?;
        self.write(who, &album.opened, vec![edit]).await?;
        self.photo(who, asked.inspection, asked.photo).await
    }

    /// Deletes a photo from the record or brings it back; the bytes stay (S17).
    pub(crate) async fn set_removed(
        &self,
        who: &Who,
        asked: ByPhoto,
        removed: bool,
    ) -> Answer<PhotoView> {
        let album = self.album(who, asked.inspection, true).await?;
        let known = album.photos.get(&asked.photo);
        let known = known.ok_or_else(|| who.not_found("照片", "photo"))?;
        if known.removed != removed {
            let extra = serde_json::Map::new();
            let value = RemovedValue {
                removed,
                by: who.person.clone(),
                at: self.now(),
                extra,
            };
            let edit: Edit = value.edit(&Key::Removed(asked.photo)).map_err(refused)?;
            self.write(who, &album.opened, vec![edit]).await?;
        }
        self.photo(who, asked.inspection, asked.photo).await
    }
}

impl Album {
    /// Refuses an item or target that the record does not have.
    fn knows(&self, who: &Who, item: Option<&str>) -> Answer<()> {
        match item {
            Some(item) if !self.items.contains_key(item) => Err(who.not_found("检查项", "item")),
            _ => Ok(()),
        }
    }

    fn view(&self, who: &Who, photo: PhotoId) -> Answer<PhotoView> {
        let record = self.photos.get(&photo);
        let record = record.ok_or_else(|| who.not_found("照片", "photo"))?;
        Ok(photo_view(photo, record, &self.delivery))
    }
}
