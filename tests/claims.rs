//! The claims of US patent 6,920,213, each shown on the running system: switch, service control
//! point and server over their sockets, telephones and desks as clients. What is asserted is what
//! crossed the wire, who hears whom, what is stored, and what the desks received.

#[path = "common/lab.rs"]
mod lab;

use hookflash::node::scp::Records;
use hookflash::node::scp::record::Record;
use hookflash::node::server::{Sqlite, Store};
use hookflash::node::workstation::Telephone;
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::parameters::{FacilityStatus, TriggerCriteriaType};
use hookflash::wire::ain::structures::UserID;
use lab::{A, B, C, D, GROUP, LATER, Lab, SOON, Seen};
use std::path::PathBuf;

fn collected(seen: &Seen) -> String {
    seen.read(|operation| match operation {
        Operation::InfoCollected(m) => m.collected_digits.map(|d| d.0.digits.to_string()),
        _ => None,
    })
}

fn monitored(seen: &Seen) -> String {
    seen.read(|operation| match operation {
        Operation::MonitorForChange(m) => m.called_party_id.map(|d| d.0.digits.to_string()),
        _ => None,
    })
}

fn reported(seen: &Seen) -> FacilityStatus {
    seen.read(|operation| match operation {
        Operation::StatusReported(m) => m.facility_status,
        _ => None,
    })
}

fn routed(seen: &Seen) -> String {
    seen.read(|operation| match operation {
        Operation::AnalyzeRoute(m) => m.called_party_id.map(|d| d.0.digits.to_string()),
        _ => None,
    })
}

/// A folder of a test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hookflash-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A talks to B, everything before is forgotten.
async fn talking() -> Lab {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.take();
    lab.seen.clear();
    lab
}

/// C is busy, Dave is signed in, B asks for C: Dave's telephone rings.
async fn busy() -> (Lab, serde_json::Value) {
    let mut lab = Lab::start().await;
    let mut dave = lab.desk("dave", None).await;
    lab.c.lift().await;
    lab.c.until(SOON, |line| line["tone"] == "dial").await.expect("C is busy");
    lab.a_talks_to_b().await;
    lab.take();
    lab.seen.clear();
    lab.b_flashes_and_dials(C).await;
    let offered = dave.expect(SOON, "call.offered").await.expect("the data for Dave");
    lab.d.until_state(SOON, "ringing").await.expect("Dave's telephone rings");
    (lab, offered)
}

#[tokio::test]
async fn claim_01_a_flash_takes_the_callers_data_and_the_caller_to_a_second_party() {
    let mut lab = talking().await;
    let version = lab.bob_notes("wants two garden hoses").await;
    let offered = lab.b_calls_c().await;
    assert_eq!(
        (offered["data"]["notes"].as_str(), offered["version"].as_i64()),
        (Some("wants two garden hoses"), Some(version))
    );
    assert_eq!(
        (offered["caller"]["number"].as_str(), offered["dialled"].as_str()),
        (Some(A), Some(GROUP))
    );
    lab.b_hands_a_to_c().await;
    lab.c.until_hears(SOON, &[A]).await.expect("C talks to A");
}

#[tokio::test]
async fn claim_02_the_data_include_what_was_sold() {
    let mut lab = talking().await;
    lab.bob_notes("").await;
    let offered = lab.b_calls_c().await;
    let item = &offered["data"]["items"][0];
    assert_eq!(item["description"], "Garden hose, 20 m");
    assert_eq!((item["quantity"].as_i64(), item["price_cents"].as_i64()), (Some(2), Some(2450)));
}

#[tokio::test]
async fn claim_03_the_switch_watches_the_line_for_the_flash() {
    let lab = talking().await;
    // A tenth of a second on-hook is a glitch, and nothing else tells the switch of a flash.
    lab.b.hang_up().await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    lab.b.lift().await;
    lab.a_while().await;
    assert_eq!(lab.b.state()["state"], "talking");
    lab.b.hang_up().await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    lab.b.lift().await;
    lab.b.until(SOON, |line| line["tone"] == "recall_dial").await.expect("a flash");
    lab.a.until_state(SOON, "held").await.expect("A is on hold");
}

#[tokio::test]
async fn claim_04_without_the_trigger_the_same_flash_sends_nothing() {
    let mut lab = talking().await;
    assert_eq!(lab.operator(B, false).await, 1);
    lab.b.flash().await;
    lab.a_while().await;
    assert_eq!(lab.a.state()["state"], "talking");
    assert!(lab.names().is_empty(), "{:?}", lab.names());
    assert_eq!(lab.operator(B, true).await, 1);
    lab.b_flashes_and_dials(C).await;
    lab.c.until_state(SOON, "ringing").await.expect("with the trigger it works");
    assert_eq!(lab.find("Info_Collected").len(), 1);
}

