/** Writes the court's page as one file; returns its path. */
export function buildVerifier(file?: string): Promise<string>
