"""Check an exported trail, offline: needs nothing but Python's own library. Run it as `python3 -I -S verify.py`.

    verify.py [FOLDER] [--foot "SIZE ROOT"] [--key KEY]

The folder is the one this file stands in, `--foot` what the foot of a PDF says, `--key` the key somebody gave you for
this log; both may be repeated.
Ends with 0 when everything is as it was signed, with 1 when anything is not, and names it.

Sources: RFC 6962 (tree), RFC 8785 (canonical JSON), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint and
tlog-cosignature.
"""

from __future__ import annotations

import argparse
import binascii
import hashlib
import json
import sys
from functools import reduce
from pathlib import Path
from typing import Any

HEADER = [("act", str), ("c", str), ("cls", str), ("n", int), ("seq", int), ("ts", str), ("v", int)]
HIDDEN = [("leaf", str), ("seq", int)]
ENTRIES, PAYLOADS, KEYS, LAST = "entries.jsonl", "payloads.jsonl", "keys.json", "checkpoints/export.txt"
ED25519, WITNESS = 1, 4
NO_LEAF = bytes(32)
MOST_NAMED, MOST_MISSING = 50, 10**6  # of a gap, however long somebody makes it
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)

# Ed25519, as RFC 8032 section 6 writes it out.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _sum(p: Any, q: Any) -> Any:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _combined(a: int, p: Any, b: int, q: Any) -> Any:
    """a times p, and b times q, together."""
    total, both = (0, 1, 1, 0), _sum(p, q)
    for place in range(max(a, b).bit_length() - 1, -1, -1):
        total = _sum(total, total)
        which = a >> place & 1, b >> place & 1
        if any(which):
            total = _sum(total, {(1, 0): p, (0, 1): q, (1, 1): both}[which])
    return total


def _point(packed: bytes) -> Any:
    """The point these 32 bytes stand for; None when there is none."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point(bytes.fromhex("58" + "66" * 31))


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's Ed25519 signature (64 bytes) over the message."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, start = _point(public_key), _point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or start is None or number >= ORDER:
        return False
    mixed = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    found = _combined(number, BASE, mixed, (P - key[0], key[1], 1, P - key[3]))
    return all((found[axis] - start[axis] * found[2]) % P == 0 for axis in (0, 1))


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_read = json.JSONDecoder().decode


def canonical(value: Any) -> bytes:
    return _written(value).encode()


def base64_text(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode()


def read_base64(text: Any) -> bytes:
    value = binascii.a2b_base64(text)
    if base64_text(value) != text:
        raise ValueError("not in canonical base64")
    return value


def lines_of(content: bytes) -> list[bytes]:
    if content and not content.endswith(b"\n"):
        raise ValueError("the last line is cut off")
    return content.split(b"\n")[:-1]


def digest(prefix: bytes, content: bytes) -> bytes:
    """0 before a leaf, 1 before a node, 2 before a payload."""
    return hashlib.sha256(prefix + content).digest()


class Key:
    """A public key as one line, `name+id+key`; raises ValueError when it does not fit together."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.name, self.hex_id, packed = line.split("+", 2)
        raw = read_base64(packed)
        self.kind, self.public = raw[0], raw[1:]
        if hashlib.sha256(self.name.encode() + b"\n" + raw).hexdigest()[:8] != self.hex_id:
            raise ValueError("a key does not fit its id")


class Note:
    """A signed note: text, and who signed it. Signatures of unknown keys are passed over."""

    def __init__(self, content: bytes, keys: list[Key]) -> None:
        text, _, rest = content.decode().partition("\n\n")
        self.origin, size, root, *self.more = text.split("\n")
        self.size, self.root = int(size), read_base64(root)
        if str(self.size) != size or self.size < 0 or len(self.root) != 32:
            raise ValueError("the size or root is not written as it must be")
        self.signers: list[Key] = []
        self.witnesses: list[str] = []
        for line in lines_of(rest.encode()):
            dash, name, packed = line.decode().split(" ")
            if dash != "\u2014":
                raise ValueError("a line below the text is no signature")
            self._look(text + "\n", name, read_base64(packed), keys)

    def _look(self, text: str, name: str, signature: bytes, keys: list[Key]) -> None:
        for key in keys:
            if key.name != name or bytes.fromhex(key.hex_id) != signature[:4]:
                continue
            if key.kind == ED25519 and name == self.origin:
                if key in self.signers or not is_signed(key.public, text.encode(), signature[4:]):
                    raise ValueError("the signature is not the key's, or stands there twice")
                self.signers.append(key)
            elif key.kind == WITNESS:
                at = int.from_bytes(signature[4:12], "big")
                if not is_signed(key.public, f"cosignature/v1\ntime {at}\n{text}".encode(), signature[12:]):
                    raise ValueError(f"the witness {name} did not sign this")
                self.witnesses.append(f"{name} at {at} (seconds since 1970)")


