/** How long and how often a load runs, and over how many connections. */
export type Effort = { readonly seconds: number; readonly rounds: number; readonly connections: number };
