// Runs in the visitor's browser, on every page of the shop. All pages work without it.
const cartKey = "cart-units";

/** Shows how many things are in the cart, beside the link to it. */
const showUnits = (units) => {
  const shown = document.querySelector("[data-units]");
  shown.textContent = units > 0 ? String(units) : "";
  shown.hidden = !(units > 0);
};

/** Remembers the number, so that a visitor without a cart causes no request. */
const keepUnits = (units) => {
  localStorage.setItem(cartKey, String(units));
  showUnits(units);
};

const countCart = async () => {
  const own = document.querySelector("[data-units-now]");
  if (own) return keepUnits(Number(own.dataset.unitsNow));
  const known = Number(localStorage.getItem(cartKey));
  if (!(known > 0)) return undefined;
  showUnits(known);
  const reply = await fetch("/shop/cart/units", { signal: AbortSignal.timeout(5000) });
  return reply.ok ? keepUnits((await reply.json()).units) : undefined;
};

/** Completes what is typed into a search. A product that is picked from the list is opened at once. */
const suggest = (form) => {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("datalist");
  list.id = `${field.id}-suggestions`;
  form.append(list);
  field.setAttribute("list", list.id);
  const found = new Map();
  let waiting;
  const ask = async () => {
    const words = field.value.trim();
    if (words.length < 2) return;
    const query = new URLSearchParams({ query_string: words, limit: "8" });
    const reply = await fetch(`/products/suggest?${query}`, { signal: AbortSignal.timeout(5000) });
    if (!reply.ok || field.value.trim() !== words) return;
    const products = await reply.json();
    for (const { name, product_id: id } of products) found.set(name, id);
    list.replaceChildren(
      ...products.map(({ name }) => Object.assign(document.createElement("option"), { value: name })),
    );
  };
  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const picked = found.get(field.value);
    // Typing has a type of input; picking from the list has none, or says that it replaces.
    if (picked && (!event.inputType || event.inputType === "insertReplacementText"))
      location.assign(`/shop/products/${picked}`);
    else waiting = setTimeout(() => void ask().catch(() => undefined), 150);
  });
};

/** Marks the values that are sold out together with those that are chosen. */
const watchChoices = (form) => {
  const gone = form.dataset.gone.split(" ").map((combination) => combination.split("-"));
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const mark = () => {
    for (const radio of radios) {
      const others = radios.filter((other) => other.checked && other.name !== radio.name).map(({ value }) => value);
      const together = [radio.value, ...others];
      const isGone = gone.some((values) => values.every((value) => together.includes(value)));
      radio.closest("label").classList.toggle("is-gone", isGone);
    }
    const chosen = radios.filter(({ checked }) => checked);
    const isSoldOut = chosen.some((radio) => radio.closest("label").classList.contains("is-gone"));
    form.querySelector("button").disabled = isSoldOut;
  };
  form.addEventListener("change", mark);
  mark();
};

document.documentElement.classList.add("has-script");
for (const form of document.querySelectorAll("form.search")) suggest(form);
for (const form of document.querySelectorAll("form.buy:not([data-gone=''])")) watchChoices(form);
for (const field of document.querySelectorAll("[data-submits]"))
  field.addEventListener("change", () => field.form.requestSubmit());
countCart().catch(() => undefined);
// A page that a browser took from its memory shows the number of an earlier moment.
addEventListener("pageshow", (event) => {
  if (event.persisted) countCart().catch(() => undefined);
});
