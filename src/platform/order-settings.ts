import { setting, whole, type Setting } from "./setting.ts";

/** Limits of a customer's orders and unpaid units, and how long data of orders is kept. */
export const orderSettings = {
  maxPendingOrders: setting(
    "MAX_PENDING_ORDERS",
    whole(0, 1_000_000),
    20,
    "Maximum number of unpaid orders per customer; 0 sets no limit.",
  ),
  maxPendingOrdersUnproven: setting(
    "MAX_PENDING_ORDERS_UNPROVEN",
    whole(0, 1_000_000),
    5,
    "The same for customers who have not confirmed their e-mail address.",
  ),
  maxReservedUnits: setting(
    "MAX_RESERVED_UNITS",
    whole(0, 100_000_000),
    1000,
    "Maximum number of units of counted products in a customer's unpaid orders; 0 sets no limit.",
  ),
  maxReservedUnitsUnproven: setting(
    "MAX_RESERVED_UNITS_UNPROVEN",
    whole(0, 100_000_000),
    100,
    "The same for customers who have not confirmed their e-mail address.",
  ),
  maxReservedUnitsNetwork: setting(
    "MAX_RESERVED_UNITS_NETWORK",
    whole(0, 100_000_000),
    200,
    "Units of counted products that all customers with unconfirmed e-mail addresses together may order from one network address (of IPv6 a /64) within `ORDER_PAYMENT_MINUTES`, so that a few accounts cannot empty the shelf without paying; more are refused (429). 0 sets no limit.",
  ),
  ordersPerHour: setting(
    "ORDERS_PER_HOUR",
    whole(0, 1_000_000),
    30,
    "Orders that one customer may place in an hour, cancelled ones included; more are refused (429). 0 sets no limit.",
  ),
  deliveryDays: setting(
    "DELIVERY_DAYS",
    whole(0, 365),
    14,
    "A shipped order counts as on its way for so many days, unless it is reported delivered before; its customer cannot be erased meanwhile.",
  ),
  invoiceRetentionYears: setting(
    "INVOICE_RETENTION_YEARS",
    whole(0, 100),
    10,
    "Name and address of a paid order are kept for the invoice until so many years after the year of the payment, also when the customer is erased. 10: Directive 2006/112/EC, article 369k; ask what your country's law says.",
  ),
} as const satisfies Record<string, Setting>;
