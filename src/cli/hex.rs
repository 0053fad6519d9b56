//! `hookflash decode --hex`: messages pasted as text.

use super::Exit;
use super::decode::Shower;
use crate::capture::{LinkId, Message, Protocol, Session};
use crate::wire::ain::{self, OperationType};
use crate::wire::ber::Tlv;
use crate::wire::codes::Variant;
use crate::wire::stack::{Options, Stack};
use crate::wire::{Diagnostic, Layer, Reader, tcap};
use std::io::{self, BufRead};
use std::ops::ControlFlow;

/// The lowest layer of a pasted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LayerName {
    /// The one that the octets look like.
    Auto,
    /// MTP2, from the octet with the backward sequence number on, without flags.
    Mtp2,
    /// MTP2 with extended sequence numbers.
    Mtp2Extended,
    /// MTP3, from the service information octet on.
    Mtp3,
    /// M3UA, from the version octet on.
    M3ua,
    /// SUA, from the version octet on.
    Sua,
    /// M2UA, from the version octet on.
    M2ua,
    /// M2PA, from the version octet on.
    M2pa,
    /// ISUP, from the circuit identification code on.
    Isup,
    /// SCCP, from the message type on.
    Sccp,
    /// TCAP, from the package type on.
    Tcap,
    /// An AIN parameter sequence (30 or F2).
    Ain,
}

impl LayerName {
    const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Mtp2 => "mtp2",
            Self::Mtp2Extended => "mtp2-extended",
            Self::Mtp3 => "mtp3",
            Self::M3ua => "m3ua",
            Self::Sua => "sua",
            Self::M2ua => "m2ua",
            Self::M2pa => "m2pa",
            Self::Isup => "isup",
            Self::Sccp => "sccp",
            Self::Tcap => "tcap",
            Self::Ain => "ain",
        }
    }
}

/// What was pasted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pasted<'p> {
    pub(super) text: &'p str,
    pub(super) layer: LayerName,
    pub(super) operation: Option<&'p str>,
}

/// A pasted parameter sequence.
#[derive(Debug)]
pub(super) struct Parameters<'a> {
    pub(super) number: u64,
    pub(super) operation: Option<&'static OperationType>,
    pub(super) parameter: Option<Tlv<'a>>,
    pub(super) fault: Option<Diagnostic>,
}

/// Octets from hexadecimal with any of the separators that tools put in: blanks, `:`, `-`, `,`,
/// `0x`, quotes, `|`.
fn octets(text: &str) -> Result<Vec<u8>, String> {
    let text = text.replace("0x", " ").replace("\\x", " ");
    let mut half = None;
    let mut octets = Vec::with_capacity(text.len() / 2);
    for (place, character) in text.chars().enumerate() {
        if character.is_whitespace() || matches!(character, ':' | '-' | ',' | '"' | '\'' | '|') {
            continue;
        }
        let Some(digit) = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            return Err(format!("character {} is {character:?}, not hexadecimal", place + 1));
        };
        match half.take() {
            None => half = Some(digit),
            Some(high) => octets.push(high << 4 | digit),
        }
    }
    match half {
        Some(_) => Err("an odd number of hexadecimal digits".into()),
        None if octets.is_empty() => Err("no octets".into()),
        None => Ok(octets),
    }
}

/// The tags of an adaptation layer's parameters, one after the other.
fn tags(mut parameters: &[u8]) -> impl Iterator<Item = u16> {
    std::iter::from_fn(move || {
        let [first, second, high, low, ..] = *parameters else { return None };
        let length = usize::from(u16::from_be_bytes([high, low])).max(4).next_multiple_of(4);
        parameters = parameters.get(length..).unwrap_or_default();
        Some(u16::from_be_bytes([first, second]))
    })
}

