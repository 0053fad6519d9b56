//! A number-portability service: for each Info_Analyzed it looks up who serves the number now, and
//! answers with an Analyze_Route.
//!
//! ```sh
//! cargo run --release --example number_portability -- examples/scp.toml
//! ```

use hookflash::machine::sccp::Path;
use hookflash::machine::stack::Stack;
use hookflash::machine::tcap::{Indication, Refusal};
use hookflash::net::{Application, Configuration, Node, Options};
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::kinds::Digits;
use hookflash::wire::ain::operations::AnalyzeRoute;
use hookflash::wire::ain::parameters::CalledPartyID;
use hookflash::wire::digits::DigitString;
use hookflash::wire::tcap::ansi::{Abort, PAbortCause, Problem};
use std::collections::HashMap;

/// Numbers that were ported, each with the location routing number of the switch that has it.
struct NumberPortability {
    ported: HashMap<String, String>,
}

impl NumberPortability {
    fn answer(&self, stack: &mut Stack, asked: &Indication<Path>) -> Result<(), Refusal> {
        let now = stack.now();
        let (Some(dialogue), Some(first)) = (asked.dialogue, asked.message.first()) else {
            return Ok(());
        };
        let invoke_id = first.invoke().and_then(|invoke| invoke.invoke_id);
        let mut reply = stack.tcap.reply(dialogue)?;
        match (first.operation(), invoke_id) {
            (Some(Ok(Operation::InfoAnalyzed(analyzed))), Some(invoke_id)) => {
                let dialled = analyzed.called_party_id.map(|id| id.0.digits.to_string());
                let dialled = dialled.unwrap_or_default();
                // A number that was not ported is routed as it was dialled.
                let route_to = self.ported.get(&dialled).unwrap_or(&dialled);
                let number = DigitString::text(route_to).map(Digits::national).map(CalledPartyID);
                let route = AnalyzeRoute { called_party_id: number, ..AnalyzeRoute::new() };
                reply.answer(invoke_id, &route)?;
            }
            (_, id) => {
                reply.reject(id, first.problem().unwrap_or(Problem::UNRECOGNISED_OPERATION))?
            }
        }
        reply.respond(now)
    }
}

impl Application for NumberPortability {
    type Message = std::convert::Infallible;

    fn indication(&mut self, stack: &mut Stack, indication: Indication<Path>) {
        if let Err(refusal) = self.answer(stack, &indication) {
            eprintln!("not answered: {refusal}");
            // A peer that lets nobody end the dialogue would leave it open.
            if let Some(dialogue) = indication.dialogue {
                let cause = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);
                let _ = stack.tcap.abort(stack.now(), dialogue, cause);
            }
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "examples/scp.toml".into());
    let configuration =
        Configuration::read(file.as_ref()).map_err(|e| e.show(file.as_ref()).to_string())?;
    let ported = HashMap::from([("9725550123".into(), "2145550000".into())]);
    let node = Node::new(configuration, NumberPortability { ported }, Options::default())?;
    let handle = node.handle();
    tokio::spawn(async move { tokio::signal::ctrl_c().await.map(|()| handle.stop()) });
    node.run().await?;
    Ok(())
}
