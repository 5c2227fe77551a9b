//! GeoPackage in and out (OGC 12-128r19), in memory: features of points, lines and polygons. Leaves geometry blobs to `blob` and
//! definitions of coordinate systems to `system`.
//!
//! Axes in a blob are always easting, northing (clause 2.1.3.1.1, requirement 19 with its axis order note), whatever the definition says.
//! A foreign database is opened read-only, without its views and triggers, and is checked before it is asked anything.

mod blob;
mod read;
mod system;
mod write;

pub(crate) use read::read;
pub use write::write;

/// Number that stands for GeoPackage in the header of the database: "GPKG".
pub(crate) const APPLICATION: i32 = 0x4750_4B47;
/// Version 1.3, which GDAL 3.6 knows; nothing newer is used.
pub(crate) const VERSION: i32 = 10_300;
