//! Decoders of other crates for the parameters of other applications.

use super::reading::Decoded;
use crate::wire::Error;
use crate::wire::ber::{ObjectIdentifier, Tlv};
use crate::wire::sccp::{self, SubsystemNumber};
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{self, ansi, itu};
use core::fmt::{self, Display};

/// An operation by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation<'a> {
    /// Of T1.114.
    Ansi(ansi::OperationCode),
    /// Of Q.773, by its number.
    Local(i64),
    /// Of Q.773, by its name.
    Global(ObjectIdentifier<'a>),
}

/// What a component does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It asks: the parameter is the operation's argument.
    Argument,
    /// It answers: the parameter is the operation's result.
    Result,
    /// It refuses: the parameter is that of the error with this number.
    Error(i64),
}

/// What a decoder is told of a component.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Component<'a> {
    /// Whose operation it is, as far as this crate knows.
    pub application: Option<Application>,
    /// The application context of the message, where it has one.
    pub context: Option<ObjectIdentifier<'a>>,
    /// The subsystems that are called and that call.
    pub subsystems: [Option<SubsystemNumber>; 2],
    /// What it does.
    pub role: Role,
    /// Which operation; none in an answer that does not say, whose invoke was not seen.
    pub operation: Option<Operation<'a>>,
}

/// A value that a decoder found.
#[derive(Clone, Copy)]
pub struct Told<'v> {
    /// What it is called.
    pub name: &'v str,
    /// Where it stands in the message: [`Tlv::at`].
    pub at: u32,
    /// How many others it stands in.
    pub depth: usize,
    /// The value.
    pub value: &'v dyn Display,
}

impl fmt::Debug for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.at, self.name, self.value)
    }
}

/// Decodes the parameters of an application. Implement it in your crate, and put it into
/// [`Decoders`].
pub trait Decoder {
    /// What the application is called.
    fn name(&self) -> &str;

    /// Whether a component is the application's.
    fn claims(&self, component: &Component<'_>) -> bool;

    /// What the operation of a component is called.
    fn operation(&self, component: &Component<'_>) -> Option<&str> {
        match (component.application?, component.operation?) {
            (application, Operation::Ansi(code)) => application.operation(code.specifier().into()),
            (application, Operation::Local(code)) => application.operation(code),
            (_, Operation::Global(_)) => None,
        }
    }

    /// Tells what a parameter holds.
    ///
    /// # Errors
    ///
    /// What is wrong with it; what was told before is good.
    fn parameter(
        &self,
        component: &Component<'_>,
        parameter: &Tlv<'_>,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Result<(), Error>;
}

/// What is read of a component.
#[derive(Debug)]
pub enum Read<'r> {
    /// A component whose decoder goes by this name; the operation, where it is known.
    Component(&'r str, Option<&'r str>),
    /// A value of it.
    Value(Told<'r>),
    /// What is wrong with it.
    Fault(Error),
}

/// Decoders, the first that claims a component reads it.
///
/// ```
/// use hookflash::capture::decoders::{Component, Decoder, Decoders, Read, Told};
/// use hookflash::wire::Error;
/// use hookflash::wire::ber::Tlv;
///
/// struct Mine;
///
/// impl Decoder for Mine {
///     fn name(&self) -> &str {
///         "mine"
///     }
///
///     fn claims(&self, component: &Component<'_>) -> bool {
///         component.subsystems.iter().flatten().any(|number| number.0 == 200)
///     }
///
///     fn parameter(
///         &self,
///         _: &Component<'_>,
///         parameter: &Tlv<'_>,
///         tell: &mut dyn FnMut(Told<'_>),
///     ) -> Result<(), Error> {
///         let length = parameter.contents.len();
///         tell(Told { name: "length", at: parameter.at, depth: 0, value: &length });
///         Ok(())
///     }
/// }
///
/// let decoders = Decoders::default().with(Mine);
/// # let show = |decoded: &hookflash::capture::Decoded<'_, '_>| {
/// // For each message that a session decodes:
/// decoders.read(decoded, &mut |read| match read {
///     Read::Component(user, operation) => println!("{user} {operation:?}"),
///     Read::Value(told) => println!("  {told:?}"),
///     Read::Fault(error) => println!("  {error}"),
/// });
/// # };
/// ```
#[derive(Default)]
pub struct Decoders(Vec<Box<dyn Decoder + Send + Sync>>);

impl fmt::Debug for Decoders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|decoder| decoder.name())).finish()
    }
}

impl Decoders {
    /// Adds one behind the others.
    #[must_use]
    pub fn with(mut self, decoder: impl Decoder + Send + Sync + 'static) -> Self {
        self.0.push(Box::new(decoder));
        self
    }

    /// Reads the components of a message that one of them claims; the others are passed over.
    pub fn read(&self, decoded: &Decoded<'_, '_>, each: &mut dyn FnMut(Read<'_>)) {
        let stack = decoded.stack;
        let subsystems = match stack.sccp.as_ref().and_then(sccp::Message::addresses) {
            Some((called, calling)) => [called.subsystem_number, calling.subsystem_number],
            None => [None; 2],
        };
        match &stack.tcap {
            Some(tcap::Message::Ansi(_)) => {
                for resolved in decoded.components {
                    let Ok(component) = &resolved.component else { continue };
                    let asked = resolved.asked.map(|asked| asked.operation);
                    let (role, operation) = match component {
                        ansi::Component::Invoke(invoke) => (Role::Argument, Some(invoke.operation)),
                        ansi::Component::ReturnResult(_) => (Role::Result, asked),
                        ansi::Component::ReturnError(error) => {
                            (Role::Error(error.error.code), asked)
                        }
                        ansi::Component::Reject(_) => continue,
                    };
                    let facts = Component {
                        application: operation.and_then(Application::of_operation),
                        context: None,
                        subsystems,
                        role,
                        operation: operation.map(Operation::Ansi),
                    };
                    self.component(&facts, component.parameter().as_ref(), each);
                }
            }
            Some(tcap::Message::Itu(message)) => {
                let application = stack.application();
                let context = message.dialogue.and_then(|dialogue| dialogue.application_context());
                let all = message.components.iter().flat_map(itu::Components::iter);
                for component in all.filter_map(|(_, component)| component.ok()) {
                    let role = match (component.component_type, component.error) {
                        (0xA1, _) => Role::Argument,
                        (0xA2 | 0xA7, _) => Role::Result,
                        (_, Some(itu::Code::Local(number))) => Role::Error(number),
                        _ => continue,
                    };
                    let operation = component.operation.map(|code| match code {
                        itu::Code::Local(number) => Operation::Local(number),
                        itu::Code::Global(name) => Operation::Global(name),
                    });
                    let facts = Component { application, context, subsystems, role, operation };
                    self.component(&facts, component.parameter.as_ref(), each);
                }
            }
            None => {}
        }
    }

    fn component(
        &self,
        component: &Component<'_>,
        parameter: Option<&Tlv<'_>>,
        each: &mut dyn FnMut(Read<'_>),
    ) {
        let Some(decoder) = self.0.iter().find(|decoder| decoder.claims(component)) else { return };
        each(Read::Component(decoder.name(), decoder.operation(component)));
        let Some(parameter) = parameter else { return };
        let read = decoder.parameter(component, parameter, &mut |told| each(Read::Value(told)));
        if let Err(error) = read {
            each(Read::Fault(error));
        }
    }
}
