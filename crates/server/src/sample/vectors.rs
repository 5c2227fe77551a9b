//! Deductions of the scored sample inspections, after the score vectors of JGJ 59.

/// A table and what was taken off: item and points. A table that is here was checked.
pub(super) type Sheet = &'static [(&'static str, &'static [(&'static str, u8)])];

/// JV1: all rows, small deductions; total 95.
pub(super) const JV1: Sheet = &[
    ("B01", &[("B01-01", 2), ("B01-05", 3)]),
    ("B02", &[("B02-01", 2), ("B02-05", 3)]),
    ("B03", &[("B03-01", 2), ("B03-05", 3)]),
    ("B11", &[("B11-01", 2), ("B11-05", 3)]),
    ("B12", &[("B12-01", 2), ("B12-05", 3)]),
    ("B13", &[("B13-01", 2), ("B13-05", 3)]),
    ("B14", &[("B14-01", 2), ("B14-05", 3)]),
    ("B16", &[("B16-01", 2), ("B16-05", 3)]),
    ("B17", &[("B17-01", 2), ("B17-05", 3)]),
    ("B18", &[("B18-01", 2), ("B18-05", 3)]),
    ("B19", &[("B19-01", 2), ("B19-05", 3)]),
];

/// JV2: as JV1, but a guarantee item of temporary power scores 0; unqualified although the total is 85.5.
pub(super) const JV2: Sheet = &[
    ("B01", &[("B01-01", 2), ("B01-05", 3)]),
    ("B02", &[("B02-01", 2), ("B02-05", 3)]),
    ("B03", &[("B03-01", 2), ("B03-05", 3)]),
    ("B11", &[("B11-01", 2), ("B11-05", 3)]),
    ("B12", &[("B12-01", 2), ("B12-05", 3)]),
    ("B13", &[("B13-01", 2), ("B13-05", 3)]),
    ("B14", &[("B14-02", 20)]),
    ("B16", &[("B16-01", 2), ("B16-05", 3)]),
    ("B17", &[("B17-01", 2), ("B17-05", 3)]),
    ("B18", &[("B18-01", 2), ("B18-05", 3)]),
    ("B19", &[("B19-01", 2), ("B19-05", 3)]),
];

/// JV3: five rows apply; total 98.
pub(super) const JV3: Sheet = &[
    ("B01", &[("B01-01", 2)]),
    ("B02", &[("B02-01", 2)]),
    ("B13", &[("B13-01", 2)]),
    ("B14", &[("B14-01", 2)]),
    ("B19", &[("B19-01", 2)]),
];

/// JV5: guarantee items of one table keep 39 of 60; unqualified with a total of 90.
pub(super) const JV5: Sheet = &[
    ("B01", &[]),
    ("B02", &[]),
    ("B03", &[]),
    (
        "B11",
        &[
            ("B11-01", 4),
            ("B11-02", 4),
            ("B11-03", 4),
            ("B11-04", 4),
            ("B11-05", 4),
            ("B11-06", 1),
        ],
    ),
    ("B12", &[]),
    ("B13", &[]),
    ("B14", &[]),
    ("B16", &[]),
    ("B17", &[]),
    ("B18", &[]),
    ("B19", &[]),
];

/// All of them.
pub(super) const ALL: [Sheet; 4] = [JV1, JV2, JV3, JV5];
