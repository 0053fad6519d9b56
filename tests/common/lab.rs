//! The lab for tests: the whole system on ports of its own, four telephones, three desks.
#![allow(dead_code)] // not every test needs everything

use hookflash::node::system::{Options, Parts, System, free_ports};
use hookflash::node::workstation::{Desk, Session, Telephone};
use hookflash::wire::Layer;
use hookflash::wire::ain::OPERATIONS;
use hookflash::wire::codes::Variant;
use hookflash::wire::stack::{self, Stack};
use hookflash::wire::tcap::{self, ansi};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;

pub const A: &str = "3125550100";
pub const B: &str = "2125550102";
pub const C: &str = "2125550103";
pub const D: &str = "2125550104";
pub const GROUP: &str = "8005550199";
/// Long enough for a machine that is busy with other tests.
pub const SOON: Duration = Duration::from_secs(10);
/// After a hang-up, which takes a second to be one.
pub const LATER: Duration = Duration::from_secs(15);

/// An operation that crossed the wire, as it was decoded from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Whether the switch sent it.
    pub from_switch: bool,
    /// The package.
    pub package: ansi::PackageType,
    /// The operation.
    pub operation: String,
    /// The TCAP octets.
    pub octets: Vec<u8>,
}

pub struct Lab {
    pub system: System,
    pub a: Telephone,
    pub b: Telephone,
    pub c: Telephone,
    pub d: Telephone,
    pub bob: Desk,
    pub carol: Desk,
    pub tap: mpsc::UnboundedReceiver<(bool, bytes::Bytes)>,
    pub seen: Vec<Seen>,
}

/// The operations of a message of M3UA.
pub fn operations(from_switch: bool, octets: &[u8]) -> Vec<Seen> {
    let mut diagnostics = vec![];
    let options = stack::Options { variant: Variant::Ansi, tcap_subsystems: &[246, 247] };
    let decoded = Stack::decode(octets, Layer::M3ua, &options, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let Some(tcap::Message::Ansi(package)) = decoded.tcap else { return vec![] };
    let mut seen = vec![];
    let mut elements = package.components.expect("a component portion").reader();
    while !elements.is_empty() {
        let element = elements.tlv("component").expect("an element");
        let component = ansi::Component::decode(&element).expect("a component");
        if let ansi::Component::Invoke(invoke) = component {
            let code = invoke.operation.ain().expect("an operation of AIN");
            let row = OPERATIONS.iter().find(|row| row.code == code).expect("a known one");
            seen.push(Seen {
                from_switch,
                package: package.package_type,
                operation: row.message.into(),
                octets: octets.to_vec(),
            });
        }
    }
    seen
}

impl Lab {
    pub async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// With the files changed.
    pub async fn with(change: impl FnOnce(&mut Parts)) -> Self {
        let mut parts = Parts::lab(Some(free_ports().expect("free ports")));
        // Tests do not wait for agents to write up their calls.
        parts.server = parts.server.replace("wrap_up = 5.0", "wrap_up = 0.0");
        change(&mut parts);
        let (tap, tapped) = mpsc::unbounded_channel();
        let options = Options { tap: Some(tap), ..Options::default() };
        let system = System::start(parts, options).await.expect("the system starts");
        let telephone = async |number: &str, key: &str| {
            Telephone::connect(&system.telephone(number, key)).await.expect("a telephone")
        };
        let (a, b) = (telephone(A, "lab-a").await, telephone(B, "lab-b").await);
        let (c, d) = (telephone(C, "lab-c").await, telephone(D, "lab-d").await);
        let desk = async |agent: &str| {
            let password = format!("{agent}-in-the-lab");
            let session = Session::sign_in(&system.base(), agent, &password).await.expect("signed in");
            let mut desk = Desk::open(&session, 0, None).await.expect("a desk");
            desk.expect(SOON, "welcome").await.expect("a welcome");
            desk
        };
        // Bob signs in first: he has been idle longest.
        let bob = desk("bob").await;
        let carol = desk("carol").await;
        let mut lab = Self { a, b, c, d, bob, carol, tap: tapped, seen: vec![], system };
        lab.is_ready().await;
        lab
    }

    /// Waits until the switch reaches the service control point, and that the server.
    async fn is_ready(&mut self) {
        // A number without a record is refused by a service control point that is there.
        for _ in 0..100 {
            self.d.lift().await;
            self.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
            self.d.dial("8005550198").await;
            let refused = self.d.until(Duration::from_secs(10), |line| line["tone"] == "reorder").await;
            refused.expect("reorder tone");
            let answered = self.take().iter().any(|seen| seen.from_switch && seen.operation == "Info_Analyzed");
            self.d.hang_up().await;
            self.d.until_state(LATER, "idle").await.expect("hung up");
            if answered {
                break;
            }
        }
        self.seen.clear();
    }

    /// What crossed the wire since the last time.
    pub fn take(&mut self) -> &[Seen] {
        while let Ok((from_switch, octets)) = self.tap.try_recv() {
            self.seen.extend(operations(from_switch, &octets));
        }
        &self.seen
    }

    /// The names of the operations so far.
    pub fn names(&mut self) -> Vec<String> {
        self.take().iter().map(|seen| seen.operation.clone()).collect()
    }

    /// These operations crossed the wire in this order, others between them perhaps.
    pub fn operations_in_order(&mut self, expected: &[&str]) {
        let names = self.names();
        let mut rest = names.iter();
        for name in expected {
            assert!(rest.any(|seen| seen == name), "{name} is missing in its place: {names:?}");
        }
    }

    /// A calls the group and talks to B; B's desk has the data.
    pub async fn a_talks_to_b(&mut self) -> Value {
        self.a.lift().await;
        self.a.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
        self.a.dial(GROUP).await;
        let offered = self.bob.expect(SOON, "call.offered").await.expect("the data for B");
        self.b.until_state(SOON, "ringing").await.expect("B rings");
        self.b.lift().await;
        self.a.until_hears(SOON, &[B]).await.expect("A talks to B");
        self.bob.expect(SOON, "call.connected").await.expect("told");
        offered
    }

    /// Bob writes something into the data; the version that it makes.
    pub async fn bob_notes(&mut self, notes: &str) -> i64 {
        let data = json!({
            "caller": {"number": A, "name": "Ann Archer"}, "currency": "USD", "notes": notes,
            "items": [{"description": "Garden hose, 20 m", "quantity": 2, "price_cents": 2450}],
        });
        self.bob
            .say(&json!({"type": "edit", "id": 1, "call": "1", "version": 1, "data": data}))
            .await
            .expect("said");
        let edited = self.bob.expect(SOON, "edited").await.expect("edited");
        edited["version"].as_i64().expect("a version")
    }

    /// B flashes and dials.
    pub async fn b_flashes_and_dials(&mut self, number: &str) {
        self.b.flash().await;
        self.b.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
        self.b.dial(number).await;
    }
}
