//! Tests of the testkit itself: the model test finds known mistakes.

mod simulation;