/// The adaptation layer that has the message's class (RFC 4666 3.1.2, RFC 3331 3.1.3, RFC 3868
/// 3.1.2, RFC 4165 2.1.2); of a class that several have, the one that alone has a parameter of it,
/// and else M3UA. None for a class that none of them has.
fn adaptation_layer(octets: &[u8]) -> Option<LayerName> {
    let [1, 0, class, _, _, _, _, _, parameters @ ..] = octets else { return None };
    match class {
        1 => Some(LayerName::M3ua),
        6 | 10 => Some(LayerName::M2ua),
        7 | 8 => Some(LayerName::Sua),
        11 => Some(LayerName::M2pa),
        0 | 2..=4 | 9 => {
            let owner = tags(parameters).find_map(|tag| match tag {
                // RFC 3868 3.10, and the results of 3.9 that M3UA has under other tags.
                0x0101..=0x0118 | 0x0014..=0x0018 => Some(LayerName::Sua),
                // RFC 3331 3.2: interface identifiers, in messages that M2UA has.
                0x0001 | 0x0003 | 0x0008 if matches!(class, 0 | 3 | 4) => Some(LayerName::M2ua),
                _ => None,
            });
            Some(owner.unwrap_or(LayerName::M3ua))
        }
        _ => None,
    }
}

/// A signal unit that carries nothing: too short for anything else (Q.703 2.2, annex A).
const fn fill_in(octets: &[u8]) -> Option<LayerName> {
    match *octets {
        [_, _, length] if length & 0x3F == 0 => Some(LayerName::Mtp2),
        // LSSUs, whose status field is one octet or two (Q.703 2.3.3).
        [_, _, length, _] if length & 0x3F == 1 => Some(LayerName::Mtp2),
        [_, _, length, _, _] if length & 0x3F == 2 => Some(LayerName::Mtp2),
        // An AK of SCCP is as long.
        [0..=7 | 9..=0xFF, backward, _, forward, 0, 0] if (backward | forward) & 0x70 == 0 => {
            Some(LayerName::Mtp2Extended)
        }
        _ => None,
    }
}

/// The layer that octets hold together as, from the top: TCAP, AIN and the adaptation layers say
/// their own length.
fn looks_like(octets: &[u8]) -> Option<LayerName> {
    if tcap::looks_like(octets) {
        return Some(LayerName::Tcap);
    }
    let stated = match *octets {
        [_, _, _, _, a, b, c, d, ..] => u32::from_be_bytes([a, b, c, d]),
        _ => 0,
    };
    // The padding of the last parameter may be counted or not.
    let padding = (octets.len() as u64).checked_sub(stated.into());
    if padding.is_some_and(|padding| padding < 4)
        && let Some(layer) = adaptation_layer(octets)
    {
        return Some(layer);
    }
    let clean = |lowest: Layer| {
        [Variant::Ansi, Variant::Itu, Variant::China, Variant::Japan].into_iter().any(|variant| {
            let mut diagnostics = vec![];
            let options = Options { variant, tcap_subsystems: &[] };
            let stack = Stack::decode(octets, lowest, &options, &mut diagnostics);
            diagnostics.is_empty() && stack.tcap.is_some()
        })
    };
    if clean(Layer::Sccp) {
        return Some(LayerName::Sccp);
    }
    if clean(Layer::Mtp3) {
        return Some(LayerName::Mtp3);
    }
    let mut reader = Reader::new(octets, Layer::Ain);
    let parameter = reader.tlv("parameter sequence");
    let whole = parameter
        .is_ok_and(|tlv| matches!(tlv.identifier, ain::PARAMETER_SEQUENCE | ain::PARAMETER_SET));
    if whole && reader.is_empty() {
        return Some(LayerName::Ain);
    }
    fill_in(octets)
}

/// The layer to try where nothing holds together: what the first octet says.
fn begins_like(octets: &[u8]) -> LayerName {
    match octets {
        [0xE1..=0xE6 | 0xF6 | 0x61 | 0x62 | 0x64 | 0x65 | 0x67, ..] => LayerName::Tcap,
        [1, 0, ..] => adaptation_layer(octets).unwrap_or(LayerName::M3ua),
        [0x30 | 0xF2, ..] => LayerName::Ain,
        [1..=0x14, ..] => LayerName::Sccp,
        _ => LayerName::Mtp3,
    }
}

fn operation(name: &str) -> Option<&'static OperationType> {
    let folded = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let code = match name.strip_prefix("0x") {
        Some(hex) => u16::from_str_radix(hex, 16).ok(),
        None => name.parse().ok(),
    };
    ain::OPERATIONS
        .iter()
        .find(|operation| folded(operation.message) == folded(name) || code == Some(operation.code))
}