#[tokio::test]
async fn claim_05_switch_then_service_control_point_then_server_then_computer() {
    let mut lab = talking().await;
    lab.b_flashes_and_dials(C).await;
    lab.carol.expect(SOON, "call.offered").await.expect("the data");
    // The query had crossed the wire before, and the route had not been given for long.
    assert!(lab.one("Info_Collected").from_switch);
    lab.c.until_state(SOON, "ringing").await.expect("C rings");
    lab.operations_in_order(&[
        "Info_Collected",
        "Monitor_For_Change",
        "Status_Reported",
        "Analyze_Route",
    ]);
}

#[tokio::test]
async fn claim_06_the_dialled_number_is_sent_and_the_status_of_its_line_determined() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    assert_eq!(collected(&lab.one("Info_Collected")), C);
    assert_eq!(monitored(&lab.one("Monitor_For_Change")), C);
}

#[tokio::test]
async fn claim_07_by_monitor_for_change_which_the_switch_answers() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    assert!(!lab.one("Monitor_For_Change").from_switch);
    let answer = lab.one("Status_Reported");
    assert!(answer.from_switch);
    assert_eq!(reported(&answer), FacilityStatus::IDLE);
}

#[tokio::test]
async fn claim_08_a_second_flash_adds_the_caller() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("B talks to C");
    assert_eq!(lab.a.state()["state"], "held");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B, C]).await.expect("A is added");
    lab.b.until_hears(SOON, &[A, C]).await.expect("all talk");
    lab.c.until_hears(SOON, &[A, B]).await.expect("all talk");
    lab.carol.expect(SOON, "call.conferenced").await.expect("told");
}

#[tokio::test]
async fn claim_09_the_dialled_number_is_the_second_partys() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    assert_eq!(lab.c.state()["ringing"]["caller"], B);
    assert_eq!(lab.d.state()["state"], "idle");
}

#[tokio::test]
async fn claim_10_the_server_finds_the_computer_by_the_number() {
    let mut lab = talking().await;
    let mut dave = lab.desk("dave", None).await;
    let offered = lab.b_calls_c().await;
    assert_eq!(offered["to"], C);
    lab.bob.expect(SOON, "call.transfer_started").await.expect("Bob is told");
    let none = dave.expect(std::time::Duration::from_millis(300), "call.offered").await;
    assert!(none.is_err(), "nobody else gets the data");
}

#[tokio::test]
async fn claim_11_the_message_travels_over_an_ip_network() {
    let mut lab = talking().await;
    assert!(lab.system.desks.is_ipv4() && lab.system.desks.ip().is_loopback());
    // The desk is a client of that address, and of nothing else.
    lab.b_calls_c().await;
}

#[tokio::test]
async fn claim_12_the_server_had_the_number_from_the_service_control_point_and_that_from_the_switch()
 {
    let mut lab = talking().await;
    let offered = lab.b_calls_c().await;
    assert_eq!(offered["to"].as_str(), Some(collected(&lab.one("Info_Collected")).as_str()));
    assert_eq!(offered["from"]["number"], B);
}

#[tokio::test]
async fn claim_13_the_service_control_point_makes_the_switch_call() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    let route = lab.one("Analyze_Route");
    assert!(!route.from_switch);
    assert_eq!(routed(&route), C);
}

#[tokio::test]
async fn claim_14_the_switch_calls_that_number() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.b.until(SOON, |line| line["tone"] == "ringback").await.expect("B hears it ring");
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("the call is there");
}

#[tokio::test]
async fn claim_15_the_status_is_known_before_the_connection_is_made() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.operations_in_order(&["Status_Reported", "Analyze_Route"]);
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("connected");
    lab.operations_in_order(&["Status_Reported", "Analyze_Route", "O_Answer"]);
}

