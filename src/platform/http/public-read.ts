import { Type, type Static, type TObject, type TSchema } from "typebox";
import type { Replies } from "../cache/replies.ts";
import { operation, type Parts } from "./operation.ts";
import type { App } from "./server.ts";

type Part<Given, Name extends string> = Given extends { readonly [Key in Name]: infer Schema extends TSchema }
  ? Static<Schema>
  : Record<string, never>;

/** What a public read is asked: its path's parameters and its query, as their schemas say. */
type Asked<Given> = { readonly params: Part<Given, "params">; readonly query: Part<Given, "querystring"> };
type Link<Given, Value> = { readonly link?: (asked: Asked<Given>, value: Value) => string | undefined };

const nothing = Type.Object({});

/** Registers GET routes that answer everybody alike: finished replies are kept and served again as bytes. */
export function publicReads(app: App, replies: Replies) {
  return <
    const Given extends Parts & { readonly params?: TObject; readonly querystring?: TObject },
    Value extends Static<Given["answers"]>,
  >(
    path: string,
    given: Given,
    produce: (asked: Asked<Given>) => Promise<Value>,
    { link }: Link<Given, Value> = {},
  ): void => {
    const handler = replies.answer(async (asked) => {
      const value = await produce(asked as Asked<Given>);
      return { value, link: link?.(asked as Asked<Given>, value) };
    });
    // A read that asks for nothing reads nothing: unknown parameters must not make a kept reply of their own.
    const schema = { querystring: nothing, ...operation(given).schema };
    app.get(path, { schema, onRequest: replies.answerKnown, handler } as Parameters<App["get"]>[1]);
  };
}
