// sluice/machine/1, offshore: as built from the release. Never edited; a test holds its hash.
import { SluiceError, assert } from "../src/core/errors.ts";
import "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import Value from "typebox/value";
import { ed25519 } from "@noble/curves/ed25519.js";
import Type from "typebox";
import { base32nopad, base58, base58xrp, bech32, bech32m } from "@scure/base";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { blake2b } from "@noble/hashes/blake2.js";
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
function balanceOf(balances, account, asset) {
	return BigInt(balances[`${account} ${asset}`] ?? "0");
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
		if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse$3(path, "an integer below 2^53", String(value));
		return String(value);
	}
	if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(",")}]`;
	if (typeof value === "object" && value !== null) {
		const keys = Object.keys(value).sort();
		const source = value;
		return `{${keys.map((key) => `${writeText(key, path)}:${write(source[key], `${path}.${key}`)}`).join(",")}}`;
	}
	return refuse$3(path, "text, a boolean, an integer, an array or an object", value === null ? "null" : typeof value);
}
var control = /[\u0000-\u001f"\\]/;
function writeText(text, path) {
	if (!text.isWellFormed()) refuse$3(path, "well-formed Unicode", "a lone surrogate");
	if (text !== text.normalize("NFC")) refuse$3(path, "text in NFC", "text in another normal form");
	return control.test(text) ? JSON.stringify(text) : `"${text}"`;
}
function refuse$3(path, expected, found) {
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
	if (canonical(value) !== text) refuse$3("$", "the canonical encoding (RFC 8785)", "another encoding of the same value");
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
function targetOf(action) {
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
		return refuse$2({
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
	if (kind === void 0) return refuse$2({
		kind: action.kind,
		code: "INPUT_INVALID",
		message: `no kind is called ${action.kind}.`
	});
	const malformed = checkForm(kind, parameters);
	if (malformed !== void 0) return {
		allowed: false,
		refusal: malformed
	};
	const target = targetOf(action);
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
		return refuse$2({
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
	if (fault !== void 0) return refuse$2({
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
function refuse$2(parameters) {
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
Type.String({ pattern: "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}$" });
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
var address = Type.String({
	minLength: 20,
	maxLength: 120
});
var count = Type.Integer({
	minimum: 0,
	maximum: 1e6
});
var flag = Type.Boolean();
/** Tranche of a lot: `A/1`. */
var trancheId = Type.String({ pattern: "^[A-Z][A-Z0-9]{0,3}/[1-9][0-9]{0,3}$" });
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
/**
* Whether a legal entity may take this asset from this client type, at this host, at this moment. The answer says which condition fails.
*
* @example licenceAt({ registers, entity: 'hash-blockchain', asset, clientType: 'professional-investor', at }).ok
*/
function licenceAt(question) {
	const { registers, entity, asset, clientType, host, at } = question;
	const required = `licence of ${entity} for ${asset}, ${clientType}${host === void 0 ? "" : `, at ${host}`} in force at ${at}`;
	const ofEntity = registers.licences.filter((licence) => licence.entity === entity);
	if (ofEntity.length === 0) return {
		ok: false,
		found: `no licence of ${entity} in the register`,
		required
	};
	const inForce = ofEntity.filter((licence) => licence.from <= at && (licence.until === void 0 || at < licence.until));
	if (inForce.length === 0) return {
		ok: false,
		found: `not in force: ${ofEntity.map((licence) => `${licence.licence} ${licence.from} to ${licence.until ?? "open"}`).join("; ")}`,
		required
	};
	const admitted = inForce.filter((licence) => licence.assets.includes(asset) && licence.clientTypes.includes(clientType));
	if (admitted.length === 0) return {
		ok: false,
		found: "licence in force does not admit this asset for this client type",
		required
	};
	if (host !== void 0 && !admitted.some((licence) => licence.hosts.includes(host))) return {
		ok: false,
		found: `host ${host} is not bound to ${entity}`,
		required
	};
	return {
		ok: true,
		found: `${admitted[0].licence} from ${admitted[0].from}`,
		required
	};
}
function clearanceOf(state, lot, platform) {
	return slice(state, "clearance")?.[`${lot} ${platform}`];
}
/**
* Row 8: the platform knows whose coins these are and says whether it may take them. Only that answer crosses: suspicion, reports and consent stay in the
* register of the institution that made them, outside the record.
*/
var clearanceGiven = defineKind({
	name: "clearance.given",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		platform: id,
		accountHolder: id,
		clientType: id,
		asset,
		diligence: documentHash,
		titleOpinion: documentHash,
		oscoOpinion: documentHash,
		sourcePack: documentHash,
		screening: documentHash,
		statement: documentHash,
		states: oneOf$2(["may proceed", "may not proceed"])
	}),
	facts: {
		licenceInForce: ({ payload, registers, effectiveAt }) => ({ ...licenceAt({
			registers: registers(),
			entity: payload.platform,
			asset: payload.asset,
			clientType: payload.clientType,
			at: effectiveAt
		}) }),
		customerDiligence: (input) => issuedBy(input, input.payload.diligence, "customer-diligence", input.payload.platform),
		titleOpinion: ({ payload, paper, directory }) => directory().organisations[paper(payload.titleOpinion, "title-opinion").issuer]?.role === "counsel",
		oscoOpinion: ({ payload, paper, directory }) => directory().organisations[paper(payload.oscoOpinion, "osco-opinion").issuer]?.role === "counsel",
		sourcePackAccepted: (input) => issuedBy(input, input.payload.sourcePack, "source-pack-accepted", input.payload.platform),
		sanctionsClear: ({ payload, paper }) => {
			const screening = paper(payload.screening, "sanctions-screening").body;
			const lists = screening.lists ?? [];
			const required = [
				"UNSO",
				"UNATMO",
				"WMD"
			];
			return verdict(required.every((list) => lists.includes(list)) && screening.hits === 0, `${lists.join(", ")}: ${screening.hits ?? "unknown"} hits`, `${required.join(", ")}: 0 hits`);
		},
		platformStates: ({ payload, paper }) => {
			const statement = paper(payload.statement, "platform-statement");
			const { states, asset: of } = statement.body;
			return statement.issuer === payload.platform && of === payload.asset && states === payload.states ? payload.states : "nothing to this effect";
		},
		mandateCovers: ({ payload, state, subject }) => {
			const mandate = crossedOf(state(), "entrustment.accepted", subject);
			return verdict(mandate?.fields.asset === payload.asset, String(mandate?.fields.asset ?? "no mandate"), payload.asset);
		}
	},
	apply: (state, { payload, subject }) => {
		const { platform, accountHolder, clientType, asset: of } = payload;
		return withSlice(state, "clearance", {
			...slice(state, "clearance"),
			[`${subject.lot} ${platform}`]: {
				accountHolder,
				clientType,
				asset: of
			}
		});
	},
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.platform",
			"payload.states"
		]
	}
});
function issuedBy(input, sha256, type, issuer) {
	return input.paper(sha256, type).issuer === issuer;
}
function routeOf(state, lot) {
	return lot === void 0 ? void 0 : slice(state, "route")?.[lot];
}
/** Row 8b: agreed before anything leaves custody: bank, SAFE, platforms, pre-positioning, reserve method, whether its floor can be reached, the way back. */
var routeAgreed = defineKind({
	name: "route.agreed",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		bankAcceptance: documentHash,
		safeAnswer: documentHash,
		acceptances: list(closed$1({
			platform: id,
			statement: documentHash
		}), 20),
		tranches: list(closed$1({
			tranche: trancheId,
			platform: id,
			units: positiveUnits
		}), 100),
		returnAddress: address,
		reserveMethod: oneOf$2(["best-quote", "day-average"]),
		reachability: documentHash
	}),
	facts: {
		bankAccepts: ({ payload, paper, directory }) => directory().organisations[paper(payload.bankAcceptance, "bank-acceptance").issuer]?.role === "bank",
		safeAnswer: ({ payload, paper }) => (paper(payload.safeAnswer, "safe-route-answer").body.route ?? "") !== "",
		platformAcceptsAsset: ({ payload, paper, state, subject }) => {
			const missing = payload.tranches.find(({ platform }) => {
				const acceptance = payload.acceptances.find((candidate) => candidate.platform === platform);
				if (acceptance === void 0) return true;
				const statement = paper(acceptance.statement, "platform-acceptance");
				const cleared = clearanceOf(state(), subject.lot, platform);
				return statement.issuer !== platform || statement.body.asset !== cleared?.asset;
			});
			return verdict(missing === void 0, missing === void 0 ? "accepted by each" : `not by ${missing.platform}`, "each platform cleared, and accepting the asset");
		},
		planPositioned: ({ payload, state, subject }) => {
			const mandate = BigInt(String(crossedOf(state(), "entrustment.accepted", subject)?.fields.units ?? "0"));
			return payload.tranches.reduce((sum, row) => sum + BigInt(row.units), 0n) <= mandate;
		},
		reserveMethod: ({ payload, parameter }) => payload.reserveMethod === parameter("reserveMethod"),
		reachabilityShown: ({ payload, document }) => document(payload.reachability).length > 2,
		returnPath: ({ payload }) => payload.returnAddress.length > 0
	},
	apply: (state, { payload, subject }) => {
		const { tranches, reserveMethod, returnAddress } = payload;
		return withSlice(state, "route", {
			...slice(state, "route"),
			[subject.lot]: {
				tranches,
				reserveMethod,
				returnAddress
			}
		});
	},
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.tranches",
			"payload.reserveMethod",
			"payload.returnAddress"
		]
	}
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
/** Row 9: the platform's own signed statement of its deposit address, the test it asks for, and that its approvals stand before anything is received. */
var addressIssued = defineKind({
	name: "address.issued",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		platform: id,
		address,
		/** The amount of the control test, specified by the platform (G 12.10.6, footnote 141). */
		testUnits: positiveUnits,
		particulars: flag,
		thirdParty: flag,
		statement: documentHash
	}),
	facts: {
		licenceInForce: ({ payload, registers, effectiveAt, state, subject }) => {
			const { asset = "none", clientType = "none" } = clearanceOf(state(), subject.lot, payload.platform) ?? {};
			return { ...licenceAt({
				registers: registers(),
				entity: payload.platform,
				asset,
				clientType,
				at: effectiveAt
			}) };
		},
		addressAsStated: ({ payload, paper, state, subject }) => {
			const statement = paper(payload.statement, "deposit-address");
			const body = statement.body;
			const cleared = clearanceOf(state(), subject.lot, payload.platform);
			const { canonical } = checkAddress({
				chain: cleared?.asset.slice(0, cleared.asset.indexOf("/")) ?? "none",
				address: payload.address
			});
			return verdict(statement.issuer === payload.platform && body.address === canonical && body.asset === cleared?.asset && body.testUnits === payload.testUnits, `${body.address}, test ${body.testUnits}`, `${payload.address}, test ${payload.testUnits}, stated by ${payload.platform}`);
		},
		thirdPartyApproved: ({ payload, paper }) => {
			const { thirdPartyApprovedBy } = paper(payload.statement, "deposit-address").body;
			return payload.thirdParty && typeof thirdPartyApprovedBy === "string" && thirdPartyApprovedBy.length > 0;
		},
		particularsObtained: ({ payload, paper }) => {
			const { particularsObtained } = paper(payload.statement, "deposit-address").body;
			return payload.particulars && particularsObtained === true;
		},
		controlTest: ({ payload }) => BigInt(payload.testUnits) > 0n
	},
	apply: (state) => state,
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.platform",
			"payload.address",
			"payload.testUnits",
			"payload.particulars",
			"payload.thirdParty"
		]
	}
});
/** Row 10, the receiving end: the platform's statement of a credit, held against what onshore says it sent. */
var coinsReceived = defineKind({
	name: "coins.received",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		transfer: id,
		platform: id,
		asset,
		units: positiveUnits,
		txid: hex32,
		statement: documentHash
	}),
	facts: {
		sentAsStated: ({ payload, state }) => {
			const pay = sentIn(state(), payload.txid)?.find((candidate) => candidate.platform === payload.platform);
			return verdict(pay?.units === payload.units, payload.units, pay === void 0 ? `nothing sent to ${payload.platform} in ${payload.txid}` : pay.units);
		},
		platformConfirms: ({ payload, paper }) => {
			const statement = paper(payload.statement, "venue-deposit");
			const body = statement.body;
			return verdict(statement.issuer === payload.platform && body.txid === payload.txid && body.units === payload.units && body.asset === payload.asset, `${body.units} in ${body.txid}`, `${payload.units} in ${payload.txid}, stated by ${payload.platform}`);
		},
		bookedOnce: ({ payload, state }) => {
			const booked = slice(state(), "received")?.[`${payload.txid} ${payload.platform}`];
			return verdict(booked === void 0, booked ?? "not yet", "not yet booked");
		}
	},
	apply: (state, { payload }) => withSlice(state, "received", {
		...slice(state, "received"),
		[`${payload.txid} ${payload.platform}`]: payload.units
	}),
	postings: ({ payload }) => move({
		from: "crossing:onshore",
		to: `assets:venue:${payload.platform}`,
		asset: payload.asset,
		units: BigInt(payload.units)
	})
});
function sentIn(state, txid) {
	return Object.entries(state.crossed).find(([key, value]) => key.startsWith("transfer.confirmed") && value.fields.txid === txid)?.[1].fields.pays;
}
/** Decimals of native coins by SLIP-44 number, as their protocols define base units (satoshi, wei, sun). */
var coinDecimals = {
	"0": 8,
	"1": 8,
	"2": 8,
	"3": 8,
	"60": 18,
	"145": 8,
	"195": 6
};
/**
* Decimals of a native coin's CAIP-19 id.
*
* @example decimalsOf('bip122:000000000019d6689c085ae165831e93/slip44:0') // 8
* @throws {INPUT_INVALID} for a token, whose decimals only a register of assets knows
*/
function decimalsOf$1(asset) {
	const coin = /\/slip44:(\d+)$/.exec(asset)?.[1];
	const decimals = coin === void 0 ? void 0 : coinDecimals[coin];
	if (decimals === void 0) throw new SluiceError("INPUT_INVALID", `the decimals of ${asset} are not known here.`, { facts: { asset } });
	return decimals;
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
	throw new SluiceError("AMOUNT_MALFORMED", `${prefix(at)}expected ${expected}, found "${found}".`, { facts: {
		at: at ?? "",
		found,
		expected
	} });
}
function refusePrecise({ asset, text, decimals, at }) {
	const found = excerpt(text);
	const expected = `at most ${decimals} decimals for ${asset}`;
	throw new SluiceError("AMOUNT_TOO_PRECISE", `${prefix(at)}expected ${expected}, found "${found}".`, { facts: {
		at: at ?? "",
		found,
		expected,
		decimals
	} });
}
function prefix(at) {
	return at === void 0 ? "" : `${at}: `;
}
function excerpt(text) {
	return text.length > 48 ? `${text.slice(0, 45)}...` : text;
}
/**
* Divides whole numbers with the rounding named.
*
* @example divide({ numerator: 5n, denominator: 2n, rounding: 'half-even' }) // 2n
* @throws {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
*/
function divide$1({ numerator, denominator, rounding }) {
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
/** Prints a rate as records hold it: no exponent, no zeros at the end. @example formatRate(parseRate('1.10')) // '1.1' */
function formatRate({ numerator, decimals }) {
	return formatAmount({
		amount: numerator,
		decimals,
		trim: true
	});
}
/**
* Value of an amount at a rate, in base units of the target.
*
* @example multiplyRate({ amount: 6_370_000_000n, rate: '36000.5', fromDecimals: 8, toDecimals: 2, rounding: 'down' }) // 229323185n
* @throws {AMOUNT_MALFORMED} on a bad rate, {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
*/
function multiplyRate({ amount, rate, fromDecimals, toDecimals, rounding }) {
	const { numerator, decimals } = parseRate(rate);
	return divide$1({
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
/**
* Prints a fraction as records hold ratios: at most `decimals` decimals, no zeros at the end.
*
* @example formatRatio({ numerator: 2n, denominator: 3n, decimals: 4, rounding: 'down' }) // '0.6666'
*/
function formatRatio({ numerator, denominator, decimals, rounding }) {
	return formatAmount({
		amount: divide$1({
			numerator: numerator * 10n ** BigInt(decimals),
			denominator,
			rounding
		}),
		decimals,
		trim: true
	});
}
var zero = {
	num: 0n,
	den: 1n
};
function gcd(a, b) {
	let x = a < 0n ? -a : a;
	let y = b < 0n ? -b : b;
	while (y > 0n) [x, y] = [y, x % y];
	return x;
}
/** @example rational(4n, 6n) // { num: 2n, den: 3n }  @throws {INPUT_INVALID} when `den` is zero */
function rational(num, den = 1n) {
	if (den === 0n) throw new SluiceError("INPUT_INVALID", "A fraction with denominator zero has no value.");
	const sign = den < 0n ? -1n : 1n;
	const divisor = gcd(num, den) || 1n;
	return {
		num: sign * num / divisor,
		den: sign * den / divisor
	};
}
var decimalForm = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
/** Plain decimal text only: no exponent, no sign plus, no grouping, no leading zeros. @example parseDecimal('-0.125') // -1/8  @throws {AMOUNT_MALFORMED} */
function parseDecimal(text) {
	const match = typeof text === "string" && text.length <= 80 ? decimalForm.exec(text) : null;
	if (match === null) throw new SluiceError("AMOUNT_MALFORMED", "Expected a plain decimal such as 12.5.", { facts: { text: String(text).slice(0, 80) } });
	const fraction = match[3] ?? "";
	const digits = BigInt(match[2] + fraction);
	return rational(match[1] === "-" ? -digits : digits, 10n ** BigInt(fraction.length));
}
function add(a, b) {
	return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}
function subtract(a, b) {
	return rational(a.num * b.den - b.num * a.den, a.den * b.den);
}
function multiply(a, b) {
	return rational(a.num * b.num, a.den * b.den);
}
/** @throws {INPUT_INVALID} when `b` is zero */
function divide(a, b) {
	return rational(a.num * b.den, a.den * b.num);
}
/** -1, 0 or 1. @example compare(rational(1n, 3n), rational(1n, 2n)) // -1 */
function compare(a, b) {
	const left = a.num * b.den;
	const right = b.num * a.den;
	return left < right ? -1 : left > right ? 1 : 0;
}
/** Largest integer not above. @example floorOf(rational(-1n, 2n)) // -1n */
function floorOf(a) {
	const quotient = a.num / a.den;
	return a.num < 0n && quotient * a.den !== a.num ? quotient - 1n : quotient;
}
/** @example formatDecimal(rational(2n, 3n), 4, 'half-even') // '0.6667'  @throws {AMOUNT_TOO_PRECISE} under `exact` */
function formatDecimal(value, decimals, rounding) {
	const scale = 10n ** BigInt(decimals);
	const scaled = roundTo({
		num: value.num * scale,
		den: value.den
	}, rounding);
	const negative = scaled < 0n;
	const digits = (negative ? -scaled : scaled).toString().padStart(decimals + 1, "0");
	const whole = digits.slice(0, digits.length - decimals);
	return `${negative ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(digits.length - decimals)}` : ""}`;
}
/** Nearest integer by the rule named. @throws {AMOUNT_TOO_PRECISE} under `exact` when a fraction is left */
function roundTo(value, rounding) {
	const down = floorOf(value);
	const rest = value.num - down * value.den;
	if (rest === 0n || rounding === "floor") return down;
	if (rounding === "ceil") return down + 1n;
	if (rounding === "exact") throw new SluiceError("AMOUNT_TOO_PRECISE", "The value has more digits than its unit.", { facts: {
		num: value.num.toString(),
		den: value.den.toString()
	} });
	const twice = rest * 2n;
	if (twice !== value.den) return twice > value.den ? down + 1n : down;
	return down % 2n === 0n ? down : down + 1n;
}
/** @example snapshotHash(snapshot) // '9f2c…' */
function snapshotHash(snapshot) {
	return hashText(canonical(snapshot));
}
var moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Milliseconds since 1970 of an RFC 3339 moment in UTC. @throws {INPUT_INVALID} any other form or a date that does not exist */
function momentMs(text) {
	const ms = moment.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) throw new SluiceError("INPUT_INVALID", "Expected a moment such as 2026-01-02T03:04:05.000Z.", { facts: { text: String(text).slice(0, 40) } });
	return ms;
}
/**
* Refuses a snapshot that is not one: unknown sources or parties, prices that are not positive plain decimals, prices from the future.
*
* @throws {INPUT_INVALID} {AMOUNT_MALFORMED}
*/
function checkSnapshot(snapshot) {
	const sources = unique(snapshot.sources.map(({ id }) => id), "source");
	const parties = unique(snapshot.parties.map(({ id }) => id), "party");
	const frozenMs = momentMs(snapshot.frozenAt);
	const known = (source) => sources.has(source) || refuse$1("A price names a source that is not listed.", source);
	for (const { source, price, capturedBy, asOf, fetchedAt, replySha256 } of snapshot.observations) {
		known(source);
		if (!parties.has(capturedBy)) refuse$1("A price names a party that is not listed.", capturedBy);
		if (!/^[0-9a-f]{64}$/.test(replySha256)) refuse$1("The hash of a reply is not 64 hexadecimal digits.", replySha256);
		positive(price);
		momentMs(asOf);
		if (momentMs(fetchedAt) > frozenMs) refuse$1("A price was fetched after the snapshot was frozen.", fetchedAt);
	}
	for (const bar of snapshot.bars) {
		known(bar.source);
		positive(bar.close);
		if (!Number.isSafeInteger(bar.startSeconds) || !Number.isSafeInteger(bar.lengthSeconds) || bar.lengthSeconds <= 0) refuse$1("A bar has no time.", bar.source);
		if ((bar.startSeconds + bar.lengthSeconds) * 1e3 > frozenMs) refuse$1("A bar ends after the snapshot was frozen.", bar.source);
		if (parseDecimal(bar.volume).num < 0n || bar.turnover !== void 0 && parseDecimal(bar.turnover).num < 0n) refuse$1("A bar has a negative volume.", bar.source);
	}
	for (const { source, rate, asOf } of snapshot.fx) {
		known(source);
		positive(rate);
		if (momentMs(asOf) > frozenMs) refuse$1("A rate is from after the snapshot was frozen.", asOf);
	}
}
function unique(ids, what) {
	const set = new Set(ids);
	if (set.size !== ids.length) refuse$1(`A ${what} is listed twice.`, ids.join(" "));
	return set;
}
function positive(text) {
	if (parseDecimal(text).num <= 0n) refuse$1("A price is not positive.", text);
}
function refuse$1(message, found) {
	throw new SluiceError("INPUT_INVALID", message, { facts: { found: found.slice(0, 80) } });
}
/**
* Exact value in the reporting currency. A pair is used as quoted or inverted; nothing is assumed to be worth one of anything.
*
* @example convert({ value, currency: 'USDT', rates, paths, atMs, ageMsMax: 86_400_000 })
* @throws {PRICE_EVIDENCE_LACKING} no path, no rate, or only an old one
*/
function convert({ value, currency, rates, paths, atMs, ageMsMax }) {
	const path = Object.hasOwn(paths, currency) ? paths[currency] : void 0;
	if (path === void 0) lacking(`No path is defined from ${currency} to the reporting currency.`, { currency });
	let result = value;
	let held = currency;
	for (const pair of path) {
		const [base = "", quote = ""] = pair.split("/");
		const forward = held === base;
		if (!forward && held !== quote) lacking(`The path of ${currency} breaks at ${pair}.`, {
			currency,
			pair
		});
		const rate = latest(rates, base, quote, atMs, ageMsMax);
		result = forward ? multiply(result, rate) : divide(result, rate);
		held = forward ? quote : base;
	}
	return result;
}
function latest(rates, base, quote, atMs, ageMsMax) {
	let found;
	let foundMs = Number.NEGATIVE_INFINITY;
	for (const rate of rates) {
		if (rate.base !== base || rate.quote !== quote) continue;
		const ms = momentMs(rate.asOf);
		if (ms <= atMs && ms > foundMs) {
			found = rate;
			foundMs = ms;
		}
	}
	if (found === void 0 || atMs - foundMs > ageMsMax) lacking(`No rate ${base}/${quote} is young enough.`, {
		base,
		quote,
		found: found?.asOf ?? "none"
	});
	return parseDecimal(found.rate);
}
function lacking(message, facts) {
	throw new SluiceError("PRICE_EVIDENCE_LACKING", message, { facts });
}
/**
* Which prices of a snapshot count. Stale ones go first, then each source keeps its latest from each party, then outliers against
* the median go (the median is taken once, over all that is fresh, so the order of removal cannot matter).
*
* @throws {PRICE_EVIDENCE_LACKING} a fresh price that cannot be converted
*/
function assessSnapshot(snapshot, rules) {
	const frozenMs = momentMs(snapshot.frozenAt);
	const rejected = [];
	const fresh = /* @__PURE__ */ new Map();
	for (const observation of snapshot.observations) {
		if (observation.asset !== rules.asset || !rules.basis.includes(observation.basis)) continue;
		const asOfMs = momentMs(observation.asOf);
		const fetchedMs = momentMs(observation.fetchedAt);
		if (frozenMs - asOfMs > rules.ageMsMax || fetchedMs - asOfMs > rules.ageMsMax) {
			rejected.push({
				observation,
				reason: "stale"
			});
			continue;
		}
		const key = JSON.stringify([
			observation.source,
			observation.capturedBy,
			observation.basis
		]);
		const before = fresh.get(key);
		if (before !== void 0 && momentMs(before.observation.asOf) >= asOfMs) {
			rejected.push({
				observation,
				reason: "superseded"
			});
			continue;
		}
		if (before !== void 0) rejected.push({
			observation: before.observation,
			reason: "superseded"
		});
		const value = convert({
			value: parseDecimal(observation.price),
			currency: observation.currency,
			rates: snapshot.fx,
			paths: rules.paths,
			atMs: frozenMs,
			ageMsMax: rules.fxAgeMsMax
		});
		fresh.set(key, {
			observation,
			value
		});
	}
	const candidates = [...fresh.values()];
	const median = medianOf(candidates.map(({ value }) => value));
	const accepted = candidates.filter((candidate) => {
		const fits = median !== void 0 && within(candidate.value, median, rules.deviationPpmMax);
		if (!fits) rejected.push({
			observation: candidate.observation,
			reason: "outlier"
		});
		return fits;
	});
	return {
		accepted,
		rejected,
		median,
		standing: standingOf(snapshot, accepted, rules.sourcesMin)
	};
}
function standingOf(snapshot, accepted, sourcesMin) {
	if (new Set(accepted.map(({ observation }) => observation.source)).size < sourcesMin) return "too-few";
	const groupOf = new Map(snapshot.parties.map(({ id, group }) => [id, group]));
	return new Set(accepted.map(({ observation }) => groupOf.get(observation.capturedBy))).size >= 2 ? "two-parties" : "single-source";
}
/** Middle value; mean of the two middle values of an even count. @example medianOf([rational(1n), rational(4n)]) // 5/2 */
function medianOf(values) {
	if (values.length === 0) return void 0;
	const sorted = values.toSorted(compare);
	const upper = sorted[sorted.length >> 1];
	if (sorted.length % 2 === 1) return upper;
	const lower = sorted[(sorted.length >> 1) - 1];
	return rational(lower.num * upper.den + upper.num * lower.den, 2n * lower.den * upper.den);
}
function within(value, median, ppm) {
	const difference = subtract(value, median);
	return compare(difference.num < 0n ? rational(-difference.num, difference.den) : difference, multiply(median, rational(ppm, 1000000n))) <= 0;
}
var daySeconds = 86400;
/** Day number of a moment in a zone; day 0 is 1970-01-01. @example dayOf(0, 480) // 0 */
function dayOf(seconds, zoneMinutes) {
	return Math.floor((seconds + zoneMinutes * 60) / daySeconds);
}
/** @example dayNumber('1970-01-02') // 1  @throws {INPUT_INVALID} a day that does not exist */
function dayNumber(day) {
	const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : NaN;
	if (Number.isNaN(ms) || dayText(ms / 864e5) !== day) throw new SluiceError("INPUT_INVALID", "Expected a day such as 2026-01-02.", { facts: { day } });
	return ms / 864e5;
}
/** @example dayText(1) // '1970-01-02' */
function dayText(day) {
	return (/* @__PURE__ */ new Date(day * 864e5)).toISOString().slice(0, 10);
}
/**
* Average of the days before a trade date. Of one day: per source the close of its last bar, or turnover over volume; then the mean
* over sources; converted at the rate in force at the end of that day. Exact: nothing is rounded here.
*
* @example dayAverage(snapshot, rules, '2026-01-21') // mean of 2026-01-01 to 2026-01-20
* @throws {PRICE_EVIDENCE_LACKING} a day of a source is missing or not whole
*/
function dayAverage(snapshot, rules, day) {
	const end = dayNumber(day);
	return meanOf([...dayPrices(snapshot, rules, end - rules.days, end - 1).values()], rules.weighting);
}
function meanOf(prices, weighting) {
	let sum = zero;
	let weights = zero;
	for (const { value, volume } of prices) {
		const weight = weighting === "day" ? rational(1n) : volume;
		sum = add(sum, rational(value.num * weight.num, value.den * weight.den));
		weights = add(weights, weight);
	}
	if (weights.num === 0n) throw new SluiceError("PRICE_EVIDENCE_LACKING", "Nothing was traded on the days of the average.", { facts: {} });
	return divide(sum, weights);
}
/** Day prices `first..last` by day number. @throws {PRICE_EVIDENCE_LACKING} */
function dayPrices(snapshot, rules, first, last) {
	const bySourceDay = /* @__PURE__ */ new Map();
	for (const bar of snapshot.bars) {
		if (bar.asset !== rules.asset || !rules.sources.includes(bar.source)) continue;
		const day = dayOf(bar.startSeconds, rules.zoneMinutes);
		if (day < first || day > last) continue;
		const key = `${bar.source} ${day}`;
		const bars = bySourceDay.get(key);
		if (bars === void 0) bySourceDay.set(key, [bar]);
		else bars.push(bar);
	}
	const prices = /* @__PURE__ */ new Map();
	for (let day = first; day <= last; day++) {
		let value = zero;
		let volume = zero;
		for (const source of rules.sources) {
			const bars = wholeDay(bySourceDay.get(`${source} ${day}`) ?? [], source, day, rules.zoneMinutes);
			const traded = bars.reduce((sum, bar) => add(sum, parseDecimal(bar.volume)), zero);
			const price = rules.basis === "close" ? parseDecimal(bars.at(-1).close) : vwapOf(bars, traded, source, day);
			const atMs = ((day + 1) * daySeconds - rules.zoneMinutes * 60) * 1e3;
			const { currency } = bars[0];
			value = add(value, convert({
				value: price,
				currency,
				rates: snapshot.fx,
				paths: rules.paths,
				atMs,
				ageMsMax: rules.fxAgeMsMax
			}));
			volume = add(volume, traded);
		}
		prices.set(day, {
			value: divide(value, rational(BigInt(rules.sources.length))),
			volume
		});
	}
	return prices;
}
/** Bars in order, of one length and currency, from the first second of the day to the last, none missing, none twice. */
function wholeDay(bars, source, day, zoneMinutes) {
	const sorted = bars.toSorted((a, b) => a.startSeconds - b.startSeconds);
	let next = day * daySeconds - zoneMinutes * 60;
	for (const bar of sorted) {
		if (bar.startSeconds !== next || bar.currency !== sorted[0].currency) break;
		next += bar.lengthSeconds;
	}
	if (next !== (day + 1) * daySeconds - zoneMinutes * 60) throw new SluiceError("PRICE_EVIDENCE_LACKING", `${source} has no whole day ${dayText(day)}.`, { facts: {
		source,
		day: dayText(day),
		bars: bars.length
	} });
	return sorted;
}
function vwapOf(bars, traded, source, day) {
	const turnover = bars.reduce((sum, bar) => bar.turnover === void 0 ? sum : add(sum, parseDecimal(bar.turnover)), zero);
	if (bars.some((bar) => bar.turnover === void 0) || compare(traded, zero) === 0) throw new SluiceError("PRICE_EVIDENCE_LACKING", `${source} has no turnover on ${dayText(day)}.`, { facts: {
		source,
		day: dayText(day)
	} });
	return divide(turnover, traded);
}
/**
* The reserve price of a frozen snapshot. Anyone with the same snapshot and rules gets the same digits.
*
* `day` is the trade date in the rules' own time zone; only the day average looks at it, for that floor moves with every trade date.
*
* @example reservePrice({ snapshot, rules, day: '2026-01-02' }).price // '645123.07'
* @throws {PRICE_EVIDENCE_LACKING} too few sources, a missing day, a rate that is absent or old
*/
function reservePrice({ snapshot, rules, day }) {
	const base = {
		snapshot: snapshotHash(snapshot),
		method: rules.method
	};
	const close = (reference) => {
		const exact = multiply(reference, rational(rules.ratioPpm, 1000000n));
		return {
			exact,
			price: formatDecimal(exact, rules.decimals, "ceil")
		};
	};
	if (rules.method === "day-average") return {
		...base,
		...close(dayAverage(snapshot, rules.average, day))
	};
	const { accepted, standing } = assessSnapshot(snapshot, rules.assess);
	if (standing === "too-few") throw new SluiceError("PRICE_EVIDENCE_LACKING", "Too few sources are left after stale and outlying prices are set aside.", { facts: {
		accepted: accepted.length,
		least: rules.assess.sourcesMin
	} });
	const best = accepted.reduce((a, b) => compare(b.value, a.value) > 0 ? b : a);
	return {
		...base,
		...close(best.value),
		source: best.observation.source,
		standing
	};
}
var hourMs = 36e5;
/** How a price in another currency becomes the one asked. Stablecoins are converted at their own price, never at par. */
var pathsTo = {
	USD: {
		USD: [],
		HKD: ["USD/HKD"],
		USDT: ["USDT/USD"],
		USDC: ["USDC/USD"]
	},
	CNY: {
		CNY: [],
		USD: ["USD/CNY"],
		HKD: ["USD/HKD", "USD/CNY"],
		USDT: ["USDT/USD", "USD/CNY"]
	}
};
/**
* The best price among the sources of a frozen snapshot, in the currency asked, for one whole unit: what a reserve starts from and cover is valued at.
* Anyone with the snapshot gets the same digits.
*
* @throws {PRICE_EVIDENCE_LACKING} {INPUT_INVALID}
*/
function referencePrice(parameters) {
	const { snapshot, asset, currency, ratioPpm = 1000000n, sourcesMin = 2 } = parameters;
	const reserve = reservePrice({
		snapshot,
		day: snapshot.frozenAt.slice(0, 10),
		rules: {
			method: "best-quote",
			assess: {
				asset,
				basis: ["bid", "firm-quote"],
				paths: pathsTo[currency] ?? {},
				ageMsMax: hourMs,
				fxAgeMsMax: 24 * hourMs,
				deviationPpmMax: 50000n,
				sourcesMin
			},
			ratioPpm,
			decimals: 2
		}
	});
	return {
		...reserve,
		price: formatRate(parseRate(reserve.price))
	};
}
/** Row 7: cover is computed offshore and crosses as a signed, dated ratio; onshore shows it and never sees the price. */
var coverStated = defineKind({
	name: "cover.stated",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		asset,
		/** Units out of agency custody and not yet credited, the next tranche included. */
		unitsOut: positiveUnits,
		/** CNY for one whole unit, at the best price of the snapshot's sources. */
		price: rate,
		currency,
		ratio: rate,
		snapshot: documentHash
	}),
	facts: {
		coverRecomputes: ({ payload, state, subject }) => {
			const deposit = crossedOf(state(), "deposit.received", subject);
			const next = routeOf(state(), subject.lot)?.tranches.filter((row) => row.tranche === subject.tranche) ?? [];
			const atVenues = Object.keys(state().balances).filter((key) => key.startsWith("assets:venue:") && key.endsWith(` ${payload.asset}`));
			const out = next.reduce((sum, row) => sum + BigInt(row.units), 0n) + atVenues.reduce((sum, key) => sum + BigInt(state().balances[key]), 0n);
			if (deposit === void 0) return verdict(false, "no deposit has crossed", payload.ratio);
			const value = multiplyRate({
				amount: out,
				rate: payload.price,
				fromDecimals: decimalsOf$1(payload.asset),
				toDecimals: 2,
				rounding: "up"
			});
			const ratio = formatRatio({
				numerator: BigInt(String(deposit.fields.amount)),
				denominator: value,
				decimals: 4,
				rounding: "down"
			});
			return verdict(ratio === payload.ratio && out.toString() === payload.unitsOut && deposit.fields.currency === payload.currency, `${deposit.fields.amount} ÷ ${value} = ${ratio}`, payload.ratio);
		},
		sourceNamed: ({ payload, document }) => {
			const snapshot = JSON.parse(document(payload.snapshot));
			checkSnapshot(snapshot);
			return snapshot.sources.length > 0;
		},
		priceFromSnapshot: ({ payload, document }) => {
			const { price } = referencePrice({
				snapshot: JSON.parse(document(payload.snapshot)),
				asset: payload.asset,
				currency: payload.currency
			});
			return verdict(price === payload.price, price, payload.price);
		}
	},
	apply: (state, { payload, subject, effectiveAt }) => withSlice(state, "cover", {
		...slice(state, "cover"),
		[subject.tranche]: {
			ratio: payload.ratio,
			at: effectiveAt
		}
	}),
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.ratio",
			"payload.currency"
		]
	}
});
function reserveOf(state, tranche) {
	return tranche === void 0 ? void 0 : slice(state, "reserve")?.[tranche];
}
var shape$5 = closed$1({
	method: oneOf$2(["best-quote", "day-average"]),
	asset,
	floor: rate,
	currency,
	snapshot: documentHash,
	validUntil: time
});
function snapshotOf({ payload, document }) {
	const snapshot = JSON.parse(document(payload.snapshot));
	checkSnapshot(snapshot);
	return snapshot;
}
/** Row 11: the reserve of a tranche, from a frozen snapshot of named offshore sources; it recomputes to the last digit. */
var reserveSet = defineKind({
	name: "reserve.set",
	stream: "case",
	zones: ["offshore"],
	payload: shape$5,
	facts: {
		sourcesNamed: (input) => {
			const min = Number(input.parameter("minPriceSources"));
			const { accepted } = assess(input);
			const found = new Set(accepted.map(({ observation }) => observation.source)).size;
			return verdict(found >= min, String(found), `at least ${min}`);
		},
		sourcesFresh: (input) => {
			const { rejected } = assess(input);
			const stale = rejected.filter(({ reason }) => reason === "stale").length;
			const age = Date.parse(input.recordedAt) - Date.parse(snapshotOf(input).frozenAt);
			const hours = Number(input.parameter("reserveValidityHours"));
			return verdict(stale === 0 && age >= 0 && age <= hours * 36e5, `${stale} stale, frozen ${Math.floor(age / 6e4)} min before`, `none stale, frozen within ${hours} h`);
		},
		twoParties: (input) => {
			const { standing } = assess(input);
			return verdict(standing === "two-parties", standing, "two-parties");
		},
		reserveRecomputes: (input) => {
			const { payload } = input;
			const ratioPpm = BigInt(input.parameter("reserveRatioPpm"));
			const { price } = referencePrice({
				snapshot: snapshotOf(input),
				asset: payload.asset,
				currency: payload.currency,
				ratioPpm
			});
			return verdict(price === payload.floor, price, payload.floor);
		},
		methodFitsModel: ({ payload, state, subject, parameter }) => {
			const agreed = routeOf(state(), subject.lot)?.reserveMethod ?? "none agreed";
			return verdict(payload.method === agreed && payload.method === parameter("reserveMethod"), payload.method, agreed);
		},
		validity: ({ payload, recordedAt, parameter }) => {
			const hours = Number(parameter("reserveValidityHours"));
			const last = new Date(Date.parse(recordedAt) + hours * 36e5).toISOString();
			return verdict(payload.validUntil > recordedAt && payload.validUntil <= last, payload.validUntil, `after ${recordedAt}, at most ${hours} h`);
		}
	},
	volatile: ["sourcesFresh"],
	apply: (state, { id, payload, subject }) => {
		const { floor, currency: of, validUntil, snapshot } = payload;
		return withSlice(state, "reserve", {
			...slice(state, "reserve"),
			[subject.tranche]: {
				floor,
				currency: of,
				validUntil,
				snapshot,
				entry: id
			}
		});
	},
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.floor",
			"payload.currency",
			"payload.snapshot",
			"payload.validUntil",
			"payload.method"
		]
	}
});
function assess(input) {
	return assessSnapshot(snapshotOf(input), {
		asset: input.payload.asset,
		basis: ["bid", "firm-quote"],
		paths: {
			USD: [],
			HKD: ["USD/HKD"],
			USDT: ["USDT/USD"]
		},
		ageMsMax: 36e5,
		fxAgeMsMax: 864e5,
		deviationPpmMax: 50000n,
		sourcesMin: 1
	});
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
function shape$4(type, model) {
	return {
		type,
		model
	};
}
/** What party, account and agent look like in every message read here. */
var partyShapes = {
	account: shape$4("CashAccount38", "Id Tp? Ccy? Nm? Prxy?"),
	accountId: shape$4("AccountIdentification4Choice", "IBAN | Othr"),
	otherAccount: shape$4("GenericAccountIdentification1", "Id SchmeNm? Issr?"),
	party: shape$4("PartyIdentification135", "Nm? PstlAdr? Id? CtryOfRes? CtctDtls?"),
	partyId: shape$4("Party38Choice", "OrgId | PrvtId"),
	agent: shape$4("BranchAndFinancialInstitutionIdentification6", "FinInstnId BrnchId?"),
	clearingMember: shape$4("ClearingSystemMemberIdentification2", "ClrSysId? MmbId"),
	purpose: shape$4("Purpose2Choice", "Cd | Prtry"),
	remittance: shape$4("RemittanceInformation16", "Ustrd* Strd*"),
	date: shape$4("DateAndDateTime2Choice", "Dt | DtTm")
};
/** Entries are the same in statement and notification: camt.053.001.08 and camt.054.001.08. */
var entry08 = {
	header: shape$4("GroupHeader81", "MsgId CreDtTm MsgRcpt? MsgPgntn? OrgnlBizQry? AddtlInf?"),
	account: shape$4("CashAccount39", "Id Tp? Ccy? Nm? Prxy? Ownr? Svcr?"),
	period: shape$4("DateTimePeriod1", "FrDtTm ToDtTm"),
	summary: shape$4("TotalTransactions6", "TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*"),
	entry: shape$4("ReportEntry10", "NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs? TechInptChanl? Intrst? CardTx? NtryDtls* AddtlNtryInf?"),
	details: shape$4("EntryDetails9", "Btch? TxDtls*"),
	transaction: shape$4("EntryTransaction10", "Refs? Amt? CdtDbtInd? AmtDtls? Avlbty* BkTxCd? Chrgs? Intrst? RltdPties? RltdAgts? LclInstrm? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? CshDpst* CardTx? AddtlTxInf? SplmtryData*"),
	references: shape$4("TransactionReferences6", "MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? UETR? TxId? MndtId? ChqNb? ClrSysRef? AcctOwnrTxId? AcctSvcrTxId? MktInfrstrctrTxId? PrcgId? Prtry*"),
	amounts: shape$4("AmountAndCurrencyExchange3", "InstdAmt? TxAmt? CntrValAmt? AnncdPstngAmt? PrtryAmt*"),
	amountExchange: shape$4("AmountAndCurrencyExchangeDetails3", "Amt CcyXchg?"),
	exchange: shape$4("CurrencyExchange5", "SrcCcy TrgtCcy? UnitCcy? XchgRate CtrctId? QtnDt?"),
	charges: shape$4("Charges6", "TtlChrgsAndTaxAmt? Rcrd*"),
	charge: shape$4("ChargesRecord3", "Amt CdtDbtInd? ChrgInclInd? Tp? Rate? Br? Agt? Tax?"),
	parties: shape$4("TransactionParties6", "InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*"),
	agents: shape$4("TransactionAgents5", "InstgAgt? InstdAgt? DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*"),
	returned: shape$4("PaymentReturnReason5", "OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*"),
	code: shape$4("BankTransactionCodeStructure4", "Domn? Prtry?"),
	domain: shape$4("BankTransactionCodeStructure5", "Cd Fmly"),
	family: shape$4("BankTransactionCodeStructure6", "Cd SubFmlyCd")
};
var camt053v08Shapes = {
	...entry08,
	message: shape$4("BankToCustomerStatementV08", "GrpHdr Stmt+ SplmtryData*"),
	statement: shape$4("AccountStatement9", "Id StmtPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?"),
	balance: shape$4("CashBalance8", "Tp CdtLine* Amt CdtDbtInd Dt Avlbty*"),
	balanceType: shape$4("BalanceType13", "CdOrPrtry SubTp?")
};
/** What some banks still send; read, never written. */
var camt053v02Shapes = {
	...camt053v08Shapes,
	message: shape$4("BankToCustomerStatementV02", "GrpHdr Stmt+"),
	header: shape$4("GroupHeader42", "MsgId CreDtTm MsgRcpt? MsgPgntn? AddtlInf?"),
	statement: shape$4("AccountStatement2", "Id ElctrncSeqNb? LglSeqNb? CreDtTm FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?"),
	account: shape$4("CashAccount20", "Id Tp? Ccy? Nm? Ownr? Svcr?"),
	period: shape$4("DateTimePeriodDetails", "FrDtTm ToDtTm"),
	balance: shape$4("CashBalance3", "Tp CdtLine? Amt CdtDbtInd Dt Avlbty*"),
	balanceType: shape$4("BalanceType12", "CdOrPrtry SubTp?"),
	summary: shape$4("TotalTransactions2", "TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*"),
	entry: shape$4("ReportEntry2", "NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs* TechInptChanl? Intrst* NtryDtls* AddtlNtryInf?"),
	details: shape$4("EntryDetails1", "Btch? TxDtls*"),
	transaction: shape$4("EntryTransaction2", "Refs? AmtDtls? Avlbty* BkTxCd? Chrgs* Intrst* RltdPties? RltdAgts? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? AddtlTxInf?"),
	references: shape$4("TransactionReferences2", "MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? TxId? MndtId? ChqNb? ClrSysRef? Prtry?"),
	charges: shape$4("ChargesInformation6", "TtlChrgsAndTaxAmt? Amt CdtDbtInd? Tp? Rate? Br? Pty? Tax?"),
	parties: shape$4("TransactionParty2", "InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*"),
	agents: shape$4("TransactionAgents2", "DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*"),
	returned: shape$4("ReturnReasonInformation10", "OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*")
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
var none = Object.freeze(Object.create(null));
function readAttributes(context) {
	const { scanner } = context;
	if (scanner.skipBlank() && (scanner.at(">") || scanner.at("/>"))) return {
		attributes: none,
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
/** Row 14: the platforms paid out to the trust account; each payment is a line of the bank's statement. */
var proceedsBooked = defineKind({
	name: "proceeds.booked",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		account: id,
		currency,
		rows: list(closed$1({
			platform: id,
			amount: positiveUnits,
			reference: note
		}), 20),
		statement: documentHash,
		withdrawalFee: units,
		feeAuthority: note
	}),
	facts: {
		cashReceived: ({ payload, paper, directory }) => {
			const account = directory().accounts[payload.account];
			const statement = paper(payload.statement, "camt.053");
			const missing = payload.rows.find((row) => {
				const line = statementLine({
					paper: statement,
					account: account?.number ?? "",
					reference: row.reference
				});
				return line === void 0 || !line.credit || line.currency !== payload.currency || line.amount.toString() !== row.amount;
			});
			const trust = account?.purpose === "trust";
			return verdict(trust && missing === void 0, !trust ? "not a trust account" : missing === void 0 ? `${payload.rows.length} credits` : `no credit of ${missing.amount} under ${missing.reference}`, "each payment on the trust account's statement");
		},
		grossFeeNet: ({ payload, state }) => {
			const off = payload.rows.find((row) => balanceOf(state().balances, `assets:venue:${row.platform}`, payload.currency).toString() !== row.amount);
			return verdict(off === void 0 && payload.withdrawalFee === "0", off === void 0 ? "net of each platform" : `${off.amount} of ${off.platform}`, "gross less fee, as the sale was booked");
		},
		feeAuthority: ({ payload }) => payload.feeAuthority.length > 0
	},
	apply: (state) => state,
	postings: ({ payload }) => payload.rows.flatMap((row) => move({
		from: `assets:venue:${row.platform}`,
		to: "assets:trust",
		asset: payload.currency,
		units: BigInt(row.amount)
	})),
	crosses: {
		to: "onshore",
		fields: ["subject"]
	}
});
function remittancesOf(state) {
	return slice(state, "remittances") ?? {};
}
/** Row 16, sending end: under the approval that crossed, to the payee that it names, no more than the trust holds. The bank moves it on pain.001. */
var remittanceOrdered = defineKind({
	name: "remittance.ordered",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		account: id,
		payee: id,
		amount: positiveUnits,
		currency,
		endToEndId: note,
		instruction: documentHash,
		/** The account's signatories sign the file itself, outside every server. */
		signatures: list(closed$1({
			key: hex32,
			signature: Type.String({ pattern: "^[0-9a-f]{128}$" })
		}), 5)
	}),
	facts: {
		fxOpen: ({ payload, state, subject, recordedAt }) => {
			const approval = crossedOf(state(), "fx.approved", subject);
			const sent = Object.values(remittancesOf(state())).reduce((sum, row) => sum + BigInt(row.amount), BigInt(payload.amount));
			const { ceiling = "0", currency: of = "none", from = "", until = "" } = approval?.fields ?? {};
			const day = new Date(Date.parse(recordedAt) + 288e5).toISOString().slice(0, 10);
			return verdict(approval !== void 0 && of === payload.currency && sent <= BigInt(ceiling) && from <= day && day <= until, `${sent} ${payload.currency} on ${day}`, approval === void 0 ? "an approval that has crossed" : `at most ${ceiling} ${of}, ${from} to ${until}`);
		},
		payeeAsApproved: ({ payload, state, subject }) => {
			const payee = String(crossedOf(state(), "fx.approved", subject)?.fields.payee ?? "none");
			return verdict(payload.payee === payee, payload.payee, payee);
		},
		withinProceeds: ({ payload, state }) => {
			const held = balanceOf(state().balances, "assets:trust", payload.currency);
			return verdict(BigInt(payload.amount) <= held, payload.amount, `at most ${held}`);
		},
		sentOnce: ({ payload, state }) => {
			const earlier = remittancesOf(state())[payload.endToEndId];
			return verdict(earlier === void 0, earlier === void 0 ? "new" : "sent before", "an end-to-end id not used before");
		},
		instructionSays: ({ payload, document, directory }) => {
			const account = directory().accounts[payload.payee];
			const text = document(payload.instruction);
			const says = account !== void 0 && text.includes(`>${account.number}<`) && text.includes(`>${payload.endToEndId}<`);
			return verdict(says, says ? "as ordered" : "another payee or id", "a pain.001 to the payee under this id");
		}
	},
	apply: (state, { payload, subject }) => {
		const { amount, currency: of, endToEndId } = payload;
		return withSlice(state, "remittances", {
			...remittancesOf(state),
			[endToEndId]: {
				amount,
				currency: of,
				tranche: subject.tranche,
				done: false
			}
		});
	},
	effects: ({ payload }) => [{
		key: `payment ${payload.endToEndId}`,
		type: "payment",
		request: {
			account: payload.account,
			instruction: payload.instruction,
			endToEndId: payload.endToEndId,
			signatures: payload.signatures
		}
	}]
});
/** The bank sent it: the debit stands on the trust account's statement. */
var remittanceReported = defineKind({
	name: "remittance.reported",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		account: id,
		amount: positiveUnits,
		currency,
		endToEndId: note,
		statement: documentHash
	}),
	facts: { bankConfirms: ({ payload, paper, directory, state }) => {
		const account = directory().accounts[payload.account];
		const line = statementLine({
			paper: paper(payload.statement, "camt.053"),
			account: account?.number ?? "",
			reference: payload.endToEndId
		});
		const ordered = remittancesOf(state())[payload.endToEndId];
		return verdict(line !== void 0 && !line.credit && line.currency === payload.currency && line.amount.toString() === payload.amount && ordered?.amount === payload.amount && !ordered.done, line === void 0 ? "no such line" : `${line.credit ? "credit" : "debit"} of ${line.amount} ${line.currency}`, `debit of ${ordered?.amount ?? "nothing ordered"}`);
	} },
	apply: (state, { payload }) => {
		const all = remittancesOf(state);
		return withSlice(state, "remittances", {
			...all,
			[payload.endToEndId]: {
				...all[payload.endToEndId],
				done: true
			}
		});
	},
	postings: ({ payload }) => move({
		from: "assets:trust",
		to: "crossing:onshore",
		asset: payload.currency,
		units: BigInt(payload.amount)
	}),
	crosses: {
		to: "onshore",
		fields: [
			"subject",
			"payload.amount",
			"payload.currency",
			"payload.endToEndId"
		]
	}
});
function saleOf(state, tranche) {
	return tranche === void 0 ? void 0 : slice(state, "sale")?.[tranche];
}
/** Row 13: every unit is accounted for, by our orders and by the platforms' own statements. Gross, fee and net stay apart. */
var saleClosed = defineKind({
	name: "sale.closed",
	stream: "case",
	zones: ["offshore"],
	reads: ["sale"],
	payload: closed$1({
		orders: hex32,
		asset,
		currency,
		rows: list(closed$1({
			platform: id,
			units: positiveUnits,
			gross: positiveUnits,
			fee: units,
			fills: count,
			statement: documentHash
		}), 20)
	}),
	facts: {
		unitsAccounted: ({ payload, state, related, subject }) => {
			const orders = related("sale");
			if (orders.tranche !== subject.tranche) return verdict(false, `orders of ${orders.tranche}`, `orders of ${subject.tranche}`);
			const open = Object.keys(orders.open).length;
			const off = payload.rows.find((row) => {
				const total = orders.totals[row.platform];
				const received = balanceOf(state().balances, `assets:venue:${row.platform}`, payload.asset);
				return total === void 0 || total.units !== row.units || total.gross !== row.gross || total.fee !== row.fee || received.toString() !== row.units;
			});
			const all = Object.keys(orders.totals).length === payload.rows.length;
			return verdict(open === 0 && off === void 0 && all, open > 0 ? `${open} orders open` : off === void 0 ? "all sold" : `${off.units} at ${off.platform}`, "sold = received at each platform, no order open");
		},
		statementMatches: (input) => {
			const off = input.payload.rows.find((row) => !matches(input, row));
			return verdict(off === void 0, off === void 0 ? "each to the unit and the cent" : `${off.platform} states otherwise`, "the platforms' own statements");
		}
	},
	apply: (state, { subject }) => {
		return withSlice(state, "sale", {
			...slice(state, "sale"),
			[subject.tranche]: {
				...saleOf(state, subject.tranche),
				closed: true
			}
		});
	},
	postings: ({ payload }) => payload.rows.flatMap((row) => [
		...move({
			from: `assets:venue:${row.platform}`,
			to: "equity:sold",
			asset: payload.asset,
			units: BigInt(row.units)
		}),
		post("equity:sold", payload.currency, -BigInt(row.gross)),
		post(`assets:venue:${row.platform}`, payload.currency, BigInt(row.gross) - BigInt(row.fee)),
		...row.fee === "0" ? [] : [post("expenses:venue-fee", payload.currency, BigInt(row.fee))]
	]),
	crosses: {
		to: "onshore",
		fields: ["subject"]
	}
});
function matches({ payload, paper }, row) {
	const statement = paper(row.statement, "venue-statement");
	const body = statement.body;
	const sum = (of) => body.fills.reduce((total, fill) => total + BigInt(fill[of]), 0n).toString();
	return statement.issuer === row.platform && body.asset === payload.asset && body.currency === payload.currency && sum("units") === row.units && sum("gross") === row.gross && sum("fee") === row.fee && body.fills.length === row.fills;
}
/** Row 13x: a normal state, not an error: the floor cannot be reached; a named person decides what next. */
var floorUnreachable = defineKind({
	name: "floor.unreachable",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		floor: note,
		attempts: count,
		evidence: documentHash
	}),
	facts: { attempts: ({ payload, parameter }) => {
		const min = Number(parameter("floorAttemptsMin"));
		return verdict(payload.attempts >= min, String(payload.attempts), `at least ${min}`);
	} },
	apply: (state) => state,
	crosses: {
		to: "onshore",
		fields: ["subject", "payload.attempts"]
	}
});
var floorDecided = defineKind({
	name: "floor.decided",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({
		decision: oneOf$2([
			"wait",
			"lower",
			"no-reserve",
			"return"
		]),
		reason: note,
		paper: documentHash
	}),
	facts: { decision: ({ payload }) => payload.decision },
	apply: (state) => state
});
/** First entry of the stream in which the orders of a tranche stand. */
var ordersOpened = defineKind({
	name: "orders.opened",
	stream: "sale",
	zones: ["offshore"],
	reads: ["case"],
	payload: closed$1({
		case: hex32,
		lot: lotId,
		tranche: trancheId
	}),
	facts: { saleStarted: ({ payload, related }) => {
		const sale = saleOf(related("case"), payload.tranche);
		return verdict(sale !== void 0 && !sale.closed, sale === void 0 ? "no sale" : "started", "a sale of the tranche that was started");
	} },
	apply: (_, { payload }) => ({
		case: payload.case,
		lot: payload.lot,
		tranche: payload.tranche,
		open: {},
		totals: {},
		bySlice: {},
		count: 0,
		balances: {}
	})
});
var placedShape = closed$1({
	slice: count,
	/** How many orders of the sale stood before it: the same slice offered again is another intent. */
	attempt: count,
	platform: id,
	host: note,
	asset,
	symbol: Type.String({ pattern: "^[A-Z0-9]{4,20}$" }),
	units: positiveUnits,
	price: rate,
	clientOrderId: Type.String({ pattern: "^[0-9a-f]{32}$" }),
	plan: documentHash,
	/** Units that the book showed at or above the price when it was decided. */
	shown: units
});
/** Client order id: the first 128 bits of the hash of the intent, so that the same intent is the same order at the venue. */
function clientOrderIdFor(intent) {
	const { slice, attempt, platform, symbol, units: of, price, plan } = intent;
	return hashText(canonical({
		attempt,
		plan,
		platform,
		price,
		slice,
		symbol,
		units: of
	})).slice(0, 32);
}
function planOf$1({ payload, document }) {
	return JSON.parse(document(payload.plan));
}
/** One order: at a platform licensed at this moment, at its own host, within the plan, at or above the floor, under the cap, before the deadline. */
var orderPlaced = defineKind({
	name: "order.placed",
	stream: "sale",
	zones: ["offshore"],
	reads: ["case"],
	payload: placedShape,
	facts: {
		venueLicensed: (input) => licence(input, void 0),
		hostBound: (input) => licence(input, input.payload.host),
		withinPlan: (input) => {
			const { payload, state, related, subject } = input;
			const sale = saleOf(related("case"), subject.tranche);
			const row = planOf$1(input).slices.find((candidate) => candidate.slice === payload.slice);
			const used = BigInt(state().bySlice[String(payload.slice)] ?? "0");
			return verdict(sale?.plan === payload.plan && row !== void 0 && row.platform === payload.platform && row.host === payload.host && row.symbol === payload.symbol && planOf$1(input).asset === payload.asset && row.notBefore <= input.recordedAt && used + BigInt(payload.units) <= BigInt(row.units) && payload.clientOrderId === clientOrderIdFor(payload) && payload.attempt === state().count && state().open[payload.clientOrderId] === void 0, `${used} + ${payload.units}`, row === void 0 ? "a slice of the approved plan" : `at most ${row.units} in slice ${row.slice} from ${row.notBefore}`);
		},
		aboveFloor: ({ payload, related, subject }) => {
			const floor = saleOf(related("case"), subject.tranche)?.floor ?? "none";
			return verdict(floor !== "none" && compareRates(payload.price, floor) >= 0, payload.price, `at least ${floor}`);
		},
		withinCap: (input) => {
			const { participationCapPpm } = planOf$1(input);
			const most = BigInt(input.payload.shown) * BigInt(participationCapPpm) / 1000000n;
			return verdict(BigInt(input.payload.units) <= most, input.payload.units, `at most ${most}: ${participationCapPpm} ppm of ${input.payload.shown} shown`);
		},
		beforeDeadline: ({ related, subject, recordedAt }) => {
			const sale = saleOf(related("case"), subject.tranche);
			return verdict(sale !== void 0 && recordedAt <= sale.deadline && recordedAt <= sale.validUntil, recordedAt, sale === void 0 ? "a sale" : `by ${sale.deadline}, reserve valid until ${sale.validUntil}`);
		},
		mandateFresh: ({ related, recordedAt, parameter }) => {
			const last = Object.values(related("case").crossed).map((crossed) => crossed.recordedAt).sort().at(-1);
			const maxMinutes = Number(parameter("mandateFreshMinutes"));
			const age = last === void 0 ? Number.POSITIVE_INFINITY : Math.floor((Date.parse(recordedAt) - Date.parse(last)) / 6e4);
			return verdict(age <= maxMinutes, last === void 0 ? "no word from onshore" : `${age} min`, `${maxMinutes} min`);
		},
		killSwitchOff: ({ related, subject }) => saleOf(related("case"), subject.tranche)?.stopped === false,
		slicePaceKept: ({ payload, state }) => {
			const open = Object.values(state().open).filter((order) => order.platform === payload.platform && order.filled === void 0);
			return verdict(open.length === 0, `${open.length} without an answer`, "no order at the platform whose fate is unknown");
		}
	},
	apply: (state, { payload }) => {
		const { clientOrderId, slice, platform, units: of, price } = payload;
		const used = BigInt(state.bySlice[String(slice)] ?? "0") + BigInt(of);
		return {
			...state,
			count: state.count + 1,
			open: {
				...state.open,
				[clientOrderId]: {
					slice,
					platform,
					units: of,
					price
				}
			},
			bySlice: {
				...state.bySlice,
				[String(slice)]: used.toString()
			}
		};
	},
	effects: ({ payload, subject }) => {
		const { platform, host, symbol, units: of, price, clientOrderId, asset: sold } = payload;
		return [{
			key: `order ${clientOrderId}`,
			type: "order",
			request: {
				platform,
				host,
				symbol,
				side: "SELL",
				type: "IOC",
				units: of,
				price,
				clientOrderId,
				asset: sold,
				tranche: subject.tranche
			}
		}];
	}
});
function licence({ payload, related, registers, recordedAt, subject, document }, host) {
	const { asset } = JSON.parse(document(payload.plan));
	const clientType = clearanceOf(related("case"), subject.lot, payload.platform)?.clientType ?? "none";
	return { ...licenceAt({
		registers: registers(),
		entity: payload.platform,
		asset,
		clientType,
		at: recordedAt,
		...host === void 0 ? {} : { host }
	}) };
}
var orderKinds = [
	ordersOpened,
	orderPlaced,
	defineKind({
		name: "order.reported",
		stream: "sale",
		zones: ["offshore"],
		reads: ["case"],
		payload: closed$1({
			clientOrderId: Type.String({ pattern: "^[0-9a-f]{32}$" }),
			state: oneOf$2([
				"filled",
				"partly-filled",
				"cancelled",
				"rejected"
			]),
			units,
			gross: units,
			fee: units,
			/** Prices for a whole unit; quantities in base units; gross and fee in minor units of the sale's currency. */
			fills: Type.Array(closed$1({
				fill: note,
				price: rate,
				units: positiveUnits,
				gross: units,
				fee: units,
				at: time
			}), { maxItems: 500 }),
			asset: note
		}),
		facts: {
			fillsAboveFloor: ({ payload, related, subject }) => {
				const floor = saleOf(related("case"), subject.tranche)?.floor ?? "none";
				const below = payload.fills.find((fill) => compareRates(fill.price, floor) < 0);
				return verdict(below === void 0, below === void 0 ? `${payload.fills.length} fills` : `${below.price} of fill ${below.fill}`, `each at least ${floor}`);
			},
			fillsWithinOrder: ({ payload, state }) => {
				const order = state().open[payload.clientOrderId];
				if (order === void 0) return verdict(false, "no such order open", "an order placed and not yet reported");
				const sums = payload.fills.reduce((sum, fill) => ({
					units: sum.units + BigInt(fill.units),
					gross: sum.gross + BigInt(fill.gross),
					fee: sum.fee + BigInt(fill.fee)
				}), {
					units: 0n,
					gross: 0n,
					fee: 0n
				});
				const decimals = decimalsOf$1(payload.asset);
				const priced = payload.fills.every((fill) => {
					return multiplyRate({
						amount: BigInt(fill.units),
						rate: fill.price,
						fromDecimals: decimals,
						toDecimals: 2,
						rounding: "down"
					}).toString() === fill.gross;
				});
				const same = sums.units.toString() === payload.units && sums.gross.toString() === payload.gross && sums.fee.toString() === payload.fee;
				const limit = payload.fills.every((fill) => compareRates(fill.price, order.price) >= 0);
				return verdict(same && priced && limit && sums.units <= BigInt(order.units), `${sums.units} for ${sums.gross} less ${sums.fee}`, `at most ${order.units} at ${order.price} or better, sums as stated`);
			}
		},
		apply: (state, { payload }) => {
			const order = state.open[payload.clientOrderId];
			const open = { ...state.open };
			delete open[payload.clientOrderId];
			const total = state.totals[order.platform] ?? {
				units: "0",
				gross: "0",
				fee: "0",
				fills: 0
			};
			const add = (a, b) => (BigInt(a) + BigInt(b)).toString();
			const unsold = BigInt(order.units) - BigInt(payload.units);
			return {
				...state,
				open,
				totals: {
					...state.totals,
					[order.platform]: {
						units: add(total.units, payload.units),
						gross: add(total.gross, payload.gross),
						fee: add(total.fee, payload.fee),
						fills: total.fills + payload.fills.length
					}
				},
				bySlice: {
					...state.bySlice,
					[String(order.slice)]: (BigInt(state.bySlice[String(order.slice)]) - unsold).toString()
				}
			};
		}
	})
];
var shape = closed$1({
	plan: documentHash,
	floor: rate,
	deadline: note,
	participationCapPpm: note,
	method: oneOf$2(["拍卖", "变卖"]),
	consequence: note,
	/** Best bids seen when the plan was made, by platform: whether the floor is within reach. */
	bestBids: list(closed$1({
		platform: id,
		price: rate
	}), 20)
});
function planOf({ payload, document }) {
	return JSON.parse(document(payload.plan));
}
/** Row 12: the sale of a tranche begins under an approved plan, inside the reserve's validity and the mandate, at platforms licensed now. */
var saleStarted = defineKind({
	name: "sale.started",
	stream: "case",
	zones: ["offshore"],
	payload: shape,
	facts: {
		reserveValid: ({ state, subject, recordedAt }) => {
			const reserve = reserveOf(state(), subject.tranche);
			const confirmed = crossedOf(state(), "reserve.confirmed", subject);
			const agreed = confirmed?.fields.answer === "confirm" && confirmed.fields.reserveEntry === reserve?.entry;
			const valid = reserve !== void 0 && recordedAt <= reserve.validUntil;
			return verdict(agreed && valid, `${reserve?.floor ?? "none"} until ${reserve?.validUntil ?? "-"}, ${agreed ? "confirmed" : "not confirmed"} onshore`, "a reserve confirmed onshore and valid now");
		},
		planApproved: (input) => planOf(input).tranche === input.subject.tranche,
		venuesLicensed: (input) => {
			const { slices, asset } = planOf(input);
			const registers = input.registers();
			for (const { platform, host } of slices) {
				const answer = licenceAt({
					registers,
					entity: platform,
					asset,
					clientType: clearanceOf(input.state(), input.subject.lot, platform)?.clientType ?? "none",
					host,
					at: input.recordedAt
				});
				if (!answer.ok) return { ...answer };
			}
			return verdict(slices.length > 0, `${new Set(slices.map(({ platform }) => platform)).size} platforms licensed`, "each platform licensed for asset, client and host, now");
		},
		floorInPlan: (input) => {
			const reserve = reserveOf(input.state(), input.subject.tranche)?.floor ?? "none";
			const { floor } = planOf(input);
			return verdict(floor === input.payload.floor && floor === reserve, floor, reserve);
		},
		capInPlan: (input) => {
			const cap = input.parameter("participationCapPpm");
			const { participationCapPpm } = planOf(input);
			return verdict(/^\d{1,7}$/.test(participationCapPpm) && BigInt(participationCapPpm) <= BigInt(cap), participationCapPpm, `at most ${cap} ppm`);
		},
		deadlineInMandate: (input) => {
			const until = String(crossedOf(input.state(), "entrustment.accepted", input.subject)?.fields.mandateUntil ?? "no mandate");
			const { deadline } = planOf(input);
			return verdict(deadline === input.payload.deadline && deadline <= until && deadline > input.recordedAt, deadline, `after ${input.recordedAt}, by ${until}`);
		},
		floorReachable: (input) => {
			const best = input.payload.bestBids.map(({ price }) => price).sort(compareRates).at(-1) ?? "0";
			return verdict(compareRates(best, input.payload.floor) >= 0, `best bid ${best}`, `floor ${input.payload.floor}`);
		},
		unitsAtVenues: (input) => {
			const { slices, asset } = planOf(input);
			const wanted = /* @__PURE__ */ new Map();
			for (const { platform, units } of slices) wanted.set(platform, (wanted.get(platform) ?? 0n) + BigInt(units));
			const off = [...wanted].find(([platform, units]) => balanceOf(input.state().balances, `assets:venue:${platform}`, asset) !== units);
			return verdict(off === void 0, off === void 0 ? "all that was received" : `${off[1]} planned at ${off[0]}`, "the units that each platform received");
		},
		buyerUnrelated: (input) => {
			const provider = String(crossedOf(input.state(), "deposit.received", input.subject)?.fields.provider ?? "none");
			const directory = input.directory();
			const related = planOf(input).slices.find(({ platform }) => directory.organisations[provider] !== void 0 && sameFamily(directory, platform, provider));
			return verdict(related === void 0, related === void 0 ? "no platform of the provider's family" : related.platform, `nobody related to ${provider}`);
		},
		methodRecorded: ({ payload }) => payload.method
	},
	apply: (state, { payload, subject }) => {
		const reserve = reserveOf(state, subject.tranche);
		const row = {
			plan: payload.plan,
			floor: payload.floor,
			currency: reserve.currency,
			deadline: payload.deadline,
			validUntil: reserve.validUntil,
			slices: [],
			stopped: false,
			closed: false
		};
		return withSlice(state, "sale", {
			...slice(state, "sale"),
			[subject.tranche]: row
		});
	}
});
/** The kill switch: one step, any approver. What is open is cancelled; nothing more is placed. */
var saleStopped = defineKind({
	name: "sale.stopped",
	stream: "case",
	zones: ["offshore"],
	payload: closed$1({ reason: note }),
	facts: { saleRuns: ({ state, subject }) => verdict(saleOf(state(), subject.tranche) !== void 0, saleOf(state(), subject.tranche) === void 0 ? "no sale" : "a sale", "a sale") },
	apply: (state, { subject }) => {
		const sales = slice(state, "sale");
		return withSlice(state, "sale", {
			...sales,
			[subject.tranche]: {
				...sales[subject.tranche],
				stopped: true
			}
		});
	}
});
/** The closed list of what the zone offshore may append to a case, in the order of the blueprint's stages. */
var offshoreKinds = [
	clearanceGiven,
	routeAgreed,
	addressIssued,
	coverStated,
	coinsReceived,
	reserveSet,
	saleStarted,
	...orderKinds,
	saleStopped,
	saleClosed,
	floorUnreachable,
	floorDecided,
	proceedsBooked,
	remittanceOrdered,
	remittanceReported
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
		...offshoreKinds
	]),
	actionOf,
	appliedOf,
	applyEntry,
	decide,
	rulebookFor,
	surroundings,
	rules: (document) => bundledRules({
		zone: "offshore",
		document
	})
};
export { machine };
