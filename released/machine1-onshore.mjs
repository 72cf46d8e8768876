// sluice/machine/1, onshore: as built from the release. Never edited; a test holds its hash.
import { SluiceError, assert } from "../src/core/errors.ts";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import Value from "typebox/value";
import { ed25519 } from "@noble/curves/ed25519.js";
import Type from "typebox";
import { schnorr, secp256k1 } from "@noble/curves/secp256k1.js";
import { Address, OutScript, Script, Transaction } from "@scure/btc-signer";
import { RawOldTx, RawTx, RawWitness } from "@scure/btc-signer/script.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { base32nopad, base58, base58xrp, base64, bech32, bech32m, createBase58check } from "@scure/base";
import { HDKey } from "@scure/bip32";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { decodeFunctionData, encodeFunctionData, hashTypedData, keccak256, parseTransaction, serializeTransaction } from "viem/utils";
import { blake2b } from "@noble/hashes/blake2.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { wordlist as wordlist$1 } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as wordlist$2 } from "@scure/bip39/wordlists/traditional-chinese.js";
import { cedar, faultsOf } from "../src/core/rules/cedar.ts";
/** @example post('assets:custody', 'bip122:…/slip44:0', 5_0000_0000n) */
function post(account, asset, units) {
	return {
		account,
		asset,
		units: units.toString()
	};
}
/** From one account to another: two lines that cancel. */
function move(parameters) {
	const { from, to, asset, units } = parameters;
	return units === 0n ? [] : [post(from, asset, -units), post(to, asset, units)];
}
/** Accounts that hold something real and so never fall below zero. */
var holdsThings = /^assets:/;
/**
* Adds postings to balances. Keys are `account asset`.
*
* @returns the new balances, or what is wrong: an asset that does not cancel, or an account that would fall below zero
*/
function addPostings(balances, postings) {
	const sums = /* @__PURE__ */ new Map();
	const next = { ...balances };
	for (const { account, asset, units } of postings) {
		assert(/^-?(0|[1-9]\d*)$/.test(units), `posting of ${units}`);
		const amount = BigInt(units);
		sums.set(asset, (sums.get(asset) ?? 0n) + amount);
		const key = `${account} ${asset}`;
		const balance = BigInt(next[key] ?? "0") + amount;
		if (balance === 0n) delete next[key];
		else next[key] = balance.toString();
	}
	for (const [asset, sum] of sums) if (sum !== 0n) return { fault: `postings of ${asset} sum to ${sum}, not zero` };
	for (const { account, asset } of postings) {
		const balance = BigInt(next[`${account} ${asset}`] ?? "0");
		if (holdsThings.test(account) && balance < 0n) return { fault: `${account} would hold ${balance} of ${asset}` };
	}
	return { balances: next };
}
var sha256Implementation = sha256;
/** @example bytesToHex(sha256(utf8ToBytes('abc'))) // 'ba7816bf…' */
function sha256$1(data) {
	return sha256Implementation(data);
}
/** Hex SHA-256 of text in UTF-8. @example hashText('abc') // 'ba7816bf…' */
function hashText(text) {
	return bytesToHex(sha256$1(utf8ToBytes(text)));
}
function equalBytes(a, b) {
	if (a.length !== b.length) return false;
	let different = 0;
	for (let i = 0; i < a.length; i++) different |= a[i] ^ b[i];
	return different === 0;
}
/**
* Canonical form after RFC 8785 (JCS), restricted: integers within ±(2^53 - 1), no null, text in NFC without lone surrogates.
* Amounts travel as decimal strings, so the number rules of JCS reduce to printing an integer.
*
* @example canonical({ b: 1, a: 'x' }) // '{"a":"x","b":1}'
* @throws {NOT_CANONICAL} with the path of the value that may not stand in a record
*/
function canonical(value) {
	return write(value, "$");
}
function write(value, path) {
	if (typeof value === "string") return writeText(value, path);
	if (typeof value === "boolean") return value ? "true" : "false";
	if (typeof value === "number") {
		if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse$9(path, "an integer below 2^53", String(value));
		return String(value);
	}
	if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(",")}]`;
	if (typeof value === "object" && value !== null) {
		const keys = Object.keys(value).sort();
		const source = value;
		return `{${keys.map((key) => `${writeText(key, path)}:${write(source[key], `${path}.${key}`)}`).join(",")}}`;
	}
	return refuse$9(path, "text, a boolean, an integer, an array or an object", value === null ? "null" : typeof value);
}
var control = /[\u0000-\u001f"\\]/;
function writeText(text, path) {
	if (!text.isWellFormed()) refuse$9(path, "well-formed Unicode", "a lone surrogate");
	if (text !== text.normalize("NFC")) refuse$9(path, "text in NFC", "text in another normal form");
	return control.test(text) ? JSON.stringify(text) : `"${text}"`;
}
function refuse$9(path, expected, found) {
	throw new SluiceError("NOT_CANONICAL", `${path}: expected ${expected}, found ${found}.`, { facts: {
		path,
		expected,
		found
	} });
}
/**
* Reads canonical bytes and refuses any other encoding of the same value: spaces, another key order, escapes that need not be.
*
* @example parseCanonical('{"a":1}')
* @throws {NOT_CANONICAL}
*/
function parseCanonical(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new SluiceError("NOT_CANONICAL", "expected JSON.", { cause });
	}
	if (canonical(value) !== text) refuse$9("$", "the canonical encoding (RFC 8785)", "another encoding of the same value");
	return value;
}
/** The format of an entry's bytes. A new format stands beside this one; stored bytes are never rewritten. */
var entryFormat = "sluice/entry/1";
var leafDomain = utf8ToBytes("sluice/leaf/1\n");
var fieldDomain = utf8ToBytes("sluice/field/1\n");
/**
* The entry's id, which is also its leaf in the log: SHA-256 over domain, salt and canonical header. Who has only the leaf learns nothing.
*
* @example entryId(entry) // 64 hex digits
*/
function entryId(entry) {
	return bytesToHex(sha256$1(concatBytes(leafDomain, hexToBytes(entry.salt), utf8ToBytes(canonical(asJson(entry.header))))));
}
/** Commitment to one field: SHA-256 over domain, salt, length-prefixed name and canonical value. */
function commitField(name, opening) {
	const nameBytes = utf8ToBytes(name);
	const length = new Uint8Array([nameBytes.length >> 8, nameBytes.length & 255]);
	return bytesToHex(sha256$1(concatBytes(fieldDomain, hexToBytes(opening.salt), length, nameBytes, utf8ToBytes(canonical(opening.value)))));
}
/**
* Checks an entry's form and that each opening present matches its commitment.
*
* @returns names of the fields that are withheld
* @throws {PROOF_INVALID} naming the field whose value is not the committed one
*/
function checkOpenings(entry) {
	for (const [name, opening] of Object.entries(entry.fields)) {
		const committed = entry.header.commitments[name];
		if (committed === void 0 || commitField(name, opening) !== committed) throw new SluiceError("PROOF_INVALID", `field ${name} is not the one that the entry commits to.`, { facts: {
			kind: entry.header.kind,
			position: entry.header.position,
			field: name
		} });
	}
	return Object.keys(entry.header.commitments).filter((name) => entry.fields[name] === void 0);
}
var hex32$1 = /^[0-9a-f]{64}$/;
var hex16 = /^[0-9a-f]{32}$/;
var time$1 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
var headerKeys = /* @__PURE__ */ new Set([
	"format",
	"machine",
	"world",
	"zone",
	"stream",
	"position",
	"prev",
	"kind",
	"recordedAt",
	"effectiveAt",
	"heads",
	"commitments"
]);
/** Reads an entry from hostile bytes that were already parsed as canonical JSON. Unknown keys are refused. */
function readEntry$1(value) {
	const entry = value;
	if (!isObject(value) || Object.keys(value).sort().join() !== "fields,header,salt") bad("an entry with header, salt and fields");
	const header = entry.header;
	if (!isObject(header) || Object.keys(header).some((key) => !headerKeys.has(key))) bad("a header without unknown keys");
	if (header.format !== "sluice/entry/1") bad(`format ${entryFormat}`);
	if (!hex16.test(entry.salt)) bad("a leaf salt of 16 bytes");
	if (!Number.isSafeInteger(header.position) || header.position < 0) bad("a position");
	if (header.position === 0 !== (header.stream === void 0) || header.position === 0 !== (header.prev === void 0)) bad("stream and prev on every entry but the first");
	for (const id of [header.stream, header.prev]) if (id !== void 0 && !hex32$1.test(id)) bad("ids of 32 bytes");
	for (const at of [header.recordedAt, header.effectiveAt]) if (!time$1.test(at)) bad("times as RFC 3339 UTC with milliseconds");
	for (const text of [
		header.machine,
		header.zone,
		header.kind
	]) if (typeof text !== "string") bad("machine, zone and kind as text");
	if (header.world !== "real" && header.world !== "rehearsal") bad("world real or rehearsal");
	checkHexMap(header.heads, "heads");
	checkHexMap(header.commitments, "commitments");
	if (!isObject(entry.fields)) bad("fields");
	for (const opening of Object.values(entry.fields)) if (!isObject(opening) || Object.keys(opening).sort().join() !== "salt,value" || !hex16.test(opening.salt)) bad("openings of salt and value");
	return entry;
}
function checkHexMap(map, what) {
	if (!isObject(map) || Object.values(map).some((id) => typeof id !== "string" || !hex32$1.test(id))) bad(`${what} of 32-byte hex`);
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function bad(expected) {
	throw new SluiceError("PROOF_INVALID", `not an entry: expected ${expected}.`);
}
function asJson(value) {
	return value;
}
var domain = utf8ToBytes("sluice/paper/1\n");
function paperDigest(paper) {
	const { format, type, world, issuer, key, issuedAt, body } = paper;
	return concatBytes(domain, utf8ToBytes(canonical({
		format,
		type,
		world,
		issuer,
		key,
		issuedAt,
		body
	})));
}
/**
* Reads a paper and checks its signature against the key that it names. Whether that key is the issuer's is the directory's question.
*
* @throws {SIGNATURE_INVALID} {INPUT_INVALID}
*/
function readPaper(text) {
	const known = papersRead.get(text);
	if (known !== void 0) return known;
	const paper = checkPaper(text);
	if (papersRead.size >= papersReadMax) papersRead.clear();
	papersRead.set(text, paper);
	return paper;
}
/** One paper is read by many facts: the signature of the same bytes need not be checked again. */
var papersRead = /* @__PURE__ */ new Map();
var papersReadMax = 64;
function checkPaper(text) {
	const value = parseCanonical(text);
	const keys = "body,format,issuedAt,issuer,key,signature,type,world";
	if (typeof value !== "object" || value === null || Object.keys(value).sort().join() !== keys) throw new SluiceError("INPUT_INVALID", `not a paper: expected the keys ${keys}.`);
	let good = false;
	try {
		good = ed25519.verify(hexToBytes(value.signature), paperDigest(value), hexToBytes(value.key), { zip215: false });
	} catch {
		good = false;
	}
	if (!good || value.format !== "sluice/paper/1") throw new SluiceError("SIGNATURE_INVALID", `the paper ${value.type} of ${value.issuer} is not signed by the key it names.`, { facts: {
		type: value.type,
		issuer: value.issuer
	} });
	return value;
}
var actionDomain = utf8ToBytes("sluice/action/1\n");
var approvalDomain = utf8ToBytes("sluice/approval/1\n");
/** Payload fields that live in the vault are named so; they are committed to by the entry and not signed, so that signatures outlive their deletion. */
var personalField = /^personal[A-Z]/;
/** The bytes that a person signs: domain and the canonical action without its signatures and personal values. */
function actionDigestInput(action) {
	const { signature: _, countersignature: __, ...unsigned } = action;
	const payload = Object.fromEntries(Object.entries(action.payload).filter(([name]) => !personalField.test(name)));
	return concatBytes(actionDomain, utf8ToBytes(canonical({
		...unsigned,
		payload
	})));
}
/** The one form in which an action is signed, stored and replayed: subject and documents always present. */
function normalAction(action) {
	const { signature: _, countersignature: __, ...rest } = action;
	return {
		...rest,
		subject: action.subject ?? {},
		documents: action.documents ?? []
	};
}
/** Keys that signed the action, each signature verified; sorted, each once. */
function signersOf(action) {
	const message = actionDigestInput(normalAction(action));
	const good = [action.signature, action.countersignature].flatMap((one) => one !== void 0 && verifies(one.signature, message, one.key) ? [one.key] : []);
	return [...new Set(good)].sort();
}
function actionSignatureHolds(action) {
	if (action.signature === void 0) return false;
	return verifies(action.signature.signature, actionDigestInput(normalAction(action)), action.signature.key);
}
/** The bytes that an approver signs: the proposal, what will be done, the values its guards read, and the role approved under. */
function approvalDigestInput(approval) {
	const { proposal, what, values, role } = approval;
	return concatBytes(approvalDomain, utf8ToBytes(canonical({
		proposal,
		what,
		values,
		role
	})));
}
function verifies(signature, message, key) {
	try {
		return ed25519.verify(hexToBytes(signature), message, hexToBytes(key), { zip215: false });
	} catch {
		return false;
	}
}
/** Whether a key was its holder's at a moment. */
function keyInForce(directory, key, holder, at) {
	const enrolled = directory.keys[key];
	if (enrolled === void 0 || enrolled.holder !== holder) return false;
	return enrolled.from <= at && (enrolled.until === void 0 || at < enrolled.until);
}
/** Same company family, or the same organisation. An unknown organisation is related to all: it cannot be shown not to be. */
function sameFamily(directory, a, b) {
	const first = directory.organisations[a];
	const second = directory.organisations[b];
	return first === void 0 || second === void 0 || a === b || first.family === second.family;
}
/** @example verdict(cover >= required, '1.1043', '1.10') */
function verdict(ok, found, required) {
	return {
		ok,
		found,
		required
	};
}
/** Thrown by a document reader when the bundle or the vault does not hold the bytes. */
var Withheld = class extends Error {
	sha256;
	constructor(sha256) {
		super(`document ${sha256} is withheld`);
		this.sha256 = sha256;
	}
};
/** The closed list. @example listKinds([caseOpened, seizureDecided]) */
function listKinds(kinds) {
	const map = /* @__PURE__ */ new Map();
	for (const kind of kinds) {
		if (map.has(kind.name)) throw new TypeError(`kind ${kind.name} is listed twice`);
		const misnamed = kind.personal?.find((field) => !personalField.test(field));
		if (misnamed !== void 0) throw new TypeError(`${kind.name}: a personal field is named personalX, not ${misnamed}`);
		map.set(kind.name, kind);
	}
	return map;
}
function defineKind(kind) {
	return kind;
}
/**
* Computes one fact and notes where each value was read. A fact whose document is withheld stays with its recorded value on replay: the caller
* decides, this throws {@link Withheld}.
*/
function computeFact(compute, parameters) {
	const { action, own, surroundings, recordedAt } = parameters;
	const sources = /* @__PURE__ */ new Map();
	const note = (source) => {
		sources.set(`${source.from} ${source.id ?? ""} ${source.attestedBy ?? ""}`, source);
	};
	const standing = (stream) => {
		const found = surroundings.streams[stream];
		if (found === void 0) throw new SluiceError("NOT_FOUND", `the zone has no ${stream} stream to read.`);
		note({
			from: "stream",
			id: found.head
		});
		return found.state;
	};
	const read = (sha256) => {
		const text = surroundings.document(sha256);
		if (text === void 0) throw new Withheld(sha256);
		if (hashText(text) !== sha256) throw new SluiceError("PROOF_INVALID", `a document is not the one named: ${sha256}.`, { facts: { sha256 } });
		return text;
	};
	return {
		value: compute({
			payload: traced(action.payload, () => note({ from: "payload" })),
			actor: action.actor,
			subject: action.subject ?? {},
			effectiveAt: action.effectiveAt ?? recordedAt,
			recordedAt,
			zone: surroundings.zone,
			get signers() {
				return signersOf(action);
			},
			documents: action.documents ?? [],
			state: () => {
				if (own === void 0) throw new SluiceError("NOT_FOUND", "the stream has no entry yet.");
				note({
					from: "stream",
					id: own.head
				});
				return own.state;
			},
			directory: () => standing("directory"),
			registers: () => standing("registers"),
			related: (stream) => standing(stream),
			parameter: (name) => {
				const found = surroundings.parameter(name);
				if (found === void 0) throw new SluiceError("NOT_FOUND", `no pack in force has the parameter ${name}.`, { facts: { name } });
				note({
					from: "pack",
					id: found.pack
				});
				return found.value;
			},
			document: (sha256) => {
				const text = read(sha256);
				note({
					from: "document",
					id: sha256
				});
				return text;
			},
			paper: (sha256, type) => {
				const paper = readPaper(read(sha256));
				const directory = standing("directory");
				if (paper.type !== type) throw new SluiceError("INPUT_INVALID", `expected a paper ${type}, found ${paper.type}.`);
				if (paper.world !== surroundings.zone.world) throw new SluiceError("INPUT_INVALID", `a paper of the ${paper.world} world cannot stand in the ${surroundings.zone.world} one.`);
				if (!keyInForce(directory, paper.key, paper.issuer, paper.issuedAt)) throw new SluiceError("SIGNATURE_INVALID", `the key on the paper ${type} is not ${paper.issuer}'s in the directory.`, { facts: {
					type,
					issuer: paper.issuer,
					key: paper.key
				} });
				note({
					from: "document",
					id: sha256,
					attestedBy: paper.issuer
				});
				return paper;
			}
		}),
		sources: [...sources.keys()].sort().map((key) => sources.get(key))
	};
}
function traced(payload, touched) {
	return new Proxy(payload, { get(target, key) {
		touched();
		return Reflect.get(target, key);
	} });
}
/** The action that a proposal proposes, as its executor will send it; undefined for any other kind. */
function targetOf$1(action) {
	if (action.kind !== "proposal.made") return void 0;
	const { proposes, payload } = action.payload;
	const { proposal: _, signature: __, countersignature: ___, ...rest } = action;
	return {
		...rest,
		kind: proposes,
		payload
	};
}
/** What will be done, as one hash: kind, subject, payload and documents. Who executes it and when is the model's business. */
function whatOf(action) {
	const { kind, payload } = action;
	return hashText(canonical({
		kind,
		subject: action.subject ?? {},
		payload,
		documents: [...action.documents ?? []]
	}));
}
/** The values that the guards of a kind read, as an approval binds them: verdicts that move with the market are bound by their answer alone. */
function boundValues(kind, facts) {
	const bound = {};
	for (const name of Object.keys(kind.facts)) {
		const value = facts[name]?.value;
		if (value === void 0) continue;
		bound[name] = kind.volatile?.includes(name) ? { ok: value.ok } : value;
	}
	return hashText(canonical(bound));
}
function proposalDigests(parameters) {
	const { kinds, target, targetFacts } = parameters;
	return {
		what: whatOf(target),
		values: boundValues(kinds.get(target.kind), targetFacts)
	};
}
var stateSizeMax = 65536;
function subjectKey(subject) {
	if (subject.tranche !== void 0) return `tranche ${subject.tranche}`;
	return subject.lot === void 0 ? "case" : `lot ${subject.lot}`;
}
/** Stage of a subject; a tranche that has none yet stands where its lot stands, a lot where its case stands. */
function stageOf(state, subject) {
	return (subject.tranche === void 0 ? void 0 : state.stages[`tranche ${subject.tranche}`]) ?? (subject.lot === void 0 ? void 0 : state.stages[`lot ${subject.lot}`]) ?? state.stages.case ?? "none";
}
function crossedOf(state, kind, subject = {}) {
	return (subject.tranche === void 0 ? void 0 : state.crossed[`${kind} ${subject.tranche}`]) ?? (subject.lot === void 0 ? void 0 : state.crossed[`${kind} ${subject.lot}`]) ?? state.crossed[kind];
}
/** A stage's own part of the state. @example slice<DepositSlice>(state, 'deposit') */
function slice(state, name) {
	return state.slices[name];
}
function withSlice(state, name, value) {
	return {
		...state,
		slices: {
			...state.slices,
			[name]: value
		}
	};
}
/** The facts that every entry of a case has, whatever its kind: where, who, in which order, approved and signed by whom, held by what. */
function genericFacts$1(parameters) {
	const { action, own, surroundings, step } = parameters;
	const head = own === void 0 ? [] : [{
		from: "stream",
		id: own.head
	}];
	const directoryHead = surroundings.streams.directory;
	const directory = directoryHead === void 0 ? [] : [{
		from: "stream",
		id: directoryHead.head
	}];
	const model = {
		from: "pack",
		id: parameters.rulebook.model
	};
	const state = parameters.stream === "case" ? own?.state : surroundings.streams.case?.state;
	const found = state === void 0 ? "none" : stageOf(state, action.subject ?? {});
	const from = step?.from ?? [];
	const order = step === void 0 ? verdict(true, found, "any stage") : verdict(from.length === 0 || from.includes(found), found, from.join(" or ") || "any stage");
	return {
		zone: {
			value: surroundings.zone.kind,
			sources: []
		},
		world: {
			value: surroundings.zone.world,
			sources: []
		},
		role: {
			value: action.actor.role,
			sources: [{ from: "payload" }]
		},
		roleOfStep: {
			value: roleVerdict(parameters),
			sources: [model, ...directory]
		},
		order: {
			value: order,
			sources: [...head, model]
		},
		approvals: {
			value: approvalsVerdict(parameters, state),
			sources: [...head, model]
		},
		separation: {
			value: separationVerdict(parameters, state),
			sources: [...head, model]
		},
		holds: {
			value: holdsVerdict(parameters, state),
			sources: head
		},
		signed: {
			value: signedVerdict(parameters),
			sources: directory
		}
	};
}
function roleVerdict({ action, step, surroundings }) {
	const { person, role, org } = action.actor;
	const required = step === void 0 || step.roles.length === 0 ? "a role held" : step.roles.join(" or ");
	if (role === "system") return verdict(step === void 0 || step.roles.length === 0 || step.roles.includes("system"), "system", required);
	const enrolled = (surroundings.streams.directory?.state)?.people[person];
	const held = enrolled?.roles.includes(role) === true && enrolled.org === org;
	const fits = step === void 0 || step.roles.length === 0 || step.roles.includes(role);
	return verdict(held && fits, held ? role : `${role}, not held by ${person} in the directory`, required);
}
function signedVerdict({ action, surroundings, recordedAt }) {
	const required = "the actor's signature by a key in force";
	if (action.actor.role === "system") return verdict(true, "the zone's own worker", required);
	const directory = surroundings.streams.directory?.state;
	const { signature } = action;
	if (signature === void 0) return verdict(false, "no signature", required);
	if (directory === void 0 || !keyInForce(directory, signature.key, action.actor.person, recordedAt)) return verdict(false, "a key that is not the actor's in the directory", required);
	return verdict(actionSignatureHolds(action), `signature by ${signature.key.slice(0, 16)}`, required);
}
/** Counts approvals of the proposal named: it stands, says the same, reads the same values, and enough others signed. */
function approvalsVerdict(parameters, state) {
	const { action, step, bound } = parameters;
	const asked = step?.approvals ?? [];
	const required = asked.map(({ role, count }) => `${count} ${role}`).join(", ") || "none";
	if (asked.length === 0) return verdict(true, "none", required);
	const proposal = action.proposal === void 0 ? void 0 : state?.proposals[action.proposal];
	if (proposal === void 0) return verdict(false, "no standing proposal", required);
	if (proposal.kind !== action.kind || proposal.what !== whatOf(action)) return verdict(false, "approved something else", required);
	if (proposal.values !== bound) return verdict(false, "the values that the guards read have changed since", required);
	return verdict(enough(proposal, asked), listApprovals(proposal), required);
}
function enough(proposal, asked) {
	const counted = /* @__PURE__ */ new Map();
	const seen = /* @__PURE__ */ new Set([proposal.by]);
	for (const { person, role } of proposal.approvals) {
		if (seen.has(person)) continue;
		seen.add(person);
		counted.set(role, (counted.get(role) ?? /* @__PURE__ */ new Set()).add(person));
	}
	return asked.every(({ role, count }) => (counted.get(role)?.size ?? 0) >= count);
}
function listApprovals(proposal) {
	return proposal.approvals.map(({ role }) => role).sort().join(", ") || "none";
}
/** One person never holds both roles of a pair that the model keeps apart, within one case. */
function separationVerdict({ action, rulebook }, state) {
	const { person, role } = action.actor;
	const required = "no person on both sides";
	const held = state?.hands[person] ?? [];
	for (const [a, b] of rulebook.incompatibleRoles) {
		const other = role === a ? b : role === b ? a : void 0;
		if (other !== void 0 && held.includes(other)) return verdict(false, `${person} acted as ${other}`, required);
	}
	return verdict(true, "kept apart", required);
}
/** A hold strikes what the model does not let pass: stages, sales and payments, never the way back. */
function holdsVerdict({ action, rulebook }, state) {
	const lot = action.subject?.lot;
	const required = "no hold on the units";
	if (rulebook.passesHolds.includes(action.kind)) return verdict(true, "not struck by holds", required);
	const striking = Object.values(state?.holds ?? {}).filter((hold) => hold.lots.length === 0 || lot !== void 0 && hold.lots.includes(lot));
	return verdict(striking.length === 0, striking.map((hold) => hold.kind).join(", ") || "none", required);
}
/** Name of the released decide, apply, postings, facts and rule engine. A released machine is not edited: the next stands beside it. */
var machineName = "sluice/machine/1";
/**
* Decides an action: an entry's draft, or a refusal that names every rule not met. Pure: the same parameters give the same bytes, in the server, the
* simulator, the command line and the court's verifier.
*/
function decide(parameters) {
	try {
		return decideAction(parameters);
	} catch (error) {
		if (!(error instanceof SluiceError)) throw error;
		const code = error.code === "SIGNATURE_INVALID" || error.code === "NOT_FOUND" ? error.code : "INPUT_INVALID";
		return refuse$8({
			kind: parameters.action.kind,
			code,
			message: error.message
		});
	}
}
/** A trial is an action as its proposal would have it done: what only the execution brings is not asked yet. */
function decideAction(parameters, mode = "real") {
	const { action, kinds, rulebook, surroundings, recordedAt, own } = parameters;
	const kind = kinds.get(action.kind);
	if (kind === void 0) return refuse$8({
		kind: action.kind,
		code: "INPUT_INVALID",
		message: `no kind is called ${action.kind}.`
	});
	const malformed = checkForm(kind, parameters);
	if (malformed !== void 0) return {
		allowed: false,
		refusal: malformed
	};
	const target = targetOf$1(action);
	if (target !== void 0) {
		const attempt = decideAction({
			...parameters,
			action: target
		}, "trial");
		if (!attempt.allowed) return attempt;
	}
	const withheld = [];
	const step = stepOf$1(rulebook, action);
	const facts = computeFacts({
		...parameters,
		kind,
		step,
		withheld,
		...target === void 0 ? {} : { target }
	});
	const values = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fact.value]));
	const answer = rulebook.evaluate({
		zone: surroundings.zone.kind,
		at: action.effectiveAt ?? recordedAt,
		kind: action.kind,
		principal: {
			id: action.actor.person,
			org: action.actor.org,
			roles: [action.actor.role]
		},
		resource: {
			type: kind.stream,
			id: own?.stream ?? "new"
		},
		facts: values
	});
	const unmet = answer.allowed ? [] : mode === "trial" ? answer.unmet.filter(({ found }) => !onlyApprovals(found)) : answer.unmet;
	assert(answer.allowed || answer.unmet.length > 0, "a refusal names a rule");
	if (unmet.length > 0) {
		const names = unmet.map(({ rule }) => rule).join(", ");
		return refuse$8({
			kind: action.kind,
			code: "RULE_NOT_MET",
			message: `not met: ${names}.`,
			unmet
		});
	}
	const draft = draftOf({
		...parameters,
		kind,
		step,
		facts,
		rules: answer.rules,
		warnings: answer.allowed ? answer.warnings : []
	});
	const fault = ledgerFault(kind, draft, own);
	if (fault !== void 0) return refuse$8({
		kind: action.kind,
		code: "LEDGER_UNBALANCED",
		message: fault
	});
	return {
		allowed: true,
		draft,
		withheld
	};
}
/** True when all that a rule read is what only the execution brings: the approvals, and the executor's own signature. */
function onlyApprovals(found) {
	return Object.keys(found).every((fact) => fact === "approvals" || fact === "signed");
}
function refuse$8(parameters) {
	const { kind, code, message, unmet = [], faults = [] } = parameters;
	return {
		allowed: false,
		refusal: {
			kind,
			code,
			message,
			unmet,
			faults
		}
	};
}
function checkForm(kind, parameters) {
	const { action, surroundings, own, recordedAt } = parameters;
	const wrong = (field, expected, found) => ({
		kind: kind.name,
		code: "INPUT_INVALID",
		message: `${field}: expected ${expected}.`,
		unmet: [],
		faults: [{
			field,
			expected,
			...found === void 0 ? {} : { found }
		}]
	});
	if (!kind.zones.includes(surroundings.zone.kind)) return wrong("kind", `a kind of the ${surroundings.zone.kind} zone`, kind.name);
	canonical(action);
	const errors = Value.Check(kind.payload, action.payload) ? [] : [...Value.Errors(kind.payload, action.payload)];
	if (errors.length > 0) {
		const faults = errors.slice(0, 20).map((error) => ({
			field: `payload${error.instancePath}`,
			expected: error.message
		}));
		const message = `payload: ${faults.map((fault) => `${fault.field} ${fault.expected}`).join("; ")}.`;
		return {
			kind: kind.name,
			code: "INPUT_INVALID",
			message,
			unmet: [],
			faults
		};
	}
	if (action.effectiveAt !== void 0 && action.effectiveAt > recordedAt) return wrong("effectiveAt", `a time not after ${recordedAt}`, action.effectiveAt);
	const opener = openers[kind.stream];
	if (opener !== void 0 && opener.includes(kind.name) !== (own === void 0)) return wrong("kind", own === void 0 ? `${opener.join(" or ")} for the first entry of a ${kind.stream} stream` : "a kind that does not open a stream again", kind.name);
}
/** Kinds that are the first entry of their stream, and only that. */
var openers = {
	case: ["case.opened", "case.accepted"],
	directory: ["zone.opened"],
	sale: ["orders.opened"]
};
function stepOf$1(rulebook, action) {
	const steps = rulebook.steps(action.kind);
	const purpose = action.payload.purpose;
	return steps.find((step) => step.purpose !== void 0 && step.purpose === purpose) ?? steps.find((step) => step.purpose === void 0);
}
function computeFacts(parameters) {
	const { action, kind, own, surroundings, recordedAt, recorded, withheld, step, rulebook } = parameters;
	const facts = {};
	for (const [name, compute] of Object.entries(kind.facts)) try {
		facts[name] = computeFact(compute, {
			action,
			recordedAt,
			own,
			surroundings
		});
	} catch (error) {
		if (!(error instanceof Withheld) || recorded?.[name] === void 0) {
			if (error instanceof Withheld) throw new SluiceError("NOT_FOUND", `document ${error.sha256} was not handed in.`, { facts: {
				fact: name,
				sha256: error.sha256
			} });
			throw error;
		}
		withheld.push(name);
		facts[name] = recorded[name];
	}
	if (parameters.target !== void 0) facts.proposed = {
		value: proposalDigests({
			...parameters,
			target: parameters.target,
			targetFacts: targetFacts(parameters, parameters.target)
		}),
		sources: [{ from: "payload" }]
	};
	if (kind.stream === "case" || kind.stream === "sale") {
		const bound = boundValues(kind, facts);
		Object.assign(facts, genericFacts$1({
			action,
			own,
			surroundings,
			recordedAt,
			step,
			rulebook,
			bound,
			stream: kind.stream
		}));
	}
	return facts;
}
function targetFacts(parameters, target) {
	const { target: _, ...rest } = parameters;
	const kind = parameters.kinds.get(target.kind);
	return computeFacts({
		...rest,
		action: target,
		kind,
		step: stepOf$1(parameters.rulebook, target)
	});
}
function draftOf(parameters) {
	const { action, own, surroundings, recordedAt, rulebook, kind, step, facts, rules, warnings } = parameters;
	const heads = {};
	for (const name of [
		"directory",
		"registers",
		"packs",
		...kind.reads ?? []
	]) {
		const standing = surroundings.streams[name];
		if (standing !== void 0 && name !== kind.stream) heads[name] = standing.head;
	}
	const header = {
		format: entryFormat,
		machine: machineName,
		world: surroundings.zone.world,
		zone: surroundings.zone.id,
		...own === void 0 ? {} : {
			stream: own.stream,
			prev: own.head
		},
		position: own === void 0 ? 0 : own.position + 1,
		kind: action.kind,
		recordedAt,
		effectiveAt: action.effectiveAt ?? recordedAt,
		heads
	};
	const fields = {
		...actionFields(action),
		decision: {
			packs: [...rulebook.packs],
			model: rulebook.model,
			rules: [...rules],
			warnings: [...warnings],
			...step?.to === void 0 ? {} : { to: step.to }
		}
	};
	for (const [name, fact] of Object.entries(facts)) fields[`fact.${name}`] = fact;
	return {
		header,
		fields
	};
}
/** The action's own part of an entry's fields; personal payload values are committed to like all others. */
function actionFields(action) {
	const { id, proposal, signature, countersignature } = action;
	const fields = {
		action: {
			id,
			...proposal === void 0 ? {} : { proposal },
			...action.effectiveAt === void 0 ? {} : { effectiveAt: action.effectiveAt },
			...signature === void 0 ? {} : { signature },
			...countersignature === void 0 ? {} : { countersignature }
		},
		actor: action.actor,
		subject: action.subject ?? {},
		documents: [...action.documents ?? []]
	};
	for (const [name, value] of Object.entries(action.payload)) fields[`payload.${name}`] = value;
	return fields;
}
/** The action again from the entry that it became. Inverse of what `decide` wrote, for replay. */
function actionOf(entry) {
	const value = (name) => entry.fields[name]?.value;
	const { id, proposal, effectiveAt, signature, countersignature } = value("action");
	const payload = {};
	for (const [name, opening] of Object.entries(entry.fields)) if (name.startsWith("payload.")) payload[name.slice(8)] = opening.value;
	return {
		id,
		kind: entry.header.kind,
		actor: value("actor"),
		subject: value("subject"),
		payload,
		documents: value("documents"),
		...proposal === void 0 ? {} : { proposal },
		...effectiveAt === void 0 ? {} : { effectiveAt },
		...signature === void 0 ? {} : { signature },
		...countersignature === void 0 ? {} : { countersignature }
	};
}
/** What `apply` and `postings` see of an entry. */
function appliedOf(parameters) {
	const { id, header, fields } = parameters;
	const payload = {};
	const facts = {};
	for (const [name, value] of Object.entries(fields)) if (name.startsWith("payload.")) payload[name.slice(8)] = value;
	else if (name.startsWith("fact.")) facts[name.slice(5)] = value;
	const action = fields.action;
	const decision = fields.decision;
	return {
		id,
		position: header.position,
		kind: header.kind,
		recordedAt: header.recordedAt,
		effectiveAt: header.effectiveAt,
		actor: fields.actor,
		subject: fields.subject,
		payload,
		facts,
		documents: fields.documents,
		model: decision.model,
		...action.proposal === void 0 ? {} : { proposal: action.proposal },
		...decision.to === void 0 ? {} : { to: decision.to }
	};
}
/** Postings that an entry makes; empty where its kind moves nothing. */
function postingsOf(kind, entry, state) {
	return kind.postings === void 0 ? [] : kind.postings(entry, state);
}
function ledgerFault(kind, draft, own) {
	if (kind.postings === void 0) return void 0;
	const postings = postingsOf(kind, appliedOf({
		id: "",
		header: draft.header,
		fields: draft.fields
	}), own?.state);
	const result = addPostings((own?.state)?.balances ?? {}, postings);
	return "fault" in result ? result.fault : void 0;
}
/**
* Applies one entry to its stream's state: the kind's own part, then what all kinds of a case share (stage, hands, documents, proposal used, balances).
* Pure; the same entry on the same state gives the same state everywhere.
*/
function applyEntry(parameters) {
	const { kinds, entry, world } = parameters;
	const kind = kinds.get(entry.kind);
	if (kind === void 0) throw new SluiceError("NOT_FOUND", `no kind is called ${entry.kind}.`);
	const before = parameters.state ?? (kind.stream === "case" ? emptyCase(world, entry.model) : void 0);
	const postings = postingsOf(kind, entry, before);
	const own = kind.apply(before, entry);
	if (kind.stream === "sale") return {
		state: withBalances(own, postings),
		postings
	};
	if (kind.stream !== "case") return {
		state: own,
		postings
	};
	const state = shared(own, kind, entry, postings);
	const size = utf8ToBytes(canonical(state)).length;
	if (size > 65536) throw new SluiceError("INPUT_INVALID", `with this entry the case's state would be ${size} bytes, more than ${stateSizeMax}: file fewer lines in one case.`, { facts: {
		size,
		stateSizeMax
	} });
	return {
		state,
		postings
	};
}
function emptyCase(world, model) {
	return {
		world,
		model,
		stages: {},
		proposals: {},
		crossed: {},
		holds: {},
		hands: {},
		documents: {},
		balances: {},
		slices: {}
	};
}
function withBalances(state, postings) {
	if (postings.length === 0) return state;
	const result = addPostings(state.balances, postings);
	if ("fault" in result) throw new SluiceError("INPUT_INVALID", result.fault);
	return {
		...state,
		balances: result.balances
	};
}
function shared(own, kind, entry, postings) {
	const state = withBalances(own, postings);
	const { person, role } = entry.actor;
	const hands = state.hands[person] ?? [];
	const proposals = { ...state.proposals };
	if (entry.proposal !== void 0) delete proposals[entry.proposal];
	return {
		...state,
		proposals,
		stages: entry.to === void 0 ? state.stages : {
			...state.stages,
			[subjectKey(entry.subject)]: entry.to
		},
		hands: role === "system" || hands.includes(role) ? state.hands : {
			...state.hands,
			[person]: [...hands, role].sort()
		},
		documents: addDocuments(state.documents, entry, kind.name)
	};
}
function addDocuments(documents, entry, kind) {
	if (entry.documents.length === 0) return documents;
	const next = { ...documents };
	for (const sha256 of entry.documents) next[sha256] ??= kind;
	return next;
}
/** Shapes that payloads share. Amounts are decimal strings of base or minor units, rates decimal strings, times RFC 3339 UTC with milliseconds. */
var hex32 = Type.String({ pattern: "^[0-9a-f]{64}$" });
/** SHA-256 of an attached document. */
var documentHash = hex32;
var id = Type.String({ pattern: "^[a-z0-9][a-z0-9./:-]{0,119}$" });
/** CAIP-2, CAIP-19. */
var network = Type.String({ pattern: "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}$" });
var asset = Type.String({ pattern: "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}$" });
var units = Type.String({ pattern: "^(0|[1-9][0-9]{0,77})$" });
var positiveUnits = Type.String({ pattern: "^[1-9][0-9]{0,77}$" });
var rate = Type.String({ pattern: "^(0|[1-9][0-9]{0,30})([.][0-9]{0,29}[1-9])?$" });
var currency = Type.String({ pattern: "^[A-Z]{3}$" });
var time = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" });
var date = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" });
var text$1 = Type.String({
	minLength: 1,
	maxLength: 2e3
});
var note = Type.String({
	minLength: 1,
	maxLength: 400
});
var address$1 = Type.String({
	minLength: 20,
	maxLength: 120
});
var count = Type.Integer({
	minimum: 0,
	maximum: 1e6
});
var flag = Type.Boolean();
Type.String({ pattern: "^[A-Z][A-Z0-9]{0,3}/[1-9][0-9]{0,3}$" });
var lotId = Type.String({ pattern: "^[A-Z][A-Z0-9]{0,3}$" });
/** An object without unknown keys. */
var closed$1 = (properties) => Type.Object(properties, { additionalProperties: false });
var list = (items, maxItems = 400) => Type.Array(items, {
	minItems: 1,
	maxItems
});
var optional$1 = Type.Optional;
var oneOf$2 = (values) => Type.Union(values.map((value) => Type.Literal(value)));
/** Somebody proposes what others must approve. The machine decides the proposed action as if approved, and binds what it read. */
var proposalMade = defineKind({
	name: "proposal.made",
	stream: "case",
	zones: ["onshore", "offshore"],
	payload: closed$1({
		proposes: id,
		payload: Type.Record(Type.String(), Type.Unknown())
	}),
	facts: {},
	apply: (state, entry) => {
		const { what, values } = entry.facts.proposed.value;
		const proposal = {
			kind: entry.payload.proposes,
			what,
			values,
			by: entry.actor.person,
			approvals: []
		};
		return {
			...state,
			proposals: {
				...state.proposals,
				[entry.id]: proposal
			}
		};
	}
});
/** One signature over the digest of a proposal. It counts while the proposal stands and the values its guards read hold. */
var approvalGiven = defineKind({
	name: "approval.given",
	stream: "case",
	zones: ["onshore", "offshore"],
	payload: closed$1({
		proposal: hex32,
		what: hex32,
		values: hex32,
		key: hex32,
		signature: Type.String({ pattern: "^[0-9a-f]{128}$" })
	}),
	facts: {
		proposalStands: ({ payload, state }) => {
			const proposal = state().proposals[payload.proposal];
			const same = proposal !== void 0 && proposal.what === payload.what && proposal.values === payload.values;
			return verdict(same, proposal === void 0 ? "none" : same ? "stands" : "stands, with other content", "the proposal as signed");
		},
		signatureHolds: ({ payload, actor, recordedAt, directory }) => {
			const { key, signature, proposal, what, values } = payload;
			const enrolled = keyInForce(directory(), key, actor.person, recordedAt);
			const good = verifies(signature, approvalDigestInput({
				proposal,
				what,
				values,
				role: actor.role
			}), key);
			return verdict(enrolled && good, enrolled ? good ? "signed" : "signature does not verify" : "key not the approver's", "a signature by the approver's key in force");
		},
		notProposer: ({ payload, actor, state }) => {
			const by = state().proposals[payload.proposal]?.by ?? "nobody";
			return verdict(by !== actor.person, by, `not ${actor.person}`);
		},
		notTwice: ({ payload, actor, state }) => {
			const earlier = state().proposals[payload.proposal]?.approvals.some((approval) => approval.person === actor.person) ?? false;
			return verdict(!earlier, earlier ? "approved before" : "first approval", "one approval a person");
		}
	},
	apply: (state, entry) => {
		const proposal = state.proposals[entry.payload.proposal];
		const { person, org, role } = entry.actor;
		const approvals = [...proposal.approvals, {
			person,
			org,
			role,
			entry: entry.id
		}];
		return {
			...state,
			proposals: {
				...state.proposals,
				[entry.payload.proposal]: {
					...proposal,
					approvals
				}
			}
		};
	}
});
/** The approver, or the proposer, takes it back before it is used; the proposal no longer stands. */
var approvalWithdrawn = defineKind({
	name: "approval.withdrawn",
	stream: "case",
	zones: ["onshore", "offshore"],
	payload: closed$1({
		proposal: hex32,
		reason: note
	}),
	facts: { ownToWithdraw: ({ payload, actor, state }) => {
		const proposal = state().proposals[payload.proposal];
		const own = proposal !== void 0 && (proposal.by === actor.person || proposal.approvals.some((a) => a.person === actor.person));
		return verdict(own, own ? "own" : "not theirs or used", "a proposal or approval of their own that stands");
	} },
	apply: (state, entry) => {
		const proposals = { ...state.proposals };
		delete proposals[entry.payload.proposal];
		return {
			...state,
			proposals
		};
	}
});
var crossingShape = closed$1({
	from: id,
	index: count,
	id: hex32,
	entry: Type.Unknown()
});
/** The fact that the sender's entry is the one that its id names, and that each field shown is the one it commits to. Its place in the sender's log is proved beside. */
var crossingProved = ({ payload }) => {
	const entry = readEntry$1(payload.entry);
	checkOpenings(entry);
	const found = entryId(entry);
	return verdict(found === payload.id && entry.header.zone === payload.from, found, payload.id);
};
/** What the sender's entry was about and said, as far as the allow-list lets it. */
function readCrossed(payload) {
	const entry = readEntry$1(payload.entry);
	const subject = entry.fields.subject?.value ?? {};
	const fields = {};
	for (const [name, opening] of Object.entries(entry.fields)) if (name.startsWith("payload.")) fields[name.slice(8)] = opening.value;
	const suffix = subject.tranche ?? subject.lot;
	const { kind, effectiveAt, recordedAt } = entry.header;
	const name = typeof fields.platform === "string" ? `${kind}:${fields.platform}` : kind;
	return {
		kind,
		key: suffix === void 0 ? name : `${name} ${suffix}`,
		crossed: {
			zone: payload.from,
			entry: payload.id,
			index: payload.index,
			at: effectiveAt,
			recordedAt,
			subject,
			fields
		},
		stream: entry.header.stream ?? payload.id
	};
}
function applyCrossing(state, entry) {
	const { key, crossed, stream } = readCrossed(entry.payload);
	return {
		...state,
		crossed: {
			...state.crossed,
			[key]: crossed
		},
		slices: {
			...state.slices,
			peer: {
				zone: entry.payload.from,
				stream
			}
		}
	};
}
var commonKinds = [
	proposalMade,
	approvalGiven,
	approvalWithdrawn,
	defineKind({
		name: "crossing.received",
		stream: "case",
		zones: ["onshore", "offshore"],
		payload: crossingShape,
		facts: { crossingProved },
		apply: applyCrossing
	}),
	defineKind({
		name: "case.accepted",
		stream: "case",
		zones: ["offshore"],
		payload: crossingShape,
		facts: { crossingProved },
		apply: applyCrossing
	}),
	defineKind({
		name: "hold.placed",
		stream: "case",
		zones: ["onshore", "offshore"],
		payload: closed$1({
			hold: id,
			kind: oneOf$2([
				"stay",
				"appeal",
				"objection",
				"injunction",
				"restraint",
				"venue-hold",
				"freeze-letter",
				"mismatch"
			]),
			reason: note,
			lots: Type.Array(lotId, { maxItems: 40 }),
			paper: optional$1(hex32),
			reviewOn: date,
			mayLift: id
		}),
		facts: {
			holdAuthority: ({ actor }) => actor.role,
			holdPaper: ({ payload, documents }) => payload.paper !== void 0 && documents.includes(payload.paper),
			reasonRestricted: ({ payload }) => verdict(payload.kind !== "venue-hold" || payload.reason === "venue hold, reason restricted", payload.kind === "venue-hold" ? "a reason" : "not a venue hold", "venue hold, reason restricted")
		},
		apply: (state, entry) => {
			const { hold, kind, lots, reviewOn, mayLift } = entry.payload;
			return {
				...state,
				holds: {
					...state.holds,
					[hold]: {
						kind,
						lots,
						from: entry.effectiveAt,
						reviewOn,
						mayLift
					}
				}
			};
		}
	}),
	defineKind({
		name: "hold.lifted",
		stream: "case",
		zones: ["onshore", "offshore"],
		payload: closed$1({
			hold: id,
			reason: note,
			paper: optional$1(hex32)
		}),
		facts: {
			holdAuthority: ({ actor }) => actor.role,
			holdPaper: ({ payload, documents }) => payload.paper !== void 0 && documents.includes(payload.paper),
			mayLift: ({ payload, actor, state }) => {
				const hold = state().holds[payload.hold];
				return verdict(hold !== void 0 && hold.mayLift === actor.org, hold === void 0 ? "no such hold" : actor.org, hold?.mayLift ?? "a standing hold");
			}
		},
		apply: (state, entry) => {
			const holds = { ...state.holds };
			delete holds[entry.payload.hold];
			return {
				...state,
				holds
			};
		}
	}),
	defineKind({
		name: "incident.raised",
		stream: "case",
		zones: ["onshore", "offshore"],
		payload: closed$1({
			kind: oneOf$2([
				"mismatch",
				"unknown-outflow",
				"key-exposure",
				"measure-lapsed",
				"clock-missed",
				"effect-unknown",
				"split-view"
			]),
			detail: text$1,
			needsPerson: flag,
			refers: optional$1(list(hex32, 20))
		}),
		facts: {},
		apply: (state) => state
	})
];
/**
* Which packs decide: every law pack that the zone's packs stream has published, and the model that the case keeps. For a case's first entry the model
* is the one it names (by id or, where it crossed, by hash).
*/
function rulebookFor(parameters) {
	const { rules, packs, kind } = parameters;
	const published = packs?.state.inForce ?? [];
	const law = published.filter((pack) => pack.kind === "law").map((pack) => pack.hash).sort();
	if (kind.stream !== "case" && kind.stream !== "sale") return rules({ packs: law });
	return rules({
		packs: law,
		model: modelOf$1(parameters, published)
	});
}
function modelOf$1({ own, parent, action, kind }, published) {
	const kept = (kind.stream === "sale" ? parent : own)?.state;
	if (kept?.model !== void 0) return kept.model;
	const named = action.payload.model;
	const crossed = action.payload.entry?.fields?.decision?.value?.model;
	const models = published.filter((pack) => pack.kind === "model");
	const found = models.findLast((pack) => pack.hash === crossed || crossed === void 0 && pack.id === named);
	if (found === void 0) throw new SluiceError("NOT_FOUND", `no published model ${String(named ?? crossed)}: expected one of ${models.map(({ id }) => id).join(", ")}.`);
	return found.hash;
}
/** The surroundings of a decision, made from the standings of streams. The same in the server and in the verifier. */
function surroundings(parameters) {
	const { zone, streams, rulebook, document } = parameters;
	return {
		zone,
		streams,
		document,
		parameter: (name) => rulebook.parameter(name)
	};
}
/** The zone's own streams: directory, registers, packs. Their first entries are made when the zone is founded, by its administrators. */
var zones = ["onshore", "offshore"];
/** Nothing in a zone's own streams moves on one person's word: two administrators sign each entry. */
function twoOf(administrators, signers) {
	const found = new Set(signers.filter((key) => administrators.includes(key))).size;
	return verdict(found >= 2, `${found} administrators signed`, "2 administrators");
}
var administrators = ({ directory, signers }) => twoOf(Object.values(directory().administrators), signers);
var zoneOpened = directoryKind({
	name: "zone.opened",
	payload: closed$1({
		zone: id,
		kind: oneOf$2(["onshore", "offshore"]),
		world: oneOf$2(["real", "rehearsal"]),
		name: text$1,
		logKey: hex32,
		origin: text$1,
		administrators: list(closed$1({
			person: id,
			key: hex32
		}), 9)
	}),
	facts: { administrators: ({ payload, signers }) => twoOf(payload.administrators.map(({ key }) => key), signers) },
	apply: (_, entry) => ({
		zone: entry.payload.zone,
		world: entry.payload.world,
		administrators: Object.fromEntries(entry.payload.administrators.map(({ person, key }) => [person, key])),
		organisations: {},
		people: {},
		keys: { [entry.payload.logKey]: logKey(entry.payload.zone, entry.effectiveAt) },
		accounts: {}
	})
});
function logKey(zone, from) {
	return {
		holder: zone,
		use: "log",
		algorithm: "ed25519",
		from,
		vouchedBy: zone,
		document: "0".repeat(64)
	};
}
var organisationEnrolled = directoryKind({
	name: "organisation.enrolled",
	payload: closed$1({
		org: id,
		role: id,
		family: id,
		name: text$1,
		document: documentHash
	}),
	facts: { documentHeld: ({ payload, documents }) => documents.includes(payload.document) },
	apply: (state, { payload }) => {
		const { org, role, family, name } = payload;
		return {
			...state,
			organisations: {
				...state.organisations,
				[org]: {
					role,
					family,
					name
				}
			}
		};
	}
});
var personEnrolled = directoryKind({
	name: "person.enrolled",
	payload: closed$1({
		person: id,
		org: id,
		roles: list(id, 20),
		personalName: optional$1(text$1)
	}),
	personal: ["personalName"],
	facts: { organisationKnown: ({ payload, directory }) => verdict(directory().organisations[payload.org] !== void 0, payload.org, "an enrolled organisation") },
	apply: (state, { payload }) => {
		const { person, org, roles } = payload;
		return {
			...state,
			people: {
				...state.people,
				[person]: {
					org,
					roles: [...roles].sort()
				}
			}
		};
	}
});
var keyEnrolled = directoryKind({
	name: "key.enrolled",
	payload: closed$1({
		key: hex32,
		holder: id,
		use: oneOf$2([
			"person",
			"organisation",
			"log",
			"witness"
		]),
		algorithm: oneOf$2(["ed25519"]),
		until: optional$1(time),
		vouchedBy: id,
		document: documentHash
	}),
	facts: {
		documentHeld: ({ payload, documents }) => documents.includes(payload.document),
		holderKnown: ({ payload, directory }) => {
			const { organisations, people, zone } = directory();
			return verdict(organisations[payload.holder] !== void 0 || people[payload.holder] !== void 0 || payload.holder === zone || payload.use === "log" || payload.use === "witness", payload.holder, "an enrolled organisation, person or zone");
		},
		keyUnused: ({ payload, directory }) => verdict(directory().keys[payload.key] === void 0, payload.key, "a key enrolled for nobody yet"),
		vouched: ({ payload }) => verdict(payload.vouchedBy !== payload.holder, payload.vouchedBy, `somebody other than ${payload.holder}`)
	},
	apply: (state, { payload, effectiveAt }) => {
		const { key, holder, use, algorithm, until, vouchedBy, document } = payload;
		const enrolled = {
			holder,
			use,
			algorithm,
			from: effectiveAt,
			vouchedBy,
			document,
			...until === void 0 ? {} : { until }
		};
		return {
			...state,
			keys: {
				...state.keys,
				[key]: enrolled
			}
		};
	}
});
var keyRevoked = directoryKind({
	name: "key.revoked",
	payload: closed$1({
		key: hex32,
		reason: note
	}),
	facts: { keyKnown: ({ payload, directory }) => verdict(directory().keys[payload.key] !== void 0, payload.key, "an enrolled key") },
	apply: (state, { payload, effectiveAt }) => ({
		...state,
		keys: {
			...state.keys,
			[payload.key]: {
				...state.keys[payload.key],
				until: effectiveAt
			}
		}
	})
});
var accountRegistered = directoryKind({
	name: "account.registered",
	payload: closed$1({
		account: id,
		owner: id,
		bank: id,
		currency: Type.String({ pattern: "^[A-Z]{3}$" }),
		number: Type.String({
			minLength: 4,
			maxLength: 34
		}),
		purpose: oneOf$2([
			"case-money",
			"court-money",
			"deposit",
			"trust",
			"treasury",
			"victim"
		]),
		drawnBy: Type.Array(id, { maxItems: 10 }),
		document: documentHash
	}),
	facts: {
		documentHeld: ({ payload, documents }) => documents.includes(payload.document),
		ownerKnown: ({ payload, directory }) => verdict(directory().organisations[payload.owner] !== void 0, payload.owner, "an enrolled organisation")
	},
	apply: (state, { payload }) => {
		const { account, owner, bank, currency, number, purpose, drawnBy } = payload;
		return {
			...state,
			accounts: {
				...state.accounts,
				[account]: {
					owner,
					bank,
					currency,
					number,
					purpose,
					drawnBy
				}
			}
		};
	}
});
var licenceRegistered = registerKind({
	name: "licence.registered",
	payload: closed$1({
		entity: id,
		regulator: text$1,
		licence: text$1,
		assets: list(asset),
		clientTypes: list(id, 20),
		hosts: Type.Array(Type.String({
			minLength: 3,
			maxLength: 120
		}), { maxItems: 20 }),
		from: time,
		until: optional$1(time),
		source: text$1
	}),
	facts: { sourceNamed: ({ payload }) => payload.source.length > 0 },
	apply: (state, { payload }) => ({
		...state,
		licences: [...state?.licences ?? [], payload],
		providers: state?.providers ?? []
	})
});
var providerRegistered = registerKind({
	name: "provider.registered",
	payload: closed$1({
		org: id,
		qualification: text$1,
		from: time,
		until: optional$1(time),
		source: text$1
	}),
	facts: { sourceNamed: ({ payload }) => payload.source.length > 0 },
	apply: (state, { payload }) => ({
		licences: state?.licences ?? [],
		providers: [...state?.providers ?? [], payload]
	})
});
var packPublished = defineKind({
	name: "pack.published",
	stream: "packs",
	zones,
	payload: closed$1({
		hash: hex32,
		pack: id,
		kind: oneOf$2(["law", "model"]),
		publisher: text$1
	}),
	facts: {
		administrators,
		documentHeld: ({ payload, documents }) => documents.includes(payload.hash)
	},
	apply: (state, { payload, effectiveAt }) => {
		const { hash, pack, kind } = payload;
		return { inForce: [...state?.inForce ?? [], {
			hash,
			id: pack,
			kind,
			from: effectiveAt
		}] };
	}
});
function directoryKind(kind) {
	return defineKind({
		...kind,
		facts: {
			administrators,
			...kind.facts
		},
		stream: "directory",
		zones
	});
}
function registerKind(kind) {
	return defineKind({
		...kind,
		facts: {
			administrators,
			...kind.facts
		},
		stream: "registers",
		zones
	});
}
var zoneKinds = [
	zoneOpened,
	organisationEnrolled,
	personEnrolled,
	keyEnrolled,
	keyRevoked,
	accountRegistered,
	licenceRegistered,
	providerRegistered,
	packPublished
];
function custodyOf(state) {
	return slice(state, "custody") ?? {
		wallets: [],
		held: [],
		lots: {}
	};
}
function lotOf(state, lot) {
	return lot === void 0 ? void 0 : custodyOf(state).lots[lot];
}
function walletFor(state, network) {
	return custodyOf(state).wallets.find((wallet) => wallet.network === network);
}
function basisOf(state, lot) {
	return lot === void 0 ? void 0 : slice(state, "basis")?.[lot];
}
/** Row 5a: an effective judgment that names the asset (in units, by attached list, or by the court's later ruling) and one outcome for each line. */
var basisJudged = defineKind({
	name: "basis.judged",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		judgment: documentHash,
		outcome: oneOf$2([
			"forfeit",
			"return",
			"lawful-property",
			"unrelated"
		]),
		serviceOn: optional$1(date),
		serviceLateReason: optional$1(note),
		mapping: flag
	}),
	facts: {
		judgmentEffective: ({ payload, paper, effectiveAt }) => {
			const { effectiveOn, appealClosed } = paper(payload.judgment, "judgment").body;
			const since = new Date(Date.parse(`${effectiveOn}T00:00:00.000+08:00`)).toISOString();
			return verdict(appealClosed && since <= effectiveAt, `effective ${effectiveOn}, appeal ${appealClosed ? "closed" : "open"}`, `effective by ${effectiveAt}, appeal and protest over`);
		},
		namesAsset: ({ payload, paper, state, subject }) => {
			const lot = lotOf(state(), subject.lot);
			const line = lineFor(paper(payload.judgment, "judgment").body, lot?.lines ?? []);
			return lot !== void 0 && line !== void 0 && line.asset === lot.asset;
		},
		outcomePerLine: ({ payload }) => payload.outcome,
		outcomeFits: ({ payload, paper, state, subject }) => {
			const lot = lotOf(state(), subject.lot);
			const line = lineFor(paper(payload.judgment, "judgment").body, lot?.lines ?? []);
			const required = lot?.outcome === "return" ? "return or unrelated" : "forfeit, lawful-property or return to victims";
			return verdict((lot?.outcome === "return" ? ["return", "unrelated"].includes(payload.outcome) : payload.outcome !== "unrelated") && line?.outcome === payload.outcome, line?.outcome ?? "the judgment is silent", required);
		},
		serviceRecorded: ({ payload }) => payload.serviceOn !== void 0 || payload.serviceLateReason !== void 0
	},
	apply: (state, { payload, subject }) => {
		const basis = {
			outcome: payload.outcome,
			judgment: payload.judgment
		};
		return withSlice(state, "basis", {
			...slice(state, "basis"),
			[subject.lot]: basis
		});
	}
});
function lineFor(body, lines) {
	return body.lines.find((candidate) => lines.length > 0 && lines.every((line) => candidate.lines.includes(line)));
}
/**
* Currencies by ISO 4217 code with their minor units: the decimals of one fen, cent or sen below the unit.
* Only what a case can meet: where it is sold, settled, fined or valued. Source: ISO 4217 list one, 2024-06-25.
*/
var currencies = {
	AED: {
		minorDigits: 2,
		numeric: "784",
		name: "UAE Dirham"
	},
	AUD: {
		minorDigits: 2,
		numeric: "036",
		name: "Australian Dollar"
	},
	CAD: {
		minorDigits: 2,
		numeric: "124",
		name: "Canadian Dollar"
	},
	CHF: {
		minorDigits: 2,
		numeric: "756",
		name: "Swiss Franc"
	},
	CNY: {
		minorDigits: 2,
		numeric: "156",
		name: "Yuan Renminbi"
	},
	EUR: {
		minorDigits: 2,
		numeric: "978",
		name: "Euro"
	},
	GBP: {
		minorDigits: 2,
		numeric: "826",
		name: "Pound Sterling"
	},
	HKD: {
		minorDigits: 2,
		numeric: "344",
		name: "Hong Kong Dollar"
	},
	JPY: {
		minorDigits: 0,
		numeric: "392",
		name: "Yen"
	},
	KRW: {
		minorDigits: 0,
		numeric: "410",
		name: "Won"
	},
	KWD: {
		minorDigits: 3,
		numeric: "414",
		name: "Kuwaiti Dinar"
	},
	MOP: {
		minorDigits: 2,
		numeric: "446",
		name: "Pataca"
	},
	SEK: {
		minorDigits: 2,
		numeric: "752",
		name: "Swedish Krona"
	},
	SGD: {
		minorDigits: 2,
		numeric: "702",
		name: "Singapore Dollar"
	},
	THB: {
		minorDigits: 2,
		numeric: "764",
		name: "Baht"
	},
	TWD: {
		minorDigits: 2,
		numeric: "901",
		name: "New Taiwan Dollar"
	},
	USD: {
		minorDigits: 2,
		numeric: "840",
		name: "US Dollar"
	}
};
/** @example isCurrency('CNY') // true; isCurrency('RMB') // false: not an ISO code */
function isCurrency(code) {
	return Object.hasOwn(currencies, code);
}
/** Decimals between the currency's unit and its minor unit. @example minorDigits('CNY') // 2 */
function minorDigits(currency) {
	return currencies[currency].minorDigits;
}
var digitsMax = 120;
var plainDecimal = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
/**
* Reads an amount in whole units exactly: plain ASCII digits, at most one dot with digits on both sides, no sign, exponent,
* grouping, blank, leading zero or full-width digit, and no more decimals than the asset has. Never rounds.
*
* @example parseAmount({ asset: 'CNY', text: '12.34' }) // 1234n
* @throws {AMOUNT_MALFORMED} {AMOUNT_TOO_PRECISE} with facts `at`, `found`, `expected`
*/
function parseAmount(parameters) {
	const { asset, text, at } = parameters;
	const decimals = decimalsOf(asset, parameters.decimals);
	const match = text.length <= digitsMax ? plainDecimal.exec(text) : null;
	if (!match) return refuseMalformed(text, "plain digits with at most one dot, such as 1234.56", at);
	const fraction = match[2] ?? "";
	if (fraction.length > decimals) refusePrecise({
		asset,
		text,
		decimals,
		at
	});
	return BigInt(match[1] + fraction.padEnd(decimals, "0"));
}
/** Names the asset of base units that come from a chain or a computation. Checks nothing but the sign. */
function amountOf(_asset, baseUnits) {
	return baseUnits;
}
/**
* Prints base units in whole units, exactly, with a dot and without grouping.
*
* @example formatAmount({ amount: 6_370_000_000n, decimals: 8 }) // '63.70000000'; with trim '63.7'
*/
function formatAmount({ amount, decimals, trim = false }) {
	const sign = amount < 0n ? "-" : "";
	const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
	const whole = digits.slice(0, digits.length - decimals);
	const fraction = digits.slice(digits.length - decimals);
	const shown = trim ? fraction.replace(/0+$/, "") : fraction;
	return shown === "" ? `${sign}${whole}` : `${sign}${whole}.${shown}`;
}
/** @example formatMoney({ amount: 1234n, currency: 'CNY' }) // '12.34' */
function formatMoney({ amount, currency }) {
	return formatAmount({
		amount,
		decimals: minorDigits(currency)
	});
}
function decimalsOf(asset, decimals) {
	if (decimals === void 0 && isCurrency(asset)) return minorDigits(asset);
	if (decimals === void 0 || !Number.isInteger(decimals) || decimals < 0 || decimals > 36) throw new SluiceError("INPUT_INVALID", `${asset}: expected decimals from 0 to 36, found ${decimals}.`, { facts: {
		asset,
		expected: "decimals from 0 to 36",
		found: String(decimals)
	} });
	return decimals;
}
function refuseMalformed(text, expected, at) {
	const found = excerpt(text);
	throw new SluiceError("AMOUNT_MALFORMED", `${prefix$1(at)}expected ${expected}, found "${found}".`, { facts: {
		at: at ?? "",
		found,
		expected
	} });
}
function refusePrecise({ asset, text, decimals, at }) {
	const found = excerpt(text);
	const expected = `at most ${decimals} decimals for ${asset}`;
	throw new SluiceError("AMOUNT_TOO_PRECISE", `${prefix$1(at)}expected ${expected}, found "${found}".`, { facts: {
		at: at ?? "",
		found,
		expected,
		decimals
	} });
}
function prefix$1(at) {
	return at === void 0 ? "" : `${at}: `;
}
function excerpt(text) {
	return text.length > 48 ? `${text.slice(0, 45)}...` : text;
}
var directions = ["CRDT", "DBIT"];
/** Minor units with the direction as sign. @example signed({ direction: 'DBIT', amount: { currency: 'CNY', minor: 5n } }) // -5n */
function signed(line) {
	return line.direction === "CRDT" ? line.amount.minor : -line.amount.minor;
}
/** Booked lines only: pending and informative ones move nothing. */
function bookedTotal(entries) {
	return entries.reduce((all, entry) => entry.status === "BOOK" ? all + signed(entry) : all, 0n);
}
var models = /* @__PURE__ */ new Map();
var bounds = {
	"": [1, 1],
	"?": [0, 1],
	"+": [1, Number.POSITIVE_INFINITY],
	"*": [0, Number.POSITIVE_INFINITY]
};
function modelOf(text) {
	const known = models.get(text);
	if (known) return known;
	const choice = text.includes(" | ");
	const model = {
		choice,
		steps: text.split(choice ? " | " : " ").map(stepOf)
	};
	models.set(text, model);
	return model;
}
function stepOf(token) {
	const [, name, mark] = /^([A-Za-z0-9]+)(.*)$/.exec(token);
	const [least, most] = bounds[mark] ?? mark.slice(1, -1).split(",").map(Number);
	return {
		name,
		least,
		most
	};
}
/** The children of one element, checked against its content model: order, number, and no unknown name. */
var Fields = class {
	element;
	#byName = /* @__PURE__ */ new Map();
	/** @throws {MESSAGE_MALFORMED} with line and column when the children are not what the schema has */
	constructor(element, { model }) {
		this.element = element;
		for (const child of element.children) {
			if (child.namespace !== element.namespace) refuseAt(child, "an element of the message namespace", child.name);
			const same = this.#byName.get(child.name);
			if (same) same.push(child);
			else this.#byName.set(child.name, [child]);
		}
		if (element.children.length === 0 && element.text.trim() !== "") refuseAt(element, "elements", "text");
		checkModel(element, modelOf(model));
	}
	maybe(name) {
		return this.#byName.get(name)?.[0];
	}
	one(name) {
		return this.maybe(name) ?? refuseAt(this.element, name, "no such element");
	}
	all(name) {
		return this.#byName.get(name) ?? [];
	}
	/** Text of a child, verbatim. */
	text(name, rules) {
		return textOf(this.one(name), rules);
	}
	maybeText(name, rules) {
		const child = this.maybe(name);
		return child && textOf(child, rules);
	}
};
function checkModel(element, { choice, steps }) {
	const { children } = element;
	if (choice) {
		const [child, second] = children;
		const names = steps.map((step) => step.name);
		if (!child || second || !names.includes(child.name)) refuseAt(second ?? child ?? element, `one of ${names.join(", ")}`, second?.name ?? child?.name ?? "nothing");
		return;
	}
	let index = 0;
	for (const { name, least, most } of steps) {
		let count = 0;
		while (count < most && children[index]?.name === name) {
			index++;
			count++;
		}
		if (count < least) refuseAt(children[index] ?? element, name, children[index]?.name ?? "nothing");
	}
	const extra = children[index];
	if (extra) refuseAt(extra, `no ${extra.name} here in ${element.name}`, extra.name);
}
/** Text of a leaf. @throws {MESSAGE_MALFORMED} when it is empty, too long or not like its pattern */
function textOf(element, { max, pattern } = {}) {
	if (element.children.length > 0) refuseAt(element, "text", "elements");
	const { text } = element;
	if (text.trim() === "") refuseAt(element, "text", "nothing");
	if (max !== void 0 && [...text].length > max) refuseAt(element, `at most ${max} characters`, `${[...text].length}`);
	if (pattern && !pattern.test(text)) refuseAt(element, `text like ${pattern.source}`, JSON.stringify(text.slice(0, 48)));
	return text;
}
function oneOf$1(element, values) {
	const text = textOf(element);
	return values.includes(text) ? text : refuseAt(element, `one of ${values.join(", ")}`, text.slice(0, 48));
}
function refuseAt(element, expected, found) {
	const { line, column, name } = element;
	throw new SluiceError("MESSAGE_MALFORMED", `line ${line}, column ${column}, ${name}: expected ${expected}, found ${found}.`, { facts: {
		line,
		column,
		field: name,
		expected,
		found
	} });
}
/** The message element inside `Document`, with the version that its namespace names. */
function messageOf(root, namespaces) {
	if (root.name !== "Document") refuseAt(root, "Document", root.name);
	if (!namespaces.includes(root.namespace)) refuseAt(root, namespaces.join(" or "), root.namespace || "no namespace");
	const [message, second] = root.children;
	if (!message || second) refuseAt(second ?? root, "one message", second?.name ?? "nothing");
	if (message.namespace !== root.namespace) refuseAt(message, root.namespace, message.namespace);
	return message;
}
var totalDigitsMax = 18;
var decimal = /^[ \t\n]*([0-9]+)(?:\.([0-9]+))?[ \t\n]*$/;
/**
* Reads `<Amt Ccy="CNY">1.00</Amt>` exactly. More decimals than the currency has are refused unless they are zeros.
*
* @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} with line and column
*/
function readMoney(element) {
	const currency = readCurrency(element, element.attributes.Ccy);
	return {
		currency,
		minor: readDecimal(element, currency)
	};
}
function readCurrency(element, code) {
	if (code !== void 0 && isCurrency(code)) return code;
	return refuseAt(element, "a currency that Sluice knows", code ?? "no currency");
}
/** A bare decimal in a currency known from elsewhere: `Sum`, `CtrlSum`. */
function readDecimal(element, currency) {
	const match = decimal.exec(textOf(element));
	if (!match) return refuseAt(element, "a plain decimal", JSON.stringify(element.text.slice(0, 48)));
	const whole = match[1].replace(/^0+(?=[0-9])/, "");
	const fraction = (match[2] ?? "").replace(/0+$/, "");
	if (whole.length + fraction.length > totalDigitsMax) refuseAt(element, `at most ${totalDigitsMax} digits`, whole);
	const at = `line ${element.line}, column ${element.column}, ${element.name}`;
	return parseAmount({
		asset: currency,
		text: fraction === "" ? whole : `${whole}.${fraction}`,
		at
	});
}
/** All decimals of the currency, as statements print them: `1.00`, and `1` for yen. @throws {MESSAGE_MALFORMED} */
function decimalText({ currency, minor }) {
	if (minor < 0n || minor.toString().length > totalDigitsMax) {
		const expected = `an amount from 0 to ${totalDigitsMax} digits`;
		throw new SluiceError("MESSAGE_MALFORMED", `expected ${expected}, found ${minor}.`, { facts: {
			expected,
			found: String(minor),
			decimals: minorDigits(currency)
		} });
	}
	return formatMoney({
		amount: amountOf(currency, minor),
		currency
	});
}
function shape$19(type, model) {
	return {
		type,
		model
	};
}
/** What party, account and agent look like in every message read here. */
var partyShapes = {
	account: shape$19("CashAccount38", "Id Tp? Ccy? Nm? Prxy?"),
	accountId: shape$19("AccountIdentification4Choice", "IBAN | Othr"),
	otherAccount: shape$19("GenericAccountIdentification1", "Id SchmeNm? Issr?"),
	party: shape$19("PartyIdentification135", "Nm? PstlAdr? Id? CtryOfRes? CtctDtls?"),
	partyId: shape$19("Party38Choice", "OrgId | PrvtId"),
	agent: shape$19("BranchAndFinancialInstitutionIdentification6", "FinInstnId BrnchId?"),
	clearingMember: shape$19("ClearingSystemMemberIdentification2", "ClrSysId? MmbId"),
	purpose: shape$19("Purpose2Choice", "Cd | Prtry"),
	remittance: shape$19("RemittanceInformation16", "Ustrd* Strd*"),
	date: shape$19("DateAndDateTime2Choice", "Dt | DtTm")
};
/** Entries are the same in statement and notification: camt.053.001.08 and camt.054.001.08. */
var entry08 = {
	header: shape$19("GroupHeader81", "MsgId CreDtTm MsgRcpt? MsgPgntn? OrgnlBizQry? AddtlInf?"),
	account: shape$19("CashAccount39", "Id Tp? Ccy? Nm? Prxy? Ownr? Svcr?"),
	period: shape$19("DateTimePeriod1", "FrDtTm ToDtTm"),
	summary: shape$19("TotalTransactions6", "TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*"),
	entry: shape$19("ReportEntry10", "NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs? TechInptChanl? Intrst? CardTx? NtryDtls* AddtlNtryInf?"),
	details: shape$19("EntryDetails9", "Btch? TxDtls*"),
	transaction: shape$19("EntryTransaction10", "Refs? Amt? CdtDbtInd? AmtDtls? Avlbty* BkTxCd? Chrgs? Intrst? RltdPties? RltdAgts? LclInstrm? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? CshDpst* CardTx? AddtlTxInf? SplmtryData*"),
	references: shape$19("TransactionReferences6", "MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? UETR? TxId? MndtId? ChqNb? ClrSysRef? AcctOwnrTxId? AcctSvcrTxId? MktInfrstrctrTxId? PrcgId? Prtry*"),
	amounts: shape$19("AmountAndCurrencyExchange3", "InstdAmt? TxAmt? CntrValAmt? AnncdPstngAmt? PrtryAmt*"),
	amountExchange: shape$19("AmountAndCurrencyExchangeDetails3", "Amt CcyXchg?"),
	exchange: shape$19("CurrencyExchange5", "SrcCcy TrgtCcy? UnitCcy? XchgRate CtrctId? QtnDt?"),
	charges: shape$19("Charges6", "TtlChrgsAndTaxAmt? Rcrd*"),
	charge: shape$19("ChargesRecord3", "Amt CdtDbtInd? ChrgInclInd? Tp? Rate? Br? Agt? Tax?"),
	parties: shape$19("TransactionParties6", "InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*"),
	agents: shape$19("TransactionAgents5", "InstgAgt? InstdAgt? DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*"),
	returned: shape$19("PaymentReturnReason5", "OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*"),
	code: shape$19("BankTransactionCodeStructure4", "Domn? Prtry?"),
	domain: shape$19("BankTransactionCodeStructure5", "Cd Fmly"),
	family: shape$19("BankTransactionCodeStructure6", "Cd SubFmlyCd")
};
var camt053v08Shapes = {
	...entry08,
	message: shape$19("BankToCustomerStatementV08", "GrpHdr Stmt+ SplmtryData*"),
	statement: shape$19("AccountStatement9", "Id StmtPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?"),
	balance: shape$19("CashBalance8", "Tp CdtLine* Amt CdtDbtInd Dt Avlbty*"),
	balanceType: shape$19("BalanceType13", "CdOrPrtry SubTp?")
};
/** What some banks still send; read, never written. */
var camt053v02Shapes = {
	...camt053v08Shapes,
	message: shape$19("BankToCustomerStatementV02", "GrpHdr Stmt+"),
	header: shape$19("GroupHeader42", "MsgId CreDtTm MsgRcpt? MsgPgntn? AddtlInf?"),
	statement: shape$19("AccountStatement2", "Id ElctrncSeqNb? LglSeqNb? CreDtTm FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?"),
	account: shape$19("CashAccount20", "Id Tp? Ccy? Nm? Ownr? Svcr?"),
	period: shape$19("DateTimePeriodDetails", "FrDtTm ToDtTm"),
	balance: shape$19("CashBalance3", "Tp CdtLine? Amt CdtDbtInd Dt Avlbty*"),
	balanceType: shape$19("BalanceType12", "CdOrPrtry SubTp?"),
	summary: shape$19("TotalTransactions2", "TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*"),
	entry: shape$19("ReportEntry2", "NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs* TechInptChanl? Intrst* NtryDtls* AddtlNtryInf?"),
	details: shape$19("EntryDetails1", "Btch? TxDtls*"),
	transaction: shape$19("EntryTransaction2", "Refs? AmtDtls? Avlbty* BkTxCd? Chrgs* Intrst* RltdPties? RltdAgts? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? AddtlTxInf?"),
	references: shape$19("TransactionReferences2", "MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? TxId? MndtId? ChqNb? ClrSysRef? Prtry?"),
	charges: shape$19("ChargesInformation6", "TtlChrgsAndTaxAmt? Amt CdtDbtInd? Tp? Rate? Br? Pty? Tax?"),
	parties: shape$19("TransactionParty2", "InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*"),
	agents: shape$19("TransactionAgents2", "DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*"),
	returned: shape$19("ReturnReasonInformation10", "OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*")
};
({ ...entry08 });
var bicPattern = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
var ibanPattern = /^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}$/;
var countryPattern = /^[A-Z]{2}$/;
var text35 = { max: 35 };
var text70 = { max: 70 };
var text140 = { max: 140 };
function readParty(source) {
	const fields = new Fields(source, partyShapes.party);
	const id = fields.maybe("Id");
	const organisationId = id && readOrganisationId(id);
	return {
		...given("name", fields.maybeText("Nm", text140)),
		...given("organisationId", organisationId),
		...given("country", fields.maybeText("CtryOfRes", { pattern: countryPattern }))
	};
}
function readOrganisationId(source) {
	const id = (new Fields(source, partyShapes.partyId).maybe("OrgId")?.children.find((child) => child.name === "Othr"))?.children.find((child) => child.name === "Id");
	return id && textOf(id, text35);
}
function readAccount(source) {
	const fields = new Fields(source, partyShapes.account);
	return {
		...readAccountId(fields.one("Id")),
		...readAccountFacts(fields)
	};
}
function readAccountId(source) {
	const choice = new Fields(source, partyShapes.accountId);
	const iban = choice.maybe("IBAN");
	if (!iban) return {
		scheme: "other",
		id: new Fields(choice.one("Othr"), partyShapes.otherAccount).text("Id", { max: 34 })
	};
	const id = textOf(iban, { pattern: ibanPattern });
	if (!isIban(id)) refuseAt(iban, "an IBAN whose check digits hold", id);
	return {
		scheme: "IBAN",
		id
	};
}
/** Currency and name, which stand in any account. */
function readAccountFacts(fields) {
	const currency = fields.maybe("Ccy");
	return {
		...given("currency", currency && readCurrency(currency, textOf(currency))),
		...given("name", fields.maybeText("Nm", text70))
	};
}
function readAgent(source) {
	const institution = new Fields(source, partyShapes.agent).one("FinInstnId");
	const child = (name) => institution.children.find((candidate) => candidate.name === name);
	const bic = child("BICFI") ?? child("BIC");
	const member = child("ClrSysMmbId");
	const name = child("Nm");
	return {
		...given("bic", bic && textOf(bic, { pattern: bicPattern })),
		...given("clearingMember", member && readClearingMember(member)),
		...given("name", name && textOf(name, text140))
	};
}
function readClearingMember(source) {
	const fields = new Fields(source, partyShapes.clearingMember);
	const system = fields.maybe("ClrSysId")?.children[0];
	return {
		...given("system", system && textOf(system, text35)),
		id: fields.text("MmbId", text35)
	};
}
/** Check digits of ISO 13616: the rearranged number leaves 1 modulo 97. @example isIban('GB82WEST12345698765432') // true */
function isIban(iban) {
	if (!ibanPattern.test(iban)) return false;
	const turned = `${iban.slice(4)}${iban.slice(0, 4)}`.toUpperCase();
	return BigInt([...turned].map((sign) => Number.parseInt(sign, 36)).join("")) % 97n === 1n;
}
/** A field for a spread: present when there is a value, so that optional fields are absent and never undefined. */
function given(key, value) {
	return value === void 0 ? {} : { [key]: value };
}
var datePattern = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
var dateTimePattern = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?$/;
/** A day that exists: `2026-05-18`. Offsets on dates are refused. */
function readDate(source) {
	const text = textOf(source).trim();
	return isDate(text) ? text : refuseAt(source, "a date such as 2026-05-18", text.slice(0, 48));
}
/** A time as the bank wrote it, its offset, if any, included: the text is evidence, so it is kept. */
function readDateTime(source) {
	const text = textOf(source).trim();
	const match = dateTimePattern.exec(text);
	return match && isDate(match[1]) ? text : refuseAt(source, "a time such as 2026-05-18T09:30:00Z", text.slice(0, 48));
}
/** `Dt` or `DtTm`; of a time only the day that was written. */
function readDay(source) {
	const fields = new Fields(source, partyShapes.date);
	const date = fields.maybe("Dt");
	return date ? readDate(date) : readDateTime(fields.one("DtTm")).slice(0, 10);
}
function maybeDateTime(fields, name) {
	const source = fields.maybe(name);
	return source && readDateTime(source);
}
function isDate(text) {
	const match = datePattern.exec(text);
	if (!match) return false;
	const [year, month, day] = match.slice(1).map(Number);
	const days = [
		31,
		year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
		31,
		30,
		31,
		30,
		31,
		31,
		30,
		31,
		30,
		31
	];
	return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}
var blank = /[ \t\r\n]*/y;
var nameToken = /[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?/y;
var textRun = /[^<&]+/y;
var illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
var named = {
	amp: "&",
	lt: "<",
	gt: ">",
	apos: "'",
	quot: "\""
};
var reference = /&(?:(amp|lt|gt|apos|quot)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));/y;
/** A cursor over decoded text. Refuses with the line and column where it stands. */
var Scanner = class {
	#text;
	#index = 0;
	#line = 1;
	#lineStart = 0;
	#nextBreak;
	constructor(text) {
		this.#text = text;
		this.#nextBreak = text.indexOf("\n");
		const found = illegal.exec(text);
		if (found) {
			this.#index = found.index;
			this.refuse("characters that XML allows", `U+${found[0].charCodeAt(0).toString(16).padStart(4, "0")}`);
		}
	}
	ended() {
		return this.#index >= this.#text.length;
	}
	at(token) {
		return this.#text.startsWith(token, this.#index);
	}
	peek(length) {
		return this.#text.slice(this.#index, this.#index + length);
	}
	skip(length) {
		this.#index += length;
	}
	expect(token) {
		if (!this.at(token)) this.refuse(token);
		this.#index += token.length;
	}
	/** Always true, so that a loop can step over blanks in its condition. */
	skipBlank() {
		this.#take(blank);
		return true;
	}
	skipComment() {
		const end = this.#text.indexOf("--", this.#index + 4);
		if (end < 0 || this.#text[end + 2] !== ">") this.refuse("a comment that ends with -->");
		this.#index = end + 3;
	}
	readName() {
		return this.#take(nameToken) || this.refuse("a name");
	}
	/** Text up to the next tag, references resolved. */
	readText() {
		let value = "";
		while (!this.ended() && !this.at("<")) value += this.at("&") ? this.#readReference() : this.#takePlain(textRun);
		return value;
	}
	readQuoted() {
		const quote = this.peek(1);
		if (quote !== "\"" && quote !== "'") this.refuse("a quoted value");
		this.#index++;
		const run = quote === "\"" ? /[^"<&]+/y : /[^'<&]+/y;
		let value = "";
		while (!this.at(quote)) {
			if (this.ended() || this.at("<")) this.refuse(`a closing ${quote}`);
			value += this.at("&") ? this.#readReference() : this.#takePlain(run).replaceAll(/[\t\n]/g, " ");
		}
		this.#index++;
		return value;
	}
	position() {
		while (this.#nextBreak >= 0 && this.#nextBreak < this.#index) {
			this.#line++;
			this.#lineStart = this.#nextBreak + 1;
			this.#nextBreak = this.#text.indexOf("\n", this.#lineStart);
		}
		return {
			line: this.#line,
			column: this.#index - this.#lineStart + 1
		};
	}
	refuse(expected, found) {
		const { line, column } = this.position();
		const what = found ?? (this.ended() ? "the end of the document" : JSON.stringify(this.peek(24)));
		throw new SluiceError("MESSAGE_MALFORMED", `line ${line}, column ${column}: expected ${expected}, found ${what}.`, { facts: {
			line,
			column,
			expected,
			found: what
		} });
	}
	#readReference() {
		reference.lastIndex = this.#index;
		const match = reference.exec(this.#text);
		if (!match) return this.refuse("one of &amp; &lt; &gt; &apos; &quot; or a character reference");
		const code = match[2] !== void 0 ? Number.parseInt(match[2], 10) : Number.parseInt(match[3] ?? "0", 16);
		const character = match[1] !== void 0 ? named[match[1]] : this.#characterOf(code);
		this.#index += match[0].length;
		return character;
	}
	#characterOf(code) {
		if (code === 0 || code > 1114111 || code >= 55296 && code <= 57343 || illegal.test(String.fromCodePoint(code))) return this.refuse("a reference to a character that XML allows");
		return String.fromCodePoint(code);
	}
	#takePlain(pattern) {
		const value = this.#take(pattern);
		if (value.includes("]]>")) this.refuse("text without ]]>");
		return value.includes("\r") ? value.replaceAll(/\r\n?/g, "\n") : value;
	}
	#take(pattern) {
		pattern.lastIndex = this.#index;
		const value = pattern.exec(this.#text)?.[0] ?? "";
		this.#index += value.length;
		return value;
	}
};
var xmlLimits = {
	bytesMax: 67108864,
	depthMax: 64,
	elementsMax: 2e6
};
/**
* Reads the XML that payment messages are written in, and no more of it: UTF-8, elements, attributes, text, comments between elements,
* the five named entities and character references. Refuses a DTD (so no entity can be declared, fetched or expanded), processing
* instructions, CDATA, mixed content, repeated attributes, undeclared prefixes, and whatever passes the limits.
*
* @example readXml(utf8ToBytes('<Document xmlns="urn:x"><Amt Ccy="CNY">1.00</Amt></Document>')).children[0].text // '1.00'
* @throws {MESSAGE_MALFORMED} with facts `line`, `column`, `expected`, `found`
* @see XML 1.0 (fifth edition), Namespaces in XML 1.0
*/
function readXml(bytes, limits = {}) {
	const bounds = {
		...xmlLimits,
		...limits
	};
	if (bytes.length > bounds.bytesMax) refuseSize(`at most ${bounds.bytesMax} bytes`, `${bytes.length} bytes`);
	const scanner = new Scanner(decodeUtf8(bytes));
	readProlog(scanner);
	const root = readElement({
		scanner,
		counter: {
			elements: 0,
			bounds
		},
		depth: 1,
		scope: { xml: "http://www.w3.org/XML/1998/namespace" }
	});
	skipMisc(scanner);
	if (!scanner.ended()) scanner.refuse("the end of the document");
	return root;
}
function decodeUtf8(bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new SluiceError("MESSAGE_MALFORMED", "expected UTF-8.", {
			facts: {
				line: 1,
				column: 1,
				expected: "UTF-8",
				found: "other bytes"
			},
			cause
		});
	}
}
var declaration = /^<\?xml version="1\.0"( encoding="[Uu][Tt][Ff]-8")?( standalone="(yes|no)")? ?\?>/;
function readProlog(scanner) {
	if (scanner.at("<?xml")) {
		const match = declaration.exec(scanner.peek(80).replaceAll("'", "\""));
		if (!match) scanner.refuse("an XML 1.0 declaration in UTF-8");
		scanner.skip(match[0].length);
	}
	skipMisc(scanner);
}
function skipMisc(scanner) {
	for (;;) {
		scanner.skipBlank();
		if (!scanner.at("<!--")) return;
		scanner.skipComment();
	}
}
function readElement(context) {
	const { scanner, counter } = context;
	const position = scanner.position();
	if (scanner.at("<!DOCTYPE")) scanner.refuse("no document type definition");
	scanner.expect("<");
	if (context.depth > counter.bounds.depthMax) scanner.refuse(`at most ${counter.bounds.depthMax} elements deep`);
	if (++counter.elements > counter.bounds.elementsMax) scanner.refuse(`at most ${counter.bounds.elementsMax} elements`);
	const qualified = scanner.readName();
	const { attributes, scope } = readAttributes(context);
	const { namespace, name } = resolve(scanner, qualified, scope);
	if (scanner.at("/>")) {
		scanner.skip(2);
		return {
			name,
			namespace,
			attributes,
			children: [],
			text: "",
			...position
		};
	}
	scanner.expect(">");
	const content = readContent({
		...context,
		scope,
		depth: context.depth + 1
	});
	scanner.expect("</");
	const closing = scanner.readName();
	if (closing !== qualified) scanner.refuse(`</${qualified}>`, `</${closing}>`);
	scanner.skipBlank();
	scanner.expect(">");
	return {
		name,
		namespace,
		attributes,
		...content,
		...position
	};
}
var attributesMax = 16;
var none$1 = Object.freeze(Object.create(null));
function readAttributes(context) {
	const { scanner } = context;
	if (scanner.skipBlank() && (scanner.at(">") || scanner.at("/>"))) return {
		attributes: none$1,
		scope: context.scope
	};
	const seen = /* @__PURE__ */ new Set();
	const attributes = Object.create(null);
	const scope = Object.assign(Object.create(null), context.scope);
	while (scanner.skipBlank() && !scanner.at(">") && !scanner.at("/>")) {
		const name = scanner.readName();
		if (seen.has(name)) scanner.refuse("each attribute once", `a second ${name}`);
		if (seen.add(name).size > attributesMax) scanner.refuse(`at most ${attributesMax} attributes`);
		scanner.skipBlank();
		scanner.expect("=");
		scanner.skipBlank();
		const value = scanner.readQuoted();
		if (name === "xmlns") scope[""] = value;
		else if (name.startsWith("xmlns:")) scope[name.slice(6)] = value;
		else if (!name.includes(":")) attributes[name] = value;
	}
	return {
		attributes,
		scope
	};
}
function resolve(scanner, qualified, scope) {
	const colon = qualified.indexOf(":");
	const prefix = colon < 0 ? "" : qualified.slice(0, colon);
	const namespace = scope[prefix] ?? (prefix === "" ? "" : void 0);
	if (namespace === void 0) return scanner.refuse("a declared namespace prefix", prefix);
	return {
		namespace,
		name: qualified.slice(colon + 1)
	};
}
function readContent(context) {
	const { scanner } = context;
	const children = [];
	let text = "";
	let commented = false;
	let written = false;
	while (!scanner.at("</")) {
		if (scanner.ended()) scanner.refuse("a closing tag", "the end of the document");
		if (scanner.at("<!--")) {
			scanner.skipComment();
			commented = true;
		} else if (scanner.at("<![CDATA[")) scanner.refuse("text without CDATA");
		else if (scanner.at("<")) children.push(readElement(context));
		else {
			const piece = scanner.readText();
			written ||= /[^ \t\n]/.test(piece);
			if (children.length === 0) text += piece;
		}
		if (written && (commented || children.length > 0)) scanner.refuse("either text or elements", "text mixed with elements or comments");
	}
	return {
		children,
		text: children.length > 0 || commented ? "" : text
	};
}
function refuseSize(expected, found) {
	throw new SluiceError("MESSAGE_MALFORMED", `expected ${expected}, found ${found}.`, { facts: {
		line: 1,
		column: 1,
		expected,
		found
	} });
}
var bearers = [
	"DEBT",
	"CRED",
	"SHAR",
	"SLEV"
];
function readBearer(fields) {
	const source = fields.maybe("ChrgBr") ?? fields.maybe("Br");
	return source && oneOf$1(source, bearers);
}
function readCode(source) {
	const choice = new Fields(source, partyShapes.purpose);
	const code = choice.maybeText("Cd", { max: 4 });
	return code === void 0 ? { proprietary: choice.text("Prtry", text35) } : { code };
}
/** Unstructured lines; structured ones are read over. */
function readRemittance(source) {
	if (!source) return [];
	return new Fields(source, partyShapes.remittance).all("Ustrd").map((line) => textOf(line, text140));
}
/** Reads one `Ntry` of a statement or notification. @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} */
function readEntry(source, shapes) {
	const fields = new Fields(source, shapes.entry);
	return {
		...given("reference", fields.maybeText("NtryRef", text35)),
		amount: readMoney(fields.one("Amt")),
		direction: oneOf$1(fields.one("CdtDbtInd"), directions),
		reversal: readBoolean(fields.maybe("RvslInd")) ?? false,
		status: readStatus(fields.one("Sts")),
		...given("bookingDate", maybe(fields, "BookgDt", readDay)),
		...given("valueDate", maybe(fields, "ValDt", readDay)),
		...given("servicerReference", fields.maybeText("AcctSvcrRef", text35)),
		code: readTransactionCode(fields.one("BkTxCd"), shapes),
		charges: readCharges(fields, shapes),
		transactions: fields.all("NtryDtls").flatMap((details) => new Fields(details, shapes.details).all("TxDtls")).map((transaction) => readTransaction(transaction, shapes)),
		...given("note", fields.maybeText("AddtlNtryInf", { max: 500 }))
	};
}
/** `<Sts><Cd>BOOK</Cd></Sts>`, or `<Sts>BOOK</Sts>` as older versions have it. */
function readStatus(source) {
	if (source.children.length === 0) return textOf(source, { max: 4 });
	const code = readCode(source);
	return "code" in code ? code.code : code.proprietary;
}
function readTransactionCode(source, shapes) {
	const fields = new Fields(source, shapes.code);
	const domainSource = fields.maybe("Domn");
	const domain = domainSource && new Fields(domainSource, shapes.domain);
	const family = domain && new Fields(domain.one("Fmly"), shapes.family);
	const proprietary = fields.maybe("Prtry")?.children[0];
	return {
		...given("iso", family && {
			domain: domain.text("Cd"),
			family: family.text("Cd"),
			subFamily: family.text("SubFmlyCd")
		}),
		...given("proprietary", proprietary && textOf(proprietary, text35))
	};
}
function readTransaction(source, shapes) {
	const fields = new Fields(source, shapes.transaction);
	const direction = fields.maybe("CdtDbtInd");
	return {
		references: readReferences(fields.maybe("Refs"), shapes),
		...given("amount", maybe(fields, "Amt", readMoney)),
		...given("direction", direction && oneOf$1(direction, directions)),
		...readAmounts(fields.maybe("AmtDtls"), shapes),
		charges: readCharges(fields, shapes),
		...readParties(fields.maybe("RltdPties"), shapes),
		...readAgents(fields.maybe("RltdAgts"), shapes),
		...given("purpose", maybe(fields, "Purp", readCode)),
		remittance: readRemittance(fields.maybe("RmtInf")),
		...given("returned", maybe(fields, "RtrInf", (returned) => readReturned(returned, shapes))),
		...given("note", fields.maybeText("AddtlTxInf", { max: 500 }))
	};
}
function readReferences(source, shapes) {
	if (!source) return {};
	const fields = new Fields(source, shapes.references);
	return {
		...given("messageId", fields.maybeText("MsgId", text35)),
		...given("servicerReference", fields.maybeText("AcctSvcrRef", text35)),
		...given("paymentInformationId", fields.maybeText("PmtInfId", text35)),
		...given("instructionId", fields.maybeText("InstrId", text35)),
		...given("endToEndId", fields.maybeText("EndToEndId", text35)),
		...given("uetr", fields.maybeText("UETR", { max: 36 })),
		...given("transactionId", fields.maybeText("TxId", text35))
	};
}
function readAmounts(source, shapes) {
	if (!source) return {};
	const fields = new Fields(source, shapes.amounts);
	const parts = [
		"InstdAmt",
		"TxAmt",
		"CntrValAmt",
		"AnncdPstngAmt"
	].map((name) => {
		const part = fields.maybe(name);
		return part && new Fields(part, shapes.amountExchange);
	});
	const [instructed, transactionAmount, counterValue] = parts.map((part) => part ? readMoney(part.one("Amt")) : void 0);
	const exchange = parts.map((part) => part?.maybe("CcyXchg")).find((found) => found !== void 0);
	return {
		...given("instructed", instructed),
		...given("transactionAmount", transactionAmount),
		...given("counterValue", counterValue),
		...given("exchange", exchange && readExchange(exchange, shapes))
	};
}
var currencyCode = { pattern: /^[A-Z]{3}$/ };
var rateText = {
	pattern: /^[0-9]+(\.[0-9]{1,10})?$/,
	max: 12
};
function readExchange(source, shapes) {
	const fields = new Fields(source, shapes.exchange);
	return {
		source: fields.text("SrcCcy", currencyCode),
		...given("target", fields.maybeText("TrgtCcy", currencyCode)),
		...given("unit", fields.maybeText("UnitCcy", currencyCode)),
		rate: fields.text("XchgRate", rateText),
		...given("contractId", fields.maybeText("CtrctId", text35)),
		...given("quotedAt", maybeDateTime(fields, "QtnDt"))
	};
}
/** Records inside one `Chrgs`, or, in older versions, one `Chrgs` for each charge. */
function readCharges(fields, shapes) {
	return fields.all("Chrgs").flatMap((source) => {
		const charges = new Fields(source, shapes.charges);
		if (charges.maybe("Amt")) return [readCharge(charges)];
		return charges.all("Rcrd").map((record) => readCharge(new Fields(record, shapes.charge)));
	});
}
function readCharge(fields) {
	const direction = fields.maybe("CdtDbtInd");
	const agent = fields.maybe("Agt") ?? fields.maybe("Pty");
	return {
		amount: readMoney(fields.one("Amt")),
		...given("direction", direction && oneOf$1(direction, directions)),
		included: readBoolean(fields.maybe("ChrgInclInd")) ?? false,
		...given("type", maybe(fields, "Tp", readChargeType)),
		...given("bearer", readBearer(fields)),
		...given("agent", agent && readAgent(agent))
	};
}
function readChargeType(source) {
	const [choice] = source.children;
	if (choice?.name === "Cd") return { code: textOf(choice, { max: 4 }) };
	const id = choice?.children[0] ?? choice;
	return { proprietary: id ? textOf(id, text35) : refuseAt(source, "Cd or Prtry", "nothing") };
}
function readParties(source, shapes) {
	if (!source) return {};
	const fields = new Fields(source, shapes.parties);
	return {
		...given("debtor", maybe(fields, "Dbtr", readPartyChoice)),
		...given("debtorAccount", maybe(fields, "DbtrAcct", readAccount)),
		...given("creditor", maybe(fields, "Cdtr", readPartyChoice)),
		...given("creditorAccount", maybe(fields, "CdtrAcct", readAccount))
	};
}
/** A party, or a bank acting as one; older versions have the party without the choice around it. */
function readPartyChoice(source) {
	const [choice] = source.children;
	if (choice?.name === "Pty") return readParty(choice);
	if (choice?.name !== "Agt") return readParty(source);
	const { name } = readAgent(choice);
	return name === void 0 ? {} : { name };
}
function readAgents(source, shapes) {
	if (!source) return {};
	const fields = new Fields(source, shapes.agents);
	return {
		...given("debtorAgent", maybe(fields, "DbtrAgt", readAgent)),
		...given("creditorAgent", maybe(fields, "CdtrAgt", readAgent))
	};
}
function readReturned(source, shapes) {
	const fields = new Fields(source, shapes.returned);
	const reason = fields.maybe("Rsn");
	return {
		...given("reason", reason && readCode(reason)),
		notes: fields.all("AddtlInf").map((note) => textOf(note, { max: 105 }))
	};
}
function readBoolean(source) {
	if (!source) return void 0;
	const text = oneOf$1(source, [
		"true",
		"false",
		"1",
		"0"
	]);
	return text === "true" || text === "1";
}
function maybe(fields, name, read) {
	const source = fields.maybe(name);
	return source && read(source);
}
var totals = [
	{
		name: "TtlNtries",
		counts: () => true
	},
	{
		name: "TtlCdtNtries",
		counts: (entry) => entry.direction === "CRDT"
	},
	{
		name: "TtlDbtNtries",
		counts: (entry) => entry.direction === "DBIT"
	}
];
/** Counts again what a bank states about its lines. @throws {MESSAGE_MALFORMED} when number or sum differ */
function checkSummary({ summary, shape, entries, currency }) {
	if (!summary) return;
	const fields = new Fields(summary, shape);
	for (const { name, counts } of totals) {
		const chosen = entries.filter(counts);
		const children = fields.maybe(name)?.children ?? [];
		for (const child of children) {
			if (child.name === "NbOfNtries" && textOf(child) !== String(chosen.length)) refuseAt(child, `${chosen.length} lines, as counted`, child.text);
			if (child.name === "Sum" && readDecimal(child, currency) !== magnitudes(chosen)) refuseAt(child, `${decimalText({
				currency,
				minor: magnitudes(chosen)
			})}, as added up`, child.text);
		}
	}
}
function magnitudes(entries) {
	return entries.reduce((all, entry) => all + entry.amount.minor, 0n);
}
var dialects = {
	["urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"]: camt053v08Shapes,
	"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02": camt053v02Shapes
};
/**
* Reads camt.053.001.08, or .02 which some banks still send, and adds each statement up: balances and summary must agree with the lines.
*
* @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} {STATEMENT_UNBALANCED} when opening balance and lines do not give the closing balance
*/
function readCamt053(bytes) {
	return readMessage(bytes, true);
}
function readMessage(bytes, check) {
	const document = readXml(bytes);
	const root = messageOf(document, Object.keys(dialects));
	if (root.name !== "BkToCstmrStmt") refuseAt(root, "BkToCstmrStmt", root.name);
	const shapes = dialects[document.namespace];
	const message = new Fields(root, shapes.message);
	const header = new Fields(message.one("GrpHdr"), shapes.header);
	return {
		messageId: header.text("MsgId", text35),
		createdAt: readDateTime(header.one("CreDtTm")),
		statements: message.all("Stmt").map((source) => {
			const statement = readStatement(source, shapes);
			if (check) checkRead(statement, source, shapes);
			return statement;
		})
	};
}
function checkRead(statement, source, shapes) {
	checkStatement(statement);
	checkSummary({
		summary: source.children.find((child) => child.name === "TxsSummry"),
		shape: shapes.summary,
		entries: statement.entries,
		currency: statement.balances[0].amount.currency
	});
}
function readStatement(source, shapes) {
	const fields = new Fields(source, shapes.statement);
	const entries = fields.all("Ntry").map((entry) => readEntry(entry, shapes));
	const account = readStatedAccount(fields.one("Acct"), shapes);
	return {
		id: fields.text("Id", text35),
		...given("sequence", fields.maybeText("ElctrncSeqNb", { pattern: /^[0-9]{1,18}$/ })),
		...given("createdAt", maybeDateTime(fields, "CreDtTm")),
		...given("period", readPeriod(fields.maybe("FrToDt"), shapes)),
		account,
		balances: fields.all("Bal").map((balance) => readBalance(balance, shapes)),
		entries,
		...given("note", fields.maybeText("AddtlStmtInf", { max: 500 }))
	};
}
function readPeriod(source, shapes) {
	if (!source) return void 0;
	const fields = new Fields(source, shapes.period);
	return {
		from: readDateTime(fields.one("FrDtTm")),
		to: readDateTime(fields.one("ToDtTm"))
	};
}
function readStatedAccount(source, shapes) {
	const fields = new Fields(source, shapes.account);
	const owner = fields.maybe("Ownr");
	const servicer = fields.maybe("Svcr");
	return {
		...readAccountId(fields.one("Id")),
		...readAccountFacts(fields),
		...given("owner", owner && readParty(owner)),
		...given("servicer", servicer && readAgent(servicer))
	};
}
function readBalance(source, shapes) {
	const fields = new Fields(source, shapes.balance);
	const [type] = new Fields(fields.one("Tp"), shapes.balanceType).one("CdOrPrtry").children;
	return {
		type: type ? textOf(type, text35) : refuseAt(source, "a type of balance", "nothing"),
		amount: readMoney(fields.one("Amt")),
		direction: oneOf$1(fields.one("CdtDbtInd"), directions),
		date: readDay(fields.one("Dt"))
	};
}
/**
* Adds a statement up: one currency throughout, opening booked balance + booked lines = closing booked balance.
*
* @example arithmeticOf(statement).difference // 0n
* @throws {STATEMENT_UNBALANCED} when a balance is missing or double, or currencies are mixed
*/
function arithmeticOf(statement) {
	const opening = onlyBalance(statement, ["OPBD", "PRCD"]);
	const closing = onlyBalance(statement, ["CLBD"]);
	const { currency } = opening.amount;
	const others = [closing, ...statement.entries].filter((line) => line.amount.currency !== currency);
	if (others[0] || (statement.account.currency ?? currency) !== currency) unbalanced(statement, `${currency} throughout`, others[0]?.amount.currency ?? statement.account.currency ?? "");
	const booked = bookedTotal(statement.entries);
	const difference = signed(opening) + booked - signed(closing);
	return {
		opening: signed(opening),
		booked,
		closing: signed(closing),
		difference
	};
}
/** @throws {STATEMENT_UNBALANCED} with both sums in facts */
function checkStatement(statement) {
	const { opening, booked, closing, difference } = arithmeticOf(statement);
	if (difference === 0n) return;
	const currency = statement.balances[0].amount.currency;
	const print = (amount) => formatMoney({
		amount,
		currency
	});
	unbalanced(statement, `${print(opening)} + ${print(booked)} = ${print(opening + booked)} ${currency} at the close`, print(closing));
}
function onlyBalance(statement, types) {
	const found = statement.balances.filter((balance) => types.includes(balance.type));
	const chosen = types.map((type) => found.filter((balance) => balance.type === type)).find((same) => same.length > 0);
	const [balance, second] = chosen ?? [];
	if (!balance || second) unbalanced(statement, `one balance ${types.join(" or ")}`, String(chosen?.length ?? 0));
	return balance;
}
function unbalanced(statement, expected, found) {
	throw new SluiceError("STATEMENT_UNBALANCED", `statement ${statement.id}: expected ${expected}, found ${found}.`, { facts: {
		statement: statement.id,
		account: statement.account.id,
		expected,
		found
	} });
}
/**
* The one booked line of an account's camt.053 that carries a reference (end-to-end id, or the bank's own). A reference that two lines carry
* identifies none: a duplicated line is seen, not guessed about.
*
* @returns undefined when no line or more than one carries it
* @throws {INPUT_INVALID} {MESSAGE_MALFORMED} {STATEMENT_UNBALANCED}
*/
function statementLine(parameters) {
	const { paper, account, reference } = parameters;
	const { xml } = paper.body;
	if (typeof xml !== "string") throw new SluiceError("INPUT_INVALID", "expected a camt.053 under \"xml\" in the paper.");
	const { statements } = readCamt053(utf8ToBytes(xml));
	const lines = statements.filter((statement) => statement.account.id === account).flatMap((statement) => statement.entries).filter((entry) => entry.status === "BOOK" && (entry.transactions.some(({ references }) => references.endToEndId === reference) || entry.reference === reference));
	const line = lines[0];
	if (line === void 0 || lines.length > 1) return void 0;
	return {
		credit: line.direction === "CRDT",
		amount: line.amount.minor,
		currency: line.amount.currency
	};
}
function seizureOf(state) {
	return slice(state, "seizure");
}
/** The chain of a CAIP-19 id. @example chainOf('bip122:0f91…/slip44:0') // 'bip122:0f91…' */
function chainOf(asset) {
	return asset.slice(0, asset.indexOf("/"));
}
function creditOf(state) {
	return slice(state, "credit") ?? {
		approvals: {},
		settled: {},
		credited: {}
	};
}
/** Midnight beginning a mainland date, as UTC. */
function dayStart(date) {
	return new Date(Date.parse(`${date}T00:00:00.000+08:00`)).toISOString();
}
/** Midnight ending a mainland date, as UTC. */
function dayEnd(date) {
	return new Date(Date.parse(`${date}T00:00:00.000+08:00`) + 864e5).toISOString();
}
/** Row 17: the yuan stand in the account of the organ responsible, matched to a line of the bank's statement. */
var moneyCredited = defineKind({
	name: "money.credited",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		account: id,
		amount: positiveUnits,
		statement: documentHash,
		reference: note
	}),
	facts: {
		accountIsOrgans: ({ payload, directory, state }) => {
			const account = directory().accounts[payload.account];
			const organ = seizureOf(state())?.organ ?? "none";
			return verdict(account?.owner === organ && account.purpose === "case-money", `${account?.purpose ?? "no account"} of ${account?.owner ?? "nobody"}`, `the case-money account of ${organ}`);
		},
		matchesStatement: ({ payload, paper, directory, state, subject }) => {
			const account = directory().accounts[payload.account];
			const line = statementLine({
				paper: paper(payload.statement, "camt.053"),
				account: account?.number ?? "",
				reference: payload.reference
			});
			const expected = creditOf(state()).settled[subject.tranche ?? ""]?.rmb ?? "nothing settled";
			return verdict(line?.credit === true && line.currency === "CNY" && line.amount.toString() === payload.amount && payload.amount === expected, line === void 0 ? "no such line" : `${line.credit ? "credit" : "debit"} of ${line.amount} ${line.currency}`, `credit of ${expected} CNY`);
		}
	},
	apply: (state, { payload, subject }) => {
		const credit = creditOf(state);
		return withSlice(state, "credit", {
			...credit,
			credited: {
				...credit.credited,
				[subject.tranche]: payload.amount
			}
		});
	},
	postings: ({ payload }) => move({
		from: "assets:receivable",
		to: "assets:case-account",
		asset: "CNY",
		units: BigInt(payload.amount)
	}),
	crosses: {
		to: "offshore",
		fields: ["subject"]
	}
});
/** Row 15: the foreign-exchange route, by default SAFE's approval: number, branch, ceiling, currency, payee, dates. */
var fxApproved = defineKind({
	name: "fx.approved",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		route: oneOf$2([
			"approval",
			"reply",
			"current-account"
		]),
		approval: documentHash,
		number: note,
		branch: note,
		currency,
		ceiling: positiveUnits,
		payee: id,
		from: date,
		until: date
	}),
	facts: {
		fxRoute: ({ payload }) => payload.route,
		approvalNumber: ({ payload, paper }) => {
			const body = paper(payload.approval, "safe-approval").body;
			return body.number === payload.number && body.branch === payload.branch;
		},
		ceiling: ({ payload, paper }) => {
			const body = paper(payload.approval, "safe-approval").body;
			return verdict(body.ceiling === payload.ceiling && body.currency === payload.currency, `${body.ceiling} ${body.currency}`, `${payload.ceiling} ${payload.currency}`);
		},
		payeeIsOrgan: ({ payload, paper, directory, state }) => {
			const body = paper(payload.approval, "safe-approval").body;
			const account = directory().accounts[payload.payee];
			const organ = seizureOf(state())?.organ ?? "none";
			return verdict(account?.owner === organ && account.purpose === "case-money" && account.number === body.payeeAccount, `${body.payeeAccount}, of ${account?.owner ?? "nobody"}`, `the case-money account of ${organ}`);
		},
		datesOpen: ({ payload, paper, effectiveAt }) => {
			const body = paper(payload.approval, "safe-approval").body;
			return verdict(body.from === payload.from && body.until === payload.until && effectiveAt < dayEnd(body.until) && dayStart(body.from) <= dayEnd(body.until), `${body.from} to ${body.until}`, `open at ${effectiveAt}`);
		}
	},
	apply: (state, { payload, subject }) => {
		const credit = creditOf(state);
		const { number, currency: of, ceiling, payee, from, until } = payload;
		const approval = {
			number,
			currency: of,
			ceiling,
			payee,
			from,
			until,
			used: "0"
		};
		return withSlice(state, "credit", {
			...credit,
			approvals: {
				...credit.approvals,
				[subject.lot]: approval
			}
		});
	},
	crosses: {
		to: "offshore",
		fields: [
			"subject",
			"payload.number",
			"payload.currency",
			"payload.ceiling",
			"payload.payee",
			"payload.from",
			"payload.until",
			"payload.branch"
		]
	}
});
/**
* Divides whole numbers with the rounding named.
*
* @example divide({ numerator: 5n, denominator: 2n, rounding: 'half-even' }) // 2n
* @throws {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
*/
function divide({ numerator, denominator, rounding }) {
	assert(denominator !== 0n, "a division by zero");
	const negative = numerator < 0n !== denominator < 0n;
	const n = numerator < 0n ? -numerator : numerator;
	const d = denominator < 0n ? -denominator : denominator;
	const magnitude = n / d + (roundsAway(n / d, n % d, d, rounding) ? 1n : 0n);
	return negative ? -magnitude : magnitude;
}
function roundsAway(quotient, rest, divisor, rounding) {
	if (rest === 0n || rounding === "down") return false;
	if (rounding === "up") return true;
	if (rounding === "exact") throw new SluiceError("AMOUNT_TOO_PRECISE", "expected a division without remainder.", { facts: {
		quotient: String(quotient),
		remainder: String(rest),
		divisor: String(divisor)
	} });
	const twice = rest * 2n;
	if (twice !== divisor) return twice > divisor;
	return rounding === "half-up" || quotient % 2n === 1n;
}
var plainRate = /^(0|[1-9][0-9]{0,38})(?:\.([0-9]{1,38}))?$/;
/**
* Reads a rate, price or ratio from its decimal text, exactly. No sign, exponent, grouping or leading zero.
*
* @example parseRate('7.8377') // { numerator: 78377n, decimals: 4 }
* @throws {AMOUNT_MALFORMED} with facts `at`, `found`, `expected`
*/
function parseRate(text, at) {
	const match = plainRate.exec(text);
	if (match) {
		const fraction = match[2] ?? "";
		return {
			numerator: BigInt(match[1] + fraction),
			decimals: fraction.length
		};
	}
	const found = text.length > 48 ? `${text.slice(0, 45)}...` : text;
	const expected = "a decimal without sign, exponent or grouping, such as 7.8377";
	throw new SluiceError("AMOUNT_MALFORMED", `${at === void 0 ? "" : `${at}: `}expected ${expected}, found "${found}".`, { facts: {
		at: at ?? "",
		found,
		expected
	} });
}
/**
* Value of an amount at a rate, in base units of the target.
*
* @example multiplyRate({ amount: 6_370_000_000n, rate: '36000.5', fromDecimals: 8, toDecimals: 2, rounding: 'down' }) // 229323185n
* @throws {AMOUNT_MALFORMED} on a bad rate, {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
*/
function multiplyRate({ amount, rate, fromDecimals, toDecimals, rounding }) {
	const { numerator, decimals } = parseRate(rate);
	return divide({
		numerator: amount * numerator * 10n ** BigInt(toDecimals),
		denominator: 10n ** BigInt(fromDecimals + decimals),
		rounding
	});
}
/**
* Compares a fraction with a decimal exactly, by cross-multiplication.
*
* @example compareRatio({ numerator: 110n, denominator: 100n, to: '1.10' }) // 0: cover of exactly 1.10 is enough
* @returns -1 below, 0 equal, 1 above
*/
function compareRatio({ numerator, denominator, to }) {
	assert(denominator > 0n, "a ratio over zero or less");
	const rate = parseRate(to);
	const left = numerator * 10n ** BigInt(rate.decimals);
	const right = rate.numerator * denominator;
	return left < right ? -1 : left > right ? 1 : 0;
}
/** Compares two decimal texts as numbers. @example compareRates('7.80', '7.8') // 0 */
function compareRates(a, b) {
	const left = parseRate(a);
	return compareRatio({
		numerator: left.numerator,
		denominator: 10n ** BigInt(left.decimals),
		to: b
	});
}
var shape$16 = closed$1({
	advice: documentHash,
	slip: documentHash,
	currency,
	remitted: positiveUnits,
	charges: Type.Array(closed$1({
		what: note,
		amount: positiveUnits
	}), { maxItems: 20 }),
	received: positiveUnits,
	rate,
	rmbGross: positiveUnits,
	bankFee: units,
	rmb: positiveUnits,
	bopNumber: note
});
var adviceOf = ({ payload, paper }) => paper(payload.advice, "remittance-advice").body;
var slipOf = ({ payload, paper }) => paper(payload.slip, "settlement-slip").body;
/** Row 16: what was remitted came in, less itemised charges, under the approval, and became yuan at the rate of the slip. To the fen. */
var fxSettled = defineKind({
	name: "fx.settled",
	stream: "case",
	zones: ["onshore"],
	payload: shape$16,
	facts: {
		withinCeiling: ({ payload, state, subject }) => {
			const approval = creditOf(state()).approvals[subject.lot ?? ""];
			const total = BigInt(approval?.used ?? "0") + BigInt(payload.remitted);
			return verdict(approval !== void 0 && approval.currency === payload.currency && total <= BigInt(approval.ceiling), `${total} ${payload.currency}`, approval === void 0 ? "an approval" : `at most ${approval.ceiling} ${approval.currency}`);
		},
		insideDates: (input) => {
			const approval = creditOf(input.state()).approvals[input.subject.lot ?? ""];
			const { valueDate } = adviceOf(input);
			return verdict(approval !== void 0 && dayStart(approval.from) <= dayStart(valueDate) && dayEnd(valueDate) <= dayEnd(approval.until), valueDate, approval === void 0 ? "an approval" : `${approval.from} to ${approval.until}`);
		},
		payeeAsApproved: (input) => {
			const payee = creditOf(input.state()).approvals[input.subject.lot ?? ""]?.payee ?? "none";
			const number = input.directory().accounts[payee]?.number ?? "none";
			const { payeeAccount } = adviceOf(input);
			return verdict(payeeAccount === number, payeeAccount, number);
		},
		chargesExplain: (input) => {
			const { payload } = input;
			const advice = adviceOf(input);
			const charges = payload.charges.reduce((sum, charge) => sum + BigInt(charge.amount), 0n);
			const reported = crossedOf(input.state(), "remittance.reported", input.subject);
			const same = advice.received === payload.received && advice.remitted === payload.remitted && String(reported?.fields.amount) === payload.remitted && String(reported?.fields.endToEndId) === advice.endToEndId && JSON.stringify(advice.charges) === JSON.stringify(payload.charges.map(({ what, amount }) => ({
				amount,
				what
			})));
			const right = BigInt(payload.remitted) - charges === BigInt(payload.received);
			return verdict(same && right, `${payload.remitted} − ${charges} = ${BigInt(payload.remitted) - charges}`, `${advice.received} received of ${String(reported?.fields.amount ?? "nothing")} remitted`);
		},
		bopDeclared: (input) => slipOf(input).bopNumber === input.payload.bopNumber && input.payload.bopNumber.length > 0,
		rateRecomputes: (input) => {
			const { payload } = input;
			const slip = slipOf(input);
			const gross = multiplyRate({
				amount: BigInt(payload.received),
				rate: payload.rate,
				fromDecimals: 2,
				toDecimals: 2,
				rounding: "half-up"
			});
			const net = gross - BigInt(payload.bankFee);
			return verdict(slip.rate === payload.rate && slip.rmbGross === payload.rmbGross && slip.bankFee === payload.bankFee && slip.rmb === payload.rmb && gross.toString() === payload.rmbGross && net.toString() === payload.rmb, `${gross} − ${payload.bankFee} = ${net}`, `${slip.rmbGross} − ${slip.bankFee} = ${slip.rmb}`);
		}
	},
	apply: (state, { payload, subject }) => {
		const credit = creditOf(state);
		const approval = credit.approvals[subject.lot];
		const used = (BigInt(approval.used) + BigInt(payload.remitted)).toString();
		const { received, currency: of, rmb } = payload;
		return withSlice(state, "credit", {
			...credit,
			approvals: {
				...credit.approvals,
				[subject.lot]: {
					...approval,
					used
				}
			},
			settled: {
				...credit.settled,
				[subject.tranche]: {
					received,
					currency: of,
					rmb
				}
			}
		});
	},
	postings: ({ payload }) => {
		const { currency: of } = payload;
		return [
			...payload.charges.flatMap((charge) => move({
				from: "crossing:offshore",
				to: "expenses:bank-charges",
				asset: of,
				units: BigInt(charge.amount)
			})),
			...move({
				from: "crossing:offshore",
				to: "equity:fx",
				asset: of,
				units: BigInt(payload.received)
			}),
			post("equity:fx", "CNY", -BigInt(payload.rmbGross)),
			post("assets:receivable", "CNY", BigInt(payload.rmb)),
			...payload.bankFee === "0" ? [] : [post("expenses:bank-fee", "CNY", BigInt(payload.bankFee))]
		];
	}
});
/**
* Pairs of different addresses that a person takes for one another: the mark of address poisoning, or of a slip in copying.
* Pairs come in the order in which their later half appears.
*
* @example lookAlikes({ addresses: ['0xdAC1…1ec7', '0xdac1…1ec7'] })
*/
function lookAlikes({ addresses, head = 4, tail = 4 }) {
	const pairs = [];
	const byCase = /* @__PURE__ */ new Map();
	const byEnds = /* @__PURE__ */ new Map();
	for (const address of new Set(addresses)) {
		const twins = put(byCase, address.toLowerCase(), address);
		for (const a of twins) pairs.push({
			a,
			b: address,
			kind: "case-twin"
		});
		for (const a of put(byEnds, ends(address, head, tail), address)) if (!twins.includes(a)) pairs.push({
			a,
			b: address,
			kind: "look-alike"
		});
	}
	return pairs;
}
/** Adds to a bucket and returns who was there before. */
function put(buckets, key, address) {
	const before = buckets.get(key) ?? [];
	buckets.set(key, [...before, address]);
	return before;
}
var sharedPrefix = /^(0x|[a-z]{2,4}1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]|bitcoincash:[qp]|f[0-4])/;
function ends(address, head, tail) {
	const shared = sharedPrefix.exec(address)?.[0] ?? "";
	const rest = address.slice(shared.length).toLowerCase();
	return rest.length < head + tail ? address : `${shared.toLowerCase()}|${rest.slice(0, head)}|${rest.slice(-tail)}`;
}
/** wif is not used by addresses; the library wants the field. */
var libraryNetwork = (network) => ({
	...network,
	wif: 128
});
/**
* The output script that an address stands for.
*
* @example scriptOfAddress('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', bitcoinMainnet).length // 22
* @throws {ADDRESS_INVALID} if the address is not one of this network
*/
function scriptOfAddress(address, network) {
	try {
		return OutScript.encode(Address(libraryNetwork(network)).decode(address));
	} catch {
		throw new SluiceError("ADDRESS_INVALID", `Not an address of ${network.name}.`, { facts: {
			address,
			network: network.id
		} });
	}
}
/** The address of an output script, or undefined where the script has none (OP_RETURN, bare multi-signature, unknown). */
function addressOfScript(script, network) {
	try {
		return Address(libraryNetwork(network)).encode(OutScript.decode(script));
	} catch {
		return;
	}
}
var inputCharset = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
var checksumCharset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
var generator = [
	1056006543753n,
	730107360018n,
	118834127661n,
	236335490938n,
	430795026429n
];
/**
* The eight checksum characters of a descriptor (BIP-380), or undefined if a character is outside the descriptor alphabet.
*
* @example descriptorChecksum('raw(deadbeef)') // '89f8spxm'
*/
function descriptorChecksum(body) {
	const symbols = toSymbols(body);
	if (symbols === void 0) return void 0;
	let checksum = 1n;
	for (const symbol of [
		...symbols,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0
	]) checksum = step$1(checksum, symbol);
	checksum ^= 1n;
	let text = "";
	for (let i = 0; i < 8; i++) text += checksumCharset[Number(checksum >> BigInt(5 * (7 - i)) & 31n)];
	return text;
}
function step$1(checksum, symbol) {
	const top = checksum >> 35n;
	let next = (checksum & 34359738367n) << 5n ^ BigInt(symbol);
	for (let i = 0; i < 5; i++) if (top >> BigInt(i) & 1n) next ^= generator[i];
	return next;
}
/** Each character gives its low five bits; three characters' high bits make one more symbol. */
function toSymbols(body) {
	const symbols = [];
	let groups = [];
	for (const char of body) {
		const at = inputCharset.indexOf(char);
		if (at < 0) return void 0;
		symbols.push(at & 31);
		groups.push(at >> 5);
		if (groups.length === 3) {
			symbols.push(groups[0] * 9 + groups[1] * 3 + groups[2]);
			groups = [];
		}
	}
	if (groups.length === 1) symbols.push(groups[0]);
	if (groups.length === 2) symbols.push(groups[0] * 3 + groups[1]);
	return symbols;
}
var xpub = {
	public: 76067358,
	private: 76066276
};
var tpub = {
	public: 70617039,
	private: 70615956
};
var regtestGenesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
var bitcoinMainnet$1 = {
	id: "bip122:000000000019d6689c085ae165831e93",
	name: "Bitcoin",
	bech32: "bc",
	pubKeyHash: 0,
	scriptHash: 5,
	bip32: xpub,
	genesis: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
	powLimitBits: 486604799
};
var bitcoinTestnet$1 = {
	id: "bip122:000000000933ea01ad0ee984209779ba",
	name: "Bitcoin testnet",
	bech32: "tb",
	pubKeyHash: 111,
	scriptHash: 196,
	bip32: tpub,
	genesis: "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
	powLimitBits: 486604799
};
/** The same regtest chain as bcoin writes its addresses; keys keep the `tpub` form that signers know. */
var bitcoinRegtestBcoin = {
	id: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
	name: "Bitcoin regtest",
	bech32: "bcrt",
	pubKeyHash: 111,
	scriptHash: 196,
	bip32: tpub,
	genesis: regtestGenesis,
	powLimitBits: 545259519,
	name: "Bitcoin regtest (bcoin)",
	bech32: "rb",
	pubKeyHash: 60,
	scriptHash: 38
};
var { Point } = secp256k1;
function publicNode(publicKey, chainCode) {
	return {
		point: Point.fromBytes(publicKey),
		publicKey,
		chainCode
	};
}
/**
* The unhardened child of a public node (BIP-32, CKDpub), or undefined in the one case in 2^127 where there is none.
*
* @param index 0 to 2^31 - 1
*/
function publicChild(node, index) {
	const serialized = new Uint8Array([
		index >>> 24,
		index >>> 16 & 255,
		index >>> 8 & 255,
		index & 255
	]);
	const digest = hmac(sha512, node.chainCode, concatBytes(node.publicKey, serialized));
	const tweak = BigInt(`0x${bytesToHex(digest.subarray(0, 32))}`);
	if (tweak === 0n || tweak >= Point.Fn.ORDER) return void 0;
	const point = Point.BASE.multiply(tweak).add(node.point);
	if (point.equals(Point.ZERO)) return void 0;
	return {
		point,
		publicKey: point.toBytes(true),
		chainCode: digest.subarray(32)
	};
}
/** A map that forgets everything when it is full: a memory of pure results, never of facts. */
var BoundedMemory = class {
	#values = /* @__PURE__ */ new Map();
	#sizeMax;
	constructor(sizeMax) {
		this.#sizeMax = sizeMax;
	}
	remember(key, compute) {
		const known = this.#values.get(key);
		if (known !== void 0) return known;
		if (this.#values.size >= this.#sizeMax) this.#values.clear();
		const value = compute();
		this.#values.set(key, value);
		return value;
	}
};
var hardened = 2147483648;
var base58check$1 = createBase58check(sha256$1);
var secretVersions = /* @__PURE__ */ new Set([bitcoinMainnet$1.bip32.private, bitcoinTestnet$1.bip32.private]);
function refuse$7(found) {
	throw new SluiceError("DESCRIPTOR_INVALID", `Not a key expression of BIP-380: ${found}.`);
}
/**
* Reads one key expression: `[fingerprint/path]key/steps/<a;b>/*`.
*
* @throws {DESCRIPTOR_INVALID} naming what is wrong
* @throws {SECRET_IN_INPUT} on a private key; the message does not repeat it
*/
function parseKeyExpression(text) {
	const { origin, rest } = readOrigin(text);
	const [keyText = "", ...steps] = rest.split("/");
	const key = readKey(keyText);
	if ("point" in key && steps.length > 0) refuse$7("a single key has no children");
	const { branches, wildcard } = readSteps(steps);
	return {
		text,
		...origin && { origin },
		key,
		branches,
		wildcard
	};
}
function readOrigin(text) {
	if (!text.startsWith("[")) {
		if (text.includes("]")) refuse$7("an origin that does not begin");
		return { rest: text };
	}
	const end = text.indexOf("]");
	if (end < 0) refuse$7("an origin that does not end");
	const [fingerprint = "", ...steps] = text.slice(1, end).split("/");
	if (!/^[0-9a-f]{8}$/i.test(fingerprint)) refuse$7("an origin whose fingerprint is not 8 hex digits");
	const rest = text.slice(end + 1);
	if (rest.includes("[") || rest.includes("]")) refuse$7("more than one origin");
	return {
		origin: {
			fingerprint: fingerprint.toLowerCase(),
			path: steps.map(readStep)
		},
		rest
	};
}
function readStep(step) {
	const match = /^(\d{1,10})([h']?)$/.exec(step);
	if (!match) refuse$7(`the derivation step "${step}"`);
	const index = Number(match[1]);
	if (index >= 2147483648) refuse$7(`the derivation step "${step}", which is above 2147483647`);
	return match[2] ? index + hardened : index;
}
function readSteps(steps) {
	let branches = [[]];
	let wildcard = "none";
	steps.forEach((step, at) => {
		if (/^\*[h']?$/.test(step)) {
			if (at !== steps.length - 1) refuse$7("a * that is not the last step");
			wildcard = step === "*" ? "unhardened" : "hardened";
		} else if (step.startsWith("<")) {
			if (branches.length > 1) refuse$7("more than one <…;…>");
			branches = readAlternatives(step).map((last) => [...branches[0], last]);
		} else {
			const index = readStep(step);
			for (const branch of branches) branch.push(index);
		}
	});
	return {
		branches,
		wildcard
	};
}
function readAlternatives(step) {
	if (!step.endsWith(">")) refuse$7("a < without its >");
	const alternatives = step.slice(1, -1).split(";").map(readStep);
	if (alternatives.length < 2) refuse$7("a <…> with fewer than two values");
	if (new Set(alternatives).size !== alternatives.length) refuse$7("a <…;…> with a value twice");
	return alternatives;
}
function readKey(text) {
	if (/^([0-9a-f]{66}|[0-9a-f]{130})$/i.test(text)) return { point: readPoint(text) };
	if (/^[0-9a-f]{64}$/i.test(text)) refuseSecret();
	const payload = decodeBase58check(text);
	if (payload === void 0) return refuse$7("a key that is neither hex nor base58check");
	if (payload.length === 33 || payload.length === 34) refuseSecret();
	if (payload.length !== 78) refuse$7("a key of unknown length");
	const version = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
	if (secretVersions.has(version)) refuseSecret();
	const network = [bitcoinMainnet$1, bitcoinTestnet$1].find((one) => one.bip32.public === version);
	if (network === void 0) refuse$7("an extended key that is neither xpub nor tpub");
	try {
		return { extended: HDKey.fromExtendedKey(text, network.bip32) };
	} catch {
		return refuse$7("an extended key that BIP-32 does not allow");
	}
}
function refuseSecret() {
	throw new SluiceError("SECRET_IN_INPUT", "A private key stands where a public key belongs. It was not kept; treat it as exposed.");
}
function readPoint(text) {
	const bytes = hexToBytes(text.toLowerCase());
	try {
		secp256k1.Point.fromBytes(bytes);
		return bytes;
	} catch {
		return refuse$7("a public key that is not on the curve");
	}
}
function decodeBase58check(text) {
	if (text.length > 120) return void 0;
	try {
		base58.decode(text);
		return base58check$1.decode(text);
	} catch {
		return;
	}
}
/**
* The public key of an expression on a branch, at an index.
*
* @throws {DESCRIPTOR_INVALID} for hardened steps (an xpub cannot take them), a branch or an index that is not there
*/
function deriveKey(key, at) {
	const branch = key.branches.length === 1 ? key.branches[0] : key.branches[at.branch];
	if (branch === void 0) return refuse$7(`no branch ${at.branch}`);
	if ("point" in key.key) {
		const fingerprint = key.origin?.fingerprint ?? "";
		return {
			publicKey: key.key.point,
			fingerprint,
			path: key.origin?.path ?? []
		};
	}
	if (key.wildcard === "hardened") refuse$7("hardened children of a public key cannot be derived");
	const { extended } = key.key;
	const branchNode = branchNodes.remember(`${key.text}|${branch.join("/")}`, () => branch.reduce(childOf, publicNode(extended.publicKey, extended.chainCode)));
	const ranged = key.wildcard === "unhardened";
	return {
		publicKey: ranged ? children.remember(`${key.text}|${branch.join("/")}|${at.index}`, () => childOf(branchNode, at.index).publicKey) : branchNode.publicKey,
		fingerprint: key.origin?.fingerprint ?? extended.fingerprint.toString(16).padStart(8, "0"),
		path: [
			...key.origin?.path ?? [],
			...branch,
			...ranged ? [at.index] : []
		]
	};
}
var branchNodes = new BoundedMemory(1e3);
var children = new BoundedMemory(2e4);
function childOf(node, step) {
	if (!Number.isSafeInteger(step) || step < 0 || step >= 2147483648) return refuse$7("a step that a public key cannot take");
	return publicChild(node, step) ?? refuse$7("a step that leads to no key");
}
var indexMax$1 = 2147483647;
var base58check = createBase58check(sha256$1);
function refuse$6(found) {
	throw new SluiceError("DESCRIPTOR_INVALID", `Not a descriptor that Sluice keeps coins under: ${found}.`);
}
/**
* Reads a descriptor; a checksum is checked where there is one, and may be demanded.
*
* @example parseDescriptor('wsh(sortedmulti(2,tpubA/<0;1>/*,tpubB/<0;1>/*,tpubC/<0;1>/*))#abcdefgh').threshold // 2
* @throws {DESCRIPTOR_INVALID} naming what is wrong
* @throws {SECRET_IN_INPUT} if a private key stands in it
*/
function parseDescriptor(text, options = {}) {
	const { wrapping, inner } = unwrap(checkedBody(text, options.checksum ?? "optional"));
	const match = /^(sorted)?multi\((\d{1,2}),(.*)\)$/s.exec(inner);
	if (!match) return refuse$6("the script is not multi(…) or sortedmulti(…), alone or in sh, wsh or sh(wsh)");
	const threshold = Number(match[2]);
	const keys = match[3].split(",").map(parseKeyExpression);
	checkQuorum(threshold, keys, wrapping);
	const branches = Math.max(...keys.map((key) => key.branches.length));
	if (keys.some((key) => key.branches.length !== 1 && key.branches.length !== branches)) refuse$6("keys whose <…;…> have different lengths");
	const ranged = keys.some((key) => key.wildcard !== "none");
	return {
		wrapping,
		sorted: match[1] !== void 0,
		threshold,
		keys,
		branches,
		ranged
	};
}
function checkedBody(text, demand) {
	const at = text.indexOf("#");
	if (at < 0) {
		if (demand === "required") refuse$6("its checksum is missing");
		if (descriptorChecksum(text) === void 0) refuse$6("a character outside the descriptor alphabet");
		return text;
	}
	const body = text.slice(0, at);
	const given = text.slice(at + 1);
	const right = descriptorChecksum(body);
	if (right === void 0) refuse$6("a character outside the descriptor alphabet");
	if (given.length !== 8) refuse$6(`a checksum of ${given.length} characters instead of 8`);
	if (given !== right) refuse$6("its checksum does not match: a character was changed");
	return body;
}
function unwrap(body) {
	for (const [wrapping, open, close] of [
		[
			"sh-wsh",
			"sh(wsh(",
			"))"
		],
		[
			"wsh",
			"wsh(",
			")"
		],
		[
			"sh",
			"sh(",
			")"
		]
	]) if (body.startsWith(open) && body.endsWith(close)) return {
		wrapping,
		inner: body.slice(open.length, -close.length)
	};
	return {
		wrapping: "bare",
		inner: body
	};
}
function checkQuorum(threshold, keys, wrapping) {
	const keysMax = wrapping === "bare" ? 3 : wrapping === "sh" ? 15 : 20;
	if (keys.length > keysMax) refuse$6(`${keys.length} keys where ${keysMax} are allowed`);
	if (threshold < 1) refuse$6("a threshold of 0");
	if (threshold > keys.length) refuse$6(`a threshold of ${threshold} over ${keys.length} keys`);
	if ((wrapping === "wsh" || wrapping === "sh-wsh") && keys.some((key) => "point" in key.key && key.key.point.length !== 33)) refuse$6("an uncompressed key in a segwit script");
}
/** Keys in the order of BIP-67: by their bytes. */
function sortKeys(keys) {
	const hex = (key) => bytesToHex(key.publicKey);
	return [...keys].sort((a, b) => hex(a) < hex(b) ? -1 : hex(a) > hex(b) ? 1 : 0);
}
/** `m <key>… n OP_CHECKMULTISIG` with the keys as given. */
function multisigScript(threshold, publicKeys) {
	const pushes = publicKeys.map((key) => concatBytes(new Uint8Array([key.length]), key));
	return concatBytes(smallNumber$1(threshold), ...pushes, smallNumber$1(publicKeys.length), new Uint8Array([174]));
}
function smallNumber$1(n) {
	return n <= 16 ? new Uint8Array([80 + n]) : new Uint8Array([1, n]);
}
/**
* The script at a place of the descriptor.
*
* @throws {DESCRIPTOR_INVALID} if the descriptor has no such branch, or the index is out of range
*/
function scriptAt(descriptor, place) {
	const { branch, index } = place;
	if (!Number.isSafeInteger(branch) || branch < 0 || branch >= descriptor.branches) refuse$6(`it has no branch ${branch}`);
	if (!Number.isSafeInteger(index) || index < 0 || index > indexMax$1) refuse$6(`index ${index} is out of range`);
	const derived = descriptor.keys.map((key, signer) => ({
		...deriveKey(key, place),
		signer
	}));
	const keys = descriptor.sorted ? sortKeys(derived) : derived;
	const multisig = multisigScript(descriptor.threshold, keys.map((key) => key.publicKey));
	return {
		...wrap(descriptor.wrapping, multisig),
		keys
	};
}
function wrap(wrapping, multisig) {
	if (wrapping === "bare") return { scriptPubKey: multisig };
	if (wrapping === "sh") return {
		scriptPubKey: scriptHashScript(multisig),
		redeemScript: multisig
	};
	const program = concatBytes(new Uint8Array([0, 32]), sha256$1(multisig));
	if (wrapping === "wsh") return {
		scriptPubKey: program,
		witnessScript: multisig
	};
	return {
		scriptPubKey: scriptHashScript(program),
		redeemScript: program,
		witnessScript: multisig
	};
}
function scriptHashScript(script) {
	return concatBytes(new Uint8Array([169, 20]), ripemd160(sha256$1(script)), new Uint8Array([135]));
}
/**
* The address at a place, as the network writes it.
*
* @example addressAt(descriptor, { branch: 0, index: 0 }, bitcoinRegtestBcoin) // 'rb1q…'
* @throws {DESCRIPTOR_INVALID} if the keys belong to another kind of network (xpub: mainnet, tpub: test networks)
*/
function addressAt(descriptor, place, network) {
	checkNetwork(descriptor, network);
	const { scriptPubKey } = scriptAt(descriptor, place);
	if (descriptor.wrapping === "bare") refuse$6("a bare multi-signature has no address");
	if (descriptor.wrapping === "wsh") return bech32.encode(network.bech32, [0, ...bech32.toWords(scriptPubKey.subarray(2))]);
	return base58check.encode(concatBytes(new Uint8Array([network.scriptHash]), scriptPubKey.subarray(2, 22)));
}
/** Mainnet and rehearsal never mix: a descriptor is used only on the kind of network that its keys are written for. */
function checkNetwork(descriptor, network) {
	for (const { key } of descriptor.keys) if ("extended" in key && key.extended.versions.public !== network.bip32.public) refuse$6(`its extended keys are not written for ${network.name}`);
}
/** Everything is parsed, nothing thrown away: keys that this version does not know stay in. */
var psbtOptions = {
	unknown: "ignore",
	allowUnknownInputs: true,
	allowUnknownOutputs: true
};
/**
* Reads a PSBT, version 0 or 2 (BIP-174, 370, 371), in base64.
*
* @throws {PSBT_INVALID}
*/
function parsePsbt(psbt) {
	try {
		return Transaction.fromPSBT(base64.decode(psbt), {
			...psbtOptions,
			allowLegacyWitnessUtxo: true
		});
	} catch (cause) {
		throw new SluiceError("PSBT_INVALID", "These bytes are not a PSBT of BIP-174 or BIP-370.", { cause });
	}
}
function refuse$5(message, facts = {}) {
	throw new SluiceError("PSBT_INVALID", message, { facts });
}
/**
* What a PSBT over coins of this descriptor does. Every input must be a coin of the descriptor, signed for as ALL.
*
* @throws {PSBT_INVALID} naming the input that is not ours or not fully described
*/
function readPayment(parameters) {
	const tx = parsePsbt(parameters.psbt);
	const inputs = Array.from({ length: tx.inputsLength }, (_, i) => readInput(tx, i, parameters.descriptor));
	const outputs = Array.from({ length: tx.outputsLength }, (_, i) => readOutput(tx, i, parameters));
	const sum = (rows) => rows.reduce((total, row) => total + row.amountSat, 0n);
	const feeSat = sum(inputs) - sum(outputs);
	if (feeSat < 0n) refuse$5("The outputs hold more than the inputs.", { feeSat });
	return {
		txid: tx.id,
		version: tx.version,
		lockTime: tx.lockTime,
		inputs,
		outputs,
		feeSat
	};
}
function readInput(tx, i, descriptor) {
	const input = tx.getInput(i);
	const utxo = input.witnessUtxo;
	if (input.txid === void 0 || input.index === void 0 || utxo === void 0 || input.witnessScript === void 0) return refuse$5(`Input ${i} lacks its coin's amount or script.`);
	const previous = input.nonWitnessUtxo?.outputs[input.index];
	if (previous && (previous.amount !== utxo.amount || !equalBytes(previous.script, utxo.script))) refuse$5(`Input ${i} gives two different amounts or scripts for its coin.`);
	if (input.sighashType !== void 0 && input.sighashType !== 1) refuse$5(`Input ${i} asks for a signature that is not ALL.`);
	const place = findPlace(descriptor, utxo.script, input.bip32Derivation);
	if (place === void 0) refuse$5(`Input ${i} is not a coin of the descriptor.`);
	if (!equalBytes(scriptAt(descriptor, place).witnessScript ?? /* @__PURE__ */ new Uint8Array(), input.witnessScript)) refuse$5(`Input ${i} carries another witness script than the descriptor's.`);
	return {
		txid: bytesToHex(input.txid),
		vout: input.index,
		amountSat: utxo.amount,
		sequence: input.sequence ?? 4294967295,
		place
	};
}
function readOutput(tx, i, { descriptor, network }) {
	const output = tx.getOutput(i);
	if (output.script === void 0 || output.amount === void 0) return refuse$5(`Output ${i} lacks its script or amount.`);
	const address = addressOfScript(output.script, network);
	const place = findPlace(descriptor, output.script, output.bip32Derivation);
	return {
		...address !== void 0 && { address },
		scriptPubKey: bytesToHex(output.script),
		amountSat: output.amount,
		...place && { place }
	};
}
/** The derivation only says where to look; what counts is that the script is the descriptor's there. */
function findPlace(descriptor, scriptPubKey, derivations) {
	const indexes = new Set((derivations ?? []).map(([, { path }]) => path.at(-1) ?? 0));
	for (const index of descriptor.ranged ? indexes : [0]) for (let branch = 0; branch < descriptor.branches; branch++) {
		const place = {
			branch,
			index
		};
		if (index < 2147483648 && equalBytes(scriptAt(descriptor, place).scriptPubKey, scriptPubKey)) return place;
	}
}
/** A hash as people write it: bytes reversed. */
function displayHash(hash) {
	return bytesToHex(Uint8Array.from(hash).reverse());
}
function hash256(data) {
	return sha256$1(sha256$1(data));
}
var amountSatMax = 21000000n * 100000000n;
/**
* Reads a raw transaction. One encoding only: bytes that would be written differently are refused.
*
* @throws {TRANSACTION_INVALID}
*/
function parseTransaction$1(hex) {
	const raw = toBytes(hex);
	const tx = decode$1(raw);
	const bare = RawOldTx.encode(tx);
	const witnesses = tx.witnesses ?? [];
	return {
		txid: displayHash(hash256(bare)),
		version: tx.version,
		lockTime: tx.lockTime,
		inputs: tx.inputs.map((input, i) => ({
			txid: bytesToHex(input.txid),
			vout: input.index,
			sequence: input.sequence,
			scriptSig: input.finalScriptSig,
			witness: witnesses[i] ?? []
		})),
		outputs: tx.outputs.map((output) => ({
			amountSat: checkAmount(output.amount),
			scriptPubKey: output.script
		})),
		vsize: Math.ceil((bare.length * 3 + raw.length) / 4)
	};
}
function toBytes(hex) {
	if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new SluiceError("TRANSACTION_INVALID", "A raw transaction is written in hex digits only.");
	return hexToBytes(hex.toLowerCase());
}
function decode$1(raw) {
	try {
		const tx = RawTx.decode(raw);
		if (equalBytes(RawTx.encode(tx), raw)) return tx;
	} catch (cause) {
		throw new SluiceError("TRANSACTION_INVALID", "These bytes are not a Bitcoin transaction.", { cause });
	}
	throw new SluiceError("TRANSACTION_INVALID", "This transaction is not in the one encoding that Bitcoin uses.");
}
function checkAmount(amount) {
	if (amount < 0n || amount > amountSatMax) throw new SluiceError("TRANSACTION_INVALID", "An output holds more than there are coins.");
	return amount;
}
/** Reads both sides, compares them, and judges every signature over the approved payment. */
function judgeSigned(parameters) {
	const { descriptor, network } = parameters;
	const payment = readPayment({
		psbt: parameters.approved,
		descriptor,
		network
	});
	const found = readFound(parameters.signed);
	const differences = compare(payment, found.tx, network);
	if (differences.length > 0) return {
		payment,
		signatures: [],
		differences
	};
	const approvedTx = parsePsbt(parameters.approved);
	const judged = payment.inputs.map((input, i) => {
		const script = scriptAt(descriptor, input.place);
		return judgeInput({
			i,
			script,
			digest: approvedTx.preimageWitnessV0(i, script.witnessScript, 1, input.amountSat),
			given: found.signaturesOf(i, script)
		});
	});
	const signatures = judged.map((one) => one.valid);
	return {
		payment,
		signatures,
		differences: [...judged.flatMap((one) => one.differences), ...tooFew(signatures, parameters)]
	};
}
function readFound(signed) {
	if (!/^([0-9a-fA-F]{2})+$/.test(signed)) return foundPsbt(parsePsbt(signed));
	parseTransaction$1(signed);
	const raw = hexToBytes(signed.toLowerCase());
	const tx = Transaction.fromRaw(raw, psbtOptions);
	const witnesses = RawTx.decode(raw).witnesses ?? [];
	return {
		tx,
		signaturesOf: (i, script) => fromWitness(i, witnesses[i], script)
	};
}
function foundPsbt(tx) {
	return {
		tx,
		signaturesOf: (i, script) => {
			const input = tx.getInput(i);
			if (input.finalScriptWitness) return fromWitness(i, input.finalScriptWitness, script);
			return {
				signatures: (input.partialSig ?? []).map(([publicKey, signature]) => ({
					publicKey,
					signature
				})),
				differences: sighashField(i, input.sighashType)
			};
		}
	};
}
function sighashField(i, sighashType) {
	if (sighashType === void 0 || sighashType === 1) return [];
	return [{
		what: `input ${i}: what the signature covers`,
		approved: "ALL (1)",
		found: String(sighashType)
	}];
}
/** `<empty> <signature>… <witness script>` */
function fromWitness(i, witness, script) {
	if (!witness || witness.length === 0) return {
		signatures: [],
		differences: []
	};
	const last = witness.at(-1);
	const wanted = script.witnessScript;
	if (!equalBytes(last, wanted)) return {
		signatures: [],
		differences: [{
			what: `input ${i}: witness script`,
			approved: bytesToHex(wanted),
			found: bytesToHex(last)
		}]
	};
	if (witness[0].length !== 0) return {
		signatures: [],
		differences: [{
			what: `input ${i}: first witness item`,
			approved: "",
			found: bytesToHex(witness[0])
		}]
	};
	return {
		signatures: witness.slice(1, -1).map((signature) => ({ signature })),
		differences: []
	};
}
/** Every difference between what the approved and the found transaction spend and pay. */
function compare(payment, found, network) {
	const rows = [];
	const row = (what, approved, other) => {
		if (String(approved) !== String(other)) rows.push({
			what,
			approved: String(approved),
			found: String(other)
		});
	};
	row("version", payment.version, found.version);
	row("lock time", payment.lockTime, found.lockTime);
	row("number of inputs", payment.inputs.length, found.inputsLength);
	row("number of outputs", payment.outputs.length, found.outputsLength);
	for (let i = 0; i < Math.max(payment.inputs.length, found.inputsLength); i++) {
		const approved = payment.inputs[i];
		const input = i < found.inputsLength ? found.getInput(i) : void 0;
		const coin = input && `${bytesToHex(input.txid ?? /* @__PURE__ */ new Uint8Array())}:${input.index}`;
		row(`input ${i}: coin`, approved ? `${approved.txid}:${approved.vout}` : "none", coin ?? "none");
		row(`input ${i}: sequence`, approved?.sequence ?? "none", input ? input.sequence ?? 4294967295 : "none");
		row(`input ${i}: scriptSig`, "", bytesToHex(input?.finalScriptSig ?? /* @__PURE__ */ new Uint8Array()));
	}
	for (let i = 0; i < Math.max(payment.outputs.length, found.outputsLength); i++) {
		const approved = payment.outputs[i];
		const output = i < found.outputsLength ? found.getOutput(i) : void 0;
		const script = output?.script;
		const payee = script && (addressOfScript(script, network) ?? bytesToHex(script));
		row(`output ${i}: payee`, approved ? approved.address ?? approved.scriptPubKey : "none", payee ?? "none");
		row(`output ${i}: amount in satoshi`, approved?.amountSat ?? "none", output?.amount ?? "none");
	}
	return rows;
}
function judgeInput(parameters) {
	const { i, script, digest, given } = parameters;
	const valid = /* @__PURE__ */ new Map();
	const differences = [...given.differences];
	for (const one of given.signatures) {
		const key = script.keys.find(({ publicKey }) => (!one.publicKey || equalBytes(publicKey, one.publicKey)) && holds$1(one.signature, digest, publicKey));
		if (key && one.signature.at(-1) === 1) valid.set(key.signer, one.signature);
		else differences.push(describeBadSignature(i, script, one));
	}
	return {
		valid,
		differences
	};
}
function describeBadSignature(i, script, { publicKey, signature }) {
	const covers = signature.at(-1);
	if (covers !== 1) return {
		what: `input ${i}: what the signature covers`,
		approved: "ALL (1)",
		found: String(covers ?? "nothing")
	};
	const ours = !publicKey || script.keys.some((key) => equalBytes(key.publicKey, publicKey));
	return {
		what: ours ? `input ${i}: signature` : `input ${i}: signing key`,
		approved: ours ? "one that verifies over the approved payment" : "a key of the descriptor",
		found: ours ? bytesToHex(signature) : bytesToHex(publicKey)
	};
}
function holds$1(signature, digest, publicKey) {
	try {
		return secp256k1.verify(signature.subarray(0, -1), digest, publicKey, {
			format: "der",
			prehash: false,
			lowS: true
		});
	} catch {
		return false;
	}
}
function tooFew(signatures, { signersMin, descriptor }) {
	const wanted = signersMin ?? descriptor.threshold;
	return signatures.flatMap((valid, i) => valid.size >= wanted ? [] : [{
		what: `input ${i}: keys that signed`,
		approved: `at least ${wanted}`,
		found: String(valid.size)
	}]);
}
/**
* Holds what was signed against what was approved: exactly the approved coins, to exactly the approved outputs, at the approved fee,
* with enough valid signatures of distinct keys of the descriptor on every input, each over all of the transaction (SIGHASH_ALL).
*
* @example checkSigned({ approved, signed, descriptor, network }) // { ok: true, txid: '…', signers: [0, 2] }
* @throws {PSBT_INVALID} {TRANSACTION_INVALID} if either cannot be read at all
*/
function checkSigned(parameters) {
	const { payment, signatures, differences } = judgeSigned(parameters);
	if (differences.length > 0) return {
		ok: false,
		differences
	};
	return {
		ok: true,
		txid: payment.txid,
		signers: signersOfAll(signatures)
	};
}
function signersOfAll(signatures) {
	const [first, ...rest] = signatures;
	return [...first?.keys() ?? []].filter((signer) => rest.every((one) => one.has(signer))).sort((a, b) => a - b);
}
/**
* Makes the transaction to broadcast: the approved payment with the first m valid signatures in script order. What was not approved cannot come out.
*
* @returns raw transaction in hex and its id
* @throws {SIGNATURE_INVALID} with the differences, if `checkSigned` would refuse
*/
function finalizePayment(parameters) {
	const { payment, signatures, differences } = judgeSigned(parameters);
	if (differences.length > 0) throw new SluiceError("SIGNATURE_INVALID", "What was signed is not what was approved.", { facts: { differences } });
	const { descriptor } = parameters;
	const witnesses = payment.inputs.map((input, i) => {
		const script = scriptAt(descriptor, input.place);
		const inOrder = script.keys.flatMap(({ signer }) => signatures[i].get(signer) ?? []).slice(0, descriptor.threshold);
		return [
			/* @__PURE__ */ new Uint8Array(),
			...inOrder,
			script.witnessScript
		];
	});
	const raw = RawTx.encode({
		version: payment.version,
		lockTime: payment.lockTime,
		segwitFlag: true,
		inputs: payment.inputs.map((input) => ({
			txid: hexToBytes(input.txid),
			index: input.vout,
			finalScriptSig: /* @__PURE__ */ new Uint8Array(),
			sequence: input.sequence
		})),
		outputs: payment.outputs.map((output) => ({
			amount: output.amountSat,
			script: hexToBytes(output.scriptPubKey)
		})),
		witnesses
	});
	const { txid } = parseTransaction$1(bytesToHex(raw));
	assert(txid === payment.txid, "signatures are no part of a native segwit id");
	return {
		raw: bytesToHex(raw),
		txid
	};
}
/**
* Judges an EVM address. One in mixed case must carry its EIP-55 checksum; one in a single case carries none and is noted so,
* since a mistyped digit in it cannot be seen.
*/
function checkEvm(text) {
	const match = /^0[xX]([0-9a-fA-F]*)$/.exec(text);
	if (!match) return { reason: text.startsWith("0x") ? "alphabet" : "prefix" };
	const digits = match[1];
	if (digits.length !== 40) return { reason: "length" };
	if (/^0+$/.test(digits)) return { reason: "zero" };
	const canonical = toEip55(digits);
	if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return /[a-f]/i.test(digits) ? {
		canonical,
		form: "evm",
		note: "no-checksum"
	} : {
		canonical,
		form: "evm"
	};
	return canonical === `0x${digits}` ? {
		canonical,
		form: "evm"
	} : { reason: "checksum" };
}
/** EIP-55: a letter is upper case where the keccak hash of the lower-case digits has a nibble of 8 or more. */
function toEip55(digits) {
	const lower = digits.toLowerCase();
	const hash = bytesToHex(keccak_256(utf8ToBytes(lower)));
	return `0x${[...lower].map((digit, i) => Number.parseInt(hash[i], 16) >= 8 ? digit.toUpperCase() : digit).join("")}`;
}
/** The EIP-55 form of an address. @throws {ADDRESS_INVALID} also where its checksum is wrong, or it is the zero address */
function evmAddress(text) {
	const answer = checkEvm(text);
	if ("canonical" in answer) return answer.canonical;
	throw new SluiceError("ADDRESS_INVALID", `Not an address of an EVM chain (${answer.reason}).`, { facts: {
		address: text.slice(0, 60),
		reason: answer.reason
	} });
}
/** The chain id of a CAIP-2 network. @example chainIdOf('eip155:31337') // 31337 */
function chainIdOf(network) {
	const match = /^eip155:([1-9]\d{0,14})$/.exec(network);
	if (match) return Number(match[1]);
	throw new SluiceError("INPUT_INVALID", `${network} is not an EVM network.`, { facts: { network } });
}
/** CAIP-19 id of a chain's own coin. */
var coinOf$1 = (network) => `${network}/slip44:60`;
/** CAIP-19 id of a token; contracts are written in EIP-55. */
var tokenOf = (network, contract) => `${network}/erc20:${evmAddress(contract)}`;
/**
* Reads base58check: one version byte, payload, four bytes of double SHA-256.
*
* @example decodeBase58Check('1BoatSLRHtKNngkdXEeobR76b53LETtpyT') // { version: 0, payload: 20 bytes }
*/
function decodeBase58Check(text, alphabet = "bitcoin") {
	if (text.length > 120) return { reason: "length" };
	let bytes;
	try {
		bytes = (alphabet === "bitcoin" ? base58 : base58xrp).decode(text);
	} catch {
		return { reason: "alphabet" };
	}
	if (bytes.length < 5) return { reason: "length" };
	const body = bytes.subarray(0, -4);
	if (!equalBytes(sha256$1(sha256$1(body)).subarray(0, 4), bytes.subarray(-4))) return { reason: "checksum" };
	return {
		version: body[0],
		payload: body.slice(1)
	};
}
/** Writes base58check. */
function encodeBase58Check(version, payload) {
	const body = Uint8Array.of(version, ...payload);
	return base58.encode(Uint8Array.of(...body, ...sha256$1(sha256$1(body)).subarray(0, 4)));
}
/** The 20 address bytes behind a recoverable signature over a digest. */
function recoverAddressBytes(digest, signature) {
	if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return void 0;
	const bytes = hexToBytes(signature.slice(2).toLowerCase());
	const v = bytes[64];
	const recovery = v >= 27 ? v - 27 : v;
	if (recovery > 1) return void 0;
	try {
		const parsed = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), "compact").addRecoveryBit(recovery);
		if (parsed.hasHighS()) return void 0;
		return keccak_256(parsed.recoverPublicKey(digest).toBytes(false).subarray(1)).subarray(12);
	} catch {
		return;
	}
}
/**
* The owner who signed a Safe transaction: over its EIP-712 hash (v 27, 28), or over that hash as a personal message, as some hardware does it (v 31, 32).
* Contract signatures and approvals on chain (v 0, 1) are not judged here and give undefined, as does everything malformed.
*/
function recoverOwner(safeTxHash, signature) {
	const v = Number.parseInt(signature.slice(-2), 16);
	const digest = hexToBytes(safeTxHash.slice(2));
	const personal = v === 31 || v === 32;
	if (!personal && v !== 27 && v !== 28) return void 0;
	const prefix = utf8ToBytes("Ethereum Signed Message:\n32");
	const address = recoverAddressBytes(personal ? keccak_256(concatBytes(prefix, digest)) : digest, personal ? signature.slice(0, -2) + (v - 4).toString(16) : signature);
	return address && toEip55(bytesToHex(address));
}
/** The blob cut into signatures of 65 bytes; undefined if something is left over. */
function splitSignatures(blob) {
	const digits = blob.slice(2);
	if (digits.length === 0 || digits.length % 130 !== 0) return void 0;
	return Array.from({ length: digits.length / 130 }, (_, i) => `0x${digits.slice(130 * i, 130 * (i + 1))}`);
}
var zero$1 = "0x0000000000000000000000000000000000000000";
var execAbi = [{
	type: "function",
	name: "execTransaction",
	stateMutability: "payable",
	inputs: [
		{
			name: "to",
			type: "address"
		},
		{
			name: "value",
			type: "uint256"
		},
		{
			name: "data",
			type: "bytes"
		},
		{
			name: "operation",
			type: "uint8"
		},
		{
			name: "safeTxGas",
			type: "uint256"
		},
		{
			name: "baseGas",
			type: "uint256"
		},
		{
			name: "gasPrice",
			type: "uint256"
		},
		{
			name: "gasToken",
			type: "address"
		},
		{
			name: "refundReceiver",
			type: "address"
		},
		{
			name: "signatures",
			type: "bytes"
		}
	],
	outputs: [{ type: "bool" }]
}];
/** The call that makes the Safe carry out a transfer, with a blob of owners' signatures. */
function executionCall({ inner }, blob) {
	const args = [
		inner.to,
		inner.value,
		inner.data,
		0,
		0n,
		0n,
		0n,
		zero$1,
		zero$1,
		blob
	];
	return encodeFunctionData({
		abi: execAbi,
		functionName: "execTransaction",
		args
	});
}
/** The signatures in a call that carries out exactly this transfer; undefined for any other call. */
function signaturesInCall(transfer, data) {
	try {
		const { args } = decodeFunctionData({
			abi: execAbi,
			data
		});
		return executionCall(transfer, args[9]) === data ? args[9] : void 0;
	} catch {
		return;
	}
}
/**
* Reads a signed EIP-1559 transaction; its sender is recovered from the signature. One encoding only.
*
* @throws {TRANSACTION_INVALID} also for other types, access lists, and a high s
*/
function parseEvmTransaction(raw) {
	const bad = (cause) => new SluiceError("TRANSACTION_INVALID", "These bytes are not a signed EIP-1559 transaction.", { cause });
	if (!/^0x02([0-9a-f]{2})+$/.test(raw)) throw bad();
	const serialized = raw;
	try {
		const { r, s, yParity, v: _v, type: _type, ...tx } = parseTransaction(serialized);
		if (r === void 0 || s === void 0 || yParity === void 0 || (tx.accessList?.length ?? 0) > 0) throw bad();
		const unsigned = serializeTransaction({
			...tx,
			type: "eip1559"
		});
		if (serializeTransaction({
			...tx,
			type: "eip1559"
		}, {
			r,
			s,
			yParity
		}) !== serialized) throw bad();
		const word = (hex) => hex.slice(2).padStart(64, "0");
		const signature = `0x${word(r)}${word(s)}${(27 + yParity).toString(16)}`;
		const from = recoverAddressBytes(hexToBytes(keccak256(unsigned).slice(2)), signature);
		if (from === void 0) throw bad();
		return {
			txid: keccak256(serialized),
			from: toEip55(bytesToHex(from)),
			...tx.to && { to: toEip55(tx.to.slice(2)) },
			chainId: tx.chainId,
			nonce: BigInt(tx.nonce ?? 0),
			gas: tx.gas ?? 0n,
			maxFeePerGas: tx.maxFeePerGas ?? 0n,
			maxPriorityFeePerGas: tx.maxPriorityFeePerGas ?? 0n,
			value: tx.value ?? 0n,
			data: tx.data ?? "0x"
		};
	} catch (cause) {
		throw cause instanceof SluiceError ? cause : bad(cause);
	}
}
/** `transfer` as ERC-20 has it. USDT returns nothing where the standard says bool: the call is the same. */
var transferAbi = [{
	type: "function",
	name: "transfer",
	stateMutability: "nonpayable",
	inputs: [{
		name: "to",
		type: "address"
	}, {
		name: "value",
		type: "uint256"
	}],
	outputs: []
}];
function transferCall(parameters) {
	return encodeFunctionData({
		abi: transferAbi,
		functionName: "transfer",
		args: [parameters.to, parameters.units]
	});
}
/** Reads a `transfer` call; undefined for any other call and for padding that a plain encoder would not write. */
function readTransferCall(data) {
	try {
		const { args } = decodeFunctionData({
			abi: transferAbi,
			data
		});
		const call = {
			to: evmAddress(args[0]),
			units: args[1]
		};
		return transferCall(call) === data.toLowerCase() ? call : void 0;
	} catch {
		return;
	}
}
var safeTransferFormat = "sluice/safe-transfer/1";
var uint256Max = (1n << 256n) - 1n;
/** What an approved transfer pays, and at most costs. */
function summaryOf(transfer) {
	const { network, inner, outer } = transfer;
	const call = inner.data === "0x" ? void 0 : readTransferCall(inner.data);
	return {
		safeTxHash: safeTxHashOf(transfer),
		pays: call ? {
			address: call.to,
			asset: tokenOf(network, inner.to),
			units: call.units
		} : {
			address: inner.to,
			asset: coinOf$1(network),
			units: inner.value
		},
		feeAsset: coinOf$1(network),
		feeMax: outer.gas * outer.maxFeePerGas
	};
}
var zero = "0x0000000000000000000000000000000000000000";
var safeTxTypes = { SafeTx: [
	{
		name: "to",
		type: "address"
	},
	{
		name: "value",
		type: "uint256"
	},
	{
		name: "data",
		type: "bytes"
	},
	{
		name: "operation",
		type: "uint8"
	},
	{
		name: "safeTxGas",
		type: "uint256"
	},
	{
		name: "baseGas",
		type: "uint256"
	},
	{
		name: "gasPrice",
		type: "uint256"
	},
	{
		name: "gasToken",
		type: "address"
	},
	{
		name: "refundReceiver",
		type: "address"
	},
	{
		name: "nonce",
		type: "uint256"
	}
] };
/** The EIP-712 digest that owners sign. Always a plain call (operation 0) without refund: the gas account pays for itself. */
function safeTxHashOf({ network, safe, inner }) {
	return hashTypedData({
		domain: {
			chainId: chainIdOf(network),
			verifyingContract: safe
		},
		types: safeTxTypes,
		primaryType: "SafeTx",
		message: {
			...inner,
			operation: 0,
			safeTxGas: 0n,
			baseGas: 0n,
			gasPrice: 0n,
			gasToken: zero,
			refundReceiver: zero
		}
	});
}
/**
* Reads an unsigned transfer from hostile text: canonical JSON, exact keys, an inner call that is a plain payment or an ERC-20 transfer and nothing else.
*
* @throws {PAYMENT_INVALID} naming what is wrong
*/
function readSafeTransfer(text) {
	const value = record(parse(text), [
		"format",
		"inner",
		"network",
		"outer",
		"safe"
	]);
	const inner = record(value.inner, [
		"data",
		"nonce",
		"to",
		"value"
	]);
	const outer = record(value.outer, [
		"from",
		"gas",
		"maxFeePerGas",
		"maxPriorityFeePerGas",
		"nonce"
	]);
	if (value.format !== "sluice/safe-transfer/1") refuse$4("it is of another format");
	const transfer = {
		format: safeTransferFormat,
		network: string(value.network),
		safe: address(value.safe),
		inner: {
			to: address(inner.to),
			value: uint(inner.value),
			data: hex$1(inner.data),
			nonce: uint(inner.nonce)
		},
		outer: {
			from: address(outer.from),
			nonce: uint(outer.nonce),
			gas: uint(outer.gas),
			maxFeePerGas: uint(outer.maxFeePerGas),
			maxPriorityFeePerGas: uint(outer.maxPriorityFeePerGas)
		}
	};
	chainIdOf(transfer.network);
	checkPayment(transfer);
	return transfer;
}
function checkPayment({ safe, inner, outer }) {
	if (inner.to === safe) refuse$4("it calls the Safe itself, which could change its owners");
	if (outer.maxPriorityFeePerGas > outer.maxFeePerGas) refuse$4("its priority fee is above its fee");
	if (outer.nonce > BigInt(Number.MAX_SAFE_INTEGER)) refuse$4("its outer nonce is beyond reason");
	if (outer.gas < 21000n || outer.maxFeePerGas === 0n) refuse$4("its outer transaction could not be carried");
	if (inner.data === "0x") {
		if (inner.value === 0n) refuse$4("it pays nothing");
		return;
	}
	const call = readTransferCall(inner.data);
	if (call === void 0 || inner.value !== 0n) refuse$4("it is neither a payment nor an ERC-20 transfer");
	if (call.units === 0n) refuse$4("it pays nothing");
}
function refuse$4(what) {
	throw new SluiceError("PAYMENT_INVALID", `Not a transfer out of a Safe: ${what}.`);
}
function parse(text) {
	try {
		return parseCanonical(text);
	} catch {
		return refuse$4("it is not canonical JSON");
	}
}
function record(value, keys) {
	if (typeof value !== "object" || Array.isArray(value)) refuse$4("a part of it is missing");
	if (Object.keys(value).sort().join() !== keys.join()) refuse$4("it has other fields");
	return value;
}
function string(value) {
	return typeof value === "string" ? value : refuse$4("a field is not text");
}
function address(value) {
	const text = string(value);
	return evmAddress(text) === text ? text : refuse$4("an address is not in EIP-55 form");
}
function uint(value) {
	const text = string(value);
	const number = /^(0|[1-9]\d{0,77})$/.test(text) ? BigInt(text) : refuse$4("a number is not whole");
	return number <= uint256Max ? number : refuse$4("a number is too large");
}
function hex$1(value) {
	const text = string(value);
	return /^0x([0-9a-f]{2})*$/.test(text) ? text : refuse$4("its data is not hex");
}
/**
* Holds a signed outer transaction against the transfer that was approved: from the approved gas account, with the approved nonce and fees, to the Safe,
* without value, calling exactly the approved inner transaction with enough valid signatures of distinct owners.
*
* @example checkSafeSigned({ approved, signed: raw, wallet: { owners, threshold: 2 } }) // { ok: true, txid: '0x…', signers: [0, 2] }
* @throws {PAYMENT_INVALID} {TRANSACTION_INVALID} if either cannot be read at all
*/
function checkSafeSigned(parameters) {
	const transfer = readSafeTransfer(parameters.approved);
	const found = parseEvmTransaction(parameters.signed);
	const differences = compareOuter(transfer, found);
	if (differences.length > 0) return {
		ok: false,
		differences
	};
	const blob = signaturesInCall(transfer, found.data);
	if (blob === void 0) return {
		ok: false,
		differences: [{
			what: "call of the Safe",
			approved: "the approved transfer",
			found: found.data.slice(0, 74)
		}]
	};
	const judged = judgeSignatures({
		transfer,
		blob,
		wallet: parameters.wallet
	});
	return judged.differences.length > 0 ? {
		ok: false,
		differences: judged.differences
	} : {
		ok: true,
		txid: found.txid,
		signers: judged.signers
	};
}
function compareOuter({ network, safe, outer }, found) {
	return [
		[
			"chain id",
			chainIdOf(network),
			found.chainId
		],
		[
			"gas account",
			outer.from,
			found.from
		],
		[
			"called address",
			safe,
			found.to ?? "none"
		],
		[
			"value of the outer transaction in wei",
			0n,
			found.value
		],
		[
			"nonce of the gas account",
			outer.nonce,
			found.nonce
		],
		[
			"gas limit",
			outer.gas,
			found.gas
		],
		[
			"fee per gas in wei, at most",
			outer.maxFeePerGas,
			found.maxFeePerGas
		],
		[
			"priority fee per gas in wei, at most",
			outer.maxPriorityFeePerGas,
			found.maxPriorityFeePerGas
		]
	].filter(([, approved, other]) => String(approved) !== String(other)).map(([what, approved, other]) => ({
		what,
		approved: String(approved),
		found: String(other)
	}));
}
function judgeSignatures(parameters) {
	const { transfer, wallet } = parameters;
	const safeTxHash = safeTxHashOf(transfer);
	const signers = [];
	const differences = [];
	const lower = wallet.owners.map((owner) => owner.toLowerCase());
	let last = "";
	for (const [i, signature] of (splitSignatures(parameters.blob) ?? []).entries()) {
		const owner = recoverOwner(safeTxHash, signature);
		const at = owner === void 0 ? -1 : lower.indexOf(owner.toLowerCase());
		if (at < 0) differences.push({
			what: `signature ${i}`,
			approved: "one of an owner, over the approved transfer",
			found: owner ?? signature
		});
		else if (lower[at] <= last) differences.push({
			what: `signature ${i}`,
			approved: "owners in the order of their addresses, each once",
			found: owner
		});
		else {
			signers.push(at);
			last = lower[at];
		}
	}
	if (signers.length < wallet.threshold) differences.push({
		what: "owners that signed",
		approved: `at least ${wallet.threshold}`,
		found: String(signers.length)
	});
	return {
		signers: signers.sort((a, b) => a - b),
		differences
	};
}
/** The networks that custody is kept on, by CAIP-2 id. Regtest is bcoin's: the node that rehearsals run. */
var networks = [
	bitcoinMainnet$1,
	bitcoinTestnet$1,
	bitcoinRegtestBcoin
];
/** @throws {INPUT_INVALID} */
function bitcoinNetworkOf(network) {
	const found = networks.find((candidate) => candidate.id === network);
	if (found === void 0) throw new SluiceError("INPUT_INVALID", `no Bitcoin network is called ${network}.`, { facts: { network } });
	return found;
}
/** How far along a branch addresses are looked for. A wallet of a case uses a handful. */
var indexMax = 200;
/** @throws {INPUT_INVALID} {DESCRIPTOR_INVALID} when the wallet cannot be read or its network has no custody here */
function readWallet({ network, wallet }) {
	if (network.startsWith("bip122:")) {
		const descriptor = parseDescriptor(wallet);
		return {
			threshold: descriptor.threshold,
			keys: descriptor.keys.map((key) => key.text)
		};
	}
	if (network.startsWith("eip155:")) {
		const { owners, threshold } = readSafe(wallet);
		return {
			threshold,
			keys: owners
		};
	}
	throw new SluiceError("INPUT_INVALID", `custody on ${network} is not supported: expected bip122 or eip155.`, { facts: { network } });
}
/** The Safe of an EVM wallet: canonical JSON `{ safe, owners, threshold }`. @throws {INPUT_INVALID} */
function readSafe(wallet) {
	const value = JSON.parse(wallet);
	const address = /^0x[0-9a-fA-F]{40}$/;
	if (!address.test(value.safe) || !Array.isArray(value.owners) || value.owners.some((owner) => !address.test(owner)) || !Number.isInteger(value.threshold)) throw new SluiceError("INPUT_INVALID", "expected { safe, owners, threshold } of an EVM wallet.");
	return value;
}
/** Whether an address is derived from the wallet, receiving or change branch. */
function ownsAddress({ network, wallet, address }) {
	if (network.startsWith("eip155:")) return readSafe(wallet).safe.toLowerCase() === address.toLowerCase();
	return placeOfAddress({
		descriptor: parseDescriptor(wallet),
		network: bitcoinNetworkOf(network),
		address
	}) !== void 0;
}
/** Where below the descriptor an address stands. */
function placeOfAddress(parameters) {
	const { descriptor, network, address } = parameters;
	for (let index = 0; index < indexMax; index++) for (let branch = 0; branch < descriptor.branches; branch++) if (addressAt(descriptor, {
		branch,
		index
	}, network) === address) return {
		branch,
		index
	};
}
/** Reads what an unsigned transfer of a wallet does. @throws {PSBT_INVALID} {INPUT_INVALID} */
function readTransfer(parameters) {
	const { network, wallet, unsigned } = parameters;
	if (network.startsWith("eip155:")) return readSafeSummary(parameters);
	if (!network.startsWith("bip122:")) throw unsupported(network);
	const payment = readPayment({
		psbt: unsigned,
		descriptor: parseDescriptor(wallet),
		network: bitcoinNetworkOf(network)
	});
	const asset = `${network}/slip44:0`;
	const pays = payment.outputs.filter((output) => output.place === void 0).map((output) => ({
		address: output.address ?? output.scriptPubKey,
		asset,
		units: output.amountSat
	}));
	return {
		txid: payment.txid,
		pays,
		feeAsset: asset,
		fee: payment.feeSat
	};
}
/** Holds what came back signed against what was approved: same coins, same outputs, same fee, enough signatures of the wallet's keys. */
function checkTransferSigned(parameters) {
	const { network, wallet, unsigned, signed } = parameters;
	if (network.startsWith("eip155:")) return checkSafe(parameters);
	if (!network.startsWith("bip122:")) throw unsupported(network);
	const payment = {
		approved: unsigned,
		signed,
		descriptor: parseDescriptor(wallet),
		network: bitcoinNetworkOf(network)
	};
	const check = checkSigned(payment);
	if (!check.ok) return refused(check.differences);
	const { raw, txid } = finalizePayment(payment);
	return {
		ok: txid === check.txid,
		txid,
		raw,
		found: `${check.signers.length} signatures, ${txid}`
	};
}
/** Before it is signed an EVM transaction has no id: the hash that the owners sign stands for it. The fee is the most that the gas account can pay. */
function readSafeSummary({ network, wallet, unsigned }) {
	const transfer = readSafeTransfer(unsigned);
	const { safe } = readSafe(wallet);
	if (transfer.network !== network || transfer.safe.toLowerCase() !== safe.toLowerCase()) throw new SluiceError("PAYMENT_INVALID", "The transfer leaves another Safe than the wallet.", { facts: {
		network,
		safe
	} });
	const { safeTxHash, pays, feeAsset, feeMax } = summaryOf(transfer);
	return {
		txid: safeTxHash.slice(2),
		pays: [pays],
		feeAsset,
		fee: feeMax
	};
}
function checkSafe(parameters) {
	readSafeSummary(parameters);
	const { owners, threshold } = readSafe(parameters.wallet);
	const wallet = {
		owners: owners.map(evmAddress),
		threshold
	};
	const check = checkSafeSigned({
		approved: parameters.unsigned,
		signed: parameters.signed,
		wallet
	});
	if (!check.ok) return refused(check.differences);
	const txid = check.txid.slice(2);
	return {
		ok: true,
		txid,
		raw: parameters.signed,
		found: `${check.signers.length} signatures, ${txid}`
	};
}
function refused(differences) {
	return {
		ok: false,
		txid: "",
		raw: "",
		found: differences.map(({ what, approved, found: is }) => `${what}: approved ${approved}, found ${is}`).join("; ")
	};
}
function unsupported(network) {
	return new SluiceError("INPUT_INVALID", `transfers on ${network} are not supported: expected bip122 or eip155.`, { facts: { network } });
}
function transfersOf$1(state) {
	return slice(state, "transfers") ?? {};
}
/**
* Rows 9 and 10: an unsigned transaction to an address that the platform (or the claimant) gave and both sides read back, for the amount of the plan,
* under a deposit that covers what is out. Approved by others than who built it; signed elsewhere.
*/
var transferApproved = defineKind({
	name: "transfer.approved",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		transfer: id,
		purpose: oneOf$2([
			"test",
			"tranche",
			"return"
		]),
		network,
		asset,
		pays: list(closed$1({
			platform: optional$1(id),
			address: address$1,
			units: positiveUnits
		}), 20),
		fee: units,
		unsigned: documentHash,
		/** Sender's and receiver's sides each read the addresses back. */
		readBack: flag
	}),
	facts: {
		purpose: ({ payload }) => payload.purpose,
		destinationApproved,
		amountAsPlanned,
		addressUnlike: ({ payload, state }) => {
			const alike = lookAlikes({ addresses: [...payload.pays, ...Object.values(transfersOf$1(state())).flatMap((transfer) => transfer.pays)].map((pay) => pay.address) });
			return verdict(alike.length === 0, alike.length === 0 ? "none alike" : "alike, yet another", "no look-alike among the addresses in use");
		},
		coverHolds: (input) => {
			const required = input.parameter("depositCover");
			if (input.payload.purpose !== "tranche") return verdict(true, "not asked for this purpose", required);
			const ratio = String(crossedOf(input.state(), "cover.stated", input.subject)?.fields.ratio ?? "0");
			return verdict(compareRates(ratio, required) >= 0, ratio, required);
		},
		coverFresh: (input) => {
			const maxMinutes = Number(input.parameter("coverAgeMaxMinutes"));
			if (input.payload.purpose !== "tranche") return verdict(true, "not asked for this purpose", `${maxMinutes} min`);
			const stated = crossedOf(input.state(), "cover.stated", input.subject);
			if (stated === void 0) return verdict(false, "no cover stated", `${maxMinutes} min`);
			const ageMinutes = Math.floor((Date.parse(input.recordedAt) - Date.parse(stated.at)) / 6e4);
			return verdict(ageMinutes <= maxMinutes, ageMinutes <= maxMinutes ? "fresh" : `${ageMinutes} min`, `${maxMinutes} min`);
		},
		lastTrancheFree: ({ state, subject, payload }) => {
			const required = "earlier tranches sold and credited";
			if (payload.purpose !== "tranche") return verdict(true, "not asked for this purpose", required);
			const open = Object.entries(state().stages).filter(([key, stage]) => key.startsWith(`tranche ${subject.lot}/`) && key !== `tranche ${subject.tranche}` && ![
				"credited",
				"distributed",
				"paid"
			].includes(stage));
			return verdict(open.length === 0, open.map(([key, stage]) => `${key} ${stage}`).join(", ") || "none open", required);
		},
		testDone: ({ state, payload }) => {
			const required = "a confirmed test to each address";
			if (payload.purpose !== "tranche") return verdict(true, "not asked for this purpose", required);
			const tested = new Set(Object.values(transfersOf$1(state())).filter((transfer) => transfer.purpose === "test" && transfer.confirmed === true).flatMap((transfer) => transfer.pays.map((pay) => pay.address)));
			const untested = payload.pays.find((pay) => !tested.has(pay.address));
			return verdict(untested === void 0, untested === void 0 ? "confirmed" : `none to ${untested.address}`, required);
		},
		legParticulars: (input) => issuedVerdict(input, "particulars", "particulars of an unhosted-wallet leg, obtained by the platform from its customer"),
		thirdPartyApproved: (input) => issuedVerdict(input, "thirdParty", "approval of a third-party deposit before receipt"),
		routeAgreed: ({ state, payload, subject }) => payload.purpose === "return" || crossedOf(state(), "route.agreed", lotOnly(subject)) !== void 0
	},
	volatile: ["coverHolds", "coverFresh"],
	apply: (state, { payload, subject }) => {
		const { transfer, purpose, network: on, asset: of, pays, fee, unsigned } = payload;
		const row = {
			purpose,
			lot: subject.lot,
			network: on,
			asset: of,
			pays,
			fee,
			feeAsset: coinOf(on),
			unsigned,
			...subject.tranche === void 0 ? {} : { tranche: subject.tranche }
		};
		return withSlice(state, "transfers", {
			...transfersOf$1(state),
			[transfer]: row
		});
	}
});
function lotOnly(subject) {
	return subject.lot === void 0 ? {} : { lot: subject.lot };
}
/** Each address is what the platform's own signed statement said (crossed), or where the judgment returns the coins; and it was read back. */
function destinationApproved(input) {
	const { payload, state, subject } = input;
	const required = "addresses given by their owners and read back";
	if (!payload.readBack) return verdict(false, "not read back", required);
	if (payload.purpose === "return") {
		const decided = slice(state(), "returns")?.[subject.lot ?? ""];
		return verdict(decided !== void 0 && payload.pays.length === 1 && payload.pays[0].address === decided.address, decided?.address ?? "no return decided", required);
	}
	const stray = payload.pays.find((pay) => String(issuedFor(input, pay)?.fields.address) !== pay.address);
	return verdict(stray === void 0, stray === void 0 ? "as issued by the platforms" : `${stray.address} was not issued by ${stray.platform}`, required);
}
function amountAsPlanned(input) {
	const { payload, state, document } = input;
	const wallet = walletFor(state(), payload.network);
	if (wallet === void 0) return verdict(false, "no wallet of the agency on this network", "a wallet enrolled for the network");
	const { pays, fee } = readTransfer({
		...wallet,
		unsigned: document(payload.unsigned)
	});
	const required = `${describe(payload.pays)}, fee ${payload.fee}`;
	const found = `${describe(pays)}, fee ${fee}`;
	const planned = plannedFault(input);
	if (planned !== void 0) return verdict(false, planned, "units as specified, agreed or left");
	return verdict(found === required && pays.every((pay) => pay.asset === payload.asset), found, required);
}
function describe(pays) {
	return pays.map((pay) => `${pay.units} to ${pay.address}`).join(", ");
}
/** A test is what each platform specified; a tranche what the agreed route says; a return all that is left of the lot. */
function plannedFault(input) {
	const { payload, state, subject, parameter } = input;
	const sum = payload.pays.reduce((total, pay) => total + BigInt(pay.units), 0n);
	if (payload.purpose === "return") {
		const left = lotOf(state(), subject.lot)?.units ?? "0";
		const total = payload.asset === coinOf(payload.network) ? sum + BigInt(payload.fee) : sum;
		return total.toString() === left ? void 0 : `${total} of ${left} units of the lot`;
	}
	if (payload.purpose === "test") {
		const max = BigInt(parameter("testUnitsMax"));
		const wrong = payload.pays.find((pay) => String(issuedFor(input, pay)?.fields.testUnits) !== pay.units || BigInt(pay.units) > max);
		return wrong === void 0 ? void 0 : `${wrong.units} to ${wrong.platform} is not what the platform specified, or above ${max}`;
	}
	const agreed = (crossedOf(state(), "route.agreed", lotOnly(subject))?.fields.tranches ?? []).filter((row) => row.tranche === subject.tranche);
	return payload.pays.find((pay) => agreed.find((row) => row.platform === pay.platform)?.units !== pay.units) === void 0 && agreed.length === payload.pays.length ? void 0 : `not the agreed units of tranche ${subject.tranche}`;
}
/** The coin in which a network takes its fees. */
function coinOf(on) {
	return on.startsWith("eip155:") ? `${on}/slip44:60` : `${on}/slip44:0`;
}
function issuedFor({ state, subject }, pay) {
	return crossedOf(state(), `address.issued:${pay.platform}`, lotOnly(subject));
}
function issuedVerdict(input, field, required) {
	if (input.payload.purpose === "return") return verdict(true, "not a leg to a platform", required);
	const missing = input.payload.pays.find((pay) => issuedFor(input, pay)?.fields[field] !== true);
	return verdict(missing === void 0, missing === void 0 ? "stated by each platform" : `not stated by ${missing.platform}`, required);
}
/** Row 4: lines of one asset become a lot with one outcome. Each unit is in one lot only. */
var lotClassified = defineKind({
	name: "lot.classified",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		lines: list(count, 200),
		outcome: oneOf$2([
			"sell",
			"return",
			"destroy",
			"seal",
			"unsellable"
		]),
		tradable: flag,
		evidenceInKind: flag,
		taint: note,
		claims: note
	}),
	facts: {
		lineOnce: ({ payload, state, subject }) => {
			const { held, lots } = custodyOf(state());
			const taken = new Set(Object.values(lots).flatMap((lot) => lot.lines));
			const assets = new Set(payload.lines.map((line) => held.find((candidate) => candidate.line === line)?.asset ?? "none"));
			const twice = payload.lines.find((line) => taken.has(line)) ?? (new Set(payload.lines).size !== payload.lines.length ? payload.lines[0] : void 0);
			if (subject.lot === void 0 || lots[subject.lot] !== void 0) return verdict(false, "no new lot named", "a lot that does not exist yet");
			if (twice !== void 0) return verdict(false, `line ${twice} is in a lot already`, "each line in one lot");
			return verdict(assets.size === 1 && !assets.has("none"), [...assets].join(", "), "lines held, of one asset");
		},
		outcome: ({ payload }) => payload.outcome,
		tradable: ({ payload }) => payload.tradable,
		neededAsEvidence: ({ payload }) => payload.evidenceInKind,
		measureInForce: ({ state, effectiveAt }) => {
			const measure = seizureOf(state())?.measure;
			const required = `a measure in force at ${effectiveAt}`;
			if (measure === void 0) return verdict(false, "none", required);
			return verdict(measure.expires === void 0 || effectiveAt < new Date(Date.parse(`${measure.expires}T16:00:00.000Z`)).toISOString(), `${measure.kind} from ${measure.from} to ${measure.expires ?? "open"}`, required);
		},
		taintStated: ({ payload }) => payload.taint.length > 0,
		claimsStated: ({ payload }) => payload.claims.length > 0
	},
	apply: (state, { payload, subject }) => {
		const custody = custodyOf(state);
		const held = custody.held.filter((candidate) => payload.lines.includes(candidate.line));
		const units = held.reduce((sum, { units: of }) => sum + BigInt(of), 0n).toString();
		const lot = {
			lines: payload.lines,
			asset: held[0].asset,
			units,
			outcome: payload.outcome
		};
		return withSlice(state, "custody", {
			...custody,
			lots: {
				...custody.lots,
				[subject.lot]: lot
			}
		});
	}
});
/**
* Reads an 80-byte block header and checks its proof of work against the target that it claims, and the target against the network's limit.
*
* @throws {PROOF_INVALID}
*/
function parseHeader(hex, network) {
	if (!/^[0-9a-f]{160}$/.test(hex)) throw refuse$3("a block header is not 80 bytes of hex");
	const bytes = hexToBytes(hex);
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const hash = displayHash(hash256(bytes));
	const bits = view.getUint32(72, true);
	const target = targetOf(bits);
	if (target <= 0n || target > targetOf(network.powLimitBits)) throw refuse$3("a block claims a target that the network does not allow");
	if (BigInt(`0x${hash}`) > target) throw refuse$3("a block has less proof of work than it claims");
	return {
		hash,
		version: view.getInt32(0, true),
		previous: displayHash(bytes.subarray(4, 36)),
		merkleRoot: displayHash(bytes.subarray(36, 68)),
		timeSec: view.getUint32(68, true),
		bits
	};
}
/** The target that compact bits stand for. Negative and overflowing forms give 0, which no block meets. */
function targetOf(bits) {
	const size = bits >>> 24;
	const word = bits & 8388607;
	if ((bits & 8388608) !== 0 || size > 34) return 0n;
	return size <= 3 ? BigInt(word) >> BigInt(8 * (3 - size)) : BigInt(word) << BigInt(8 * (size - 3));
}
/** How many hashes a block of these bits stands for on average. */
function workOf(bits) {
	return (1n << 256n) / (targetOf(bits) + 1n);
}
/**
* The Merkle root that a leaf and its siblings give (Bitcoin's double SHA-256 tree; hashes in display order, from the bottom up).
*/
function merkleRoot(parameters) {
	let node = internal(parameters.leaf);
	let position = parameters.position;
	for (const sibling of parameters.branch) {
		const other = internal(sibling);
		if (position % 2 === 1 && equalBytes(node, other)) throw refuse$3("a Merkle branch repeats a node");
		node = hash256(position % 2 === 1 ? join$1(other, node) : join$1(node, other));
		position = Math.floor(position / 2);
	}
	if (position !== 0) throw refuse$3("a Merkle branch is shorter than its position says");
	return displayHash(node);
}
function internal(hash) {
	if (!/^[0-9a-f]{64}$/.test(hash)) throw refuse$3("a hash is not 32 bytes of hex");
	return hexToBytes(hash).reverse();
}
function join$1(left, right) {
	const both = /* @__PURE__ */ new Uint8Array(64);
	both.set(left);
	both.set(right, 32);
	return both;
}
function refuse$3(what) {
	return new SluiceError("PROOF_INVALID", `The chain proof does not hold: ${what}.`);
}
/**
* Verifies that a transaction stands in the chain above a trusted block: its Merkle branch, its block, and every header with its own proof of work.
* Targets stay as they are within a period of 2016 blocks and move by no more than a factor of 4 between two; the exact new target of a period
* that began before the anchor cannot be computed and is not. That no heavier chain exists is not shown, only what forging this one costs.
*
* @param parameters.anchors blocks trusted besides the genesis block, named by who verifies
* @example verifyInclusion({ proof, network: bitcoinRegtestBcoin }).confirmations // 6
* @throws {PROOF_INVALID} naming the first thing that does not hold
*/
function verifyInclusion(parameters) {
	const { proof, network } = parameters;
	if (proof.network !== network.id) refuse$2(`it is of ${proof.network}, not of ${network.id}`);
	if (![{
		height: 0,
		hash: network.genesis
	}, ...parameters.anchors ?? []].some((one) => one.height === proof.anchor.height && one.hash === proof.anchor.hash)) refuse$2(`nobody vouches for its anchor, block ${proof.anchor.height}`);
	const headers = readHeaders$1(proof, network);
	const block = headers[proof.height - proof.anchor.height - 1];
	if (block === void 0) return refuse$2(`it has no header of height ${proof.height}`);
	const transaction = parseTransaction$1(proof.transaction);
	checkBranches(proof, block, transaction);
	const above = headers.slice(proof.height - proof.anchor.height - 1);
	return {
		transaction,
		block: {
			height: proof.height,
			hash: block.hash,
			timeSec: block.timeSec
		},
		confirmations: above.length,
		work: above.reduce((sum, header) => sum + workOf(header.bits), 0n),
		anchor: proof.anchor
	};
}
function refuse$2(what) {
	throw new SluiceError("PROOF_INVALID", `The chain proof does not hold: ${what}.`);
}
function readHeaders$1(proof, network) {
	if (proof.headers.length === 0 || proof.headers.length % 160 !== 0) refuse$2("its headers are not a multiple of 80 bytes");
	const headers = [];
	let previous = proof.anchor.hash;
	for (let i = 0; i < proof.headers.length / 160; i++) {
		const header = parseHeader(proof.headers.slice(160 * i, 160 * (i + 1)), network);
		const height = proof.anchor.height + 1 + i;
		if (header.previous !== previous) refuse$2(`block ${height} does not follow the one before`);
		const last = headers.at(-1);
		if (last && !mayFollow(last.bits, header.bits, height, network)) refuse$2(`block ${height} changes its target as it may not`);
		headers.push(header);
		previous = header.hash;
	}
	return headers;
}
var retargetBlocks = 2016;
/** Test networks let a late block be easy, so nothing is asked of theirs. */
function mayFollow(before, after, height, network) {
	if (network.powLimitBits !== 486604799 || network.bech32 !== "bc") return true;
	if (height % retargetBlocks !== 0) return before === after;
	const [a, b] = [workOf(before), workOf(after)];
	return a * 1000n <= b * 4001n && b * 1000n <= a * 4001n;
}
function checkBranches(proof, block, transaction) {
	const coinbase = parseTransaction$1(proof.coinbase);
	const [input] = coinbase.inputs;
	if (coinbase.inputs.length !== 1 || input.txid !== "0".repeat(64)) refuse$2("its coinbase is none");
	if (merkleRoot({
		leaf: coinbase.txid,
		position: 0,
		branch: proof.coinbaseBranch
	}) !== block.merkleRoot) refuse$2("its coinbase does not stand in the block");
	if (proof.branch.length !== proof.coinbaseBranch.length) refuse$2("its two branches have different lengths");
	if (merkleRoot({
		leaf: transaction.txid,
		position: proof.position,
		branch: proof.branch
	}) !== block.merkleRoot) refuse$2("the transaction does not stand in the block");
	const height = block.version < 2 ? void 0 : heightOfCoinbase(input.scriptSig);
	if (height !== void 0 && height !== proof.height) refuse$2(`its coinbase is of block ${height}, not ${proof.height}`);
}
/** BIP-34: the coinbase script begins with the height. A form that no height has says nothing. */
function heightOfCoinbase(script) {
	const op = script[0] ?? 0;
	if (op >= 81 && op <= 96) return op - 80;
	if (op < 1 || op > 4 || script.length < op + 1) return void 0;
	return script.subarray(1, op + 1).reduceRight((height, byte) => height * 256 + byte, 0);
}
/**
* Reads a proof from hostile JSON: exact keys, each of its form. Nothing is verified yet.
*
* @throws {PROOF_INVALID}
*/
function readBitcoinProof(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return refuse$2("it is not JSON");
	}
	if (!isRecord(value) || Object.keys(value).sort().join() !== keys$1) refuse$2("it has other fields than a Bitcoin proof");
	const { anchor, branch, coinbaseBranch, format, headers, height, network, position, coinbase, transaction } = value;
	if (format !== "sluice/bitcoin-inclusion/1" || !isText(network)) refuse$2("it is not a Bitcoin proof");
	if (!isRecord(anchor) || Object.keys(anchor).sort().join() !== "hash,height") refuse$2("its anchor is not a height and a hash");
	if (!isHash(anchor.hash) || !isCount(anchor.height) || !isCount(height) || !isCount(position)) refuse$2("a height or position is none");
	if (!isHex(coinbase) || !isHex(transaction) || !isHex(headers)) refuse$2("transaction, coinbase or headers are not hex");
	if (!isHashes(branch) || !isHashes(coinbaseBranch)) refuse$2("a branch is not a list of hashes");
	return {
		format,
		network,
		transaction,
		height,
		position,
		branch,
		coinbase,
		coinbaseBranch,
		anchor: {
			height: anchor.height,
			hash: anchor.hash
		},
		headers
	};
}
var keys$1 = "anchor,branch,coinbase,coinbaseBranch,format,headers,height,network,position,transaction";
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var isText = (value) => typeof value === "string";
var isCount = (value) => Number.isSafeInteger(value) && value >= 0;
var isHex = (value) => isText(value) && /^([0-9a-f]{2})+$/.test(value);
var isHash = (value) => isText(value) && /^[0-9a-f]{64}$/.test(value);
var isHashes = (value) => Array.isArray(value) && value.length <= 32 && value.every(isHash);
function outputsOf(transaction, network) {
	return transaction.outputs.map(({ scriptPubKey, amountSat }, vout) => {
		const address = addressOfScript(scriptPubKey, network);
		return {
			vout,
			...address !== void 0 && { address },
			amountSat
		};
	});
}
/** @example encodeRlp([]) // Uint8Array [0xc0] */
function encodeRlp(item) {
	if (item instanceof Uint8Array) {
		if (item.length === 1 && item[0] < 128) return item;
		return join([prefix(128, item.length), item]);
	}
	const body = join(item.map(encodeRlp));
	return join([prefix(192, body.length), body]);
}
function prefix(base, length) {
	if (length < 56) return new Uint8Array([base + length]);
	const digits = numberBytes(BigInt(length));
	return join([new Uint8Array([base + 55 + digits.length]), digits]);
}
/** Big-endian without leading zeros; nothing for 0. */
function numberBytes(value) {
	const hex = value === 0n ? "" : value.toString(16);
	const even = hex.length % 2 === 0 ? hex : `0${hex}`;
	return Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
/** Reads one item that fills the bytes exactly, in its only encoding; undefined otherwise. */
function decodeRlp(bytes) {
	const read = readItem(bytes, 0);
	return read && read.end === bytes.length ? read.item : void 0;
}
function readItem(bytes, at) {
	const first = bytes[at];
	if (first === void 0) return void 0;
	if (first < 128) return {
		item: bytes.subarray(at, at + 1),
		end: at + 1
	};
	const isList = first >= 192;
	const body = readLength(bytes, at, isList ? 192 : 128);
	if (body === void 0 || body.end > bytes.length) return void 0;
	if (isList) return readList(bytes, body.start, body.end);
	if (body.end - body.start === 1 && bytes[body.start] < 128) return void 0;
	return {
		item: bytes.subarray(body.start, body.end),
		end: body.end
	};
}
function readLength(bytes, at, base) {
	const short = bytes[at] - base;
	if (short < 56) return {
		start: at + 1,
		end: at + 1 + short
	};
	const digits = short - 55;
	if (digits > 4 || (bytes[at + 1] ?? 0) === 0) return void 0;
	const length = bytes.subarray(at + 1, at + 1 + digits).reduce((sum, byte) => sum * 256 + byte, 0);
	return length < 56 ? void 0 : {
		start: at + 1 + digits,
		end: at + 1 + digits + length
	};
}
function readList(bytes, start, end) {
	const items = [];
	let at = start;
	while (at < end) {
		const read = readItem(bytes, at);
		if (read === void 0 || read.end > end) return void 0;
		items.push(read.item);
		at = read.end;
	}
	return {
		item: items,
		end
	};
}
function join(parts) {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
/**
* Root of Ethereum's Merkle Patricia trie over a list, keyed by the RLP of each index: the roots of a block's transactions and receipts.
*
* @example bytesToHex(listRoot([])) // '56e81f17…' the empty trie
*/
function listRoot(values) {
	const entries = values.map((value, index) => ({
		key: nibbles(encodeRlp(numberBytes(BigInt(index)))),
		value
	}));
	return keccak_256(encodeRlp(entries.length === 0 ? /* @__PURE__ */ new Uint8Array() : node(entries, 0)));
}
function nibbles(bytes) {
	return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}
/** The node over entries that share their first `depth` nibbles. */
function node(entries, depth) {
	const [first] = entries;
	if (entries.length === 1) return [compact(first.key.slice(depth), true), first.value];
	const shared = sharedFrom(entries, depth);
	if (shared > depth) return [compact(first.key.slice(depth, shared), false), child(entries, shared)];
	return [...Array.from({ length: 16 }, (_, nibble) => {
		const below = entries.filter((entry) => entry.key[depth] === nibble);
		return below.length === 0 ? /* @__PURE__ */ new Uint8Array() : child(below, depth + 1);
	}), entries.find((entry) => entry.key.length === depth)?.value ?? /* @__PURE__ */ new Uint8Array()];
}
/** A node of 32 bytes or more is named by its hash, a shorter one stands in place. */
function child(entries, depth) {
	const item = node(entries, depth);
	const encoded = encodeRlp(item);
	return encoded.length < 32 ? item : keccak_256(encoded);
}
function sharedFrom(entries, depth) {
	const first = entries[0].key;
	let at = depth;
	while (at < first.length && entries.every((entry) => entry.key[at] === first[at])) at++;
	return at;
}
/** Hex-prefix encoding of a path. */
function compact(path, leaf) {
	const odd = path.length % 2;
	const flagged = [
		(leaf ? 2 : 0) + odd,
		...odd ? [] : [0],
		...path
	];
	return Uint8Array.from({ length: flagged.length / 2 }, (_, i) => flagged[2 * i] * 16 + flagged[2 * i + 1]);
}
/**
* Verifies a receipt: transactions and receipts hash to the roots in the block's header, the headers follow each other, the transaction succeeded.
*
* @example verifyReceipt({ proof, network: 'eip155:31337' }).transfers[0]?.units // 1000000n
* @throws {PROOF_INVALID} naming the first thing that does not hold
*/
function verifyReceipt({ proof, network }) {
	if (proof.network !== network) refuse$1(`it is of ${proof.network}, not of ${network}`);
	const headers = readHeaders(proof.headers);
	const block = headers[0];
	const head = headers.at(-1);
	const transactions = proof.transactions.map(bytesOf);
	const receipts = proof.receipts.map(bytesOf);
	if (!equalBytes(listRoot(transactions), block.transactionsRoot)) refuse$1("its transactions are not those of the block");
	if (!equalBytes(listRoot(receipts), block.receiptsRoot)) refuse$1("its receipts are not those of the block");
	const [raw, receipt] = [transactions[proof.position], receipts[proof.position]];
	if (raw === void 0 || receipt === void 0) return refuse$1("its position is beyond the block");
	const coin = coinPaid(proof.transactions[proof.position], network);
	return {
		txid: `0x${bytesToHex(keccak_256(raw))}`,
		block: {
			height: block.height,
			hash: block.hash,
			timeSec: block.timeSec
		},
		confirmations: headers.length,
		head: {
			height: head.height,
			hash: head.hash
		},
		transfers: transfersOf(readLogs(receipt)),
		...coin && { coin }
	};
}
function refuse$1(what) {
	throw new SluiceError("PROOF_INVALID", `The chain proof does not hold: ${what}.`);
}
function bytesOf(hex) {
	return /^0x([0-9a-f]{2})+$/.test(hex) ? hexToBytes(hex.slice(2)) : refuse$1("a part of it is not hex");
}
function readHeaders(list) {
	if (list.length === 0) refuse$1("it has no header");
	const headers = list.map(readHeader);
	headers.forEach((header, i) => {
		const before = headers[i - 1];
		if (before && (header.parent !== before.hash || header.height !== before.height + 1)) refuse$1(`block ${header.height} does not follow the one before`);
	});
	return headers;
}
function readHeader(hex) {
	const bytes = bytesOf(hex);
	const fields = decodeRlp(bytes);
	if (!Array.isArray(fields) || fields.length < 15 || !fields.every((field) => field instanceof Uint8Array)) refuse$1("a header is none");
	const [parent, , , , transactionsRoot, receiptsRoot, , , height, , , time] = fields;
	for (const hash of [
		parent,
		transactionsRoot,
		receiptsRoot
	]) if (hash.length !== 32) refuse$1("a header is none");
	return {
		hash: `0x${bytesToHex(keccak_256(bytes))}`,
		parent: `0x${bytesToHex(parent)}`,
		transactionsRoot,
		receiptsRoot,
		height: smallNumber(height),
		timeSec: smallNumber(time)
	};
}
function smallNumber(bytes) {
	if (bytes.length > 6 || bytes[0] === 0) refuse$1("a number in a header is none");
	return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
/** `[status, cumulative gas, bloom, logs]`, after a type byte in all but the oldest receipts. Only a status of 1 counts. */
function readLogs(receipt) {
	const fields = decodeRlp(receipt[0] < 128 ? receipt.subarray(1) : receipt);
	if (!Array.isArray(fields) || fields.length !== 4) return refuse$1("the receipt is none");
	const [status, , , logs] = fields;
	if (!(status instanceof Uint8Array) || bytesToHex(status) !== "01") refuse$1("the transaction did not succeed");
	if (logs instanceof Uint8Array) return refuse$1("the receipt is none");
	return logs.map(readLog);
}
function readLog(item) {
	if (item instanceof Uint8Array || item.length !== 3) return refuse$1("a log is none");
	const [address, topics, data] = item;
	if (!(address instanceof Uint8Array) || address.length !== 20 || topics instanceof Uint8Array || !(data instanceof Uint8Array)) return refuse$1("a log is none");
	return {
		address: toEip55(bytesToHex(address)),
		topics: topics.map((topic) => topic instanceof Uint8Array ? `0x${bytesToHex(topic)}` : refuse$1("a topic is none")),
		data
	};
}
function transfersOf(logs) {
	return logs.flatMap(({ address, topics, data }, index) => {
		const [topic, from, to] = topics;
		if (topic !== "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef" || topics.length !== 3 || data.length !== 32) return [];
		return [{
			index,
			contract: address,
			from: addressOfTopic(from),
			to: addressOfTopic(to),
			units: BigInt(`0x${bytesToHex(data)}`)
		}];
	});
}
function addressOfTopic(topic) {
	if (!topic.startsWith(`0x${"0".repeat(24)}`)) refuse$1("a topic is no address");
	return toEip55(topic.slice(26));
}
function coinPaid(raw, network) {
	if (!raw.startsWith("0x02")) return void 0;
	try {
		const tx = parseEvmTransaction(raw);
		return tx.to && tx.value > 0n && tx.chainId === chainIdOf(network) ? {
			to: tx.to,
			units: tx.value
		} : void 0;
	} catch (error) {
		if (error instanceof SluiceError) return void 0;
		throw error;
	}
}
/** Reads a proof from hostile JSON: exact keys, each of its form. Nothing is verified yet. @throws {PROOF_INVALID} */
function readEvmProof(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return refuse$1("it is not JSON");
	}
	if (typeof value !== "object" || value === null) return refuse$1("it is not an object");
	if (Object.keys(value).sort().join() !== "format,headers,network,position,receipts,transactions") refuse$1("it has other fields than an EVM proof");
	const { format, headers, network, position, receipts, transactions } = value;
	if (format !== "sluice/evm-receipt/1" || typeof network !== "string") refuse$1("it is not an EVM proof");
	if (!Number.isSafeInteger(position) || position < 0) refuse$1("its position is none");
	return {
		format,
		network,
		position,
		transactions: texts$1(transactions),
		receipts: texts$1(receipts),
		headers: texts$1(headers)
	};
}
function texts$1(value) {
	if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
	return refuse$1("a list in it is none");
}
/**
* The payments of the transaction in a proof document, once it is shown in its chain with enough blocks on top; none while it has fewer.
*
* @throws {PROOF_INVALID} naming the first thing that does not hold
* @throws {CHAIN_SOURCE_MISSING} for a network that no proof can be checked for
*/
function provedPayments(parameters) {
	return read$1(parameters).filter((payment) => payment.confirmations >= parameters.confirmationsMin);
}
function read$1({ network, proof }) {
	if (network.startsWith("bip122:")) return readBitcoin(network, proof);
	if (network.startsWith("eip155:")) return readEvm(network, proof);
	throw new SluiceError("CHAIN_SOURCE_MISSING", `no source configured for ${network}.`, { facts: { network } });
}
function readBitcoin(network, proof) {
	const bitcoin = bitcoinNetworkOf(network);
	const proved = verifyInclusion({
		proof: readBitcoinProof(proof),
		network: bitcoin
	});
	return outputsOf(proved.transaction, bitcoin).map(({ vout, address, amountSat }) => ({
		txid: proved.transaction.txid,
		index: vout,
		address: address ?? "",
		asset: `${network}/slip44:0`,
		units: amountSat,
		confirmations: proved.confirmations
	}));
}
/** That the newest block of the proof is the chain's is attested by the source, not proved: see `EvmProof`. */
function readEvm(network, proof) {
	const { txid: prefixed, confirmations, transfers, coin } = verifyReceipt({
		proof: readEvmProof(proof),
		network
	});
	const txid = prefixed.slice(2);
	const tokens = transfers.map(({ index, to, contract, units }) => ({
		txid,
		index,
		address: to,
		asset: tokenOf(network, contract),
		units,
		confirmations
	}));
	if (coin === void 0) return tokens;
	return [...tokens, {
		txid,
		index: 0,
		address: coin.to,
		asset: coinOf$1(network),
		units: coin.units,
		confirmations
	}];
}
/** The chain has it: transaction, Merkle branch, headers, enough blocks on top. Only now do the books move. */
var transferConfirmed = defineKind({
	name: "transfer.confirmed",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		transfer: id,
		purpose: oneOf$2([
			"test",
			"tranche",
			"return"
		]),
		txid: hex32,
		asset,
		pays: list(closed$1({
			platform: optional$1(id),
			address: address$1,
			units: positiveUnits
		}), 20),
		proof: documentHash
	}),
	facts: {
		chainProved: ({ payload, state, document, parameter }) => {
			const transfer = transfersOf$1(state())[payload.transfer];
			const required = `the approved payments in ${payload.txid}`;
			if (transfer === void 0 || transfer.txid !== payload.txid) return verdict(false, "no such transfer signed", required);
			const payments = provedPayments({
				network: transfer.network,
				proof: document(payload.proof),
				confirmationsMin: Number(parameter("confirmationsMin"))
			});
			const same = payload.pays.length === transfer.pays.length && payload.pays.every((pay, i) => pay.address === transfer.pays[i].address && pay.units === transfer.pays[i].units);
			const missing = payload.pays.find((pay) => !payments.some((p) => p.txid === payload.txid && p.address === pay.address && p.units.toString() === pay.units && p.asset === payload.asset));
			return verdict(same && missing === void 0, missing === void 0 ? `${payload.pays.length} payments shown` : `${missing.units} to ${missing.address} not shown`, required);
		},
		confirmations: ({ payload, state, document, parameter }) => {
			const min = Number(parameter("confirmationsMin"));
			const payments = provedPayments({
				network: transfersOf$1(state())[payload.transfer]?.network ?? "none",
				proof: document(payload.proof),
				confirmationsMin: min
			});
			return verdict(payments.length > 0, payments.length > 0 ? `${min} or more` : `fewer than ${min}`, String(min));
		}
	},
	apply: (state, { payload }) => {
		const transfers = transfersOf$1(state);
		return withSlice(state, "transfers", {
			...transfers,
			[payload.transfer]: {
				...transfers[payload.transfer],
				confirmed: true
			}
		});
	},
	postings: ({ payload }, state) => {
		const transfer = transfersOf$1(state)[payload.transfer];
		if (transfer === void 0) return [];
		const to = transfer.purpose === "return" ? "equity:returned" : "crossing:offshore";
		return [...payload.pays.flatMap((pay) => [...move({
			from: "assets:custody",
			to,
			asset: payload.asset,
			units: BigInt(pay.units)
		})]), ...move({
			from: "assets:custody",
			to: "expenses:network-fee",
			asset: transfer.feeAsset,
			units: BigInt(transfer.fee)
		})];
	},
	crosses: {
		to: "offshore",
		fields: [
			"subject",
			"payload.transfer",
			"payload.txid",
			"payload.asset",
			"payload.pays"
		]
	}
});
/** Row 2: agency addresses from fresh keys, held by several who are not the handlers. The keys never come near the server. */
var custodyPrepared = defineKind({
	name: "custody.prepared",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		network,
		/** Output descriptor (Bitcoin) or canonical JSON of Safe, owners and threshold (EVM). */
		wallet: text$1,
		custodians: list(id, 15),
		ceremony: documentHash
	}),
	facts: {
		freshKeys: ({ payload, paper }) => {
			const ceremony = paper(payload.ceremony, "key-ceremony").body;
			return ceremony.wallet === payload.wallet && ceremony.fresh === true;
		},
		threshold: ({ payload }) => readWallet(payload).threshold,
		custodians: ({ payload }) => Math.min(readWallet(payload).keys.length, new Set(payload.custodians).size),
		handlersKeepApart: ({ payload, state }) => {
			const handlers = seizureOf(state())?.measure?.officers ?? [];
			const both = payload.custodians.filter((person) => handlers.includes(person));
			return verdict(both.length === 0, both.join(", ") || "nobody on both sides", "no handler keeps");
		}
	},
	apply: (state, { payload }) => {
		const custody = custodyOf(state);
		const { network: of, wallet, custodians } = payload;
		const { threshold } = readWallet(payload);
		return withSlice(state, "custody", {
			...custody,
			wallets: [...custody.wallets, {
				network: of,
				wallet,
				threshold,
				custodians
			}]
		});
	}
});
/** Row 2: everything listed now stands at agency addresses; shown by transactions with their Merkle branches and headers, recorded, residuals noted. */
var custodySecured = defineKind({
	name: "custody.secured",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		moves: list(closed$1({
			line: count,
			address: address$1,
			units: positiveUnits,
			txid: hex32,
			index: count,
			/** Raw transaction, Merkle branch and headers, as one document. */
			proof: documentHash
		}), 200),
		recording: hex32,
		pathsSwept: note,
		residuals: note
	}),
	facts: {
		chainProved: (input) => {
			const bad = input.payload.moves.find((move) => !isProved(input, move));
			const listed = seizureOf(input.state())?.lines ?? [];
			const moved = new Set(input.payload.moves.map((move) => move.line));
			const missing = listed.find((line) => !moved.has(line.line));
			const found = bad !== void 0 ? `line ${bad.line} is not shown by its proof` : missing === void 0 ? `${moved.size} lines shown` : `line ${missing.line} was not moved`;
			return verdict(bad === void 0 && missing === void 0, found, "every listed line shown at its new address");
		},
		agencyAddresses: ({ payload, state }) => {
			const { wallets } = custodyOf(state());
			const lines = seizureOf(state())?.lines ?? [];
			const stray = payload.moves.find((move) => {
				const line = lines.find((candidate) => candidate.line === move.line);
				const wallet = wallets.find((candidate) => line !== void 0 && candidate.network === chainOf(line.asset));
				return wallet === void 0 || !ownsAddress({
					...wallet,
					address: move.address
				});
			});
			return verdict(stray === void 0, stray === void 0 ? "all derived from enrolled wallets" : `${stray.address} is of no enrolled wallet`, "addresses of the agency's wallets");
		},
		recordingHashed: ({ payload }) => payload.recording.length === 64,
		pathsSwept: ({ payload }) => payload.pathsSwept.length > 0,
		residualsNoted: ({ payload }) => payload.residuals.length > 0,
		measureMovable: ({ state }) => seizureOf(state())?.measure?.kind === "seized"
	},
	apply: (state, { payload }) => {
		const lines = seizureOf(state)?.lines ?? [];
		const held = payload.moves.map(({ line, units, address: at, txid, index }) => ({
			line,
			asset: lines.find((candidate) => candidate.line === line).asset,
			units,
			address: at,
			txid,
			index
		}));
		return withSlice(state, "custody", {
			...custodyOf(state),
			held
		});
	}
});
function isProved({ document, state, parameter }, move) {
	const line = seizureOf(state())?.lines?.find((candidate) => candidate.line === move.line);
	if (line === void 0) return false;
	return provedPayments({
		network: chainOf(line.asset),
		proof: document(move.proof),
		confirmationsMin: Number(parameter("confirmationsMin"))
	}).some((p) => p.txid === move.txid && p.index === move.index && p.address === move.address && p.units.toString() === move.units && p.asset === line.asset);
}
/** The custodians' signed bytes, held against what was approved, then broadcast by the worker: the entry is the permission, the outbox the act. */
var transferSigned = defineKind({
	name: "transfer.signed",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		transfer: id,
		purpose: oneOf$2([
			"test",
			"tranche",
			"return"
		]),
		signed: documentHash,
		txid: hex32
	}),
	facts: {
		signedAsApproved: (input) => {
			const result = signedBytes(input);
			if (result === void 0) return verdict(false, "no such transfer approved", "an approved transfer");
			return verdict(result.ok && result.txid === input.payload.txid, result.found, `enough signatures over the approved transaction ${input.payload.txid}`);
		},
		broadcastOnce: ({ payload, state }) => {
			const transfer = transfersOf$1(state())[payload.transfer];
			return verdict(transfer !== void 0 && transfer.txid === void 0, transfer?.txid ?? "not yet", "not yet signed");
		}
	},
	apply: (state, { payload }) => {
		const transfers = transfersOf$1(state);
		return withSlice(state, "transfers", {
			...transfers,
			[payload.transfer]: {
				...transfers[payload.transfer],
				txid: payload.txid
			}
		});
	},
	effects: ({ payload }, state) => {
		const { network } = transfersOf$1(state)[payload.transfer];
		return [{
			key: `broadcast ${payload.txid}`,
			type: "broadcast",
			request: {
				network,
				signed: payload.signed,
				transfer: payload.transfer,
				txid: payload.txid
			}
		}];
	}
});
function signedBytes({ payload, state, document }) {
	const transfer = transfersOf$1(state())[payload.transfer];
	const wallet = transfer === void 0 ? void 0 : walletFor(state(), transfer.network);
	if (transfer === void 0 || wallet === void 0) return void 0;
	return checkTransferSigned({
		...wallet,
		unsigned: document(transfer.unsigned),
		signed: document(payload.signed)
	});
}
var shape$9 = closed$1({
	lines: list(closed$1({
		line: count,
		units: positiveUnits
	}), 200),
	differences: Type.Array(closed$1({
		line: count,
		units,
		reason: note
	}), { maxItems: 200 }),
	manager: id,
	handedOverAt: time
});
var dayMs = 864e5;
/** Row 3: the post-sweep inventory, reconciled line by line to the list and the chain; the property manager has the property or its particulars. */
var inventoryRecorded = defineKind({
	name: "inventory.recorded",
	stream: "case",
	zones: ["onshore"],
	payload: shape$9,
	facts: {
		reconciled: ({ payload, state }) => {
			const listed = seizureOf(state())?.lines ?? [];
			const { held } = custodyOf(state());
			for (const line of listed) {
				const counted = BigInt(payload.lines.find((candidate) => candidate.line === line.line)?.units ?? "0");
				const difference = payload.differences.filter((d) => d.line === line.line).reduce((sum, d) => sum + BigInt(d.units), 0n);
				const onChain = BigInt(held.find((candidate) => candidate.line === line.line)?.units ?? "0");
				if (BigInt(line.units) - difference !== counted || counted !== onChain) return verdict(false, `line ${line.line}: listed ${line.units}, differences ${difference}, counted ${counted}, on chain ${onChain}`, "listed − differences = counted = on chain");
			}
			const known = payload.lines.every((line) => listed.some((candidate) => candidate.line === line.line)) && payload.lines.length === listed.length;
			return verdict(known, known ? `${listed.length} lines to the unit` : "lines that the list does not have", "the lines of the list");
		},
		propertyManagerHas: ({ payload, actor }) => actor.role === "property-manager" && actor.person === payload.manager,
		handedOverInTime: ({ payload, state }) => {
			const from = seizureOf(state())?.listedAt ?? payload.handedOverAt;
			const late = Date.parse(payload.handedOverAt) - Date.parse(from);
			return verdict(late >= 0 && late <= dayMs, `${from} to ${payload.handedOverAt}`, "within 24 hours");
		}
	},
	apply: (state, { payload }) => {
		const custody = custodyOf(state);
		return withSlice(state, "custody", {
			...custody,
			inventory: inventoryHash(custody.held, payload.lines)
		});
	},
	postings: ({ payload }, state) => payload.lines.flatMap(({ line, units: counted }) => {
		const held = custodyOf(state).held.find((candidate) => candidate.line === line);
		return held === void 0 ? [] : move({
			from: "equity:seized",
			to: "assets:custody",
			asset: held.asset,
			units: BigInt(counted)
		});
	})
});
/** What the letter of entrustment must match: asset, units and address of each line, as one hash. */
function inventoryHash(held, lines) {
	return hashText(canonical(lines.map(({ line, units: counted }) => {
		const { asset, address } = held.find((candidate) => candidate.line === line);
		return {
			line,
			asset,
			address,
			units: counted
		};
	})));
}
function providerAt(registers, org, at) {
	const required = `qualification of ${org} in force at ${at}`;
	const row = registers.providers.find((p) => p.org === org && p.from <= at && (p.until === void 0 || at < p.until));
	return row === void 0 ? {
		ok: false,
		found: "none in the register",
		required
	} : {
		ok: true,
		found: `${row.qualification} from ${row.from}`,
		required
	};
}
function entrustmentOf(state, lot) {
	return lot === void 0 ? void 0 : slice(state, "entrustment")?.[lot];
}
/** Row 6: the organ that the law makes responsible entrusts the lot: framework agreement in force, case agreement, letter, and a list that is the inventory's. */
var entrustmentMade = defineKind({
	name: "entrustment.made",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		framework: documentHash,
		agreement: documentHash,
		letter: documentHash,
		scope: note,
		feeAuthority: note
	}),
	facts: {
		organResponsible: ({ actor, state }) => actor.org === seizureOf(state())?.organ,
		frameworkInForce: ({ payload, paper, effectiveAt, actor }) => {
			const { parties, from, until } = paper(payload.framework, "framework-agreement").body;
			return verdict(from <= effectiveAt && effectiveAt < until && parties.includes(actor.org), `${from} to ${until} between ${parties.join(", ")}`, `in force at ${effectiveAt} for ${actor.org}`);
		},
		caseAgreement: ({ payload, paper }) => paper(payload.agreement, "case-agreement").issuer.length > 0,
		letterOfEntrustment: ({ payload, paper, actor }) => paper(payload.letter, "letter-of-entrustment").issuer === actor.org,
		listMatchesInventory: ({ payload, paper, state, subject }) => {
			const letter = paper(payload.letter, "letter-of-entrustment").body;
			const lot = lotOf(state(), subject.lot);
			const { inventory = "none" } = custodyOf(state());
			return verdict(letter.inventory === inventory && letter.units === lot?.units && letter.asset === lot?.asset, `${letter.units} under list ${letter.inventory.slice(0, 16)}`, `${lot?.units ?? "no lot"} under list ${inventory.slice(0, 16)}`);
		},
		scopeStated: ({ payload }) => payload.scope.length > 0,
		feeAuthority: ({ payload }) => payload.feeAuthority.length > 0,
		treasuryOutcome: ({ state, subject }) => basisOf(state(), subject.lot)?.outcome === "forfeit"
	},
	apply: (state, { payload, subject }) => withSlice(state, "entrustment", {
		...slice(state, "entrustment"),
		[subject.lot]: {
			entrustee: "",
			letter: payload.letter,
			mandateUntil: ""
		}
	})
});
/** Row 6: the entrusted agency accepts. From here the mandate exists, and the zone offshore hears of the case for the first time. */
var entrustmentAccepted = defineKind({
	name: "entrustment.accepted",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		designation: documentHash,
		letter: documentHash,
		/** What crosses to the zone offshore: the mandate in units, with its end. */
		asset: note,
		units: note,
		mandateUntil: note
	}),
	facts: {
		entrusteeDesignated: ({ payload, paper, actor }) => {
			return paper(payload.designation, "designation").body.designated === actor.org;
		},
		acceptsAsEntrusted: ({ payload, paper, state, subject, actor }) => {
			const letter = paper(payload.letter, "letter-of-entrustment").body;
			return verdict(entrustmentOf(state(), subject.lot)?.letter === payload.letter && letter.entrustee === actor.org && letter.units === payload.units && letter.asset === payload.asset && letter.mandateUntil === payload.mandateUntil, `${payload.units} until ${payload.mandateUntil}`, `${letter.units} until ${letter.mandateUntil}, to ${letter.entrustee}`);
		}
	},
	apply: (state, { payload, subject, actor }) => withSlice(state, "entrustment", {
		...slice(state, "entrustment"),
		[subject.lot]: {
			entrustee: actor.org,
			letter: payload.letter,
			mandateUntil: payload.mandateUntil
		}
	}),
	crosses: {
		to: "offshore",
		fields: [
			"subject",
			"decision",
			"payload.asset",
			"payload.units",
			"payload.mandateUntil"
		]
	}
});
function depositOf(state) {
	return slice(state, "deposit");
}
var shape$7 = closed$1({
	provider: id,
	account: id,
	amount: positiveUnits,
	currency,
	statement: documentHash,
	reference: note
});
/** 42号 keeps these words out of a company's name and scope. */
var forbiddenInNames = [
	"虚拟货币",
	"虚拟资产",
	"加密货币",
	"加密资产",
	"稳定币",
	"虛擬貨幣",
	"虛擬資產",
	"加密貨幣",
	"穩定幣"
];
/** Row 7: the service institution is qualified today, has no conflict, and its deposit stands in cash where it cannot draw, as the bank's statement shows. */
var depositReceived = defineKind({
	name: "deposit.received",
	stream: "case",
	zones: ["onshore"],
	payload: shape$7,
	facts: {
		providerQualified: ({ payload, registers, effectiveAt }) => ({ ...providerAt(registers(), payload.provider, effectiveAt) }),
		conflict: ({ payload, directory, state, subject }) => {
			const entrustee = entrustmentOf(state(), subject.lot)?.entrustee ?? "none";
			const related = sameFamily(directory(), payload.provider, entrustee);
			return verdict(!related, related ? `${payload.provider} and ${entrustee} are one family` : "unrelated", `unrelated to ${entrustee}`);
		},
		cash: ({ payload, directory }) => directory().accounts[payload.account]?.currency === payload.currency,
		providerCannotDraw: ({ payload, directory }) => {
			const account = directory().accounts[payload.account];
			return account !== void 0 && account.purpose === "deposit" && !account.drawnBy.includes(payload.provider);
		},
		bankConfirms: ({ payload, paper, directory }) => {
			const account = directory().accounts[payload.account];
			const line = statementLine({
				paper: paper(payload.statement, "camt.053"),
				account: account?.number ?? "",
				reference: payload.reference
			});
			const required = `credit of ${payload.amount} ${payload.currency}, reference ${payload.reference}`;
			if (line === void 0) return verdict(false, "no such line", required);
			return verdict(line.credit && line.amount.toString() === payload.amount && line.currency === payload.currency, `${line.credit ? "credit" : "debit"} of ${line.amount} ${line.currency}`, required);
		},
		nameLawful: ({ payload, directory }) => {
			const name = directory().organisations[payload.provider]?.name ?? "";
			return name !== "" && !forbiddenInNames.some((word) => name.includes(word));
		}
	},
	apply: (state, { payload }) => {
		const { provider, account, amount, currency: of } = payload;
		return withSlice(state, "deposit", {
			provider,
			account,
			amount,
			currency: of
		});
	},
	crosses: {
		to: "offshore",
		fields: [
			"subject",
			"payload.provider",
			"payload.amount",
			"payload.currency"
		]
	}
});
/** The deposit goes back when no unit is out of custody and not yet credited. */
var depositReleased = defineKind({
	name: "deposit.released",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		reference: note,
		confirmation: Type.Optional(documentHash)
	}),
	facts: { nothingUncovered: ({ state }) => {
		const open = Object.entries(state().stages).filter(([subject, stage]) => subject.startsWith("tranche ") && ![
			"credited",
			"distributed",
			"paid",
			"ended",
			"returned"
		].includes(stage));
		const receivable = Object.keys(state().balances).filter((key) => key.startsWith("assets:receivable"));
		const found = open.map(([subject, stage]) => `${subject} ${stage}`).concat(receivable).join(", ");
		return verdict(found === "", found || "none", "every tranche credited");
	} },
	apply: (state) => withSlice(state, "deposit", {
		...depositOf(state),
		released: true
	})
});
var shape$6 = closed$1({
	retentionYears: count,
	retentionBasis: note
});
/** Stages in which a lot has ended. */
var ended = /* @__PURE__ */ new Set([
	"paid",
	"returned",
	"destroyed",
	"sealed",
	"ended"
]);
/** Row 26: every unit sold, returned, destroyed or in a named standing custody; ledgers zero; deposit returned; receipts complete. */
var caseClosed = defineKind({
	name: "case.closed",
	stream: "case",
	zones: ["onshore"],
	payload: shape$6,
	facts: {
		everyUnitEnded: ({ state }) => {
			const open = Object.keys(custodyOf(state()).lots).filter((lot) => !ended.has(state().stages[`lot ${lot}`] ?? "none"));
			const inLots = new Set(Object.values(custodyOf(state()).lots).flatMap((lot) => lot.lines));
			const loose = custodyOf(state()).held.filter((held) => !inLots.has(held.line));
			const found = [...open.map((lot) => `lot ${lot} ${state().stages[`lot ${lot}`]}`), ...loose.map((held) => `line ${held.line} in no lot`)];
			return verdict(found.length === 0, found.join(", ") || "all ended", "each lot ended");
		},
		ledgersZero: ({ state }) => {
			const left = Object.entries(state().balances).filter(([key]) => key.startsWith("assets:"));
			return verdict(left.length === 0, left.map(([key, units]) => `${units} in ${key}`).join(", ") || "zero", "nothing held for the case");
		},
		receiptsComplete: ({ state }) => depositOf(state())?.released === true,
		retentionSet: ({ payload }) => payload.retentionYears > 0
	},
	apply: (state) => state
});
function distributionOf(state, lot) {
	return lot === void 0 ? void 0 : slice(state, "distribution")?.[lot];
}
/** All that was credited for a lot, in fen. */
function creditedFor(state, lot) {
	return Object.entries(creditOf(state).credited).filter(([tranche]) => tranche.startsWith(`${lot}/`)).reduce((sum, [, amount]) => sum + BigInt(amount), 0n);
}
/** Row 19: one pot a line of the judgment, never merged; what no claimant class of the judgment is owed goes to the treasury. To the fen. */
var distributionDecided = defineKind({
	name: "distribution.decided",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		pot: oneOf$2(["forfeitable", "lawful"]),
		method: oneOf$2([
			"net",
			"equalising",
			"treasury-only"
		]),
		plan: documentHash,
		total: positiveUnits,
		shares: list(closed$1({
			to: oneOf$2(["treasury", "victim"]),
			claimant: Type.Optional(id),
			amount: positiveUnits
		}), 200),
		objectionsDecided: flag
	}),
	facts: {
		potsSeparate: ({ payload, state, subject }) => {
			const outcome = basisOf(state(), subject.lot)?.outcome;
			return payload.pot === (outcome === "lawful-property" ? "lawful" : "forfeitable");
		},
		everyLineHasPot: ({ payload, state, subject }) => verdict(basisOf(state(), subject.lot) !== void 0, payload.pot, "a pot by the judgment"),
		methodStated: ({ payload, paper }) => paper(payload.plan, "distribution-plan").body.method === payload.method,
		sharesExact: ({ payload, state, subject }) => {
			const sum = payload.shares.reduce((total, share) => total + BigInt(share.amount), 0n);
			const credited = creditedFor(state(), subject.lot);
			return verdict(sum === credited && payload.total === credited.toString(), `${sum}`, `${credited} credited`);
		},
		claimantClassReturned: ({ payload, state, subject }) => {
			const outcome = basisOf(state(), subject.lot)?.outcome ?? "none";
			const toVictims = payload.shares.some((share) => share.to === "victim");
			return verdict(!toVictims || outcome === "return", toVictims ? "victims paid" : "treasury only", outcome === "return" ? "return to victims" : "no words of return: treasury only");
		},
		objectionsDecided: ({ payload }) => payload.objectionsDecided
	},
	apply: (state, { payload, subject }) => {
		const treasury = payload.shares.filter((share) => share.to === "treasury").reduce((sum, share) => sum + BigInt(share.amount), 0n);
		const row = {
			total: payload.total,
			treasury: treasury.toString()
		};
		return withSlice(state, "distribution", {
			...slice(state, "distribution"),
			[subject.lot]: row
		});
	}
});
/** Row 20: paid into the treasury gross, with level, unit code and item on the slip, matched to the bank's line. */
var treasuryPaid = defineKind({
	name: "treasury.paid",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		slip: documentHash,
		account: id,
		amount: positiveUnits,
		statement: documentHash,
		reference: note
	}),
	facts: {
		slipComplete: ({ payload, paper }) => {
			const { level, unitCode, item, amount } = paper(payload.slip, "treasury-slip").body;
			return [
				level,
				unitCode,
				item
			].every((field) => typeof field === "string" && field.length > 0) && amount === payload.amount;
		},
		grossPaid: ({ payload, state, subject }) => {
			const due = distributionOf(state(), subject.lot)?.treasury ?? "nothing decided";
			return verdict(due === payload.amount, payload.amount, due);
		},
		matchesStatement: ({ payload, paper, directory }) => {
			const account = directory().accounts[payload.account];
			const line = statementLine({
				paper: paper(payload.statement, "camt.053"),
				account: account?.number ?? "",
				reference: payload.reference
			});
			return verdict(line !== void 0 && !line.credit && line.currency === "CNY" && line.amount.toString() === payload.amount, line === void 0 ? "no such line" : `${line.credit ? "credit" : "debit"} of ${line.amount} ${line.currency}`, `debit of ${payload.amount} CNY`);
		}
	},
	apply: (state, { subject }) => {
		const all = slice(state, "distribution");
		return withSlice(state, "distribution", {
			...all,
			[subject.lot]: {
				...all[subject.lot],
				paid: true
			}
		});
	},
	postings: ({ payload }) => move({
		from: "assets:case-account",
		to: "equity:treasury",
		asset: "CNY",
		units: BigInt(payload.amount)
	})
});
var chains = [
	{
		id: "bip122:000000000019d6689c085ae165831e93",
		family: "bitcoin",
		world: "real",
		name: "Bitcoin",
		forms: {
			p2pkh: [0],
			p2sh: [5],
			hrp: ["bc"]
		},
		aliases: [
			"bitcoin",
			"btc",
			"bitcoin mainnet",
			"比特币",
			"比特币主网",
			"比特幣",
			"比特幣主網",
			"比特币网络",
			"比特幣網絡"
		]
	},
	{
		id: "eip155:1",
		family: "evm",
		world: "real",
		name: "Ethereum",
		aliases: [
			"ethereum",
			"eth",
			"erc20",
			"erc-20",
			"ethereum mainnet",
			"以太坊",
			"以太坊主网",
			"以太坊主網"
		]
	},
	{
		id: "tron:0x2b6653dc",
		family: "tron",
		world: "real",
		name: "Tron",
		aliases: [
			"tron",
			"trx",
			"trc20",
			"trc-20",
			"tron mainnet",
			"波场",
			"波場",
			"波场链",
			"波場鏈"
		]
	},
	{
		id: "bip122:12a765e31ffd4059bada1e25190f6e98",
		family: "bitcoin",
		world: "real",
		name: "Litecoin",
		forms: {
			p2pkh: [48],
			p2sh: [50, 5],
			hrp: ["ltc"]
		},
		aliases: [
			"litecoin",
			"ltc",
			"莱特币",
			"萊特幣"
		]
	},
	{
		id: "bip122:1a91e3dace36e2be3bf030a65679fe82",
		family: "bitcoin",
		world: "real",
		name: "Dogecoin",
		forms: {
			p2pkh: [30],
			p2sh: [22],
			hrp: []
		},
		aliases: [
			"dogecoin",
			"doge",
			"狗狗币",
			"狗狗幣"
		]
	},
	{
		id: "bip122:00000ffd590b1485b3caadc19b22e637",
		family: "bitcoin",
		world: "real",
		name: "Dash",
		forms: {
			p2pkh: [76],
			p2sh: [16],
			hrp: []
		},
		aliases: [
			"dash",
			"达世币",
			"達世幣"
		]
	},
	{
		id: "bip122:000000000000000000651ef99cb9fcbe",
		family: "bitcoin",
		world: "real",
		name: "Bitcoin Cash",
		forms: {
			p2pkh: [0],
			p2sh: [5],
			hrp: [],
			cashaddr: "bitcoincash"
		},
		aliases: [
			"bitcoin cash",
			"bitcoincash",
			"bch",
			"比特币现金",
			"比特幣現金"
		]
	},
	{
		id: "fil:f",
		family: "filecoin",
		world: "real",
		name: "Filecoin",
		aliases: [
			"filecoin",
			"fil",
			"文件币",
			"檔案幣",
			"菲乐币"
		]
	},
	{
		id: "xrpl:0",
		family: "xrpl",
		world: "real",
		name: "XRP Ledger",
		aliases: [
			"xrp ledger",
			"xrpl",
			"xrp",
			"ripple",
			"瑞波"
		]
	},
	{
		id: "bip122:000000000933ea01ad0ee984209779ba",
		family: "bitcoin",
		world: "rehearsal",
		name: "Bitcoin testnet",
		forms: {
			p2pkh: [111],
			p2sh: [196],
			hrp: ["tb"]
		},
		aliases: [
			"bitcoin testnet",
			"testnet",
			"testnet3"
		]
	},
	{
		id: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
		family: "bitcoin",
		world: "rehearsal",
		name: "Bitcoin regtest",
		forms: {
			p2pkh: [111, 60],
			p2sh: [196, 38],
			hrp: ["bcrt", "rb"]
		},
		aliases: ["bitcoin regtest", "regtest"]
	},
	{
		id: "bip122:530827f38f93b43ed12af0b3ad25a288",
		family: "bitcoin",
		world: "rehearsal",
		name: "Litecoin regtest",
		forms: {
			p2pkh: [111],
			p2sh: [58, 196],
			hrp: ["rltc"]
		},
		aliases: ["litecoin regtest"]
	},
	{
		id: "eip155:11155111",
		family: "evm",
		world: "rehearsal",
		name: "Ethereum Sepolia",
		aliases: ["sepolia"]
	},
	{
		id: "eip155:31337",
		family: "evm",
		world: "rehearsal",
		name: "EVM development chain",
		aliases: [
			"anvil",
			"evm dev",
			"evm development chain"
		]
	},
	{
		id: "tron:0xcd8690dc",
		family: "tron",
		world: "rehearsal",
		name: "Tron Nile",
		aliases: ["nile", "tron nile"]
	},
	{
		id: "tron:0x94a9059e",
		family: "tron",
		world: "rehearsal",
		name: "Tron Shasta",
		aliases: ["shasta", "tron shasta"]
	}
];
var byId = new Map(chains.map((chain) => [chain.id, chain]));
new Map(chains.flatMap((chain) => chain.aliases.map((alias) => [alias, chain])));
/** @example chainById('eip155:1')?.name // 'Ethereum' */
function chainById(id) {
	return byId.get(id);
}
function isRefused(answer) {
	return "reason" in answer;
}
var alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
var generators = [
	656907472481n,
	522768456162n,
	1044723512260n,
	748107326120n,
	130178868336n
];
/**
* Reads a CashAddr (Bitcoin Cash specification "cashaddr", 2017): five-bit words with a 40-bit BCH code over prefix and data.
* The prefix may be left out, as wallets do.
*
* @example decodeCashaddr('qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a', 'bitcoincash')
*/
function decodeCashaddr(text, prefix) {
	const lower = text.toLowerCase();
	if (text !== lower && text !== text.toUpperCase()) return { reason: "mixed-case" };
	const colon = lower.indexOf(":");
	if (colon >= 0 && lower.slice(0, colon) !== prefix) return { reason: "prefix" };
	const body = lower.slice(colon + 1);
	const words = [...body].map((character) => alphabet.indexOf(character));
	if (words.includes(-1)) return { reason: "alphabet" };
	if (words.length !== 42) return { reason: "length" };
	if (polymod([
		...prefixWords(prefix),
		0,
		...words
	]) !== 0n) return { reason: "checksum" };
	return read(words.slice(0, -8), `${prefix}:${body}`);
}
function read(words, canonical) {
	const bytes = bech32.fromWordsUnsafe(words);
	if (bytes?.length !== 21) return { reason: "length" };
	const version = bytes[0];
	if (version !== 0 && version !== 8) return { reason: "prefix" };
	return {
		type: version === 0 ? "p2pkh" : "p2sh",
		hash: bytes.slice(1),
		canonical
	};
}
function prefixWords(prefix) {
	return [...prefix].map((character) => character.charCodeAt(0) & 31);
}
function polymod(words) {
	let check = 1n;
	for (const word of words) {
		const top = check >> 35n;
		check = (check & 34359738367n) << 5n ^ BigInt(word);
		for (let i = 0; i < 5; i++) if (top >> BigInt(i) & 1n) check ^= generators[i];
	}
	return check ^ 1n;
}
var data = /^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]+$/;
/**
* Reads a native segwit address: BIP-173 for version 0, BIP-350 from version 1 on. The human-readable part is returned, not judged.
*
* @example decodeSegwit('bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6') // { hrp: 'bc', version: 0, program: 20 bytes }
*/
function decodeSegwit(text) {
	const lower = text.toLowerCase();
	if (text !== lower && text !== text.toUpperCase()) return { reason: "mixed-case" };
	const separator = lower.lastIndexOf("1");
	if (lower.length > 90 || separator < 1 || lower.length - separator < 8) return { reason: "length" };
	if (!data.test(lower.slice(separator + 1))) return { reason: "alphabet" };
	const decoded = decodeWith(bech32, lower) ?? decodeWith(bech32m, lower);
	if (!decoded) return { reason: "checksum" };
	return judge$1(decoded, lower);
}
function decodeWith(coder, text) {
	const decoded = coder.decodeUnsafe(text);
	return decoded ? {
		prefix: decoded.prefix,
		words: decoded.words,
		modern: coder === bech32m
	} : void 0;
}
function judge$1({ prefix, words, modern }, text) {
	const [version, ...rest] = words;
	if (version === void 0 || version > 16) return { reason: "witness" };
	if (modern !== version > 0) return { reason: "checksum" };
	const program = bech32.fromWordsUnsafe(rest);
	if (!program || program.length < 2 || program.length > 40) return { reason: "witness" };
	if (version === 0 && program.length !== 20 && program.length !== 32) return { reason: "witness" };
	return text.startsWith(prefix) ? {
		hrp: prefix,
		version,
		program
	} : { reason: "witness" };
}
/** Judges an address of a bitcoin-like chain by the forms that chain has. */
function checkBitcoin(text, forms) {
	if (looksLikeSegwit(text)) return checkSegwit(text, forms);
	if (forms.cashaddr !== void 0 && looksLikeCashaddr(text)) return checkCashaddr(text, forms.cashaddr);
	const decoded = decodeBase58Check(text);
	if ("reason" in decoded) return decoded;
	if (decoded.payload.length !== 20) return { reason: "length" };
	if (forms.p2pkh.includes(decoded.version)) return {
		canonical: text,
		form: "p2pkh"
	};
	if (forms.p2sh.includes(decoded.version)) return {
		canonical: text,
		form: "p2sh"
	};
	return { reason: "prefix" };
}
function looksLikeSegwit(text) {
	return /^(bc|tb|bcrt|rb|ltc|tltc|rltc|tc)1/i.test(text);
}
function looksLikeCashaddr(text) {
	return text.includes(":") || /^[qp][qpzry9x8gf2tvdw0s3jn54khce6mua7l]{41}$/i.test(text);
}
function checkSegwit(text, forms) {
	const decoded = decodeSegwit(text);
	if ("reason" in decoded) return decoded;
	if (!forms.hrp.includes(decoded.hrp)) return { reason: "prefix" };
	const form = witnessForm(decoded.version, decoded.program.length);
	const canonical = text.toLowerCase();
	return form === "witness" ? {
		canonical,
		form,
		note: "future-witness-version"
	} : {
		canonical,
		form
	};
}
function witnessForm(version, length) {
	if (version === 0) return length === 20 ? "p2wpkh" : "p2wsh";
	return version === 1 && length === 32 ? "p2tr" : "witness";
}
function checkCashaddr(text, prefix) {
	const decoded = decodeCashaddr(text, prefix);
	if ("reason" in decoded) return decoded;
	return {
		canonical: decoded.canonical,
		form: decoded.type === "p2pkh" ? "cashaddr-p2pkh" : "cashaddr-p2sh"
	};
}
var payloadLengths = {
	1: 20,
	2: 20,
	3: 48
};
var formOf = {
	1: "filecoin-secp256k1",
	2: "filecoin-actor",
	3: "filecoin-bls"
};
/**
* Judges a Filecoin mainnet address (Filecoin specification, "Addresses"): f0 is an actor number without checksum, f1–f3 are a
* hash or key, f4 is an address under a namespace (f410f: an EVM address); all but f0 end in 4 bytes of blake2b.
*/
function checkFilecoin(text) {
	if (text !== text.toLowerCase()) return { reason: "mixed-case" };
	if (/^f0(0|[1-9][0-9]{0,19})$/.test(text)) return {
		canonical: text,
		form: "filecoin-id",
		note: "no-checksum"
	};
	const delegated = /^f4([0-9]{1,20})f([a-z2-7]+)$/.exec(text);
	if (delegated) return checkDelegated(text, BigInt(delegated[1]), delegated[2]);
	const match = /^f([123])([a-z2-7]+)$/.exec(text);
	if (!match) return { reason: text.startsWith("f") ? "alphabet" : "prefix" };
	const protocol = Number(match[1]);
	const bytes = decode(match[2]);
	if (bytes?.length !== payloadLengths[protocol] + 4) return { reason: "length" };
	return isChecked(Uint8Array.of(protocol), bytes) ? {
		canonical: text,
		form: formOf[protocol]
	} : { reason: "checksum" };
}
function checkDelegated(text, namespace, data) {
	const bytes = decode(data);
	if (!bytes || bytes.length < 5 || bytes.length > 58) return { reason: "length" };
	return isChecked(Uint8Array.of(4, ...leb128(namespace)), bytes) ? {
		canonical: text,
		form: "filecoin-delegated"
	} : { reason: "checksum" };
}
function isChecked(head, bytes) {
	return equalBytes(blake2b(concatBytes(head, bytes.subarray(0, -4)), { dkLen: 4 }), bytes.subarray(-4));
}
function decode(data) {
	try {
		return base32nopad.decode(data.toUpperCase());
	} catch {
		return;
	}
}
function leb128(value) {
	const low = Number(value & 127n);
	return value < 128n ? [low] : [low | 128, ...leb128(value >> 7n)];
}
var version = 65;
/**
* Judges a Tron address: base58check with version 0x41 (it begins with T), or the same 21 bytes in hex. The hex form has no
* checksum and is noted so. A bare 0x form is an EVM address and is not guessed to be Tron's.
*/
function checkTron(text) {
	if (/^41[0-9a-fA-F]{40}$/.test(text)) return checkHex(text);
	const decoded = decodeBase58Check(text);
	if ("reason" in decoded) return decoded;
	if (decoded.payload.length !== 20) return { reason: "length" };
	if (decoded.version !== version) return { reason: "prefix" };
	return isZero(decoded.payload) ? { reason: "zero" } : {
		canonical: text,
		form: "tron-base58"
	};
}
function checkHex(text) {
	const hash = hexToBytes(text.slice(2));
	if (isZero(hash)) return { reason: "zero" };
	return {
		canonical: encodeBase58Check(version, hash),
		form: "tron-hex",
		note: "no-checksum"
	};
}
function isZero(bytes) {
	return bytes.every((byte) => byte === 0);
}
/** Judges a classic address of the XRP Ledger: base58check in its own alphabet, version 0, 20 bytes; it begins with r. */
function checkXrpl(text) {
	if (!text.startsWith("r")) return { reason: "prefix" };
	const decoded = decodeBase58Check(text, "xrpl");
	if ("reason" in decoded) return decoded;
	if (decoded.payload.length !== 20) return { reason: "length" };
	return decoded.version === 0 ? {
		canonical: text,
		form: "xrpl"
	} : { reason: "prefix" };
}
/**
* Judges an address on a chain without throwing: its canonical text and form, or why it is none.
*
* @example judgeAddress({ chain: 'eip155:1', address: 'TR7N…' }) // { reason: 'wrong-chain', belongsTo: ['Tron'] }
*/
function judgeAddress({ chain, address }) {
	const known = chainById(chain);
	if (!known) return {
		reason: "unknown-chain",
		belongsTo: []
	};
	if (address === "") return {
		reason: "empty",
		belongsTo: []
	};
	if (/[\s\p{Z}\p{C}]/u.test(address)) return {
		reason: "blank",
		belongsTo: []
	};
	const answer = judge(address, known);
	if (!isRefused(answer)) return answer;
	const belongsTo = chainsOf(address).filter((name) => name !== known.name);
	return belongsTo.length > 0 ? {
		reason: "wrong-chain",
		belongsTo
	} : {
		reason: answer.reason,
		belongsTo: []
	};
}
/**
* Checks an address on a chain: base58check, bech32 and bech32m, EIP-55, Tron, CashAddr, Filecoin, XRP Ledger.
*
* @example checkAddress({ chain: 'eip155:1', address: '0xdac17f958d2ee523a2206206994597c13d831ec7' }).canonical // '0xdAC17F958D2ee523a2206206994597C13D831ec7'
* @throws {ADDRESS_INVALID} with facts `reason`, `belongsTo`, `chain`, `found`, `at`
*/
function checkAddress(parameters) {
	const answer = judgeAddress(parameters);
	if (!("reason" in answer)) return answer;
	const { chain, address, at } = parameters;
	const name = chainById(chain)?.name ?? chain;
	const found = address.length > 100 ? `${address.slice(0, 97)}...` : address;
	const prefix = at === void 0 ? "" : `${at}: `;
	throw new SluiceError("ADDRESS_INVALID", `${prefix}expected an address of ${name}, found "${found}": ${explain(answer)}.`, { facts: {
		...answer,
		chain,
		found,
		at: at ?? "",
		expected: `an address of ${name}`
	} });
}
/** Names of the chains on which a text is an address: the real ones if any, else those for trials. Forks and EVM chains share theirs. */
function chainsOf(address) {
	const all = chains.filter((chain) => !isRefused(judge(address, chain)));
	const real = all.filter(({ world }) => world === "real");
	return (real.length > 0 ? real : all).map(({ name }) => name);
}
function judge(address, chain) {
	switch (chain.family) {
		case "bitcoin": return checkBitcoin(address, chain.forms);
		case "evm": return checkEvm(address);
		case "tron": return checkTron(address);
		case "filecoin": return checkFilecoin(address);
		case "xrpl": return checkXrpl(address);
	}
}
var explanations = {
	empty: "it is empty",
	blank: "it holds a blank or an invisible character",
	alphabet: "it holds a character that no such address has",
	length: "its length is not that of an address",
	checksum: "its checksum does not fit, so a character was changed",
	"mixed-case": "upper and lower case are mixed",
	prefix: "its beginning is not that of this chain",
	witness: "its witness version or program length is not allowed",
	zero: "nobody holds the zero address",
	"unknown-chain": "the chain is not known"
};
function explain({ reason, belongsTo }) {
	if (reason === "wrong-chain") return `it is an address of ${belongsTo.join(" or ")}`;
	return explanations[reason];
}
/**
* Judges whether one input satisfies what it spends, for P2PKH, P2WPKH, P2TR by key, and single-key or m-of-n scripts in P2SH, P2WSH and P2SH-P2WSH.
* Stricter than consensus, as BIP-322 asks: SIGHASH_ALL only (or DEFAULT in taproot), strict DER, low S, nothing left over.
*/
function verifySpend(spend) {
	const { script } = spend.prevouts[spend.index];
	if (isWitnessProgram(script)) return spend.scriptSig.length > 0 ? "invalid" : verifyProgram(spend, script);
	const pushes = pushesOf(spend.scriptSig);
	if (pushes === void 0) return "invalid";
	if (!isScriptHash(script)) return spend.witness.length > 0 ? "invalid" : verifyScript(script, pushes, legacyCheck(spend, script));
	const redeem = pushes.at(-1);
	if (redeem === void 0 || !equalBytes(hash160(redeem), script.subarray(2, 22))) return "invalid";
	if (isWitnessProgram(redeem)) return pushes.length > 1 ? "invalid" : verifyProgram(spend, redeem);
	return spend.witness.length > 0 ? "invalid" : verifyScript(redeem, pushes.slice(0, -1), legacyCheck(spend, redeem));
}
var hash160 = (data) => ripemd160(sha256$1(data));
var isScriptHash = (script) => script.length === 23 && script[0] === 169 && script[1] === 20 && script[22] === 135;
function isWitnessProgram(script) {
	const version = script[0] ?? 255;
	return (version === 0 || version >= 81 && version <= 96) && script.length >= 4 && script.length <= 42 && script[1] === script.length - 2;
}
/** Data pushes only, each in its shortest form; undefined otherwise. */
function pushesOf(scriptSig) {
	try {
		const items = Script.decode(scriptSig);
		if (!equalBytes(Script.encode(items), scriptSig)) return void 0;
		const pushes = items.map((item) => item === 0 ? /* @__PURE__ */ new Uint8Array() : item);
		return pushes.every((item) => item instanceof Uint8Array) ? pushes : void 0;
	} catch {
		return;
	}
}
function verifyProgram(spend, program) {
	const [version, hash] = [program[0], program.subarray(2)];
	if (version === 81 && hash.length === 32) return verifyTaproot(spend, hash);
	if (version !== 0) return "inconclusive";
	if (hash.length === 20) {
		const script = concatBytes(new Uint8Array([
			118,
			169,
			20
		]), hash, new Uint8Array([136, 172]));
		return verifyScript(script, spend.witness, witnessCheck(spend, script));
	}
	const script = spend.witness.at(-1);
	if (hash.length !== 32 || script === void 0 || !equalBytes(sha256$1(script), hash)) return "invalid";
	return verifyScript(script, spend.witness.slice(0, -1), witnessCheck(spend, script));
}
function verifyTaproot(spend, outputKey) {
	if (spend.witness.length === 0) return "invalid";
	if (spend.witness.length > 1) return "inconclusive";
	const signature = spend.witness[0];
	const sighash = signature.length === 64 ? 0 : signature[64];
	if (signature.length !== 64 && !(signature.length === 65 && sighash === 1)) return "invalid";
	const digest = open(spend).preimageWitnessV1(spend.index, spend.prevouts.map((one) => one.script), sighash, spend.prevouts.map((one) => one.amountSat));
	return schnorr.verify(signature.subarray(0, 64), digest, outputKey) ? "valid" : "invalid";
}
function verifyScript(script, stack, check) {
	const kind = kindOf(script);
	if (kind?.type === "pkh") {
		const [signature, publicKey] = stack;
		if (stack.length !== 2 || !equalBytes(hash160(publicKey), kind.hash)) return "invalid";
		return check(signature, publicKey) ? "valid" : "invalid";
	}
	if (kind?.type === "pk") return stack.length === 1 && check(stack[0], kind.pubkey) ? "valid" : "invalid";
	if (kind?.type === "ms") return verifyMultisig(kind, stack, check);
	return "inconclusive";
}
function kindOf(script) {
	try {
		return OutScript.decode(script);
	} catch {
		return;
	}
}
/** Signatures stand in the order of the keys; there are exactly m; the item that CHECKMULTISIG takes too many is empty. */
function verifyMultisig({ m, pubkeys }, stack, check) {
	if (stack.length !== m + 1 || stack[0].length !== 0) return "invalid";
	let next = 0;
	for (const signature of stack.slice(1)) {
		while (next < pubkeys.length && !check(signature, pubkeys[next])) next++;
		if (next === pubkeys.length) return "invalid";
		next++;
	}
	return "valid";
}
function open(spend) {
	return Transaction.fromRaw(spend.raw, {
		allowUnknownInputs: true,
		allowUnknownOutputs: true,
		allowUnknownVersion: true,
		disableScriptCheck: true
	});
}
function witnessCheck(spend, scriptCode) {
	const digest = open(spend).preimageWitnessV0(spend.index, scriptCode, 1, spend.prevouts[spend.index].amountSat);
	return (signature, publicKey) => publicKey.length === 33 && holds(signature, digest, publicKey);
}
/** The digest from before segwit, for ALL: the transaction with this input's script in place of its scriptSig. */
function legacyCheck(spend, scriptCode) {
	const tx = open(spend);
	const inputs = Array.from({ length: tx.inputsLength }, (_, i) => {
		const { txid, index, sequence } = tx.getInput(i);
		return {
			txid,
			index,
			sequence,
			finalScriptSig: i === spend.index ? scriptCode : /* @__PURE__ */ new Uint8Array()
		};
	});
	const outputs = Array.from({ length: tx.outputsLength }, (_, i) => {
		const { amount, script } = tx.getOutput(i);
		return {
			amount,
			script
		};
	});
	const bare = RawOldTx.encode({
		version: tx.version,
		inputs,
		outputs,
		lockTime: tx.lockTime
	});
	const digest = hash256(concatBytes(bare, hexToBytes("01000000")));
	return (signature, publicKey) => holds(signature, digest, publicKey);
}
function holds(signature, digest, publicKey) {
	if (signature.at(-1) !== 1) return false;
	try {
		const der = signature.subarray(0, -1);
		const strict = secp256k1.Signature.fromBytes(der, "der").toBytes("der");
		return bytesToHex(strict) === bytesToHex(der) && secp256k1.verify(der, digest, publicKey, {
			format: "der",
			prehash: false,
			lowS: true
		});
	} catch {
		return false;
	}
}
var opReturn = new Uint8Array([106]);
var none = /* @__PURE__ */ new Uint8Array();
var nowhere = /* @__PURE__ */ new Uint8Array(32);
/** BIP-340 tagged hash of the message. @example bytesToHex(messageHash('')) // 'c90c269c…' */
function messageHash(message) {
	const tag = sha256$1(utf8ToBytes("BIP0322-signed-message"));
	return sha256$1(concatBytes(tag, tag, utf8ToBytes(message)));
}
/** Id of the virtual transaction that the message makes, display order. */
function toSpendTxid(message, challenge) {
	const tx = {
		version: 0,
		segwitFlag: void 0,
		inputs: [{
			txid: nowhere,
			index: 4294967295,
			finalScriptSig: concatBytes(new Uint8Array([0, 32]), messageHash(message)),
			sequence: 0
		}],
		outputs: [{
			amount: 0n,
			script: challenge
		}],
		witnesses: void 0,
		lockTime: 0
	};
	return displayHash(hash256(RawTx.encode(tx)));
}
function signingTransaction(txid, witness) {
	return {
		version: 0,
		segwitFlag: witness.length > 0 || void 0,
		inputs: [{
			txid,
			index: 0,
			finalScriptSig: none,
			sequence: 0
		}],
		outputs: [{
			amount: 0n,
			script: opReturn
		}],
		witnesses: witness.length > 0 ? [witness] : void 0,
		lockTime: 0
	};
}
/**
* Verifies a signed message (BIP-322): simple, full, and proof of funds. Scripts other than single keys and m-of-n are `inconclusive`, never valid.
*
* @example verifyBip322({ message: 'Hello World', address: 'bc1q9vza…', signature: 'smpAkcw…', network: bitcoinMainnet }).state // 'valid'
* @throws {ADDRESS_INVALID} if the address is not one of the network
*/
function verifyBip322(parameters) {
	const challenge = scriptOfAddress(parameters.address, parameters.network);
	const parsed = parseSignature(parameters, challenge);
	if (parsed === void 0) return {
		state: "invalid",
		reason: "The signature is not of the form of BIP-322."
	};
	const { tx, variant, prevouts } = parsed;
	const fault = faultOf(tx, toSpendTxid(parameters.message, challenge));
	if (fault !== void 0) return {
		state: "invalid",
		reason: fault
	};
	const raw = RawTx.encode(tx);
	for (const [index, input] of tx.inputs.entries()) {
		const verdict = verifySpend({
			raw,
			index,
			scriptSig: input.finalScriptSig,
			witness: tx.witnesses?.[index] ?? [],
			prevouts
		});
		if (verdict === "invalid") return {
			state: "invalid",
			reason: `Input ${index} does not satisfy what it spends.`
		};
		if (verdict === "inconclusive") return {
			state: "inconclusive",
			reason: `Input ${index} spends a script that is not interpreted here.`
		};
	}
	if (tx.version !== 0 && tx.version !== 2) return {
		state: "inconclusive",
		reason: "Its version is neither 0 nor 2."
	};
	const funds = tx.inputs.slice(1).map((input, i) => ({
		txid: bytesToHex(input.txid),
		vout: input.index,
		amountSat: prevouts[i + 1].amountSat
	}));
	return {
		state: "valid",
		variant,
		lockTime: tx.lockTime,
		sequence: tx.inputs[0].sequence,
		funds
	};
}
function parseSignature({ message, signature }, challenge) {
	const own = {
		amountSat: 0n,
		script: challenge
	};
	try {
		if (signature.startsWith("pof")) return parseFunds(signature.slice(3), own);
		if (signature.startsWith("ful")) {
			const raw = base64.decode(signature.slice(3));
			const tx = RawTx.decode(raw);
			return tx.inputs.length === 1 && equalBytes(RawTx.encode(tx), raw) ? {
				variant: "full",
				tx,
				prevouts: [own]
			} : void 0;
		}
		const witness = RawWitness.decode(base64.decode(signature.startsWith("smp") ? signature.slice(3) : signature));
		if (witness.length === 0) return void 0;
		return {
			variant: "simple",
			tx: signingTransaction(hexToBytes(toSpendTxid(message, challenge)), witness),
			prevouts: [own]
		};
	} catch {
		return;
	}
}
function parseFunds(psbt, own) {
	const tx = parsePsbt(psbt);
	const rows = Array.from({ length: tx.inputsLength }, (_, i) => tx.getInput(i));
	const prevouts = rows.map((row, i) => {
		if (i === 0) return own;
		const previous = row.nonWitnessUtxo ?? rows.find((other) => other.nonWitnessUtxo && equalBytes(other.txid, row.txid))?.nonWitnessUtxo;
		const utxo = previous ? previous.outputs[row.index] : row.witnessUtxo;
		if (utxo === void 0) throw new TypeError("an input does not say what it spends");
		return {
			amountSat: utxo.amount,
			script: utxo.script
		};
	});
	const outputs = Array.from({ length: tx.outputsLength }, (_, i) => tx.getOutput(i));
	return {
		variant: "proof-of-funds",
		prevouts,
		tx: {
			version: tx.version,
			segwitFlag: true,
			inputs: rows.map((row) => ({
				txid: row.txid,
				index: row.index,
				finalScriptSig: row.finalScriptSig ?? none,
				sequence: row.sequence ?? 4294967295
			})),
			outputs: outputs.map((output) => ({
				amount: output.amount,
				script: output.script
			})),
			witnesses: rows.map((row) => row.finalScriptWitness ?? []),
			lockTime: tx.lockTime
		}
	};
}
function faultOf(tx, toSpend) {
	const [first] = tx.inputs;
	if (first === void 0 || bytesToHex(first.txid) !== toSpend || first.index !== 0) return "It signs another message or for another address.";
	const [output] = tx.outputs;
	if (tx.outputs.length !== 1 || output.amount !== 0n || !equalBytes(output.script, opReturn)) return "It has another output than the empty one.";
}
/** Row 21: returned in kind to whom the judgment names, at an address whose control was shown, approved by others than released it. */
var returnDecided = defineKind({
	name: "return.decided",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		claimant: id,
		address: address$1,
		/** The claimant's signed statement of the address, and how control of it was shown. */
		control: documentHash,
		identity: documentHash
	}),
	facts: {
		claimantNamed: ({ payload, paper, state, subject }) => {
			const basis = basisOf(state(), subject.lot);
			const lot = lotOf(state(), subject.lot);
			if (basis === void 0 || lot === void 0) return verdict(false, "no judgment", payload.claimant);
			const line = paper(basis.judgment, "judgment").body.lines.find((candidate) => lot.lines.every((of) => candidate.lines.includes(of)));
			return verdict(line?.returnTo === payload.claimant, line?.returnTo ?? "nobody", payload.claimant);
		},
		controlProved: ({ payload, paper, state, subject }) => {
			const body = paper(payload.control, "address-control").body;
			const lot = lotOf(state(), subject.lot);
			const chain = lot === void 0 ? "" : chainOf(lot.asset);
			const { canonical } = checkAddress({
				chain,
				address: payload.address
			});
			if (body.address !== canonical || body.claimant !== payload.claimant || !body.message.includes(payload.claimant)) return false;
			return verifyBip322({
				message: body.message,
				address: canonical,
				signature: body.signature,
				network: bitcoinNetworkOf(chain)
			}).state === "valid";
		},
		identityProved: ({ payload, paper }) => paper(payload.identity, "identity-check").body.claimant === payload.claimant,
		differentApprovers: ({ actor, state }) => {
			const handled = (state().hands[actor.person] ?? []).filter((role) => role === "custodian" || role === "investigator");
			return verdict(handled.length === 0, handled.join(", ") || "not a handler", "decided by somebody who did not handle the coins");
		}
	},
	apply: (state, { payload, subject }) => {
		return withSlice(state, "returns", {
			...slice(state, "returns") ?? {},
			[subject.lot]: {
				claimant: payload.claimant,
				address: payload.address
			}
		});
	}
});
/** Row 21: the claimant signed for it; no officer collects for a victim. */
var lotReturned = defineKind({
	name: "lot.returned",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		transfer: id,
		receipt: documentHash,
		collectedByOfficer: flag
	}),
	facts: {
		receiptSigned: ({ payload, paper, state, subject }) => {
			const receipt = paper(payload.receipt, "receipt");
			const decided = slice(state(), "returns")?.[subject.lot ?? ""];
			return receipt.issuer === decided?.claimant && receipt.body.txid === transfersOf$1(state())[payload.transfer]?.txid;
		},
		chainProved: ({ payload, state, subject }) => {
			const transfer = transfersOf$1(state())[payload.transfer];
			const done = transfer?.purpose === "return" && transfer.lot === subject.lot && transfer.confirmed === true;
			return verdict(done, done ? String(transfer.txid) : "not confirmed", "a confirmed return of this lot");
		},
		noOfficerCollects: ({ payload }) => !payload.collectedByOfficer
	},
	apply: (state) => state
});
/** Row 11: the entrusted agency confirms or refuses what was set offshore by evidence. It computes no price and quotes none. */
var reserveConfirmed = defineKind({
	name: "reserve.confirmed",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		answer: oneOf$2(["confirm", "refuse"]),
		/** The offshore entry that set it, its figure and the hash of its evidence, as they crossed. */
		reserveEntry: hex32,
		floor: rate,
		currency,
		snapshot: hex32
	}),
	facts: {
		asSetOffshore: ({ payload, state, subject }) => {
			const set = crossedOf(state(), "reserve.set", subject);
			return verdict(set !== void 0 && set.entry === payload.reserveEntry && set.fields.floor === payload.floor && set.fields.currency === payload.currency && set.fields.snapshot === payload.snapshot, `${payload.floor} ${payload.currency}`, set === void 0 ? "a reserve set offshore" : `${String(set.fields.floor)} ${String(set.fields.currency)}`);
		},
		answer: ({ payload }) => payload.answer
	},
	apply: (state) => state,
	crosses: {
		to: "offshore",
		fields: [
			"subject",
			"payload.answer",
			"payload.reserveEntry",
			"payload.floor",
			"payload.currency",
			"payload.snapshot"
		]
	}
});
var shape$2 = closed$1({
	measure: oneOf$2([
		"seized",
		"frozen",
		"sealed"
	]),
	decision: documentHash,
	officers: list(id, 10),
	relatedness: note,
	necessities: note,
	startsOn: date,
	expiresOn: optional$1(date)
});
/** Levels of authority, lowest first (MPS-159 art 228 asks the head of an organ at county level or above for valuable property). */
var levels = [
	"officer",
	"unit-head",
	"county-head",
	"city-head",
	"province-head"
];
/** Row 1: the measure, decided at the level that the rule asks, by two officers, with its relation to the case noted and necessities set aside. */
var seizureDecided = defineKind({
	name: "seizure.decided",
	stream: "case",
	zones: ["onshore"],
	payload: shape$2,
	facts: {
		measureLevel: ({ payload, paper, parameter }) => {
			const required = parameter("measureLevel");
			const found = String(paper(payload.decision, "seizure-decision").body.level);
			return verdict(levels.includes(found) && levels.indexOf(found) >= levels.indexOf(required), found, `${required} or above`);
		},
		officers: ({ payload }) => new Set(payload.officers).size,
		relatednessNoted: ({ payload }) => payload.relatedness.length > 0,
		necessitiesSetAside: ({ payload }) => payload.necessities.length > 0,
		decisionPaper: ({ payload, paper, state }) => paper(payload.decision, "seizure-decision").issuer === seizureOf(state())?.organ
	},
	apply: (state, { payload }) => {
		const { measure, startsOn, expiresOn, officers } = payload;
		return withSlice(state, "seizure", {
			...seizureOf(state),
			measure: {
				kind: measure,
				from: startsOn,
				officers,
				...expiresOn === void 0 ? {} : { expires: expiresOn }
			}
		});
	}
});
var base58$1 = "[1-9A-HJ-NP-Za-km-z]";
var patterns = [
	{
		kind: "pem-private-key",
		find: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/g
	},
	{
		kind: "age-secret-key",
		find: /AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{20,}/gi
	},
	{
		kind: "extended-private-key",
		find: new RegExp(`\\b[xyzuvtYZUV]prv${base58$1}{60,}`, "g")
	},
	{
		kind: "encrypted-private-key",
		find: new RegExp(`(?<!${base58$1})6P${base58$1}{56}(?!${base58$1})`, "g")
	},
	{
		kind: "wif",
		find: new RegExp(`(?<![A-Za-z0-9])${base58$1}{51,52}(?![A-Za-z0-9])`, "g"),
		holds: isWif
	},
	{
		kind: "xrpl-seed",
		find: new RegExp(`(?<![A-Za-z0-9])s${base58$1}{27,30}(?![A-Za-z0-9])`, "g"),
		holds: isXrplSeed
	},
	{
		kind: "keystore",
		find: /["']ciphertext["']\s*:(?=[\s\S]{0,2000}["']kdf(?:params)?["']\s*:)/gi
	},
	{
		kind: "keystore",
		find: /["']kdf(?:params)?["']\s*:(?=[\s\S]{0,2000}["']ciphertext["']\s*:)/gi
	}
];
/** Keys that their form betrays. */
function keys(text) {
	return patterns.flatMap(({ kind, find, holds }) => [...text.matchAll(find)].filter(([match]) => holds?.(match) ?? true).map((match) => ({
		kind,
		offset: match.index
	})));
}
/** Wallet import format: 32 bytes, and 01 after them for a compressed key. Any version: every bitcoin-like chain has its own. */
function isWif(text) {
	if (/^5[HJK]/.test(text) && text.length === 51) return true;
	if (/^[KL]/.test(text) && text.length === 52) return true;
	const decoded = decodeBase58Check(text);
	if ("reason" in decoded) return false;
	const { payload } = decoded;
	return payload.length === 32 || payload.length === 33 && payload[32] === 1;
}
function isXrplSeed(text) {
	const decoded = decodeBase58Check(text, "xrpl");
	if ("reason" in decoded) return false;
	const secp256k1 = decoded.version === 33 && decoded.payload.length === 16;
	const ed25519 = decoded.version === 1 && decoded.payload[0] === 225 && decoded.payload.length === 18;
	return secp256k1 || ed25519;
}
var windowWords = 12;
var knownMin = 11;
var englishIndex = new Map(wordlist.map((word, index) => [word, index]));
var englishStems = new Set(wordlist.map((word) => word.slice(0, 4)));
var chineseIndexes = [wordlist$1, wordlist$2].map((list) => new Map(list.map((word, index) => [word, index])));
/** `1`, `word1`, `2nd`, `第3`: what people number words with. */
var numbering = /^(?:word|no|w|n|第)?_?\p{N}{1,2}(?:st|nd|rd|th|个|個)?$/iu;
/** Recovery phrases after BIP-39: one hit a phrase. */
function phrases(text) {
	return [
		...englishPhrases(text),
		...spacedChinese(text),
		...runTogetherChinese(text)
	].map((offset) => ({
		kind: "recovery-phrase",
		offset
	}));
}
/**
* Twelve words in a row of which eleven are on the list. Prose does not reach that: the, a, of, to, is and and are not on it.
* Blanks, commas, line ends, quotes and numbers may stand between the words.
*/
function englishPhrases(text) {
	const tokens = [...text.matchAll(/[\p{L}\p{N}_]+/gu)].filter(([word]) => !numbering.test(word)).map((match) => ({
		word: match[0].toLowerCase(),
		offset: match.index
	}));
	return [...rows(tokens, (word) => englishIndex.has(word)), ...rows(tokens, (word) => word.length <= 4 && englishStems.has(word)).filter((offset) => isStems(tokens, offset))].filter((offset, i, all) => all.indexOf(offset) === i);
}
function isStems(tokens, offset) {
	const start = tokens.findIndex((token) => token.offset === offset);
	const row = tokens.slice(start, start + windowWords);
	return row.every(({ word }) => englishStems.has(word)) && row.filter(({ word }) => !englishIndex.has(word)).length >= 6;
}
/** Twelve single characters, apart, of which eleven are on a list: prose does not set its characters apart. */
function spacedChinese(text) {
	const tokens = [...text.matchAll(/[\p{L}\p{N}_]+/gu)].filter(([word]) => !numbering.test(word)).map((match) => ({
		word: match[0],
		offset: match.index
	}));
	return chineseIndexes.flatMap((index) => rows(tokens, (word) => index.has(word))).filter((offset, i, all) => all.indexOf(offset) === i);
}
/** Starts of rows in which at least 11 of 12 neighbours are known. Overlapping windows are one row, which begins at the fullest. */
function rows(tokens, isKnown) {
	const known = tokens.map(({ word }) => isKnown(word));
	const found = [];
	let count = 0;
	for (let end = 0; end < tokens.length; end++) {
		if (known[end]) count++;
		if (known[end - windowWords]) count--;
		const start = end - windowWords + 1;
		if (count < knownMin || start < 0) continue;
		const last = found.at(-1);
		if (last === void 0 || start > last.end) found.push({
			start,
			end,
			count
		});
		else if (count > last.count) Object.assign(last, {
			start,
			end,
			count
		});
		else last.end = end;
	}
	return found.map(({ start }) => tokens[start].offset);
}
var meanIndexMin = 600;
var phraseLengths = [
	12,
	15,
	18,
	21,
	24
];
/**
* Characters written without gaps look like any sentence. A run is taken for a phrase when it fills a cell or line by itself, has the
* length of a phrase, its checksum fits (one in sixteen by chance) and its characters are as rare as random ones; or when the word
* "mnemonic" or 助记词 stands before it.
*/
function runTogetherChinese(text) {
	return [...text.matchAll(/\p{Script=Han}{12,}/gu)].filter(({ 0: run, index }) => {
		const before = text.slice(Math.max(0, index - 24), index);
		if (label.test(before)) return isLabelledRun(run);
		return /(^|[\n,\t"'])\s*$/.test(before) && /^\s*($|[\n,\t"'])/.test(text.slice(index + run.length)) && isRun(run);
	}).map(({ index }) => index);
}
var label = /(mnemonic|seed|phrase|助[记記][词詞]|种子|種子|[恢還还][复復原])\P{Script=Han}{0,6}$/iu;
function isLabelledRun(run) {
	const words = [...run];
	return chineseIndexes.some((index) => words.filter((word) => index.has(word)).length >= Math.max(knownMin, words.length - 1));
}
function isRun(run) {
	return chineseIndexes.some((index) => {
		const indexes = [...run].map((word) => index.get(word) ?? -1);
		if (!phraseLengths.includes(indexes.length) || indexes.includes(-1)) return false;
		return indexes.reduce((total, one) => total + one, 0) / indexes.length >= meanIndexMin && checksumFits(indexes);
	});
}
/** BIP-39: 11 bits a word; the last 1/33 of them are the first bits of the SHA-256 of the rest. */
function checksumFits(indexes) {
	const bits = indexes.map((index) => index.toString(2).padStart(11, "0")).join("");
	const checkBits = bits.length / 33;
	const entropy = bits.slice(0, -checkBits);
	const hash = [...sha256$1(Uint8Array.from({ length: entropy.length / 8 }, (_, i) => Number.parseInt(entropy.slice(i * 8, i * 8 + 8), 2)))].map((byte) => byte.toString(2).padStart(8, "0")).join("");
	return bits.slice(-checkBits) === hash.slice(0, checkBits);
}
var hex = /(?<![0-9A-Za-z])(?:0x)?[0-9a-f]{64}(?![0-9A-Za-z])/gi;
/** A value of 32 characters or more behind a label that says "private key", in whatever encoding. */
var longValue = /(?<![\w+/=-])[A-Za-z0-9+/_=-]{32,}(?![\w+/=-])/g;
var secretLabel = /priv|secret|seed|mnemonic|passphrase|\bwif\b|signing.?key|^key$|私[钥鑰匙]|[密秘][钥鑰匙]|助[记記][词詞]|种子|種子|[恢還还][复復原]/i;
var hashLabel = /tx|trans|hash|digest|sha|block|merkle|root|leaf|checksum|fingerprint|integrity|commit|entry|pack|head|stream|image|public|pub.?key|signature|\bid\b|哈希|雜湊|杂凑|散列|交易|校[验驗]|区块|區塊|摘要|指[纹紋]|公[钥鑰匙]|签名|簽名|[编編][号號]|完整性|流水/i;
/**
* Numbers of 32 bytes that may be private keys, and anything long that a label calls one. Nothing in the digits tells a key from a
* transaction id, so the label does: the heading of the CSV column first, then the JSON key or words just before it, then a path
* such as `/tx/`.
*/
function rawKeys(text, bareHex) {
	const table = headings(text);
	const named = [...text.matchAll(longValue)].filter((match) => {
		return /[0-9]/.test(match[0]) && /[A-Za-z]/.test(match[0]) && labelOf(text, match.index, table).some((label) => secretLabel.test(label));
	});
	const bare = [...text.matchAll(hex)].filter((match) => {
		const labels = labelOf(text, match.index, table);
		if (labels.some((label) => secretLabel.test(label))) return true;
		return bareHex === "refuse" && !labels.some((label) => hashLabel.test(label));
	});
	return [...new Set([...named, ...bare].map((match) => match.index))].map((offset) => ({
		kind: "private-key",
		offset
	}));
}
var lineMax = 2e4;
function labelOf(text, offset, table) {
	const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
	const before = text.slice(Math.max(lineStart, offset - 200), offset);
	const labels = [];
	const heading = table && lineStart > 0 && offset - lineStart < lineMax ? table[cells(text.slice(lineStart, offset)).length - 1] : void 0;
	const near = (heading === void 0 ? before : cells(before).at(-1) ?? "").slice(-60);
	const word = /([\p{L}\p{N}_./# -]{1,40})["'“”`\\]*\s*[:=：#]?\s*["'“”`\\]*\s*$/u.exec(near)?.[1];
	if (word !== void 0 && /\p{L}/u.test(word)) labels.push(word);
	if (heading !== void 0) labels.push(heading);
	return labels;
}
/** The headings of a text that is a table: its first line holds commas or tabs, and words rather than figures. */
function headings(text) {
	const first = text.slice(0, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"));
	const found = cells(first);
	return found.length >= 2 && !/[0-9a-f]{32}/i.test(first) && !/^\s*[[{]/.test(first) ? found : void 0;
}
/** Splits a line at commas and tabs outside quotes. */
function cells(line) {
	const found = [""];
	let quoted = false;
	for (const character of line) if (character === "\"") quoted = !quoted;
	else if (!quoted && (character === "," || character === "	")) found.push("");
	else found[found.length - 1] += character;
	return found;
}
/**
* Finds the first thing in a text that looks like a secret: BIP-39 phrases (English, Chinese in both scripts), WIF and BIP-38
* keys, raw 32-byte keys, extended private keys, Ethereum keystores, PEM and age keys, XRP Ledger seeds. Errs towards finding.
* Not found: Monero, SLIP-39 and Electrum-1 words, phrases in other languages, keys in pictures or archives.
*
* @example findSecret('note\nL1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ') // { kind: 'wif', line: 2, column: 1 }
*/
function findSecret(text, options = {}) {
	return findSecrets(text, options)[0];
}
/** All of them, in order. */
function findSecrets(text, options = {}) {
	const plain = unveil(text);
	const hits = [
		...keys(plain),
		...phrases(plain),
		...rawKeys(plain, options.bareHex ?? "refuse")
	];
	hits.sort((a, b) => a.offset - b.offset);
	return hits.map(({ kind, offset }) => ({
		kind,
		...placeOf(plain, offset)
	}));
}
function unveil(text) {
	return text.replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "").replace(/\r\n?/g, "\n").replace(/[\p{L}\p{N}\p{M}]+/gu, (letters) => letters.normalize("NFKC"));
}
function placeOf(text, offset) {
	const before = text.slice(0, offset);
	return {
		line: before.split("\n").length,
		column: offset - (before.lastIndexOf("\n") + 1) + 1
	};
}
/** Row 2: the on-the-spot list, before any sweep: suspect-side addresses and units; three copies, investigators, witness, holder or the noted reason (CPL 142, MPS-159 art 230). */
var seizureListed = defineKind({
	name: "seizure.listed",
	stream: "case",
	zones: ["onshore"],
	payload: closed$1({
		/** The file as the officer had it. */
		list: documentHash,
		lines: list(closed$1({
			line: count,
			asset,
			address: address$1,
			units: positiveUnits,
			/** Absent: the whole balance of the address. */
			txid: optional$1(hex32),
			index: optional$1(count),
			acquiredAt: optional$1(time),
			valuation: optional$1(closed$1({
				amount: rate,
				currency: note,
				date,
				source: note
			})),
			note: optional$1(note)
		}), 200),
		onSpot: flag,
		copies: count,
		investigators: list(id, 10),
		witnessSigned: flag,
		holderSigned: flag,
		holderAbsence: optional$1(note)
	}),
	facts: {
		listedOnSpot: ({ payload }) => payload.onSpot,
		copies: ({ payload }) => payload.copies,
		investigatorSignatures: ({ payload, state }) => {
			const decided = new Set(seizureOf(state())?.measure?.officers ?? []);
			return new Set(payload.investigators.filter((officer) => decided.has(officer))).size;
		},
		witnessSigned: ({ payload }) => payload.witnessSigned,
		holderSignedOrNoted: ({ payload }) => payload.holderSigned || payload.holderAbsence !== void 0,
		addressesChecked: ({ payload }) => {
			const bad = payload.lines.filter((line) => !addressHolds(line.asset, line.address));
			if (new Set(payload.lines.map((line) => line.txid === void 0 ? `${line.asset} ${line.address}` : `${chainOf(line.asset)} ${line.txid} ${line.index}`)).size !== payload.lines.length) return verdict(false, "one output listed twice", "each output once");
			return verdict(bad.length === 0, bad.length === 0 ? `${payload.lines.length} addresses good` : `line ${bad[0].line} does not check`, "every address checks on its chain");
		},
		noSecret: ({ payload, document }) => findSecret(document(payload.list)) === void 0
	},
	apply: (state, { payload, effectiveAt }) => {
		const lines = payload.lines.map(({ line, asset: of, address: at, units, txid, index }) => ({
			line,
			asset: of,
			address: at,
			units,
			...txid === void 0 ? {} : { txid },
			...index === void 0 ? {} : { index }
		}));
		return withSlice(state, "seizure", {
			...seizureOf(state),
			lines,
			list: payload.list,
			listedAt: effectiveAt
		});
	}
});
function addressHolds(of, at) {
	try {
		checkAddress({
			chain: chainOf(of),
			address: at
		});
		return true;
	} catch {
		return false;
	}
}
/** The closed list of what the zone onshore may append to a case, in the order of the blueprint's stages. */
var onshoreKinds = [
	defineKind({
		name: "case.opened",
		stream: "case",
		zones: ["onshore"],
		payload: closed$1({
			/** Id of the model that the case follows. */
			model: id,
			caseNumber: note,
			organ: id,
			filedOn: date,
			filing: documentHash,
			jurisdiction: note,
			outOfArea: flag,
			cooperationPaper: optional$1(documentHash)
		}),
		facts: {
			caseFiled: ({ payload, paper }) => {
				const filed = paper(payload.filing, "case-filing").body;
				return filed.number === payload.caseNumber && filed.organ === payload.organ;
			},
			jurisdictionShown: ({ payload }) => payload.jurisdiction.length > 0,
			outOfArea: ({ payload }) => payload.outOfArea,
			cooperationPaper: ({ payload, documents }) => payload.cooperationPaper !== void 0 && documents.includes(payload.cooperationPaper)
		},
		apply: (state, { payload }) => {
			const { organ, caseNumber, outOfArea } = payload;
			return withSlice(state, "seizure", {
				organ,
				caseNumber,
				outOfArea
			});
		}
	}),
	seizureDecided,
	seizureListed,
	custodyPrepared,
	custodySecured,
	inventoryRecorded,
	lotClassified,
	basisJudged,
	entrustmentMade,
	entrustmentAccepted,
	depositReceived,
	transferApproved,
	transferSigned,
	transferConfirmed,
	reserveConfirmed,
	fxApproved,
	fxSettled,
	moneyCredited,
	distributionDecided,
	treasuryPaid,
	returnDecided,
	lotReturned,
	depositReleased,
	caseClosed
];
var onshore$1 = ["onshore"];
var offshore$1 = ["offshore"];
/** What is asked of a disposal before judgment, at whichever stage of the case. */
var consentFacts = {
	propertyClass: "String",
	rightHolderIdentified: "Bool",
	rightHolderUndisputed: "Bool",
	actorIsRightHolder: "verdict",
	appliedInWriting: "Bool",
	consented: "Bool",
	approverLevel: "String",
	withFinanceDepartment: "Bool",
	organisedCrime: "Bool",
	moneyHeldBy: "String",
	neededAsEvidence: "Bool",
	harmsNobody: "Bool",
	concernedTold: "Bool",
	objectionsDecided: "Bool",
	suspectNotified: "Bool",
	consentInCustody: "Bool",
	counselPresent: "Bool",
	outsideInterrogation: "Bool",
	fullForm: "Bool",
	cooledOff: "verdict",
	procuratorateConfirms: "Bool"
};
/**
* Acts that the law decides and that the machine does not walk yet: the packs hold their rules, `rules explain` answers about them, and a stage that is
* built later finds its guards here. They are not entries: no generic facts.
*/
var lawOnlyKinds = {
	"lot.released": {
		zones: onshore$1,
		stream: "case",
		facts: {
			foundUnrelated: "Bool",
			withinThreeDays: "verdict",
			recipientOfList: "verdict",
			controlProved: "Bool",
			identityProved: "Bool",
			differentApprovers: "verdict"
		},
		lawOnly: true
	},
	"victim.returned": {
		zones: onshore$1,
		stream: "case",
		facts: {
			factsVerified: "Bool",
			titleClear: "Bool",
			undisputed: "Bool",
			harmsNobody: "Bool",
			picturesAndValuation: "Bool",
			countyHeadApproved: "verdict",
			receiptSigned: "Bool",
			noOfficerCollects: "Bool"
		},
		lawOnly: true
	},
	"lot.handedOver": {
		zones: onshore$1,
		stream: "case",
		facts: {
			jointCount: "verdict",
			transferList: "Bool",
			newKeys: "Bool",
			receiptSigned: "Bool"
		},
		lawOnly: true
	},
	"measure.lifted": {
		zones: onshore$1,
		stream: "case",
		facts: {
			ground: "String",
			noticeOfProcuratorate: "Bool",
			opinionAsksConfiscation: "Bool",
			recipient: "String",
			inTime: "verdict"
		},
		lawOnly: true
	},
	"measure.renewed": {
		zones: onshore$1,
		stream: "case",
		facts: {
			beforeExpiry: "verdict",
			sameAuthority: "verdict",
			notLongerThanAllowed: "verdict",
			queueKept: "Bool"
		},
		lawOnly: true
	},
	"basis.consentedInvestigation": {
		zones: onshore$1,
		stream: "case",
		facts: consentFacts,
		lawOnly: true
	},
	"basis.consentedProsecution": {
		zones: onshore$1,
		stream: "case",
		facts: consentFacts,
		lawOnly: true
	},
	"basis.consentedTrial": {
		zones: onshore$1,
		stream: "case",
		facts: consentFacts,
		lawOnly: true
	},
	"basis.unclaimed": {
		zones: onshore$1,
		stream: "case",
		facts: {
			ground: "String",
			foundUnrelated: "Bool",
			legalAffairsSigned: "Bool",
			noticeOver: "verdict",
			seriousOffence: "Bool",
			rulingEffective: "verdict",
			judgmentEffective: "verdict"
		},
		lawOnly: true
	},
	"basis.ruled": {
		zones: onshore$1,
		stream: "case",
		facts: {
			judgmentSilent: "Bool",
			courtOfFirstInstanceRules: "Bool",
			listedButUnrelated: "Bool",
			handledBySeizingOrgan: "Bool"
		},
		lawOnly: true
	},
	"claim.answered": {
		zones: onshore$1,
		stream: "case",
		facts: {
			answered: "Bool",
			routeNamed: "Bool"
		},
		lawOnly: true
	},
	"victim.paid": {
		zones: onshore$1,
		stream: "case",
		facts: {
			judgmentReturnsToClass: "verdict",
			claimProved: "Bool",
			receiptSigned: "Bool",
			noOfficerCollects: "Bool"
		},
		lawOnly: true
	},
	"treasury.refunded": {
		zones: onshore$1,
		stream: "case",
		facts: {
			claimVerified: "Bool",
			applicationToTreasury: "Bool",
			pricePaid: "verdict"
		},
		lawOnly: true
	},
	"owner.compensated": {
		zones: onshore$1,
		stream: "case",
		facts: {
			claimInTime: "verdict",
			unsoldReturnedInKind: "Bool",
			pricePaid: "verdict",
			method: "String",
			belowValue: "Bool",
			compensationPaid: "Bool"
		},
		lawOnly: true
	},
	"lot.destroyed": {
		zones: onshore$1,
		stream: "case",
		facts: {
			contraband: "Bool",
			courtOrLawOrders: "Bool",
			witnessed: "Bool",
			methodRecorded: "Bool"
		},
		lawOnly: true
	},
	"lot.sealed": {
		zones: onshore$1,
		stream: "case",
		facts: {
			decisionPaper: "Bool",
			freshKeys: "Bool",
			reviewWithinYear: "verdict"
		},
		lawOnly: true
	},
	"coins.exchanged": {
		zones: onshore$1,
		stream: "case",
		facts: { exchangedOnshore: "Bool" },
		lawOnly: true
	},
	"inquiry.opened": {
		zones: onshore$1,
		stream: "case",
		facts: {
			opensOnshore: "Bool",
			asksOnshoreBuyers: "Bool",
			computesPrice: "Bool"
		},
		lawOnly: true
	},
	"coins.employed": {
		zones: onshore$1,
		stream: "case",
		facts: {
			staked: "Bool",
			lent: "Bool",
			invested: "Bool"
		},
		lawOnly: true
	},
	"account.opened": {
		zones: onshore$1,
		stream: "case",
		facts: {
			forVirtualCurrencyBusiness: "Bool",
			foreignCurrencyProceedsOnly: "Bool",
			bankBasisLetter: "Bool"
		},
		lawOnly: true
	},
	"money.exchanged": {
		zones: onshore$1,
		stream: "case",
		facts: {
			throughBank: "Bool",
			dealerOrIndividual: "Bool",
			paidInToken: "Bool"
		},
		lawOnly: true
	},
	"buyer.accepted": {
		zones: onshore$1,
		stream: "case",
		facts: {
			buyerOnshore: "Bool",
			offExchange: "Bool",
			providerOrAffiliate: "verdict"
		},
		lawOnly: true
	},
	"data.exported": {
		zones: onshore$1,
		stream: "case",
		facts: {
			holdsPersonalData: "Bool",
			ofStateOrgan: "Bool",
			securityAssessment: "Bool",
			separateConsent: "Bool",
			toForeignJudicialBody: "Bool",
			approvedByAuthority: "Bool"
		},
		lawOnly: true
	},
	"screening.decided": {
		zones: onshore$1,
		stream: "case",
		facts: {
			listForce: "String",
			hit: "Bool",
			refuses: "Bool"
		},
		lawOnly: true
	},
	"paper.issued": {
		zones: onshore$1,
		stream: "case",
		facts: {
			looksOfficial: "Bool",
			issuedByOrgan: "Bool"
		},
		lawOnly: true
	},
	"price.published": {
		zones: onshore$1,
		stream: "case",
		facts: {
			reserveSecret: "Bool",
			beforeLastFill: "Bool"
		},
		lawOnly: true
	},
	"venue.reported": {
		zones: offshore$1,
		stream: "case",
		facts: {
			crossesOnshore: "Bool",
			insideInstitution: "Bool"
		},
		lawOnly: true
	},
	"coins.returned": {
		zones: offshore$1,
		stream: "case",
		facts: {
			restrictedHold: "Bool",
			suspicion: "Bool",
			returnPath: "Bool"
		},
		lawOnly: true
	},
	"leg.sent": {
		zones: offshore$1,
		stream: "case",
		facts: {
			betweenInstitutions: "Bool",
			travelRuleSent: "Bool",
			aboveThreshold: "Bool",
			nameAndAccount: "Bool",
			addressOrDocument: "Bool",
			counterpartyDiligence: "Bool",
			thirdParty: "Bool",
			approvedBeforeReceipt: "Bool"
		},
		lawOnly: true
	},
	"leg.received": {
		zones: offshore$1,
		stream: "case",
		facts: {
			unhosted: "Bool",
			aboveThreshold: "Bool",
			originatorName: "Bool",
			walletAddress: "Bool",
			addressOrDocument: "Bool",
			recipientNameAndAccount: "Bool",
			thirdParty: "Bool",
			approvedBeforeReceipt: "Bool",
			controlTestByPlatform: "Bool",
			messageInstead: "Bool"
		},
		lawOnly: true
	},
	"stablecoin.offered": {
		zones: offshore$1,
		stream: "case",
		facts: {
			licensedIssuer: "Bool",
			professionalOnly: "Bool",
			permittedOfferor: "Bool"
		},
		lawOnly: true
	},
	"book.shared": {
		zones: offshore$1,
		stream: "case",
		facts: {
			regulatorApproved: "Bool",
			fatfMember: "Bool",
			preFunded: "Bool",
			deliveryVersusPayment: "Bool"
		},
		lawOnly: true
	},
	"custody.offered": {
		zones: offshore$1,
		stream: "case",
		facts: {
			coldSharePercent: "Long",
			hotCoveredPercent: "Long",
			coldCoveredPercent: "Long",
			associatedEntity: "Bool"
		},
		lawOnly: true
	},
	"records.dropped": {
		zones: offshore$1,
		stream: "case",
		facts: {
			afterFiveYears: "verdict",
			ordersAfterTwoYears: "verdict",
			underInvestigation: "Bool"
		},
		lawOnly: true
	}
};
var both$1 = ["onshore", "offshore"];
/** What rules may read of a zone's own streams: directory, registers, packs. */
var zoneContracts = {
	"zone.opened": {
		zones: both$1,
		stream: "directory",
		facts: { administrators: "verdict" }
	},
	"organisation.enrolled": {
		zones: both$1,
		stream: "directory",
		facts: {
			administrators: "verdict",
			documentHeld: "Bool"
		}
	},
	"person.enrolled": {
		zones: both$1,
		stream: "directory",
		facts: {
			administrators: "verdict",
			organisationKnown: "verdict"
		}
	},
	"key.enrolled": {
		zones: both$1,
		stream: "directory",
		facts: {
			administrators: "verdict",
			documentHeld: "Bool",
			holderKnown: "verdict",
			keyUnused: "verdict",
			vouched: "verdict"
		}
	},
	"key.revoked": {
		zones: both$1,
		stream: "directory",
		facts: {
			administrators: "verdict",
			keyKnown: "verdict"
		}
	},
	"account.registered": {
		zones: both$1,
		stream: "directory",
		facts: {
			administrators: "verdict",
			documentHeld: "Bool",
			ownerKnown: "verdict"
		}
	},
	"licence.registered": {
		zones: both$1,
		stream: "registers",
		facts: {
			administrators: "verdict",
			sourceNamed: "Bool"
		}
	},
	"provider.registered": {
		zones: both$1,
		stream: "registers",
		facts: {
			administrators: "verdict",
			sourceNamed: "Bool"
		}
	},
	"pack.published": {
		zones: both$1,
		stream: "packs",
		facts: {
			administrators: "verdict",
			documentHeld: "Bool"
		}
	}
};
/** Where, who, in which order, approved and signed by whom, held by what: every entry of a case has them. */
var genericFacts = {
	zone: "String",
	world: "String",
	role: "String",
	roleOfStep: "verdict",
	order: "verdict",
	approvals: "verdict",
	separation: "verdict",
	holds: "verdict",
	signed: "verdict"
};
var onshore = ["onshore"];
var offshore = ["offshore"];
var both = ["onshore", "offshore"];
var legFacts = {
	destinationApproved: "verdict",
	amountAsPlanned: "verdict",
	addressUnlike: "verdict",
	coverHolds: "verdict",
	coverFresh: "verdict",
	lastTrancheFree: "verdict",
	testDone: "verdict",
	legParticulars: "verdict",
	thirdPartyApproved: "verdict",
	routeAgreed: "Bool",
	purpose: "String"
};
var kindContracts = {
	...lawOnlyKinds,
	"proposal.made": {
		zones: both,
		stream: "case",
		facts: {}
	},
	"approval.given": {
		zones: both,
		stream: "case",
		facts: {
			proposalStands: "verdict",
			signatureHolds: "verdict",
			notProposer: "verdict",
			notTwice: "verdict"
		}
	},
	"approval.withdrawn": {
		zones: both,
		stream: "case",
		facts: { ownToWithdraw: "verdict" }
	},
	"crossing.received": {
		zones: both,
		stream: "case",
		facts: { crossingProved: "verdict" }
	},
	"hold.placed": {
		zones: both,
		stream: "case",
		facts: {
			holdAuthority: "String",
			holdPaper: "Bool",
			reasonRestricted: "verdict"
		}
	},
	"hold.lifted": {
		zones: both,
		stream: "case",
		facts: {
			holdAuthority: "String",
			holdPaper: "Bool",
			mayLift: "verdict"
		}
	},
	"incident.raised": {
		zones: both,
		stream: "case",
		facts: {}
	},
	"case.opened": {
		zones: onshore,
		stream: "case",
		facts: {
			caseFiled: "Bool",
			jurisdictionShown: "Bool",
			outOfArea: "Bool",
			cooperationPaper: "Bool"
		}
	},
	"seizure.decided": {
		zones: onshore,
		stream: "case",
		facts: {
			measureLevel: "verdict",
			officers: "Long",
			relatednessNoted: "Bool",
			necessitiesSetAside: "Bool",
			decisionPaper: "Bool"
		}
	},
	"seizure.listed": {
		zones: onshore,
		stream: "case",
		facts: {
			listedOnSpot: "Bool",
			copies: "Long",
			investigatorSignatures: "Long",
			witnessSigned: "Bool",
			holderSignedOrNoted: "Bool",
			addressesChecked: "verdict",
			noSecret: "Bool"
		}
	},
	"custody.prepared": {
		zones: onshore,
		stream: "case",
		facts: {
			freshKeys: "Bool",
			threshold: "Long",
			custodians: "Long",
			handlersKeepApart: "verdict"
		}
	},
	"custody.secured": {
		zones: onshore,
		stream: "case",
		facts: {
			chainProved: "verdict",
			agencyAddresses: "verdict",
			recordingHashed: "Bool",
			pathsSwept: "Bool",
			residualsNoted: "Bool",
			measureMovable: "Bool"
		}
	},
	"inventory.recorded": {
		zones: onshore,
		stream: "case",
		facts: {
			reconciled: "verdict",
			propertyManagerHas: "Bool",
			handedOverInTime: "verdict"
		}
	},
	"lot.classified": {
		zones: onshore,
		stream: "case",
		facts: {
			lineOnce: "verdict",
			outcome: "String",
			tradable: "Bool",
			neededAsEvidence: "Bool",
			measureInForce: "verdict",
			taintStated: "Bool",
			claimsStated: "Bool"
		}
	},
	"basis.judged": {
		zones: onshore,
		stream: "case",
		facts: {
			judgmentEffective: "verdict",
			namesAsset: "Bool",
			outcomePerLine: "String",
			outcomeFits: "verdict",
			serviceRecorded: "Bool"
		}
	},
	"entrustment.made": {
		zones: onshore,
		stream: "case",
		facts: {
			organResponsible: "Bool",
			frameworkInForce: "verdict",
			caseAgreement: "Bool",
			letterOfEntrustment: "Bool",
			listMatchesInventory: "verdict",
			scopeStated: "Bool",
			feeAuthority: "Bool",
			treasuryOutcome: "Bool"
		}
	},
	"entrustment.accepted": {
		zones: onshore,
		stream: "case",
		facts: {
			entrusteeDesignated: "Bool",
			acceptsAsEntrusted: "verdict"
		}
	},
	"deposit.received": {
		zones: onshore,
		stream: "case",
		facts: {
			providerQualified: "verdict",
			conflict: "verdict",
			cash: "Bool",
			providerCannotDraw: "Bool",
			bankConfirms: "verdict",
			nameLawful: "Bool"
		}
	},
	"transfer.approved": {
		zones: onshore,
		stream: "case",
		facts: legFacts
	},
	"transfer.signed": {
		zones: onshore,
		stream: "case",
		facts: {
			signedAsApproved: "verdict",
			broadcastOnce: "verdict"
		}
	},
	"transfer.confirmed": {
		zones: onshore,
		stream: "case",
		facts: {
			chainProved: "verdict",
			confirmations: "verdict"
		}
	},
	"reserve.confirmed": {
		zones: onshore,
		stream: "case",
		facts: {
			asSetOffshore: "verdict",
			answer: "String"
		}
	},
	"fx.approved": {
		zones: onshore,
		stream: "case",
		facts: {
			approvalNumber: "Bool",
			ceiling: "verdict",
			payeeIsOrgan: "verdict",
			datesOpen: "verdict",
			fxRoute: "String"
		}
	},
	"fx.settled": {
		zones: onshore,
		stream: "case",
		facts: {
			withinCeiling: "verdict",
			insideDates: "verdict",
			payeeAsApproved: "verdict",
			chargesExplain: "verdict",
			bopDeclared: "Bool",
			rateRecomputes: "verdict"
		}
	},
	"money.credited": {
		zones: onshore,
		stream: "case",
		facts: {
			accountIsOrgans: "verdict",
			matchesStatement: "verdict"
		}
	},
	"distribution.decided": {
		zones: onshore,
		stream: "case",
		facts: {
			potsSeparate: "Bool",
			everyLineHasPot: "verdict",
			methodStated: "Bool",
			sharesExact: "verdict",
			claimantClassReturned: "verdict",
			objectionsDecided: "Bool"
		}
	},
	"treasury.paid": {
		zones: onshore,
		stream: "case",
		facts: {
			slipComplete: "Bool",
			grossPaid: "verdict",
			matchesStatement: "verdict"
		}
	},
	"return.decided": {
		zones: onshore,
		stream: "case",
		facts: {
			claimantNamed: "verdict",
			controlProved: "Bool",
			identityProved: "Bool",
			differentApprovers: "verdict"
		}
	},
	"lot.returned": {
		zones: onshore,
		stream: "case",
		facts: {
			receiptSigned: "Bool",
			chainProved: "verdict",
			noOfficerCollects: "Bool"
		}
	},
	"deposit.released": {
		zones: onshore,
		stream: "case",
		facts: { nothingUncovered: "verdict" }
	},
	"case.closed": {
		zones: onshore,
		stream: "case",
		facts: {
			everyUnitEnded: "verdict",
			ledgersZero: "verdict",
			receiptsComplete: "Bool",
			retentionSet: "Bool"
		}
	},
	"case.accepted": {
		zones: offshore,
		stream: "case",
		facts: { crossingProved: "verdict" }
	},
	"clearance.given": {
		zones: offshore,
		stream: "case",
		facts: {
			licenceInForce: "verdict",
			customerDiligence: "Bool",
			titleOpinion: "Bool",
			oscoOpinion: "Bool",
			sourcePackAccepted: "Bool",
			sanctionsClear: "verdict",
			platformStates: "String",
			mandateCovers: "verdict"
		}
	},
	"route.agreed": {
		zones: offshore,
		stream: "case",
		facts: {
			bankAccepts: "Bool",
			safeAnswer: "Bool",
			platformAcceptsAsset: "verdict",
			planPositioned: "Bool",
			reserveMethod: "Bool",
			reachabilityShown: "Bool",
			returnPath: "Bool"
		}
	},
	"address.issued": {
		zones: offshore,
		stream: "case",
		facts: {
			licenceInForce: "verdict",
			thirdPartyApproved: "Bool",
			particularsObtained: "Bool",
			controlTest: "Bool",
			addressAsStated: "verdict"
		}
	},
	"cover.stated": {
		zones: offshore,
		stream: "case",
		facts: {
			coverRecomputes: "verdict",
			sourceNamed: "Bool",
			priceFromSnapshot: "verdict"
		}
	},
	"coins.received": {
		zones: offshore,
		stream: "case",
		facts: {
			sentAsStated: "verdict",
			platformConfirms: "verdict",
			bookedOnce: "verdict"
		}
	},
	"reserve.set": {
		zones: offshore,
		stream: "case",
		facts: {
			sourcesNamed: "verdict",
			sourcesFresh: "verdict",
			twoParties: "verdict",
			reserveRecomputes: "verdict",
			methodFitsModel: "verdict",
			validity: "verdict"
		}
	},
	"sale.started": {
		zones: offshore,
		stream: "case",
		facts: {
			reserveValid: "verdict",
			planApproved: "Bool",
			venuesLicensed: "verdict",
			floorInPlan: "verdict",
			capInPlan: "verdict",
			deadlineInMandate: "verdict",
			floorReachable: "verdict",
			buyerUnrelated: "verdict",
			methodRecorded: "String",
			unitsAtVenues: "verdict"
		}
	},
	"orders.opened": {
		zones: offshore,
		stream: "sale",
		facts: { saleStarted: "verdict" }
	},
	"sale.stopped": {
		zones: offshore,
		stream: "case",
		facts: { saleRuns: "verdict" }
	},
	"order.placed": {
		zones: offshore,
		stream: "sale",
		facts: {
			venueLicensed: "verdict",
			hostBound: "verdict",
			withinPlan: "verdict",
			aboveFloor: "verdict",
			withinCap: "verdict",
			beforeDeadline: "verdict",
			mandateFresh: "verdict",
			killSwitchOff: "Bool",
			slicePaceKept: "verdict"
		}
	},
	"order.reported": {
		zones: offshore,
		stream: "sale",
		facts: {
			fillsAboveFloor: "verdict",
			fillsWithinOrder: "verdict"
		}
	},
	"floor.unreachable": {
		zones: offshore,
		stream: "case",
		facts: { attempts: "verdict" }
	},
	"floor.decided": {
		zones: offshore,
		stream: "case",
		facts: { decision: "String" }
	},
	"sale.closed": {
		zones: offshore,
		stream: "case",
		facts: {
			unitsAccounted: "verdict",
			statementMatches: "verdict"
		}
	},
	"proceeds.booked": {
		zones: offshore,
		stream: "case",
		facts: {
			cashReceived: "verdict",
			grossFeeNet: "verdict",
			feeAuthority: "Bool"
		}
	},
	"remittance.ordered": {
		zones: offshore,
		stream: "case",
		facts: {
			fxOpen: "verdict",
			payeeAsApproved: "verdict",
			withinProceeds: "verdict",
			sentOnce: "verdict",
			instructionSays: "verdict"
		}
	},
	"remittance.reported": {
		zones: offshore,
		stream: "case",
		facts: { bankConfirms: "verdict" }
	},
	...zoneContracts
};
/** All facts of a kind, generic ones included; undefined for a kind that nobody knows. */
function factsOf(kind) {
	const contract = Object.hasOwn(kindContracts, kind) ? kindContracts[kind] : void 0;
	if (contract === void 0) return void 0;
	return ofCase(contract) ? {
		...genericFacts,
		...contract.facts
	} : contract.facts;
}
function ofCase(contract) {
	return contract.lawOnly !== true && (contract.stream === "case" || contract.stream === "sale");
}
/** Names that a rule may use for many kinds at once, as in `action in Action::"case-entry"`. */
var actionGroups = { "case-entry": (kind) => Object.hasOwn(kindContracts, kind) && ofCase(kindContracts[kind]) };
/** A group by its name, or the one kind itself. @example kindsOf('case-entry').includes('deposit.received') // true */
function kindsOf(action) {
	const group = Object.hasOwn(actionGroups, action) ? actionGroups[action] : void 0;
	return group === void 0 ? [action] : Object.keys(kindContracts).filter(group);
}
var dateOnly = /^\d{4}-\d\d-\d\d$/;
var withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?(Z|[+-]\d\d:\d\d)$/;
/**
* The first moment of a day of the law, or a moment with its own offset. Mainland and Hong Kong both keep +08:00.
*
* @example startOf('2026-02-06') // '2026-02-05T16:00:00.000Z'
* @throws {PACK_INVALID}
*/
function startOf(date) {
	const text = dateOnly.test(date) ? `${date}T00:00:00.000+08:00` : date;
	const time = withOffset.test(text) ? Date.parse(text) : NaN;
	const day = dateOnly.test(date) ? new Date(time + 288e5) : void 0;
	if (Number.isNaN(time) || day !== void 0 && day.toISOString().slice(0, 10) !== date) throw new SluiceError("PACK_INVALID", `${date} is not a day or a moment of the calendar.`, { facts: { date } });
	return new Date(time).toISOString();
}
function isWithin(interval, at) {
	return interval.from <= at && (interval.until === void 0 || at < interval.until);
}
var closed = (properties) => Type.Object(properties, { additionalProperties: false });
var oneOf = (values) => Type.Union(values.map((value) => Type.Literal(value)));
var text = Type.String({
	minLength: 1,
	maxLength: 4e3
});
var name = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$" });
var day = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+(Z|[+-]\\d\\d:\\d\\d))?$" });
var texts = closed({
	"zh-CN": text,
	"zh-HK": text,
	en: text
});
var zone = oneOf(["onshore", "offshore"]);
var optional = Type.Optional;
var instrument = closed({
	id: name,
	title: text,
	titleEn: text,
	number: optional(text),
	issuer: text,
	issued: optional(day),
	effective: day,
	repealed: optional(day),
	jurisdiction: name,
	confidence: oneOf([
		"H",
		"M",
		"L"
	]),
	lastChecked: day,
	textPointer: text
});
var rule = closed({
	id: name,
	instrument: name,
	article: text,
	effective: optional(day),
	repealed: optional(day),
	force: oneOf([
		"law",
		"official-statement",
		"contract",
		"practice",
		"unverified"
	]),
	effect: oneOf(["forbids", "permits"]),
	actions: Type.Array(name, { minItems: 1 }),
	facts: Type.Array(name, { minItems: 1 }),
	blocks: Type.Boolean(),
	title: texts,
	refusal: texts,
	remedy: texts,
	whoMends: text
});
var step = closed({
	kind: name,
	purpose: optional(name),
	subject: oneOf([
		"case",
		"lot",
		"tranche"
	]),
	zone,
	from: Type.Array(name),
	to: optional(name),
	roles: Type.Array(name),
	approvals: Type.Array(closed({
		role: name,
		count: Type.Integer({
			minimum: 1,
			maximum: 9
		})
	}))
});
/** The one document of a pack: the manifest and the text of each Cedar file by name. */
var packShape = closed({
	manifest: closed({
		format: Type.Literal("sluice/pack/1"),
		id: name,
		title: texts,
		publisher: text,
		version: text,
		kind: oneOf(["law", "model"]),
		zones: Type.Array(zone, { minItems: 1 }),
		parameters: Type.Record(Type.String({ pattern: "^[a-z][A-Za-z0-9]*$" }), closed({
			value: text,
			rule: name,
			unit: text,
			note: text
		})),
		instruments: Type.Array(instrument),
		rules: Type.Array(rule),
		steps: optional(Type.Array(step)),
		passesHolds: optional(Type.Array(name)),
		incompatibleRoles: optional(Type.Array(Type.Tuple([name, name])))
	}),
	cedar: Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9._-]*\\.cedar$" }), Type.String())
});
/**
* Splits a file into its rules. Each is `@id("…") forbid (principal, action …, resource) unless { … }`: a permit, a rule without an id, or one that looks
* at anything but the action and the facts is refused.
*
* @throws {PACK_INVALID}
*/
function readCedar(file, source) {
	const parts = cedar().policySetTextToParts(source);
	if (parts.type === "failure") throw invalid$1(file, faultsOf(parts.errors));
	if (parts.policy_templates.length > 0) throw invalid$1(file, "templates are not used here");
	return parts.policies.map((text) => readRule(file, text));
}
function readRule(file, text) {
	const answer = cedar().policyToJson(text);
	if (answer.type === "failure") throw invalid$1(file, faultsOf(answer.errors));
	const { effect, principal, resource, action, conditions, annotations } = answer.json;
	const id = annotations?.id;
	if (id === void 0) throw invalid$1(file, `a rule without an @id: ${text.slice(0, 80)}`);
	if (effect !== "forbid") throw invalid$1(file, `${id}: expected forbid, found ${effect}`);
	if (principal.op !== "All" || resource.op !== "All") throw invalid$1(file, `${id}: principal and resource stand open; rules read facts`);
	if (conditions.length !== 1 || conditions[0].kind !== "unless") throw invalid$1(file, `${id}: expected one unless`);
	return {
		id,
		text,
		actions: actionsOf(file, id, action),
		reads: [...readsOf(conditions[0].body)].sort()
	};
}
function actionsOf(file, id, action) {
	if (action.op === "All" || "slot" in action) throw invalid$1(file, `${id}: names no action`);
	return ("entities" in action ? action.entities : [action.entity]).map((entity) => "__entity" in entity ? entity.__entity.id : entity.id);
}
/** Every `context.x`, wherever it stands in the condition. */
function readsOf(expression) {
	const found = /* @__PURE__ */ new Set();
	const walk = (node) => {
		if (typeof node !== "object" || node === null) return;
		const access = node["."];
		if (access?.left.Var === "context") found.add(access.attr);
		for (const child of Object.values(node)) walk(child);
	};
	walk(expression);
	return found;
}
function invalid$1(file, message) {
	return new SluiceError("PACK_INVALID", `${file}: ${message}.`, { facts: { file } });
}
var cedarTypes = {
	Bool: { type: "Boolean" },
	String: { type: "String" },
	Long: { type: "Long" },
	Set: {
		type: "Set",
		element: { type: "String" }
	},
	verdict: {
		type: "Record",
		attributes: { ok: { type: "Boolean" } }
	}
};
/** The Cedar schema of all kinds, made from the contract: one action a kind, its facts the context, groups as parents. */
function cedarSchema() {
	const actions = {};
	for (const group of Object.keys(actionGroups)) actions[group] = {};
	for (const kind of Object.keys(kindContracts)) {
		const attributes = Object.fromEntries(Object.entries(factsOf(kind)).map(([name, type]) => [name, cedarTypes[type]]));
		actions[kind] = {
			memberOf: Object.entries(actionGroups).flatMap(([group, has]) => has(kind) ? [{ id: group }] : []),
			appliesTo: {
				principalTypes: ["Person"],
				resourceTypes: ["Stream"],
				context: {
					type: "Record",
					attributes
				}
			}
		};
	}
	return { "": {
		entityTypes: {
			Person: {},
			Stream: {}
		},
		actions
	} };
}
var schemaName = "sluice";
var prepared = false;
function prepareSchema() {
	if (prepared) return;
	const answer = cedar().preparseSchema(schemaName, cedarSchema());
	assert(answer.type === "success", `the schema of the facts is not Cedar's: ${answer.type === "failure" ? faultsOf(answer.errors) : ""}`);
	prepared = true;
}
/** Hex SHA-256 of the canonical document: the name under which a pack decides. */
function packHash(document) {
	return hashText(canonical(document));
}
var parsed = /* @__PURE__ */ new Map();
/**
* Reads a pack strictly: its form, every rule once in the manifest and once in Cedar, with the same actions and the same facts, each source named, each
* rule sound under the schema of the facts.
*
* @example parsePack(document).rules.length
* @throws {PACK_INVALID} with every fault
*/
function parsePack(document) {
	const hash = packHash(document);
	const known = parsed.get(hash);
	if (known !== void 0) return known;
	if (!Value.Check(packShape, document)) throw invalid([...Value.Errors(packShape, document)].slice(0, 20).map((fault) => `${fault.instancePath || "/"} ${fault.message}`));
	const { manifest, cedar: files } = document;
	const texts = Object.entries(files).flatMap(([file, source]) => readCedar(file, source));
	const faults = [
		...faultsOfManifest(manifest),
		...faultsOfPairs(manifest, texts),
		...faultsOfSchema(texts)
	];
	if (faults.length > 0) throw invalid(faults, manifest.id);
	const pack = {
		hash,
		manifest,
		document,
		rules: manifest.rules.map((rule) => ready(rule, manifest, texts))
	};
	parsed.set(hash, pack);
	return pack;
}
function ready(rule, manifest, texts) {
	const { text } = texts.find((candidate) => candidate.id === rule.id);
	const instrument = manifest.instruments.find((candidate) => candidate.id === rule.instrument);
	return {
		...rule,
		cedar: text,
		kinds: [...new Set(rule.actions.flatMap(kindsOf))],
		interval: intervalOf(rule, instrument)
	};
}
/** A rule holds while its instrument does, unless it names days of its own. */
function intervalOf(rule, instrument) {
	const from = startOf(rule.effective ?? instrument.effective);
	const until = rule.repealed ?? instrument.repealed;
	return until === void 0 ? { from } : {
		from,
		until: startOf(until)
	};
}
function faultsOfManifest(manifest) {
	const faults = [];
	const instruments = new Set(manifest.instruments.map((instrument) => instrument.id));
	for (const id of twice([...manifest.rules.map((rule) => rule.id)])) faults.push(`rule ${id} stands twice`);
	for (const id of twice(manifest.instruments.map((instrument) => instrument.id))) faults.push(`instrument ${id} stands twice`);
	for (const rule of manifest.rules) {
		if (!instruments.has(rule.instrument)) faults.push(`rule ${rule.id}: no instrument ${rule.instrument}`);
		for (const kind of rule.actions.flatMap(kindsOf)) {
			const zones = kindContracts[kind]?.zones;
			if (zones === void 0) faults.push(`rule ${rule.id}: no kind is called ${kind}`);
			else if (!zones.some((zone) => manifest.zones.includes(zone)) && !isGroup(rule.actions)) faults.push(`rule ${rule.id}: ${kind} is a kind of the ${zones.join()} zone, where this pack decides nothing`);
		}
	}
	if (manifest.kind === "law" && manifest.steps !== void 0) faults.push("only a model has steps");
	if (manifest.kind === "model" && [
		manifest.steps,
		manifest.incompatibleRoles,
		manifest.passesHolds
	].includes(void 0)) faults.push("a model needs steps, incompatibleRoles and passesHolds");
	for (const step of manifest.steps ?? []) faults.push(...faultsOfStep(step));
	return faults;
}
function isGroup(actions) {
	return actions.some((action) => Object.hasOwn(actionGroups, action));
}
function faultsOfStep(step) {
	const contract = kindContracts[step.kind];
	if (contract === void 0) return [`step ${step.kind}: no such kind`];
	return contract.zones.includes(step.zone) ? [] : [`step ${step.kind}: not a kind of the ${step.zone} zone`];
}
function faultsOfPairs(manifest, texts) {
	const faults = twice(texts.map((text) => text.id)).map((id) => `Cedar rule ${id} stands twice`);
	for (const text of texts) {
		const rule = manifest.rules.find((candidate) => candidate.id === text.id);
		if (rule === void 0) faults.push(`Cedar rule ${text.id} is not in the manifest`);
		else faults.push(...differences(rule, text));
	}
	for (const rule of manifest.rules) if (!texts.some((text) => text.id === rule.id)) faults.push(`rule ${rule.id} has no Cedar text`);
	return faults;
}
function differences(rule, text) {
	const faults = [];
	const same = (a, b) => [...a].sort().join(" ") === [...b].sort().join(" ");
	if (!same(rule.actions, text.actions)) faults.push(`rule ${rule.id}: manifest says ${rule.actions.join(", ")}, Cedar ${text.actions.join(", ")}`);
	if (!same(rule.facts, text.reads)) faults.push(`rule ${rule.id}: manifest reads ${rule.facts.join(", ")}, Cedar ${text.reads.join(", ")}`);
	return faults;
}
function faultsOfSchema(texts) {
	const staticPolicies = Object.fromEntries(texts.map(({ id, text }) => [id, text]));
	const answer = cedar().validate({
		schema: cedarSchema(),
		policies: { staticPolicies }
	});
	if (answer.type === "failure") return [faultsOf(answer.errors)];
	return [...answer.validationErrors, ...answer.validationWarnings].map(({ policyId, error }) => `rule ${policyId}: ${error.message}`);
}
function twice(ids) {
	return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
}
function invalid(faults, pack) {
	const where = pack === void 0 ? "the pack" : `pack ${pack}`;
	return new SluiceError("PACK_INVALID", `${where}: ${faults.join("; ")}.`, { facts: {
		faults,
		...pack === void 0 ? {} : { pack }
	} });
}
/** Whether a value is of the type that the contract names. A verdict has its three fields and no other. */
function isOfType(value, type) {
	switch (type) {
		case "Bool": return typeof value === "boolean";
		case "String": return typeof value === "string";
		case "Long": return typeof value === "number" && Number.isSafeInteger(value);
		case "Set": return Array.isArray(value) && value.every((item) => typeof item === "string");
		case "verdict": return isVerdict(value);
	}
}
function isVerdict(value) {
	if (typeof value !== "object" || Array.isArray(value)) return false;
	const { ok, found, required, ...rest } = value;
	return typeof ok === "boolean" && typeof found === "string" && typeof required === "string" && Object.keys(rest).length === 0;
}
/** A value of the type, only to let Cedar read a request whose rules on this fact are refused beforehand. */
function placeholder(type) {
	return {
		Bool: false,
		String: "",
		Long: 0,
		Set: [],
		verdict: {
			ok: false,
			found: "",
			required: ""
		}
	}[type];
}
/** Stands in a refusal when the facts that a kind must have are not all there, or the kind itself is not known. Not a rule of any pack. */
var factsRule = "SLUICE-FACTS";
function rulesOf({ packs, zone, kind }) {
	return packs.flatMap((pack) => pack.manifest.zones.includes(zone) ? pack.rules : []).filter((rule) => rule.kinds.includes(kind)).sort((a, b) => a.id < b.id ? -1 : 1);
}
/**
* Asks all rules of a kind that hold at the moment of the act. Every unmet rule is named at once. A fact that is missing or of the wrong type, or a rule
* that errs, is a refusal and never a skip.
*
* @example evaluate({ packs, zone: 'onshore', at, kind: 'deposit.received', principal, resource, facts }).allowed
*/
function evaluate(question) {
	const types = factsOf(question.kind);
	if (types === void 0) return {
		allowed: false,
		rules: [],
		unmet: [{
			rule: factsRule,
			code: "RULE_NOT_EVALUABLE",
			found: { kind: question.kind }
		}]
	};
	const { rules, ids, policySet } = prepare(question);
	const faulty = Object.entries(types).flatMap(([name, type]) => isOfType(factOf(question, name), type) ? [] : [name]);
	const struck = ask(question, policySet, types, faulty);
	const unmet = [];
	const warnings = [];
	for (const rule of rules) if (struck.erring.has(rule.id) || rule.facts.some((fact) => faulty.includes(fact))) unmet.push({
		rule: rule.id,
		code: "RULE_NOT_EVALUABLE",
		found: foundOf(rule.facts, question)
	});
	else if (permitsNothing(rule, question.overrides)) unmet.push({
		rule: rule.id,
		code: "RULE_NOT_MET",
		found: { force: "unverified" }
	});
	else if (struck.unmet.has(rule.id) && !lifted(rule, question.overrides)) {
		if (rule.blocks) unmet.push({
			rule: rule.id,
			code: "RULE_NOT_MET",
			found: foundOf(rule.facts, question)
		});
		else warnings.push(rule.id);
	}
	if (faulty.length > 0 && unmet.length === 0) unmet.push({
		rule: factsRule,
		code: "RULE_NOT_EVALUABLE",
		found: foundOf(faulty, question)
	});
	return unmet.length === 0 ? {
		allowed: true,
		rules: ids,
		warnings
	} : {
		allowed: false,
		rules: ids,
		unmet
	};
}
function factOf(question, name) {
	return Object.hasOwn(question.facts, name) ? question.facts[name] : void 0;
}
function foundOf(names, question) {
	const found = {};
	for (const name of names) {
		const value = factOf(question, name);
		if (value !== void 0 && value !== null) found[name] = value;
	}
	return found;
}
function lifted(rule, overrides = []) {
	return rule.force === "unverified" && overrides.some((override) => override.rule === rule.id && override.kind === "lifted-with-source");
}
/** A permission that nobody has verified permits nothing, unless an opinion stands in its place. */
function permitsNothing(rule, overrides = []) {
	if (rule.force !== "unverified" || rule.effect !== "permits") return false;
	return !overrides.some((override) => override.rule === rule.id && override.kind === "legal-opinion");
}
/** Answers by policy set and what the rules can see of the facts: the same question again is not asked again. Emptied when full. */
var answers = /* @__PURE__ */ new Map();
var answersMax = 8192;
function ask(question, policySet, types, faulty) {
	const context = {};
	for (const [name, type] of Object.entries(types)) context[name] = seen(faulty.includes(name) ? placeholder(type) : question.facts[name], type);
	const key = `${policySet} ${JSON.stringify(context)}`;
	const known = answers.get(key);
	if (known !== void 0) return known;
	const struck = askCedar(question, policySet, context);
	if (answers.size >= answersMax) answers.clear();
	answers.set(key, struck);
	return struck;
}
/** What a rule may read of a fact: all of it, and of a verdict whether it is met. */
function seen(value, type) {
	return type === "verdict" ? { ok: value.ok } : value;
}
function askCedar(question, policySet, context) {
	const answer = cedar().statefulIsAuthorized({
		principal: {
			type: "Person",
			id: "actor"
		},
		action: {
			type: "Action",
			id: question.kind
		},
		resource: {
			type: "Stream",
			id: "subject"
		},
		context,
		preparsedSchemaName: schemaName,
		validateRequest: true,
		preparsedPolicySetId: policySet,
		entities: []
	});
	assert(answer.type === "success", `Cedar could not read a request that was checked: ${answer.type === "failure" ? faultsOf(answer.errors) : ""}`);
	const { decision, diagnostics } = answer.response;
	assert(decision === "deny" || diagnostics.reason.every((id) => id === permitId), "an approval rests on the plain permit alone");
	return {
		unmet: new Set(diagnostics.reason),
		erring: new Set(diagnostics.errors.map((error) => error.policyId))
	};
}
var permitId = "permit";
var byPacks = /* @__PURE__ */ new Map();
function ofKind({ packs, zone, kind }) {
	const hashes = packs.map((pack) => pack.hash).join(" ");
	const kinds = byPacks.get(hashes) ?? /* @__PURE__ */ new Map();
	byPacks.set(hashes, kinds);
	const key = `${zone} ${kind}`;
	const known = kinds.get(key) ?? {
		rules: rulesOf({
			packs,
			zone,
			kind
		}),
		sets: /* @__PURE__ */ new Map()
	};
	kinds.set(key, known);
	return known;
}
function prepare(question) {
	const { rules: all, sets } = ofKind(question);
	const rules = all.filter((rule) => isWithin(rule.interval, question.at));
	const ids = rules.map((rule) => rule.id);
	const key = ids.join(" ");
	const known = sets.get(key);
	if (known !== void 0) return known;
	const entry = {
		rules,
		ids,
		policySet: preparePolicies(question, rules)
	};
	sets.set(key, entry);
	return entry;
}
function preparePolicies({ packs, kind }, rules) {
	const ids = rules.map((rule) => rule.id);
	assert(new Set(ids).size === ids.length, `two packs share a rule id for ${kind}`);
	prepareSchema();
	const policySet = `${kind} ${hashText(`${packs.map((pack) => pack.hash).join(" ")} ${ids.join(" ")}`)}`;
	const permit = `permit (principal, action == Action::${JSON.stringify(kind)}, resource);`;
	const staticPolicies = Object.fromEntries([...rules.map((rule) => [rule.id, rule.cedar]), [permitId, permit]]);
	const answer = cedar().preparsePolicySet(policySet, { staticPolicies });
	assert(answer.type === "success", `Cedar could not read a policy set that was checked: ${answer.type === "failure" ? faultsOf(answer.errors) : ""}`);
	return policySet;
}
/**
* The packs of a zone with one model, as the machine asks them.
*
* @example rulebookOf({ packs: [cn, hk, beijing], zone: 'onshore' }).parameter('depositCover')?.value // '1.10'
* A zone's own streams are decided without a model.
*
* @throws {PACK_INVALID} if more than one of the packs is a model
*/
function rulebookOf(parameters) {
	const { zone, overrides } = parameters;
	const packs = parameters.packs.filter((pack) => pack.manifest.zones.includes(zone));
	const models = packs.filter((pack) => pack.manifest.kind === "model");
	const [model] = models;
	if (models.length > 1) throw new SluiceError("PACK_INVALID", `expected one model for the ${zone} zone at most, found ${models.length}.`, { facts: { zone } });
	const ordered = [...models, ...packs.filter((pack) => pack !== model)];
	const steps = (model?.manifest.steps ?? []).filter((step) => step.zone === zone);
	return {
		packs: packs.map((pack) => pack.hash).sort(),
		model: model?.hash ?? "",
		steps: (kind) => steps.filter((step) => step.kind === kind),
		parameter: (name) => {
			const pack = ordered.find((candidate) => Object.hasOwn(candidate.manifest.parameters, name));
			const value = pack?.manifest.parameters[name]?.value;
			return pack === void 0 || value === void 0 ? void 0 : {
				value,
				pack: pack.hash
			};
		},
		incompatibleRoles: model?.manifest.incompatibleRoles ?? [],
		passesHolds: model?.manifest.passesHolds ?? [],
		evaluate: (question) => evaluate({
			...question,
			packs,
			zone,
			...overrides === void 0 ? {} : { overrides }
		})
	};
}
/** Rulebooks of one zone from the packs that a bundle carries, each made once. @throws {PACK_INVALID} */
function bundledRules(parameters) {
	const packs = /* @__PURE__ */ new Map();
	const refused = /* @__PURE__ */ new Map();
	const books = /* @__PURE__ */ new Map();
	const packOf = (hash) => {
		const known = packs.get(hash);
		if (known !== void 0) return known;
		const text = parameters.document(hash);
		if (text === void 0) return refuse(hash, "is not in the bundle");
		if (hashText(text) !== hash) return refuse(hash, "is not the one that its hash names");
		if (refused.has(hash)) throw refused.get(hash);
		try {
			const pack = parsePack(parseCanonical(text));
			packs.set(hash, pack);
			return pack;
		} catch (error) {
			refused.set(hash, error);
			throw error;
		}
	};
	return ({ packs: law, model }) => {
		const hashes = model === void 0 ? law : [...law, model];
		const key = hashes.join(" ");
		const known = books.get(key);
		if (known !== void 0) return known;
		const book = rulebookOf({
			packs: hashes.map(packOf),
			zone: parameters.zone
		});
		books.set(key, book);
		return book;
	};
}
function refuse(hash, what) {
	throw new SluiceError("PACK_INVALID", `the pack ${hash} ${what}.`, { facts: { hash } });
}
var machine = {
	name: machineName,
	kinds: listKinds([
		...zoneKinds,
		...commonKinds,
		...onshoreKinds
	]),
	actionOf,
	appliedOf,
	applyEntry,
	decide,
	rulebookFor,
	surroundings,
	rules: (document) => bundledRules({
		zone: "onshore",
		document
	})
};
export { machine };
