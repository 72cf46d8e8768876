/** A way to sell, with what it should cost and how uncertain that is. A firm quote has no risk. Basis points of the mid. */
export interface Channel {
  readonly id: string
  readonly kind: 'book' | 'quote' | 'auction'
  readonly costBps: number
  readonly riskSdBps: number
}

export interface ChannelChoice {
  readonly chosen: Channel
  /** Every channel by cost plus charge for risk, best first: the reason, written down. */
  readonly ranked: readonly { readonly channel: Channel; readonly chargedBps: number }[]
}

/**
 * Chooses by cost plus a charge for risk that the principal set beforehand. Equal charges go to the firmer channel, then by id.
 *
 * @example chooseChannel([book, quote], 0.1).chosen.id
 */
export function chooseChannel(channels: readonly Channel[], chargePerSd: number): ChannelChoice | undefined {
  const ranked = channels
    .map((channel) => ({ channel, chargedBps: channel.costBps + chargePerSd * channel.riskSdBps }))
    .sort(
      (a, b) =>
        a.chargedBps - b.chargedBps ||
        a.channel.riskSdBps - b.channel.riskSdBps ||
        (a.channel.id < b.channel.id ? -1 : 1),
    )
  const chosen = ranked[0]?.channel
  return chosen && { chosen, ranked }
}
