import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Visit, Visited } from "./visits.ts";

/** Runs the latency probe in a separate process. */
export const visitWith = async (told: Visit): Promise<Visited> => {
  const program = fork(fileURLToPath(new URL("visits.ts", import.meta.url)));
  program.send(told);
  const [visited] = (await once(program, "message")) as [Visited];
  return visited;
};
