/** A witness (C2SP tlog-witness) as a pure machine: the caller persists the new state before it answers. */
import { base64 } from '@scure/base'
import { SluiceError } from '../../errors.ts'
import { equalBytes } from '../hash.ts'
import {
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  parseRoot,
  parseSize,
  profileOfOrigin,
} from './checkpoint.ts'
import type { NoteVerifier } from './keys.ts'
import { verifyConsistency } from './merkle.ts'
import { parseNote } from './note.ts'

/** The greatest head that a witness cosigned for a log. */
export interface WitnessedHead {
  readonly size: number
  readonly root: Uint8Array
  /** As the log signed it: one of the two papers of a fork. */
  readonly note: string
}

/** The logs that a witness knows, by origin, with the keys that it trusts for each. */
export type WitnessedLogs = ReadonlyMap<string, readonly NoteVerifier[]>

/** The body of `add-checkpoint`. */
export interface AddCheckpoint {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly note: string
}

/**
 * Two heads signed by one log that want looking into. `fork`: of one size with two roots, which proves that the log lied.
 * `rollback`: a head from the log's past, which may also be a late message. `unproven`: a greater head with a proof that does not
 * hold, which is how a fork looks from here, but whoever relays a true head with a false proof can bring it about.
 */
export interface WitnessIncident {
  readonly kind: 'fork' | 'rollback' | 'unproven'
  readonly held: string
  readonly offered: string
}

export interface WitnessAcceptance {
  readonly outcome: 'accepted'
  readonly origin: string
  /** What must be on disk before `text` is cosigned. */
  readonly state: WitnessedHead
  /** The text to cosign. */
  readonly text: string
}

export interface WitnessRefusal {
  readonly outcome: 'refused'
  /** As the protocol has it. */
  readonly status: 400 | 403 | 404 | 409 | 422
  readonly reason: string
  /** With 409: the size that the witness holds. */
  readonly heldSize?: number
  /** Where the refused head accuses its log. */
  readonly incident?: WitnessIncident
}

export interface ConsiderCheckpointParameters {
  readonly logs: WitnessedLogs
  /** The head held for the origin of this request; `undefined` before the first contact. */
  readonly state: WitnessedHead | undefined
  readonly request: AddCheckpoint
}

const proofLinesMax = 63

/**
 * Decides on one head. A fork, a rollback, a second first contact and a proof from size 0 are refused; so is whatever the log did
 * not sign. Pure: two requests must not be decided on the same state and both be persisted.
 *
 * @example considerCheckpoint({ logs, state: undefined, request: { oldSize: 0, proof: [], note } }).outcome // 'accepted'
 */
export function considerCheckpoint(parameters: ConsiderCheckpointParameters): WitnessAcceptance | WitnessRefusal {
  const opened = openKnown(parameters)
  if ('outcome' in opened) return opened
  const { state, request } = parameters
  const { checkpoint, text } = opened
  const heldSize = state?.size ?? 0
  const incident = incidentOf(state, opened, request.note)
  if (request.oldSize > checkpoint.size)
    return refusal(400, 'The old size is above the size of the checkpoint.', incident)
  if (request.oldSize !== heldSize) return { ...refusal(409, 'The witness holds another size.', incident), heldSize }
  const fault = faultOf(state, request, opened)
  if (fault !== undefined) return refusal(422, fault, incident ?? unproven(state, request.note))
  return {
    outcome: 'accepted',
    origin: checkpoint.origin,
    text,
    state: { size: checkpoint.size, root: checkpoint.root, note: request.note },
  }
}

function openKnown({ logs, request }: ConsiderCheckpointParameters): OpenedCheckpoint | WitnessRefusal {
  let origin: string
  try {
    origin = parseCheckpoint(parseNote(request.note).text).origin
  } catch (error) {
    if (error instanceof SluiceError) return refusal(400, error.message)
    throw error
  }
  const verifiers = logs.get(origin)
  if (verifiers === undefined) return refusal(404, 'The witness does not know this log.')
  try {
    return openCheckpoint({ note: request.note, origin, verifiers })
  } catch (error) {
    if (error instanceof SluiceError) return refusal(403, error.message)
    throw error
  }
}

/** What is wrong with a head that names the size held; `undefined` where nothing is. */
function faultOf(
  state: WitnessedHead | undefined,
  request: AddCheckpoint,
  { checkpoint }: OpenedCheckpoint,
): string | undefined {
  const profile = profileOfOrigin(checkpoint.origin)
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, profile.empty()))
    return 'A log without leaves has the empty root.'
  if (request.oldSize === 0) return request.proof.length > 0 ? 'Nothing can be proved from size 0.' : undefined
  if (state === undefined) return 'The witness holds nothing to compare with.'
  try {
    const { oldSize: from, proof } = request
    verifyConsistency({ from, to: checkpoint.size, fromRoot: state.root, toRoot: checkpoint.root, proof, profile })
    return undefined
  } catch (error) {
    if (error instanceof SluiceError) return error.message
    throw error
  }
}

/** What the two heads alone show, whatever the request claims. */
function incidentOf(
  state: WitnessedHead | undefined,
  { checkpoint }: OpenedCheckpoint,
  offered: string,
): WitnessIncident | undefined {
  if (state === undefined || state.size === 0) return undefined
  if (checkpoint.size === state.size && !equalBytes(checkpoint.root, state.root))
    return { kind: 'fork', held: state.note, offered }
  if (checkpoint.size < state.size) return { kind: 'rollback', held: state.note, offered }
  return undefined
}

function unproven(state: WitnessedHead | undefined, offered: string): WitnessIncident | undefined {
  return state === undefined || state.size === 0 ? undefined : { kind: 'unproven', held: state.note, offered }
}

function refusal(status: WitnessRefusal['status'], reason: string, incident?: WitnessIncident): WitnessRefusal {
  return { outcome: 'refused', status, reason, ...(incident === undefined ? {} : { incident }) }
}

/** @example formatAddCheckpoint({ oldSize: 0, proof: [], note }) // 'old 0\n\nexample.com/log\n…' */
export function formatAddCheckpoint(request: AddCheckpoint): string {
  const proof = request.proof.map((hash) => `${base64.encode(hash)}\n`).join('')
  return `old ${request.oldSize}\n${proof}\n${request.note}`
}

/**
 * Reads the body of `add-checkpoint` strictly.
 *
 * @throws {CHECKPOINT_INVALID} to be answered with 400
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const border = body.indexOf('\n\n')
  const [old, ...proof] = body.slice(0, Math.max(border, 0)).split('\n')
  const size = /^old (\d+)$/.exec(old ?? '')
  if (border < 0 || size === null || proof.length > proofLinesMax) {
    throw new SluiceError(
      'CHECKPOINT_INVALID',
      'expected "old", a size, at most 63 proof lines, a blank line and a checkpoint.',
      {
        facts: { failed: 'request' },
      },
    )
  }
  return { oldSize: parseSize(size[1]!), proof: proof.map(parseRoot), note: body.slice(border + 2) }
}
