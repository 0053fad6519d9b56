//! What is known of the frame.

use super::Field;
use crate::capture::filter::value::{Kind, Value};

pub(super) const FRAME: &[Field] = &[
    Field::layers("frame", Kind::Protocol, |_, each| each(Value::Present)),
    Field::layers("frame.number", Kind::Unsigned, |decoded, each| {
        each(Value::Unsigned(decoded.message.frame));
    }),
    Field::layers("frame.time_epoch", Kind::Time, |decoded, each| {
        if let Some(time) = decoded.message.time {
            each(Value::Time(time));
        }
    }),
];
