import { randomBytes } from "node:crypto";
import * as errors from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import { LRUCache } from "lru-cache";
import type { Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Keys } from "../keys/keys.ts";

/** One algorithm, fixed: a token that names another is no token of ours. */
const algorithm = "HS256";
const issuer = "selvedge";
const audience = "storefront";
const tokenType = "at+jwt";
/** No token of ours is longer; longer ones are refused unread. */
const longestToken = 2048;

export type AccessTokens = {
  issue(identity: Identity): Promise<string>;
  /** Whose token it is; refuses one that is forged, expired, or meant for something else (AUT_02). */
  read(token: string): Promise<Identity>;
};

type Proven = Identity & { readonly expiresAtMilliseconds: number };

const idShape = /^[1-9]\d{0,15}$/;

/** Access tokens (RFC 9068 in spirit): signed, short, and without anything secret in them. */
export const openAccessTokens = (keys: Keys, lifetimeSeconds: number): AccessTokens => {
  const proven = new LRUCache<string, Proven>({ max: 10_000 });

  const verify = async (token: string): Promise<Proven> => {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const found = kid === undefined ? undefined : await keys.find(kid);
        if (!found) throw new errors.JWKSNoMatchingKey();
        return found.key;
      },
      { algorithms: [algorithm], issuer, audience, typ: tokenType, requiredClaims: ["exp", "iat", "sub", "sid"] },
    );
    const { sub, sid, exp } = payload;
    const isOfOurShape =
      typeof sub === "string" && idShape.test(sub) && typeof sid === "string" && Number.isSafeInteger(exp);
    if (!isOfOurShape) throw new errors.JWTInvalid();
    return { customerId: Number(sub), sessionId: sid, expiresAtMilliseconds: Number(exp) * 1000 };
  };

  return {
    issue({ customerId, sessionId }) {
      const { keyId, key } = keys.current();
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, kid: keyId, typ: tokenType })
        .setSubject(String(customerId))
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(randomBytes(9).toString("base64url"))
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(key);
    },
    async read(token) {
      const known = proven.get(token);
      if (known && known.expiresAtMilliseconds > Date.now()) return known;
      if (token.length > longestToken) throw refusal("AUT_02");
      try {
        const fresh = await verify(token);
        proven.set(token, fresh);
        return fresh;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) throw refusal("AUT_02");
        throw error;
      }
    },
  };
};
