#!/usr/bin/env python3
"""A whole device in one file, with nothing but Python's standard library: signed check-ins of docs/protocol.md.

    python3 checkin.py --server http://127.0.0.1:8080 --id demo-py --key-file data/enrollment-key --state state.json
    python3 checkin.py … --once        one check-in, prints the reply and ends: 0 accepted, 1 refused

The first run shows the enrollment key and keeps the secret it gets. The state file holds what must never go backwards:
seq and nonce are written down before they are used. --frame sends the body as a frame (section 7), signed, not encrypted.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import struct
import sys
import time
import urllib.parse
from datetime import datetime, timezone

PATH = "/api/v1/device/checkin"


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def hkdf(secret, info):
    """RFC 5869 for one block of 32 bytes."""
    return mac(mac(b"muster/v1", secret), info.encode(), b"\x01")


def frame(secret, payload):
    whole = b"MF\x01\x00" + struct.pack(">I", len(payload)) + payload
    return whole + mac(hkdf(secret, "frame-mac"), whole)


def digest(body):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"


class State:
    """A file that is whole at any moment: written beside, then renamed."""

    def __init__(self, path):
        self.path = path
        self.values = json.load(open(path)) if os.path.exists(path) else {"seq": 0, "nonce": 0, "runs": {}}

    def save(self):
        with open(self.path + ".new", "w", opener=lambda p, f: os.open(p, f, 0o600)) as out:
            json.dump(self.values, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(self.path + ".new", self.path)

    def next(self, name):
        self.values[name] += 1
        self.save()
        return self.values[name]


class Device:
    def __init__(self, server, device_id, state, framed):
        self.server = urllib.parse.urlsplit(server)
        self.id, self.state, self.framed = device_id, state, framed
        self.offset = 0  # seconds the server's clock is ahead of this one

    def connection(self):
        kind = http.client.HTTPSConnection if self.server.scheme == "https" else http.client.HTTPConnection
        return kind(self.server.netloc, timeout=20)

    def enroll(self, key):
        line = self.connection()
        line.request("POST", f"/api/v1/devices/{self.id}/token", headers={"X-Enrollment-Key": key})
        answer = line.getresponse()
        reply = json.loads(answer.read())
        if answer.status != 200:
            sys.exit(f"not enrolled: {answer.status} {reply.get('detail')}")
        self.state.values["secret"] = reply["data"]["secret"]
        self.state.save()

    def secret(self):
        return base64.b64decode(self.state.values["secret"])

    def check_in(self, body):
        """The reply of a signed answer, or None. An answer that is not signed back changes nothing."""
        secret, nonce = self.secret(), self.state.next("nonce")
        sent = frame(secret, body) if self.framed else body
        covered = '("@method" "@path" "@query" "content-digest")'
        params = (f'{covered};created={int(time.time() + self.offset)};nonce="{nonce}";keyid="{self.id}"'
                  ';alg="hmac-sha256";tag="muster-device"')
        base = (f'"@method": POST\n"@path": {PATH}\n"@query": ?\n"content-digest": {digest(sent)}\n'
                f'"@signature-params": {params}')
        signature = ":" + base64.b64encode(mac(secret, base.encode())).decode() + ":"
        line = self.connection()
        line.request("POST", PATH, sent, {
            "Content-Type": "application/vnd.muster.frame" if self.framed else "application/json",
            "Content-Digest": digest(sent),
            "Signature-Input": "muster=" + params,
            "Signature": "muster=" + signature})
        answer = line.getresponse()
        content = answer.read()
        if not self.believes(answer, content, signature):
            print(f"answer {answer.status} is not signed back", file=sys.stderr)
            return None
        reply = json.loads(content)
        if answer.status != 200:
            print(f"refused: {answer.status} {reply['code']}: {reply['detail']}", file=sys.stderr)
            return None
        return reply

    def believes(self, answer, content, question):
        given, proof = answer.getheader("Signature-Input", ""), answer.getheader("Signature", "")
        params = given[len("muster="):]
        base = (f'"@status": {answer.status}\n"content-digest": {digest(content)}\n'
                f'"signature";req;key="muster": {question}\n"@signature-params": {params}')
        expected = "muster=:" + base64.b64encode(mac(self.secret(), base.encode())).decode() + ":"
        if not params.startswith('("@status" "content-digest" "signature";req;key="muster");created='):
            return False
        if not hmac.compare_digest(expected, proof):
            return False
        self.offset = int(params.split("created=")[1].split(";")[0]) - time.time()
        return True

    def run(self, command):
        """Each id once, whatever happens: what ran is known by its id, and answered with the stored result."""
        runs = self.state.values["runs"]
        if command["id"] not in runs:
            known = command["type"] == "ping"
            result = {"deviceId": self.id, "exitCode": 0 if known else 1, "finishedAt": now(), "id": command["id"],
                      "output": "pong" if known else "this device knows ping alone", "success": known}
            canonical = json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            sign = base64.urlsafe_b64encode(mac(self.secret(), canonical.encode())).decode().rstrip("=")
            del result["deviceId"]
            runs[command["id"]] = {"type": "command_result", "signature": sign, **result}
            self.state.save()
        return runs[command["id"]]


def main():
    options = argparse.ArgumentParser()
    for name in ("--server", "--id", "--key-file", "--state"):
        options.add_argument(name, required=True)
    options.add_argument("--frame", action="store_true")
    options.add_argument("--once", action="store_true")
    given = options.parse_args()
    device = Device(given.server, given.id, State(given.state), given.frame)
    if "secret" not in device.state.values:
        device.enroll(open(given.key_file).read().strip())
    results = []
    while True:
        body = json.dumps({
            "seq": device.state.next("seq"), "firmware": "0.1.0", "transport": "ethernet", "events": results,
            "readings": [{"ts": now(), "values": {"load": os.getloadavg()[0]}}]}).encode()
        reply = device.check_in(body)  # no answer: a real device sends this body again, under a new nonce
        results = [device.run(command) for command in (reply or {}).get("commands", [])]
        if given.once and not results:
            print(json.dumps(reply))
            sys.exit(0 if reply else 1)
        time.sleep(0.2 if results else (reply or {}).get("nextCheckinSec", 60))


if __name__ == "__main__":
    main()
