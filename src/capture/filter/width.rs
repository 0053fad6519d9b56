//! How large the numbers of fields are: what is larger than a field can be is a mistake in a filter, as in Wireshark.

use super::fields::Field;
use super::value::Kind;

/// The largest number that a field without a sign has: that of the octets that it has with tshark, four where nothing
/// else is said. None where a number of this crate's may be larger than tshark's.
pub(super) fn largest(field: &Field) -> Option<u32> {
    let is_unsigned = |kind| matches!(kind, Kind::Unsigned | Kind::Hexadecimal(_));
    if !field.kinds().any(is_unsigned) || field.name() == "frame.number" {
        return None;
    }
    let is_among = |names: &str| names.split_ascii_whitespace().any(|name| name == field.name());
    Some(if is_among(ONE_OCTET) {
        0xFF
    } else if is_among(TWO_OCTETS) {
        0xFFFF
    } else if is_among(THREE_OCTETS) {
        0xFF_FFFF
    } else {
        u32::MAX
    })
}

// Without the sequence numbers and the length of MTP2, which are longer in the extended form (Q.703 Annex A).
const ONE_OCTET: &str = "\
    mtp2.bib mtp2.fib mtp2.spare mtp2.sf mtp2.sf_extra mtp3mg.h0 mtp3mg.h1 \
    mtp3mg.test.h0 mtp3mg.test.h1 mtp3mg.slc mtp3mg.status mtp3mg.user mtp3mg.cause \
    mtp3mg.test.length isup.message_type mtp3.service_indicator mtp3.network_indicator \
    mtp3.spare mtp3.priority mtp3.sls mtp3.ni m2pa.version m2pa.spare m2pa.class \
    m2pa.type m2pa.priority m2ua.version m2ua.reserved m2ua.message_class \
    m2ua.message_type sua.version sua.message_class sua.message_type \
    sua.affected_point_code_mask sua.ss7_hop_counter_counter sua.sccp_cause_type \
    sua.sccp_cause_value sua.smi_smi sua.importance_importance \
    sua.message_priority_priority sua.protocol_class_class \
    sua.segmentation_number_of_remaining_segments \
    sua.source.global_title_number_of_digits sua.source.ssn \
    sua.destination.global_title_number_of_digits sua.destination.ssn m3ua.version \
    m3ua.reserved m3ua.message_class m3ua.message_type m3ua.affected_point_code_mask \
    m3ua.congestion_level m3ua.protocol_data_si m3ua.protocol_data_ni \
    m3ua.protocol_data_mp m3ua.protocol_data_sls sccp.message_type sccp.class \
    sccp.handling sccp.ssn sccp.return_cause sccp.hops sccp.importance \
    sccp.segmentation.first sccp.segmentation.class sccp.segmentation.remaining \
    sccp.more sccp.sequencing_segmenting.ssn sccp.sequencing_segmenting.rsn \
    sccp.sequencing_segmenting.more sccp.rsn sccp.credit sccp.release_cause \
    sccp.refusal_cause sccp.reset_cause sccp.error_cause sccpmg.message_type sccpmg.ssn \
    sccpmg.smi sccpmg.congestion sccp.called.ni sccp.called.reserved sccp.called.ri \
    sccp.called.gti sccp.called.ssni sccp.called.pci sccp.called.ssn sccp.called.nai \
    sccp.called.oe sccp.called.tt sccp.called.np sccp.called.es \
    sccp.called.digits.length sccp.calling.ni sccp.calling.reserved sccp.calling.ri \
    sccp.calling.gti sccp.calling.ssni sccp.calling.pci sccp.calling.ssn \
    sccp.calling.nai sccp.calling.oe sccp.calling.tt sccp.calling.np sccp.calling.es \
    sccp.calling.digits.length ain.nature_of_address ain.numbering_plan \
    ain.carrier_selection ain.nature_of_carrier";

const TWO_OCTETS: &str = "\
    mtp3mg.cbc mtp3mg.apc mtp3mg.japan_apc isup.cic m2ua.parameter_tag \
    m2ua.parameter_length m2ua.status_type m2ua.status_info sua.status_type \
    sua.status_info sua.cause_user_cause sua.cause_user_user \
    sua.source.routing_indicator sua.destination.routing_indicator m3ua.parameter_tag \
    m3ua.parameter_length m3ua.status_type m3ua.status_info m3ua.unavailability_cause \
    m3ua.user_identity sccpmg.pc sccp.called.pc sccp.calling.pc";

const THREE_OCTETS: &str = "\
    mtp3mg.apc.network mtp3mg.apc.cluster mtp3mg.apc.member mtp3.opc.network \
    mtp3.opc.cluster mtp3.opc.member mtp3.dpc.network mtp3.dpc.cluster mtp3.dpc.member \
    m2pa.bsn m2pa.fsn sua.affected_pointcode_dpc sua.segmentation_reference \
    m3ua.affected_point_code_pc m3ua.concerned_dpc sccp.segmentation.slr sccp.dlr \
    sccp.slr sccp.lr sccpmg.network sccpmg.cluster sccpmg.member sccp.called.network \
    sccp.called.cluster sccp.called.member sccp.calling.network sccp.calling.cluster \
    sccp.calling.member";

#[cfg(test)]
mod tests {
    use super::super::fields::field;
    use super::*;

    // As `tshark -G fields` has them; mtp2.fsn is of twelve bits in the extended form.
    #[test]
    fn a_field_is_as_large_as_its_octets() {
        for (name, expected) in [
            ("sccp.called.ssn", Some(255)),
            ("m3ua.parameter_tag", Some(65_535)),
            ("sccp.slr", Some(16_777_215)),
            ("m3ua.routing_context", Some(4_294_967_295)),
            ("mtp2.fsn", Some(4_294_967_295)),
            ("frame.number", None),
            ("sccp.digits", None),
        ] {
            assert_eq!(largest(field(name).unwrap()), expected, "{name}");
        }
    }

    #[test]
    fn every_name_of_a_list_is_a_fields() {
        for names in [ONE_OCTET, TWO_OCTETS, THREE_OCTETS] {
            for name in names.split_ascii_whitespace() {
                assert!(field(name).is_some_and(|field| largest(field).is_some()), "{name}");
            }
        }
    }
}
