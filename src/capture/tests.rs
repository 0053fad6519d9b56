//! Whole captures, built octet by octet, from file to message.

use super::ip::build::{v4, v6};
use super::sctp_checksum::build::{data, packet};
use super::*;
use crate::wire::{ErrorKind, Layer};
use std::io::Cursor;

const SCTP: u8 = 132;
const M3UA: u32 = 3;
const WHOLE: u8 = 3;

/// A microsecond pcap, one frame a second.
fn pcap(link_type: u8, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0];
    file.extend([link_type, 0, 0, 0]);
    for (second, frame) in (0u32..).zip(frames) {
        let length = (frame.len() as u32).to_le_bytes();
        file.extend([second.to_le_bytes(), [1, 0, 0, 0], length, length].concat());
        file.extend(frame);
    }
    file
}

/// Items in words: `frame.index protocol octets` or `frame! fault`, remarks behind.
fn items_within(file: Vec<u8>, limits: Limits) -> (Vec<String>, Result<Progress, CaptureError>) {
    let mut items = Vec::new();
    let mut capture = match Capture::with_limits(Cursor::new(file), limits) {
        Ok(capture) => capture,
        Err(error) => return (items, Err(error)),
    };
    let end = capture.for_each(|item| {
        items.push(match item {
            Item::Message(message) => {
                let Message { frame, index, protocol, octets, .. } = message;
                let octets = octets.escape_ascii();
                let mut words = format!("{frame}.{index} {protocol:?} {octets}");
                for diagnostic in message.diagnostics {
                    words += &format!(" [{diagnostic}]");
                }
                words
            }
            Item::Fault(fault) => format!("{}! {}", fault.frame, fault.diagnostic.error),
        });
        ControlFlow::Continue(())
    });
    let counters = capture.counters();
    assert_eq!(items.len() as u64, counters.messages + counters.faults);
    (items, end)
}

fn items(file: Vec<u8>) -> Vec<String> {
    let (items, end) = items_within(file, Limits::default());
    assert_eq!(end, Ok(Progress::End(Ending::Complete)));
    items
}

fn sctp_frames(packets: &[Vec<u8>]) -> Vec<Vec<u8>> {
    packets.iter().map(|packet| v4(SCTP, (1, 2), (0, 0, false), packet)).collect()
}

fn tcp(ports: (u16, u16), sequence: u32, flags: u8, octets: &[u8]) -> Vec<u8> {
    let mut segment = [ports.0.to_be_bytes(), ports.1.to_be_bytes()].concat();
    segment.extend(sequence.to_be_bytes());
    segment.extend([0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0]);
    segment.extend(octets);
    v4(6, (1, 2), (0, 0, false), &segment)
}

fn m3ua(body: &[u8]) -> Vec<u8> {
    [&[1, 0, 1, 1, 0, 0, 0, 8 + body.len() as u8][..], body].concat()
}

const HEAD: &str = "\\x01\\x00\\x01\\x01\\x00\\x00\\x00";

#[test]
fn messages_straight_on_the_link_keep_frame_and_time() {
    let file = pcap(141, &[b"one".to_vec(), b"two".to_vec()]);
    assert_eq!(items(file.clone()), ["1.0 Mtp3 one", "2.0 Mtp3 two"]);
    let mut capture = Capture::new(Cursor::new(file)).unwrap();
    let mut times = Vec::new();
    while let Progress::Frame = capture
        .next(&mut |item| {
            if let Item::Message(message) = item {
                times.extend(message.time);
            }
            ControlFlow::Continue(())
        })
        .unwrap()
    {}
    let second = Timestamp { seconds: 1, nanoseconds: 1_000, digits: 6 };
    assert_eq!(times.get(1), Some(&second));
    let expected = Counters { frames: 2, octets: 6, messages: 2, faults: 0, skipped: 0 };
    assert_eq!((capture.counters(), capture.octets_read()), (expected, 24 + 2 * 19));
}

