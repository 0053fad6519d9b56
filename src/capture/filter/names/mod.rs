//! Names that stand for numbers of fields below AIN: Wireshark's own, so that filters that exist go on to work. Where
//! it has several lists for a field, one for each draft of a protocol, the names are those of the RFC; where a name
//! stands for several numbers, it stands for the first here too.
//!
//! Left out is what would give a wrong answer: the headings of network management (`mtp3mg.h1`), whose meaning depends
//! on another field, and the indicators of a global title that mean one thing in ANSI and another in ITU.

mod mtp;
mod sccp;
mod sigtran;
mod tcap;

/// A name and its number.
pub(super) type Name = (&'static str, u32);

const ODD_EVEN: &[Name] = &[("Odd", 1), ("Even", 0)];

/// The names of this field's values; none, where it has no names or is one of AIN's enumerations.
pub(super) fn of(field: &str) -> &'static [Name] {
    match field.split('.').next() {
        Some("mtp2" | "mtp3" | "mtp3mg") => mtp::of(field),
        Some("sccp" | "sccpmg") => sccp::of(field),
        Some("m2pa" | "m2ua" | "m3ua" | "sua") => sigtran::of(field),
        Some("ansi_tcap" | "tcap") => tcap::of(field),
        _ if field == "ain.odd_even_indicator" => ODD_EVEN,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::fields;
    use super::*;

    #[test]
    fn no_field_has_a_name_twice() {
        for field in fields() {
            let mut names: Vec<_> =
                of(field.name()).iter().map(|(name, _)| name.to_lowercase()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{}", field.name());
        }
    }

    // Q.713 table 1, Q.704 14.2.1, RFC 4666 3.1.2, T1.114.3 table 9.
    #[test]
    fn names_are_those_of_the_standards_numbers() {
        for (field, name, number) in [
            ("sccp.message_type", "Unitdata", 9),
            ("sccp.message_type", "Long Unitdata Service", 0x14),
            ("mtp3.service_indicator", "SCCP", 3),
            ("mtp3.network_indicator", "National network", 2),
            ("m3ua.message_class", "Routing key management messages", 9),
            ("m3ua.parameter_tag", "Protocol data", 0x0210),
            ("ansi_tcap.ComponentPDU", "reject", 12),
            ("tcap.p_abortCause", "resourceLimitation", 4),
        ] {
            assert!(of(field).contains(&(name, number)), "{field} {name}");
        }
    }
}
