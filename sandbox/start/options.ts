import { parseArgs } from 'node:util'
import { type TradedTicker, tradedBy } from '../coins/traded.ts'
import { platformA, platformB } from '../rehearsal/cast.ts'
import { type Quotable, quotable } from '../rehearsal/quotes.ts'
import { wayNames } from '../rehearsal/way.ts'

export interface Options {
  readonly once: boolean
  readonly json: boolean
  readonly seed: string
  readonly port: number
  readonly folder: string | undefined
  /** The model that the case follows. */
  readonly model: string
  readonly trouble: 'licence' | 'cover' | 'floor' | 'stop' | 'stream' | 'return' | undefined
  readonly victims: number | undefined
  /** How many addresses the seizure list has. */
  readonly holdings: number | undefined
  /** The first tranche goes as a block, by a sealed round among desks; or half of it, and the rest in the books. */
  readonly block: 'whole' | 'half' | undefined
  /** Percent of each step that rests in the books. */
  readonly resting: number | undefined
  /** What the case is about. */
  readonly asset: TradedTicker
  /** In which currency each platform sells. */
  readonly quotes: Readonly<Record<string, Quotable>> | undefined
  /** For tests: both zones are killed once at each point of each effect, and started again; the points stand in this file, by zone. */
  readonly crash: string | undefined
  readonly crashOrders: number | undefined
}

/** What the sandbox bank takes in one day without tiring the machine. */
const victimsMax = 100_000

/** What custody has addresses for, in batches of five hundred. */
const holdingsMax = 10_000

const help = (): string => `SANDBOX rehearsal

  npm start                          runs a case with the console open, until Ctrl-C
  npm start -- --once --json         runs it headless, prints one JSON object, ends

  --seed N        repeats the rehearsal of that seed: same seed, same roots (default 1)
  --profile sm    SM2 and SM3 instead of Ed25519 and SHA-256, in both zones and for everybody in them
  --model NAME    the model that the case follows: ${wayNames().join(', ')} (default beijing)
  --port N        first of the ports on 127.0.0.1 (default 7310)
  --folder DIR    where database, keys, list and bundle go (default .sluice/rehearsal)
  --trouble WHAT  goes wrong on purpose: licence, cover, floor, stream: a sale over streams that
                  fail on the way, stop: a sale that waits for who stops it, is settled and sold on
                  by a plan of its own, or return: the floor stays out of reach and the coins
                  come back
  --victims N     the judgment returns the proceeds to N victims, who are paid through the bank
  --holdings N    the suspect kept the coins at many addresses: N lines, listed and secured as tables
  --block         the first tranche goes as a block, by sealed bids of two desks, one of them over FIX 4.4
  --block-half    half of it goes so, and what is left is sold in the books
  --resting N     N percent of each step rest in the books until the next look
  --quotes A,B    in which currencies the two platforms sell, such as USD,HKD (default USD,USD)
  --asset WHAT    what was seized: BTC, or USDT, a token on an EVM chain that the agency keeps in a
                  Safe (default BTC)
  --crash FILE    kills each zone on either side of each effect, once, and starts it again; writes the points to FILE.ZONE
  --crash-orders N  with --crash: of the orders only the first N
`

