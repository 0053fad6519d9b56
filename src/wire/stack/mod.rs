//! The whole ladder: octets and their lowest layer in, every layer above out.
//!
//! ```
//! use hookflash::wire::stack::{Options, Stack};
//! use hookflash::wire::{Layer, mtp3::Variant};
//! let octets = [
//!     0x83, 1, 20, 5, 1, 10, 5, 6, // SIO, DPC 5-20-1, OPC 5-10-1, SLS
//!     9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 247, 11, // SCCP UDT
//!     0xF6, 9, 0xC7, 4, 0, 0, 0, 1, 0xD7, 1, 4, // ANSI TCAP Abort
//! ];
//! let mut diagnostics = vec![];
//! let options = Options { variant: Variant::Ansi, tcap_subsystems: &[] };
//! let stack = Stack::decode(&octets, Layer::Mtp3, &options, &mut diagnostics);
//! assert_eq!(stack.layers(), [Layer::Mtp3, Layer::Sccp, Layer::Tcap]);
//! assert!(diagnostics.is_empty());
//! ```

mod usual;

pub use usual::Usual;

use super::codes::{PointCode, Variant};
use super::error::{Diagnostic, Error, ErrorKind, Layer};
use super::reader::Reader;
use super::{isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp, sua, tcap};
use alloc::vec::Vec;

/// What cannot be read from the octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'o> {
    /// The variant of MTP3 and SCCP.
    pub variant: Variant,
    /// Subsystems that carry TCAP: their data is an error where it is not TCAP. The data of other
    /// subsystems is read as TCAP where it looks like it.
    pub tcap_subsystems: &'o [u8],
}

/// A message, layer by layer; a layer that is not there, or could not be read, is none.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'a> {
    /// MTP level 2.
    pub mtp2: Option<mtp2::SignalUnit<Reader<'a>>>,
    /// M2PA.
    pub m2pa: Option<m2pa::Message<'a>>,
    /// M2UA.
    pub m2ua: Option<m2ua::Message<m2ua::Parameters<'a>>>,
    /// SUA.
    pub sua: Option<sua::Message<sua::Parameters<'a>>>,
    /// M3UA.
    pub m3ua: Option<m3ua::Message<m3ua::Parameters<'a>>>,
    /// The contents of an M3UA DATA message.
    pub m3ua_data: Option<m3ua::Data<Reader<'a>>>,
    /// MTP level 3.
    pub mtp3: Option<mtp3::Msu<Reader<'a>>>,
    /// ISUP.
    pub isup: Option<isup::Message<Reader<'a>>>,
    /// SCCP.
    pub sccp: Option<sccp::Message<'a>>,
    /// Where the SCCP message begins.
    pub sccp_at: u32,
    /// SCCP management, the user of subsystem 1.
    pub sccp_management: Option<sccp::Management<'a>>,
    /// TCAP.
    pub tcap: Option<tcap::Message<'a>>,
    /// The variant that the message was read with.
    pub variant: Variant,
    /// The application that earlier messages of an ITU dialogue named. No octet of this one says
    /// it: who knows those messages sets it.
    pub dialogue_application: Option<tcap::users::Application>,
    layers: [Layer; 8],
    count: usize,
}

impl<'a> Stack<'a> {
    /// A stack of no layers, for [`read`](Self::read) to fill.
    pub(crate) const fn empty(variant: Variant) -> Self {
        Self {
            mtp2: None,
            m2pa: None,
            m2ua: None,
            sua: None,
            m3ua: None,
            m3ua_data: None,
            mtp3: None,
            isup: None,
            sccp: None,
            sccp_at: 0,
            sccp_management: None,
            tcap: None,
            variant,
            dialogue_application: None,
            layers: [Layer::Capture; 8],
            count: 0,
        }
    }

    /// Reads every layer from `lowest` up: one of MTP2, M2PA, M2UA, M3UA, SUA, MTP3, ISUP,
    /// SCCP and TCAP.
    ///
    /// What is wrong is added to `diagnostics`; the layers below it are there all the same.
    pub fn decode(
        octets: &'a [u8],
        lowest: Layer,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        Self::decode_from(Reader::new(octets, lowest), options, diagnostics)
    }

