// Runs in the browser of a customer or of staff, on the pages that links in mails lead to.
const form = document.querySelector("form");
const button = form.querySelector("button");
const said = document.querySelector("#said");
const token = new URLSearchParams(location.search).get("token") ?? "";

const say = (text, isFault) => {
  said.textContent = text;
  said.classList.toggle("fault", isFault);
  said.focus();
};

/** Ends the page's work: hides the form, and removes the token from the URL and the history. */
const close = (text, isFault) => {
  form.hidden = true;
  history.replaceState(null, "", location.pathname);
  say(text, isFault);
};

const linkIsGone = () =>
  close(`This link is incomplete, was used already, or is too old. ${form.dataset.otherwise}`, true);

const tellRefusal = ({ code, field, message }) => {
  if (field === "token") linkIsGone();
  else if (code === "COM_29") say("That was tried too often. Please wait a while and try again.", true);
  else say(`${message}${/[.!?]$/.test(message) ? "" : "."}`, true);
};

const post = async (asked) => {
  const reply = await fetch(form.getAttribute("action"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  const text = await reply.text();
  const told = text === "" ? {} : JSON.parse(text);
  // The admin API answers with problem details, which name the message their title.
  if (!reply.ok) tellRefusal(told.error ?? { ...told, message: told.title });
  else if (told.password_token) goOn(told.password_token);
  else close(form.dataset.done, false);
};

/** Continues to the page for a new password, which shows what was done here. */
const goOn = (passwordToken) => {
  sessionStorage.setItem("said", form.dataset.next);
  location.replace(`reset-password?token=${encodeURIComponent(passwordToken)}`);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { password, again, code } = Object.fromEntries(new FormData(form));
  if (again !== undefined && password !== again) {
    say("The two passwords differ.", true);
    return;
  }
  button.disabled = true;
  say("One moment …", false);
  post({ token, ...(password ? { password } : {}), ...(code ? { code } : {}) })
    .catch(() => say("The shop cannot be reached. Please try again.", true))
    .finally(() => (button.disabled = false));
});

const before = sessionStorage.getItem("said");
sessionStorage.removeItem("said");
if (token === "") linkIsGone();
else if (before) say(before, false);
