/** Seconds until another try, in SQL: doubled with each attempt, up to an hour. */
export const growingDelay = 'LEAST(POW(2, LEAST(attempts, 12)), 3600)';
