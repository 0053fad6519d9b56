//! Whose message it is: the applications of TCAP, and the names of their operations.
//!
//! ```
//! use hookflash::wire::tcap::ansi::{OperationClass, OperationCode};
//! use hookflash::wire::tcap::users::Application;
//! let operation = OperationCode { class: OperationClass::Private, code: 9 << 8 | 13 };
//! let application = Application::of_operation(operation).unwrap();
//! assert_eq!(application, Application::Ansi41);
//! assert_eq!(application.operation(operation.specifier().into()), Some("RegistrationNotification"));
//! ```

mod tables;

use super::ansi::{OperationClass, OperationCode};
use crate::wire::ber::ObjectIdentifier;

/// An application of TCAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Application {
    /// GSM MAP (3GPP TS 29.002).
    GsmMap,
    /// CAMEL (3GPP TS 29.078).
    Cap,
    /// INAP (Q.1218, ETS 300 374).
    Inap,
    /// ANSI-41, also called IS-41 (3GPP2 X.S0004).
    Ansi41,
    /// AIN (GR-1299-CORE).
    Ain,
    /// The national operations of T1.114.5, as the IN/1 800 service uses them.
    National,
}

impl Application {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GsmMap => "GSM MAP",
            Self::Cap => "CAP",
            Self::Inap => "INAP",
            Self::Ansi41 => "ANSI-41",
            Self::Ain => "AIN",
            Self::National => "IN/1",
        }
    }

    /// The application of this [name](Self::name), in capitals or not.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::GsmMap, Self::Cap, Self::Inap, Self::Ansi41, Self::Ain, Self::National];
        all.into_iter().find(|application| application.name().eq_ignore_ascii_case(name))
    }

    /// The application of an operation of ANSI TCAP, which its code alone decides.
    pub const fn of_operation(operation: OperationCode) -> Option<Self> {
        match (operation.class, operation.code) {
            (OperationClass::National, _) => Some(Self::National),
            // 3GPP2 X.S0004-520 1.2.1: family 9.
            (OperationClass::Private, 0x0900..=0x09FF) => Some(Self::Ansi41),
            (OperationClass::Private, 0x6000..=0x6FFF) => Some(Self::Ain),
            _ => None,
        }
    }

    /// The application that an application context name says (3GPP TS 29.002 17.3.2, TS 29.078 5.1,
    /// Q.1218, ETS 300 374-1).
    pub fn of_context(context: &ObjectIdentifier<'_>) -> Option<Self> {
        match context.0 {
            // 0.4.0.0.1.0: CAMEL's contexts of phases 1 and 2 stand among those of MAP.
            [4, 0, 0, 1, 0, 50..=52, ..] => Some(Self::Cap),
            [4, 0, 0, 1, 0, ..] => Some(Self::GsmMap),
            // 0.4.0.0.1.20 to 23.
            [4, 0, 0, 1, 20..=23, ..] => Some(Self::Cap),
            // 0.4.0.1.1, and 0.0.17 with 1218, 1228, 1238 or 1248.
            [4, 0, 1, 1, ..] | [0, 17, 0x89, 0x42 | 0x4C | 0x56 | 0x60, ..] => Some(Self::Inap),
            _ => None,
        }
    }

    /// The application that a subsystem number suggests in ITU networks (3GPP TS 23.003 8, Q.713
    /// 3.4.2.2): less than a context says, for some numbers serve several.
    pub const fn of_subsystem(number: u8) -> Option<Self> {
        match number {
            5..=10 | 145 | 147..=150 => Some(Self::GsmMap),
            146 => Some(Self::Cap),
            12 | 106 | 241 => Some(Self::Inap),
            _ => None,
        }
    }

    /// The name of an operation by its code; of ANSI-41 by the specifier. AIN's stand in
    /// [`ain`](crate::wire::ain::operation), those of [`National`](Self::National) in
    /// [`national_name`](OperationCode::national_name).
    pub fn operation(self, code: i64) -> Option<&'static str> {
        let table = self.table();
        let place = table.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        table.get(place).map(|(_, name)| *name)
    }

    /// The code of an operation by its [name](Self::operation), in capitals or not.
    pub fn code(self, name: &str) -> Option<i64> {
        let found = self.table().iter().find(|(_, own)| own.eq_ignore_ascii_case(name));
        found.map(|(code, _)| *code)
    }

    const fn table(self) -> &'static [(i64, &'static str)] {
        match self {
            Self::GsmMap => tables::GSM_MAP,
            Self::Cap => tables::CAP,
            Self::Inap => tables::INAP,
            Self::Ansi41 => tables::ANSI_41,
            Self::Ain | Self::National => &[],
        }
    }
}

impl core::fmt::Display for Application {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_the_order_of_their_codes() {
        for table in [tables::GSM_MAP, tables::CAP, tables::INAP, tables::ANSI_41] {
            assert!(table.windows(2).all(|two| two[0].0 < two[1].0), "{table:?}");
        }
    }

    #[test]
    fn a_context_says_more_than_a_subsystem() {
        // 0.4.0.0.1.0.1.3 networkLocUpContext-v3, and 0.4.0.0.1.0.50.1 of CAMEL.
        let (map, cap) =
            (ObjectIdentifier(&[4, 0, 0, 1, 0, 1, 3]), ObjectIdentifier(&[4, 0, 0, 1, 0, 50, 1]));
        assert_eq!(Application::of_subsystem(6), Some(Application::GsmMap));
        assert_eq!(Application::of_context(&map), Some(Application::GsmMap));
        assert_eq!(Application::of_context(&cap), Some(Application::Cap));
        assert_eq!(Application::GsmMap.operation(2), Some("updateLocation"));
        assert_eq!(Application::Cap.operation(0), Some("initialDP"));
        assert_eq!(Application::Inap.operation(41), Some("callGap"));
        assert_eq!(Application::Ansi41.operation(255), None);
    }

    #[test]
    fn radio_networks_are_no_users_of_tcap() {
        // 3GPP TS 23.003 8.2: RANAP and RNSAP.
        assert_eq!([142, 143].map(Application::of_subsystem), [None, None]);
        assert_eq!(Application::of_subsystem(145), Some(Application::GsmMap));
    }

    #[test]
    fn operations_of_later_capability_sets_have_names() {
        // As tshark 4.0.17 names them.
        for (code, name) in [
            (80, "facilitySelectedAndAvailable"),
            (86, "disconnectForwardConnectionWithArgument"),
            (88, "continueWithArgument"),
            (90, "disconnectLeg"),
            (92, "moveCallSegments"),
            (97, "manageTriggerData"),
            (107, "promptAndReceiveMessage"),
            (111, "scriptClose"),
        ] {
            assert_eq!(Application::Inap.operation(code), Some(name));
        }
        assert_eq!(Application::Inap.operation(99), None);
    }

    #[test]
    fn names_lead_back_to_what_they_name() {
        assert_eq!(Application::named("gsm map"), Some(Application::GsmMap));
        assert_eq!(Application::named("X"), None);
        assert_eq!(Application::GsmMap.code("UPDATELOCATION"), Some(2));
        assert_eq!(Application::Ain.code("Close"), None);
    }
}
