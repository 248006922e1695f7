import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

/** Name of the last file of an archive: one without it was not written to its end. */
export const manifestName = "manifest.json";

/** Name of the file with the shop's settings, for people. */
export const settingsName = "settings.env";

/** The form of archives that this program writes and reads. */
export const archiveFormat = 1;

/** A SHA-256 in hexadecimal. */
export const sha256 = Type.String({ pattern: "^[0-9a-f]{64}$" });
const rowSum = Type.String({ pattern: "^[0-9a-f]{16}$" });
const count = Type.Integer({ minimum: 0 });

const Manifest = Type.Object({
  format: Type.Literal(archiveFormat),
  madeAt: Type.String(),
  version: Type.String(),
  postgres: Type.String(),
  migrations: Type.Array(Type.Object({ number: count, name: Type.String(), checksum: sha256 }), { minItems: 1 }),
  tables: Type.Array(
    Type.Object({ name: Type.String(), columns: Type.Array(Type.String()), rows: count, checksum: rowSum }),
    { minItems: 1 },
  ),
  sequences: Type.Array(Type.Object({ name: Type.String(), value: Type.Integer(), isCalled: Type.Boolean() })),
  members: Type.Array(Type.Object({ path: Type.String(), bytes: count, sha256 })),
});

/** What an archive holds: its schema, tables, sequences, and every file with its checksum. */
export type Manifest = Static<typeof Manifest>;

/** A file of an archive with its checksum. */
export type Listed = Manifest["members"][number];

/** Returns the manifest in a text; undefined for one of another form. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return Value.Check(Manifest, found) ? (found as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
