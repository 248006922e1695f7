/** Returns the server's URL with another database. */
export const onDatabase = (server: string, name: string): string =>
  Object.assign(new URL(server), { pathname: `/${name}` }).href;
