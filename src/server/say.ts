/** Tells whoever started the program what it is doing. */
export function say(text: string): void {
  void process.stdout.write(`${text}\n`);
}
