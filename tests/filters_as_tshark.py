#!/usr/bin/env python3
"""Compares display filters with tshark's, frame by frame, and the values of every field that both know.

usage: filters_as_tshark.py PATH-OF-HOOKFLASH [FOLDER-OF-CAPTURES ...]

Each filter of the table below is given to both; the numbers of the frames that pass must be the same. Then every
field that both have is printed by both with `-T fields`, and compared. A difference that is a known fault of tshark's
is counted under its reason, below; any other ends the run with status 1.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSI_SSN, ITU_SSN = "222,232,241,247,248", "6,7,8,9,146,147,149,152,200"

FILTERS = """
frame.number == 7
frame.number in {1..5, 9, 0x10..0x14}
frame.number not in {1..100}
sccp.ssn not in {6, 7}
frame.time_epoch > 1718010000.5
sccp
!sccp
ain
not ain
ansi_tcap && !ain
ain or mtp3
sccp.ssn == 247
sccp.ssn != 247
!(sccp.ssn == 247)
sccp.ssn !== 247
sccp.ssn === 247
sccp.ssn any_ne 247
sccp.ssn all_eq 247
all sccp.ssn == 247
any sccp.ssn == 247
any sccp.ssn != 247
all sccp.ssn != 247
any sccp.ssn === 247
all sccp.ssn !== 247
any sccp.ssn all_ne 247
any sccp.ssn != sccp.called.ssn
all sccp.ssn > 240
all sccp.ssn in {247}
all sccp.ssn not in {247}
any sccp.ssn not in {247}
sccp.called.ssn == sccp.calling.ssn
sccp.called.ssn != sccp.calling.ssn
sccp.called.ssn < sccp.calling.ssn
sccp.called.ssn ge 0xf1
sccp.called.ssn lt 0365
sccp.called.ssn gt 240 and sccp.called.ssn le 247
sccp.ssn in {222, 240..242}
sccp.message_type == 0x11
sccp.message_type == '\\t'
sccp.message_type & 1
sccp.message_type & 0x10 == 0x10
sccp.message_type == Unitdata
sccp.message_type == "extended unitdata"
sccp.message_type > Unitdata
sccp.message_type in {Unitdata .. "Unitdata Service"}
sccp.called.ri == "Route on GT"
sccp.class == 1 or sccp.return_cause
sccp.return_cause == 1
sccp.return_cause == "No translation for this specific address"
sccp.hops < 5
sccp.called.gti == 2 && sccp.called.tt == 11
sccp.digits
sccp.called.digits contains "12"
sccp.calling.digits matches "^[0-4].*[5-9]$"
sccp.digits ~ "00|11"
sccp.called.digits[0:2] == "17"
sccp.called.digits > "5"
sccp.called.ansi_pc == "5-107-223"
sccp.calling.ansi_pc
sccp.segmentation.remaining > 0
mtp3.network_indicator == 2
mtp3.network_indicator == "National network"
mtp3.service_indicator == SCCP
mtp3.priority > 1
mtp3.service_indicator == 3 && mtp3.sls < 100
mtp3.ansi_dpc == "5-64-21"
mtp3.ansi_opc contains "250-"
mtp3.dpc.network == 5 and mtp3.opc.member ne 9
mtp3.pc == mtp3.dpc
m3ua
m3ua.message_class == 1
m3ua.message_class == "Transfer messages"
m3ua.protocol_data_si == SCCP
m3ua.routing_context == 78 || m3ua.network_appearance
m3ua.protocol_data_opc > 16000000
m3ua.protocol_data_dpc == 332802
m3ua.protocol_data_si == 3 and m3ua.protocol_data_ni in {2, 3}
m3ua.protocol_data_mp == 2 or m3ua.protocol_data_sls >= 200
m3ua.parameter_tag == 6
m2ua || m2pa
m2ua.interface_identifier_int
ansi_tcap.identifier == 00001001
ansi_tcap.identifier == 00:00:10:01
ansi_tcap.identifier contains 10:01
ansi_tcap.identifier[0:2] == 00-00
ansi_tcap.identifier[-1] == 01
ansi_tcap.identifier[0,2-3] == 00:10:01
ansi_tcap.identifier < 00:00:00:00:00
ansi_tcap.identifier > 80:00:00:00
ansi_tcap.identifier matches "\\x10"
ansi_tcap.queryWithPerm_element || ansi_tcap.response_element
ansi_tcap.abort_element
ansi_tcap.abortCause == 6
ansi_tcap.abortCause == resourceUnavailable
ansi_tcap.unidirectional_element and not ansi_tcap.dialoguePortion_element
ansi_tcap.ComponentPDU == 9
ansi_tcap.ComponentPDU == invokeLast
ansi_tcap.componentPortion
ansi_tcap.componentIDs == 02:01
ansi_tcap.componentID contains 01
ansi_tcap.rejectProblem == 0x0101
ansi_tcap.rejectProblem == invoke-unrecognisedOperation
ansi_tcap.ec_private == 1
ansi_tcap.invokeLast_element && ansi_tcap.private == 25602
ansi_tcap.private in {25600..25610}
ain.InfoCollectedArg_element
ain.userID
ain.userID == 0 && ain.dn
ain.dn contains 12:52
ain.triggerCriteriaType == oSwitchHookFlashImmediate
ain.triggerCriteriaType == "oSwitchHookFlashImmediate"
ain.bearerCapability != 0
ain.calledPartyID == 03:10:79:52:55:10:32
ain.calledPartyID[0] == 03
ain.calledPartyID[1:] contains 10
ain.nature_of_address == 3 and ain.numbering_plan == 1
ain.nature_of_address != 3
ain.bcd_digits contains "012"
ain.bcd_digits matches "^972"
ain.bcd_digits == 9725550123
ain.odd_even_indicator
ain.odd_even_indicator == Odd
ain.odd_even_indicator == 2
ain.carrier_selection > 100
ain.carrier_bcd_digits == "0288"
ain.amp2_element && !ain.ampCLogSeqNo
ain.ampCLogSeqNo < 100 || ain.ampTestReqInd gt 50
ain.ocn matches "[0-9]+k"
ain.ext_type_oid == "1.2.840.10013.1.1"
ain.EDPRequest.U.oAnswer == 1
ain.EDPRequest.U.oAnswer == "True"
ain.EDPNotification.U.tBusy == True
ain.notificationIndicator == 0
ain.dPConverter
ain.genericAddressList > 1
ain.AMALineNumber
ain.failureCause in {1..20}
(ain.userID or ain.amp1) and !(sccp.called.ssn == 247) && mtp3
not (not (not ain.userID))
tcap
tcap.begin_element or tcap.otid
tcap.tid == 03:6c:31:01
tcap.dtid contains 63
tcap.components > 1
tcap.application_context_name == 0.4.0.0.1.0.20.2
""".strip().splitlines()

# What both refuse: names that are none, and numbers that are larger than the field.
REFUSED = """
sccp.message_type == Unitdat
mtp3.network_indicator == National
ain.EDPRequest.U.oAnswer == yes
sccp.called.ssn == 300
sccp.called.ssn in {1..300}
sccp.called.ssn & 0xfff == 3
sccp.called.pc == 65536
sccp.slr == 0x1000000
""".strip().splitlines()

# Fields that tshark has in its list and fills in no message of this kind, or under other circumstances.
NEVER_SHOWN = {
    "ain.assignmentAuthority": "the authority of an extension is ext_type_oid with tshark",
    "ain.parameters_element": "the parameters of an extension are not dissected",
    "ain.timerUpdated": "results are not dissected",
    "ain.TimerUpdated": "results are not dissected",
}
# ITU components that MAP, CAP and INAP take over have those protocols' names.
COMPONENTS = ("tcap.Component", "tcap.invoke_element", "tcap.returnResult", "tcap.returnError_element",
              "tcap.reject_element", "tcap.invokeID", "tcap.linkedID", "tcap.opCode", "tcap.localValue",
              "tcap.globalValue", "tcap.errorCode", "tcap.generalProblem", "tcap.invokeProblem",
              "tcap.returnErrorProblem")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace")


def options(capture, standard):
    return ["-r", capture, "-o", f"mtp3.standard:{standard}", "-o",
            f"tcap.ssn:{ANSI_SSN if standard == 'ANSI' else ITU_SSN}", "-o", "sctp.checksum:CRC-32C"]


def tshark_frames(capture, standard, expression):
    done = run("tshark", *options(capture, standard), "-Y", expression, "-T", "fields", "-e", "frame.number")
    if done.returncode:
        sys.exit(f"tshark refuses `{expression}`: {done.stderr[-400:]}")
    return {int(line) for line in done.stdout.split()}


def our_messages(path, capture, standard, expression):
    """The frame of each message that passes."""
    done = run(path, "decode", "--variant", standard.lower(), "-Y", expression, "-T", "fields",
               "-e", "frame.number", capture)
    if done.returncode:
        sys.exit(f"hookflash refuses `{expression}`: {done.stderr[-400:]}")
    return [int(line) for line in done.stdout.split()]


def our_frames(*arguments):
    return set(our_messages(*arguments))


def rows(text):
    """Frames and their columns; a text may hold an end of line of its own."""
    found = {}
    for line in re.split(r"\n(?=\d+\t)", text.rstrip("\n")):
        if line:
            number, *columns = line.split("\t")
            found.setdefault(int(number), []).append([column.strip("\n") for column in columns])
    return found


def compare_values(path, capture, standard, fields, special, known, wrong):
    """Every field of every frame; how many values were the same."""
    named = [part for name in fields for part in ("-e", name)]
    theirs = rows(run("tshark", *options(capture, standard), "-T", "fields", "-e", "frame.number", *named).stdout)
    ours = rows(run(path, "decode", "--variant", standard.lower(), "-T", "fields", "-e", "frame.number", *named,
                    capture).stdout)
    same = 0
    for frame, messages in ours.items():
        if len(messages) > 1 or frame not in theirs:
            continue  # tshark puts the messages of a frame into one line
        for name, mine, other in zip(fields, messages[0], theirs[frame][0]):
            if mine == other:
                same += mine != ""
                continue
            reason = excuse(name, mine, other, frame, special)
            if reason:
                known[reason] += 1
            else:
                wrong.append(f"{Path(capture).name} frame {frame}: {name} is {mine!r}, tshark shows {other!r}")
    return same


def excuse(name, mine, other, frame, special):
    """Why tshark's value differs, where it is known."""
    if name in NEVER_SHOWN:
        return NEVER_SHOWN[name]
    if name.startswith(COMPONENTS) and not other:
        return "ITU components are shown by the protocol above TCAP, under its names"
    if frame in special["several"] and name.startswith(("ansi_tcap.", "ain")):
        return "a Return Result ends tshark's reading of the package (14 before 12 and 9)"
    if frame in special["answers"] and name.startswith("ain"):
        return "parameters of Return Result and Return Error: tshark's AIN stops in an assertion, or reads none"
    if frame in special["answers"] and name == "ansi_tcap.private" and not other:
        return "an answer in a conversation: tshark does not find its Invoke"
    if name == "ain.bcd_digits":
        pairs = list(zip(mine.split(","), other.split(",")))
        if len(mine.split(",")) == len(other.split(",")) and all(a in (b, b[:-1]) for a, b in pairs):
            return "the filler of an odd number of digits (bit 8 of the first octet) is shown as a digit"
    if name == "ain.extendedRinging_element":
        return "ExtendedRinging and PartyOnHold share a tag"
    if mine in ("<MISSING>", "") and (other == "00" or name.startswith("ain.Request")):
        return "an empty BIT STRING (03 01 00) is shown with its octet of unused bits"
    if mine.startswith(other) and name in ("m3ua.parameter_tag", "m3ua.parameter_length") \
            or name == "m3ua.correlation_identifier" and not other:
        return "a parameter behind Protocol Data is not reached where AIN above fails"
    return None


