/** Those who ask for the same while it is being made share one making. */
export function sharing<Value>() {
  const underway = new Map<string, Promise<Value>>();
  return (name: string, make: () => Promise<Value>): Promise<Value> => {
    const twin = underway.get(name);
    if (twin) return twin;
    const making = make().finally(() => underway.delete(name));
    underway.set(name, making);
    return making;
  };
}
