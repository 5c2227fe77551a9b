//! Reading the input of a case: every value with the path of its key, so that an error can name it.

use handheld_domain::survey::grid::GridError;
use handheld_domain::survey::polygon::{Ring, Shape};
use handheld_domain::survey::tolerance::ToleranceError;
use handheld_domain::survey::{Geographic, Grid, GridPoint, SurveyError};
use serde_json::Value;

/// Why a case gives no answer.
#[derive(Debug)]
pub(super) enum Bad {
    /// A key is missing or holds something else.
    Key {
        key: String,
        word: &'static str,
        zh: &'static str,
        en: &'static str,
    },
    /// The numbers do not admit an answer.
    Survey(SurveyError),
    /// The catalogue lacks a tolerance.
    NoTolerance(&'static str),
}

impl From<SurveyError> for Bad {
    fn from(error: SurveyError) -> Self {
        Self::Survey(error)
    }
}

impl From<GridError> for Bad {
    fn from(error: GridError) -> Self {
        Self::Survey(error.into())
    }
}

impl From<ToleranceError> for Bad {
    fn from(error: ToleranceError) -> Self {
        Self::Survey(error.into())
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> At<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        let path = String::new();
        Self { value, path }
    }

    pub(super) const fn value(&self) -> &'a Value {
        self.value
    }

    fn bad(&self, word: &'static str, zh: &'static str, en: &'static str) -> Bad {
        let key = self.path.clone();
        Bad::Key { key, word, zh, en }
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// The value of a key that has to be there.
    pub(super) fn get(&self, key: &str) -> Result<Self, Bad> {
        if !self.value.is_object() {
            return Err(self.bad("not_an_object", "不是对象", "is no object"));
        }
        let path = self.below(key);
        match self.value.get(key) {
            Some(value) => Ok(Self { value, path }),
            None => Err(Bad::Key {
                key: path,
                word: "missing",
                zh: "缺少",
                en: "is missing",
            }),
        }
    }

    /// The value of a key that may be left out or null.
    pub(super) fn optional(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        let path = self.below(key);
        Some(Self { value, path })
    }

    pub(super) fn text(&self) -> Result<&'a str, Bad> {
        let text = self.value.as_str();
        text.ok_or_else(|| self.bad("not_a_text", "不是文字", "is no text"))
    }

    pub(super) fn number(&self) -> Result<f64, Bad> {
        let number = self.value.as_f64().filter(|number| number.is_finite());
        number.ok_or_else(|| self.bad("not_a_number", "不是数", "is no number"))
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, Bad> {
        let items = self.value.as_array();
        let items = items.ok_or_else(|| self.bad("not_a_list", "不是列表", "is no list"))?;
        let numbered = items.iter().enumerate();
        Ok(numbered
            .map(|(at, value)| {
                let path = format!("{}[{at}]", self.path);
                Self { value, path }
            })
            .collect())
    }

    fn pair(&self) -> Result<(f64, f64), Bad> {
        let items = self.items()?;
        let [first, second] = items.as_slice() else {
            return Err(self.bad("not_a_pair", "不是两个数", "is no pair of numbers"));
        };
        Ok((first.number()?, second.number()?))
    }

    /// A point as [north, east].
    pub(super) fn point(&self) -> Result<GridPoint, Bad> {
        let (x_north, y_east) = self.pair()?;
        Ok(GridPoint { x_north, y_east })
    }

    /// Points as [[north, east], ...].
    pub(super) fn points(&self) -> Result<Vec<GridPoint>, Bad> {
        self.items()?.iter().map(Self::point).collect()
    }

    /// A ring as [[east, north], ...].
    pub(super) fn ring_en(&self) -> Result<Ring, Bad> {
        let flip = |at: &Self| at.pair().map(|(e, n)| GridPoint::new(n, e));
        let points: Result<Vec<GridPoint>, Bad> = self.items()?.iter().map(flip).collect();
        Ok(Ring::new(&points?)?)
    }

    pub(super) fn shape_en(&self) -> Result<Shape, Bad> {
        Ok(Shape::from(self.ring_en()?))
    }

    /// A position as [longitude, latitude].
    pub(super) fn lon_lat(&self) -> Result<Geographic, Bad> {
        let (lon, lat) = self.pair()?;
        Ok(Geographic { lon, lat })
    }

    /// A position by two of its keys.
    pub(super) fn position(&self, lon: &str, lat: &str) -> Result<Geographic, Bad> {
        let (lon, lat) = (self.get(lon)?.number()?, self.get(lat)?.number()?);
        Ok(Geographic { lon, lat })
    }

    /// The grid of the key `epsg`.
    pub(super) fn grid(&self) -> Result<Grid, Bad> {
        let code = self.get("epsg")?;
        let number = code
            .value
            .as_u64()
            .and_then(|code| u32::try_from(code).ok());
        let number = number.ok_or_else(|| code.bad("not_a_code", "不是代码", "is no code"))?;
        Ok(Grid::from_epsg(number)?)
    }
}
