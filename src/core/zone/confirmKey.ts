import { keyInForce } from '../case/directory.ts'
import { type AnyKind, verdict } from '../case/kind.ts'
import { closed, documentHash, type Of, oneOf } from '../case/shapes.ts'
import { signedByHolder } from './administered.ts'
import { anyKey, confirmationWays } from './keyKinds.ts'

const confirmedShape = closed({ key: anyKey, how: oneOf(confirmationWays), document: documentHash })

/**
 * A person of the body that relies on a key says that they asked its holder, and how: on another way than the one by which the key came. It is their word,
 * under their own signature; what administrators wrote into the enrolment is the administrators'.
 */
export const keyConfirmed: AnyKind = signedByHolder<Of<typeof confirmedShape>>({
  name: 'key.confirmed',
  payload: confirmedShape,
  facts: {
    keyStands: ({ payload, directory, recordedAt }) => {
      const enrolled = directory().keys[payload.key]
      const stands = enrolled !== undefined && keyInForce(directory(), payload.key, enrolled.holder, recordedAt)
      return verdict(stands, enrolled?.holder ?? 'nobody', 'an enrolled key, in force')
    },
    signedByActor: ({ actor, signers, directory, recordedAt }) => {
      const { keys, people } = directory()
      const own = (key: string) => keys[key]?.use === 'person' && keyInForce(directory(), key, actor.person, recordedAt)
      const belongs = people[actor.person]?.org === actor.org
      return verdict(
        belongs && signers.some(own),
        `${actor.person}, ${actor.org}`,
        'a person of the directory, with their own key',
      )
    },
    relies: ({ payload, actor, directory }) => {
      const { keys, people } = directory()
      const holder = keys[payload.key]?.holder ?? 'nobody'
      const org = people[holder]?.org ?? holder
      // A person's key may be confirmed by a colleague; an organisation's own people say nothing about its key.
      const apart = people[holder] === undefined ? org !== actor.org : holder !== actor.person
      return verdict(apart, actor.org, `somebody other than ${holder}`)
    },
    documentHeld: ({ payload, documents }) => documents.includes(payload.document),
  },
  apply: (state, { id, payload, actor, recordedAt }) => {
    const enrolled = state.keys[payload.key]!
    const { org, person } = actor
    const one = { org, person, how: payload.how, entry: id, at: recordedAt }
    const others = (enrolled.confirmed ?? []).filter((each) => each.person !== person)
    const confirmed = [...others, one].slice(-kept)
    return { ...state, keys: { ...state.keys, [payload.key]: { ...enrolled, confirmed } } }
  },
})

/** The state stays small; all of them stand in the record. */
const kept = 8
