import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Refusal, refusal } from "../refusal.ts";
import { asContract, asProblem } from "./error-bodies.ts";

/** The admin API has no older clients: its errors are problem details, whatever its client accepts. */
const adminPath = /^\/+admin(?:[/?]|$)/i;

/**
 * Turns errors into replies, in one place for all routes: refusals as they are; an unexpected error is logged and
 * answered with COM_00.
 */
export function answerFailure(
  error: FastifyError | Refusal | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return sendRefusal(request, reply, refusalOf(error, request));
}

/** Returns the refusal that an error stands for, and logs what the shop is to blame for. */
export function refusalOf(error: FastifyError | Refusal | Error, request: FastifyRequest): Refusal {
  const refused = error instanceof Refusal ? error : fromFramework(error as FastifyError);
  if (!refused) request.log.error({ reqId: request.id, err: error }, "a request failed");
  else if (refused.status >= 500) request.log.warn({ reqId: request.id, err: error }, "a request could not be served");
  return refused ?? refusal("COM_00");
}

export function answerUnknownRoute(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(404).header("cache-control", "no-store").send({ message: "Endpoint not found." });
}

/**
 * Translates an error of the HTTP layer into a refusal that keeps HTTP's status. Returns undefined for an unexpected
 * error.
 */
function fromFramework(error: FastifyError): Refusal | undefined {
  const status = error.statusCode ?? 500;
  if (status === 413)
    return refusal("COM_02", "", { status, message: "Invalid Data: the body is larger than 256 KiB" });
  if (status === 415)
    return refusal("COM_02", "", {
      status,
      message: "Invalid Data: send application/json or application/x-www-form-urlencoded",
    });
  if (status >= 400 && status < 500)
    return refusal("COM_02", "", { status, message: "Invalid Data: the request cannot be read" });
  return undefined;
}

/**
 * Answers a refusal in the contract's shape, or as RFC 9457 problem details when the client asks for that, and always in
 * the admin API.
 */
function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refusal): FastifyReply {
  if (refused.retryAfterSeconds !== undefined) reply.header("retry-after", refused.retryAfterSeconds);
  const wantsProblem =
    adminPath.test(request.url) || (request.headers.accept?.includes("application/problem+json") ?? false);
  return reply
    .code(refused.status)
    .header("cache-control", "no-store")
    .type(wantsProblem ? "application/problem+json" : "application/json; charset=utf-8")
    .send(JSON.stringify(wantsProblem ? asProblem(refused) : asContract(refused)));
}
