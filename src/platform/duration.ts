const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** What a duration looks like in the settings: a whole number and s, m, h or d. */
export const durationShape = /^([1-9]\d{0,5})([smhd])$/;

/** The duration as it is said, or the seconds given where these are fewer. */
export function durationWithin(said: string, seconds: number): string {
  return durationSeconds(said) <= seconds ? said : `${seconds}s`;
}

/** "24h" in seconds. */
export function durationSeconds(said: string): number {
  const [, count = "0", unit = "s"] = durationShape.exec(said) ?? [];
  return Number(count) * secondsOf[unit as keyof typeof secondsOf];
}
