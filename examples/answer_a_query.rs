//! Answers an Info_Collected with an Analyze_Route in a Response, from MTP3 to AIN.

use hookflash::wire::ain::kinds::Digits;
use hookflash::wire::ain::operations::{AnalyzeRoute, InfoCollected};
use hookflash::wire::ain::parameters::CalledPartyID;
use hookflash::wire::digits::DigitString;
use hookflash::wire::mtp3::{Msu, PointCode, RoutingLabel, Variant};
use hookflash::wire::sccp::{Address, Message, SubsystemNumber, Unitdata};
use hookflash::wire::tcap::ansi::{Component, Invoke, OperationCode, Package, TransactionId};
use hookflash::wire::{Encode, Error, Layer, Reader, Writer};

/// The answer: ten lines.
fn answer<'a>(
    asked: &Msu<Reader<'_>>,
    transaction: TransactionId,
    invoke_id: u8,
    route_to: &'a str,
) -> Option<Msu<impl Encode + use<'a>>> {
    let number = CalledPartyID(Digits::national(DigitString::text(route_to)?));
    let route = AnalyzeRoute { called_party_id: Some(number), ..AnalyzeRoute::new() };
    let invoke = Invoke {
        invoke_id: Some(1),
        correlation_id: Some(invoke_id),
        ..Invoke::last(1, OperationCode::private(AnalyzeRoute::CODE), route)
    };
    let package = Package::response(transaction, [invoke]);
    let ain = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
    let label = RoutingLabel {
        destination_point_code: asked.routing_label.originating_point_code,
        originating_point_code: asked.routing_label.destination_point_code,
        ..asked.routing_label
    };
    Some(Msu {
        service_information: asked.service_information,
        routing_label: label,
        payload: Unitdata::new(ain, ain, package),
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let query = query()?;
    let mut msu = Msu::decode(&mut Reader::new(&query, Layer::Mtp3), Variant::Ansi)?;
    let asked = msu;
    let Message::Unitdata(unitdata) = Message::decode(&mut msu.payload, Variant::Ansi)? else {
        return Err("no unitdata".into());
    };
    let package = Package::decode(&mut { unitdata.data })?;
    let (Some(transaction), Some(components)) = (package.originating_id, package.components) else {
        return Err("no query".into());
    };
    let Some((_, Ok(Component::Invoke(invoke)))) = components.iter().next() else {
        return Err("no invoke".into());
    };
    let invoke_id = invoke.invoke_id.ok_or("no invoke id")?;
    let response = answer(&asked, transaction, invoke_id, "9725550145").ok_or("no digits")?;
    let mut writer = Writer::new();
    println!("query    {}", hex(&query));
    println!("response {}", hex(writer.message(&response)?));
    Ok(())
}

/// What a switch sends when its subscriber has flashed and dialled.
fn query() -> Result<Vec<u8>, Error> {
    use hookflash::wire::ain::parameters::{BearerCapability, CollectedDigits, Dn};
    use hookflash::wire::ain::structures::UserID;
    use hookflash::wire::ber::Octets;
    let dialled = DigitString::text("9725550123").map(Digits::national).map(CollectedDigits);
    let user = UserID::Dn(Dn(Octets::new(&[0x12, 0x52, 0x55, 0x10, 0x10])));
    let collected = InfoCollected {
        collected_digits: dialled,
        ..InfoCollected::new(user, BearerCapability::SPEECH)
    };
    let invoke = Invoke::last(1, OperationCode::private(InfoCollected::CODE), collected);
    let package = Package::query(TransactionId(0x1001), [invoke]);
    let ain = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
    let msu = Msu {
        service_information: 0x83.into(),
        routing_label: RoutingLabel {
            destination_point_code: PointCode::new(Variant::Ansi, 0x05_1402),
            originating_point_code: PointCode::new(Variant::Ansi, 0x05_0A01),
            signalling_link_selection: 6,
        },
        payload: Unitdata::new(ain, ain, package),
    };
    let mut writer = Writer::new();
    writer.message(&msu).map(<[u8]>::to_vec)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
