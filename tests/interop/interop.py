#!/usr/bin/env python3
"""Dialogues through a signalling gateway that this project did not write.

    interop.py tcp HOOKFLASH OSMO_STP       M3UA over TCP (osmo-stp 2.1)
    interop.py sctp HOOKFLASH OSMO_STP      M3UA over SCTP (osmo-stp 1.6); the kernel must have it
    interop.py multihomed HOOKFLASH         two of our own nodes, two paths, one of which goes down

A thousand dialogues each way between two ASPs in different routing contexts, ANSI 8-8-8 point codes. What
the stack wrote with -w is read by tshark: every frame to the layer that it has, none malformed.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

COUNT = 1000
running = []


def start(name, *command):
    log = open(os.path.join(folder, name + ".log"), "w")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    running.append(process)
    return process


def stop(process, how=signal.SIGINT):
    process.send_signal(how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    running.remove(process)


def fail(words):
    print(f"interop: FAILED: {words}")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".log"):
            print(f"--- {name}")
            print(open(os.path.join(folder, name)).read()[-3000:])
    sys.exit(1)


def node(name, point_code, subsystem, transport, local, connect, context, route):
    path = os.path.join(folder, name + ".toml")
    quoted = lambda list: "[" + ", ".join(f'"{one}"' for one in list) + "]"
    with open(path, "w") as file:
        file.write(f"""
[node]
name = "{name}"
point_code = "{point_code}"

[sccp]
subsystems = [{subsystem}]

[[link]]
name = "stp"
role = "asp"
transport = "{transport}"
connect = {quoted(connect)}
local = {quoted(local)}
application_servers = ["as"]

[[application_server]]
name = "as"
routing_context = {context}
traffic_mode = "override"

[[route]]
to = "{route}"
via = ["as"]
assume_available = true

[tcap]
node = {context}
""")
    return path


GATEWAY = """
log stderr
 logging filter all 1
 logging level set-all notice
line vty
 no login
 bind 127.0.0.1 4239
cs7 instance 0
 network-indicator national
 point-code format 8 8 8
 point-code 1.1.1
 xua rkm routing-key-allocation static-only
 listen m3ua 2905{tcp}
  local-ip 127.0.0.1
  accept-asp-connections pre-configured
 asp asp-ssp 3001 2905 m3ua{tcp}
  remote-ip 127.0.0.1
  role sg
  {kind}-role server
 asp asp-scp 3002 2905 m3ua{tcp}
  remote-ip 127.0.0.1
  role sg
  {kind}-role server
 as as-ssp m3ua
  asp asp-ssp
  routing-key 1 1.2.1
  traffic-mode override
 as as-scp m3ua
  asp asp-scp
  routing-key 2 1.3.1
  traffic-mode override
 route-table system
  update route 1.2.1 255.255.255 linkset as-ssp
  update route 1.3.1 255.255.255 linkset as-scp
"""


def load(hookflash, config, to, *more):
    """Begins dialogues and gives back what came of them."""
    command = [hookflash, "load", config, "--to", to, "--json", *more]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    if run.returncode != 0:
        fail(f"{' '.join(command)}: exit status {run.returncode}: {run.stdout} {run.stderr[-2000:]}")
    return json.loads(run.stdout)


def await_ready(hookflash, config):
    """Waits until a node's way is open; that is what `doctor` says."""
    run = subprocess.run([hookflash, "doctor", config, "--patience", "10"], capture_output=True, text=True)
    if run.returncode != 0:
        fail(f"doctor: {run.stdout} {run.stderr}")


def await_active(name):
    """Waits until a node that was started is active at the gateway; its log says so."""
    for _ in range(200):
        with open(os.path.join(folder, f"{name}.log")) as log:
            if "this ASP is Active" in log.read():
                return
        time.sleep(0.1)
    fail(f"{name} never became active")


def thousand_each_way(hookflash, ssp, scp):
    for asks, answers, to in [(ssp, scp, "1-3-1:247"), (scp, ssp, "1-2-1:246")]:
        answering = start("answering", hookflash, "load", answers, "--answer")
        await_active("answering")
        await_ready(hookflash, asks)
        trace = os.path.join(folder, "trace.pcapng")
        result = load(hookflash, asks, to, "-m", str(COUNT), "-w", trace)
        stop(answering)
        if result["good"] != COUNT or result["failed"] or result["unended"]:
            fail(f"to {to}: {result}")
        print(f"interop: {COUNT} dialogues to {to}: good, p99 {result['microseconds']['p99']} µs")
        read_by_tshark(trace)


