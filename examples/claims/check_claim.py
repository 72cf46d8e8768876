#!/usr/bin/env python3
"""Checks the proof of a claim with nothing but Python's own library: a second reader, written apart from the first.

    python3 check_claim.py PROOF.json ROOT

Prints what the claim gets and exits 0 where the proof leads to ROOT, else says what is wrong and exits 1.
"""
import hashlib
import json
import sys

CLASSES = ["victim", "fund-raising-participant", "pyramid-participant", "creditor", "owner"]
RANKS = ["medical", "secured", "restitution", "civil-debt"]


def leaf_of(claim):
    """Salt 16, number 13 with zeros after it, one byte of class and rank, four amounts in fen of six bytes each."""
    number = claim["number"].encode("ascii")
    if not 1 <= len(number) <= 13:
        raise ValueError("number")
    kind = CLASSES.index(claim["class"]) * len(RANKS) + RANKS.index(claim["rank"])
    amounts = b"".join(int(claim[name]).to_bytes(6, "big") for name in ("owed", "repaid", "forfeitable", "lawful"))
    salt = bytes.fromhex(claim["salt"])
    if len(salt) != 16:
        raise ValueError("salt")
    return salt + number.ljust(13, b"\0") + bytes([kind]) + amounts


def root_from(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        raise ValueError("index")
    node, last = index, size - 1
    found = hashlib.sha256(b"\0" + leaf).digest()
    for step in path:
        if last == 0:
            raise ValueError("path too long")
        other = bytes.fromhex(step)
        if node % 2 == 1 or node == last:
            found = hashlib.sha256(b"\1" + other + found).digest()
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + other).digest()
        node, last = node // 2, last // 2
    if last != 0:
        raise ValueError("path too short")
    return found


def main(proof_file, root):
    with open(proof_file, encoding="utf-8") as file:
        proof = json.load(file)
    try:
        found = root_from(leaf_of(proof["claim"]), proof["index"], proof["size"], proof["path"]).hex()
    except (KeyError, ValueError, OverflowError) as error:
        print(f"no proof: {error}")
        return 1
    if found != root:
        print(f"leads to {found}")
        return 1
    claim = proof["claim"]
    print(f"{claim['number']}: {claim['forfeitable']} fen from forfeited, {claim['lawful']} fen from lawful property")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
