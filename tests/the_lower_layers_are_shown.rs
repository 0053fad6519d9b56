//! What `hookflash decode` shows of the layers below TCAP. The values are tshark's, or were read from
//! the octets by hand.
#![cfg(feature = "cli")]

use std::io::Write;
use std::process::{Command, Stdio};

fn run(arguments: &[&str], input: &[u8]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input).expect("less than a pipe holds");
    drop(stdin);
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn tree(layer: &str, variant: &str, hex: &str) -> String {
    run(&["decode", "-x", "--layer", layer, "--variant", variant, "--hex", hex], &[])
}

fn fields(layer: &str, variant: &str, hex: &str, names: &[&str]) -> String {
    let mut arguments =
        vec!["decode", "-T", "fields", "--layer", layer, "--variant", variant, "--hex", hex];
    names.iter().for_each(|name| arguments.extend(["-e", *name]));
    run(&arguments, &[]).trim_end_matches('\n').to_string()
}

/// Behind the eight columns of the offset.
fn text(line: &str) -> &str {
    line.get(8..).unwrap_or_default().trim()
}

fn assert_shows(found: &str, lines: &[&str]) {
    for line in lines {
        assert!(found.lines().any(|own| text(own) == *line), "{line:?} in\n{found}");
    }
}

#[test]
fn causes_have_the_name_that_their_coding_standard_gives_them() {
    let release = tree("isup", "itu", "05 00 0c 02 00 02 80 97");
    let cause = "cause indicators: redirection to new destination (23)";
    assert_shows(&release, &[cause, "coding standard: ITU-T", "location: user (0)"]);
    let release = tree("isup", "ansi", "05 00 0c 02 00 02 c2 97");
    let cause = "cause indicators: unallocated destination number (23)";
    let location = "location: public network serving the local user (2)";
    assert_shows(&release, &[cause, "coding standard: national", location]);
}

#[test]
fn isup_octets_that_no_parameter_holds_are_counted_and_shown() {
    // PAM around an RLC.
    let passed = tree("isup", "itu", "05 00 28 10 00");
    assert_shows(&passed, &["message: PAM (40)", "parameters: 2 octets"]);
    assert!(passed.lines().any(|line| text(line) == "10 00"), "{passed}");
    let reset = tree("isup", "itu", "05 00 17 01 02 07 ff aa");
    assert_shows(&reset, &["range and status: 07 ff", "behind the parameters: 1 octets"]);
    let geodetic = tree("isup", "itu", "05 00 09 01 81 01 aa a6 01 bb 00");
    assert_shows(&geodetic, &["calling geodetic location: aa", "IEPS call information: bb"]);
}

#[test]
fn m2ua_lists_links_and_hands_back_messages() {
    let active = "0100040100000028000b0008000000020001000c00000001000000020008000c0000000100000005";
    let shown = tree("m2ua", "ansi", active);
    assert_shows(&shown, &["interface identifier: 1, 2", "interface identifier (range): 1-5"]);
    assert!(!shown.contains("error"), "{shown}");
    // A TFC in a Data Retrieval Indication (12) and in its Complete Indication (13).
    for kind in ["0c", "0d"] {
        let retrieved = format!(
            "010006{kind}000000240001000800000005\
             03000011b00114050214051f2301020302000000"
        );
        let shown = tree("m2ua", "ansi", &retrieved);
        assert_shows(
            &shown,
            &["MTP3 (ansi)", "destination point code: 5-20-1", "message: TFC (35)"],
        );
        // The octets come back from the parameter.
        let json = ["decode", "-T", "json", "--layer", "m2ua", "--hex", &retrieved];
        let json = run(&json, &[]);
        assert_eq!(run(&["encode", "-"], json.as_bytes()).trim(), retrieved, "{json}");
    }
}

#[test]
fn an_order_for_a_data_link_names_it() {
    const ANSI: &str = "80 01 14 05 01 0a 05 06";
    let names = ["mtp3mg.slc", "mtp3mg.link"];
    let order = format!("{ANSI} 18 34 12 01");
    let shown = tree("mtp3", "ansi", &order);
    assert_shows(&shown, &["signalling link code: 4", "signalling data link: 4387"]);
    assert_eq!(fields("mtp3", "ansi", &order, &names), "4\t4387");
    let order = "80 01 80 00 30 18 34 12";
    assert_shows(&tree("mtp3", "itu", order), &["signalling data link: 564"]);
    // LIN names the link by its code.
    assert_eq!(fields("mtp3", "ansi", &format!("{ANSI} 16 07"), &names), "7\t");
}

