/** Thrown when a shop cannot be exported, restored or moved; the message says why and what to do. */
export class TransferFault extends Error {}