#[test]
fn a_file_that_is_no_capture_and_one_cut_at_any_octet_are_told_apart() {
    let file = pcap(141, &[b"one".to_vec(), b"two".to_vec()]);
    for length in 0..file.len() {
        let (items, end) = items_within(file[..length].to_vec(), Limits::default());
        let expected = match length {
            0..4 => Err(CaptureError::NotACapture),
            4..24 => Err(CaptureError::HeaderCutShort { what: "pcap header" }),
            24 | 43 => Ok(Progress::End(Ending::Complete)),
            _ => Ok(Progress::End(Ending::CutShort)),
        };
        assert_eq!((items.len(), end), (usize::from(length >= 43), expected), "{length} octets");
    }
    let other = items_within(b"GET / HTTP/1.1\r\nHost: localhost\r\n".to_vec(), Limits::default());
    assert_eq!(other.1, Err(CaptureError::NotACapture));
}

#[test]
fn a_record_too_long_to_hold_is_passed_and_a_claim_takes_no_memory() {
    let limits = Limits { block: 4096, ..Limits::default() };
    let long = vec![7; 10_000];
    let mut file = pcap(141, &[b"one".to_vec(), long, b"two".to_vec()]);
    let words = [
        "1.0 Mtp3 one",
        "2! capture: octet 0: length of the frame: limit reached, let go",
        "3.0 Mtp3 two",
    ];
    let (found, end) = items_within(file.clone(), limits);
    assert_eq!(
        (found, end),
        (words.map(String::from).to_vec(), Ok(Progress::End(Ending::Complete)))
    );
    // The second record claims 4 GiB.
    file[24 + 19 + 8..][..4].fill(0xff);
    let (found, end) = items_within(file, limits);
    assert_eq!(
        (&found[..], end),
        (&words.map(String::from)[..2], Ok(Progress::End(Ending::CutShort)))
    );
}

#[test]
fn bundled_messages_are_counted_in_order_and_foreign_ones_are_not() {
    let chunks = [
        data(WHOLE, 1, (0, 0), M3UA, b"a"),
        vec![3, 0, 0, 6, 9, 9, 0, 0],
        data(WHOLE, 2, (0, 1), 46, b"Diameter"),
        data(WHOLE, 3, (0, 1), 5, b"b"),
        data(WHOLE, 4, (0, 1), 0, b"c"),
        data(WHOLE, 5, (0, 1), 4, b"d"),
    ];
    let file = pcap(101, &sctp_frames(&[packet((2904, 7), 9, &chunks)]));
    let found = items(file);
    assert_eq!(found, ["1.0 M3ua a", "1.1 M2pa b", "1.2 M2ua c", "1.3 Sua d"]);
}

#[test]
fn both_directions_of_an_association_share_their_link() {
    let one = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"a")]);
    let two = packet((7, 2905), 8, &[data(WHOLE, 1, (0, 0), M3UA, b"b")]);
    let frames = [v6(SCTP, (1, 2), &one), v6(SCTP, (2, 1), &two), v6(SCTP, (2, 3), &two)];
    let mut links = Vec::new();
    let mut capture = Capture::new(Cursor::new(pcap(101, &frames))).unwrap();
    let end = capture.for_each(|item| {
        if let Item::Message(message) = item {
            links.push((message.link, message.forward));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(end, Ok(Progress::End(Ending::Complete)));
    assert_eq!(links[0].0, links[1].0);
    assert_ne!(links[0].1, links[1].1);
    assert_ne!(links[0].0, links[2].0);
}

#[test]
fn a_bad_checksum_is_a_remark_and_a_chunk_past_the_end_a_fault_behind_the_good_ones() {
    let mut bad = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"a")]);
    bad[8] ^= 1;
    let mut long = data(WHOLE, 2, (0, 0), M3UA, b"bbbb");
    long[3] = 40;
    let long = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"a"), long]);
    assert_eq!(
        items(pcap(101, &sctp_frames(&[bad, long]))),
        [
            "1.0 M3ua a [warning: sctp: octet 28: checksum does not match the octets]",
            "2.0 M3ua a",
            "2! sctp: octet 54: DATA claims 40 octets, 20 left",
        ]
    );
}

