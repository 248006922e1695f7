/** A whole reply; after the last one the server closes the connection. */
export type WireReply = { readonly status: number; readonly body: Buffer; readonly isLast: boolean };

type Head = {
  readonly status: number;
  readonly isLast: boolean;
  readonly bodyFrom: number;
  /** Bytes of the body; undefined when it comes in chunks. */
  readonly length: number | undefined;
};

const blankLine = "\r\n\r\n";
const lastChunk = Buffer.from("0\r\n\r\n");

/**
 * Returns a reader for one connection: it is given what arrives, and returns the reply once that is whole. One request
 * is on its way at a time.
 */
export function replyReader(): (arrived: Buffer) => WireReply | undefined {
  let earlier: Buffer | undefined;
  let head: Head | undefined;
  return (arrived) => {
    const bytes = earlier ? Buffer.concat([earlier, arrived]) : arrived;
    head ??= headOf(bytes);
    const body = head && bodyOf(head, bytes);
    if (!head || !body) {
      earlier = bytes;
      return undefined;
    }
    const reply = { status: head.status, body, isLast: head.isLast };
    earlier = undefined;
    head = undefined;
    return reply;
  };
}

function headOf(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(blankLine);
  if (end < 0) return undefined;
  const text = bytes.toString("latin1", 0, end);
  const status = Number(text.slice(9, 12));
  const hasBody = status !== 204 && status !== 304;
  const isChunked = hasBody && /\r\ntransfer-encoding: *chunked/i.test(text);
  return {
    status,
    isLast: /\r\nconnection: *close/i.test(text),
    bodyFrom: end + blankLine.length,
    length: isChunked ? undefined : hasBody ? Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0) : 0,
  };
}

/** Returns the body; undefined while bytes of it are missing. */
function bodyOf({ bodyFrom, length }: Head, bytes: Buffer): Buffer | undefined {
  if (length !== undefined)
    return bytes.length < bodyFrom + length ? undefined : bytes.subarray(bodyFrom, bodyFrom + length);
  return bytes.subarray(-lastChunk.length).equals(lastChunk) ? joinedChunks(bytes.subarray(bodyFrom)) : undefined;
}

/** Returns the content of chunks; undefined while the last one is missing. */
function joinedChunks(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const lineEnd = bytes.indexOf("\r\n", from);
    const size = Number.parseInt(bytes.toString("latin1", from, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) return undefined;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    from = lineEnd + 2 + size + 2;
  }
  return undefined;
}
