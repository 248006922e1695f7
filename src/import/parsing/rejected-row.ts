/** Thrown for a row that cannot be imported. The message gives the reason, without personal data of the row. */
export class RejectedRow extends Error {}
