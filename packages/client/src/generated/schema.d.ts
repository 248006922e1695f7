// Written by `npm run client` from the shop's API document: change that, not this file.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this is */
        get: operations["showShop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List departments */
        get: operations["listDepartments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/departments/{department_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a department */
        get: operations["showDepartment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List categories */
        get: operations["listCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/categories/{category_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a category */
        get: operations["showCategory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/categories/inDepartment/{department_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the categories of a department */
        get: operations["listCategoriesOfDepartment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List attributes */
        get: operations["listAttributes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attributes/{attribute_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an attribute */
        get: operations["showAttribute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attributes/values/{attribute_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the values of an attribute */
        get: operations["listAttributeValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/attributes/inProduct/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the attribute values of a product */
        get: operations["listAttributesOfProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List products
         * @description All filters given must fit together. Page by `page` and `limit`, by `offset`, or by `cursor`, whose pages cost the same however deep.
         */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search products
         * @description By name and description, and by the names of categories, departments and attribute values; best match first. Word forms, other spellings, synonyms of the shop, accents and an unfinished last word match; a word that nothing has is taken for misspelt.
         */
        get: operations["searchProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/inCategory/{category_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the products of a category */
        get: operations["listProductsOfCategory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/inDepartment/{department_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the products of a department, featured ones first */
        get: operations["listProductsOfDepartment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Complete what is being typed */
        get: operations["suggestProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a product */
        get: operations["showProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a product's details, as a list of one */
        get: operations["showProductDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a product is found */
        get: operations["listProductLocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/categories/inProduct/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the categories of a product */
        get: operations["listCategoriesOfProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List products like this one */
        get: operations["listRelatedProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a product's reviews, newest first */
        get: operations["listReviews"];
        put?: never;
        /**
         * Review a product, in place of what one wrote of it before
         * @description With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["writeReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/reviews/{review_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a review of one's own */
        put: operations["editReview"];
        post?: never;
        /** Take a review of one's own back */
        delete: operations["removeReview"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own reviews, newest first */
        get: operations["listOwnReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{product_id}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many of a product are left
         * @description As it is now, of each combination; units that are reserved for orders waiting for payment are not left.
         */
        get: operations["showAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open an account */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show who is signed in */
        get: operations["showCustomer"];
        /**
         * Change name, e-mail, phones or password
         * @description A phone that is sent empty is emptied, one that is not sent stays. A new e-mail address and a new password take `current_password`, unless the customer signed in within the last 15 minutes; the old address is told, with a link that undoes the change for 72 hours. A new password ends all other sessions, a new e-mail address the identities that were linked. How often both may be changed is limited.
         */
        put: operations["changeCustomer"];
        post?: never;
        /**
         * Erase the customer
         * @description Unless the customer signed in within the last 15 minutes, it takes the current password, as `current_password` or in the header `Current-Password`, percent-encoded. The person is forgotten and signed out everywhere, sessions with their devices and addresses included. Unpaid orders are cancelled. Of paid ones the invoice is kept with name and address, as the law asks, until the day that `GET /customer/export` names; then it is blanked too. Refused while something that was paid for has not arrived, with the orders that are on their way, and while an order is being paid: for seconds, and for minutes where the answer was lost.
         */
        delete: operations["eraseCustomer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the address
         * @description `region` and `postal_code` may be empty, for many countries have none; `address_lacks` tells where mail to the country needs them.
         */
        put: operations["changeAddress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/creditCard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the credit card
         * @description The number is checked; only its last four digits are kept.
         */
        put: operations["changeCreditCard"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/facebook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with Facebook
         * @description The first time this opens an account. An account with the same e-mail is not joined (USR_04): its owner signs in and links Facebook with `POST /customer/identities`.
         */
        post: operations["signInWithFacebook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with OpenID Connect
         * @description Takes the code that the provider sent the customer back with (authorization code with PKCE). The first time this opens an account, if the provider has verified the e-mail (else USR_03). An account with the same e-mail is not joined (USR_04): its owner signs in and links the identity with `POST /customer/identities`.
         */
        post: operations["signInWithOidc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the identities that sign in to the account */
        get: operations["listIdentities"];
        put?: never;
        /**
         * Link an identity to the account
         * @description Takes what signing in at the provider takes: `access_token` with `facebook`, and `code`, `code_verifier`, `redirect_uri` and `nonce` with `oidc`. An identity at the same provider that was linked before is replaced. Takes `current_password`, unless the customer signed in within the last 15 minutes.
         */
        post: operations["linkIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/identities/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink an identity
         * @description Not the last way to sign in. All other sessions end. Takes `current_password`, unless the customer signed in within the last 15 minutes.
         */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for new tokens
         * @description The token is spent by it. A token that is used again ends its session: two parties hold it. A session ends some time after it began, however often it is refreshed.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out, here or everywhere */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where one is signed in, last used first */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out somewhere else */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a mail to set a new password
         * @description The reply is the same whether or not there is an account with this address.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with a mailed token
         * @description The token works once, within the hour. Every session, every linked identity and every other mailed token of the customer is ended.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove an e-mail address with a mailed token
         * @description In a session of the account (`USER-KEY`), or with its `password`, it changes nothing else. Otherwise somebody else may have opened the account with this address: its password, sessions and identities end, and `password_token` sets a password.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a change of the account with a mailed token
         * @description A changed e-mail address or password and a linked identity are told to the address that the account had before, with a token that is good for 72 hours. It puts that address back and ends the password, every session, every linked identity and every other mailed token; `password_token` sets a new password. The address that the account loses is told. An address that was never verified gets the account back without postal address, phones and card, and not at all once another one is verified.
         */
        post: operations["undoAccountChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/email/verify/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail another token to prove the e-mail address */
        post: operations["sendVerificationMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hand out everything known about the customer, as one file
         * @description One at a time, and so many an hour as the shop is set to. Unless the customer signed in within the last 15 minutes, it takes the current password, in the header `Current-Password`, percent-encoded.
         */
        get: operations["exportCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/generateUniqueId": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an id for a new cart */
        get: operations["createCart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a product into a cart
         * @description The same product with the same attributes is one line, however they are spelt, and its quantity is raised; a line that was saved for later is back in the cart. A cart holds at most 100 lines. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["addToCart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/{cart_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a cart */
        get: operations["showCart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/update/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a line's quantity */
        put: operations["changeQuantity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/empty/{cart_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Empty a cart
         * @description What is saved for later stays.
         */
        delete: operations["emptyCart"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/saveForLater/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Save a line for later
         * @description The contract has it as a GET; POST does the same.
         */
        get: operations["saveForLaterByGet"];
        put?: never;
        /**
         * Save a line for later
         * @description The contract has it as a GET; POST does the same. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["saveForLater"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/moveToCart/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Move a saved line back into its cart
         * @description The contract has it as a GET; POST does the same.
         */
        get: operations["moveToCartByGet"];
        put?: never;
        /**
         * Move a saved line back into its cart
         * @description The contract has it as a GET; POST does the same. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["moveToCart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/getSaved/{cart_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the lines saved for later */
        get: operations["listSavedItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/totalAmount/{cart_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sum up a cart */
        get: operations["showCartTotal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/removeProduct/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a line */
        delete: operations["removeFromCart"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a guest's cart the customer's
         * @description A customer who has a cart already gets the guest's lines into it, quantities added up to 999, and the guest's cart is removed; so it is with a cart whose id the shop did not give out. Go on with the `cart_id` that is answered. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["claimCart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shoppingcart/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the customer's cart */
        get: operations["showOwnCart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place an order of a cart's lines
         * @description What was saved for later stays in the cart. Without an `Idempotency-Key`, too, one cart makes one order. A cart that a customer has claimed is ordered by that customer alone. An order that lacks an address, or whose address lies in another region than its way of sending, is taken unless the shop is set to refuse it, and says so in `attention`. Refused with COM_02 while too much of the customer's waits for its payment: pay or cancel some of it. Refused with COM_29 after too many orders within an hour, cancelled ones included. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/inCustomer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the customer's orders, newest first */
        get: operations["listOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/shortDetail/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an order */
        get: operations["showOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an order's lines */
        get: operations["listOrderLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/shipments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an order's parcels
         * @description With carrier and tracking number, as far as the shop named them. An order is `paid` while a part of it is still to be sent.
         */
        get: operations["listShipments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send an order to another address
         * @description Until it is sent. The address is replaced as a whole, and lies in the region that the order's way of sending leads to; the placeholder region stands for that one. It settles what `attention` says of the order; the customer's own address stays as it is. Of a paid order each change is told by mail, and ten an hour are taken.
         */
        put: operations["changeOrderAddress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order that is not paid yet
         * @description What it took from the shelf goes back. With the header `Idempotency-Key` (1 to 255 characters) the same request may be sent again for 24 hours: it is done once, and `Idempotent-Replayed: true` tells a repetition.
         */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stripe/charge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay an order
         * @description With an access token the order must be one's own; without one it must have been placed within the last 60 minutes, and only whoever pays it now is shown its charge. The order's total is charged, once: to its owner an order that is paid answers its charge again. One that comes to nothing is answered a charge of 0, and nobody is charged.
         */
        post: operations["payOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tax": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List kinds of tax */
        get: operations["listTaxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tax/{tax_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a kind of tax */
        get: operations["showTax"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shipping/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List shipping regions */
        get: operations["listShippingRegions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shipping/regions/{shipping_region_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the rates of a shipping region */
        get: operations["listShippingRates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["showLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can it serve? Database reachable, migrated, not ending */
        get: operations["showReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stripe/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in an event of the payment provider
         * @description For the provider alone: the body is an event, signed in the header `Stripe-Signature` within the last five minutes.
         */
        post: operations["receiveProviderEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Problem */
        Problem: {
            error: {
                /** @description The HTTP status again */
                status: number;
                /**
                 * @description What is wrong, for programs
                 * @enum {string}
                 */
                code: "AUT_01" | "AUT_02" | "PAG_01" | "PAG_02" | "USR_01" | "USR_02" | "USR_03" | "USR_04" | "USR_05" | "USR_06" | "USR_07" | "USR_08" | "USR_09" | "USR_10" | "CAT_01" | "DEP_01" | "DEP_02" | "ATT_01" | "PRO_01" | "REV_01" | "TAX_01" | "SHP_01" | "SHP_02" | "ORD_01" | "CAR_01" | "CAR_02" | "CAR_03" | "CAR_04" | "SES_01" | "COM_00" | "COM_02" | "COM_09" | "COM_29" | "COM_50" | "STR_01";
                /** @description What is wrong, for people */
                message: string;
                /** @description The offending parameter; empty where there is none */
                field: string;
            };
        };
        /**
         * ProblemDetails
         * @description RFC 9457, for clients that accept `application/problem+json`
         */
        ProblemDetails: {
            /** @description Always `about:blank`: `code` tells more */
            type: string;
            /** @description What is wrong, for people */
            title: string;
            status: number;
            /**
             * @description What is wrong, for programs
             * @enum {string}
             */
            code: "AUT_01" | "AUT_02" | "PAG_01" | "PAG_02" | "USR_01" | "USR_02" | "USR_03" | "USR_04" | "USR_05" | "USR_06" | "USR_07" | "USR_08" | "USR_09" | "USR_10" | "CAT_01" | "DEP_01" | "DEP_02" | "ATT_01" | "PRO_01" | "REV_01" | "TAX_01" | "SHP_01" | "SHP_02" | "ORD_01" | "CAR_01" | "CAR_02" | "CAR_03" | "CAR_04" | "SES_01" | "COM_00" | "COM_02" | "COM_09" | "COM_29" | "COM_50" | "STR_01";
            /** @description The offending parameter */
            field?: string;
        };
        /** Department */
        Department: {
            /**
             * @description The department's number
             * @example 1
             */
            department_id: number;
            /** @example Nature */
            name: string;
            description: string | null;
        };
        /** Category */
        Category: {
            /**
             * @description The category's number
             * @example 1
             */
            category_id: number;
            /** @example Flower */
            name: string;
            description: string | null;
            /**
             * @description The department it belongs to
             * @example 1
             */
            department_id: number;
        };
        /** CategoryPage */
        CategoryPage: {
            /** @description All categories */
            count: number;
            rows: components["schemas"]["Category"][];
        };
        /** Attribute */
        Attribute: {
            /**
             * @description The attribute's number
             * @example 1
             */
            attribute_id: number;
            /** @example Size */
            name: string;
        };
        /** AttributeValue */
        AttributeValue: {
            /**
             * @description The value's number
             * @example 1
             */
            attribute_value_id: number;
            /** @example XL */
            value: string;
        };
        /** AttributeOfProduct */
        AttributeOfProduct: {
            /** @example Size */
            attribute_name: string;
            /**
             * @description The value's number
             * @example 1
             */
            attribute_value_id: number;
            /** @example XL */
            attribute_value: string;
        };
        /** Facets */
        Facets: {
            /** @description The hundred that hold most, by number */
            categories: {
                /**
                 * @description The category's number
                 * @example 1
                 */
                category_id: number;
                count: number;
                name: string;
            }[];
            attribute_values: {
                attribute_value_id: number;
                attribute_name: string;
                count: number;
                name: string;
            }[];
            price_bands: {
                /**
                 * @description Where the band begins, two decimals
                 * @example 14.99
                 */
                price_min: string;
                /**
                 * @description Where it ends, exclusive, two decimals
                 * @example 14.99
                 */
                price_max: string;
                count: number;
            }[];
            /** @description The counts are judged by some of the products; absent when all were counted */
            is_estimate?: boolean;
        };
        /** Product */
        Product: {
            /**
             * @description The product's number
             * @example 1
             */
            product_id: number;
            /** @example Tawny Owl by Moonlight */
            name: string;
            /**
             * @description Cut to `description_length` characters, then `...`
             * @example She sits on her branch...
             */
            description: string;
            /**
             * @description The regular price, two decimals
             * @example 14.99
             */
            price: string;
            /**
             * @description The price asked for now; `0.00` means there is no discount, two decimals
             * @example 14.99
             */
            discounted_price: string;
            /**
             * @description File below `/images/products/`
             * @example tawny-owl-thumbnail.webp
             */
            thumbnail: string | null;
            /**
             * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
             * @enum {string}
             */
            in_stock: "yes" | "few" | "no";
            /**
             * @description The mean of its reviews' stars, to two decimals; null where nobody reviewed it
             * @example 4.33
             */
            rating_average: number | null;
            /**
             * @description How many reviews it has
             * @example 3
             */
            review_count: number;
        };
        /** ProductPage */
        ProductPage: {
            /** @description All products that match, on every page */
            count: number;
            /** @description There are more than were counted, and `count` says about how many; absent when it is exact */
            count_is_estimate?: boolean;
            /** @description Asks for the next page; absent on the last */
            next_cursor?: string;
            facets?: components["schemas"]["Facets"];
            /**
             * @description No product has all the words: these have most of them; absent when they have all that say something
             * @enum {string}
             */
            matched?: "some_words";
            /**
             * @description The words that were searched for, where some were misspelt
             * @example hedgehog
             */
            corrected_to?: string;
            rows: components["schemas"]["Product"][];
        };
        /** ProductPageWithDisplay */
        ProductPageWithDisplay: {
            /** @description All products that match, on every page */
            count: number;
            /** @description There are more than were counted, and `count` says about how many; absent when it is exact */
            count_is_estimate?: boolean;
            /** @description Asks for the next page; absent on the last */
            next_cursor?: string;
            facets?: components["schemas"]["Facets"];
            /**
             * @description No product has all the words: these have most of them; absent when they have all that say something
             * @enum {string}
             */
            matched?: "some_words";
            /**
             * @description The words that were searched for, where some were misspelt
             * @example hedgehog
             */
            corrected_to?: string;
            rows: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
                /** @example Tawny Owl by Moonlight */
                name: string;
                /**
                 * @description Cut to `description_length` characters, then `...`
                 * @example She sits on her branch...
                 */
                description: string;
                /**
                 * @description The regular price, two decimals
                 * @example 14.99
                 */
                price: string;
                /**
                 * @description The price asked for now; `0.00` means there is no discount, two decimals
                 * @example 14.99
                 */
                discounted_price: string;
                /**
                 * @description File below `/images/products/`
                 * @example tawny-owl-thumbnail.webp
                 */
                thumbnail: string | null;
                /**
                 * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
                 * @enum {string}
                 */
                in_stock: "yes" | "few" | "no";
                /**
                 * @description The mean of its reviews' stars, to two decimals; null where nobody reviewed it
                 * @example 4.33
                 */
                rating_average: number | null;
                /**
                 * @description How many reviews it has
                 * @example 3
                 */
                review_count: number;
                /** @description 0: nowhere featured, 1: front page, 2: department, 3: both */
                display: number;
            }[];
        };
        /** Suggestion */
        Suggestion: {
            /**
             * @description The product's number
             * @example 1
             */
            product_id: number;
            name: string;
            /**
             * @description File below `/images/products/`
             * @example tawny-owl-thumbnail.webp
             */
            thumbnail: string | null;
        };
        /** ProductInFull */
        ProductInFull: {
            /**
             * @description The product's number
             * @example 1
             */
            product_id: number;
            /** @example Tawny Owl by Moonlight */
            name: string;
            /**
             * @description Cut to `description_length` characters, then `...`
             * @example She sits on her branch...
             */
            description: string;
            /**
             * @description The regular price, two decimals
             * @example 14.99
             */
            price: string;
            /**
             * @description The price asked for now; `0.00` means there is no discount, two decimals
             * @example 14.99
             */
            discounted_price: string;
            /**
             * @description File below `/images/products/`
             * @example tawny-owl-thumbnail.webp
             */
            thumbnail: string | null;
            /**
             * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
             * @enum {string}
             */
            in_stock: "yes" | "few" | "no";
            /**
             * @description The mean of its reviews' stars, to two decimals; null where nobody reviewed it
             * @example 4.33
             */
            rating_average: number | null;
            /**
             * @description How many reviews it has
             * @example 3
             */
            review_count: number;
            /**
             * @description File below `/images/products/`
             * @example tawny-owl.webp
             */
            image: string | null;
            /**
             * @description The second view
             * @example tawny-owl-2.webp
             */
            image_2: string | null;
            /**
             * @description The same as `image_2`, as older clients spell it
             * @example tawny-owl-2.webp
             */
            image2: string | null;
            /** @description 0: nowhere featured, 1: front page, 2: department, 3: both */
            display: number;
        };
        /** ProductDetails */
        ProductDetails: {
            /**
             * @description The product's number
             * @example 1
             */
            product_id: number;
            /** @example Tawny Owl by Moonlight */
            name: string;
            description: string;
            /**
             * @description The regular price, two decimals
             * @example 14.99
             */
            price: string;
            /**
             * @description The price asked for now; `0.00` means there is no discount, two decimals
             * @example 14.99
             */
            discounted_price: string;
            /**
             * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
             * @enum {string}
             */
            in_stock: "yes" | "few" | "no";
            /**
             * @description The mean of its reviews' stars, to two decimals; null where nobody reviewed it
             * @example 4.33
             */
            rating_average: number | null;
            /**
             * @description How many reviews it has
             * @example 3
             */
            review_count: number;
            /**
             * @description File below `/images/products/`
             * @example tawny-owl.webp
             */
            image: string | null;
            /**
             * @description The second view
             * @example tawny-owl-2.webp
             */
            image_2: string | null;
            /**
             * @description The same as `image_2`, as older clients spell it
             * @example tawny-owl-2.webp
             */
            image2: string | null;
        };
        /** ProductLocation */
        ProductLocation: {
            /**
             * @description The category's number
             * @example 1
             */
            category_id: number;
            category_name: string;
            /**
             * @description The department's number
             * @example 1
             */
            department_id: number;
            department_name: string;
        };
        /** CategoryOfProduct */
        CategoryOfProduct: {
            /**
             * @description The category's number
             * @example 1
             */
            category_id: number;
            /**
             * @description The department it belongs to
             * @example 1
             */
            department_id: number;
            /** @example Flower */
            name: string;
        };
        /** Review */
        Review: {
            /**
             * @description Who wrote it
             * @example Edgar
             */
            name: string;
            /**
             * @description The review's number
             * @example 81924
             */
            review_id: number;
            review: string;
            rating: number;
            /**
             * Format: date-time
             * @example 2019-07-21T08:56:02.000Z
             */
            created_on: string;
            /** @description When its author last changed it; null when never */
            edited_on: string | null;
        };
        /** OwnReview */
        OwnReview: {
            /**
             * @description Of which product
             * @example 1
             */
            product_id: number;
            /**
             * @description The review's number
             * @example 81924
             */
            review_id: number;
            review: string;
            rating: number;
            /**
             * Format: date-time
             * @example 2019-07-21T08:56:02.000Z
             */
            created_on: string;
            /** @description When its author last changed it; null when never */
            edited_on: string | null;
        };
        /** Availability */
        Availability: {
            product_id: number;
            /**
             * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
             * @enum {string}
             */
            in_stock: "yes" | "few" | "no";
            /** @description How many are left, where they are few; else null */
            units: number | null;
            /** @description Of a product whose stock is counted by combination of its attributes' values; else empty */
            combinations: {
                attribute_value_ids: number[];
                /**
                 * @description As `POST /shoppingcart/add` takes them
                 * @example M, White
                 */
                attributes: string;
                /**
                 * @description `few`: five units or less of whatever is left; `no`: sold out. Always `yes` where stock is not counted. Seconds behind what an order meets
                 * @enum {string}
                 */
                in_stock: "yes" | "few" | "no";
                /** @description How many are left, where they are few; else null */
                units: number | null;
            }[];
        };
        /** CartItem */
        CartItem: {
            /**
             * @description The line's number, a secret like the cart's id
             * @example 2886218022912
             */
            item_id: number;
            /** @description The product's name */
            name: string;
            /**
             * @description As the client wrote it when it last added this line
             * @example LG, red
             */
            attributes: string;
            /**
             * @description The product's number
             * @example 2
             */
            product_id: number;
            /**
             * @description Today's price of one, two decimals
             * @example 14.99
             */
            price: string;
            quantity: number;
            /** @description File below `/images/products/` */
            image: string | null;
            /**
             * @description Price by quantity, two decimals
             * @example 14.99
             */
            subtotal: string;
        };
        /** SavedItem */
        SavedItem: {
            /**
             * @description The line's number, a secret like the cart's id
             * @example 2886218022912
             */
            item_id: number;
            /** @description The product's name */
            name: string;
            /**
             * @description As the client wrote it when it last added this line
             * @example LG, red
             */
            attributes: string;
            /**
             * @description Today's price of one, two decimals
             * @example 14.99
             */
            price: string;
        };
        /** CustomerCart */
        CustomerCart: {
            /**
             * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
             * @example v5c0zy7mk2t1lrpnf9
             */
            cart_id: string;
            items: components["schemas"]["CartItem"][];
        };
        /** PlacedOrder */
        PlacedOrder: {
            /** @example 1 */
            orderId: number;
            /**
             * @description The same number again
             * @example 1
             */
            order_id: number;
        };
        /** Order */
        Order: {
            /** @example 1 */
            order_id: number;
            /**
             * @description What the buyer pays: lines, shipping and tax, two decimals
             * @example 14.99
             */
            total_amount: string;
            /**
             * Format: date-time
             * @example 2019-07-21T08:56:02.000Z
             */
            created_on: string;
            shipped_on: string | null;
            /** @enum {string} */
            status: "pending" | "paid" | "shipped" | "delivered" | "cancelled" | "refunded";
            /** @description Whom it is for */
            name: string;
            /**
             * @description The lines, two decimals
             * @example 14.99
             */
            subtotal_amount: string;
            /**
             * @description Their way, two decimals
             * @example 14.99
             */
            shipping_amount: string;
            /**
             * @description Tax on both, two decimals
             * @example 14.99
             */
            tax_amount: string;
            /** @description What the order lacks before it can be sent; empty where nothing is. `PUT /orders/{order_id}/address` settles it */
            attention: ("address_missing" | "shipping_region_differs")[];
            /**
             * @description What of it has gone back, or is on its way, two decimals
             * @example 14.99
             */
            refunded_amount: string;
            /** @description Whether the buyer's bank asked the payment back, and who was right */
            dispute_status: ("open" | "won" | "lost" | "closed") | null;
            /**
             * @description What its amounts are in, three letters
             * @example USD
             */
            currency: string;
            ship_to: {
                name?: string;
                address_1?: string | null;
                address_2?: string | null;
                city?: string | null;
                region?: string | null;
                postal_code?: string | null;
                country?: string | null;
            };
            /** @description How it is sent */
            shipping_type: string;
            /** @description How it is taxed */
            tax_type: string;
        };
        /** OrderLine */
        OrderLine: {
            /** @example 1 */
            order_id: number;
            /** @example 2 */
            product_id: number;
            /**
             * @description As the client wrote them
             * @example LG, red
             */
            attributes: string;
            product_name: string;
            /** @example 1 */
            quantity: number;
            /**
             * @description One of them, as it cost then, two decimals
             * @example 14.99
             */
            unit_cost: string;
            /**
             * @description All of them, two decimals
             * @example 14.99
             */
            subtotal: string;
        };
        /** OrderShipment */
        OrderShipment: {
            /**
             * @description Its number among the order's parcels
             * @example 1
             */
            shipment: number;
            /**
             * @description Who carries it
             * @example DHL
             */
            carrier: string | null;
            /** @description By what it is found at the carrier */
            tracking_number: string | null;
            /** Format: date-time */
            shipped_on: string;
            delivered_on: string | null;
            lines: {
                /** @example 2 */
                product_id: number;
                product_name: string;
                /**
                 * @description As the client wrote them
                 * @example LG, red
                 */
                attributes: string;
                /**
                 * @description How many of them are in the parcel
                 * @example 1
                 */
                quantity: number;
            }[];
        };
        /** Charge */
        Charge: {
            /** @example ch_3MmlLrLkdIwHu7ix0snN0B15 */
            id: string;
            /** @example charge */
            object: string;
            /** @example 2512 */
            amount: number;
            amount_captured: number;
            amount_refunded: number;
            captured: boolean;
            created: number;
            /** @example usd */
            currency: string;
            description: string | null;
            failure_code: string | null;
            failure_message: string | null;
            livemode: boolean;
            metadata: {
                [key: string]: string;
            };
            paid: boolean;
            payment_intent: string | null;
            payment_method: string | null;
            payment_method_details?: {
                type: string;
                card?: {
                    brand: string | null;
                    country: string | null;
                    exp_month: number | null;
                    exp_year: number | null;
                    funding: string | null;
                    last4: string | null;
                };
            };
            receipt_url?: string | null;
            refunded: boolean;
            /** @example succeeded */
            status: string;
        };
        /** Tax */
        Tax: {
            /**
             * @description The tax's number
             * @example 1
             */
            tax_id: number;
            /** @example Sales Tax at 8.5% */
            tax_type: string;
            /**
             * @description Percent, two decimals
             * @example 8.50
             */
            tax_percentage: string;
            /** @description The region whose orders it is for; null: those of every region */
            shipping_region_id: number | null;
        };
        /** ShippingRegion */
        ShippingRegion: {
            /**
             * @description The region's number; 1 stands for no choice yet
             * @example 2
             */
            shipping_region_id: number;
            /** @example Europe */
            shipping_region: string;
        };
        /** ShippingRate */
        ShippingRate: {
            /**
             * @description The rate's number
             * @example 2
             */
            shipping_id: number;
            /** @example By sea (28 days, $10) */
            shipping_type: string;
            /**
             * @description Two decimals
             * @example 10.00
             */
            shipping_cost: string;
            /**
             * @description The region it serves
             * @example 2
             */
            shipping_region_id: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    showShop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        version: string;
                        about: string;
                        links: {
                            [key: string]: string;
                        };
                    };
                };
            };
        };
    };
    listDepartments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"][];
                };
            };
        };
    };
    showDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The department's number
                 * @example 1
                 */
                department_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    listCategories: {
        parameters: {
            query?: {
                /**
                 * @description `category_id` or `name`, then `,ASC` or `,DESC`; a bare field means ascending
                 * @example name,DESC
                 */
                order?: string;
                /** @description The page, from 1 */
                page?: number;
                /** @description Rows of a page */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryPage"];
                };
            };
        };
    };
    showCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The category's number
                 * @example 1
                 */
                category_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
        };
    };
    listCategoriesOfDepartment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The department's number
                 * @example 1
                 */
                department_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"][];
                };
            };
        };
    };
    listAttributes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attribute"][];
                };
            };
        };
    };
    showAttribute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The attribute's number
                 * @example 1
                 */
                attribute_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attribute"];
                };
            };
        };
    };
    listAttributeValues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The attribute's number
                 * @example 1
                 */
                attribute_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeValue"][];
                };
            };
        };
    };
    listAttributesOfProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeOfProduct"][];
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Rows of a page */
                limit?: number;
                /** @description Rows to pass over; instead of `page` */
                offset?: number;
                /** @description `next_cursor` of the page before; instead of `page` */
                cursor?: string;
                /** @description Characters of the description; a longer one is cut and ends in `...` */
                description_length?: number;
                /** @description Order of the rows; a bare name means ascending, for `relevance` and `newest` descending */
                sort?: "relevance" | "relevance,ASC" | "relevance,DESC" | "name" | "name,ASC" | "name,DESC" | "price" | "price,ASC" | "price,DESC" | "newest" | "newest,ASC" | "newest,DESC";
                /** @description `on` adds counts by category, attribute value and price band */
                facets?: boolean;
                /**
                 * @description The department's number
                 * @example 1
                 */
                department_id?: number;
                /**
                 * @description The category's number
                 * @example 1
                 */
                category_id?: number;
                /** @description Values of one attribute are alternatives; several attributes must all fit */
                attribute_value_id?: number[];
                /** @example 12.50 */
                price_min?: string;
                /** @example 12.50 */
                price_max?: string;
                /**
                 * @description Words to look for
                 * @example flowers
                 */
                query_string?: string;
                /** @description `on`: every word must match, `off`: any. Without it every word that says something in this shop, and when no product has all of them, those that have most */
                all_words?: "on" | "off";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    searchProducts: {
        parameters: {
            query: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Rows of a page */
                limit?: number;
                /** @description Rows to pass over; instead of `page` */
                offset?: number;
                /** @description `next_cursor` of the page before; instead of `page` */
                cursor?: string;
                /** @description Characters of the description; a longer one is cut and ends in `...` */
                description_length?: number;
                /** @description Order of the rows; a bare name means ascending, for `relevance` and `newest` descending */
                sort?: "relevance" | "relevance,ASC" | "relevance,DESC" | "name" | "name,ASC" | "name,DESC" | "price" | "price,ASC" | "price,DESC" | "newest" | "newest,ASC" | "newest,DESC";
                /** @description `on` adds counts by category, attribute value and price band */
                facets?: boolean;
                /**
                 * @description Words to look for
                 * @example flowers
                 */
                query_string: string;
                /** @description `on`: every word must match, `off`: any. Without it every word that says something in this shop, and when no product has all of them, those that have most */
                all_words?: "on" | "off";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    listProductsOfCategory: {
        parameters: {
            query?: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Rows of a page */
                limit?: number;
                /** @description Rows to pass over; instead of `page` */
                offset?: number;
                /** @description `next_cursor` of the page before; instead of `page` */
                cursor?: string;
                /** @description Characters of the description; a longer one is cut and ends in `...` */
                description_length?: number;
                /** @description Order of the rows; a bare name means ascending, for `relevance` and `newest` descending */
                sort?: "relevance" | "relevance,ASC" | "relevance,DESC" | "name" | "name,ASC" | "name,DESC" | "price" | "price,ASC" | "price,DESC" | "newest" | "newest,ASC" | "newest,DESC";
                /** @description `on` adds counts by category, attribute value and price band */
                facets?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The category's number
                 * @example 1
                 */
                category_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    listProductsOfDepartment: {
        parameters: {
            query?: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Rows of a page */
                limit?: number;
                /** @description Rows to pass over; instead of `page` */
                offset?: number;
                /** @description `next_cursor` of the page before; instead of `page` */
                cursor?: string;
                /** @description Characters of the description; a longer one is cut and ends in `...` */
                description_length?: number;
                /** @description Order of the rows; a bare name means ascending, for `relevance` and `newest` descending */
                sort?: "relevance" | "relevance,ASC" | "relevance,DESC" | "name" | "name,ASC" | "name,DESC" | "price" | "price,ASC" | "price,DESC" | "newest" | "newest,ASC" | "newest,DESC";
                /** @description `on` adds counts by category, attribute value and price band */
                facets?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The department's number
                 * @example 1
                 */
                department_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPageWithDisplay"];
                };
            };
        };
    };
    suggestProducts: {
        parameters: {
            query: {
                /**
                 * @description Words to look for
                 * @example flowers
                 */
                query_string: string;
                /** @description Rows at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestion"][];
                };
            };
        };
    };
    showProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductInFull"];
                };
            };
        };
    };
    showProductDetails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductDetails"][];
                };
            };
        };
    };
    listProductLocations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductLocation"][];
                };
            };
        };
    };
    listCategoriesOfProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryOfProduct"][];
                };
            };
        };
    };
    listRelatedProducts: {
        parameters: {
            query?: {
                /** @description Rows at most */
                limit?: number;
                /** @description Characters of the description; a longer one is cut and ends in `...` */
                description_length?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"][];
                };
            };
        };
    };
    listReviews: {
        parameters: {
            query?: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Reviews of a page */
                limit?: number;
                /** @description Reviews to pass over; instead of `page` */
                offset?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"][];
                };
            };
        };
    };
    writeReview: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Softer than it looks, and it looks soft. */
                    review: string;
                    /** @description 1 to 5 stars */
                    rating: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    editReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
                /**
                 * @description The review's number
                 * @example 81924
                 */
                review_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Softer than it looks, and it looks soft. */
                    review: string;
                    /** @description 1 to 5 stars */
                    rating: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    removeReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
                /**
                 * @description The review's number
                 * @example 81924
                 */
                review_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listOwnReviews: {
        parameters: {
            query?: {
                /** @description The page, from 1 */
                page?: number;
                /** @description Reviews of a page */
                limit?: number;
                /** @description Reviews to pass over; instead of `page` */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnReview"][];
                };
            };
        };
    };
    showAvailability: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The product's number
                 * @example 1
                 */
                product_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Ada Weaver */
                    name: string;
                    /** @example ada@example.com */
                    email: string;
                    /** @example twill and denim 9 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        /**
                         * @description Goes into the header `USER-KEY` as it is
                         * @example Bearer eyJ…
                         */
                        accessToken: string;
                        /** @example 24h */
                        expires_in: string;
                        refresh_token: string;
                        /** @example 30d */
                        refresh_expires_in: string;
                    };
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example ada@example.com */
                    email: string;
                    /** @example twill and denim 9 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        /**
                         * @description Goes into the header `USER-KEY` as it is
                         * @example Bearer eyJ…
                         */
                        accessToken: string;
                        /** @example 24h */
                        expires_in: string;
                        refresh_token: string;
                        /** @example 30d */
                        refresh_expires_in: string;
                    };
                };
            };
        };
    };
    showCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer_id: number;
                        name: string;
                        email: string;
                        address_1: string | null;
                        address_2: string | null;
                        city: string | null;
                        region: string | null;
                        postal_code: string | null;
                        country: string | null;
                        shipping_region_id: number;
                        day_phone: string | null;
                        eve_phone: string | null;
                        mob_phone: string | null;
                        credit_card: string | null;
                    };
                };
            };
        };
    };
    changeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Ada Weaver */
                    name: string;
                    /** @example ada@example.com */
                    email: string;
                    /** @example twill and denim 9 */
                    password?: string;
                    /** @description Needed when the last sign-in is more than 15 minutes ago */
                    current_password?: string;
                    /** @example +1 212 555 0123 */
                    day_phone?: string;
                    /** @example +1 212 555 0123 */
                    eve_phone?: string;
                    /** @example +1 212 555 0123 */
                    mob_phone?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer_id: number;
                        name: string;
                        email: string;
                        address_1: string | null;
                        address_2: string | null;
                        city: string | null;
                        region: string | null;
                        postal_code: string | null;
                        country: string | null;
                        shipping_region_id: number;
                        day_phone: string | null;
                        eve_phone: string | null;
                        mob_phone: string | null;
                        credit_card: string | null;
                    };
                };
            };
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Needed when the last sign-in is more than 15 minutes ago */
                    current_password?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    address_1: string;
                    address_2?: string;
                    city: string;
                    /** @description May be empty, but is sent */
                    region: string;
                    /** @description May be empty, but is sent */
                    postal_code: string;
                    country: string;
                    shipping_region_id: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer_id: number;
                        name: string;
                        email: string;
                        address_1: string | null;
                        address_2: string | null;
                        city: string | null;
                        region: string | null;
                        postal_code: string | null;
                        country: string | null;
                        shipping_region_id: number;
                        day_phone: string | null;
                        eve_phone: string | null;
                        mob_phone: string | null;
                        credit_card: string | null;
                        /** @description What is empty of this address, and mail to its country needs; missing where it lacks nothing */
                        address_lacks?: ("region" | "postal_code")[];
                    };
                };
            };
        };
    };
    changeCreditCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 5555 5555 5555 4444 */
                    credit_card: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer_id: number;
                        name: string;
                        email: string;
                        address_1: string | null;
                        address_2: string | null;
                        city: string | null;
                        region: string | null;
                        postal_code: string | null;
                        country: string | null;
                        shipping_region_id: number;
                        day_phone: string | null;
                        eve_phone: string | null;
                        mob_phone: string | null;
                        credit_card: string | null;
                    };
                };
            };
        };
    };
    signInWithFacebook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What Facebook gave the customer for this shop's app */
                    access_token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        /**
                         * @description Goes into the header `USER-KEY` as it is
                         * @example Bearer eyJ…
                         */
                        accessToken: string;
                        /** @example 24h */
                        expires_in: string;
                        refresh_token: string;
                        /** @example 30d */
                        refresh_expires_in: string;
                    };
                };
            };
        };
    };
    signInWithOidc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The code that the provider sent back */
                    code: string;
                    /** @description Of which the provider was sent the SHA-256 as `code_challenge` */
                    code_verifier: string;
                    /** @description Where the provider was told to send the customer */
                    redirect_uri: string;
                    /** @description What the provider was sent as `nonce` */
                    nonce: string;
                    /** @description What the provider sent back as `iss`, if it did */
                    iss?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        /**
                         * @description Goes into the header `USER-KEY` as it is
                         * @example Bearer eyJ…
                         */
                        accessToken: string;
                        /** @example 24h */
                        expires_in: string;
                        refresh_token: string;
                        /** @example 30d */
                        refresh_expires_in: string;
                    };
                };
            };
        };
    };
    listIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        provider: "facebook" | "oidc";
                        /**
                         * @description What to call the provider
                         * @example Google
                         */
                        name: string;
                        linked_on: string | null;
                    }[];
                };
            };
        };
    };
    linkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    provider: "facebook" | "oidc";
                    /** @description What Facebook gave the customer for this shop's app */
                    access_token?: string;
                    /** @description The code that the provider sent back */
                    code?: string;
                    /** @description Of which the provider was sent the SHA-256 as `code_challenge` */
                    code_verifier?: string;
                    /** @description Where the provider was told to send the customer */
                    redirect_uri?: string;
                    /** @description What the provider was sent as `nonce` */
                    nonce?: string;
                    /** @description What the provider sent back as `iss`, if it did */
                    iss?: string;
                    /** @description Needed when the last sign-in is more than 15 minutes ago */
                    current_password?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        provider: "facebook" | "oidc";
                        /**
                         * @description What to call the provider
                         * @example Google
                         */
                        name: string;
                        linked_on: string | null;
                    }[];
                };
            };
        };
    };
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Needed when the last sign-in is more than 15 minutes ago */
                    current_password?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    refresh_token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        /**
                         * @description Goes into the header `USER-KEY` as it is
                         * @example Bearer eyJ…
                         */
                        accessToken: string;
                        /** @example 24h */
                        expires_in: string;
                        refresh_token: string;
                        /** @example 30d */
                        refresh_expires_in: string;
                    };
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: {
                /** @description Ends every session of the customer, and moves the cart to a new id */
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Sessions of a page */
                limit?: number;
                /** @description Where the page before ended, as its Link header says */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session_id: string;
                        /** @description What the client called itself when it signed in */
                        device: string;
                        /** @description From where */
                        address: string;
                        /** Format: date-time */
                        created_on: string;
                        /** Format: date-time */
                        last_used_on: string;
                        is_current: boolean;
                    }[];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example ada@example.com */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it stands in the mail */
                    token: string;
                    /** @example twill and denim 9 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it stands in the mail */
                    token: string;
                    /** @example twill and denim 9 */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Where the account has no password any more: what `POST /customers/password/reset` takes to set one, within an hour */
                        password_token: string | null;
                    };
                };
            };
        };
    };
    undoAccountChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it stands in the mail */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Where the account has no password any more: what `POST /customers/password/reset` takes to set one, within an hour */
                        password_token: string | null;
                    };
                };
            };
        };
    };
    sendVerificationMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exportCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        exported_on: string;
                        customer: {
                            customer_id: number;
                            name: string;
                            email: string;
                            address_1: string | null;
                            address_2: string | null;
                            city: string | null;
                            region: string | null;
                            postal_code: string | null;
                            country: string | null;
                            shipping_region_id: number;
                            day_phone: string | null;
                            eve_phone: string | null;
                            mob_phone: string | null;
                            credit_card: string | null;
                        };
                        account: {
                            /** Format: date-time */
                            created_on: string;
                            email_proven_on: string | null;
                            imported_on: string | null;
                            has_password: boolean;
                        };
                        identities: {
                            provider: string;
                            subject: string;
                        }[];
                        sessions: {
                            session_id: string;
                            /** @description What the client called itself when it signed in */
                            device: string;
                            /** @description From where */
                            address: string;
                            /** Format: date-time */
                            created_on: string;
                            /** Format: date-time */
                            last_used_on: string;
                            is_current: boolean;
                            /** Format: date-time */
                            expires_on: string;
                            ended_on: string | null;
                            is_over: boolean;
                        }[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    createCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                         * @example v5c0zy7mk2t1lrpnf9
                         */
                        cart_id: string;
                    };
                };
            };
        };
    };
    addToCart: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                     * @example v5c0zy7mk2t1lrpnf9
                     */
                    cart_id: string;
                    /**
                     * @description The product's number
                     * @example 2
                     */
                    product_id: number;
                    /**
                     * @description What the buyer chose, in any words
                     * @example LG, red
                     */
                    attributes: string;
                    /** @default 1 */
                    quantity?: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CartItem"][];
                };
            };
        };
    };
    showCart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                 * @example v5c0zy7mk2t1lrpnf9
                 */
                cart_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CartItem"][];
                };
            };
        };
    };
    changeQuantity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 0 removes the line */
                    quantity: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CartItem"][];
                };
            };
        };
    };
    emptyCart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                 * @example v5c0zy7mk2t1lrpnf9
                 */
                cart_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CartItem"][];
                };
            };
        };
    };
    saveForLaterByGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    saveForLater: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    moveToCartByGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    moveToCart: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSavedItems: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                 * @example v5c0zy7mk2t1lrpnf9
                 */
                cart_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedItem"][];
                };
            };
        };
    };
    showCartTotal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                 * @example v5c0zy7mk2t1lrpnf9
                 */
                cart_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example 29.98 */
                        total_amount: string;
                    };
                };
            };
        };
    };
    removeFromCart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The line's number, a secret like the cart's id
                 * @example 2886218022912
                 */
                item_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    claimCart: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Whoever knows it owns the cart; get one from `/shoppingcart/generateUniqueId`, or bring your own
                     * @example v5c0zy7mk2t1lrpnf9
                     */
                    cart_id: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerCart"];
                };
            };
        };
    };
    showOwnCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerCart"];
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The cart whose lines are bought */
                    cart_id: string;
                    /**
                     * @description How it is sent
                     * @example 1
                     */
                    shipping_id: number;
                    /**
                     * @description How it is taxed; a tax of one region goes with ways of sending to that region
                     * @example 1
                     */
                    tax_id: number;
                    /**
                     * @description What the buyer was told it comes to; when it comes to something else by now, nothing is ordered
                     * @example 29.98
                     */
                    expected_total?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Orders of a page */
                limit?: number;
                /** @description Where the page before ended, as its Link header says */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"][];
                };
            };
        };
    };
    showOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's number
                 * @example 1
                 */
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    listOrderLines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's number
                 * @example 1
                 */
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderLine"][];
                };
            };
        };
    };
    listShipments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's number
                 * @example 1
                 */
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderShipment"][];
                };
            };
        };
    };
    changeOrderAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The order's number
                 * @example 1
                 */
                order_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    address_1: string;
                    address_2?: string;
                    city: string;
                    /** @description May be empty, but is sent */
                    region: string;
                    /** @description May be empty, but is sent */
                    postal_code: string;
                    country: string;
                    shipping_region_id: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request that is sent again with it is executed once */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The order's number
                 * @example 1
                 */
                order_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    payOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The card, as the provider's form made a token of it; an object is meant as its `id`
                     * @example tok_visa
                     */
                    stripeToken: string;
                    /**
                     * @description The order to pay
                     * @example 1
                     */
                    order_id: number;
                    /**
                     * @description What the payer reads
                     * @example Two t-shirts
                     */
                    description: string;
                    /**
                     * @description Cents; must be the order's total where `CHARGE_AMOUNT_CHECK` is on. The order's total is charged whatever stands here
                     * @example 2512
                     */
                    amount?: number;
                    /** @example USD */
                    currency?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Charge"];
                };
            };
        };
    };
    listTaxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tax"][];
                };
            };
        };
    };
    showTax: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The tax's number
                 * @example 1
                 */
                tax_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tax"];
                };
            };
        };
    };
    listShippingRegions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingRegion"][];
                };
            };
        };
    };
    listShippingRates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The region's number
                 * @example 2
                 */
                shipping_region_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingRate"][];
                };
            };
        };
    };
    showLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
        };
    };
    showReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        /**
                         * @description Whether any server of the shop works off background jobs; this one can serve either way
                         * @enum {string}
                         */
                        jobs: "running" | "no worker";
                        /**
                         * @description Whether any replica is read from; while all are away the primary answers instead
                         * @enum {string}
                         */
                        replica: "none" | "answers" | "away";
                        /** @description The replicas of DATABASE_READ_URLS, in their order */
                        replicas: {
                            /**
                             * @description `answers`: it is read from; `lags`: it is more than REPLICA_LAG_MAX_MS behind; `away`: it does not answer; `diverged`: it does not follow the primary
                             * @enum {string}
                             */
                            state: "answers" | "lags" | "away" | "diverged";
                            /** @description By how many milliseconds it is behind the primary, at most; null when that is not known */
                            lag_ms: number | null;
                        }[];
                        /**
                         * @description Whether the Redis at REDIS_URL answers; while it is away the shop works without it
                         * @enum {string}
                         */
                        redis: "none" | "answers" | "away";
                    };
                };
            };
        };
    };
    receiveProviderEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        received: boolean;
                    };
                };
            };
        };
    };
}
