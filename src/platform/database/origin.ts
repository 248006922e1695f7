const root = new URL("../../../", import.meta.url).href;
const statements = new URL("statement.ts", import.meta.url).href;
const calledAs = /^\s*at (?:[\w$]+\.)*([\w$]+) (?:\[as [\w$]+\] )?\(/;

/**
 * Returns the function that declares a statement, after its folder: `orders/ordersToSend`. `stack` is the call stack
 * from the statement's tag on, as V8 writes it. `unnamed` stands for a function without a name.
 */
export function originIn(stack: string): string {
  const frame = stack.split("\n").find((line) => line.includes(root) && !line.includes(statements)) ?? "";
  const path = frame.slice(frame.indexOf(root) + root.length).replace(/^src\//, "");
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return `${folder || "other"}/${calledAs.exec(frame)?.[1] ?? "unnamed"}`;
}
