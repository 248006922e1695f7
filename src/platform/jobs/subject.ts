/** Returns the subject of a job about a customer. */
export function aboutCustomer(customerId: number): string {
  return `customer ${customerId}`;
}

/** Returns the subject of a job that concerns only an email address. */
export function aboutEmail(emailKey: string): string {
  return `email ${emailKey}`;
}
