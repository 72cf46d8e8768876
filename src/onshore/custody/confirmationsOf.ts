import {
  bitcoinMainnet,
  bitcoinRegtest,
  bitcoinTestnet,
  ethereumMainnet,
  ethereumSepolia,
  evmDevelopment,
  tronMainnet,
  tronNile,
  tronShasta,
} from '../../core/assets/chains.ts'
import type { ParameterName } from '../../core/rules/parameterForms.ts'

/** Networks with a number of their own; test networks have that of the network whose trials they are. */
const named: readonly (readonly [ParameterName, readonly string[]])[] = [
  ['confirmationsBitcoin', [bitcoinMainnet, bitcoinTestnet, bitcoinRegtest]],
  ['confirmationsEthereum', [ethereumMainnet, ethereumSepolia, evmDevelopment]],
  ['confirmationsTron', [tronMainnet, tronNile, tronShasta]],
]

/**
 * How many blocks the model asks on a network: the network's own number, else `confirmationsMin`.
 *
 * @example confirmationsOf('eip155:1', input) // 32
 */
export function confirmationsOf(network: string, { parameter }: { parameter(name: ParameterName): string }): number {
  const [name] = named.find(([, networks]) => networks.includes(network)) ?? ['confirmationsMin' as const]
  return Number(parameter(name))
}