def read_entry(line: bytes) -> tuple[int, Any, bytes, bytes]:
    """Number, header (None where the reader of a part may not see it), the header's own bytes, and sealed leaf."""
    value = _read(line.decode())
    header, leaf = value.get("h"), read_base64(value["leaf"])
    packed = line[len(b'{"h":') : line.rindex(b',"leaf":')] if header else b""
    again = b'{"h":%b,"leaf":"%b"}' % (packed, value["leaf"].encode()) if header else canonical(value)
    shape = [(name, type(one)) for name, one in (header or value).items()]
    if shape != (HEADER if header else HIDDEN) or again != line or len(leaf) != 32:
        raise ValueError("not an entry")
    return (header or value)["seq"], header, packed, leaf


def read_payload(line: bytes) -> dict[str, Any]:
    """The payload, its commitment `c`, and whether the row's own columns fit it."""
    one = _read(line.decode())
    salt, body, seq = read_base64(one["salt"]), one["body"], one["seq"]
    plain = all(value is None or type(value) is str for value in (one["actor"], one["record"]))
    # Quotes within a text are written as \" there, so these words stand where they seem to.
    packed = line[line.index(b',"body":') + len(b',"body":') : line.rindex(b',"record":')]
    parts = canonical(one["actor"]), packed, canonical(one["record"]), one["salt"].encode(), seq
    again = b'{"actor":%b,"body":%b,"record":%b,"salt":"%b","seq":%d}' % parts
    if not plain or again != line or len(salt) != 32 or type(seq) is not int:
        raise ValueError("not a payload")
    fits = (one["actor"] or "system") == body.get("actor") and one["record"] == body.get("object")
    return {"seq": seq, "body": body, "c": base64_text(digest(b"\2", salt + packed)), "fits": fits}


def read_checkpoint(name: str, content: bytes, keys: list[Key]) -> Note:
    note = Note(content, keys)
    if not note.signers:
        raise ValueError("no key of this log signed it")
    if name != LAST and (note.more or name != f"checkpoints/{note.size:010d}.txt"):
        raise ValueError("it is not the checkpoint its name says")
    return note


