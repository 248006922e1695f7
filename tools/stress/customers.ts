import { customersBulkLoad as tables } from "../../src/customers/index.ts";
import { diceFor, type Dice } from "./dice.ts";
import { momentAt } from "./products.ts";
import { drawNamingWord, capitalized, type Vocabulary } from "./vocabulary.ts";

/** Password of every generated account. */
export const sharedPassword = "stress-seeded";

export type Region = { readonly shipping_region_id: number; readonly shipping_region: string };

export type CustomerOptions = {
  readonly seed: number;
  readonly customers: number;
  readonly words: Vocabulary;
  /** Regions that the shop ships to. */
  readonly regions: readonly Region[];
};

const countries: Readonly<Record<string, readonly string[]>> = {
  "US / Canada": ["United States", "Canada"],
  Europe: ["France", "Germany", "Ireland", "Italy", "Poland", "Spain", "Sweden"],
};
const elsewhere = ["Australia", "Brazil", "India", "Japan", "Kenya", "New Zealand"];

/** Returns the hash of the shared password, the same for the same seed. */
export function passwordHash(seed: number): Promise<string> {
  const dice = diceFor(seed, "customer");
  const salt = Uint8Array.from({ length: 16 }, (_, index) => dice(index).below(256));
  return tables.sharedHash(sharedPassword, salt);
}

/** Yields customers with ids from `firstId`; a higher id registered later. */
export function* customerRows(options: CustomerOptions, firstId: number, password_hash: string) {
  const { seed, customers } = options;
  const personOf = makePersons(options);
  const dice = diceFor(seed, "customer");
  for (let number = 0; number < customers; number += 1) {
    const own = dice(number);
    const customer_id = firstId + number;
    yield {
      customer_id,
      ...personOf(number),
      email: emailOf(customer_id),
      password_hash,
      credit_card: own.next() < 0.3 ? `XXXXXXXX${digits(own, 4)}` : null,
      day_phone: own.next() < 0.6 ? phone(own) : null,
      mob_phone: own.next() < 0.8 ? phone(own) : null,
      created_at: momentAt((number + own.next()) / customers),
    };
  }
}

/** Returns a function that makes a customer's name and address from their number, counted from 0. */
export function makePersons({ seed, words, regions }: CustomerOptions) {
  const dice = diceFor(seed, "person");
  return (number: number) => {
    const own = dice(number);
    const word = () => capitalized(drawNamingWord(own, words));
    const region = own.pick(regions);
    return {
      name: `${word()} ${word()}`.slice(0, 50),
      address_1: `${own.between(1, 299)} ${word()} Street`,
      city: word(),
      region: word(),
      postal_code: digits(own, 5),
      country: own.pick(countries[region.shipping_region] ?? elsewhere),
      shipping_region_id: region.shipping_region_id,
    };
  };
}

/** Yields the look-up rows from email address to account. */
export function* emailRows(customers: number, firstId: number) {
  for (let customer_id = firstId; customer_id < firstId + customers; customer_id += 1)
    yield { email_key: tables.emailKey(emailOf(customer_id)), customer_id };
}

function phone(dice: Dice): string {
  return `+${dice.between(1, 99)} ${digits(dice, 3)} ${digits(dice, 6)}`;
}

function digits(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => dice.below(10)).join("");
}

function emailOf(customerId: number): string {
  return `customer-${customerId}@stress.example`;
}
