//! "Did you mean": the nearest of the names that could have stood there.

/// Names compare without case, `_` and `-`, as everywhere in the command.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// How many characters must be put in, left out, changed or swapped with their neighbour to make
/// one name of the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = vec![];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, to) in b.iter().enumerate() {
            let changed = above[column] + usize::from(from != to);
            let mut least = changed.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *from == b[column - 1] && a[row - 1] == *to {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut above, line);
    }
    above.last().copied().unwrap_or(0)
}

/// The candidates nearest to `name`: near enough that one may have been meant, three at most.
fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let name = folded(name);
    let most = (name.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = folded(candidate);
            let part = name.len() >= 4 && (folded.contains(&name) || name.contains(&folded));
            let distance = distance(&name, &folded);
            (distance <= most || part && folded.len() >= 3).then_some((distance, candidate))
        })
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.dedup_by_key(|(_, candidate)| *candidate);
    let best = found.first().map_or(0, |(distance, _)| *distance);
    found.retain(|(distance, _)| *distance <= best + 1);
    found.truncate(3);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// `did you mean …?`, or all of the names where they are few, or nothing.
pub(super) fn suggestion<'n>(
    name: &str,
    candidates: impl IntoIterator<Item = &'n str> + Clone,
) -> Option<String> {
    let near = nearest(name, candidates.clone());
    match &near[..] {
        [] => {
            let all: Vec<&str> = candidates.into_iter().collect();
            match all.len() {
                0 => None,
                1..=12 => Some(format!("one of {}", listed(&all, "and"))),
                _ => None,
            }
        }
        near => Some(format!("did you mean {}?", listed(near, "or"))),
    }
}

/// `` `a`, `b` or `c` ``.
pub(super) fn listed(names: &[&str], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match &quoted[..] {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_in_spite_of_case_and_slips() {
        let names = ["calledPartyID", "callingPartyID", "carrier", "lata"];
        assert_eq!(nearest("caledPartyId", names), ["calledPartyID"]);
        assert_eq!(nearest("called_party_id", names), ["calledPartyID"]);
        assert_eq!(nearest("carreir", names), ["carrier"]);
        assert!(nearest("amp1", names).is_empty());
    }

    #[test]
    fn few_names_are_listed_where_none_is_near() {
        let names = ["ansi", "itu"];
        assert_eq!(suggestion("x", names).unwrap(), "one of `ansi` and `itu`");
        assert_eq!(suggestion("anis", names).unwrap(), "did you mean `ansi`?");
    }

    #[test]
    fn two_neighbours_swapped_are_one_slip() {
        assert_eq!(distance("abcd", "abdc"), 1);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
