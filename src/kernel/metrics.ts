/** What the API reports about itself; platform/metrics gives the real one. */
export interface RequestMetrics {
  /** `route` is the pattern, not the path, so that its values are few. */
  observe(request: { route: string; method: string; status: number; seconds: number }): void;
  /** The exposition of everything measured. */
  render(): Promise<{ contentType: string; body: string }>;
}
