import { Type } from "typebox";
import { pageOf } from "../platform/http/cursor.ts";

export const Session = Type.Object({
  session_id: Type.String(),
  device: Type.String({ description: "What the client called itself when it signed in" }),
  address: Type.String({ description: "From where" }),
  created_on: Type.String({ format: "date-time" }),
  last_used_on: Type.String({ format: "date-time" }),
  is_current: Type.Boolean(),
});

export const Page = pageOf("Sessions", { maximum: 1000, default: 100 });
