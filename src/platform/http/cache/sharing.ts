/** Returns a function that runs `make` once for all concurrent calls with the same name. */
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
