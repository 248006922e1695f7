// Written by `npm run client` from the shop's API document: change that, not this file.
import type { ShopFunction } from "../functions.ts";

/**
 * How each function calls the shop. `personal`: only for signed-in customers. `signed`: sends their token, but needs
 * none. `keyed`: executed once for each idempotency key. `query`: its fields go into the query.
 */
export const operations = {
  addToCart: "POST /shoppingcart/add keyed",
  cancelOrder: "POST /orders/{order_id}/cancel personal keyed",
  changeAddress: "PUT /customers/address personal",
  changeCreditCard: "PUT /customers/creditCard personal",
  changeCustomer: "PUT /customer personal",
  changeOrderAddress: "PUT /orders/{order_id}/address personal",
  changeQuantity: "PUT /shoppingcart/update/{item_id}",
  claimCart: "POST /shoppingcart/claim personal keyed",
  createCart: "GET /shoppingcart/generateUniqueId",
  editReview: "PUT /products/{product_id}/reviews/{review_id} personal",
  emptyCart: "DELETE /shoppingcart/empty/{cart_id}",
  endSession: "DELETE /customer/sessions/{session_id} personal",
  eraseCustomer: "DELETE /customer personal",
  exportCustomer: "GET /customer/export personal",
  linkIdentity: "POST /customer/identities personal",
  listAttributeValues: "GET /attributes/values/{attribute_id}",
  listAttributes: "GET /attributes",
  listAttributesOfProduct: "GET /attributes/inProduct/{product_id}",
  listCategories: "GET /categories",
  listCategoriesOfDepartment: "GET /categories/inDepartment/{department_id}",
  listCategoriesOfProduct: "GET /categories/inProduct/{product_id}",
  listDepartments: "GET /departments",
  listIdentities: "GET /customer/identities personal",
  listOrderLines: "GET /orders/{order_id} personal",
  listOrders: "GET /orders/inCustomer personal",
  listOwnReviews: "GET /customer/reviews personal",
  listProductLocations: "GET /products/{product_id}/locations",
  listProducts: "GET /products",
  listProductsOfCategory: "GET /products/inCategory/{category_id}",
  listProductsOfDepartment: "GET /products/inDepartment/{department_id}",
  listRelatedProducts: "GET /products/{product_id}/related",
  listReviews: "GET /products/{product_id}/reviews",
  listSavedItems: "GET /shoppingcart/getSaved/{cart_id}",
  listSessions: "GET /customer/sessions personal",
  listShipments: "GET /orders/{order_id}/shipments personal",
  listShippingRates: "GET /shipping/regions/{shipping_region_id}",
  listShippingRegions: "GET /shipping/regions",
  listTaxes: "GET /tax",
  moveToCart: "POST /shoppingcart/moveToCart/{item_id} keyed",
  payOrder: "POST /stripe/charge signed",
  placeOrder: "POST /orders personal keyed",
  register: "POST /customers",
  removeFromCart: "DELETE /shoppingcart/removeProduct/{item_id}",
  removeReview: "DELETE /products/{product_id}/reviews/{review_id} personal",
  requestPasswordReset: "POST /customers/password/forgot",
  resetPassword: "POST /customers/password/reset",
  saveForLater: "POST /shoppingcart/saveForLater/{item_id} keyed",
  searchProducts: "GET /products/search",
  sendVerificationMail: "POST /customers/email/verify/send personal",
  showAttribute: "GET /attributes/{attribute_id}",
  showAvailability: "GET /products/{product_id}/availability",
  showCart: "GET /shoppingcart/{cart_id}",
  showCartTotal: "GET /shoppingcart/totalAmount/{cart_id}",
  showCategory: "GET /categories/{category_id}",
  showCustomer: "GET /customer personal",
  showDepartment: "GET /departments/{department_id}",
  showLiveness: "GET /livez",
  showOrder: "GET /orders/shortDetail/{order_id} personal",
  showOwnCart: "GET /shoppingcart/mine personal",
  showProduct: "GET /products/{product_id}",
  showProductDetails: "GET /products/{product_id}/details",
  showReadiness: "GET /readyz",
  showShop: "GET /",
  showTax: "GET /tax/{tax_id}",
  signIn: "POST /customers/login",
  signInWithFacebook: "POST /customers/facebook",
  signInWithOidc: "POST /customers/oidc",
  signOut: "POST /customers/logout personal query",
  suggestProducts: "GET /products/suggest",
  undoAccountChange: "POST /customers/undo",
  unlinkIdentity: "DELETE /customer/identities/{provider} personal",
  verifyEmail: "POST /customers/email/verify signed",
  writeReview: "POST /products/{product_id}/reviews personal keyed",
} as const;

