/** What the server of these pages writes into them. */
export interface PageSettings {
  /** `127.0.0.1:8080`: where searches go. */
  host: string;
  key: string;
  index: string;
  /** Which build of the library asks: with the key in a header, or in the address. */
  build: 'full' | 'lite';
}
