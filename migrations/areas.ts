/** A part of the schema as `docs/schema.md` shows it: columns of the drawing from left to right, in each the tables with what they hold. */
export type Area = { readonly title: string; readonly columns: readonly Readonly<Record<string, string>>[] };

/** Every table of the schema, with a sentence on what its rows are. What is referred to stands left of what refers to it. */
export const areas: readonly Area[] = [
  {
    title: "Catalogue",
    columns: [
      {
        department: "The shop's large divisions.",
        attribute: "What products can be had in, such as sizes and colours.",
      },
      {
        category: "Divisions of a department.",
        attribute_value: "The values of an attribute, such as S, M and L.",
      },
      { product: "What is for sale, with the words it is found by." },
      {
        product_category: "Which categories a product stands in.",
        product_attribute: "Which values a product can be had in.",
        review: "What buyers wrote of a product.",
        product_rating: "The stars of a product: how many reviews, and their sum.",
      },
      {
        search_word: "Every word of the catalogue, by which misspelt ones are corrected.",
        search_synonym: "What means the same in this shop: who looks for the term also finds what it means.",
        catalogue_revision: "The catalogue's number, raised by every change of it.",
        product_count: "How many products the shop and each of its places hold, counted in advance.",
      },
    ],
  },
  {
    title: "Customers",
    columns: [
      { customer: "Accounts, with the address that parcels go to." },
      {
        customer_email: "Look-up: whose an address for mail is, in its spelling-free form.",
        customer_identity: "Look-up: who somebody is at a provider of identities.",
        customer_cart: "Which cart a customer had last.",
      },
      { session: "Sign-ins; each with the refresh tokens that descend from it." },
      {
        customer_review: "Look-up: which reviews a customer wrote.",
        known_network: "From where a customer signed in lately: strangers' guesses lock nobody out there.",
        mailed_token: "What was mailed and may be used once.",
        sent_mail: "Which mails a customer was sent lately.",
        revoked_session: "Sessions that ended while an access token of theirs may still be about.",
        customer_sign_out:
          "Customers whose sessions ended all at once, while access tokens of theirs may still be about.",
      },
      {
        attempt_count: "How often something was tried lately.",
        signing_key: "Keys that sign access tokens.",
        access_token_lifetime: "How long the access tokens of a key are good at most.",
        shop_secret: "Secrets drawn once for the whole shop.",
      },
    ],
  },
  {
    title: "Cart and stock",
    columns: [
      { cart: "Carts, claimed by a customer or not." },
      {
        cart_item: "The lines of a cart.",
        cart_idempotency_key: "What was done to a cart under a key that its client chose, so that it is done once.",
      },
      {},
      {
        stock:
          "Units on the shelf, of a product or of one combination of its values; none counted where there is no row.",
      },
    ],
  },
  {
    title: "Orders and payments",
    columns: [
      {
        shipping_region: "Where parcels go.",
      },
      {
        tax: "Kinds of tax, in hundredths of a percent, of one region or of all.",
        shipping: "What a parcel costs in a region, by how it is sent.",
        idempotency_key: "What was answered under a key that a client chose, so that one key makes one order.",
      },
      { customer_order: "What somebody bought, with the terms and the address of that moment." },
      {
        order_line: "The lines of an order, with the names and prices of that moment.",
        order_audit: "How an order came to each of its states.",
        order_note: "What the shop's people wrote down about an order, for themselves.",
        invoice: "The invoice of an order: its number, and to whom it is made out.",
        shipment: "Parcels of an order: who carries them, and when they were sent and arrived.",
      },
      {
        payment: "The one payment of an order.",
        payment_attempt: "Each time a provider was asked for it.",
        shop: "What is true of the whole shop: what its prices are in.",
      },
      {
        refund: "Money of a payment that went back, is on its way, or was asked back.",
        dispute: "Payments that a buyer's bank asks back.",
      },
      {
        refund_line: "For which units of an order's lines a refund was.",
        shipment_line: "Which units of an order's lines a parcel holds.",
        refund_request: "Requests for refunds that named themselves, so that each is carried out once.",
        order_owner: "Look-up: whose order a number is.",
        invoice_number: "Look-up: which order's invoice a number is.",
        invoice_series: "The last number of an invoice in each year.",
        payment_reference: "Look-up: which order a provider's reference pays.",
        provider_event: "Events of a provider that were taken in, each once.",
        payment_account: "The account at the provider, and its mode, where the shop's payments are.",
      },
    ],
  },
  {
    title: "Staff",
    columns: [
      { staff: "Who works in the shop, in which role, and what proves who they are." },
      {
        staff_session: "Sign-ins of staff.",
        staff_recovery_code: "Codes that work once, for those who lost their authenticator app.",
        staff_password_reset: "Mailed links that set a new password.",
        staff_key: "Keys by which programs use the admin API.",
      },
      {
        staff_invitation: "Invitations that nobody has accepted yet.",
        staff_action: "What staff, keys and commands changed: rows are only added.",
        staff_idempotency_key: "What was answered under a key that a client of the admin API chose.",
      },
    ],
  },
  {
    title: "Ground",
    columns: [
      { job: "What is to be done after a transaction." },
      {
        job_schedule: "When each periodic task is due.",
        job_worker: "Servers that work off jobs, and when each was last seen doing so.",
      },
      { import_reject: "Rows of an older shop that were not taken, or not whole." },
      { import_fingerprint: "Fingerprints of the rows that were imported from an older shop, by their numbers there." },
      { schema_migration: "Which migrations ran." },
    ],
  },
];
