#!/usr/bin/env python3
"""Compares which protocols are in which frames with tshark.

usage: hierarchy_as_tshark.py PATH-OF-HOOKFLASH [FOLDER-OF-CAPTURES ...]

In the captures of testdata, and in those of the folders. A folder may have an index.json: a list of objects with
`file`, `tshark_prefs` and `frames_by_protocol`; then those numbers, which tshark gave once, are held to as well. A
difference that is explained in EXPLAINED is counted under its reason; any other ends the run with status 1.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The layers of hookflash's JSON, by tshark's names for them.
LAYERS = {"mtp2": "mtp2", "m2pa": "m2pa", "m2ua": "m2ua", "m3ua": "m3ua", "sua": "sua", "mtp3": "mtp3", "sccp": "sccp",
          "isup": "isup"}
APPLICATIONS = {"GSM MAP": "gsm_map", "CAP": "camel", "INAP": "inap", "ANSI-41": "ansi_map"}
PROTOCOLS = set(LAYERS.values()) | set(APPLICATIONS.values()) | {"sccpmg", "tcap", "ain"}

# (capture, protocol): why the numbers of frames differ, with the octets that prove it.
EXPLAINED = {
    ("wiki_camel.pcap", "camel"): "tshark was told that subsystems 152 and 200 are CAMEL's; frames 3 to 5 have those "
                                  "(43 02 98, C8) and no dialogue portion, so that nothing in them says so",
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace").stdout


def ours(path, capture, variant):
    """The frames of each protocol."""
    frames = {}
    add = lambda protocol, frame: frames.setdefault(protocol, set()).add(frame)
    for line in run(path, "decode", "-T", "json", "--variant", variant, capture).splitlines():
        message = json.loads(line)
        frame, layers = message["frame"], message["layers"]
        for layer in layers:
            if layer in LAYERS:
                add(LAYERS[layer], frame)
        if message.get("sccp", {}).get("management"):
            add("sccpmg", frame)
        if "tcap" in layers:
            add("tcap", frame)
        if "ain" in layers:
            add("ain", frame)
        tcap = message.get("tcap", {})
        for component in tcap.get("components", []):
            application = tcap.get("application") or (component.get("operation") or {}).get("application")
            if application in APPLICATIONS:
                add(APPLICATIONS[application], frame)
            if component["type"] in ("ReturnResult", "ReturnError") or not component.get("parameter_tag"):
                add("not handed on", frame)
    return frames, frames.pop("not handed on", set())


def theirs(capture, preferences):
    frames = {}
    text = run("tshark", "-r", capture, *preferences, "-T", "fields", "-e", "frame.number", "-e", "frame.protocols")
    for line in text.splitlines():
        number, _, protocols = line.partition("\t")
        for protocol in protocols.replace(",", ":").split(":"):
            # TCAP of ANSI is entered through that of ITU.
            protocol = {"ansi_tcap": "tcap"}.get(protocol, protocol)
            if protocol in PROTOCOLS:
                frames.setdefault(protocol, set()).add(int(number))
    return frames


def captures(folders):
    ansi = ["-o", "mtp3.standard:ANSI", "-o", "tcap.ssn:222,232,241,247,248"]
    for name in ("testdata/captures", "testdata/corpus"):
        for capture in sorted((ROOT / name).glob("*.pcap")):
            yield capture, ansi, "ansi", None
    for folder in map(Path, folders):
        index = folder / "index.json"
        known = {row["file"]: row for row in json.loads(index.read_text())} if index.exists() else {}
        for capture in sorted(folder.glob("*.pcap*")):
            row = known.get(capture.name, {})
            yield capture, row.get("tshark_prefs", []), "auto", row.get("frames_by_protocol")


def main():
    path, folders = sys.argv[1], sys.argv[2:]
    compared, reasons, wrong = 0, Counter(), []
    for capture, preferences, variant, index in captures(folders):
        (mine, not_handed_on), other = ours(path, capture, variant), theirs(str(capture), preferences)
        for protocol in sorted(mine.keys() | other.keys()):
            one, two = mine.get(protocol, set()), other.get(protocol, set())
            compared += 1
            if one == two:
                continue
            reason = EXPLAINED.get((capture.name, protocol))
            if protocol == "ain" and two < one and one - two <= not_handed_on:
                reason = ("tshark hands no Return Error (EB), not every Return Result (EA), and no Invoke without "
                          "parameters (E9 07 CF 01 01 D1 02 .. ..) on to its AIN")
            if reason:
                reasons[reason] += 1
            else:
                wrong.append(f"{capture.name}: {protocol} in {len(one)} frames, with tshark in {len(two)}; "
                             f"alone {sorted(one - two - not_handed_on)[:8]}, {sorted(two - one)[:8]}")
        for protocol, count in (index or {}).items():
            compared += 1
            found = len(mine.get(protocol, set()))
            if found != count and (capture.name, protocol) not in EXPLAINED:
                wrong.append(f"{capture.name}: {protocol} in {found} frames, in {count} by the index")
    print(f"compared with tshark: protocols of {compared} rows")
    for reason, count in sorted(reasons.items()):
        print(f"  {count} times: {reason}")
    for line in wrong:
        print(line)
    sys.exit(1 if wrong or not compared else 0)


if __name__ == "__main__":
    main()
