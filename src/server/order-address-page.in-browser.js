// Runs in the customer's browser, on the page that asks for an order's address.
const form = document.querySelector("form");
const button = form.querySelector("button");
const regions = form.querySelector("select");
const said = document.querySelector("#said");
const order = new URLSearchParams(location.search).get("order") ?? "";
/** Id of the placeholder region, which means that no region was chosen. */
const placeholderRegion = 1;

const say = (text, isFault) => {
  said.textContent = text;
  said.classList.toggle("fault", isFault);
  said.focus();
};

const close = (text, isFault) => {
  form.hidden = true;
  say(text, isFault);
};

const wordsFor = ({ code, message }) => {
  if (code === "ORD_01") return "This account has no such order.";
  if (code === "COM_29") return "That was tried too often. Please wait a while and try again.";
  return `${message}${/[.!?]$/.test(message) ? "" : "."}`;
};

/** Calls the API and returns its response; throws an error with a message for the customer when it is refused. */
const ask = async (method, path, { body, token } = {}) => {
  const reply = await fetch(path, {
    method,
    headers: { ...(body && { "content-type": "application/json" }), ...(token && { "user-key": token }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const told = text === "" ? {} : JSON.parse(text);
  if (!reply.ok) throw Object.assign(new Error(wordsFor(told.error)), { isRefusal: true });
  return told;
};

const send = async ({ email, password, ...address }) => {
  const { accessToken: token } = await ask("POST", "customers/login", { body: { email, password } });
  try {
    await ask("PUT", `orders/${order}/address`, { body: address, token });
  } finally {
    // The session serves only this request. If the logout fails, it expires.
    await ask("POST", "customers/logout", { token }).catch(() => undefined);
  }
};

const submit = async () => {
  button.disabled = true;
  say("One moment …", false);
  try {
    await send(Object.fromEntries(new FormData(form)));
    close(form.dataset.done, false);
  } catch (error) {
    say(error.isRefusal ? error.message : "The shop cannot be reached. Please try again.", true);
  } finally {
    button.disabled = false;
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit();
});

if (!/^\d+$/.test(order)) close("This link is incomplete: it names no order. Open it from the mail once more.", true);
else
  ask("GET", "shipping/regions")
    .then((all) => {
      for (const { shipping_region_id: id, shipping_region: name } of all)
        if (id !== placeholderRegion) regions.append(new Option(name, id));
    })
    .catch(() => say("The shop cannot be reached. Please try again.", true));
