//! Tests of the module above; see the names.
