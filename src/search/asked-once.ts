/** Asks for what is the same once, as long as one request is answered: a later one asks anew. */
export function askedOnce<Asked, Answer>(ask: (asked: Asked) => Promise<Answer>): (asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (asked) => {
    const name = JSON.stringify(asked);
    const answer = answers.get(name) ?? ask(asked);
    answers.set(name, answer);
    return answer;
  };
}
