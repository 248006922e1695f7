import { randomBytes } from "node:crypto";
import * as errors from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import type { JWTPayload } from "jose";
import { LRUCache } from "lru-cache";
import type { Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Keys, SigningKey } from "./signing-keys.ts";

/** The only accepted algorithm: a token that names another one is refused. */
const algorithm = "HS256";
const tokenType = "at+jwt";
/** Maximum length of our tokens, in characters; longer ones are refused without parsing. */
const longestToken = 2048;
/** Maximum difference between the clocks of two servers. */
const leewaySeconds = 60;

/** Session of a token; `epoch` is the customer's session epoch in which the session began or was kept. */
export type Signed = Identity & { readonly epoch: number };
/** Claims of a token; `name` is for the client that reads it, and never used by the server. */
export type Told = Signed & { readonly name: string };
export type Period = { readonly from: Date; readonly until: Date };

export type AccessTokens = {
  issue(told: Told, period: Period): Promise<string>;
  /** Verifies a token and returns its session; throws AUT_02 when it is forged, expired or meant for something else. */
  read(token: string): Promise<Signed>;
};

type Proven = {
  readonly signed: Signed;
  readonly expiresAtMilliseconds: number;
  readonly signingKey: SigningKey;
};

const idShape = /^[1-9]\d{0,15}$/;

type Parties = { readonly issuer: string; readonly audience: string };

/** Issues and verifies access tokens (modelled on RFC 9068): signed, short, and without secret content. */
export function openAccessTokens(keys: Keys): AccessTokens {
  const proven = new LRUCache<string, Proven>({ max: 10_000 });
  const parties: Parties = { issuer: `selvedge:${keys.installation}`, audience: `storefront:${keys.installation}` };

  /** Returns the session of a token verified before, if it has not expired and its key is still accepted. */
  const recall = async (token: string): Promise<Signed | undefined> => {
    const known = proven.get(token);
    if (!known || known.expiresAtMilliseconds <= Date.now()) return undefined;
    const { keyId, key } = known.signingKey;
    return (await keys.find(keyId))?.key === key ? known.signed : undefined;
  };

  return {
    async issue({ customerId, sessionId, epoch, name }, { from, until }) {
      const { keyId, key } = await keys.current();
      // The longest name, 50 characters of 4 bytes, keeps a token far below the size limits of clients and headers.
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

/** Verifies a token; throws an error of `jose` when it is not an access token of this shop. */
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
    // An issue time in the future is refused: otherwise a leaked key could sign tokens for any later time.
    Number(iat) <= secondsOf(new Date()) + leewaySeconds
  );
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
