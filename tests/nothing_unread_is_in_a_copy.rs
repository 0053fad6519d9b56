//! What `hookflash anonymize` writes holds nothing that was not read: frames are left out, or what may
//! name somebody becomes zero.
#![cfg(feature = "cli")]

use hookflash::wire::sctp::crc32c;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Who must not be found in a copy.
const MARKER: &[u8] = b"IMSI 234101234567890";

const ETHERNET: u8 = 1;
const COOKED: u8 = 113;
const MTP2: u8 = 140;
const MTP3: u8 = 141;
const SCCP: u8 = 142;

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;

/// M3UA ASPUP without parameters (RFC 4666 3.5.1): whole, and nothing in it is to be replaced.
const ASP_UP: [u8; 8] = [1, 0, 3, 1, 0, 0, 0, 8];

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// What is said, and what is written, of a capture of one frame.
fn copied(name: &str, link_type: u8, frame: &[u8]) -> (String, Vec<u8>) {
    let folder = Folder::new(name);
    let (made, copy) = (folder.file("made.pcap"), folder.file("copy.pcapng"));
    let mut octets = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    octets.extend([0xFF, 0xFF, 0, 0, link_type, 0, 0, 0]);
    let length = (frame.len() as u32).to_le_bytes();
    octets.extend([0; 8].into_iter().chain(length).chain(length));
    octets.extend(frame);
    fs::write(&made, octets).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(["anonymize", "--variant", "itu", "--key", "a", &made, "-w", &copy])
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, fs::read(&copy).expect("a copy"))
}

fn has_no_marker(name: &str, octets: &[u8]) {
    for part in MARKER.windows(4) {
        assert!(!contains(octets, part), "{name}: {}", part.escape_ascii());
    }
}

fn is_left_out(name: &str, link_type: u8, frame: &[u8]) {
    let (said, octets) = copied(name, link_type, frame);
    assert!(said.starts_with("0 frames written, 1 left out"), "{name}: {said}");
    has_no_marker(name, &octets);
}

fn is_written(name: &str, link_type: u8, frame: &[u8]) -> Vec<u8> {
    let (said, octets) = copied(name, link_type, frame);
    assert!(said.starts_with("1 frame written, 0 left out"), "{name}: {said}");
    has_no_marker(name, &octets);
    octets
}

/// A folder that goes with its name.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("hookflash-{}-unread-{}", std::process::id(), name.replace(' ', "-"));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a name in letters").into()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing depends on it.
        _ = fs::remove_dir_all(&self.0);
    }
}

fn padded(mut octets: Vec<u8>) -> Vec<u8> {
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}

/// A chunk of SCTP (RFC 9260 3.2).
fn chunk(kind: u8, flags: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = (4 + value.len() as u16).to_be_bytes();
    padded([&[kind, flags, high, low][..], value].concat())
}

/// A parameter, or an error cause.
fn parameter(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = (4 + value.len() as u16).to_be_bytes();
    padded([&tag.to_be_bytes()[..], &length, value].concat())
}

const WHOLE: u8 = 3;
const FIRST: u8 = 2;

/// A DATA chunk (RFC 9260 3.3.1).
fn data(flags: u8, payload_protocol: u8, user: &[u8]) -> Vec<u8> {
    let header = [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, payload_protocol];
    chunk(0, flags, &[&header[..], user].concat())
}

fn asp_up() -> Vec<u8> {
    data(WHOLE, 3, &ASP_UP)
}

fn sctp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut packet = vec![0x0B, 0x59, 0x0B, 0x59, 0, 0, 0, 1, 0, 0, 0, 0];
    packet.extend(chunks.concat());
    let checksum = crc32c(&packet);
    packet[8..12].copy_from_slice(&checksum.to_le_bytes());
    packet
}

fn udp(ports: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let ports = ports.map(u16::to_be_bytes).concat();
    let length = (8 + payload.len() as u16).to_be_bytes();
    [&ports[..], &length, &[0, 0], payload].concat()
}

/// A segment to M3UA's port.
fn tcp(options: &[u8], payload: &[u8]) -> Vec<u8> {
    let offset = (((20 + options.len()) / 4) << 4) as u8;
    let header = [0x9C, 0x40, 0x0B, 0x59, 0, 0, 0, 1, 0, 0, 0, 1, offset, 0x18, 4, 0, 0, 0, 0, 0];
    [&header[..], options, payload].concat()
}

