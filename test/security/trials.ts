/** Whether tests run their full number of trials: under `npm run test:security` only, fewer among all other tests. */
export const isThorough = process.env["npm_lifecycle_event"] === "test:security";
export const trials = (thorough: number, brief: number): number => (isThorough ? thorough : brief);
