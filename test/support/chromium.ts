import { type Browser, chromium, type Page } from 'playwright-core'

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

/** Notes in these lists whom a page asked outside this machine, and what broke in it. */
export function watchPage(page: Page, noted: { readonly outside: string[]; readonly errors: string[] }): void {
  page.on('request', (request) => {
    if (!/^(http:\/\/(127\.0\.0\.1|localhost):|data:|blob:)/.test(request.url())) noted.outside.push(request.url())
  })
  page.on('pageerror', (error) => noted.errors.push(error.message))
}
