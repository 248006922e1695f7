import { row, text, truth, whole } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/** What a shop holds already. */
export const present = () => reads(
  row({ products: truth, categories: truth, customers: truth, orders: truth, regions: truth, taxes: truth }),
)`
  select exists (select from product) as products,
    exists (select from department) or exists (select from category) or exists (select from attribute) as categories,
    exists (select from customer) as customers, exists (select from order_owner) as orders,
    exists (select from shipping_region) as regions, exists (select from tax) as taxes`;

/** Ways to send a parcel, with their regions. */
export const rates = () => reads(
  row({
    shipping_id: whole,
    shipping_type: text,
    shipping_cost_cents: whole,
    shipping_region_id: whole,
    shipping_region: text,
  }),
)`
  select shipping_id, shipping_type, shipping_cost_cents, shipping_region_id, shipping_region
  from shipping join shipping_region using (shipping_region_id) order by shipping_id`;

export const taxes = () => reads(row({ tax_id: whole, tax_type: text, tax_basis_points: whole }))`
  select tax_id, tax_type, tax_basis_points from tax order by tax_id`;
