#!/usr/bin/env python3
"""Writes hookflash-transfer.pcap: a hook-flash transfer in AIN 0.2 as a switch (SSP, 5-10-1) and a
service control point (SCP, 5-20-2) hold it over M3UA. Every octet is put together here; run it in
this directory to write the file again (the output is the same each time)."""

import struct


def tlv(tag, *parts):
    tag, contents = bytes.fromhex(tag), b"".join(parts)
    assert len(contents) < 128
    return tag + bytes([len(contents)]) + contents


def bcd(digits):
    codes = [int(c) for c in digits] + [0] * (len(digits) % 2)
    return bytes(low | high << 4 for low, high in zip(codes[::2], codes[1::2]))


def digits(tag, number, nature=3, plan=1):
    return tlv(tag, bytes([(len(number) % 2) << 7 | nature, plan << 4]), bcd(number))


def enumerated(tag, value):
    return tlv(tag, bytes([value]))


A, B, C, SECOND = "9725550100", "2125550101", "9725550123", "9725550145"
user_id = tlv("BF35", tlv("81", bcd(B)))
speech = enumerated("8D", 0)
slp_id = tlv("8A", bcd("123456789"))


def invoke(ids, code, *parameters, last=True):
    return tlv("E9" if last else "ED", tlv("CF", bytes(ids)), tlv("D1", struct.pack(">H", code)),
               tlv("30", *parameters))


def package(tag, ids, *components):
    return tlv(tag, tlv("C7", b"".join(struct.pack(">I", i) for i in ids)), tlv("E8", *components))


QWP, RESPONSE, CWP = "E2", "E4", "E5"
INFO_COLLECTED, O_ANSWER, O_MID_CALL, SUCCESS_OUTCOME = 0x6402, 0x640B, 0x640F, 0x6411
ANALYZE_ROUTE, DISCONNECT_LEG, MERGE_CALL, ORIGINATE_CALL = 0x6501, 0x6508, 0x6509, 0x650B
SEND_TO_RESOURCE, MONITOR_FOR_CHANGE, STATUS_REPORTED, RRBE = 0x6601, 0x6701, 0x6702, 0x6D01
FLASH, IDLE, BUSY = enumerated("9F34", 31), 3, 0


def info_collected(target):
    return invoke([1], INFO_COLLECTED, user_id, speech, FLASH, digits("92", A),
                  digits("97", target, nature=0))


def monitor(target):
    return invoke([1], MONITOR_FOR_CHANGE, enumerated("9F3D", IDLE), tlv("9F41", bytes([0, 5, 0])),
                  digits("8F", target))


def status(value):
    return invoke([2, 1], STATUS_REPORTED, enumerated("9F3D", value), enumerated("9F42", 0))


def analyze_route(target):
    return invoke([2, 1], ANALYZE_ROUTE, digits("8F", target),
                  tlv("9F29", bytes([2, 0x34, 0x20, 0x88])), slp_id)


