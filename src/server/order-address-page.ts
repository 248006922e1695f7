import { escaped, framed } from "./mail-pages.ts";

const title = "Where shall it go?";
const lead =
  "Tell us the address that your order goes to. Sign in with the e-mail address and the password of your account, so that nobody else can.";

type Field = {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly maxLength: number;
  readonly type?: "email" | "password" | "text";
  readonly isOptional?: true;
};

const fields: readonly Field[] = [
  { name: "email", label: "E-mail address", autocomplete: "username", maxLength: 100, type: "email" },
  { name: "password", label: "Password", autocomplete: "current-password", maxLength: 200, type: "password" },
  { name: "address_1", label: "Street and number", autocomplete: "address-line1", maxLength: 100 },
  {
    name: "address_2",
    label: "More of it, if there is more",
    autocomplete: "address-line2",
    maxLength: 100,
    isOptional: true,
  },
  { name: "city", label: "Town", autocomplete: "address-level2", maxLength: 100 },
  {
    name: "region",
    label: "State or province, where there are any",
    autocomplete: "address-level1",
    maxLength: 100,
    isOptional: true,
  },
  {
    name: "postal_code",
    label: "Post code, where there is one",
    autocomplete: "postal-code",
    maxLength: 100,
    isOptional: true,
  },
  { name: "country", label: "Country", autocomplete: "country-name", maxLength: 100 },
];

/**
 * Returns the page that the mail about an order without a suitable address leads to. Only the browser reads the order's
 * number from the URL.
 */
export function orderAddressPage(shopName: string): string {
  return framed(
    { title, shopName, script: "order-address.js" },
    `<form method="post" action="orders" data-done="Thank you: your order goes there.">
<p>${escaped(lead)}</p>
${fields.map(inputOf).join("")}<label>Where that is
<select name="shipping_region_id" required aria-describedby="said"><option value="">Please choose</option></select></label>
<button>Send it there</button></form>`,
  );
}

function inputOf({ name, label, autocomplete, maxLength, type = "text", isOptional }: Field): string {
  return `<label>${escaped(label)}
<input type="${type}" name="${name}" autocomplete="${autocomplete}" maxlength="${maxLength}"${isOptional ? "" : " required"} aria-describedby="said"></label>
`;
}
