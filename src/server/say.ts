/** Tells whoever started the program what it is doing. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);
