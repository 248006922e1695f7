import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { callbackify } from "node:util";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

export type ReceivedMail = ParsedMail & { readonly raw: string; readonly recipients: readonly string[] };

/** Behaviour of the server from now on; what is absent succeeds. */
export type Behaviour = {
  /** Reply code to the recipient, or to the whole mail. */
  readonly recipient?: number;
  readonly data?: number;
  /** Time that a sender waits for the greeting. */
  readonly greetingMilliseconds?: number;
  /** The reply to an accepted mail waits until this settles. */
  readonly answersAfter?: Promise<unknown>;
  /** Closes the connection instead of replying to an accepted mail. */
  readonly hangsUp?: boolean;
};

export type SmtpServer = {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Number of mails begun, refused ones included. */
  begun(): number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

const refusing = (code: number) => Object.assign(new Error("Refused by the test"), { responseCode: code });

const taken = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<ReceivedMail> => {
  const raw = Buffer.concat((await stream.toArray()) as Buffer[]);
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  return { ...(await simpleParser(raw)), raw: raw.toString("utf8"), recipients };
};

/** Starts a mail server that keeps the mails it receives, on the given port of this machine or any free one. */
export const openSmtp = async (
  port = 0,
  credentials?: { readonly user: string; readonly password: string },
): Promise<SmtpServer> => {
  const received: ReceivedMail[] = [];
  let behaviour: Behaviour = {};
  let begun = 0;
  const sockets = new Map<number, Socket>();

  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const { data, answersAfter, hangsUp } = behaviour;
    const mail = await taken(stream, session);
    if (data) throw refusing(data);
    received.push(mail);
    await answersAfter;
    if (hangsUp) sockets.get(session.remotePort)?.destroy();
  };

  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      const isRight = username === credentials?.user && password === credentials?.password;
      done(isRight ? null : refusing(535), { user: username });
    },
    onConnect(_session, done) {
      setTimeout(done, behaviour.greetingMilliseconds ?? 0).unref();
    },
    onRcptTo(_address, _session, done) {
      begun += 1;
      done(behaviour.recipient ? refusing(behaviour.recipient) : null);
    },
    onData: (stream, session, done) => callbackify(take)(stream, session, done),
  });
  // A sender that disconnects is not a fault of the test.
  server.on("error", () => undefined);
  server.server.on("connection", (socket) => sockets.set(socket.remotePort ?? 0, socket));
  await once(server.listen(port, "127.0.0.1"), "listening");
  const bound = (server.server.address() as AddressInfo).port;
  const who = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : "";
  return {
    url: `smtp://${who}127.0.0.1:${bound}`,
    port: bound,
    received,
    begun: () => begun,
    behave(wanted) {
      behaviour = wanted;
    },
    close: () => new Promise((resolve) => void server.close(resolve)),
  };
};
