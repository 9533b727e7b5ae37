/** Some customers, by uuid in lower case; `every`: all that there are and will be. */
export type Customers = 'every' | ReadonlySet<string>;
