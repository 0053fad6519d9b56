//! Every way in which a transfer can fail has an end that never loses the caller, and the data
//! reach whoever ends up with the call. The whole system, over its sockets.

#[path = "common/lab.rs"]
mod lab;

use hookflash::node::workstation::{Desk, Session};
use lab::{A, B, C, D, GROUP, LATER, Lab, SOON};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn nobody_free_is_a_tone_and_a_flash_goes_back_to_the_caller() {
    let mut lab = Lab::start().await;
    lab.c.lift().await;
    lab.c.until(SOON, |line| line["tone"] == "dial").await.expect("C is busy");
    lab.carol.say(&json!({"type": "state", "state": "away"})).await.expect("said");
    lab.carol.expect(SOON, "state").await.expect("away");
    lab.a_talks_to_b().await;
    lab.b_flashes_and_dials(C).await;
    lab.b.until(SOON, |line| line["tone"] == "reorder").await.expect("nobody is free");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn a_second_party_who_does_not_answer_leaves_the_caller_with_the_first() {
    let mut lab = Lab::with(|parts| {
        parts.switch = parts.switch.replace("t1 = 3.0", "t1 = 3.0\nno_answer = 1.0")
    })
    .await;
    lab.a_talks_to_b().await;
    lab.b_calls_c().await;
    lab.b.until(SOON, |line| line["tone"] == "reorder").await.expect("C does not answer");
    lab.c.until_state(SOON, "idle").await.expect("C's telephone rings no more");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn two_quick_flashes_go_back_to_the_caller() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.b.flash().await;
    lab.b.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn hanging_up_before_the_answer_is_a_blind_transfer_and_the_data_are_there() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.bob_notes("blind").await;
    let offered = lab.b_calls_c().await;
    lab.b.hang_up().await;
    lab.a.until(LATER, |line| line["tone"] == "ringback").await.expect("A waits for C");
    lab.c.lift().await;
    lab.a.until_hears(SOON, &[C]).await.expect("A talks to C");
    assert_eq!(offered["data"]["notes"], "blind");
    lab.carol.expect(SOON, "call.transferred").await.expect("told");
    lab.bob.expect(SOON, "call.ended").await.expect("B is free");
}

#[tokio::test]
async fn a_blind_transfer_that_nobody_answers_rings_back() {
    let mut lab = Lab::with(|parts| {
        parts.switch = parts.switch.replace("t1 = 3.0", "t1 = 3.0\nno_answer = 3.0")
    })
    .await;
    lab.a_talks_to_b().await;
    lab.b_calls_c().await;
    lab.b.hang_up().await;
    let back = lab.b.until_state(LATER, "ringing").await.expect("it comes back");
    assert_eq!(
        (back["ringing"]["recall"].as_bool(), back["ringing"]["caller"].as_str()),
        (Some(true), Some(A))
    );
    lab.b.lift().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn a_caller_who_hangs_up_while_on_hold_leaves_nobody_stuck() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.b_calls_c().await;
    lab.a.hang_up().await;
    lab.a.until_state(LATER, "idle").await.expect("A is gone");
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("B and C talk");
    lab.b.hang_up().await;
    lab.b.until_state(LATER, "idle").await.expect("B is free");
    lab.c.hang_up().await;
    lab.c.until_state(LATER, "idle").await.expect("C is free");
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_and_the_caller_kept() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.carol.say(&json!({"type": "state", "state": "away"})).await.expect("said");
    lab.carol.expect(SOON, "state").await.expect("away");
    lab.b_flashes_and_dials("2125559999").await;
    lab.b.until(SOON, |line| line["tone"] == "reorder").await.expect("refused");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn partial_digits_are_refused_and_the_caller_kept() {
    let mut lab = Lab::with(|parts| {
        parts.switch = parts.switch.replace("t1 = 3.0", "t1 = 3.0\nnext_digit = 0.5")
    })
    .await;
    lab.a_talks_to_b().await;
    lab.b_flashes_and_dials("2125").await;
    lab.b.until(SOON, |line| line["tone"] == "reorder").await.expect("refused");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
}

#[tokio::test]
async fn the_data_wait_for_a_computer_that_is_offline() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.bob_notes("for later").await;
    let session =
        Session::sign_in(&lab.system.base(), "carol", "carol-in-the-lab").await.expect("signed in");
    let last = lab.carol.last();
    let elsewhere = Desk::open(&session, last, None).await.expect("a desk");
    drop(std::mem::replace(&mut lab.carol, elsewhere));
    // Both of Carol's desks are gone now.
    let gone = Desk::open(&session, last, None).await.expect("a desk");
    drop(std::mem::replace(&mut lab.carol, gone));
    lab.b_flashes_and_dials(C).await;
    lab.c.until_state(SOON, "ringing").await.expect("the voice call goes on");
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("B talks to C");
    let mut carol = Desk::open(&session, last, None).await.expect("back");
    let welcome = carol.expect(SOON, "welcome").await.expect("a welcome");
    assert_eq!(welcome["calls"][0]["data"]["notes"], "for later");
    let offered = carol.expect(SOON, "call.offered").await.expect("what was missed");
    assert_eq!(offered["data"]["notes"], "for later");
}

#[tokio::test]
async fn without_the_server_the_caller_is_still_transferred() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.system.kill_server().await;
    // The service control point notices at its next word.
    lab.b_flashes_and_dials(C).await;
    lab.c.until_state(SOON, "ringing").await.expect("the voice call goes on");
    lab.c.lift().await;
    lab.b.until_hears(SOON, &[C]).await.expect("B talks to C");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B, C]).await.expect("all three talk");
}

