import { Type } from "typebox";

export const FacebookSignIn = Type.Object({
  access_token: Type.String({
    maxLength: 2000,
    refusal: "AUT_02",
    description: "What Facebook gave the customer for this shop's app",
  }),
});

/** Fields that are read from the `/debug_token` response. */
export const TokenReport = Type.Object({
  data: Type.Object({
    app_id: Type.Optional(Type.String()),
    user_id: Type.Optional(Type.String()),
    is_valid: Type.Boolean(),
    /** In seconds since the epoch; 0 for a token that never expires. */
    expires_at: Type.Optional(Type.Number()),
  }),
});

/** Fields that are read from the `/me` response; those that the person did not permit are missing. */
export const Me = Type.Object({
  id: Type.String({ pattern: "^\\d{1,32}$" }),
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
});

export const GraphError = Type.Object({ error: Type.Object({ code: Type.Number() }) });