#[test]
fn user_messages_are_put_together_in_any_order_and_with_repetitions() {
    let part =
        |flags, tsn, octets: &[u8]| packet((2905, 7), 9, &[data(flags, tsn, (4, 1), M3UA, octets)]);
    let other = packet((2905, 7), 9, &[data(2, u32::MAX, (5, 1), M3UA, b"x")]);
    // TSNs wrap around between the fragments.
    let first = part(2, u32::MAX, b"ab");
    let packets =
        [part(1, 1, b"ef"), first.clone(), first.clone(), other, part(0, 0, b"cd"), first];
    assert_eq!(
        items(pcap(101, &sctp_frames(&packets))),
        ["5.0 M3ua abcdef", "4! sctp: octet 0: fragment of the user message is not in the capture",]
    );
}

#[test]
fn interleaved_messages_are_told_apart_by_their_identifier() {
    let chunk = |flags, message, word: u32, octets: &[u8; 4]| {
        let mut chunk = vec![64, flags, 0, 24, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, message];
        chunk.extend(word.to_be_bytes());
        chunk.extend(octets);
        packet((2905, 7), 9, &[chunk])
    };
    let packets = [
        chunk(2, 1, M3UA, b"aaaa"),
        chunk(2, 2, M3UA, b"bbbb"),
        chunk(1, 1, 1, b"AAAA"),
        chunk(1, 2, 1, b"BBBB"),
    ];
    let expected = ["3.0 M3ua aaaaAAAA", "4.0 M3ua bbbbBBBB"];
    assert_eq!(items(pcap(101, &sctp_frames(&packets))), expected);
}

#[test]
fn user_messages_in_reassembly_are_bounded() {
    let packets: Vec<_> = (0..9)
        .map(|n| packet((2905, 7), 9, &[data(2, u32::from(n), (n, 1), M3UA, b"x")]))
        .collect();
    let limits = Limits { user_messages: 8, ..Limits::default() };
    let (found, _) = items_within(pcap(101, &sctp_frames(&packets)), limits);
    assert!(found[0].starts_with("1! sctp: octet 0: fragment of the user message: limit"));
    assert_eq!(found.len(), 9);
}

#[test]
fn datagrams_are_put_together_in_any_order() {
    let whole = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"abcd")]);
    let part = |offset: usize, end: usize, more| {
        v4(SCTP, (1, 2), (5, offset as u16, more), &whole[offset..end])
    };
    let frames = [part(16, 32, false), part(0, 8, true), part(0, 8, true), part(8, 16, true)];
    assert_eq!(items(pcap(101, &frames)), ["4.0 M3ua abcd"]);
    let part = |offset: u8, more: u8, octets: &[u8]| {
        let header = [60, 0, 0, offset | more, 0, 0, 0, 6];
        v6(44, (1, 2), &[&header[..], octets].concat())
    };
    // The destination options header is in the fragmented part.
    let options = [SCTP, 0, 1, 4, 0, 0, 0, 0];
    let frames = [part(24, 0, &whole[16..]), part(0, 1, &options), part(8, 1, &whole[..16])];
    assert_eq!(items(pcap(101, &frames)), ["3.0 M3ua abcd"]);
}

#[test]
fn fragments_that_contradict_each_other_drop_their_datagram() {
    let frames = [
        v4(SCTP, (1, 2), (5, 0, true), &[1; 16]),
        v4(SCTP, (1, 2), (5, 8, true), &[2; 16]),
        v4(SCTP, (1, 2), (6, 0, true), &[1; 16]),
        v4(SCTP, (1, 2), (6, 8, false), &[1; 4]),
        v4(SCTP, (1, 2), (7, 65_528, true), &[1; 8]),
        v4(17, (1, 2), (8, 0, true), &[1; 16]),
        v4(SCTP, (1, 2), (9, 0, true), &[1; 16]),
    ];
    assert_eq!(
        items(pcap(101, &frames)),
        [
            "2! ip: octet 20: fragment breaks the encoding rules of its type",
            "4! ip: octet 20: fragment breaks the encoding rules of its type",
            "5! ip: octet 20: fragment may not be 8 octets long",
            "7! ip: octet 0: fragment of the datagram is not in the capture",
        ]
    );
}

