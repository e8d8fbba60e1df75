// @ts-check
/** Sends the form of the set-up page. What it says is in the page, in the browser's language. */
{
  const form = /** @type {HTMLFormElement} */ (document.getElementById("setup"));
  const outcome = /** @type {HTMLElement} */ (document.getElementById("outcome"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const code = location.hash.slice(1);

  /** @param {string} key */
  const say = (key) => {
    outcome.textContent = form.dataset[key] ?? form.dataset.failed ?? "";
  };

  /** @param {{ pointer: string }[] | undefined} errors */
  const wrong = (errors) => (errors?.some(({ pointer }) => pointer === "/name") ? "name" : "password");

  /** @param {Response} response */
  const keyOf = async (response) => {
    if (response.status === 422) return wrong((await response.json()).errors);
    return { 403: "link", 429: "throttled" }[response.status] ?? "failed";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    if (fields.get("password") !== fields.get("again")) return say("differ");
    button.disabled = true;
    say("waiting");
    try {
      const response = await fetch("api/v1/setup", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code, name: fields.get("name"), password: fields.get("password") }),
      });
      if (response.ok) {
        form.querySelector("fieldset")?.remove();
        return say("done");
      }
      say(await keyOf(response));
    } catch {
      say("failed");
    }
    button.disabled = false;
  });

  if (code === "") {
    button.disabled = true;
    say("link");
  }
}
