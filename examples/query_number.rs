//! Asks a number-portability service who serves a number, and says the answer.
//!
//! ```sh
//! cargo run --release --example query_number -- examples/ssp.toml 1-3-1:247 9725550123
//! ```

use hookflash::machine::Time;
use hookflash::machine::sccp::{Address, Path};
use hookflash::machine::stack::Stack;
use hookflash::machine::tcap::{Awaits, DialogueId, Indication, Refusal};
use hookflash::net::{Application, Configuration, Handle, Node, Options};
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::kinds::Digits;
use hookflash::wire::ain::operations::InfoAnalyzed;
use hookflash::wire::ain::parameters::{BearerCapability, CalledPartyID, Dn};
use hookflash::wire::ain::structures::UserID;
use hookflash::wire::ber::Octets;
use hookflash::wire::digits::DigitString;
use hookflash::wire::tcap::ansi::OperationCode;
use std::convert::Infallible;
use std::time::Duration;

struct Query {
    path: Path,
    number: String,
    asked: bool,
    answer: Result<String, String>,
    handle: Option<Handle<Infallible>>,
}

impl Query {
    fn ask(&self, stack: &mut Stack) -> Result<DialogueId, Refusal> {
        let now = stack.now();
        let user = UserID::Dn(Dn(Octets::new(&[0x12, 0x52, 0x55, 0x10, 0x10])));
        let called = DigitString::text(&self.number).map(Digits::national).map(CalledPartyID);
        let analyzed = InfoAnalyzed {
            called_party_id: called,
            ..InfoAnalyzed::new(user, BearerCapability::SPEECH)
        };
        let mut query = stack.tcap.query(self.path)?;
        query.invoke(&analyzed)?;
        query.send(now)
    }

    fn over(&mut self, answer: Result<String, String>) {
        self.answer = answer;
        if let Some(handle) = &self.handle {
            handle.stop();
        }
    }
}

impl Application for Query {
    type Message = Infallible;

    fn indication(&mut self, _: &mut Stack, told: Indication<Path>) {
        let first = told.message.first();
        self.over(match first.and_then(|first| first.operation()) {
            Some(Ok(Operation::AnalyzeRoute(route))) => {
                let number = route.called_party_id.map(|id| id.0.digits.to_string());
                number.ok_or_else(|| "an Analyze_Route without a number".into())
            }
            _ => Err(format!("{:?} and no Analyze_Route", told.primitive)),
        });
    }

    fn expired(&mut self, _: &mut Stack, _: DialogueId, _: u8, _: OperationCode, _: Awaits) {
        self.over(Err("no answer in time".into()));
    }

    /// Asks as soon as there is a way.
    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        let node = self.path.remote.point_code?;
        if !self.asked && stack.m3ua.explain(node, 3).is_ok() {
            self.asked = true;
            if let Err(refusal) = self.ask(stack) {
                self.over(Err(refusal.to_string()));
            }
        }
        (!self.asked).then(|| stack.now() + Duration::from_millis(10))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, service, number] = &arguments[..] else {
        return Err("query_number CONFIG POINT-CODE:SUBSYSTEM NUMBER".into());
    };
    let configuration =
        Configuration::read(file.as_ref()).map_err(|e| e.show(file.as_ref()).to_string())?;
    let sccp = &configuration.stack.sccp;
    let own = *sccp.subsystems.first().ok_or("the node has no subsystem")?;
    let path = Path::to(own, Address::parse(sccp.point_code.variant, service)?);
    let answer = Err("stopped before there was an answer".into());
    let query = Query { path, number: number.clone(), asked: false, answer, handle: None };
    let mut node = Node::new(configuration, query, Options::default())?;
    let handle = node.handle();
    node.application().handle = Some(handle);
    println!("{number} is routed to {}", node.run().await?.answer?);
    Ok(())
}
