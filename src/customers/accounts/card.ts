/** Masks a card number: eight X and its last four digits. Returns undefined for no card number (ISO/IEC 7812). */
export function maskedCard(number: string): string | undefined {
  const digits = number.replaceAll(/[\s-]/g, "");
  if (!/^\d{12,19}$/.test(digits) || /^0+$/.test(digits) || !luhn(digits)) return undefined;
  return `XXXXXXXX${digits.slice(-4)}`;
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
