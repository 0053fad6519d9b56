//! Decode → encode gives the octets back; decode → encode → decode gives the value back.

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::{Operation, OperationError, OperationResult};
use hookflash::wire::ber::{Identifier, Tlv};
use hookflash::wire::tcap::ansi::{Component, Components, ErrorCode, OperationClass, Package};
use hookflash::wire::tcap::{self};
use hookflash::wire::{Encode, Error, Layer, Reader, Writer};
use std::ops::ControlFlow;

/// The parameter of a component, typed where its operation is AIN's.
#[derive(Debug, PartialEq)]
#[allow(clippy::large_enum_variant)]
enum Argument<'a> {
    Operation(Identifier, Operation<'a>),
    Result(Identifier, OperationResult<'a>),
    Error(Identifier, OperationError<'a>),
    Octets(Tlv<'a>),
}

impl Encode for Argument<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Operation(identifier, operation) => operation.encode_as(*identifier, writer),
            Self::Result(identifier, result) => result.encode_as(*identifier, writer),
            Self::Error(identifier, error) => error.encode_as(*identifier, writer),
            Self::Octets(tlv) => tlv.encode(writer),
        }
    }
}

fn argument<'a>(
    component: &Component<'a>,
    asked: Option<u16>,
    parameter: &Tlv<'a>,
) -> Option<Result<Argument<'a>, Error>> {
    let identifier = parameter.identifier;
    match component {
        Component::Invoke(invoke) => Operation::decode(invoke.operation.ain()?, parameter)
            .map(|operation| operation.map(|o| Argument::Operation(identifier, o))),
        Component::ReturnResult(_) => OperationResult::decode(asked?, parameter)
            .map(|result| result.map(|r| Argument::Result(identifier, r))),
        Component::ReturnError(error) => match error.error {
            ErrorCode { class: OperationClass::Private, code } => {
                OperationError::decode(u8::try_from(code).ok()?, parameter)
                    .map(|error| error.map(|e| Argument::Error(identifier, e)))
            }
            _ => None,
        },
        Component::Reject(_) => None,
    }
}

/// The component with its parameter typed.
fn typed<'a>(
    component: &Component<'a>,
    asked: Option<u16>,
) -> Result<Component<'a, Argument<'a>>, Error> {
    let parameter = match component.parameter() {
        Some(parameter) => match argument(component, asked, &parameter) {
            Some(argument) => Some(argument?),
            None => Some(Argument::Octets(parameter)),
        },
        None => None,
    };
    use hookflash::wire::tcap::ansi::{Invoke, Reject, ReturnError, ReturnResult};
    Ok(match *component {
        Component::Invoke(Invoke { last, invoke_id, correlation_id, operation, rest, .. }) => {
            Component::Invoke(Invoke {
                last,
                invoke_id,
                correlation_id,
                operation,
                parameter,
                rest,
            })
        }
        Component::ReturnResult(ReturnResult { last, correlation_id, rest, .. }) => {
            Component::ReturnResult(ReturnResult { last, correlation_id, parameter, rest })
        }
        Component::ReturnError(ReturnError { correlation_id, error, rest, .. }) => {
            Component::ReturnError(ReturnError { correlation_id, error, parameter, rest })
        }
        Component::Reject(Reject { correlation_id, problem, rest, .. }) => {
            Component::Reject(Reject { correlation_id, problem, parameter, rest })
        }
    })
}

fn typed_all<'a>(
    components: &Components<'a>,
    asked: &[Option<u16>],
) -> Vec<Component<'a, Argument<'a>>> {
    let one = |((_, component), asked): ((_, Result<Component<'a>, _>), &Option<u16>)| {
        typed(&component.expect("a component"), *asked).expect("a typed component")
    };
    components.iter().zip(asked).map(one).collect()
}

fn with<'a, C>(package: &Package<'a>, components: Option<C>) -> Package<'a, C> {
    let Package { package_type, originating_id, responding_id, .. } = *package;
    let Package { dialogue, abort, element, rest, trailing, .. } = *package;
    Package {
        package_type,
        originating_id,
        responding_id,
        dialogue,
        components,
        abort,
        element,
        rest,
        trailing,
    }
}

fn each_package(path: &str, mut then: impl FnMut(u64, &Package<'_>, &[Option<u16>])) {
    let mut capture = Capture::open(path).expect("test data");
    let mut session = Session::default();
    capture
        .for_each(|item| {
            if let Item::Message(message) = item {
                session.decode(&message, |decoded| {
                    if let Some(tcap::Message::Ansi(package)) = &decoded.stack.tcap {
                        let asked: Vec<_> = decoded
                            .components
                            .iter()
                            .map(|resolved| resolved.asked.and_then(|asked| asked.operation.ain()))
                            .collect();
                        then(message.frame, package, &asked);
                    }
                });
            }
            ControlFlow::Continue(())
        })
        .expect("test data");
}

#[test]
fn every_package_of_the_corpus_comes_back_octet_by_octet() {
    let mut writer = Writer::new();
    let (mut packages, mut components_typed, mut differing) = (0, 0, vec![]);
    for path in [
        "testdata/corpus/ain_mtp3.pcap",
        "testdata/corpus/ain_m3ua.pcap",
        "testdata/captures/hookflash-transfer.pcap",
    ] {
        each_package(path, |frame, package, asked| {
            packages += 1;
            let components = package.components.map(|components| typed_all(&components, asked));
            components_typed += components
                .iter()
                .flatten()
                .filter(|c| !matches!(parameter(c), None | Some(Argument::Octets(_))))
                .count();
            let again = with(package, components);
            let octets = writer.message(&again).expect("what was decoded can be encoded");
            let decoded =
                Package::decode(&mut Reader::new(octets, Layer::Tcap)).expect("a package");
            let components = decoded.components.map(|components| typed_all(&components, asked));
            assert_eq!(with(&decoded, components), again, "{path} frame {frame}");
            if octets != package.element.octets {
                differing.push((path, frame, package.element.octets.to_vec(), octets.to_vec()));
            }
        });
    }
    assert!(packages > 1200 && components_typed > 1200, "{packages} {components_typed}");
    // Named bits that were sent with zeros behind the last one set come back without them; all
    // else that these packages hold is compared above.
    assert_eq!(differing.len(), 18, "of {packages} packages: {}", first(&differing));
}

fn parameter<'c, P>(component: &'c Component<'_, P>) -> Option<&'c P> {
    match component {
        Component::Invoke(invoke) => invoke.parameter.as_ref(),
        Component::ReturnResult(result) => result.parameter.as_ref(),
        Component::ReturnError(error) => error.parameter.as_ref(),
        Component::Reject(reject) => reject.parameter.as_ref(),
    }
}

/// Where the first pair differs, with the octets around it.
fn first(differing: &[(&str, u64, Vec<u8>, Vec<u8>)]) -> String {
    let (path, frame, old, new) = &differing[0];
    let inside = old.iter().zip(new).enumerate().skip(8).find(|(_, (old, new))| old != new);
    let from = inside.map_or(0, |(at, _)| at).saturating_sub(12);
    let part = |octets: &[u8]| {
        octets[from.min(octets.len())..(from + 32).min(octets.len())]
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect::<String>()
    };
    format!("{path} frame {frame} octet {from}: {} became {}", part(old), part(new))
}