/// # Errors
///
/// Standard output cannot be written.
pub(super) fn run(
    pasted: &Pasted<'_>,
    session: &mut Session,
    shower: &mut Shower<'_>,
) -> io::Result<Exit> {
    let operation = match pasted.operation {
        None => None,
        Some(name) => match operation(name) {
            Some(operation) => Some(operation),
            None => {
                eprintln!("hookflash: no AIN operation is called {name:?} (see hookflash explain)");
                return Ok(Exit::Usage);
            }
        },
    };
    if pasted.text != "-" {
        let flow = one(pasted.text, 1, pasted.layer, operation, session, shower)?;
        return Ok(if flow.is_none() { Exit::Usage } else { Exit::Done });
    }
    let mut exit = Exit::Done;
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let Ok(line) = line else { return Ok(Exit::Unreadable) };
        let text = line.split('#').next().unwrap_or("").trim();
        if text.is_empty() {
            continue;
        }
        match one(text, number as u64 + 1, pasted.layer, operation, session, shower)? {
            None => exit = Exit::Usage,
            Some(ControlFlow::Break(())) => break,
            Some(ControlFlow::Continue(())) => shower.flush()?,
        }
    }
    Ok(exit)
}

/// Shows one pasted message; none where the text is not hexadecimal.
fn one(
    text: &str,
    number: u64,
    layer: LayerName,
    operation: Option<&'static OperationType>,
    session: &mut Session,
    shower: &mut Shower<'_>,
) -> io::Result<Option<ControlFlow<()>>> {
    let octets = match octets(text) {
        Ok(octets) => octets,
        Err(error) => {
            eprintln!("hookflash: pasted message {number}: {error}");
            return Ok(None);
        }
    };
    let likely = looks_like(&octets);
    let chosen = match layer {
        LayerName::Auto => likely.unwrap_or_else(|| begins_like(&octets)),
        given => given,
    };
    if layer == LayerName::Auto {
        eprintln!("read as {} (--layer overrides)", chosen.name());
    }
    let protocol = match chosen {
        LayerName::Ain => {
            let mut reader = Reader::new(&octets, Layer::Ain);
            let (parameter, fault) = match reader.tlv("parameter sequence") {
                Ok(tlv) => (Some(tlv), reader.end("the parameter sequence").err()),
                Err(error) => (None, Some(error)),
            };
            hint(chosen, likely, fault.is_some());
            let fault = fault.map(Diagnostic::error);
            let pasted = Parameters { number, operation, parameter, fault };
            return shower.parameters(&pasted).map(Some);
        }
        LayerName::Mtp2 => Protocol::Mtp2,
        LayerName::Mtp2Extended => Protocol::Mtp2AnnexA,
        LayerName::Mtp3 => Protocol::Mtp3,
        LayerName::M3ua => Protocol::M3ua,
        LayerName::Sua => Protocol::Sua,
        LayerName::M2ua => Protocol::M2ua,
        LayerName::M2pa => Protocol::M2pa,
        LayerName::Isup => Protocol::Isup,
        LayerName::Sccp => Protocol::Sccp,
        LayerName::Tcap | LayerName::Auto => Protocol::Tcap,
    };
    let message = Message {
        frame: number,
        index: 0,
        time: None,
        protocol,
        octets: &octets,
        link: LinkId(0),
        forward: true,
        diagnostics: &[],
    };
    session.decode(&message, |decoded| {
        let bare = decoded.stack.tcap.is_none() && decoded.stack.layers().len() < 2;
        hint(chosen, likely, bare && !decoded.diagnostics.is_empty());
        shower.message(decoded).map(Some)
    })
}

