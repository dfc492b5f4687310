// The server's answers. A refusal is a `Problem` with the server's own words.

export class Problem extends Error {
  constructor(status, body) {
    super(body.title ?? `${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Ask the server; JSON in, JSON out. */
export async function ask(url, body, token, signal) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
    redirect: "error",
    signal,
  });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, found);
  return found;
}
