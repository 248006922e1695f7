// Runs in the browser of a new member of staff, on the page that an invitation leads to.
const form = document.querySelector("form");
const button = form.querySelector("button");
const said = document.querySelector("#said");
const token = new URLSearchParams(location.search).get("token") ?? "";

const say = (text, isFault) => {
  said.textContent = text;
  said.classList.toggle("fault", isFault);
  said.focus();
};

const linkIsGone = () => {
  form.hidden = true;
  history.replaceState(null, "", location.pathname);
  say("This link is incomplete, was used already, or is too old. Ask for another invitation.", true);
};

const tellRefusal = ({ code, field, title }) => {
  if (field === "token") linkIsGone();
  else if (code === "COM_29") say("That was tried too often. Please wait a while and try again.", true);
  else say(`${title.replace(/^Invalid Data: /, "")}${/[.!?]$/.test(title) ? "" : "."}`, true);
};

/** Posts to the admin API; returns its reply, or undefined after it told a refusal. */
const post = async (path, asked) => {
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  const told = await reply.json();
  if (reply.ok) return told;
  tellRefusal(told);
  return undefined;
};

const unreachable = () => say("The shop cannot be reached. Please try again.", true);

const show = (invitation) => {
  if (!invitation) return;
  const { email, role, totp_secret: secret, totp_url: url } = invitation;
  document.querySelector("#whom").textContent = email
    ? `You are invited as ${email}, in the role “${role}”.`
    : `You are about to become the shop's first ${role}.`;
  document.querySelector("#address").hidden = email !== null;
  form.email.required = email === null;
  document.querySelector("#secret").textContent = secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
  document.querySelector("#app").href = url;
  form.hidden = false;
};

const close = (account) => {
  if (!account) return;
  form.hidden = true;
  history.replaceState(null, "", location.pathname);
  document.querySelector("#list").textContent = account.recovery_codes.join("\n");
  document.querySelector("#codes").hidden = false;
  say("", false);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { again, email, ...asked } = Object.fromEntries(new FormData(form));
  if (asked.password !== again) {
    say("The two passwords differ.", true);
    return;
  }
  button.disabled = true;
  say("One moment …", false);
  post(form.getAttribute("action"), { token, ...asked, ...(form.email.required ? { email } : {}) })
    .then(close)
    .catch(unreachable)
    .finally(() => (button.disabled = false));
});

if (token === "") linkIsGone();
else post("admin/invitation", { token }).then(show).catch(unreachable);