/** The operations of the shop. */
export type ShopFunctions = {
  /** Put a product into a cart. The same product with the same attributes is one line, however they are spelt, and its quantity is raised; a line that was saved for later is back in the cart. A cart holds at most 100 lines. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly addToCart: ShopFunction<"addToCart">;
  /** Cancel an order that is not paid yet. What it took from the shelf goes back. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly cancelOrder: ShopFunction<"cancelOrder">;
  /** Change the address. `region` and `postal_code` may be empty, for many countries have none; `address_lacks` tells where mail to the country needs them. */
  readonly changeAddress: ShopFunction<"changeAddress">;
  /** Change the credit card. The number is checked; only its last four digits are kept. */
  readonly changeCreditCard: ShopFunction<"changeCreditCard">;
  /** Change name, e-mail, phones or password. A phone that is sent empty is emptied, one that is not sent stays. A new e-mail address and a new password take `current_password`, unless the customer signed in within the last 15 minutes; the old address is told, with a link that undoes the change for 72 hours. A new password ends all other sessions, a new e-mail address the identities that were linked. How often both may be changed is limited. */
  readonly changeCustomer: ShopFunction<"changeCustomer">;
  /** Send an order to another address. Until it is sent. The address is replaced as a whole, and lies in the region that the order's way of sending leads to; the placeholder region stands for that one. It settles what `attention` says of the order; the customer's own address stays as it is. Of a paid order each change is told by mail, and ten an hour are taken. */
  readonly changeOrderAddress: ShopFunction<"changeOrderAddress">;
  /** Change a line's quantity. */
  readonly changeQuantity: ShopFunction<"changeQuantity">;
  /** Make a guest's cart the customer's. A customer who has a cart already gets the guest's lines into it, quantities added up to 999, and the guest's cart is removed; so it is with a cart whose id the shop did not give out. Go on with the `cart_id` that is answered. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly claimCart: ShopFunction<"claimCart">;
  /** Get an id for a new cart. */
  readonly createCart: ShopFunction<"createCart">;
  /** Change a review of one's own. */
  readonly editReview: ShopFunction<"editReview">;
  /** Empty a cart. What is saved for later stays. */
  readonly emptyCart: ShopFunction<"emptyCart">;
  /** Sign out somewhere else. */
  readonly endSession: ShopFunction<"endSession">;
  /** Erase the customer. Unless the customer signed in within the last 15 minutes, it takes the current password, as `current_password` or in the header `Current-Password`, percent-encoded. The person is forgotten and signed out everywhere, sessions with their devices and addresses included. Unpaid orders are cancelled. Of paid ones the invoice is kept with name and address, as the law asks, until the day that `GET /customer/export` names; then it is blanked too. Refused while something that was paid for has not arrived, with the orders that are on their way, and while an order is being paid: for seconds, and for minutes where the answer was lost. */
  readonly eraseCustomer: ShopFunction<"eraseCustomer">;
  /** Hand out everything known about the customer, as one file. One at a time, and so many an hour as the shop is set to. Unless the customer signed in within the last 15 minutes, it takes the current password, in the header `Current-Password`, percent-encoded. */
  readonly exportCustomer: ShopFunction<"exportCustomer">;
  /** Link an identity to the account. Takes what signing in at the provider takes: `access_token` with `facebook`, and `code`, `code_verifier`, `redirect_uri` and `nonce` with `oidc`. An identity at the same provider that was linked before is replaced. Takes `current_password`, unless the customer signed in within the last 15 minutes. */
  readonly linkIdentity: ShopFunction<"linkIdentity">;
  /** List the values of an attribute. */
  readonly listAttributeValues: ShopFunction<"listAttributeValues">;
  /** List attributes. */
  readonly listAttributes: ShopFunction<"listAttributes">;
  /** List the attribute values of a product. */
  readonly listAttributesOfProduct: ShopFunction<"listAttributesOfProduct">;
  /** List categories. */
  readonly listCategories: ShopFunction<"listCategories">;
  /** List the categories of a department. */
  readonly listCategoriesOfDepartment: ShopFunction<"listCategoriesOfDepartment">;
  /** List the categories of a product. */
  readonly listCategoriesOfProduct: ShopFunction<"listCategoriesOfProduct">;
  /** List departments. */
  readonly listDepartments: ShopFunction<"listDepartments">;
  /** List the identities that sign in to the account. */
  readonly listIdentities: ShopFunction<"listIdentities">;
  /** List an order's lines. */
  readonly listOrderLines: ShopFunction<"listOrderLines">;
  /** List the customer's orders, newest first. */
  readonly listOrders: ShopFunction<"listOrders">;
  /** List one's own reviews, newest first. */
  readonly listOwnReviews: ShopFunction<"listOwnReviews">;
  /** Where a product is found. */
  readonly listProductLocations: ShopFunction<"listProductLocations">;
  /** List products. All filters given must fit together. Page by `page` and `limit`, by `offset`, or by `cursor`, whose pages cost the same however deep. */
  readonly listProducts: ShopFunction<"listProducts">;
  /** List the products of a category. */
  readonly listProductsOfCategory: ShopFunction<"listProductsOfCategory">;
  /** List the products of a department, featured ones first. */
  readonly listProductsOfDepartment: ShopFunction<"listProductsOfDepartment">;
  /** List products like this one. */
  readonly listRelatedProducts: ShopFunction<"listRelatedProducts">;
  /** List a product's reviews, newest first. */
  readonly listReviews: ShopFunction<"listReviews">;
  /** List the lines saved for later. */
  readonly listSavedItems: ShopFunction<"listSavedItems">;
  /** List where one is signed in, last used first. */
  readonly listSessions: ShopFunction<"listSessions">;
  /** List an order's parcels. With carrier and tracking number, as far as the shop named them. An order is `paid` while a part of it is still to be sent. */
  readonly listShipments: ShopFunction<"listShipments">;
  /** List the rates of a shipping region. */
  readonly listShippingRates: ShopFunction<"listShippingRates">;
  /** List shipping regions. */
  readonly listShippingRegions: ShopFunction<"listShippingRegions">;
  /** List kinds of tax. */
  readonly listTaxes: ShopFunction<"listTaxes">;
  /** Move a saved line back into its cart. The contract has it as a GET; POST does the same. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly moveToCart: ShopFunction<"moveToCart">;
  /** Pay an order. With an access token the order must be one's own; without one it must have been placed within the last 60 minutes, and only whoever pays it now is shown its charge. The order's total is charged, once: to its owner an order that is paid answers its charge again. One that comes to nothing is answered a charge of 0, and nobody is charged. */
  readonly payOrder: ShopFunction<"payOrder">;
  /** Place an order of a cart's lines. What was saved for later stays in the cart. Without an `Idempotency-Key`, too, one cart makes one order. A cart that a customer has claimed is ordered by that customer alone. An order that lacks an address, or whose address lies in another region than its way of sending, is taken unless the shop is set to refuse it, and says so in `attention`. Refused with COM_02 while too much of the customer's waits for its payment: pay or cancel some of it. Refused with COM_29 after too many orders within an hour, cancelled ones included. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly placeOrder: ShopFunction<"placeOrder">;
  /** Open an account. */
  readonly register: ShopFunction<"register">;
  /** Remove a line. */
  readonly removeFromCart: ShopFunction<"removeFromCart">;
  /** Take a review of one's own back. */
  readonly removeReview: ShopFunction<"removeReview">;
  /** Ask for a mail to set a new password. The reply is the same whether or not there is an account with this address. */
  readonly requestPasswordReset: ShopFunction<"requestPasswordReset">;
  /** Set a new password with a mailed token. The token works once, within the hour. Every session, every linked identity and every other mailed token of the customer is ended. */
  readonly resetPassword: ShopFunction<"resetPassword">;
  /** Save a line for later. The contract has it as a GET; POST does the same. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly saveForLater: ShopFunction<"saveForLater">;
  /** Search products. By name and description, and by the names of categories, departments and attribute values; best match first. Word forms, other spellings, synonyms of the shop, accents and an unfinished last word match; a word that nothing has is taken for misspelt. */
  readonly searchProducts: ShopFunction<"searchProducts">;
  /** Mail another token to prove the e-mail address. */
  readonly sendVerificationMail: ShopFunction<"sendVerificationMail">;
  /** Show an attribute. */
  readonly showAttribute: ShopFunction<"showAttribute">;
  /** How many of a product are left. As it is now, of each combination; units that are reserved for orders waiting for payment are not left. */
  readonly showAvailability: ShopFunction<"showAvailability">;
  /** Show a cart. */
  readonly showCart: ShopFunction<"showCart">;
  /** Sum up a cart. */
  readonly showCartTotal: ShopFunction<"showCartTotal">;
  /** Show a category. */
  readonly showCategory: ShopFunction<"showCategory">;
  /** Show who is signed in. */
  readonly showCustomer: ShopFunction<"showCustomer">;
  /** Show a department. */
  readonly showDepartment: ShopFunction<"showDepartment">;
  /** Is the process alive? */
  readonly showLiveness: ShopFunction<"showLiveness">;
  /** Show an order. */
  readonly showOrder: ShopFunction<"showOrder">;
  /** Show the customer's cart. */
  readonly showOwnCart: ShopFunction<"showOwnCart">;
  /** Show a product. */
  readonly showProduct: ShopFunction<"showProduct">;
  /** Show a product's details, as a list of one. */
  readonly showProductDetails: ShopFunction<"showProductDetails">;
  /** Can it serve? Database reachable, migrated, not ending. */
  readonly showReadiness: ShopFunction<"showReadiness">;
  /** What this is. */
  readonly showShop: ShopFunction<"showShop">;
  /** Show a kind of tax. */
  readonly showTax: ShopFunction<"showTax">;
  /** Sign in. */
  readonly signIn: ShopFunction<"signIn">;
  /** Sign in with Facebook. The first time this opens an account. An account with the same e-mail is not joined (USR_04): its owner signs in and links Facebook with `POST /customer/identities`. */
  readonly signInWithFacebook: ShopFunction<"signInWithFacebook">;
  /** Sign in with OpenID Connect. Takes the code that the provider sent the customer back with (authorization code with PKCE). The first time this opens an account, if the provider has verified the e-mail (else USR_03). An account with the same e-mail is not joined (USR_04): its owner signs in and links the identity with `POST /customer/identities`. */
  readonly signInWithOidc: ShopFunction<"signInWithOidc">;
  /** Sign out, here or everywhere. */
  readonly signOut: ShopFunction<"signOut">;
  /** Complete what is being typed. */
  readonly suggestProducts: ShopFunction<"suggestProducts">;
  /** Undo a change of the account with a mailed token. A changed e-mail address or password and a linked identity are told to the address that the account had before, with a token that is good for 72 hours. It puts that address back and ends the password, every session, every linked identity and every other mailed token; `password_token` sets a new password. The address that the account loses is told. An address that was never verified gets the account back without postal address, phones and card, and not at all once another one is verified. */
  readonly undoAccountChange: ShopFunction<"undoAccountChange">;
  /** Unlink an identity. Not the last way to sign in. All other sessions end. Takes `current_password`, unless the customer signed in within the last 15 minutes. */
  readonly unlinkIdentity: ShopFunction<"unlinkIdentity">;
  /** Prove an e-mail address with a mailed token. In a session of the account (`USER-KEY`), or with its `password`, it changes nothing else. Otherwise somebody else may have opened the account with this address: its password, sessions and identities end, and `password_token` sets a password. */
  readonly verifyEmail: ShopFunction<"verifyEmail">;
  /** Review a product, in place of what one wrote of it before. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition. */
  readonly writeReview: ShopFunction<"writeReview">;
};
