import { writeFile } from "node:fs/promises";
import { takesNoArguments } from "../../../src/cli/no-arguments.ts";
import { readApiDocument } from "../../../tools/api-document.ts";
import { generated, generatedFolder, type Document } from "./generate.ts";

const usage = "Usage: npm run client    writes the types and functions of packages/client anew from the API document\n";

if (takesNoArguments(usage)) {
  const document = await readApiDocument<Document>();
  for (const [name, text] of Object.entries(await generated(document)))
    await writeFile(new URL(name, generatedFolder), text);
}