MESSAGES = [  # (seconds, from the switch?, package)
    # B flashes and dials C: C is idle, the call goes to C.
    (0.000, 1, package(QWP, [0x1001], info_collected(C))),
    (0.012, 0, package(QWP, [0x2001], monitor(C))),
    (0.019, 1, package(RESPONSE, [0x2001], status(IDLE))),
    (0.031, 0, package(RESPONSE, [0x1001], analyze_route(C))),
    # Another transfer: C is busy, the second number comes from the call distribution.
    (9.500, 1, package(QWP, [0x1002], info_collected(C))),
    (9.513, 0, package(QWP, [0x2002], monitor(C))),
    (9.520, 1, package(RESPONSE, [0x2002], status(BUSY))),
    (9.541, 0, package(RESPONSE, [0x1002], analyze_route(SECOND))),
    # The same with the legs in the SCP's hands: the flash at mid-call, C called, the legs merged.
    (21.000, 1, package(QWP, [0x1003], invoke([1], O_MID_CALL, user_id, speech, FLASH,
                        enumerated("9F8104", 1), enumerated("9F8107", 9), enumerated("9F8105", 2),
                        digits("92", A), tlv("9F6F", b"\0")))),
    (21.014, 0, package(CWP, [0x2003, 0x1003],
                        invoke([2, 1], ORIGINATE_CALL, digits("8F", C), slp_id, last=False),
                        invoke([3], RRBE, tlv("9F5C", bytes([1, 0x00, 0x02])),
                               tlv("9F5D", bytes([4, 0x10]))))),
    (24.402, 1, package(CWP, [0x1003, 0x2003], invoke([2, 2], O_ANSWER, user_id, speech))),
    (27.118, 1, package(CWP, [0x1003, 0x2003], invoke([3], O_MID_CALL, user_id, speech, FLASH,
                        enumerated("9F8104", 0), enumerated("9F8107", 9), enumerated("9F8105", 4),
                        tlv("9F6F", b"\0")))),
    (27.130, 0, package(CWP, [0x2003, 0x1003], invoke([4, 3], MERGE_CALL))),
    (27.139, 1, package(CWP, [0x1003, 0x2003], invoke([4, 4], SUCCESS_OUTCOME, user_id, speech,
                        enumerated("9F8105", 11)))),
    (27.150, 0, package(RESPONSE, [0x1003], invoke([5, 4], DISCONNECT_LEG,
                        enumerated("9F8104", 0)))),
    # An announcement that the switch cannot play: the error answers the operation by its id alone.
    (40.000, 1, package(QWP, [0x1004], info_collected("9725550"))),
    (40.011, 0, package(CWP, [0x2004, 0x1004],
                        invoke([2, 1], SEND_TO_RESOURCE, tlv("9F2D", b"\0"),
                               tlv("BF32", tlv("A0", tlv("A1", tlv("04", bytes([1, 2, 3])))))))),
    (40.020, 1, package(CWP, [0x1004, 0x2004], tlv("EB", tlv("CF", b"\2"), tlv("D4", b"\2"),
                        tlv("30", enumerated("9F20", 27))))),
    (40.033, 0, tlv("F6", tlv("C7", struct.pack(">I", 0x1004)), tlv("D7", b"\6"))),
]

POINT_CODE = {1: (5, 10, 1), 0: (5, 20, 2)}
ADDRESS = {1: bytes([192, 0, 2, 10]), 0: bytes([192, 0, 2, 20])}


def sccp(data):
    address = bytes([2, 0xC1, 247])  # national, routed on subsystem number
    return bytes([9, 0, 3, 3 + len(address) - 1, 3 + 2 * len(address) - 2]) + address * 2 + \
        bytes([len(data)]) + data


def code(network, cluster, member):
    return network << 16 | cluster << 8 | member


def m3ua(switch, data):
    user = struct.pack(">IIBBBB", code(*POINT_CODE[switch]), code(*POINT_CODE[1 - switch]),
                       3, 2, 0, 6) + data
    value = struct.pack(">HHI", 6, 8, 100) + struct.pack(">HH", 0x210, 4 + len(user)) + user
    value += b"\0" * (-len(value) % 4)
    return struct.pack(">BBBBI", 1, 0, 1, 1, 8 + len(value)) + value


def crc32c(octets):
    crc = 0xFFFFFFFF
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ 0x82F63B78 * (crc & 1)
    return crc ^ 0xFFFFFFFF


SEQUENCE = {1: 1000, 0: 5000}


def sctp(switch, user):
    SEQUENCE[switch] += 1
    chunk = struct.pack(">BBHIHHI", 0, 3, 16 + len(user), SEQUENCE[switch], 1,
                        SEQUENCE[switch] & 0xFF, 3) + user + b"\0" * (-len(user) % 4)
    ports, tag = (2906, 2905) if switch else (2905, 2906), 0xA0A0A0A0 if switch else 0xB0B0B0B0
    head = struct.pack(">HHI", *ports, tag)
    return head + struct.pack("<I", crc32c(head + b"\0\0\0\0" + chunk)) + chunk


def ip(switch, payload):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), SEQUENCE[switch], 0x4000, 64, 132, 0)
    head += ADDRESS[switch] + ADDRESS[1 - switch]
    total = sum(struct.unpack(">10H", head))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return head[:10] + struct.pack(">H", total ^ 0xFFFF) + head[12:] + payload


def ethernet(switch, payload):
    mac = {1: bytes([2, 0, 0, 0, 0, 10]), 0: bytes([2, 0, 0, 0, 0, 20])}
    return mac[1 - switch] + mac[switch] + b"\x08\0" + payload


with open("hookflash-transfer.pcap", "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for seconds, switch, message in MESSAGES:
        frame = ethernet(switch, ip(switch, sctp(switch, m3ua(switch, sccp(message)))))
        micros = round(seconds * 1e6) + 123456
        start = 1718010000  # 2024-06-10T09:00:00Z
        out.write(struct.pack("<IIII", start + micros // 10**6, micros % 10**6, len(frame), len(frame)))
        out.write(frame)