#[tokio::test]
async fn claim_16_the_status_can_come_from_the_computer() {
    let mut lab = Lab::with(|parts| {
        for record in &mut parts.records {
            *record = record.replace(
                "status = \"$target\", via = \"switch\"",
                "status = \"$target\", via = \"workstation\"",
            );
        }
    })
    .await;
    // Carol's workstation has a telephone API: a telephone of its own on her line.
    let telephone =
        Telephone::connect(&lab.system.telephone(C, "lab-c")).await.expect("a telephone");
    let mut carol = lab.desk("carol", Some(telephone)).await;
    let telephone =
        Telephone::connect(&lab.system.telephone(B, "lab-b")).await.expect("a telephone");
    let mut bob = lab.desk("bob", Some(telephone)).await;
    let bob_answers = tokio::spawn(async move { while bob.next().await.is_ok() {} });
    lab.a.lift().await;
    lab.a.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.a.dial(GROUP).await;
    lab.b.until_state(SOON, "ringing").await.expect("B rings");
    lab.b.lift().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B");
    lab.b_flashes_and_dials(C).await;
    carol.expect(SOON, "call.offered").await.expect("the data for C");
    lab.c.until_state(SOON, "ringing").await.expect("C rings");
    lab.operations_in_order(&["Info_Collected", "Analyze_Route"]);
    assert!(lab.find("Monitor_For_Change").is_empty(), "the switch was not asked");
    bob_answers.abort();
}

#[tokio::test]
async fn claim_17_or_from_the_switch_by_monitor_for_change() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.operations_in_order(&["Monitor_For_Change", "Status_Reported"]);
}

#[tokio::test]
async fn claim_18_the_switch_determines_the_status_and_routes_by_it() {
    let mut idle = talking().await;
    idle.b_calls_c().await;
    assert_eq!(monitored(&idle.one("Monitor_For_Change")), C);
    assert_eq!(routed(&idle.one("Analyze_Route")), C);
    let (mut busy, _) = busy().await;
    assert_eq!(monitored(&busy.one("Monitor_For_Change")), C);
    assert_eq!(routed(&busy.one("Analyze_Route")), D);
}

#[tokio::test]
async fn claim_19_a_line_that_is_not_busy_is_called() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    assert_eq!(reported(&lab.one("Status_Reported")), FacilityStatus::IDLE);
    assert_eq!(lab.c.state()["state"], "ringing");
}

#[tokio::test]
async fn claim_20_and_its_computer_gets_the_data() {
    let mut lab = talking().await;
    let version = lab.bob_notes("the first number").await;
    let offered = lab.b_calls_c().await;
    assert_eq!((offered["to"].as_str(), offered["version"].as_i64()), (Some(C), Some(version)));
    assert_eq!(offered["data"]["notes"], "the first number");
}

#[tokio::test]
async fn claim_21_a_busy_line_is_told_and_a_second_number_is_called() {
    let (mut lab, _) = busy().await;
    assert_eq!(reported(&lab.one("Status_Reported")), FacilityStatus::BUSY);
    assert_eq!(routed(&lab.one("Analyze_Route")), D);
    assert_eq!(lab.d.state()["ringing"]["caller"], B);
}

#[tokio::test]
async fn claim_22_the_second_number_comes_from_call_distribution() {
    let (mut lab, offered) = busy().await;
    // Nobody dialled it: of the agents of the group Dave alone is free.
    assert_eq!(collected(&lab.one("Info_Collected")), C);
    assert_eq!(offered["to"], D);
}

#[tokio::test]
async fn claim_23_and_the_computer_of_the_second_number_gets_the_data() {
    let (mut lab, offered) = busy().await;
    assert_eq!((offered["to"].as_str(), offered["caller"]["number"].as_str()), (Some(D), Some(A)));
    lab.d.lift().await;
    lab.b.until_hears(SOON, &[D]).await.expect("B talks to Dave");
    let none = lab.carol.expect(std::time::Duration::from_millis(300), "call.offered").await;
    assert!(none.is_err(), "Carol does not get it");
}

#[tokio::test]
async fn claim_24_the_trigger_was_set_before_monitor_for_change_is_sent() {
    let mut lab = talking().await;
    assert_eq!(lab.operator(B, false).await, 1);
    lab.b.flash().await;
    lab.a_while().await;
    assert!(lab.find("Monitor_For_Change").is_empty());
    assert_eq!(lab.operator(B, true).await, 1);
    lab.b_calls_c().await;
    assert_eq!(lab.find("Monitor_For_Change").len(), 1);
}

#[tokio::test]
async fn claim_25_the_number_came_over_the_line_and_is_sent_because_the_trigger_fired() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    let query = lab.one("Info_Collected");
    query.read(|operation| {
        let Operation::InfoCollected(m) = operation else { return None };
        let flash = TriggerCriteriaType::T_SWITCH_HOOK_FLASH_IMMEDIATE;
        assert_eq!(m.trigger_criteria_type, Some(flash));
        assert!(matches!(m.user_id, UserID::Dn(_)));
        assert_eq!(m.calling_party_id.map(|d| d.0.digits.to_string()).as_deref(), Some(B));
        Some(())
    });
    assert_eq!(collected(&query), C);
}

