/** What the rooms log to; platform/log gives the real one. Messages are lower case, facts are fields. ERROR = a human must act. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}