#[tokio::test]
async fn without_the_service_control_point_the_flash_fails_and_the_caller_is_kept() {
    let mut lab = Lab::start().await;
    lab.a_talks_to_b().await;
    lab.system.kill_scp();
    lab.b_flashes_and_dials(C).await;
    lab.b.until(SOON, |line| line["tone"] == "reorder").await.expect("nobody answers the switch");
    lab.b.flash().await;
    lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
    // It comes back, and the next flash works.
    lab.system.start_scp().await.expect("started again");
    for _ in 0..20 {
        lab.b_flashes_and_dials(C).await;
        let rings = lab.c.until_state(Duration::from_secs(4), "ringing").await.is_ok();
        if rings {
            return;
        }
        lab.b.flash().await;
        lab.a.until_hears(SOON, &[B]).await.expect("A talks to B again");
    }
    panic!("the service control point never came back");
}

#[tokio::test]
async fn a_second_transfer_takes_along_what_the_second_party_added() {
    let mut lab = Lab::start().await;
    let mut dave = lab.desk("dave", None).await;
    lab.a_talks_to_b().await;
    let version = lab.bob_notes("from Bob").await;
    let offered = lab.b_calls_c().await;
    lab.b_hands_a_to_c().await;
    let mut data = offered["data"].clone();
    data["notes"] = json!("from Bob; from Carol");
    let edit =
        json!({"type": "edit", "id": 9, "call": offered["call"], "version": version, "data": data});
    lab.carol.say(&edit).await.expect("said");
    lab.carol.expect(SOON, "edited").await.expect("edited");
    lab.c.flash().await;
    lab.c.until(SOON, |line| line["tone"] == "recall_dial").await.expect("recall dial tone");
    lab.c.dial(D).await;
    let offered = dave.expect(SOON, "call.offered").await.expect("the data for Dave");
    assert_eq!(offered["data"]["notes"], "from Bob; from Carol");
    assert_eq!(offered["from"]["number"], C);
    lab.d.until_state(SOON, "ringing").await.expect("Dave's telephone rings");
    lab.d.lift().await;
    lab.c.until_hears(SOON, &[D]).await.expect("C talks to Dave");
    lab.c.hang_up().await;
    lab.a.until_hears(LATER, &[D]).await.expect("A talks to Dave");
}