/// Says which layer the octets look like where another was asked for and could not be read.
fn hint(chosen: LayerName, likely: Option<LayerName>, failed: bool) {
    if let Some(likely) = likely
        && likely != chosen
        && failed
    {
        eprintln!(
            "hookflash: these octets look like {}: try --layer {}",
            likely.name().to_uppercase(),
            likely.name()
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_read_with_the_separators_of_other_tools() {
        for text in ["e4 13", "E4:13", "0xe4, 0x13", "\\xe4\\x13", "e413", "|E4|13|"] {
            assert_eq!(octets(text), Ok(vec![0xE4, 0x13]), "{text}");
        }
        assert!(octets("e41").is_err_and(|error| error.contains("odd")));
        assert!(octets("e4 1g").is_err_and(|error| error.contains("'g'")));
        assert!(octets("  ").is_err());
    }

    #[test]
    fn each_layer_is_told_from_the_others() {
        let tcap = octets("F609C70400000001D70104").unwrap();
        let sccp = [&[9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 247, 11][..], &tcap].concat();
        let mtp3 = [&[0x83, 1, 20, 5, 1, 10, 5, 6][..], &sccp].concat();
        assert_eq!(looks_like(&tcap), Some(LayerName::Tcap));
        assert_eq!(looks_like(&sccp), Some(LayerName::Sccp));
        assert_eq!(looks_like(&mtp3), Some(LayerName::Mtp3));
        assert_eq!(looks_like(&[1, 0, 3, 1, 0, 0, 0, 8]), Some(LayerName::M3ua));
        assert_eq!(looks_like(&[0x30, 3, 0x8D, 1, 0]), Some(LayerName::Ain));
        assert_eq!(looks_like(b"GET / HTTP/1.1"), None);
    }

    #[test]
    fn adaptation_layers_are_told_apart_by_their_classes_and_parameters() {
        // Class and type, and the parameters: version 1, reserved 0 and the length go around them.
        for (class_and_type, parameters, layer) in [
            ([1, 1], &[0, 6, 0, 8, 0, 0, 0, 1][..], LayerName::M3ua),
            ([6, 2], &[0, 1, 0, 8, 0, 0, 0, 5], LayerName::M2ua),
            ([10, 1], &[3, 9, 0, 8, 0, 0, 0, 0], LayerName::M2ua),
            ([7, 1], &[0, 6, 0, 8, 0, 0, 0, 1], LayerName::Sua),
            ([8, 5], &[1, 5, 0, 8, 0, 0, 0, 1], LayerName::Sua),
            ([11, 2], &[0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 1], LayerName::M2pa),
            // DUNA, of M3UA and of SUA with its own network appearance.
            ([2, 1], &[0, 0x12, 0, 8, 0, 0, 0, 5], LayerName::M3ua),
            ([2, 1], &[0, 6, 0, 8, 0, 0, 0, 1, 1, 0x0D, 0, 8, 0, 0, 0, 1], LayerName::Sua),
            // ASPUP; ASPAC, with a text that is padded before the interface identifier.
            ([3, 1], &[], LayerName::M3ua),
            (
                [4, 1],
                &[0, 4, 0, 5, 65, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2],
                LayerName::M2ua,
            ),
            // REG RSP: the registration result of M3UA and that of SUA.
            ([9, 2], &[2, 8, 0, 4], LayerName::M3ua),
            ([9, 2], &[0, 0x14, 0, 4], LayerName::Sua),
        ] {
            let length = 8 + u8::try_from(parameters.len()).unwrap();
            let octets = [&[1, 0][..], &class_and_type, &[0, 0, 0, length], parameters].concat();
            assert_eq!(looks_like(&octets), Some(layer), "{octets:02x?}");
            // With octets too many, it is what its class says all the same.
            assert_eq!(begins_like(&[&octets[..], &[0; 9]].concat()), layer, "{octets:02x?}");
        }
        assert_eq!(begins_like(&[1, 0, 5, 1]), LayerName::M3ua);
    }

    #[test]
    fn a_signal_unit_that_carries_nothing_is_one_of_mtp2() {
        assert_eq!(looks_like(&[0x85, 6, 0]), Some(LayerName::Mtp2));
        assert_eq!(looks_like(&[0x23, 0x81, 0x56, 4, 0, 0]), Some(LayerName::Mtp2Extended));
        // An AK (Q.713 4.10) without credit, and a sequence with something in it.
        assert_eq!(looks_like(&[8, 0, 0, 1, 0, 0]), None);
        assert_eq!(looks_like(&[0x30, 1, 0]), Some(LayerName::Ain));
    }
}
