/** Requests a minute for one caller: a service that asks for containment all day is one caller, a learner who types another. */
const defaultRateLimits = {
  containment: 12_000,
  read: 3_000,
  search: 1_200,
  write: 600,
  content: 1_200,
  anonymous: 600,
};
/** What RATE_LIMITS may be, as a regular expression. */
export const rateLimitsForm = `^(off|((${Object.keys(defaultRateLimits).join('|')})=[1-9][0-9]{0,8}(,|$))*)$`;

/** `off`, or changes of the defaults, such as `search=600,write=60`: the limits by class of route, none where they are off. */
export function readRateLimits(text: string): Record<string, number> {
  const changes = text.split(',').filter((change) => change !== '');
  return text === 'off'
    ? {}
    : {
        ...defaultRateLimits,
        ...Object.fromEntries(
          changes.map((change): [string, number] => {
            const [name = '', count] = change.split('=');
            return [name, Number(count)];
          }),
        ),
      };
}
