import type { Customer } from './answers.ts';

/** As many are offered to choose from; more are found by a part of the name. */
const listed = 20;

/** What the API is asked for customers whose name has this text, or whose uuid begins so. */
export function customersPath(text: string): string {
  return `/api/v1/customers?${new URLSearchParams({ q: text, page_size: String(listed) }).toString()}`;
}

/** The first of all that one may look through. */
export const firstCustomers = customersPath('');

/** What a customer is called; undefined stands for all of them. */
export function nameOf(customer: Customer | undefined): string {
  return customer === undefined ? 'All customers' : (customer.name ?? customer.uuid);
}
