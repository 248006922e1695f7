/** Prints what the program is doing, for the person who started it. */
export function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}
