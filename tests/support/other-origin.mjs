/**
 * What a page of another origin can do to make a browser send its session, for Chromium. `attacks` are operations of the
 * gateway, as `{ method, url, body, isPage }`. Gives the number of answers that the page could read.
 */
globalThis.attackGateway = async (origin, attacks) => {
  let read = 0;
  const settled = (request) =>
    request.then(
      (response) => {
        if (response.type !== "opaque") read++;
      },
      () => undefined,
    );
  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  /** What does not show another origin's answers says at least that one has come. */
  const ended = (target) =>
    new Promise((resolve) => {
      target.addEventListener("load", resolve);
      target.addEventListener("error", resolve);
    });
  const shows = async (name, url) => {
    const target = element(name, { src: url });
    const end = ended(target);
    document.body.append(target);
    await end;
    target.remove();
  };
  /** A form of one field. As `text/plain` its name, "=" and its value make a JSON object. */
  const submits = async (url, body, enctype) => {
    const frame = element("iframe", { name: `${enctype} ${url} ${Math.random()}` });
    document.body.append(frame);
    const end = ended(frame);
    const form = element("form", { method: "post", action: url, enctype, target: frame.name });
    form.append(element("input", { name: `${body.slice(0, -1)},"x":"`, value: `"${body.slice(-1)}` }));
    document.body.append(form);
    form.submit();
    await end;
    form.remove();
    frame.remove();
  };
  const connects = (source) =>
    new Promise((resolve) => {
      source.onopen = () => {
        read++;
        resolve();
      };
      source.onerror = resolve;
    }).then(() => source.close());

  const forms = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
  const attack = async ({ method, url, body, isPage }) => {
    const changes = method !== "GET";
    const fetched = (how) => settled(fetch(url, { credentials: "include", ...(changes ? { body } : {}), ...how }));
    // Simple requests, which a browser sends without asking; then the one that it asks for first.
    const simple = { method: changes ? "POST" : "GET", mode: "no-cors" };
    await fetched(simple);
    for (const type of forms) await fetched({ ...simple, headers: { "content-type": type } });
    await fetched({ method, headers: { "content-type": "application/json" } });
    navigator.sendBeacon(url, body);
    if (changes) for (const type of forms) await submits(url, body, type);
    else {
      await shows("img", url);
      await shows("script", url);
      // A file to be saved, or a stream, does not load.
      if (isPage) await shows("iframe", url);
    }
  };
  await Promise.all(attacks.map(attack));
  await connects(new WebSocket(`${origin.replace("http", "ws")}/api/v1/messages`));
  await connects(new EventSource(`${origin}/api/v1/events`, { withCredentials: true }));
  return read;
};
