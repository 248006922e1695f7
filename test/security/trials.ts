/** How often something is tried: whole under `npm run test:security`, fewer times among all other tests. */
export const isThorough = process.env["npm_lifecycle_event"] === "test:security";
export const trials = (thorough: number, brief: number): number => (isThorough ? thorough : brief);