fn ipv4(protocol: u8, options: &[u8], payload: &[u8]) -> Vec<u8> {
    let header = 20 + options.len();
    let [high, low] = ((header + payload.len()) as u16).to_be_bytes();
    let first = 0x40 | (header / 4) as u8;
    let fixed = [first, 0, high, low, 0, 1, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
    [&fixed[..], options, payload].concat()
}

fn ethernet(packet: &[u8]) -> Vec<u8> {
    [&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0][..], packet].concat()
}

/// A frame of SCTP over IP.
fn frame(chunks: &[Vec<u8>]) -> Vec<u8> {
    ethernet(&ipv4(SCTP, &[], &sctp(chunks)))
}

/// A message of an adaptation layer, in a frame.
fn adaptation(payload_protocol: u8, class: u8, kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (8 + body.len() as u32).to_be_bytes();
    let message = [&[1, 0, class, kind][..], &length, body].concat();
    frame(&[data(WHOLE, payload_protocol, &message)])
}

#[test]
fn other_traffic_in_udp_is_left_out_whatever_it_looks_like() {
    // Every octet of it could be SCTP's: a COOKIE ECHO.
    let looks = sctp(&[chunk(10, 0, MARKER)]);
    is_left_out("other port", ETHERNET, &ethernet(&ipv4(UDP, &[], &udp([2157, 2158], &looks))));
    let mut wrong = looks.clone();
    wrong[8] ^= 1;
    is_left_out("checksum", ETHERNET, &ethernet(&ipv4(UDP, &[], &udp([9899, 9899], &wrong))));
    is_left_out("text", ETHERNET, &ethernet(&ipv4(UDP, &[], &udp([9899, 9899], MARKER))));
    let mut behind = udp([9899, 9899], &sctp(&[asp_up()]));
    behind.extend(MARKER);
    is_left_out("behind udp", ETHERNET, &ethernet(&ipv4(UDP, &[], &behind)));
    let right = udp([9899, 9899], &sctp(&[asp_up()]));
    is_written("udp", ETHERNET, &ethernet(&ipv4(UDP, &[], &right)));
}

#[test]
fn chunks_that_are_not_read_whole_are_left_out_with_the_message_beside_them() {
    is_written("alone", ETHERNET, &frame(&[asp_up()]));
    // Diameter (46); nothing that is registered.
    for payload_protocol in [46, 200] {
        let foreign = data(WHOLE, payload_protocol, MARKER);
        is_left_out("foreign", ETHERNET, &frame(&[asp_up(), foreign.clone()]));
        is_left_out("foreign first", ETHERNET, &frame(&[foreign, asp_up()]));
    }
    is_left_out("fragment", ETHERNET, &frame(&[asp_up(), data(FIRST, 3, MARKER)]));
    is_left_out("unknown type", ETHERNET, &frame(&[asp_up(), chunk(63, 0, MARKER)]));
    // No gaps and no duplicates, and yet there is more.
    let sack = [&[0; 12][..], MARKER].concat();
    is_left_out("sack", ETHERNET, &frame(&[chunk(3, 0, &sack), asp_up()]));
    is_left_out("cookie ack", ETHERNET, &frame(&[chunk(11, 0, MARKER), asp_up()]));
    let mut long = chunk(14, 0, MARKER);
    long[3] = 200;
    is_left_out("too long", ETHERNET, &frame(&[asp_up(), long]));
    // An error cause of length 0, and what would be behind it.
    let cause = [&[0, 12, 0, 0][..], MARKER].concat();
    is_left_out("cause", ETHERNET, &frame(&[chunk(6, 0, &cause)]));
}

#[test]
fn what_sctp_says_of_hosts_becomes_zero() {
    let user_initiated = parameter(12, MARKER);
    is_written("abort", ETHERNET, &frame(&[chunk(6, 0, &user_initiated)]));
    is_written("error", ETHERNET, &frame(&[asp_up(), chunk(9, 0, &user_initiated)]));
    is_written("heartbeat", ETHERNET, &frame(&[chunk(4, 0, &parameter(1, MARKER))]));
    is_written("cookie echo", ETHERNET, &frame(&[chunk(10, 0, MARKER), asp_up()]));
    let cookie = [&[0; 16][..], &parameter(7, MARKER)].concat();
    is_written("init ack", ETHERNET, &frame(&[chunk(2, 0, &cookie)]));
    let host_name = [&[0; 16][..], &parameter(11, MARKER)].concat();
    is_written("init", ETHERNET, &frame(&[chunk(1, 0, &host_name)]));
}

