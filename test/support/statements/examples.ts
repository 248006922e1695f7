import { placeOf } from "../../../src/catalogue/products/count-products.ts";
import { byNameFirst, byNumber, featuredFirst, orderOf } from "../../../src/catalogue/products/order.ts";
import type { Selection } from "../../../src/catalogue/products/selection.ts";
import type { Matching } from "../../../src/catalogue/search/match.ts";

const flower = { query: "'flower'", categoryIds: [], valueIds: [] };
const red = { query: "'red'", categoryIds: [1], valueIds: [6] };
const matching = { groups: [flower], atLeast: 1 };
/** Words that name categories and values: all of them or some must match, with and without words that name neither. */
const matchings: readonly Matching[] = [
  matching,
  { groups: [flower, { ...flower, query: "'owl'" }, { ...flower, query: "'fox'" }], atLeast: 2 },
  { groups: [flower, red], atLeast: 2 },
  { groups: [red, { ...red, valueIds: [] }], atLeast: 2 },
  { groups: [flower, red, { ...red, categoryIds: [] }], atLeast: 2 },
  { groups: [flower, red], atLeast: 1 },
];

const everyFilter: Selection = {
  departmentId: 1,
  categoryId: 1,
  attributeValues: [[1, 2], [6]],
  priceMinCents: 100,
  priceMaxCents: 2000,
  matching,
};
/** A selection by category without words is read through the category's links. */
const inCategory: Selection = { ...everyFilter, matching: undefined };
const selections: readonly Selection[] = [
  {},
  everyFilter,
  inCategory,
  ...Object.entries(everyFilter).map(([name, value]): Selection => ({ [name]: value })),
  ...matchings.map((one): Selection => ({ matching: one })),
];
/** The whole shop, a department and a category are counted by a separate statement. */
const countedOneByOne: readonly Selection[] = [
  { departmentId: 1, matching },
  ...selections.filter((selection) => placeOf(selection) === undefined),
];

const ranked = [{ query: "'flower'", weight: 1 }];
const terms = { matching, ranked, together: "'flower'", named: "'flower'" };
const ofTwoWords = { ...terms, ranked: [...ranked, { query: "'owl'", weight: 0.5 }], together: "'flower' & 'owl'" };
const orders = [
  byNumber,
  featuredFirst,
  ...["relevance", "name", "price", "newest"]
    .flatMap((sort) => [`${sort},ASC`, `${sort},DESC`])
    .map((sort) => orderOf(sort, terms, byNumber)),
  orderOf("relevance", ofTwoWords, byNumber),
];
const keyIn = (order: string) => (order.startsWith("newest") ? "2025-01-01 00:00:00+00" : "1");
const page = { limit: 20, offset: 0 };
const inSmallShop = { most: 10_000, when: "the shop is small" };
const pagesInSmallShop = orders.flatMap((order) =>
  [everyFilter, inCategory].flatMap((selection) => [
    [{ ...page, order, selection, few: inSmallShop }],
    [
      {
        ...page,
        order,
        selection,
        few: inSmallShop,
        cursor: { order: order.name, key: keyIn(order.name), productId: 1 },
      },
    ],
  ]),
);
const pages = orders.flatMap((order) => [
  // Only small results are ranked.
  ...(order.ranks
    ? []
    : [
        [{ ...page, order, selection: {} }],
        [{ ...page, order, selection: {}, few: inSmallShop }],
        [{ ...page, order, selection: inCategory, few: { most: 10_000, when: "always" } }],
      ]),
  [
    {
      ...page,
      order,
      selection: everyFilter,
      few: { most: 10_000, when: "always" },
      cursor: { order: order.name, key: keyIn(order.name), productId: 1 },
    },
  ],
]);
/** A department is read in its own order; a category by number or price is read through its links. */
const pagesOfPlaces = [
  [{ ...page, order: featuredFirst, selection: { departmentId: 1 } }],
  [{ ...page, order: byNumber, selection: { categoryId: 1 } }],
  [{ ...page, order: orders[6], selection: { categoryId: 1 }, few: { most: 10_000, when: "always" } }],
];
const rank = orderOf("relevance", terms, byNumber);
const commonOrders = [rank, { ...rank, isDescending: true }].map((order) => byNameFirst(order, terms));
const commonPages = commonOrders.flatMap((order) =>
  [undefined, "0", "1"].map((key) => [
    { ...page, order, selection: everyFilter, cursor: key && { order: order.name, key, productId: 1 } },
    "'flower'",
  ]),
);

