import { type Browser, chromium } from 'playwright-core'

/** Debian's: where it is absent, what needs it is skipped by name. */
export const chromiumPath = '/usr/bin/chromium'

/** A headless Chromium that asks nothing of any host but ours. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