    /// Like [`decode`](Self::decode), for octets whose place in the message is known; the reader's
    /// layer is the lowest.
    pub fn decode_from(
        reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut stack = Self::empty(options.variant);
        stack.read(reader, mtp2::Format::Basic, options, diagnostics);
        stack
    }

    /// Reads a signal unit with extended sequence numbers (Q.703 Annex A).
    pub fn decode_extended_mtp2(
        octets: &'a [u8],
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut stack = Self::empty(options.variant);
        let reader = Reader::new(octets, Layer::Mtp2);
        stack.read(reader, mtp2::Format::Extended, options, diagnostics);
        stack
    }

    /// Reads every layer into an [empty](Self::empty) stack where it lies: a stack is a kilobyte
    /// and more, and to copy it takes as long as to read a layer.
    pub(crate) fn read(
        &mut self,
        reader: Reader<'a>,
        format: mtp2::Format,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let done = match reader.layer() {
            Layer::Mtp2 => self.read_mtp2(reader, format, options, diagnostics),
            Layer::M2pa => self.read_m2pa(reader, options, diagnostics),
            Layer::M2ua => self.read_m2ua(reader, options, diagnostics),
            Layer::Sua => self.read_sua(reader, options, diagnostics),
            Layer::M3ua => self.read_m3ua(reader, options, diagnostics),
            Layer::Mtp3 => self.read_mtp3(reader, options, diagnostics),
            Layer::Isup => self.read_isup(reader, options),
            Layer::Sccp => self.read_sccp(reader, options, diagnostics),
            Layer::Tcap => self.read_tcap(reader, diagnostics),
            _ => Err(reader.error(ErrorKind::Unsupported { code: 0 }, "lowest layer")),
        };
        if let Err(error) = done {
            diagnostics.push(Diagnostic::error(error));
        }
    }

    /// The layers that were read, lowest first; AIN is not among them, for the operation that says
    /// what a result holds may stand in another message.
    pub fn layers(&self) -> &[Layer] {
        &self.layers[..self.count]
    }

    fn add(&mut self, layer: Layer) {
        // Eight is more than any ladder here has; a longer one would only lose its name.
        if let Some(slot) = self.layers.get_mut(self.count) {
            *slot = layer;
            self.count += 1;
        }
    }