#[test]
fn segments_with_a_part_of_a_message_are_left_out() {
    let segment = |payload: &[u8]| ethernet(&ipv4(TCP, &[], &tcp(&[], payload)));
    is_written("two", ETHERNET, &segment(&[ASP_UP, ASP_UP].concat()));
    // M3UA DATA of 256 octets, of which there are fewer.
    let part = [&[1, 0, 1, 1, 0, 0, 1, 0][..], MARKER].concat();
    is_left_out("part", ETHERNET, &segment(&[&ASP_UP[..], &part].concat()));
    is_left_out("no message", ETHERNET, &segment(MARKER));
}

#[test]
fn options_and_octets_behind_a_packet_become_zero() {
    let packet = sctp(&[asp_up()]);
    let trailer = [&frame(&[asp_up()])[..], MARKER].concat();
    is_written("trailer", ETHERNET, &trailer);
    is_written("ip options", ETHERNET, &ethernet(&ipv4(SCTP, MARKER, &packet)));
    is_written("tcp options", ETHERNET, &ethernet(&ipv4(TCP, &[], &tcp(MARKER, &ASP_UP))));
}

#[test]
fn packets_that_are_not_whole_and_extension_headers_are_left_out() {
    let mut fragment = ipv4(SCTP, &[], &sctp(&[chunk(10, 0, MARKER)]));
    fragment[6] = 0x20;
    is_left_out("fragment of ip", ETHERNET, &ethernet(&fragment));
    let mut cut = ipv4(SCTP, &[], &sctp(&[asp_up()]));
    cut[3] += 8;
    is_left_out("cut", ETHERNET, &ethernet(&cut));
    // Destination options: PadN of 20 octets, in three units of eight (RFC 8200 4.2).
    let options = [&[SCTP, 2, 1, 20][..], MARKER].concat();
    let payload = [&options[..], &sctp(&[asp_up()])].concat();
    let mut v6 = vec![0x60, 0, 0, 0, 0, payload.len() as u8, 60, 64];
    v6.extend([[0x20; 16], [0x21; 16]].concat());
    v6.extend(payload);
    let mut octets = ethernet(&v6);
    octets[12..14].copy_from_slice(&[0x86, 0xDD]);
    is_left_out("extension", ETHERNET, &octets);
}

#[test]
fn the_address_of_a_tunnel_in_a_cooked_header_becomes_zero() {
    // ARPHRD_SIT: the link-layer address is an IPv4 address.
    let header = [0, 0, 0x03, 0x08, 0, 4, 193, 1, 2, 3, 0, 0, 0, 0, 8, 0];
    let octets = [&header[..], &ipv4(SCTP, &[], &sctp(&[asp_up()]))].concat();
    let copy = is_written("tunnel", COOKED, &octets);
    assert!(!contains(&copy, &[193, 1, 2, 3]));
}

#[test]
fn parameters_of_adaptation_layers_are_replaced_or_the_frame_is_left_out() {
    // Heartbeat data, diagnostic information beside an error code, an info string.
    is_written("beat", ETHERNET, &adaptation(3, 3, 3, &parameter(9, MARKER)));
    let error = [parameter(12, &[0, 0, 0, 7]), parameter(7, MARKER)].concat();
    is_written("err", ETHERNET, &adaptation(3, 0, 0, &error));
    is_written("info", ETHERNET, &adaptation(3, 3, 1, &parameter(4, MARKER)));
    // A tag that nobody has, a number of 20 octets, protocol data that is not read.
    is_left_out("tag", ETHERNET, &adaptation(3, 3, 1, &parameter(0x7777, MARKER)));
    is_left_out("number", ETHERNET, &adaptation(3, 3, 1, &parameter(0x11, MARKER)));
    is_left_out("retrieved", ETHERNET, &adaptation(2, 6, 12, &parameter(0x300, MARKER)));
    // M2PA proving: sequence numbers, the state, a filler.
    let proving = [&[0; 11][..], &[2], MARKER].concat();
    is_written("proving", ETHERNET, &adaptation(5, 11, 2, &proving));
}

/// ITU Abort with a cause, in UDT between subsystems 8 and 6.
const UDT: [u8; 23] =
    [9, 0, 3, 5, 7, 2, 0x42, 8, 2, 0x42, 6, 11, 0x67, 9, 0x49, 4, 0, 0, 0, 1, 0x4A, 1, 4];

