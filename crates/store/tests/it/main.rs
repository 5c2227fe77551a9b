//! The store on a real disk: opening, damage, locks, photos. Records and queue are driven through the use cases in the room `app`.

mod opening;
mod photos;
