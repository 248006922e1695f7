import assert from "node:assert/strict";
import { test } from "node:test";
import { replyReader, type WireReply } from "./reply-reader.ts";

/** Returns what a reader makes of a text that arrives in parts of this many bytes. */
const readIn = (size: number, text: string): (readonly [number, string, boolean])[] => {
  const read = replyReader();
  const bytes = Buffer.from(text);
  const replies: WireReply[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    const reply = read(bytes.subarray(from, from + size));
    if (reply) replies.push(reply);
  }
  return replies.map(({ status, body, isLast }) => [status, body.toString(), isLast]);
};

const texts = {
  sized: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\nKeep-Alive: timeout=75\r\n\r\n{"a":"é"}',
  chunked:
    "HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\n0\r\n\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  unchanged: "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\netag: a\r\n\r\n",
};

test("a reply is whole once its last byte arrives, however it is cut", () => {
  for (const size of [1, 2, 7, 1000]) {
    assert.deepEqual(readIn(size, texts.sized), [[200, '{"a":"é"}', false]]);
    assert.deepEqual(readIn(size, texts.chunked), [[503, "0\r\n\r\nabc", true]]);
    assert.deepEqual(readIn(size, texts.unchanged), [[304, "", false]]);
  }
});

test("a reply that is cut off is none", () => {
  assert.deepEqual(readIn(1, texts.sized.slice(0, -1)), []);
  assert.deepEqual(readIn(1, texts.chunked.slice(0, -1)), []);
});