class Check:
    """One export, given as its files' contents by name; what was found, and every fault in a sentence."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.faults: list[str] = []
        self.found: list[str] = []
        self.headers: dict[int, Any] = {}
        self.hidden: set[int] = set()
        self.leaves: list[bytes] = []
        self.roots: dict[int, bytes] = {}
        self.notes: list[Note] = []
        self.is_part = False
        self.keys = self._read_keys()
        self._read_entries()
        self._read_checkpoints()
        self._check_tree()
        self._check_payloads()

    def _read_keys(self) -> list[Key]:
        try:
            [line] = lines_of(self.files[KEYS])
            value = _read(line.decode())
            if canonical(value) != line:
                raise ValueError("not in canonical form")
            return [Key(one) for one in value["keys"]]
        except UNREADABLE as error:
            self.faults.append(f"{KEYS} cannot be read: {error}.")
            return []

    def _lines(self, name: str) -> list[bytes]:
        if name not in self.files:
            self.faults.append(f"{name} is missing.")
            return []
        try:
            return lines_of(self.files[name])
        except ValueError as error:
            self.faults.append(f"{name}: {error}.")
            return []

    def _read_entries(self) -> None:
        for number, line in enumerate(self._lines(ENTRIES), 1):
            try:
                self._take(*read_entry(line))
            except UNREADABLE as error:
                self.faults.append(f"{ENTRIES}, line {number} (entry {len(self.leaves)}) cannot be read: {error}.")
                self.leaves.append(NO_LEAF)

    def _take(self, seq: int, header: Any, packed: bytes, leaf: bytes) -> None:
        if seq < len(self.leaves):
            self.faults.append(f"Entry {seq} comes twice, or out of its order.")
            return
        missing = range(len(self.leaves), min(seq, len(self.leaves) + MOST_MISSING))
        self.faults += [f"Entry {gone} is missing." for gone in missing[:MOST_NAMED]]
        self.leaves += [*[NO_LEAF] * len(missing), leaf]
        if header is None:
            self.hidden.add(seq)
            return
        if digest(b"\0", packed) != leaf:
            self.faults.append(f"Entry {seq} was changed: it is not what was sealed.")
        self.headers[seq] = header

    def _read_checkpoints(self) -> None:
        names = sorted(name for name in self.files if name.startswith("checkpoints/"))
        for name in names:
            try:
                note = read_checkpoint(name, self.files[name], self.keys)
            except UNREADABLE as error:
                self.faults.append(f"{name} is not a checkpoint of this log: {error}.")
                continue
            self.notes.append(note)
            if name == LAST:
                self._check_last(note, len(names) - 1)
        if LAST not in names:
            self.faults.append(f"{LAST} is missing, so nobody says how much there should be.")
        signing = {key.line for note in self.notes for key in note.signers}
        for key in self.keys:
            if key.kind == ED25519 and key.line not in signing:
                self.faults.append(f"The key {key.line} signed nothing here.")

    def _check_last(self, note: Note, others: int) -> None:
        words = note.more[0].split(" ") if len(note.more) == 1 else []
        if len(words) != 4 or words[0] != "export" or words[3] not in ("whole", "part"):
            self.faults.append(f"{LAST} does not say what was exported.")
            return
        self.is_part = words[3] == "part"
        self.found.append(f"Exported {words[1]}{', without what its reader may not see' if self.is_part else ''}")
        if note.size != len(self.leaves):
            self.faults.append(f"There are {len(self.leaves)} entries, and {note.size} were exported.")
        if str(others) != words[2]:
            self.faults.append(f"There are {others} checkpoints, and {words[2]} were exported.")

    def _check_tree(self) -> None:
        wanted = {note.size for note in self.notes}
        tops: list[bytes] = []
        for size, leaf in enumerate([NO_LEAF, *self.leaves]):
            if size:
                top, rest = leaf, size - 1
                while rest & 1:
                    top, rest = digest(b"\1", tops.pop() + top), rest >> 1
                tops.append(top)
            if size in wanted or size == len(self.leaves):
                self.roots[size] = _folded(tops)
        whole = 0
        for note in sorted(self.notes, key=lambda one: one.size):
            if self.roots.get(note.size) != note.root:
                among = f"something among the entries {whole} to {note.size - 1} is not what was signed"
                self.faults.append(f"The checkpoint of {note.size} entries does not fit: {among}.")
                return
            whole = note.size

    def _check_payloads(self) -> None:
        there: dict[int, Any] = {}
        last = -1
        for number, line in enumerate(self._lines(PAYLOADS), 1):
            try:
                one = read_payload(line)
            except UNREADABLE as error:
                self.faults.append(f"{PAYLOADS}, line {number} cannot be read: {error}.")
                continue
            seq = one["seq"]
            if seq <= last:
                self.faults.append(f"The payload of entry {seq} comes twice, or out of its order.")
            there[seq], last = {}, seq
            if seq not in self.headers:
                self.faults.append(f"There is a payload of entry {seq}, and no such entry.")
            elif one["c"] != self.headers[seq]["c"]:
                self.faults.append(f"The payload of entry {seq} was changed.")
            elif not one["fits"]:
                self.faults.append(f"The row of entry {seq} names another person or record than its payload.")
            elif self.headers[seq]["cls"] == "E":
                there[seq] = one["body"]
        self._check_erased(there)

    def _check_erased(self, there: dict[int, Any]) -> None:
        by_right = {
            commitment: (seq, body.get("basis")) for seq, body in there.items() for commitment in body.get("erased", ())
        }
        if not self.is_part:
            self.faults += [f"The header of entry {seq} is missing." for seq in sorted(self.hidden)]
        withheld = len(self.hidden)
        for seq, header in self.headers.items():
            by, basis = by_right.get(header["c"], (None, None))
            if seq in there:
                if by is not None:
                    self.faults.append(f"The payload of entry {seq} is here, but entry {by} says it was erased.")
            elif by is not None:
                self.found.append(f"Erased: the payload of entry {seq}, by entry {by} on the basis {basis}")
            elif self.is_part:
                withheld += 1
            else:
                self.faults.append(f"The payload of entry {seq} is missing, and no entry says it was erased.")
        self.found.append(f"Payloads: {len(there)} here" + (f", {withheld} withheld or erased" if withheld else ""))

    def lines(self) -> list[str]:
        """The report."""
        size = len(self.leaves)
        gaps = [str(number) for number in range(size) if number not in self.headers and number not in self.hidden]
        said = [
            f"Size: {size}",
            f"Root: {base64_text(self.roots[size])}",
            f"Gaps: {', '.join(gaps[:MOST_NAMED]) or 'none'}",
            *(f"Key: {key.line}" for key in self.keys),
            *self.found,
        ]
        for note in sorted(self.notes, key=lambda one: one.size):
            fits = "fits" if self.roots.get(note.size) == note.root else "DOES NOT FIT"
            said.append("; witnessed by ".join([f"Checkpoint of {note.size} entries: {fits}", *note.witnesses]))
        return said


def _folded(tops: list[bytes]) -> bytes:
    if not tops:
        return hashlib.sha256().digest()
    return reduce(lambda right, left: digest(b"\1", left + right), reversed(tops))


def main(arguments: list[str]) -> int:
    """Check what the command names, print the report, and answer with the exit code."""
    parser = argparse.ArgumentParser(description="Check an exported trail, offline.")
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).parent))
    parser.add_argument("--foot", action="append", default=[], help="size and root as the foot of a PDF tells them")
    parser.add_argument("--key", action="append", default=[], help="a key you were given for this log")
    given = parser.parse_args(arguments)
    folder = Path(given.folder)
    names = [folder / ENTRIES, folder / PAYLOADS, folder / KEYS, *folder.glob("checkpoints/*")]
    check = Check({one.relative_to(folder).as_posix(): one.read_bytes() for one in names if one.is_file()})
    known = {f"{note.size} {base64_text(note.root)}" for note in check.notes}
    untold = [key for key in check.keys if given.key and key.line not in given.key]
    faults = [
        *check.faults,
        *(f"No checkpoint here says what the foot says: {one}." for one in given.foot if one not in known),
        *(f"The key {key.line} is not one you were given." for key in untold),
    ]
    print("\n".join([*check.lines(), *faults, "NOT WHOLE." if faults else "WHOLE: everything is as it was signed."]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
