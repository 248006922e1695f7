import type { FastifyInstance } from "fastify";
import formBody from "@fastify/formbody";
import { refusal } from "../refusal.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

const parseJson = (body: Buffer): unknown => {
  try {
    const text = decoder.decode(body);
    // Some clients name a content type and send nothing: that is a body without fields.
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw refusal("COM_02", "", { message: "Invalid Data: the body is not JSON in UTF-8" });
  }
};

/** Reads JSON and form bodies. Field by field reading (`inputReader`) makes `__proto__` a name like any other. */
export const readBodies = async (app: FastifyInstance): Promise<void> => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    parseJson(body),
  );
  await app.register(formBody);
};
