//! The lab for tests: the whole system on ports of its own, four telephones, three desks.
#![allow(dead_code)] // not every test needs everything

use hookflash::node::switch::{Choice, Told};
use hookflash::node::system::{Options, Parts, System, free_ports};
use hookflash::node::workstation::{Desk, Session, Telephone};
use hookflash::wire::Layer;
use hookflash::wire::ain::{OPERATIONS, Operation};
use hookflash::wire::codes::Variant;
use hookflash::wire::stack::{self, Stack};
use hookflash::wire::tcap::{self, ansi};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;

pub(crate) const A: &str = "3125550100";
pub(crate) const B: &str = "2125550102";
pub(crate) const C: &str = "2125550103";
pub(crate) const D: &str = "2125550104";
pub(crate) const GROUP: &str = "8005550199";
/// Long enough for a machine that is busy with other tests.
pub(crate) const SOON: Duration = Duration::from_secs(10);
/// After a hang-up, which takes a second to be one.
pub(crate) const LATER: Duration = Duration::from_secs(15);

/// An operation that crossed the wire, as it was decoded from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether the switch sent it.
    pub(crate) from_switch: bool,
    /// The package.
    pub(crate) package: ansi::PackageType,
    /// The operation.
    pub(crate) operation: String,
    /// The TCAP octets.
    pub(crate) octets: Vec<u8>,
}

pub(crate) struct Lab {
    pub(crate) system: System,
    pub(crate) a: Telephone,
    pub(crate) b: Telephone,
    pub(crate) c: Telephone,
    pub(crate) d: Telephone,
    pub(crate) bob: Desk,
    pub(crate) carol: Desk,
    pub(crate) tap: mpsc::UnboundedReceiver<(bool, bytes::Bytes)>,
    pub(crate) seen: Vec<Seen>,
}

/// The operations of a message of M3UA.
pub(crate) fn operations(from_switch: bool, octets: &[u8]) -> Vec<Seen> {
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

impl Seen {
    /// Reads the operation with its parameters.
    pub(crate) fn read<T>(&self, with: impl FnOnce(Operation<'_>) -> Option<T>) -> T {
        let mut diagnostics = vec![];
        let options = stack::Options { variant: Variant::Ansi, tcap_subsystems: &[246, 247] };
        let decoded = Stack::decode(&self.octets, Layer::M3ua, &options, &mut diagnostics);
        let Some(tcap::Message::Ansi(package)) = decoded.tcap else { panic!("TCAP") };
        let mut elements = package.components.expect("components").reader();
        while !elements.is_empty() {
            let element = elements.tlv("component").expect("an element");
            let component = ansi::Component::decode(&element).expect("a component");
            let ansi::Component::Invoke(invoke) = component else { continue };
            let code = invoke.operation.ain().expect("AIN");
            if OPERATIONS.iter().any(|row| row.code == code && row.message == self.operation) {
                let parameter = invoke.parameter.expect("an argument");
                let operation = Operation::decode(code, &parameter).expect("known").expect("whole");
                return with(operation).expect("that operation");
            }
        }
        panic!("{} is not there", self.operation)
    }
}

impl Lab {
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// With the files changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Parts)) -> Self {
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
            let session =
                Session::sign_in(&system.base(), agent, &password).await.expect("signed in");
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
            let refused =
                self.d.until(Duration::from_secs(10), |line| line["tone"] == "reorder").await;
            refused.expect("reorder tone");
            let answered = self
                .take()
                .iter()
                .any(|seen| seen.from_switch && seen.operation == "Info_Analyzed");
            self.d.hang_up().await;
            self.d.until_state(LATER, "idle").await.expect("hung up");
            if answered {
                break;
            }
        }
        self.seen.clear();
    }

    /// What crossed the wire since the last time.
    pub(crate) fn take(&mut self) -> &[Seen] {
        while let Ok((from_switch, octets)) = self.tap.try_recv() {
            self.seen.extend(operations(from_switch, &octets));
        }
        &self.seen
    }

    /// The names of the operations so far.
    pub(crate) fn names(&mut self) -> Vec<String> {
        self.take().iter().map(|seen| seen.operation.clone()).collect()
    }

    /// These operations crossed the wire in this order, others between them perhaps.
    pub(crate) fn operations_in_order(&mut self, expected: &[&str]) {
        let names = self.names();
        let mut rest = names.iter();
        for name in expected {
            assert!(rest.any(|seen| seen == name), "{name} is missing in its place: {names:?}");
        }
    }

    /// A calls the group and talks to B; B's desk has the data.
    pub(crate) async fn a_talks_to_b(&mut self) -> Value {
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
    pub(crate) async fn bob_notes(&mut self, notes: &str) -> i64 {
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

    /// The operations with this name so far, decoded.
    pub(crate) fn find(&mut self, name: &str) -> Vec<Seen> {
        self.take().iter().filter(|seen| seen.operation == name).cloned().collect()
    }

    /// The only one.
    pub(crate) fn one(&mut self, name: &str) -> Seen {
        let found = self.find(name);
        assert_eq!(found.len(), 1, "{name}: {:?}", self.names());
        found[0].clone()
    }

    /// B flashes and dials C, whose desk gets the data and whose telephone rings. The offer.
    pub(crate) async fn b_calls_c(&mut self) -> Value {
        self.b_flashes_and_dials(C).await;
        let offered = self.carol.expect(SOON, "call.offered").await.expect("the data for C");
        self.c.until_state(SOON, "ringing").await.expect("C rings");
        offered
    }

    /// C answers, B joins and leaves.
    pub(crate) async fn b_hands_a_to_c(&mut self) {
        self.c.lift().await;
        self.b.until_hears(SOON, &[C]).await.expect("B talks to C");
        self.b.flash().await;
        self.a.until_hears(SOON, &[B, C]).await.expect("all three talk");
        self.b.hang_up().await;
        self.a.until_hears(LATER, &[C]).await.expect("A talks to C");
    }

    /// Another desk.
    pub(crate) async fn desk(&self, agent: &str, telephone: Option<Telephone>) -> Desk {
        let password = format!("{agent}-in-the-lab");
        let session =
            Session::sign_in(&self.system.base(), agent, &password).await.expect("signed in");
        let mut desk = Desk::open(&session, 0, telephone).await.expect("a desk");
        desk.expect(SOON, "welcome").await.expect("a welcome");
        desk
    }

    /// An operator sets or clears the triggers on the flash of a line; how many changed.
    pub(crate) async fn operator(&self, number: &str, active: bool) -> usize {
        let line = self.system.lines.find(number).expect("a line");
        let (answer, changed) = tokio::sync::oneshot::channel();
        let switch = self.system.switch().expect("a switch");
        assert!(switch.send(Told::Trigger(line, Choice::Flash, active, answer)).await);
        changed.await.expect("an answer")
    }

    /// Something that takes longer than a flash, after which whatever the flash led to is there.
    pub(crate) async fn a_while(&self) {
        self.d.lift().await;
        self.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
        self.d.hang_up().await;
        self.d.until_state(LATER, "idle").await.expect("hung up");
    }

    /// D hangs up whatever it has.
    pub(crate) async fn a_while_for_d(&self) {
        self.d.until(SOON, |line| line["state"] != "dialling").await.expect("routed or refused");
        self.d.hang_up().await;
        self.d.until_state(LATER, "idle").await.expect("hung up");
    }

    /// B flashes and dials.
    pub(crate) async fn b_flashes_and_dials(&mut self, number: &str) {
        self.b.flash().await;
        self.b.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
        self.b.dial(number).await;
    }
}
