//! Prints the AIN operations of a capture, each with the number that was called.
//!
//! `cargo run --example list_operations -- testdata/captures/hookflash-transfer.pcap`

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::Operation;
use hookflash::wire::tcap::ansi::Component;
use std::error::Error;
use std::ops::ControlFlow;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: list_operations CAPTURE")?;
    let mut session = Session::default();
    Capture::open(path)?.for_each(|item| {
        let Item::Message(message) = item else { return ControlFlow::Continue(()) };
        session.decode(&message, |decoded| {
            for resolved in decoded.components {
                let Ok(Component::Invoke(invoke)) = resolved.component else { continue };
                let (Some(code), Some(parameter)) = (invoke.operation.ain(), invoke.parameter)
                else {
                    continue;
                };
                match Operation::decode(code, &parameter) {
                    Some(Ok(Operation::AnalyzeRoute(route))) => {
                        let called = route.called_party_id.map(|called| called.0.digits);
                        println!("frame {}: Analyze_Route to {called:?}", message.frame);
                    }
                    Some(Ok(Operation::MonitorForChange(monitor))) => {
                        let status = monitor.facility_status.name();
                        println!("frame {}: Monitor_For_Change to {status:?}", message.frame);
                    }
                    Some(Ok(other)) => {
                        println!("frame {}: operation {:#06x}", message.frame, other.code());
                    }
                    Some(Err(error)) => println!("frame {}: {error}", message.frame),
                    None => println!("frame {}: unknown operation {code}", message.frame),
                }
            }
        });
        ControlFlow::Continue(())
    })?;
    Ok(())
}
