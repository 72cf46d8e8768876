#!/usr/bin/env python3
"""Reads a case bundle without our code: Python 3 and its standard library, written from docs/reference/bundle.md and entry.md.

It checks everything there but the replay of rules (which needs the machine) and time-stamps: the form of each line, the digest, documents, commitments,
ids, chains, inclusion under each checkpoint, Ed25519 of logs, witnesses, people, administrators, approvals and papers, and crossing documents.

    python3 read_bundle.py FILE      prints one JSON object, exits 0 where all holds, else 1
"""
import base64
import hashlib
import json
import re
import sys
import unicodedata

HEX32 = re.compile(r"[0-9a-f]{64}\Z")
STREAMS = ["packs", "directory", "registers", "case", "sale"]
SECTIONS = {"cut": {"reader", "rule"}, "timestamps": {"checkpoint", "consistency", "token", "certificates"}}


class Fault(Exception):
    pass


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- canonical form (RFC 8785, narrowed)


def canonical(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        if abs(value) >= 2**53:
            raise Fault("a number from 2^53 on")
        return str(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(text(key) + ":" + canonical(value[key]) for key in keys) + "}"
    raise Fault(f"{type(value).__name__} in a body")


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value):
    if unicodedata.normalize("NFC", value) != value:
        raise Fault("text in another normal form")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Fault("a lone surrogate")
    return '"' + "".join(SHORT.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'


def no_float(found):
    raise Fault(f"the number {found}")


def jcs(value):
    return canonical(value).encode("utf-8")


def parse(line):
    try:
        value = json.loads(line, parse_float=no_float, parse_constant=no_float)
    except (ValueError, RecursionError) as error:
        raise Fault(f"no JSON: {error}")
    if canonical(value) != line:
        raise Fault("another encoding of the same value")
    return value


# ---- Ed25519 (RFC 8032, 5.1.7), with no small-order key and no other encoding of a point

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P:
        return None
    return P - x if (x & 1) != sign else x


def decode(data):
    number = int.from_bytes(data, "little")
    y = number & (2**255 - 1)
    x = recover(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = add(found, point)
        point = add(point, point)
        scalar >>= 1
    return found


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover(BASE_Y, 0), BASE_Y, 1, recover(BASE_Y, 0) * BASE_Y % P)


def ed25519(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decode(key), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or same(times(8, a), (0, 1, 1, 0)):
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same(times(s, BASE), add(r, times(h, a)))


# ---- notes, trees


def read_note(note):
    body, mark, lines = note.rpartition("\n\n")
    if not mark or not lines.endswith("\n"):
        raise Fault("no signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        found = re.match(r"\u2014 (\S+) ([A-Za-z0-9+/=]+)\Z", line)
        if found is None:
            raise Fault("no signature line")
        raw = base64.b64decode(found.group(2), validate=True)
        signatures.append((found.group(1), raw[:4], raw[4:]))
    return body + "\n", signatures


def read_checkpoint(body):
    origin, size, root = body.split("\n")[:3]
    if not re.match(r"(0|[1-9][0-9]*)\Z", size):
        raise Fault("no size in a checkpoint")
    if origin.endswith("/sm3"):
        raise Fault("a log over SM3: hashlib here may not have it")
    return origin, int(size), base64.b64decode(root, validate=True)


def key_id(name, kind, key):
    return sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]


def signed_by(body, signatures, name_key, kind):
    """Whether a key signed the note: 1 is a log's signature, 4 a witness's with its time."""
    key = bytes.fromhex(name_key)
    for name, found, signature in signatures:
        if found != key_id(name, kind, key):
            continue
        if kind == 1:
            message = body.encode()
        else:
            seconds = int.from_bytes(signature[:8], "big")
            message = f"cosignature/v1\ntime {seconds}\n{body}".encode()
            signature = signature[8:]
        if not ed25519(key, message, signature):
            raise Fault(f"a signature of {name} is false")
        return True
    return False


def root_of(leaf, index, size, proof):
    node, last, used, found = index, size - 1, 0, sha256(b"\0" + leaf)
    while last > 0:
        if node % 2 == 1 or node < last:
            if used == len(proof):
                raise Fault("a proof that is too short")
            sibling = bytes.fromhex(proof[used])
            used += 1
            found = sha256(b"\1" + (sibling + found if node % 2 else found + sibling))
        node, last = node // 2, last // 2
    if used != len(proof):
        raise Fault("a proof that is too long")
    return found


# ---- entries

HEADER = {"format", "machine", "world", "zone", "position", "kind", "recordedAt", "effectiveAt", "heads", "commitments"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")


def check_entry(entry):
    if set(entry) != {"fields", "header", "salt"}:
        raise Fault("the keys of an entry")
    header = entry["header"]
    first = header.get("position") == 0
    if set(header) != (HEADER if first else HEADER | {"stream", "prev"}) or header["format"] != "sluice/entry/1":
        raise Fault("the keys of a header")
    if not TIME.match(header["recordedAt"]) or not TIME.match(header["effectiveAt"]):
        raise Fault("a time")
    for name, opening in entry["fields"].items():
        if set(opening) != {"salt", "value"} or commitment(name, opening) != header["commitments"].get(name):
            raise Fault(f"the field {name} is not the one committed to")


def commitment(name, opening):
    raw = name.encode()
    salt = bytes.fromhex(opening["salt"])
    return sha256(b"sluice/field/1\n" + salt + len(raw).to_bytes(2, "big") + raw + jcs(opening["value"])).hex()


def entry_id(entry):
    return sha256(b"sluice/leaf/1\n" + bytes.fromhex(entry["salt"]) + jcs(entry["header"])).hex()


def value(entry, name):
    return entry["fields"].get(name, {}).get("value")


def named(found, item):
    if isinstance(item, str):
        if HEX32.match(item):
            found.add(item)
    elif isinstance(item, list):
        for one in item:
            named(found, one)
    elif isinstance(item, dict):
        for one in item.values():
            named(found, one)


def stands_on(entry):
    attached = value(entry, "documents") or []
    found = {one for one in attached if isinstance(one, str) and HEX32.match(one)}
    for name, opening in entry["fields"].items():
        if name.startswith("fact."):
            for source in opening["value"]["sources"]:
                if source.get("from") == "document":
                    found.add(source["id"])
    return found


OWN_STREAMS = {"packs", "directory", "registers"}


def second_machine(entry):
    return entry["header"]["machine"] != "sluice/machine/1"


def action_message(entry, stream_kind):
    action = value(entry, "action")
    payload = {name[8:]: one["value"] for name, one in entry["fields"].items() if name.startswith("payload.")}
    payload = {name: one for name, one in payload.items() if not re.match(r"personal[A-Z]", name)}
    body = {"id": action["id"], "kind": entry["header"]["kind"], "payload": payload}
    body.update({name: value(entry, name) for name in ("actor", "subject", "documents")})
    body.update({name: action[name] for name in ("proposal", "effectiveAt") if name in action})
    if not second_machine(entry):
        return b"sluice/action/1\n" + jcs(body)
    body["zone"] = entry["header"]["zone"]
    if stream_kind not in OWN_STREAMS and "stream" in entry["header"]:
        body["stream"] = entry["header"]["stream"]
    return b"sluice/action/2\n" + jcs(body)


def holds(signed, message):
    return ed25519(bytes.fromhex(signed["key"]), message, bytes.fromhex(signed["signature"]))


# ---- the file


class Reader:
    def __init__(self, data):
        self.faults = []
        self.counts = {"entries": 0, "documents": 0, "signatures": 0, "inclusions": 0, "openings": 0, "crossings": 0}
        self.counts["otherSignatures"] = 0
        self.roots = {}
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("no UTF-8")
        if not whole.endswith("\n"):
            raise Fault("no line feed at the end")
        self.lines = whole[:-1].split("\n")
        self.at = 0
        self.after_first = data[data.index(b"\n") + 1 :]

    def told(self, what):
        self.faults.append(what)

    def next(self, kind, keys):
        if self.at == len(self.lines):
            raise Fault("the file ends too early")
        self.at += 1
        try:
            line = parse(self.lines[self.at - 1])
        except Fault as fault:
            raise Fault(f"line {self.at}: {fault}")
        if not isinstance(line, dict) or set(line) != keys | {"line"} or line["line"] != kind:
            raise Fault(f"line {self.at}: no {kind} line with the keys {sorted(keys)}")
        return line

    def peek(self):
        return parse(self.lines[self.at]).get("line") if self.at < len(self.lines) else None

    def read(self):
        head = self.next("bundle", {"digest", "format", "lines", "world", "zones"})
        second = head["format"] == "sluice/bundle/2"
        if not second and head["format"] != "sluice/bundle/1":
            raise Fault("another format")
        zones = [self.read_zone(name, second) for name in head["zones"]]
        if len(zones) == 2 and [zone["kind"] for zone in zones] != ["onshore", "offshore"]:
            raise Fault("zones out of order")
        if second and not any(zone["sections"] for zone in zones):
            raise Fault("format 2 without a section")
        documents, withheld = self.read_documents()
        self.next("end", set())
        if self.at != len(self.lines) or head["lines"] != len(self.lines):
            raise Fault("lines after the end, or another count of them")
        if sha256(self.after_first).hex() != head["digest"]:
            self.told("digest: the bytes after the first line are others")
        self.check_documents(zones, documents, withheld)
        for zone in zones:
            self.check_zone(zone, head["world"])
        for zone in zones:
            self.check_crossings(zone, [other for other in zones if other is not zone], zones)
        self.check_signatures(zones, documents)
        return zones

    def read_zone(self, name, second):
        keys = {"checkpoint", "crossings", "kind", "streams", "zone"} | ({"sections"} if second else set())
        zone = self.next("zone", keys)
        if zone["zone"] != name:
            raise Fault(f"line {self.at}: another zone than {name}")
        streams, before = [], None
        for _ in range(zone["streams"]):
            stream = self.next("stream", {"entries", "id", "kind"})
            place = STREAMS.index(stream["kind"])
            entries = [self.next("entry", {"entry", "index", "proof"}) for _ in range(stream["entries"])]
            if not entries:
                raise Fault("a stream without entries")
            now = (place, entries[0]["index"])
            if before is not None and (place < before[0] or (place == before[0] and (place != 4 or now <= before))):
                raise Fault(f"line {self.at}: streams out of order")
            before = now
            streams.append({**stream, "entries": entries})
        crossings, last = {}, ""
        for _ in range(zone["crossings"]):
            line = self.next("crossing", {"document", "id"})
            if line["id"] <= last:
                raise Fault("crossings out of order")
            last = line["id"]
            crossings[last] = line["document"]
        sections, last = {}, ""
        for _ in range(zone.get("sections", 0)):
            line = self.next("section", {"name", "rows"})
            if line["name"] <= last or not line["rows"] or line["name"] not in SECTIONS:
                raise Fault("a section out of order, empty or unknown")
            if any(set(row) != SECTIONS[line["name"]] for row in line["rows"]):
                raise Fault("a section with other columns")
            last = line["name"]
            sections[last] = line["rows"]
        return {**zone, "streams": streams, "crossings": crossings, "sections": sections}

    def read_documents(self):
        documents, withheld, last = {}, [], ""
        while self.peek() == "document":
            bare = parse(self.lines[self.at])
            line = self.next("document", {"sha256", "base64"} if "base64" in bare else {"sha256", "text"})
            if line["sha256"] <= last:
                raise Fault("documents out of order")
            last = line["sha256"]
            if "text" in line:
                documents[last] = line["text"]
                continue
            raw = base64.b64decode(line["base64"], validate=True)
            documents[last] = raw.decode("utf-8")
            if unicodedata.normalize("NFC", documents[last]) == documents[last]:
                raise Fault("base64 where text could stand")
        while self.peek() == "withheld":
            withheld.append(self.next("withheld", {"sha256"})["sha256"])
        return documents, withheld

    def check_documents(self, zones, documents, withheld):
        known, needed = set(), set()
        for zone in zones:
            for stream in zone["streams"]:
                for placed in stream["entries"]:
                    for opening in placed["entry"]["fields"].values():
                        named(known, opening["value"])
                    needed |= stands_on(placed["entry"])
        for name, body in documents.items():
            self.counts["documents"] += 1
            if sha256(body.encode()).hex() != name:
                self.told(f"document {name} is another")
            if name not in known:
                self.told(f"document {name} is named by no entry")
        if sorted(needed - set(documents)) != withheld:
            self.told("the list of withheld documents is another")

    def check_zone(self, zone, world):
        body, signatures = read_note(zone["checkpoint"])
        origin, size, root = read_checkpoint(body)
        self.roots[zone["kind"]] = root.hex()
        cut = "cut" in zone["sections"]
        taken = {}
        for stream in zone["streams"]:
            position, head, recorded = -1, None, ""
            for placed in stream["entries"]:
                entry, index = placed["entry"], placed["index"]
                about = f"{zone['zone']} {index} {entry['header'].get('kind')}"
                try:
                    check_entry(entry)
                    self.counts["openings"] += len(entry["fields"])
                    found, header = entry_id(entry), entry["header"]
                    if header["zone"] != zone["zone"] or header["world"] != world:
                        self.told(f"{about}: of another zone or world")
                    own = found if header["position"] == 0 else header["stream"]
                    gap = header["position"] != position + 1
                    if own != stream["id"] or (gap and not (cut and header["position"] > position)):
                        self.told(f"{about}: not in its place in the stream")
                    if not gap and header.get("prev") != head:
                        self.told(f"{about}: the entry before it is another")
                    if header["recordedAt"] < recorded:
                        self.told(f"{about}: recorded before the entry before it")
                    if index in taken:
                        self.told(f"{about}: two entries at one index")
                    taken[index] = found
                    position, head, recorded = header["position"], found, header["recordedAt"]
                    self.counts["entries"] += 1
                    if index >= size or root_of(bytes.fromhex(found), index, size, placed["proof"]) != root:
                        self.told(f"{about}: not in the log")
                    self.counts["inclusions"] += 1
                except Fault as fault:
                    self.told(f"{about}: {fault}")
        self.check_heads(zone, cut)
        keys = self.keys_of(zone)
        try:
            if not any(signed_by(body, signatures, key, 1) for key in keys["log"]):
                self.told(f"{zone['zone']}: the checkpoint is signed by no key of the log")
        except Fault as fault:
            self.told(f"{zone['zone']}: {fault}")
        self.counts["signatures"] += len(signatures)
        opened = self.opened(zone)
        if opened is None or value(opened, "payload.origin") != origin:
            self.told(f"{zone['zone']}: the checkpoint is of another log")

    def check_heads(self, zone, cut):
        """The heads that an entry names are the newest of their streams at its place in the log."""
        rows = sorted(
            ((p["index"], stream["kind"], p["entry"]) for stream in zone["streams"] for p in stream["entries"]),
            key=lambda row: row[0],
        )
        newest = {}
        for index, kind, entry in rows:
            for name in ("directory", "registers", "packs"):
                expected = None if name == kind else newest.get(name)
                if not cut and entry["header"]["heads"].get(name) != expected:
                    self.told(f"{zone['zone']} {index}: decided under another head of {name}")
            newest[kind] = entry_id(entry)

    def opened(self, zone):
        first = next((s["entries"][0]["entry"] for s in zone["streams"] if s["kind"] == "directory"), None)
        return first if first is not None and first["header"]["kind"] == "zone.opened" else None

    def keys_of(self, zone):
        keys = {"log": set(), "witness": set(), "person": set(), "organisation": set()}
        opened = self.opened(zone)
        if opened is not None:
            keys["log"].add(value(opened, "payload.logKey"))
        for stream in zone["streams"]:
            for placed in stream["entries"]:
                entry = placed["entry"]
                if stream["kind"] == "directory" and entry["header"]["kind"] == "key.enrolled":
                    use, key = value(entry, "payload.use"), value(entry, "payload.key")
                    if use in keys and key is not None:
                        keys[use].add(key)
        return keys

    def check_crossings(self, zone, others, zones):
        logs = set().union(*(self.keys_of(one)["log"] for one in zones))
        arrivals = {}
        for stream in zone["streams"]:
            for placed in stream["entries"]:
                if value(placed["entry"], "payload.entry") is not None:
                    arrivals[value(placed["entry"], "payload.id")] = placed["entry"]
        sent = {
            entry_id(p["entry"]): p for other in others for stream in other["streams"] for p in stream["entries"]
        }
        for name, document in zone["crossings"].items():
            self.counts["crossings"] += 1
            try:
                entry = document["entry"]
                check_entry(entry)
                if entry_id(entry) != name or name not in arrivals:
                    raise Fault("of no entry that arrived")
                if canonical(entry) != canonical(value(arrivals[name], "payload.entry")):
                    raise Fault("it shows the entry otherwise than it was recorded")
                body, signatures = read_note(document["checkpoint"])
                _, size, root = read_checkpoint(body)
                if root_of(bytes.fromhex(name), document["index"], size, document["inclusion"]) != root:
                    raise Fault("the entry is not in the sender's log")
                # Without the sender's part its log key stands in the receiver's directory.
                if not any(signed_by(body, signatures, key, 1) for key in logs):
                    raise Fault("signed by no log key")
                self.counts["signatures"] += 1
            except Fault as fault:
                self.told(f"crossing {name}: {fault}")
        for name, arrival in arrivals.items():
            entry = value(arrival, "payload.entry")
            if entry_id(entry) != name or (name not in sent and name not in zone["crossings"]):
                self.told(f"crossing {name}: nothing shows that it was sent")
            elif name in sent and sent[name]["index"] != value(arrival, "payload.index"):
                self.told(f"crossing {name}: it stands elsewhere in the sender's log")

    def check_signatures(self, zones, documents):
        for zone in zones:
            body, signatures = read_note(zone["checkpoint"])
            witnesses = set().union(*(self.keys_of(one)["witness"] for one in zones))
            for key in witnesses:
                try:
                    signed_by(body, signatures, key, 4)
                except Fault as fault:
                    self.told(f"{zone['zone']}: {fault}")
            for stream in zone["streams"]:
                for placed in stream["entries"]:
                    self.check_acts(zone, placed, stream["kind"])
        for name, body in documents.items():
            if body.startswith('{"body":') and '"format":"sluice/paper/1"' in body:
                paper = parse(body)
                unsigned = {key: one for key, one in paper.items() if key != "signature"}
                self.counts["signatures"] += 1
                if not holds(paper, b"sluice/paper/1\n" + jcs(unsigned)):
                    self.told(f"document {name}: the paper is not signed by its key")

    def other_key(self, signed):
        """Keys of people may be of other algorithms: counted, not checked here."""
        if HEX32.match(signed.get("key", "")) and len(signed.get("signature", "")) == 128:
            return False
        self.counts["otherSignatures"] += 1
        return True

    def check_acts(self, zone, placed, stream_kind):
        entry = placed["entry"]
        action = value(entry, "action")
        about = f"{zone['zone']} {placed['index']} {entry['header']['kind']}"
        hidden = [
            name
            for name in entry["header"]["commitments"]
            if name not in entry["fields"] and not re.match(r"payload\.personal[A-Z]|fact\.|decision\Z", name)
        ]
        if action is None or hidden:
            return
        message = action_message(entry, stream_kind)
        for use in ("signature", "countersignature"):
            if use in action and not self.other_key(action[use]):
                self.counts["signatures"] += 1
                if not holds(action[use], message):
                    self.told(f"{about}: the {use} is false")
        if entry["header"]["kind"] == "approval.given":
            body = {name: value(entry, f"payload.{name}") for name in ("proposal", "what", "values")}
            body["role"] = value(entry, "actor")["role"]
            signed = {"key": value(entry, "payload.key"), "signature": value(entry, "payload.signature")}
            if self.other_key(signed):
                return
            self.counts["signatures"] += 1
            domain = b"sluice/approval/1\n"
            if second_machine(entry):
                domain, body["seen"] = b"sluice/approval/2\n", value(entry, "payload.seen")
            if not holds(signed, domain + jcs(body)):
                self.told(f"{about}: the approval is not signed by its key")


def main(path):
    with open(path, "rb") as file:
        data = file.read()
    sys.setrecursionlimit(10_000)
    result = {"holds": False, "faults": [], "counts": {}, "roots": {}}
    try:
        reader = Reader(data)
        try:
            reader.read()
        except (Fault, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            reader.told(f"form: {error}")
        result = {
            "holds": not reader.faults,
            "faults": reader.faults[:1000],
            "counts": reader.counts,
            "roots": reader.roots,
        }
    except Fault as fault:
        result["faults"] = [f"form: {fault}"]
    print(json.dumps(result, ensure_ascii=False, sort_keys=True))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
