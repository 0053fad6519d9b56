//! Where messages go: lines of hexadecimal, or the frames of a capture.

use super::message::Encoded;
use super::{Arguments, FileType};
use crate::capture::Timestamp;
use crate::capture::write::{
    self, Associations, CaptureWriter, LONGEST_MESSAGE, LinkType, SctpUser,
};
use crate::cli::Exit;
use crate::cli::decode::output_failed;
use crate::wire::Layer;
use crate::wire::codes::PointCode;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Links that a capture can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Link {
    /// MTP3, link type 141.
    Mtp3,
    /// MTP2, link type 140.
    Mtp2,
    /// MTP2 with its pseudo-header, link type 139.
    Mtp2WithPhdr,
    /// SCCP, link type 142.
    Sccp,
    /// M3UA over SCTP.
    M3ua,
    /// M2PA over SCTP.
    M2pa,
    /// M2UA over SCTP.
    M2ua,
    /// SUA over SCTP.
    Sua,
}

impl Link {
    const fn of(lowest: Layer) -> Option<Self> {
        Some(match lowest {
            Layer::Mtp2 => Self::Mtp2WithPhdr,
            Layer::M2pa => Self::M2pa,
            Layer::M2ua => Self::M2ua,
            Layer::Sua => Self::Sua,
            Layer::M3ua => Self::M3ua,
            Layer::Mtp3 => Self::Mtp3,
            Layer::Sccp | Layer::Tcap => Self::Sccp,
            _ => return None,
        })
    }

    const fn lowest(self) -> Layer {
        match self {
            Self::Mtp3 => Layer::Mtp3,
            Self::Mtp2 | Self::Mtp2WithPhdr => Layer::Mtp2,
            Self::Sccp => Layer::Sccp,
            Self::M3ua => Layer::M3ua,
            Self::M2pa => Layer::M2pa,
            Self::M2ua => Layer::M2ua,
            Self::Sua => Layer::Sua,
        }
    }

    const fn sctp_user(self) -> Option<SctpUser> {
        match self {
            Self::M3ua => Some(SctpUser::M3UA),
            Self::M2pa => Some(SctpUser::M2PA),
            Self::M2ua => Some(SctpUser::M2UA),
            Self::Sua => Some(SctpUser::SUA),
            Self::Mtp3 | Self::Mtp2 | Self::Mtp2WithPhdr | Self::Sccp => None,
        }
    }

    const fn link_type(self, over: Over) -> LinkType {
        match (self, over) {
            (Self::Mtp3, _) => LinkType::MTP3,
            (Self::Mtp2, _) => LinkType::MTP2,
            (Self::Mtp2WithPhdr, _) => LinkType::MTP2_WITH_PHDR,
            (Self::Sccp, _) => LinkType::SCCP,
            (_, Over::Ethernet) => LinkType::ETHERNET,
            (_, Over::Ip) => LinkType::RAW,
        }
    }
}

/// What carries SCTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Over {
    /// IPv4 in Ethernet, link type 1.
    Ethernet,
    /// IPv4 with no link header, link type 101.
    Ip,
}

/// Why a message was not written.
pub(super) enum Refusal {
    Failed(io::Error),
    Message(String),
}

/// Times of messages that have none: a millisecond after the one before, from here on.
const START: Timestamp = Timestamp { seconds: 1_704_067_200, nanoseconds: 0, digits: 9 };

/// A capture that is being written.
type Frames = CaptureWriter<BufWriter<Box<dyn Write>>>;

struct Capture {
    name: String,
    over: Over,
    file_type: write::FileType,
    to: Option<Box<dyn Write>>,
    /// Known with the first message.
    open: Option<(Link, Frames)>,
    link: Option<Link>,
    associations: Associations,
    latest: Option<Timestamp>,
}

enum To {
    Hex(BufWriter<io::Stdout>),
    Capture(Box<Capture>),
}

/// Takes messages.
pub(super) struct Out {
    to: To,
    /// What was put in for missing layers, to be said once each.
    told: Vec<&'static str>,
    count: u32,
}