#[test]
fn a_fragment_waits_for_thirty_seconds_of_capture_time() {
    let mut frames = vec![v4(SCTP, (1, 2), (5, 0, true), &[1; 16])];
    frames.resize(31, v4(17, (1, 2), (0, 0, false), &[0; 16]));
    frames.push(v4(SCTP, (1, 2), (6, 0, true), &[1; 16]));
    let found = items(pcap(101, &frames));
    assert_eq!(found[0], "1! ip: octet 0: fragment of the datagram: limit reached, let go");
    assert!(found[1].starts_with("32!"), "{found:?}");
}

#[test]
fn sctp_in_udp_is_read_and_other_udp_is_not() {
    let inner = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"abcd")]);
    let udp = |port: u16, length: usize| {
        let mut udp = [[0x30, 0x39], port.to_be_bytes(), [0, length as u8], [0, 0]].concat();
        udp.extend(&inner);
        v4(17, (1, 2), (0, 0, false), &udp)
    };
    let frames = [udp(53, 40), udp(9899, 40), udp(9899, 7), udp(9899, 44)];
    let found = items(pcap(101, &frames));
    assert_eq!(
        found[..2],
        ["2.0 M3ua abcd", "3! udp: octet 20: UDP length may not be 7 octets long"]
    );
    assert_eq!(found[2..], ["4.0 M3ua abcd", "4! sctp: octet 60: SCTP packet ends 4 octets short"]);
}

#[test]
fn m3ua_on_tcp_is_framed_across_segments_out_of_order_and_repeated() {
    let stream = [m3ua(b"aaaa"), m3ua(b"bbbb"), m3ua(b"cccc")].concat();
    let part = |from: usize, to: usize| {
        tcp((7, 2905), (u32::MAX - 9).wrapping_add(from as u32), 0x10, &stream[from..to])
    };
    let start = u32::MAX - 10;
    let frames = [
        tcp((7, 2905), start, 2, b""),
        part(0, 15),
        part(20, 36),
        part(0, 15),
        part(10, 18),
        part(18, 20),
    ];
    assert_eq!(
        items(pcap(101, &frames)),
        [
            format!("2.0 M3ua {HEAD}\\x0caaaa"),
            format!("6.0 M3ua {HEAD}\\x0cbbbb"),
            format!("6.1 M3ua {HEAD}\\x0ccccc"),
        ]
    );
}

#[test]
fn a_gap_is_given_up_and_the_next_header_found() {
    let stream = [m3ua(b"aaaa"), m3ua(b"bbbb"), m3ua(b"cccc")].concat();
    let part = |from: usize, to: usize| tcp((7, 2905), from as u32, 0x10, &stream[from..to]);
    let limits = Limits { gap_octets: 64, ..Limits::default() };
    let (found, _) = items_within(pcap(101, &[part(0, 14), part(18, 36)]), limits);
    assert_eq!(
        found,
        [
            format!("1.0 M3ua {HEAD}\\x0caaaa"),
            "2! tcp: octet 0: TCP segment is not in the capture".to_owned(),
            format!("2.0 M3ua {HEAD}\\x0ccccc"),
        ]
    );
    // Without the bound reached, the end of the capture gives the gap up.
    let found = items(pcap(101, &[part(0, 14), part(18, 36)]));
    assert_eq!(found.len(), 3);
    let found = items(pcap(101, &[part(0, 14)]));
    assert_eq!(found[1], "1! tcp: octet 0: rest of the M3UA message is not in the capture");
}

