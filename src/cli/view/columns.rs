//! How wide the columns of the list are.

pub(super) const NUMBER: usize = 0;
pub(super) const BEGAN: usize = 1;
const FROM: usize = 2;
const TO: usize = 3;
pub(super) const OPERATIONS: usize = 4;
pub(super) const STATE: usize = 5;
pub(super) const DURATION: usize = 6;
pub(super) const MESSAGES: usize = 7;
pub(super) const COUNT: usize = 8;

/// What stands above the columns, from left to right.
pub(super) const HEADS: [&str; COUNT] =
    ["#", "Began", "From", "To", "Operations", "State", "Duration", "Msgs"];

/// `09:00:00`
const SECONDS: usize = 8;

/// What a column has before others, however little room there is: a state as `aborted: resourceUnavailable`, an
/// operation as `Monitor_For_Change`, a point code.
const STATE_LEAST: usize = 30;
const OPERATIONS_LEAST: usize = 20;
const NAME_LEAST: usize = 8;

/// What a name has before others; a user's may be of any length.
const NAME_USUAL: usize = 24;

/// A line with less than this says nothing.
const LEAST: usize = 8;

/// Characters of a line: a mark, and a blank before each column.
fn taken(widths: &[usize; COUNT]) -> usize {
    1 + widths.iter().filter(|width| **width > 0).map(|width| width + 1).sum::<usize>()
}

/// Characters of each column, of those that it needs; none for one that is left out. A number is shown with its unit
/// or not at all.
pub(super) fn widths(needs: &[usize; COUNT], room: usize) -> [usize; COUNT] {
    let mut widths = *needs;
    let usual = [
        (FROM, NAME_USUAL),
        (TO, NAME_USUAL),
        (OPERATIONS, OPERATIONS_LEAST),
        (STATE, STATE_LEAST),
    ];
    for (column, most) in usual {
        widths[column] = widths[column].min(most);
    }
    for (column, most) in [(BEGAN, SECONDS), (NUMBER, 0), (MESSAGES, 0), (BEGAN, 0)] {
        if taken(&widths) > room {
            widths[column] = widths[column].min(most);
        }
    }
    while taken(&widths) > room {
        let longer = if widths[FROM] > widths[TO] { FROM } else { TO };
        if widths[longer] <= NAME_LEAST {
            break;
        }
        widths[longer] -= 1;
    }
    if taken(&widths) > room {
        widths[DURATION] = 0;
    }
    for column in [OPERATIONS, STATE] {
        let lack = taken(&widths).saturating_sub(room);
        let least = widths[column].min(LEAST);
        widths[column] = widths[column].saturating_sub(lack).max(least);
    }
    for column in [STATE, FROM, TO, OPERATIONS] {
        let left = room.saturating_sub(taken(&widths));
        widths[column] += needs[column].saturating_sub(widths[column]).min(left);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dialogues that ended, one of them with a Monitor_For_Change and a Status_Reported.
    const ENDED: [usize; COUNT] = [1, 15, 6, 6, 35, 5, 8, 4];

    /// One of them was aborted, with `aborted: resourceUnavailable`.
    const ABORTED: [usize; COUNT] = [1, 15, 6, 6, 35, 28, 8, 4];

    #[test]
    fn where_there_is_room_every_column_has_what_it_needs() {
        assert_eq!(widths(&ABORTED, 150), ABORTED);
        assert_eq!(taken(&ABORTED), 112);
        assert_eq!(widths(&ABORTED, 112), ABORTED);
    }

    #[test]
    fn eighty_characters_have_the_state_whole_and_some_of_the_operations() {
        assert_eq!(widths(&ENDED, 80), [1, 15, 6, 6, 26, 5, 8, 4]);
        assert_eq!(widths(&ABORTED, 80), [0, 0, 6, 6, 26, 28, 8, 0]);
    }

    #[test]
    fn fractions_of_seconds_go_first_then_the_number_then_the_count() {
        let shown = |room| {
            let widths = widths(&ENDED, room);
            [widths[BEGAN], widths[NUMBER], widths[MESSAGES], widths[DURATION]]
        };
        assert_eq!(shown(74), [15, 1, 4, 8]);
        assert_eq!(shown(73), [8, 1, 4, 8]);
        assert_eq!(shown(66), [8, 0, 4, 8]);
        assert_eq!(shown(64), [8, 0, 0, 8]);
        assert_eq!(shown(59), [0, 0, 0, 8]);
        assert_eq!(shown(50), [0, 0, 0, 0]);
    }

    #[test]
    fn names_are_shortened_last_and_the_longer_first() {
        let titles = [1, 15, 15, 11, 30, 9, 7, 4];
        assert_eq!(widths(&titles, 68), [0, 0, 15, 11, 20, 9, 7, 0]);
        assert_eq!(widths(&titles, 60), [0, 0, 9, 9, 20, 9, 7, 0]);
    }

    #[test]
    fn no_room_is_no_panic() {
        for room in 0..200 {
            assert!(taken(&widths(&ABORTED, room)) <= room.max(33), "{room}");
        }
    }
}
