const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Format of a duration in the settings: a whole number and s, m, h or d. */
export const durationShape = /^([1-9]\d{0,5})([smhd])$/;

/** Returns the duration, or `seconds` where that is shorter. */
export function durationWithin(said: string, seconds: number): string {
  return durationSeconds(said) <= seconds ? said : `${seconds}s`;
}

/** Converts a duration such as "24h" to seconds. */
export function durationSeconds(said: string): number {
  const [, count = "0", unit = "s"] = durationShape.exec(said) ?? [];
  return Number(count) * secondsOf[unit as keyof typeof secondsOf];
}
