import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { callbackify } from "node:util";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

export type ReceivedMail = ParsedMail & { readonly raw: string; readonly recipients: readonly string[] };

/** How the server behaves from now on; what is not named goes well. */
export type Behaviour = {
  /** The reply's code to the recipient, or to the whole mail. */
  readonly recipient?: number;
  readonly data?: number;
  /** How long a sender waits for the greeting. */
  readonly greetingMilliseconds?: number;
};

export type SmtpServer = {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** How many mails were begun, refused ones included. */
  begun(): number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

const refusing = (code: number) => Object.assign(new Error("Refused by the test"), { responseCode: code });

/** A mail server that keeps what it gets, on the given port of this machine or any free one. */
export const openSmtp = async (
  port = 0,
  credentials?: { readonly user: string; readonly password: string },
): Promise<SmtpServer> => {
  const received: ReceivedMail[] = [];
  let behaviour: Behaviour = {};
  let begun = 0;

  const take = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = Buffer.concat((await stream.toArray()) as Buffer[]);
    if (behaviour.data) throw refusing(behaviour.data);
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    received.push({ ...(await simpleParser(raw)), raw: raw.toString("utf8"), recipients });
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
  // A sender that goes away in the middle is no fault of the test.
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const taken = (server.server.address() as AddressInfo).port;
  const who = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : "";
  return {
    url: `smtp://${who}127.0.0.1:${taken}`,
    port: taken,
    received,
    begun: () => begun,
    behave(wanted) {
      behaviour = wanted;
    },
    close: () => new Promise((resolve) => void server.close(resolve)),
  };
};
