import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export type Known = {
  /** A valid token, without `Bearer`. */
  readonly good: string;
  /** A valid token of another customer. */
  readonly another: string;
  readonly refreshToken: string;
  /** The shop's signing key, only to show that a signature alone is not enough. */
  readonly key: Buffer;
  readonly keyId: string;
};
type Claims = Record<string, unknown>;

const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part = ""): Claims => JSON.parse(Buffer.from(part, "base64url").toString()) as Claims;
const without = (claims: Claims, name: string): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

const signed = (header: unknown, claims: unknown, key: Buffer | string, hash = "sha256"): string => {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest("base64url")}`;
};

/** Tokens with headers that an attacker chooses, or with keys that an attacker has. */
const byStrangers = ({ good, key, keyId }: Known): Record<string, string> => {
  const [head, body] = good.split(".");
  const header = decode(head);
  const claims = decode(body);
  const none = (alg: string) => `${encode({ ...header, alg })}.${body}.`;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const byRsa = `${encode({ ...header, alg: "RS256" })}.${body}`;
  const elsewhere = randomBytes(32);
  const withKid = (kid: unknown, secret: Buffer | string = elsewhere) => signed({ ...header, kid }, claims, secret);
  return {
    "alg none": none("none"),
    "alg None": none("None"),
    "alg NONE": none("NONE"),
    "alg nOnE": none("nOnE"),
    "alg none with a signature": `${none("none")}${good.split(".")[2]}`,
    "no alg": signed(without(header, "alg"), claims, key),
    "alg empty": signed({ ...header, alg: "" }, claims, key),
    "another key": signed(header, claims, elsewhere),
    "an empty key": signed(header, claims, ""),
    "the key's id as the key": signed(header, claims, keyId),
    "HS512 with our key": signed({ ...header, alg: "HS512" }, claims, key, "sha512"),
    "HS384 with our key": signed({ ...header, alg: "HS384" }, claims, key, "sha384"),
    "RS256 by a stranger": `${byRsa}.${sign("sha256", Buffer.from(byRsa), privateKey).toString("base64url")}`,
    "RS256 named, signed with our key": signed({ ...header, alg: "RS256" }, claims, key),
    "HS256 with a public key as the secret": signed(
      header,
      claims,
      createPublicKey(publicKey.export({ type: "spki", format: "pem" })).export({
        type: "spki",
        format: "pem",
      }) as string,
    ),
    "a key of the token's own": signed(
      { ...header, jwk: { kty: "oct", k: elsewhere.toString("base64url") } },
      claims,
      elsewhere,
    ),
    "a key from elsewhere": signed({ ...header, jku: "http://127.0.0.1:9/keys" }, claims, elsewhere),
    "no kid": signed(without(header, "kid"), claims, key),
    "the kid of nothing": withKid("nothing"),
    "a kid that is a path": withKid("../../../../dev/null", ""),
    "a kid that is SQL": withKid("x' union select 'a', '\\x61' --", "a"),
    "a kid that is a list": withKid([keyId]),
    "a kid of the prototype": withKid("__proto__"),
    "exp far away, signed by nobody": `${head}.${encode({ ...claims, exp: 4_102_444_800 })}.${good.split(".")[2]}`,
    "another customer in the same signature": `${head}.${encode({ ...claims, sub: String(Number(claims["sub"]) + 1) })}.${good.split(".")[2]}`,
  };
};

/** Tokens that the shop's key has signed, but that are not valid access tokens. */
const byUs = ({ good, key }: Known): Record<string, string> => {
  const [head, body] = good.split(".");
  const header = decode(head);
  const claims = decode(body);
  const saying = (changes: Claims) => signed(header, { ...claims, ...changes }, key);
  const now = Math.floor(Date.now() / 1000);
  return {
    "no exp": signed(header, without(claims, "exp"), key),
    "no iat": signed(header, without(claims, "iat"), key),
    "no sub": signed(header, without(claims, "sub"), key),
    "no sid": signed(header, without(claims, "sid"), key),
    "no iss": signed(header, without(claims, "iss"), key),
    "no aud": signed(header, without(claims, "aud"), key),
    "no epoch": signed(header, without(claims, "epoch"), key),
    "an epoch that is no number": saying({ epoch: "1" }),
    "exp in ten years": saying({ exp: now + 315_360_000 }),
    "exp a second later than any of ours": saying({ exp: Number(claims["exp"]) + 1 }),
    "good in ten years": saying({ iat: now + 315_360_000, exp: now + 315_363_600 }),
    "iss of no installation": saying({ iss: "selvedge" }),
    "iss of another installation": saying({ iss: "selvedge:0123456789abcdef" }),
    "aud of another installation": saying({ aud: "storefront:0123456789abcdef" }),
    "another iss": saying({ iss: "https://selvedge.example" }),
    "another aud": saying({ aud: "administration" }),
    "no typ": signed(without(header, "typ"), claims, key),
    "another typ": signed({ ...header, typ: "JWT" }, claims, key),
    expired: saying({ exp: now - 1 }),
    "not yet good": saying({ nbf: now + 3600 }),
    "exp as text": saying({ exp: String(now + 3600) }),
    "exp without end": signed(header, `${JSON.stringify(without(claims, "exp")).slice(0, -1)},"exp":1e999}`, key),
    "exp null": saying({ exp: null }),
    "sub that is no number": saying({ sub: "1 or 1=1" }),
    "sub as a number": saying({ sub: Number(claims["sub"]) }),
    "sid as a list": saying({ sid: [claims["sid"]] }),
    "claims that are a list": signed(header, [claims], key),
    "claims that are no JSON": signed(header, "sub=1", key),
    "an extension we do not know": signed({ ...header, crit: ["b64"], b64: false }, claims, key),
  };
};

/** Valid tokens whose text is damaged. */
const misshapen = ({ good, another, refreshToken }: Known): Record<string, string> => {
  const [head = "", body = "", tag = ""] = good.split(".");
  return {
    "a refresh token": refreshToken,
    "cut by one": good.slice(0, -1),
    "without its signature": `${head}.${body}`,
    "with an empty signature": `${head}.${body}.`,
    "cut in half": good.slice(0, good.length / 2),
    "a part too many": `${good}.${tag}`,
    doubled: `${good}${good}`,
    "two tokens": `${good} ${another}`,
    "two tokens with a comma": `${good}, Bearer ${another}`,
    "one's claims with another's signature": `${another.split(".").slice(0, 2).join(".")}.${tag}`,
    "its letters turned": good.toUpperCase(),
    "a dot in front": `.${good}`,
    "blanks inside": `${head} .${body}. ${tag}`,
    "a tab inside": `${head}\t.${body}.${tag}`,
    padded: `${head}=.${body}=.${tag}=`,
    "in quotes": `"${good}"`,
    unicode: "é".repeat(100),
    "a soft hyphen inside": `${head}\u00ad.${body}.${tag}`,
    "twelve thousand letters": `${good}${"A".repeat(12_000)}`,
    dots: "..",
    "one dot": ".",
    null: "null",
    "an encrypted token": `${encode({ alg: "dir", enc: "A256GCM" })}..AAAA.AAAA.AAAA`,
    JSON: JSON.stringify({ protected: head, payload: body, signature: tag }),
  };
};

/** Returns every kind of forged token, by its name. */
export const forgeries = (known: Known): Readonly<Record<string, string>> => ({
  ...byStrangers(known),
  ...byUs(known),
  ...misshapen(known),
});