def read_by_tshark(trace):
    if not shutil.which("tshark"):
        print("interop: tshark is not here: what was written is not read")
        return
    options = ["-o", "mtp3.standard:ANSI", "-o", "tcap.ssn:246,247"]
    fields = ["-T", "fields", "-e", "frame.protocols", "-e", "_ws.malformed", "-e", "_ws.expert.message"]
    run = subprocess.run(["tshark", "-r", trace, *options, *fields], capture_output=True, text=True)
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    ain = sum(row[0].endswith(":ain") for row in rows)
    other = sum(re.search(r"m3ua$", row[0]) is not None for row in rows)
    malformed = [row for row in rows if row[1]]
    if malformed or ain != 2 * COUNT or ain + other != len(rows):
        fail(f"tshark: {len(rows)} frames, {ain} AIN, {other} M3UA, malformed {malformed[:3]}")
    print(f"interop: tshark reads {ain} frames to AIN and {other} to M3UA, none malformed")


def through_gateway(transport, hookflash, osmo_stp):
    tcp = transport == "tcp"
    path = os.path.join(folder, "osmo-stp.cfg")
    with open(path, "w") as file:
        file.write(GATEWAY.format(tcp=" tcp" if tcp else "", kind="transport" if tcp else "sctp"))
    gateway = start("osmo-stp", osmo_stp, "-c", path)
    gate = ["127.0.0.1:2905"]
    ssp = node("ssp", "1-2-1", 246, transport, ["127.0.0.1:3001"], gate, 1, "1-3-1")
    scp = node("scp", "1-3-1", 247, transport, ["127.0.0.1:3002"], gate, 2, "1-2-1")
    thousand_each_way(hookflash, ssp, scp)
    stop(gateway, signal.SIGTERM)


def multihomed(hookflash):
    """The first path goes down while dialogues are open; every one of them ends well."""
    here, there = ["10.1.0.1", "10.2.0.1"], ["10.1.0.2", "10.2.0.2"]
    for address in here + there:
        subprocess.run(["busybox", "ip", "address", "add", address + "/32", "dev", "lo"], check=True)
    with_port = lambda list, port: [f"{address}:{port}" for address in list]
    quoted = lambda list: "[" + ", ".join(f'"{one}"' for one in list) + "]"
    ssp = node("ssp", "1-2-1", 246, "sctp", with_port(there, 3001), with_port(here, 2905), 1, "1-3-1")
    path = os.path.join(folder, "scp.toml")
    with open(path, "w") as file:
        file.write(f"""
[node]
name = "scp"
point_code = "1-3-1"
[sccp]
subsystems = [247]
[[link]]
name = "ssp"
role = "sgp"
transport = "sctp"
streams = 3
listen = {quoted(with_port(here, 2905))}
peers = {quoted(there)}
application_servers = ["as"]
[[application_server]]
name = "as"
routing_context = 1
traffic_mode = "override"
point_code = "1-2-1"
[tcap]
node = 2
""")
    answering = start("answering", hookflash, "load", path, "--answer")
    await_ready(hookflash, ssp)
    command = [hookflash, "load", ssp, "--to", "1-3-1:247", "--json", "-r", "50", "--seconds", "10"]
    asking = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    subprocess.run(["busybox", "ip", "address", "del", here[0] + "/32", "dev", "lo"], check=True)
    print("interop: the first path is down")
    output, errors = asking.communicate()
    if asking.returncode != 0:
        fail(f"exit status {asking.returncode}: {output} {errors[-2000:]}")
    result = json.loads(output)
    log = open(os.path.join(folder, "answering.log")).read()
    # One association for `doctor` and one for the dialogues: none was lost in between.
    if log.count("association up") != 2:
        fail(f"the association did not outlive its path: {log}")
    # The other side asked for 17 streams and got what this one offers.
    if "incoming=3 outgoing=3" not in log:
        fail(f"the streams are not those that both sides have: {log}")
    if result["good"] < 400:
        fail(f"too few dialogues: {result}")
    slowest = result["microseconds"]["max"]
    print(f"interop: {result['good']} dialogues good, none failed; the slowest took {slowest} µs")
    stop(answering)


folder = tempfile.mkdtemp(prefix="hookflash-interop.")
try:
    match sys.argv[1:]:
        case ["tcp" | "sctp" as transport, hookflash, osmo_stp]:
            through_gateway(transport, os.path.abspath(hookflash), os.path.abspath(osmo_stp))
        case ["multihomed", hookflash]:
            multihomed(os.path.abspath(hookflash))
        case _:
            sys.exit(__doc__)
finally:
    for process in running:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
