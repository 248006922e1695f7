/** Whom a job is about, as the jobs know it. */
export function aboutCustomer(customerId: number): string {
  return `customer ${customerId}`;
}

/** For a job that names nobody but a reader of mail. */
export function aboutEmail(emailKey: string): string {
  return `email ${emailKey}`;
}