    /// The application of an ITU TCAP message: by its application context, else by
    /// [that of its dialogue](Self::dialogue_application), else by the subsystems.
    /// Of an ANSI one each operation says it
    /// ([`of_operation`](tcap::users::Application::of_operation)).
    pub fn application(&self) -> Option<tcap::users::Application> {
        use tcap::users::Application;
        let Some(tcap::Message::Itu(message)) = &self.tcap else { return None };
        let context = message.dialogue.and_then(|dialogue| dialogue.application_context());
        let by_context = context.and_then(|context| Application::of_context(&context));
        by_context.or(self.dialogue_application).or_else(|| {
            let (called, calling) = self.sccp.as_ref()?.addresses()?;
            let of = |address: &sccp::Address<'_>| {
                address.subsystem_number.and_then(|number| Application::of_subsystem(number.0))
            };
            match (of(called), of(calling)) {
                // Switches are numbered as MAP's; what they speak with says the rest.
                (Some(Application::GsmMap), Some(other)) | (Some(other), _) => Some(other),
                (None, calling) => calling,
            }
        })
    }

    /// Source and destination address of an SUA message, as far as it has them.
    pub fn sua_addresses(&self) -> [Option<sua::Address<'a>>; 2] {
        let addresses = self.sua.as_ref().and_then(|message| message.addresses().ok());
        addresses.unwrap_or([None; 2])
    }

    /// Originating and destination point code, where a layer has them.
    #[inline]
    pub fn point_codes(&self) -> Option<(PointCode, PointCode)> {
        match &self.mtp3 {
            Some(msu) => {
                let label = &msu.routing_label;
                Some((label.originating_point_code, label.destination_point_code))
            }
            None => self.point_codes_without_label(),
        }
    }

    fn point_codes_without_label(&self) -> Option<(PointCode, PointCode)> {
        if let [Some(source), Some(destination)] = self.sua_addresses() {
            let code = |value| PointCode::new(self.variant, value);
            return source.point_code.map(code).zip(destination.point_code.map(code));
        }
        match self.m3ua_data?.protocol_data {
            m3ua::DataForm::ProtocolData(data) => Some((
                PointCode::new(self.variant, data.originating_point_code),
                PointCode::new(self.variant, data.destination_point_code),
            )),
            m3ua::DataForm::Msu { .. } => None,
        }
    }

    fn read_mtp2(
        &mut self,
        mut reader: Reader<'a>,
        format: mtp2::Format,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let unit = mtp2::SignalUnit::decode(&mut reader, format)?;
        self.mtp2 = Some(unit);
        self.add(Layer::Mtp2);
        match unit.body {
            mtp2::Body::Msu(msu) => {
                self.read_mtp3(msu.with_layer(Layer::Mtp3), options, diagnostics)
            }
            _ => Ok(()),
        }
    }

    fn read_m2pa(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let message = m2pa::Message::decode(&mut reader)?;
        self.m2pa = Some(message);
        self.add(Layer::M2pa);
        match message.body {
            m2pa::Body::UserData { msu, .. } if !msu.is_empty() => {
                self.read_mtp3(msu.with_layer(Layer::Mtp3), options, diagnostics)
            }
            _ => Ok(()),
        }
    }

    fn read_m2ua(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let message = m2ua::Message::decode(&mut reader)?;
        self.m2ua = Some(message);
        self.add(Layer::M2ua);
        if let Err(error) = message.check_identifiers() {
            diagnostics.push(Diagnostic::error(error));
        }
        match message.msu()? {
            Some(msu) => self.read_mtp3(msu.with_layer(Layer::Mtp3), options, diagnostics),
            None => Ok(()),
        }
    }

    fn read_sua(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let message = sua::Message::decode(&mut reader)?;
        self.sua = Some(message);
        self.add(Layer::Sua);
        for parameter in message.parameters {
            parameter?;
        }
        message.addresses()?;
        match (message.message_type, message.value(sua::Tag::DATA)?) {
            (
                sua::MessageType::CONNECTIONLESS_DATA_TRANSFER
                | sua::MessageType::CONNECTIONLESS_DATA_RESPONSE
                | sua::MessageType::CONNECTION_ORIENTED_DATA_TRANSFER,
                Some(data),
            ) => self.read_data(data, options, diagnostics),
            _ => Ok(()),
        }
    }

    fn read_m3ua(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let message = m3ua::Message::decode(&mut reader)?;
        self.m3ua = Some(message);
        self.add(Layer::M3ua);
        if message.message_type != m3ua::MessageType::DATA {
            // Parameters of other messages are read where they are shown; that they fit is checked.
            for parameter in message.parameters {
                parameter?;
            }
            return Ok(());
        }
        let data = message.data()?;
        self.m3ua_data = Some(data);
        match data.protocol_data {
            m3ua::DataForm::ProtocolData(data) => {
                let indicator = mtp3::ServiceIndicator(data.service_indicator);
                self.read_user(indicator, data.user_data, options, diagnostics)
            }
            m3ua::DataForm::Msu { msu, .. } => {
                self.read_mtp3(msu.with_layer(Layer::Mtp3), options, diagnostics)
            }
        }
    }

    fn read_mtp3(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let msu = mtp3::Msu::decode(&mut reader, options.variant)?;
        self.mtp3 = Some(msu);
        self.add(Layer::Mtp3);
        if let Some(Err(error)) = msu.management() {
            diagnostics.push(Diagnostic::error(error));
        } else if let Some(behind) = msu.behind_management()
            && let Err(error) = behind.end("the management message")
        {
            diagnostics.push(Diagnostic::warning(error));
        }
        let indicator = msu.service_information.service_indicator;
        self.read_user(indicator, msu.payload, options, diagnostics)
    }

    fn read_user(
        &mut self,
        indicator: mtp3::ServiceIndicator,
        payload: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        match indicator {
            mtp3::ServiceIndicator::SCCP => {
                self.read_sccp(payload.with_layer(Layer::Sccp), options, diagnostics)
            }
            mtp3::ServiceIndicator::ISUP => {
                self.read_isup(payload.with_layer(Layer::Isup), options)
            }
            _ => Ok(()),
        }
    }

    fn read_isup(&mut self, mut reader: Reader<'a>, options: &Options<'_>) -> Result<(), Error> {
        let message = isup::Message::decode(&mut reader, options.variant)?;
        self.isup = Some(message);
        self.add(Layer::Isup);
        message.each_parameter(|_| ())
    }

    fn read_sccp(
        &mut self,
        mut reader: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let at = reader.at();
        self.sccp_at = at;
        match reader.peek().map(sccp::MessageType) {
            // Where it lies: see `read`.
            Some(sccp::MessageType::UNITDATA) => {
                self.sccp = const { Some(sccp::Message::Unitdata(sccp::Unitdata::BLANK)) };
                if let Some(sccp::Message::Unitdata(unitdata)) = &mut self.sccp
                    && let Err(error) = unitdata.decode_into(&mut reader, options.variant)
                {
                    self.sccp = None;
                    return Err(error);
                }
            }
            _ => self.sccp = Some(sccp::Message::decode(&mut reader, options.variant)?),
        }
        let Some(message) = &self.sccp else { return Ok(()) };
        let plain = matches!(message, sccp::Message::Unitdata(unitdata) if is_plain(unitdata, options.variant));
        if !plain {
            diagnostics.extend(message.irregularities(at));
        }
        if let Err(error) = reader.end("the SCCP message") {
            // A signal unit of 63 octets and more does not say where it ends, and some captures
            // keep its two octets of check bits (Q.703 2.2).
            let check_bits = self.mtp2.is_some() && reader.len() == 2;
            diagnostics.push(if check_bits {
                Diagnostic::note(error)
            } else {
                Diagnostic::warning(error)
            });
        }
        if let sccp::Message::Unitdata(unitdata) = message {
            let data = unitdata.data;
            self.add(Layer::Sccp);
            return self.read_data(data, options, diagnostics);
        }
        let (segmentation, data) = (message.segmentation(), message.data());
        let connection = match message {
            sccp::Message::Connection(connection) => Some(connection.more_data()),
            _ => None,
        };
        self.add(Layer::Sccp);
        if let Some(more_data) = connection {
            // A stream of several messages is not put together.
            let whole = data.filter(|_| more_data != Some(true));
            return whole.map_or(Ok(()), |data| self.read_connection(data, options, diagnostics));
        }
        if segmentation.is_some_and(|segment| !segment.first || segment.remaining > 0) {
            // The caller puts the segments together and reads the whole with `read_data`.
            return Ok(());
        }
        match data {
            Some(data) => self.read_data(data, options, diagnostics),
            None => Ok(()),
        }
    }

    /// The data of a connection, which is TCAP's as a rule only in tests of it: read as TCAP where
    /// it holds together as that, or where the subsystem is known to carry it.
    fn read_connection(
        &mut self,
        data: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let called = self.sccp.as_ref().and_then(sccp::Message::called_party_address);
        let ssn = called.and_then(|called| called.subsystem_number);
        let is_tcap = ssn.is_some_and(|ssn| options.tcap_subsystems.contains(&ssn.0));
        if is_tcap || tcap::looks_like(data.rest()) {
            return self.read_tcap(data.with_layer(Layer::Tcap), diagnostics);
        }
        Ok(())
    }

    /// Reads the user data of SCCP: of this message, or of all segments together.
    ///
    /// # Errors
    ///
    /// Data that should be TCAP or SCCP management and cannot be read.
    pub fn read_data(
        &mut self,
        data: Reader<'a>,
        options: &Options<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        let subsystem = |address: &sccp::Address<'_>| address.subsystem_number.map(|ssn| ssn.0);
        let (called, calling) = match self.sccp.as_ref().and_then(sccp::Message::addresses) {
            Some((called, calling)) => (subsystem(called), subsystem(calling)),
            None => {
                let [source, destination] = self.sua_addresses();
                let number = |address: Option<sua::Address<'_>>| address?.subsystem_number;
                (number(destination), number(source))
            }
        };
        if names_management([called, calling]) {
            let mut reader = data.with_layer(Layer::Sccp);
            let management = sccp::Management::decode(&mut reader, self.variant)?;
            self.sccp_management = Some(management);
            diagnostics.extend(management.irregularity().map(Diagnostic::warning));
            return Ok(());
        }
        let known = [called, calling].into_iter().flatten();
        let is_tcap = known.into_iter().any(|ssn| options.tcap_subsystems.contains(&ssn));
        let reader = data.with_layer(Layer::Tcap);
        match data.peek() {
            first if looks_like_ansi(first) => self.read_tcap(reader, diagnostics),
            Some(0x61 | 0x62 | 0x64 | 0x65 | 0x67) => self.read_tcap(reader, diagnostics),
            Some(_) if is_tcap => self.read_tcap(reader, diagnostics),
            found => {
                let kind = match found {
                    Some(found) => ErrorKind::Unexpected { found: found.into() },
                    None => ErrorKind::Missing,
                };
                let error = reader.error(kind, "TCAP package type");
                diagnostics.push(Diagnostic::note(error));
                Ok(())
            }
        }
    }

    fn read_tcap(
        &mut self,
        mut reader: Reader<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Error> {
        match reader.peek() {
            // Where it lies: see `read`.
            first if looks_like_ansi(first) => {
                self.tcap = const { Some(tcap::Message::Ansi(tcap::ansi::Package::BLANK)) };
                if let Some(tcap::Message::Ansi(package)) = &mut self.tcap
                    && let Err(error) = package.decode_into(&mut reader)
                {
                    self.tcap = None;
                    return Err(error);
                }
            }
            _ => self.tcap = Some(tcap::Message::decode(&mut reader)?),
        }
        match &self.tcap {
            Some(tcap::Message::Ansi(package)) => package.irregularities(|d| diagnostics.push(d)),
            Some(tcap::Message::Itu(message)) => message.irregularities(|d| diagnostics.push(d)),
            None => {}
        }
        self.add(Layer::Tcap);
        Ok(())
    }
}

