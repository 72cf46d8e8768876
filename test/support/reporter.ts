/** Writes what the test run came to into the file named by SLUICE_TEST_REPORT, after each test file and at the end. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'
import { count, type Skips } from './skips.ts'

export default class CountingReporter implements Reporter {
  private readonly modules = new Map<string, TestModule>()
  private readonly file = process.env.SLUICE_TEST_REPORT
  private readonly skips: Skips = JSON.parse(readFileSync(resolve(import.meta.dirname, '../skips.json'), 'utf8'))

  onTestModuleEnd(module: TestModule): void {
    this.modules.set(module.moduleId, module)
    this.write({ errors: 0, complete: false })
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): void {
    for (const module of modules) this.modules.set(module.moduleId, module)
    this.write({ errors: errors.length, complete: reason !== 'interrupted' })
  }

  private write({ errors, complete }: { errors: number; complete: boolean }): void {
    if (this.file === undefined) return
    const modules = [...this.modules.values()]
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        name: `${module.relativeModuleId} > ${test.fullName}`,
        state: test.result().state,
      })),
    )
    const hooks = modules.flatMap((module) => [...module.children.allSuites()].flatMap((suite) => suite.errors()))
    const loading = modules.flatMap((module) => module.errors())
    const report = count({
      tests,
      otherFailures: errors + hooks.length + loading.length,
      skips: this.skips,
      filtered: process.env.SLUICE_TEST_FILTERED === '1',
      complete,
    })
    writeFileSync(this.file, JSON.stringify(report))
  }
}