#[test]
fn optional_parameters_of_sccp_are_shown_found_and_come_back() {
    let networks = "11000f0406080a02c1f702c1f702aabbfa0301800100";
    let shown = tree("sccp", "ansi", networks);
    assert_shows(&shown, &["optional parameter ISNI (250): 01 80 01"]);
    let json = ["decode", "-T", "json", "--layer", "sccp", "--variant", "ansi", "--hex", networks];
    let json = run(&json, &[]);
    assert_eq!(run(&["encode", "-"], json.as_bytes()).trim(), networks, "{json}");
    let important = "11000f0406080a0242080242080212341201057701aa00";
    let shown = tree("sccp", "itu", important);
    assert_shows(&shown, &["importance: 5", "optional parameter 119: aa"]);
    let request = "01 01 02 03 02 02 04 02 42 08 12 01 05 00";
    assert_eq!(fields("sccp", "itu", request, &["sccp.importance"]), "0x05");
}

#[test]
fn sccp_management_without_its_level_or_with_more_is_a_warning() {
    const LABEL: &str = "83 01 80 00 30 09 00 03 05 07 02 42 01 02 42 01";
    for (management, warned) in [
        ("06 06 08 01 02 00 04", false),
        ("05 06 08 01 02 00", true),
        ("05 01 08 01 02 00", false),
        ("06 01 08 01 02 00 04", true),
    ] {
        let shown = tree("mtp3", "itu", &format!("{LABEL} {management}"));
        assert_eq!(shown.contains("warning: sccp:"), warned, "{shown}");
    }
}

#[test]
fn the_parts_of_sua_parameters_are_told_by_name() {
    let sequenced = "010008080000003c00060008000000030107000800000a150105000800654321\
                     010b0019e213c70400000001e80be90acf0101d102090df200000000";
    assert_shows(&tree("sua", "ansi", sequenced), &["sequence number: P(R) 5, P(S) 10"]);
    let registered = "01000902000000240014001c001800080000000100160008000000020006000800000003";
    let status = "registration status: error, invalid destination address (2)";
    assert_shows(&tree("sua", "ansi", registered), &[status]);
    assert_eq!(fields("sua", "ansi", registered, &["sua.routing_context"]), "3");
    let active = "0100040100000020000600080000000301100008050200070117000882aabbcc";
    let label = "TID label: start 5, end 2, value 7";
    let segment = "segmentation: first, 2 to follow, reference aabbcc";
    assert_shows(&tree("sua", "ansi", active), &[label, segment]);
    let up = "01000304000000100109000800000f01";
    let capabilities = "ASP capabilities: protocol classes 0, 1, 2, 3, IP signalling endpoint \
                        interworking with SS7 (1)";
    assert_shows(&tree("sua", "ansi", up), &[capabilities]);
    // DUNA with a subsystem.
    let unavailable =
        "01000201000000280006000800000003001200080005140180030008000000f70112000800000001";
    assert_eq!(fields("sua", "ansi", unavailable, &["sua.source.ssn"]), "247");
}

#[test]
fn a_global_title_of_sua_has_what_its_indicator_says() {
    let titled = |indicator: &str| {
        let title = format!("8001000f000000{indicator}0500010321430500");
        tree("sua", "itu", &format!("01000701000000200102001800010004{title}"))
    };
    for (indicator, plan, translation, nature) in [
        ("01", false, false, true),
        ("02", false, true, false),
        ("03", true, true, false),
        ("04", true, true, true),
    ] {
        let shown = titled(indicator);
        let is_title = |line: &&str| line.contains("global title (") && !line.contains("route on");
        let line = shown.lines().find(is_title).expect(&shown);
        let has = |word: &str| line.contains(word);
        assert!(line.contains(": 12345,"), "{line}");
        let found = (has("plan "), has("translation type 0"), has("nature "));
        assert_eq!(found, (plan, translation, nature), "{line}");
    }
}

#[test]
fn states_of_a_link_that_are_not_known_show_their_number() {
    // One line a message, where they come one a line.
    let line = |layer, hex: &str| run(&["decode", "--layer", layer, "--hex", "-"], hex.as_bytes());
    let m2pa = line("m2pa", "01000b020000001400000002000001000000000a");
    assert!(m2pa.contains("M2PA link status 10"), "{m2pa}");
    let mtp2 = line("mtp2", "00 00 01 07");
    assert!(mtp2.contains("MTP2 LSSU 7"), "{mtp2}");
}
