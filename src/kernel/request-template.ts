/** A request body of `queries/` with its parameters left open; platform/opensearch reads them. */
export type RequestTemplate = (parameters: Readonly<Record<string, unknown>>) => object;
