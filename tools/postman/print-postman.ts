import { writeFile } from "node:fs/promises";
import { takesNoArguments } from "../../src/cli/no-arguments.ts";
import { readApiDocument } from "../api-document.ts";
import { collectionOf } from "./collection.ts";
import type { Document } from "./document.ts";

const collection = new URL("../../docs/api/selvedge.postman_collection.json", import.meta.url);

const usage = "Usage: npm run postman    writes the Postman collection anew from the API document\n";

if (takesNoArguments(usage)) {
  const document = await readApiDocument<Document>();
  await writeFile(collection, `${JSON.stringify(collectionOf(document), null, 2)}\n`);
}