const mergedLine = {
  bucket: 1,
  itemId: 1,
  cartId: "cart",
  productId: 1,
  attributes: "M, White",
  variantKey: "2,6",
  quantity: 1,
  isSaved: false,
  position: 1,
};

const orderedLine = {
  customerId: 1,
  orderId: 1,
  lineNumber: 1,
  productId: 1,
  productName: "Sleeping Fox",
  attributes: "M, White",
  variantKey: "2,6",
  quantity: 1,
  unitCostCents: 1550,
  isCounted: false,
};

const keyedRequests = [{ customerId: 1 }, { staffId: 1 }, { bucket: 1, scope: "cart/cart 1" }].map((owner) => ({
  ...owner,
  route: "POST /somewhere",
  key: "key",
  requestHash: Buffer.alloc(32),
  reply: null,
  expiresAt: new Date(0),
}));

/** Arguments for the functions whose statement depends on them: each part of a statement occurs in one example. */
export const examples: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  "catalogue/products/products productsOnPage": [
    ...pages,
    ...pagesInSmallShop,
    ...selections.map((selection) => [{ ...page, order: byNumber, selection }]),
    ...pagesOfPlaces,
  ],
  "catalogue/products/products unrankedPage": commonPages,
  "catalogue/search/search wordFacts": [
    [
      [
        { phrase: "hedge hog", forms: "hedgehog" },
        { phrase: "夜", forms: undefined },
      ],
    ],
  ],
  "catalogue/search/search matchedQueries": [
    [
      [
        { query: "zebra:*", ofNames: true },
        { query: "eight <-> arm", ofNames: false },
      ],
    ],
  ],
  "catalogue/products/count-products placeCount": ["all", "department", "category"].map((kind) => [
    { kind, placeId: 1 },
    10_000,
  ]),
  "catalogue/products/count-products productCount": countedOneByOne.map((selection) => [selection, 10_000]),
  "catalogue/products/count-products estimatedCount": selections.map((selection) => [selection, 400]),
  "catalogue/products/facets facetCounts": [
    ...[everyFilter, inCategory].map((selection) => [selection, { products: 1000 }, 100]),
    ...selections.map((selection) => [selection, { pages: 150 }, 100]),
  ],
  "catalogue/departments/departments categories": ["category_id,ASC", "category_id,DESC", "name,ASC", "name,DESC"].map(
    (order) => [{ ...page, order }],
  ),
  ...Object.fromEntries(
    ["keptReply", "keepReply", "claimKey", "forgetOldReply"].map((name) => [
      `platform/idempotency/idempotency ${name}`,
      keyedRequests.map((request) => [request, new Date(0)]),
    ]),
  ),
  "cart/claim-cart mergeLines": [[[mergedLine]], [[mergedLine, mergedLine]]],
  "stock/stock setUnits": [
    [[{ productId: 1, variantKey: "", units: 1 }]],
    [
      [
        { productId: 1, variantKey: "1", units: 1 },
        { productId: 1, variantKey: "2", units: 1 },
      ],
    ],
  ],
  "orders/placement/place-order addLines": [[[orderedLine]], [[orderedLine, { ...orderedLine, lineNumber: 2 }]]],
  "orders/states/change-status addRestocked": [[{ customerId: 1, orderId: 1 }, [{ line_number: 1, quantity: 1 }]]],
  "orders/states/ship-order addShipped": [[{ customerId: 1, orderId: 1 }, [{ line_number: 1, quantity: 1 }]]],
  "orders/record-refund recordRefundedUnits": [[{ customerId: 1, orderId: 1 }, [{ line_number: 1, quantity: 1 }]]],
  "payments/reconciliation/reconcile followedPayments": [
    [
      { account: { provider: "stripe", account: null, isLive: null }, isUnwanted: false, now: new Date(0) },
      100,
      { due_at: new Date(0), order_id: 0 },
    ],
  ],
  "customers/accounts/accounts changeProfile": [
    [
      {
        customerId: 1,
        name: "Ada",
        email: "ada@example.com",
        isSameAddress: true,
        passwordHash: undefined,
        phones: { day: undefined, eve: null, mob: "1" },
      },
    ],
    [
      {
        customerId: 1,
        name: "Ada",
        email: "ada@example.com",
        isSameAddress: false,
        passwordHash: "hash",
        phones: { day: "1", eve: undefined, mob: null },
      },
    ],
  ],
  "platform/limits/limits addToCounts": [1, 2].map((count) => [
    Array.from({ length: count }, (_, bucket) => ({ bucket: `b${bucket}`, count: 1 })),
    new Date(0),
  ]),
};