def excused_frames(expression, difference, special):
    """The frames of a difference that are tshark's fault."""
    if "bcd_digits" in expression:
        return {frame for frame in difference if frame in special["odd"] or frame in special["answers"]}
    if "ansi_tcap." in expression or "ain" in expression:
        return {frame for frame in difference if frame in special["answers"]}
    if any(name in expression for name in ("m3ua.parameter_tag",)):
        return {frame for frame in difference if frame in special["answers"]}
    return set()


def captures(folders):
    for name in ("testdata/captures", "testdata/corpus"):
        for capture in sorted((ROOT / name).glob("*.pcap")):
            yield str(capture), "ANSI"
    for folder in folders:
        for capture in sorted(Path(folder).glob("*.pcap*")):
            yield str(capture), "ITU"


def main():
    path, folders = sys.argv[1], sys.argv[2:]
    theirs = {line.split("\t")[2] for line in run("tshark", "-G", "fields").stdout.splitlines() if "\t" in line}
    names = [line.split()[0] for line in run(path, "fields").stdout.splitlines()]
    fields = [name for name in names if name in theirs and name not in ("frame", "frame.number")]
    known, wrong, same, verdicts = Counter(), [], 0, 0
    capture = next(captures([]))[0]
    for expression in REFUSED:
        if not run("tshark", "-r", capture, "-Y", expression).returncode:
            wrong.append(f"tshark does not refuse `{expression}`")
        if not run(path, "decode", "-Y", expression, capture).returncode:
            wrong.append(f"hookflash does not refuse `{expression}`")
    for capture, standard in captures(folders):
        find = lambda expression: tshark_frames(capture, standard, expression)
        answers = find("ansi_tcap.returnResultLast_element || ansi_tcap.returnResultNotLast_element"
                       " || ansi_tcap.returnError_element")
        special = {
            "answers": answers,
            "several": answers & our_frames(path, capture, standard, "ansi_tcap.componentPortion > 1"),
            "odd": find("ain.odd_even_indicator == True"),
        }
        messages = Counter(our_messages(path, capture, standard, "frame"))
        served = set(messages)
        several = {frame for frame, count in messages.items() if count > 1}
        same += compare_values(path, capture, standard, fields, special, known, wrong)
        for expression in FILTERS:
            mine, other = our_frames(path, capture, standard, expression), find(expression)
            verdicts += 1
            difference = mine ^ other
            excused = excused_frames(expression, difference, special)
            # Frames without a message have no verdict of ours, and pass whatever they do not have.
            excused |= other - mine - served
            # Theirs is the verdict on all messages of a frame together, ours is that on each.
            known["frames of several messages, which hookflash filters one by one"] += \
                len(several & difference - excused)
            excused |= several & difference
            known["frames of a filter, for one of the other reasons or without a message"] += len(excused)
            if difference - excused:
                wrong.append(f"{Path(capture).name}: `{expression}` passes {sorted(mine - other - excused)[:8]} with "
                             f"hookflash alone, {sorted(other - mine - excused)[:8]} with tshark alone")
    print(f"compared with tshark: {len(FILTERS)} filters in {verdicts} runs, {len(fields)} fields, {same} values")
    for reason, count in sorted(known.items()):
        print(f"  {count} times: {reason}")
    for line in wrong[:60]:
        print(line)
    if wrong:
        print(f"{len(wrong)} differences")
    sys.exit(1 if wrong or not same else 0)


if __name__ == "__main__":
    main()
