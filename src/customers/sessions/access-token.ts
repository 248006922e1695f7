import { randomBytes } from "node:crypto";
import * as errors from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import type { JWTPayload } from "jose";
import { LRUCache } from "lru-cache";
import type { Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Keys, SigningKey } from "./signing-keys.ts";

/** One algorithm, fixed: a token that names another is no token of ours. */
const algorithm = "HS256";
const tokenType = "at+jwt";
/** No token of ours is longer; longer ones are refused unread. */
const longestToken = 2048;
/** By so much the clocks of two servers may differ. */
const leewaySeconds = 60;

/** The session that a token is of, and the epoch of its customer in which it began or was kept. */
export type Signed = Identity & { readonly epoch: number };
/** What a token says beside: for the client that reads it, never for us. */
export type Told = Signed & { readonly name: string };
export type Period = { readonly from: Date; readonly until: Date };

export type AccessTokens = {
  issue(told: Told, period: Period): Promise<string>;
  /** Whose token it is; refuses one that is forged, expired, or meant for something else (AUT_02). */
  read(token: string): Promise<Signed>;
};

type Proven = {
  readonly signed: Signed;
  readonly expiresAtMilliseconds: number;
  readonly signingKey: SigningKey;
};

const idShape = /^[1-9]\d{0,15}$/;

type Parties = { readonly issuer: string; readonly audience: string };

/** Access tokens (RFC 9068 in spirit): signed, short, and without anything secret in them. */
export function openAccessTokens(keys: Keys): AccessTokens {
  const proven = new LRUCache<string, Proven>({ max: 10_000 });
  const parties: Parties = { issuer: `selvedge:${keys.installation}`, audience: `storefront:${keys.installation}` };

  /** One that was proven before, as long as it has not expired and its key is still accepted. */
  const recall = async (token: string): Promise<Signed | undefined> => {
    const known = proven.get(token);
    if (!known || known.expiresAtMilliseconds <= Date.now()) return undefined;
    const { keyId, key } = known.signingKey;
    return (await keys.find(keyId))?.key === key ? known.signed : undefined;
  };

  return {
    async issue({ customerId, sessionId, epoch, name }, { from, until }) {
      const { keyId, key } = await keys.current();
      // The longest name there is, fifty characters of four bytes, leaves a token far below what clients and headers hold.
      return new SignJWT({ sid: sessionId, epoch, customer_id: customerId, name, role: "customer" })
        .setProtectedHeader({ alg: algorithm, kid: keyId, typ: tokenType })
        .setSubject(String(customerId))
        .setIssuer(parties.issuer)
        .setAudience(parties.audience)
        .setJti(randomBytes(9).toString("base64url"))
        .setIssuedAt(secondsOf(from))
        .setExpirationTime(secondsOf(until))
        .sign(key);
    },
    async read(token) {
      const known = await recall(token);
      if (known) return known;
      if (token.length > longestToken) throw refusal("AUT_02");
      try {
        const fresh = await verify(token, keys, parties);
        proven.set(token, fresh);
        return fresh.signed;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) throw refusal("AUT_02");
        throw error;
      }
    },
  };
}

/** Throws an error of `jose` for what is no access token of ours. */
async function verify(token: string, keys: Keys, parties: Parties): Promise<Proven> {
  let signingKey: SigningKey | undefined;
  const { payload } = await jwtVerify(
    token,
    async ({ kid }) => {
      signingKey = kid === undefined ? undefined : await keys.find(kid);
      if (!signingKey) throw new errors.JWKSNoMatchingKey();
      return signingKey.key;
    },
    { ...parties, algorithms: [algorithm], typ: tokenType, requiredClaims: ["exp", "iat", "sub", "sid", "epoch"] },
  );
  if (!signingKey || !isOfOurShape(payload)) throw new errors.JWTInvalid();
  const { sub, sid, epoch, iat, exp } = payload;
  if (!(await keys.gives(signingKey, Number(exp) - Number(iat)))) throw new errors.JWTInvalid();
  return {
    signed: { customerId: Number(sub), sessionId: String(sid), epoch: Number(epoch) },
    expiresAtMilliseconds: Number(exp) * 1000,
    signingKey,
  };
}

function isOfOurShape({ sub, sid, epoch, iat, exp }: JWTPayload): boolean {
  return (
    typeof sub === "string" &&
    idShape.test(sub) &&
    typeof sid === "string" &&
    [epoch, iat, exp].every(isWholeNumber) &&
    // Or a key that leaked would sign for any time to come.
    Number(iat) <= secondsOf(new Date()) + leewaySeconds
  );
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
