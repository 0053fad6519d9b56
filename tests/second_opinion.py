#!/usr/bin/env python3
"""Compares every decoded AIN Invoke with tshark's reading of the same frame.

usage: second_opinion.py PATH-OF-HOOKFLASH [CAPTURE ...]

For each frame: the operations, in order, and every parameter of an Invoke at the top level, by name
and by value where both show one (digits, enumerations, numbers, octets). A difference that is a known
fault of tshark's grammar is counted under its reason; any other ends the run with status 1.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAPTURES = ["testdata/captures/hookflash-transfer.pcap", "testdata/corpus/ain_mtp3.pcap",
            "testdata/corpus/ain_m3ua.pcap"]
SSN = "222,232,241,247,248"


def tshark_frames(capture):
    """(frame, lines of the verbose tree) for each frame."""
    output = subprocess.run(
        ["tshark", "-r", capture, "-o", "mtp3.standard:ANSI", "-o", f"tcap.ssn:{SSN}",
         "-o", "sctp.checksum:CRC-32C", "-V"],
        capture_output=True, text=True, check=True).stdout
    frame, lines = None, []
    for line in output.splitlines():
        start = re.match(r"Frame (\d+):", line)
        if start:
            if frame is not None:
                yield frame, lines
            frame, lines = int(start[1]), []
        lines.append(line)
    if frame is not None:
        yield frame, lines


def tshark_invokes(lines):
    """The AIN arguments of a frame: a list of (operation type name, [(name, value)])."""
    invokes, inside = [], None
    for line in lines:
        text, depth = line.strip(), len(line) - len(line.lstrip())
        if text == "Advanced Intelligent Network":
            inside = "argument"
        elif depth == 0:
            inside = None
        elif inside == "argument" and depth == 4 and text.endswith("Arg"):
            invokes.append((text[:-3], []))
        elif inside and depth == 8 and invokes and not text.startswith("["):
            name, _, value = text.partition(": ")
            invokes[-1][1].append((name, value))
        elif inside and depth == 12 and invokes and invokes[-1][1] and text.startswith("BCD digits"):
            name, _ = invokes[-1][1][-1]
            invokes[-1][1][-1] = (name, "digits " + text.partition(": ")[2])
    return invokes


def ours_of(path, capture):
    output = subprocess.run([path, "decode", "-T", "json", capture],
                            capture_output=True, text=True, check=True).stdout
    frames, answers = {}, set()
    for line in output.splitlines():
        message = json.loads(line)
        tcap = message.get("tcap") or {}
        for component in tcap.get("components") or []:
            operation = component.get("operation") or {}
            if component["type"] == "Invoke" and 0x6000 <= operation.get("code", 0) <= 0x6FFF:
                frames.setdefault(message["frame"], []).append((operation, component))
            elif component["type"] == "ReturnResult":
                answers.add(message["frame"])
    return frames, answers


def folded(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def value_differs(value, shown):
    """Whether what tshark shows contradicts our value; what it does not show is no difference."""
    if isinstance(value, dict) and "digits" in value and "plan" in value:
        return None  # compared digit by digit below where tshark prints them
    if isinstance(value, bool):
        return shown.lower() not in (str(value).lower(), "true" if value else "false")
    if isinstance(value, int):
        return not re.search(rf"(^|\D){value}(\D|$)", shown)
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]*", value):
        # Octets: tshark shows them in hexadecimal, text, or says <MISSING> for none.
        text = bytes.fromhex(value) if len(value) % 2 == 0 else b""
        plain = shown.replace(":", "").replace(" ", "").lower()
        return value[:40] not in plain and text.decode("latin-1") not in shown \
            and shown != "<MISSING>" and value not in plain
    if isinstance(value, str):
        return value not in shown
    return None


def main():
    path, captures = sys.argv[1], sys.argv[2:] or [str(ROOT / name) for name in CAPTURES]
    known, wrong, compared = Counter(), [], Counter()
    for capture in captures:
        ours, answers = ours_of(path, capture)
        seen = set()
        for frame, lines in tshark_frames(capture):
            theirs = tshark_invokes(lines)
            mine = ours.get(frame, [])
            if not theirs and not mine:
                continue
            seen.add(frame)
            place = f"{Path(capture).name} frame {frame}"
            if len(theirs) != len(mine):
                # Invokes without a parameter have no argument in tshark's tree.
                bare = [m for m in mine if m[1]["parameters"]]
                if len(theirs) == len(bare):
                    mine = bare
                elif frame in answers:
                    known["a Return Result ends tshark's reading of the package"] += 1
                    continue
                else:
                    wrong.append(f"{place}: {len(mine)} invokes, tshark shows {len(theirs)}")
                    continue
            for (operation, component), (their_name, their_parameters) in zip(mine, theirs):
                compared["invokes"] += 1
                if folded(operation["name"]) != folded(their_name):
                    wrong.append(f"{place}: {operation['name']}, tshark says {their_name}")
                    continue
                compare(place, component["parameters"], their_parameters, known, wrong, compared)
        missing = set(ours) - seen
        if missing:
            wrong.append(f"{capture}: tshark shows nothing of frames {sorted(missing)[:10]}")
    print(f"compared with tshark: {compared['invokes']} invokes, {compared['parameters']} parameters, "
          f"{compared['values']} values")
    for reason, count in sorted(known.items()):
        print(f"  {count} times: {reason}")
    for line in wrong[:40]:
        print(line)
    if wrong:
        print(f"{len(wrong)} differences")
    sys.exit(1 if wrong or not compared["values"] else 0)


def compare_digits(place, parameter, theirs, known, wrong):
    ours = re.sub("[^0-9]", "?", parameter["value"]["digits"])
    if int(parameter["raw"][:2], 16) & 0x80 and len(theirs) == len(ours) + 1:
        known["tshark shows the filler of an odd number of digits as a digit"] += 1
        theirs = theirs[:-1]
    if ours != theirs:
        wrong.append(f"{place}: {parameter['name']} is {ours}, tshark shows {theirs}")


def compare(place, mine, theirs, known, wrong, compared):
    theirs = [(name, value) for name, value in theirs if not name.startswith("BER Error")]
    names = {folded(name) for name, _ in theirs}
    by_name = {}
    for name, value in theirs:
        by_name.setdefault(folded(name), value)
    for parameter in mine:
        name = parameter["name"]
        if name is None:
            continue
        compared["parameters"] += 1
        if folded(name) not in names:
            if parameter["tag"] == "9F8112":
                known["ExtendedRinging and PartyOnHold share a tag; tshark shows neither reliably"] += 1
            elif name == "aMADigitsDialedWCList":
                known["aMADigitsDialedWCList alone is taken for the line number list by tshark"] += 1
            else:
                wrong.append(f"{place}: tshark does not show {name}")
            continue
        shown = by_name[folded(name)]
        value = parameter["value"]
        if isinstance(value, dict) and "digits" in value and "plan" in value:
            if shown.startswith("digits "):
                compared["values"] += 1
                compare_digits(place, parameter, shown[7:], known, wrong)
            continue
        if value == "reserved50" and shown == "reserved (50)":
            known["two values are called reserved in tshark's grammar"] += 1
            continue
        differs = value_differs(value, shown)
        if differs is None:
            continue
        compared["values"] += 1
        if differs:
            wrong.append(f"{place}: {name} is {value!r}, tshark shows {shown!r}")


if __name__ == "__main__":
    main()
