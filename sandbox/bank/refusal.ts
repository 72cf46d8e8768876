/** The bank says no. `code` is an ISO external status reason where there is one. */
export class BankRefusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'BankRefusal'
    this.status = status
    this.code = code
  }
}
