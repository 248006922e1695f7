import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { parameters } from "../src/customers/passwords/parameters.ts";

const seconds = Number(process.argv[2]);
const stored = await hash("twill and denim 9", parameters);
let compared = 0;
const began = performance.now();

const compareOn = async (): Promise<void> => {
  while (performance.now() - began < seconds * 1000) {
    await verify(stored, "twill and denim 9");
    compared += 1;
  }
};

// Runs as a separate process: verifies passwords on every core and sends back the rate per second.
await Promise.all(Array.from({ length: availableParallelism() }, compareOn));
process.send?.((compared * 1000) / (performance.now() - began), () => process.disconnect());