#[tokio::test]
async fn claim_26_monitor_for_change_carries_the_number_to_the_switch() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    let monitor = lab.one("Monitor_For_Change");
    assert!(!monitor.from_switch);
    assert_eq!(monitored(&monitor), C);
}

#[tokio::test]
async fn claim_27_the_service_control_point_gives_the_number_to_the_server() {
    let mut lab = talking().await;
    let offered = lab.b_calls_c().await;
    // The server hears of the number from nobody else: telephones and switch do not speak to it.
    assert_eq!(offered["to"], C);
}

#[tokio::test]
async fn claim_28_which_sends_the_data_to_the_computer_of_that_number() {
    let mut lab = talking().await;
    lab.bob_notes("for C").await;
    let offered = lab.b_calls_c().await;
    assert_eq!(offered["data"]["notes"], "for C");
}

#[tokio::test]
async fn claim_29_the_service_control_point_controls_the_call_by_the_status() {
    let (mut lab, _) = busy().await;
    lab.operations_in_order(&["Monitor_For_Change", "Status_Reported", "Analyze_Route"]);
    assert_eq!(lab.c.state()["ringing"], serde_json::Value::Null, "the busy line is not called");
}

#[tokio::test]
async fn claim_30_a_trigger_that_is_set_on_a_line_sends_the_number_that_came_over_it() {
    let mut lab = Lab::start().await;
    for (number, active, changed) in [(D, false, 1), (D, true, 1), (D, true, 0), (A, true, 0)] {
        assert_eq!(lab.operator(number, active).await, changed, "{number}");
    }
    // Dave calls A and flashes: his line is the calling one.
    lab.d.lift().await;
    lab.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.d.dial(A).await;
    lab.a.until_state(SOON, "ringing").await.expect("A rings");
    lab.a.lift().await;
    lab.d.until_hears(SOON, &[A]).await.expect("they talk");
    lab.d.flash().await;
    lab.d.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
    lab.d.dial(C).await;
    lab.c.until_state(SOON, "ringing").await.expect("C rings");
    let query = lab.one("Info_Collected");
    assert_eq!(collected(&query), C);
    query.read(|operation| {
        let Operation::InfoCollected(m) = operation else { return None };
        let flash = TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE;
        (m.trigger_criteria_type == Some(flash)).then_some(())
    });
}

#[tokio::test]
async fn claim_31_the_instruction_is_stored_in_a_record_and_changes_with_it() {
    let folder = Folder::new("claim-31");
    let database = folder.0.join("records.db");
    let mut lab = Lab::with(|parts| {
        parts.directory.clone_from(&folder.0);
        parts.scp = parts.scp.replace("# database = \"records.db\"", "database = \"records.db\"");
    })
    .await;
    lab.a_talks_to_b().await;
    lab.b_calls_c().await;
    assert!(lab.find("Monitor_For_Change").iter().any(|seen| monitored(seen) == C));
    // Back to A, who is asked for another moment.
    lab.b.flash().await;
    lab.b.until_hears(SOON, &[A]).await.expect("B talks to A");
    let text = "subscriber = \"21255501*\"\n[[rule]]\non = \"Info_Collected\"\n\
                steps = [{ deliver = \"$target\" }, { route = \"$target\" }]\n";
    let mut editor = Records::open(&database).expect("the database");
    editor.put(&Record::parse(text).expect("a record")).expect("stored");
    // The service control point looks twice a second.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    lab.take();
    lab.seen.clear();
    lab.b_flashes_and_dials(D).await;
    lab.d.until_state(SOON, "ringing").await.expect("D rings");
    lab.operations_in_order(&["Info_Collected", "Analyze_Route"]);
    assert!(lab.find("Monitor_For_Change").is_empty(), "the new record does not ask");
}

#[tokio::test]
async fn claim_32_a_server_with_call_distribution_is_coupled_to_the_service_control_point() {
    let mut lab = Lab::start().await;
    // Two callers: the agent who has been idle longest first, then the other.
    lab.a_talks_to_b().await;
    lab.d.lift().await;
    lab.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.d.dial(GROUP).await;
    lab.carol.expect(SOON, "call.offered").await.expect("the data for C");
    lab.c.until_state(SOON, "ringing").await.expect("C rings");
}

#[tokio::test]
async fn claim_33_the_computers_are_coupled_to_the_server_by_an_ip_network() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.bob.expect(SOON, "call.transfer_started").await.expect("B's computer");
    lab.c.lift().await;
    lab.carol.expect(SOON, "call.connected").await.expect("C's computer");
}