/// Whether a message is one of those, nearly all, that have no irregularity for certain. To look
/// for each is a tenth of the time that all layers take.
#[inline(always)]
fn is_plain(message: &sccp::Unitdata<'_>, variant: Variant) -> bool {
    let plain = |address: &sccp::Address<'_>| {
        let routed = match address.routing {
            sccp::Routing::SubsystemNumber => address.subsystem_number.is_some(),
            sccp::Routing::GlobalTitle => address.global_title.is_some(),
        };
        routed
            && (address.national || variant != Variant::Ansi)
            && address.surplus.is_empty()
            && !matches!(address.global_title, Some(sccp::GlobalTitle::Reserved { .. }))
    };
    let plain = matches!(message.protocol_class.0, 0x00 | 0x01 | 0x80 | 0x81)
        && plain(&message.called_party_address)
        && plain(&message.calling_party_address);
    debug_assert!(!plain || sccp::Message::Unitdata(*message).irregularities(0).next().is_none());
    plain
}

/// Whether the subsystems that are called and calling are those of SCCP management.
#[inline]
const fn names_management(subsystems: [Option<u8>; 2]) -> bool {
    matches!(subsystems, [Some(1), _] | [None, Some(1)])
}

/// Whether data that begins so is read as an ANSI package.
#[inline]
const fn looks_like_ansi(first: Option<u8>) -> bool {
    matches!(first, Some(0xE1..=0xE6 | 0xF6))
}