#[test]
fn octets_between_and_behind_the_parts_of_sccp_are_not_copied() {
    is_written("udt", SCCP, &UDT);
    is_left_out("behind", SCCP, &[&UDT[..], MARKER].concat());
    let mut gap = [&UDT[..11], MARKER, &UDT[11..]].concat();
    gap[4] += MARKER.len() as u8;
    is_left_out("gap", SCCP, &gap);
    // XUDT with an optional parameter that has no name.
    let head = [0x11, 0, 15, 4, 6, 8, 19, 2, 0x42, 8, 2, 0x42, 6];
    let optional = [&[0x77, 20][..], MARKER, &[0]].concat();
    is_left_out("optional", SCCP, &[&head[..], &UDT[11..], &optional].concat());
}

#[test]
fn elements_of_tcap_that_nobody_reads_are_not_copied() {
    // UDT as above, around TCAP of any length.
    let around = |tcap: &[u8]| [&UDT[..11], &[tcap.len() as u8], tcap].concat();
    let secret = [&[0xAB, MARKER.len() as u8][..], MARKER].concat();
    let element = |identifier: u8, parts: &[&[u8]]| {
        let contents = parts.concat();
        [&[identifier, contents.len() as u8][..], &contents].concat()
    };
    // ITU: an End whose portion has no name. ANSI: behind the components of a Response, and in the
    // place of an Abort's user information.
    let end = element(0x65, &[&[0x49, 4, 0, 0, 0, 1], &secret]);
    is_left_out("itu", SCCP, &around(&end));
    let result = [0xE8, 5, 0xEA, 3, 0xCF, 1, 1];
    let response = element(0xE4, &[&[0xC7, 4, 0, 0, 0, 1], &result, &secret]);
    is_left_out("ansi", SCCP, &around(&response));
    let abort = element(0xF6, &[&[0xC7, 4, 0, 0, 0, 1], &secret]);
    is_left_out("abort", SCCP, &around(&abort));
    is_written("response", SCCP, &around(&element(0xE4, &[&[0xC7, 4, 0, 0, 0, 1], &result])));
}

#[test]
fn check_bits_and_test_patterns_become_zero() {
    let msu = [&[0x83, 1, 0x40, 0, 0][..], &UDT].concat();
    let unit = [&[0x80, 0x80, msu.len() as u8][..], &msu, &[0xDE, 0xAD]].concat();
    let copy = is_written("check bits", MTP2, &unit);
    assert!(!contains(&copy, &[4, 0xDE, 0xAD]) && contains(&copy, &[0x4A, 1, 4, 0, 0]));
    is_left_out("behind a unit", MTP2, &[&[0x80, 0x80, 0][..], MARKER].concat());
    // SLTM with 15 octets (Q.707 5.4).
    let test = [&[0x81, 1, 0x40, 0, 0, 0x11, 0xF0][..], &MARKER[..15]].concat();
    is_written("test pattern", MTP3, &test);
    // Network management of no known heading.
    is_left_out("management", MTP3, &[&[0x80, 1, 0x40, 0, 0, 0xFF][..], MARKER].concat());
}

#[test]
fn what_isup_carries_for_users_becomes_zero_and_names_are_replaced() {
    // IAM (Q.763 table 32): called number 12345, user-to-user information, a generic name.
    let head = [0x85, 2, 0x40, 0, 0, 1, 0, 1, 0, 0x20, 0, 0x0A, 3];
    let called = [2, 7, 5, 0x83, 0x10, 0x21, 0x43, 5];
    let users = [&[0x20, 20][..], MARKER].concat();
    let name = [0xC7, 4, 0x23, b'B', b'o', b'b'];
    let iam = [&head[..], &called, &users, &name, &[0]].concat();
    let copy = is_written("iam", MTP3, &iam);
    assert!(!contains(&copy, b"#Bob") && !contains(&copy, &[0x10, 0x21, 0x43]));
    is_left_out("behind the end", MTP3, &[&iam[..], MARKER].concat());
    // USR: a pointer to user-to-user information, and one to no optional part.
    let length = MARKER.len() as u8;
    let user = [&[0x85, 2, 0x40, 0, 0, 1, 0, 0x2D, 2, 0, length][..], MARKER].concat();
    is_written("usr", MTP3, &user);
    // PAM, whose parameters nobody tells.
    let passed_along = [&[0x85, 2, 0x40, 0, 0, 1, 0, 0x28][..], MARKER].concat();
    is_left_out("pam", MTP3, &passed_along);
    // RLC without an optional part.
    is_written("rlc", MTP3, &[0x85, 2, 0x40, 0, 0, 1, 0, 0x10, 0]);
}