/** Reads the arguments; a wrong one ends with exit code 2 and every fault at once. */
export function readOptions(args: readonly string[]): Options {
  const faults: string[] = []
  let values: Record<string, string | boolean | undefined> = {}
  try {
    values = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        model: { type: 'string', default: 'beijing' },
        port: { type: 'string', default: '7310' },
        profile: { type: 'string', default: 'usual' },
        folder: { type: 'string' },
        trouble: { type: 'string' },
        victims: { type: 'string' },
        holdings: { type: 'string' },
        block: { type: 'boolean', default: false },
        'block-half': { type: 'boolean', default: false },
        resting: { type: 'string' },
        quotes: { type: 'string' },
        asset: { type: 'string', default: 'BTC' },
        crash: { type: 'string' },
        'crash-orders': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error))
  }
  if (values.help === true) {
    process.stdout.write(help())
    process.exit(0)
  }
  const port = Number(values.port ?? 7310)
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    faults.push(`--port: expected a number from 1024 to 65000, found ${String(values.port)}`)
  if (!/^[0-9A-Za-z_-]{1,40}$/.test(String(values.seed ?? '1'))) faults.push('--seed: expected letters and digits')
  if (!wayNames().includes(String(values.model)))
    faults.push(`--model: expected ${wayNames().join(', ')}, found ${String(values.model)}`)
  if (values.profile !== 'usual' && values.profile !== 'sm')
    faults.push(`--profile: expected usual or sm, found ${String(values.profile)}`)
  if (
    values.trouble !== undefined &&
    !['licence', 'cover', 'floor', 'stream', 'stop', 'return'].includes(String(values.trouble))
  )
    faults.push(`--trouble: expected licence, cover, floor, stream, stop or return, found ${String(values.trouble)}`)
  const victims = values.victims === undefined ? undefined : Number(values.victims)
  if (victims !== undefined && !(Number.isInteger(victims) && victims >= 1 && victims <= victimsMax))
    faults.push(`--victims: expected a number from 1 to ${victimsMax}, found ${String(values.victims)}`)
  if (victims !== undefined && values.model !== 'beijing') faults.push('--victims: rehearsed with --model beijing only')
  const crashOrders = values['crash-orders'] === undefined ? undefined : Number(values['crash-orders'])
  if (crashOrders !== undefined && !(Number.isInteger(crashOrders) && crashOrders >= 0))
    faults.push(`--crash-orders: expected a number from 0 on, found ${String(values['crash-orders'])}`)
  const holdings = values.holdings === undefined ? undefined : Number(values.holdings)
  if (holdings !== undefined && !(Number.isInteger(holdings) && holdings >= 4 && holdings <= holdingsMax))
    faults.push(`--holdings: expected a number from 4 to ${holdingsMax}, found ${String(values.holdings)}`)
  const resting = values.resting === undefined ? undefined : Number(values.resting)
  if (resting !== undefined && !(Number.isInteger(resting) && resting >= 1 && resting <= 90))
    faults.push(`--resting: expected a number from 1 to 90, found ${String(values.resting)}`)
  const quotes = values.quotes === undefined ? undefined : String(values.quotes).split(',')
  if (quotes !== undefined && !(quotes.length === 2 && quotes[0] === 'USD' && quotes.every(isQuotable)))
    faults.push(`--quotes: expected USD,USD or USD,HKD, found ${String(values.quotes)}`)
  if (quotes?.includes('HKD') === true && values.model === 'saxony')
    faults.push('--quotes: the mandate of --model saxony names no Hong Kong dollars')
  const asset = String(values.asset ?? 'BTC')
  if (!Object.hasOwn(tradedBy, asset))
    faults.push(`--asset: expected ${Object.keys(tradedBy).join(' or ')}, found ${asset}`)
  else if (asset !== 'BTC') faults.push(...unrehearsed(values))
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n\n${help()}`)
    process.exit(2)
  }
  return {
    once: values.once === true,
    json: values.json === true,
    seed: values.profile === 'sm' ? `sm-${String(values.seed)}` : String(values.seed),
    port,
    folder: values.folder as string | undefined,
    model: String(values.model),
    trouble: values.trouble as Options['trouble'],
    victims,
    holdings,
    block: values['block-half'] === true ? 'half' : values.block === true ? 'whole' : undefined,
    resting,
    asset: asset as TradedTicker,
    quotes:
      quotes === undefined ? undefined : { [platformA]: quotes[0] as Quotable, [platformB]: quotes[1] as Quotable },
    crash: values.crash as string | undefined,
    crashOrders,
  }
}

function isQuotable(currency: string): boolean {
  return (quotable as readonly string[]).includes(currency)
}

/** What is rehearsed with bitcoin only. */
function unrehearsed(values: Readonly<Record<string, string | boolean | undefined>>): readonly string[] {
  const ways = ['block', 'block-half', 'holdings', 'quotes', 'crash'].filter(
    (name) => values[name] !== undefined && values[name] !== false,
  )
  const found = [
    ...ways.map((name) => `--${name}`),
    ...(values.trouble === 'return' ? ['--trouble return'] : []),
    ...(values.model === 'beijing' ? [] : [`--model ${String(values.model)}`]),
  ]
  return found.map((name) => `${name}: rehearsed with --asset BTC only`)
}