#[test]
fn a_segment_cut_at_the_snap_length_costs_its_own_messages_alone() {
    let stream = [m3ua(b"aaaa"), m3ua(b"bbbb"), m3ua(b"cccc")].concat();
    let part = |from: usize, to: usize| tcp((7, 2905), from as u32, 0x10, &stream[from..to]);
    let mut frames = [part(0, 24), part(24, 36)];
    frames[0].truncate(40 + 18);
    assert_eq!(
        items(pcap(101, &frames)),
        [
            format!("1.0 M3ua {HEAD}\\x0caaaa"),
            "1! tcp: octet 0: TCP segment ends 6 octets short".to_owned(),
            format!("2.0 M3ua {HEAD}\\x0ccccc"),
        ]
    );
}

#[test]
fn m3ua_is_known_on_another_port_by_its_first_octets_alone() {
    let frames = [
        tcp((7, 80), 1, 0x10, b"GET / HTTP/1.1\r\n\r\n"),
        tcp((7, 80), 19, 0x10, &m3ua(b"aaaa")),
        tcp((7, 8080), 1, 0x10, &m3ua(b"bbbb")),
        tcp((80, 7), 1, 0x10, b"HTTP/1.1 200 OK\r\n"),
        tcp((7, 80), 100, 2, b""),
        tcp((7, 80), 101, 0x10, &m3ua(b"cccc")),
    ];
    let found = items(pcap(101, &frames));
    assert_eq!(found, [format!("3.0 M3ua {HEAD}\\x0cbbbb"), format!("6.0 M3ua {HEAD}\\x0ccccc")]);
}

#[test]
fn a_frame_cut_at_the_snap_length_says_so() {
    let mut file = pcap(141, &[b"one".to_vec()]);
    file[24 + 12] = 9;
    assert_eq!(items(file), ["1.0 Mtp3 one [note: capture: octet 3: frame ends 6 octets short]"]);
    let whole = packet((2905, 7), 9, &[data(WHOLE, 1, (0, 0), M3UA, b"abcdefgh")]);
    let mut frames = sctp_frames(&[whole]);
    let original = frames[0].len() as u8;
    frames[0].truncate(50);
    let mut file = pcap(101, &frames);
    file[24 + 12] = original;
    let mut capture = Capture::new(Cursor::new(file)).unwrap();
    let mut faults = Vec::new();
    let end = capture.for_each(|item| {
        if let Item::Fault(fault) = item {
            faults.push(fault);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(end, Ok(Progress::End(Ending::Complete)));
    let error = faults[0].diagnostic.error;
    let kind = ErrorKind::LengthBeyondEnd { claimed: 24, available: 18 };
    assert_eq!((error.kind, error.layer), (kind, Layer::Sctp));
    assert_eq!(faults[0].note.unwrap().error.kind, ErrorKind::Truncated { missing: 6 });
}

#[test]
fn other_traffic_is_counted_and_an_unknown_link_type_reported_once() {
    let arp = [&[0; 12][..], &[8, 6], &[0; 28]].concat();
    let mut capture = Capture::new(Cursor::new(pcap(1, &[arp.clone(), arp]))).unwrap();
    let end = capture.for_each(|_| panic!("ARP is no signalling"));
    assert_eq!(end, Ok(Progress::End(Ending::Complete)));
    assert_eq!(capture.counters().skipped, 2);
    let found = items(pcap(147, &[vec![0], vec![0]]));
    assert_eq!(found, ["1! link: octet 0: link type 147 is not decoded here"]);
}

#[test]
fn a_sink_that_breaks_off_gets_no_more_of_the_frame() {
    let chunks = [data(WHOLE, 1, (0, 0), M3UA, b"a"), data(WHOLE, 2, (0, 0), M3UA, b"b")];
    let frame = sctp_frames(&[packet((1, 2), 9, &chunks)]);
    let mut capture = Capture::new(Cursor::new(pcap(101, &[frame[0].clone(), frame[0].clone()])));
    let capture = capture.as_mut().unwrap();
    let mut count = 0;
    for expected in [Progress::Stopped, Progress::Stopped, Progress::End(Ending::Complete)] {
        let progress = capture.next(&mut |_| {
            count += 1;
            ControlFlow::Break(())
        });
        assert_eq!(progress, Ok(expected));
    }
    assert_eq!(count, 2);
}
