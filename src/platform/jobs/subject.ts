/** Whom a job is about, as the jobs know it. */
export const aboutCustomer = (customerId: number): string => `customer ${customerId}`;

/** For a job that names nobody but a reader of mail. */
export const aboutEmail = (emailKey: string): string => `email ${emailKey}`;