impl Out {
    /// Nothing is written to a capture before its first message, whose link it has.
    pub(super) fn new(arguments: &Arguments) -> Result<Self, Exit> {
        let Some(name) = &arguments.write else {
            return Ok(Self { to: To::Hex(BufWriter::new(io::stdout())), told: vec![], count: 0 });
        };
        let lower = name.to_lowercase();
        let file_type = match arguments.file_type {
            Some(FileType::Pcap) => write::FileType::Pcap,
            Some(FileType::Pcapng) => write::FileType::Pcapng,
            None if lower.ends_with(".pcapng") => write::FileType::Pcapng,
            None if lower.ends_with(".pcap") => write::FileType::Pcap,
            None => {
                eprintln!("hookflash: {name} says neither .pcapng nor .pcap: give --file-type");
                return Err(Exit::Usage);
            }
        };
        let to: Box<dyn Write> = if name == "-" {
            Box::new(io::stdout().lock())
        } else {
            match File::create(name) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    eprintln!("hookflash: {name}: {error}");
                    return Err(Exit::Unreadable);
                }
            }
        };
        let capture = Capture {
            name: name.clone(),
            over: arguments.over,
            file_type,
            to: Some(to),
            open: None,
            link: arguments.link,
            associations: Associations::new(),
            latest: None,
        };
        Ok(Self { to: To::Capture(Box::new(capture)), told: vec![], count: 0 })
    }

    /// The lowest layer that the next message must have, where that is decided.
    pub(super) fn lowest(&self, arguments: &Arguments) -> Option<Layer> {
        let from = arguments.from.map(super::From::layer);
        match &self.to {
            To::Hex(_) => from,
            // A capture is of one link: the first message's, if none was asked for.
            To::Capture(capture) => capture
                .open
                .as_ref()
                .map(|(link, _)| *link)
                .or(capture.link)
                .map(Link::lowest)
                .or(from),
        }
    }

    /// How many messages were taken.
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn message(&mut self, encoded: &Encoded) -> Result<(), Refusal> {
        self.count = self.count.wrapping_add(1);
        for what in &encoded.assumed {
            if !self.told.contains(what) {
                self.told.push(what);
                eprintln!("hookflash: {what}");
            }
        }
        match &mut self.to {
            To::Hex(output) => {
                let mut line = String::with_capacity(encoded.octets.len() * 2);
                for octet in &encoded.octets {
                    use std::fmt::Write;
                    // Writing to a String does not fail.
                    _ = write!(line, "{octet:02x}");
                }
                writeln!(output, "{line}").map_err(Refusal::Failed)
            }
            To::Capture(capture) => capture.message(encoded),
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Hex(output) => output.flush(),
            To::Capture(capture) => match &mut capture.open {
                Some((_, writer)) => writer.flush(),
                None => Ok(()),
            },
        }
    }

    /// A capture without a message is an empty capture, of the link that was asked for.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if let To::Capture(capture) = &mut self.to
            && capture.open.is_none()
        {
            let link = capture.link.unwrap_or(Link::Mtp3);
            capture.start(link)?;
        }
        self.flush()
    }

    pub(super) fn failed(&self, error: &io::Error) -> Exit {
        match &self.to {
            To::Capture(capture) if capture.name != "-" => {
                eprintln!("hookflash: {}: {error}", capture.name);
                Exit::Unreadable
            }
            _ => output_failed(error),
        }
    }
}

impl Capture {
    fn start(&mut self, link: Link) -> io::Result<()> {
        if let Some(to) = self.to.take() {
            let link_type = link.link_type(self.over);
            let writer = CaptureWriter::new(BufWriter::new(to), self.file_type, link_type)?;
            self.open = Some((link, writer));
        }
        Ok(())
    }

    fn message(&mut self, encoded: &Encoded) -> Result<(), Refusal> {
        let refuse = |text: &str| Err(Refusal::Message(text.into()));
        let Some(link) = self.link.or_else(|| Link::of(encoded.lowest)) else {
            return refuse("no capture holds parameters by themselves: put them in `tcap`");
        };
        if self.open.is_none() {
            self.start(link).map_err(Refusal::Failed)?;
        }
        let Some((link, writer)) = &mut self.open else { return Ok(()) };
        if link.lowest() != encoded.lowest {
            return refuse("a capture has one link, and this message is of another");
        }
        let time = encoded.time.unwrap_or_else(|| self.latest.map_or(START, later));
        let frame = match link.sctp_user() {
            Some(user) => {
                let (source, destination) = ends(encoded);
                let packet = self.associations.packet(user, source, destination, &encoded.octets);
                let Some(packet) = packet else {
                    let longest = LONGEST_MESSAGE;
                    let text = format!("SCTP over IP takes {longest} octets a message at most");
                    return Err(Refusal::Message(text));
                };
                if self.over == Over::Ethernet { write::ethernet(&packet) } else { packet }
            }
            // Sent, whether with the sequence numbers of Q.703 annex A, link 0.
            None if *link == Link::Mtp2WithPhdr => {
                let annex_a = u8::from(encoded.is_extended);
                [&[1, annex_a, 0, 0][..], &encoded.octets].concat()
            }
            None if *link == Link::Mtp2 && encoded.is_extended => {
                return refuse(
                    "link type 140 cannot say that sequence numbers are extended: \
                     use --link mtp2-with-phdr",
                );
            }
            None => encoded.octets.clone(),
        };
        match writer.frame(time, &frame) {
            Ok(()) => {
                self.latest = Some(time);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                Err(Refusal::Message(format!("this is not written: {error}")))
            }
            Err(error) => Err(Refusal::Failed(error)),
        }
    }
}

const fn later(time: Timestamp) -> Timestamp {
    let nanoseconds = time.nanoseconds + 1_000_000;
    if nanoseconds < 1_000_000_000 {
        return Timestamp { nanoseconds, ..time };
    }
    let seconds = time.seconds.saturating_add(1);
    Timestamp { seconds, nanoseconds: nanoseconds - 1_000_000_000, ..time }
}

/// Addresses in 10.0.0.0/8 that show the point codes: 5-10-1 is 10.5.10.1.
fn ends(encoded: &Encoded) -> ([u8; 4], [u8; 4]) {
    let address = |code: PointCode| {
        let [_, network, cluster, member] = code.value.to_be_bytes();
        [10, network, cluster, member]
    };
    match encoded.label {
        Some(label) => (address(label.originating), address(label.destination)),
        None => ([10, 0, 0, 1], [10, 0, 0, 2]),
    }
}
