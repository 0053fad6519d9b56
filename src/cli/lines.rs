//! What two texts have in common, line by line.

/// Longer texts are laid side by side without a search for what they share.
const MOST: usize = 2000;

/// Lines beside those that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    Same(usize, usize),
    Left(usize),
    Right(usize),
}

/// Pairs the lines of two texts by their longest common part.
pub(super) fn pairs(
    left: &[String],
    right: &[String],
    alike: impl Fn(&str, &str) -> bool,
) -> Vec<Pair> {
    if left.len().max(right.len()) > MOST {
        let all = (0..left.len()).map(Pair::Left).chain((0..right.len()).map(Pair::Right));
        return all.collect();
    }
    let width = right.len() + 1;
    let same = |a: usize, b: usize| alike(&left[a], &right[b]);
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for a in (0..left.len()).rev() {
        for b in (0..right.len()).rev() {
            longest[a * width + b] = if same(a, b) {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < left.len() || b < right.len() {
        if a < left.len() && b < right.len() && same(a, b) {
            pairs.push(Pair::Same(a, b));
            (a, b) = (a + 1, b + 1);
        } else if b == right.len()
            || a < left.len() && longest[(a + 1) * width + b] >= longest[a * width + b + 1]
        {
            pairs.push(Pair::Left(a));
            a += 1;
        } else {
            pairs.push(Pair::Right(b));
            b += 1;
        }
    }
    pairs
}
