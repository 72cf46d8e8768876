/** Under which of the five cases of PIPL 47 a value goes. */
export const deletionDuties = [
  'pipl-47-1-purpose-achieved',
  'pipl-47-2-retention-ended',
  'pipl-47-3-consent-withdrawn',
  'pipl-47-4-unlawful',
  'pipl-47-5-other-law',
] as const