#[tokio::test]
async fn a_queue_with_an_announcement_and_a_limit_is_there_when_no_agent_is_free() {
    let mut lab = Lab::with(|parts| {
        parts.switch = parts.switch.replace("seconds = 4.0", "seconds = 0.5");
        parts.server = parts.server.replace("queue_limit = 5", "queue_limit = 1");
    })
    .await;
    for desk in [&mut lab.bob, &mut lab.carol] {
        desk.say(&json!({"type": "state", "state": "away"})).await.expect("said");
        desk.expect(SOON, "state").await.expect("away");
    }
    lab.a.lift().await;
    lab.a.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.a.dial(GROUP).await;
    lab.a.until_state(SOON, "announcement").await.expect("please hold the line");
    // A second caller finds the queue full.
    lab.d.lift().await;
    lab.d.until(SOON, |line| line["tone"] == "dial").await.expect("dial tone");
    lab.d.dial(GROUP).await;
    let later = lab.d.until_state(SOON, "announcement").await.expect("an announcement");
    assert!(later["announcement"].as_str().is_some_and(|text| text.contains("later")), "{later}");
    // An agent comes back, and the first caller is served.
    lab.carol.say(&json!({"type": "state", "state": "ready"})).await.expect("said");
    lab.carol.expect(SOON, "call.offered").await.expect("the call that waited");
    lab.c.until_state(SOON, "ringing").await.expect("C rings");
    lab.c.lift().await;
    lab.a.until_hears(SOON, &[C]).await.expect("A talks to C");
}

#[tokio::test]
async fn strangers_get_nothing() {
    let lab = Lab::start().await;
    assert!(
        hookflash::node::workstation::Telephone::connect(&lab.system.telephone(B, "wrong"))
            .await
            .is_err()
    );
    assert!(Session::sign_in(&lab.system.base(), "bob", "wrong").await.is_err());
    assert!(Session::sign_in(&lab.system.base(), "nobody", "").await.is_err());
    // One agent's session is not another's.
    let mut session =
        Session::sign_in(&lab.system.base(), "bob", "bob-in-the-lab").await.expect("signed in");
    session.pretend("carol");
    assert!(Desk::open(&session, 0, None).await.is_err());
    assert!(session.me().await.is_err());
}

/// Reads one HTTP request: its head and its body.
async fn request(stream: &mut tokio::net::TcpStream) -> (String, String) {
    use tokio::io::AsyncReadExt;
    let mut octets = Vec::new();
    loop {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.expect("a request");
        octets.extend_from_slice(&more[..read]);
        let text = String::from_utf8_lossy(&octets).to_string();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")
                    .and_then(|n| n.parse::<usize>().ok())
            });
            if body.len() >= length.unwrap_or(0) {
                return (head.to_string(), body.to_string());
            }
        }
        assert!(read > 0, "a whole request");
    }
}

#[tokio::test]
async fn a_webhook_gets_the_data_signed_and_again_until_it_takes_them() {
    use tokio::io::AsyncWriteExt;
    let hook = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let address = hook.local_addr().expect("an address");
    let mut lab = Lab::with(|parts| {
        let carol = "agent = \"carol\"\n";
        parts.server = parts
            .server
            .replace(carol, &format!("{carol}address = \"http://{address}/events\"\n"))
            .replace(
                "secret = \"lab-secret\"",
                "secret = \"lab-secret\"\nwebhook_secret = \"signed\"",
            );
    })
    .await;
    lab.a_talks_to_b().await;
    lab.bob_notes("by webhook").await;
    lab.b_flashes_and_dials(C).await;
    let mut bodies = vec![];
    for answer in ["500 Not Now", "204 No Content"] {
        let (mut stream, _) = tokio::time::timeout(SOON, hook.accept())
            .await
            .expect("in time")
            .expect("a connection");
        let (head, body) = request(&mut stream).await;
        assert!(head.starts_with("POST /events"), "{head}");
        assert!(head.to_lowercase().contains("x-hookflash-signature: sha256="), "{head}");
        let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.expect("answered");
        bodies.push(body);
    }
    assert_eq!(bodies[0], bodies[1], "the same event again");
    let event: serde_json::Value = serde_json::from_str(&bodies[1]).expect("JSON");
    assert_eq!(
        (event["type"].as_str(), event["data"]["notes"].as_str()),
        (Some("call.offered"), Some("by webhook"))
    );
}
