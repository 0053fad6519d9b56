//! A network that loses, doubles and reorders, by chance that is the same in each run.

use super::*;

/// Marsaglia's xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// A message that tells its number in each of its octets' sequence.
fn numbered(number: u16, length: usize) -> Vec<u8> {
    let mut data = number.to_be_bytes().to_vec();
    data.extend((0..length).map(|n| (n as u8).wrapping_mul(31).wrapping_add(number as u8)));
    data
}

/// Sends messages of one to eleven segments, some by title; delivers with these chances in 100 of
/// loss and doubling, out of order. Gives how often each arrived.
fn run(seed: u64, loss: usize, doubling: usize) -> (Vec<usize>, Net) {
    let mut chance = Chance(seed);
    let mut net = Net::new();
    let lengths: Vec<usize> = (0..120).map(|_| chance.below(2500)).collect();
    let (mut sent, mut whole) = (0, vec![0; lengths.len()]);
    while sent < lengths.len() || !net.wire.is_empty() {
        if sent < lengths.len() && chance.below(4) == 0 {
            let path = if chance.below(2) == 0 { to_node(SCP) } else { by_title("8005551234") };
            net.send(SWITCH, path, &numbered(sent as u16, lengths[sent]));
            net.drain();
            sent += 1;
        }
        if net.wire.is_empty() {
            continue;
        }
        let place = chance.below(net.wire.len().min(12));
        let Some(transfer) = net.wire.remove(place) else { continue };
        if chance.below(100) < loss {
            continue;
        }
        if chance.below(100) < doubling {
            net.wire.push_back(transfer.clone());
        }
        net.deliver(transfer);
        net.now = net.now + Duration::from_millis(1);
    }
    net.wait(60);
    for (own, output) in &net.out {
        if let Output::Unitdata { data, .. } = output {
            assert_eq!(*own, SCP);
            let number = u16::from_be_bytes([data[0], data[1]]);
            let length = lengths[usize::from(number)];
            assert_eq!(data[..], numbered(number, length)[..], "seed {seed} message {number}");
            whole[usize::from(number)] += 1;
        }
    }
    (whole, net)
}

fn nothing_is_left(net: &Net) {
    for (own, node) in &net.nodes {
        assert_eq!((node.waiting(), node.poll_timeout()), (0, None), "{own:06x}");
    }
}

#[test]
fn whatever_the_order_every_message_arrives_once() {
    for seed in 1..=8 {
        let (whole, net) = run(seed, 0, 0);
        assert!(whole.iter().all(|count| *count == 1), "seed {seed} {whole:?}");
        nothing_is_left(&net);
    }
}

#[test]
fn what_is_lost_or_doubled_leaves_nothing_behind_and_damages_nothing() {
    for seed in 1..=8 {
        let (whole, net) = run(seed, 5, 10);
        let arrived = whole.iter().filter(|count| **count > 0).count();
        // Some are lost, most of the short ones are not.
        assert!((30..whole.len()).contains(&arrived), "seed {seed} {arrived}");
        let missing = |(_, output): &&(u32, Output)| {
            matches!(output, Output::Event(Event::SegmentsMissing(_)))
        };
        assert!(net.out.iter().filter(missing).count() > 0);
        nothing_is_left(&net);
    }
}
