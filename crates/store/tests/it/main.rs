//! The store on a real disk: opening, damage, locks, photos. Records and queue are driven through the use cases in the room `app`.

#[cfg(feature = "testing")]
mod conformance;
mod opening;
mod photos;