#[tokio::test]
async fn claim_34_each_telephone_is_coupled_to_the_switch_and_its_computer_has_an_api_for_it() {
    let lab = Lab::start().await;
    let telephone =
        Telephone::connect(&lab.system.telephone(C, "lab-c")).await.expect("a telephone");
    let mut states = telephone.watch();
    let mut carol = lab.desk("carol", Some(telephone)).await;
    let following = tokio::spawn(async move { while carol.next().await.is_ok() {} });
    lab.a.lift().await;
    lab.a.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.a.dial(C).await;
    let ringing = tokio::time::timeout(SOON, states.wait_for(|state| state["state"] == "ringing"));
    ringing.await.expect("in time").expect("the computer knows that its telephone rings");
    following.abort();
}

#[tokio::test]
async fn claim_35_the_database_has_number_and_address_of_many_subscribers() {
    let folder = Folder::new("claim-35");
    let _lab = Lab::with(|parts| {
        parts.directory.clone_from(&folder.0);
        parts.server = parts.server.replace("# database = \"calls.db\"", "database = \"calls.db\"");
    })
    .await;
    let mut store = Sqlite::open(&folder.0.join("calls.db")).expect("the database");
    let subscribers = store.subscribers().expect("read");
    for number in [A, B, C, D] {
        let found = subscribers.iter().find(|subscriber| subscriber.number == number);
        assert_eq!(found.map(|subscriber| subscriber.address.as_str()), Some("desk"), "{number}");
    }
}

#[tokio::test]
async fn claim_36_there_is_a_record_for_each_of_many_subscribers() {
    let mut lab = talking().await;
    lab.b_calls_c().await;
    lab.b_hands_a_to_c().await;
    // C's own flash is served by a record too.
    lab.take();
    lab.seen.clear();
    lab.c.flash().await;
    lab.c.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
    lab.c.dial(D).await;
    lab.d.until_state(SOON, "ringing").await.expect("D rings");
    lab.operations_in_order(&[
        "Info_Collected",
        "Monitor_For_Change",
        "Status_Reported",
        "Analyze_Route",
    ]);
}

#[tokio::test]
async fn claim_37_the_parts_work_as_a_whole() {
    let mut lab = talking().await;
    lab.bob_notes("the whole").await;
    lab.b_calls_c().await;
    lab.b_hands_a_to_c().await;
    let transferred = lab.carol.expect(SOON, "call.transferred").await.expect("told");
    assert_eq!((transferred["from"].as_str(), transferred["to"].as_str()), (Some(B), Some(C)));
    lab.bob.expect(SOON, "call.ended").await.expect("B is free");
    lab.a.hang_up().await;
    lab.carol.expect(LATER, "call.ended").await.expect("over");
}

#[tokio::test]
async fn claim_38_a_record_sends_monitor_for_change_on_the_mid_call_message() {
    let mut lab = Lab::with(|parts| {
        parts.switch =
            parts.switch.replace("at = \"flash\"", "at = \"flash\"\nreport = \"mid_call\"");
    })
    .await;
    lab.a_talks_to_b().await;
    lab.take();
    lab.seen.clear();
    lab.b_calls_c().await;
    lab.operations_in_order(&[
        "T_Mid_Call",
        "Monitor_For_Change",
        "Status_Reported",
        "Originate_Call",
    ]);
    // The second flash is reported too, and the record joins the calls.
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("B talks to C");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B, C]).await.expect("all three talk");
    lab.operations_in_order(&["Originate_Call", "T_Mid_Call", "Merge_Call", "Success_Outcome"]);
}

#[tokio::test]
async fn claim_39_the_record_is_carried_out_because_of_that_triggers_message() {
    let mut lab = talking().await;
    // Another trigger's message of the same subscriber leads to nothing of the kind.
    lab.d.lift().await;
    lab.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.d.dial("9725550123").await;
    lab.a_while_for_d().await;
    assert!(lab.find("Monitor_For_Change").is_empty());
    lab.b_calls_c().await;
    assert_eq!(lab.find("Monitor_For_Change").len(), 1);
}

#[tokio::test]
async fn claim_40_and_the_server_sends_data_to_the_computer_of_a_number() {
    let mut lab = Lab::start().await;
    let offered = lab.a_talks_to_b().await;
    assert_eq!(
        (offered["to"].as_str(), offered["caller"]["name"].as_str()),
        (Some(B), Some("Ann Archer"))
    );
}
