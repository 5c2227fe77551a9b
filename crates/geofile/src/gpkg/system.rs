//! Definitions of coordinate systems in well-known text, version 1 (OGC 01-009), as GeoPackage wants them.

use handheld_domain::survey::{Grid, ZoneWidth};

/// WGS 84.
pub(crate) const WGS84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]";

/// Name of a grid as the EPSG register has it.
pub(crate) fn name(grid: Grid) -> String {
    let width = match grid.width() {
        ZoneWidth::Three => "3-degree Gauss-Kruger",
        ZoneWidth::Six => "Gauss-Kruger",
    };
    if grid.prefixed() {
        format!("CGCS2000 / {width} zone {}", grid.zone())
    } else {
        format!("CGCS2000 / {width} CM {}E", grid.central_meridian())
    }
}

/// Definition of a grid.
pub(crate) fn definition(grid: Grid) -> String {
    format!(
        "PROJCS[\"{name}\",GEOGCS[\"China Geodetic Coordinate System 2000\",DATUM[\"China_2000\",\
         SPHEROID[\"CGCS2000\",6378137,298.257222101,AUTHORITY[\"EPSG\",\"1024\"]],AUTHORITY[\"EPSG\",\"1043\"]],\
         PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,\
         AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4490\"]],PROJECTION[\"Transverse_Mercator\"],\
         PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",{meridian}],\
         PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",{easting}],PARAMETER[\"false_northing\",0],\
         UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],AXIS[\"Northing\",NORTH],AXIS[\"Easting\",EAST],\
         AUTHORITY[\"EPSG\",\"{epsg}\"]]",
        name = name(grid),
        meridian = grid.central_meridian(),
        easting = grid.false_easting(),
        epsg = grid.epsg(),
    )
}
