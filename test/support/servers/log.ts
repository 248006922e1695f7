type Line = {
  readonly level: "info" | "warn" | "error";
  readonly fields: Record<string, unknown>;
  readonly text: string;
};

/** A log that collects its lines for the test. */
export const keptLog = () => {
  const lines: Line[] = [];
  const at =
    (level: Line["level"]) =>
    (fields: unknown, text = "") =>
      void lines.push({ level, fields: fields as Line["fields"], text });
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
};
