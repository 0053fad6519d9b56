//! The lab's system with as many triples of parties as a load needs: A calls B, who transfers to C.

use hookflash::node::system::{Parts, free_ports};
use std::error::Error;
use std::fmt::Write;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The three parties of a triple.
pub(crate) fn numbers(triple: usize) -> [String; 3] {
    [1, 2, 3].map(|party| format!("212{party}{triple:06}"))
}

/// The lab's files, with these parties instead of its own.
pub(crate) fn parts(triples: usize, database: Option<&str>) -> Result<Parts, Failure> {
    let mut parts = Parts::lab(Some(free_ports()?));
    let cut = |text: &str, mark: &str| text.split(mark).next().unwrap_or("").to_string();
    parts.switch = cut(&parts.switch, "[[switch.line]]");
    parts.server = cut(&parts.server, "[[subscriber]]");
    if let Some(database) = database {
        parts.server = parts
            .server
            .replace("# database = \"calls.db\"", &format!("database = \"{database}\""));
    }
    let hash = hookflash::node::server::accounts::hash("password")?;
    for triple in 0..triples {
        for (party, number) in numbers(triple).iter().enumerate() {
            write!(parts.switch, "[[switch.line]]\nnumber = \"{number}\"\nkey = \"k\"\n")?;
            if party == 1 {
                parts.switch += "[[switch.line.trigger]]\nat = \"flash\"\n";
            }
            if party > 0 {
                write!(
                    parts.server,
                    "[[subscriber]]\nnumber = \"{number}\"\nagent = \"a{number}\"\npassword_hash = \"{hash}\"\n"
                )?;
            }
        }
    }
    // A reaches B directly; B's flash is served by a record like the lab's.
    for record in &mut parts.records {
        *record = record.replace("subscriber = \"21255501*\"", "subscriber = \"212*\"");
    }
    parts.records.push(
        "subscriber = \"2122*\"\n[[rule]]\non = \"Info_Analyzed\"\nsteps = [{ deliver = \"$target\" }, \
         { route = \"$target\", report = [\"answer\", \"disconnect\"] }]\n\
         [[rule]]\non = \"Info_Collected\"\nsteps = [{ status = \"$target\" }, { if = \"busy\", disconnect = true }, \
         { deliver = \"$target\" }, { route = \"$target\", report = [\"answer\", \"disconnect\", \"success\"] }]\n"
            .into(),
    );
    parts.switch = parts.switch.replace("digits = \"800555*\"", "digits = \"2122*\"");
    Ok(parts)
}
