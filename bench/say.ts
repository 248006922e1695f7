/** Prints a line for whoever runs the measurement. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export type Say = typeof say;
