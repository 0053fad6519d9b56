//! The claims of US patent 6,920,213, each shown on the running system: switch, service control
//! point and server over their sockets, telephones and desks as clients.

#[path = "common/lab.rs"]
mod lab;

use lab::{A, B, C, GROUP, Lab};

#[tokio::test]
async fn claim_01_a_flash_takes_the_callers_data_and_the_caller_to_a_second_party() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    let noted = lab.bob_notes("wants two garden hoses").await;
    lab.b.flash().await;
    lab.b.until(lab::SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
    lab.b.dial(C).await;
    let offered = lab.carol.expect(lab::SOON, "call.offered").await.expect("the data for C");
    assert_eq!(offered["data"]["notes"], "wants two garden hoses");
    assert_eq!(offered["version"], noted);
    lab.c.until_state(lab::SOON, "ringing").await.expect("C rings");
    lab.c.lift().await;
    lab.b.until_hears(lab::SOON, &[C]).await.expect("B talks to C");
    lab.b.flash().await;
    lab.a.until_hears(lab::SOON, &[B, C]).await.expect("all three talk");
    lab.b.hang_up().await;
    lab.a.until_hears(lab::LATER, &[C]).await.expect("A talks to C");
    lab.c.until_hears(lab::SOON, &[A]).await.expect("C talks to A");
    let expected = ["Info_Collected", "Monitor_For_Change", "Status_Reported", "Analyze_Route"];
    lab.operations_in_order(&expected);
    assert_eq!(offered["caller"]["number"], A);
    assert_eq!(offered["dialled"], GROUP);
}
