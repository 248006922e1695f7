/** A row that cannot be taken; the message says why, and nothing of what it holds. */
export class RejectedRow extends Error {}
