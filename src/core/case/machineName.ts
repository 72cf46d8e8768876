/** Name of the decide, apply, postings, facts and rule engine of these sources. A released machine is not edited: it is kept as built, and the next stands beside it. */
export const machineName = 'sluice/machine/2'

/** The machine of zones whose directory does not name one. */
export const firstMachine = 'sluice/machine/1'