const importing = "a command that takes a whole shop over, thousands of rows at a time";

/** Statements that go to every node on purpose, with the reason; a purchase needs none of them. */
export const acrossNodes: Readonly<Record<string, string>> = {
  "tools/stress/stress present": "a command asks before it fills a whole shop",
  "customers/bulk-load highestNumber": "a command asks before it fills a whole shop",
  "orders/bulk-load highestNumber": "a command asks before it fills a whole shop",
  "stock/availability unshownLevels": "a job by the clock looks for what buyers are to be shown, of whatever product",
  "cart/sweep-carts unusedCarts": "a job by the clock looks for what is old, wherever it lives",
  "orders/currency orderExists": "a command asks it before it puts another label on every price",
  "platform/idempotency/idempotency sweepKeys": "a sweep, now and then",
  "platform/idempotency/idempotency sweepCartKeys": "a sweep, now and then",
  "orders/personal-data/personal-data blankInvoices":
    "a job by the clock looks for what need not be kept, whoever's it is",
  "orders/states/cancel-unpaid unpaidSince": "a job by the clock looks for what is unpaid, whoever's it is",
  "orders/open-orders openOrders": "a server that is watched counts what waits, a few times a minute; indexes answer",
  "payments/open-payments unsettledPayments":
    "a server that is watched counts what waits, a few times a minute; indexes answer",
  "orders/admin-orders ordersOfShop": "staff look through the orders, whoever's they are; an index answers",
  "orders/admin-orders ordersInStatus": "staff look through the orders, whoever's they are; an index answers",
  "orders/orders-to-send ordersToSend": "a command lists for the owner what waits to be sent, whoever's it is",
  "customers/import-customers importCustomers": importing,
  "customers/import-customers continueNumbering": "the highest number of all, once after many came",
  "catalogue/import-products importReviews": importing,
  "catalogue/reviews/ratings recountRatings": "a command that filled a whole shop counts its reviews",
  "cart/import-carts importCarts": importing,
  "cart/import-carts importLines": importing,
  "cart/import-carts linesThere": importing,
  "customers/import-customers erasedImports": importing,
  "import/personal-data numbersOf": "a command looks for a person by address",
  "import/personal-data rejectedRowsOf": "a command looks for a person by address",
  "import/personal-data eraseRejectedRows": "a command erases a person by address",
  "orders/import-orders importOwners": importing,
  "orders/import-orders importOrders": importing,
  "orders/import-orders importLines": importing,
  "orders/import-orders importAudit": importing,
  "orders/import-orders continueNumbering": "the highest number of all, once after many came",
  "customers/import-customers anyCustomer": "a command asks it before it replaces the sample",
  "cart/import-carts anyCart": "a command asks it before it replaces the sample",
  "orders/import-orders anyOrder": "a command asks it before it replaces the sample",
  "payments/provider-events sweepEvents": "a sweep, now and then",
  "payments/provider-events lastProviderEvent": "npm run doctor asks it, whoever's payment it was about",
  "payments/payments unansweredAttempts": "a job by the clock looks for what has no answer, whoever's it is",
  "payments/payments forgetAskers": "a sweep, now and then",
  "payments/reconciliation/reconcile followedPayments": "a job by the clock looks for what is open, whoever's it is",
  "customers/recovery/recovery sweepMailedTokens": "a sweep, now and then",
  "platform/limits/limits sweepAttempts": "a sweep, now and then",
  "platform/mail/mail sweepSentMails": "a sweep, now and then",
  "customers/sessions/known-networks sweepNetworks": "a sweep, now and then",
  "customers/passwords/imported-cost importedCost": "each server asks once a minute; an index answers",
  "customers/personal-data/personal-data earlierEmails": "a customer asks for a copy of everything",
  "customers/accounts/accounts releaseEmails": "the end of an account",
  "customers/accounts/accounts sweepHeldEmails": "a sweep, now and then",
  "customers/identities/identities identitiesOf":
    "a customer looks at the ways to sign in, or asks for a copy of everything",
  "customers/identities/identities isEnterable": "a customer takes a way to sign in away, now and then",
  "customers/recovery/recovery formerAddress": "a mailed token is used at an address that nobody proved",
  "customers/accounts/accounts forgetIdentities": "the end of an account",
};
