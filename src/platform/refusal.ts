/** Every error code that a client can get: its HTTP status and the contract's message (spelling included). */
export const refusals = {
  AUT_01: [401, "Authorization code is empty."],
  AUT_02: [401, "Access Unauthorized."],
  PAG_01: [400, "The order is not matched 'field,(DESC|ASC)'."],
  PAG_02: [400, "The field of order is not allow sorting."],
  USR_01: [400, "Email or Password is invalid."],
  USR_02: [400, "The field(s) are/is required."],
  USR_03: [400, "The email is invalid."],
  USR_04: [400, "The email already exists."],
  USR_05: [400, "The email doesn't exist."],
  USR_06: [400, "this is an invalid phone number."],
  USR_07: [400, "this is too long <FIELD NAME>."],
  USR_08: [400, "this is an invalid Credit Card."],
  USR_09: [400, "The Shipping Region ID is not number"],
  USR_10: [400, "The password is too weak"],
  CAT_01: [404, "Don't exist category with this ID."],
  DEP_01: [400, "The ID is not a number."],
  DEP_02: [404, "Don'exist department with this ID."],
  ATT_01: [404, "Don't exist attribute with this ID"],
  PRO_01: [404, "Don't exist product with this ID"],
  REV_01: [404, "Don't exist review with this ID"],
  TAX_01: [404, "Don't exist tax with this ID"],
  SHP_01: [404, "Don't exist shipping region with this ID"],
  SHP_02: [404, "Don't exist shipping with this ID"],
  ORD_01: [404, "Don't exist order with this ID"],
  CAR_01: [404, "Don't exist cart item with this ID"],
  CAR_02: [400, "The cart is empty"],
  CAR_03: [400, "The attributes name none of this product's combinations"],
  CAR_04: [409, "Not enough stock"],
  SES_01: [404, "Don't exist session with this ID"],
  COM_00: [500, "There is something wrong"],
  COM_02: [400, "Invalid Data"],
  COM_09: [422, "The idempotency key was used with another request"],
  COM_29: [429, "Too many requests"],
  COM_50: [503, "Temporarily unavailable"],
  STR_01: [402, "The payment was refused"],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type RefusalCode = keyof typeof refusals;

export type RefusalDetail = {
  readonly status?: number;
  readonly message?: string;
  readonly retryAfterSeconds?: number;
};

/** A request that is not fulfilled, with the code, status, message and field of the contract's error reply. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly field: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RefusalCode, field = "", detail: RefusalDetail = {}) {
    const [status, message] = refusals[code];
    super(detail.message ?? message);
    this.code = code;
    this.field = field;
    this.status = detail.status ?? status;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}

/** Returns a refusal with a code of the contract; `field` names the offending parameter. */
export function refusal(code: RefusalCode, field = "", detail: RefusalDetail = {}): Refusal {
  return new Refusal(code, field, detail);
}

/**
 * Returns the refusal for a shop that cannot answer now (database down, overloaded): the client may retry after a
 * second.
 */
export function unavailable(): Refusal {
  return new Refusal("COM_50", "", { retryAfterSeconds: 1 });
}
